"""Smooth functions of estimates: differences, ratios, whatever is made of arithmetic, powers, exp and log."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .cube import Vector
from .variance import Estimates

STEP = 1e-30
"""The imaginary step of a derivative: so small that its square vanishes, and nothing is subtracted that could
cancel."""


@dataclass(frozen=True)
class Transformation:
    """A smooth map of k values to m: value (k,) -> (m,), jacobian (k,) -> (m, k)."""

    value: Callable[[Vector], Vector]
    jacobian: Callable[[Vector], Vector]


def transform(estimates: Estimates, transformation: Transformation) -> Estimates:
    """A smooth function of estimates by the delta method: V = J C J'.

    An estimate without a variance takes away that of the functions that use it, and of no others.
    """
    jacobian = transformation.jacobian(estimates.value)
    known = ~np.isnan(np.diag(estimates.covariance))
    covariance = jacobian[:, known] @ estimates.covariance[np.ix_(known, known)] @ jacobian[:, known].T
    lost = (jacobian[:, ~known] != 0).any(axis=1)
    covariance[lost, :] = np.nan
    covariance[:, lost] = np.nan
    return Estimates(transformation.value(estimates.value), covariance, estimates.df)


def difference_from(reference: int) -> Transformation:
    """Each value less the reference's; 0 is no difference."""

    def jacobian(value: Vector) -> Vector:
        matrix = np.eye(len(value))
        matrix[:, reference] -= 1
        return matrix

    return Transformation(lambda value: value - value[reference], jacobian)


def ratio_to(reference: int) -> Transformation:
    """Each value over the reference's; 1 is parity. NaN where the reference's is 0."""

    def below(value: Vector) -> float:
        return float(value[reference]) if value[reference] != 0 else np.nan

    def jacobian(value: Vector) -> Vector:
        matrix = np.eye(len(value)) / below(value)
        matrix[:, reference] -= value / below(value) ** 2
        matrix[reference] = 0
        return matrix

    return Transformation(lambda value: value / below(value), jacobian)


def log_ratio_to(reference: int) -> Transformation:
    """Logarithm of each value over the reference's; 0 is parity. NaN where either is not above 0."""

    def positive(value: Vector) -> Vector:
        return np.where(value > 0, value, np.nan)

    def jacobian(value: Vector) -> Vector:
        matrix = np.diag(1 / positive(value))
        matrix[:, reference] -= 1 / positive(value)[reference]
        matrix[reference] = 0
        return matrix

    return Transformation(lambda value: np.log(positive(value) / positive(value)[reference]), jacobian)


def smooth(function: Callable[[Vector], Vector]) -> Transformation:
    """Any function of arithmetic, powers, exp and log, with derivatives by complex steps, exact to the last digits.

    >>> smooth(lambda v: np.array([np.log(v[0] / v[1])])).jacobian(np.array([2.0, 4.0]))
    array([[ 0.5 , -0.25]])
    """

    def jacobian(value: Vector) -> Vector:
        steps = value.astype(complex)[None, :] + 1j * STEP * np.eye(len(value))
        return np.stack([np.imag(function(step)) / STEP for step in steps], axis=1)

    return Transformation(function, jacobian)
