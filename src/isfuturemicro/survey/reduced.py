"""The reduce's rows as arrays: strata, clusters and cells numbered, sums as doubles."""

from dataclasses import dataclass
from typing import cast

import duckdb
import numpy as np
from numpy.typing import NDArray

from .cube import Index, Vector
from .statement import LIMB, Sum

Columns = dict[str, NDArray[np.float64]]
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
"""Types whose values are their own numbers."""
CLOSE = 1_000_000


@dataclass(frozen=True)
class Reduced:
    """One row for each stratum x cluster x cell, inside the domain and outside.

    n, n_weighted: cases, and those whose weight is not 0, for one copy. sums: by the name of the sum. carried: the
    least and greatest value of each column that should be one for the row. strata: their names in order.
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
    carried: dict[str, tuple[Vector, Vector]]
    strata: NDArray[np.object_]
    labels: list[NDArray[np.object_]]
    inside: NDArray[np.bool_]


def fetch_reduced(
    answer: duckdb.DuckDBPyConnection, variables: int, design_keys: list[str], carried: list[str], sums: list[Sum]
) -> Reduced:
    """Number and fetch the rows of the table `reduced`. Numeric cluster names keep their order, as R's do."""
    labels = [f"v{i}" for i in range(variables)]
    clusters = [key for key in ("psu", "ssu") if key in design_keys]
    columns = [
        "copies" if "copies" in design_keys else "1 AS copies",
        "n::DOUBLE AS n",
        "n_weighted::DOUBLE AS n_weighted",
        *write_limbs(sums),
        *(f"{column}_{end}" for column in carried for end in ("least", "most")),
    ]
    found = fetch_numbered(answer, ["in_domain", "stratum", *labels, *clusters], columns)
    keys = {key: number_values(found[key]) for key in ("in_domain", "stratum", *labels, *clusters)}
    cell = cross([keys["in_domain"], *(keys[label] for label in labels)])
    cluster = cross([keys["stratum"], *(keys[key] for key in clusters[:1])])
    ssu = cross([cluster, *(keys[key] for key in clusters[1:])])
    order = np.argsort(ssu * (cell.max(initial=0) + 1) + cell)  # no two rows are alike
    named = name_crossings(answer, ["in_domain", *labels])
    place: dict[tuple[str, ...], int] = {}  # an empty text and a missing value are one category
    merged = np.array([place.setdefault(names, len(place)) for names in zip(*named.values(), strict=True)], np.int64)
    first = np.unique(merged, return_index=True)[1]

    def number(name: str) -> Vector:
        return np.asarray(found[name], np.float64)[order]

    return Reduced(
        stratum=cross([keys["stratum"]])[order],
        cluster=cluster[order],
        ssu=ssu[order],
        cell=merged[cell[order]],
        copies=number("copies"),
        n=number("n"),
        n_weighted=number("n_weighted"),
        sums={s.name: join_limbs(found, s)[order] for s in sums},
        carried={column: (number(f"{column}_least"), number(f"{column}_most")) for column in carried},
        strata=name_crossings(answer, ["stratum"])["stratum"],
        labels=[named[label][first] for label in labels],
        inside=named["in_domain"][first] == "1",
    )


def fetch_numbered(answer: duckdb.DuckDBPyConnection, keys: list[str], columns: list[str]) -> Columns:
    """The columns of `reduced`, and its keys as whole numbers in the keys' order: its own, or those of its values."""
    kinds = dict(answer.execute("SELECT column_name, column_type FROM (DESCRIBE reduced)").fetchall())
    steps, joins = [], []
    for key in keys:
        if kinds[key] in WHOLE:
            columns = [*columns, key]
            continue
        order = "TRY_CAST(x AS DOUBLE), x" if key in ("psu", "ssu") else "x NULLS FIRST"
        values = f"(SELECT DISTINCT {key} AS x FROM reduced)"
        steps.append(f"numbered_{key} AS (SELECT x, row_number() OVER (ORDER BY {order}) AS {key} FROM {values})")
        joins.append(f"JOIN numbered_{key} ON reduced.{key} IS NOT DISTINCT FROM numbered_{key}.x")
        columns = [*columns, f"numbered_{key}.{key}"]
    before = f"WITH {', '.join(steps)} " if steps else ""
    return fetch(answer, f"{before}SELECT {', '.join(columns)} FROM reduced {' '.join(joins)}")


def number_values(column: NDArray[np.float64]) -> Index:
    """Whole numbers as their ranks from 1 on, by row; 0 for a missing one."""
    return np.where(np.ma.getmaskarray(column), 0, 1 + rank(np.ma.getdata(column).astype(np.int64)))


def cross(keys: list[Index]) -> Index:
    """The crossings of keys that occur, numbered from 0 on in the order of the keys, by row."""
    crossing = np.zeros_like(keys[0])
    for key in keys:
        crossing = rank(crossing * (key.max(initial=0) + 1) + key)
    return crossing


def rank(numbers: Index) -> Index:
    """The rank of each number among those that occur: by a table of them where they lie close together, else sorted."""
    least, most = numbers.min(initial=0), numbers.max(initial=0)
    if most - least > CLOSE:
        return np.unique(numbers, return_inverse=True)[1].astype(np.int64)
    occurs = np.zeros(most - least + 1, dtype=bool)
    occurs[numbers - least] = True
    return (np.cumsum(occurs) - 1)[numbers - least]


def name_crossings(answer: duckdb.DuckDBPyConnection, keys: list[str]) -> dict[str, NDArray[np.object_]]:
    """The crossings of keys that occur, in the keys' order, as text; the empty one where there is none."""
    text = [f"COALESCE(IF({key}::VARCHAR = '-0.0', '0.0', {key}::VARCHAR), '') AS name_{key}" for key in keys]
    order = ", ".join(f"{key} NULLS FIRST" for key in keys)
    crossings = f"(SELECT DISTINCT {', '.join(keys)} FROM reduced)"
    found = fetch(answer, f"SELECT {', '.join(text)} FROM {crossings} ORDER BY {order}")
    return {key: found[f"name_{key}"].astype(object) for key in keys}


def write_limbs(sums: list[Sum]) -> list[str]:
    """Columns that hold each limb as a double, rounded once."""
    limbs = [name for s in sums for name in ([s.name, f"{s.name}_rest"] if s.limbs == 2 else [s.name])]
    return [f"{name}::HUGEINT::DOUBLE AS {name}" for name in limbs]


def fetch(answer: duckdb.DuckDBPyConnection, sql: str) -> Columns:
    return cast(Columns, answer.execute(sql).fetchnumpy())


def join_limbs(found: Columns, s: Sum) -> Vector:
    """A sum's limbs as a double, by the same operations whatever engine they came from."""
    whole = np.asarray(found[s.name], np.float64)
    if s.limbs == 2:
        whole = whole + np.asarray(found[f"{s.name}_rest"], np.float64) / LIMB
    return np.ldexp(whole, -s.scale)
