"""Linear calibration on quantities as well as categories (generalised regression).

Each case gets the weight w g, g = 1 + x'lambda, so that the calibrated totals of x are the known ones. Since g varies
within a cell, the totals need those of products: the cube must hold a measure `a*b` for each pair of the quantities
that are calibrated on or estimated.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .cube import Cube, Vector
from .estimators import Statistic
from .problems import DataError


@dataclass(frozen=True)
class Term:
    """An auxiliary variable: a measure (0 counts cases) over some cells, and its known total."""

    cells: NDArray[np.bool_]
    measure: int
    total: float


def product_of(cube: Cube, i: int, j: int) -> int:
    """The measure that holds the product of two. Raises DataError where the cube has none."""
    if 0 in (i, j):
        return i + j
    a, b = cube.measures[i], cube.measures[j]
    for name in (f"{a}*{b}", f"{b}*{a}"):
        if name in cube.measures:
            return cube.measures.index(name)
    raise DataError(
        f"no measure {a}*{b} in the cube; calibration on {a} needs it. Remedy: reduce with that quantity too"
    )


def cross(cube: Cube, totals: Vector, term: Term, measure: int) -> Vector:
    """Sum of w x m by cell, (C,)."""
    return np.where(term.cells, totals[:, product_of(cube, term.measure, measure)], 0.0)


def solve_multipliers(cube: Cube, totals: Vector, terms: list[Term]) -> tuple[Vector, Vector]:
    """lambda (m,), and the pseudo-inverse of sum w x x' (m, m). A case whose terms are x gets the weight
    w (1 + x'lambda) (R weights(calibrate(...)))."""
    spread = np.array([[(cross(cube, totals, a, b.measure) * b.cells).sum() for b in terms] for a in terms])
    inverse = np.linalg.pinv(spread, hermitian=True)
    known = np.array([term.total for term in terms])
    reached = np.array([cross(cube, totals, term, 0).sum() for term in terms])
    return inverse @ (known - reached), inverse


def calibrate_on_quantities(
    cube: Cube, statistic: Statistic, terms: list[Term], measures: tuple[int, ...]
) -> Statistic:
    """The statistic on totals calibrated to the terms' known ones; it may use `measures` only.

    Its derivatives are those of g times the residual of each case's influence regressed on x with the plain weights
    (Deville and Sarndal 1992; R survey::calibrate, calfun "linear"). Raises DataError where a product is missing.
    """

    def calibrated(totals: Vector, multipliers: Vector) -> Vector:
        moved = np.full_like(totals, np.nan)
        for j in measures:
            moved[:, j] = totals[:, j] + sum(
                m * cross(cube, totals, term, j) for m, term in zip(multipliers, terms, strict=True)
            )
        return moved

    def value(totals: Vector) -> Vector:
        return statistic.value(only(calibrated(totals, solve_multipliers(cube, totals, terms)[0]), measures))

    def derivative(totals: Vector) -> Vector:
        multipliers, inverse = solve_multipliers(cube, totals, terms)
        influence = statistic.derivative(only(calibrated(totals, multipliers), measures))
        fitted = np.array(
            [
                sum((cross(cube, totals, term, j)[:, None] * influence[:, j]).sum(axis=0) for j in measures)
                for term in terms
            ]
        )
        residual = influence.copy()
        for term, slope in zip(terms, inverse @ fitted, strict=True):
            residual[term.cells, term.measure] -= slope
        weighted = residual.copy()
        for term, m in zip(terms, multipliers, strict=True):
            for j in sorted({*measures, *(other.measure for other in terms)}):
                if residual[:, j].any():
                    weighted[:, product_of(cube, term.measure, j)] += m * np.where(
                        term.cells[:, None], residual[:, j], 0.0
                    )
        return weighted

    return Statistic(value, derivative)


def only(totals: Vector, measures: tuple[int, ...]) -> Vector:
    """The totals with nothing in the measures that are not calibrated."""
    kept = np.zeros_like(totals)
    kept[:, list(measures)] = totals[:, list(measures)]
    return kept
