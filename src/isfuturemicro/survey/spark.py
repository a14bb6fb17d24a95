"""Spark as the engine: the one statement translated, its few rows handed over to DuckDB."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import numpy as np
from numpy.typing import NDArray

from .engine import DuckDBEngine
from .problems import DataError
from .source import LABELLED, READERS, open_file
from .spark_session import SETTINGS, check_packages, connect, is_sparks, one_sentence, start_local
from .spark_words import translate

CHUNK_ROWS = 20_000


class SparkEngine:
    """Spark 4: local, in which case it needs Java, or remote, over Spark Connect.

    source: a Parquet file or folder, wherever Spark reads from; a CSV, SPSS or Stata file, which DuckDB reads and hands
    on, so that its columns have the same types on both engines; the name of a table or view that Spark holds; or a
    DataFrame. remote: `sc://host:port`; empty for a Spark of this machine's, whose master is `master`. What else Spark
    should know, such as its memory, it takes from its own spark-defaults.conf or PYSPARK_SUBMIT_ARGS.

    Spark starts when it is first asked. Close the engine, or use it in a `with`: that ends the Spark that it started,
    and leaves one that it found running as it was.

    Raises DataError, one sentence, where PySpark, Java, the server or the source is missing or a statement fails.
    """

    def __init__(self, source: Any, remote: str = "", master: str = "local[*]"):
        self.source = source
        self.remote = remote
        self.master = master
        self.views: dict[str, str] = {}
        self.prefix = f"isfuturemicro_{uuid4().hex[:8]}_"
        self.closing = ExitStack()

    def __enter__(self) -> "SparkEngine":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End what was started; asked again, the engine starts anew."""
        try:
            self.closing.close()
        except Exception as error:
            if not is_sparks(error):  # a Spark that died can't be told to stop
                raise
        self.views.clear()
        for name in ("session", "columns"):
            self.__dict__.pop(name, None)

    @cached_property
    def session(self) -> Any:
        """The Spark session, set up, with the source as the view `file`."""
        check_packages()
        try:
            session = self.find_session()
            with one_sentence(self.source):
                for key, value in SETTINGS.items():
                    self.closing.callback(session.conf.set, key, session.conf.get(key))
                    session.conf.set(key, value)
                self.name_view("file", self.read(session))
        except BaseException:
            self.close()
            raise
        return session

    def find_session(self) -> Any:
        """The source's own session, one on a server, or a local one."""
        if not isinstance(self.source, str | Path):
            return self.source.sparkSession
        if not self.remote:
            return start_local(self.master, self.closing)
        session = connect(self.remote)
        self.closing.callback(session.stop)
        return session

    def shares_files(self, session: Any) -> bool:
        """Whether Spark is sure to see this machine's files."""
        own = isinstance(self.source, str | Path) and not self.remote
        return own and session.sparkContext.master.startswith("local")

    def read(self, session: Any) -> Any:
        """The source as a frame of Spark's."""
        if not isinstance(self.source, str | Path):
            return self.source
        name, path = str(self.source), Path(self.source)
        suffix = path.suffix.lower()
        reader = {**READERS, **LABELLED}.get(suffix)
        if reader is None and not re.search(r"[/\\]", name) and not path.exists():
            return session.table(name)
        if "://" not in name and self.shares_files(session):
            if not path.exists():
                raise DataError(f"{name}: no such file. Remedy: name a CSV, Parquet, SPSS or Stata file")
            if reader not in (None, "read_parquet"):
                folder = self.closing.enter_context(tempfile.TemporaryDirectory(prefix="isfuturemicro-"))
                path = Path(folder) / "file.parquet"
                read = open_file(Path(self.source)).connection
                read.execute(f"COPY file TO '{path}' (FORMAT parquet)")
            return session.read.parquet(to_address(path))
        if reader not in (None, "read_parquet"):
            raise DataError(f"{name}: a Spark elsewhere reads Parquet or its own tables. Remedy: write it as Parquet")
        return session.read.parquet(name)

    @cached_property
    def columns(self) -> list[str]:
        """The source's columns."""
        with one_sentence(self.source):
            return list(self.session.table(self.prefix + "file").columns)

    def define(self, name: str, sql: str) -> None:
        """Make the view `name` of what a statement selects."""
        frame = self.select(sql)
        with one_sentence(self.source):
            self.name_view(name, frame)

    def name_view(self, name: str, frame: Any) -> None:
        """Give a frame a view, under a name that no view of a session found running can have."""
        frame.createOrReplaceTempView(self.prefix + name)
        if name not in self.views:
            self.closing.callback(frame.sparkSession.catalog.dropTempView, self.prefix + name)
        self.views[name] = self.prefix + name

    def select(self, sql: str) -> Any:
        """What a statement of DuckDB's selects, as a frame of Spark's."""
        session = self.session
        with one_sentence(self.source):
            return session.sql(translate(sql, self.views))

    def run(self, sql: str) -> duckdb.DuckDBPyConnection:
        """Run the reduce; the connection returned holds its rows as the table `reduced`, of DuckDB's own types."""
        frame = self.select(sql)
        with one_sentence(self.source):
            arrived = frame.toArrow()
        connection = duckdb.connect()
        connection.register("arrived", arrived)
        connection.execute("CREATE TEMP TABLE reduced AS SELECT * FROM arrived")
        connection.unregister("arrived")
        return connection

    def fetch_rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows that a statement gives; few."""
        frame = self.select(sql)
        with one_sentence(self.source):
            return [tuple(row) for row in frame.collect()]

    def fetch_chunks(self, sql: str) -> Iterator[NDArray[np.float64]]:
        """The rows of a statement of numbers, some at a time: through a file, or row by row from a Spark elsewhere."""
        frame = self.select(sql)
        if self.shares_files(self.session):
            with tempfile.TemporaryDirectory(prefix="isfuturemicro-") as folder:
                with one_sentence(self.source):
                    frame.write.mode("overwrite").parquet(to_address(Path(folder)))
                written = f"SELECT * FROM read_parquet('{folder}/*.parquet')"
                yield from DuckDBEngine(duckdb.connect()).fetch_chunks(written)
            return
        with one_sentence(self.source):
            rows = frame.toLocalIterator()
        while True:
            with one_sentence(self.source):
                chunk = list(islice(rows, CHUNK_ROWS))
            if not chunk:
                return
            yield np.array(chunk, float)


def to_address(path: Path) -> str:
    """A path of this machine's, as Spark must be told it lest it look elsewhere."""
    return f"file:///{path.absolute().as_posix().lstrip('/')}"
