"""Opening a user's file and laying it out as the reduce expects it."""

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from .engine import DuckDBEngine, Engine
from .problems import DataError, explain_engine
from .statement import quote

READERS = {
    ".csv": "read_csv",
    ".tsv": "read_csv",
    ".txt": "read_csv",
    ".parquet": "read_parquet",
    ".pq": "read_parquet",
}
DELIMITER = re.compile("[,;\t|]")
LABELLED = {".sav": "read_sav", ".zsav": "read_sav", ".dta": "read_dta"}


@dataclass(frozen=True)
class Layout:
    """Which columns of a file play which part in the design; an empty name plays none."""

    weights: str = ""
    strata: tuple[str, ...] = ()
    psu: tuple[str, ...] = ()
    fpc: tuple[str, ...] = ()
    replicates: tuple[str, ...] = ()
    frequency: str = ""


def open_file(path: Path) -> DuckDBEngine:
    """DuckDB with the file's rows as the view `file`.

    CSV and Parquet are read by the engine as they stream by; SPSS and Stata by pyreadstat, whole.
    Raises DataError where the file is not there or of no known kind.
    """
    if not path.is_file():
        raise DataError(f"{path}: no such file. Remedy: name a CSV, Parquet, SPSS (.sav) or Stata (.dta) file")
    connection, suffix, text = duckdb.connect(), path.suffix.lower(), str(path).replace("'", "''")
    if suffix in READERS:
        options = ", header = true, sample_size = -1" if READERS[suffix] == "read_csv" else ""
        try:
            connection.execute(f"CREATE VIEW file AS SELECT * FROM {READERS[suffix]}('{text}'{options})")
        except duckdb.Error as error:
            told = explain_engine(error).replace("mend the condition, or the column's values", "mend the file")
            raise DataError(f"{path}: {told}") from None
    elif suffix in LABELLED:
        connection.register("file", read_labelled(path, LABELLED[suffix]))
    else:
        known = ", ".join((*READERS, *LABELLED))
        raise DataError(
            f"{path}: the kind {suffix or 'without a suffix'} is not known; allowed: {known}. Remedy: save it as CSV"
        )
    engine = DuckDBEngine(connection)
    if len(engine.columns) == 1 and (mark := DELIMITER.search(engine.columns[0])):
        found = f"{path}: one column, {engine.columns[0]!r}, since not every row has as many fields as the first"
        raise DataError(f'{found}. Remedy: give each row its fields, and those that hold {mark[0]!r} "quotation marks"')
    return engine


def read_labelled(path: Path, reader: str) -> object:
    """A file of SPSS or Stata as a frame of codes."""
    try:
        import pyreadstat
    except ImportError:
        raise DataError(
            f"{path}: SPSS and Stata files need pyreadstat. Remedy: pip install 'isfuturemicro[files]'"
        ) from None
    try:
        return getattr(pyreadstat, reader)(str(path))[0]
    except (pyreadstat.ReadstatError, UnicodeError) as error:
        raise DataError(f"{path}: {error}. Remedy: get the file anew, or export it again") from None


def check_columns(named: list[str], columns: list[str]) -> None:
    """Raise DataError for names that are no column of the file, with the nearest that are."""
    from difflib import get_close_matches

    missing = [name for name in named if name not in columns]
    if missing:
        near = [match for name in missing for match in get_close_matches(name, columns, n=1)]
        hint = f"Remedy: write {', '.join(near)}" if near else "Remedy: name a column of the file"
        raise DataError(f"no column {', '.join(map(repr, missing))}; the file has {', '.join(columns)}. {hint}")


def lay_out(engine: Engine, layout: Layout, labels: dict[str, str], quantities: dict[str, str]) -> None:
    """Make the view `rows`: stratum, psu, ssu, weight, copies, units, fpc, then labels and quantities as expressions
    name them.

    Names of strata and clusters and labels keep their type: whole numbers are grouped faster than texts. A missing
    quantity is 0 here, to be told apart by a label. A row whose frequency is 0 is no case.
    """
    named = (layout.weights, layout.frequency, *layout.strata, *layout.psu, *layout.fpc, *layout.replicates)
    check_columns([column for column in named if column], engine.columns)
    parts = {
        "stratum": join(layout.strata),
        "psu": join(layout.psu[:1]),
        "ssu": join(layout.psu[1:2]),
        "weight": f"CAST({quote(layout.weights)} AS DOUBLE)" if layout.weights else "CAST(1 AS DOUBLE)",
        "copies": "1",
        "units": quote(layout.frequency) if layout.frequency else "1",
    }
    parts |= {
        name: f"CAST({quote(column)} AS DOUBLE)" for name, column in zip(("fpc", "fpc2"), layout.fpc, strict=False)
    }
    parts |= {column: f"CAST({quote(column)} AS DOUBLE)" for column in layout.replicates}
    parts |= labels
    parts |= {name: f"COALESCE(CAST({expression} AS DOUBLE), 0)" for name, expression in quantities.items()}
    listed = ", ".join(f"{expression} AS {quote(name)}" for name, expression in parts.items())
    counted = f" WHERE {quote(layout.frequency)} IS NULL OR {quote(layout.frequency)} <> 0" if layout.frequency else ""
    engine.define("rows", f"SELECT {listed} FROM file{counted}")


def join(columns: tuple[str, ...]) -> str:
    """A column as it is, several as one text that keeps them apart; without any, all rows are alike."""
    if len(columns) < 2:
        return quote(columns[0]) if columns else "''"
    return " || chr(31) || ".join(f"COALESCE(CAST({quote(column)} AS VARCHAR), '')" for column in columns)
