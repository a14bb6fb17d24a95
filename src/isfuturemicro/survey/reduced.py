"""The reduce's rows as arrays: strata, clusters and cells numbered, sums as doubles."""

from dataclasses import dataclass
from typing import cast

import duckdb
import numpy as np
from numpy.typing import NDArray

from .cube import Index, Vector
from .design import Design
from .statement import LIMB, Sum

Columns = dict[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Reduced:
    """One row for each stratum x cluster x cell, inside the domain and outside.

    n, n_weighted: cases, and those with weight above 0, for one copy. sums: by the name of the sum. fpc: the least and
    greatest finite population named for the row, a pair for each stage that has one. strata: their names in order.
    labels: each variable's category by cell; inside: whether the cell is in the domain.
    """

    stratum: Index
    cluster: Index
    ssu: Index
    cell: Index
    copies: Vector
    n: Vector
    n_weighted: Vector
    sums: dict[str, Vector]
    fpc: list[tuple[Vector, Vector]]
    strata: NDArray[np.object_]
    labels: list[NDArray[np.object_]]
    inside: NDArray[np.bool_]


def fetch_reduced(answer: duckdb.DuckDBPyConnection, variables: int, design: Design, sums: list[Sum]) -> Reduced:
    """Number and fetch the rows of the table `reduced`. Numeric cluster names keep their order, as R's do."""
    cell_keys = ["in_domain", *(f"v{i}" for i in range(variables))]
    cluster_keys = ["stratum", *("psu", "ssu")[: design.stages]]
    cells = ", ".join(cell_keys)
    clusters = ", ".join(["stratum", "TRY_CAST(psu AS DOUBLE)", "psu"][: 3 if design.stages else 1])
    ssus = f"{clusters}, ssu" if design.stages == 2 else clusters
    stages = ("fpc", "fpc2")[: design.fpc]
    ranked = {"h": "stratum", "p": clusters, "u": ssus}
    ranks = ", ".join(f"dense_rank() OVER (ORDER BY {keys}) - 1 AS {name}" for name, keys in ranked.items())
    columns = [
        "h, p, u, c",
        f"{'copies' if design.stages else '1'} AS copies",
        "n::DOUBLE AS n",
        "n_weighted::DOUBLE AS n_weighted",
        *write_limbs(sums),
        *(f"{stage}_{end}" for stage in stages for end in ("least", "most")),
    ]
    found = fetch(
        answer,
        f"WITH cells AS (SELECT *, row_number() OVER (ORDER BY {cells}) - 1 AS c"
        f" FROM (SELECT DISTINCT {cells} FROM reduced)),"
        f" clusters AS (SELECT *, {ranks} FROM (SELECT DISTINCT {', '.join(cluster_keys)} FROM reduced))"
        f" SELECT {', '.join(columns)} FROM reduced JOIN cells ON {write_match('cells', cell_keys)}"
        f" JOIN clusters ON {write_match('clusters', cluster_keys)}",
    )
    order = np.lexsort([found[name] for name in ("copies", "c", "u", "p")])
    found = {name: column[order] for name, column in found.items()}
    named = fetch(answer, f"SELECT DISTINCT {cells} FROM reduced ORDER BY {cells}")
    strata = fetch(answer, "SELECT DISTINCT stratum FROM reduced ORDER BY stratum")["stratum"]

    def index(name: str) -> Index:
        return np.asarray(found[name], np.int64)

    def number(name: str) -> Vector:
        return np.asarray(found[name], np.float64)

    return Reduced(
        stratum=index("h"),
        cluster=index("p"),
        ssu=index("u"),
        cell=index("c"),
        copies=number("copies"),
        n=number("n"),
        n_weighted=number("n_weighted"),
        sums={s.name: join_limbs(found, s) for s in sums},
        fpc=[(number(f"{stage}_least"), number(f"{stage}_most")) for stage in stages],
        strata=as_text(strata),
        labels=[as_text(named[f"v{i}"]) for i in range(variables)],
        inside=np.asarray(named["in_domain"]) == 1,
    )


def write_limbs(sums: list[Sum]) -> list[str]:
    """Columns that hold each limb as a double, rounded once."""
    limbs = [name for s in sums for name in ([s.name, f"{s.name}_rest"] if s.limbs == 2 else [s.name])]
    return [f"{name}::HUGEINT::DOUBLE AS {name}" for name in limbs]


def write_match(table: str, keys: list[str]) -> str:
    """That a row has the keys of a table's row; a missing key is a key."""
    return " AND ".join(f"reduced.{key} IS NOT DISTINCT FROM {table}.{key}" for key in keys)


def fetch(answer: duckdb.DuckDBPyConnection, sql: str) -> Columns:
    return cast(Columns, answer.execute(sql).fetchnumpy())


def as_text(values: NDArray[np.float64]) -> NDArray[np.object_]:
    """Labels with the empty text where there is none."""
    return np.asarray(np.ma.filled(values.astype(object), ""), dtype=object)


def join_limbs(found: Columns, s: Sum) -> Vector:
    """A sum's limbs as a double, by the same operations whatever engine they came from."""
    whole = np.asarray(found[s.name], np.float64)
    if s.limbs == 2:
        whole = whole + np.asarray(found[f"{s.name}_rest"], np.float64) / LIMB
    return np.ldexp(whole, -s.scale)
