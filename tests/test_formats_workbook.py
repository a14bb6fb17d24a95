"""Excel workbooks, written by openpyxl: good ones, and bad ones with what is said about each."""

import io
import sys
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
from reading_files import read, rows, told

Sheets = dict[str, list[list[Any]]]


def write_book(sheets: Sheets, merged: dict[str, str] | None = None, padded: str = "") -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, cells in sheets.items():
        sheet = book.create_sheet(title)
        for row in cells:
            sheet.append(row)
        if title in (merged or {}):
            sheet.merge_cells((merged or {})[title])
        if padded:
            sheet[padded].number_format = "00"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def change_part(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with some bytes of one of its parts changed."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            held = source.read(name)
            if name == part:
                assert old in held
                held = held.replace(old, new)
            target.writestr(name, held)
    return changed.getvalue()


def test_values_become_text_and_nothing_is_invented() -> None:
    values = [
        1,
        2.0,
        0.1 + 0.2,
        1e-7,
        12345678,
        True,
        date(2021, 3, 1),
        datetime(2021, 3, 1, 14, 30),
        time(8),
        "01",
        None,
    ]
    content = write_book({"S": [["A", "B"], *[[value, "x"] for value in values]]})
    assert [row[0] for row in rows(content, format="xlsx")[1:]] == [
        "1", "2", "0.3", "1e-07", "12345678", "TRUE", "2021-03-01", "2021-03-01 14:30:00", "08:00:00", "01", "",
    ]  # fmt: skip


def test_a_number_that_is_padded_with_zeros_keeps_them_and_one_with_a_comma_has_it() -> None:
    assert rows(write_book({"S": [["A"], [7]]}, padded="A2"), format="xlsx") == [["A"], ["07"]]
    assert rows(write_book({"S": [["A"], [1.5]]}), format="xlsx", decimal=",") == [["A"], ["1,5"]]


def test_a_table_between_titles_and_footnotes_is_found_by_its_rows() -> None:
    table = [["Table 1"], [], [None, "College", "N"], [None, "Algonquin", 3], [None, "Boréal", 4], [], ["Source: x"]]
    content = write_book({"S": table})
    for how in ({"rows": (4, 5)}, {"ends_before": "Source"}):
        found = read(content, format="xlsx", header_rows=(3,), **how)
        assert [list(found.columns), *found.to_numpy().tolist()] == [
            ["College", "N"],
            ["Algonquin", "3"],
            ["Boréal", "4"],
        ]
        assert list(found.index) == [4, 5]


def test_a_merged_cell_has_its_value_in_all_its_range() -> None:
    cells = [["College", "Women", None], [None, 2020, 2021], ["Algonquin", 1, 2], [None, 3, 4]]
    content = write_book({"S": cells}, {"S": "B1:C1"})
    book = openpyxl.load_workbook(io.BytesIO(content))
    book["S"].merge_cells("A1:A2")
    book["S"].merge_cells("A3:A4")
    merged = io.BytesIO()
    book.save(merged)
    assert rows(merged.getvalue(), format="xlsx", header_rows=(1, 2)) == [
        ["College", "Women / 2020", "Women / 2021"],
        ["Algonquin", "1", "2"],
        ["Algonquin", "3", "4"],
    ]


def test_a_sheet_is_read_by_its_name_and_several_become_one_table() -> None:
    content = write_book({"2020": [["A", "N"], ["x", 1]], "2021": [["A", "N"], ["x", 2]], "Notes": [["Text"]]})
    assert rows(content, format="xlsx", sheets=("2021",)) == [["A", "N"], ["x", "2"]]
    both = read(content, format="xlsx", sheets=("2020", "2021"), sheet_column="YEAR")
    assert list(both.columns) == ["YEAR", "A", "N"]
    assert both.to_numpy().tolist() == [["2020", "x", "1"], ["2021", "x", "2"]]
    assert list(both.index) == ["2020!2", "2021!2"]


def test_merged_cells_make_no_other_difference() -> None:
    """Whether a workbook has merged cells decides how openpyxl loads it, and nothing else."""
    cells = [["A", "B"], [], [1, "x"], [None, None], [2.5, "y"]]
    plain = read(write_book({"S": cells, "T": [["x", None]]}), format="xlsx", sheets=("S",))
    merged = read(write_book({"S": cells, "T": [["x", None]]}, {"T": "A1:B1"}), format="xlsx", sheets=("S",))
    assert plain.equals(merged)
    assert list(plain.index) == [3, 5]


def test_cells_beyond_the_range_that_the_writer_noted_are_read() -> None:
    content = write_book({"S": [["A", "B"], [1, 2], [3, 4]]})
    cut = change_part(content, "xl/worksheets/sheet1.xml", b'ref="A1:B3"', b'ref="A1:A1"')
    assert rows(cut, format="xlsx") == rows(content, format="xlsx")


def test_a_formula_has_the_result_that_was_saved_with_it() -> None:
    content = write_book({"S": [["A"], [1], ["=A2+1"]]})
    saved = change_part(
        content, "xl/worksheets/sheet1.xml", b"<v></v>" if b"<v></v>" in content else b"<v />", b"<v>2</v>"
    )
    assert rows(saved, format="xlsx") == [["A"], ["1"], ["2"]]


GOOD = write_book({"Age": [["A", "N"], ["x", 1]], "Sex": [["B", "N"], ["y", 2]]})


@pytest.mark.parametrize(
    ("content", "how", "expected"),
    [
        (
            GOOD,
            {},
            "file: found 2 sheets and no sheet:; allowed: Age, Sex. Therefore nobody can tell which of them is meant. "
            'Remedy: write read: {sheet: "Age"} (or another) under source:',
        ),
        (
            GOOD,
            {"sheets": ("Ages",), "place": "originals"},
            "file: found no sheet 'Ages'; allowed: Age, Sex. Therefore the file is not read. Remedy: "
            'write sheet: "Age" (or another) under originals:',
        ),
        (
            GOOD,
            {"sheets": ("Age", "Sex"), "sheet_column": "S"},
            "file: found the columns S, B, N in the sheet 'Sex'; allowed: those of the sheet 'Age': S, A, N. "
            "Therefore sheets of other columns can't be one table. Remedy: leave the sheet out of sheet:, or give "
            "it a dataset of its own",
        ),
        (
            GOOD,
            {"sheets": ("Age",), "header_rows": (7,)},
            "file: found header_rows: 7 where the last row is 2; allowed: a row from 1 to 2. Therefore no row is read. "
            "Remedy: write read: {header_rows: 1} (or the row of the columns' names) under source:",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            {},
            "file: found an old Excel workbook (.xls), or one locked by a password; allowed: an Excel workbook "
            "(.xlsx). Therefore the file is not read. Remedy: open it in a spreadsheet, save it as an Excel "
            "workbook (.xlsx) without a password, and name that file and its sha256",
        ),
        (
            b"\r\n<html><table><tr><td>A</td></tr></table></html>",
            {},
            "file: found a web page or XML text; allowed: an Excel workbook (.xlsx). Therefore the file is not read. "
            "Remedy: open it in a spreadsheet, save it as an Excel workbook (.xlsx) without a password, and name that "
            "file and its sha256",
        ),
        (
            b"A,B\n1,2\n",
            {},
            "file: found a file that begins with b'A,B\\n1,2\\n'; allowed: an Excel workbook (.xlsx). Therefore "
            "the file is not read. Remedy: write read: {format: with the one that it is} under source:",
        ),
        (
            GOOD[: len(GOOD) // 2],
            {},
            "file: found a workbook that can't be opened (BadZipFile: File is not a zip file); allowed: a whole Excel "
            "workbook (.xlsx). Therefore the file is not read. Remedy: get it again from its publisher; where a "
            "spreadsheet opens it, save it there as .xlsx anew",
        ),
        (
            write_book({"S": [["A", "N"], ["x", 1], ["Total", "=B2"]]}),
            {},
            "file: found 1 formulas without a result in the sheet 'S', the first in B3; allowed: cells that hold "
            "values. Therefore their values are unknown. Remedy: open the workbook in a spreadsheet, save it, and "
            "name the new sha256",
        ),
        (
            write_book({"S": [["Table 1", None, None], [], ["A", "B", "C"], ["x", 1, 2]]}, {"S": "A1:C1"}),
            {},
            "file:1: found 'Table 1' and no other name over 3 columns; allowed: the names of columns, and no title. "
            "Therefore no row is read. Remedy: write read: {header_rows: 3} (or the row of the columns' names) under "
            "source:",
        ),
        (
            write_book({"S": [["A", "B", "A"], ["x", 1, 2]]}),
            {},
            "file:1: found the column 'A' twice; allowed: each column once. Therefore nobody can tell which of them "
            "counts. Remedy: rename one",
        ),
        (
            write_book({"S": []}),
            {},
            "file: found no rows; allowed: a header and at least one row. Therefore there is nothing to estimate. "
            "Remedy: put the rows into the file",
        ),
    ],
)
def test_a_workbook_that_is_not_as_described_is_told(content: bytes, how: dict[str, object], expected: str) -> None:
    assert told(content, format="xlsx", **how) == [expected]


def test_a_zip_archive_that_is_no_workbook_is_told() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("rows.csv", "A,B\n1,2\n")
    [finding] = told(content.getvalue(), format="xlsx")
    assert finding.startswith("file: found a workbook that can't be opened (KeyError: ")


def test_a_workbook_whose_sheet_is_no_xml_is_told() -> None:
    broken = change_part(GOOD, "xl/worksheets/sheet1.xml", b"</sheetData>", b"")
    [finding] = told(broken, format="xlsx", sheets=("Age",))
    assert finding.startswith("file: found a workbook that can't be opened (ParseError: ")


def test_without_openpyxl_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert told(GOOD, format="xlsx") == [
        "file: found an Excel workbook, and no package openpyxl to read it; allowed: openpyxl in the environment. "
        "Therefore the file is not read. Remedy: run: pip install openpyxl, or install the project with all that reads "
        "files: pip install '.[files]'"
    ]
