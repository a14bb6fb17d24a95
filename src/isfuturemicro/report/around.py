"""What surrounds a jurisdiction's learners: a page in brief, who takes part, formal study, and who could tell more."""

from collections.abc import Mapping
from html import escape

import pandas as pd

from ..figures import Words, draw_intervals, draw_trend
from ..vocabulary import USABLE
from .course import SERIES_FROM
from .gaps import tell_dimensions
from .html import quote_html, table_html
from .page import Page, show_html
from .same import join_name
from .sections import draw_rates, show_nothing
from .strongest import Exhibit, show_strongest

EVERY = "*"
"""Stands for every dimension in the table of keepers."""


def show_brief(page: Page) -> None:
    """The page in one sentence: what is told of learners, what governments did, what bears on the report."""
    words = page.words
    every = words.vocabulary.equity_dimensions
    counts = {
        "told": len(set(page.tables["coverage"]["dimension"]) & set(every)) if len(page.tables["coverage"]) else 0,
        "all": len(every),
        "events": len(page.tables["events"]),
        "claims": len(set(page.tables["claim_tests"]["claim"])) if len(page.tables["claim_tests"]) else 0,
    }
    told = {name: words.number(count) for name, count in counts.items()}
    show_html(f'<p class="lead">{escape(words.say("profile.brief", **told))}</p>')


def show_taking_part(page: Page, jurisdiction: str) -> None:
    """The latest rates of taking part by every equity dimension of two groups or more, beside that of everyone."""
    rates = page.pick(measure="uptake", within="", status=list(USABLE))
    groups = rates[rates["dimension"].isin(page.words.vocabulary.equity_dimensions)]
    name = join_name("profile", jurisdiction, "uptake")
    for dimension, told in groups.groupby("dimension", sort=False):
        exhibits: list[Exhibit] = []
        for dataset, own in told.groupby("dataset", sort=False):
            now = own[own["period"] == own["period"].max()]
            if len(now) < 2:
                continue
            same_time = (rates["dataset"] == dataset) & (rates["period"] == now["period"].iloc[0])
            everyone = rates[same_time & (rates["dimension"] == "all")].assign(dimension=dimension)
            exhibits += [exhibit for _, exhibit in draw_rates(page, name, pd.concat([now, everyone]))]
        show_strongest(page, exhibits)


def show_around(page: Page, jurisdiction: str) -> None:
    """Formal study: who is at school, college or university by age, and how many students there are over time."""
    name = join_name("profile", jurisdiction)
    study = page.pick(measure="participation", within="", dimension="age_band", status=list(USABLE))
    if len(study):
        latest = study[study["period"] == study["period"].max()]
        page.show(draw_intervals(latest, page.words, name=f"{name}-study", finding="study"))
    counts = page.pick(measure="count", population="learners", dimension="all", within="", status=list(USABLE))
    series = [own for _, own in counts.groupby("dataset") if own["period"].nunique() >= SERIES_FROM]
    for own in series:
        dataset = own["dataset"].iloc[0]
        page.show(draw_trend(own, page.words, name=join_name(name, dataset), finding="students"))
    if study.empty and not series:
        show_nothing(page)


def show_keepers(page: Page, jurisdiction: str) -> None:
    """The bodies that hold, publish or could ask for numbers on the jurisdiction's learners, the nearest first."""
    words = page.words
    tables = words.vocabulary.tables
    states = list(tables["keeper_state"])
    own = [row for row in tables["keeper"].values() if jurisdiction in row["jurisdictions"].split()]
    if not own:
        show_nothing(page, "profile.no_keeper")
        return
    records = []
    for row in sorted(own, key=lambda row: states.index(row["state"])):
        named = row["dimensions"].split()
        dimensions = set(words.vocabulary.equity_dimensions) if EVERY in named else set(named)
        source = words.spaced(row[f"dataset_{words.language}"])
        told = quote_html(source, words) if source == row["dataset_en"] else escape(source)
        link = f'<a href="{escape(row["address"])}">{told}</a>'
        measures = [words.mid(words.label("measure", measure)) for measure in row["measures"].split()]
        records.append(
            {
                words.say("table.keepers"): name_html(row, words),
                words.say("requests.source"): link,
                words.say("table.measure"): words.join(measures),
                words.say("table.dimension"): tell_dimensions(dimensions, words),
                words.say("table.status"): words.label("keeper_state", row["state"]),
            }
        )
    caption = words.say("profile.keepers", jurisdiction=words.label("jurisdiction", jurisdiction))
    raw = [words.say("table.keepers"), words.say("requests.source")]
    show_html(table_html(pd.DataFrame(records), caption, words, raw=raw, kind="asked"))


def name_html(keeper: Mapping[str, str], words: Words) -> str:
    """A body's name, which may have no other than the English one."""
    name = keeper[f"label_{words.language}"]
    return quote_html(name, words) if name == keeper["label_en"] else escape(name)
