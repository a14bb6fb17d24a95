"""Parts that several pages have: charts by dataset, the claims that a page serves, its sources, what cannot be told."""

from collections.abc import Iterator
from html import escape
from typing import Any

import pandas as pd

from ..analysis.measures.composition import REVERSED
from ..figures import Figure, Words, draw_intervals, draw_parity, draw_trend
from ..figures.rows import LAST, each_row, has_number, label_within, tell_value, unique
from ..vocabulary import USABLE
from .beside import find_beside
from .course import part_course, tell_rates
from .html import note, quote_html, table_html
from .page import Page, show_html, text_of
from .same import by_dataset, join_name, tell_same
from .strongest import Exhibit, show_strongest
from .verdicts import answer_html, short_reason_html, verdict_line

SAME_GAP = ("dataset", "dimension", "category", "population", "period")


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
    """A chart for each dataset's shares, the strongest open; says so where there are none."""
    if rows.empty:
        show_nothing(page)
    show_strongest(page, draw_shares(page, name, rows, focus=focus), focus)


def draw_shares(page: Page, name: str, rows: pd.DataFrame, *, focus: str = "") -> Iterator[Exhibit]:
    """Each dataset's shares, with the reference population's beside them; many periods as lines over time.

    Of the groups that a source's bands cut across only the one in focus is drawn: the others are as unknown as it is.
    """
    resolved = rows[(rows["status"] != "unresolvable") | (rows["category"] == focus)]
    for stem, own, others in by_dataset(name, resolved):
        lines, own = part_course(own, focus)
        if len(lines):
            course = draw_trend(lines, page.words, name=f"{stem}-course", finding="trend", focus=focus)
            yield Exhibit(course, lines, remarks=tell_same(page, others))
        if len(own):
            yield draw_groups(page, stem, own, focus, tell_same(page, others))


def draw_groups(page: Page, stem: str, own: pd.DataFrame, focus: str, remarks: list[str]) -> Exhibit:
    """A dataset's shares by group; the title is of the group in focus wherever anything is known of it."""
    beside = find_beside(page, own)
    chosen = focus if any(tell_value(row, page.words) for row in each_row(own[own["category"] == focus])) else ""
    numbers = sum(has_number(row) for row in each_row(own[~own["category"].isin(LAST)]))
    several = own["period"].nunique() > 1
    finding = "focus_dataset" if chosen else "only_bounds" if numbers < 2 else "range" if several else "shares_dataset"
    by = ("category", "period") if several else ("category",)
    figure = draw_intervals(own, page.words, name=stem, finding=finding, focus=chosen, beside=beside, by=by)
    return Exhibit(figure, own, beside is not None, remarks)


def show_rates(page: Page, name: str, rows: pd.DataFrame) -> None:
    """A chart for each dataset and dimension: rates over all together; those of each country wait folded."""
    if rows.empty:
        show_nothing(page)
    for several, exhibit in draw_rates(page, name, rows):
        (page.fold if several else page.show)(exhibit.figure)


def draw_rates(page: Page, name: str, rows: pd.DataFrame) -> Iterator[tuple[bool, Exhibit]]:
    """Each dataset's rates by each dimension, and whether they are told of several countries too."""
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
        figure = draw_intervals(
            pd.concat([pooled, own[own["within"] != ""]]),
            page.words,
            name=join_name(name, dataset, dimension),
            finding=finding,
            under="within" if several else "",
            facts=facts,
        )
        yield several, Exhibit(figure, own)


def show_twins(page: Page, name: str, rows: pd.DataFrame) -> None:
    """A chart for each dataset and group: its gap over all together, and the same gap within each country or course.

    Several wait folded, each under what it says.
    """
    if rows.empty:
        show_nothing(page)
    figures = list(draw_twins(page, name, rows))
    for figure in figures:
        (page.fold if len(figures) > 1 else page.show)(figure)


def draw_twins(page: Page, name: str, rows: pd.DataFrame) -> Iterator[Figure]:
    """Each dataset's and group's gap over all together and within each country or course."""
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
        yield draw_intervals(
            pd.concat([own[own["within"] == ""], alike, own[own["within"] != ""]]),
            words,
            name=join_name(name, dataset, dimension, category),
            finding=finding,
            by=("within",),
            facts=facts,
        )


def find_alike(page: Page, gaps: pd.DataFrame) -> pd.DataFrame:
    """The same gap among people alike in a country or course, told as the gap itself."""
    first = gaps.iloc[0]
    same = page.pick(measure=f"{first['measure']}_standardised", **{name: str(first[name]) for name in SAME_GAP})
    return same[same["status"].isin(USABLE)].assign(measure=first["measure"])


def show_parity(page: Page, name: str, rows: pd.DataFrame) -> None:
    """A chart of ratios for each dataset and each condition that it stands within; folded where none can be given."""
    if rows.empty:
        show_nothing(page)
    for known, exhibit in draw_ratios(page, name, rows):
        (page.show if known else page.fold)(exhibit.figure, exhibit.remarks)


def draw_ratios(page: Page, name: str, rows: pd.DataFrame) -> Iterator[tuple[bool, Exhibit]]:
    """Each dataset's ratios, and whether any is known."""
    for stem, own, others in by_dataset(name, rows):
        known = any(map(has_number, each_row(own)))
        figure = draw_parity(own, page.words, name=stem, finding="parity" if known else "parity_refused")
        yield known, Exhibit(figure, own, remarks=tell_same(page, others))


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
