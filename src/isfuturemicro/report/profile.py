"""The sections of a jurisdiction's page: the same for all of them, so that they can be read side by side."""

from html import escape
from itertools import chain
from typing import Any

import pandas as pd

from ..figures import Words, draw_intervals, draw_provision, draw_timeline
from ..figures.rows import each_row, unique
from ..vocabulary import USABLE
from .equity import show_inequality, show_joint, show_missing
from .equity_charts import show_alike, show_spread
from .groups import SHORTEST, keep_nearest
from .html import quote_html, table_html
from .page import Page, show_html
from .same import join_name
from .sections import draw_ratios, draw_shares, show_nothing
from .strongest import show_strongest
from .verdicts import verdict_line

REPORT_DATE = "2021-03-01"
PEOPLE = ("learners", "completers")
OFFER = (
    "offering",
    "planning",
    "awareness",
    "interest",
    "unfamiliarity",
    "has_strategy",
    "accelerated",
    "expected_growth",
)


def show_people_map(page: Page, jurisdiction: str) -> None:
    """Each equity dimension with the datasets that tell it, or the plain word that none does."""
    words = page.words
    coverage = page.tables["coverage"]
    if coverage.empty:
        names = [words.mid(words.variable(dimension)) for dimension in words.vocabulary.equity_dimensions]
        show_nothing(page, "profile.unmapped", dimensions=words.either(names))
        return
    records = []
    for dimension in words.vocabulary.equity_dimensions:
        own = coverage[coverage["dimension"] == dimension]
        names = sorted({words.of(dataset, "title") or dataset for dataset in own["dataset"]})
        measures = words.join([words.mid(words.label("measure", measure)) for measure in unique(own["measure"])])
        records.append((words.variable(dimension), "; ".join(names) or words.say("key.no_data"), measures))
    headers = [words.say("table.dimension"), words.say("table.datasets"), words.say("table.measure")]
    frame = pd.DataFrame(records, columns=headers)
    caption = words.say("profile.map", jurisdiction=words.label("jurisdiction", jurisdiction))
    show_html(table_html(frame, caption, words, kind="asked"))


def show_people(page: Page, jurisdiction: str) -> None:
    """Shares of learners and completers by every equity dimension, and their ratio to the population."""
    dimensions = page.words.vocabulary.equity_dimensions
    shares = page.pick(measure="share", population=list(PEOPLE), within=["", SHORTEST], dimension=list(dimensions))
    shares = keep_nearest(shares)
    if shares.empty and page.pick(measure="uptake", within="", status=list(USABLE), dimension=list(dimensions)).empty:
        show_nothing(page, "profile.nobody", jurisdiction=page.words.label("jurisdiction", jurisdiction))
    held = unique(shares["dimension"])
    for dimension in (name for name in dimensions if name in held):
        by_people = shares[shares["dimension"] == dimension].groupby("population", sort=True)
        named = ((join_name("profile", jurisdiction, who, dimension), own) for who, own in by_people)
        show_strongest(page, chain.from_iterable(draw_shares(page, name, own) for name, own in named))
    ratios = keep_nearest(page.pick(measure="representation", within=["", SHORTEST], status=list(USABLE)))
    for (asked, population), own in ratios.groupby(["dimension", "population"], sort=False):
        stem = join_name("profile", jurisdiction, "parity", asked, population)
        for _, exhibit in draw_ratios(page, stem, own):
            page.fold(exhibit.figure, exhibit.remarks)


def show_offer(page: Page, jurisdiction: str) -> None:
    """Institutions that teach online, and what people say of offer and demand."""
    name = join_name("profile", jurisdiction)
    provision = page.pick(measure="provision", within="")
    said = page.pick(measure=list(OFFER))
    if provision.empty and said.empty:
        show_nothing(page, "profile.no_offer")
    if len(provision):
        if "respondents" in set(provision["population"]):
            page.show(draw_provision(provision, page.words, name=f"{name}-provision", finding="provision_time"))
        else:
            page.show(
                draw_intervals(provision, page.words, name=f"{name}-provision", finding="first_last", by=("period",))
            )
    if len(said):
        page.show(
            draw_intervals(
                said,
                page.words,
                name=f"{name}-said",
                finding="popularity" if {"awareness", "interest"} <= set(said["measure"]) else "range",
                by=("measure", "category"),
                under="population",
            )
        )


def show_events_of(page: Page, jurisdiction: str) -> None:
    """Dated public facts."""
    events = page.tables["events"]
    if events.empty:
        show_nothing(page, "profile.no_events")
        return
    page.show(draw_timeline(events, page.words, name=join_name("profile", jurisdiction, "events"), as_of=REPORT_DATE))


def show_framework_of(page: Page, jurisdiction: str) -> None:
    """What the jurisdiction's framework states, attribute by attribute."""
    attributes = page.tables["attributes"]
    if attributes.empty:
        show_nothing(page, "profile.no_framework")
        return
    words = page.words
    frame = pd.DataFrame(
        {
            words.say("dimension.attribute"): words.label("framework_attribute", str(row.attribute)),
            words.say("table.value"): words.framework_value(str(row.attribute), str(row.value)),
            words.say("table.as_stated"): row.as_stated,
            words.say("table.reference"): document_html(row, words),
        }
        for row in each_row(attributes)
    )
    caption = words.say("profile.framework", jurisdiction=words.label("jurisdiction", jurisdiction))
    listed = table_html(frame, caption, words, raw=[words.say("table.reference")], kind="asked")
    show_html(f'<div id="{join_name("profile", jurisdiction, "framework")}">{listed}</div>')


def document_html(row: Any, words: Words) -> str:
    """The document that states an attribute, its year, and whether it was read itself."""
    link = f'<a href="{escape(row.reference_url)}">{quote_html(row.reference_title, words)}</a>'
    return f"{link}, {row.year} ({words.mid(words.say(f'confidence.{row.confidence}'))})"


def show_claims_of(page: Page) -> None:
    """The claims that evidence on the jurisdiction bears on."""
    claims = (
        page.pick("claims", claim=unique(page.tables["claim_tests"]["claim"]))
        if len(page.tables["claim_tests"])
        else page.tables["claims"].iloc[:0]
    )
    if claims.empty:
        show_nothing(page, "profile.no_claims")
        return
    lines = "".join(verdict_line(claim, page.words) for claim in each_row(claims.sort_values("number")))
    label = escape(page.words.say("page.bears"))
    show_html(f'<nav class="bears" aria-label="{label}"><ul>{lines}</ul></nav>')


def show_equity(page: Page, jurisdiction: str) -> None:
    """What a jurisdiction's own data say of gaps, or the plain word that they say nothing."""
    name = join_name("profile", jurisdiction)
    held = set(page.tables["estimates"]["measure"])
    for measure in ("uptake", "completion"):
        if f"{measure}_difference" in held:
            show_spread(page, f"{name}-rates-{measure}", measure)
            show_alike(page, f"{name}-alike-{measure}", measure)
            show_inequality(page, measure)
    if "joint_share" in held:
        show_joint(page)
    show_missing(page)
    if not held & {"uptake_difference", "completion_difference", "joint_share"}:
        show_nothing(page, "equity.nobody", jurisdiction=page.words.label("jurisdiction", jurisdiction))


def show_reference(page: Page, jurisdiction: str) -> None:
    """Shares of residents: whom learners are compared with."""
    residents = page.pick(measure="share", population="residents", status=list(USABLE), within="")
    if residents.empty:
        show_nothing(page, "profile.no_reference")
    for dimension, own in residents.groupby("dimension", sort=False):
        latest = own[own["period"] == own["period"].max()]
        latest = latest[latest["dataset"] == latest.sort_values("n", kind="stable")["dataset"].iloc[-1]]
        page.fold(
            draw_intervals(
                latest,
                page.words,
                name=join_name("profile", jurisdiction, "residents", dimension),
                finding="shares_dataset" if len(latest) > 1 else "only_bounds",
            )
        )
