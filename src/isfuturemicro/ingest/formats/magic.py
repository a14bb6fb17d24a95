"""What a file is by its first bytes, whatever its name says."""

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of file: in words, the format of ours that reads it (none where nothing does), and the way out."""

    name: str
    format: str
    remedy: str


SAVE_AS_XLSX = (
    "open it in a spreadsheet, save it as an Excel workbook (.xlsx) without a password, "
    "and name that file and its sha256"
)
KINDS = (
    (b"PK\x03\x04", Kind("a zip archive or an Excel workbook", "xlsx", "")),
    (b"\xd0\xcf\x11\xe0", Kind("an old Excel workbook (.xls), or one locked by a password", "", SAVE_AS_XLSX)),
    (b"%PDF", Kind("a PDF document", "", "get the table from its publisher as a file of data")),
    (b"PAR1", Kind("a Parquet file", "parquet", "")),
    (b"$FL2", Kind("an SPSS file (.sav)", "sav", "")),
    (b"$FL3", Kind("a compressed SPSS file (.zsav)", "sav", "")),
    (b"<stata_dta>", Kind("a Stata file (.dta)", "dta", "")),
)
PAGES = (b"<!doctype html", b"<html", b"<table", b"<?xml")
PAGE = Kind("a web page or XML text", "", SAVE_AS_XLSX)


def recognise(content: bytes) -> Kind | None:
    """The kind of a file, or None where its first bytes tell nothing.

    >>> recognise(b"PAR1....").name, recognise(b"A,B") is None
    ('a Parquet file', True)
    """
    if content[:200].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(PAGES):
        return PAGE
    return next((kind for start, kind in KINDS if content.startswith(start)), None)


def tell_kind(content: bytes) -> str:
    """What a file is, in words, where a reader expected something else."""
    kind = recognise(content)
    return kind.name if kind else f"a file that begins with {content[:8]!r}" if content else "an empty file"
