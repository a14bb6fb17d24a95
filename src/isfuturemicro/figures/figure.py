"""A figure together with all that it may not be shown without."""

import re
from dataclasses import dataclass

import pandas as pd

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class FigureError(ValueError):
    """A figure lacks a part, or has nothing to draw."""


@dataclass(frozen=True)
class Figure:
    """A drawing and its evidence.

    name: file stem, unique on all pages. title: the finding, made from the data. alt: what kind of chart, of what, and
    what it shows. caption: what is drawn, period, population, n, interval or why there is none. svg and svg_narrow: the
    drawing for wide and for narrow screens, without title. svg_file and png: the drawing to take away, with title and
    source. table: the numbers drawn, under plain headers. sources: ids of the datasets.

    Raises FigureError, naming every missing part at once.
    """

    name: str
    title: str
    alt: str
    caption: str
    svg: str
    svg_narrow: str
    svg_file: bytes
    png: bytes
    table: pd.DataFrame
    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        faults = [f"{part} is blank" for part in ("title", "alt", "caption") if not getattr(self, part).strip()]
        faults += [f"{part} is no SVG" for part in ("svg", "svg_narrow") if "<svg" not in getattr(self, part)]
        faults += [f"{part} is empty" for part in ("svg_file", "png", "sources") if not getattr(self, part)]
        if not NAME.fullmatch(self.name):
            faults.append(f"name {self.name!r} is not made of a-z, 0-9 and single hyphens")
        if self.table.empty:
            faults.append("the table has no rows")
        headers = [str(header).strip() for header in self.table.columns]
        if not all(headers) or len(set(headers)) < len(headers):
            faults.append("the table has a blank or repeated header")
        if self.alt.strip() and self.alt.strip() == self.title.strip():
            faults.append("alt repeats the title")
        if faults:
            raise FigureError(f"figure {self.name!r}: {'; '.join(faults)}")


def require_rows(rows: pd.DataFrame, name: str) -> None:
    """Raise FigureError where there is nothing to draw: an empty chart would look like a finding."""
    if rows.empty:
        raise FigureError(f"figure {name!r}: no rows to draw")
