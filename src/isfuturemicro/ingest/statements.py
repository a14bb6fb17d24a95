"""Tables of published statements: figures, dated events, attributes of frameworks."""

import re
from collections.abc import Iterator

import pandas as pd

from ..datasets import DatasetSpec
from ..datasets.ethnicity import find_foreign, tell_foreign
from ..datasets.form import LANGUAGES
from ..datasets.jurisdictions import ALLOWED, knows_jurisdiction, suggest_jurisdiction
from ..datasets.schema import PERIOD, is_day
from ..datasets.source import ADDRESS
from ..findings import Finding, find_nearest, list_allowed
from ..vocabulary import Vocabulary
from .printed import AMOUNT, ERRORS, UNITS, Wrong, check_errors, check_share, check_value, parse_errors, parse_value

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
OPTIONAL = {"figures": ERRORS, "events": (), "attributes": ()}
DATE = re.compile(r"\d{4}(-\d{2}){0,2}")
WHOLE = re.compile(r"[1-9][0-9]*")
SLUG = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
YEAR = re.compile(r"[0-9]{4}")
CONFIDENCE = ("primary", "secondary")
CURRENCY = re.compile(r"[a-z]{3}")


def read_statements(spec: DatasetSpec, raw: pd.DataFrame, vocabulary: Vocabulary) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows with their columns checked; figures gain `estimate`, `lower`, `upper` as numbers, and so do their
    errors."""
    shown = spec.shown_data
    expected, optional = COLUMNS[spec.kind], OPTIONAL[spec.kind]
    missing = [name for name in expected if name not in raw.columns]
    extra = [name for name in raw.columns if name not in (*expected, *optional)]
    if missing or extra:
        found = "; ".join(
            ([f"no {', '.join(missing)}"] if missing else []) + ([f"also {', '.join(extra)}"] if extra else [])
        )
        remedies = [f"add the column {name}, empty where nothing is known" for name in missing]
        remedies += [f"delete the column {name}" for name in extra]
        renamed = [(name, near) for name in extra for near in find_nearest(name, missing)]
        if len(renamed) == len(missing) == len(extra):
            remedies = [f"rename {name} to {near}" for name, near in renamed]
        remedy = "; ".join(remedies)
        return pd.DataFrame(), [Finding(f"{shown}:1", found, ", ".join(expected), "no row is read", remedy)]
    raw = raw.assign(**{name: "" for name in optional if name not in raw.columns})
    findings = [
        Finding(f"{shown}:{line}", f"{column}: {row[column]!r}", allowed, "the row is not read", remedy)
        for line, row in raw.iterrows()
        for column, allowed, remedy in check_row(spec, row, vocabulary)
    ]
    findings += check_repeats(spec.kind, raw, shown)
    if findings:
        return pd.DataFrame(), findings
    table = raw.reset_index(drop=True)
    if spec.kind == "figures":
        numbers = [parse_value(value, unit) for value, unit in zip(table["value"], table["unit"], strict=True)]
        table[["estimate", "lower", "upper"]] = pd.DataFrame(numbers, index=table.index)
        errors = [parse_errors(row) for row in table.to_dict("records")]
        table[list(ERRORS)] = pd.DataFrame(errors, index=table.index)
    return table, []


def check_repeats(kind: str, raw: pd.DataFrame, shown: str) -> list[Finding]:
    """A finding for each row that says what an earlier one says."""
    key = {
        "figures": ["jurisdiction", "period", "population", "measure", *FIGURES[4:7], "reference_url"],
        "events": ["event"],
        "attributes": ["jurisdiction", "attribute", "value"],
    }[kind]
    findings = []
    for _, rows in raw[raw.duplicated(key, keep=False)].groupby(key):
        first, *again = rows.index
        for line in again:
            found = f"the same {', '.join(key)} as in line {first}"
            follows = "one of the two would hide the other"
            remedy = f"delete line {line}, or correct what tells the two apart"
            findings.append(Finding(f"{shown}:{line}", found, "each of them once", follows, remedy))
    return findings


def check_row(spec: DatasetSpec, row: pd.Series, vocabulary: Vocabulary) -> Iterator[Wrong]:
    """What is wrong with one row."""
    check = {"figures": check_figure, "events": check_event, "attributes": check_attribute}[spec.kind]
    yield from check(row, vocabulary)
    if spec.kind == "figures":
        yield from check_errors(spec, row)
    if not knows_jurisdiction(row["jurisdiction"], vocabulary):
        yield "jurisdiction", ALLOWED, suggest_jurisdiction(row["jurisdiction"], vocabulary)
    yield from check_code(row, "confidence", CONFIDENCE)
    if not row["reference_title"].strip():
        yield "reference_title", "the name of the page or paper: no number without its source", "write its title"
    if not ADDRESS.fullmatch(row["reference_url"]):
        yield "reference_url", "an address: no number without its source", "write https://... where it can be read"


def check_figure(row: pd.Series, vocabulary: Vocabulary) -> Iterator[Wrong]:
    dimension, category = row["dimension"], row["category"]
    yield from check_value(row)
    yield from check_code(row, "unit", UNITS)
    yield from check_share(row, vocabulary.tables["measure"].get(row["measure"], {}).get("unit", ""))
    for column in ("measure", "population", "status", "comparability"):
        yield from check_code(row, column, vocabulary.codes(column))
    if not PERIOD.fullmatch(row["period"]):
        yield "period", "a year, a school year such as 2021-22, or two of them with a slash", "write 2021 or 2012/2021"
    yield from check_code(row, "dimension", ("all", *vocabulary.variables))
    if dimension == "all" and category != "all":
        yield "category", "all, where the dimension is all", "write all, or name the dimension"
    elif dimension in vocabulary.variables and not vocabulary.holds(dimension, category):
        yield from check_code(row, "category", ("all", *vocabulary.codes(dimension)))
    for code, owner in find_foreign([category] if dimension == "ethnicity" else [], row["jurisdiction"]).items():
        _, allowed, remedy = tell_foreign(code, owner, row["jurisdiction"])
        yield "category", allowed, remedy
    for part in filter(None, row["within"].split(";")):
        name, _, code = part.partition("=")
        if name not in vocabulary.variables or not vocabulary.holds(name, code):
            yield (
                "within",
                "variable=category in the vocabulary's words, several joined by ;",
                "write award_level=bachelor or the like",
            )
    for column in ("n", "frame"):
        if row[column] and not WHOLE.fullmatch(row[column]):
            yield column, "a whole number above 0, or nothing", f"write the number in digits, or leave {column} empty"


def check_event(row: pd.Series, vocabulary: Vocabulary) -> Iterator[Wrong]:
    written = row["date"].removeprefix("../")
    if not DATE.fullmatch(written) or not is_day((written + "-01-01")[:10]):
        allowed = "2020, 2020-11, 2020-11-06, or ../2021-12 for some day up to then"
        yield "date", allowed, "write the day as 2020-11-06, or as 2020-11 or 2020 where no more is known"
    yield from check_code(row, "event_type", vocabulary.codes("event_type"))
    if not SLUG.fullmatch(row["event"]):
        yield "event", "a short name in lower case with _ between its words", "write on_strategy_2020 or the like"
    if row["amount"] and not AMOUNT.fullmatch(row["amount"]):
        yield "amount", "a plain number in units of the currency, or nothing", "write 59500000, not 59.5 million"
    if row["amount"] and not CURRENCY.fullmatch(row["currency"]):
        yield "currency", "the currency's code in lower case, where there is an amount", "write cad or the like"
    for language, name in LANGUAGES.items():
        if not row[f"title_{language}"].strip():
            yield f"title_{language}", "what happened, in English and in French", f"write it in {name}"


def check_attribute(row: pd.Series, vocabulary: Vocabulary) -> Iterator[Wrong]:
    attribute = row["attribute"]
    yield from check_code(row, "attribute", vocabulary.codes("framework_attribute"))
    if attribute in vocabulary.codes("framework_attribute"):
        values = [key.partition("=") for key in vocabulary.codes("framework_value")]
        yield from check_code(row, "value", tuple(code for name, _, code in values if name == attribute))
    if row["year"] and not YEAR.fullmatch(row["year"]):
        yield "year", "a year, or nothing", "write 2021 or the like, or leave year empty"


def check_code(row: pd.Series, column: str, allowed: tuple[str, ...]) -> Iterator[Wrong]:
    """Whether a cell holds one of the vocabulary's codes."""
    if row[column] not in allowed:
        near = find_nearest(row[column], allowed)
        yield column, list_allowed(row[column], allowed), f"write {near[0]}" if near else "write one of these"
