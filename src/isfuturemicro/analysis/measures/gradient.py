"""Inequality along an ordered dimension, from the most disadvantaged group to the most advantaged."""

import numpy as np

from .arithmetic import Vector, average, positive

STEPS = 60
TOLERANCE = 1e-13


def midpoints(share: Vector) -> Vector:
    """The rank of each group's middle: the share of people below it and half of its own, from 0 to 1.

    >>> midpoints(np.array([0.5, 0.25, 0.25]))
    array([0.25 , 0.625, 0.875])
    """
    part = share / share.sum()
    return np.cumsum(part) - part / 2


def slope_index(rate: Vector, share: Vector) -> float:
    """Slope index of inequality: the fitted rate at rank 1 less that at rank 0. Unit: that of the rate.

    0 is no gradient; above 0 the advantaged fare better. The fit is logistic on the midpoint ranks, weighted by the
    groups' sizes, so both ends stay between 0 and 1. Source: Schlotheuber and Hosseinpoor (2022), appendix A.

    >>> round(float(slope_index(np.array([0.2, 0.4, 0.6]), np.ones(3))), 4)
    0.5633
    """
    bottom, top = fitted_ends(rate, share)
    return top - bottom


def relative_index(rate: Vector, share: Vector) -> float:
    """Relative index of inequality: the fitted rate at rank 1 over that at rank 0; 1 is no gradient. No unit.

    >>> round(float(relative_index(np.array([0.2, 0.4, 0.6]), np.ones(3))), 3)
    4.945
    """
    bottom, top = fitted_ends(rate, share)
    return top / bottom


def fitted_ends(rate: Vector, share: Vector) -> tuple[float, float]:
    """The rates that the logistic fit gives to rank 0 and rank 1, each group weighted by its size."""
    return fit_logistic(rate, midpoints(share), share / share.sum())


def fit_logistic(rate: Vector, rank: Vector, weight: Vector) -> tuple[float, float]:
    """The fitted rates at rank 0 and rank 1; NaN where every rate is 0 or every one is 1.

    Newton's method: each step also carries an imaginary part onward, so that derivatives come with the value.
    """
    level = average(rate, weight)
    if not 0 < np.real(level) < 1 or np.isnan(rate).any():
        return np.nan, np.nan
    matrix = np.column_stack([np.ones(len(rate)), rank])
    beta = np.array([np.log(level / (1 - level)), 0.0 * level])
    for _ in range(STEPS):
        mean = 1 / (1 + np.exp(-(matrix @ beta)))
        information = (matrix * (weight * mean * (1 - mean))[:, None]).T @ matrix
        step = np.linalg.solve(information, matrix.T @ (weight * (rate - mean)))
        beta = beta + step
        if np.abs(step).max() < TOLERANCE:
            break
    bottom, top = 1 / (1 + np.exp(-np.array([beta[0], beta.sum()])))
    return bottom, top


def concentration_absolute(rate: Vector, share: Vector) -> float:
    """Absolute concentration index: sum_j p_j (2 X_j - 1) r_j with X the midpoint ranks. Unit: that of the rate.

    0 is no gradient; above 0 the outcome is concentrated among the advantaged. Source: Schlotheuber and Hosseinpoor
    (2022), appendix A.

    >>> round(float(concentration_absolute(np.array([0.2, 0.4]), np.array([0.5, 0.5]))), 4)
    0.05
    """
    return average((2 * midpoints(share) - 1) * rate, share)


def concentration_relative(rate: Vector, share: Vector) -> float:
    """Relative concentration index: the absolute one over the average; 0 is no gradient, -1 and 1 the ends. No unit.

    >>> round(float(concentration_relative(np.array([0.2, 0.4]), np.array([0.5, 0.5]))), 4)
    0.1667
    """
    return concentration_absolute(rate, share) / positive(average(rate, share))
