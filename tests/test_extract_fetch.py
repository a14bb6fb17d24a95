"""Fetching originals: whole and right, or not at all, and one plain sentence instead."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from test_extract import PEOPLE, sha256, write_project

from isfuturemicro.cli import main
from isfuturemicro.datasets import DatasetSpec, load_spec
from isfuturemicro.findings import Finding, FindingError
from isfuturemicro.ingest.fetch import fetch_originals, find_part


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


class Halting(http.server.BaseHTTPRequestHandler):
    """A server that breaks off after so many bytes; it goes on in the middle where it is asked to and can."""

    stops_after: int | None = None
    can_go_on = True
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        self.asked.append(wanted)
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and self.can_go_on else 0
        if start >= len(LONG):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(LONG) - start))
        self.end_headers()
        self.wfile.write(LONG[start : start + (self.stops_after or len(LONG))])

    def log_message(self, *_: object) -> None:
        pass


LONG = bytes(range(256)) * 4000


@pytest.fixture
def halting(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(Halting, "asked", [])
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Halting) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def fail(spec: DatasetSpec, target: Path) -> Finding:
    with pytest.raises(FindingError) as caught:
        fetch_originals(spec, target)
    (finding,) = caught.value.findings
    return finding


def test_a_download_that_broke_off_goes_on(tmp_path, halting, monkeypatch):
    spec, target = describe(tmp_path, halting, sha256(LONG)), tmp_path / "cache"
    monkeypatch.setattr(Halting, "stops_after", 409_600)
    assert fail(spec, target).found == "a connection that broke off after 409,600 bytes, which are kept"
    assert [path.suffix for path in target.iterdir()] == [".part"]
    assert fail(spec, target).found == "a connection that broke off after 819,200 bytes, which are kept"
    assert fetch_originals(spec, target) == [target / "people.csv"]
    assert (target / "people.csv").read_bytes() == LONG
    assert Halting.asked == ["", "bytes=409600-", "bytes=819200-"]
    assert [path.name for path in target.iterdir()] == ["people.csv"]


def test_a_server_that_cannot_go_on_begins_anew(tmp_path, halting, monkeypatch):
    spec, target = describe(tmp_path, halting, sha256(LONG)), tmp_path / "cache"
    monkeypatch.setattr(Halting, "stops_after", 409_600)
    fail(spec, target)
    monkeypatch.setattr(Halting, "stops_after", None)
    monkeypatch.setattr(Halting, "can_go_on", False)
    assert fetch_originals(spec, target) == [target / "people.csv"]
    assert (target / "people.csv").read_bytes() == LONG


def test_a_part_longer_than_the_file_is_thrown_away(tmp_path, halting):
    spec, target = describe(tmp_path, halting, sha256(LONG)), tmp_path / "cache"
    target.mkdir()
    find_part(str(target / "people.csv"), f"{halting}people.csv").write_bytes(LONG + b"more")
    assert fetch_originals(spec, target) == [target / "people.csv"]
    assert Halting.asked == [f"bytes={len(LONG) + 4}-", ""]


def test_a_part_of_another_file_is_found_by_the_hash_and_not_kept(tmp_path, halting):
    spec, target = describe(tmp_path, halting, sha256(LONG)), tmp_path / "cache"
    target.mkdir()
    find_part(str(target / "people.csv"), f"{halting}people.csv").write_bytes(b"another file")
    assert fail(spec, target).allowed == f"sha256 {sha256(LONG)}"
    assert list(target.iterdir()) == []
    assert fetch_originals(spec, target) == [target / "people.csv"]


class Proxy(http.server.BaseHTTPRequestHandler):
    """A proxy that gives out the people whatever is asked for, and lets nobody through to a secure address."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", str(len(PEOPLE)))
        self.end_headers()
        self.wfile.write(PEOPLE)

    def do_CONNECT(self) -> None:
        self.asked.append(f"CONNECT {self.path}")
        self.send_error(502)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Proxy, "asked", [])
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.delenv(name, raising=False)
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{server.server_port}")
        yield
        server.shutdown()


def test_a_proxy_is_gone_through(tmp_path, proxy):
    """The host has no such name: only the proxy can have answered."""
    spec, target = describe(tmp_path, "http://nowhere.invalid/"), tmp_path / "cache"
    assert fetch_originals(spec, target) == [target / "people.csv"]
    assert Proxy.asked == ["http://nowhere.invalid/people.csv"]


def test_a_proxy_that_lets_nobody_through_is_told(tmp_path, proxy):
    finding = fail(describe(tmp_path, "https://nowhere.invalid/"), tmp_path / "cache")
    assert finding.found == "no way through the proxy that HTTPS_PROXY or HTTP_PROXY names"
    assert Proxy.asked == ["CONNECT nowhere.invalid:443"]


def test_fetch_without_a_name_is_fetch_of_all(tmp_path, address, monkeypatch, capsys):
    describe(tmp_path, address)
    monkeypatch.setenv("ISFUTUREMICRO_SOURCES", str(tmp_path / "cache"))
    assert main(["--root", str(tmp_path), "fetch"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        str(tmp_path / "cache" / "people.csv"),
        "every original has the sha256 that dataset.yml names",
    ]
