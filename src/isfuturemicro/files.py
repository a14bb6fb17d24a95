"""Writing so that nothing is lost, and knowing when nothing changed."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGE = Path(__file__).parent


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to. It takes the place of `path` once it is whole; where writing fails it goes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    try:
        yield beside
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_if_changed(path: Path, content: bytes) -> bool:
    """Put `content` at `path`, written beside it and renamed; an equal file is left alone. True where it changed."""
    if path.is_file() and path.read_bytes() == content:
        return False
    with written_beside(path) as beside:
        beside.write_bytes(content)
    return True


def digest_of(paths: Iterable[Path]) -> str:
    """One SHA-256 over the names and bytes of files."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def code_of(*rooms: str) -> list[Path]:
    """The source files, tables and profiles of some rooms of the package."""
    kinds = (".py", ".csv", ".yml")
    return sorted(path for room in rooms for path in (PACKAGE / room).rglob("*") if path.suffix in kinds)


def read_digests(path: Path) -> dict[str, str]:
    """The digests that an earlier run noted; none where there was none, or where the note is damaged."""
    try:
        noted = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def write_digests(path: Path, digests: dict[str, str]) -> None:
    write_if_changed(path, (json.dumps(digests, indent=1, sort_keys=True) + "\n").encode())
