"""Seconds that 192 estimates with their errors take: this package, R's survey and the package svy, side by side.

    python benchmarks/speed.py [--sizes 1e5,1e6] [--svy PYTHON] [--large 1e7] [--only PART,PART] [--folder FOLDER]

PYTHON is the interpreter of an environment that has svy and polars; without it, svy is left out. `--large` adds the
runs that stream from Parquet, with their peak of memory. Prints a table in Markdown, a line each comparison: the median
of the repeats, and the bar it is held to.
"""

import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import numpy as np
from make_rows import make_rows

from isfuturemicro.survey.command import answer_options
from isfuturemicro.survey.cube import Cube
from isfuturemicro.survey.design import Design, Replication
from isfuturemicro.survey.engine import DuckDBEngine
from isfuturemicro.survey.estimators import estimate, indicate, ratio_of
from isfuturemicro.survey.options import add_options
from isfuturemicro.survey.reduce import reduce_to_cube
from isfuturemicro.survey.replicates import replicate
from isfuturemicro.survey.variance import Estimates

HERE = Path(__file__).parent
BY = ("region", "age")
DESIGN = ["--weights", "weight", "--strata", "stratum", "--psu", "psu", "--by", "region,age", "--format", "json"]
REPLICATES = 80
PARTS = ("taylor", "supplied", "constructed", "covariance", "start", "large")
BARS = {("R", 1e5): 10, ("R", 1e6): 60, ("svy", 1e5): 5, ("svy", 1e6): 25}
UNASKED = ("pandas", "pandas.plotting", "seaborn", "matplotlib", "scipy", "scipy.stats", "scipy.optimize", "pyreadstat")
SVY = """
import sys, time
import polars, svy
rows = polars.read_parquet(sys.argv[1])
kind, repeats = sys.argv[2], int(sys.argv[3])
for _ in range(repeats):
    start = time.perf_counter()
    if kind == "taylor":
        design = svy.Design(stratum="stratum", psu="psu", wgt="weight")
    else:
        weights = svy.BrrWgts(prefix="rw", n_reps=80, fay_coef=0.5)
        design = svy.Design(wgt="weight", rep_wgts=weights)
    sample = svy.Sample(rows, design)
    method = "taylor" if kind == "taylor" else "replication"
    answer = sample.estimation.mean("earnings", by=["region", "age"], method=method)
    seconds = time.perf_counter() - start
    first = answer.to_polars().sort("region", "age").row(0, named=True)
    print(seconds, repr(float(first["est"])), repr(float(first["se"])))
"""


def clock(work: Callable[[], Any], repeats: int) -> tuple[float, Any]:
    """The median seconds of some repeats after one that is not counted, and what the work gives."""
    found, seconds = work(), []
    for _ in range(repeats):
        start = time.perf_counter()
        found = work()
        seconds.append(time.perf_counter() - start)
    return median(seconds), found


def say(part: str, what: str, seconds: float, note: str = "") -> None:
    print(f"| {part} | {what} | {seconds:.3f} | {note} |", flush=True)


def judge(value: float, bar: float, least: bool = True) -> str:
    """The figure against its bar, in words."""
    met = value >= bar if least else value <= bar
    return f"{value:.2f}, bar {'≥' if least else '≤'} {bar:g}: {'met' if met else 'missed'}"


def load(path: Path) -> DuckDBEngine:
    """The file's rows in memory, as R and svy have them."""
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE file AS FROM '{path}'")
    connection.execute("CREATE VIEW rows AS SELECT *, 1 AS copies, 1 AS units FROM file")
    return DuckDBEngine(connection)


def mean_by_group(cube: Cube) -> Estimates:
    """The mean of earnings in each of the groups, with the full covariance."""
    groups = [np.arange(cube.cells) == cell for cell in range(cube.cells)]
    return estimate(cube, ratio_of(cube, indicate(cube, groups, 1), indicate(cube, groups)))


def reduce_rows(engine: DuckDBEngine, replication: Replication | None = None) -> Cube:
    """The pass; replicate weights need no clusters."""
    table, stages = ("plain", 0) if replication else ("rows", 1)
    return reduce_to_cube(engine, table, BY, Design(stages), quantities=("earnings",), replication=replication)


def first_of(cube: Cube, found: Estimates) -> tuple[float, float]:
    """The first group's mean and error, to see that all agree."""
    k = int(np.flatnonzero((cube.labels["region"] == "0") & (cube.labels["age"] == "0"))[0])
    return float(found.value[k]), float(found.standard_error[k])


def agree(name: str, first: tuple[float, float], other: tuple[float, float]) -> str:
    off = max(abs(a / b - 1) for a, b in zip(first, other, strict=True))
    return f"agrees with {name} to {off:.0e}" if off < 1e-6 else f"DIFFERS from {name} by {off:.0e}"


def run_r(*files: Path) -> tuple[float, float, tuple[float, float]]:
    """Seconds that R takes to build the design, and for svyby; the first group's mean and error."""
    found = subprocess.run(["Rscript", HERE / "speed.R", *files], capture_output=True, text=True, check=True).stdout
    lines = {line.split()[0]: line.split()[1:] for line in found.splitlines()}
    return float(lines["design"][0]), float(lines["mean"][0]), (float(lines["first"][0]), float(lines["first"][1]))


def run_svy(python: str, path: Path, kind: str, repeats: int) -> tuple[float, tuple[float, float]]:
    """The median seconds that svy takes, design included; the first group's mean and error."""
    call = [python, "-c", SVY, path, kind, str(repeats)]
    lines = subprocess.run(call, capture_output=True, text=True, check=True).stdout.splitlines()
    times = [line.split() for line in lines]
    return median(float(t[0]) for t in times), (float(times[-1][1]), float(times[-1][2]))


def compare_taylor(folder: Path, size: float, svy: str | None) -> None:
    """Linearised errors of 192 means."""
    part, path, text = f"192 means, {size:,.0f} rows", folder / f"{size:.0e}.parquet", folder / f"{size:g}.csv"
    make_rows(int(size), path)
    make_rows(int(size), text)
    engine = load(path)
    ours, (cube, found) = clock(lambda: (c := reduce_rows(engine), mean_by_group(c)), 5)
    say(part, "ours, rows in memory", ours)
    options = argparse.ArgumentParser()
    add_options(options)
    asked = options.parse_args([str(path), "--mean", "earnings", *DESIGN])
    from_file, _ = clock(lambda: answer_options(asked), 5)
    say(part, "ours, from the Parquet file to 192 records with intervals", from_file)
    built, theirs, first = run_r(text)
    met = judge(theirs / ours, BARS.get(("R", size), 1))
    say(part, "R svyby", theirs, f"ours is faster by {met}; {agree('R', first_of(cube, found), first)}")
    say(part, "R svydesign, not counted above", built)
    if svy:
        seconds, first = run_svy(svy, path, "taylor", 3)
        met = judge(seconds / ours, BARS.get(("svy", size), 1))
        say(part, "svy", seconds, f"ours is faster by {met}; {agree('svy', first_of(cube, found), first)}")


def compare_supplied(folder: Path, size: float, svy: str | None) -> None:
    """80 replicate weights that the file holds."""
    part = f"80 supplied replicates, {size:,.0f} rows"
    path, text, factors = folder / "replicates.parquet", folder / "plain.csv", folder / "factors.csv"
    make_rows(int(size), path, replicates=REPLICATES)
    make_rows(int(size), text)
    write_factors(path, factors)
    engine = load(path)
    engine.define("plain", "SELECT '' AS stratum, * EXCLUDE (stratum, psu) FROM rows")
    names = tuple(f"rw{b + 1}" for b in range(REPLICATES))
    replication = Replication(names, 1 / (REPLICATES * 0.25), np.ones(REPLICATES))
    ours, (cube, found) = clock(lambda: (c := reduce_rows(engine, replication), mean_by_group(c)), 1)
    say(part, "ours, rows in memory", ours)
    built, theirs, first = run_r(text, factors)
    note = f"ours is faster by {judge(theirs / ours, 10)}; {agree('R', first_of(cube, found), first)}"
    say(part, "R svyby", theirs, note)
    say(part, "R svrepdesign, not counted above", built)
    if svy:
        seconds, first = run_svy(svy, path, "supplied", 1)
        note = f"ours is faster by {judge(seconds / ours, 1)}; {agree('svy', first_of(cube, found), first)}"
        say(part, "svy", seconds, note)


def write_factors(path: Path, factors: Path) -> None:
    """Each cluster's factors, from which R makes the same weights."""
    columns = ", ".join(f"any_value(round(rw{b + 1} / weight, 3)) AS rw{b + 1}" for b in range(REPLICATES))
    found = duckdb.sql(f"SELECT {columns} FROM '{path}' GROUP BY psu ORDER BY psu").fetchall()
    with factors.open("w", newline="") as file:
        csv.writer(file).writerows([[f"rw{b + 1}" for b in range(REPLICATES)], *found])


def compare_constructed(folder: Path, size: float) -> None:
    """80 replicates made of the clusters, against the pass of the linearised errors."""
    path = folder / f"constructed-{size:g}.parquet"
    make_rows(int(size), path)
    engine = load(path)
    taylor, cube = clock(lambda: (c := reduce_rows(engine), mean_by_group(c))[0], 5)
    factors = 0.5 + np.random.default_rng(1).integers(0, 2, (REPLICATES, len(cube.strata.of_cluster)))

    def construct() -> Estimates:
        made = replicate(reduce_rows(engine), factors, 4 / REPLICATES, np.ones(REPLICATES), REPLICATES - 1, False)
        return mean_by_group(made)

    part = f"80 constructed replicates, {size:,.0f} rows"
    seconds, _ = clock(construct, 5)
    say(part, "Taylor pass", taylor)
    say(part, "ours", seconds, f"times the Taylor pass: {judge(seconds / taylor, 1.2, least=False)}")
    after, _ = clock(lambda: mean_by_group(cube), 5)
    say("192 groups, full covariance", "after the pass", after, f"seconds: {judge(after, 0.5, least=False)}")


def measure_start(folder: Path) -> None:
    """Whole processes: the import, the command, and what they import unasked."""
    path = folder / "start.parquet"
    make_rows(100_000, path)
    python = [sys.executable, "-c"]
    command = [sys.executable, "-m", "isfuturemicro.cli", "estimate", str(path), "--mean", "earnings", *DESIGN]

    def run(call: list[str]) -> Any:
        return subprocess.run(call, capture_output=True, text=True, check=True)

    bare, _ = clock(lambda: run([*python, "pass"]), 7)
    say("start", "an interpreter that does nothing", bare)
    for module in ("isfuturemicro", "isfuturemicro.survey"):
        seconds, _ = clock(lambda module=module: run([*python, f"import {module}"]), 7)
        say("start", f"import {module}", seconds, f"seconds: {judge(seconds, 0.3, least=False)}")
    seconds, _ = clock(lambda: run(command), 7)
    say("start", "the command `estimate` on 1e+05 rows", seconds, f"seconds: {judge(seconds, 0.6, least=False)}")
    program = (
        f"import sys; sys.argv = {command[2:]!r}; from isfuturemicro.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([m for m in {UNASKED!r} if m in sys.modules], file=sys.stderr)"
    )
    print(f"\nOf {', '.join(UNASKED)}, the command imports: {run([*python, program]).stderr.strip()}\n")


def measure_large(folder: Path, size: float) -> None:
    """The command on more rows than memory would hold, in a process of its own."""
    path = folder / f"large-{size:g}.parquet"
    if not path.exists():
        make_rows(int(size), path)
    for kind in ("--mean earnings", "--proportion outcome"):
        command = [sys.executable, "-m", "isfuturemicro.cli", "estimate", str(path), *kind.split(), *DESIGN]
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds, memory = time.perf_counter() - start, usage.ru_maxrss / 1e6
        note = f"{memory:.2f} GB at most: {judge(memory, 1.5, least=False)}" if child.returncode == 0 else "FAILED"
        say(f"{size:,.0f} rows from Parquet", f"the command, {kind}", seconds, note)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1e5,1e6")
    parser.add_argument("--svy", help="a Python interpreter that has svy and polars")
    parser.add_argument("--large", default="", help="numbers of rows, such as 1e7,1e8")
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--folder", type=Path, help="where rows are written, and kept; a passing folder without it")
    options = parser.parse_args()
    parts = options.only.split(",")
    folder = options.folder or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    sizes = [float(size) for size in options.sizes.split(",")]
    load_average = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, load {load_average:.1f}, DuckDB {duckdb.__version__}, numpy {np.__version__}\n")
    print("| part | what | seconds | against its bar |\n| --- | --- | --- | --- |")
    for size in sizes if "taylor" in parts else ():
        compare_taylor(folder, size, options.svy)
    if "supplied" in parts:
        compare_supplied(folder, max(sizes), options.svy)
    if "constructed" in parts or "covariance" in parts:
        compare_constructed(folder, max(sizes))
    for size in options.large.split(",") if options.large and "large" in parts else ():
        measure_large(folder, float(size))
    if "start" in parts:
        measure_start(folder)
    if not options.folder:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
