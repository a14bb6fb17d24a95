"""Tests of association of two categorical variables under a design."""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, fdtrc

from .cube import Cube, Vector
from .estimators import estimate, indicate, linear, ratio_of
from .variance import domain_degrees


@dataclass(frozen=True)
class IndependenceTest:
    """A statistic, its degrees of freedom and its p value: the chance of one as large if the two are independent."""

    name: str
    statistic: float
    df: float
    denominator_df: float
    p_value: float


def crosstab(cube: Cube, rows: str, columns: str) -> tuple[list[np.ndarray], int, int]:
    """The cells of a two-way table, column by column, and its size; cases without an answer to both are left out."""
    row_names, column_names = known(cube, rows), known(cube, columns)
    cells = [cube.is_in(rows, r) & cube.is_in(columns, c) for c in column_names for r in row_names]
    return cells, len(row_names), len(column_names)


def known(cube: Cube, variable: str) -> list[str]:
    """The categories that are answers: a missing label is the empty text."""
    return [name for name in cube.categories(variable) if name]


def check_independence(cube: Cube, rows: str, columns: str) -> list[IndependenceTest]:
    """Rao and Scott's second order (F) and first order (Chisq) corrections of Pearson's X^2, Wald's test and the
    adjusted one.

    X^2 = n sum (p - p0)^2 / p0 with p0 the product of the margins and n the cases; Delta holds the design effects of
    the contrasts; F = X^2 / tr(Delta), on tr^2 / tr(Delta^2) and that times the design's degrees of freedom. Source:
    Rao and Scott (1984); Thomas and Rao (1987); R survey::svychisq.
    """
    cells, r, c = crosstab(cube, rows, columns)
    n = float(sum(cube.units[cell].sum() for cell in cells))
    everyone = indicate(cube, [np.any(cells, axis=0)])
    shares = estimate(cube, ratio_of(cube, indicate(cube, cells), np.repeat(everyone, len(cells), axis=2)))
    nu = domain_degrees(cube, np.any(cells, axis=0))
    pearson = pearson_statistic(shares.value, r, c, n)
    contrast = interaction_contrasts(r, c)
    inverse = np.diag(np.divide(1, shares.value, out=np.zeros(r * c), where=shares.value > 0))
    delta = np.linalg.solve(
        contrast.T @ (inverse / n) @ contrast, contrast.T @ inverse @ shares.covariance @ inverse @ contrast
    )
    trace, k = float(np.trace(delta)), (r - 1) * (c - 1)
    d0 = trace**2 / float(np.trace(delta @ delta))
    f = pearson / trace
    wald = wald_statistic(cube, cells, r, c)
    ddf = nu - k + 1
    adjusted = wald * ddf / (k * nu)
    return [
        IndependenceTest("F", f, d0, d0 * nu, float(fdtrc(d0, d0 * nu, f))),
        IndependenceTest("Chisq", pearson, float(k), np.inf, float(chdtrc(k, pearson / (trace / k)))),
        IndependenceTest("Wald", wald / k, float(k), nu, float(fdtrc(k, nu, wald / k))),
        IndependenceTest("adjWald", adjusted, float(k), ddf, float(fdtrc(k, ddf, adjusted)) if ddf > 0 else np.nan),
    ]


def pearson_statistic(shares: Vector, r: int, c: int, n: float) -> float:
    """n sum (p - p0)^2 / p0."""
    table = shares.reshape(c, r)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    return float(n * ((table - expected) ** 2 / expected).sum())


def interaction_contrasts(r: int, c: int) -> Vector:
    """The interaction columns of a saturated design, less what the margins explain, (rc, (r-1)(c-1))."""
    row, column = np.tile(np.arange(r), c), np.repeat(np.arange(c), r)
    main = np.column_stack([np.ones(r * c), *(row == i for i in range(1, r)), *(column == j for j in range(1, c))])
    both = np.column_stack([(row == i) & (column == j) for j in range(1, c) for i in range(1, r)]).astype(float)
    return both - main @ np.linalg.lstsq(main, both, rcond=None)[0]


def wald_statistic(cube: Cube, cells: list[np.ndarray], r: int, c: int) -> float:
    """Y' V^-1 Y for the differences of the inner cells' totals from those under independence."""
    counts = linear(indicate(cube, cells))

    def excess(value: Vector) -> Vector:
        table = value.reshape(c, r)
        return (table - np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum())[1:, 1:].reshape(-1)

    def jacobian(value: Vector) -> Vector:
        table = value.reshape(c, r)
        column, row, total = table.sum(axis=1), table.sum(axis=0), table.sum()
        derivative = np.zeros((c, r, c, r))
        for i in range(c):
            for j in range(r):
                derivative[i, j, i, j] += 1
                derivative[i, j, i, :] -= row[j] / total
                derivative[i, j, :, j] -= column[i] / total
                derivative[i, j] += column[i] * row[j] / total**2
        return derivative[1:, 1:].reshape((c - 1) * (r - 1), c * r)

    found = estimate(cube, counts)
    y, j = excess(found.value), jacobian(found.value)
    return float(y @ np.linalg.solve(j @ found.covariance @ j.T, y))
