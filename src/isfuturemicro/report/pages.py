"""The pages that a project has: one a notebook, or one a value of the parameter that a notebook is run for each of."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from ..vocabulary import keep_together, load_vocabulary
from .addresses import INDEX, JURISDICTIONS, folder_of
from .notebooks import Notebook, find_notebooks
from .prose import read_prose
from .tables import Row, read, select

if TYPE_CHECKING:  # drawing costs a second that a run without changes need not pay
    from ..figures.words import Words

PACKAGES = ("matplotlib", "seaborn", "pandas", "numpy", "nbconvert", "papermill")
WORLD = "XW"
"""Rows on the world belong to no jurisdiction's profile."""
CODE = ("figures", "report", "vocabulary")
"""The rooms whose code and tables decide what a page looks like."""


@dataclass(frozen=True)
class Link:
    """A page in the navigation, and whether the reader is on it."""

    file: str
    name: str
    here: bool = False


@dataclass(frozen=True)
class PagePlan:
    """A page to publish: its address within its language's folder, notebook and parameters, the prose of its language,
    the rows it reads, the digest of all that it is made from."""

    address: str
    title: str
    name: str
    summary: str
    notebook: Notebook
    parameters: Mapping[str, str]
    prose: Mapping[str, str]
    selected: Mapping[str, list[Row]]
    digest: str
    inputs: str

    @property
    def language(self) -> str:
        return self.parameters["language"]

    @property
    def file(self) -> str:
        """Relative to the reports."""
        return folder_of(self.language) + self.address

    @property
    def up(self) -> str:
        """The place in the navigation that the page belongs to, where it has none of its own."""
        return JURISDICTIONS if self.notebook.each else ""


def make_navigation(plans: Iterable[PagePlan], words: "Words") -> list[Link]:
    """Scorecard, topics, the list of jurisdictions on the scorecard, and Explore, in one language."""
    topics = [
        Link(plan.address, plan.name) for plan in plans if not plan.notebook.each and plan.language == words.language
    ]
    ends = [Link(JURISDICTIONS, words.say("page.jurisdictions")), Link("explore.html", words.say("explore.short"))]
    return [Link(INDEX, words.say("page.home")), *topics, *ends]


def plan_pages(root: Path, language: str) -> list[PagePlan]:
    """Every page of the project in one language, in the order of the navigation."""
    shared = digest_code()
    plans = []
    prose = read_prose(root, language)
    navigation = {notebook.name: notebook.short[language] for notebook in find_notebooks(root)}
    for notebook in find_notebooks(root):
        for value in find_values(root, notebook.each) if notebook.each else [""]:
            own = {notebook.each: value} if notebook.each else {}
            parameters = {"language": language, **own}
            selected = select(root, notebook.reads, parameters)
            inputs = digest_of(selected)
            label = load_vocabulary().label(notebook.each, value, language) if notebook.each else ""
            title, summary = (
                keep_together(text[language].format(**{notebook.each: label}), language)
                for text in (notebook.title, notebook.summary)
            )
            told = prose.get(notebook.name, {})
            plans.append(
                PagePlan(
                    address=file_name(notebook, value),
                    name=label or notebook.short[language],
                    title=title,
                    summary=summary,
                    notebook=notebook,
                    parameters=parameters,
                    prose=told,
                    selected=selected,
                    digest=digest_of(
                        [shared, hashlib.sha256(notebook.source).hexdigest(), told, inputs, parameters, navigation]
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
    named, present = load_vocabulary().codes(parameter), present - {WORLD}
    return [*(code for code in named if code in present), *sorted(present.difference(named))]


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
