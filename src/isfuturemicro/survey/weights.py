"""Weights and counts as they must be, and how small and large they are."""

from .engine import Engine
from .problems import DataError
from .statement import quote

BEYOND = 1e300
"""A number of this size is no quantity."""
Ends = tuple[float, float]
"""The smallest size above 0 in a column, and the largest."""


def check_weights(engine: Engine, table: str, columns: tuple[str, ...], negative: bool) -> list[Ends]:
    """The ends of each column of weights, the first of which are the full weights.

    Raises DataError where a weight is missing, infinite, or (unless `negative` ones are meant) below 0, with how many
    rows are so; and where no full weight is above 0.
    """
    names = [quote(column) for column in columns]
    [(rows, *counts)] = engine.fetch_rows(f"SELECT COUNT(*), {', '.join(f'COUNT({x})' for x in names)} FROM {table}")
    [found] = engine.fetch_rows(f"SELECT {', '.join(f'MIN({x}), MAX({x})' for x in names)} FROM {table}")
    ends = list(zip(found[::2], found[1::2], strict=True))
    floor = -BEYOND if negative else 0
    beyond = any(least is not None and not (floor <= least and most < BEYOND) for least, most in ends)
    if beyond or any(count < rows for count in counts):
        refuse_weights(engine, table, columns, negative)
    if rows and not ends[0][1] > 0:
        raise DataError(
            f"the weights of all {rows} rows are 0 or less: none is above zero. Remedy: name the column of the weights"
        )
    sized = [i for i, (least, _) in enumerate(ends) if least is not None and least <= 0]
    if sized:
        sizes = ", ".join(f"MIN(NULLIF(ABS({names[i]}), 0)), MAX(ABS({names[i]}))" for i in sized)
        [found] = engine.fetch_rows(f"SELECT {sizes} FROM {table}")
        for i, least, most in zip(sized, found[::2], found[1::2], strict=True):
            ends[i] = (least, most)
    return [(float(least or 0), float(most or 0)) for least, most in ends]


def refuse_weights(engine: Engine, table: str, columns: tuple[str, ...], negative: bool) -> None:
    """Raise DataError with how many rows have a weight that is missing, infinite or negative."""
    kinds = ("missing", "infinite") if negative else ("missing", "infinite", "negative")
    counts = ["COUNT(*)"]
    for name in (quote(column) for column in columns):
        each = {"missing": f"{name} IS NULL", "infinite": f"ABS({name}) >= {BEYOND!r}", "negative": f"{name} < 0"}
        counts += [f"COUNT(CASE WHEN {each[kind]} THEN 1 END)" for kind in kinds]
    [(rows, *found)] = engine.fetch_rows(f"SELECT {', '.join(counts)} FROM {table}")
    named = [(column, kind) for column in columns for kind in kinds]
    for (column, kind), count in zip(named, found, strict=True):
        if count:
            meant = "; or allow negative weights, where they are meant" if kind == "negative" else ""
            raise DataError(
                f"{count} of {rows} rows have a {kind} {column}; a weight says how many units a row stands for,"
                f" so it must be a number, 0 or more. Remedy: mend or drop these rows, or name another column{meant}"
            )


def check_counts(engine: Engine, table: str) -> bool:
    """Whether every row stands for one unit.

    Raises DataError where a row stands for a number of units, or of copies, that is missing, not whole or below 0.
    """
    kinds = ("units", "copies")
    wrong = ", ".join(f"COUNT(CASE WHEN {x} >= 0 AND {x} = FLOOR({x}) THEN NULL ELSE 1 END)" for x in kinds)
    ends = ", ".join(f"MIN({x}), MAX({x})" for x in kinds)
    [(rows, *found)] = engine.fetch_rows(f"SELECT COUNT(*), {wrong}, {ends} FROM {table}")
    for kind, count in zip(kinds, found[:2], strict=True):
        if count:
            raise DataError(
                f"{count} of {rows} rows stand for a number of {kind} that is missing, not whole or below 0; a"
                " frequency says how many equal cases a row is. Remedy: mend these rows, or name the column as a weight"
            )
    return all(end in (None, 1) for end in found[2:])
