"""Numbers as a publication prints them: a value that may be a bound, and its sampling error."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from ..datasets import DatasetSpec

VALUE = re.compile(r"(?P<sign>[<>~]?)(?P<number>-?\d+(\.\d+)?)(?P<more>%?\+?)(?P<judged> ?E)?")
AMOUNT = re.compile(r"[0-9]+(\.[0-9]+)?")
STATED = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s?(?:%|per ?cent)")
ERRORS = ("se", "ci_low", "ci_high")
"""The sampling error that a publisher printed, in the value's own unit: its standard error, its 95 % interval."""
WITHHELD = ("suppressed", "unreliable", "unavailable", "not_collected")
"""Statuses of a figure that its publisher left out of the table, so that its cell is empty."""
NORMAL_95 = 1.96
"""Standard errors between an estimate and either end of its 95 % interval, as statistical offices print it."""
UNITS = ("percent", "number", "cad", "aud", "years", "ratio")
Wrong = tuple[str, str, str]
"""What is wrong with a cell: its column, what is allowed, what to write."""


def parse_value(text: str, unit: str) -> tuple[float, float, float]:
    """A printed value as (estimate, lower, upper): `3000+` and `<40` are bounds, a percentage carries its rounding.

    An empty cell, whose status says why, has none of the three; an E after the number is what its status tells too.

    >>> parse_value("12.0 E", "percent")
    (0.12, 0.1195, 0.1205)
    >>> parse_value("76", "percent"), parse_value("3000+", "number")[1:], parse_value("<40", "percent")[1:]
    ((0.76, 0.755, 0.765), (3000.0, inf), (0.0, 0.4))
    """
    if not text.strip():
        return math.nan, math.nan, math.nan
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


def parse_errors(row: Mapping[Any, Any]) -> tuple[float, float, float]:
    """A figure's printed standard error and its 95 % interval, on the scale of its `estimate`; NaN where it has none.

    Where the error alone is printed, the interval is 1.96 of it to either side, a percentage's within 0 and 1.

    >>> parse_errors({"estimate": 0.27, "unit": "percent", "se": "0.5", "ci_low": "", "ci_high": ""})
    (0.005, 0.2602, 0.2798)
    """
    scale, most = (0.01, 1.0) if row["unit"] == "percent" else (1.0, math.inf)
    error, low, high = (round(float(row[name]) * scale, 12) if row[name] else math.nan for name in ERRORS)
    if math.isnan(low) and not math.isnan(error):
        reach = NORMAL_95 * error
        low, high = round(max(row["estimate"] - reach, 0.0), 12), round(min(row["estimate"] + reach, most), 12)
    return error, low, high


def check_value(row: pd.Series) -> Iterator[Wrong]:
    """A value is a number or a bound; only where the publisher left it out is its cell empty."""
    printed = VALUE.fullmatch(row["value"].strip())
    if not row["value"].strip():
        if row["status"] not in WITHHELD:
            allowed = f"a value, or a status that says why there is none: {', '.join(WITHHELD)}"
            yield "value", allowed, "write the printed value, or status suppressed or the like; a missing value is no 0"
    elif printed is None:
        yield "value", "a number such as 76, 3000+, ~600, <40", "write the digits, with nothing between thousands"
    elif printed["judged"] and row["status"] != "caution":
        yield "status", "caution, where the value bears an E", "write caution; E is for what is to be used with caution"


def check_share(row: pd.Series, unit: str) -> Iterator[Wrong]:
    """A share is from 0 to 100 percent, and not a hundredth of what the source prints. Growth alone may be beyond."""
    printed = VALUE.fullmatch(row["value"].strip())
    if unit != "share" or row["unit"] not in UNITS or not printed or row["measure"] == "growth":
        return
    if row["unit"] != "percent":
        yield "unit", "percent, for the measure is a share", "write percent, and 21.4 for a share of 0.214"
        return
    value, stated = float(printed["number"]), STATED.findall(row["as_stated"])
    if not 0 <= value <= 100:
        yield "value", "a share from 0 to 100 percent", "write the printed percentage, or the measure that it is"
    elif 0 < value < 1 and any(math.isclose(float(text.replace(",", ".")), 100 * value) for text in stated):
        yield "value", f"the percentage that as_stated has, {stated[0]}", f"write {100 * value:g}"


def check_errors(spec: DatasetSpec, row: pd.Series) -> Iterator[Wrong]:
    """A printed error is a number, its interval holds the value, and only a sample has one."""
    given = [name for name in ERRORS if row[name]]
    wrong = [name for name in given if not AMOUNT.fullmatch(row[name])]
    value = VALUE.fullmatch(row["value"].strip())
    for name in wrong:
        yield name, "a number in the value's own unit, or nothing", f"write {name} as printed, or leave it empty"
    if given and spec.design.kind != "reported":
        allowed = f"nothing where the design is {spec.design.kind}: only a sample has a sampling error"
        yield given[0], allowed, f"leave {given[0]} empty, or write kind: reported under design"
    elif bool(row["ci_low"]) != bool(row["ci_high"]):
        name = "ci_low" if row["ci_high"] else "ci_high"
        yield name, "both ends of the interval, or neither", f"write {name}, or leave both empty"
    elif row["ci_low"] and value and not wrong and not holds(row["ci_low"], value["number"], row["ci_high"]):
        yield "ci_low", "an interval that holds the value", "write the lower end as ci_low, the upper as ci_high"


def holds(low: str, value: str, high: str) -> bool:
    """Whether an interval holds a value.

    >>> holds("24.6", "27", "29.5"), holds("29.5", "27", "24.6")
    (True, False)
    """
    return float(low) <= float(value) <= float(high)
