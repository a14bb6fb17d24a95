"""Descriptions of datasets: text stays text, lines are kept; whatever stands anywhere is told, never a traceback."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from sound_project import SOUND, sha256

from isfuturemicro.analysis.ledger import read_ledger
from isfuturemicro.datasets import find_datasets, load_catalogue, load_spec
from isfuturemicro.datasets.catalogue import read_catalogue
from isfuturemicro.datasets.form import parse_number
from isfuturemicro.datasets.jurisdictions import knows_jurisdiction, suggest_jurisdiction
from isfuturemicro.datasets.schema import PERIOD, is_day, read_spec
from isfuturemicro.findings import Finding, FindingError, find_nearest, list_allowed, put_in_order, stop_on
from isfuturemicro.ingest.build import check_dataset, check_datasets
from isfuturemicro.located import read_yaml
from isfuturemicro.vocabulary import load_vocabulary

ROOT = Path(__file__).parents[1]
RAW = SOUND / "data" / "raw"
ANYTHING = ("", "-1", "nan", [], [["x", "y"]], {}, {"codes": [["a", "b", "39-25"]]}, None)
"""What may stand in place of any value; None takes its key away."""


def paths_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in a document, the document's own first."""
    yield path
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from paths_in(value[key], (*path, key))


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A document with another value at a path."""
    if not path:
        return new
    changed = dict(value) if isinstance(value, dict) else list(value)
    if len(path) == 1 and new is None:
        del changed[path[0]]
    else:
        changed[path[0]] = put(value[path[0]], path[1:], new)
    return changed


@pytest.mark.parametrize("id", ["xa_learners_2024", "xa_survey_2024", "xa_policy_2020_2022"])
def test_anything_anywhere_in_a_description_is_read_or_told(id: str, tmp_path: Path) -> None:
    shutil.copytree(RAW / id, tmp_path / id)
    path = tmp_path / id / "dataset.yml"
    document = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    for place in paths_in(document):
        for new in ANYTHING:
            path.write_text(yaml.safe_dump(put(document, place, new), allow_unicode=True), encoding="utf-8")
            spec, findings = read_spec(tmp_path / id)
            assert (spec is None) == bool(findings)
            assert all(finding.where.startswith(f"data/raw/{id}/dataset.yml") for finding in findings)
            if place and place[0] in ("kind", "jurisdiction", "unit", "role", "source") and len(place) == 1:
                assert findings, f"{new!r} as {place}"


def test_anything_anywhere_in_the_ledger_is_read_or_told(tmp_path: Path) -> None:
    specs = load_catalogue(SOUND)
    path = tmp_path / "data" / "raw" / "claims.yml"
    path.parent.mkdir(parents=True)
    document = yaml.load((RAW / "claims.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
    for place in paths_in(document):
        for new in ANYTHING:
            path.write_text(yaml.safe_dump(put(document, place, new), allow_unicode=True), encoding="utf-8")
            _, findings = read_ledger(tmp_path, specs)
            if len(place) == 2 and place[1] in ("text", "answer", "would_change", "tests", "parts") and new is not None:
                assert findings, f"{new!r} as {place}"


def test_scalars_stay_text_and_keys_keep_their_lines() -> None:
    document, findings = read_yaml(RAW / "no_register_2024" / "dataset.yml", "shown")
    assert findings == []
    assert document["jurisdiction"] == "NO"
    assert document["period"] == "2024"
    assert document["source"]["redistribution"] == "yes"
    assert document["variables"]["employment_status"]["codes"][0] == ["01", "Employed", "employed"]
    assert document.lines["jurisdiction"] == 2


def test_a_description_knows_where_it_says_something() -> None:
    spec = load_spec(RAW / "xa_survey_2024")
    lines = (RAW / "xa_survey_2024" / "dataset.yml").read_text(encoding="utf-8").splitlines()
    for key, text in (("design.psu", "psu: EA"), ("variables.age_band.years", "years:"), ("source.sha256", "sha256")):
        name, _, line = spec.at(key).partition(":")
        assert name == "data/raw/xa_survey_2024/dataset.yml"
        assert text in lines[int(line) - 1]
    assert spec.at("variables.age_band.nothing") == spec.at("variables.age_band")
    assert spec.at("") == "data/raw/xa_survey_2024/dataset.yml"


def test_load_spec_raises_every_finding_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "xa_learners_2024"
    shutil.copytree(RAW / folder.name, folder)
    path = folder / "dataset.yml"
    path.write_text(path.read_text("utf-8").replace("counts", "count").replace("census", "full"), encoding="utf-8")
    with pytest.raises(FindingError) as error:
        load_spec(folder)
    assert len(error.value.findings) == 2
    assert str(error.value).count("\n") == 1


def test_hidden_folders_and_files_are_no_datasets(tmp_path: Path) -> None:
    (tmp_path / "data" / "raw" / ".cache").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "xa_x_2024").mkdir()
    (tmp_path / "data" / "raw" / "claims.yml").touch()
    assert [path.name for path in find_datasets(tmp_path)] == ["xa_x_2024"]
    assert read_catalogue(tmp_path)[0] == {}


def test_the_example_of_the_contributing_guide_is_sound(tmp_path: Path) -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```yaml\n(title:.*?)```", guide, re.DOTALL)
    folder = tmp_path / "xa_skills_2024"
    folder.mkdir()
    rows = "Q12,AGE,REGION,EA,W_FINAL\n1,20,n,1,1.5\n2,30,n,2,2\n9,99,s,3,1\n1,64,s,4,1\n"
    (folder / "skills2024.csv").write_text(rows, encoding="utf-8")
    digest = sha256(folder / "skills2024.csv")
    (folder / "dataset.yml").write_text(re.sub(r"sha256: \S+", f"sha256: {digest}", example), encoding="utf-8")
    table, findings = check_dataset(load_spec(folder))
    assert findings == []
    assert list(table["age_band"]) == ["18-24", "30-44", "not_stated", "55-64"]


def test_every_dataset_of_the_project_is_sound() -> None:
    assert check_datasets(ROOT, []) == []


@pytest.mark.parametrize(
    ("code", "known", "remedy"),
    [
        ("NO", True, ""),
        ("CA-ON", True, ""),
        ("US-CA", True, ""),
        ("XW", True, ""),
        ("XA", True, ""),
        ("Norway", False, "write NO"),
        ("Norvège", False, "write NO"),
        ("ca", False, "write CA"),
        ("ZZ", False, "write "),
        ("ZZ-ON", False, "write "),
        ("CA-ONTARIO", False, "write "),
    ],
)
def test_a_jurisdiction_is_known_or_the_likeliest_is_named(code: str, known: bool, remedy: str) -> None:
    assert knows_jurisdiction(code, load_vocabulary()) == known
    if not known:
        assert suggest_jurisdiction(code, load_vocabulary()).startswith(remedy)


@pytest.mark.parametrize("text", ["2021", "2021-22", "2021-03", "2012/2021", "2021-22/2023-24"])
def test_a_period_is_a_year_a_school_year_a_month_or_two_of_them(text: str) -> None:
    assert PERIOD.fullmatch(text)


@pytest.mark.parametrize("text", ["", "21", "2021/", "last year", "2021-", "2021-2022-2023"])
def test_what_is_no_period_is_none(text: str) -> None:
    assert not PERIOD.fullmatch(text)


def test_a_day_is_one_that_exists() -> None:
    assert [is_day(text) for text in ("2020-02-29", "2021-02-29", "2021-2-1", "20210201", "2021-W01-1", "")] == [
        True,
        *[False] * 5,
    ]


@pytest.mark.parametrize(
    ("text", "number"), [("1.5", 1.5), ("-2", -2.0), ("1e3", 1000.0), ("1_000", None), ("inf", None), (["1"], None)]
)
def test_a_number_is_finite_and_plain(text: object, number: float | None) -> None:
    assert parse_number(text) == number if number is not None else parse_number(text) != parse_number(text)


def test_findings_come_once_in_the_order_of_files_and_lines() -> None:
    one, ten, two, file = (Finding(where, "", "", "", "") for where in ("b:1", "b:10", "b:2", "a"))
    assert put_in_order([ten, two, one, file, two]) == [file, one, two, ten]
    stop_on([])
    with pytest.raises(FindingError):
        stop_on([one])


def test_a_finding_is_one_line() -> None:
    assert "\n" not in str(Finding("a:1", "two\nlines", "one", "it is told", "join them"))


def test_long_lists_are_shortened_to_what_is_near() -> None:
    codes = load_vocabulary().codes("jurisdiction")
    assert len(codes) > 200
    told = list_allowed("CA-ONT", codes)
    assert told.startswith(f"one of {len(codes)}, such as CA-ON")
    assert find_nearest("counts ", ["counts", "records"]) == ["counts"]
