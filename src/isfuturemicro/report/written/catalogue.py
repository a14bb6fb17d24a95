"""The catalogue of datasets, each with what it is, whose, of whom, its traps, and the claims that it bears on."""

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
    for role in ROLES:
        body += f'<h2 id="{role}"><a href="#{role}">{words.say(f"data.{role}")}</a></h2>'
        own = sort_by_title(datasets[datasets["role"] == role], words)
        items = "".join(entry_html(row, bears.get(row.dataset, []), words) for row in each_row(own))
        body += f'<ul class="sources">{items}</ul>'
    contents = [(role, words.say(f"data.{role}")) for role in ROLES]
    return {desk.plan.address: desk.frame(words.say("data.title"), lead, body, contents=contents)}


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
