"""Quantiles of a quantity, with Woodruff's interval."""

import math
from dataclasses import dataclass

import numpy as np

from .cube import Cube, Vector
from .estimators import estimate, indicate, ratio_of
from .intervals import mean_interval, t_quantile
from .variance import replicate_covariance


@dataclass(frozen=True)
class Distribution:
    """The values of a quantity in one group, rising, and the weight of each."""

    values: Vector
    weights: Vector

    def quantile(self, p: float) -> float:
        """The least value whose cumulative share reaches p.

        Type 1 of Hyndman and Fan (1996); R survey's qrule "math".
        """
        positive = self.weights > 0
        values, weights = self.values[positive], self.weights[positive]
        if not len(values) or math.isnan(p):
            return math.nan
        cumulative = np.cumsum(weights)
        target = p * cumulative[-1]
        return float(values[min(int(np.searchsorted(cumulative, target * (1 - 1e-14), side="left")), len(values) - 1)])


def woodruff(
    distribution: Distribution, cube: Cube, group: np.ndarray, below: str, p: float, level: float
) -> tuple[float, float, float]:
    """Standard error and interval of a quantile: the interval of the share at or below it, carried through the
    distribution.

    `cube` holds the variable `below`, which is 1 for cases at or below the quantile. The standard error is the
    interval's width over twice t. Source: Woodruff (1952); R svyquantile, interval.type "mean".
    """
    numerator, denominator = indicate(cube, [group & cube.is_in(below, "1")]), indicate(cube, [group])
    share = estimate(cube, ratio_of(cube, numerator, denominator))
    error = float(share.standard_error[0])
    if not error > 0 or not share.df > 0:
        return math.nan, math.nan, math.nan
    low, high = mean_interval(float(share.value[0]), error, share.df, level)
    ends = (
        distribution.quantile(low) if low >= 0 else math.nan,
        distribution.quantile(high) if high <= 1 else math.nan,
    )
    return (ends[1] - ends[0]) / (2 * t_quantile(level, share.df)), *ends


def quantile_by_replicates(cube: Cube, group: np.ndarray, values: str, p: float) -> tuple[float, float]:
    """A quantile, and its standard error from the same quantile under each replicate's weights.

    `cube` holds the quantity as the variable `values`, a cell for each of its values. The jackknife's is not to be
    trusted: a quantile is no smooth function of the weights. Source: R svyquantile, interval.type "quantile".
    """
    assert cube.replicates is not None
    numbers = cube.labels[values][group].astype(float)
    order = np.argsort(numbers, kind="stable")

    def quantile(totals: Vector) -> float:
        return Distribution(numbers[order], totals[group, 0][order]).quantile(p)

    full = quantile(cube.total)
    each = np.array([[quantile(totals)] for totals in cube.replicates])
    return full, float(np.sqrt(replicate_covariance(cube, np.array([full]), each)[0, 0]))
