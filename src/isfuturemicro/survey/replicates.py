"""Replicate weights that the design itself gives: jackknife, balanced half samples, Fay's, as factors on clusters.

A factor is constant within a cluster, so a replicate's totals are one matrix product on what the clusters put into each
cell; no replicate weight is ever written out.
"""

from dataclasses import replace

import numpy as np
import scipy.sparse as sparse

from .cube import Cube, Vector
from .design import Replication
from .problems import ReplicationError
from .variance import DENSE


def replicate(cube: Cube, factors: Vector, scale: float, rscales: Vector, df: float, mse: bool) -> Cube:
    """The cube with its totals under each replicate.

    factors: (B, clusters of the whole design). Clusters that the domain misses change the factors of the others.
    """
    size = (len(cube.strata.of_cluster), cube.cells)
    by_measure = [
        sparse.csr_matrix((cube.sums[:, j], (cube.cluster, cube.cell)), size) for j in range(len(cube.measures))
    ]
    fits = size[0] * size[1] <= DENSE
    by_measure = [by_cluster.toarray() if fits else by_cluster for by_cluster in by_measure]
    totals = np.stack([(by_cluster.T @ factors.T).T for by_cluster in by_measure], axis=2)
    names = tuple(f"replicate {b + 1}" for b in range(len(factors)))
    return replace(cube, replicates=totals, replication=Replication(names, scale, rscales, mse, df))


def jackknife(cube: Cube, mse: bool = False) -> Cube:
    """Leave out one cluster at a time: JK1 with one stratum, JKn with several (R as.svrepdesign).

    The others of the cluster's stratum are multiplied by n_h / (n_h - 1); rscales (1 - f_h) (n_h - 1) / n_h.
    Raises ReplicationError where a stratum has one cluster that is not a certainty.
    """
    stratum, psus, fraction = cube.strata.of_cluster, cube.strata.psus, cube.strata.fraction
    if ((psus < 2) & (fraction < 1)).any():
        raise ReplicationError(
            "the jackknife needs two clusters or more in each stratum; merge strata, or use the linearised error"
        )
    left_out = np.flatnonzero(fraction[stratum] < 1)
    size = psus[stratum[left_out]]
    same = stratum[left_out][:, None] == stratum[None, :]
    factors = np.where(same, (size / (size - 1))[:, None], 1.0)
    factors[np.arange(len(left_out)), left_out] = 0.0
    rscales = (1 - fraction[stratum[left_out]]) * (size - 1) / size
    return replicate(cube, factors, 1.0, rscales, degrees(cube, factors), mse)


def degrees(cube: Cube, factors: Vector) -> float:
    """The rank of the replicate weights, less one (R degf): a cluster without weight adds nothing."""
    return float(np.linalg.matrix_rank(factors[:, cube.strata.cluster_weight > 0], tol=None) - 1)


def balanced_half_samples(cube: Cube, rho: float = 0.0, mse: bool = False) -> Cube:
    """Balanced repeated replication for two clusters a stratum; Fay's with 0 < rho < 1 (R as.svrepdesign).

    Each replicate takes one cluster of each stratum, by the rows of a Hadamard matrix: weights times 2 - rho and rho.
    scale 1 / (B (1 - rho)^2). Raises ReplicationError where a stratum has not two clusters.
    """
    stratum, count = cube.strata.of_cluster, len(cube.strata.psus)
    if (np.bincount(stratum, minlength=count) != 2).any():
        raise ReplicationError(
            "balanced half samples need two clusters in each stratum; use the jackknife, or pair the clusters"
        )
    signs = hadamard(count + 1)[:, 1 : count + 1]
    is_first = np.concatenate([[True], stratum[1:] != stratum[:-1]])
    factors = 1 + (1 - rho) * np.where(is_first, 1.0, -1.0) * signs[:, stratum]
    return replicate(
        cube, factors, 1 / (len(factors) * (1 - rho) ** 2), np.ones(len(factors)), degrees(cube, factors), mse
    )


def hadamard(least: int) -> Vector:
    """A Hadamard matrix of the smallest power of two that is `least` or more (Sylvester's construction)."""
    matrix = np.ones((1, 1))
    while len(matrix) < least:
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    return matrix


def bootstrap(cube: Cube, count: int, seed: int, mse: bool = False) -> Cube:
    """Rao and Wu's rescaled bootstrap: n_h - 1 clusters drawn with replacement from each stratum's n_h, times n_h /
    (n_h - 1).

    scale 1 / count. Raises ReplicationError where a stratum has one cluster.
    """
    stratum, sizes = cube.strata.of_cluster, cube.strata.psus.astype(int)
    if (sizes < 2).any():
        raise ReplicationError(
            "the bootstrap needs two clusters or more in each stratum; merge strata, or use the linearised error"
        )
    rng = np.random.default_rng(seed)
    factors = np.empty((count, len(stratum)))
    for h, size in enumerate(sizes):
        drawn = rng.multinomial(size - 1, np.full(size, 1 / size), size=count)
        factors[:, np.flatnonzero(stratum == h)] = drawn * size / (size - 1)
    return replicate(cube, factors, 1 / count, np.ones(count), degrees(cube, factors), mse)


DRAWS, SEED = 500, 20210301
"""How many bootstrap replicates are drawn, and the seed that makes them the same each time."""


def construct(cube: Cube, method: str, rho: float, mse: bool) -> Cube:
    """The cube with the replicates of a method: jk1, jkn, brr, fay or bootstrap."""
    if method in ("jk1", "jkn"):
        return jackknife(cube, mse)
    if method in ("brr", "fay"):
        return balanced_half_samples(cube, rho if method == "fay" else 0.0, mse)
    return bootstrap(cube, DRAWS, SEED, mse)
