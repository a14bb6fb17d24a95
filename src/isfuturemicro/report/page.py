"""What a notebook works with: its declared rows, the words of its language, and a way to show a figure."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import display

from ..figures import Figure, Words
from .html import figure_html, fold_html, note
from .notebooks import find_root, read_notebook
from .tables import NUMBERS, Row, select
from .wording import load_page_words

FIGURE_TYPE = "application/vnd.isfuturemicro.figure+json"
"""Carries a figure's files out of the notebook, so that running one leaves nothing behind but its output."""


@dataclass(frozen=True)
class Page:
    """A page's rows by table, and its words."""

    name: str
    tables: dict[str, pd.DataFrame]
    words: Words

    def pick(self, table: str = "estimates", **conditions: str | list[str]) -> pd.DataFrame:
        """The rows of a table whose columns have the given values.

        Raises KeyError for a table that the notebook does not declare under `reads`.
        """
        rows = self.tables[table]
        for column, value in conditions.items():
            rows = rows[rows[column].isin([value] if isinstance(value, str) else value)]
        return rows

    def show(self, figure: Figure, remarks: Sequence[str] = ()) -> None:
        """The figure on the page with remarks under it, and its files for the publisher to lay beside it."""
        self.carry(figure, figure_html(figure, self.words) + "".join(note(remark, "aside") for remark in remarks))

    def fold(self, figure: Figure, remarks: Sequence[str] = ()) -> None:
        """The figure folded under the line that says what it shows."""
        inside = figure_html(figure, self.words) + "".join(note(remark, "aside") for remark in remarks)
        self.carry(figure, fold_html(figure, inside, self.words))

    def carry(self, figure: Figure, html: str) -> None:
        files = {name: encode(content) for name, content in figure_files(figure).items()}
        display({"text/html": html, FIGURE_TYPE: files}, raw=True)


def load(name: str, language: str = "en", **parameters: str) -> Page:
    """The rows that the notebook `name` declares, for its parameters."""
    root = find_root(Path.cwd())
    selected = select(root, read_notebook(root, name).reads, parameters)
    datasets = {row["dataset"]: row for row in selected["datasets"]}
    return Page(name, {table: to_frame(rows) for table, rows in selected.items()}, load_page_words(language, datasets))


def to_frame(rows: list[Row]) -> pd.DataFrame:
    """Rows with numbers where the columns hold them; other cells are text, blank where nothing is said."""
    frame = pd.DataFrame(rows, dtype=object)
    for column in NUMBERS & set(frame.columns):
        frame[column] = pd.to_numeric(frame[column].replace("", None))
    return frame


def figure_files(figure: Figure) -> dict[str, bytes]:
    """What lies beside a page for each of its figures: the drawing twice, and its numbers."""
    return {
        f"{figure.name}.svg": figure.svg_file,
        f"{figure.name}.png": figure.png,
        f"{figure.name}.csv": figure.table.to_csv(index=False, lineterminator="\n").encode(),
    }


def encode(content: bytes) -> str:
    return base64.b64encode(content).decode()


def show_html(html: str) -> None:
    """A piece of the page as it is."""
    display({"text/html": html}, raw=True)


def text_of(row: Any, field: str, words: Words) -> str:
    """A field that a row has in each language."""
    return words.spaced(str(getattr(row, f"{field}_{words.language}")))
