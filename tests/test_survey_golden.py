"""The estimators against R's survey package on a lopsided sample (golden/survey.R), and against naive methods.

Four strata of 3, 4, 2 and 1 clusters of 2 to 29 people, weights from 1 to 700, a tenth of the outcomes missing, a
domain that misses clusters. Everything goes through the public functions of isfuturemicro.survey.
"""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from survey_by_hand import read_golden, reduce_people

from isfuturemicro.survey import (
    Cube,
    Design,
    Estimates,
    LonelyPsuError,
    divide,
    estimate_totals,
    log_ratio,
    share_interval,
    subtract,
)

EXPECTED = {
    (row.case, row.quantity, row.about): float(row.value) for row in read_golden("survey_expected.csv").itertuples()
}
GROUPS = ("middle", "old", "young")
MIDDLE, OLD, YOUNG = range(3)
CLOSE = 1e-11
"""Largest relative difference to R that rounding explains."""
GLM = 1e-7
"""The same for svyciprop, whose logistic fit stops at a tolerance."""

THREE_STRATA = ("clustered", "unclustered", "unstratified", "fpc", "fpc_share", "unclustered_fpc")
LONELY = tuple(f"lonely_{handling}{fpc}" for handling in ("adjust", "average", "remove") for fpc in ("", "_fpc"))
CASES = THREE_STRATA + LONELY


def sample(case: str) -> pd.DataFrame:
    """The people of a case, as the cube reads them."""
    people = read_golden("survey_sample.csv").astype({"weight": float, "clusters": float, "residents": float})
    if case in THREE_STRATA:
        people = people[people["stratum"] != "d"]
    if case.endswith("fpc"):
        people = people.assign(fpc=people["residents" if case.startswith("unclustered") else "clusters"])
    if case == "fpc_share":
        people = people.assign(fpc=people["stratum"].map({"a": 0.25, "b": 4 / 9, "c": 1.0}))
    if case == "unstratified":
        people = people.assign(psu=people["stratum"] + people["psu"], stratum="")
    return people


def design(case: str) -> Design:
    handling = case.split("_")[1] if case.startswith("lonely") else "fail"
    return Design(clustered=not case.startswith("unclustered"), lonely_psu=handling, with_fpc="fpc" in case)


@cache
def reduce_case(case: str) -> Cube:
    return reduce_people(sample(case), ("band", "outcome", "remote"), design(case))


def shares_of(cube: Cube) -> Estimates:
    """The share of yes among those of each band who answered."""
    answered, yes = cube.is_in("outcome", "yes", "no"), cube.is_in("outcome", "yes")
    bands = [cube.is_in("band", group) for group in GROUPS]
    marks = np.column_stack([*(yes & band for band in bands), *(answered & band for band in bands)])
    return divide(estimate_totals(cube, marks), [0, 1, 2], [3, 4, 5])


def remote_share(cube: Cube) -> Estimates:
    remote = cube.is_in("remote", "yes") & cube.is_in("outcome", "yes", "no")
    return divide(estimate_totals(cube, np.column_stack([remote & cube.is_in("outcome", "yes"), remote])), [0], [1])


@pytest.mark.parametrize("case", CASES)
def test_shares_by_group_and_their_covariance(case: str) -> None:
    shares = shares_of(reduce_case(case))
    assert shares.df == EXPECTED[case, "df", ""]
    assert shares.value == pytest.approx([EXPECTED[case, "share", group] for group in GROUPS], rel=CLOSE)
    covariance = [[EXPECTED[case, "share_cov", f"{one} {other}"] for other in GROUPS] for one in GROUPS]
    np.testing.assert_allclose(shares.covariance, covariance, rtol=CLOSE)


@pytest.mark.parametrize("case", CASES)
def test_difference_of_two_groups_uses_their_covariance(case: str) -> None:
    shares = shares_of(reduce_case(case))
    gap = subtract(shares, MIDDLE)
    assert gap.value[OLD] == pytest.approx(EXPECTED[case, "difference", "old less middle"], rel=CLOSE)
    assert gap.standard_error[OLD] == pytest.approx(EXPECTED[case, "difference_se", "old less middle"], rel=CLOSE)
    if case.startswith("unclustered"):
        return  # bands share no cluster, so that they are all but independent
    as_if_independent = np.hypot(shares.standard_error[OLD], shares.standard_error[MIDDLE])
    assert gap.standard_error[OLD] != pytest.approx(as_if_independent, rel=1e-3)


@pytest.mark.parametrize("case", CASES)
def test_log_ratio_of_two_groups_uses_their_covariance(case: str) -> None:
    shares = shares_of(reduce_case(case))
    logs = log_ratio(shares, MIDDLE)
    assert logs.value[YOUNG] == pytest.approx(EXPECTED[case, "log_ratio", "young over middle"], rel=CLOSE)
    assert logs.standard_error[YOUNG] == pytest.approx(EXPECTED[case, "log_ratio_se", "young over middle"], rel=CLOSE)
    relative = shares.standard_error / shares.value
    assert logs.standard_error[YOUNG] != pytest.approx(np.hypot(relative[YOUNG], relative[MIDDLE]), rel=1e-3)


@pytest.mark.parametrize("case", CASES)
def test_interval_of_a_share_is_svyciprop_logit_with_the_degrees_of_freedom_of_the_design(case: str) -> None:
    cube = reduce_case(case)
    shares = shares_of(cube)
    for index, group in enumerate(GROUPS):
        cases = cube.is_in("band", group) & cube.is_in("outcome", "yes", "no")
        n, yes = cube.units[cases].sum(), cube.units[cases & cube.is_in("outcome", "yes")].sum()
        share, error = shares.value[index], shares.standard_error[index]
        low, high = share_interval(share, error, shares.df, n, yes)
        assert low == pytest.approx(EXPECTED[case, "ci_low", group], rel=GLM)
        assert high == pytest.approx(EXPECTED[case, "ci_high", group], rel=GLM)
        symmetric = (share - 1.96 * error, share + 1.96 * error)
        assert (low, high) != pytest.approx(symmetric, rel=0.005)


@pytest.mark.parametrize("case", CASES)
def test_totals_and_their_covariance(case: str) -> None:
    cube = reduce_case(case)
    yes = cube.is_in("outcome", "yes")
    totals = estimate_totals(cube, np.column_stack([yes & cube.is_in("band", band) for band in ("middle", "old")]))
    assert totals.value == pytest.approx([EXPECTED[case, "total", f"yes {band}"] for band in ("middle", "old")])
    if "adjust" in case:
        return  # R centres a lonely cluster's total at zero, we at the grand mean: the next test
    found = [totals.covariance[0, 0], totals.covariance[0, 1], totals.covariance[1, 1]]
    pairs = ("yes middle yes middle", "yes middle yes old", "yes old yes old")
    assert found == pytest.approx([EXPECTED[case, "total_cov", pair] for pair in pairs], rel=CLOSE)


def test_adjust_centres_a_lonely_cluster_at_the_grand_mean_as_r_documents_and_for_a_total_does_not_do() -> None:
    """R's manual says grand mean; its code leaves the total of a lonely cluster uncentred. Ratios don't notice: the
    grand mean of their residuals is zero, and above they equal R's."""
    people = sample("lonely_adjust")
    yes = (people["outcome"] == "yes") & (people["band"] == "middle")
    by_cluster = people[yes].assign(z=people["weight"]).groupby(["stratum", "psu"])["z"].sum()
    lonely, grand_mean = by_cluster["d"].sum(), by_cluster.sum() / 10
    without = EXPECTED["lonely_remove", "total_cov", "yes middle yes middle"]
    assert EXPECTED["lonely_adjust", "total_cov", "yes middle yes middle"] == pytest.approx(without + lonely**2)
    cube = reduce_case("lonely_adjust")
    marks = (cube.is_in("outcome", "yes") & cube.is_in("band", "middle"))[:, None]
    assert estimate_totals(cube, marks).covariance[0, 0] == pytest.approx(without + (lonely - grand_mean) ** 2)


@pytest.mark.parametrize("case", CASES)
def test_a_domain_that_misses_clusters_keeps_the_whole_design(case: str) -> None:
    found = remote_share(reduce_case(case))
    assert found.value[0] == pytest.approx(EXPECTED[case, "remote_share", ""], rel=CLOSE)
    assert found.standard_error[0] == pytest.approx(EXPECTED[case, "remote_share_se", ""], rel=CLOSE)


def test_the_sample_can_tell_a_naive_standard_error_from_ours() -> None:
    cube = reduce_case("clustered")
    for wrong in ("naive_no_clusters_se", "naive_simple_se"):
        naive = [EXPECTED["clustered", wrong, group] for group in GROUPS]
        assert (np.abs(shares_of(cube).standard_error / naive - 1) > 0.1).all()
    dropped = EXPECTED["clustered", "naive_dropped_rows_se", ""]
    assert abs(remote_share(cube).standard_error[0] / dropped - 1) > 0.1


def test_the_naive_standard_errors_are_what_our_own_functions_give_when_misused() -> None:
    """The wrong answers come from dropping rows and from forgetting clusters, and from nothing else."""
    people = sample("clustered")
    forgotten = shares_of(reduce_people(people, ("band", "outcome"), Design()))
    naive = [EXPECTED["clustered", "naive_no_clusters_se", group] for group in GROUPS]
    assert forgotten.standard_error == pytest.approx(naive, rel=CLOSE)
    kept = people[(people["outcome"] != "missing") & (people["remote"] == "yes")]
    dropped = remote_share(
        reduce_people(kept, ("outcome", "remote"), Design(clustered=True, lonely_psu="remove"))
    ).standard_error[0]
    assert dropped == pytest.approx(EXPECTED["clustered", "naive_dropped_rows_se", ""], rel=CLOSE)


def test_the_three_ways_to_treat_a_lonely_cluster_differ() -> None:
    errors = {
        handling: shares_of(reduce_case(f"lonely_{handling}")).standard_error[0]
        for handling in ("adjust", "average", "remove")
    }
    assert errors["remove"] < 0.95 * errors["average"]
    assert errors["remove"] < 0.95 * errors["adjust"]
    assert abs(errors["average"] / errors["adjust"] - 1) > 0.05


def test_a_lonely_cluster_stops_the_work_unless_the_design_says_what_to_do() -> None:
    assert EXPECTED["lonely_fail", "raises", ""] == 1
    cube = reduce_people(sample("lonely_fail"), ("band", "outcome"), Design(clustered=True))
    with pytest.raises(LonelyPsuError, match=r"stratum d: .*adjust .*average .*remove"):
        shares_of(cube)


def test_a_stratum_that_was_drawn_completely_is_never_lonely() -> None:
    people = sample("lonely_fail")
    people = people.assign(fpc=people["clusters"].where(people["stratum"] != "d", 1))
    shares = shares_of(reduce_people(people, ("band", "outcome"), Design(clustered=True, with_fpc=True)))
    assert np.isfinite(shares.standard_error).all()
    assert (shares.standard_error > 0).all()
