"""Extracts: the counts that a dataset's folder carries, made from the publisher's originals by its `extract.sql`."""

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from ..datasets import DatasetSpec, load_spec
from ..files import write_if_changed
from ..findings import Finding, stop_on
from .disclosure import check_disclosure
from .originals import read_original

ENGINE: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "python_enable_replacements": "false",
}
"""The query sees the verified originals and nothing else: no file, no address, no variable of ours."""


@dataclass(frozen=True)
class Extract:
    """An extract as it was written."""

    path: Path
    rows: int
    sha256: str


def make_extract(folder: Path, folders: tuple[Path, ...]) -> Extract:
    """Make the data file of the dataset in `folder` again from originals in `folders`, and put it in its place.

    The file is written beside its place and renamed, so a failure leaves the old one whole.
    Raises FindingError with every fault of the description, the originals and the query.
    """
    spec = load_spec(folder)
    content = extract_content(spec, folders)
    write_if_changed(spec.data_path, content)
    return Extract(spec.data_path, content.count(b"\n") - 1, hashlib.sha256(content).hexdigest())


def extract_content(spec: DatasetSpec, folders: tuple[Path, ...]) -> bytes:
    """The extract as UTF-8 comma CSV with line feeds, the same for any number of threads.

    Raises FindingError with every fault of the originals, those of the query, or those of what it would tell.
    """
    findings: list[Finding] = []
    tables: dict[str, pd.DataFrame] = {}
    for original in spec.source.originals:
        tables[original.table], faults = read_original(original, folders)
        findings += faults
    sql, faults = read_query(spec)
    stop_on(findings + faults)
    names, rows, findings = run_query(sql, tables, shown_query(spec))
    stop_on(findings)
    table = pd.DataFrame(rows, columns=names, dtype=object).astype(str)
    stop_on(check_disclosure(spec, table, shown_query(spec)))
    return write_csv(names, rows)


def shown_query(spec: DatasetSpec) -> str:
    return f"data/raw/{spec.id}/extract.sql"


def read_query(spec: DatasetSpec) -> tuple[str, list[Finding]]:
    """The folder's query: one SELECT whose ORDER BY settles the order of the rows."""
    shown = shown_query(spec)
    if not spec.source.originals:
        remedy = "nothing: its data file is the publisher's own, or was written by hand"
        where = f"data/raw/{spec.id}/dataset.yml"
        return "", [Finding(where, "no originals", "originals", "there is nothing to extract from", remedy)]
    path = spec.folder / "extract.sql"
    if not path.is_file():
        remedy = "write the SELECT that counts the originals' rows"
        return "", [Finding(shown, "no such file", "one SELECT statement", "the extract can't be made", remedy)]
    sql = path.read_text(encoding="utf-8")
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        return "", [query_fault(shown, error)]
    if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
        kinds = ", ".join(statement.type.name for statement in statements) or "nothing"
        remedy = "make it one SELECT, with WITH for its steps"
        return "", [Finding(shown, kinds, "one SELECT statement", "it is not run", remedy)]
    if "order by" not in sql.lower():
        remedy = "end it in ORDER BY over every column that it groups by"
        consequence = "the file would differ from run to run"
        return "", [Finding(shown, "no ORDER BY", "rows in a settled order", consequence, remedy)]
    return sql, []


def run_query(
    sql: str, tables: Mapping[str, pd.DataFrame], shown: str
) -> tuple[list[str], list[tuple[str | int, ...]], list[Finding]]:
    """Column names and rows of the query over the originals' tables, each column of which is VARCHAR."""
    with duckdb.connect(":memory:", config=ENGINE) as connection:
        for name, table in tables.items():
            connection.register(name, table)
        try:
            answer = connection.execute(sql)
            names = [column[0] for column in answer.description or []]
            rows = answer.fetchall()
        except duckdb.Error as error:
            return [], [], [query_fault(shown, error)]
    return names, rows, check_rows(names, rows, shown)


def query_fault(shown: str, error: duckdb.Error) -> Finding:
    found = str(error).strip().splitlines()[0]
    remedy = "correct the query; its tables are those under originals"
    return Finding(shown, found, "a query that runs", "the extract can't be made", remedy)


def check_rows(names: list[str], rows: list[tuple[str | int, ...]], shown: str) -> list[Finding]:
    """Every cell is a text or a whole number: NULL would pass for an answer, a fraction for an exact sum."""
    unwritten = "the extract is not written"
    findings = []
    for position, name in enumerate(names):
        strange = {type(row[position]).__name__ for row in rows} - {"str", "int"}
        if strange:
            kinds = ", ".join(sorted(strange)).replace("NoneType", "NULL")
            remedy = f"wrap {name} in COALESCE(..., 'missing') or CAST(... AS BIGINT)"
            findings.append(Finding(shown, f"{kinds} in column {name}", "text and whole numbers", unwritten, remedy))
    if not rows:
        remedy = "loosen the query's conditions"
        findings.append(Finding(shown, "no rows", "at least one row", unwritten, remedy))
    return findings


def write_csv(names: list[str], rows: list[tuple[str | int, ...]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    return text.getvalue().encode()
