"""Statistics Canada's full tables, as the publisher's guide describes them: a withheld cell is a symbol, no number."""

import csv
import io
import zipfile

import pytest
from reading_files import read, told

from isfuturemicro.datasets.reading import WITHHELD_BY_STATCAN

NAMES = [
    *("REF_DATE", "GEO", "DGUID", "Sex", "UOM", "UOM_ID", "SCALAR_FACTOR", "SCALAR_ID", "VECTOR", "COORDINATE"),
    *("VALUE", "STATUS", "SYMBOL", "TERMINATED", "DECIMALS"),
]
META = "Cube Title,Product Id\nInvented,99100001\n"


def line(value: str, status: str = "", scale: str = "units", symbol: str = "") -> list[str]:
    scales = {"units": "0", "thousands": "3", "millions": "6"}
    cells = ["2023/2024", "Canada", "2021A000011124", "Women", "Persons", "249", scale, scales.get(scale, "")]
    return [*cells, "v1", "1.1", value, status, symbol, "", "0"]


def write_table(*lines: list[str], names: list[str] = NAMES) -> bytes:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([names, *lines])
    return text.getvalue().encode("utf-8-sig")


def write_zip(table: bytes, name: str = "99100001.csv") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, table)
        archive.writestr("99100001_MetaData.csv", META)
    return content.getvalue()


TABLE = write_table(
    line("1401645"),
    line("12.5", scale="thousands"),
    line("", "x"),
    line("", ".."),
    line("", "F"),
    line("7", "E", symbol="r"),
    line("0", "0s"),
    line("-0.25", scale="millions"),
)


@pytest.mark.parametrize("content", [write_zip(TABLE), TABLE], ids=["zip", "csv"])
def test_values_are_in_units_and_symbols_stand_where_a_value_is_withheld(content: bytes) -> None:
    """Taken as printed, 12.5 thousand would be 12.5 persons, and a suppressed cell nothing at all."""
    table = read(content, format="statcan")
    assert list(table.columns) == NAMES
    assert list(table["VALUE"]) == ["1401645", "12500", "x", "..", "F", "7", "0", "-250000"]
    assert list(table["STATUS"]) == ["", "", "x", "..", "F", "E", "0s", ""]
    assert set(table["SCALAR_FACTOR"]) == {"units"}
    assert set(table["SCALAR_ID"]) == {"0"}
    assert list(table.index) == list(range(2, 10))


def test_the_symbols_of_withheld_cells_are_known_without_being_listed() -> None:
    assert {symbol: meaning.status for symbol, meaning in WITHHELD_BY_STATCAN.items()} == {
        ".": "not_collected",
        "..": "not_collected",
        "x": "suppressed",
        "F": "unreliable",
    }


FRENCH = [name.replace("VALUE", "VALEUR") for name in NAMES]
NEEDED = "REF_DATE, GEO, UOM, SCALAR_FACTOR, VECTOR, COORDINATE, VALUE, STATUS, SYMBOL, DECIMALS"
UNSURE = (
    "Therefore nobody can tell the value of these cells. Remedy: get the table again from Statistics Canada; where "
    "it is printed so, ask them what it means"
)
ONE = "allowed: one data file NNNNNNNN.csv beside NNNNNNNN_MetaData.csv. Therefore no row is read. Remedy: "


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            write_zip(TABLE, "table.csv"),
            f"file: found the files table.csv, 99100001_MetaData.csv; {ONE}name the archive as Statistics Canada gives "
            "it, NNNNNNNN-eng.zip",
        ),
        (
            write_zip(TABLE)[:-40],
            f"file: found a damaged archive (File is not a zip file); {ONE}get NNNNNNNN-eng.zip again from Statistics "
            "Canada",
        ),
        (
            write_zip(write_table(line("1"), names=FRENCH)),
            f"file:1: found a full table in French; allowed: the columns {NEEDED}. Therefore no row is read. Remedy: "
            "name the same table in English, NNNNNNNN-eng.zip",
        ),
        (
            b"A,B\n1,2\n",
            f"file:1: found no column {NEEDED}; allowed: the columns {NEEDED}. Therefore no row is read. Remedy: "
            "delete format: where the file is no full table",
        ),
        (
            write_table(line("1"), line("1,401")),
            "file:3: found '1,401' in column VALUE (1 row so); allowed: a number, or nothing and a symbol in STATUS. "
            f"{UNSURE}",
        ),
        (
            write_table(line("0", "x"), line("0", "x")),
            "file:2: found 'x' in column STATUS (2 rows so); allowed: a withheld cell without a value. " + UNSURE,
        ),
        (
            write_table(line("1", scale="dozens")),
            "file:2: found 'dozens' in column SCALAR_FACTOR (1 row so); allowed: units, tens, hundreds, thousands, "
            "tens of thousands, hundreds of thousands, millions, tens of millions, hundreds of millions, billions. "
            + UNSURE,
        ),
        (
            write_table(),
            "file: found no rows; allowed: a header and at least one row. Therefore there is nothing to estimate. "
            "Remedy: put the rows into the file",
        ),
    ],
)
def test_a_table_that_is_not_as_it_should_be_is_told(content: bytes, expected: str) -> None:
    assert told(content, format="statcan") == [expected]
