"""`estimate FILE`: from its options to a request, and from results to text."""

import argparse
import csv
import io
import json
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np

from .answers import answer
from .design import Design, Replication, scale_of
from .engine import Engine
from .options import BY_REPLICATES, INTERVALS, KINDS, METHODS_OF_REPLICATION
from .problems import DataError
from .request import Request
from .result import Result
from .source import Layout, open_file


def answer_options(options: argparse.Namespace) -> str:
    """The answer to what the options ask, as text. Raises DataError with what was found and what to do."""
    engine = open_engine(options)
    try:
        return write_results(answer(read_request(options, engine)), options.format)
    finally:
        engine.close()


def open_engine(options: argparse.Namespace) -> Engine:
    """The engine that the options name, with the file as its view."""
    if options.engine == "spark":
        from .spark import SparkEngine

        return SparkEngine(options.file, options.remote)
    if options.remote:
        raise DataError("--remote without --engine spark; write both, or neither")
    return open_file(Path(options.file))


def read_request(options: argparse.Namespace, engine: Engine) -> Request:
    """The request that the options make. Raises DataError where they don't fit together."""
    kind = next((kind for kind in KINDS if getattr(options, kind)), None)
    if kind is None:
        raise DataError(f"nothing is asked of {options.file}; write one of {', '.join('--' + kind for kind in KINDS)}")
    if not 0 < options.level < 1:
        raise DataError(f"--level {options.level:g}; allowed: between 0 and 1, such as 0.95")
    terms, quantiles = read_terms(kind, getattr(options, kind))
    psu, fpc = read_names(options.psu), read_names(options.fpc)
    check_together(options, kind)
    replicates = find_replicates(options, engine) if options.replicates else ()
    stages = 0 if replicates else min(len(psu), 2)
    return Request(
        engine=engine,
        kind=kind,
        terms=terms,
        layout=Layout(options.weights, read_names(options.strata), psu, fpc, replicates, options.frequency),
        design=Design(stages, min(len(fpc), 2), options.lonely_psu, options.negative_weights),
        by=read_names(options.by),
        where=options.where,
        quantiles=quantiles,
        level=options.level,
        interval=options.ci,
        replication=read_replication(options, replicates) if replicates else None,
        construct=read_construction(options, stages) if options.method and not replicates else "",
        rho=options.rho,
        mse=options.mse,
    )


def check_together(options: argparse.Namespace, kind: str) -> None:
    """Raise DataError for options that are sound alone and not together."""
    if options.replicates and options.fpc:
        raise DataError("--fpc beside --replicates; replicate weights hold it already, or --rscales do. Remove --fpc")
    if options.by and kind in ("chisq", "logistic", "poisson"):
        raise DataError(
            f"--by {options.by} with --{kind}, which has no groups. Remedy: name the group among its columns,"
            " or ask for one group at a time with --where"
        )
    if options.ci not in (INTERVALS[0], BY_REPLICATES) and kind != "proportion":
        raise DataError(f"--ci {options.ci} with --{kind}; allowed with --proportion. Remedy: leave --ci out")
    if options.ci != BY_REPLICATES:
        return
    if kind != "quantile":
        raise DataError(f"--ci {BY_REPLICATES} with --{kind}; allowed with --quantile. Write {', '.join(INTERVALS)}")
    if options.method in ("jk1", "jkn"):
        raise DataError(
            f"--ci {BY_REPLICATES} with --method {options.method}; a quantile jumps as clusters are left out one by"
            " one, so the jackknife's spread is no error of it. Remedy: leave --ci out, for Woodruff's interval"
        )


def read_names(text: str) -> tuple[str, ...]:
    """Column names parted by commas."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def expand(part: str) -> tuple[str, ...]:
    """A part of a formula as terms: `a * b` is a, b and their interaction a:b.

    >>> expand(" a * b "), expand("a")
    (('a', 'b', 'a:b'), ('a',))
    """
    names = tuple(name.strip() for name in part.split("*"))
    return (*names, ":".join(names)) if len(names) > 1 else names


def read_terms(kind: str, text: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The columns that a question names, and the quantiles it asks for."""
    if kind == "quantile":
        column, _, levels = text.rpartition("@")
        try:
            quantiles = tuple(float(level) for level in levels.split(","))
        except ValueError:
            quantiles = ()
        if not column or not quantiles or not all(0 < q < 1 for q in quantiles):
            raise DataError(f"--quantile {text}; allowed: COLUMN@0.25,0.5 with quantiles between 0 and 1")
        return (column,), quantiles
    if kind == "ratio":
        terms = tuple(part.strip() for part in text.split("/"))
    elif kind == "chisq":
        terms = read_names(text)
    elif kind in ("logistic", "poisson"):
        outcome, tilde, right = text.partition("~")
        terms = (outcome.strip(), *(term for part in right.split("+") for term in expand(part)))
        if not tilde:
            raise DataError(f"--{kind} {text}; allowed: 'OUTCOME ~ COVARIATE + COVARIATE'")
    else:
        return (text,), ()
    if len(terms) < 2 or not all(terms) or (kind in ("ratio", "chisq") and len(terms) != 2):
        raise DataError(f"--{kind} {text}; allowed: {KINDS[kind]}")
    return terms, ()


def read_construction(options: argparse.Namespace, stages: int) -> str:
    """The method by which replicates are made of the design's clusters. Raises DataError where there is nothing to make
    them of."""
    if options.method == "sdr":
        raise DataError(
            "--method sdr without --replicates; its weights follow an order of the sample that only the survey knows"
        )
    if not stages:
        raise DataError(
            f"--method {options.method} without --replicates and without --psu; "
            "name the replicate weights or the clusters"
        )
    return str(options.method)


def find_replicates(options: argparse.Namespace, engine: Engine) -> tuple[str, ...]:
    """The columns that the pattern of `--replicates` names, in the file's order."""
    columns = engine.columns
    patterns = read_names(options.replicates)
    found = tuple(column for column in columns if any(fnmatchcase(column, pattern) for pattern in patterns))
    idle = [pattern for pattern in patterns if not any(fnmatchcase(column, pattern) for column in columns)]
    if idle:
        raise DataError(
            f"no column fits --replicates {', '.join(idle)}; the file has {', '.join(columns)}. "
            "Remedy: mend the pattern"
        )
    return found


def read_replication(options: argparse.Namespace, columns: tuple[str, ...]) -> Replication:
    """What the replicates' spread means, by the method unless scale and rscales say otherwise; jkn must have its
    rscales (n_h - 1) / n_h."""
    count = len(columns)
    if options.method is None and options.scale is None:
        raise DataError(
            f"--replicates without --method; allowed: {', '.join(METHODS_OF_REPLICATION)}, or --scale and --rscales"
        )
    if options.method == "jkn" and not options.rscales:
        raise DataError("--method jkn without --rscales; write (n_h - 1) / n_h for each replicate, parted by commas")
    if options.method == "fay" and not 0 < options.rho < 1:
        raise DataError(f"--method fay with --rho {options.rho:g}; allowed: between 0 and 1, such as --rho 0.5")
    try:
        rscales = np.array([float(part) for part in options.rscales.split(",")]) if options.rscales else np.ones(count)
    except ValueError:
        raise DataError(f"--rscales {options.rscales}; allowed: numbers parted by commas") from None
    if len(rscales) != count:
        raise DataError(f"{len(rscales)} rscales for {count} replicates; write one for each")
    scale = scale_of(options.method, count, options.rho) if options.scale is None else options.scale
    return Replication(columns, scale, rscales, options.mse)


def write_results(results: list[Result], form: str) -> str:
    """Results as an aligned table, CSV, or a JSON list of records; full doubles in the latter two."""
    rows = [result.flat() for result in results]
    if form == "json":
        return json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False, default=str)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    if form == "csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows([{key: "" if value is None else value for key, value in row.items()} for row in rows])
        return text.getvalue().rstrip("\n")
    shown = [columns] + [[show(row.get(column)) for column in columns] for row in rows]
    widths = [max(len(line[i]) for line in shown) for i in range(len(columns))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in shown
    )


def show(value: object) -> str:
    """A cell for reading: six digits, a dash for no number."""
    if value is None:
        return "-"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
