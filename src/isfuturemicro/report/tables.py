"""The processed tables that pages read, and the selection of rows that a page declares."""

import csv
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

PROCESSED = Path("data") / "processed"
TABLES = (
    *("estimates", "claims", "claim_tests", "coverage", "evidence_map", "attributes", "events"),
    *("datasets", "variables"),
)
NUMBERS = frozenset(
    [
        *(
            "estimate",
            "se",
            "ci_low",
            "ci_high",
            "df",
            "lower",
            "upper",
            "set_low",
            "set_high",
            "n",
            "numerator",
            "denominator",
        ),
        *("number", "tests", "amount", "rows"),
    ]
)
"""Columns that hold numbers, whichever table they stand in."""

Row = dict[str, str]
Reads = Mapping[str, list[Mapping[str, list[str]]]]
"""For each table the conditions of which a row must meet one; a condition lists the values that columns may have."""


@cache
def read_table(path: Path, stamp: int) -> tuple[Row, ...]:
    """A processed table as text; `stamp` is the file's time of change, so that a changed file is read again."""
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def read(root: Path, table: str) -> tuple[Row, ...]:
    """A processed table of the project at `root`.

    Raises FileNotFoundError in one plain line where it has not been made yet.
    """
    path = root / PROCESSED / f"{table}.csv"
    if not path.exists():
        raise FileNotFoundError(
            f"{PROCESSED / path.name} is missing: run `isfuturemicro build`, `estimate` and `claims` first"
        )
    return read_table(path, path.stat().st_mtime_ns)


def select(root: Path, reads: Reads, parameters: Mapping[str, Any]) -> dict[str, list[Row]]:
    """The rows that a page reads, and the catalogue entries of their datasets.

    In a condition `{name}` stands for the parameter of that name. Raises ValueError for an unknown table or column.
    """
    selected: dict[str, list[Row]] = {}
    for table, conditions in sorted(reads.items()):
        if table not in TABLES:
            raise ValueError(f"reads: unknown table {table!r}; allowed: {', '.join(TABLES)}")
        rows = read(root, table)
        filled = [fill(condition, parameters) for condition in conditions]
        if rows and (unknown := {column for condition in filled for column in condition} - rows[0].keys()):
            raise ValueError(f"reads: {table} has no column {', '.join(sorted(unknown))}")
        selected[table] = [row for row in rows if any(meets(row, condition) for condition in filled)]
    named = {row["dataset"] for rows in selected.values() for row in rows if "dataset" in row}
    if "datasets" not in selected:
        selected["datasets"] = [row for row in read(root, "datasets") if row["dataset"] in named]
    return selected


def fill(condition: Mapping[str, list[str]], parameters: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """The condition with the parameters' values for their names."""
    return {
        column: frozenset(re.sub(r"\{(\w+)\}", lambda match: str(parameters[match[1]]), value) for value in values)
        for column, values in condition.items()
    }


def meets(row: Row, condition: Mapping[str, Iterable[str]]) -> bool:
    return all(row[column] in values for column, values in condition.items())
