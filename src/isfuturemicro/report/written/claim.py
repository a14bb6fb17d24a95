"""A claim's own page: what it says, the verdict, the evidence, what would change it, the numbers, how to cite it."""

from dataclasses import replace
from html import escape
from typing import Any

import pandas as pd

from ... import __version__
from ...figures import Figure, Words
from ...figures.rows import each_row, unique
from ..claims import draw_tests, tests_html, verdict_html
from ..html import FIGURES, figure_html
from ..page import figure_files, text_of
from ..pages import short
from ..sections import sources_html
from .desk import Desk
from .plan import claim_file

DOWNLOADS = "downloads"
"""Where a page finds the tables to take away."""
HEADINGS = ("evidence", "change", "numbers", "cite", "sources")


def write(desk: Desk) -> dict[str, bytes]:
    """The page of the claim that the plan names, its figures and its results as a table."""
    claims = desk.table("claims").sort_values("number")
    claim = next(row for row in each_row(claims) if str(row.number) == desk.plan.key)
    tests = desk.table("claim_tests")
    tests = tests[tests["claim"] == claim.claim]
    named = set(unique(tests["dataset"]))
    words = replace(desk.words, datasets={id: entry for id, entry in desk.words.datasets.items() if id in named})
    figures = draw_tests(tests, claim, words)
    results = f"{DOWNLOADS}/claim-{claim.number:02d}.csv"
    text = text_of(claim, "text", words)
    body = "".join(
        [
            verdict_html(claim, words),
            head("evidence", words),
            *(figure_html(figure, words) for figure in figures),
            tests_html(tests, claim, words),
            head("change", words),
            f"<p>{escape(text_of(claim, 'would_change', words))}</p>",
            head("numbers", words),
            numbers_html(figures, desk.up + results, words),
            head("cite", words),
            f"<p>{words.say('claim_page.how' if words.datasets else 'claim_page.how_alone')}</p>",
            cite_html(desk, text, words),
            head("sources", words) + sources_html(words) if words.datasets else "",
            turn_html(claim, claims, words),
        ]
    )
    page = desk.frame(
        words.say("claim_page.title", number=claim.number, text=text),
        f"{words.label('verdict', claim.verdict)}. {text}",
        body,
        contents=[(key, words.say(f"claim_page.{key}")) for key in (HEADINGS if words.datasets else HEADINGS[:-1])],
    )
    files = {desk.plan.address: page, f"/{results}": tests.to_csv(index=False, lineterminator="\n").encode()}
    for figure in figures:
        files |= {f"{FIGURES}/{name}": content for name, content in figure_files(figure).items()}
    return files


def head(key: str, words: Words) -> str:
    return f'<h2 id="{key}"><a href="#{key}">{words.say(f"claim_page.{key}")}</a></h2>'


def numbers_html(figures: list[Figure], results: str, words: Words) -> str:
    """Each table to take away: the results, and the numbers of each figure."""
    links = [(results, words.say("claim_page.results"))]
    links += [(f"{FIGURES}/{figure.name}.csv", figure.title) for figure in figures]
    items = "".join(f'<li><a href="{file}" download>{escape(title)} (CSV)</a></li>' for file, title in links)
    return f"<ul>{items}</ul>"


def cite_html(desk: Desk, text: str, words: Words) -> str:
    """The words with which the page is cited: they name the state of the data, since no clock is kept."""
    told = words.say(
        "claim_page.citation",
        number=desk.plan.key,
        text=text,
        site=words.say("page.site"),
        version=__version__,
        inputs=short(desk.plan.inputs),
        file=desk.plan.address,
    )
    return f'<blockquote class="citation"><p>{escape(told)}</p></blockquote>'


def turn_html(claim: Any, claims: pd.DataFrame, words: Words) -> str:
    """The claims before and after this one."""
    links = [
        f'<li><a href="{claim_file(row.number)}">{words.say(f"claim_page.{key}")} {row.number}{words.say("colon")} '
        f"{escape(text_of(row, 'text', words))}</a></li>"
        for row in each_row(claims)
        for key, number in (("before", claim.number - 1), ("after", claim.number + 1))
        if row.number == number
    ]
    return f'<nav class="turn" aria-label="{words.say("claim_page.turn")}"><ul>{"".join(links)}</ul></nav>'
