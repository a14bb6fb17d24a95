"""Numbers as people write them, with any sign before decimals and between thousands."""

import re
from dataclasses import replace
from itertools import product

import pandas as pd

from ..datasets.reading import Reading

SIGNS = ("", ",", ".", " ", "'", "’")
MEND = "mend the cell"
BLANKS = "[ \u00a0\u202f\u2009]"
"""What stands between thousands where a blank does: plain, no-break, narrow no-break, thin."""


def number_pattern(reading: Reading) -> str:
    """The regular expression of a whole cell that is a number: thousands come in threes, or not at all."""
    whole = "[0-9]+"
    if reading.thousands:
        whole = f"(?:[0-9]{{1,3}}(?:{thousands_pattern(reading)}[0-9]{{3}})+|[0-9]+)"
    point = re.escape(reading.decimal)
    return f"[-+]?(?:{whole}(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][-+]?[0-9]+)?"


def thousands_pattern(reading: Reading) -> str:
    return BLANKS if reading.thousands == " " else re.escape(reading.thousands)


def parse_numbers(text: pd.Series, reading: Reading) -> tuple[pd.Series, pd.Series]:
    """Each cell as plain digits with a point, and as a number; "" and NaN where it is none.

    >>> plain, numbers = parse_numbers(pd.Series(["1 234,5", "12 34", "x"]), Reading(decimal=",", thousands=" "))
    >>> list(plain), list(numbers)
    (['1234.5', '', ''], [1234.5, nan, nan])
    """
    if reading.caution:
        text = text.str.replace(rf"(?<=[0-9]) ?{re.escape(reading.caution)}$", "", regex=True)
    plain = text.where(text.str.fullmatch(number_pattern(reading)), "")
    if reading.thousands:
        plain = plain.str.replace(thousands_pattern(reading), "", regex=True)
    plain = plain.str.replace(reading.decimal, ".", regex=False)
    return plain, pd.to_numeric(plain, errors="coerce").astype(float)


def explain_number(text: str, reading: Reading) -> tuple[str, str]:
    """What a number looks like, and what to write where the cell is one in other signs than were named.

    >>> explain_number("1,234", Reading())[1]
    'write read: {thousands: ","} under source: or write read: {decimal: ","} under source:, whichever it is'
    >>> explain_number("1.2.3", Reading())
    ("digits, with '.' before decimals and nothing between thousands", 'mend the cell')
    """
    between = repr(reading.thousands) if reading.thousands else "nothing"
    allowed = f"digits, with {reading.decimal!r} before decimals and {between} between thousands"
    ways: dict[int, list[str]] = {}
    for decimal, thousands in product(".,", SIGNS):
        signs = replace(reading, decimal=decimal, thousands=thousands)
        shows = decimal in (reading.decimal, *text) and (not thousands or re.search(thousands_pattern(signs), text))
        told = [f'decimal: "{decimal}"'] * (decimal != reading.decimal)
        told += [f'thousands: "{thousands}"'] * (thousands != reading.thousands)
        if told and shows and decimal != thousands and re.fullmatch(number_pattern(signs), text):
            ways.setdefault(len(told), []).append(reading.write(", ".join(told)))
    if not ways:
        return allowed, MEND
    nearest = ways[min(ways)]
    return allowed, " or ".join(nearest) + (", whichever it is" if len(nearest) > 1 else "")
