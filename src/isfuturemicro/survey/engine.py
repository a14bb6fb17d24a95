"""Where the one statement runs."""

from collections.abc import Iterator
from typing import Any, Protocol

import duckdb
import numpy as np
from numpy.typing import NDArray


class Engine(Protocol):
    """Something that runs SQL over a table and hands the answer over to DuckDB, where the few rows are put in order.

    A file that an engine was opened for is its view `file`.
    """

    @property
    def columns(self) -> list[str]:
        """The columns of the file."""
        ...

    def close(self) -> None:
        """End what was opened."""
        ...

    def define(self, name: str, sql: str) -> None:
        """Make the view `name` of what a statement selects."""
        ...

    def run(self, sql: str) -> duckdb.DuckDBPyConnection:
        """Run the reduce; the connection returned holds its rows as the table `reduced`."""
        ...

    def fetch_rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows that a statement gives; few."""
        ...

    def fetch_chunks(self, sql: str) -> Iterator[NDArray[np.float64]]:
        """The rows of a statement of numbers, some at a time."""
        ...


CHUNK_VECTORS = 10
"""Rows are fetched so many times 2,048 at a time."""


class DuckDBEngine:
    """DuckDB, embedded: the default."""

    def __init__(self, connection: duckdb.DuckDBPyConnection):
        self.connection = connection

    def close(self) -> None:
        self.connection.close()

    @property
    def columns(self) -> list[str]:
        return [row[0] for row in self.fetch_rows("DESCRIBE file")]

    def define(self, name: str, sql: str) -> None:
        self.connection.execute(f"CREATE OR REPLACE VIEW {name} AS {sql}")

    def run(self, sql: str) -> duckdb.DuckDBPyConnection:
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE reduced AS {sql}")
        return self.connection

    def fetch_rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()

    def fetch_chunks(self, sql: str) -> Iterator[NDArray[np.float64]]:
        answer = self.connection.execute(sql)
        while len(chunk := answer.fetch_df_chunk(CHUNK_VECTORS)):
            yield chunk.to_numpy(float)
