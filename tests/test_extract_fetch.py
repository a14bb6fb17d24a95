"""Fetching originals: whole and right, or not at all, and one plain sentence instead."""

import functools
import http.server
import threading
from pathlib import Path

import pytest
from test_extract import PEOPLE, sha256, write_project

from isfuturemicro.datasets import DatasetSpec, load_spec
from isfuturemicro.findings import FindingError
from isfuturemicro.ingest.fetch import fetch_originals


@pytest.fixture
def address(tmp_path, monkeypatch):
    """A server on this machine that offers `people.csv`."""
    offered = tmp_path / "offered"
    offered.mkdir()
    (offered / "people.csv").write_bytes(PEOPLE)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=offered)) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def describe(tmp_path: Path, address: str, digest: str = "") -> DatasetSpec:
    folder, _ = write_project(tmp_path, None, digest=digest or sha256(PEOPLE))
    path = folder / "dataset.yml"
    text = path.read_text(encoding="utf-8").replace("https://example.org/people", f"{address}people")
    path.write_text(text, encoding="utf-8")
    return load_spec(folder)


def test_original_is_fetched_once_and_verified(tmp_path, address):
    spec, target = describe(tmp_path, address), tmp_path / "cache"
    assert fetch_originals(spec, target) == [target / "people.csv"]
    assert (target / "people.csv").read_bytes() == PEOPLE
    (tmp_path / "offered" / "people.csv").unlink()
    assert fetch_originals(spec, target) == [target / "people.csv"]


def test_another_file_at_the_address_is_not_kept(tmp_path, address):
    (tmp_path / "offered" / "people.csv").write_bytes(b"<html>moved</html>")
    with pytest.raises(FindingError) as caught:
        fetch_originals(describe(tmp_path, address), tmp_path / "cache")
    (finding,) = caught.value.findings
    assert finding.found == f"sha256 {sha256(b'<html>moved</html>')}"
    assert finding.allowed == f"sha256 {sha256(PEOPLE)}"
    assert list((tmp_path / "cache").iterdir()) == []


def test_file_that_is_there_is_never_replaced(tmp_path, address):
    target = tmp_path / "cache"
    target.mkdir()
    (target / "people.csv").write_bytes(b"mine")
    with pytest.raises(FindingError, match="not the reviewed file"):
        fetch_originals(describe(tmp_path, address), target)
    assert (target / "people.csv").read_bytes() == b"mine"


def test_no_network_is_one_plain_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with pytest.raises(FindingError) as caught:
        fetch_originals(describe(tmp_path, "http://127.0.0.1:9/"), tmp_path / "cache")
    (finding,) = caught.value.findings
    assert finding.found == "no answer from the network"
    assert str(tmp_path / "cache" / "people.csv") in finding.remedy


def test_address_without_a_file_says_so(tmp_path, address):
    with pytest.raises(FindingError) as caught:
        fetch_originals(describe(tmp_path, f"{address}elsewhere/"), tmp_path / "cache")
    assert caught.value.findings[0].found == "status 404"


def test_folder_that_cannot_be_written_is_a_finding(tmp_path, address):
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(FindingError) as caught:
        fetch_originals(describe(tmp_path, address), tmp_path / "cache")
    assert "allow writing" in caught.value.findings[0].remedy
