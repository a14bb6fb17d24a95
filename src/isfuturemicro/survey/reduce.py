"""From a table on an engine to the cube."""

from dataclasses import replace

import numpy as np

from .cube import Cube, Vector
from .design import Design, Replication
from .engine import Engine
from .problems import DataError
from .reduced import Reduced, fetch, fetch_reduced, join_limbs, write_limbs
from .statement import Sum, choose_scale, list_sums, quote, write_factor_ranges, write_ranges, write_reduce, write_sum
from .strata import count_by, read_second_stage, read_strata

BEYOND = 1e300
"""A number of this size is no quantity."""
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

    Raises DataError where a weight is missing, infinite or negative, or a finite population is smaller than its sample.
    """
    weights = replication.weights if replication else ()
    check_weights(engine, table, ("weight", *weights))
    sums = list_sums(design, quantities, weights)
    plain = len(sums) - len(weights) * (1 + len(quantities))
    [ranges] = engine.fetch_rows(write_ranges(table, sums[:plain]))
    ends = list(zip(ranges[::2], ranges[1::2], strict=True))
    if weights:
        [(rows, *found)] = engine.fetch_rows(write_factor_ranges(table, design, quantities, weights))
        pairs = list(zip(found[::2], found[1::2], strict=True))
        measures, factors = pairs[: 1 + len(quantities)], pairs[1 + len(quantities) :]
        ends += [(multiply(a, c), multiply(b, d)) for a, b in factors for c, d in measures]
        if replication and replication.df is None:
            longest = rows * np.array([float(most or 0) for _, most in factors]) ** 2
            replication = replace(replication, df=count_rank(engine, table, weights, longest) - 1)
    sums = [fix_point(s, least, most) for s, (least, most) in zip(sums, ends, strict=True)]
    answer = engine.run(write_reduce(table, variables, design, sums, where))
    rows = fetch_reduced(answer, len(variables), design, sums)
    return assemble(rows, variables, quantities, design, replication)


def add_exactly(engine: Engine, table: str, key: str, value: str) -> tuple[Vector, Vector]:
    """A column's distinct numbers, rising, and the exact sum of another column over each."""
    [(least, most)] = engine.fetch_rows(write_ranges(table, [Sum("s", quote(value))]))
    s = fix_point(Sum("s", quote(value)), least, most)
    answer = engine.run(f"SELECT {quote(key)} AS x, {', '.join(write_sum(s))} FROM {table} GROUP BY 1")
    found = fetch(answer, f"SELECT x, {', '.join(write_limbs([s]))} FROM reduced ORDER BY x")
    return np.asarray(found["x"], float), join_limbs(found, s)


def multiply(a: float | None, b: float | None) -> float | None:
    """A product of ends; none where either column has nothing above 0."""
    return float(a) * float(b) if a and b else None


def fix_point(s: Sum, least: float | None, most: float | None) -> Sum:
    """The sum with the fixed point that fits its numbers; any will do where all are 0."""
    if not most:
        return s
    if not most < BEYOND:
        raise DataError(
            "a quantity is infinite or no number in some rows. Remedy: leave them empty, or choose with --where"
        )
    scale, limbs = choose_scale(float(least or most), float(most))
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


def check_weights(engine: Engine, table: str, columns: tuple[str, ...]) -> None:
    """Raise DataError where a weight is missing, infinite or negative, with how many rows are so."""
    ends = ", ".join(f"COUNT({name}), MIN({name}), MAX({name})" for name in map(quote, columns))
    [(rows, *found)] = engine.fetch_rows(f"SELECT COUNT(*), {ends} FROM {table}")
    each = list(zip(found[::3], found[1::3], found[2::3], strict=True))
    if any(count < rows or (rows and not (least >= 0 and most < BEYOND)) for count, least, most in each):
        refuse_weights(engine, table, columns)
    if rows and not each[0][2] > 0:
        raise DataError(
            f"the weights of all {rows} rows are 0: none is above zero. Remedy: name the column of the weights"
        )


def refuse_weights(engine: Engine, table: str, columns: tuple[str, ...]) -> None:
    """Raise DataError with how many rows have a weight that is missing, infinite or negative."""
    counts = ["COUNT(*)"]
    for name in (quote(column) for column in columns):
        counts += [
            f"COUNT(*) - COUNT({name})",
            f"COUNT(CASE WHEN ABS({name}) >= {BEYOND!r} THEN 1 END)",
            f"COUNT(CASE WHEN {name} < 0 THEN 1 END)",
        ]
    [(rows, *found)] = engine.fetch_rows(f"SELECT {', '.join(counts)} FROM {table}")
    kinds = [(column, kind) for column in columns for kind in ("missing", "infinite", "negative")]
    for (column, kind), count in zip(kinds, found, strict=True):
        if count:
            raise DataError(
                f"{count} of {rows} rows have a {kind} {column}; a weight says how many units a row stands for,"
                " so it must be a number, 0 or more. Remedy: mend or drop these rows, or name another column"
            )


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
        sums=sums[kept],
        products=read_products(rows, q)[kept] if not design.stages and not replication else None,
        fraction_two=fraction_two[kept],
        size_two=size_two[kept],
        strata=read_strata(rows, design),
        design=design,
        replicates=replicates,
        replication=replication,
    )


def read_products(rows: Reduced, q: int) -> Vector:
    """The symmetric second moments, (R, q, q)."""
    columns = [[rows.sums[f"p{min(i, j)}_{max(i, j)}"] for j in range(q)] for i in range(q)]
    return np.stack([np.column_stack(column) for column in columns], axis=1)
