"""Confidence intervals that stay inside what is possible."""

import math

from scipy.special import betaincinv, stdtrit


def t_quantile(level: float, df: float) -> float:
    """The two-sided quantile of Student's t; NaN without degrees of freedom."""
    return float(stdtrit(df, 0.5 + level / 2)) if df > 0 else math.nan


def mean_interval(value: float, standard_error: float, df: float, level: float = 0.95) -> tuple[float, float]:
    """value -/+ t times the standard error."""
    half = t_quantile(level, df) * standard_error
    return value - half, value + half


def logit_interval(share: float, standard_error: float, df: float, level: float = 0.95) -> tuple[float, float]:
    """An interval for a share strictly between 0 and 1, symmetric on the log-odds scale (R svyciprop, method logit).

    >>> tuple(round(end, 4) for end in logit_interval(0.2, 0.04, 50))
    (0.1314, 0.2923)
    """
    odds = math.log(share / (1 - share))
    half = t_quantile(level, df) * standard_error / (share * (1 - share))
    return expit(odds - half), expit(odds + half)


def expit(x: float) -> float:
    """The logistic function, without overflow."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def extreme_interval(successes: bool, n: float, level: float = 0.95) -> tuple[float, float]:
    """A one-sided exact interval where none (or all) of n units say yes (Clopper and Pearson 1934).

    >>> tuple(round(end, 4) for end in extreme_interval(False, 30))
    (0.0, 0.095)
    """
    reach = float(betaincinv(1, n, level))
    return (1 - reach, 1.0) if successes else (0.0, reach)


def share_interval(
    share: float, standard_error: float, df: float, n: float, yes: float, level: float = 0.95
) -> tuple[float, float]:
    """The interval for a share: logit, or exact and one-sided where the counts say none or all.

    `yes` of `n` units, both unweighted, decide on zero and one: a rounded estimate never does.
    """
    if n <= 0 or math.isnan(share):
        return math.nan, math.nan
    if yes <= 0 or yes >= n:
        return extreme_interval(yes >= n, n, level)
    if not (standard_error > 0 and 0 < share < 1):
        return math.nan, math.nan
    return logit_interval(share, standard_error, df, level)
