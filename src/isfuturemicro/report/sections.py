"""Parts that several pages have: charts by dataset, the claims that a page serves, its sources, what cannot be told."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd

from ..figures import Reference, draw_intervals, draw_parity
from ..figures.rows import unique
from .html import note
from .page import Page, show, show_html
from .verdicts import verdict_line

REFERENCE_METHOD = re.compile(r"share over that of (\w+)")


def show_verdicts(page: Page) -> None:
    """The claims that the page's numbers bear on."""
    lines = "".join(verdict_line(claim, page.words) for claim in page.tables["claims"].sort_values("number").itertuples())
    show_html(f'<nav class="bears" aria-label="{page.words.say("page.bears")}"><p>{page.words.say("page.bears")}</p><ul>{lines}</ul></nav>')


def show_sources(page: Page) -> None:
    """Each dataset that the page used: what it is, of whom, whose, under which licence, and its traps."""
    words = page.words
    items = []
    for dataset, entry in sorted(words.datasets.items(), key=lambda item: words.of(item[0], "title")):
        notes = words.of(dataset, "notes")
        facts = [
            (words.say("source.population"), escape(words.of(dataset, "population"))),
            (words.say("source.citation"), escape(entry["citation"])),
            (words.say("source.licence"), escape(entry["licence"])),
            (words.say("source.address"), f'<a href="{escape(entry["url"])}">{escape(entry["url"])}</a>' if entry["url"] else ""),
            (words.say("source.notes"), escape(notes)),
            (words.say("source.id"), f"<code>{escape(dataset)}</code>"),
        ]
        listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts if value)
        title = escape(words.of(dataset, "title"))
        items.append(f'<li id="source-{escape(dataset)}"><h3>{title}</h3><dl>{listed}</dl></li>')
    show_html(f'<ul class="sources">{"".join(items)}</ul>')


def show_shares(page: Page, name: str, rows: pd.DataFrame, *, focus: str = "", finding: str = "focus", reference: Reference | None = None) -> None:
    """A chart for each dataset's shares, with the reference population's beside them; says so where there are none."""
    if rows.empty:
        show_nothing(page)
        return
    for (dataset, within), own in rows.groupby(["dataset", "within"], sort=True):
        beside = find_beside(page, own)
        parts = [name, str(dataset).replace("_", "-"), str(within).partition("=")[2].replace("_", "-")]
        chosen = focus if focus in set(own["category"]) else ""
        show(
            draw_intervals(
                own, page.words, name="-".join(part for part in parts if part), finding=finding if chosen else "range",
                beside=beside, focus=chosen, reference=reference, by=("category", "period") if own["period"].nunique() > 1 else ("category",),
            ),
            page.words,
        )  # fmt: skip


def find_beside(page: Page, rows: pd.DataFrame) -> pd.DataFrame | None:
    """Shares of the reference population: that of the representation rows, else all who were asked in the same survey."""
    first = rows.iloc[0]
    estimates = page.tables["estimates"]
    same = estimates[(estimates["dataset"] == first["dataset"]) & (estimates["dimension"] == first["dimension"]) & (estimates["within"] == first["within"])]
    for method in same[same["measure"] == "representation"]["method"]:
        if found := REFERENCE_METHOD.match(method):
            reference = estimates[(estimates["dataset"] == found[1]) & (estimates["dimension"] == first["dimension"]) & (estimates["measure"] == "share")]
            return keep(reference)
    if first["population"] != "eligible":
        return keep(same[(same["measure"] == "share") & (same["population"] == "eligible")])
    return None


def keep(rows: pd.DataFrame) -> pd.DataFrame | None:
    rows = rows[(rows["status"] == "ok") & rows["estimate"].notna()]
    return rows if len(rows) else None


def show_parity(page: Page, name: str, rows: pd.DataFrame, under: str = "") -> None:
    """A chart of ratios for each dataset and each condition that it stands within."""
    for (dataset, within), own in rows.groupby(["dataset", "within"], sort=True):
        parts = [name, str(dataset).replace("_", "-"), str(within).partition("=")[2].replace("_", "-")]
        show(draw_parity(own, page.words, name="-".join(part for part in parts if part), under=under), page.words)


def show_nothing(page: Page, key: str = "page.nothing", **values: Any) -> None:
    """Says in plain words that no open dataset tells this."""
    show_html(note(page.words.say(key, **values), "cannot"))


def show_flags(page: Page, rows: pd.DataFrame) -> None:
    """Groups that the sources did not collect or cannot resolve, with the reason."""
    flagged = rows[rows["status"].isin(["not_collected", "suppressed"])]
    for row in flagged.itertuples():
        show_html(note(f"{page.words.of(str(row.dataset), 'title')}: {row.reason}", "cannot"))


def rows_of(rows: pd.DataFrame, column: str, order: Sequence[str]) -> pd.DataFrame:
    """The rows whose column has one of the values, in that order."""
    return pd.concat([rows[rows[column] == value] for value in order if value in unique(rows[column])])
