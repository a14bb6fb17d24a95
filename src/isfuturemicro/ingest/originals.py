"""Publishers' originals: where they lie, whether they are the very files that a dataset names, what is in them."""

import codecs
import hashlib
import io
import os
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from ..datasets import Original
from ..findings import Finding
from .read import parse

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
    if not findings and original.member:
        content, findings = unpack(content, original)
    if findings:
        return pd.DataFrame(), findings
    text, findings = decode(content, original)
    if findings:
        return pd.DataFrame(), findings
    frame, findings = parse(text, original.delimiter, original.file)
    return frame, findings or check_names(frame, original)


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


def unpack(archive: bytes, original: Original) -> tuple[bytes, list[Finding]]:
    """One member of a zip archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            if original.member not in opened.namelist():
                found = f"no member {original.member!r}"
                members = ", ".join(name for name in opened.namelist() if not name.endswith("/"))
                remedy = "name one of them under originals: member"
                return b"", [Finding(original.file, found, members, "there is nothing to read", remedy)]
            return opened.read(original.member), []
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        found = f"a damaged archive ({error})"
        remedy = f"fetch {original.url} again; where it is no archive, delete member under originals"
        return b"", [Finding(original.file, found, "a whole zip archive", "it can't be opened", remedy)]


def decode(content: bytes, original: Original) -> tuple[str, list[Finding]]:
    """Bytes as text, without a UTF-8 byte order mark, which some publishers leave even before latin-1."""
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode(original.encoding), []
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        byte = f"byte 0x{content[start]:02x} at offset {start}, which is no {original.encoding}"
        remedy = "name the true encoding under originals: encoding, such as latin-1, cp1252 or mac_roman"
        return "", [Finding(original.file, byte, f"{original.encoding} text", "the file is not read", remedy)]


def check_names(frame: pd.DataFrame, original: Original) -> list[Finding]:
    """Every column needs a name, and a whole file that has become one column was cut at the wrong sign."""
    if "" in frame.columns:
        found = "a column without a name"
        remedy = "look at the first line of the file; perhaps the delimiter is another"
        return [Finding(f"{original.file}:1", found, "a name in each column", "no query can name it", remedy)]
    if len(frame.columns) == 1 and (signs := [sign for sign in ",;\t|" if sign in frame.columns[0]]):
        found = f"one column, {frame.columns[0][:40]!r}"
        consequence = f"{original.delimiter!r} is not what parts the fields"
        remedy = f"write delimiter: {signs[0]!r} under originals"
        return [Finding(f"{original.file}:1", found, "a column a field", consequence, remedy)]
    return []
