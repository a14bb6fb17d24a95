"""Frictionless data packages: `datapackage.json` beside its files, or both in one zip archive.

The standard: https://specs.frictionlessdata.io/ (data package, data resource, CSV dialect, table schema). Of it, what
decides how a delimited file is to be read.
"""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from ...datasets.reading import Reading
from ...findings import Finding, find_nearest, list_allowed
from .archive import DAMAGED
from .schema import apply_schema
from .text import read_text

DESCRIPTOR = "datapackage.json"
UNREAD = "the package is not read"
FILE = "a delimited file of the package"
FIXED = {"header": True, "doubleQuote": True, "quoteChar": '"', "commentChar": None, "escapeChar": None}
"""What a dialect may not change here: each would make other fields of the same bytes."""
Files = dict[str, bytes]


def read_package(content: bytes, reading: Reading, shown: str) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows of one resource, read as its descriptor says."""
    files, findings = open_archive(content, shown) if content.startswith(b"PK") else ({DESCRIPTOR: content}, [])
    if findings:
        return pd.DataFrame(), findings
    resource, findings = choose_resource(files.get(DESCRIPTOR, b""), reading, shown)
    if findings:
        return pd.DataFrame(), findings
    rows, findings = fetch_rows(resource, files, reading, shown)
    dialect, faults = read_dialect(resource, reading, shown)
    if findings or faults:
        return pd.DataFrame(), findings + faults
    where = f"{shown} [{resource['path']}]"
    table, findings = read_text(rows, dialect, where)
    if findings:
        return pd.DataFrame(), findings
    return apply_schema(table, resource.get("schema", {}), where)


def open_archive(content: bytes, shown: str) -> tuple[Files, list[Finding]]:
    """The files of a zipped package, their paths those that the descriptor uses."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            at = next((name for name in sorted(names, key=len) if PurePosixPath(name).name == DESCRIPTOR), None)
            if at is None:
                remedy = "name an archive of a data package, or the format that it is under format:"
                found = f"no {DESCRIPTOR} in the archive"
                return {}, [Finding(shown, found, ", ".join(names) or "a file", UNREAD, remedy)]
            folder = at.removesuffix(DESCRIPTOR)
            return {name.removeprefix(folder): archive.read(name) for name in names if name.startswith(folder)}, []
    except DAMAGED as error:
        found, remedy = f"a damaged archive ({error})", "get it again from its publisher"
        return {}, [Finding(shown, found, "a whole zip archive", UNREAD, remedy)]


def choose_resource(content: bytes, reading: Reading, shown: str) -> tuple[dict[str, Any], list[Finding]]:
    """The resource that `resource:` names; without it the only one."""
    try:
        descriptor = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        remedy = "get the package again from its publisher"
        return {}, [Finding(shown, f"a {DESCRIPTOR} that is no JSON ({error})", "JSON in UTF-8", UNREAD, remedy)]
    listed = descriptor.get("resources") if isinstance(descriptor, dict) else None
    resources = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    names = [str(one.get("name", one.get("path", ""))) for one in resources]
    if not resources:
        remedy = "get the package again from its publisher"
        return {}, [Finding(shown, f"a {DESCRIPTOR} without resources", "a list of resources", UNREAD, remedy)]
    if not reading.resource and len(resources) > 1:
        remedy = reading.write(f"resource: {names[0]}", " (or another)")
        found = f"{len(resources)} resources and no resource:"
        return {}, [Finding(shown, found, ", ".join(names), "nobody can tell which of them is meant", remedy)]
    if reading.resource and reading.resource not in names:
        near = (find_nearest(reading.resource, names) or names)[0]
        allowed, remedy = list_allowed(reading.resource, names), reading.write(f"resource: {near}", " (or another)")
        return {}, [Finding(shown, f"no resource {reading.resource!r}", allowed, UNREAD, remedy)]
    resource = resources[names.index(reading.resource)] if reading.resource else resources[0]
    path = resource.get("path")
    if isinstance(path, list) and len(path) == 1:
        path = path[0]
    safe = isinstance(path, str) and "://" not in path and ".." not in PurePosixPath(path).parts
    if not safe or PurePosixPath(str(path)).is_absolute():
        found = f"path: {path!r} in its resource {resource.get('name', '')!r}"
        remedy = "put the file beside the descriptor, or name it as the file of the dataset"
        return {}, [Finding(shown, found, "the name of one file of the package", UNREAD, remedy)]
    for key in ("dialect", "schema"):
        if not isinstance(resource.get(key, {}), dict):
            found, remedy = (
                f"{key}: {resource[key]!r}",
                f"zip the package anew with the {key} written into {DESCRIPTOR}",
            )
            return {}, [Finding(shown, found, f"the {key} itself, written into the descriptor", UNREAD, remedy)]
    return resource | {"path": path}, []


def fetch_rows(resource: dict[str, Any], files: Files, reading: Reading, shown: str) -> tuple[bytes, list[Finding]]:
    """The bytes of the resource's file: out of the archive, or beside the descriptor where this tells their hash."""
    path = resource["path"]
    beside = None
    if set(files) == {DESCRIPTOR} and reading.folder is not None and (reading.folder / path).is_file():
        beside = (reading.folder / path).read_bytes()
    content = files.get(path, beside)
    if content is None:
        remedy = f"put {path} beside {DESCRIPTOR}, or zip them together and name the archive"
        return b"", [Finding(shown, f"no file {path!r}", FILE, UNREAD, remedy)]
    if path in files:
        return content, []
    algorithm, _, digest = str(resource.get("hash", "")).rpartition(":")
    algorithm = algorithm or "md5"
    if not digest or algorithm not in hashlib.algorithms_guaranteed or algorithm.startswith("shake"):
        remedy = f"zip {DESCRIPTOR} and {path} together, and name the archive and its sha256"
        found = f"no hash of {path} in {DESCRIPTOR}"
        return b"", [
            Finding(shown, found, "a hash such as sha256:1a2b...", "nobody can tell the reviewed rows", remedy)
        ]
    if (held := hashlib.new(algorithm, content).hexdigest()) != digest.lower():
        remedy = f"put the {path} back that belongs to {DESCRIPTOR}"
        found, allowed = f"{path} with {algorithm} {held}", f"{algorithm} {digest.lower()}"
        return b"", [Finding(shown, found, allowed, "it is not what was reviewed", remedy)]
    return content, []


def read_dialect(resource: dict[str, Any], reading: Reading, shown: str) -> tuple[Reading, list[Finding]]:
    """How the resource's file is delimited and encoded."""
    dialect = resource.get("dialect", {})
    strange = [key for key, value in FIXED.items() if dialect.get(key, value) != value]
    delimiter, encoding = dialect.get("delimiter", ","), resource.get("encoding", "utf-8")
    findings = []
    if strange:
        found = f"the dialect's {', '.join(f'{key}: {dialect[key]!r}' for key in strange)}"
        remedy = "name its file as the file of the dataset, and describe it under read:"
        findings.append(Finding(shown, found, "a header, and quotation marks that are doubled", UNREAD, remedy))
    if not isinstance(delimiter, str) or len(delimiter) != 1:
        findings.append(Finding(shown, f"the delimiter {delimiter!r}", "one sign", UNREAD, "mend the descriptor"))
    try:
        "".encode(str(encoding))
    except LookupError:
        allowed = "a text encoding such as utf-8, cp1252"
        findings.append(Finding(shown, f"the encoding {encoding!r}", allowed, UNREAD, "mend the descriptor"))
    return replace(reading, delimiter=str(delimiter)[:1] or ",", encoding=str(encoding)), findings
