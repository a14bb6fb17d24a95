"""Excel workbooks (.xlsx): the values of their cells as text."""

import io
import re
import warnings
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from ...datasets.reading import Reading
from ...findings import Finding, find_nearest, list_allowed
from .archive import DAMAGED
from .grid import Row, lay_out
from .magic import SAVE_AS_XLSX, recognise, tell_kind
from .missing import ask_for

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

UNREAD = "the file is not read"
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
PADDED = re.compile("0{2,}")
"""A number format that pads with zeros, as that of codes often does."""
BROKEN = (*DAMAGED, KeyError, TypeError, SyntaxError, AttributeError, IndexError)
"""What openpyxl raises over a workbook that is none, or not whole; XML errors are a kind of SyntaxError."""


def read_workbook(content: bytes, reading: Reading, shown: str) -> tuple[pd.DataFrame, list[Finding]]:
    """One sheet as a frame of strings, or several one below the other with the sheet's name as a column.

    The index is the row in the sheet; where there are several, `SHEET!ROW`.
    """
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        return pd.DataFrame(), [ask_for("openpyxl", "an Excel workbook", shown)]
    if not content.startswith(b"PK"):
        kind = recognise(content)
        remedy = kind.remedy if kind and kind.remedy else reading.write("format: with the one that it is")
        return pd.DataFrame(), [Finding(shown, tell_kind(content), "an Excel workbook (.xlsx)", UNREAD, remedy)]
    try:
        grids, findings = read_grids(content, reading, shown)
    except BROKEN as error:
        found = f"a workbook that can't be opened ({type(error).__name__}: {error})"
        remedy = "get it again from its publisher; where a spreadsheet opens it, save it there as .xlsx anew"
        return pd.DataFrame(), [Finding(shown, found, "a whole Excel workbook (.xlsx)", UNREAD, remedy)]
    tables = []
    for title, grid in grids.items():
        where = f"{shown} [{title}]" if len(grids) > 1 else shown
        table, faults = lay_out(grid, reading, where)
        findings += faults
        tables.append(mark_sheet(table, title, reading, len(grids) > 1))
    return (pd.DataFrame(), findings) if findings else stack(tables, list(grids), shown)


def mark_sheet(table: pd.DataFrame, title: str, reading: Reading, several: bool) -> pd.DataFrame:
    """A sheet's rows with its name as a column, and in the place of each row where there are several sheets."""
    if reading.sheet_column:
        levels = len(reading.header_rows)
        name = (reading.sheet_column, *[""] * (levels - 1)) if levels > 1 else reading.sheet_column
        table.insert(0, name, title, allow_duplicates=True)
    if several:
        table.index = pd.Index([f"{title}!{line}" for line in table.index], name="line")
    return table


def stack(tables: list[pd.DataFrame], titles: list[str], shown: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Sheets of the same columns one below the other."""
    findings = []
    for table, title in zip(tables, titles, strict=True):
        if list(table.columns) != list(tables[0].columns):
            allowed = f"those of the sheet {titles[0]!r}: {', '.join(map(str, tables[0].columns))}"
            found = f"the columns {', '.join(map(str, table.columns))} in the sheet {title!r}"
            remedy = "leave the sheet out of sheet:, or give it a dataset of its own"
            findings.append(Finding(shown, found, allowed, "sheets of other columns can't be one table", remedy))
    return (pd.DataFrame(), findings) if findings else (pd.concat(tables), [])


def read_grids(content: bytes, reading: Reading, shown: str) -> tuple[dict[str, list[Row]], list[Finding]]:
    """The cells of each sheet that is asked for, by its name."""
    merged, formulas = scan_sheets(content)
    book = open_book(content, merged, values=True)
    titles, findings = choose_sheets(book, reading, shown)
    grids = {title: read_grid(book[title], merged, reading.decimal) for title in titles}
    if formulas:
        written = open_book(content, merged=False, values=False)
        findings += [finding for title in titles for finding in check_results(written[title], grids[title], shown)]
    return grids, findings


def scan_sheets(content: bytes) -> tuple[bool, bool]:
    """Whether any sheet has merged cells, and whether any has formulas.

    openpyxl tells merged cells only after loading every sheet whole, which takes several times as long as reading one.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if SHEET.fullmatch(name)]
    return any(b"<mergeCell " in xml for xml in sheets), any(b"<f>" in xml or b"<f " in xml for xml in sheets)


def open_book(content: bytes, merged: bool, values: bool) -> "Workbook":
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions, which hold no values
        return openpyxl.load_workbook(io.BytesIO(content), read_only=not merged, data_only=values)


def choose_sheets(book: "Workbook", reading: Reading, shown: str) -> tuple[tuple[str, ...], list[Finding]]:
    """The sheets that `sheet:` names; without it the only one."""
    titles = tuple(sheet.title for sheet in book.worksheets)
    if not reading.sheets and len(titles) == 1:
        return titles, []
    if not reading.sheets:
        remedy = reading.write(f'sheet: "{titles[0]}"', " (or another)") if titles else SAVE_AS_XLSX
        found = f"{len(titles)} sheets and no sheet:"
        return (), [Finding(shown, found, ", ".join(titles), "nobody can tell which of them is meant", remedy)]
    findings = []
    for title in reading.sheets:
        if title not in titles:
            near = (find_nearest(title, titles) or list(titles))[0]
            found, remedy = f"no sheet {title!r}", reading.write(f'sheet: "{near}"', " (or another)")
            findings.append(Finding(shown, found, list_allowed(title, titles), UNREAD, remedy))
    return tuple(title for title in reading.sheets if title in titles), findings


def read_grid(sheet: "Worksheet", merged: bool, decimal: str) -> list[Row]:
    """The rows of a sheet that are not blank, all as wide as the widest; a merged cell's value fills its range."""
    if not merged:
        sheet.reset_dimensions()  # some writers note a range that is too small, and cells beyond it would be lost
    cells = [[tell_value(cell, decimal) for cell in row] for row in sheet.iter_rows()]
    for area in sheet.merged_cells.ranges if merged else ():
        value = cells[area.min_row - 1][area.min_col - 1]
        for row in range(area.min_row - 1, area.max_row):
            for column in range(area.min_col - 1, area.max_col):
                cells[row][column] = value
    width = max((place + 1 for row in cells for place, cell in enumerate(row) if cell), default=0)
    padded = ((row + [""] * (width - len(row)))[:width] for row in cells)
    return [Row(line, line, row) for line, row in enumerate(padded, start=1) if any(row)]


def tell_value(cell: Any, decimal: str) -> str:
    """The value of a cell as text: whole numbers without a decimal, days without an hour.

    Excel keeps 15 digits of a number; what is beyond is noise of the binary fraction. A number that is padded with
    zeros keeps them, since it is a code.
    """
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        text = str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.15g}"
        if PADDED.fullmatch(cell.number_format):
            text = text.zfill(len(cell.number_format))
        return text.replace(".", decimal)
    if isinstance(value, datetime) and value.time() == value.min.time():
        return value.date().isoformat()
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)


def check_results(sheet: "Worksheet", grid: list[Row], shown: str) -> list[Finding]:
    """A finding where no formula of a sheet has a result, since no spreadsheet has worked it out.

    A formula whose result is an empty text looks the same, so one with a result clears the sheet.
    """
    by_place = {row.first: row.cells for row in grid}
    formulas = [
        (line, place, cell.coordinate)
        for line, row in enumerate(sheet.iter_rows(), start=1)
        for place, cell in enumerate(row)
        if cell.data_type == "f"
    ]
    if not formulas or any("".join(by_place.get(line, [])[place : place + 1]) for line, place, _ in formulas):
        return []
    found = f"{len(formulas)} formulas without a result in the sheet {sheet.title!r}, the first in {formulas[0][2]}"
    remedy = "open the workbook in a spreadsheet, save it, and name the new sha256"
    return [Finding(shown, found, "cells that hold values", "their values are unknown", remedy)]
