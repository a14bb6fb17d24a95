"""How a file is to be read: what `read:` in `dataset.yml` says, as a frozen record."""

import math
from dataclasses import dataclass, field
from pathlib import Path

SUFFIXES = {
    "csv": (".csv", ".tsv", ".tab", ".txt"),
    "xlsx": (".xlsx", ".xlsm", ".xls"),
    "sav": (".sav", ".zsav"),
    "por": (".por",),
    "dta": (".dta",),
    "parquet": (".parquet",),
    "statcan": ("-eng.zip",),
    "datapackage": ("datapackage.json",),
    "badges": (".json", ".jsonl"),
    "text": (".js",),
}
"""Each format that `read: {format: ...}` may name, and the endings of file names that mean it."""


def guess_format(name: str) -> str:
    """The format that a file's name means; delimited text where it means none.

    >>> guess_format("Table_1.XLSX"), guess_format("rows"), guess_format("37100011-eng.zip")
    ('xlsx', 'csv', 'statcan')
    """
    return next((format for format, endings in SUFFIXES.items() if name.lower().endswith(endings)), "csv")


@dataclass(frozen=True)
class Symbol:
    """What stands in a cell whose number the publisher withholds: why, and between which bounds the number lies."""

    status: str
    least: float = 0.0
    most: float = math.inf


WITHHELD_BY_STATCAN = {
    ".": Symbol("not_collected"),
    "..": Symbol("not_collected"),
    "x": Symbol("suppressed"),
    "F": Symbol("unreliable"),
}
"""Statistics Canada's symbols for a cell without a value, but `...` (not applicable), whose sense the table decides.

https://www.statcan.gc.ca/eng/concepts/definitions/guide-symbol
"""
CAUTION_OF_STATCAN = "E"
"""Statistics Canada's symbol beside a number that is to be used with caution. The number stands, and its E with it."""


@dataclass(frozen=True)
class Melt:
    """A wide table made long: a row for each cell outside the columns that are kept.

    `names` are new columns that take the cell's heading, one for each header row; `value` is the column of the cell.
    """

    keep: tuple[str, ...]
    names: tuple[str, ...]
    value: str
    leave_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """How a file is to be read. Rows are counted from 1, as an editor or a spreadsheet shows them.

    symbols: texts that stand for withheld numbers; withheld: how many rows of the data file are left out for them.
    caution: the text beside a number that is to be used with caution; cautioned: how many rows have one.
    place: which part of `dataset.yml` says so, `source` or `originals`, for messages.
    folder: where further files of a package lie.
    """

    format: str = "csv"
    member: str = ""
    delimiter: str = ","
    encoding: str = ""
    decimal: str = "."
    thousands: str = ""
    numbers: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    sheet_column: str = ""
    header_rows: tuple[int, ...] = (1,)
    rows: tuple[int, int | None] = (1, None)
    ends_before: str = ""
    fill_right: tuple[int, ...] = ()
    fill_down: tuple[str, ...] = ()
    melt: Melt | None = None
    symbols: dict[str, Symbol] = field(default_factory=dict)
    withheld: int = 0
    caution: str = ""
    cautioned: int = 0
    resource: str = ""
    place: str = "source"
    folder: Path | None = None

    @property
    def laid_out(self) -> bool:
        """Whether the rows are a printed table's, in which blank rows are but space, and not those of a plain file."""
        return self.header_rows != (1,) or self.rows[1] is not None or bool(self.ends_before)

    def write(self, text: str, aside: str = "") -> str:
        """What its author is to write into `dataset.yml`, where it belongs.

        >>> Reading().write("sheet: Age"), Reading(place="originals").write("sheet: Age", " (or another)")
        ('write read: {sheet: Age} under source:', 'write sheet: Age (or another) under originals:')
        """
        said = f"read: {{{text}}}" if self.place == "source" else text
        return f"write {said}{aside} under {self.place}:"
