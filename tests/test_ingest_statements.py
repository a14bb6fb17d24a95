"""Published statements: what a printed value may mean, and which rows are refused."""

import dataclasses
import io
import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sound_project import SOUND

from isfuturemicro.datasets import load_spec
from isfuturemicro.datasets.reading import Reading
from isfuturemicro.datasets.spec import DesignSpec
from isfuturemicro.findings import Finding
from isfuturemicro.ingest.formats.text import parse
from isfuturemicro.ingest.printed import VALUE, parse_value
from isfuturemicro.ingest.statements import COLUMNS, read_statements
from isfuturemicro.vocabulary import load_vocabulary

RAW = SOUND / "data" / "raw"
SPECS = {
    "figures": load_spec(RAW / "xa_colleges_2021"),
    "events": load_spec(RAW / "xa_policy_2020_2022"),
    "attributes": load_spec(RAW / "xx_frameworks_2021"),
}


def read(kind: str, **cells: str) -> tuple[pd.DataFrame, list[Finding]]:
    """The first row of the sound dataset of a kind, with some cells changed."""
    spec = SPECS[kind]
    table, _ = parse(spec.data_path.read_text(encoding="utf-8"), Reading(), "rows.csv")
    table = table.iloc[:1].copy()
    for column, value in cells.items():
        table[column] = value
    return read_statements(spec, table, load_vocabulary())


@pytest.mark.parametrize(
    ("text", "unit", "estimate", "lower", "upper"),
    [
        ("76", "percent", 0.76, 0.755, 0.765),
        ("76.0", "percent", 0.76, 0.7595, 0.7605),
        ("0", "percent", 0.0, 0.0, 0.005),
        ("100", "percent", 1.0, 0.995, 1.0),
        ("270", "percent", 2.7, 2.695, 2.705),
        ("<40", "percent", math.nan, 0.0, 0.4),
        ("27%+", "percent", math.nan, 0.27, 1.0),
        ("3000+", "number", math.nan, 3000.0, math.inf),
        (">3000", "number", math.nan, 3000.0, math.inf),
        ("~600", "number", 600.0, math.nan, math.nan),
        ("-5.5", "number", -5.5, math.nan, math.nan),
        ("59500000", "cad", 59500000.0, math.nan, math.nan),
        ("", "number", math.nan, math.nan, math.nan),
    ],
)
def test_a_printed_value_is_a_number_and_what_its_printing_leaves_open(
    text: str, unit: str, estimate: float, lower: float, upper: float
) -> None:
    assert parse_value(text, unit) == pytest.approx((estimate, lower, upper), nan_ok=True, abs=1e-12)


@settings(deadline=None)
@given(st.from_regex(VALUE, fullmatch=True), st.sampled_from(["percent", "number"]))
def test_a_value_lies_within_its_bounds(text: str, unit: str) -> None:
    estimate, lower, upper = parse_value(text, unit)
    if not math.isnan(estimate) and not math.isnan(lower) and estimate >= 0:
        assert lower <= estimate <= upper
    assert not (math.isnan(estimate) and math.isnan(lower))


def test_a_withheld_value_is_a_status_and_never_a_zero() -> None:
    table, findings = read("figures", value="", status="suppressed", as_stated="x in the table")
    assert not findings
    assert table[["estimate", "lower", "upper"]].isna().all(axis=None)


def test_a_value_with_its_e_is_a_number_to_be_used_with_caution() -> None:
    table, findings = read("figures", value="12.0 E", status="caution")
    assert not findings
    assert table[["estimate", "lower", "upper"]].iloc[0].tolist() == pytest.approx([0.12, 0.1195, 0.1205])
    assert table["status"].tolist() == ["caution"]


@pytest.mark.parametrize("status", ["ok", "unreliable"])
def test_a_value_with_an_e_needs_the_status_that_tells_it(status: str) -> None:
    _, [finding] = read("figures", value="12.0E", status=status)
    assert (finding.found, finding.allowed) == (f"status: {status!r}", "caution, where the value bears an E")


@pytest.mark.parametrize("status", ["ok", "empty"])
def test_a_missing_value_needs_a_status_that_says_why(status: str) -> None:
    _, [finding] = read("figures", value="", status=status)
    assert finding.found == "value: ''"
    assert "suppressed" in finding.allowed


@pytest.mark.parametrize("text", ["1,234", "56 %", "about half", "1e5", "5-6", "~", "+5", "5++", "٣.", "nan"])
def test_a_value_that_can_mean_several_things_is_refused(text: str) -> None:
    _, [finding] = read("figures", value=text)
    assert finding.where == "data/raw/xa_colleges_2021/figures.csv:2"
    assert finding.found == f"value: {text!r}"


@pytest.mark.parametrize(
    ("kind", "column", "text"),
    [
        ("figures", "jurisdiction", "Ontario"),
        ("figures", "period", "21"),
        ("figures", "population", "learner"),
        ("figures", "dimension", "sex"),
        ("figures", "category", "women"),
        ("figures", "within", "award_level=badge"),
        ("figures", "unit", "%"),
        ("figures", "n", "-3"),
        ("figures", "n", "²"),
        ("figures", "frame", "1.5"),
        ("figures", "status", "fine"),
        ("figures", "comparability", "good"),
        ("figures", "confidence", "high"),
        ("figures", "reference_title", " "),
        ("figures", "reference_url", "www.example.org"),
        ("events", "date", "6 November 2020"),
        ("events", "date", "2020-02-30"),
        ("events", "date", "2020-1"),
        ("events", "date", "2020-11-06T09:00"),
        ("events", "date", ""),
        ("events", "event_type", "money"),
        ("events", "event", "On Strategy"),
        ("events", "amount", "59.5."),
        ("events", "currency", "$"),
        ("events", "title_fr", ""),
        ("attributes", "attribute", "colour"),
        ("attributes", "value", "hour"),
        ("attributes", "year", "18"),
        ("attributes", "confidence", ""),
    ],
)
def test_a_cell_that_is_wrong_is_told_by_its_name(kind: str, column: str, text: str) -> None:
    table, [finding] = read(kind, **{column: text})
    assert table.empty
    assert finding.found == f"{column}: {text!r}"
    assert finding.where.endswith(f"{kind}.csv:2")


@pytest.mark.parametrize("date", ["2020", "2020-11", "2020-11-06", "2020-02-29", "../2021-12", "../2021"])
def test_a_date_may_be_partial_or_open(date: str) -> None:
    assert read("events", date=date)[1] == []


@pytest.mark.parametrize(
    ("dimension", "category", "within"),
    [("gender", "women", "award_level=bachelor;sector=public"), ("age_band", "25-39", ""), ("all", "all", "")],
)
def test_a_figure_may_be_of_any_category_that_the_vocabulary_holds(dimension: str, category: str, within: str) -> None:
    assert read("figures", dimension=dimension, category=category, within=within)[1] == []


@pytest.mark.parametrize("code", ["XA", "NO", "CA-ON", "US-CA"])
def test_a_row_may_speak_of_any_jurisdiction(code: str) -> None:
    assert read("figures", jurisdiction=code)[1] == []


@pytest.mark.parametrize("kind", SPECS)
def test_each_column_is_needed_and_no_other_is_allowed(kind: str) -> None:
    spec = SPECS[kind]
    table, _ = parse(spec.data_path.read_text(encoding="utf-8"), Reading(), "rows.csv")
    for column in COLUMNS[kind]:
        _, [finding] = read_statements(spec, table.drop(columns=column), load_vocabulary())
        assert finding.found == f"no {column}"
        assert column in finding.remedy
        _, [finding] = read_statements(spec, table.rename(columns={column: f"{column}s"}), load_vocabulary())
        assert finding.remedy.startswith(f"rename {column}s to ")
    _, [finding] = read_statements(spec, table.assign(colour="red"), load_vocabulary())
    assert finding.remedy == "delete the column colour"


@pytest.mark.parametrize("kind", SPECS)
def test_a_row_that_says_the_same_again_is_told_with_both_lines(kind: str) -> None:
    spec = SPECS[kind]
    first = spec.data_path.read_text(encoding="utf-8").splitlines(keepends=True)[:2]
    table, _ = parse("".join([*first, first[1], first[1]]), Reading(), "rows.csv")
    _, findings = read_statements(spec, table, load_vocabulary())
    assert [finding.where.rpartition(":")[2] for finding in findings] == ["3", "4"]
    assert all("as in line 2" in finding.found for finding in findings)


def test_two_sources_may_disagree_on_one_figure() -> None:
    spec = SPECS["figures"]
    text = spec.data_path.read_text(encoding="utf-8").splitlines()
    other = text[1].replace(",56,", ",60,").replace("example.org/colleges", "example.org/other")
    table, _ = parse(io.StringIO("\n".join([text[0], text[1], other])).read(), Reading(), "rows.csv")
    read_rows, findings = read_statements(spec, table, load_vocabulary())
    assert findings == []
    assert list(read_rows["estimate"]) == [0.56, 0.6]


REPORTED = dataclasses.replace(SPECS["figures"], design=DesignSpec("reported"))


def read_error(**cells: str) -> tuple[pd.DataFrame, list[Finding]]:
    """The first figure of the sound dataset as one of a sample, with the error that its publisher printed."""
    table, _ = parse(REPORTED.data_path.read_text(encoding="utf-8"), Reading(), "rows.csv")
    return read_statements(REPORTED, table.iloc[:1].assign(**cells), load_vocabulary())


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, (math.nan, math.nan, math.nan)),
        ({"se": "0.5"}, (0.005, 0.5502, 0.5698)),
        ({"ci_low": "50.1", "ci_high": "61.8"}, (math.nan, 0.501, 0.618)),
        ({"se": "3", "ci_low": "50.1", "ci_high": "61.8"}, (0.03, 0.501, 0.618)),
        ({"value": "0.4", "se": "0.5"}, (0.005, 0.0, 0.0138)),
        ({"value": "99.9", "se": "0.5"}, (0.005, 0.9892, 1.0)),
        ({"measure": "count", "value": "17321700", "unit": "number", "se": "4038"}, (4038.0, 17313785.52, 17329614.48)),
    ],
)
def test_a_printed_error_is_on_the_scale_of_its_figure(cells: dict[str, str], expected: tuple[float, ...]) -> None:
    """1.96 standard errors to either side, as NCES says of its tables (Condition of Education, margins of error)."""
    table, findings = read_error(**cells)
    assert findings == []
    assert tuple(table.loc[0, ["se", "ci_low", "ci_high"]]) == pytest.approx(expected, nan_ok=True, abs=1e-12)


@pytest.mark.parametrize(
    ("cells", "column", "allowed"),
    [
        ({"se": "-0.5"}, "se", "a number in the value's own unit"),
        ({"se": "0.5%"}, "se", "a number in the value's own unit"),
        ({"ci_low": "50"}, "ci_high", "both ends of the interval"),
        ({"ci_high": "60"}, "ci_low", "both ends of the interval"),
        ({"ci_low": "57", "ci_high": "60"}, "ci_low", "an interval that holds the value"),
        ({"ci_low": "60", "ci_high": "50"}, "ci_low", "an interval that holds the value"),
    ],
)
def test_a_printed_error_that_cannot_be_is_refused(cells: dict[str, str], column: str, allowed: str) -> None:
    table, [finding] = read_error(**cells)
    assert table.empty
    assert finding.found.startswith(f"{column}: ")
    assert allowed in finding.allowed


def test_only_a_sample_has_a_printed_error() -> None:
    _, [finding] = read("figures", se="0.5", ci_low="", ci_high="")
    assert finding.found == "se: '0.5'"
    assert finding.remedy == "leave se empty, or write kind: reported under design"
