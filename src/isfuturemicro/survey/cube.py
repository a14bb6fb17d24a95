"""The table of sufficient statistics: one GROUP BY on the engine, exact sums."""

import math
from dataclasses import dataclass
from functools import cached_property

import duckdb
import numpy as np
from numpy.typing import NDArray

from .design import Design

BITS = 126
"""A sum of fixed-point weights must stay below 2 ** BITS in a 128-bit integer."""
MANTISSA = 53


@dataclass(frozen=True)
class Strata:
    """What the design says of each stratum, whatever the domain: its clusters and its sampled fraction."""

    name: NDArray[np.object_]
    psus: NDArray[np.float64]
    fraction: NDArray[np.float64]


@dataclass(frozen=True)
class Cube:
    """Sufficient statistics, a row for each stratum x cluster x cell.

    labels: each variable's category by row. n: units. w, w2: sums of weights and of squared weights (per copy of a
    cluster). copies: how many identical clusters the row stands for. cluster: the row's cluster, or -1 where each
    unit is its own.
    """

    labels: dict[str, NDArray[np.object_]]
    stratum: NDArray[np.int64]
    cluster: NDArray[np.int64]
    copies: NDArray[np.float64]
    n: NDArray[np.float64]
    w: NDArray[np.float64]
    w2: NDArray[np.float64]
    strata: Strata
    design: Design

    @cached_property
    def units(self) -> NDArray[np.float64]:
        """Units that each row stands for, all copies together."""
        return self.n * self.copies

    def is_in(self, variable: str, *categories: str) -> NDArray[np.bool_]:
        """Which rows have one of these categories."""
        return np.isin(self.labels[variable].astype(str), categories)

    def categories(self, variable: str) -> list[str]:
        """The categories that occur."""
        return sorted(set(self.labels[variable].astype(str)))


def choose_scale(smallest: float, largest: float, rows: int) -> int:
    """The power of two that turns weights into whole numbers: every bit of the smallest weight kept, no sum too long.

    >>> choose_scale(1.0, 1.0, 1000), choose_scale(1e-7, 1e-7, 10)
    (52, 76)
    """
    keeps_all = MANTISSA - 1 - math.floor(math.log2(smallest))
    leaves_room = BITS - math.ceil(math.log2(largest)) - math.ceil(math.log2(max(rows, 2)))
    return min(keeps_all, leaves_room)


def reduce_to_cube(
    connection: duckdb.DuckDBPyConnection, table: str, variables: tuple[str, ...], design: Design, where: str = "TRUE"
) -> Cube:
    """Reduce `table` to the cube over `variables`, within the rows that `where` keeps.

    Sums run over whole numbers, so that no thread count and no row order changes a bit. Strata and their cluster counts
    come from the whole table: a domain that misses a cluster does not shrink the design.

    Raises ValueError where a weight is negative, zero throughout or not finite.
    """
    [(smallest, largest, rows, bad)] = connection.execute(
        f"SELECT min(weight) FILTER (weight > 0), max(weight), sum(copies * units),"
        f" count(*) FILTER (weight < 0 OR weight IS NULL OR NOT isfinite(weight)) FROM {table}"
    ).fetchall()
    if bad or smallest is None:
        raise ValueError(f"{bad} weights are negative, missing or not finite, or none is above zero")
    scale = choose_scale(smallest, largest, int(rows))
    scale2 = choose_scale(smallest**2, largest**2, int(rows))
    columns = ", ".join(f'"{variable}"' for variable in variables)
    within = "copies" if design.clustered else "1"
    times = "units" if design.clustered else "units * copies"
    keys = ", ".join(part for part in ("stratum", "psu", f"{within} AS copies", columns) if part)
    found = connection.execute(
        f"SELECT {keys}, sum({times}) AS n,"
        f" sum(floor(weight * ({times}) * power(2, {scale}))::HUGEINT) AS w,"
        f" sum(floor(weight * weight * ({times}) * power(2, {scale2}))::HUGEINT) AS w2"
        f" FROM {table} WHERE {where} GROUP BY ALL ORDER BY ALL"
    ).fetchnumpy()
    strata, codes = read_strata(connection, table, design)
    labels = {variable: np.ma.filled(found[variable], "").astype(object) for variable in variables}
    psu = np.ma.filled(found["psu"], "").astype(str)
    stratum = np.array([codes[name] for name in np.ma.filled(found["stratum"], "").astype(str)], dtype=np.int64)
    cluster = np.full(len(psu), -1, dtype=np.int64)
    if design.clustered and len(psu):
        pairs = np.char.add(np.char.add(stratum.astype(str), "\x1f"), psu)
        cluster = np.unique(pairs, return_inverse=True)[1].astype(np.int64)
    return Cube(
        labels=labels,
        stratum=stratum,
        cluster=cluster,
        copies=np.ma.filled(found["copies"], 1).astype(float),
        n=np.ma.filled(found["n"], 0).astype(float),
        w=np.ldexp(np.ma.filled(found["w"], 0).astype(float), -scale),
        w2=np.ldexp(np.ma.filled(found["w2"], 0).astype(float), -scale2),
        strata=strata,
        design=design,
    )


def read_strata(connection: duckdb.DuckDBPyConnection, table: str, design: Design) -> tuple[Strata, dict[str, int]]:
    """Each stratum's clusters, counted over the whole table, and its sampled fraction (0 without `fpc`)."""
    fraction = "any_value(fpc)" if design.with_fpc else "NULL"
    if design.clustered:
        counted = (
            f"SELECT stratum, sum(copies) AS psus, any_value(fpc) AS fpc FROM"
            f" (SELECT stratum, psu, any_value(copies) AS copies, {fraction} AS fpc FROM {table} GROUP BY stratum, psu)"
            " GROUP BY stratum ORDER BY stratum"
        )
    else:
        counted = (
            f"SELECT stratum, sum(copies * units) AS psus, {fraction} AS fpc FROM {table}"
            " GROUP BY stratum ORDER BY stratum"
        )
    rows = connection.execute(counted).fetchall()
    psus = np.array([float(row[1]) for row in rows])
    fpc = np.array([math.nan if row[2] is None else float(row[2]) for row in rows])
    fraction_sampled = np.where(np.isnan(fpc), 0.0, np.where(fpc > 1, psus / np.maximum(fpc, 1), fpc))
    names = np.array([str(row[0]) for row in rows], dtype=object)
    return Strata(names, psus, fraction_sampled), {name: index for index, name in enumerate(names)}
