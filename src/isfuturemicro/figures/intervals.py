"""Dots and intervals by group, beside a reference: the chart of shares, rates, differences and numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Drawing

from .assemble import assemble
from .canvas import Sheet
from .evidence import caption, describe_whose, table, tell_sources
from .facts import gather_facts, tell_list
from .figure import Figure, require_rows
from .lanes import Lane, lay_out
from .marks import (
    KeyItem,
    Reference,
    draw_diamond,
    draw_key,
    draw_reference,
    draw_row,
    key_bounds,
    key_diamond,
    key_dot,
    key_height,
    key_interval,
)
from .rows import (
    each_row,
    has_bounds,
    has_interval,
    has_number,
    label_row,
    label_within,
    order_rows,
    tell_flag,
    tell_spread,
    tell_value,
    unique,
)
from .scales import all_values, scale_for
from .words import Words

REFERENCE_BAND = 0.24
"""Inches kept free above the lanes for the words of a reference line."""


def draw_intervals(
    rows: pd.DataFrame,
    words: Words,
    *,
    name: str,
    finding: str,
    by: Sequence[str] = ("category",),
    under: str = "",
    reference: Reference | None = None,
    beside: pd.DataFrame | None = None,
    focus: str = "",
    facts: Mapping[str, str] | None = None,
) -> Figure:
    """A lane a row: dot, interval, bounds or flag; values in words at the right.

    by: the columns that name a lane. under: a column whose values head groups of lanes. reference: a line over all
    lanes. beside: rows of a reference population, drawn as diamonds in the lane of their category. focus: the category
    that the finding is about. finding: key of the title's sentence. facts: more of what that sentence may say.

    Raises FigureError where there are no rows.
    """
    require_rows(rows, name)
    rows = group_rows(rows, words, under, ordered="category" in by)
    measure = rows["measure"].iloc[0]
    others: dict[str, Any] = {row.category: row for row in each_row(beside)} if beside is not None else {}
    lanes, drawn = make_lanes(rows, words, by, under)
    values = all_values(rows) + [row.estimate for row in others.values() if has_number(row)]
    values += [reference.value] if reference else []

    told = gather_facts(rows, words, by, focus, beside) | dict(facts or {})
    key = make_key(rows, words, told["beside"])

    def draw(sheet: Sheet) -> Drawing:
        above = key_height(key, sheet) + (REFERENCE_BAND if reference else 0.0)
        layout = lay_out(sheet, lanes, axis_title(rows, words), above)
        scale_for(layout, values, measure, words, sheet)
        draw_key(layout, key, sheet, above)
        if reference:
            draw_reference(layout, reference, sheet)
        for row, y in zip(drawn, layout.centres, strict=True):
            if row is None:
                continue
            if other := others.get(row.category):
                draw_diamond(layout.axes, other.estimate, y)
            draw_row(layout.axes, row, y, words)
        return layout.drawing

    title = words.say(f"finding.{finding}", **told)
    everything = rows if beside is None else pd.concat([rows, beside])
    extra = (
        (words.say("caption.reference", reference=tell_reference(beside, told["beside"], words)),)
        if beside is not None and others
        else ()
    )
    whose = describe_whose(rows, words, describe(rows, words))
    return assemble(
        draw,
        name=name,
        title=title,
        alt=words.say("alt.intervals", what=whose, rows=len(rows), list=tell_list(rows, words, by)),
        caption=caption(rows, words, describe(rows, words), extra=extra),
        source=words.say("caption.source", source=tell_sources(everything, words)),
        table=table(rows, words, beside, told["beside"]),
        sources=tuple(unique(everything["dataset"])),
    )


def make_key(rows: pd.DataFrame, words: Words, beside: str) -> list[KeyItem]:
    """What the marks mean, where there is more than one kind of mark."""
    told = list(each_row(rows))
    items = []
    if any(has_interval(row) for row in told):
        items.append(key_interval(words.say("key.interval")))
    elif beside or any(has_bounds(row) for row in told):
        shares = set(rows["measure"]) == {"share"}
        items.append(
            key_dot(words.label("population", rows["population"].iloc[0]) if shares else axis_title(rows, words))
        )
    if any(has_bounds(row) for row in told):
        items.append(key_bounds(words.say("key.bounds")))
    if beside:
        items.append(key_diamond(beside))
    return items


def group_rows(rows: pd.DataFrame, words: Words, under: str, ordered: bool) -> pd.DataFrame:
    """Rows in reporting order, those of one heading together."""
    if not under:
        return order_rows(rows, words) if ordered else rows
    groups = [rows[rows[under] == value] for value in unique(rows[under])]
    return pd.concat([order_rows(group, words, by_size=False) if ordered else group for group in groups])


def make_lanes(rows: pd.DataFrame, words: Words, by: Sequence[str], under: str) -> tuple[list[Lane], list[Any]]:
    """The lanes and, in the same order, the row that each one draws; None for a heading.

    A heading under which no row may be drawn as a number stands alone, with the flag of its first row beside it.
    """
    lanes: list[Lane] = []
    drawn: list[Any] = []
    for heading in unique(rows[under]) if under else [""]:
        own = list(each_row(rows[rows[under] == heading] if under else rows))
        silent = under and all(tell_flag(row, words) for row in own)
        if under:
            lanes.append(Lane(words.capital(label_row(own[0], words, (under,))), heading=True, marked=bool(silent)))
            drawn.append(own[0] if silent else None)
        for row in () if silent else own:
            lanes.append(Lane(label_row(row, words, by), tell_value(row, words), tell_spread(row, words)))
            drawn.append(row)
    return lanes, drawn


def tell_reference(beside: pd.DataFrame, short: str, words: Words) -> str:
    """The reference population in full, with its source where it is another one."""
    dataset = beside["dataset"].iloc[0]
    return (
        f"{short}{words.say('colon')} {words.of(dataset, 'population').rstrip('.')} ({words.of(dataset, 'publisher')})"
    )


def axis_title(rows: pd.DataFrame, words: Words) -> str:
    """The measure and of whom."""
    measure = rows["measure"].iloc[0]
    populations = unique(rows["population"])
    if rows["measure"].nunique() > 1:
        return words.say(f"axis.several_{words.unit(measure)}")
    if words.has(f"axis.{measure}") and len(populations) == 1:
        return words.say(f"axis.{measure}", population=words.mid(words.label("population", populations[0])))
    return words.label("measure", measure)


def describe(rows: pd.DataFrame, words: Words) -> str:
    """What is drawn: the measure by its dimension."""
    dimensions = [dimension for dimension in unique(rows["dimension"]) if dimension != "all"]
    measured = axis_title(rows, words)
    within = rows["within"].iloc[0]
    if within and rows["within"].nunique() == 1:
        measured = words.say("population_within", population=measured, within=words.mid(label_within(within, words)))
    if not dimensions:
        return words.say("drawn.alone", measure=measured)
    return words.say(
        "drawn.by", measure=measured, dimension=words.join([words.mid(words.variable(name)) for name in dimensions])
    )
