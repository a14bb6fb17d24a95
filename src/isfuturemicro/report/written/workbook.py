"""All tables as a workbook in the accessible form of the UK Analysis Function, made by gptables."""

import datetime
import re
import tempfile
import warnings
from pathlib import Path

import pandas as pd

from ... import __version__
from ...figures import Words
from ...figures.rows import tell_status
from ..pages import short
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
            table=plain(desk.table(name), words),
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
        intro=[words.say("workbook.symbols"), *tell_symbols(words)],
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
            auto_width=False,
            workbook_options={"nan_inf_to_errors": False, "strings_to_urls": False, "strings_to_formulas": False},
        )
        book.set_properties({"title": words.say("page.site"), "created": BEGINNING})
        book.close()
        return {desk.plan.address: path.read_bytes()}


def plain(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The columns of one language; a blank number stays blank, and what is without end is told in words."""
    other = "fr" if words.language == "en" else "en"
    table = table[[column for column in table.columns if not column.endswith(f"_{other}")]]
    bare = {column: re.sub(rf"_{words.language}$", "", column) for column in map(str, table.columns)}
    table = table.rename(columns={column: name for column, name in bare.items() if name not in table.columns})
    return table.replace({float("inf"): words.say("workbook.endless")}).astype(object).map(cell)


def cell(value: object) -> object:
    """A cell as gptables takes it: texts cut to what a sheet can hold, nothing for an unknown number."""
    if isinstance(value, str):
        return value[:LONGEST]
    return "" if value is None or value != value else value


def tell_symbols(words: Words) -> list[str]:
    return [tell_status(code, words) for code, row in words.vocabulary.tables["status"].items() if row["symbol"]]
