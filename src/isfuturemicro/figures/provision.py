"""The printed share of institutions: the counts that round to it, and what it may be among all that were asked."""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Drawing

from .assemble import assemble
from .canvas import Sheet
from .evidence import caption, table, tell_sources
from .figure import Figure, require_rows
from .intervals import axis_title
from .lanes import Lane, lay_out
from .marks import draw_key, draw_row, key_bounds, key_dot, key_height
from .rows import each_row, has_number, tell_value, unique
from .scales import scale_shares
from .words import Words


def draw_provision(rows: pd.DataFrame, words: Words, *, name: str, finding: str = "provision") -> Figure:
    """For each period the share among those that responded, and the bounds among all that were asked.

    Beside a printed percentage stand the whole numbers of institutions that round to it, as the row's bounds times its
    denominator give them. Raises FigureError where there are no rows.
    """
    require_rows(rows, name)
    rows = rows.sort_values(["period", "population"], ascending=[True, False], kind="stable")
    lanes: list[Lane] = []
    drawn: list[Any] = []
    several = rows["period"].nunique() > 1
    for period in unique(rows["period"]):
        if several:
            lanes.append(Lane(words.period(period), heading=True))
            drawn.append(None)
        for row in each_row(rows[rows["period"] == period]):
            lanes.append(Lane(label_base(row, words), tell_value(row, words), tell_counts(row, words)))
            drawn.append(row)
    key = [key_dot(words.say("key.printed")), key_bounds(words.say("key.silent"))]

    def draw(sheet: Sheet) -> Drawing:
        above = key_height(key, sheet)
        layout = lay_out(sheet, lanes, axis_title(rows, words), above)
        scale_shares(layout.axes, 1.0, words, sheet)
        draw_key(layout, key, sheet, above)
        for row, y in zip(drawn, layout.centres, strict=True):
            if row is not None:
                draw_row(layout.axes, row, y, words)
        return layout.drawing

    return assemble(
        draw,
        name=name,
        title=words.say(f"finding.{finding}", **gather(rows, words)),
        alt=words.say(
            "alt.provision",
            list="; ".join(f"{lane.label} {lane.value} {lane.spread}".strip() for lane in lanes if lane.value),
        ),
        caption=caption(rows, words, words.say("drawn.provision")),
        source=words.say("caption.source", source=tell_sources(rows, words)),
        table=table(rows, words),
        sources=tuple(unique(rows["dataset"])),
    )


def label_base(row: Any, words: Words) -> str:
    """Of whom the share is: with their number where the source gives it."""
    key = "responded" if row.population == "respondents" else "asked"
    if pd.isna(row.n):
        return words.say(f"provision.{key}_unknown")
    return words.say(f"provision.{key}", n=words.number(row.n))


def tell_counts(row: Any, words: Words) -> str:
    """The whole numbers of institutions that round to the printed percentage."""
    if not has_number(row) or pd.isna(row.denominator) or pd.isna(row.lower):
        return ""
    low, high = round(row.lower * row.denominator), round(row.upper * row.denominator)
    counts = [words.number(count) for count in range(low, high + 1)]
    return words.say("provision.counts", counts=words.either(counts), of=words.number(row.denominator))


def gather(rows: pd.DataFrame, words: Words) -> dict[str, str]:
    """Printed share, counts and bounds of the last period."""
    last = rows[rows["period"] == rows["period"].iloc[-1]]
    facts = {"period": words.period(rows["period"].iloc[-1]), "first_period": words.period(rows["period"].iloc[0])}
    for row in each_row(last):
        which = "printed" if row.population == "respondents" else "bounds"
        facts |= {
            which: tell_value(row, words),
            f"{which}_n": words.number(row.n),
            f"{which}_counts": tell_counts(row, words),
        }
    printed = rows[rows["population"] == "respondents"]
    if len(printed):
        facts["first_printed"] = tell_value(printed.iloc[0], words)
    return facts
