"""The pages that a project has: one a notebook, or one a value of the parameter that a notebook is run for each of."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from ..vocabulary import load_vocabulary
from .notebooks import Notebook, find_notebooks
from .tables import Row, read, select

if TYPE_CHECKING:  # drawing costs a second that a run without changes need not pay
    from ..figures.words import Words

PACKAGES = ("matplotlib", "seaborn", "pandas", "numpy", "nbconvert", "papermill")
WORLD = "XW"
"""Rows on the world belong to no jurisdiction's profile."""
CODE = ("figures", "report", "vocabulary")
"""The rooms whose code and tables decide what a page looks like."""


REPORTS = Path("reports")
INDEX = "index.html"
JURISDICTIONS = f"{INDEX}#jurisdictions"


@dataclass(frozen=True)
class Link:
    """A page in the navigation, and whether the reader is on it."""

    file: str
    name: str
    here: bool = False


@dataclass(frozen=True)
class PagePlan:
    """A page to publish: file, notebook and parameters, the rows it reads, the digest of all that it is made from."""

    file: str
    title: str
    name: str
    notebook: Notebook
    parameters: Mapping[str, str]
    selected: Mapping[str, list[Row]]
    digest: str
    inputs: str

    @property
    def up(self) -> str:
        """The place in the navigation that the page belongs to, where it has none of its own."""
        return JURISDICTIONS if self.notebook.each else ""


def make_navigation(plans: Iterable[PagePlan], words: "Words") -> list[Link]:
    """Scorecard, topics, the list of jurisdictions on the scorecard, and Explore."""
    topics = [Link(plan.file, plan.name) for plan in plans if not plan.notebook.each]
    ends = [Link(JURISDICTIONS, words.say("page.jurisdictions")), Link("explore.html", words.say("explore.short"))]
    return [Link(INDEX, words.say("page.home")), *topics, *ends]


def plan_pages(root: Path, language: str) -> list[PagePlan]:
    """Every page of the project, in the order of the navigation."""
    shared = digest_code()
    plans = []
    navigation = {notebook.name: notebook.short[language] for notebook in find_notebooks(root)}
    for notebook in find_notebooks(root):
        for value in find_values(root, notebook.each) if notebook.each else [""]:
            own = {notebook.each: value} if notebook.each else {}
            parameters = {"language": language, **own}
            selected = select(root, notebook.reads, parameters)
            inputs = digest_of(selected)
            label = load_vocabulary().label(notebook.each, value, language) if notebook.each else ""
            plans.append(
                PagePlan(
                    file=file_name(notebook, value),
                    name=label or notebook.short[language],
                    title=notebook.title[language].format(**{notebook.each: label} if notebook.each else {}),
                    notebook=notebook,
                    parameters=parameters,
                    selected=selected,
                    digest=digest_of(
                        [shared, hashlib.sha256(notebook.source).hexdigest(), inputs, parameters, navigation]
                    ),
                    inputs=inputs,
                )
            )
    return plans


def file_name(notebook: Notebook, value: str) -> str:
    return f"{notebook.each}-{value.lower()}.html" if notebook.each else f"{notebook.name}.html"


def find_values(root: Path, parameter: str) -> list[str]:
    """The values of a vocabulary's variable, in its order, for which evidence, events or attributes exist."""
    references = {row["dataset"] for row in read(root, "datasets") if row["role"] == "reference"}
    present = {row[parameter] for row in read(root, "estimates") if row["dataset"] not in references}
    present |= {row[parameter] for table in ("events", "attributes") for row in read(root, table)}
    return [code for code in load_vocabulary().codes(parameter) if code in present - {WORLD}]


def digest_of(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def digest_code() -> str:
    """Of the code, sentences, templates and vocabulary that make the pages, and of the packages that help."""
    package = Path(__file__).parent.parent
    paths = sorted(
        path for room in CODE for path in (package / room).rglob("*") if path.is_file() and path.suffix != ".pyc"
    )
    contents = [(str(path.relative_to(package)), hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths]
    return digest_of([contents, package_versions()])


def package_versions() -> dict[str, str]:
    return {name: version(name) for name in PACKAGES}


def short(digest: str) -> str:
    """As much of a digest as a reader compares."""
    return digest[:7]
