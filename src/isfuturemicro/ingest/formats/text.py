"""Delimited text in any encoding."""

import codecs
import csv
import io

import pandas as pd

from ...datasets.reading import Reading
from ...findings import Finding
from .grid import CLOSE, Row, lay_out
from .magic import recognise

MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
"""Byte order marks that say which encoding a file has; Excel's "Unicode text" begins with the first."""


ONE_BYTE = ("cp125", "iso8859")


def read_text(content: bytes, reading: Reading, shown: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Delimited text as a frame of strings, its index the line of each row."""
    text, findings = decode(content, reading, shown)
    if findings:
        return pd.DataFrame(), findings
    table, findings = parse(text, reading, shown)
    return table, findings or check_delimiter(table, reading, shown)


def decode(content: bytes, reading: Reading, shown: str) -> tuple[str, list[Finding]]:
    """Bytes as text, without a byte order mark; a finding at the first byte that is none of the encoding's.

    Some publishers leave a UTF-8 mark even before latin-1.
    """
    encoding = reading.encoding or "utf-8"
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
        if "\0" not in text:
            return text, check_letters(content, encoding, reading, shown)
        start = content.index(0)
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
    if kind := recognise(content):
        remedy = reading.write(f"format: {kind.format}") if kind.format else kind.remedy
        return "", [Finding(shown, kind.name, "delimited text", "the file is not read", remedy)]
    where = f"{shown}:{content.count(bytes([10]), 0, start) + 1}"
    found = f"byte 0x{content[start]:02x}, which is no {encoding}"
    marked = MARKS.get(content[:2], "cp1252")
    remedy = f"save the file as {encoding}, or {reading.write(f'encoding: {marked}', ' (or the true one)')}"
    return "", [Finding(where, found, f"{encoding} text", "the file is not read", remedy)]


def check_letters(content: bytes, encoding: str, reading: Reading, shown: str) -> list[Finding]:
    """A finding where text in UTF-8 is read in an encoding of one byte a letter, which makes two letters of one.

    No such encoding forbids it; but bytes above 127 that form UTF-8 throughout do so by no accident.
    """
    if content.isascii() or not codecs.lookup(encoding).name.startswith(ONE_BYTE):
        return []
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return []
    number, line = next((n, line) for n, line in enumerate(text.split("\n"), start=1) if not line.isascii())
    letter = next(letter for letter in line if not letter.isascii())
    found = f"UTF-8 that is to be read as {encoding}, {letter!r} as {letter.encode().decode(encoding, 'replace')!r}"
    remedy = reading.write("encoding: utf-8", ", or delete encoding:,")
    return [Finding(f"{shown}:{number}", found, f"{encoding} text", "no name or code with it is known", remedy)]


def parse(text: str, reading: Reading, shown: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Delimited text as a frame of strings; findings for rows that are longer or shorter than the header."""
    records = csv.reader(io.StringIO(text, newline=""), delimiter=reading.delimiter)
    grid: list[Row] = []
    before = 0
    try:
        for record in records:
            if record:
                grid.append(Row(before + 1, records.line_num, record))
            before = records.line_num
    except csv.Error as error:
        found, allowed = f"a row that can't be read ({error})", "fields parted by the delimiter"
        return pd.DataFrame(), [Finding(f"{shown}:{before + 1}", found, allowed, "no row is read", CLOSE)]
    return lay_out(grid, reading, shown)


def check_delimiter(table: pd.DataFrame, reading: Reading, shown: str) -> list[Finding]:
    """A finding where a whole file has become one column, since it is parted by another sign."""
    if len(table.columns) != 1 or not (signs := [sign for sign in ";\t|," if sign in str(table.columns[0])]):
        return []
    delimiter = 'delimiter: "{}"'.format(signs[0].replace("\t", "\\t"))
    found = f"one column, {str(table.columns[0])[:60]!r}"
    remedy = f"{reading.write(delimiter)} in dataset.yml"
    return [Finding(f"{shown}:{reading.header_rows[-1]}", found, "a column a field", "no variable can be read", remedy)]
