"""The sound project, built once, and a copy of it to spoil; the small project of pages, published once."""

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from small_reports import make_small
from sound_project import make_sound


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sound(tmp_path_factory.mktemp("sound") / "project")


@pytest.fixture
def project(sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sound project to spoil, as the working folder."""
    root = tmp_path / "project"
    shutil.copytree(sound, root)
    monkeypatch.chdir(root)
    return root


class Reported(NamedTuple):
    """The small project, the pages made, and what was said meanwhile."""

    root: Path
    made: list[str]
    said: list[str]


@pytest.fixture(scope="session")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Reported:
    from isfuturemicro.report import publish

    root, said = make_small(tmp_path_factory.mktemp("small")), []
    return Reported(root, publish(root, said.append), said)
