"""Parquet files, written by DuckDB: good ones, and bad ones with what is said about each."""

from pathlib import Path

import duckdb
import pytest
from reading_files import read, rows, told

VALUES = """
SELECT 1 AS I, 1.0::DOUBLE AS D, 0.1::FLOAT AS F, true AS B, DATE '2021-03-01' AS DAY, '01' AS S,
    2.50::DECIMAL(5, 2) AS C, TIMESTAMP '2021-03-01 00:00:00' AS T,
    170141183460469231731687303715884105727::HUGEINT::VARCHAR AS H, 'é' AS "x ""y"
UNION ALL
SELECT NULL, 1e-7, 2, NULL, NULL, '', 3, TIMESTAMP '2021-03-01 04:05:06', NULL, 'n'
"""


def write(folder: Path, query: str) -> bytes:
    path = folder / "a.parquet"
    duckdb.connect().execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path.read_bytes()


def test_values_become_text_and_nothing_is_invented(tmp_path: Path) -> None:
    table = read(write(tmp_path, VALUES), format="parquet")
    assert list(table.columns) == ["I", "D", "F", "B", "DAY", "S", "C", "T", "H", 'x "y']
    assert table.to_numpy().tolist() == [
        ["1", "1", "0.1", "true", "2021-03-01", "01", "2.50", "2021-03-01", str(2**127 - 1), "é"],
        ["", "1e-07", "2", "", "", "", "3", "2021-03-01 04:05:06", "", "n"],
    ]
    assert list(table.index) == [1, 2]


def test_a_hundred_thousand_rows_keep_their_order(tmp_path: Path) -> None:
    content = write(tmp_path, "SELECT i AS I FROM range(100000) t(i) ORDER BY i")
    assert [int(row[0]) for row in rows(content, format="parquet")[1:]] == list(range(100_000))


AGAIN = "Therefore the file is not read. Remedy: get it again from its publisher, since it may be cut off"


@pytest.mark.parametrize("kept", [6, 400, -1])
def test_a_file_that_is_cut_off_is_told(tmp_path: Path, kept: int) -> None:
    [finding] = told(write(tmp_path, VALUES)[:kept], format="parquet")
    assert finding.startswith("file: found a Parquet file that can't be read (Invalid Input Error: ")
    assert finding.endswith(f"; allowed: a whole Parquet file. {AGAIN}")
    assert str(tmp_path.parent.parent) not in finding


def test_a_file_with_damaged_rows_is_told(tmp_path: Path) -> None:
    content = bytearray(write(tmp_path, "SELECT i, 'text' || i AS S FROM range(5000) t(i)"))
    content[40:400] = bytes(360)
    [finding] = told(bytes(content), format="parquet")
    assert finding.startswith("file: found a Parquet file that can't be read (")
    assert finding.endswith(AGAIN)


@pytest.mark.parametrize(
    ("content", "found", "write_format"),
    [
        (b"A,B\n1,2\n", "a file that begins with b'A,B\\n1,2\\n'", "with the one that it is"),
        (b"", "an empty file", "with the one that it is"),
        (b"PK\x03\x04", "a zip archive or an Excel workbook", "xlsx"),
    ],
)
def test_another_kind_of_file_is_told(content: bytes, found: str, write_format: str) -> None:
    assert told(content, format="parquet") == [
        f"file: found {found}; allowed: a Parquet file. Therefore the file is not read. Remedy: write read: "
        f"{{format: {write_format}}} under source:"
    ]


def test_a_file_without_rows_is_told(tmp_path: Path) -> None:
    assert told(write(tmp_path, "SELECT 1 AS A WHERE false"), format="parquet") == [
        "file: found no rows; allowed: at least one row. Therefore there is nothing to estimate. Remedy: name a "
        "file with rows"
    ]
