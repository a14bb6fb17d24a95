"""The least and greatest of measures over all groups and of a joint excess, against everything that could be tried."""

import itertools
import math
from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray

from isfuturemicro.analysis.extreme_bounds import find_extremes
from isfuturemicro.analysis.inequality import ALONG_AN_ORDER, OVER_GROUPS
from isfuturemicro.analysis.measures import excess, extremes, gradient, shortfall, spread

Vector = NDArray[np.float64]
MEASURES = {
    **OVER_GROUPS,
    **ALONG_AN_ORDER,
    "attributable_fraction": partial(shortfall.attributable_fraction, reference=0),
    "missing": partial(shortfall.missing_for_parity, reference=2),
}


def draw_boxes(many: int, seed: int) -> Iterator[tuple[Vector, Vector, Vector, np.random.Generator]]:
    """Boxes of three or four rates, narrow enough that they often do not meet, and sizes."""
    random = np.random.default_rng(seed)
    for _ in range(many):
        k, width = int(random.integers(3, 5)), random.choice([0.02, 0.1, 0.3])
        centre = random.uniform(0.1, 0.8, k)
        lower, upper = centre - random.uniform(0, width, k), centre + random.uniform(0, width, k)
        yield np.clip(lower, 0.01, 1), np.clip(upper, 0, 0.99), random.dirichlet(np.full(k, 2.0)) * 100, random


@pytest.mark.parametrize("name", list(MEASURES))
def test_no_rates_within_the_bounds_go_beyond_the_extremes_and_some_reach_them(name: str) -> None:
    measure = MEASURES[name]
    for lower, upper, size, random in draw_boxes(12, 4):
        least, most = find_extremes(name, measure, lower, upper, size)
        inside = [lower + (upper - lower) * random.random(len(size)) for _ in range(300)]
        corners = [np.array(corner) for corner in itertools.product(*zip(lower, upper, strict=True))]
        values = [float(measure(rates, size)) for rates in (*inside, *corners)]
        assert least.value <= min(values) + 1e-9
        assert most.value >= max(values) - 1e-9
        for extreme in (least, most):
            assert (extreme.rates >= lower - 1e-12).all()
            assert (extreme.rates <= upper + 1e-12).all()
            assert float(measure(extreme.rates, size)) == pytest.approx(extreme.value, abs=1e-9)


def test_ranges_that_share_a_point_leave_no_inequality_possible() -> None:
    lower, upper, size = np.array([0.1, 0.2, 0.3]), np.array([0.35, 0.5, 0.6]), np.array([5.0, 3.0, 2.0])
    for name in list(MEASURES)[:7]:
        least, _ = find_extremes(name, MEASURES[name], lower, upper, size)
        assert least.value == pytest.approx(1.0 if name == "range_ratio" else 0.0, abs=1e-12), name


def test_the_least_variance_of_two_groups_apart_by_hand() -> None:
    """Rates of 0.1 to 0.2 and 0.5 to 0.6, alike in size: the nearest are 0.2 and 0.5, 0.15 from the mean."""
    lower, upper, size = np.array([0.1, 0.5]), np.array([0.2, 0.6]), np.ones(2)
    least, most = find_extremes("variance", spread.between_group_variance, lower, upper, size)
    assert (least.value, most.value) == pytest.approx((0.15**2, 0.25**2))


def test_a_rate_that_may_be_0_leaves_logarithms_and_quotients_without_limit() -> None:
    lower, upper, size = np.array([0.0, 0.5]), np.array([0.2, 0.6]), np.ones(2)
    for name in ("log_deviation", "range_ratio"):
        assert math.isinf(find_extremes(name, MEASURES[name], lower, upper, size)[1].value)
    assert find_extremes("theil", spread.theil, lower, upper, size)[1].value == pytest.approx(math.log(2))


def test_a_slope_without_finite_coefficients_may_be_anything() -> None:
    lower, upper, size = np.zeros(3), np.ones(3), np.ones(3)
    ends = find_extremes("slope_index", gradient.slope_index, lower, upper, size)
    assert (ends[0].value, ends[1].value) == (-1.0, 1.0)


def test_a_large_group_may_gain_by_moving_away_from_the_average() -> None:
    """Where each group counts alike but the average is by size, the level that all rates move to is not the answer."""
    lower, upper, size = np.array([0.3, 0.1, 0.1]), np.array([0.6, 0.2, 0.2]), np.array([90.0, 5.0, 5.0])
    naive = extremes.least_spread(spread.disparity_unweighted, lower, upper, size)
    least = extremes.least_disparity(spread.disparity_unweighted, lower, upper, size)
    grid = [np.linspace(low, high, 21) for low, high in zip(lower, upper, strict=True)]
    tried = min(float(spread.disparity_unweighted(np.array(rates), size)) for rates in itertools.product(*grid))
    assert least.value <= min(tried, naive.value) + 1e-12


def try_everything(patterns: list[excess.Pattern], sure: Vector, maybe: Vector) -> tuple[float, float]:
    """The least and greatest excess over every way to place each person."""
    k = len(patterns[0])
    reached = {(0,) * (2 + k)}
    for numbers, may_stay_out in ((sure, False), (maybe, True)):
        for pattern, number in zip(patterns, numbers, strict=True):
            ways = itertools.product(*[(True, False) if trait is None else (trait,) for trait in pattern])
            steps = [tuple(int(count) for count in excess.column(way)) for way in ways]
            steps += [(0,) * (2 + k)] if may_stay_out else []
            for _ in range(int(number)):
                reached = {tuple(a + b for a, b in zip(at, step, strict=True)) for at in reached for step in steps}
    values = [excess.excess_of(np.array(at, dtype=float)) for at in reached]
    return min(values), max(values)


@pytest.mark.parametrize("seed", range(12))
def test_the_excess_over_the_margins_is_bounded_as_by_trying_everything(seed: int) -> None:
    random = np.random.default_rng(seed)
    k = 2 + seed % 2
    every = list(itertools.product((True, False, None), repeat=k))
    known, unknown = [p for p in every if None not in p], [p for p in every if None in p]
    patterns = known + [unknown[index] for index in random.choice(len(unknown), 3, replace=False)]
    sure = np.concatenate([random.integers(1, 12, len(known)), random.integers(0, 3, 3)]).astype(float)
    maybe = np.zeros(len(patterns))
    maybe[random.integers(0, len(patterns), 2)] = random.integers(0, 3, 2)
    least, most = excess.find_extremes(patterns, sure, maybe)
    people = np.concatenate([sure, maybe])
    low, high = try_everything(patterns, sure, maybe)
    assert excess.excess_of(least @ people) <= low + 1e-6
    assert excess.excess_of(most @ people) >= high - 1e-6
    assert excess.excess_of(least @ people) == pytest.approx(low, rel=0.03)  # people may be split, so a little beyond
    assert excess.excess_of(most @ people) == pytest.approx(high, rel=0.03)
