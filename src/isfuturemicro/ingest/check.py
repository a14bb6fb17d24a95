"""Does the file hold what its publisher printed?"""

import pandas as pd

from ..datasets import DatasetSpec
from ..datasets.spec import Published
from ..findings import Finding, find_nearest
from .numbers import parse_numbers
from .withheld import bound_withheld


def check_published_sums(spec: DatasetSpec, raw: pd.DataFrame) -> list[Finding]:
    """A finding for each printed sum that the raw rows don't reproduce.

    Cells whose number is withheld may hold anything between their bounds, so the sum may be more than the rest by that.
    """
    findings = []
    for entry in spec.published:
        if not entry.sum:
            continue
        where = f"data/raw/{spec.id}/dataset.yml:{entry.line}"
        missing = [column for column in (entry.sum, *entry.where) if column not in raw.columns]
        for column in missing:
            near = (find_nearest(column, raw.columns) or ["one of these"])[0]
            found, follows = f"the column {column!r} under published", "the printed number can't be checked"
            findings.append(Finding(where, found, ", ".join(raw.columns), follows, f"write {near} for {column}"))
        if missing:
            continue
        cells = choose_cells(entry, raw)
        numbers = parse_numbers(cells, spec.source.reading)[1]
        unread = numbers.isna() & ~cells.isin(spec.source.reading.symbols)
        if unread.any():
            findings += refuse_cell(entry, unread.idxmax(), spec)
            continue
        total = float(numbers.sum())
        least, most = bound_withheld(spec, cells)
        if not total + least - entry.within - 1e-9 <= entry.value <= total + most + entry.within + 1e-9:
            findings.append(
                Finding(
                    where,
                    f"{entry.sum} sums to {total:,.10g} where {entry.at} prints {entry.value:,.10g}",
                    f"a difference of at most {entry.within:g}",
                    "the file, or the way it is read, is not what the publisher counted",
                    "put dropped rows back and give subtotals the category ignored; where the printed number was copied"
                    " wrongly correct value:, where the publisher rounds its cells say by how much with within:",
                )
            )
    return findings


def choose_cells(entry: Published, raw: pd.DataFrame) -> pd.Series:
    """The cells to add up: those of a column, in the rows that the entry names."""
    chosen = pd.Series(True, index=raw.index)
    for column, values in entry.where.items():
        chosen &= raw[column].str.strip().isin(values)
    return raw.loc[chosen, entry.sum].str.strip()


def refuse_cell(entry: Published, line: object, spec: DatasetSpec) -> list[Finding]:
    """A finding for a cell that can't be added up, unless it is refused as part of the design anyway."""
    if entry.sum in (spec.count, spec.size, spec.design.weight):
        return []
    where, found = f"{spec.shown_data}:{line}", f"a cell of {entry.sum} that is no number"
    return [Finding(where, found, "numbers", f"the sum at {spec.at('published')} can't be checked", "mend the cell")]
