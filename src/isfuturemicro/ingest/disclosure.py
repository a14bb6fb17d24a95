"""Whether counts could single a person out, and whether a column tells more than a category."""

import re
from collections.abc import Callable, Iterator

import pandas as pd

from ..datasets import DatasetSpec
from ..findings import Finding, tell_rows

ALL = "*"
MANY = 20
"""A column of fewer values is not looked at for identifiers: so few may well be all different."""
NEARLY_ALL = 0.9
MOST_LETTERS = 120
FEW = 10
"""So many different long texts may be categories, and so many different whole years bands of one year."""
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
ADDRESS = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
NUMBER_OF_NETWORK = re.compile(r"(\d{1,3}\.){3}\d{1,3}|([0-9a-f]{1,4}:){3,7}[0-9a-f]{0,4}", re.IGNORECASE)
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}( \d{1,2}:\d{2}.*)?")
OPAQUE = re.compile(r"\d{7,}|(?=.*\d)([0-9a-fA-F-]{16,}|[0-9a-zA-Z_-]{20,})")
"""Numbers, hashes and tokens that are no codes of places, years or institutions."""
PEOPLE = ("person", "student", "registration", "enrolment", "award")
"""Units of which a person has one or several; colleges and programmes may be named."""
AGE_NAME = re.compile(r"(?i)(^|_)(age|âge|yob|birth.*|naissance)($|_)")
Look = tuple[str, Callable[[pd.Series], bool], str, str]


def check_disclosure(spec: DatasetSpec, table: pd.DataFrame, shown: str) -> list[Finding]:
    """A finding for each column that tells more than a category; for a source that is not public also for each way in
    which the counts could single somebody out. None ever names a value of the file.

    table: the counts as text, their index the line of each row. Figures of a public source are what it says of many
    people already, so they are not looked at.
    """
    if spec.kind == "figures" and spec.source.public:
        return []
    if spec.count not in table.columns:
        remedy = f"write COUNT(*) AS {spec.count} into the query, or correct count:"
        follows = "nobody can tell how many people a row tells of, so nothing is written"
        return [Finding(shown, f"no column {spec.count}", ", ".join(table.columns), follows, remedy)]
    dimensions = [column for column in table.columns if column not in (spec.count, spec.size)]
    findings = [fault for column in dimensions for fault in check_column(spec, table, column, shown)]
    if not spec.source.public and spec.disclosure is not None:
        for check in (check_dimensions, check_floor, check_remainders):
            findings += check(spec, table, dimensions, shown)
    return findings


def check_column(spec: DatasetSpec, table: pd.DataFrame, column: str, shown: str) -> Iterator[Finding]:
    """The first thing that is wrong with one column."""
    values = table[column].astype(str).str.strip()
    values = values[~values.isin(["", ALL])]
    for kind, looks, allowed, remedy in looks_at(spec, table, column):
        if len(values) and looks(values):
            found = f"{kind} in column {column}"
            follows = "a person could be found again by it, so nothing is written"
            yield Finding(shown, found, allowed, follows, remedy.format(column=column))
            return


def looks_at(spec: DatasetSpec, table: pd.DataFrame, column: str) -> Iterator[Look]:
    """What a column is looked at for: its name, the test, what is allowed, and the remedy."""
    category, leave = "categories of few words", "leave {column} out of the query"
    yield "e-mail addresses", lambda values: has(values, MAIL), category, leave
    yield "addresses of the web", lambda values: has(values, ADDRESS), category, leave
    yield "network addresses", lambda values: bool(fits(values, NUMBER_OF_NETWORK).any()), category, leave
    yield (
        "days or times of day",
        lambda values: bool(fits(values, MOMENT).mean() > 0.5),
        "years, or months",
        "cut {column} to its year: left({column}, 4)",
    )
    yield (
        "free text",
        lambda values: int(values[values.str.len() > MOST_LETTERS].nunique()) > FEW,
        f"at most {FEW} different texts of more than {MOST_LETTERS} letters",
        "put {column} into a few categories with CASE WHEN, or leave it out",
    )
    yield (
        "whole years of age",
        lambda values: holds_ages(spec, column) and count_ages(values) > FEW,
        "bands of ages, such as 25-29",
        "cut {column} into bands with CASE WHEN",
    )
    if spec.unit in PEOPLE:
        yield "identifiers", lambda values: tells_each(values, table, spec), category, leave


def has(values: pd.Series, pattern: re.Pattern[str]) -> bool:
    return bool(values.str.contains(pattern).any())


def fits(values: pd.Series, pattern: re.Pattern[str]) -> pd.Series:
    return values.str.fullmatch(pattern)


def holds_ages(spec: DatasetSpec, column: str) -> bool:
    """Whether a column is the one that ages are read from, or has the name of one."""
    age = spec.collected.get("age_band")
    return (age is not None and age.column == column) or AGE_NAME.search(column) is not None


def count_ages(values: pd.Series) -> int:
    return int(values[values.str.fullmatch(r"\d{1,4}(\.0)?")].nunique())


def tells_each(values: pd.Series, table: pd.DataFrame, spec: DatasetSpec) -> bool:
    """Nearly every row has a value of its own, and the values look made up or the rows are of single people."""
    if len(values) < MANY or values.nunique() < NEARLY_ALL * len(values):
        return False
    single = (table[spec.count].astype(str).str.strip() == "1").mean() >= NEARLY_ALL
    return bool(single or fits(values, OPAQUE).mean() >= NEARLY_ALL)


def check_dimensions(spec: DatasetSpec, table: pd.DataFrame, dimensions: list[str], shown: str) -> list[Finding]:
    """A finding where a row crosses more dimensions than declared."""
    assert spec.disclosure is not None
    crossed = sum((table[column].astype(str).str.strip() != ALL).astype(int) for column in dimensions)
    most = spec.disclosure.most_dimensions
    if not isinstance(crossed, pd.Series) or not (crossed > most).any():
        return []
    rows = int((crossed > most).sum())
    found = f"{int(crossed.max())} dimensions crossed ({tell_rows(rows)} with more than {most})"
    remedy = f"count by GROUPING SETS of at most {most} columns, with * in the others"
    follows = "a person who is known by some of them could be told by the rest, so nothing is written"
    return [Finding(shown, found, f"at most {most}, as {spec.at('disclosure.most_dimensions')} says", follows, remedy)]


def check_floor(spec: DatasetSpec, table: pd.DataFrame, dimensions: list[str], shown: str) -> list[Finding]:
    """A finding where a count is above 0 and below the floor."""
    assert spec.disclosure is not None
    least, numbers = spec.disclosure.least_count, read_counts(spec, table)
    small = (numbers > 0) & (numbers < least)
    if not small.any():
        return []
    found = f"{tell_rows(int(small.sum()))} with a count from 1 to {least - 1}"
    remedy = "join categories, or leave such rows out with HAVING and the margins that give them away"
    follows = "so few people could be told apart, so nothing is written"
    return [
        Finding(shown, found, f"0, or {least} and more, as {spec.at('disclosure.least_count')} says", follows, remedy)
    ]


def check_remainders(spec: DatasetSpec, table: pd.DataFrame, dimensions: list[str], shown: str) -> list[Finding]:
    """A finding where a margin less the rows that part it leaves a count below the floor: it was only left out."""
    assert spec.disclosure is not None
    least = spec.disclosure.least_count
    keys = table[dimensions].astype(str).apply(lambda column: column.str.strip())
    counts = read_counts(spec, table)
    findings = []
    for column in dimensions:
        others = [name for name in dimensions if name != column]
        whole = keys[column] == ALL
        margins = counts[whole].groupby(key_of(keys[whole], others)).sum()
        parts = counts[~whole].groupby(key_of(keys[~whole], others)).sum()
        left = (margins - parts).dropna()
        small = (left > 0) & (left < least)
        if small.any():
            found = f"{tell_rows(int(small.sum()))} that exceed what parts them by {column} by 1 to {least - 1}"
            follows = "the count that was left out is told by subtraction, so nothing is written"
            remedy = f"leave a second category of {column} out too, or the margin itself"
            findings.append(Finding(shown, found, f"a remainder of 0, or of {least} and more", follows, remedy))
    return findings


def key_of(keys: pd.DataFrame, names: list[str]) -> pd.Series:
    """The rows' values of some columns as one text."""
    told = pd.Series("", index=keys.index)
    for name in names:
        told = told + "\x1f" + keys[name]
    return told


def read_counts(spec: DatasetSpec, table: pd.DataFrame) -> pd.Series:
    """How many cases each row tells of."""
    return pd.to_numeric(table[spec.count], errors="coerce")
