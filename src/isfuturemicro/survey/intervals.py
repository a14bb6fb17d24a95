"""Confidence intervals that stay inside what is possible."""

import math
from collections.abc import Callable

from scipy.special import betaincinv, ndtri, stdtrit

Interval = tuple[float, float]
NONE = (math.nan, math.nan)


def t_quantile(level: float, df: float) -> float:
    """The two-sided quantile of Student's t, of the normal for infinite df; NaN without degrees of freedom."""
    if math.isinf(df):
        return float(ndtri(0.5 + level / 2))
    return float(stdtrit(df, 0.5 + level / 2)) if df > 0 else math.nan


def mean_interval(value: float, standard_error: float, df: float, level: float = 0.95) -> Interval:
    """value -/+ t times the standard error."""
    half = t_quantile(level, df) * standard_error
    return value - half, value + half


def expit(x: float) -> float:
    """The logistic function, without overflow."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def logit_interval(share: float, standard_error: float, df: float, n: float, level: float = 0.95) -> Interval:
    """Symmetric on the log-odds scale (R svyciprop, method logit).

    >>> tuple(round(end, 4) for end in logit_interval(0.2, 0.04, 50, 100))
    (0.1314, 0.2923)
    """
    odds = math.log(share / (1 - share))
    half = t_quantile(level, df) * standard_error / (share * (1 - share))
    return expit(odds - half), expit(odds + half)


def asin_interval(share: float, standard_error: float, df: float, n: float, level: float = 0.95) -> Interval:
    """Symmetric on the scale of asin(sqrt(p)) (R svyciprop, method asin), kept inside 0 and 1."""
    centre = math.asin(math.sqrt(share))
    half = t_quantile(level, df) * standard_error / (2 * math.sqrt(share * (1 - share)))
    return math.sin(max(centre - half, 0.0)) ** 2, math.sin(min(centre + half, math.pi / 2)) ** 2


def effective_size(share: float, standard_error: float, df: float, n: float, level: float) -> float:
    """Cases of a simple random sample with the same error, cut by the ratio of t quantiles (Korn and Graubard 1998)."""
    plain = share * (1 - share) / standard_error**2
    return plain * (t_quantile(level, n - 1) / t_quantile(level, df)) ** 2


def beta_interval(share: float, standard_error: float, df: float, n: float, level: float = 0.95) -> Interval:
    """Korn and Graubard: Clopper and Pearson's interval on the effective size (R svyciprop, method beta)."""
    cases = effective_size(share, standard_error, df, n, level)
    tail = (1 - level) / 2
    low = float(betaincinv(cases * share, cases * (1 - share) + 1, tail))
    return low, float(betaincinv(cases * share + 1, cases * (1 - share), 1 - tail))


def wilson_interval(share: float, standard_error: float, df: float, n: float, level: float = 0.95) -> Interval:
    """Wilson's score interval on p (1 - p) / se^2 cases, with t for z (Franco, Little, Louis and Slud 2019)."""
    cases, t = share * (1 - share) / standard_error**2, t_quantile(level, df)
    centre = (share + t * t / (2 * cases)) / (1 + t * t / cases)
    half = t / (1 + t * t / cases) * math.sqrt(share * (1 - share) / cases + t * t / (4 * cases * cases))
    return centre - half, centre + half


def likelihood_interval(share: float, standard_error: float, df: float, n: float, level: float = 0.95) -> Interval:
    """Where the pseudo-likelihood, scaled by the design effect, falls by t^2 / 2 (R svyciprop, method likelihood)."""
    from scipy.optimize import brentq

    cases, t = share * (1 - share) / standard_error**2, t_quantile(level, df)

    def fall(p: float) -> float:
        gain = share * math.log(share / p) + (1 - share) * math.log((1 - share) / (1 - p))
        return 2 * cases * gain * (n - 1) / n - t * t

    return float(brentq(fall, 1e-300, share, xtol=1e-15, rtol=1e-14)), float(
        brentq(fall, share, 1 - 1e-16, xtol=1e-15, rtol=1e-14)
    )


METHODS: dict[str, Callable[[float, float, float, float, float], Interval]] = {
    "logit": logit_interval,
    "beta": beta_interval,
    "wilson": wilson_interval,
    "asin": asin_interval,
    "likelihood": likelihood_interval,
}


def extreme_interval(successes: bool, n: float, level: float = 0.95) -> Interval:
    """A one-sided exact interval where none (or all) of n independent units say yes (Clopper and Pearson 1934).

    >>> tuple(round(end, 4) for end in extreme_interval(False, 30))
    (0.0, 0.095)
    """
    reach = float(betaincinv(1, n, level))
    return (1 - reach, 1.0) if successes else (0.0, reach)


def share_interval(
    share: float,
    standard_error: float,
    df: float,
    n: float,
    yes: float,
    level: float = 0.95,
    method: str = "logit",
    units: float | None = None,
) -> Interval:
    """The interval for a share by one of METHODS, or exact and one-sided where the counts say none or all.

    `yes` of `n` cases, both unweighted, decide on zero and one: a rounded estimate never does. NaN without an error.
    units: of how many independent units the one-sided interval may be sure (`effects.independent_units`); the n cases,
    unless they come in clusters or with unequal weights.
    """
    if n <= 0 or math.isnan(share):
        return NONE
    if yes <= 0 or yes >= n:
        return extreme_interval(yes >= n, n if units is None else units, level)
    if not standard_error > 0 or not df > 0 or not 0 < share < 1:
        return NONE
    return METHODS[method](share, standard_error, df, n, level)
