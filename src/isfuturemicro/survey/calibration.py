"""Weights that reproduce known totals, with the variance that follows from what the totals leave unexplained.

Calibration is on categories that the cube holds, so it is a function of the cells' totals, and a statistic of
calibrated totals is a statistic of the plain ones.
"""

from collections.abc import Callable

import numpy as np

from .cube import Cube, Vector
from .estimators import Statistic
from .problems import DataError

STEPS = 200
TOLERANCE = 1e-14


def calibrate(
    cube: Cube, statistic: Statistic, matrix: Vector, targets: Vector, solve: Callable[[Vector, Vector, Vector], Vector]
) -> Statistic:
    """The statistic on totals whose cells are multiplied by g, so that sum_c g_c w_c x_c equals the targets.

    matrix: x by cell (C, m). solve gives g (C,). The derivative is that of the residuals of each cell's influence on x,
    times g (Deville and Sarndal 1992, result 5; R survey::svyrecvar with postStrata).
    """

    def value(totals: Vector) -> Vector:
        return statistic.value(totals * solve(totals[:, 0], matrix, targets)[:, None])

    def derivative(totals: Vector) -> Vector:
        weight = totals[:, 0]
        g = solve(weight, matrix, targets)
        influence = statistic.derivative(totals * g[:, None])
        per_case = np.divide(totals, weight[:, None], out=np.zeros_like(totals), where=weight[:, None] != 0)
        mean_influence = np.einsum("cq,cqk->ck", per_case, influence)
        spread = (matrix * weight[:, None]).T @ matrix
        slope = np.linalg.pinv(spread, hermitian=True) @ ((matrix * weight[:, None]).T @ mean_influence)
        residual = influence.copy()
        residual[:, 0] -= matrix @ slope
        return residual * g[:, None, None]

    return Statistic(value, derivative)


def solve_linear(weight: Vector, matrix: Vector, targets: Vector) -> Vector:
    """g = 1 + x lambda: generalised regression; post-stratification where x are the dummies of one crossing."""
    spread = (matrix * weight[:, None]).T @ matrix
    return 1 + matrix @ (np.linalg.pinv(spread, hermitian=True) @ (targets - matrix.T @ weight))


def solve_raking(weight: Vector, matrix: Vector, targets: Vector) -> Vector:
    """g = exp(x lambda), by Newton's method: raking to margins (Deming and Stephan's proportional fitting).

    Raises DataError where the margins can't be met.
    """
    multiplier = np.zeros(matrix.shape[1])
    for _ in range(STEPS):
        g = np.exp(matrix @ multiplier)
        off = targets - matrix.T @ (weight * g)
        if np.abs(off).max() <= TOLERANCE * np.abs(targets).max():
            return g
        multiplier = multiplier + np.linalg.pinv((matrix * (weight * g)[:, None]).T @ matrix, hermitian=True) @ off
    raise DataError(
        "the margins can't be met: a category with a target has no weight, or the margins contradict each other"
    )


def margin_matrix(
    cube: Cube, margins: list[tuple[str, ...]], totals: list[dict[tuple[str, ...], float]]
) -> tuple[Vector, Vector]:
    """Dummies by cell for each category of each margin (a crossing of variables), and the known totals beside them."""
    columns, targets = [], []
    for variables, known in zip(margins, totals, strict=True):
        for categories, target in known.items():
            member = np.ones(cube.cells, dtype=bool)
            for variable, category in zip(variables, categories, strict=True):
                member &= cube.is_in(variable, category)
            columns.append(member.astype(float))
            targets.append(target)
    return np.column_stack(columns), np.array(targets)
