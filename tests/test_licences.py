"""Which bytes lie in the tree: the publisher's, counts made from them, or none, as each licence lets them."""

import gzip
import hashlib
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from analysis_by_hand import write_dataset
from sound_project import read_outputs, say
from test_extract import DESCRIPTION, PEOPLE

from isfuturemicro.datasets import load_catalogue
from isfuturemicro.datasets.catalogue import read_catalogue
from isfuturemicro.datasets.holdings import ARCHIVES, LARGEST_BYTES, check_holdings
from isfuturemicro.datasets.schema import read_spec

ROOT = Path(__file__).parents[1]
LARGER = ("data/processed/estimates.csv",)
"""Files above the limit: every number that the project stands for."""


def list_tree() -> list[Path]:
    """The files of the project: what Git holds and would take, or all that is there where this is no checkout."""
    listed = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(listed, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        names = [
            str(path.relative_to(ROOT)) for part in ("data/raw", "src", "tests") for path in ROOT.glob(f"{part}/**/*")
        ]
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_every_file_under_data_raw_may_lie_there() -> None:
    assert [str(finding) for finding in check_holdings(ROOT, load_catalogue(ROOT))] == []


def test_no_original_lies_anywhere_in_the_tree() -> None:
    """Neither under its name nor under another: bytes are known by their hash."""
    originals = {original.sha256 for spec in load_catalogue(ROOT).values() for original in spec.source.originals}
    held = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in list_tree()}
    assert originals
    assert [held[digest] for digest in originals & set(held)] == []


def test_no_archive_and_no_large_file_lies_in_the_tree() -> None:
    for path in list_tree():
        content, shown = path.read_bytes(), path.relative_to(ROOT).as_posix()
        checked = shown.startswith(("tests/", "data/raw/"))  # those of data/raw by the test above
        assert checked or not content.startswith(tuple(ARCHIVES)), shown
        assert len(content) <= LARGEST_BYTES or shown in LARGER, shown


COUNTS = b"SEX,N\nf,20\nm,10\n"


def write(root: Path, redistribution: str = "extract", licence: str = "CC0-1.0", kind: str = "counts") -> Path:
    """An invented dataset made from an original, with its counts."""
    folder = root / "data" / "raw" / "xa_people_2020"
    folder.mkdir(parents=True)
    text = DESCRIPTION.format(file="people.csv", sha256=hashlib.sha256(PEOPLE).hexdigest(), more="", old="0" * 64)
    text = text.replace("redistribution: yes", f"redistribution: {redistribution}\n  public: yes")
    text = text.replace("CC0-1.0", licence).replace("kind: counts", f"kind: {kind}")
    text = text.replace("0" * 64, hashlib.sha256(COUNTS).hexdigest())
    (folder / "dataset.yml").write_text(text.replace("count: N\n", "" if kind == "records" else "count: N\n"))
    (folder / "extract.sql").write_text("SELECT 1")
    if redistribution != "no":
        (folder / "counts.csv").write_bytes(COUNTS)
    return folder


def told(root: Path) -> list[str]:
    """What is found of the files, each with its path inside the folder."""
    specs, findings = read_catalogue(root)
    assert findings == []
    return [f"{f.where.rpartition('xa_people_2020/')[2]}: {f.found}" for f in check_holdings(root, specs)]


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("people.csv", PEOPLE, "the original of xa_people_2020, whose redistribution is extract"),
        ("harmless.csv", PEOPLE, "the original of xa_people_2020, whose redistribution is extract"),
        ("deep/down/people.txt", PEOPLE, "the original of xa_people_2020, whose redistribution is extract"),
        ("people.csv.gz", gzip.compress(PEOPLE), "a whole archive (gzip)"),
        ("people.zip", b"PK\x03\x04...", "a whole archive (zip)"),
        ("rows.csv", b"A,B\n1,2\n", "a file that dataset.yml does not name"),
        ("counts.csv", b"SEX,N\n" + b"f,20\n" * 200_001, "1,000,011 bytes"),
    ],
)
def test_bytes_that_should_not_be_there_are_told(name: str, content: bytes, found: str, tmp_path: Path) -> None:
    folder = write(tmp_path)
    assert told(tmp_path) == []
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    assert told(tmp_path) == [f"{name}: {found}"]


def test_the_files_of_a_data_package_may_lie_beside_it_and_a_workbook_may_be_the_data(tmp_path: Path) -> None:
    folder = write(tmp_path, "yes")
    path = folder / "dataset.yml"
    path.write_text(path.read_text().replace("file: counts.csv", "file: datapackage.json"))
    (folder / "counts.csv").rename(folder / "rows.csv")
    (folder / "datapackage.json").write_text('{"resources": [{"name": "rows", "path": "rows.csv"}]}')
    assert told(tmp_path) == []
    path.write_text(path.read_text().replace("file: datapackage.json", "file: counts.xlsx"))
    (folder / "counts.xlsx").write_bytes(b"PK\x03\x04...")
    assert told(tmp_path) == [
        f"{name}: a file that dataset.yml does not name" for name in ("datapackage.json", "rows.csv")
    ]


def test_an_original_in_the_folder_of_another_dataset_is_told(tmp_path: Path) -> None:
    write(tmp_path)
    other = write_dataset(tmp_path, "xa_other_2020", "counts", PEOPLE.decode(), "design: {kind: census}\ncount: TOWN\n")
    text = "variables:\n  gender: {from: SEX, comparability: exact}\n"
    (other / "data.csv").write_bytes(PEOPLE)
    path = other / "dataset.yml"
    path.write_text(path.read_text() + "stage: learners\n" + text)
    found = "the original of xa_people_2020, whose redistribution is not yes"
    assert told(tmp_path) == [f"data/raw/xa_other_2020/data.csv: {found}"]


def test_a_file_beside_the_folders_is_told(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "data" / "raw" / "claims.yml").write_text("claims: []")
    (tmp_path / "data" / "raw" / "more.csv").write_text("A\n1\n")
    assert told(tmp_path) == ["data/raw/more.csv: a file of no dataset"]


@pytest.mark.parametrize("name", ["counts.csv", "mine.csv"])
def test_a_data_file_in_a_folder_of_class_no_is_told(name: str, tmp_path: Path) -> None:
    folder = write(tmp_path, "no", "restricted")
    assert told(tmp_path) == []
    (folder / name).write_bytes(COUNTS)
    assert told(tmp_path) == [f"{name}: a file of a source with redistribution: no"]
    (folder / name).write_bytes(PEOPLE)
    assert told(tmp_path) == [f"{name}: the original of xa_people_2020, whose redistribution is no"]


def test_a_share_alike_licence_needs_its_note(tmp_path: Path) -> None:
    folder = write(tmp_path, licence="ODbL-1.0")
    assert told(tmp_path) == ["dataset.yml:12: licence: ODbL-1.0 and no licence note in the folder"]
    (folder / "LICENCE.md").write_text("ODbL 1.0")
    assert told(tmp_path) == []


@pytest.mark.parametrize(
    ("redistribution", "licence", "kind", "found"),
    [
        ("extract", "CC-BY-ND-4.0", "counts", "redistribution: extract under licence: CC-BY-ND-4.0"),
        ("yes", "restricted", "counts", "redistribution: yes under licence: restricted"),
        ("yes", "figures-only", "counts", "licence: figures-only for an extract"),
        ("yes", "figures-only", "records", "licence: figures-only for records"),
        ("extract", "CC0-1.0", "records", "kind: records with redistribution: extract"),
    ],
)
def test_a_licence_that_does_not_allow_the_class_is_told(
    redistribution: str, licence: str, kind: str, found: str, tmp_path: Path
) -> None:
    _, findings = read_spec(write(tmp_path, redistribution, licence, kind))
    assert [finding.found for finding in findings] == [found]


@pytest.mark.parametrize(
    ("redistribution", "licence"), [("yes", "CC-BY-ND-4.0"), ("no", "CC-BY-ND-4.0"), ("extract", "CC-BY-4.0")]
)
def test_a_licence_that_allows_the_class_is_not(redistribution: str, licence: str, tmp_path: Path) -> None:
    assert read_spec(write(tmp_path, redistribution, licence))[1] == []


def test_a_file_that_nobody_brought_stops_nothing_and_one_that_is_brought_is_read(
    sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "project"
    shutil.copytree(sound, root)
    monkeypatch.chdir(root)
    before = read_outputs(root)
    folder, own = root / "data" / "raw" / "xa_mine_2024", root / "data" / "own" / "xa_mine_2024"
    folder.mkdir()
    shutil.copy(root / "data/raw/xa_learners_2024/dataset.yml", folder)
    path = folder / "dataset.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("redistribution: yes", "redistribution: no"), "utf-8")
    line = (
        "xa_mine_2024: left out. To have it, bring rows.csv of Statistics Exampleland (https://example.org/learners) to"
        " data/own/xa_mine_2024/rows.csv; it may not lie in the project\n"
    )
    for verb, said in (("check", ""), ("build", line), ("estimate", ""), ("claims", "")):
        assert say(capsys, verb) == (0, said)
    catalogue = (root / "data/processed/datasets.csv").read_text(encoding="utf-8")
    assert [row.endswith(",no,no") for row in catalogue.splitlines() if row.startswith("xa_mine")] == [True]
    after = read_outputs(root)
    assert after["estimates.csv"] == before["estimates.csv"]
    assert "xa_mine_2024.parquet" not in after
    own.mkdir(parents=True)
    shutil.copy(root / "data/raw/xa_learners_2024/rows.csv", own)
    for verb in ("check", "build", "estimate"):
        assert say(capsys, verb) == (0, "")
    assert b"xa_mine_2024,XA" in read_outputs(root)["estimates.csv"]
    (own / "rows.csv").write_text("another file\n")
    code, said = say(capsys, "check")
    assert (code, said.partition(": found ")[0]) == (1, "data/own/xa_mine_2024/rows.csv")
    shutil.rmtree(own)
    for verb in ("build", "estimate"):
        assert say(capsys, verb)[0] == 0
    assert read_outputs(root)["estimates.csv"] == before["estimates.csv"]
    assert "xa_mine_2024.parquet" not in read_outputs(root)


def test_a_claim_on_data_that_nobody_brought_cannot_be_told_and_says_what_to_bring(
    sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "project"
    shutil.copytree(sound, root)
    monkeypatch.chdir(root)
    path = root / "data" / "raw" / "xa_learners_2024" / "dataset.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("redistribution: yes", "redistribution: no"), "utf-8")
    path.with_name("rows.csv").unlink()
    for verb in ("build", "estimate", "claims"):
        assert say(capsys, verb)[0] == 0
    tests = pd.read_csv(root / "data" / "processed" / "claim_tests.csv", keep_default_na=False).set_index("test")
    assert tests.loc["learners", "verdict"] == "untestable"
    assert (
        "rows.csv of Statistics Exampleland, brought to data/own/xa_learners_2024" in tests.loc["learners", "reason_en"]
    )
