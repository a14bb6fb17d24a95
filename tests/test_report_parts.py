"""Selections, reasons and the notebooks as they are stored."""

import ast
import json
from pathlib import Path

import pandas as pd
import pytest

from isfuturemicro.analysis.wording import ONLY_ANALOGUES
from isfuturemicro.report import gaps
from isfuturemicro.report.notebooks import parse_notebook
from isfuturemicro.report.page import Page
from isfuturemicro.report.tables import TABLES, select
from isfuturemicro.report.verdicts import shorten, split_reason, tell_results, tell_tally
from isfuturemicro.report.wording import load_page_words

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def words():
    return load_page_words("en")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_stored_without_outputs_and_define_nothing(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(ids) == len(set(ids))  # a translation is keyed by them
    assert notebook["cells"][0]["cell_type"] == "markdown"
    for cell in notebook["cells"]:
        assert not cell["metadata"].keys() - {"tags"}
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
            tree = ast.parse("".join(cell["source"]))
            kinds = {type(node) for node in ast.walk(tree)}
            assert not kinds & {ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_declare_typed_parameters_and_what_they_read(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    tagged = [cell for cell in notebook["cells"] if "parameters" in cell["metadata"].get("tags", [])]
    assert len(tagged) == 1
    statements = ast.parse("".join(tagged[0]["source"])).body
    assert all(isinstance(statement, ast.AnnAssign) for statement in statements)
    declared = parse_notebook(path.stem, path.read_bytes())
    assert declared.reads
    assert declared.reads.keys() <= set(TABLES)
    if declared.each:
        assert declared.each in {statement.target.id for statement in statements}


def test_a_notebook_that_declares_nothing_is_refused():
    with pytest.raises(ValueError, match="its metadata lack reads, short, summary, title"):
        parse_notebook("x", b'{"metadata": {}}')


@pytest.fixture
def small(tmp_path):
    processed = tmp_path / "data" / "processed"
    processed.mkdir(parents=True)
    (processed / "estimates.csv").write_text("dataset,jurisdiction,measure\na,CA,share\nb,US,share\nb,US,uptake\n")
    (processed / "datasets.csv").write_text("dataset,title_en\na,A\nb,B\nc,C\n")
    return tmp_path


def test_a_page_gets_the_rows_that_it_declares_and_their_datasets(small):
    reads = {"estimates": [{"jurisdiction": ["{place}"]}, {"measure": ["uptake"]}]}
    selected = select(small, reads, {"place": "CA"})
    assert [row["dataset"] for row in selected["estimates"]] == ["a", "b"]
    assert [row["dataset"] for row in selected["datasets"]] == ["a", "b"]


@pytest.mark.parametrize(
    ("reads", "said"),
    [
        ({"estimate": [{}]}, "unknown table 'estimate'"),
        ({"estimates": [{"mesure": ["share"]}]}, "has no column mesure"),
    ],
)
def test_a_selection_of_what_does_not_exist_is_refused(small, reads, said):
    with pytest.raises(ValueError, match=said):
        select(small, reads, {})


def test_a_table_that_was_not_made_is_told_in_one_line(small):
    with pytest.raises(FileNotFoundError, match=r"claims.csv is missing: run"):
        select(small, {"claims": [{}]}, {})


@pytest.fixture
def told(words, monkeypatch):
    """What the page of twelve cells, one of them told, says of requests to make."""
    said = []
    monkeypatch.setattr(gaps, "show_html", said.append)
    lines = [
        ("US", "gender", "share", "", "us_nsc"),
        ("US", "gender", "completion", "outcome", "us_nsc"),
        ("US", "deprivation", "share", "learners", ""),
        *[("GB", name, "uptake", "learners", "gb_learning_and_work") for name in words.vocabulary.equity_dimensions],
    ]
    cells = pd.DataFrame(lines, columns=["jurisdiction", "dimension", "measure", "missing", "keepers"])
    page = Page("x", {"evidence_map": cells}, words)
    gaps.show_requests(page)
    gaps.show_lacks(page)
    return said


def test_a_page_names_who_could_fill_a_cell_and_how_many_nobody_could(told):
    table, states, nobody, lacks = told
    assert table.count("<tr") == 3
    assert "9 of the 9 dimensions" in table
    assert "National Student Clearinghouse" in table
    assert 'href="https://studentclearinghouse.org/' in table
    assert "Who could fill the 11 empty ones among 12 cells" in table
    assert "Held, not published:" in states
    assert "For 1 of the 11 empty cells" in nobody
    assert lacks.count("<tr") == 4


def test_a_reason_falls_into_its_parts(words):
    reason = (
        "White or Asian: inconclusive. Undecided: minorities attend less (2.8 points, −3.2 points to 11 points). "
        "Already employed: supported. For it: most are employed (65.3%); most of Penn's are (62.4% to 100%). "
        + ONLY_ANALOGUES["en"]
    )
    shared, parts = split_reason(reason, words)
    assert shared == ONLY_ANALOGUES["en"]
    assert [(part.name, part.verdict) for part in parts] == [
        ("White or Asian", "inconclusive"),
        ("Already employed", "supported"),
    ]
    assert parts[1].text == "For it: most are employed (65.3%); most of Penn's are (62.4% to 100%)."
    assert shorten(parts[1].text, words) == "For it: most are employed (65.3%), and 1 more."


def test_a_reason_without_parts_loses_its_leading_verdict(words):
    assert split_reason("Reproduced. For it: the survey (76%).", words) == ("For it: the survey (76%).", [])


def test_results_are_tallied_by_what_they_say(words):
    verdicts = ["supported", "reproduced", "contradicted"]
    assert tell_tally(verdicts, words) == "2 for it and 1 against it"
    assert tell_results(verdicts, words) == "3 results: 2 for it and 1 against it."
