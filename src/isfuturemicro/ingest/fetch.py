"""Fetching publishers' originals from their public addresses, pinned by SHA-256."""

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from ..datasets import DatasetSpec, Original
from ..findings import Finding, FindingError, stop_on
from .originals import VARIABLE, cache_folder, find_original, verified_content

TIMEOUT_SECONDS = (10, 60)
"""For a connection, and between two pieces of the answer."""
CHUNK_BYTES = 2**14
"""A piece that is not whole when the connection breaks is lost."""
UNPACKED = {"Accept-Encoding": "identity"}
"""The bytes as they are: the hash is that of the file, and half a compressed stream can't be gone on from."""


def fetch_folder() -> Path:
    """Where fetched originals go: the folder that `ISFUTUREMICRO_SOURCES` names, else the platform's cache."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else cache_folder()


def fetch_all(specs: Iterable[DatasetSpec], folder: Path, say: Callable[[str], None]) -> list[Path]:
    """Bring the originals of all datasets that have any; what can't be had stops none of the others.

    Raises FindingError with one finding for each original that could not be had.
    """
    findings: list[Finding] = []
    paths: list[Path] = []
    for spec in specs:
        if not spec.source.originals:
            continue
        say(f"fetching the originals of {spec.id}")
        try:
            paths += fetch_originals(spec, folder)
        except FindingError as error:
            findings += error.findings
    stop_on(findings)
    return paths


def fetch_originals(spec: DatasetSpec, folder: Path) -> list[Path]:
    """Bring each original that `folder` lacks, and return where they all lie.

    A file that is there is never replaced: it must be the one that the dataset names.
    Raises FindingError with one finding for each original that could not be had.
    """
    findings: list[Finding] = []
    for original in spec.source.originals:
        if find_original(original, (folder,)) is None:
            findings += download(original, folder)
        else:
            findings += verified_content(original, (folder,))[1]
    stop_on(findings)
    return [folder / original.file for original in spec.source.originals]


def download(original: Original, folder: Path) -> list[Finding]:
    """Fetch one original; it takes its name only once it is whole and its hash is right."""
    import pooch

    target = folder / original.file
    lost = f"{original.file} was not fetched"
    known = f"sha256:{original.sha256}"
    try:
        pooch.retrieve(original.url, known_hash=known, fname=target.name, path=target.parent, downloader=resume)
    except OSError as error:
        if hasattr(error, "response"):  # the network's errors carry one, which is None where nobody answered
            return [explain_network(error, original, target)]
        remedy = f"make room in {target.parent} and allow writing there, or name another folder in {VARIABLE}"
        return [Finding(str(target), str(error), "a file that can be written", lost, remedy)]
    except ValueError as error:
        digest = str(error).rpartition("but got ")[2].partition(".")[0]
        remedy = "ask the publisher which file is meant; review it and name its sha256 before anything reads it"
        return [Finding(original.url, f"sha256 {digest}", f"sha256 {original.sha256}", lost, remedy)]
    return []


def resume(url: str, output_file: str, mover: object) -> None:
    """A downloader for pooch that goes on where an earlier one broke off.

    What has come lies beside the target as <name>.part and stays there when the connection breaks. A server that can't
    go on in the middle begins anew. Proxies are those that HTTPS_PROXY and HTTP_PROXY name.
    """
    import requests

    part = find_part(output_file, url)
    held = part.stat().st_size if part.is_file() else 0
    wanted = {"Range": f"bytes={held}-"} if held else {}
    with requests.get(url, headers=wanted | UNPACKED, stream=True, timeout=TIMEOUT_SECONDS) as answer:
        if answer.status_code == requests.codes.requested_range_not_satisfiable:
            part.unlink()
            return resume(url, output_file, mover)
        answer.raise_for_status()
        goes_on = answer.status_code == requests.codes.partial_content
        with part.open("ab" if goes_on else "wb") as file:
            for chunk in answer.iter_content(CHUNK_BYTES):
                file.write(chunk)
    part.replace(output_file)
    return None


def find_part(output_file: str, url: str) -> Path:
    """Where what has come of an address is kept: beside the target, by the address, since a name may be used twice."""
    return Path(output_file).parent / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}.part"


def explain_network(error: OSError, original: Original, target: Path) -> Finding:
    """What the network, or whoever answered, refused."""
    import requests

    answer = getattr(error, "response", None)
    part = find_part(str(target), original.url)
    held = part.stat().st_size if part.is_file() else 0
    found, remedy = "no answer from the network", f"try again with a connection, or put the file at {target} yourself"
    if isinstance(error, requests.exceptions.ProxyError):
        found = "no way through the proxy that HTTPS_PROXY or HTTP_PROXY names"
        remedy = f"correct the variable, or put the file at {target} yourself"
    elif answer is not None:
        found = f"status {answer.status_code}"
    elif held:
        found = f"a connection that broke off after {held:,} bytes, which are kept"
        remedy = "run the command again: it goes on from there"
    return Finding(original.url, found, "a file to download", f"{original.file} was not fetched", remedy)
