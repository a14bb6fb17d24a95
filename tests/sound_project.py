"""The sound project of `bad_inputs/_sound`, made, run and spoilt for tests."""

import hashlib
import shutil
from pathlib import Path

import pytest

from isfuturemicro.cli import main

BAD_INPUTS = Path(__file__).parent / "bad_inputs"
SOUND = BAD_INPUTS / "_sound"
PROGRESS = ("reading ", "estimating ")


def make_sound(root: Path) -> Path:
    """The sound project at `root`, with the results of a run."""
    shutil.copytree(SOUND, root)
    for verb in ("build", "estimate", "claims"):
        assert main(["--root", str(root), verb]) == 0
    return root


def say(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """The exit code of a command and what it says on stderr, its progress apart."""
    capsys.readouterr()
    code = main(list(arguments))
    lines = capsys.readouterr().err.splitlines(keepends=True)
    return code, "".join(line for line in lines if not line.startswith(PROGRESS))


def read_outputs(root: Path) -> dict[str, bytes]:
    """Every file of data/processed with its bytes; none where there is no such folder."""
    return {path.name: path.read_bytes() for path in (root / "data" / "processed").glob("*")}


def replace(path: Path, changes: dict[str, str]) -> None:
    """Replace each text wherever it stands in a file of a dataset, and note the new sha256 of a data file."""
    content = path.read_bytes()
    for old, new in changes.items():
        assert old.encode() in content, f"{path} does not hold {old!r}"
        content = content.replace(old.encode(), new.encode())
    write(path, content)


def write(path: Path, content: bytes) -> None:
    """Write a file of a dataset, and note the new sha256 of a data file."""
    former = sha256(path)
    path.write_bytes(content)
    description = path.with_name("dataset.yml")
    if path.suffix == ".csv" and description.is_file():
        description.write_bytes(description.read_bytes().replace(former.encode(), sha256(path).encode()))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
