"""Everything that can be looked for, as a plain list; a small script keeps the entries that hold the reader's words."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from ...figures.rows import each_row
from ..page import text_of
from .desk import Desk
from .glossary import list_terms
from .plan import LISTED, claim_file, file_of

SCRIPT = Path(__file__).parent / "scripts" / "search.js"
PLACE = "assets/search.js"
GROUPS = ("claims", "pages", "datasets", "terms")


@dataclass(frozen=True)
class Entry:
    """A place on the site, its name, and the words by which it is found."""

    link: str
    name: str
    text: str


def write(desk: Desk) -> dict[str, bytes]:
    """The page with the list, and its script."""
    words = desk.words
    groups = dict(zip(GROUPS, (claims(desk), pages(desk), datasets(desk), terms(desk)), strict=True))
    lists = "".join(
        f'<section class="hits" aria-labelledby="{group}"><h2 id="{group}"><a href="#{group}">'
        f"{words.say(f'search.{group}')}</a></h2><ul>{''.join(map(entry_html, entries))}</ul></section>"
        for group, entries in groups.items()
    )
    told = " ".join(
        f'data-{key}="{escape(words.say(f"search.{key}", count="[count]", query="[query]"))}"'
        for key in ("found", "all", "none")
    )
    body = (
        f'<p class="lead">{words.say("search.lead")}</p><noscript><p>{words.say("search.plain")}</p></noscript>'
        f'<p id="told" role="status" {told}></p>{lists}'
    )
    page = desk.frame(words.say("search.title"), words.say("search.lead"), body, scripts=[desk.up + PLACE])
    return {desk.plan.address: page, f"/{PLACE}": SCRIPT.read_bytes()}


def entry_html(entry: Entry) -> str:
    text = f"<p>{escape(entry.text)}</p>" if entry.text else ""
    return f'<li><a href="{entry.link}">{escape(entry.name)}</a>{text}</li>'


def claims(desk: Desk) -> Iterator[Entry]:
    words = desk.words
    for claim in each_row(desk.table("claims").sort_values("number")):
        name = f"{claim.number}. {text_of(claim, 'text', words)}"
        yield Entry(claim_file(claim.number), name, words.label("verdict", claim.verdict))


def pages(desk: Desk) -> Iterator[Entry]:
    words = desk.words
    for plan in desk.plans:
        yield Entry(plan.address, plan.title, plan.summary)
    for kind in LISTED:
        if kind != "search":
            yield Entry(file_of(kind), words.say(f"{kind}.title"), "")


def datasets(desk: Desk) -> Iterator[Entry]:
    words = desk.words
    for row in each_row(desk.table("datasets")):
        text = f"{row.publisher}. {words.label('jurisdiction', row.jurisdiction)}, {words.period(row.period)}."
        yield Entry(f"{file_of('data')}#source-{row.dataset}", words.of(row.dataset, "title"), text)


def terms(desk: Desk) -> Iterator[Entry]:
    for group in list_terms(desk.words).values():
        for term in group:
            yield Entry(f"{file_of('glossary')}#{term.anchor}", term.name, term.text)
