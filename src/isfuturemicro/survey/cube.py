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
    """Each stratum's clusters, counted over the whole table, and its sampled fraction (0 without `fpc`).

    Raises ValueError where the rows of a cluster disagree on how many copies it stands for, or those of a stratum on
    its `fpc`, or where more clusters were sampled than `fpc` says there are.
    """
    fpc = "fpc" if design.with_fpc else "NULL::DOUBLE"
    if design.clustered:
        clusters = (
            f"SELECT stratum, max(copies) AS psus, min(copies) < max(copies) AS uneven, min({fpc}) AS least,"
            f" max({fpc}) AS most FROM {table} GROUP BY stratum, psu"
        )
    else:
        clusters = (
            f"SELECT stratum, copies * units AS psus, FALSE AS uneven, {fpc} AS least, {fpc} AS most FROM {table}"
        )
    rows = connection.execute(
        f"SELECT stratum, sum(psus), bool_or(uneven), min(least), max(most) FROM ({clusters})"
        " GROUP BY stratum ORDER BY stratum"
    ).fetchall()
    names = np.array([str(row[0]) for row in rows], dtype=object)
    psus = np.array([float(row[1]) for row in rows])
    fpc_of = np.array([math.nan if row[3] is None else float(row[3]) for row in rows])
    fraction = np.where(np.isnan(fpc_of), 0.0, np.where(fpc_of > 1, psus / np.maximum(fpc_of, 1), fpc_of))
    for name, (_, _, uneven, least, most), share in zip(names, rows, fraction, strict=True):
        if uneven:
            raise ValueError(
                f"a cluster of stratum {name!r} has rows of different copies: copies are identical clusters; say in "
                "units how many people of one cluster a row stands for"
            )
        if least != most or share > 1:
            raise ValueError(f"the fpc of stratum {name!r} differs between rows, or is less than its clusters")
    return Strata(names, psus, fraction), {name: index for index, name in enumerate(names)}
