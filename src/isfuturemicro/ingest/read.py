"""Reading a dataset's own file: its bytes are verified, then every cell is read as text."""

import csv
import hashlib
import io
from pathlib import Path

import pandas as pd

from ..datasets import DatasetSpec
from ..findings import Finding


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_data(spec: DatasetSpec) -> tuple[pd.DataFrame, list[Finding]]:
    """The data file as text, a column a field; findings instead where it is missing, altered, mis-encoded or ragged.

    The frame's index is the line of each row in the file.
    """
    shown = f"data/raw/{spec.id}/{spec.source.file}"
    empty = pd.DataFrame()
    if not spec.data_path.is_file():
        remedy = f"put the file there, or run: isfuturemicro extract {spec.id}"
        return empty, [Finding(shown, "no such file", spec.source.file, "the dataset has no rows", remedy)]
    digest = sha256_of(spec.data_path)
    if digest != spec.source.sha256:
        remedy = f"put the file back, or, where the change is meant, write sha256: {digest} in dataset.yml"
        return empty, [
            Finding(shown, f"sha256 {digest}", spec.source.sha256, "the file is not what was reviewed", remedy)
        ]
    try:
        text = spec.data_path.read_bytes().decode(
            "utf-8-sig" if spec.source.encoding == "utf-8" else spec.source.encoding
        )
    except UnicodeDecodeError as error:
        line = spec.data_path.read_bytes()[: error.start].count(b"\n") + 1
        found = f"byte 0x{error.object[error.start]:02x}, which is no {spec.source.encoding}"
        remedy = "name the true encoding under source: read: {encoding: ...}"
        return empty, [
            Finding(f"{shown}:{line}", found, f"{spec.source.encoding} text", "the file is not read", remedy)
        ]
    return parse(text, spec.source.delimiter, shown)


def parse(text: str, delimiter: str, shown: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Delimited text as a frame of strings; a finding for each row that is longer or shorter than the header."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [name.strip() for name in next(reader, [])]
    rows, lines, findings = [], [], []
    before = reader.line_num
    for row in reader:
        first, before = before + 1, reader.line_num
        if not row:
            continue
        if len(row) != len(header):
            found = f"{len(row)} fields"
            remedy = "complete the row; where it is the last one, the file may be cut short: fetch it again"
            findings.append(Finding(f"{shown}:{first}", found, f"{len(header)} fields", "no row is read", remedy))
            continue
        rows.append(row)
        lines.append(first)
    if not rows and not findings:
        findings.append(
            Finding(shown, "no rows", "a header and at least one row", "there is nothing to estimate", "add the rows")
        )
    repeated = sorted({name for name in header if header.count(name) > 1})
    if repeated:
        found = f"the column {repeated[0]!r} twice"
        findings.append(Finding(f"{shown}:1", found, "each column once", "nobody can tell which counts", "rename one"))
    if findings:
        return pd.DataFrame(), findings
    return pd.DataFrame(rows, columns=header, index=pd.Index(lines, name="line"), dtype=object), []
