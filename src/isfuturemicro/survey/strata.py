"""What the design says of strata and clusters, whatever the domain."""

import numpy as np
from numpy.typing import NDArray

from .cube import Index, Strata, Vector
from .design import Design
from .problems import DataError
from .reduced import Reduced


def read_strata(rows: Reduced, design: Design) -> Strata:
    """Each stratum's clusters and its sampled fraction (0 without fpc). Raises DataError where fpc makes no sense."""
    count = len(rows.strata)
    if design.stages:
        first = np.unique(rows.cluster, return_index=True)[1]
        of_cluster, copies = rows.stratum[first], rows.copies[first]
        if (rows.copies != copies[rows.cluster]).any():
            raise DataError(
                "rows of different copies in one cluster; copies are equal clusters, so its rows have all as many. "
                "Remedy: say in units how many cases of one cluster a row stands for"
            )
        heavy = (np.bincount(rows.cluster, rows.n_weighted)[rows.cluster[first]] > 0).astype(float)
        psus, weighted = count_by(of_cluster, copies, count), count_by(of_cluster, copies * heavy, count)
    else:
        of_cluster, heavy = np.zeros(0, dtype=np.int64), np.zeros(0)
        psus, weighted = count_by(rows.stratum, rows.n, count), count_by(rows.stratum, rows.n_weighted, count)
    fraction = np.zeros(count)
    if design.fpc:
        least, most = rows.carried["fpc"]
        declared = np.zeros(count)
        declared[rows.stratum] = least
        if (least != most).any() or (declared[rows.stratum] != least).any():
            raise DataError(
                "fpc differs within a stratum; allowed: one number a stratum. "
                "Remedy: name the column that holds the stratum's number of clusters"
            )
        fraction = sample_fraction(psus, declared, rows.strata, "stratum")
    return Strata(rows.strata, psus, weighted, fraction, of_cluster, heavy)


def count_by(index: Index, weights: Vector, count: int) -> Vector:
    """Weights added up by index."""
    return np.asarray(np.bincount(index, weights, count), float)


def read_second_stage(rows: Reduced, design: Design) -> tuple[Vector, Vector]:
    """By row, of the clusters within the row's cluster: the fraction that was drawn, and how many were."""
    first = np.unique(rows.ssu, return_index=True)[1]
    size = np.bincount(rows.cluster[first], minlength=int(rows.cluster.max(initial=-1)) + 1).astype(float)
    if design.fpc < 2:
        return np.zeros(len(rows.ssu)), size[rows.cluster]
    declared = np.zeros(len(size))
    declared[rows.cluster] = rows.carried["fpc2"][0]
    names = np.arange(len(size)).astype(object)
    return sample_fraction(size, declared, names, "cluster")[rows.cluster], size[rows.cluster]


def sample_fraction(sampled: Vector, declared: Vector, names: NDArray[np.object_], kind: str) -> Vector:
    """n over N, where N is a count above 1 and the fraction itself otherwise. Raises DataError where N < n."""
    short = np.flatnonzero((declared > 1) & (declared < sampled - 1e-9))
    if len(short):
        which = ", ".join(f"{names[i]} ({declared[i]:g} < {sampled[i]:g})" for i in short[:5])
        raise DataError(
            f"fpc is below the sample in {kind} {which}; a population can't be smaller than its sample. "
            "Remedy: mend the column of fpc"
        )
    return np.where(declared > 1, sampled / np.maximum(declared, 1), declared)
