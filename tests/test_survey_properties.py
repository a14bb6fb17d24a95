"""The fast estimators against slow ones written from the textbook, on random designs."""

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from survey_by_hand import each_its_own, ratio_by_hand, reduce_people, total_by_hand, write_out

from isfuturemicro.survey import (
    Cube,
    Design,
    Estimates,
    difference_from,
    estimate,
    indicate,
    log_ratio_to,
    ratio_of,
    ratio_to,
    smooth,
    total_of,
    transform,
)

SOME = settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
GROUPS = ("a", "b", "c")
OUTCOMES = ("yes", "no", "missing")

people_in_a_row = st.tuples(
    st.sampled_from(GROUPS),
    st.sampled_from(OUTCOMES),
    st.sampled_from((0.25, 1.0, 1.7, 33.3, 410.9)) | st.floats(0.01, 1000),
    st.integers(1, 3),
)
cluster = st.tuples(st.integers(1, 3), st.lists(people_in_a_row, min_size=1, max_size=4))
sample = st.lists(st.lists(cluster, min_size=2, max_size=4), min_size=1, max_size=3)


def tabulate(strata: list[list[tuple[int, list[tuple[str, str, float, int]]]]]) -> pd.DataFrame:
    """A drawn sample as a table: a row stands for `copies` identical clusters with `units` people of it in each."""
    return pd.DataFrame(
        [
            (f"stratum {h}", f"psu {i}", copies, group, outcome, weight, units)
            for h, clusters in enumerate(strata)
            for i, (copies, rows) in enumerate(clusters)
            for group, outcome, weight, units in rows
        ],
        columns=["stratum", "psu", "copies", "group", "outcome", "weight", "units"],
    )


def groups_of(cube: Cube) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Cells of yes in a, b, c; of answers in a, b, c."""
    yes, answered = cube.is_in("outcome", "yes"), cube.is_in("outcome", "yes", "no")
    members = [cube.is_in("group", group) for group in GROUPS]
    return [yes & member for member in members], [answered & member for member in members]


def mark_people(people: pd.DataFrame) -> np.ndarray:
    """Columns over people written out: yes in a, b, c; answered in a, b, c."""
    yes, answered = people["outcome"] == "yes", people["outcome"] != "missing"
    members = [people["group"] == group for group in GROUPS]
    columns = [*(yes & member for member in members), *(answered & member for member in members)]
    return np.column_stack(columns).astype(float)


def reduce_sample(people: pd.DataFrame, clustered: bool) -> Cube:
    return reduce_people(people, ("group", "outcome"), Design(stages=int(clustered)))


def totals_of(people: pd.DataFrame, clustered: bool) -> Estimates:
    cube = reduce_sample(people, clustered)
    yes, answered = groups_of(cube)
    return estimate(cube, total_of(cube, yes + answered))


def shares_of(people: pd.DataFrame, clustered: bool) -> Estimates:
    """The shares of yes among those of each group who answered."""
    cube = reduce_sample(people, clustered)
    yes, answered = groups_of(cube)
    return estimate(cube, ratio_of(cube, indicate(cube, yes), indicate(cube, answered)))


def assert_same(found: Estimates, value: np.ndarray, covariance: np.ndarray) -> None:
    np.testing.assert_allclose(found.value, value, rtol=1e-11)
    np.testing.assert_allclose(found.covariance, covariance, rtol=1e-9, atol=1e-10 * size_of(found.value))


def size_of(totals: np.ndarray) -> float:
    """What the rounding of a covariance is measured against."""
    return float(np.square(totals).sum()) + 1e-300


@SOME
@given(sample)
def test_totals_of_clusters(strata: list) -> None:
    people = tabulate(strata)
    written = write_out(people)
    found = totals_of(people, clustered=True)
    assert_same(found, *total_by_hand(written, mark_people(written)))
    clusters = written[["stratum", "psu"]].drop_duplicates()
    assert found.df == len(clusters) - clusters["stratum"].nunique()


@SOME
@given(sample)
def test_totals_where_each_unit_is_its_own_cluster(strata: list) -> None:
    people = tabulate(strata)
    alone = each_its_own(people)
    found = totals_of(people, clustered=False)
    assert_same(found, *total_by_hand(alone, mark_people(alone)))
    assert found.df == len(alone) - alone["stratum"].nunique()


@SOME
@given(sample)
def test_copies_of_a_cluster_are_the_clusters_written_out(strata: list) -> None:
    people = tabulate(strata)
    found, written = totals_of(people, clustered=True), totals_of(write_out(people), clustered=True)
    assert_same(found, written.value, written.covariance)
    assert found.df == written.df
    assert reduce_sample(people, True).units.sum() == len(write_out(people))


@SOME
@given(sample)
def test_unclustered_rows_are_clusters_of_one(strata: list) -> None:
    people = tabulate(strata)
    found, alone = totals_of(people, clustered=False), totals_of(each_its_own(people), clustered=True)
    assert_same(found, alone.value, alone.covariance)
    assert found.df == alone.df


@SOME
@given(sample, st.booleans())
def test_ratios_and_their_covariance(strata: list, clustered: bool) -> None:
    """Groups in which nobody answered have no rate; that leaves the others' covariance as it is."""
    people = tabulate(strata)
    written = write_out(people) if clustered else each_its_own(people)
    marks = mark_people(written)
    held = [index for index in range(3) if marks[:, 3 + index].any()]
    found = shares_of(people, clustered)
    assert np.isnan(np.delete(found.value, held)).all()
    if held:
        ratio, covariance = ratio_by_hand(written, marks[:, held], marks[:, [3 + index for index in held]])
        np.testing.assert_allclose(found.value[held], ratio, rtol=1e-11)
        np.testing.assert_allclose(found.covariance[np.ix_(held, held)], covariance, rtol=1e-8, atol=1e-11)


@SOME
@given(sample, st.booleans())
def test_differences_and_log_ratios_are_those_of_two_groups_alone(strata: list, clustered: bool) -> None:
    """Comparing three groups at once says of each pair what comparing the pair alone says, whatever the third holds."""
    shares = shares_of(tabulate(strata), clustered)
    gaps = transform(shares, difference_from(0))
    logs = transform(shares, log_ratio_to(0))
    for other in (1, 2):
        if np.isnan(shares.value[[0, other]]).any():
            assert np.isnan(gaps.value[other])
            assert np.isnan(gaps.covariance[other, other])
            continue
        variance = shares.covariance[0, 0] + shares.covariance[other, other] - 2 * shares.covariance[0, other]
        np.testing.assert_allclose(gaps.covariance[other, other], variance, rtol=1e-8, atol=1e-11)
        if shares.value[0] > 0 and shares.value[other] > 0:
            pull = np.array([-1 / shares.value[0], 1 / shares.value[other]])
            pair = shares.covariance[np.ix_([0, other], [0, other])]
            np.testing.assert_allclose(logs.covariance[other, other], pull @ pair @ pull, rtol=1e-8, atol=1e-10)
        else:
            assert np.isnan(logs.value[other])
            assert np.isnan(logs.covariance[other, other])


@SOME
@given(sample, st.booleans())
def test_derivatives_by_complex_steps_are_those_written_out(strata: list, clustered: bool) -> None:
    shares = shares_of(tabulate(strata), clustered)
    if not (shares.value > 0).all():
        return
    written = (
        (difference_from(0), lambda v: v - v[0]),
        (ratio_to(0), lambda v: v / v[0]),
        (log_ratio_to(0), lambda v: np.log(v / v[0])),
    )
    for transformation, function in written:
        found, stepped = transform(shares, transformation), transform(shares, smooth(function))
        np.testing.assert_allclose(found.value, stepped.value, rtol=1e-12)
        np.testing.assert_allclose(found.covariance, stepped.covariance, rtol=1e-9, atol=1e-14)


@SOME
@given(sample, st.booleans(), st.sampled_from((3.5, 1e-3, 1e4)))
def test_a_total_of_a_constant_is_the_constant_times_the_cases(strata: list, clustered: bool, constant: float) -> None:
    """And its mean is the constant, without error beyond the root of what rounding leaves of a variance of zero."""
    people = tabulate(strata).assign(x=constant)
    cube = reduce_people(people, ("group",), Design(stages=int(clustered)), quantities=("x",))
    members = [cube.is_in("group", group) for group in GROUPS if cube.is_in("group", group).any()]
    cases, totals = estimate(cube, total_of(cube, members)), estimate(cube, total_of(cube, members, 1))
    means = estimate(cube, ratio_of(cube, indicate(cube, members, 1), indicate(cube, members)))
    room = 1e-11 * constant**2 * size_of(cases.value)
    np.testing.assert_allclose(totals.value, constant * cases.value, rtol=1e-12)
    np.testing.assert_allclose(totals.covariance, constant**2 * cases.covariance, rtol=1e-9, atol=room)
    np.testing.assert_allclose(means.value, constant, rtol=1e-12)
    assert (means.standard_error <= 1e-6 * abs(constant)).all()


@SOME
@given(sample, st.booleans())
def test_a_covariance_is_symmetric_and_positive_semidefinite(strata: list, clustered: bool) -> None:
    totals = totals_of(tabulate(strata), clustered)
    np.testing.assert_allclose(totals.covariance, totals.covariance.T, rtol=1e-12, atol=1e-12 * size_of(totals.value))
    assert np.linalg.eigvalsh(totals.covariance).min() >= -1e-12 * size_of(totals.value)


@SOME
@given(sample, st.booleans())
def test_margins_add_up(strata: list, clustered: bool) -> None:
    """The total over all groups, and its variance, are those of the sum of the groups."""
    cube = reduce_sample(tabulate(strata), clustered)
    _, answered = groups_of(cube)
    totals = estimate(cube, total_of(cube, [*answered, np.any(answered, axis=0)]))
    parts = totals.covariance[:3, :3]
    room = 1e-11 * size_of(totals.value)
    np.testing.assert_allclose(totals.value[:3].sum(), totals.value[3], rtol=1e-12)
    np.testing.assert_allclose(parts.sum(), totals.covariance[3, 3], rtol=1e-9, atol=room)
    np.testing.assert_allclose(parts.sum(axis=0), totals.covariance[3, :3], rtol=1e-9, atol=room)
    assert cube.units.sum() == len(write_out(tabulate(strata)))


@SOME
@given(sample, st.booleans(), st.sampled_from((1e-7, 1 / 3, 12345.678)))
def test_scaling_the_weights_changes_no_share(strata: list, clustered: bool, factor: float) -> None:
    people = tabulate(strata)
    found = shares_of(people, clustered)
    scaled = shares_of(people.assign(weight=people["weight"] * factor), clustered)
    np.testing.assert_allclose(scaled.value, found.value, rtol=1e-12)
    np.testing.assert_allclose(scaled.covariance, found.covariance, rtol=1e-8, atol=1e-12)


@SOME
@given(sample, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_bit(strata: list, clustered: bool, random: object) -> None:
    people = tabulate(strata)
    people["weight"] *= np.where(np.arange(len(people)) % 2, 1e-7, 1e6)
    shuffled = people.sample(frac=1, random_state=random.randrange(1000))  # type: ignore[attr-defined]
    found, again = totals_of(people, clustered), totals_of(shuffled, clustered)
    assert found.value.tobytes() == again.value.tobytes()
    assert found.covariance.tobytes() == again.covariance.tobytes()
