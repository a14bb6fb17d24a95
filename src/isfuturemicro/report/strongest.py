"""Which of several datasets' charts a reader meets first, and which wait folded under what they say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from ..figures import Figure, Words
from ..figures.rows import LAST
from ..figures.trendlines import year_of
from .html import note
from .page import Page, show_html

OPEN = 2
"""So many charts of a question stand open."""
SAYS_LITTLE = 0.5
"""Bounds so far apart tell neither most people nor few."""


@dataclass(frozen=True)
class Exhibit:
    """A dataset's chart with the rows that it draws, whether a population stands beside them, and remarks under it."""

    figure: Figure
    rows: pd.DataFrame
    compared: bool = False
    remarks: Sequence[str] = field(default=())


def show_strongest(page: Page, exhibits: Iterable[Exhibit], focus: str = "") -> None:
    """The strongest charts open, the others folded, each under its finding.

    The closer a chart's numbers are to what is asked the stronger it is; a number before bounds that say little, shares
    beside a population before shares alone, and people who were drawn or counted before people who chose to answer.
    A proxy without a population beside it, or little more than a question mark, opens only where nothing is stronger;
    of one publisher's cuts of the same people only one does.
    """
    ranked = sorted(exhibits, key=lambda exhibit: weigh(exhibit, page.words, focus))
    opened: list[Exhibit] = []
    for exhibit in ranked:
        if len(opened) < OPEN and (not opened or adds_to(opened, exhibit, page.words, focus)):
            opened.append(exhibit)
            page.show(exhibit.figure, exhibit.remarks)
    folded = [exhibit for exhibit in ranked if not any(exhibit is one for one in opened)]
    if folded:
        show_html(note(page.words.say("page.weaker"), "aside"))
    for exhibit in folded:
        page.fold(exhibit.figure, exhibit.remarks)


def weigh(exhibit: Exhibit, words: Words, focus: str) -> tuple[bool, int, bool, bool, float]:
    """The smaller, the stronger; of equals the newest."""
    levels = list(words.vocabulary.tables["comparability"])
    closest = min((levels.index(level) for level in exhibit.rows["comparability"] if level), default=len(levels))
    newest = max(year_of(period) for period in exhibit.rows["period"])
    return says_little(exhibit.rows, focus), closest, not exhibit.compared, chose_to_answer(exhibit, words), -newest


def says_little(rows: pd.DataFrame, focus: str) -> bool:
    """Whether the group that is asked about has neither a number nor bounds that are worth a chart."""
    asked = rows[rows["category"] == focus] if focus else rows[~rows["category"].isin(LAST)]
    width = (asked["upper"] - asked["lower"]).where(asked["estimate"].isna(), 0.0)
    return not bool((width < SAYS_LITTLE).any())


def adds_to(opened: Sequence[Exhibit], exhibit: Exhibit, words: Words, focus: str) -> bool:
    """Whether a chart is worth standing open after stronger ones."""
    little, closest, alone, *_ = weigh(exhibit, words, focus)
    proxy = closest >= list(words.vocabulary.tables["comparability"]).index("proxy")
    return (
        not little
        and not (proxy and alone)
        and all(publisher(exhibit, words) != publisher(one, words) for one in opened)
    )


def chose_to_answer(exhibit: Exhibit, words: Words) -> bool:
    return words.of(exhibit.figure.sources[0], "design") == "convenience"


def publisher(exhibit: Exhibit, words: Words) -> str:
    return words.of(exhibit.figure.sources[0], "publisher")
