"""What lies under data/raw, held against what its licences let lie there."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from ..findings import Finding
from .licences import NOTES, SHARE_ALIKE
from .spec import DatasetSpec

LARGEST_BYTES = 1_000_000
"""A file of the tree is text that a reviewer can read; counts of this size have too many columns crossed."""
ARCHIVES = {
    b"PK\x03\x04": "zip",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!": "rar",
}
"""How whole archives begin, workbooks among them: nobody can review what is in them, so only the data file itself may
be one, where the publisher's bytes may lie here."""
BESIDE = ("claims.yml",)
"""What lies in data/raw beside the datasets' folders."""


def check_holdings(root: Path, specs: dict[str, DatasetSpec]) -> list[Finding]:
    """A finding for each file under data/raw that should not be there, and each licence note that should.

    Folders whose description is faulty are left for later.
    """
    raw = root / "data" / "raw"
    guarded = {
        original.sha256: id
        for id, spec in specs.items()
        if spec.source.redistribution != "yes"
        for original in spec.source.originals
    }
    findings = []
    for path in sorted(path for path in raw.rglob("*") if path.is_file() and not path.name.startswith(".")):
        folder, _, inside = path.relative_to(raw).as_posix().partition("/")
        if not inside and folder not in BESIDE:
            remedy = "move it into the folder of the dataset that names it, or delete it"
            findings.append(refuse(f"data/raw/{folder}", "a file of no dataset", ", ".join(BESIDE), remedy))
        elif inside and folder in specs:
            findings += check_file(path, inside, specs[folder], guarded)
    return findings + [note for spec in specs.values() for note in check_note(spec)]


def check_file(path: Path, inside: str, spec: DatasetSpec, guarded: dict[str, str]) -> Iterator[Finding]:
    """What is wrong with one file of a dataset's folder; of one file one finding."""
    shown, given, content = f"data/raw/{spec.id}/{inside}", spec.source.redistribution, path.read_bytes()
    kind = next((name for start, name in ARCHIVES.items() if content.startswith(start)), "")
    owner = guarded.get(hashlib.sha256(content).hexdigest())
    named = list_named(spec)
    if owner is not None:
        found = f"the original of {owner}, whose redistribution is {'not yes' if owner != spec.id else given}"
        remedy = "delete it, and from the history of Git too; originals are kept outside of the tree"
        yield refuse(shown, found, "counts made from it" if given == "extract" else "no byte of it", remedy)
    elif given == "no" and inside not in named:
        remedy = f"move it to {spec.shown_data}, which Git ignores"
        yield refuse(shown, "a file of a source with redistribution: no", ", ".join(named), remedy)
    elif kind and not (given == "yes" and inside == spec.source.file):
        remedy = "name it under originals: and keep it outside of the tree, or put the unpacked file here"
        yield refuse(shown, f"a whole archive ({kind})", "text that a reviewer can read", remedy)
    elif inside not in named:
        remedy = "delete it, or name it as file: where it is the data"
        yield refuse(shown, "a file that dataset.yml does not name", ", ".join(named), remedy)
    elif len(content) > LARGEST_BYTES:
        remedy = "count it by fewer columns, or keep it outside of the tree and write redistribution: extract"
        yield refuse(shown, f"{len(content):,} bytes", f"at most {LARGEST_BYTES:,} bytes", remedy)


def list_named(spec: DatasetSpec) -> list[str]:
    """The files that a dataset's folder may hold."""
    data = [spec.source.file, *list_resources(spec)] if spec.source.redistribution != "no" else []
    query = ["extract.sql"] if spec.source.originals else []
    return ["dataset.yml", *data, *query, *NOTES]


def list_resources(spec: DatasetSpec) -> list[str]:
    """The files that a data package's descriptor names beside itself."""
    if spec.source.reading.format != "datapackage":
        return []
    try:
        listed = json.loads(spec.data_path.read_bytes())["resources"]
        return [one["path"] for one in listed if isinstance(one["path"], str)]
    except (OSError, ValueError, KeyError, TypeError):
        return []  # an archive, or a descriptor whose faults are told when it is read


def check_note(spec: DatasetSpec) -> Iterator[Finding]:
    """A share-alike licence needs its note in the folder, where there is something that it covers."""
    licence, held = spec.source.licence, spec.source.redistribution != "no"
    if held and licence in SHARE_ALIKE and not any((spec.folder / name).is_file() for name in NOTES):
        allowed = f"{NOTES[0]} beside it, which names the source, the licence and what was changed"
        follows = "whoever takes the folder would not know that the project's own licence does not cover it"
        where, found = spec.at("source.licence"), f"licence: {licence} and no licence note in the folder"
        yield Finding(where, found, allowed, follows, f"write data/raw/{spec.id}/{NOTES[0]}")


def refuse(shown: str, found: str, allowed: str, remedy: str) -> Finding:
    return Finding(shown, found, allowed, "the project would pass on what it may not, or what nobody reviewed", remedy)
