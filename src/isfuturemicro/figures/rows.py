"""Rows of estimates as charts need them: ordered, labelled and told in words. Nothing is computed."""

import math
from collections import namedtuple
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import pandas as pd

from ..vocabulary import USABLE
from .words import Words

ORDERED = ("age_band", "prior_education", "deprivation", "delivery_mode", "award_level", "student_level")
LAST = ("not_stated", "not_applicable")
NBSP = "\u00a0"
ENOUGH = 100
"""People on whom a finding may rest."""
ROUNDING = 0.0101
"""A share printed as a whole percentage may be half a percentage point more or less: no news."""


def each_row(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table one by one, their columns as attributes. On few rows `itertuples` takes ten times as long."""
    row = make_row(tuple(frame.columns))
    return (row(*values) for values in frame.to_numpy(dtype=object))


@cache
def make_row(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", columns)


def has_number(row: Any) -> bool:
    """A row may be drawn as a number only where its status allows."""
    return bool(row.status in USABLE and pd.notna(row.estimate))


def has_interval(row: Any) -> bool:
    return bool(row.status in USABLE and pd.notna(row.ci_low) and pd.notna(row.ci_high))


def has_bounds(row: Any) -> bool:
    """Identification bounds say more than the estimate where they leave more room than the rounding of a percentage.

    A group that the source's bands cut across has bounds and nothing else.
    """
    if row.status not in (*USABLE, "unresolvable") or pd.isna(row.lower) or pd.isna(row.upper):
        return False
    return bool(row.upper - row.lower > ROUNDING or (pd.isna(row.estimate) and row.upper > row.lower))


def find_range(row: Any) -> tuple[float, float]:
    """The bounds, and where it is known how far sampling error goes beyond them, that too."""
    ends = getattr(row, "set_low", math.nan), getattr(row, "set_high", math.nan)
    return (row.lower, row.upper) if pd.isna(ends[0]) else ends


def order_rows(rows: pd.DataFrame, words: Words, *, by_size: bool = True) -> pd.DataFrame:
    """Ordered categories as the vocabulary lists them, others from the largest; those who did not say come last.

    Not by size where several groups are compared: then all follow the vocabulary.
    """
    keys = [(*position(row, words, by_size), index) for index, row in enumerate(each_row(rows))]
    return rows.iloc[[key[-1] for key in sorted(keys)]]


def position(row: Any, words: Words, by_size: bool) -> tuple[bool, float]:
    last = row.category in LAST
    if row.dimension == "age_band":
        return (last, first_year(row.category))
    if row.dimension in ORDERED or not by_size:
        codes = words.vocabulary.codes(row.dimension)
        return (last, codes.index(row.category) if row.category in codes else len(codes))
    return (last, -row.estimate if pd.notna(row.estimate) else float("inf"))


def first_year(band: str) -> float:
    """Where an age band starts; what is no band stands last."""
    digits = band.split("-")[0]
    if digits == "under":
        return -1.0
    return float(digits) if digits.isdigit() else 999.0


def label_row(row: Any, words: Words, by: Sequence[str]) -> str:
    """What tells this row from its neighbours: its category, period, jurisdiction, dataset or what it is within."""
    parts = []
    for column in by:
        code = getattr(row, column)
        if column == "category":
            if row.category != "all" and row.dimension != "all":
                parts.append(words.label(row.dimension, code))
            elif len(by) == 1:
                parts.append(words.say("everyone"))
        elif column == "within":
            parts.append(label_within(code, words))
        elif column == "period":
            parts.append(words.period(code))
        elif column == "dataset":
            parts.append(words.of(code, "title") or code)
        elif column == "dimension":
            parts.append(words.variable(code))
        else:
            parts.append(words.label(column, code))
    told = [part for part in parts if part]
    return ", ".join([*told[:1], *(words.mid(part) for part in told[1:])])


def label_within(within: str, words: Words) -> str:
    """The conditions that a row is restricted to; none is the pool of everyone."""
    if not within:
        return words.say("pooled")
    conditions = [condition.partition("=") for condition in within.split(";")]
    return ", ".join(
        words.say("alike", context=words.mid(words.variable(variable)))
        if code == "all"
        else words.label(variable, code)
        for variable, _, code in conditions
    )


def carries_title(row: Any) -> bool:
    """Whether a finding may rest on a row: a number that stands, of so many people that one more would not move it by
    a percentage point."""
    return bool(has_number(row) and row.status == "ok" and not row.n < ENOUGH)


def tell_value(row: Any, words: Words) -> str:
    """The estimate in words; its bounds where it has none; with the E of what is to be used with caution; nothing
    where the row has no number."""
    if has_number(row):
        return mark_caution(words.value(row.estimate, row.measure, row.unit), row, words)
    return mark_caution(tell_pair(*find_range(row), row, words), row, words) if has_bounds(row) else ""


def mark_caution(told: str, row: Any, words: Words) -> str:
    """A value with Statistics Canada's symbol after it, where there is one for a number that stands: `12.0% E`."""
    symbol = words.vocabulary.tables["status"][row.status]["symbol"] if row.status in USABLE else ""
    return f"{told}{NBSP}{symbol}" if symbol else told


def tell_spread(row: Any, words: Words) -> str:
    """The bounds beside an estimate, which say more than its interval, or the interval."""
    if not has_number(row):
        return ""
    if has_bounds(row):
        return f"[{tell_pair(*find_range(row), row, words)}]"
    return f"({tell_pair(row.ci_low, row.ci_high, row, words)})" if has_interval(row) else ""


def tell_pair(low: float, high: float, row: Any, words: Words) -> str:
    """A range in words; one that has no upper end is "at least"."""
    if math.isinf(high):
        return words.say("interval.at_least", low=words.value(low, row.measure, row.unit))
    if words.unit(row.measure) == "points":
        return words.say("interval.pair", low=words.tick(low, row.measure, 1), high=words.tick(high, row.measure, 1))
    return words.say(
        "interval.pair", low=words.value(low, row.measure, row.unit), high=words.value(high, row.measure, row.unit)
    )


def tell_flag(row: Any, words: Words) -> str:
    """Why a row has no number: Statistics Canada's symbol and the words of its status, never a zero."""
    if has_number(row) or has_bounds(row):
        return ""
    return tell_status("empty" if row.status in USABLE else row.status, words)


def tell_status(status: str, words: Words) -> str:
    """A status as tables and charts show it: Statistics Canada's symbol, where there is one, and its words.

    >>> from isfuturemicro.figures import load_words
    >>> tell_status("unreliable", load_words("en")), tell_status("ok", load_words("en"))
    ('F: too unreliable to judge by', 'Published or computed')
    """
    symbol, label = words.vocabulary.tables["status"][status]["symbol"], words.label("status", status)
    return f"{symbol}{words.say('colon')} {words.mid(label)}" if symbol else label


def unique(values: Iterable[Any]) -> list[Any]:
    """The different values in the order in which they come."""
    return list(dict.fromkeys(values))
