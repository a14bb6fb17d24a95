"""Tables of published statements: figures, dated events, attributes of frameworks."""

import math
import re

import pandas as pd

from ..datasets import DatasetSpec
from ..findings import Finding
from ..vocabulary import Vocabulary

FIGURES = (
    "jurisdiction",
    "period",
    "population",
    "measure",
    "dimension",
    "category",
    "within",
    "value",
    "unit",
    "n",
    "frame",
    "status",
    "comparability",
    "confidence",
    "as_stated",
    "reference_title",
    "reference_url",
)
EVENTS = (
    "date",
    "jurisdiction",
    "event_type",
    "event",
    "amount",
    "currency",
    "confidence",
    "title_en",
    "title_fr",
    "reference_title",
    "reference_url",
)
ATTRIBUTES = (
    "jurisdiction",
    "attribute",
    "value",
    "as_stated",
    "year",
    "confidence",
    "reference_title",
    "reference_url",
)
COLUMNS = {"figures": FIGURES, "events": EVENTS, "attributes": ATTRIBUTES}
VALUE = re.compile(r"(?P<sign>[<>~]?)(?P<number>-?\d+(\.\d+)?)(?P<more>%?\+?)")
DATE = re.compile(r"(\.\./)?\d{4}(-\d{2}(-\d{2})?)?")
CONFIDENCE = ("primary", "secondary")
UNITS = ("percent", "number", "cad", "aud", "years", "ratio")


def read_statements(spec: DatasetSpec, raw: pd.DataFrame, vocabulary: Vocabulary) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows with their columns checked; figures gain `estimate`, `lower`, `upper` as numbers."""
    shown = f"data/raw/{spec.id}/{spec.source.file}"
    expected = COLUMNS[spec.kind]
    missing = [name for name in expected if name not in raw.columns]
    extra = [name for name in raw.columns if name not in expected]
    if missing or extra:
        found = "; ".join(
            ([f"no {', '.join(missing)}"] if missing else []) + ([f"also {', '.join(extra)}"] if extra else [])
        )
        return pd.DataFrame(), [
            Finding(f"{shown}:1", found, ", ".join(expected), "no row is read", "give the file these columns")
        ]
    findings = [
        finding for line, row in raw.iterrows() for finding in check_row(spec.kind, row, f"{shown}:{line}", vocabulary)
    ]
    if findings:
        return pd.DataFrame(), findings
    table = raw.reset_index(drop=True)
    if spec.kind == "figures":
        numbers = [parse_value(value, unit) for value, unit in zip(table["value"], table["unit"], strict=True)]
        table[["estimate", "lower", "upper"]] = pd.DataFrame(numbers, index=table.index)
    return table, []


def parse_value(text: str, unit: str) -> tuple[float, float, float]:
    """A printed value as (estimate, lower, upper): `3000+` and `<40` are bounds, a percentage carries its rounding.

    >>> parse_value("76", "percent"), parse_value("3000+", "number")[1:], parse_value("<40", "percent")[1:]
    ((0.76, 0.755, 0.765), (3000.0, inf), (0.0, 0.4))
    """
    match = VALUE.fullmatch(text.strip())
    assert match is not None
    scale = 0.01 if unit == "percent" else 1.0
    value = round(float(match["number"]) * scale, 12)
    if match["sign"] == "<":
        return math.nan, 0.0, value
    if match["sign"] == ">" or match["more"].endswith("+"):
        return math.nan, value, 1.0 if unit == "percent" else math.inf
    if match["sign"] == "~" or unit != "percent":
        return value, math.nan, math.nan
    decimals = len(match["number"].partition(".")[2])
    half = 0.5 * 10.0**-decimals * scale
    return value, round(max(value - half, 0.0), 12), round(min(value + half, 1.0) if value <= 1 else value + half, 12)


def check_row(kind: str, row: pd.Series, where: str, vocabulary: Vocabulary) -> list[Finding]:
    """What is wrong with one row."""
    if kind == "figures":
        wrong = check_figure(row, vocabulary)
    elif kind == "events":
        wrong = [
            None if DATE.fullmatch(row["date"]) else ("date", "2020, 2020-11, 2020-11-06 or ../2021-12"),
            check_code(row, "event_type", vocabulary.codes("event_type")),
            None
            if not row["amount"] or row["amount"].replace(".", "", 1).isdigit()
            else ("amount", "a plain number, or nothing"),
        ]
    else:
        values = tuple(
            key.partition("=")[2]
            for key in vocabulary.codes("framework_value")
            if key.startswith(row["attribute"] + "=")
        )
        wrong = [
            check_code(row, "attribute", vocabulary.codes("framework_attribute")),
            check_code(row, "value", values),
        ]
    wrong += [
        check_code(row, "jurisdiction", vocabulary.codes("jurisdiction")),
        check_code(row, "confidence", CONFIDENCE),
        None
        if row["reference_title"] and row["reference_url"]
        else ("reference_url", "a title and an address: no number without its source"),
    ]
    return [
        Finding(where, f"{item[0]}: {row[item[0]]!r}", item[1], "the row is not read", f"correct {item[0]}")
        for item in wrong
        if item
    ]


def check_figure(row: pd.Series, vocabulary: Vocabulary) -> list[tuple[str, str] | None]:
    dimension = row["dimension"]
    known = dimension == "all" or dimension in vocabulary.variables
    category_known = (
        row["category"] == "all" if dimension == "all" else known and vocabulary.holds(dimension, row["category"])
    )
    within = [part.partition("=") for part in row["within"].split(";") if part]
    within_known = all(name in vocabulary.variables and vocabulary.holds(name, code) for name, _, code in within)
    return [
        None if VALUE.fullmatch(row["value"].strip()) else ("value", "a number such as 76, 3000+, ~600, <40"),
        check_code(row, "unit", UNITS),
        check_code(row, "measure", vocabulary.codes("measure")),
        check_code(row, "population", vocabulary.codes("population")),
        check_code(row, "status", vocabulary.codes("status")),
        check_code(row, "comparability", vocabulary.codes("comparability")),
        None if known else ("dimension", "all, " + ", ".join(vocabulary.variables)),
        None if category_known or not known else ("category", ", ".join(("all", *vocabulary.codes(dimension)))),
        None if within_known else ("within", "variable=category, several joined by ;"),
        *(
            None if not row[name] or row[name].isdigit() else (name, "a whole number, or nothing")
            for name in ("n", "frame")
        ),
    ]


def check_code(row: pd.Series, column: str, allowed: tuple[str, ...]) -> tuple[str, str] | None:
    return None if row[column] in allowed else (column, ", ".join(allowed))
