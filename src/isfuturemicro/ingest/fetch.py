"""Fetching publishers' originals from their public addresses, pinned by SHA-256."""

import os
from pathlib import Path

from ..datasets import DatasetSpec, Original
from ..findings import Finding, stop_on
from .originals import VARIABLE, cache_folder, find_original, verified_content


def fetch_folder() -> Path:
    """Where fetched originals go: the folder that `ISFUTUREMICRO_SOURCES` names, else the platform's cache."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else cache_folder()


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
    try:
        pooch.retrieve(original.url, known_hash=f"sha256:{original.sha256}", fname=target.name, path=target.parent)
    except OSError as error:
        if hasattr(error, "response"):  # the network's errors carry one, which is None where nobody answered
            found = "no answer from the network" if error.response is None else f"status {error.response.status_code}"
            remedy = f"try again with a connection, or put the file at {target} yourself"
            return [Finding(original.url, found, "a file to download", lost, remedy)]
        remedy = f"make room in {target.parent} and allow writing there, or name another folder in {VARIABLE}"
        return [Finding(str(target), str(error), "a file that can be written", lost, remedy)]
    except ValueError as error:
        digest = str(error).rpartition("but got ")[2].partition(".")[0]
        remedy = "ask the publisher which file is meant; review it and name its sha256 before anything reads it"
        return [Finding(original.url, f"sha256 {digest}", f"sha256 {original.sha256}", lost, remedy)]
    return []
