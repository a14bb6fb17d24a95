"""The table schema of a data package, laid over the rows: names, missing values, signs of numbers."""

from typing import Any

import pandas as pd

from ...datasets.reading import Reading
from ...findings import Finding, tell_rows
from ..numbers import parse_numbers

UNREAD = "the package is not read"
NUMERIC = ("number", "integer")


def apply_schema(table: pd.DataFrame, schema: dict[str, Any], shown: str) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows with what is missing marked, and numbers in plain digits.

    A value that `missingValues` lists becomes `missing VALUE`: `codes:` can name it, and no number is made of it. A
    blank stays blank. Numbers get a point and nothing between thousands.
    """
    fields = [field for field in schema.get("fields", []) if isinstance(field, dict)]
    names = [str(field.get("name", "")) for field in fields]
    if fields and names != list(table.columns):
        found, allowed = f"the columns {', '.join(table.columns)}", f"those of its schema: {', '.join(names)}"
        remedy = "get the package again from its publisher, since descriptor and file do not belong together"
        return pd.DataFrame(), [Finding(f"{shown}:1", found, allowed, UNREAD, remedy)]
    missing = [str(value) for value in schema.get("missingValues", [""])]
    findings: list[Finding] = []
    for field, name in zip(fields, names, strict=True):
        text = table[name]
        absent = text.isin(missing)
        if field.get("type") in NUMERIC:
            text, faults = write_numbers(text, ~absent, field, shown)
            findings += faults
        table[name] = text.where(~absent | (text == ""), "missing " + text)
    if not fields:
        table = table.map(lambda cell: f"missing {cell}" if cell and cell in missing else cell)
    return (pd.DataFrame(), findings) if findings else (table, [])


def write_numbers(
    text: pd.Series, present: pd.Series, field: dict[str, Any], shown: str
) -> tuple[pd.Series, list[Finding]]:
    """A column's numbers in plain digits; a finding at the first cell that is none, though it should be."""
    signs = Reading(decimal=str(field.get("decimalChar", ".")), thousands=str(field.get("groupChar", "")))
    plain, numbers = parse_numbers(text.str.strip(), signs)
    wrong = present & numbers.isna()
    if wrong.any():
        line = wrong.index[wrong][0]
        found = f"{text[line]!r} in column {text.name} ({tell_rows(int(wrong.sum()))} so)"
        allowed = f"the type {field['type']} with {signs.decimal!r} before decimals, as the schema says"
        remedy = "get the package again from its publisher, or tell them"
        follows = "nobody can tell which number is meant"
        return text, [Finding(f"{shown}:{line}", found, allowed, follows, remedy)]
    return plain.where(present, text), []
