"""The bootstrap, run for real: nothing made twice, nothing left half-made, one sentence where it cannot."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import bootstrap

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "tools" / "bootstrap.py"


@pytest.fixture
def project(tmp_path):
    """A folder with what the bootstrap reads."""
    (tmp_path / "tools").mkdir()
    shutil.copy(SCRIPT, tmp_path / "tools")
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def run_bootstrap(project: Path, path: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """The bootstrap with nothing of this shell but what is given: pip and uv ask a port where nothing listens."""
    nowhere = "http://127.0.0.1:9/simple"
    bare = {
        "HOME": str(project / "home"),
        "PATH": path,
        "PIP_INDEX_URL": nowhere,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_RETRIES": "1",
        "UV_DEFAULT_INDEX": nowhere,
        "UV_HTTP_RETRIES": "0",
        "UV_NO_CACHE": "1",
    }
    command = [sys.executable, str(project / "tools" / "bootstrap.py")]
    return subprocess.run(command, capture_output=True, text=True, env={**bare, **environment})


def one_sentence(run: subprocess.CompletedProcess[str]) -> str:
    assert run.returncode == 1
    said = run.stderr.strip()
    assert "\n" not in said
    assert "Traceback" not in said
    return said


def stand_as_wanted(project: Path) -> Path:
    """An environment that carries the stamp that the bootstrap wants."""
    python = project / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    stamp = project / ".venv" / "stamp"
    stamp.write_text(bootstrap.wanted_stamp(project))
    return stamp


@pytest.mark.parametrize("installer", ["pip", "uv"])
def test_without_a_network_it_says_one_sentence_and_leaves_nothing(project, installer):
    if installer == "uv" and not bootstrap.working_uv():
        pytest.skip("uv is not installed here")
    run = run_bootstrap(project, path=os.environ["PATH"] if installer == "uv" else "")
    assert f"packages by {installer}" in run.stdout
    assert "The package index cannot be reached: check the network" in one_sentence(run)
    assert not list(project.glob(".venv*"))


def test_a_failure_leaves_the_former_environment_but_not_its_standing(project):
    stamp = stand_as_wanted(project)
    (project / "requirements.lock").write_text("another==1 --hash=sha256:" + "0" * 64 + "\n")
    former = stamp.stat().st_mtime_ns
    one_sentence(run_bootstrap(project))
    assert (project / ".venv" / "bin" / "python").is_symlink()
    assert stamp.stat().st_mtime_ns == former, "make would believe that it is up to date"
    assert not (project / ".venv.former").exists()


def test_an_environment_that_stands_is_only_touched(project):
    stamp = stand_as_wanted(project)
    os.utime(stamp, (1, 1))
    run = run_bootstrap(project)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert stamp.stat().st_mtime > 1
    assert sorted(path.name for path in (project / ".venv").iterdir()) == ["bin", "stamp"]


def test_what_the_stamp_follows(project, monkeypatch):
    def after(file: str, found: str, instead: str) -> str:
        text = (project / file).read_text(encoding="utf-8")
        assert found in text
        (project / file).write_text(text.replace(found, instead), encoding="utf-8")
        changed = bootstrap.wanted_stamp(project)
        (project / file).write_text(text, encoding="utf-8")
        return changed

    stamp = bootstrap.wanted_stamp(project)
    assert after("pyproject.toml", "line-length = 120", "line-length = 100") == stamp, (
        "a linter's setting is no package"
    )
    assert after("pyproject.toml", '"pandas<4"', '"pandas<5"') != stamp
    assert after("requirements.lock", "numpy==", "numpy===") != stamp
    monkeypatch.setattr(bootstrap.platform, "python_version", lambda: "3.14.9")
    assert bootstrap.wanted_stamp(project) != stamp


def test_an_environment_whose_python_is_gone_does_not_stand(project):
    stand_as_wanted(project)
    (project / ".venv" / "bin" / "python").unlink()
    (project / ".venv" / "bin" / "python").symlink_to(project / "no such python")
    assert not bootstrap.stands(project / ".venv", bootstrap.wanted_stamp(project))


def test_without_ensurepip_and_uv_it_names_the_package_to_install(project):
    (project / "without").mkdir()
    # Debian without python3-venv: the module is not there at all
    (project / "without" / "sitecustomize.py").write_text(
        "import importlib.util as u\nfind = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'ensurepip' else find(name, *rest)\n"
    )
    run = run_bootstrap(project, PYTHONPATH=str(project / "without"))
    assert "apt install python3-venv" in one_sentence(run)
    assert not list(project.glob(".venv*"))


def test_an_old_python_is_told_so():
    with pytest.raises(SystemExit, match=r"^Python 3\.9 is too old: install Python 3\.11 or newer, .* PYTHON3="):
        bootstrap.stop_if_too_old((3, 9))
    bootstrap.stop_if_too_old((3, 11))


def test_an_old_python_can_read_the_bootstrap():
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        (
            "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed",
            "PIP_CERT",
        ),
        ("cause: client error (Connect)\ncause: invalid peer certificate: UnknownIssuer", "SSL_CERT_FILE"),
        ("Failed to establish a new connection: [Errno -3] Temporary failure in name resolution", "check the network"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "requirements.lock pins"),
        ("error: Hash mismatch for `numpy==2.4.6`", "requirements.lock pins"),
        ("ERROR: No matching distribution found for contourpy==1.3.3", "use Python 3.11 to 3.14"),
        ("Because contourpy==1.3.3 has no usable wheels and you require contourpy==1.3.3", "use Python 3.11 to 3.14"),
        ("OSError: [Errno 28] No space left on device", "free about 1.5 GB"),
        ("ERROR: something new\n", "the installer's last words: ERROR: something new"),
    ],
)
def test_what_installers_say_becomes_a_remedy(said, remedy):
    assert remedy in bootstrap.explain(said.splitlines())
