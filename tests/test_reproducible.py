"""The committed numbers come out of the committed data, byte for byte, on any number of threads."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COMMITTED = ("estimates.csv", "claims.csv", "claim_tests.csv")


def remake(folder: Path, prefix: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Run build, estimate and claims on a copy of the raw data, and return what they wrote."""
    shutil.copytree(ROOT / "data" / "raw", folder / "data" / "raw")
    for verb in ("build", "estimate", "claims"):
        command = [*prefix, sys.executable, "-m", "isfuturemicro.cli", "--root", str(folder), verb]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        assert done.returncode == 0, done.stderr
    return {name: (folder / "data" / "processed" / name).read_bytes() for name in COMMITTED}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return remake(tmp_path_factory.mktemp("all_threads"))


@pytest.mark.parametrize("name", COMMITTED)
def test_the_committed_file_is_what_the_data_give(made: dict[str, bytes], name: str) -> None:
    committed = (ROOT / "data" / "processed" / name).read_bytes()
    assert made[name] == committed, f"{name} differs from the committed one: run `make report` and commit what changed"


@pytest.mark.skipif(shutil.which("taskset") is None, reason="taskset, which limits the threads, is not installed")
def test_one_thread_gives_the_same_bytes(made: dict[str, bytes], tmp_path: Path) -> None:
    assert remake(tmp_path, ("taskset", "--cpu-list", "0")) == made
