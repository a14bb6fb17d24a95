"""What the writer of a page has at hand: the tables, the words, the other pages, and the frame of every page."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path

import jinja2
import pandas as pd

from ...figures.words import Words
from ..addresses import find_alternates, folder_of
from ..page import to_frame
from ..pages import Link, PagePlan
from ..render import TEMPLATES, Site, anchor_headings, mark_here, read_style, stamp, tidy
from ..tables import read
from ..wording import load_page_words
from .plan import WrittenPlan


@dataclass(frozen=True)
class Desk:
    """One page or file to write and all that it may be written from."""

    root: Path
    plan: WrittenPlan
    plans: Sequence[PagePlan]
    """Those of the same language."""
    navigation: Sequence[Link]

    @cached_property
    def words(self) -> Words:
        return load_page_words(self.plan.language, {row["dataset"]: row for row in read(self.root, "datasets")})

    @property
    def up(self) -> str:
        """The way from the page to files that all languages share."""
        return "../" if folder_of(self.plan.language) else ""

    def table(self, name: str) -> pd.DataFrame:
        """A processed table, numbers as numbers."""
        return to_frame(list(read(self.root, name)))

    def site(self, title: str, description: str, contents: Sequence[tuple[str, str]] = ()) -> Site:
        """The frame of the page at hand."""
        return Site(
            title=escape(title),
            description=escape(description),
            links=mark_here(self.navigation, self.plan.address),
            stamp=stamp(self.plan.inputs, self.words),
            words=self.words,
            style=read_style(),
            contents=tuple(contents),
            alternates=find_alternates(self.plan.address, self.plan.language),
            here=self.plan.address,
        )

    def frame(
        self,
        title: str,
        description: str,
        body: str,
        *,
        contents: Sequence[tuple[str, str]] = (),
        scripts: Sequence[str] = (),
        wide: bool = False,
    ) -> bytes:
        """The page: its body inside the frame that all pages have."""
        site = self.site(title, description, contents)
        html = load_template("written").render(site=site, body=body, scripts=scripts, wide=wide)
        return tidy(anchor_headings(html)).encode()


def load_template(name: str) -> jinja2.Template:
    """One of the pages' templates."""
    loader = jinja2.FileSystemLoader(TEMPLATES / "page")
    return jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined, autoescape=False).get_template(
        f"{name}.j2"
    )
