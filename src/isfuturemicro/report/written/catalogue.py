"""The catalogue of datasets, each with what it is, whose, of whom, its traps, and the claims that it bears on."""

from collections.abc import Iterator
from html import escape
from typing import Any

import pandas as pd

from ...figures import Words
from ...figures.rows import each_row
from ..html import quote_html
from .desk import Desk
from .plan import claim_file, file_of

ROLES = ("evidence", "reference")


def write(desk: Desk) -> dict[str, bytes]:
    """The page of the data."""
    words, datasets = desk.words, desk.table("datasets")
    claims = desk.table("claims").set_index("claim")["number"]
    bears = {
        dataset: sorted({int(claims[claim]) for claim in own["claim"]})
        for dataset, own in desk.table("claim_tests").groupby("dataset")
        if dataset
    }
    counts = {role: words.number(int((datasets["role"] == role).sum())) for role in ROLES}
    lead = words.say("data.lead", count=words.number(len(datasets)), **counts)
    body = f'<p class="lead">{lead}</p><p>{words.say("data.files_text")} '
    body += f'<a href="{file_of("cite")}">{words.say("cite.title")}</a>.</p>'
    contents = []
    for anchor, heading, place, own in part_datasets(datasets, words):
        body += f'<h2 id="{anchor}"><a href="#{anchor}">{escape(heading)}</a></h2>'
        items = "".join(
            entry_html(row, bears.get(row.dataset, []), words) for row in each_row(sort_by_title(own, words))
        )
        body += f'<ul class="sources">{items}</ul>'
        contents.append((anchor, escape(place)))
    return {desk.plan.address: desk.frame(words.say("data.title"), lead, body, contents=contents)}


def part_datasets(datasets: pd.DataFrame, words: Words) -> Iterator[tuple[str, str, str, pd.DataFrame]]:
    """Anchor, heading, short heading and rows of each part: evidence by country, then populations to compare with."""
    evidence = datasets[datasets["role"] == "evidence"]
    country = evidence["jurisdiction"].str.partition("-")[0]
    for code in words.vocabulary.codes("jurisdiction"):
        own = evidence[country == code]
        if len(own):
            place = words.label("jurisdiction", code)
            yield f"evidence-{code.lower()}", words.say("data.evidence_of", jurisdiction=place), place, own
    heading = words.say("data.reference")
    yield "reference", heading, heading, datasets[datasets["role"] == "reference"]


def sort_by_title(datasets: pd.DataFrame, words: Words) -> pd.DataFrame:
    return datasets.sort_values(f"title_{words.language}", kind="stable")


def entry_html(row: Any, claims: list[int], words: Words) -> str:
    """One dataset's entry."""
    dataset = escape(row.dataset)
    links = ", ".join(f'<a href="{claim_file(number)}">{number}</a>' for number in claims)
    url = escape(row.url)
    design = f"{row.design}_figures" if row.design == "census" and row.kind == "figures" else row.design
    place = f"{words.label('jurisdiction', row.jurisdiction)}, {words.period(row.period)}"
    facts = [
        (words.say("source.population"), escape(words.of(row.dataset, "population"))),
        (words.say("data.place"), escape(place)),
        (words.say("data.design"), words.say(f"methods.design.{design}") if design and row.kind not in STATED else ""),
        (words.say("source.citation"), quote_html(row.citation, words)),
        (words.say("source.licence"), escape(words.of(row.dataset, "licence"))),
        (words.say("source.address"), f'<a href="{url}">{url}</a>' if url else ""),
        (words.say("source.notes"), escape(words.of(row.dataset, "notes"))),
        (words.say("data.bears"), links),
        (words.say("source.id"), f"<code>{dataset}</code>"),
        (words.say("data.hash"), f"<code>{escape(row.source_sha256)}</code>"),
    ]
    listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts if value)
    title = escape(words.of(row.dataset, "title"))
    return f'<li id="source-{dataset}"><h3><a href="#source-{dataset}">{title}</a></h3><dl>{listed}</dl></li>'


STATED = ("events", "attributes")
"""Facts that were read in documents came about by no design."""
