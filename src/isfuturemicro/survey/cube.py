"""The table of sufficient statistics that everything is estimated from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .design import Design, Replication

Vector = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Strata:
    """What the design says of each stratum, whatever the domain: its name, clusters, those with any weight,
    sampled fraction; the stratum and the weight of each cluster (none where every unit is its own)."""

    name: NDArray[np.object_]
    psus: Vector
    weighted_psus: Vector
    fraction: Vector
    of_cluster: Index
    cluster_weight: Vector


@dataclass(frozen=True)
class Cube:
    """Cells, and what each cluster puts into each cell.

    A cell is a crossing of the variables' categories; there are C. Measures are 1 and each quantity; there are q.

    labels: each variable's category by cell (C,). outside: those of the cells that the domain leaves out. units,
    weighted_units: cases by cell, and those whose weight is not 0 (C,). total: weighted sums of the measures (C, q).
    stratum, cluster, ssu, cell, copies: where each of the R rows belongs; a row stands for `copies` equal clusters of
    `cases` cases each.
    sums: a row's weighted sums of the measures for one copy (R, q). products: sums of w^2 m_i m_j (R, q, q), where
    each unit is its own cluster, else None; each measure less its cell's `centre` (C, q). fraction_two, size_two:
    sampled fraction and number of clusters of the second stage, within the row's first-stage cluster. replicates:
    totals under each replicate weight (B, C, q), where the design has them.
    """

    labels: dict[str, NDArray[np.object_]]
    outside: dict[str, NDArray[np.object_]]
    measures: tuple[str, ...]
    units: Vector
    weighted_units: Vector
    total: Vector
    stratum: Index
    cluster: Index
    ssu: Index
    cell: Index
    copies: Vector
    cases: Vector
    sums: Vector
    products: Vector | None
    centre: Vector
    fraction_two: Vector
    size_two: Vector
    strata: Strata
    design: Design
    replicates: Vector | None = None
    replication: Replication | None = None

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return len(self.units)

    @property
    def weight(self) -> Vector:
        """Weighted number of cases by cell, (C,)."""
        return self.total[:, 0]

    def is_in(self, variable: str, *categories: str) -> NDArray[np.bool_]:
        """Which cells have one of these categories, (C,)."""
        return np.isin(self.labels[variable].astype(str), categories)

    def categories(self, variable: str) -> list[str]:
        """The categories that occur, sorted."""
        return sorted(set(self.labels[variable].astype(str)))

    def measure(self, name: str) -> int:
        """The position of a quantity among the measures; `1` is the first."""
        return self.measures.index(name)
