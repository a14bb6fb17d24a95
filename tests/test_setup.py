"""The set-up: one description of the packages, a lock that can be trusted, and make redoing only what changed."""

import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
import yaml

from isfuturemicro.report.publish import Published, write_digests
from tools.environment import conda_environment, conda_requirement

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def locked_requirements() -> list[str]:
    """Each requirement of the lock with the lines that continue it."""
    lines = [line for line in LOCK.splitlines() if line and not line.lstrip().startswith("#")]
    return "\n".join(lines).replace("\\\n", " ").splitlines()


def declared_names() -> set[str]:
    project = PYPROJECT["project"]
    extras = project["optional-dependencies"]
    declared = [*project["dependencies"], *extras["dev"], *extras["files"]]
    return {re.match(r"[\w.-]+", package)[0].lower() for package in declared}


def test_environment_yml_says_what_pyproject_says():
    written = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert written == conda_environment(PYPROJECT), "environment.yml is out of date: run `make lock`"


def test_environment_yml_is_readable_and_holds_every_package():
    packages = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert packages[-1] == {"pip": ["-e ."]}
    assert len(packages) == len(declared_names()) + len(["python", "pip", "pip:"])
    assert {"python>=3.11", "matplotlib-base<3.13", "seaborn-base", "python-duckdb"} <= set(packages[:-1])


@pytest.mark.parametrize(
    ("requirement", "conda"),
    [
        ("pandas<4", "pandas<4"),
        ("matplotlib >=3.9, <3.13", "matplotlib-base>=3.9,<3.13"),
        ("types-PyYAML", "types-pyyaml"),
    ],
)
def test_a_requirement_keeps_its_bounds_under_its_conda_name(requirement, conda):
    assert conda_requirement(requirement) == conda


@pytest.mark.parametrize("requirement", ["numpy; python_version < '3.12'", "pandas[excel]", "x @ file:x"])
def test_a_requirement_that_conda_cannot_say_is_refused(requirement):
    with pytest.raises(ValueError, match="has no conda form"):
        conda_requirement(requirement)


def test_every_locked_package_is_one_version_with_hashes():
    names = []
    for requirement in locked_requirements():
        match = re.match(r"([a-z0-9-]+)==\S+( ;.*?)? +--hash=sha256:[0-9a-f]{64}", requirement)
        assert match, requirement[:80]
        names.append(match[1])
    assert len(names) == len(set(names)), "two versions of a package: results could differ by interpreter"


def test_the_lock_names_no_host_and_no_folder():
    assert not re.findall(r"https?:|(?<!\w)file:|--(?:extra-)?index|--find-links|--trusted-host|(?<=[ =])/\w", LOCK)


def test_the_lock_holds_every_declared_package():
    locked = {requirement.split("==")[0] for requirement in locked_requirements()}
    assert declared_names() <= locked, "requirements.lock is out of date: run `make lock`"


def make(folder: Path, *words: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(["make", *words], cwd=folder, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_help_is_the_default_and_lists_every_target():
    listed = re.findall(r"^  make ([\w-]+) +\S", make(ROOT), re.MULTILINE)
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[1].split()
    assert sorted(listed) == sorted(set(phony) - {"remake"})


VERBS = {
    "build": "data/processed/datasets.csv",
    "estimate": "data/processed/estimates.csv",
    "claims": "data/processed/claims.csv",
    "report": "reports/index.html",
}
RECORDER = """#!/bin/sh
# stands in for the environment's Python: notes the verb, makes its file where there is none, changes nothing else
echo "ran $3"
case $3 in
{cases}
esac
"""


@pytest.fixture
def tree(tmp_path):
    """The Makefile over a small tree, every file in the past, its Python a recorder of the verbs that make asks for."""
    files = [
        "data/raw/claims.yml",
        "data/raw/aa_one_2020/dataset.yml",
        "data/raw/aa_one_2020/counts.csv",
        "notebooks/01_claims.ipynb",
        "src/isfuturemicro/cli.py",
        "src/isfuturemicro/vocabulary/tables/measure.csv",
        "src/isfuturemicro/figures/style.py",
        "src/isfuturemicro/report/page.css",
        "reports/figures/.gitkeep",
        *(target for target in VERBS.values() if "estimates" in target or "claims" in target),  # those in Git
        "env/bin/python",
    ]
    for file in files:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    cases = "\n".join(f"  {verb}) test -e {file} || touch {file};;" for verb, file in VERBS.items())
    (tmp_path / "env/bin/python").write_text(RECORDER.format(cases=cases))
    (tmp_path / "env/bin/python").chmod(0o755)
    shutil.copy(ROOT / "Makefile", tmp_path)
    past = time.time() - 1000
    for path in [*tmp_path.rglob("*"), tmp_path]:
        os.utime(path, (past, past))
    return tmp_path


def verbs_run(tree: Path) -> list[str]:
    return re.findall(r"^ran (\w+)$", make(tree, "report", "VENV=env"), re.MULTILINE)


def test_make_report_runs_the_whole_line_once(tree):
    assert verbs_run(tree) == ["build", "estimate", "claims", "report"]
    start = time.monotonic()
    assert verbs_run(tree) == []
    assert time.monotonic() - start < 0.5


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("data/raw/aa_one_2020/counts.csv", ["build", "estimate", "claims", "report"]),
        ("data/raw/claims.yml", ["build", "estimate", "claims", "report"]),
        ("src/isfuturemicro/vocabulary/tables/measure.csv", ["build", "estimate", "claims", "report"]),
        ("data/processed/estimates.csv", ["claims", "report"]),
        ("notebooks/01_claims.ipynb", ["report"]),
        ("src/isfuturemicro/figures/style.py", ["report"]),
        ("src/isfuturemicro/report/page.css", ["report"]),
        ("data/raw/aa_one_2020/.DS_Store", []),
    ],
)
def test_a_change_runs_what_follows_from_it(tree, changed, expected):
    verbs_run(tree)
    if expected:
        future = time.time() + 5  # a coarse clock must not hide the change
        os.utime(tree / changed, (future, future))
    else:
        folder = (tree / changed).parent.stat().st_mtime
        (tree / changed).touch()
        os.utime((tree / changed).parent, (folder, folder))
    assert verbs_run(tree) == expected


@pytest.mark.parametrize("removed", ["data/raw/aa_one_2020/counts.csv", "notebooks/01_claims.ipynb"])
def test_a_removed_file_is_noticed(tree, removed):
    verbs_run(tree)
    time.sleep(0.02)
    (tree / removed).unlink()
    assert "report" in verbs_run(tree)


def test_a_page_or_figure_that_is_gone_is_made_again(tree):
    verbs_run(tree)
    files = ("index.html", "figures/uptake-2019.svg", "fr/index.html")
    write_digests(tree, {"index.html": Published("0" * 64, files[:2]), "fr/index.html": Published("1" * 64, files[2:])})
    for file in files:
        (tree / "reports" / file).parent.mkdir(parents=True, exist_ok=True)
        (tree / "reports" / file).touch()
    assert verbs_run(tree) == []
    (tree / "reports" / "figures" / "uptake-2019.svg").unlink()
    assert verbs_run(tree) == ["report"]


def test_a_file_with_a_blank_in_its_name_does_not_stop_make(tree):
    (tree / "data/raw/aa_one_2020/a copy.csv").touch()
    assert verbs_run(tree) == ["build", "estimate", "claims", "report"]


def test_clean_leaves_the_committed_results(tree):
    verbs_run(tree)
    for made in ("data/processed/aa_one_2020.parquet", "data/processed/.digests.json", "reports/figures/a.svg"):
        (tree / made).touch()
    make(tree, "clean")
    left = [str(path.relative_to(tree)) for top in ("data/processed", "reports") for path in (tree / top).rglob("*")]
    assert sorted(left) == [
        "data/processed/claims.csv",
        "data/processed/estimates.csv",
        "reports/figures",
        "reports/figures/.gitkeep",
    ]


def test_an_empty_venv_uses_the_active_python(tree):
    active = {"PATH": f"{tree / 'env/bin'}:{os.environ['PATH']}"}
    done = subprocess.run(["make", "report", "VENV="], cwd=tree, capture_output=True, text=True, env=active)
    assert "ran build" in done.stdout, done.stderr
    assert not (tree / ".venv").exists()


def test_ignored_and_committed_files_are_the_right_ones():
    git = shutil.which("git")
    if not git or subprocess.run([git, "rev-parse"], cwd=ROOT, capture_output=True).returncode:
        pytest.skip("this copy is no Git repository")
    kept = [
        "data/processed/estimates.csv",
        "data/processed/claim_tests.csv",
        "reports/figures/.gitkeep",
        "data/raw/x/counts.csv",
    ]
    made = [
        "data/processed/x.parquet",
        "data/processed/datasets.csv",
        "reports/index.html",
        "reports/figures/a.svg",
        ".venv/stamp",
    ]
    said = subprocess.run([git, "check-ignore", "--no-index", *kept, *made], cwd=ROOT, capture_output=True, text=True)
    assert said.stdout.split() == made


def test_the_command_is_the_one_that_is_declared():
    module, function = PYPROJECT["project"]["scripts"]["isfuturemicro"].split(":")
    asked = subprocess.run(
        [sys.executable, "-m", module, "--help"], capture_output=True, text=True, env={"PYTHONPATH": str(ROOT / "src")}
    )
    assert asked.returncode == 0, asked.stderr
    assert all(verb in asked.stdout for verb in VERBS)
    assert function in (ROOT / "src" / (module.replace(".", "/") + ".py")).read_text(encoding="utf-8")
