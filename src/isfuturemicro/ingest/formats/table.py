"""The table of formats, and the one way from a file's bytes to a frame of text."""

from collections.abc import Callable
from dataclasses import replace
from unicodedata import normalize

import pandas as pd

from ...datasets.reading import Reading
from ...findings import Finding
from .archive import unpack
from .badges import read_badges
from .columnar import read_parquet
from .package import read_package
from .shape import shape
from .statcan import read_statcan
from .statistical import read_dta, read_por, read_sav
from .text import read_text
from .whole import read_whole
from .workbook import read_workbook

Reader = Callable[[bytes, Reading, str], tuple[pd.DataFrame, list[Finding]]]
"""From a file's bytes, how to read them, and how messages name the file, to its rows and all that is wrong with them.

Every cell is text. The index says where each row stands in the file, and no two rows stand at one place. Columns are
names, or where a header has several rows tuples of names.
"""
FORMATS: dict[str, Reader] = {
    "csv": read_text,
    "xlsx": read_workbook,
    "sav": read_sav,
    "por": read_por,
    "dta": read_dta,
    "parquet": read_parquet,
    "statcan": read_statcan,
    "datapackage": read_package,
    "badges": read_badges,
    "text": read_whole,
}
"""The reader of each format of `datasets.reading.SUFFIXES`."""


def read_table(content: bytes, reading: Reading, shown: str) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows of a file as text, a column a field; findings instead where it can't be read as `reading` says."""
    if reading.member:
        content, findings = unpack(content, reading, shown)
        if findings:
            return pd.DataFrame(), findings
        reading = replace(reading, member="")
    table, findings = FORMATS[reading.format](content, reading, shown)
    if findings:
        return pd.DataFrame(), findings
    table, findings = shape(table, reading, shown)
    return table.rename(columns=compose), findings


def compose(name: str) -> str:
    """A column's name with each accent in its letter, as dataset.yml has them: two names that look alike are one."""
    return normalize("NFC", name)
