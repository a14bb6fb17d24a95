"""Harmonised tables on disk."""

import errno
from pathlib import Path

import duckdb
import pandas as pd

from ..files import written_beside


def write_parquet(table: pd.DataFrame, path: Path) -> None:
    """The rows as Parquet; the file is whole or as it was.

    Raises OSError where it can't be written.
    """
    with written_beside(path) as beside, duckdb.connect() as connection:
        connection.register("rows", table)
        try:
            connection.table("rows").write_parquet(str(beside))
        except duckdb.IOException as error:
            raise OSError(errno.EIO, str(error), str(path)) from error


def read_parquet(path: Path) -> pd.DataFrame:
    """The rows of a harmonised table."""
    with duckdb.connect() as connection:
        return connection.read_parquet(str(path)).df()
