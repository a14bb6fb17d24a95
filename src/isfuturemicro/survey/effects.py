"""What a design costs against a simple random sample of the same size."""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sparse

from .cube import Cube, Vector
from .estimators import Mask, estimate, indicate, ratio_of
from .variance import add_cells, degrees_of_freedom, number


def independent_units(cube: Cube, groups: list[Mask]) -> Vector:
    """Of how many independent units each group of cells is sure, (k,): (sum_i W_i)^2 / sum_i W_i^2 over the weights of
    its clusters, or of its cases where each is its own.

    Cases of a cluster may all be alike, and where none of them (or each) says yes, nothing in them tells how much they
    are; so a cluster counts as one. Replicate weights don't show the clusters: then it is one more than their degrees
    of freedom, at most the cases. Source: Kish (1965), section 11.7, for the weights.
    """
    cases = np.array([cube.units[group].sum() for group in groups])
    if cube.replication is not None:
        return np.minimum(cases, degrees_of_freedom(cube) + 1)
    if cube.products is not None:
        squares = np.bincount(cube.cell, cube.products[:, 0, 0], cube.cells)
        size, spread = np.array([[cube.weight[g].sum() ** 2, squares[g].sum()] for g in groups]).reshape(-1, 2).T
    else:
        clusters, first = number(cube.cluster)
        member = [sparse.csr_matrix(np.column_stack(groups).astype(float))]
        totals = add_cells(replace(cube, sums=cube.sums[:, :1]), clusters, len(first), member)
        copies = cube.copies[first]
        size, spread = (copies @ totals) ** 2, copies @ totals.power(2)
    return np.minimum(cases, np.divide(size, spread, out=np.zeros(len(groups)), where=spread > 0))


@dataclass(frozen=True)
class DesignEffect:
    """The variance of means over that of a simple random sample drawn with replacement (1: the design costs
    nothing), and the size of such a sample with the same error, a value for each group."""

    design_effect: Vector
    effective_size: Vector


def design_effect(cube: Cube, groups: list[Mask], measure: int, square: int) -> DesignEffect:
    """deff = V / (S^2 / n) of the mean of a measure in each group, and n / deff. `square` is the measure of its
    squares.

    S^2 = n / (n - 1) x (weighted mean of squares - squared mean), n the cases of positive weight. NaN where n is
    below 2 or the cases agree. Source: Kish (1965), section 8.2; R survey, deff = "replace".
    """
    cases = indicate(cube, groups)
    means = estimate(cube, ratio_of(cube, indicate(cube, groups, measure), cases))
    squares = ratio_of(cube, indicate(cube, groups, square), cases).value(cube.total)
    n = np.array([cube.weighted_units[group].sum() for group in groups])
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.where(n > 1, n / (n - 1), np.nan) * (squares - means.value**2)
        effect = np.where(spread > 0, np.diag(means.covariance) * n / spread, np.nan)
        return DesignEffect(effect, n / effect)
