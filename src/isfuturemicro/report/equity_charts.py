"""Charts of equity: every group's rate side by side, gaps beside the same among like people, the funnel."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from ..analysis.measures.composition import REVERSED
from ..figures import draw_dumbbell, draw_equiplot, draw_funnel
from ..figures.evidence import in_units
from ..figures.rows import each_row, has_number, tell_status, unique
from ..vocabulary import USABLE
from .equity import fold_table
from .groups import find_row, name_group, order_groups, part_late, show_late, source, tell_late, tell_range
from .page import Page
from .same import join_name
from .sections import show_nothing
from .strongest import Exhibit, show_strongest

SPLIT = ("difference", "difference_standardised", "difference_composition", "adjusted_ratio", "difference_assumed")
RANGES = {"ci_low": "low", "ci_high": "high", "lower": "lower", "upper": "upper"}
RELATIVE = "_relative"
"""How the measure of a rate over the average ends."""
OTHERWISE = "_concentration_relative"
"""A measure of a whole dimension that ends the same."""


def show_spread(page: Page, name: str, measure: str) -> None:
    """A chart for each dataset that tells a rate by two dimensions or more, the strongest open."""
    show_strongest(page, draw_spread(page, name, measure))


def draw_spread(page: Page, name: str, measure: str) -> Iterator[Exhibit]:
    """A line for each dimension, with the groups along it."""
    words = page.words
    rates = page.pick(measure=measure, within="")
    wanted = rates[rates["dimension"].isin(words.vocabulary.equity_dimensions)]
    for dataset, own in wanted.groupby("dataset", sort=True):
        known, late = part_late(own)
        told = known[known["status"].isin(USABLE)].groupby("dimension").size()
        if (told > 1).sum() < 2:
            continue
        everyone = rates[(rates["dataset"] == dataset) & (rates["dimension"] == "all")]
        figure = draw_equiplot(pd.concat([everyone, order_groups(known, page)]), words, name=join_name(name, dataset))
        yield Exhibit(figure, known, compared=len(everyone) > 0, remarks=tell_late(page, dataset, late))


def show_alike(page: Page, name: str, measure: str) -> None:
    """For each dataset a chart of every gap over all together and the same among people alike; its table also tells
    what composition adds, the ratio with all else alike, and what missing answers leave under a named assumption.

    A dataset whose people stand in no country or course has the table alone.
    """
    gaps = page.pick(measure=f"{measure}_difference", within="", status=list(USABLE))
    if gaps.empty:
        show_nothing(page)
    for dataset, own in gaps.groupby("dataset", sort=True):
        known, late = part_late(own)
        if known.empty:
            show_late(page, dataset, late)
            continue
        alike = page.pick(measure=f"{measure}_difference_standardised", dataset=str(dataset))
        if alike.empty:
            show_parts(page, measure, known, late, dataset)
            continue
        turned = alike[alike["reason"].str.startswith(REVERSED)]
        known = order_groups(known, page)
        page.show(
            draw_dumbbell(
                known,
                alike,
                page.words,
                name=join_name(name, dataset),
                table=tabulate_parts(page, measure, known),
                turned=frozenset(zip(turned["dimension"], turned["category"], strict=True)),
            )
        )
        show_late(page, dataset, late)


def show_parts(page: Page, measure: str, gaps: pd.DataFrame, late: list[str], dataset: object) -> None:
    """A folded table of gaps, each with its parts in words."""
    words = page.words
    records = []
    for row in each_row(order_groups(gaps, page)):
        found = [find_row(page, row, f"{measure}_{part}") for part in SPLIT]
        records.append(
            (name_group(row, page), *(tell_range(cell, words, part) for cell, part in zip(found, SPLIT, strict=True)))
        )
    frame = pd.DataFrame(
        records, columns=[words.say("equity.group"), *(words.say(f"equity.alike.{part}") for part in SPLIT)]
    )
    told = [column for column in frame if set(frame[column]) != {"–"}]
    caption = words.say(
        "equity.alike.caption", measure=words.mid(words.label("measure", measure)), **source(dataset, page)
    )
    fold_table(frame[told], caption, page)
    show_late(page, dataset, late)


def tabulate_parts(page: Page, measure: str, gaps: pd.DataFrame) -> pd.DataFrame:
    """Each gap with its parts as numbers: columns that no group fills are left out."""
    words = page.words
    rows = list(each_row(gaps))
    frame: dict[str, list[object]] = {
        words.say("table.dimension"): [words.variable(str(row.dimension)) for row in rows],
        words.say("equity.group"): [words.label(str(row.dimension), str(row.category)) for row in rows],
    }
    for part in SPLIT:
        found = [find_row(page, row, f"{measure}_{part}") for row in rows]
        points = words.unit(f"{measure}_{part}") == "points"
        label = words.say(f"equity.alike.{part}")
        headed = words.say("table.points", measure=label) if points else label
        numbers = [row.estimate if row is not None and has_number(row) else float("nan") for row in found]
        columns = {headed: numbers} if part != "difference_assumed" else {}
        for column, key in RANGES.items():
            ends = [getattr(row, column) if row is not None else float("nan") for row in found]
            columns[f"{headed}{words.say('colon')} {words.mid(words.say(f'table.{key}'))}"] = ends
        for header, values in columns.items():
            if any(pd.notna(value) for value in values):
                frame[header] = in_units(pd.Series(values, dtype=float), 100.0 if points else 1.0)
        if part == "difference_standardised":
            frame[f"{label}{words.say('colon')} {words.mid(words.say('table.status'))}"] = [
                tell_alike(row, page) for row in found
            ]
    return pd.DataFrame(frame)


def tell_alike(row: Any, page: Page) -> str:
    """Whether a gap among like people surely turns, or why there is none."""
    if row is None:
        return ""
    if row.reason.startswith(REVERSED):
        return page.words.say("equity.reversed")
    return "" if has_number(row) else tell_status(row.status, page.words)


def show_funnel(page: Page, name: str) -> None:
    """A chart for each dataset: each group's rate over the average, step by step, and its largest step."""
    rows = page.pick(within="")
    rows = rows[rows["measure"].str.endswith(RELATIVE) & ~rows["measure"].str.endswith(OTHERWISE)]
    if rows.empty:
        show_nothing(page)
    for dataset, own in rows.groupby("dataset", sort=True):
        if f"finish{RELATIVE}" in set(own["measure"]):  # who finished of those who began, and not of all registered
            own = own[own["measure"] != f"completion{RELATIVE}"]
        known, late = part_late(own)
        steps = order_steps(known, page)
        if len(steps) > 1:
            page.show(draw_funnel(order_groups(known, page), page.words, name=join_name(name, dataset), steps=steps))
            show_late(page, dataset, late)


def order_steps(rows: pd.DataFrame, page: Page) -> dict[str, str]:
    """The steps by name, in their order: fewer people stand at each than at the one before it."""
    people = rows.groupby("measure", sort=False)["n"].max()
    listed = list(page.words.vocabulary.tables["measure"])
    codes = sorted(unique(rows["measure"]), key=lambda code: (-people[code], listed.index(code.removesuffix(RELATIVE))))
    return {code: name_step(code.removesuffix(RELATIVE), page) for code in codes}


def name_step(measure: str, page: Page) -> str:
    """What people do at a step, or the name of its rate."""
    key = f"equity.funnel.{measure}"
    return page.words.say(key) if page.words.has(key) else page.words.label("measure", measure)
