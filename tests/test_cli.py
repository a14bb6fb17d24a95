"""The command line on an invented project: what each verb says, reads, writes and leaves alone."""

import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from sound_project import SOUND, make_sound, read_outputs, replace, say

from isfuturemicro.cli import main

ROOT = Path(__file__).parents[1]
VERBS = {
    "list": ("Reads data/raw/*/dataset.yml", "writes nothing"),
    "check": ("Reads data/raw, notebooks", "writes nothing"),
    "fetch": ("Reads dataset.yml", "writes to the cache"),
    "extract": ("Reads the originals", "writes the file under data/raw"),
    "build": ("Reads data/raw", "writes data/processed/*.parquet"),
    "estimate": ("Reads data/processed/*.parquet", "writes data/processed/estimates.csv"),
    "claims": ("Reads estimates.csv and data/raw/claims.yml", "writes claims.csv, claim_tests.csv"),
    "report": ("Reads data/processed", "writes reports/"),
}


@pytest.fixture
def project(sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sound project, as the working folder; the path has what shells and SQL trip over."""
    root = tmp_path / "l'été [1]"
    shutil.copytree(sound, root)
    monkeypatch.chdir(root)
    return root


def run_python(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=environment, cwd=cwd, check=False
    )


@pytest.mark.parametrize("verb", VERBS)
def test_help_says_what_a_verb_reads_and_writes(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([verb, "--help"])
    assert stop.value.code == 0
    told = " ".join(capsys.readouterr().out.split())
    assert VERBS[verb][0] in told
    assert VERBS[verb][1] in told


def test_every_verb_is_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    assert all(f"    {verb} " in told for verb in VERBS)


def test_the_package_and_its_light_verbs_import_nothing_heavy(project: Path) -> None:
    heavy = "{'pandas', 'numpy', 'duckdb', 'matplotlib', 'scipy', 'seaborn', 'papermill'}"
    code = f"import isfuturemicro, sys; assert not {heavy} & set(sys.modules)"
    code += f"; from isfuturemicro.cli import main; main(['list']); assert not {heavy} & set(sys.modules)"
    done = run_python("-c", code, cwd=project)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_whole_line_of_verbs_from_a_shell(tmp_path: Path) -> None:
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    last = {
        "list": "7 datasets",
        "check": "no findings",
        "build": "data/processed: 7 datasets, 7 of them read anew",
        "estimate": "data/processed/estimates.csv: ",
        "claims": "data/processed/claims.csv: 1 supported, 1 inconclusive",
    }
    for verb, expected in last.items():
        done = run_python("-m", "isfuturemicro.cli", verb, cwd=tmp_path)
        assert done.returncode == 0
        assert done.stdout.splitlines()[-1].startswith(expected)
    written = {"datasets.csv", "events.csv", "attributes.csv", "coverage.csv", "evidence_map.csv", "estimates.csv"}
    assert written | {"claims.csv"} < set(read_outputs(tmp_path))


def test_list_shows_each_dataset_with_its_title(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 8
    assert lines[0].split()[:4] == ["no_register_2024", "NO", "counts", "evidence"]
    assert "Invented register of Norway 2024" in lines[0]


def test_outside_a_project_one_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for verb in ("list", "check", "build", "estimate", "claims", "report"):
        code, told = say(capsys, verb)
        assert code == 1
        assert told == (
            "data/raw: found no such folder; allowed: a project's data/raw. Therefore there is nothing to read. "
            "Remedy: go to the project's folder, or name it: isfuturemicro --root FOLDER ...\n"
            "1 finding; nothing was written\n"
        )


@pytest.mark.parametrize("verb", ["check", "fetch", "extract"])
def test_an_unknown_dataset_is_told_with_the_nearest(
    verb: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert say(capsys, verb, "xa_learner_2024") == (
        1,
        "command line: found the dataset 'xa_learner_2024'; allowed: one of the 7 that isfuturemicro list shows. "
        "Therefore nothing is done. Remedy: write xa_learners_2024\n1 finding; nothing was written\n",
    )
    code, told = say(capsys, verb, "zzz")
    assert code == 1
    assert "Remedy: run: isfuturemicro list" in told
    assert say(capsys, verb, "..")[0] == 1


def test_check_of_one_dataset_says_nothing_of_another(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(project / "data/raw/xa_learners_2024/dataset.yml", {"kind: counts": "kind: count"})
    assert say(capsys, "check", "xa_survey_2024") == (0, "")
    assert say(capsys, "check", "xa_survey_2024", "xa_learners_2024")[0] == 1


def test_a_fault_in_a_reference_is_told_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither the dataset that names it nor the claims that select it are blamed for it."""
    for id in ("xa_population_2020", "xa_colleges_2021"):
        replace(project / f"data/raw/{id}/dataset.yml", {"unit: ": "unit: a "})
    code, told = say(capsys, "check")
    assert code == 1
    assert [line.partition(":")[0] for line in told.splitlines()[:-1]] == [
        "data/raw/xa_colleges_2021/dataset.yml",
        "data/raw/xa_population_2020/dataset.yml",
    ]


def test_a_second_run_reads_nothing_and_changes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, times = read_outputs(project), {path: path.stat().st_mtime_ns for path in project.rglob("*")}
    capsys.readouterr()
    assert main(["build"]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out == "data/processed: 7 datasets, none of them read anew\n"
    for verb in ("build", "estimate", "claims"):
        assert main(["--root", str(project), verb]) == 0
    assert read_outputs(project) == before
    files = {path: path.stat().st_mtime_ns for path in project.rglob("*") if path.is_file()}
    assert files == {path: time for path, time in times.items() if path.is_file()}


def test_touching_a_file_reads_nothing_and_changing_one_reads_its_dataset_only(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = project / "data/raw/xa_survey_2024/rows.csv"
    rows.touch()
    capsys.readouterr()
    assert main(["build"]) == 0
    assert capsys.readouterr().err == ""
    replace(rows, {"north,1,52,": "north,1,53,"})
    assert main(["build"]) == 0
    told = capsys.readouterr()
    assert told.err == "reading xa_survey_2024\n"
    assert told.out == "data/processed: 7 datasets, 1 of them read anew\n"


def test_a_removed_dataset_leaves_nothing_behind(project: Path) -> None:
    for id in ("no_register_2024", "xa_policy_2020_2022"):
        shutil.rmtree(project / "data" / "raw" / id)
    assert main(["build"]) == 0
    outputs = read_outputs(project)
    assert not {"no_register_2024.parquet", "xa_policy_2020_2022.parquet", "events.csv"} & set(outputs)
    assert b"no_register_2024" not in outputs["datasets.csv"] + outputs[".digests.json"]


def test_two_runs_from_nothing_give_the_same_bytes(sound: Path, tmp_path: Path) -> None:
    assert read_outputs(make_sound(tmp_path / "again")) == read_outputs(sound)


@pytest.mark.parametrize(("verdict", "shown"), [("supported", "They do."), ("contradicted", "")])
def test_plain_words_stand_only_beside_the_verdict_that_they_were_written_for(
    project: Path, capsys: pytest.CaptureFixture[str], verdict: str, shown: str
) -> None:
    ledger = project / "data" / "raw" / "claims.yml"
    answer = f"  answer: {{verdict: {verdict}, en: They do., fr: Oui.}}\n  would_change:"
    ledger.write_text(ledger.read_text("utf-8").replace("  would_change:", answer, 1), encoding="utf-8")
    code, said = say(capsys, "claims")
    claims = pd.read_csv(project / "data" / "processed" / "claims.csv", dtype=str, keep_default_na=False)
    assert (code, claims["answer_en"][0], claims["verdict"][0]) == (0, shown, "supported")
    told = (
        "found an answer written for the verdict contradicted; allowed: words for supported, the verdict that claim 1"
    )
    assert (f"data/raw/claims.yml:5: {told} has now" in said) == (not shown)
