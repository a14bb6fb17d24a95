"""Weighted totals of indicators with their full covariance, and smooth functions of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .cube import Cube
from .design import LonelyPsuError

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Estimates:
    """k estimates: value (k,), covariance (k, k), and the design's degrees of freedom."""

    value: Vector
    covariance: Vector
    df: float

    @property
    def standard_error(self) -> Vector:
        """Square roots of the variances, shape (k,)."""
        return np.sqrt(np.clip(np.diag(self.covariance), 0, None))


def estimate_totals(cube: Cube, indicators: NDArray[np.bool_]) -> Estimates:
    """Weighted totals of q indicators, with their linearised covariance.

    indicators: (rows of the cube, q). In stratum h with n_h clusters, of which z_i are the totals,
    V = sum_h (1 - f_h) n_h / (n_h - 1) sum_i (z_i - mean z)(z_i - mean z)'. Clusters that the domain misses count as
    zeros. Source: Cochran (1977), section 11.18; R survey::svytotal. Degrees of freedom: clusters less strata.

    Raises LonelyPsuError where a stratum has one cluster and the design's `lonely_psu` is `fail`.
    """
    weighted = indicators * cube.w[:, None]
    value = (weighted * cube.copies[:, None]).sum(axis=0)
    psus, fraction = cube.strata.psus, cube.strata.fraction
    sums = np.zeros((len(psus), indicators.shape[1]))
    np.add.at(sums, cube.stratum, weighted * cube.copies[:, None])
    lonely = (psus < 2) & (fraction < 1)
    if lonely.any() and cube.design.lonely_psu == "fail":
        raise LonelyPsuError([str(name) for name in cube.strata.name[lonely]])
    covariance = np.zeros((indicators.shape[1],) * 2)
    grand_mean = sums.sum(axis=0) / psus.sum()
    for h in range(len(psus)):
        if fraction[h] >= 1:
            continue
        squares = sum_squares(cube, indicators, weighted, h)
        if not lonely[h]:
            spread = squares - np.outer(sums[h], sums[h]) / psus[h]
            covariance += (1 - fraction[h]) * psus[h] / (psus[h] - 1) * spread
        elif cube.design.lonely_psu == "adjust":
            covariance += (1 - fraction[h]) * np.outer(sums[h] - grand_mean, sums[h] - grand_mean)
    if lonely.any() and cube.design.lonely_psu == "average" and not lonely.all():
        covariance *= len(psus) / (len(psus) - lonely.sum())
    if cube.design.lonely_psu != "adjust" and lonely[fraction < 1].all() and lonely.any():
        covariance[:] = np.nan  # no stratum is left to tell the variance by, and none is not zero
    return Estimates(value, covariance, float(psus.sum() - len(psus)))


def sum_squares(cube: Cube, indicators: NDArray[np.bool_], weighted: Vector, stratum: int) -> Vector:
    """The sum over a stratum's clusters of the outer products of their totals, (q, q)."""
    rows = cube.stratum == stratum
    if not cube.design.clustered:
        inside = indicators[rows].astype(float)
        return (inside * cube.w2[rows][:, None]).T @ inside
    clusters, position = np.unique(cube.cluster[rows], return_inverse=True)
    totals = np.zeros((len(clusters), weighted.shape[1]))
    np.add.at(totals, position, weighted[rows])
    copies = np.zeros(len(clusters))
    copies[position] = cube.copies[rows]
    return (totals * copies[:, None]).T @ totals


def divide(totals: Estimates, numerator: list[int], denominator: list[int]) -> Estimates:
    """Ratios of totals, R = N / D, by the delta method: dR = (dN - R dD) / D. NaN where D is zero."""
    top, bottom = totals.value[numerator], totals.value[denominator]
    safe = np.where(bottom > 0, bottom, np.nan)
    ratio = top / safe
    jacobian = np.zeros((len(numerator), len(totals.value)))
    rows = np.arange(len(numerator))
    np.add.at(jacobian, (rows, np.array(numerator, dtype=np.int64)), 1 / safe)
    np.add.at(jacobian, (rows, np.array(denominator, dtype=np.int64)), -ratio / safe)
    return transform(totals, ratio, jacobian)


def transform(estimates: Estimates, value: Vector, jacobian: Vector) -> Estimates:
    """A smooth function of estimates by the delta method: V = J C J'.

    An estimate without a variance takes away that of the functions that use it, and of no others.
    """
    known = ~np.isnan(np.diag(estimates.covariance))
    covariance = jacobian[:, known] @ estimates.covariance[np.ix_(known, known)] @ jacobian[:, known].T
    lost = (jacobian[:, ~known] != 0).any(axis=1)
    covariance[lost, :] = np.nan
    covariance[:, lost] = np.nan
    return Estimates(value, covariance, estimates.df)


def subtract(estimates: Estimates, reference: int) -> Estimates:
    """Each estimate less the reference's, with the covariance between the two."""
    jacobian = np.eye(len(estimates.value))
    jacobian[:, reference] -= 1
    return transform(estimates, estimates.value - estimates.value[reference], jacobian)


def log_ratio(estimates: Estimates, reference: int) -> Estimates:
    """Logarithm of each estimate over the reference's; NaN where either is not above zero."""
    positive = np.where(estimates.value > 0, estimates.value, np.nan)
    jacobian = np.diag(1 / positive)
    jacobian[:, reference] -= 1 / positive[reference]
    jacobian[reference] = 0
    return transform(estimates, np.log(positive / positive[reference]), jacobian)
