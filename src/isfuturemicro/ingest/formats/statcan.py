"""Statistics Canada's full tables: the archive NNNNNNNN-eng.zip, or the data file out of it.

The publisher's guides: https://www.statcan.gc.ca/eng/developers/csv/user-guide (columns, archive) and
https://www.statcan.gc.ca/eng/concepts/definitions/guide-symbol (symbols).
"""

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import pandas as pd

from ...datasets.reading import WITHHELD_BY_STATCAN, Reading
from ...findings import Finding, list_allowed, tell_rows
from .archive import DAMAGED
from .text import read_text

DATA = re.compile(r"\d{8}\.csv")
NEEDED = ("REF_DATE", "GEO", "UOM", "SCALAR_FACTOR", "VECTOR", "COORDINATE", "VALUE", "STATUS", "SYMBOL", "DECIMALS")
FRENCH = "VALEUR"
SCALES = (
    "units",
    "tens",
    "hundreds",
    "thousands",
    "tens of thousands",
    "hundreds of thousands",
    "millions",
    "tens of millions",
    "hundreds of millions",
    "billions",
)
"""What SCALAR_FACTOR says, each ten times the one before."""
NUMBER = r"-?[0-9]*\.?[0-9]+"
UNREAD = "no row is read"


def read_statcan(content: bytes, reading: Reading, shown: str) -> tuple[pd.DataFrame, list[Finding]]:
    """The table with VALUE in units and SCALAR_FACTOR saying so.

    Where VALUE is blank it takes the symbol of STATUS, which is no number: what was withheld is never a value, and no
    query can take it for zero. STATUS stays too, with the symbols that only judge a value (E, use with caution).
    """
    if content.startswith(b"PK"):
        content, findings = unpack_data(content, shown)
        if findings:
            return pd.DataFrame(), findings
    table, findings = read_text(content, replace(reading, delimiter=",", encoding="utf-8"), shown)
    findings = findings or check_columns(table, shown) or check_values(table, shown)
    if findings:
        return pd.DataFrame(), findings
    blank = table["VALUE"].str.strip() == ""
    scaled = [
        scale(value, SCALES.index(word))
        for value, word in zip(table["VALUE"], table["SCALAR_FACTOR"].str.strip(), strict=True)
    ]
    table["VALUE"] = pd.Series(scaled, index=table.index, dtype=object).where(~blank, table["STATUS"].str.strip())
    table["SCALAR_FACTOR"] = SCALES[0]
    if "SCALAR_ID" in table:
        table["SCALAR_ID"] = "0"
    return table, []


def unpack_data(archive: bytes, shown: str) -> tuple[bytes, list[Finding]]:
    """The data file of the archive, which has the table's number as its name; the other one describes it."""
    allowed = "one data file NNNNNNNN.csv beside NNNNNNNN_MetaData.csv"
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            names = opened.namelist()
            data = [name for name in names if DATA.fullmatch(name)]
            if len(data) == 1:
                return opened.read(data[0]), []
    except DAMAGED as error:
        found, remedy = f"a damaged archive ({error})", "get NNNNNNNN-eng.zip again from Statistics Canada"
        return b"", [Finding(shown, found, allowed, UNREAD, remedy)]
    found = f"the files {', '.join(names)}" if names else "an empty archive"
    remedy = "name the archive as Statistics Canada gives it, NNNNNNNN-eng.zip"
    return b"", [Finding(shown, found, allowed, UNREAD, remedy)]


def check_columns(table: pd.DataFrame, shown: str) -> list[Finding]:
    """A finding where the columns are not those of a full table in English."""
    lacks = [name for name in NEEDED if name not in table.columns]
    if not lacks:
        return []
    found, remedy = f"no column {', '.join(lacks)}", "delete format: where the file is no full table"
    if FRENCH in table.columns:
        found, remedy = "a full table in French", "name the same table in English, NNNNNNNN-eng.zip"
    return [Finding(f"{shown}:1", found, f"the columns {', '.join(NEEDED)}", UNREAD, remedy)]


def check_values(table: pd.DataFrame, shown: str) -> list[Finding]:
    """Findings for cells that are no numbers, for numbers that are said to be withheld, and for unknown factors."""
    value, status, word = (table[name].str.strip() for name in ("VALUE", "STATUS", "SCALAR_FACTOR"))
    wrong = {
        "VALUE": (value != "") & ~value.str.fullmatch(NUMBER),
        "STATUS": (value != "") & status.isin(WITHHELD_BY_STATCAN),
        "SCALAR_FACTOR": ~word.isin(SCALES),
    }
    allowed = {
        "VALUE": "a number, or nothing and a symbol in STATUS",
        "STATUS": "a withheld cell without a value",
        "SCALAR_FACTOR": list_allowed("", SCALES),
    }
    remedy = "get the table again from Statistics Canada; where it is printed so, ask them what it means"
    return [
        Finding(
            f"{shown}:{rows.index[rows][0]}",
            f"{table[name][rows.index[rows][0]]!r} in column {name} ({tell_rows(int(rows.sum()))} so)",
            allowed[name],
            "nobody can tell the value of these cells",
            remedy,
        )
        for name, rows in wrong.items()
        if rows.any()
    ]


def scale(value: str, power: int) -> str:
    """A printed number times a power of ten, in plain digits, exact.

    >>> scale("12.5", 3), scale("0.07", 0), scale("", 3)
    ('12500', '0.07', '')
    """
    if not value.strip() or power == 0:
        return value.strip()
    text = f"{Decimal(value.strip()).scaleb(power):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
