"""All tables as a workbook in the accessible form of the UK Analysis Function, made by gptables."""

import datetime
import tempfile
import warnings
from pathlib import Path
from typing import Any

import pandas as pd

from ... import __version__
from ...figures import Words
from ...figures.rows import tell_status
from ..pages import short
from .columns import label_codes, name_column, plain
from .desk import Desk

SHEETS = ("claims", "claim_tests", "estimates", "datasets", "variables")
BEGINNING = datetime.datetime(2021, 3, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
"""A workbook bears a time of making: the report's own date stands in, so that two runs give the same bytes."""
LONGEST = 32_000
"""Characters that a cell can hold, and a little less."""


def write(desk: Desk) -> dict[str, bytes]:
    """The workbook: a cover, a list of contents, and a sheet a table."""
    import gptables  # here, since it is an extra

    words = desk.words
    sheets = {
        words.say(f"workbook.sheet.{name}"): gptables.GPTable(
            table=fill(desk.table(name), words),
            table_name=name,
            title=words.say(f"cite.what_of.{name}"),
            scope=words.say("workbook.scope"),
            source=words.say("page.site"),
            instructions=words.say("workbook.instructions"),
            index_columns={},
        )
        for name in SHEETS
    }
    cover = gptables.Cover(
        title=words.say("page.site"),
        intro=[words.say("workbook.columns"), words.say("workbook.symbols"), *tell_symbols(words)],
        about=[words.say("page.footer"), words.say("pdf.stamp", version=__version__, inputs=short(desk.plan.inputs))],
        cover_label=words.say("workbook.cover"),
    )
    with tempfile.TemporaryDirectory(prefix="ifm-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of blank cells, which the instructions explain
        path = Path(folder) / desk.plan.address
        book = gptables.produce_workbook(
            str(path),
            sheets,
            cover=cover,
            contentsheet_label=words.say("workbook.contents"),
            contentsheet_options={
                "title": words.say("workbook.contents"),
                "instructions": words.say("workbook.one_table"),
                "column_names": [words.say("workbook.sheet_name"), words.say("workbook.holds")],
            },
            auto_width=False,
            workbook_options={"nan_inf_to_errors": False, "strings_to_urls": False, "strings_to_formulas": False},
        )
        name_cover(book, cover, words)
        book.set_properties({"title": words.say("page.site"), "created": BEGINNING})
        book.close()
        return {desk.plan.address: path.read_bytes()}


def fill(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """A sheet's table: headings and codes in words, a blank number blank, and what is without end told in words."""
    told = label_codes(plain(table, words), words)
    told = told.replace({float("inf"): words.say("workbook.endless")}).astype(object).map(cell)
    return told.rename(columns={column: name_column(str(column), words) for column in told.columns})


def name_cover(book: Any, cover: Any, words: Words) -> None:
    """The cover's two headings, which gptables writes in English whatever the language, in the words of the pages."""
    look = book.add_format(book.theme.cover_subtitle_format)
    sheet = book.get_worksheet_by_name(cover.cover_label)
    sheet.write_string(1, 0, words.say("workbook.introduction"), look)
    sheet.write_string(2 + len(cover.intro), 0, words.say("workbook.about"), look)


def cell(value: object) -> object:
    """A cell as gptables takes it: texts cut to what a sheet can hold, nothing for an unknown number."""
    if isinstance(value, str):
        return value[:LONGEST]
    return "" if value is None or value != value else value


def tell_symbols(words: Words) -> list[str]:
    return [tell_status(code, words) for code, row in words.vocabulary.tables["status"].items() if row["symbol"]]
