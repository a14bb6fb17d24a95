"""The funnel: each group's rate over the average, a panel a step, and which step lies furthest from the average."""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter, NullLocator

from .assemble import assemble
from .canvas import Sheet, line_height, text_width, wrap
from .evidence import caption, describe_whose, tell_sources
from .figure import Figure, FigureError, require_rows
from .lanes import EDGE, Lane, Lanes, lay_out
from .marks import KeyItem, draw_key, key_height
from .parity import PARITY_BAND, SIDES, side_of
from .rows import each_row, has_interval, has_number, tell_status, unique
from .scales import all_values
from .steps import Found, Steps, count_steps, furthest, gather_groups, tabulate, tell_groups, tell_short
from .style import GREY, INK, PALE_TURQUOISE, SMALL_POINTS
from .words import Words

TICKS = ((0.5, 1.0, 2.0), (0.25, 1.0, 4.0), (0.1, 1.0, 10.0))
TICK_INCHES = 0.26
"""Room that the words of a tick take."""
VALUE = 0.36
"""Inches at the right of a panel for its values."""
FARTHEST = (0.24, 4.2)
"""A value beyond is an arrow at the end of its axis: one far group would crowd all others together."""
BETWEEN = 0.12
"""Inches between two panels."""


def draw_funnel(rows: pd.DataFrame, words: Words, *, name: str, steps: Steps) -> Figure:
    """A lane a group, under its dimension; a panel a step, on log axes around the average, which is one.

    A group that has no number at a step shows the symbol of its status there. The value of the step furthest from the
    average stands in bold.

    Raises FigureError where there are no rows, or fewer than two steps.
    """
    require_rows(rows, name)
    if len(steps) < 2:
        raise FigureError(f"figure {name!r}: {len(steps)} step, and a funnel has at least two")
    groups = gather_groups(rows, words)
    lanes: list[Lane] = []
    drawn: list[Found | None] = []
    for (dimension, category), found in groups.items():
        if words.variable(dimension) not in [lane.label for lane in lanes if lane.heading]:
            lanes.append(Lane(words.variable(dimension), heading=True))
            drawn.append(None)
        lanes.append(Lane(words.label(dimension, category)))
        drawn.append(found)
    key = [key_side(side, words) for side in SIDES]
    values = [value for value in all_values(rows.assign(lower=None, upper=None)) if value > 0]
    limits = max(FARTHEST[0], min([0.5, *values]) / 1.15), min(FARTHEST[1], max([2.0, *values]) * 1.15)

    def draw(sheet: Sheet) -> Drawing:
        heads = [wrap(label, room_of(sheet, lanes, len(steps)), SMALL_POINTS, bold=True) for label in steps.values()]
        head = max(map(len, heads)) * line_height(SMALL_POINTS) + 0.06
        above = key_height(key, sheet) + head
        layout = lay_out(sheet, lanes, words.say("axis.funnel"), above)
        draw_key(layout, key, sheet, above)
        clear_base(layout)
        starts, width = split(layout, len(steps))
        for step, lines, start in zip(steps, heads, starts, strict=True):
            middle = -0.03 - len(lines) / 2 * line_height(SMALL_POINTS)
            layout.page.text(start, middle, lines, bold=True, small=True, colour=INK)
            axes = open_panel(layout, start, width - VALUE, sheet, limits, words)
            for found, y in zip(drawn, layout.centres, strict=True):
                if found is None:
                    continue
                row, bold = found.get(step), step == furthest(found)
                draw_step(axes, row, y)
                value = [tell_short(row, words)]
                layout.page.text(
                    start + width, y, value, ha="right", small=True, bold=bold, colour=INK if bold else GREY
                )
        return layout.drawing

    title = words.say("drawn.funnel", steps=words.join([words.mid(label) for label in steps.values()]))
    unbound = rows.assign(lower=float("nan"), upper=float("nan"))
    flags = unique(tell_status(row.status, words) for row in each_row(rows) if not has_number(row))
    return assemble(
        draw,
        name=name,
        title=words.say("finding.funnel", **count_steps(groups, steps, words)),
        alt=words.say(
            "alt.funnel",
            groups=words.number(len(groups)),
            steps=words.number(len(steps)),
            what=describe_whose(rows, words, title),
            list=tell_groups(groups, steps, words),
        ),
        caption=caption(
            unbound,
            words,
            title,
            extra=(
                words.say("caption.funnel"),
                *([words.say("caption.flags", flags="; ".join(flags))] if flags else []),
            ),
        ),
        source=words.say("caption.source", source=tell_sources(rows, words)),
        table=tabulate(groups, steps, words),
        sources=tuple(unique(rows["dataset"])),
    )


def room_of(sheet: Sheet, lanes: Sequence[Lane], steps: int) -> float:
    """Inches that the words over a panel may take."""
    taken = 0.0 if sheet.narrow else max(text_width(lane.label) for lane in lanes) + 0.4
    return max(0.8, (sheet.width - 2 * EDGE - taken) / steps - BETWEEN)


def split(layout: Lanes, steps: int) -> tuple[list[float], float]:
    """Where each panel with its values starts, in inches from the sheet's left edge, and how wide it is."""
    page = layout.page
    width = (page.across - BETWEEN * (steps - 1)) / steps
    return [page.left + number * (width + BETWEEN) for number in range(steps)], width


def clear_base(layout: Lanes) -> None:
    """The axes of the lanes hold words and tracks only: each panel has its own."""
    layout.axes.grid(False)
    layout.axes.tick_params(axis="x", length=0, labelbottom=False)
    layout.axes.spines["bottom"].set_visible(False)
    layout.axes.xaxis.labelpad = 17


def open_panel(
    layout: Lanes, start: float, wide: float, sheet: Sheet, limits: tuple[float, float], words: Words
) -> Axes:
    """A log axis of its own over all lanes, with the band around the average."""
    place = layout.axes.get_position()
    axes = layout.drawing.add_axes((start / sheet.width, place.y0, wide / sheet.width, place.height))
    axes.set_xscale("log")
    axes.set_xlim(*limits)
    axes.set_ylim(*layout.axes.get_ylim())
    axes.set_yticks([])
    axes.xaxis.set_major_locator(FixedLocator(choose_ticks(wide, limits)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tell_tick(value, words)))
    axes.tick_params(axis="x", length=3, width=0.8)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    for top, foot in layout.bands:
        axes.fill_between(PARITY_BAND, top, foot, color=PALE_TURQUOISE, linewidth=0, zorder=0.45)
        axes.plot([1, 1], [top, foot], color=INK, linewidth=0.9, zorder=0.95)
    return axes


def choose_ticks(wide: float, limits: tuple[float, float]) -> list[float]:
    """The closest ticks whose words do not touch on a panel so wide."""
    low, high = map(math.log, limits)
    for ticks in TICKS:
        if math.log(ticks[1] / ticks[0]) / (high - low) * wide >= TICK_INCHES:
            return list(ticks)
    return [1.0]


def tell_tick(value: float, words: Words) -> str:
    """As few decimals as the tick has."""
    decimals = next(places for places in (0, 1, 2) if math.isclose(value, round(value, places)))
    return words.number(value, decimals)


def draw_step(axes: Axes, row: Any, y: float) -> None:
    """A lollipop from the average; an arrow at the end of the axis where the value lies beyond it, as zero does."""
    if row is None or not has_number(row):
        return
    colour, mark = SIDES[side_of(row.estimate)]
    low, high = axes.get_xlim()
    end = min(max(row.estimate, low), high)
    axes.plot([1, end], [y, y], color=colour, linewidth=1.6, solid_capstyle="butt", zorder=2)
    if has_interval(row):
        ends = [min(max(edge, low), high) for edge in (row.ci_low, row.ci_high)]
        axes.plot(ends, [y, y], color=colour, linewidth=4.4, alpha=0.35, solid_capstyle="butt", zorder=1.8)
    if row.estimate != end:
        mark = "<" if end == low else ">"
    axes.plot([end], [y], marker=mark, markersize=5.8, color=colour, clip_on=False, zorder=3)


def key_side(side: str, words: Words) -> KeyItem:
    colour, mark = SIDES[side]
    low, high = PARITY_BAND
    label = words.say(f"key.average_{side}", low=words.number(low, 2), high=words.number(high, 2))
    return KeyItem(label, lambda layout, x, y: layout.page.line([x], [y], marker=mark, markersize=5.8, color=colour))
