"""Publishers' originals: where they lie, whether they are the very files that a dataset names, what is in them."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from ..datasets import Original
from ..findings import Finding
from .formats import read_table

VARIABLE = "ISFUTUREMICRO_SOURCES"
"""The environment variable that names the folder of the originals."""


def source_folders(root: Path) -> tuple[Path, ...]:
    """Where originals are looked for, in this order.

    The folder that `ISFUTUREMICRO_SOURCES` names and no other; without it `../shared/data` beside the project,
    then the folder that `fetch` fills.
    """
    if named := os.environ.get(VARIABLE):
        return (Path(named),)
    return (root.resolve().parent / "shared" / "data", cache_folder())


def cache_folder() -> Path:
    """The platform's own folder for files that can be fetched again."""
    import pooch

    return Path(pooch.os_cache("isfuturemicro"))


def find_original(original: Original, folders: Iterable[Path]) -> Path | None:
    """The first of the folders' files with this name; None where there is none."""
    return next((path for folder in folders if (path := folder / original.file).is_file()), None)


def read_original(original: Original, folders: tuple[Path, ...]) -> tuple[pd.DataFrame, list[Finding]]:
    """The original as a frame of strings, only its names trimmed; findings instead where it can't be trusted or read.

    The bytes are hashed before anything looks into them, and what is read are the bytes that were hashed.
    """
    content, findings = verified_content(original, folders)
    if findings:
        return pd.DataFrame(), findings
    path = find_original(original, folders)
    reading = replace(original.reading, folder=path.parent if path else None)
    table, findings = read_table(content, reading, original.file)
    return table, findings or check_names(table, original)


def verified_content(original: Original, folders: tuple[Path, ...]) -> tuple[bytes, list[Finding]]:
    """The file's bytes, if they are those whose SHA-256 the dataset names."""
    path = find_original(original, folders)
    if path is None:
        looked = " or ".join(str(folder / original.file) for folder in folders)
        remedy = f"put {original.url} there, or name its folder in {VARIABLE}"
        return b"", [Finding(original.file, "no such file", looked, "the extract can't be made", remedy)]
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != original.sha256:
        unread = "it is not the reviewed file, and it is not read"
        remedy = f"replace {path} by {original.url}; where the publisher has revised it, review it and name its sha256"
        return b"", [Finding(original.file, f"sha256 {digest}", f"sha256 {original.sha256}", unread, remedy)]
    return content, []


def check_names(table: pd.DataFrame, original: Original) -> list[Finding]:
    """Every column needs a name, since a query asks for columns by their names."""
    if "" not in table.columns:
        return []
    found, where = "a column without a name", f"{original.file}:{original.reading.header_rows[-1]}"
    remedy = "look at the first rows of the file; perhaps the header is in another row, or the delimiter another"
    return [Finding(where, found, "a name in each column", "no query can name it", remedy)]
