"""Writing one page or file and laying it in place."""

from collections.abc import Callable, Sequence
from pathlib import Path

from ...figures import FigureError
from ..addresses import FIRST, REPORTS, folder_of
from ..make import lay_in_place
from ..pages import Link, PagePlan
from . import catalogue, cite, claim, comparability, explore, glossary, index, ledger, methods, pdf, search, workbook
from .desk import Desk
from .plan import WrittenPlan

SHARED = "/"
"""Begins the place of a file that all languages share; it is laid down with the first language's pages."""
WRITERS: dict[str, Callable[[Desk], dict[str, bytes]]] = {
    "index": index.write,
    "claim": claim.write,
    "explore": explore.write,
    "search": search.write,
    "comparability": comparability.write,
    "methods": methods.write,
    "glossary": glossary.write,
    "data": catalogue.write,
    "cite": cite.write,
    "scorecard": ledger.write,
    "workbook": workbook.write,
    "pdf": pdf.write,
}
"""Who writes what: from the desk to the files, by their place in the language's folder."""


def make_written(
    root: Path, plan: WrittenPlan, plans: Sequence[PagePlan], navigation: Sequence[Link]
) -> tuple[tuple[str, ...], str]:
    """The files laid in place, relative to the reports, or the line that says why there are none."""
    try:
        own = [other for other in plans if other.language == plan.language]
        files = place(WRITERS[plan.kind](Desk(root, plan, own, navigation)), plan.language)
    except FigureError as error:
        return (), f"{plan.file}: {error}"
    lay_in_place(root / REPORTS, files)
    return tuple(sorted(files)), ""


def place(files: dict[str, bytes], language: str) -> dict[str, bytes]:
    """The files by their place under the reports."""
    placed = {folder_of(language) + name: content for name, content in files.items() if not name.startswith(SHARED)}
    shared = {name.removeprefix(SHARED): content for name, content in files.items() if name.startswith(SHARED)}
    return placed | (shared if language == FIRST else {})
