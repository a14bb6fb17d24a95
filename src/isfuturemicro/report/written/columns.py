"""The columns of the processed tables: what each holds, and its codes in words."""

import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from ...figures import Words
from ...figures.evidence import name_design
from ...figures.phrases import tell_phrase
from ...figures.rows import each_row, label_within

LABELLED = ("jurisdiction", "population", "measure", "status", "comparability", "verdict", "relation", "reading")
"""Columns whose codes are categories of the vocabulary under the column's own name."""
SAID = ("kind", "unit", "role", "redistribution", "present")
"""Columns of a few codes that only the tables have; their words are sentences."""


def plain(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The columns of one language, under the names that both languages share; a code of the same name is `_code`."""
    columns = list(map(str, table.columns))
    other = "fr" if words.language == "en" else "en"
    own = {column: column.removesuffix(f"_{words.language}") for column in columns}
    written = {bare for column, bare in own.items() if column != bare}
    coded = {column: f"{column}_code" for column in written & set(columns)}
    kept = [column for column in columns if not column.endswith(f"_{other}")]
    return table[kept].rename(columns=own | coded)


def name_column(column: str, words: Words) -> str:
    """A column's heading: what it holds."""
    return words.say(f"column.{column}")


def label_codes(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The table with every code in words; a dataset keeps its id, by which the other tables know it."""
    labelled = table.copy()
    for column in map(str, table.columns):
        if tell := find_teller(column, words):
            labelled[column] = [tell(value) if value else "" for value in table[column]]
    rows = list(each_row(table))
    if "category" in table:
        labelled["category"] = [words.label(row.dimension, row.category) if row.category else "" for row in rows]
    if "reason" in table and "verdict" not in table:  # a verdict's reason is a text in the language already
        labelled["reason"] = [tell_phrase(reason, words) for reason in table["reason"]]
    if "design" in table:
        labelled["design"] = [
            words.say(f"methods.design.{name_design(row.dataset, words)}") if row.design else "" for row in rows
        ]
    return labelled


def say_code(column: str, code: str, words: Words) -> str:
    """What a code is called; a currency that has no name here is told by its ISO 4217 code, as banks write it."""
    key = f"code.{column}.{code}"
    return code.upper() if column == "unit" and not words.has(key) else words.say(key)


def find_teller(column: str, words: Words) -> Callable[[Any], str] | None:
    """How a column's codes are told one by one; nothing where they are no codes."""
    variable = column.removesuffix("_code")
    if variable in LABELLED and column != "reading":
        return lambda code: words.label(variable, code)
    if column in SAID:
        return lambda code: say_code(column, code, words)
    others: dict[str, Callable[[Any], str]] = {
        "stage": lambda code: words.label("population", code),
        "variable": words.variable,
        "dimension": lambda code: words.label("all", code) if code == "all" else words.variable(code),
        "within": lambda code: label_within(code, words),
        "publisher": words.publisher,
        "licence": words.licence,
        "method": lambda text: tell_phrase(text, words),
    }
    return others.get(column)


def list_columns(tables: dict[str, pd.DataFrame]) -> dict[str, list[str]]:
    """Each column, without the ending of its language, with the tables that have it."""
    found: dict[str, list[str]] = {}
    for name, table in tables.items():
        for column in dict.fromkeys(re.sub(r"_(en|fr)$", "", str(column)) for column in table.columns):
            found.setdefault(column, []).append(name)
    return found
