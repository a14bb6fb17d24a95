"""What missing answers leave of every measure, and the interval over it; steps of a funnel; unknown countries."""

import itertools
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from analysis_by_hand import gaps_of, invent, pick, rates_of

from isfuturemicro.analysis.adjusted import estimate_adjusted
from isfuturemicro.analysis.composition import estimate_composition
from isfuturemicro.analysis.estimate import Estimate
from isfuturemicro.analysis.inequality import choose_measures, estimate_inequality
from isfuturemicro.analysis.joint_profiles import estimate_profiles
from isfuturemicro.analysis.margins import estimate_rates
from isfuturemicro.analysis.measures import contrast
from isfuturemicro.analysis.measures.identified import adapted_values, critical_value
from isfuturemicro.analysis.rows import Rows

GROUPS = ("no_qualification", "secondary", "bachelor_or_above")


def counts(table: list[tuple[str, str, int]], dimension: str = "prior_education") -> pd.DataFrame:
    return pd.DataFrame([row for row in table if row[2]], columns=[dimension, "completed", "N"])


def spread_of(rows: Rows, dimension: str) -> dict[tuple[str, str], Estimate]:
    found = [e for rates in estimate_rates(rows, dimension) for e in estimate_inequality(rates)]
    return {(e.measure.removeprefix("completion_"), e.category): e for e in found}


def test_the_range_of_a_rate_reaches_beyond_each_bound_by_that_bounds_own_error(tmp_path: Path) -> None:
    """360 yes, 40 no, 100 silent. The lower bound is 0.72 with error sqrt(0.72 x 0.28 / 499) = 0.0201.

    The error of the known answers, sqrt(0.9 x 0.1 / 400) = 0.015, would stop at 0.72 - 1.645 x 0.015 = 0.695.
    """
    rows = invent(
        tmp_path,
        counts([("secondary", "yes", 360), ("secondary", "no", 40), ("secondary", "not_stated", 100)]),
        design="kind: sample",
    )
    e = rates_of(rows, "prior_education", "completion")["secondary"]
    assert (e.lower, e.upper) == pytest.approx((0.72, 0.92))
    error = math.sqrt(0.72 * 0.28 / 499)
    odds, reach = math.log(0.72 / 0.28), 1.6479 * error / (0.72 * 0.28)  # t at 90% with 499 degrees of freedom
    assert e.low == pytest.approx(1 / (1 + math.exp(reach - odds)), abs=1e-4)
    assert e.low < 0.695
    assert (e.low, e.high) == (e.set_low, e.set_high)


def test_the_range_of_a_gap_is_made_of_the_errors_of_the_two_bounds_that_make_it(tmp_path: Path) -> None:
    table = [("secondary", "yes", 200), ("secondary", "no", 150), ("secondary", "not_stated", 50)]
    table += [("bachelor_or_above", "yes", 300), ("bachelor_or_above", "no", 100)]
    gap = gaps_of(invent(tmp_path, counts(table), design="kind: sample"), "prior_education")
    e = gap["completion_difference", "secondary"]
    assert (e.lower, e.upper) == pytest.approx((0.5 - 0.75, 0.625 - 0.75))
    error = math.sqrt(0.25 / 400 + 0.1875 / 400)
    assert e.low == pytest.approx(e.lower - 1.646 * error, abs=2e-4)
    ratio = gap["completion_ratio", "secondary"]
    assert ratio.set_low < ratio.lower < ratio.upper < ratio.set_high
    assert gap["completion_parity_index", "secondary"].set_low == pytest.approx(ratio.set_low)


def test_bounds_over_all_groups_are_those_of_every_way_to_answer(tmp_path: Path) -> None:
    """Of each group some kept silent: every measure is worked out for each number of yes among them."""
    known = {"no_qualification": (8, 12, 2), "secondary": (15, 15, 3), "bachelor_or_above": (30, 12, 2)}
    table = [(g, a, n) for g, row in known.items() for a, n in zip(("yes", "no", "not_stated"), row, strict=True)]
    found = spread_of(invent(tmp_path, counts(table), design="kind: census"), "prior_education")
    size = np.array([float(sum(row)) for row in known.values()])
    tried = [
        np.array([known[g][0] + more for g, more in zip(GROUPS, way, strict=True)]) / size
        for way in itertools.product(*[range(known[g][2] + 1) for g in GROUPS])
    ]
    for name, measure in choose_measures(list(GROUPS), "prior_education").items():
        values = [float(measure(rates, size)) for rates in tried]
        e = found[name, "all"]
        assert e.lower <= min(values) + 1e-9, name
        assert e.upper == pytest.approx(max(max(values), e.estimate)), name
    for name, versus in {**contrast.VERSUS, **contrast.FUNNEL}.items():
        values = [float(versus(rates, size)[0]) for rates in tried]
        e = found[name, "no_qualification"]
        assert (e.lower, e.upper) == pytest.approx((min(values), max(values))), name


def test_bounds_over_all_groups_hold_wherever_people_of_unknown_group_belong(tmp_path: Path) -> None:
    """Three who finished and three who did not may be of any group: sizes change with them, not rates alone."""
    known = {"no_qualification": (8, 12), "secondary": (15, 15), "bachelor_or_above": (30, 12)}
    table = [(g, a, n) for g, row in known.items() for a, n in zip(("yes", "no"), row, strict=True)]
    table += [("not_stated", "yes", 3), ("not_stated", "no", 3)]
    found = spread_of(invent(tmp_path, counts(table), design="kind: census"), "prior_education")
    measures = choose_measures(list(GROUPS), "prior_education")
    for yes_in, no_in in itertools.product(itertools.product(range(3), repeat=3), repeat=2):
        yes = np.array([known[g][0] for g in GROUPS]) + np.bincount(yes_in, minlength=3)
        everyone = np.array([float(sum(known[g])) for g in GROUPS]) + np.bincount(yes_in + no_in, minlength=3)
        for name, measure in measures.items():
            e = found[name, "all"]
            assert e.lower - 1e-9 <= float(measure(yes / everyone, everyone)) <= e.upper + 1e-9, name


def test_a_sample_covers_the_bounds_of_every_measure_and_none_below_its_floor(tmp_path: Path) -> None:
    table = [("no_qualification", "yes", 200), ("no_qualification", "no", 300), ("no_qualification", "not_stated", 40)]
    table += [("secondary", "yes", 300), ("secondary", "no", 300), ("secondary", "not_stated", 60)]
    table += [("bachelor_or_above", "yes", 420), ("bachelor_or_above", "no", 180)]
    found = spread_of(invent(tmp_path, counts(table), design="kind: sample"), "prior_education")
    for name in choose_measures(list(GROUPS), "prior_education"):
        e = found[name, "all"]
        assert e.set_low <= e.lower <= e.estimate <= e.upper < e.set_high, name
    for name in ("theil", "variance", "disparity_weighted", "log_deviation"):
        assert found[name, "all"].set_low > 0


def test_groups_that_are_all_but_alike_have_an_interval_without_limit_and_no_failure(tmp_path: Path) -> None:
    table = [("no_qualification", "yes", 500), ("no_qualification", "no", 500), ("bachelor_or_above", "yes", 500001)]
    table += [("bachelor_or_above", "no", 500000)]
    e = spread_of(invent(tmp_path, counts(table), design="kind: sample"), "prior_education")["variance", "all"]
    assert e.estimate > 0
    assert (e.ci_low, e.ci_high) == (0.0, math.inf)


def test_the_excess_of_a_profile_over_its_margins_is_bounded(tmp_path: Path) -> None:
    """One of 30 to 44 did not say whether they work: at work they add to joint and margins, else to neither."""
    table = pd.DataFrame(
        [
            *[("30-44", "employed", 10), ("30-44", "unemployed", 5), ("30-44", "not_stated", 1)],
            *[("18-24", "employed", 8), ("18-24", "unemployed", 7)],
        ],
        columns=["age_band", "employment_status", "N"],
    )
    rows = invent(tmp_path, table, design="kind: census", stage="learners")
    e = pick(estimate_profiles(rows), measure="joint_excess", category="employed_30_44")
    assert e.estimate == pytest.approx((10 / 30) / (15 / 30 * 18 / 30))
    assert e.lower == pytest.approx((10 / 31) / (16 / 31 * 18 / 31))
    assert e.upper == pytest.approx((11 / 31) / (16 / 31 * 19 / 31))


def test_stoyes_pair_covers_a_truth_at_either_bound_and_no_more() -> None:
    """By 400,000 draws of two bounds with errors 1 and 2, correlated at 0.5, six errors apart and at no distance."""
    draws = np.random.default_rng(2).multivariate_normal([0, 0], [[1, 1], [1, 4]], 400_000)
    for width in (0.0, 12.0):
        below, above = adapted_values(width, 1.0, 2.0, 0.5, 500)
        for truth in (0.0, width):
            held = (draws[:, 0] - below <= truth) & (truth <= width + draws[:, 1] + 2 * above)
            assert held.mean() >= 0.949
    assert min(adapted_values(12.0, 1.0, 2.0, 0.5, 500)) == pytest.approx(1.645, abs=1e-3)


def test_a_small_width_that_is_itself_estimated_counts_as_none() -> None:
    assert critical_value(1.0, 1.0) == pytest.approx(1.681, abs=1e-3)
    assert adapted_values(1.0, 1.0, 1.0, 0.9, 500) == pytest.approx((1.96, 1.96), abs=1e-3)


def test_the_steps_of_a_funnel_multiply_to_the_whole(tmp_path: Path) -> None:
    """Registered, began, finished of those who began: both ratios to the average make that of finishing."""
    table = pd.DataFrame(
        [
            *[("women", "yes", "yes", 40), ("women", "yes", "no", 40), ("women", "no", "no", 20)],
            *[("men", "yes", "yes", 60), ("men", "yes", "no", 30), ("men", "no", "no", 10)],
        ],
        columns=["gender", "started", "completed", "N"],
    )
    rows = invent(tmp_path, table, design="kind: sample")
    found = [e for rates in estimate_rates(rows, "gender") for e in (*rates.records, *estimate_inequality(rates))]
    start, finish, whole = (
        pick(found, measure=f"{step}_relative", category="women") for step in ("start", "finish", "completion")
    )
    assert (start.estimate, finish.estimate) == pytest.approx((0.8 / 0.85, 0.5 / (100 / 170)))
    assert start.estimate * finish.estimate == pytest.approx(whole.estimate)
    assert pick(found, measure="finish", category="women").population == "starters"
    assert all(e.ci_low < e.estimate < e.ci_high for e in (start, finish, whole))


def test_people_of_unknown_country_are_compared_with_each_other(tmp_path: Path) -> None:
    table = [
        ("women", "CA", 60, 40),
        ("men", "CA", 50, 40),
        ("women", "not_stated", 20, 80),
        ("men", "not_stated", 40, 60),
    ]
    cells = [(g, c, a, n) for g, c, yes, no in table for a, n in (("yes", yes), ("no", no))]
    rows = invent(
        tmp_path, pd.DataFrame(cells, columns=["gender", "country_group", "completed", "N"]), design="kind: census"
    )
    gap = pick(estimate_composition(rows, "gender"), measure="completion_difference_standardised")
    assert gap.n == 390
    assert gap.estimate == pytest.approx(((0.6 - 50 / 90) * 190 + (0.2 - 0.4) * 200) / 390)
    margins = [e for e in estimate_adjusted(rows, "gender") if e.measure == "completion_adjusted"]
    assert {e.n for e in margins} == {390.0}


def test_whoever_did_not_tell_a_covariate_is_left_out_where_no_finite_ratio_comes_of_it(tmp_path: Path) -> None:
    """Who told neither country nor schooling are the same people: the two categories say the same."""
    told = [
        (g, c, s, a, n)
        for g, n in (("women", 40), ("men", 30))
        for c in ("CA", "US")
        for s in GROUPS[1:]
        for a in ("yes", "no")
    ]
    silent = [(g, "not_stated", "not_stated", a, 30) for g in ("women", "men") for a in ("yes", "no")]
    names = ["gender", "country_group", "prior_education", "completed", "N"]
    rows = invent(tmp_path, pd.DataFrame([*told, *silent], columns=names), design="kind: census")
    e = pick(estimate_adjusted(rows, "gender"), measure="completion_odds_ratio", category="women")
    assert (e.n, e.estimate) == (560.0, pytest.approx(1.0))
    assert "did not tell" in e.reason
