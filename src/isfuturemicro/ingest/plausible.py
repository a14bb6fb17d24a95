"""What a file may hold and hardly ever means: a code for no answer read as an age, a cell counted twice."""

import re
from collections.abc import Iterator

import pandas as pd

from ..datasets import DatasetSpec, VariableSpec
from ..findings import Finding, tell_rows
from ..vocabulary import AgeBand
from ..vocabulary.ages import parse_band
from .only import keep_only

NO_ANSWER_YEARS = (97, 98, 99)
"""Ages that stand for no answer in many a codebook."""
NEIGHBOUR_YEARS = 10
"""Where somebody is 97 or older, somebody else is hardly more than so many years younger."""


def check_plausible(spec: DatasetSpec, raw: pd.DataFrame, table: pd.DataFrame) -> list[Finding]:
    """Each finding in the rows as they were read and as they were harmonised."""
    meant, _ = keep_only(spec, raw)
    found = check_ages(spec, meant)
    return found + check_cells(spec, meant) + check_bands(spec, table) if spec.kind == "counts" else found


def check_ages(spec: DatasetSpec, raw: pd.DataFrame) -> list[Finding]:
    """A finding for each age that stands far above all others and is a common code for no answer."""
    variable = spec.collected.get("age_band")
    if variable is None or not variable.in_years or variable.reached_in is not None:
        return []
    text = raw[variable.column].str.strip()
    years = text[text.str.fullmatch(r"[0-9]{1,3}(\.0)?") & ~text.isin(list(variable.codes))].astype(float)
    below = years[years < min(NO_ANSWER_YEARS)].max()
    far = years[years.isin([age for age in NO_ANSWER_YEARS if age - below > NEIGHBOUR_YEARS])]
    return [tell_age(spec, variable, int(age), rows, int(below)) for age, rows in far.groupby(far)]


def tell_age(spec: DatasetSpec, variable: VariableSpec, age: int, rows: pd.Series, below: int) -> Finding:
    found = f"{age} in column {variable.column} ({tell_rows(len(rows))}), where the next lower age is {below}"
    listed = f"[{age}, Not stated, not_stated]"
    where = spec.at(f"variables.{variable.name}.years")
    remedy = f"add {listed} to the codes" if variable.codes else f"write years: {{codes: [{listed}]}}"
    return Finding(
        f"{spec.shown_data}:{rows.index[0]}",
        found,
        "ages of people, and codes that are listed",
        "who did not say their age would be counted as old",
        f"{remedy} at {where}, or [{age}, {age} years, 65-plus] where somebody is that old",
    )


def check_cells(spec: DatasetSpec, raw: pd.DataFrame) -> list[Finding]:
    """A finding for the first count whose cell was counted before: no column tells the two rows apart."""
    numbers = {spec.count, spec.size, *(variable.yes_in for variable in spec.collected.values())}
    key = [column for column in raw.columns if column not in numbers]
    again = raw.duplicated(key)
    if not again.any():
        return []
    line = raw.index[again][0]
    same = raw.index[(raw[key] == raw.loc[line, key]).all(axis=1)][0]
    cell = ", ".join(f"{column} {value}" for column, value in raw.loc[line, key].items())
    return [
        Finding(
            f"{spec.shown_data}:{line}",
            f"the cell {cell} as in line {same} ({tell_rows(int(again.sum()))} so)",
            "each cell once",
            "its people would be counted twice",
            "delete one of the two, or keep the column that tells them apart",
        )
    ]


def check_bands(spec: DatasetSpec, table: pd.DataFrame) -> list[Finding]:
    """A finding for the first two bands of a counted table that share ages and are not the same: whoever has these ages
    stands in both."""
    if "age_band" not in table:
        return []
    beside = [name for name in spec.collected if name != "age_band"]
    for group, rows in table.groupby(beside) if beside else [((), table)]:
        bands = [parse_band(band) for band in sorted(set(rows["age_band"])) if is_band(band)]
        for one, other in find_overlaps(bands):
            among = ", ".join(f"{name} {category}" for name, category in zip(beside, group, strict=True))
            found = f"the ages {one.code} beside {other.code}{f' among {among}' if among else ''}"
            allowed = "bands that share no age"
            follows = "whoever has an age of both would be counted twice"
            remedy = (
                "give the rows of a total or a subtotal the category ignored; where two tables are in one file,"
                " leave one out"
            )
            return [Finding(spec.at("variables.age_band"), found, allowed, follows, remedy)]
    return []


def is_band(category: str) -> bool:
    """Whether a category of ages is an interval, not a word such as not_stated."""
    return re.fullmatch(r"\d+-\d+|\d+-plus|under-\d+", category) is not None


def find_overlaps(bands: list[AgeBand]) -> Iterator[tuple[AgeBand, AgeBand]]:
    """Each two that share an age, the younger first.

    >>> [(one.code, other.code) for one, other in find_overlaps([AgeBand(30, 44), AgeBand(18, 24), AgeBand(25, 34)])]
    [('25-34', '30-44')]
    """
    ordered = sorted(bands, key=lambda band: (band.first, band.last or 0))
    for i, one in enumerate(ordered):
        yield from ((one, other) for other in ordered[i + 1 :] if one.overlaps(other))
