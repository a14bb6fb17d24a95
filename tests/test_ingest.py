"""Reading and harmonising, held against slow, obvious code that goes row by row."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sound_project import SOUND, sha256, write

from isfuturemicro.datasets import DatasetSpec, DesignSpec, VariableSpec, load_spec
from isfuturemicro.datasets.reading import Reading
from isfuturemicro.datasets.spec import Published
from isfuturemicro.findings import Finding
from isfuturemicro.ingest.check import check_published_sums
from isfuturemicro.ingest.formats.text import parse
from isfuturemicro.ingest.harmonise import MAX_YEARS, MOST_CODES, cut_years, harmonise
from isfuturemicro.ingest.parquet import read_parquet, write_parquet
from isfuturemicro.ingest.read import read_data
from isfuturemicro.ingest.sample import check_sample
from isfuturemicro.survey import Design, DuckDBEngine, estimate, reduce_to_cube, total_of
from isfuturemicro.vocabulary import load_vocabulary

RAW = SOUND / "data" / "raw"
LEARNERS, SURVEY = load_spec(RAW / "xa_learners_2024"), load_spec(RAW / "xa_survey_2024")
GENDER = VariableSpec("gender", "SEX", "exact", {"1": "men", "2": "women", "t": "ignored", "": "not_stated"})
AGE = VariableSpec("age_band", "AGE", "exact", {"99": "not_stated", "x": "25-39"}, in_years=True)
cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)
headers = st.lists(st.text("ABCé_", min_size=1, max_size=4), min_size=1, max_size=4, unique=True)


def frame(text: str) -> pd.DataFrame:
    table, findings = parse(text, Reading(), "rows.csv")
    assert findings == []
    return table


@settings(deadline=None)
@given(st.data(), headers, st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]))
def test_what_is_written_as_csv_is_read_back_with_its_lines(
    data: st.DataObject, header: list[str], delimiter: str, end: str
) -> None:
    rows = data.draw(st.lists(st.lists(cells, min_size=len(header), max_size=len(header)), min_size=1, max_size=5))
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    lines = []
    for row in rows:
        text = written.getvalue()
        lines.append(len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))
        writer.writerow(row)
    table, findings = parse(written.getvalue(), Reading(delimiter=delimiter), "rows.csv")
    assert findings == []
    assert list(table.columns) == header
    assert table.to_numpy().tolist() == rows
    assert list(table.index) == lines


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40))
def test_any_text_is_read_or_told(text: str) -> None:
    table, findings = parse(text, Reading(), "rows.csv")
    assert table.empty == bool(findings)


def test_blank_lines_are_no_rows_but_are_counted_as_lines() -> None:
    assert list(frame("A,B\n\n1,2\n\n\n3,4\n").index) == [3, 6]


def test_many_ragged_rows_are_one_finding() -> None:
    _, findings = parse("A,B\n" + "1\n" * 500 + "1,2,3\n", Reading(), "rows.csv")
    assert [finding.found for finding in findings] == [
        "1 fields in this row and in 499 rows more",
        "3 fields in this row",
    ]


def test_every_repeated_column_is_told() -> None:
    _, findings = parse("A,B,A,B,B\n1,2,3,4,5\n", Reading(), "rows.csv")
    assert [finding.found for finding in findings] == ["the column 'A' twice", "the column 'B' 3 times"]


def test_a_field_too_large_to_be_one_is_told() -> None:
    _, [finding] = parse('A,B\n1,"' + "x" * 200_000, Reading(), "rows.csv")
    assert finding.where == "rows.csv:2"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("AGE;SEX;N\na;é;1,5\n".encode("cp1252"), "cp1252"),
        ("\ufeffAGE;SEX;N\na;é;1,5\n".encode(), "utf-8"),
        ("\ufeffAGE;SEX;N\na;é;1,5\n".encode(), "UTF-8"),
        ("AGE;SEX;N\r\na;é;1,5\r\n".encode("utf-16"), "utf-16"),
    ],
)
def test_delimiter_and_encoding_are_those_that_are_named(content: bytes, encoding: str, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_bytes(content)
    reading = Reading(delimiter=";", encoding=encoding)
    source = replace(LEARNERS.source, reading=reading, sha256=sha256(tmp_path / "rows.csv"))
    table, findings = read_data(replace(LEARNERS, folder=tmp_path, source=source))
    assert findings == []
    assert list(table.columns) == ["AGE", "SEX", "N"]
    assert table.iloc[0].tolist() == ["a", "é", "1,5"]


def test_a_nul_byte_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_bytes(b"AGE,SEX,N\na,1,1\nb\0,1,1\n")
    source = replace(LEARNERS.source, sha256=sha256(tmp_path / "rows.csv"))
    _, [finding] = read_data(replace(LEARNERS, folder=tmp_path, source=source))
    assert finding.where.endswith("rows.csv:3")
    assert finding.found == "byte 0x00, which is no utf-8"


def describe(*variables: VariableSpec, **changes: object) -> DatasetSpec:
    """A description of people with these variables and a column N of counts."""
    named = {variable.name: variable for variable in variables}
    return replace(LEARNERS, variables=named, count="N", published=(), **changes)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["1", "2", "t", "", " 1"]),
            st.integers(0, MAX_YEARS).map(str) | st.sampled_from(["99", "x", "18.0"]),
            st.integers(0, 9**12),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_harmonising_is_what_it_is_row_by_row(rows: list[tuple[str, str, int]]) -> None:
    """The counts of all rows that are kept come through to the last case."""
    text = "".join(f"{sex},{age},{n}\n" for sex, age, n in rows)
    table, findings = harmonise(describe(GENDER, AGE), frame(f"SEX,AGE,N\n{text}"), load_vocabulary())
    expected = []
    for sex, age, n in rows:
        band = AGE.codes.get(age)
        if band is None:
            bands = load_vocabulary().reporting_bands().items()
            [band] = [
                code
                for code, b in bands
                if float(age) in range(b.first, MAX_YEARS + 1 if b.last is None else b.last + 1)
            ]
        if GENDER.codes[sex.strip()] != "ignored":
            expected.append((GENDER.codes[sex.strip()], band, n))
    if sum(n for *_, n in expected) == 0:
        assert [finding.consequence for finding in findings] == ["there is nothing to estimate"]
        return
    assert findings == []
    assert list(zip(table["gender"], table["age_band"], table["copies"], strict=True)) == expected
    assert (table["weight"] == 1).all()
    assert (table["units"] == 1).all()


@settings(deadline=None)
@given(st.text(max_size=5) | st.integers(-5, 200).map(str))
def test_an_age_is_cut_into_the_band_that_holds_it_or_is_none(text: str) -> None:
    band = cut_years(text, load_vocabulary())
    plain = text.removesuffix(".0")
    if plain.isascii() and plain.isdigit() and len(plain) <= 3 and int(plain) <= MAX_YEARS:
        assert band is not None
        low, high = load_vocabulary().reporting_bands()[band].first, load_vocabulary().reporting_bands()[band].last
        assert low <= int(plain) <= (MAX_YEARS if high is None else high)
    else:
        assert band is None


def test_without_codes_the_raw_values_are_the_vocabularys_own() -> None:
    gender = VariableSpec("gender", "SEX", "exact")
    table, findings = harmonise(describe(gender), frame("SEX,N\nmen,1\nwomen,2\nall,3\n"), load_vocabulary())
    assert findings == []
    assert list(table["gender"]) == ["men", "women", "all"]
    _, [finding] = harmonise(describe(gender), frame("SEX,N\nmen,1\nM,2\nM,2\n"), load_vocabulary())
    assert finding.found == "the code 'M' in column SEX (2 rows)"
    assert finding.where.endswith("rows.csv:3")


def test_few_unknown_codes_are_told_one_by_one_and_many_at_once() -> None:
    for many in (MOST_CODES, MOST_CODES + 1):
        rows = "".join(f"c{number:02},1\n" for number in range(many))
        _, findings = harmonise(describe(GENDER), frame(f"SEX,N\n{rows}"), load_vocabulary())
        assert len(findings) == (many if many <= MOST_CODES else 1)


@pytest.mark.parametrize(
    ("cell", "decimal", "weight"),
    [("1.5", ".", 1.5), ("1,5", ",", 1.5), (" 2 ", ".", 2.0), ("1e-7", ".", 1e-7), ("0", ".", 0.0)],
)
def test_a_weight_is_read_with_its_decimal_sign(cell: str, decimal: str, weight: float) -> None:
    spec = describe(
        GENDER,
        source=replace(LEARNERS.source, reading=Reading(decimal=decimal)),
        design=DesignSpec("sample", weight="W"),
    )
    table, findings = harmonise(spec, frame(f'SEX,N,W\n1,9,"{cell}"\n2,9,3\n'), load_vocabulary())
    assert findings == []
    assert table["weight"][0] == weight


@pytest.mark.parametrize(
    "cell", ["", "x", "-1", "1,5", "1.2.3", "nan", "inf", "1e400", "1_0", "0x10", "²", "1 0", "True"]
)
def test_a_weight_that_is_none_is_told_with_its_line(cell: str) -> None:
    spec = describe(GENDER, design=DesignSpec("sample", weight="W"))
    _, [finding] = harmonise(spec, frame(f'SEX,N,W\n2,9,3\n1,9,"{cell}"\n'), load_vocabulary())
    assert finding.where == "data/raw/xa_learners_2024/rows.csv:3"
    assert finding.found == f"{cell!r} in column W (1 row so)"


@pytest.mark.parametrize("cell", ["1.5", "99999999999999999999", "-3"])
def test_a_count_is_whole_not_negative_and_not_beyond_counting(cell: str) -> None:
    _, [finding] = harmonise(describe(GENDER), frame(f"SEX,N\n1,{cell}\n2,3\n"), load_vocabulary())
    assert finding.allowed == "a whole number, 0 or more"


designs = st.lists(
    st.tuples(st.sampled_from("AB"), st.sampled_from("12"), st.integers(1, 2), st.integers(1, 2)),
    min_size=1,
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(designs, st.booleans(), st.sampled_from(["", "0.5", "1", "2", "40"]))
def test_build_refuses_the_samples_of_which_no_variance_can_be_made_and_no_other(
    people: list[tuple[str, str, int, int]], clustered: bool, fpc: str
) -> None:
    """The check that comes early says what the estimator would say at last."""
    rows = pd.DataFrame(people, columns=["stratum", "psu", "copies", "units"])
    rows = rows.assign(gender="men", weight=1.0, fpc=float(fpc or "nan"))
    declared = DesignSpec("sample", psu="EA" if clustered else "", strata="S", fpc="SIZE" if fpc else "")
    findings = check_sample(describe(GENDER, design=declared), rows)
    with duckdb.connect() as connection:
        connection.register("people", rows)
        try:
            design = Design(stages=int(clustered), fpc=int(bool(fpc)))
            cube = reduce_to_cube(DuckDBEngine(connection), "people", ("gender",), design)
            estimate(cube, total_of(cube, [np.ones(cube.cells, dtype=bool)]))
            refused = False
        except ValueError:  # a lonely cluster is one
            refused = True
    assert bool(findings) == refused


def test_rows_come_back_from_parquet_as_they_were(tmp_path: Path) -> None:
    table, findings = harmonise(describe(GENDER, AGE), frame("SEX,AGE,N\n1,30,5\n2,x,6\n"), load_vocabulary())
    assert findings == []
    path = tmp_path / "it's [here]*" / "rows.parquet"
    write_parquet(table, path)
    pd.testing.assert_frame_equal(read_parquet(path), table, check_dtype=False)
    assert [found.name for found in path.parent.iterdir()] == ["rows.parquet"]


def check_sum(text: str, **entry: object) -> list[Finding]:
    published = Published(where={}, value=0.0, within=0.0, at="Table 1", line=9, sum="N")
    spec = replace(LEARNERS, published=(replace(published, **entry),))
    return check_published_sums(spec, frame(text))


def test_a_printed_sum_is_that_of_the_raw_rows_that_it_names() -> None:
    text = "SEX,AGE,N\n1,a,10\n2,a,20\n2,b,40\nt,b,70\n"
    assert check_sum(text, value=140.0) == []
    assert check_sum(text, where={"SEX": ("1", "2")}, value=70.0) == []
    assert check_sum(text, where={"SEX": ("2",), "AGE": ("a",)}, value=21.0, within=1.0) == []
    [finding] = check_sum(text, where={"SEX": ("2",)}, value=61.0)
    assert finding.where == "data/raw/xa_learners_2024/dataset.yml:9"
    assert finding.found == "N sums to 60 where Table 1 prints 61"
    assert check_sum(text, where={"SEX": ("3",)}, value=5.0)


def test_a_sum_over_cells_that_are_no_numbers_is_told_at_the_cell() -> None:
    [finding] = check_sum("SEX,M,N\n1,1,1\n2,x,1\n", sum="M")
    assert finding.where == "data/raw/xa_learners_2024/rows.csv:3"
    assert check_sum("SEX,M,N\n1,1,1\n2,x,1\n", sum="M", where={"SEX": ("1",)}, value=1.0) == []


def test_every_column_that_is_missing_is_told_where_it_is_named() -> None:
    _, findings = harmonise(SURVEY, frame("AGE,SEX\n30,1\n"), load_vocabulary())
    assert [finding.found.partition(",")[0] for finding in findings] == [
        "from: Q12",
        "weight: W",
        "strata: REGION",
        "psu: EA",
    ]
    assert {finding.where.partition(":")[0] for finding in findings} == {"data/raw/xa_survey_2024/dataset.yml"}


def test_the_helper_notes_the_new_sha256_of_a_changed_file(tmp_path: Path) -> None:
    """Else a test of a changed file would only see that it was changed."""
    for name in ("dataset.yml", "rows.csv"):
        (tmp_path / name).write_bytes((RAW / "xa_learners_2024" / name).read_bytes())
    write(tmp_path / "rows.csv", b"AGE,SEX,N\n")
    assert sha256(tmp_path / "rows.csv") in (tmp_path / "dataset.yml").read_text(encoding="utf-8")
