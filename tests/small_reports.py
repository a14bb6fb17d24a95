"""A small project of pages: four estimates, two claims and their results, and the notebooks that tell of them."""

import json
import shutil
from html.parser import HTMLParser
from pathlib import Path

import yaml

PROJECT = Path(__file__).parent.parent
SMALL = Path(__file__).parent / "report_project"
"""Four estimates, two claims and their three results, in the columns of `data/processed`."""
REAL = ("01_claims", "jurisdiction_profile")
"""Notebooks that are taken as they are."""
VOID = {"meta", "link", "br", "img", "input", "hr", "path", "use", "circle", "rect"}

SHARES = {
    "title": {"en": "Shares", "fr": "Parts"},
    "short": {"en": "Shares", "fr": "Parts"},
    "summary": {"en": "Shares of groups.", "fr": "Les parts des groupes."},
    "reads": {"estimates": [{"measure": ["share"]}]},
}


def make_notebook(declared, *cells):
    """A notebook of markdown and code cells, with a parameters cell before them."""
    first = {
        "cell_type": "code",
        "id": "parameters",
        "metadata": {"tags": ["parameters"]},
        "source": 'language: str = "en"',
    }
    rest = [
        {"cell_type": kind, "id": f"cell-{n}", "metadata": {}, "source": source}
        for n, (kind, source) in enumerate(cells)
    ]
    for cell in (first, *rest):
        if cell["cell_type"] == "code":
            cell |= {"execution_count": None, "outputs": []}
    metadata = {
        "isfuturemicro": declared,
        "kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"},
    }
    return json.dumps({"cells": [first, *rest], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


GOOD = make_notebook(
    SHARES,
    ("markdown", "# Shares\n\nOf whom."),
    (
        "code",
        "from isfuturemicro.figures import draw_intervals\n"
        "from isfuturemicro.report.page import load\n"
        "from isfuturemicro.report.sections import show_sources\n"
        'page = load("09_shares", language)',
    ),
    ("markdown", "## By gender"),
    (
        "code",
        'for place in ["US", "XW"]:\n'
        "    rows = page.pick(jurisdiction=place)\n"
        '    name = f"shares-{place.lower()}"\n'
        '    page.show(draw_intervals(rows, page.words, name=name, finding="highest"))',
    ),
    ("code", "show_sources(page)"),
)
BROKEN = make_notebook(
    SHARES, ("markdown", "# Shares"), ("code", 'raise ValueError("no such\\ncolumn")'), ("markdown", "## By gender")
)


FRENCH = {"cell-0": "# Parts\n\nDe qui.", "cell-2": "## Selon le genre"}
"""The prose of GOOD, by cell."""


def make_small(root: Path) -> Path:
    """A small project with the real page of claims, the real profile of a jurisdiction and a page of shares."""
    processed, notebooks = root / "data" / "processed", root / "notebooks"
    shutil.copytree(SMALL, processed)
    notebooks.mkdir()
    for name in REAL:
        shutil.copy(PROJECT / "notebooks" / f"{name}.ipynb", notebooks)
    (notebooks / "09_shares.ipynb").write_text(GOOD, encoding="utf-8")
    prose = yaml.safe_load((PROJECT / "notebooks" / "fr.yml").read_text(encoding="utf-8"))
    write_prose(root, {name: prose[name] for name in REAL} | {"09_shares": FRENCH})
    return root


def write_prose(root: Path, prose: dict[str, dict[str, str]]) -> None:
    text = yaml.safe_dump(prose, allow_unicode=True, sort_keys=False)
    (root / "notebooks" / "fr.yml").write_text(text, encoding="utf-8")


class Elements(HTMLParser):
    """Every element with its attributes and the names of those around it."""

    def __init__(self, text):
        super().__init__()
        self.found, self.open = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes), tuple(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.found.append((tag, dict(attributes), tuple(self.open)))

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def named(self, *tags):
        return [(tag, attributes) for tag, attributes, _ in self.found if tag in tags]


def read_pages(root: Path) -> dict[str, str]:
    """Every page by its address."""
    reports = root / "reports"
    return {
        str(path.relative_to(reports)): path.read_text(encoding="utf-8") for path in sorted(reports.rglob("*.html"))
    }
