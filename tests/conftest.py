"""The sound project, built once, and a copy of it to spoil."""

import shutil
from pathlib import Path

import pytest
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
