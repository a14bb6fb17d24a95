"""Many groups and many questions: which findings stand, and what a small group's rate is worth."""

import math

import numpy as np
from scipy.special import ndtr, stdtr

from .arithmetic import Vector


def false_discovery(p_values: Vector) -> Vector:
    """Benjamini and Hochberg's adjusted p values, min over j >= i of p_(j) m / j: findings of 5% or less are wrong in
    at most one of twenty on average.

    Questions without a p value count in none. Source: Benjamini and Hochberg (1995), Journal of the Royal Statistical
    Society B 57, 289; valid where the tests hang together positively.

    >>> false_discovery(np.array([0.01, 0.04, 0.03, np.nan])).round(3)
    array([0.03, 0.04, 0.04,  nan])
    """
    from scipy.stats import false_discovery_control

    known = ~np.isnan(p_values)
    adjusted = np.full(len(p_values), np.nan)
    if known.any():
        adjusted[known] = false_discovery_control(p_values[known])
    return adjusted


def p_value(estimate: float, null: float, error: float, df: float) -> float:
    """The chance of an estimate as far from the null value, if that were true: two-sided, Student's t.

    >>> round(p_value(0.2, 0.0, 0.1, math.inf), 4)
    0.0455
    """
    if not error > 0:
        return math.nan
    distance = -abs(estimate - null) / error
    return float(2 * (ndtr(distance) if math.isinf(df) else stdtr(df, distance)))


def shrink(rate: Vector, error: Vector) -> Vector:
    """Each rate drawn to the groups' mean by as much as it is noise: m + (1 - s_j^2 / (s_j^2 + t^2)) (r_j - m).

    t^2 is the variance between groups by Paule and Mandel's equation, m the mean weighted by 1 / (s_j^2 + t^2). The raw
    value stands beside it, never instead. NaN where there are fewer than three groups with an error. Source: Efron and
    Morris (1975), Journal of the American Statistical Association 70, 311; Paule and Mandel (1982).

    >>> shrink(np.array([0.1, 0.5, 0.9]), np.array([0.01, 0.01, 0.5])).round(2)
    array([0.1 , 0.5 , 0.49])
    """
    known = ~np.isnan(rate) & (error > 0)
    shrunk = np.full(len(rate), np.nan)
    if known.sum() < 3:
        return shrunk
    values, noise = rate[known], error[known] ** 2
    between = between_variance(values, noise)
    weight = 1 / (noise + between)
    centre = (weight * values).sum() / weight.sum()
    shrunk[known] = centre + between / (between + noise) * (values - centre)
    return shrunk


def between_variance(values: Vector, noise: Vector) -> float:
    """The variance between groups at which sum (r_j - m)^2 / (s_j^2 + t^2) is what chance gives, k - 1; 0 where chance
    alone spreads them as far."""

    def excess(between: float) -> float:
        weight = 1 / (noise + between)
        centre = (weight * values).sum() / weight.sum()
        return float((weight * (values - centre) ** 2).sum() - (len(values) - 1))

    if excess(0.0) <= 0:
        return 0.0
    from scipy.optimize import brentq

    top = float(np.ptp(values)) ** 2
    while excess(top) > 0:
        top *= 2
    return float(brentq(excess, 0.0, top))
