"""Intervals: inside what is possible, decided on counts, against scipy's own distributions."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from isfuturemicro.survey import mean_interval, share_interval

TOLERANT = settings(derandomize=True, deadline=None)


@given(st.floats(-5, 5), st.floats(1e-6, 3), st.integers(1, 400))
@TOLERANT
def test_mean_interval_is_that_of_student(value: float, error: float, df: int) -> None:
    low, high = mean_interval(value, error, df)
    assert (low, high) == pytest.approx(stats.t.interval(0.95, df, value, error), rel=1e-9, abs=1e-12)
    assert high - low > 2 * 1.9599 * error  # wider than the normal one


@given(st.floats(0.001, 0.999), st.floats(1e-6, 0.3), st.integers(1, 400))
@TOLERANT
def test_share_interval_is_symmetric_in_log_odds_and_stays_inside_zero_and_one(
    share: float, error: float, df: int
) -> None:
    low, high = share_interval(share, error, df, 1000, 500)
    assert 0 <= low < share < high <= 1
    half = stats.t.ppf(0.975, df) * error / (share * (1 - share))
    if half < 30:
        odds = math.log(share / (1 - share))
        assert math.log(low / (1 - low)) == pytest.approx(odds - half, rel=1e-6, abs=1e-6)
        assert math.log(high / (1 - high)) == pytest.approx(odds + half, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("n", [1, 2, 30, 5000])
def test_none_and_all_get_a_one_sided_exact_interval(n: int) -> None:
    """Clopper and Pearson: the largest chance at which n times no is not rarer than 1 in 20. Wald's would be (0, 0)."""
    low, high = share_interval(0.0, 0.0, 50, n, 0)
    assert low == 0
    assert stats.binom.pmf(0, n, high) == pytest.approx(0.05)
    mirrored = share_interval(1.0, 0.0, 50, n, n)
    assert mirrored == pytest.approx((1 - high, 1.0))


def test_counts_decide_on_all_and_none_not_a_rounded_share() -> None:
    """99 of 100 say yes, the hundredth weighs next to nothing: the share rounds to 1 but is not all."""
    assert all(math.isnan(end) for end in share_interval(1.0, 1e-12, 50, 100, 99))
    assert all(math.isnan(end) for end in share_interval(0.0, 1e-12, 50, 100, 1))
    low, high = share_interval(1 - 1e-16, 1e-17, 50, 100, 100)
    assert (low, high) == pytest.approx((0.05 ** (1 / 100), 1.0))


def test_without_cases_degrees_of_freedom_or_variance_there_is_no_interval() -> None:
    assert all(math.isnan(end) for end in share_interval(math.nan, 0.1, 50, 0, 0))
    assert all(math.isnan(end) for end in share_interval(0.4, 0.1, 0, 10, 4))
    assert all(math.isnan(end) for end in share_interval(0.4, 0.0, 50, 10, 4))
    assert all(math.isnan(end) for end in share_interval(0.4, math.nan, 50, 10, 4))
    assert all(math.isnan(end) for end in mean_interval(0.4, 0.1, 0))
