"""Axes for shares, numbers and ratios, with ticks in the reader's language."""

import math
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullFormatter, NullLocator

from .canvas import Sheet
from .lanes import Lanes
from .rows import each_row, find_range, has_bounds, has_interval, has_number
from .style import GREY
from .words import Words

RATIO_TICKS = (0.1, 0.2, 0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 10)
SPARSE_RATIO_TICKS = (0.1, 0.25, 0.5, 1, 2, 4, 10)


def all_values(rows: pd.DataFrame) -> list[float]:
    """Every number that a chart of these rows must have room for."""
    values: list[float] = []
    for row in each_row(rows):
        if has_number(row):
            values.append(row.estimate)
        if has_interval(row):
            values += [row.ci_low, row.ci_high]
        if has_bounds(row):
            values += find_range(row)
    return [float(value) for value in values if math.isfinite(value)]


def scale_for(layout: Lanes, values: Sequence[float], measure: str, words: Words, sheet: Sheet) -> None:
    """The scale that fits a measure's unit."""
    unit = words.unit(measure)
    if unit == "ratio":
        scale_ratios(layout.axes, values or [1.0], words, sheet)
    elif unit == "share" and measure != "growth":
        scale_shares(layout.axes, max(values, default=1.0), words, sheet)
    else:
        scale_numbers(layout, min(values, default=0.0), max(values, default=1.0), words, measure, sheet)


def scale_shares(axes: Axes, highest: float, words: Words, sheet: Sheet) -> None:
    """Zero to a little above the highest value, never above one."""
    top = min(1.0, highest * 1.04) if highest > 0 else 1.0
    axes.set_xlim(0, 1.0 if top > 0.55 else top)
    axes.xaxis.set_major_locator(MaxNLocator(4 if sheet.narrow else 5, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: words.percent(round(value, 6))))


def scale_numbers(layout: Lanes, lowest: float, highest: float, words: Words, measure: str, sheet: Sheet) -> None:
    """From zero, or around zero where values lie on both sides."""
    axes = layout.axes
    room = (max(highest, 0) - min(lowest, 0)) * 0.05 or 1.0
    axes.set_xlim(min(lowest, 0) - (room if lowest < 0 else 0), max(highest, 0) + room)
    axes.xaxis.set_major_locator(MaxNLocator(3 if sheet.narrow else 5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: words.tick(round(value, 9), measure)))
    if lowest < 0:
        for low, high in layout.bands:
            axes.plot([0, 0], [low, high], color=GREY, linewidth=0.9, zorder=0.95)


def scale_ratios(axes: Axes, values: Sequence[float], words: Words, sheet: Sheet) -> None:
    """A log axis around one, so that a half and a double lie equally far from parity."""
    positive = [value for value in values if value > 0]
    low, high = min([0.5, *positive]) / 1.12, max([2.0, *positive]) * 1.12
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    inside = [tick for tick in RATIO_TICKS if low <= tick <= high]
    sparse = sheet.narrow or len(inside) > 9
    axes.xaxis.set_major_locator(FixedLocator([tick for tick in inside if not sparse or tick in SPARSE_RATIO_TICKS]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: words.number(value, 0 if value == round(value) else 2))
    )
