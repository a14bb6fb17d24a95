"""Covariances of weighted totals: linearised (Taylor) or from replicate weights."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from .cube import Cube, Index, Vector
from .problems import LonelyPsuError

DENSE = 20_000_000
"""So many numbers of clusters x estimates are multiplied as a full matrix, which is faster where it fits."""


@dataclass(frozen=True)
class Estimates:
    """k estimates: value (k,), covariance (k, k), and the design's degrees of freedom."""

    value: Vector
    covariance: Vector
    df: float

    @property
    def standard_error(self) -> Vector:
        """Square roots of the variances, (k,)."""
        return np.sqrt(np.clip(np.diag(self.covariance), 0, None))


def degrees_of_freedom(cube: Cube) -> float:
    """Clusters less strata of the whole design, of those with any weight (R degf); replicates less one where it has
    them."""
    if cube.replication is not None:
        given = cube.replication.df
        return float(len(cube.replication.weights) - 1) if given is None else given
    return float(cube.strata.weighted_psus.sum() - (cube.strata.weighted_psus > 0).sum())


def domain_degrees(cube: Cube, cells: NDArray[np.bool_]) -> float:
    """Clusters less strata among those that some cells have rows in, whatever their weight (R svychisq)."""
    if cube.replication is not None:
        return degrees_of_freedom(cube)
    there = cells[cube.cell]
    strata = len(np.unique(cube.stratum[there]))
    if cube.design.stages == 0:
        return float(cube.units[cells].sum() - strata)
    _, first = np.unique(cube.cluster[there], return_index=True)
    return float(cube.copies[there][first].sum() - strata)


def count_lone_strata(cube: Cube, groups: list[NDArray[np.bool_]]) -> Vector:
    """For each group of cells the strata, not taken whole, in which it has rows in one cluster only, (k,).

    R's default counts the clusters without a row of the group as zeros, so the variance stands, on little. With
    replicate weights no cluster is known, so none is counted.
    """
    if cube.replication is not None:
        return np.zeros(len(groups))
    size = (len(cube.cell), cube.cells)
    by_row = sparse.csr_matrix((np.ones(len(cube.cell)), (np.arange(len(cube.cell)), cube.cell)), size)
    there = by_row @ sparse.csr_matrix(np.column_stack(groups).astype(float))
    stratum, many = cube.stratum, cube.copies * (1 if cube.design.stages else cube.cases)
    if cube.design.stages:
        clusters, first = number(cube.cluster)
        there = add_rows(clusters, there, len(first)).astype(bool).astype(float)
        stratum, many = stratum[first], many[first]
    counted = add_rows(stratum, sparse.diags(many) @ there, len(cube.strata.psus)).toarray()
    return ((counted == 1) & (cube.strata.fraction < 1)[:, None]).sum(axis=0).astype(float)


def linear_covariance(cube: Cube, coefficients: Vector) -> Vector:
    """The covariance of sums over cells and measures of coefficients x totals, (k, k).

    coefficients: (C, q, k). In stratum h with n_h clusters whose totals are z_i and of which the fraction f_h was
    drawn,
    V = sum_h (1 - f_h) n_h / (n_h - 1) sum_i (z_i - mean z)(z_i - mean z)'. Clusters that the domain misses count as
    zeros. With a second stage, V gains f_h times the same over the clusters within each first-stage cluster. Source:
    Cochran (1977), sections 5A.9 and 11.18; R survey::svyrecvar.

    Raises LonelyPsuError where a stratum has one cluster and the design's `lonely_psu` is `fail`.
    """
    psus, fraction = cube.strata.psus, cube.strata.fraction
    lonely = (psus < 2) & (fraction < 1)
    if lonely.any() and cube.design.lonely_psu == "fail":
        raise LonelyPsuError([str(name) for name in cube.strata.name[lonely]])
    factor = np.where(lonely | (fraction >= 1), 0.0, (1 - fraction) * psus / np.maximum(psus - 1, 1))
    per_cell = [sparse.csr_matrix(coefficients[:, j]) for j in range(coefficients.shape[1])]
    if cube.products is not None:
        strata_sums = add_cells(cube, cube.stratum, len(psus), per_cell, cube.copies).toarray()
        covariance = sum_products(cube, coefficients, factor[cube.stratum])
        covariance -= (strata_sums * divide(factor, psus)[:, None]).T @ strata_sums
    else:
        clusters, first = number(cube.cluster)
        stratum, copies = cube.stratum[first], cube.copies[first]
        totals = add_cells(cube, clusters, len(first), per_cell)
        strata_sums = add_rows(stratum, sparse.diags(copies) @ totals, len(psus)).toarray()
        if totals.shape[0] * totals.shape[1] <= DENSE:
            mean = divide(strata_sums.T, psus).T
            off = totals.toarray() - mean[stratum]
            absent = factor * (psus - np.bincount(stratum, copies, len(psus)))
            covariance = (off * (factor[stratum] * copies)[:, None]).T @ off + (mean * absent[:, None]).T @ mean
        else:
            covariance = (totals.T @ sparse.diags(factor[stratum] * copies) @ totals).toarray()
            covariance -= (strata_sums * divide(factor, psus)[:, None]).T @ strata_sums
    if lonely.any() and cube.design.lonely_psu == "adjust":
        alone = strata_sums[lonely]  # R leaves them uncentred: the grand mean of linearised values is 0
        covariance = covariance + (alone * (1 - fraction[lonely])[:, None]).T @ alone
    if cube.design.lonely_psu == "average":
        present = np.bincount(cube.stratum, minlength=len(psus)) > 0
        covariance = covariance * present.sum() / max((present & ~lonely).sum(), 1)
    if cube.design.lonely_psu != "adjust" and lonely.any() and lonely[fraction < 1].all():
        covariance = np.full_like(covariance, np.nan)  # no stratum is left to tell the variance by
    return covariance + second_stage(cube, per_cell) if cube.design.fpc == 2 else covariance


def number(index: Index) -> tuple[Index, Index]:
    """Clusters numbered from 0 on, by row, and the first row of each."""
    _, first, position = np.unique(index, return_index=True, return_inverse=True)
    return position.astype(np.int64), first.astype(np.int64)


def add_rows(index: Index, rows: sparse.csr_matrix, count: int) -> sparse.csr_matrix:
    """Rows added up by index."""
    return sparse.csr_matrix((np.ones(len(index)), (index, np.arange(len(index)))), (count, len(index))) @ rows


def add_cells(
    cube: Cube, index: Index, count: int, per_cell: list[sparse.csr_matrix], times: Vector | float = 1.0
) -> sparse.csr_matrix:
    """Sums x coefficients of the rows' cells, added up by index, (count, k)."""
    size = (count, cube.cells)
    by_cell = [sparse.csr_matrix((sums * times, (index, cube.cell)), size) for sums in cube.sums.T]
    return sum(left @ right for left, right in zip(by_cell, per_cell, strict=True))


def sum_products(cube: Cube, coefficients: Vector, factor: Vector) -> Vector:
    """sum_h factor_h sum_i z_i z_i' where each unit is its own cluster: quadratic in the moments of each cell.

    The moments are about the cell's centre c, and a + b m is (a + b c) + b (m - c).
    """
    assert cube.products is not None
    about = coefficients.copy()
    about[:, 0] += np.einsum("cq,cqk->ck", cube.centre, coefficients)
    per_cell = [sparse.csr_matrix(about[:, j]) for j in range(about.shape[1])]
    k = about.shape[2]
    total: Vector = np.zeros((k, k))
    for i, left in enumerate(per_cell):
        for j, right in enumerate(per_cell):
            moment = np.bincount(cube.cell, weights=factor * cube.products[:, i, j], minlength=cube.cells)
            total = total + (left.T @ sparse.diags(moment) @ right).toarray()
    return total


def divide(number: Vector, by: Vector) -> Vector:
    """A quotient, 0 where there is nothing to divide by."""
    return np.divide(number, by, out=np.zeros_like(number), where=by > 0)


def second_stage(cube: Cube, per_cell: list[sparse.csr_matrix]) -> Vector:
    """What sampling within first-stage clusters adds: f_h (1 - f_i) m_i / (m_i - 1) times the spread within each."""
    ssus, first = number(cube.ssu)
    totals = add_cells(cube, ssus, len(first), per_cell)
    clusters, head = number(cube.cluster[first])
    size, f_two = cube.size_two[first][head], cube.fraction_two[first][head]
    f_one = cube.strata.fraction[cube.stratum[first]][head]
    factor = np.where(size > 1, f_one * (1 - f_two) * size / np.maximum(size - 1, 1), 0.0)
    centre = add_rows(clusters, totals, len(head))
    squares = totals.T @ sparse.diags(factor[clusters]) @ totals
    return (squares - centre.T @ sparse.diags(factor / size) @ centre).toarray()


def replicate_covariance(cube: Cube, full: Vector, replicates: Vector) -> Vector:
    """scale x sum_r rscales_r (t_r - c)(t_r - c)' for the estimates t_r (B, k) of each replicate.

    c is the full estimate under `mse`, else the replicates' mean. Source: R survey::svrVar.
    """
    assert cube.replication is not None
    r = cube.replication
    centre = full if r.mse else replicates[r.rscales > 0].mean(axis=0)
    off = replicates - centre
    return r.scale * (off * r.rscales[:, None]).T @ off
