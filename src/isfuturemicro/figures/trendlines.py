"""The drawing of a trend: lines, gaps and breaks on an axis of years, and names at the ends of the lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from ..vocabulary import USABLE
from .canvas import Sheet, line_height, new_drawing, text_width, wrap
from .intervals import axis_title
from .lanes import EDGE, GAP, Page
from .rows import has_interval, tell_value
from .style import GREY, GRID, INK, SILVER, SMALL_POINTS
from .words import Words, is_school_year

PLOT_HEIGHT = 2.6
TOP = 0.24
LEFT = 0.52
"""Inches for the values on the upright axis."""
YEAR_INCHES = 0.4
"""Room that the words of a year take on the axis."""


@dataclass(frozen=True)
class Series:
    """One line: its name, its look and its rows in order of time."""

    label: str
    colour: str
    marker: str
    rows: list[Any]


def year_of(period: str) -> float:
    """A period's place on the axis: its year, the turn of a school year, and for a span its last."""
    last = period.split("/")[-1]
    if is_school_year(last):
        return int(last.split("-")[0]) + 0.5
    parts = [int(part) for part in last.split("-")]
    return parts[0] + ((parts[1] - 1) / 12 if len(parts) > 1 else 0.0)


def draw_lines(
    sheet: Sheet,
    lines: list[Series],
    years: Sequence[float],
    breaks: Sequence[tuple[float, str]],
    rows: pd.DataFrame,
    words: Words,
) -> Drawing:
    measure = rows["measure"].iloc[0]
    named = [line.label for line in lines]
    ends = [tell_value(line.rows[-1], words) for line in lines]
    room = max(text_width(end, bold=True) for end in ends) + GAP
    if not sheet.narrow:
        room += min(max(text_width(label) for label in named), 1.9) + GAP / 2
    key_lines = len(lines) if sheet.narrow and len(lines) > 1 else 0
    above = TOP + key_lines * line_height(SMALL_POINTS) + (0.2 if breaks and sheet.narrow else 0.0)
    height = above + PLOT_HEIGHT + 0.3
    left, right = LEFT, sheet.width - EDGE - room
    drawing = new_drawing(sheet, height)
    axes = drawing.add_axes((left / sheet.width, 0.3 / height, (right - left) / sheet.width, PLOT_HEIGHT / height))
    page = Page(axes, left, right - left)
    set_scales(axes, rows, years, measure, words, right - left)
    for line in lines:
        draw_line(axes, line, breaks)
    for year, _ in breaks:
        axes.axvline(year, color=GREY, linewidth=0.9, linestyle=":")
        axes.annotate(
            words.say("break"),
            (year, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            fontsize=SMALL_POINTS,
            color=GREY,
        )
    label_ends(axes, lines, ends, sheet)
    title = axis_title(rows, words)
    axes.text(
        (EDGE - left) / (right - left),
        1 + (above - 0.12) / PLOT_HEIGHT,
        title,
        transform=axes.transAxes,
        fontsize=SMALL_POINTS,
        color=GREY,
        va="center",
    )
    if key_lines:
        for number, line in enumerate(lines):
            y = 1 + (above - TOP - (number + 0.5) * line_height(SMALL_POINTS)) / PLOT_HEIGHT
            axes.plot(
                [page.fraction(EDGE + 0.1)],
                [y],
                marker=line.marker,
                color=line.colour,
                markersize=6,
                transform=axes.transAxes,
                clip_on=False,
                scalex=False,
                scaley=False,
            )
            axes.text(
                page.fraction(EDGE + 0.28),
                y,
                line.label,
                transform=axes.transAxes,
                fontsize=SMALL_POINTS,
                va="center_baseline",
            )
    return drawing


def set_scales(
    axes: Axes, rows: pd.DataFrame, years: Sequence[float], measure: str, words: Words, inches: float
) -> None:
    shown = rows[rows["status"].isin(USABLE)]
    highest = max(float(shown[column].max()) for column in ("estimate", "ci_high") if shown[column].notna().any())
    lowest = min(0.0, float(shown["estimate"].min()))
    axes.set_ylim(
        lowest, min(1.0, highest * 1.12) if words.unit(measure) == "share" and measure != "growth" else highest * 1.12
    )
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: words.tick(round(value, 9), measure)))
    span = (years[-1] - years[0]) or 1
    axes.set_xlim(years[0] - span * 0.04, years[-1] + span * 0.04)
    whole = sorted({int(year) for year in years})
    axes.xaxis.set_major_locator(FixedLocator(thin_out(whole, span * YEAR_INCHES / inches)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(SILVER)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", length=3, color=SILVER)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=GRID, linewidth=0.8)


def thin_out(years: list[int], least: float) -> list[int]:
    """From the last year back, those that lie at least `least` years from the one kept before."""
    kept = [years[-1]]
    for year in reversed(years[:-1]):
        if kept[-1] - year >= least:
            kept.append(year)
    return kept


def draw_line(axes: Axes, line: Series, breaks: Sequence[tuple[float, str]]) -> None:
    """Segments between neighbours: solid for a year, dotted over a gap, none over a break."""
    points = [(year_of(row.period), row.estimate) for row in line.rows]
    for before, after in pairwise(line.rows):
        start, end = year_of(before.period), year_of(after.period)
        broken = before.dataset != after.dataset or any(start < year < end for year, _ in breaks)
        if broken:
            continue
        look: dict[str, Any] = (
            {"linestyle": (0, (1, 2)), "linewidth": 1.4} if end - start > 1 else {"linestyle": "-", "linewidth": 2.0}
        )
        axes.plot([start, end], [before.estimate, after.estimate], color=line.colour, **look)
    for row in line.rows:
        if has_interval(row):
            axes.plot(
                [year_of(row.period)] * 2,
                [row.ci_low, row.ci_high],
                color=line.colour,
                linewidth=3.2,
                alpha=0.35,
                solid_capstyle="butt",
            )
    axes.plot(
        [x for x, _ in points], [y for _, y in points], line.marker, color=line.colour, markersize=6, clip_on=False
    )


def label_ends(axes: Axes, lines: list[Series], ends: list[str], sheet: Sheet) -> None:
    """Name and value at each line's end, pushed apart until none touches another."""
    low, high = axes.get_ylim()
    inch = (high - low) / PLOT_HEIGHT
    labels = [[""] if sheet.narrow else wrap(line.label, 1.9) for line in lines]
    wanted = [line.rows[-1].estimate / inch for line in lines]
    half = [max(1, len(label)) * line_height(9) / 2 + 0.02 for label in labels]
    placed = spread_out(wanted, half)
    width = axes.get_position().width * sheet.width
    for end, label, y in zip(ends, labels, placed, strict=True):
        x = 1 + (GAP * 0.8) / width
        axes.text(x, y * inch, end, transform=axes.get_yaxis_transform(), fontweight="bold", va="center")
        if not sheet.narrow:
            x += (max(text_width(other, bold=True) for other in ends) + GAP / 2) / width
            axes.text(
                x,
                y * inch,
                "\n".join(label),
                transform=axes.get_yaxis_transform(),
                va="center",
                color=INK,
                linespacing=1.2,
            )


def spread_out(wanted: list[float], half: list[float]) -> list[float]:
    """Places as near as may be to those wanted, in falling order, that keep their half heights apart."""
    placed = list(wanted)
    for index in range(1, len(placed)):
        placed[index] = min(placed[index], placed[index - 1] - half[index - 1] - half[index])
    shortfall = half[-1] - placed[-1]
    if shortfall > 0:  # the lowest would fall below the axis: lift the pile from below
        placed[-1] += shortfall
        for index in range(len(placed) - 2, -1, -1):
            placed[index] = max(placed[index], placed[index + 1] + half[index + 1] + half[index])
    return placed
