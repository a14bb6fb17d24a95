"""What a notebook says of itself: its title, its parameters, what it reads."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .tables import Reads

FOLDER = Path("notebooks")
KEY = "isfuturemicro"


@dataclass(frozen=True)
class Notebook:
    """A notebook's declaration, from its metadata under `isfuturemicro`.

    title, short: by language; short is its name in the navigation. reads: the rows that it reads. each: the parameter
    that it is run once for each value of, or nothing. contents: whether its headings are listed at the top.
    """

    name: str
    title: Mapping[str, str]
    short: Mapping[str, str]
    summary: Mapping[str, str]
    reads: Reads
    each: str
    contents: bool
    source: bytes


def find_notebooks(root: Path) -> list[Notebook]:
    """The project's notebooks in the order of their names."""
    return [read_notebook(root, path.stem) for path in sorted((root / FOLDER).glob("*.ipynb"))]


def read_notebook(root: Path, name: str) -> Notebook:
    """One notebook's declaration. Raises ValueError where its metadata declare nothing."""
    path = root / FOLDER / f"{name}.ipynb"
    return parse_notebook(name, path.read_bytes())


@cache
def parse_notebook(name: str, source: bytes) -> Notebook:
    declared: dict[str, Any] = json.loads(source)["metadata"].get(KEY, {})
    missing = {"title", "short", "summary", "reads"} - declared.keys()
    if missing:
        raise ValueError(f"notebooks/{name}.ipynb: its metadata lack {', '.join(sorted(missing))} under {KEY!r}")
    return Notebook(
        name=name,
        title=declared["title"],
        short=declared["short"],
        summary=declared["summary"],
        reads=declared["reads"],
        each=declared.get("each", ""),
        contents=declared.get("contents", True),
        source=source,
    )


def find_root(start: Path) -> Path:
    """The project that a folder belongs to: the nearest one above it that holds data/processed and notebooks."""
    for folder in (start, *start.parents):
        if (folder / "data" / "processed").is_dir() and (folder / FOLDER).is_dir():
            return folder
    raise FileNotFoundError("no folder here or above holds data/processed and notebooks")
