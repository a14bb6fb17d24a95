"""Writing so that nothing is lost, and knowing when nothing changed."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

PACKAGE = Path(__file__).parent


def write_if_changed(path: Path, content: bytes) -> bool:
    """Put `content` at `path`, written beside it and renamed; an equal file is left alone. True where it changed."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(content)
    beside.replace(path)
    return True


def digest_of(paths: Iterable[Path]) -> str:
    """One SHA-256 over the names and bytes of files."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def code_of(*rooms: str) -> list[Path]:
    """The source files and tables of some rooms of the package."""
    return sorted(path for room in rooms for path in (PACKAGE / room).rglob("*") if path.suffix in (".py", ".csv"))


def read_digests(path: Path) -> dict[str, str]:
    """The digests that an earlier run noted; none where there was none."""
    if not path.is_file():
        return {}
    noted: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return noted


def write_digests(path: Path, digests: dict[str, str]) -> None:
    write_if_changed(path, (json.dumps(digests, indent=1, sort_keys=True) + "\n").encode())
