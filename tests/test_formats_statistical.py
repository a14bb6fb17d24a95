"""SPSS and Stata files, written by pyreadstat: codes stay codes, and what is missing is told apart."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from reading_files import read, rows, told

ANSWERS = pd.DataFrame(
    {
        "Q12": [1, 2, 9, 98, np.nan],
        "S": ["a", "é", "", "XX", "01"],
        "W": [0.1, 1.5, 2, 3, 1e-7],
        "D": [date(2021, 3, 1)] * 5,
        "T": [datetime(2021, 3, 1, 4, 5)] * 5,
    }
)
LABELS = {"Q12": {1: "Yes", 2: "No", 9: "Refused"}}
MISSING = {"Q12": [9, {"lo": 95, "hi": 99}], "S": ["XX"]}


def write_sav(folder: Path, table: pd.DataFrame = ANSWERS, **how: Any) -> bytes:
    path = folder / "a.sav"
    pyreadstat.write_sav(table, path, **{"variable_value_labels": LABELS, "missing_ranges": MISSING} | how)
    return path.read_bytes()


def write_dta(folder: Path) -> bytes:
    path = folder / "a.dta"
    table = pd.DataFrame({"Q": [1, 2, "a", "b"], "N": [1.0, 2.5, np.nan, 4], "S": ["a", "b", "", "é"]})
    pyreadstat.write_dta(table, path, missing_user_values={"Q": ["a", "b"]}, variable_value_labels={"Q": {1: "Yes"}})
    return path.read_bytes()


@pytest.mark.parametrize("compress", [False, True], ids=["sav", "zsav"])
def test_spss_codes_stay_codes_and_missing_values_are_told_apart(tmp_path: Path, compress: bool) -> None:
    """98 in the range 95 to 99 is missing: read as a number it would be an answer, as NaN it would have no name."""
    day, time = "2021-03-01", "2021-03-01 04:05:00"
    assert rows(write_sav(tmp_path, compress=compress), format="sav") == [
        ["Q12", "S", "W", "D", "T"],
        ["1", "a", "0.1", day, time],
        ["2", "é", "1.5", day, time],
        ["missing 9", "", "2", day, time],
        ["missing 98", "missing XX", "3", day, time],
        [".", "01", "1e-07", day, time],
    ]


def test_value_labels_go_along_with_the_codes(tmp_path: Path) -> None:
    assert read(write_sav(tmp_path), format="sav").attrs["labels"] == {"Q12": {"1": "Yes", "2": "No", "9": "Refused"}}


def test_stata_codes_stay_codes_and_its_missing_values_keep_their_letters(tmp_path: Path) -> None:
    """A text `a` is a text, a missing value `.a` is none."""
    table = read(write_dta(tmp_path), format="dta")
    assert table.to_numpy().tolist() == [["1", "1", "a"], ["2", "2.5", "b"], [".a", ".", ""], [".b", "4", "é"]]
    assert list(table.index) == [1, 2, 3, 4]


def test_single_precision_gains_no_digits(tmp_path: Path) -> None:
    """0.1 in four bytes is 0.10000000149011612 in eight."""
    table = pd.DataFrame({"F": np.array([0.1, 2], dtype="float32"), "I": np.array([1, 2], dtype="int8")})
    table.to_stata(tmp_path / "a.dta", write_index=False)
    assert rows((tmp_path / "a.dta").read_bytes(), format="dta") == [["F", "I"], ["0.1", "1"], ["2", "2"]]


@pytest.mark.parametrize("release", [8, 10, 12, 13, 14, 15])
def test_every_release_of_stata_is_known(tmp_path: Path, release: int) -> None:
    pyreadstat.write_dta(pd.DataFrame({"Q": [1.0, 2.0]}), tmp_path / "a.dta", version=release)
    assert rows((tmp_path / "a.dta").read_bytes(), format="dta") == [["Q"], ["1"], ["2"]]


def test_a_portable_file_is_read(tmp_path: Path) -> None:
    pyreadstat.write_por(ANSWERS[["Q12", "W"]], tmp_path / "a.por")
    assert rows((tmp_path / "a.por").read_bytes(), format="por")[1:3] == [["1", "0.1"], ["2", "1.5"]]


SAV, DTA, POR = "an SPSS file (.sav)", "a Stata file (.dta)", "an SPSS portable file (.por)"
CUT = "Remedy: get it again from its publisher, since it may be cut off; where letters are the trouble, write read: "


@pytest.mark.parametrize("part", [0.4, 0.999])
def test_an_spss_file_that_is_cut_off_is_told(tmp_path: Path, part: float) -> None:
    content = write_sav(tmp_path)
    [finding] = told(content[: int(len(content) * part)], format="sav")
    assert finding.startswith("file: found a file that can't be read to its end (")
    assert f"; allowed: {SAV}, whole. Therefore the file is not read. {CUT}" in finding


@pytest.mark.parametrize("part", [0.1, 0.5])
def test_a_stata_file_that_is_cut_off_is_told(tmp_path: Path, part: float) -> None:
    content = write_dta(tmp_path)
    [finding] = told(content[: int(len(content) * part)], format="dta", place="originals")
    assert finding.startswith("file: found a file that can't be read to its end (")
    assert f"; allowed: {DTA}, whole. Therefore the file is not read. {CUT[:-6]}encoding: cp1252 (or" in finding


def test_a_portable_file_that_is_cut_off_is_told(tmp_path: Path) -> None:
    pyreadstat.write_por(ANSWERS[["Q12", "W"]], tmp_path / "a.por")
    [finding] = told((tmp_path / "a.por").read_bytes()[:320], format="por")
    assert f"; allowed: {POR}, whole. Therefore the file is not read. " in finding


def test_letters_of_another_encoding_are_told_with_the_key_that_mends_them(tmp_path: Path) -> None:
    table = pd.DataFrame({"S": ["Montréal"]})
    broken = write_sav(tmp_path, table, variable_value_labels={}, missing_ranges={}).replace("é".encode(), b"\xe9")
    broken = broken.replace(b"Montr\xe9al", b"Montr\xe9al ")
    [finding] = told(broken, format="sav")
    assert finding.startswith("file: found a file that can't be read to its end (")
    assert finding.endswith("write read: {encoding: cp1252} (or the true one) under source:")
    assert rows(broken, format="sav", encoding="cp1252")[1] == ["Montréal"]


@pytest.mark.parametrize("format", ["sav", "dta", "por"])
@pytest.mark.parametrize(
    ("content", "found", "write"),
    [
        (b"", "an empty file", "with the one that it is"),
        (b"Q12,W\n1,2\n", "a file that begins with b'Q12,W\\n1,'", "with the one that it is"),
        (b"PK\x03\x04rest", "a zip archive or an Excel workbook", "xlsx"),
        (b"PAR1rest", "a Parquet file", "parquet"),
    ],
)
def test_another_kind_of_file_is_told(format: str, content: bytes, found: str, write: str) -> None:
    allowed = {"sav": SAV, "dta": DTA, "por": POR}[format]
    assert told(content, format=format) == [
        f"file: found {found}; allowed: {allowed}. Therefore the file is not read. Remedy: write read: "
        f"{{format: {write}}} under source:"
    ]


def test_a_file_without_rows_is_told(tmp_path: Path) -> None:
    content = write_sav(tmp_path, ANSWERS[["W"]].iloc[:0], variable_value_labels={}, missing_ranges={})
    assert told(content, format="sav") == [
        "file: found no rows; allowed: at least one row. Therefore there is nothing to estimate. Remedy: name a "
        "file with rows"
    ]


def test_without_pyreadstat_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = write_sav(tmp_path)
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    assert told(content, format="sav") == [
        f"file: found {SAV}, and no package pyreadstat to read it; allowed: pyreadstat in the environment. Therefore "
        "the file is not read. Remedy: run: pip install pyreadstat, or install the project with all that reads "
        "files: pip install '.[files]'"
    ]
