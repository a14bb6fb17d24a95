"""Tables of equity: inequality in one number, joint profiles, rates drawn to the mean, learners missing for parity."""

from html import escape

import pandas as pd

from ..figures.rows import each_row, label_within, unique
from ..vocabulary import USABLE
from .groups import SHORTEST, find_row, keep_nearest, name_group, order_groups, part_late, show_late, source, tell_range
from .html import table_html
from .page import Page, show_html
from .sections import show_nothing

MEASURES = ("disparity_weighted", "theil", "range_difference", "slope_index", "attributable_fraction", "missing")


def show_inequality(page: Page, measure: str) -> None:
    """A table for each dataset: how far the groups of each dimension are apart, in one number each."""
    words = page.words
    rows = page.pick(measure=[f"{measure}_{name}" for name in MEASURES], category="all")
    if rows.empty:
        show_nothing(page)
    told: set[str] = set()
    for dataset, own in rows.groupby("dataset", sort=True):
        known, late = part_late(own)
        records = []
        for dimension in words.vocabulary.equity_dimensions:
            mine = {row.measure: row for row in each_row(known[known["dimension"] == dimension])}
            if mine:
                cells = [tell_range(mine.get(f"{measure}_{name}"), words) for name in MEASURES]
                records.append((words.variable(dimension), *cells))
        headers = [words.say("table.dimension"), *(words.say(f"equity.inequality.{name}") for name in MEASURES)]
        caption = words.say(
            "equity.inequality.caption", measure=words.mid(words.label("measure", measure)), **source(dataset, page)
        )
        frame = pd.DataFrame(records, columns=headers)
        if len(frame) and same_people(page, dataset, told):
            fold_table(frame, caption, page)
        else:
            show_table(frame, caption, late, dataset, page)


def show_joint(page: Page) -> None:
    """A table for each dataset: what part of each population is all of a profile at once, pooled and wherever every
    population is large enough to tell."""
    words = page.words
    shares = keep_nearest(page.pick(measure="joint_share"))
    if shares.empty:
        show_nothing(page)
    for dataset, own in shares.groupby("dataset", sort=True):
        populations = [code for code in words.vocabulary.codes("population") if code in set(own["population"])]
        records = []
        for category, within in unique(zip(own["category"], own["within"], strict=True)):
            mine = own[(own["category"] == category) & (own["within"] == within)]
            by_population = {row.population: row for row in each_row(mine)}
            told = sum(row.status in (*USABLE, "unresolvable") for row in by_population.values())
            if told and (told == len(populations) or not within):
                cells = [tell_range(by_population.get(code), words) for code in populations]
                label = words.label("profile", str(category))
                records.append((f"{label}, {words.mid(label_within(str(within), words))}", *cells))
        headers = [words.say("equity.profile"), *(words.label("population", code) for code in populations)]
        caption = words.say("equity.joint.caption", **source(dataset, page))
        show_table(pd.DataFrame(records, columns=headers), caption, [], dataset, page)


def show_shrunk(page: Page, measure: str) -> None:
    """A table for each dataset: each group's rate as it is, and drawn towards the others by as much as it is noise."""
    words = page.words
    rows = page.pick(measure=f"{measure}_shrunk")
    for dataset, own in rows.groupby("dataset", sort=True):
        records = []
        for row in each_row(order_groups(own, page)):
            raw = find_row(page, row, measure)
            records.append((name_group(row, page), tell_range(raw, words), tell_range(row, words), int(row.n)))
        columns = ("equity.group", "equity.shrunk.raw", "equity.shrunk.drawn", "table.n")
        frame = pd.DataFrame(records, columns=[words.say(key) for key in columns])
        caption = words.say("equity.shrunk.caption", **source(dataset, page))
        title = words.say("equity.shrunk.title", **source(dataset, page))
        show_html(
            f'<details class="more"><summary>{escape(title)}</summary>{table_html(frame, caption, words)}</details>'
        )


def show_missing(page: Page) -> None:
    """A table for each dataset: each group's share over the population's, and the people missing for parity."""
    words = page.words
    rows = keep_nearest(page.pick(measure="representation_missing", within=["", SHORTEST]))
    told: set[str] = set()
    for dataset, own in rows.groupby("dataset", sort=True):
        known, late = part_late(own)
        records = []
        for population, people in known.groupby("population", sort=False):
            of_whom = words.label("population", str(population))
            for row in each_row(order_groups(people, page)):
                ratio = find_row(page, row, "representation")
                records.append((name_group(row, page), of_whom, tell_range(ratio, words), tell_range(row, words)))
        columns = ("equity.group", "table.population", "equity.missing.ratio", "equity.missing.missing")
        frame = pd.DataFrame(records, columns=[words.say(key) for key in columns])
        if known["population"].nunique() < 2:
            frame = frame.drop(columns=words.say("table.population"))
        caption = words.say("equity.missing.caption", **source(dataset, page))
        if len(frame) and same_people(page, dataset, told):
            fold_table(frame, caption, page)
        else:
            show_table(frame, caption, late, dataset, page)


def show_table(frame: pd.DataFrame, caption: str, late: list[str], dataset: object, page: Page) -> None:
    """The table, and which dimensions it leaves out as measured too late."""
    if len(frame):
        show_html(table_html(frame, page.words.capital(caption), page.words))
        show_late(page, dataset, late)


def fold_table(frame: pd.DataFrame, caption: str, page: Page) -> None:
    """The table closed until asked for, under its caption."""
    told = page.words.capital(caption)
    table = table_html(frame, told, page.words)
    show_html(f'<details class="more"><summary>{escape(told)}</summary>{table}</details>')


def same_people(page: Page, dataset: object, others: set[str]) -> bool:
    """Whether a dataset is another cut of people that a publisher already told of, who is then among the others."""
    publisher = page.words.of(str(dataset), "publisher")
    told = publisher in others
    others.add(publisher)
    return told
