"""Parquet files."""

import tempfile
from pathlib import Path

import duckdb
import pandas as pd

from ...datasets.reading import Reading
from ...findings import Finding
from .magic import recognise, tell_kind

MARK = b"PAR1"
UNREAD = "the file is not read"
FRACTIONS = ("FLOAT", "DOUBLE", "DECIMAL")


def read_parquet(content: bytes, reading: Reading, shown: str) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows as text; NULL is blank, a whole number has no decimal, a midnight no hour."""
    if not content.startswith(MARK):
        kind = recognise(content)
        remedy = reading.write(f"format: {kind.format if kind and kind.format else 'with the one that it is'}")
        return pd.DataFrame(), [Finding(shown, tell_kind(content), "a Parquet file", UNREAD, remedy)]
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "rows.parquet"
        path.write_bytes(content)
        try:
            rows = connection.read_parquet(str(path))
            told = ", ".join(tell_column(name, str(type)) for name, type in zip(rows.columns, rows.types, strict=True))
            table = rows.project(told).df().fillna("")
        except (duckdb.Error, RuntimeError, UnicodeError) as error:  # the last two where names are no UTF-8
            found = f"a Parquet file that can't be read ({str(error).splitlines()[0].replace(str(path), 'it')})"
            remedy = "get it again from its publisher, since it may be cut off"
            return pd.DataFrame(), [Finding(shown, found, "a whole Parquet file", UNREAD, remedy)]
    if table.empty:
        follows, remedy = "there is nothing to estimate", "name a file with rows"
        return pd.DataFrame(), [Finding(shown, "no rows", "at least one row", follows, remedy)]
    return table.astype(object).set_index(pd.RangeIndex(1, len(table) + 1, name="line")), []


def tell_column(name: str, type: str) -> str:
    """The SQL expression of a column as text."""
    column = '"' + name.replace('"', '""') + '"'
    text = f"CAST({column} AS VARCHAR)"
    if type.startswith(FRACTIONS):
        text = rf"regexp_replace({text}, '\.0+$', '')"
    elif type.startswith("TIMESTAMP"):
        text = f"regexp_replace({text}, ' 00:00:00$', '')"
    return f"{text} AS {column}"
