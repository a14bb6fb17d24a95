"""What is left of a former run where something is missing, damaged, outdated, refused or stopped."""

import csv
import os
import pty
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sound_project import read_outputs, replace, say, write

from isfuturemicro.cli import main
from isfuturemicro.survey import LonelyPsuError

ROOT = Path(__file__).parents[1]
NOBODY = 65534
RUN_BUILD = "Remedy: run: isfuturemicro build"


SPOIL: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "nonsense": lambda path: path.write_bytes(b"nonsense " * 99),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-20]),
    "a bit turned": lambda path: path.write_bytes(path.read_bytes().replace(b"women", b"womem")),
}


@pytest.mark.parametrize("spoil", SPOIL)
def test_damaged_rows_are_told_by_estimate_and_mended_by_build(
    spoil: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = read_outputs(project)
    SPOIL[spoil](project / "data/processed/xa_learners_2024.parquet")
    spoilt = read_outputs(project)
    assert spoilt != sound
    code, told = say(capsys, "estimate")
    assert code == 1
    assert told.startswith("data/processed: found no rows of today's xa_learners_2024; allowed: ")
    assert RUN_BUILD in told
    assert read_outputs(project) == spoilt
    assert main(["build"]) == 0
    assert read_outputs(project) == sound


@pytest.mark.parametrize("spoil", ["missing", "empty", "nonsense"])
@pytest.mark.parametrize("name", ["datasets.csv", "events.csv", ".digests.json"])
def test_build_makes_its_tables_again(name: str, spoil: str, project: Path) -> None:
    sound = read_outputs(project)
    SPOIL[spoil](project / "data" / "processed" / name)
    assert main(["build"]) == 0
    assert read_outputs(project) == sound


def test_without_any_former_run_estimate_and_claims_say_what_to_run_first(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(project / "data" / "processed")
    for verb in ("estimate", "claims"):
        code, told = say(capsys, verb)
        assert code == 1
        assert RUN_BUILD in told
        assert told.count("\n") == 2
    assert not (project / "data" / "processed").exists()


def test_estimate_refuses_rows_of_an_earlier_description(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(project / "data/raw/xa_learners_2024/dataset.yml", {"Female, women": "Female, other_gender"})
    before = read_outputs(project)
    code, told = say(capsys, "estimate")
    assert code == 1
    assert "no rows of today's xa_learners_2024" in told
    assert read_outputs(project) == before


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (SPOIL["missing"], "no such file"),
        (SPOIL["empty"], "a damaged table (No columns to parse from file)"),
        (SPOIL["nonsense"], "the columns nonsense"),
        (lambda path: path.write_bytes(path.read_bytes().replace(b",0.6,", b",most,")), "could not convert string"),
        (lambda path: path.write_bytes(path.read_bytes() + b"a,b\n" + b"," * 99), "a damaged table (Error tokenizing"),
        (lambda path: path.write_bytes(path.read_bytes() + b"\xff"), "a damaged table ('utf-8' codec can't decode"),
    ],
    ids=["missing", "empty", "nonsense", "no number", "ragged", "no utf-8"],
)
def test_claims_tells_of_missing_or_damaged_estimates(
    spoil: Callable[[Path], object], found: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(project / "data/processed/estimates.csv")
    before = read_outputs(project)
    code, told = say(capsys, "claims")
    assert code == 1
    assert told.startswith("data/processed/estimates.csv: found ")
    assert found in told
    assert "isfuturemicro build, then isfuturemicro estimate" in told
    assert told.count("\n") == 2
    assert read_outputs(project) == before


def test_money_in_two_currencies_stands_side_by_side(project: Path) -> None:
    """Amounts of one kind, in one place, from one page, that no sum can join."""
    events = project / "data/raw/xa_policy_2020_2022/events.csv"
    paid = events.read_text(encoding="utf-8").splitlines()[1]
    write(
        events,
        f"{events.read_text()}{paid.replace('xa_strategy_2020', 'xa_more_2020').replace('cad', 'aud')}\n".encode(),
    )
    assert main(["build"]) == 0
    assert main(["estimate"]) == 0
    with (project / "data/processed/estimates.csv").open(encoding="utf-8", newline="") as lines:
        amounts = [row for row in csv.DictReader(lines) if row["measure"] == "amount"]
    assert {row["unit"] for row in amounts if row["period"] == "../2021-03-01"} == {"cad", "aud"}


def test_a_lonely_cluster_in_one_margin_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two clusters over all, but a margin that is published for one of them only."""
    folder = project / "data/raw/xa_learners_2024"
    text = (folder / "dataset.yml").read_text(encoding="utf-8")
    text = text[: text.index("published:")].replace("census", "superpopulation, strata: STRATUM, psu: CLUSTER")
    text = text.replace("        - [a,", '        - ["*", All, all]\n        - [a,')
    text = text.replace("      - [1, M", '      - ["*", All, all]\n      - [1, M')
    (folder / "dataset.yml").write_text(text, encoding="utf-8")
    write(folder / "rows.csv", b"AGE,SEX,STRATUM,CLUSTER,N\na,*,n,1,1\nb,*,n,2,1\n*,1,n,1,1\n*,2,n,1,1\n")
    before = read_outputs(project)
    code, told = say(capsys, "build")
    assert code == 1
    assert told.startswith("data/raw/xa_learners_2024/dataset.yml:17: found one cluster only in stratum n of column ")
    assert "Therefore the variance of xa_learners_2024 is undefined" in told
    assert all(f"lonely_psu: {remedy}" in told for remedy in ("adjust", "average", "remove"))
    assert read_outputs(project) == before


@pytest.mark.parametrize(
    ("fault", "found", "remedy"),
    [
        (
            lambda: LonelyPsuError(["n"]),
            "found one cluster only in stratum n; ",
            "write lonely_psu: adjust, average or",
        ),
        (lambda: ValueError("no weight"), "(ValueError: no weight)", "run: isfuturemicro check xa_learners_2024"),
        (lambda: LookupError("no margin"), "(LookupError: no margin)", "run: isfuturemicro check xa_learners_2024"),
        (lambda: ZeroDivisionError("by 0"), "(ZeroDivisionError: by 0)", "run: isfuturemicro check xa_learners_2024"),
    ],
    ids=["lonely cluster", "value", "lookup", "division"],
)
def test_what_an_estimator_cannot_do_is_told_of_the_dataset(
    fault: Callable[[], Exception],
    found: str,
    remedy: str,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object) -> Iterator[object]:
        raise fault()

    monkeypatch.setattr("isfuturemicro.analysis.pipeline.estimate_rates", fail)
    before = read_outputs(project)
    code, told = say(capsys, "estimate")
    assert code == 1
    assert found in told
    assert f"Remedy: {remedy}" in told
    assert told.count("\n") == 5  # a line for each dataset of rows, and the count
    assert read_outputs(project) == before


def test_every_lonely_stratum_of_every_sample_is_told_at_once(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = project / "data/raw/xa_survey_2024", project / "data/raw/xa_again_2024"
    replace(first / "rows.csv", {"south,1,": "east,1,", "south,2,": "west,2,"})
    shutil.copytree(first, second)
    code, told = say(capsys, "build")
    assert code == 1
    assert told.count("one cluster only in stratum east, south, west of column REGION") == 2


@pytest.mark.parametrize("remedy", ["adjust", "average", "remove"])
def test_each_remedy_of_a_lonely_stratum_works_as_it_is_written(remedy: str, project: Path) -> None:
    replace(project / "data/raw/xa_survey_2024/rows.csv", {"south,1,": "east,1,"})
    replace(project / "data/raw/xa_survey_2024/dataset.yml", {"lonely_psu: fail": f"lonely_psu: {remedy}"})
    assert main(["build"]) == 0
    assert main(["estimate"]) == 0


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A folder that nobody may write to, however much the tests may."""
    with tempfile.TemporaryDirectory(prefix="ifm-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755)


@pytest.mark.parametrize("verb", ["build", "estimate", "claims"])
def test_a_read_only_folder_is_told_and_left_as_it_was(
    verb: str, sound: Path, read_only: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = read_only / "project"
    shutil.copytree(sound, root)
    if verb == "build":
        replace(root / "data/raw/xa_survey_2024/rows.csv", {"north,1,52,": "north,1,53,"})
    else:
        (root / "data/processed" / {"estimate": "coverage.csv", "claims": "claim_tests.csv"}[verb]).unlink()
    before = read_outputs(root)
    (root / "data" / "processed").chmod(0o555)
    user = os.geteuid()
    try:
        if user == 0:
            os.seteuid(NOBODY)
        code, told = say(capsys, "--root", str(root), verb)
    finally:
        os.seteuid(user)
    assert code == 1
    assert "Permission denied" in told
    assert "no file is half written" in told
    assert told.count("\n") == 1
    assert read_outputs(root) == before


def test_a_file_in_the_place_of_the_folder_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(project / "data" / "processed")
    (project / "data" / "processed").write_text("in the way")
    code, told = say(capsys, "build")
    assert code == 1
    assert "data/processed" in told
    assert told.count("\n") == 1


def test_writing_that_fails_midway_leaves_the_former_file_and_no_part(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(target))

    replace(project / "data/raw/xa_survey_2024/rows.csv", {"north,1,52,": "north,1,53,"})
    before = read_outputs(project)
    monkeypatch.setattr(Path, "replace", refuse)
    code, told = say(capsys, "build")
    assert code == 1
    assert told.startswith("data/processed/xa_survey_2024.parquet: found No space left on device; ")
    assert read_outputs(project) == before


def test_a_stop_from_the_keyboard_is_quiet(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("isfuturemicro.ingest.build.build", stop)
    assert say(capsys, "build") == (130, "stopped; every file is as it was or whole\n")


def show_on_terminal(written: str) -> list[str]:
    """The lines that a terminal shows of what was written to it, of which it is told to clear some."""
    lines = [""]
    for part in written.replace("\r\n", "\n").replace("\r\x1b[K", "\0").split("\n"):
        lines[-1] = part.rpartition("\0")[2]
        lines.append("")
    return lines[:-1]


def run_on_terminal(project: Path, *arguments: str) -> list[str]:
    """What a terminal shows in the end of a command."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "isfuturemicro.cli", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(command, stdout=follower, stderr=follower, cwd=project, env=environment)
    os.close(follower)
    written = b""
    try:
        while chunk := os.read(leader, 4096):
            written += chunk
    except OSError:  # the other end is closed
        pass
    finally:
        os.close(leader)
        process.wait()
    assert b"\r\x1b[K" in written
    return show_on_terminal(written.decode())


def test_progress_leaves_a_clean_line_on_a_terminal(project: Path) -> None:
    shutil.rmtree(project / "data" / "processed")
    assert run_on_terminal(project, "build") == ["data/processed: 7 datasets, 7 of them read anew", ""]


def test_findings_begin_on_a_line_of_their_own_on_a_terminal(project: Path) -> None:
    replace(project / "data/raw/xa_survey_2024/rows.csv", {"north,1,52,": "north,1,131,"})
    first, *_, last, end = run_on_terminal(project, "build")
    assert first.startswith("data/raw/xa_survey_2024/rows.csv:2: found the code '131'")
    assert last == "1 finding; nothing was written"
    assert end == ""


def test_a_reader_that_has_seen_enough_ends_it_quietly(project: Path) -> None:
    command = f"{sys.executable} -m isfuturemicro.cli list | true"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=project, env=environment, check=True)
    assert done.stderr == ""
