"""The statement gives the same bits on Spark as on DuckDB."""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import SimpleNamespace

import duckdb
import numpy as np
import pytest

from isfuturemicro.survey.cube import Cube
from isfuturemicro.survey.design import Design, Replication
from isfuturemicro.survey.engine import Engine
from isfuturemicro.survey.problems import DataError
from isfuturemicro.survey.reduce import reduce_to_cube
from isfuturemicro.survey.source import Layout, lay_out, open_file
from isfuturemicro.survey.spark import SparkEngine
from isfuturemicro.survey.spark_session import find_java
from isfuturemicro.survey.spark_words import translate
from isfuturemicro.survey.statement import choose_scale, quote

LACKING = [name for name in ("pyspark", "py4j", "pyarrow", "grpc", "sqlglot") if importlib.util.find_spec(name) is None]
needs_packages = pytest.mark.skipif(
    bool(LACKING), reason=f"not installed: {', '.join(LACKING)}; pip install 'isfuturemicro[spark]'"
)
needs_spark = pytest.mark.skipif(
    bool(LACKING) or not find_java()[1],
    reason=f"not installed: {', '.join(LACKING)}; pip install 'isfuturemicro[spark]'"
    if LACKING
    else f"no Java 17: {find_java()[0]}",
)

QUICK_START = "--conf spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1"
STRATUM, PSU, GROUP, INCOME = "stratum no. 1", "household.id", "group a", "net income"
LABELS = {
    GROUP: quote(GROUP),
    "known": f"{quote(INCOME)} IS NOT NULL",
    "in_domain_": "CASE WHEN age / 2 > 20 THEN 1 ELSE 0 END",
}
QUANTITIES = {"x": quote(INCOME), "y": "CAST(age AS INTEGER) - 40"}
REPLICATES = ("rw.1", "rw.2", "rw.3", "rw.4")
PLAIN = Layout("weight of case", (STRATUM,), (PSU,))
CLUSTERED = Design(stages=1)
CASES = {
    "clusters": (PLAIN, CLUSTERED, None),
    "two stages": (
        Layout("weight of case", (STRATUM, "region"), (PSU, "person"), ("clusters", "persons")),
        Design(stages=2, fpc=2),
        None,
    ),
    "units": (Layout("weight of case", (STRATUM,)), Design(), None),
    "replicates": (
        Layout("weight of case", replicates=REPLICATES),
        Design(),
        Replication(REPLICATES, 0.75, np.ones(4), mse=False),
    ),
}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights from 1e-7 to 1e9, quantities of both signs, missing values, numbers with two texts, odd names."""
    random = np.random.default_rng(20210301)
    rows = 1500
    stratum = random.integers(0, 5, rows)
    psu = stratum * 20 + random.integers(0, 12, rows)
    numbers = {
        "weight of case": 10.0 ** random.uniform(-7, 9, rows),
        STRATUM: stratum,
        "region": stratum * 2.5e7,
        PSU: psu * 12345678.25 + 1e-5,
        "person": random.integers(0, 4, rows),
        "clusters": np.full(rows, 30.0),
        "persons": np.full(rows, 0.125),
        "age": random.uniform(15, 90, rows),
        INCOME: random.normal(0, 1, rows) * 10.0 ** random.integers(-6, 7, rows),
        "code": random.integers(0, 4, rows),
    }
    numbers |= {name: random.lognormal(3, 2, rows) for name in REPLICATES[:3]}
    numbers |= {REPLICATES[3]: numbers[REPLICATES[0]] * 2 + numbers[REPLICATES[1]] / 2}
    connection = duckdb.connect()
    import pandas

    connection.register("numbers", pandas.DataFrame(numbers))
    path = tmp_path_factory.mktemp("a folder") / "survey data.parquet"
    connection.execute(
        f"COPY (SELECT * REPLACE (CASE WHEN {quote(INCOME)} < 2e5 THEN {quote(INCOME)} END AS {quote(INCOME)}),"
        f" (['é', '', NULL, 'a b.c'])[code + 1] AS {quote(GROUP)} FROM numbers) TO '{path}' (FORMAT parquet)"
    )
    return path


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def engine(table: Path, port: int) -> Iterator[SparkEngine]:
    """Two threads; the same Spark also answers as a server, for the tests of `--remote`."""
    with pytest.MonkeyPatch.context() as patch:
        plugin = "--conf spark.plugins=org.apache.spark.sql.connect.SparkConnectPlugin"
        options = f"{QUICK_START} {plugin} --conf spark.connect.grpc.binding.port={port} pyspark-shell"
        patch.setenv("PYSPARK_SUBMIT_ARGS", options)
        engine = SparkEngine(table, master="local[2]")
        assert engine.columns[:2] == ["weight of case", STRATUM]
    with engine:
        yield engine


def write_layout(engine: Engine, layout: Layout) -> str:
    """What `lay_out` selects, for a view of an engine's file."""
    said: list[str] = []
    caught = SimpleNamespace(columns=engine.columns, define=lambda _, sql: said.append(sql))
    lay_out(caught, layout, LABELS, QUANTITIES)
    return said[0]


def reduce_case(engine: Engine, case: str) -> Cube:
    _, design, replication = CASES[case]
    return reduce_to_cube(engine, "rows", (GROUP, "known"), design, "in_domain_ = '1'", tuple(QUANTITIES), replication)


def on_engine(engine: Engine, case: str) -> Cube:
    lay_out(engine, CASES[case][0], LABELS, QUANTITIES)
    return reduce_case(engine, case)


def to_bits(value: object) -> object:
    """A cube with every double in full."""
    if is_dataclass(value):
        return {field.name: to_bits(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: to_bits(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return value.shape, [item.hex() if isinstance(item, float) else item for item in value.ravel().tolist()]
    return value.hex() if isinstance(value, float) else value


# Before Spark starts: a test that finds one running would use it.
def test_one_sentence_without_pyspark(monkeypatch: pytest.MonkeyPatch, table: Path) -> None:
    for name in ("sqlglot", "pyspark"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(
        DataError, match=r"^--engine spark needs PySpark 4 and sqlglot, but .*pip install 'isfuturemicro\[spark\]'$"
    ):
        SparkEngine(table).fetch_rows("SELECT 1")


@needs_packages
@pytest.mark.parametrize("home", ["", "/no/such/folder"])
def test_one_sentence_without_java(monkeypatch: pytest.MonkeyPatch, table: Path, home: str) -> None:
    monkeypatch.setenv("JAVA_HOME", home)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(
        DataError, match=r"^--engine spark needs Java 17 or newer .*openjdk-17-jre-headless.* JAVA_HOME .*--remote$"
    ):
        SparkEngine(table).fetch_rows("SELECT 1")


@needs_packages
@pytest.mark.skipif(not shutil.which("bash"), reason="Spark is started by a script for bash")
def test_one_sentence_for_an_old_java(
    monkeypatch: pytest.MonkeyPatch, table: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(
        "#!/bin/sh\necho Error: java.lang.UnsupportedClassVersionError: class file version 61.0 >&2\nexit 1\n"
    )
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(
        DataError, match=r"^--engine spark needs Java 17 or newer .* the one that was found is older\. Remedy"
    ):
        SparkEngine(table).fetch_rows("SELECT 1")
    assert capfd.readouterr() == ("", "")


@needs_packages
@pytest.mark.parametrize(
    "remote", ["sc://127.0.0.1:{port}/;token=secret", "http://127.0.0.1:{port}", "sc://127.0.0.1:{port}/x"]
)
def test_one_sentence_for_a_bad_remote(
    monkeypatch: pytest.MonkeyPatch, table: Path, remote: str, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("isfuturemicro.survey.spark_session.REMOTE_WAIT", 1)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = probe.getsockname()[1]
    with pytest.raises(DataError, match=r"^no Spark 4 at .*Remedy: write --remote sc://HOST:15002") as error:
        SparkEngine(table, remote=remote.format(port=closed)).fetch_rows("SELECT 1")
    assert "secret" not in str(error.value)
    assert capfd.readouterr() == ("", "")


@needs_packages
def test_names_pass_unharmed() -> None:
    sql = 'SELECT "a.b c", "d""e", "f`g", COUNT(*) FILTER (WHERE "a.b c" <> \'it\'\'s\') FROM rows'
    assert translate(sql, {"rows": "own_rows"}) == (
        "SELECT `a.b c`, `d\"e`, `f``g`, COUNT(*) FILTER(WHERE `a.b c` <> 'it\\'s') FROM `own_rows` AS `rows`"
    )


@needs_spark
@pytest.mark.parametrize("case", CASES)
def test_same_bits(engine: SparkEngine, table: Path, case: str) -> None:
    assert choose_scale(1e-7, 1e9)[1] == 2, "these weights need two limbs"
    cube = on_engine(open_file(table), case)
    assert cube.cells == 6
    assert (cube.sums < 0).any()
    assert to_bits(on_engine(engine, case)) == to_bits(cube)


@needs_spark
@pytest.mark.parametrize("partitions", [1, 3, 7])
def test_same_bits_for_any_partitions_and_order(engine: SparkEngine, table: Path, partitions: int) -> None:
    frame = (
        engine.session.read.parquet(f"file://{table}")
        .repartition(partitions)
        .selectExpr("*", "rand(7) AS _r")
        .sort("_r")
        .drop("_r")
    )
    before = engine.session.conf.get("spark.sql.session.timeZone")
    with SparkEngine(frame.repartition(partitions)) as lent:
        assert to_bits(on_engine(lent, "two stages")) == to_bits(on_engine(open_file(table), "two stages"))
        views = set(lent.views.values())
    left = {view.name for view in engine.session.catalog.listTables()}
    assert not left & views, "a session that was found running is left as it was"
    assert engine.session.conf.get("spark.sql.session.timeZone") == before


@needs_spark
def test_same_bits_from_a_server(
    engine: SparkEngine, table: Path, port: int, capfd: pytest.CaptureFixture[str]
) -> None:
    engine.columns  # noqa: B018 - starts the server
    with SparkEngine(f"file://{table}", remote=f"sc://127.0.0.1:{port}") as remote:
        for case in ("clusters", "replicates"):
            assert to_bits(on_engine(remote, case)) == to_bits(on_engine(open_file(table), case))
        with pytest.raises(DataError, match=r"\[CAST_INVALID_INPUT\].* 'é'"):
            remote.fetch_rows(f"SELECT CAST({quote(GROUP)} AS DOUBLE) FROM file WHERE {quote(GROUP)} = 'é'")
    assert capfd.readouterr() == ("", "")


@needs_spark
def test_a_view_that_spark_holds(engine: SparkEngine, table: Path) -> None:
    engine.session.read.parquet(f"file://{table}").createOrReplaceTempView("people")
    with SparkEngine("people") as named:
        assert to_bits(on_engine(named, "units")) == to_bits(on_engine(open_file(table), "units"))
    assert engine.fetch_rows("SELECT COUNT(*) FROM file") == [(1500,)]


@needs_spark
def test_reduced_has_the_types_it_has_on_duckdb(engine: SparkEngine, table: Path) -> None:
    duck = open_file(table)
    select = write_layout(duck, PLAIN)
    duck.define("rows", select)
    engine.define("rows", select)
    statement = (
        "SELECT stratum, in_domain_ = '1' AS b, CASE WHEN weight > 1 THEN 1 ELSE 0 END AS i, MIN(weight) AS m,"
        " SUM(CAST(CAST(FLOOR(weight * 1073741824.0) AS BIGINT) AS DECIMAL(38, 0))) AS s FROM rows GROUP BY 1, 2, 3"
    )
    found = [e.run(statement) for e in (engine, duck)]
    assert found[0].sql("DESCRIBE reduced").fetchall() == found[1].sql("DESCRIBE reduced").fetchall()
    assert found[0].sql("FROM reduced ORDER BY ALL").fetchall() == found[1].sql("FROM reduced ORDER BY ALL").fetchall()


@needs_spark
def test_whole_numbers_of_38_digits_arrive_exactly(engine: SparkEngine) -> None:
    wide = 99_999_999_999_999_999_999_999_999_999_999_999_998
    sums = [f"SUM(CAST('{sign}{wide}' AS DECIMAL(38, 0))) AS {name}" for sign, name in (("", "s"), ("-", "t"))]
    answer = engine.run(f"SELECT {', '.join(sums)} FROM (SELECT 1) AS once")
    assert answer.sql("SELECT s::HUGEINT, t::HUGEINT FROM reduced").fetchall() == [(wide, -wide)]


@needs_spark
@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("SUM(CAST('99999999999999999999999999999999999999' AS DECIMAL(38, 0)))", "ARITHMETIC_OVERFLOW"),
        ("SUM(CAST(FLOOR(age * 1e300) AS BIGINT))", "CAST_OVERFLOW"),
        ("SUM(CAST(FLOOR(CASE WHEN age > 20 THEN CAST('nan' AS DOUBLE) END) AS BIGINT))", "CAST_OVERFLOW"),
        ("SUM(CAST(FLOOR(age * CAST('inf' AS DOUBLE)) AS BIGINT))", "CAST_OVERFLOW"),
        ("SUM(region::BIGINT * 400000000000)", "ARITHMETIC_OVERFLOW"),
        ("SUM(age / (region - region))", "DIVIDE_BY_ZERO"),
        ("SUM(nothing)", "UNRESOLVED_COLUMN"),
        ("SUM(age", "Expecting"),
    ],
)
def test_nothing_overflows_in_silence(
    engine: SparkEngine, capfd: pytest.CaptureFixture[str], expression: str, said: str
) -> None:
    with pytest.raises(DataError, match=rf"survey data.parquet: \[?{said}") as error:
        engine.fetch_rows(f"SELECT {expression} FROM file")
    assert "\n" not in str(error.value)
    assert capfd.readouterr() == ("", "")


@needs_spark
def test_the_same_texts(engine: SparkEngine, table: Path) -> None:
    """Labels: doubles of any size, whole numbers, dates, true and false; and what SQL's words mean in a condition."""
    expressions = {
        "age": "age",
        "whole": "FLOOR(age)",
        "large": "region * 1e3",
        "huge": "region * 1e30",
        "tiny": "-age * 1e-9",
        "single": "CAST(age AS FLOAT)",
        "odd": f"{quote(PSU)} * 1e-4",
        "nan": "CASE WHEN age > 50 THEN CAST('nan' AS DOUBLE) ELSE -CAST('inf' AS DOUBLE) END",
        "zero": "-0.0::DOUBLE * age",
        "flag": f"{quote(GROUP)} IS NULL",
        "nearest": "CAST(age AS INTEGER)",
        "half": "CAST(CAST(CAST(age AS INTEGER) / 2 AS DECIMAL(9, 2)) AS BIGINT)",
        "truth": "CAST(age > 50 AS INTEGER)",
        "of text": "TRY_CAST(CAST(age AS VARCHAR) AS BIGINT)",
        "day": "DATE '2021-03-01' + CAST(age AS INTEGER)",
        "quotient": f"{quote(STRATUM)} / 3.0",
        "divided": f"({quote(STRATUM)} - 2) // 2",
        "joined": f"COALESCE(CAST({quote(GROUP)} AS VARCHAR), '') || chr(31) || 'it''s a\\b'",
        "tried": f"TRY_CAST({quote(GROUP)} AS DOUBLE)",
        "price": "CAST(age AS DECIMAL(12, 9))",
    }
    listed = ", ".join(f"COALESCE(CAST({e} AS VARCHAR), '') AS {quote(name)}" for name, e in expressions.items())
    statement = f"SELECT {listed} FROM file"
    found, expected = engine.fetch_rows(statement), open_file(table).fetch_rows(statement)
    for name, ours, theirs in zip(
        expressions, zip(*sorted(found), strict=True), zip(*sorted(expected), strict=True), strict=True
    ):
        assert ours == theirs, name


@needs_spark
@pytest.mark.parametrize("bad", ["NULL", "CAST('inf' AS DOUBLE)", "-1.0"])
def test_refused_with_the_same_words(engine: SparkEngine, table: Path, bad: str) -> None:
    duck = open_file(table)
    select = write_layout(duck, PLAIN)
    weight = f"CASE WHEN stratum = '3' THEN {bad} ELSE weight END AS weight"
    select = f"SELECT * EXCLUDE (weight), {weight} FROM ({select}) AS laid"
    duck.define("rows", select)
    engine.define("rows", select)
    said = []
    for one in (engine, duck):
        with pytest.raises(DataError) as error:
            reduce_case(one, "clusters")
        said.append(str(error.value))
    assert said[0] == said[1]


@needs_spark
def test_alone_in_a_process_from_csv(table: Path, tmp_path: Path) -> None:
    """One thread, CSV, nothing printed, nothing left in the folder, Java ended, and started anew when asked again."""
    duckdb.sql(f"COPY (FROM '{table}') TO '{tmp_path / 'rows.csv'}'")
    (tmp_path / "work").mkdir()
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
import test_spark as t
with t.SparkEngine(Path("../rows.csv"), master="local[1]") as engine:
    print(hash(str(t.to_bits(t.on_engine(engine, "clusters")))))
    java = __import__("pyspark").SparkContext._gateway.proc
    try:
        engine.fetch_rows("SELECT nothing FROM file")
    except t.DataError as error:
        print(error)
assert java.poll() is not None
print(hash(str(t.to_bits(t.on_engine(t.open_file(Path("../rows.csv")), "clusters")))))
"""
    ours = {
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHONHASHSEED": "0",
        "PYSPARK_SUBMIT_ARGS": f"{QUICK_START} pyspark-shell",
    }
    command = [sys.executable, "-c", script]
    done = subprocess.run(
        command, cwd=tmp_path / "work", env=os.environ | ours, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.returncode == 0
    spark, error, duck = done.stdout.splitlines()
    assert spark == duck
    assert error.startswith("../rows.csv: [UNRESOLVED_COLUMN")
    assert not list((tmp_path / "work").iterdir())
