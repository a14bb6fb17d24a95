"""The reduce's rows as arrays: strata, clusters and cells numbered, sums as doubles."""

from dataclasses import dataclass
from typing import cast

import duckdb
import numpy as np
from numpy.typing import NDArray

from .cube import Index, Vector
from .design import Design
from .statement import LIMB, Sum

HALF = 60
"""A 128-bit sum is fetched as two integers, cut at this bit."""

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
    cells = ", ".join(["in_domain", *(f"v{i}" for i in range(variables))])
    clusters = ", ".join(["stratum", *(["TRY_CAST(psu AS DOUBLE)", "psu"] if design.stages else [])])
    ssus = f"{clusters}, ssu" if design.stages == 2 else clusters
    stages = ("fpc", "fpc2")[: design.fpc]
    ranked = {"h": "stratum", "p": clusters, "u": ssus, "c": cells}
    columns = [
        *(f"dense_rank() OVER (ORDER BY {keys}) - 1 AS {name}" for name, keys in ranked.items()),
        f"{'copies' if design.stages else '1'} AS copies",
        "n::DOUBLE AS n",
        "n_weighted::DOUBLE AS n_weighted",
        *write_halves(sums),
        *(f"{stage}_{end}" for stage in stages for end in ("least", "most")),
    ]
    found = fetch(answer, f"SELECT {', '.join(columns)} FROM reduced ORDER BY h, p, u, c, copies")
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


def write_halves(sums: list[Sum]) -> list[str]:
    """Columns that hold each limb's upper and lower bits."""
    limbs = [name for s in sums for name in ([s.name, f"{s.name}_rest"] if s.limbs == 2 else [s.name])]
    high = [f"({name}::HUGEINT >> {HALF})::BIGINT AS {name}_high" for name in limbs]
    return high + [f"({name}::HUGEINT & {2**HALF - 1})::BIGINT AS {name}_low" for name in limbs]


def fetch(answer: duckdb.DuckDBPyConnection, sql: str) -> Columns:
    return cast(Columns, answer.execute(sql).fetchnumpy())


def as_text(values: NDArray[np.float64]) -> NDArray[np.object_]:
    """Labels with the empty text where there is none."""
    return np.asarray(np.ma.filled(values.astype(object), ""), dtype=object)


def join_limbs(found: Columns, s: Sum) -> Vector:
    """A sum's halves and limbs as a double, by the same operations whatever engine they came from."""

    def join(name: str) -> Vector:
        high, low = (np.asarray(found[f"{name}_{half}"], np.int64) for half in ("high", "low"))
        carry = low >> (
            HALF - 1
        )  # so that the lower half is small where a sum lies just below a round number, or below 0
        return (high + carry).astype(float) * 2.0**HALF + (low - (carry << HALF)).astype(float)

    whole = join(s.name)
    if s.limbs == 2:
        whole = whole + join(f"{s.name}_rest") / LIMB
    return np.ldexp(whole, -s.scale)
