"""Harmonised tables on disk."""

from pathlib import Path

import duckdb
import pandas as pd


def write_parquet(table: pd.DataFrame, path: Path) -> None:
    """The rows as Parquet, written beside and renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    with duckdb.connect() as connection:
        connection.register("rows", table)
        connection.table("rows").write_parquet(str(beside))
    beside.replace(path)


def read_parquet(path: Path) -> pd.DataFrame:
    """The rows of a harmonised table."""
    with duckdb.connect() as connection:
        return connection.read_parquet(str(path)).df()
