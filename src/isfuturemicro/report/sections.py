"""Parts that several pages have: charts by dataset, the claims that a page serves, its sources, what cannot be told."""

from collections.abc import Iterator
from html import escape
from typing import Any

import pandas as pd

from ..analysis.measures.composition import REVERSED
from ..figures import Words, draw_intervals, draw_parity
from ..figures.rows import LAST, ROUNDING, each_row, has_number, label_within, tell_value, unique
from ..vocabulary import USABLE
from .beside import find_beside
from .course import show_course, tell_rates
from .html import note, quote_html, table_html
from .page import Page, show_html, text_of
from .verdicts import answer_html, short_reason_html, verdict_line

SAME_GAP = ("dataset", "dimension", "category", "population", "period")
SAME_GROUP = ("jurisdiction", "population", "period", "dimension", "category", "status")
TOLD = ("estimate", "lower", "upper")
"""What two datasets must say alike of every group for one chart to do for both."""


def show_verdicts(page: Page) -> None:
    """The claims that the page's numbers bear on, and in short what the evidence says of each."""
    words = page.words
    lines = ""
    for claim in each_row(page.tables["claims"].sort_values("number")):
        why = answer_html(claim, words) + short_reason_html(text_of(claim, "reason", words), words)
        lines += verdict_line(claim, words, why)
    label = words.say("page.bears")
    show_html(f'<section class="bears" aria-label="{label}"><p>{label}</p><ul>{lines}</ul></section>')


def show_sources(page: Page) -> None:
    """Each dataset that the page used: what it is, of whom, whose, under which licence, and its traps."""
    show_html(sources_html(page.words))


def sources_html(words: Words) -> str:
    """The entries of the datasets that the words may name: how to cite each, and folded what else is known of it."""
    items = []
    for dataset, entry in sorted(words.datasets.items(), key=lambda item: words.of(item[0], "title")):
        url = escape(entry["url"])
        facts = [
            (words.say("source.population"), escape(words.of(dataset, "population"))),
            (words.say("source.licence"), escape(words.of(dataset, "licence"))),
            (words.say("source.address"), f'<a href="{url}">{url}</a>' if url else ""),
            (words.say("source.notes"), escape(words.of(dataset, "notes"))),
            (words.say("source.id"), f"<code>{escape(dataset)}</code>"),
        ]
        listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts if value)
        title = escape(words.of(dataset, "title"))
        anchor = f"source-{escape(dataset)}"
        items.append(
            f'<li id="{anchor}"><h3><a href="#{anchor}">{title}</a></h3><p>{quote_html(entry["citation"], words)}</p>'
            f"<details><summary>{escape(words.say('source.more'))}</summary><dl>{listed}</dl></details></li>"
        )
    return f'<ul class="sources">{"".join(items)}</ul>'


def show_shares(page: Page, name: str, rows: pd.DataFrame, *, focus: str = "") -> None:
    """A chart for each dataset's shares, with the reference population's beside them; says so where there are none.

    Of the groups that a source's bands cut across only the one in focus is drawn: the others are as unknown as it is.
    """
    if rows.empty:
        show_nothing(page)
    resolved = rows[(rows["status"] != "unresolvable") | (rows["category"] == focus)]
    for stem, own, others in by_dataset(name, resolved):
        own = show_course(page, stem, own, focus)
        beside = find_beside(page, own)
        chosen = focus if any(tell_value(row, page.words) for row in each_row(own[own["category"] == focus])) else ""
        numbers = sum(has_number(row) for row in each_row(own[~own["category"].isin(LAST)]))
        finding = "focus_dataset" if chosen else "shares_dataset" if numbers > 1 else "only_bounds"
        finding = "range" if finding == "shares_dataset" and own["period"].nunique() > 1 else finding
        page.show(
            draw_intervals(
                own,
                page.words,
                name=stem,
                finding=finding,
                focus=chosen,
                beside=beside,
                by=("category", "period") if own["period"].nunique() > 1 else ("category",),
            )
        )
        show_same(page, others)


def show_rates(page: Page, name: str, rows: pd.DataFrame) -> None:
    """A chart for each dataset and dimension: rates over all together and within each country."""
    if rows.empty:
        show_nothing(page)
    for (dataset, dimension), own in rows.groupby(["dataset", "dimension"], sort=True):
        pooled = own[own["within"] == ""]
        several = own["within"].nunique() > 1
        told = tell_rates(pooled, page.words)
        silent = [
            within
            for within, group in own[own["within"] != ""].groupby("within")
            if not any(map(has_number, each_row(group)))
        ]
        facts = {
            "pooled": told,
            "rate": page.words.label("measure", own["measure"].iloc[0]),
            "thin": page.words.number(len(silent)),
            "groups": page.words.number(own["within"].nunique() - 1),
        }
        finding = "rates_pooled" if not several else "rates_thin" if silent else "rates"
        page.show(
            draw_intervals(
                pd.concat([pooled, own[own["within"] != ""]]),
                page.words,
                name=join_name(name, dataset, dimension),
                finding=finding,
                under="within" if several else "",
                facts=facts,
            )
        )


def show_twins(page: Page, name: str, rows: pd.DataFrame) -> None:
    """A chart for each dataset and group: its gap over all together, and the same gap within each country or course."""
    if rows.empty:
        show_nothing(page)
    words = page.words
    for (dataset, dimension, category), own in rows.groupby(["dataset", "dimension", "category"], sort=True):
        inside = [row for row in each_row(own[own["within"] != ""]) if has_number(row)]
        ranked = sorted(inside, key=lambda row: row.estimate)
        ends = {"least": ranked[0], "most": ranked[-1]} if ranked else {}
        facts = {key: f"{tell_value(row, words)} ({label_within(row.within, words)})" for key, row in ends.items()}
        facts["group"] = words.label(str(dimension), str(category))
        alike = find_alike(page, own)
        finding = "twins" if ends else "twins_silent"
        if len(alike):
            gap = next(each_row(alike))
            context = words.mid(words.variable(gap.within.partition("=")[0]))
            facts |= {"alike": tell_value(gap, words), "context": context}
            finding = "twins_reversed" if gap.reason.startswith(REVERSED) else "twins_alike"
        page.show(
            draw_intervals(
                pd.concat([own[own["within"] == ""], alike, own[own["within"] != ""]]),
                words,
                name=join_name(name, dataset, dimension, category),
                finding=finding,
                by=("within",),
                facts=facts,
            )
        )


def find_alike(page: Page, gaps: pd.DataFrame) -> pd.DataFrame:
    """The same gap among people alike in a country or course, told as the gap itself."""
    first = gaps.iloc[0]
    same = page.pick(measure=f"{first['measure']}_standardised", **{name: str(first[name]) for name in SAME_GAP})
    return same[same["status"].isin(USABLE)].assign(measure=first["measure"])


def show_parity(page: Page, name: str, rows: pd.DataFrame) -> None:
    """A chart of ratios for each dataset and each condition that it stands within."""
    if rows.empty:
        show_nothing(page)
    for stem, own, others in by_dataset(name, rows):
        known = any(map(has_number, each_row(own)))
        page.show(draw_parity(own, page.words, name=stem, finding="parity" if known else "parity_refused"))
        show_same(page, others)


def show_named(page: Page, population: str) -> None:
    """Groups that publications name as the most likely without printing a share."""
    words = page.words
    items = []
    for row in each_row(page.pick(measure="named_most_likely", population=population)):
        source = f"{words.of(row.dataset, 'title')}, {words.period(row.period)}"
        link = f'<a href="{escape(row.reference)}">{escape(words.say("named.reference"))}</a>'
        group = escape(words.label(row.dimension, row.category))
        items.append(f"<li>{escape(source)}{words.say('colon')} <strong>{group}</strong> ({link})</li>")
    show_html(f"<ul>{''.join(items)}</ul>" if items else note(words.say("page.nothing"), "cannot"))


def show_listed(page: Page, rows: pd.DataFrame) -> None:
    """A table of what each document lists: named, or not named."""
    words = page.words
    periods = sorted(set(rows["period"]))
    records = []
    for category in unique(rows["category"]):
        own = rows[rows["category"] == category].set_index("period")["estimate"]
        told = [
            words.say("listed.unread" if period not in own else "listed.yes" if own[period] == 1 else "listed.no")
            for period in periods
        ]
        records.append((words.label(rows["dimension"].iloc[0], category), *told))
    headers = [
        words.variable(rows["dimension"].iloc[0]),
        *(words.say("listed.document", year=period) for period in periods),
    ]
    caption = words.say("listed.caption", source=words.of(rows["dataset"].iloc[0], "title"))
    show_html(table_html(pd.DataFrame(records, columns=headers), caption, words))


def show_nothing(page: Page, key: str = "page.nothing", **values: Any) -> None:
    """Says in plain words that no open dataset tells this."""
    show_html(note(page.words.say(key, **values), "cannot"))


def by_dataset(name: str, rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame, list[str]]]:
    """The rows of each dataset and condition, with the name of their figure and the datasets that say the same."""
    different: list[tuple[str, str, pd.DataFrame, list[str]]] = []
    for (dataset, within), own in rows.groupby(["dataset", "within"], sort=True):
        for context, _, first, others in different:
            if context == within and say_same(first, own):
                others.append(str(dataset))
                break
        else:
            different.append((str(within), join_name(name, dataset, str(within).partition("=")[2]), own, []))
    yield from ((stem, own, others) for _, stem, own, others in different)


def say_same(first: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether two datasets tell the same of the same groups at the same time, to within a percentage point."""
    one, two = (rows.set_index(list(SAME_GROUP)).sort_index() for rows in (first, other))
    if not one.index.equals(two.index):
        return False
    apart = (one[list(TOLD)] - two[list(TOLD)]).abs()
    known = one[list(TOLD)].isna() == two[list(TOLD)].isna()
    return bool(known.all(axis=None) and not (apart > ROUNDING).any(axis=None))


def show_same(page: Page, others: list[str]) -> None:
    """Which datasets say the same as what was just drawn."""
    if others:
        names = page.words.join([page.words.of(other, "title") or other for other in others])
        show_html(note(page.words.say("page.same_numbers", datasets=names)))


def join_name(*parts: object) -> str:
    """A figure's name: small letters and hyphens."""
    return "-".join(str(part).lower().replace("_", "-") for part in parts if part)
