"""What a description can say of a column beyond a list of codes: each by hand, each misuse told."""

from pathlib import Path

import pytest
from analysis_by_hand import rates_of, read_rows, write_dataset

from isfuturemicro.datasets import VariableSpec, load_spec
from isfuturemicro.datasets.schema import read_spec
from isfuturemicro.ingest.build import check_dataset
from isfuturemicro.ingest.harmonise import translate
from isfuturemicro.vocabulary import load_vocabulary

OUTCOME = VariableSpec("microcredential", "Q", "close", {"MOOC": "yes", "": "not_stated"}, otherwise="no")
SEVERAL = VariableSpec(
    "gender", "G", "close", {"M": "men", "W": "women", "N": "other_gender"}, parted_by=";", mixed="other_gender"
)
BORN = VariableSpec("age_band", "YoB", "close", {"": "not_stated"}, in_years=True, reached_in=2013)
AGE = VariableSpec("age_band", "AGE", "close", {"?": "not_stated"}, in_years=True)
YEAR = VariableSpec("year", "Y", "exact", {"": "not_stated"})


@pytest.mark.parametrize(
    ("variable", "raw", "category"),
    [
        (OUTCOME, "MOOC", "yes"),
        (OUTCOME, "anything else", "no"),
        (OUTCOME, "", "not_stated"),
        (VariableSpec("gender", "G", "close", {"m": "men"}, otherwise="other_gender"), "", None),
        (SEVERAL, "M", "men"),
        (SEVERAL, "M;M", "men"),
        (SEVERAL, "W; N", "other_gender"),
        (SEVERAL, "M;X", None),
        (BORN, "1980", "30-44"),
        (BORN, "1995.0", "18-24"),
        (BORN, "2013", "under-18"),
        (BORN, "2014", None),
        (BORN, "80", None),
        (BORN, "", "not_stated"),
        (AGE, "26-35", "26-35"),
        (AGE, "<18", "under-18"),
        (AGE, ">65", "66-plus"),
        (AGE, "65+", "65-plus"),
        (AGE, "35-26", None),
        (AGE, "<0", None),
        (AGE, "?", "not_stated"),
        (AGE, "old", None),
        (YEAR, "2021", "2021"),
        (YEAR, "", "not_stated"),
        (YEAR, "21", None),
    ],
)
def test_a_cell_means_one_category_or_none(variable: VariableSpec, raw: str, category: str | None) -> None:
    assert translate(variable, raw, load_vocabulary()) == category


STARTS = "SEX,KIND,STARTED,DONE\nAll,All,100,60\nf,All,70,45\nm,All,30,15\nm,Digital,10,5\n"
PARTED = """\
design: {kind: census}
count: STARTED
only: {KIND: All}
variables:
  completed: {yes_in: DONE, comparability: close}
  gender: {from: SEX, comparability: exact, codes: [[All, All, all], [f, F, women], [m, M, men]]}
"""


def write(root: Path, data: str = STARTS, more: str = PARTED, kind: str = "counts") -> Path:
    return write_dataset(root, "xa_starts_2020", kind, data, more, "learners")


def test_an_outcome_told_by_a_second_count(tmp_path: Path) -> None:
    """Rows of another breakdown repeat others and are left out by `only`."""
    rates = rates_of(read_rows(write(tmp_path)), "gender", "completion")
    assert {category: (rate.estimate, rate.n) for category, rate in rates.items()} == {
        "women": (45 / 70, 70),
        "men": (15 / 30, 30),
    }
    every = rates_of(read_rows(write(tmp_path / "again")), "all", "completion")["all"]
    assert (every.estimate, every.n) == (0.6, 100)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (STARTS.replace("70,45", "70,71"), "'71' in column DONE (1 row so)"),
        (STARTS.replace("70,45", "70,x"), "'x' in column DONE (1 row so)"),
        (STARTS.replace("70,45", "70,-1"), "'-1' in column DONE (1 row so)"),
        (STARTS.replace("DONE", "FINISHED"), "yes_in: DONE, a column that data.csv does not have"),
        (STARTS.replace("KIND", "SORT"), "only: KIND, which is no column"),
        (STARTS.replace("All,", "Total,"), "only: {KIND: All}, which no row has"),
    ],
)
def test_counts_that_are_no_part_of_their_whole_are_told(data: str, found: str, tmp_path: Path) -> None:
    _, findings = check_dataset(load_spec(write(tmp_path, data)))
    assert found in [finding.found for finding in findings]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("yes_in: DONE,", "yes_in: DONE, from: X,", "from: beside yes_in:"),
        ("from: SEX,", "yes_in: DONE,", "yes_in: under gender"),
        ("from: SEX,", "from: SEX, otherwise: wommen,", "the category 'wommen' of gender"),
        ("from: SEX,", "from: SEX, otherwise: [],", "otherwise as a list or mapping"),
        ("from: SEX,", "from: SEX, several: {mixed: men},", "no parted_by in several"),
        ("from: SEX,", "from: SEX, several: {parted_by: ';', mixed: x},", "the category 'x' of gender"),
        ("only: {KIND: All}", "only: All", "only: All"),
        (
            "  gender:",
            "  age_band: {from: A, comparability: close, years: {reached_in: now}}\n  gender:",
            "reached_in: now",
        ),
    ],
)
def test_a_recode_that_means_nothing_is_told(old: str, new: str, found: str, tmp_path: Path) -> None:
    _, findings = read_spec(write(tmp_path, more=PARTED.replace(old, new)))
    assert found in [finding.found for finding in findings]


def test_a_part_of_a_count_needs_counts(tmp_path: Path) -> None:
    _, findings = read_spec(write(tmp_path, more=PARTED.replace("count: STARTED\n", ""), kind="records"))
    assert [finding.found for finding in findings] == ["yes_in: of completed in a dataset of kind records"]
