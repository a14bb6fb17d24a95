"""Totals, means, proportions, ratios and their comparisons, for any crossing of groups, with the covariance between
them.

Each estimator is a smooth function of the cube's totals. It is worked out once with its derivatives, for a linearised
design, or again for each replicate; so one definition serves every design.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .cube import Cube, Vector
from .transformations import Transformation
from .variance import Estimates, degrees_of_freedom, linear_covariance, replicate_covariance

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Statistic:
    """A smooth function of totals (C, q): its k values, and their derivatives (C, q, k)."""

    value: Callable[[Vector], Vector]
    derivative: Callable[[Vector], Vector]


def estimate(cube: Cube, statistic: Statistic) -> Estimates:
    """The statistic with its covariance: by its derivatives (delta method), or from its values on each replicate."""
    value = statistic.value(cube.total)
    if cube.replicates is not None:
        replicates = np.stack([statistic.value(totals) for totals in cube.replicates])
        covariance = replicate_covariance(cube, value, replicates)
    else:
        covariance = linear_covariance(cube, np.nan_to_num(statistic.derivative(cube.total)))
        undefined = np.isnan(value)
        covariance[undefined] = np.nan
        covariance[:, undefined] = np.nan
    return Estimates(value, covariance, degrees_of_freedom(cube))


def indicate(cube: Cube, groups: list[Mask], measure: int = 0) -> Vector:
    """Coefficients (C, q, k) that add up one measure over each group of cells."""
    coefficients = np.zeros((cube.cells, len(cube.measures), len(groups)))
    for k, group in enumerate(groups):
        coefficients[group, measure, k] = 1.0
    return coefficients


def linear(coefficients: Vector) -> Statistic:
    """Sums of coefficients x totals."""
    return Statistic(lambda totals: np.einsum("cq,cqk->k", totals, coefficients), lambda totals: coefficients)


def total_of(cube: Cube, groups: list[Mask], measure: int = 0) -> Statistic:
    """Weighted totals of a measure (of cases: measure 0) in each group of cells. R: svytotal."""
    return linear(indicate(cube, groups, measure))


def ratio_of(cube: Cube, numerator: Vector, denominator: Vector) -> Statistic:
    """N / D of two sets of coefficients: dR = (dN - R dD) / D; NaN where D is not above or below 0. R: svyratio,
    svymean.

    A mean is the ratio of a quantity to the cases, a proportion that of the cases in a category to all of them.
    """

    def value(totals: Vector) -> Vector:
        top = np.einsum("cq,cqk->k", totals, numerator)
        bottom = np.einsum("cq,cqk->k", totals, denominator)
        return np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom != 0)

    def derivative(totals: Vector) -> Vector:
        bottom = np.einsum("cq,cqk->k", totals, denominator)
        safe = np.where(bottom != 0, bottom, np.nan)
        return (numerator - value(totals) * denominator) / safe

    return Statistic(value, derivative)


def compose(statistic: Statistic, transformation: Transformation) -> Statistic:
    """A smooth function of a statistic (R svycontrast); under replicate weights it is worked out on each replicate."""
    return Statistic(
        lambda totals: transformation.value(statistic.value(totals)),
        lambda totals: statistic.derivative(totals) @ transformation.jacobian(statistic.value(totals)).T,
    )


def standardised_mean(
    cube: Cube, groups: list[Mask], strata: list[Mask], shares: Vector, measure: int = 1, counted: Mask | None = None
) -> Statistic:
    """Direct standardisation: each group's mean if its strata made up these shares, sum_a share_a N_ga / D_ga.

    groups, strata: cells of each group and of each category that is standardised by. counted: cells with an answer.
    R: svystandardize with svymean. NaN where a group has nobody in a stratum whose share is above 0.
    """
    inside = np.ones(cube.cells, dtype=bool) if counted is None else counted
    cells = [group & stratum & inside for group in groups for stratum in strata]
    means = ratio_of(cube, indicate(cube, cells, measure), indicate(cube, cells))
    weights = np.kron(np.eye(len(groups)), shares / shares.sum())
    used = weights != 0

    def outer(value: Vector) -> Vector:
        return np.array([row[use] @ value[use] for row, use in zip(weights, used, strict=True)])

    return compose(means, Transformation(outer, lambda value: weights))
