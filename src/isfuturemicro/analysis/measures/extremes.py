"""The least and the greatest that a measure over all groups can be, where each group's rate lies between two bounds.

Sizes are held. Every measure but the two indices of a slope is quasi-convex in the rates: the rates at which it is at
most c form a convex set. So its maximum over the box is at a corner, and all corners are tried. Fractions whose top and
bottom are linear (attributable fraction, concentration) are quasi-concave too and have their minimum at a corner as
well; so has the number missing for parity, which rises with the reference's rate and falls with every other.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np

from .arithmetic import Vector

Measure = Callable[[Vector, Vector], float]
"""Of rates and the numbers at risk."""
MOST_GROUPS = 14
"""Of more groups than this the corners are too many to try; no bounds are given then."""
GRID = 9


@dataclass(frozen=True)
class Extreme:
    """A value, and the rates at which the measure has it."""

    value: float
    rates: Vector


def try_corners(measure: Measure, lower: Vector, upper: Vector, share: Vector) -> list[Extreme]:
    """The measure at every corner of the box at which it is defined."""
    ends = [sorted({float(low), float(high)}) for low, high in zip(lower, upper, strict=True)]
    corners = [np.array(corner) for corner in product(*ends)]
    with np.errstate(invalid="ignore", divide="ignore"):
        tried = [Extreme(float(measure(corner, share)), corner) for corner in corners]
    return [extreme for extreme in tried if not math.isnan(extreme.value)]


def least_spread(measure: Measure, lower: Vector, upper: Vector, share: Vector) -> Extreme:
    """The minimum of a measure of spread that falls as any rate moves towards a common level: the range, the index of
    disparity by size, the variance, the Theil index and the mean log deviation.

    Their derivative in a rate has the sign of r_j less a level that is the same for all (the average for disparity,
    variance and log deviation, exp(sum p r ln r / mu) for Theil), so at the minimum each rate is that level, or the end
    of its own range that is nearest to it. What is left is one number c. Where the ranges share a point, c is there and
    all rates are alike. Else c lies between the lowest upper and the highest lower bound; between two neighbouring
    bounds the rates move along a line, on which a quasi-convex function has one minimum.
    """
    from scipy.optimize import minimize_scalar

    def rates_at(level: float) -> Vector:
        return np.clip(level, lower, upper)

    def value_at(level: float) -> float:
        return float(measure(rates_at(level), share))

    meet, part = float(lower.max()), float(upper.min())
    if meet <= part:
        return Extreme(value_at(part), rates_at(part)) if part > 0 else Extreme(math.nan, rates_at(part))
    knots = np.unique(np.concatenate([lower, upper]))
    knots = knots[(knots >= part) & (knots <= meet)]
    levels = [float(knot) for knot in knots]
    for left, right in pairwise(knots):
        found = minimize_scalar(value_at, bounds=(left, right), method="bounded", options={"xatol": 1e-12})
        levels.append(float(found.x))
    with np.errstate(invalid="ignore", divide="ignore"):
        values = np.array([value_at(level) for level in levels])
    if np.isnan(values).all():
        return Extreme(math.nan, rates_at(levels[0]))
    best = int(np.nanargmin(values))
    return Extreme(float(values[best]), rates_at(levels[best]))


def least_disparity(measure: Measure, lower: Vector, upper: Vector, share: Vector) -> Extreme:
    """The minimum of the unweighted index of disparity, exactly: a linear programme.

    In q_j = r_j / mu and s = 1 / mu it is the least (1 / k) sum |q_j - 1| with sum p_j q_j = 1 and
    l_j s <= q_j <= u_j s (Charnes and Cooper 1962). A large group may lie beyond the average and still gain by moving
    away from it, so the argument of `least_spread` does not hold here.
    """
    from scipy.optimize import linprog

    k = len(share)
    one, none = np.eye(k), np.zeros((k, k))
    column = np.ones((k, 1))
    # unknowns: q (k), distances (k), s
    rows = np.vstack(
        [
            np.hstack([one, -one, 0 * column]),
            np.hstack([-one, -one, 0 * column]),
            np.hstack([-one, none, lower[:, None]]),
            np.hstack([one, none, -upper[:, None]]),
        ]
    )
    limits = np.concatenate([np.ones(k), -np.ones(k), np.zeros(2 * k)])
    costs = np.concatenate([np.zeros(k), np.full(k, 1 / k), [0.0]])
    total = np.concatenate([share / share.sum(), np.zeros(k + 1)])[None, :]
    found = linprog(costs, rows, limits, total, [1.0], bounds=(0, None), method="highs")
    if not found.success:
        return Extreme(math.nan, lower)
    rates = np.clip(found.x[:k] / found.x[-1], lower, upper)
    return Extreme(float(measure(rates, share)), rates)


def least_corner(measure: Measure, lower: Vector, upper: Vector, share: Vector) -> Extreme:
    """The minimum of a fraction whose top and bottom are linear in the rates: at a corner."""
    found = try_corners(measure, lower, upper, share)
    return min(found, key=lambda extreme: extreme.value, default=Extreme(math.nan, lower))


def greatest(measure: Measure, lower: Vector, upper: Vector, share: Vector) -> Extreme:
    """The maximum of a quasi-convex measure: at a corner. Infinite where a logarithm or quotient has no limit at a rate
    of 0 that the bounds allow."""
    found = try_corners(measure, lower, upper, share)
    return max(found, key=lambda extreme: extreme.value, default=Extreme(math.nan, upper))


def slope_extremes(measure: Measure, lower: Vector, upper: Vector, share: Vector) -> tuple[Extreme, Extreme]:
    """The least and greatest slope or relative index.

    The fit depends on the rates by two sums only, of p_j r_j and of p_j x_j r_j with x_j the rank, and the index has no
    stationary point in these two: its gradient in the coefficients, turned by the inverse of the information, is never
    0. So both extremes lie on the rim of what the two sums can be. There all rates below some rank are at one end and
    all above it at the other, and one rate between is free: each such edge is searched, on a grid and then between its
    points.
    """
    from scipy.optimize import minimize_scalar

    k, found = len(share), []
    for first, last in ((lower, upper), (upper, lower)):
        for free in range(k):

            def at(value: float, first: Vector = first, last: Vector = last, free: int = free) -> Vector:
                return np.concatenate([first[:free], [value], last[free + 1 :]])

            grid = np.linspace(lower[free], upper[free], GRID)
            values = [measure_safely(measure, at(value), share) for value in grid]
            if any(math.isnan(value) for value in values):
                return Extreme(math.nan, lower), Extreme(math.nan, upper)
            found += [Extreme(value, at(point)) for value, point in zip(values, grid, strict=True)]
            for sign in (1.0, -1.0):
                best = int(np.argmin(sign * np.array(values)))
                ends = grid[max(best - 1, 0)], grid[min(best + 1, GRID - 1)]
                if 0 < best < GRID - 1:
                    inner = minimize_scalar(
                        lambda value, sign=sign, at=at: sign * measure_safely(measure, at(value), share),
                        bounds=ends,
                        method="bounded",
                    )
                    found.append(Extreme(sign * float(inner.fun), at(float(inner.x))))
    return min(found, key=lambda e: e.value), max(found, key=lambda e: e.value)


def measure_safely(measure: Measure, rates: Vector, share: Vector) -> float:
    """The measure; NaN where the logistic fit has no finite coefficients."""
    try:
        with np.errstate(all="ignore"):
            return float(measure(rates, share))
    except np.linalg.LinAlgError:
        return math.nan
