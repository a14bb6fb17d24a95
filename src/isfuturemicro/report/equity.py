"""Tables of equity: gaps beside the same among like people, inequality in one number, the funnel, joint profiles."""

import math
from html import escape
from typing import Any

import pandas as pd

from ..analysis.composition import REVERSED
from ..figures.rows import each_row, label_within, order_rows, tell_spread, tell_value, unique
from .html import note, table_html
from .page import Page, show_html
from .sections import show_nothing

STEPS = ("uptake", "start", "completion", "finish", "certification", "employment_after")
"""The funnel's steps; where it is told who began, `finish`, of those, stands for `completion`, of all registered."""
MEASURES = ("disparity_weighted", "theil", "range_difference", "slope_index", "attributable_fraction", "missing")
SPLIT = ("difference", "difference_standardised", "difference_composition", "adjusted_ratio", "difference_assumed")
LATE = "measured after"


def show_alike(page: Page, measure: str) -> None:
    """A table for each dataset: every gap over all together, the same among people alike, what composition adds, the
    ratio with all else alike, and what missing answers leave under a named assumption. Reversals are marked."""
    words = page.words
    gaps = page.pick(measure=f"{measure}_difference", within="")
    gaps = gaps[gaps["status"] == "ok"]
    if gaps.empty:
        show_nothing(page)
    for dataset, own in gaps.groupby("dataset", sort=True):
        known, late = part_late(own)
        records = []
        for row in each_row(order_groups(known, page)):
            found = [find_row(page, row, f"{measure}_{part}") for part in SPLIT]
            cells = [tell_range(cell, words, part) for cell, part in zip(found, SPLIT, strict=True)]
            if found[1] is not None and found[1].reason.startswith(REVERSED):
                cells[1] = f"{cells[1]} {words.say('equity.reversed')}"
            records.append((name_group(row, page), *cells))
        headers = [words.say("equity.group"), *(words.say(f"equity.alike.{part}") for part in SPLIT)]
        caption = words.say(
            "equity.alike.caption", measure=words.mid(words.label("measure", measure)), **source(dataset, page)
        )
        show_table(pd.DataFrame(records, columns=headers), caption, late, dataset, page)


def show_inequality(page: Page, measure: str) -> None:
    """A table for each dataset: how far the groups of each dimension are apart, in one number each."""
    words = page.words
    rows = page.pick(measure=[f"{measure}_{name}" for name in MEASURES], category="all")
    if rows.empty:
        show_nothing(page)
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
        show_table(pd.DataFrame(records, columns=headers), caption, late, dataset, page)


def show_funnel(page: Page) -> None:
    """A table for each dataset: each group's rate over the average, step by step, and its largest step."""
    words = page.words
    rows = page.pick(measure=[f"{step}_relative" for step in STEPS], within="")
    if rows.empty:
        show_nothing(page)
    for dataset, own in rows.groupby("dataset", sort=True):
        known, late = part_late(own)
        steps = [step for step in STEPS if f"{step}_relative" in set(known["measure"])]
        steps = [step for step in steps if step != "completion" or "finish" not in steps]
        if len(steps) < 2:
            continue
        records = []
        for row in each_row(order_groups(known.drop_duplicates(["dimension", "category"]), page)):
            found = {step: find_row(page, row, f"{step}_relative", same_population=False) for step in steps}
            cells = [tell_range(found[step], words) for step in steps]
            records.append((name_group(row, page), *cells, name_largest(found, page)))
        headers = [words.say("equity.group"), *(words.say(f"equity.funnel.{step}") for step in steps)]
        frame = pd.DataFrame(records, columns=[*headers, words.say("equity.funnel.largest")])
        show_table(frame, words.say("equity.funnel.caption", **source(dataset, page)), late, dataset, page)


def name_largest(found: dict[str, Any], page: Page) -> str:
    """The step at which a group is furthest from the average."""
    away = {
        step: abs(math.log(row.estimate)) if row.estimate > 0 else math.inf
        for step, row in found.items()
        if row is not None and row.status == "ok"
    }
    return page.words.say(f"equity.funnel.{max(away, key=lambda step: away[step])}") if away else ""


def show_joint(page: Page) -> None:
    """A table for each dataset: what part of each population is all of a profile at once, pooled and wherever every
    population is large enough to tell."""
    words = page.words
    shares = page.pick(measure="joint_share")
    if shares.empty:
        show_nothing(page)
    for dataset, own in shares.groupby("dataset", sort=True):
        populations = [code for code in words.vocabulary.codes("population") if code in set(own["population"])]
        records = []
        for category, within in unique(zip(own["category"], own["within"], strict=True)):
            mine = own[(own["category"] == category) & (own["within"] == within)]
            by_population = {row.population: row for row in each_row(mine)}
            told = sum(row.status in ("ok", "unresolvable") for row in by_population.values())
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
    """A table for each dataset: each group's share over the population's, and the learners missing for parity."""
    words = page.words
    rows = page.pick(measure="representation_missing")
    for dataset, own in rows.groupby("dataset", sort=True):
        known, late = part_late(own)
        records = []
        for row in each_row(order_groups(known, page)):
            ratio = find_row(page, row, "representation")
            records.append((name_group(row, page), tell_range(ratio, words), tell_range(row, words)))
        columns = ("equity.group", "equity.missing.ratio", "equity.missing.missing")
        frame = pd.DataFrame(records, columns=[words.say(key) for key in columns])
        show_table(frame, words.say("equity.missing.caption", **source(dataset, page)), late, dataset, page)


def find_row(page: Page, row: Any, measure: str, same_population: bool = True) -> Any:
    """The same group's row of another measure; of a split one that over any context. None where there is none."""
    same = {name: str(getattr(row, name)) for name in ("dataset", "dimension", "category")}
    if same_population:
        same["population"] = str(row.population)
    found = page.pick(measure=measure, **same)
    found = found[(found["within"] == "") | found["within"].str.endswith("=all")]
    return next(each_row(found), None)


def tell_range(row: Any, words: Any, part: str = "") -> str:
    """A value with its interval or bounds; of an assumption the bounds alone; a dash where there is nothing."""
    if row is None or row.status not in ("ok", "unresolvable"):
        return "–"
    if part == "difference_assumed":
        return words.say(
            "interval.pair", low=words.tick(row.lower, row.measure, 1), high=words.tick(row.upper, row.measure, 1)
        )
    return f"{tell_value(row, words)} {tell_spread(row, words)}".strip() or "–"


def part_late(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The rows whose groups were not measured after the course, and the dimensions that were."""
    late = sorted(set(rows.loc[rows["reason"].str.startswith(LATE), "dimension"]))
    return rows[~rows["dimension"].isin(late)], late


def order_groups(rows: pd.DataFrame, page: Page) -> pd.DataFrame:
    """Groups dimension by dimension, in the vocabulary's order."""
    dimensions = page.words.vocabulary.equity_dimensions
    parts = [rows[rows["dimension"] == name] for name in dimensions]
    return pd.concat([order_rows(part, page.words, by_size=False) for part in parts if len(part)] or [rows])


def name_group(row: Any, page: Page) -> str:
    colon = page.words.say("colon")
    return (
        f"{page.words.variable(row.dimension)}{colon} {page.words.mid(page.words.label(row.dimension, row.category))}"
    )


def source(dataset: object, page: Page) -> dict[str, str]:
    return {"source": page.words.of(str(dataset), "title") or str(dataset)}


def show_table(frame: pd.DataFrame, caption: str, late: list[str], dataset: object, page: Page) -> None:
    """The table, and which dimensions it leaves out as measured too late."""
    names = page.words.join([page.words.mid(page.words.variable(name)) for name in late])
    left = note(page.words.say("equity.late", names=names, **source(dataset, page))) if late else ""
    show_html((table_html(frame, page.words.capital(caption), page.words) if len(frame) else "") + left)


def show_equity(page: Page, jurisdiction: str) -> None:
    """What a jurisdiction's own data say of gaps, or the plain word that they say nothing."""
    held = set(page.tables["estimates"]["measure"])
    for measure in ("uptake", "completion"):
        if f"{measure}_difference" in held:
            show_alike(page, measure)
            show_inequality(page, measure)
    if "joint_share" in held:
        show_joint(page)
    show_missing(page)
    if not held & {"uptake_difference", "completion_difference", "joint_share"}:
        show_nothing(page, "equity.nobody", jurisdiction=page.words.label("jurisdiction", jurisdiction))
