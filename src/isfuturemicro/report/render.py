"""An executed notebook as one self-contained page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from .. import __version__
from ..figures.words import Words
from .addresses import Alternate, find_alternates
from .pages import Link, PagePlan, package_versions, short
from .prose import HEADING, find_anchors, slug
from .wording import load_page_words
from .written.plan import LISTED, file_of

if TYPE_CHECKING:
    from nbconvert import HTMLExporter

TEMPLATES = Path(__file__).parent / "templates"
CONTENTS_LEVEL = 2
"""Headings of this level are listed at the top."""


@dataclass(frozen=True)
class Site:
    """What the frame of every page shows."""

    title: str
    description: str
    links: tuple[Link, ...]
    stamp: str
    words: Words
    style: str
    is_home: bool = False
    contents: tuple[tuple[str, str], ...] = ()
    alternates: tuple[Alternate, ...] = ()
    here: str = ""
    notebook: str = ""

    @property
    def foot(self) -> tuple[Link, ...]:
        """The pages that every page leads to at its foot."""
        return tuple(Link(file_of(kind), self.say(f"{kind}.short"), file_of(kind) == self.here) for kind in LISTED)

    @property
    def language(self) -> str:
        return self.words.language

    @property
    def name(self) -> str:
        return self.say("page.site")

    def say(self, key: str, **values: object) -> str:
        return self.words.say(key, **values)

    def call(self, language: str) -> str:
        """A language's own name."""
        return load_page_words(language).say("page.language")


def render_notebook(
    notebook: nbformat.NotebookNode, plan: PagePlan, navigation: Sequence[Link], notebook_file: str
) -> str:
    """The page: prose and outputs without code, inside the site's frame."""
    from nbconvert import TemplateExporter  # here, since it costs half a second

    words = load_page_words(plan.language)
    drop_title(notebook)
    contents = anchor_prose(notebook, find_anchors(plan.notebook))
    site = Site(
        title=escape(plan.title),
        description=escape(plan.summary),
        links=mark_here(navigation, plan.up or plan.address),
        stamp=stamp(plan.inputs, words),
        words=words,
        style=read_style(),
        contents=contents if plan.notebook.contents else (),
        alternates=find_alternates(plan.address, plan.language),
        notebook=notebook_file,
    )
    # Not the exporter's own method: it would read the finished page again to mend pictures without an alternative text.
    html, _ = TemplateExporter.from_notebook_node(make_exporter(), notebook, resources={"site": site})
    return tidy(anchor_headings(html))


@cache
def make_exporter() -> "HTMLExporter":
    from nbconvert import HTMLExporter

    return HTMLExporter(template_name="page", extra_template_basedirs=[str(TEMPLATES)], exclude_anchor_links=True)


def mark_here(navigation: Sequence[Link], file: str) -> tuple[Link, ...]:
    """The navigation with the page that the reader is on."""
    return tuple(replace(link, here=link.file == file) for link in navigation)


@cache
def read_style() -> str:
    return (TEMPLATES / "page" / "style.css").read_text(encoding="utf-8").strip()


def stamp(inputs: str, words: Words) -> str:
    """Version, digest of the rows read, versions of the packages: no time and no place, so it repeats."""
    packages = ", ".join(f"{name} {number}" for name, number in package_versions().items())
    return words.say("page.stamp", version=__version__, inputs=short(inputs), packages=packages)


def drop_title(notebook: nbformat.NotebookNode) -> None:
    """Take the first heading out of the prose: the frame shows the page's title."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = re.sub(r"\A\s*# .*\n?", "", cell.source)
            return


def anchor_prose(notebook: nbformat.NotebookNode, anchors: Mapping[str, list[str]]) -> tuple[tuple[str, str], ...]:
    """Give each heading of the prose its anchor; anchors and headings as they are listed at the top."""
    listed: list[tuple[str, str]] = []

    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for name, (marks, heading) in zip(anchors[cell.id], HEADING.findall(cell.source), strict=True):
            level, text = len(marks), escape(heading, quote=False)
            if level == CONTENTS_LEVEL:
                listed.append((name, text))
            html = f'<h{level} id="{name}"><a href="#{name}">{text}</a></h{level}>'
            cell.source = cell.source.replace(f"{marks} {heading}", html, 1)
    return tuple(listed)


def anchor_headings(html: str) -> str:
    """Each heading that has no anchor yet gets one, made of its words, and links to itself."""

    def anchor(match: re.Match[str]) -> str:
        level, text = match[1], match[2]
        id = slug(unescape(re.sub(r"<[^>]+>", "", text)))
        return f'<h{level} id="{id}"><a href="#{id}">{text}</a></h{level}>'

    return re.sub(r"<h([23])>((?:(?!<a |</h).)*)</h\1>", anchor, html)


def tidy(html: str) -> str:
    """No blank lines, and one at the end."""
    return "\n".join(line.rstrip() for line in html.splitlines() if line.strip()) + "\n"
