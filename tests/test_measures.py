"""Measures of inequality: by hand, and against the point values that WHO's healthequal prints for the same groups."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from isfuturemicro.analysis.estimate import Estimate
from isfuturemicro.analysis.measures import (
    composition,
    contrast,
    gradient,
    identified,
    joint,
    many,
    sensitivity,
    spread,
)
from isfuturemicro.analysis.measures import shortfall as short
from isfuturemicro.survey import smooth

# healthequal's own tests draw these with R: set.seed(123); pop <- round(rnorm(25, 1000, 300)); est <- rbinom(25, 1000,
# .065), and set.seed(123); round(rnorm(5, 100, 40)). Its expected values: WHOequity/healthequal, tests/testthat.
POPULATION = np.array(
    [
        *(832, 931, 1468, 1021, 1039, 1515, 1138, 620, 794, 866, 1367, 1108, 1120, 1033, 833, 1536, 1149, 410, 1210),
        *(858, 680, 935, 692, 781, 812.0),
    ]
)
ESTIMATE = np.array(
    [61, 74, 58, 59, 72, 75, 74, 68, 75, 67, 73, 63, 66, 62, 60, 66, 71, 73, 71, 61, 74, 84, 55, 69, 60.0]
)
ORDERED_POPULATION = np.array([78, 91, 162, 103, 105.0])
ORDERED_RATE = np.array([0.2, 0.3, 0.4, 0.5, 0.6])


@pytest.mark.parametrize(
    ("found", "printed"),
    [
        (100 * spread.disparity_unweighted(ESTIMATE, POPULATION), 8.7018175),
        (100 * spread.disparity_weighted(ESTIMATE, POPULATION), 8.6178417),
        (spread.between_group_variance(ESTIMATE, POPULATION), 46.198326),
        (1000 * spread.theil(ESTIMATE, POPULATION), 5.0359201),
        (1000 * spread.mean_log_deviation(ESTIMATE, POPULATION), 5.0524006),
        (100 * short.attributable_fraction(ESTIMATE, POPULATION, int(ESTIMATE.argmax())), 24.06426),
        (100 * gradient.concentration_absolute(ORDERED_RATE, ORDERED_POPULATION), 7.3284202),
        (gradient.concentration_relative(ORDERED_RATE, ORDERED_POPULATION), 0.17776859),
    ],
    ids=["idisu", "idisw", "bgv", "ti", "mld", "paf", "aci", "rci"],
)
def test_point_values_are_those_that_healthequal_prints(found: float, printed: float) -> None:
    assert found == pytest.approx(printed, rel=2e-5)


def test_slope_and_relative_index_weigh_a_group_once() -> None:
    """healthequal 1.0.1 fits counts of yes and no and weighs them by the counts again, so that a group counts by the
    square of its size. Its printed 44.44502 and 3.159506 come out that way; the published formula gives others (as R's
    glm(est ~ rank, binomial, weights = pop) does: 44.89053 and 3.23634)."""
    rank = gradient.midpoints(ORDERED_POPULATION)
    whole = np.round(ORDERED_RATE * ORDERED_POPULATION) / ORDERED_POPULATION
    bottom, top = gradient.fit_logistic(whole, rank, ORDERED_POPULATION**2 / (ORDERED_POPULATION**2).sum())
    assert (100 * (top - bottom), top / bottom) == pytest.approx((44.44502, 3.159506), rel=1e-6)
    assert 100 * gradient.slope_index(ORDERED_RATE, ORDERED_POPULATION) == pytest.approx(44.89053, rel=1e-6)
    assert gradient.relative_index(ORDERED_RATE, ORDERED_POPULATION) == pytest.approx(3.23634, rel=1e-5)


RATES = st.lists(st.floats(0.05, 0.95), min_size=3, max_size=6)
ALL = {
    **{f.__name__: f for f in (spread.disparity_unweighted, spread.disparity_weighted, spread.between_group_variance)},
    **{f.__name__: f for f in (spread.theil, spread.mean_log_deviation, spread.range_difference, spread.range_ratio)},
    **{f.__name__: f for f in (gradient.slope_index, gradient.relative_index)},
    **{f.__name__: f for f in (gradient.concentration_absolute, gradient.concentration_relative)},
}
OF_PARITY = dict.fromkeys(ALL, 0.0) | {"range_ratio": 1.0, "relative_index": 1.0}


@pytest.mark.parametrize("name", ALL)
def test_equal_groups_have_the_value_of_no_inequality(name: str) -> None:
    assert ALL[name](np.full(4, 0.3), np.array([1.0, 5.0, 2.0, 2.0])) == pytest.approx(OF_PARITY[name], abs=1e-12)


@settings(max_examples=25, deadline=None)
@given(RATES, st.data())
def test_derivatives_are_those_of_small_steps(rates: list[float], data: st.DataObject) -> None:
    """Complex steps against central differences, away from the kinks of absolute values and of extremes."""
    share = np.array(data.draw(st.lists(st.floats(0.1, 1.0), min_size=len(rates), max_size=len(rates))))
    rate = np.array(rates)
    apart = np.abs(np.subtract.outer(rate, rate))[~np.eye(len(rate), dtype=bool)]
    if apart.min() < 1e-3 or np.abs(rate - (share @ rate) / share.sum()).min() < 1e-3:
        return
    for name, measure in ALL.items():
        exact = smooth(lambda v, m=measure: np.array([m(v, share)])).jacobian(rate)[0]
        steps = [(measure(rate + s, share) - measure(rate - s, share)) / 2e-6 for s in 1e-6 * np.eye(len(rate))]
        assert exact == pytest.approx(steps, rel=1e-4, abs=1e-6), name


def test_logarithms_and_quotients_at_zero() -> None:
    rate, share = np.array([0.0, 0.4]), np.array([0.5, 0.5])
    assert math.isnan(spread.mean_log_deviation(rate, share))
    assert spread.theil(rate, share) == pytest.approx(math.log(2))
    assert math.isnan(spread.range_ratio(rate, share))
    nobody = np.zeros(2)
    for measure in (spread.theil, spread.disparity_weighted, spread.disparity_unweighted, gradient.slope_index):
        assert math.isnan(measure(nobody, share))


def test_against_the_rest_is_not_against_the_average() -> None:
    rate, share = np.array([0.6, 0.3]), np.array([0.9, 0.1])
    assert contrast.difference_from_rest(rate, share) == pytest.approx([0.3, -0.3])
    assert rate - 0.57 == pytest.approx([0.03, -0.27])  # what the average would say of the same gap
    assert contrast.ratio_to_rest(rate, share) == pytest.approx([2.0, 0.5])
    assert np.isnan(contrast.difference_from_rest(np.array([0.6]), np.array([1.0]))).all()


def test_missing_for_parity_counts_only_those_below() -> None:
    rate, cases = np.array([0.5, 0.4, 0.7]), np.array([10.0, 100.0, 1000.0])
    assert short.missing_for_parity(rate, cases, 0) == pytest.approx(10)
    assert short.attributable_fraction(rate, cases, 0) < 0


def test_kitagawa_by_hand() -> None:
    """Kitagawa's identity on two strata: rates 0.2, 0.6 and 0.1, 0.5; shares 0.25, 0.75 and 0.5, 0.5. The gap is
    0.5 - 0.3 = 0.2; composition 0.5 (-0.25 x 0.3 + 0.25 x 1.1) = 0.1; rates 0.5 (0.1 x 0.75 + 0.1 x 1.25) = 0.1."""
    parts = composition.decompose(
        np.array([0.2, 0.6]), np.array([0.1, 0.5]), np.array([0.25, 0.75]), np.array([0.5, 0.5])
    )
    assert parts == pytest.approx((0.1, 0.1))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(*[st.floats(0.05, 1.0)] * 4), min_size=2, max_size=5))
def test_the_parts_add_up_to_the_gap(strata: list[tuple[float, ...]]) -> None:
    first, second, p, q = np.array(strata).T
    gap = (first * p).sum() / p.sum() - (second * q).sum() / q.sum()
    assert sum(composition.decompose(first, second, p, q)) == pytest.approx(gap, abs=1e-12)


def test_frechet_bounds_hold_every_crossing_of_the_margins() -> None:
    """All 2x2 tables of ten people with margins 6 and 7: between 3 and 6 have both traits."""
    both = {sum(a and b for a, b in zip(row, column, strict=True)) for row, column in crossings(6, 7, 10)}
    assert joint.frechet_bounds(0.6, 0.7) == pytest.approx((min(both) / 10, max(both) / 10))


def crossings(first: int, second: int, n: int) -> list[tuple[list[bool], list[bool]]]:
    """Two traits of n people, shifted against each other in every way."""
    row = [i < first for i in range(n)]
    return [(row, [(i - shift) % n < second for i in range(n)]) for shift in range(n)]


@pytest.mark.parametrize(("width", "critical"), [(0.0, 1.959964), (0.5, 1.769713), (100.0, 1.644854)])
def test_imbens_manski_runs_from_two_sided_to_one_sided(width: float, critical: float) -> None:
    """The critical value solves Phi(c + width / s) - Phi(-c) = 0.95; at 0.5 it is checked by that equation."""
    c = identified.critical_value(width, 1.0)
    assert c == pytest.approx(critical, abs=1e-5)
    assert stats.norm.cdf(c + width) - stats.norm.cdf(-c) == pytest.approx(0.95)


def test_bounds_under_a_named_assumption_lie_between_random_and_worst() -> None:
    assert identified.contaminated(0.5, 0.3, 0.9, 0.0) == (0.5, 0.5)
    assert identified.contaminated(0.5, 0.3, 0.9, 1.0) == pytest.approx((0.3, 0.9))


def test_the_range_of_an_estimate_is_the_imbens_manski_interval() -> None:
    e = Estimate("d", "XA", "2020", "learners", "person", "completion", estimate=0.5, lower=0.45, upper=0.55)
    e = e.with_(se=0.02, ci_low=0.5 - 1.959964 * 0.02, ci_high=0.5 + 1.959964 * 0.02)
    c = identified.critical_value(0.1, 0.02)
    assert c == pytest.approx(1.644854, abs=1e-4)
    assert (e.low, e.high) == pytest.approx((0.45 - c * 0.02, 0.55 + c * 0.02), abs=1e-6)
    plain = e.with_(lower=math.nan, upper=math.nan)
    assert (plain.low, plain.high) == (plain.ci_low, plain.ci_high)


def test_benjamini_and_hochberg_by_hand() -> None:
    """The example of the 1995 article, section 4.1: fifteen hypotheses, of which four are rejected at 5%."""
    printed = np.array(
        [
            *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459),
            *(0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
        ]
    )
    assert (many.false_discovery(printed) <= 0.05).sum() == 4
    assert (printed <= 0.05).sum() == 9  # what each by itself would say


def test_shrinkage_leaves_sure_groups_and_draws_in_unsure_ones() -> None:
    rate, error = np.array([0.2, 0.3, 0.4, 0.9]), np.array([0.01, 0.01, 0.01, 0.4])
    shrunk = many.shrink(rate, error)
    assert np.abs(shrunk - rate)[:3].max() < 0.01
    assert shrunk[3] < 0.4
    assert many.shrink(np.array([0.3, 0.31, 0.29]), np.full(3, 0.1)) == pytest.approx([0.3] * 3)
    assert np.isnan(many.shrink(np.array([0.3, 0.4]), np.array([0.1, 0.1]))).all()


def test_how_many_missing_answers_overturn_a_finding() -> None:
    assert sensitivity.overturning_share(-0.1, -0.3, 0.1, 0.0) == pytest.approx(0.5)
    assert math.isinf(sensitivity.overturning_share(-0.1, -0.3, -0.05, 0.0))


def test_parity_of_the_adjusted_index_is_symmetric() -> None:
    assert contrast.adjusted_parity(4.0) - 1 == 1 - contrast.adjusted_parity(0.25)
    assert contrast.adjusted_parity_interval(0.5, math.inf) == (0.5, 2.0)
