"""From a table on an engine to the cube."""

from dataclasses import replace

import numpy as np

from .cube import Cube, Vector
from .design import Design, Replication
from .engine import Engine
from .problems import DataError
from .reduced import Reduced, fetch, fetch_reduced, join_limbs, write_limbs
from .statement import (
    Sum,
    choose_scale,
    list_sums,
    quote,
    times,
    write_centred,
    write_ranges,
    write_reduce,
    write_sum,
)
from .strata import count_by, read_second_stage, read_strata
from .weights import BEYOND, Ends, check_counts, check_weights

RANK_TOLERANCE = 1e-5
"""What a column must add to those before it, relative to its length, to count (R's qr)."""


def reduce_to_cube(
    engine: Engine,
    table: str,
    variables: tuple[str, ...],
    design: Design,
    where: str = "TRUE",
    quantities: tuple[str, ...] = (),
    replication: Replication | None = None,
) -> Cube:
    """Reduce `table` to the cube over `variables` and `quantities`, within the domain `where`.

    Every sum runs over whole numbers, so no thread count, row order or engine changes a bit. A missing category is a
    category; a missing quantity must have been replaced by 0 and told apart by a variable.

    With replicate weights the clusters play no part. Raises DataError where a weight is missing, infinite or (unless
    the design allows it) negative, where a row stands for no whole number of cases, where a finite population is
    smaller than its sample.
    """
    weights = replication.weights if replication else ()
    stages = 0 if replication else design.stages
    ends = check_weights(engine, table, ("weight", *weights), design.negative_weights)
    single = check_counts(engine, table)
    units = "1" if single else "units" if stages else "(units * copies)"
    moments = not stages and not replication
    if moments and quantities:
        engine.define("centred", write_centred(table, variables, quantities, where))
        table = "centred"
    sums = list_sums(quantities, units, weights, moments)
    measured = measure_sums(engine, table, sums[: len(sums) - len(weights) * (1 + len(quantities))])
    if replication:
        factors = measure_sums(engine, table, [Sum("m", times(units, m)) for m in ("1", *map(quote, quantities))])
        measured += [(a * c, b * d) for a, b in ends[1:] for c, d in factors]
        if replication.df is None:
            longest = count_rows(engine, table) * np.array([most for _, most in ends[1:]]) ** 2
            replication = replace(replication, df=count_rank(engine, table, weights, longest) - 1)
    sums = [fix_point(s, *found) for s, found in zip(sums, measured, strict=True)]
    keys = ["stratum", *("psu", "ssu")[:stages], *(["copies"] if stages and not single else [])]
    design = replace(design, stages=stages, fpc=0 if replication else design.fpc)
    carried = ["fpc", "fpc2"][: design.fpc] + [f"centre_{j + 1}" for j in range(len(quantities) if moments else 0)]
    answer = engine.run(write_reduce(table, variables, keys, units, sums, carried, where))
    rows = fetch_reduced(answer, len(variables), keys, carried, sums)
    return assemble(rows, variables, quantities, design, replication)


def add_exactly(engine: Engine, table: str, key: str, value: str) -> tuple[Vector, Vector]:
    """A column's distinct numbers, rising, and the exact sum of another column over each."""
    s = Sum("s", quote(value))
    s = fix_point(s, *measure_sums(engine, table, [s])[0])
    answer = engine.run(f"SELECT {quote(key)} AS x, {', '.join(write_sum(s))} FROM {table} GROUP BY 1")
    found = fetch(answer, f"SELECT x, {', '.join(write_limbs([s]))} FROM reduced ORDER BY x")
    return np.asarray(found["x"], float), join_limbs(found, s)


def measure_sums(engine: Engine, table: str, sums: list[Sum]) -> list[Ends]:
    """The smallest size above 0 and the largest of what each sum adds up."""
    [found] = engine.fetch_rows(write_ranges(table, sums))
    return [(float(least or 0), float(most or 0)) for least, most in zip(found[::2], found[1::2], strict=True)]


def count_rows(engine: Engine, table: str) -> int:
    return int(engine.fetch_rows(f"SELECT COUNT(*) FROM {table}")[0][0])


def fix_point(s: Sum, least: float, most: float) -> Sum:
    """The sum with the fixed point that fits its numbers; any will do where all are 0."""
    if not most:
        return s
    if not most < BEYOND:
        raise DataError(
            "a quantity is infinite or no number in some rows. Remedy: leave them empty, or choose with --where"
        )
    scale, limbs = choose_scale(least or most, most)
    return replace(s, scale=scale, limbs=limbs)


def count_rank(engine: Engine, table: str, columns: tuple[str, ...], longest: Vector) -> float:
    """The rank of the replicate weights, which less one is their degrees of freedom (R degf).

    A column counts where what the columns before it leave unexplained is large enough, as in R's qr. What is
    unexplained only grows with more rows, so the first rows tell full rank if they reach the bar for all rows.

    longest: no column's sum of squares is above it.
    """
    products: Vector = np.zeros((len(columns), len(columns)))
    for rows in engine.fetch_chunks(f"SELECT {', '.join(quote(column) for column in columns)} FROM {table}"):
        products = products + rows.T @ rows
        if rank_of(products, longest) == len(columns):
            return float(len(columns))
    return float(rank_of(products, np.diag(products)))


def rank_of(products: Vector, length: Vector) -> int:
    """The rank of columns by their products with each other (B, B), each held to its length squared."""
    basis: Vector = np.zeros((0, len(products)))
    for k, row in enumerate(products):
        rest = row - basis[:, k] @ basis
        if length[k] > 0 and rest[k] >= RANK_TOLERANCE**2 * length[k]:
            basis = np.vstack([basis, rest / np.sqrt(rest[k])])
    return len(basis)


def assemble(
    rows: Reduced,
    variables: tuple[str, ...],
    quantities: tuple[str, ...],
    design: Design,
    replication: Replication | None,
) -> Cube:
    """The cube of the rows: cells and rows of the domain, clusters of the whole design."""
    q, inside = 1 + len(quantities), rows.inside
    position = np.cumsum(inside) - 1
    kept = inside[rows.cell]

    def by_cell(values: Vector) -> Vector:
        counted = (values.T * rows.copies).T
        return np.column_stack([count_by(rows.cell, column, len(inside)) for column in counted.T])[inside]

    sums = np.column_stack([rows.sums[f"s{j}"] for j in range(q)])
    replicates = None
    if replication:
        each = range(len(replication.weights))
        replicates = np.stack([by_cell(np.column_stack([rows.sums[f"r{b}_{j}"] for j in range(q)])) for b in each])
    fraction_two, size_two = read_second_stage(rows, design)
    return Cube(
        labels={name: labels[inside] for name, labels in zip(variables, rows.labels, strict=True)},
        measures=("1", *quantities),
        units=by_cell(rows.n[:, None])[:, 0],
        weighted_units=by_cell(rows.n_weighted[:, None])[:, 0],
        total=by_cell(sums),
        stratum=rows.stratum[kept],
        cluster=rows.cluster[kept],
        ssu=rows.ssu[kept],
        cell=position[rows.cell[kept]],
        copies=rows.copies[kept],
        cases=rows.n[kept],
        sums=sums[kept],
        products=read_products(rows, q)[kept] if not design.stages and not replication else None,
        centre=read_centres(rows, q)[inside],
        outside={name: labels[~inside] for name, labels in zip(variables, rows.labels, strict=True)},
        fraction_two=fraction_two[kept],
        size_two=size_two[kept],
        strata=read_strata(rows, design),
        design=design,
        replicates=replicates,
        replication=replication,
    )


def read_centres(rows: Reduced, q: int) -> Vector:
    """What each measure's products are taken about, by cell (C, q); 0 for the cases themselves."""
    centres = np.zeros((len(rows.inside), q))
    for j in range(1, q):
        if f"centre_{j}" in rows.carried:
            centres[rows.cell, j] = rows.carried[f"centre_{j}"][0]
    return centres


def read_products(rows: Reduced, q: int) -> Vector:
    """The symmetric second moments about the centres, (R, q, q)."""
    columns = [[rows.sums[f"p{min(i, j)}_{max(i, j)}"] for j in range(q)] for i in range(q)]
    return np.stack([np.column_stack(column) for column in columns], axis=1)
