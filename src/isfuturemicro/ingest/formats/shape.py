"""A table as it was read, made long, with the names and numbers that the rest of the project expects."""

import pandas as pd

from ...datasets.reading import Melt, Reading
from ...findings import Finding, find_nearest, list_allowed, tell_rows
from ..numbers import explain_number, parse_numbers
from .grid import join_heading

UNREAD = "no row is read"


def shape(table: pd.DataFrame, reading: Reading, shown: str) -> tuple[pd.DataFrame, list[Finding]]:
    """The table melted where `reading` says so, its columns plain names, its `numbers` plain digits."""
    headings = [split_heading(name) for name in table.columns]
    table = table.set_axis([join_heading(heading) for heading in headings], axis="columns")
    if reading.melt:
        table, findings = melt(table, headings, reading.melt, reading, shown)
        if findings:
            return pd.DataFrame(), findings
    return write_plainly(table, reading, shown)


def split_heading(name: object) -> tuple[str, ...]:
    """The headings of a column, from one header row or several."""
    return name if isinstance(name, tuple) else (str(name),)


def melt(
    table: pd.DataFrame, headings: list[tuple[str, ...]], how: Melt, reading: Reading, shown: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """A row for each cell of the columns that are neither kept nor left out; its headings become columns.

    Its place is the row's and the name of the column that it stood in.
    """
    findings = check_listed(table, (*how.keep, *how.leave_out), "melt", shown)
    cut = {name: parts for name, parts in zip(table.columns, headings, strict=True) if name not in how.keep}
    cut = {name: parts for name, parts in cut.items() if name not in how.leave_out}
    if not cut and not findings:
        remedy = "take columns out of keep: or leave_out:"
        found = "melt that keeps or leaves out every column"
        findings = [Finding(shown, found, "a column of numbers or more", UNREAD, remedy)]
    if findings:
        return pd.DataFrame(), findings
    parts = []
    for name, heading in cut.items():
        part = table[list(how.keep)].copy()
        part.index = pd.Index([f"{line}, column {name}" for line in table.index], name="line")
        for column, text in zip(how.names, heading, strict=True):
            part[column] = text
        part[how.value] = table[name].to_numpy()
        parts.append(part)
    return pd.concat(parts), []


def check_listed(table: pd.DataFrame, names: tuple[str, ...], key: str, shown: str) -> list[Finding]:
    """A finding for each column that `dataset.yml` names under a key and the file lacks."""
    findings = []
    for name in names:
        if name not in table.columns:
            near = find_nearest(name, map(str, table.columns))
            allowed = list_allowed(name, [str(column) for column in table.columns])
            remedy = f"write {near[0]}" if near else f"write one of these under {key}:"
            findings.append(Finding(shown, f"the column {name!r} under {key}", allowed, UNREAD, remedy))
    return findings


def write_plainly(table: pd.DataFrame, reading: Reading, shown: str) -> tuple[pd.DataFrame, list[Finding]]:
    """The columns named under `numbers:` as digits with a point, so that a query can cast them.

    A cell without any digit stays as it is: it is blank, or a publisher's symbol.
    """
    findings = check_listed(table, reading.numbers, "numbers", shown)
    for name in reading.numbers if not findings else ():
        text = table[name].str.strip()
        plain, numbers = parse_numbers(text, reading)
        wrong = numbers.isna() & text.str.contains("[0-9]")
        if wrong.any():
            line = wrong.index[wrong][0]
            found = f"{text[line]!r} in column {name} ({tell_rows(int(wrong.sum()))} so)"
            allowed, remedy = explain_number(text[line], reading)
            findings.append(Finding(f"{shown}:{line}", found, allowed, "nobody can tell which number is meant", remedy))
        table[name] = plain.where(numbers.notna(), text)
    return table, findings
