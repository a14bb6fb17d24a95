"""An equiplot: a line for each dimension, the groups' rates as named dots along it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Drawing

from .assemble import assemble
from .canvas import Sheet, line_height, text_width, wrap
from .evidence import caption, describe_whose, table, tell_sources
from .figure import Figure, FigureError, require_rows
from .intervals import REFERENCE_BAND, axis_title
from .labels import PAD, Placed, place_labels
from .lanes import Lane, Lanes, lay_out
from .marks import DOT, KeyItem, Reference, draw_key, draw_reference, key_height
from .rows import (
    carries_title,
    each_row,
    has_bounds,
    has_interval,
    has_number,
    order_rows,
    tell_pair,
    tell_status,
    tell_value,
    unique,
)
from .scales import all_values, scale_for
from .style import GREY, NAVY, PAPER, SILVER, SMALL_POINTS
from .words import Words

DROP = 0.15
"""Inches from the line to the middle of the first row of names."""
STEP = line_height(SMALL_POINTS)


@dataclass(frozen=True)
class Line:
    """A dimension: its groups with a number from the lowest to the highest, and those that are flagged."""

    name: str
    groups: list[Any]
    flagged: list[Any]


def draw_equiplot(rows: pd.DataFrame, words: Words, *, name: str, finding: str = "equiplot") -> Figure:
    """Rates of one measure and dataset; the rate of everyone, where it is among the rows, is a line over all lanes.

    Groups without a number are named with their flag under the line. Raises FigureError where there are no rows, or no
    dimension has two groups with a number.
    """
    require_rows(rows, name)
    everyone = [row for row in each_row(rows[rows["dimension"] == "all"]) if has_number(row)]
    rows = rows[rows["dimension"] != "all"]
    lines = [read_line(rows[rows["dimension"] == dimension], words) for dimension in unique(rows["dimension"])]
    if not (wide := [line for line in lines if len(line.groups) > 1]):
        raise FigureError(f"figure {name!r}: no dimension has two groups with a number")
    measure, values = rows["measure"].iloc[0], all_values(blank_bounds(rows))
    reference = Reference(everyone[0].estimate, tell_everyone(everyone[0], words)) if everyone else None
    key = make_key(rows, words)
    title = axis_title(rows, words)

    def open_lanes(sheet: Sheet, below: Sequence[float]) -> Lanes:
        lanes = [
            replace(Lane(line.name, tell_ends(line, words)), below=free)
            for line, free in zip(lines, below, strict=True)
        ]
        above = key_height(key, sheet) + (REFERENCE_BAND if reference else 0.0)
        layout = lay_out(sheet, lanes, title, above)
        scale_for(layout, values, measure, words, sheet)
        draw_key(layout, key, sheet, above)
        return layout

    def draw(sheet: Sheet) -> Drawing:
        measured = open_lanes(sheet, [0.0] * len(lines))
        placed = [place_names(measured, line, sheet, words) for line in lines]
        flags = [
            [*tell_order(line, names, measured, words), *tell_flagged(line, measured, words)]
            for line, names in zip(lines, placed, strict=True)
        ]
        below = [
            DROP + STEP * (max((one.row + 1 for one in names), default=0) + len(flag)) - (0.06 if sheet.narrow else 0.1)
            for names, flag in zip(placed, flags, strict=True)
        ]
        layout = open_lanes(sheet, below)
        if reference:
            draw_reference(layout, reference, sheet)
        for line, names, flag, y in zip(lines, placed, flags, layout.centres, strict=True):
            draw_line(layout, line, y)
            draw_names(layout, line, names, y, words)
            foot = y + DROP + STEP * max((one.row + 1 for one in names), default=0)
            for number, text in enumerate(flag):
                layout.page.text(layout.page.left, foot + number * STEP, [text], small=True)
        return layout.drawing

    low, high = max(map(find_ends, wide), key=lambda ends: ends[1].estimate - ends[0].estimate)
    facts = {
        "measure": words.label("measure", measure),
        "dimension": words.mid(words.variable(str(low.dimension))),
        "low": tell_value(low, words),
        "high": tell_value(high, words),
        "lowest": words.mid(tell_name(low, words)),
        "highest": words.mid(tell_name(high, words)),
    }
    drawn = words.say("drawn.equiplot", measure=title)
    everything = pd.concat([order_rows(rows[rows["dimension"] == one], words) for one in unique(rows["dimension"])])
    return assemble(
        draw,
        name=name,
        title=words.say(f"finding.{finding}", **facts),
        alt=words.say(
            "alt.equiplot",
            lines=words.number(len(lines)),
            what=describe_whose(rows, words, drawn),
            list="; ".join(tell_line(line, words) for line in lines),
        ),
        caption=caption(blank_bounds(rows), words, drawn, extra=tell_undrawn(rows, lines, words)),
        source=words.say("caption.source", source=tell_sources(rows, words)),
        table=table(everything, words),
        sources=tuple(unique(rows["dataset"])),
    )


def read_line(rows: pd.DataFrame, words: Words) -> Line:
    ordered = list(each_row(order_rows(rows, words, by_size=False)))
    groups = sorted((row for row in ordered if has_number(row)), key=lambda row: row.estimate)
    return Line(words.variable(str(ordered[0].dimension)), groups, [row for row in ordered if not has_number(row)])


def find_ends(line: Line) -> tuple[Any, Any]:
    """The lowest and the highest group that a finding may rest on; any where no two may."""
    sound = [row for row in line.groups if carries_title(row)]
    return (sound[0], sound[-1]) if len(sound) > 1 else (line.groups[0], line.groups[0])


def tell_name(row: Any, words: Words) -> str:
    return words.label(str(row.dimension), str(row.category))


def tell_everyone(row: Any, words: Words) -> str:
    return f"{words.say('pooled')}{words.say('colon')} {tell_value(row, words)}"


def tell_ends(line: Line, words: Words) -> str:
    """The lowest and the highest rate of a line."""
    if not line.groups:
        return ""
    low, high = line.groups[0], line.groups[-1]
    return tell_pair(low.estimate, high.estimate, low, words) if high is not low else tell_value(low, words)


def tell_line(line: Line, words: Words) -> str:
    """A line in words: its lowest and highest group, and those that are flagged."""
    told = [f"{words.mid(tell_name(row, words))} {tell_value(row, words)}" for row in line.groups]
    if len(told) > 2:
        told = [told[0], told[-1]]
    told += [f"{words.mid(tell_name(row, words))} {tell_status(row.status, words)}" for row in line.flagged]
    return f"{line.name}{words.say('colon')} {', '.join(told)}"


def tell_undrawn(rows: pd.DataFrame, lines: Sequence[Line], words: Words) -> tuple[str, ...]:
    """What the symbols of groups without a number mean, and where their bounds are told."""
    flags = unique(tell_status(row.status, words) for line in lines for row in line.flagged)
    told = [words.say("caption.flags", flags="; ".join(flags))] if flags else []
    bounded = any(has_bounds(row) for row in each_row(rows))
    return (*told, *([words.say("caption.bounds_in_table")] if bounded else []))


def blank_bounds(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows without the bounds, which many dots on a line would hide: the table tells them."""
    return rows.assign(lower=float("nan"), upper=float("nan"))


def tell_order(line: Line, names: Sequence[Placed], layout: Lanes, words: Words) -> list[str]:
    """The groups from left to right, in lines that fit under the line, where their names can't stand at their dots."""
    if names or not line.groups:
        return []
    told = words.say("equiplot.order", names=", ".join(words.mid(tell_name(row, words)) for row in line.groups))
    return wrap(told, layout.page.across, SMALL_POINTS)


def tell_flagged(line: Line, layout: Lanes, words: Words) -> list[str]:
    """The groups without a number behind the symbol of their status, in lines that fit under the line."""
    told = []
    for status in unique(row.status for row in line.flagged):
        symbol = tell_status(status, words).partition(words.say("colon"))[0]
        names = [words.mid(tell_name(row, words)) for row in line.flagged if row.status == status]
        told += wrap(f"{symbol}{words.say('colon')} {', '.join(names)}", layout.page.across, SMALL_POINTS)
    return told


def place_names(layout: Lanes, line: Line, sheet: Sheet, words: Words) -> list[Placed]:
    """Where the names of the groups stand, in inches from the sheet's left edge."""
    low, high = layout.axes.get_xlim()
    page = layout.page
    marks = [page.left + page.across * (row.estimate - low) / (high - low) for row in line.groups]
    widths = [text_width(tell_name(row, words), SMALL_POINTS) for row in line.groups]
    low_end, high_end = (0.1, 0.16) if sheet.narrow else (0.0, 0.3)
    return place_labels(marks, widths, page.left - low_end, page.left + page.across + high_end)


def draw_line(layout: Lanes, line: Line, y: float) -> None:
    """The range of a dimension, its groups' intervals and, on top of them, the groups."""
    axes = layout.axes
    if line.groups:
        ends = [line.groups[0].estimate, line.groups[-1].estimate]
        axes.plot(ends, [y, y], color=SILVER, linewidth=2.6, solid_capstyle="butt", zorder=1.5)
    for row in line.groups:
        if has_interval(row):
            axes.plot([row.ci_low, row.ci_high], [y, y], color=NAVY, linewidth=5.5, alpha=0.3, solid_capstyle="butt")
    for row in line.groups:
        axes.plot(
            [row.estimate], [y], "o", markersize=DOT, color=NAVY, markeredgecolor=PAPER, markeredgewidth=0.8,
            clip_on=False, zorder=3,
        )  # fmt: skip


def draw_names(layout: Lanes, line: Line, names: Sequence[Placed], y: float, words: Words) -> None:
    """Each group's name under the line, led to its dot."""
    low, high = layout.axes.get_xlim()
    page = layout.page
    for row, placed in zip(line.groups if names else [], names, strict=True):
        mark = page.left + page.across * (row.estimate - low) / (high - low)
        middle = y + DROP + placed.row * STEP
        page.line([mark, mark], [y, middle - STEP / 2 + 0.02], color=GREY, linewidth=0.6, zorder=1.2)
        inside = [placed.start + PAD / 2, placed.end - PAD / 2]
        page.line(inside, [middle, middle], color=PAPER, linewidth=9, solid_capstyle="butt", zorder=1.3)
        ends = {0.0: ("left", placed.start + PAD), 1.0: ("right", placed.end - PAD)}
        anchor, x = ends.get(placed.left, ("center", (placed.start + placed.end) / 2))
        page.text(x, middle, [tell_name(row, words)], ha=anchor, small=True)


def make_key(rows: pd.DataFrame, words: Words) -> list[KeyItem]:
    """What dots and, where there are intervals, the bands around them mean."""

    def draw(layout: Lanes, x: float, y: float) -> None:
        layout.page.line([x - 0.1, x + 0.1], [y, y], color=NAVY, linewidth=5.5, alpha=0.3, solid_capstyle="butt")
        layout.page.line([x], [y], marker="o", markersize=DOT - 1, color=NAVY)

    if any(has_interval(row) for row in each_row(rows)):
        return [KeyItem(words.say("key.interval_group"), draw)]
    return []
