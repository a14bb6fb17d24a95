"""Reading a dataset's own file: its bytes are verified, then every cell is read as text."""

import codecs
import csv
import hashlib
import io
from collections import Counter

import pandas as pd

from ..datasets import DatasetSpec
from ..findings import Finding, tell_rows

CLOSE = 'close the field with ", and write each " inside it twice'


def read_data(spec: DatasetSpec) -> tuple[pd.DataFrame, list[Finding]]:
    """The data file as text, a column a field; findings instead where it is missing, altered, mis-encoded or ragged.

    The frame's index is the line of each row in the file. What is read are the bytes that were hashed.
    """
    shown = spec.shown_data
    if not spec.data_path.is_file():
        makes = f", or run: isfuturemicro extract {spec.id}" if spec.source.originals else ""
        remedy = f"put {spec.source.file} into {shown.rpartition('/')[0]}{makes}"
        return pd.DataFrame(), [Finding(shown, "no such file", "the data file", "the dataset has no rows", remedy)]
    content = spec.data_path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != spec.source.sha256:
        remedy = (
            f"put the file back; or, where the change is meant, write sha256: {digest} at {spec.at('source.sha256')}"
        )
        allowed = f"sha256 {spec.source.sha256}"
        return pd.DataFrame(), [Finding(shown, f"sha256 {digest}", allowed, "it is not what was reviewed", remedy)]
    text, findings = decode(content, spec.source.encoding, shown)
    if findings:
        return pd.DataFrame(), findings
    table, findings = parse(text, spec.source.delimiter, shown)
    return table, findings or check_delimiter(table, shown)


def decode(content: bytes, encoding: str, shown: str) -> tuple[str, list[Finding]]:
    """Bytes as text, without a UTF-8 byte order mark; a finding at the first byte that is none of the encoding's."""
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode(encoding)
        if "\0" not in text:
            return text, []
        start = content.index(0)
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
    where = f"{shown}:{content.count(bytes([10]), 0, start) + 1}"
    found = f"byte 0x{content[start]:02x}, which is no {encoding}"
    remedy = f"save the file as {encoding}, or write read: {{encoding: cp1252}} (or the true one) under source:"
    return "", [Finding(where, found, f"{encoding} text", "the file is not read", remedy)]


def parse(text: str, delimiter: str, shown: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Delimited text as a frame of strings; findings for rows that are longer or shorter than the header."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    spans: list[tuple[int, int]] = []
    before = 0
    try:
        header = [name.strip() for name in next(reader, [])]
        before = reader.line_num
        for row in reader:
            if row:
                rows.append(row)
                spans.append((before + 1, reader.line_num))
            before = reader.line_num
    except csv.Error as error:
        found, allowed = f"a row that can't be read ({error})", "fields parted by the delimiter"
        return pd.DataFrame(), [Finding(f"{shown}:{before + 1}", found, allowed, "no row is read", CLOSE)]
    findings = check_header(header, shown) + check_lengths(rows, spans, len(header), shown)
    if not rows:
        allowed = "a header and at least one row"
        findings.append(
            Finding(shown, "no rows", allowed, "there is nothing to estimate", "put the rows into the file")
        )
    if findings:
        return pd.DataFrame(), findings
    lines = pd.Index([first for first, _ in spans], name="line")
    return pd.DataFrame(rows, columns=header, index=lines, dtype=object), []


def check_header(header: list[str], shown: str) -> list[Finding]:
    """A finding for each column that is there more than once."""
    where, allowed, follows = f"{shown}:1", "each column once", "nobody can tell which of them counts"
    return [
        Finding(
            where, f"the column {name!r} {'twice' if many == 2 else f'{many} times'}", allowed, follows, "rename one"
        )
        for name, many in Counter(header).items()
        if many > 1
    ]


def check_lengths(rows: list[list[str]], spans: list[tuple[int, int]], width: int, shown: str) -> list[Finding]:
    """A finding for each wrong number of fields, at the first row that has it."""
    found: dict[int, list[tuple[int, int]]] = {}
    for row, span in zip(rows, spans, strict=True):
        if len(row) != width:
            found.setdefault(len(row), []).append(span)
    findings = []
    for many, where in found.items():
        first, last = where[0]
        said = f"{many} fields in this row" + (f" and in {tell_rows(len(where) - 1)} more" if len(where) > 1 else "")
        remedy = 'put a field that holds the delimiter in "quotation marks"'
        if last > first:
            said += f", which runs to line {last}"
            remedy = CLOSE
        elif many < width:
            remedy = "write the missing fields, empty ones too"
            if where[-1] == spans[-1]:
                remedy += "; since the last row is short, the file may be cut off: get it again from its publisher"
        findings.append(Finding(f"{shown}:{first}", said, f"{width} fields", "no row is read", remedy))
    return findings


def check_delimiter(table: pd.DataFrame, shown: str) -> list[Finding]:
    """A finding where a whole file has become one column, since it is parted by another sign."""
    if len(table.columns) != 1 or not (signs := [sign for sign in ";\t|," if sign in table.columns[0]]):
        return []
    sign = signs[0].replace("\t", "\\t")
    found = f"one column, {table.columns[0][:60]!r}"
    remedy = f'write read: {{delimiter: "{sign}"}} under source: in dataset.yml'
    return [Finding(f"{shown}:1", found, "a column a field", "no variable can be read", remedy)]
