"""The notebooks' prose: English in their markdown cells, other languages in `notebooks/<language>.yml` by cell id."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from ..findings import stop_on
from ..located import read_yaml
from ..vocabulary import keep_together
from .addresses import FIRST
from .notebooks import FOLDER, Notebook

HEADING = re.compile(r"^(##+) (.+)$", flags=re.MULTILINE)


def read_prose(root: Path, language: str) -> dict[str, dict[str, str]]:
    """The prose of each notebook by cell id; none for the language in which the notebooks are written.

    Raises FindingError where the file is missing or can't be read.
    """
    if language == FIRST:
        return {}
    shown = f"{FOLDER}/{language}.yml"
    document, findings = read_yaml(root / shown, shown)
    stop_on(findings)
    return {name: {id: keep_together(text, language) for id, text in cells.items()} for name, cells in document.items()}


def list_prose(notebook: Notebook) -> dict[str, str]:
    """The markdown cells of a notebook as it is stored, by id."""
    cells = json.loads(notebook.source)["cells"]
    return {cell["id"]: "".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"}


def find_anchors(notebook: Notebook) -> dict[str, list[str]]:
    """The anchors of a notebook's headings by cell id: made of the stored words, so that all languages share them."""
    return {id: [slug(heading) for _, heading in HEADING.findall(text)] for id, text in list_prose(notebook).items()}


def slug(text: str) -> str:
    """A heading's words as an anchor.

    >>> slug("White or Asian?")
    'white-or-asian'
    """
    return "-".join(re.findall(r"[\w]+", text.lower()))


def translate(cells: list[dict[str, object]], prose: Mapping[str, str]) -> None:
    """Put each markdown cell's translation in its place."""
    for cell in cells:
        if cell["cell_type"] == "markdown" and (text := prose.get(str(cell["id"]))):
            cell["source"] = text
