"""What no open data tell, and which body could: a list of requests to make."""

from collections.abc import Iterable
from html import escape

import pandas as pd

from ..figures import Words
from ..figures.rows import unique
from .html import note, table_html
from .page import Page, show_html

FEW = 4
"""Up to so many dimensions are named."""


def show_requests(page: Page) -> None:
    """Each body that could fill an empty cell of the evidence map: with what, how near that is, and what it would tell.

    Then how many cells are left for which no such body is known.
    """
    words = page.words
    cells = page.tables["evidence_map"]
    empty = cells[cells["missing"] != ""]
    records = []
    for code, keeper in words.vocabulary.tables["keeper"].items():
        own = empty[[code in named.split() for named in empty["keepers"]]]
        if own.empty:
            continue
        source = (
            f'<a href="{escape(keeper["address"])}">{escape(words.spaced(keeper[f"dataset_{words.language}"]))}</a>'
        )
        records.append(
            {
                words.say("table.keepers"): keeper[f"label_{words.language}"],
                words.say("requests.source"): source,
                words.say("table.jurisdiction"): words.join(
                    [words.label("jurisdiction", place) for place in unique(own["jurisdiction"])]
                ),
                words.say("table.dimension"): tell_dimensions(set(own["dimension"]), words),
                words.say("table.measure"): words.join(
                    [words.mid(words.label("measure", measure)) for measure in wanted(own["measure"])]
                ),
                words.say("table.status"): words.label("keeper_state", keeper["state"]),
                words.say("requests.cells"): len(own),
            }
        )
    caption = words.say("requests.caption", empty=words.number(len(empty)), cells=words.number(len(cells)))
    listed = table_html(pd.DataFrame(records), caption, words, raw=[words.say("requests.source")])
    summary = escape(words.say("requests.show"))
    show_html(f'<div class="evidence"><details><summary>{summary}</summary>{listed}</details></div>')
    states = [
        f"{words.label('keeper_state', code)}{words.say('colon')} {words.mid(row[f'definition_{words.language}'])}"
        for code, row in words.vocabulary.tables["keeper_state"].items()
    ]
    show_html(note(" ".join(states), "aside"))
    silent = empty[empty["keepers"] == ""]
    show_html(note(words.say("requests.nobody", count=words.number(len(silent)), cells=words.number(len(empty)))))


def tell_dimensions(asked: set[str], words: Words) -> str:
    """The dimensions by name where they are few, else how many of all."""
    every = words.vocabulary.equity_dimensions
    if len(asked) > FEW:
        return words.say("requests.most", count=words.number(len(asked)), all=words.number(len(every)))
    return words.join([words.mid(words.variable(name)) for name in every if name in asked])


def wanted(measures: Iterable[str]) -> list[str]:
    """What to ask for: a ratio comes with the share that it is made of."""
    asked = unique(measures)
    return [measure for measure in asked if measure != "representation" or "share" not in asked]


def show_lacks(page: Page) -> None:
    """For each measure how many cells are told and what the others lack."""
    words = page.words
    records = []
    for measure, rows in page.tables["evidence_map"].groupby("measure", sort=False):
        counts: dict[str, object] = {
            words.say("table.measure"): words.label("measure", str(measure)),
            words.say("requests.told"): int((rows["missing"] == "").sum()),
        }
        for code in words.vocabulary.tables["missing"]:
            counts[words.label("missing", code)] = int((rows["missing"] == code).sum())
        records.append(counts)
    show_html(table_html(pd.DataFrame(records), words.say("requests.lacks"), words))
