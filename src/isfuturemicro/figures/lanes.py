"""Lanes: one row a category, with label, marks on a common axis and value in words, never on top of each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from .canvas import Sheet, line_height, new_drawing, text_width, wrap
from .style import GREY, GRID, INK, SILVER, SMALL_POINTS, TEXT_POINTS, TRACK

EDGE = 0.04
GAP = 0.16
INDENT = 0.1
ROW = 0.29
NARROW_LANE = 0.2
ROOM = 0.16
"""Inches that the words of the last tick reach beyond a narrow axis."""
SQUEEZED = 2
"""A label of more lines than this gets the whole width of a narrow sheet."""
LABEL_SHARE = 0.4
"""At most this part of a wide sheet holds labels."""
LEAST_AXIS = 2.5
"""Inches of a wide sheet below which an axis is too short for its ticks."""


@dataclass(frozen=True)
class Lane:
    """A row: label, value in words and its spread; whether it is a heading, and one with a mark of its own; how many
    inches stay free under its marks."""

    label: str
    value: str = ""
    spread: str = ""
    heading: bool = False
    marked: bool = False
    below: float = 0.0


@dataclass(frozen=True)
class Page:
    """Writes and marks at inches from the sheet's left edge and the axes' top, so that all moves with the axes."""

    axes: Axes
    left: float
    across: float

    def fraction(self, x: float) -> float:
        return (x - self.left) / self.across

    def text(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        *,
        ha: str = "left",
        bold: bool = False,
        small: bool = False,
        colour: str = "",
    ) -> None:
        """Lines of text around y, in ink, or in grey where they are small."""
        points = SMALL_POINTS if small else TEXT_POINTS
        for number, line in enumerate(lines):
            if not line:
                continue
            self.axes.text(
                self.fraction(x),
                y + (number - (len(lines) - 1) / 2) * line_height(points),
                line,
                ha=ha,
                va="center_baseline",
                fontsize=points,
                fontweight="bold" if bold else "normal",
                color=colour or (GREY if small else INK),
                transform=self.axes.get_yaxis_transform(),
            )

    def line(self, x: Sequence[float], y: Sequence[float], **look: Any) -> None:
        """A line or marks through points given in inches."""
        self.axes.plot(
            [self.fraction(one) for one in x],
            y,
            transform=self.axes.get_yaxis_transform(),
            clip_on=False,
            scalex=False,
            scaley=False,
            **look,
        )


@dataclass(frozen=True)
class Lanes:
    """A sheet laid out: y of `centres` is in inches from the axes' top; `bands` is where lines may cross the lanes."""

    drawing: Drawing
    axes: Axes
    page: Page
    centres: list[float]
    bands: list[tuple[float, float]]


def lay_out(sheet: Sheet, lanes: Sequence[Lane], axis_title: str, above: float = 0.0, stacked: bool = False) -> Lanes:
    """Place labels and values of all lanes and return the axes between them.

    `above` inches stay free over the lanes. stacked: on a wide sheet the spread stands under the value, not beside it.
    """
    if sheet.narrow:
        return lay_out_narrow(sheet, lanes, axis_title, above)
    return lay_out_wide(sheet, lanes, axis_title, above, stacked)


def lay_out_wide(sheet: Sheet, lanes: Sequence[Lane], axis_title: str, above: float, stacked: bool) -> Lanes:
    """Labels left of the axes, values right of them; where that leaves little room, the spread under its value."""
    indent = INDENT if any(lane.heading for lane in lanes) else 0.0
    widths = [
        text_width(lane.label, TEXT_POINTS, lane.heading) - (indent if lane.heading else 0.0)
        for lane in lanes
        if lane.marked or not lane.heading
    ]
    longest = max(widths, default=0.0)
    label_width = min(longest, sheet.width * LABEL_SHARE)
    labels = [
        [lane.label]
        if lane.heading and not lane.marked
        else wrap(lane.label, label_width + (indent if lane.heading else 0.0), TEXT_POINTS, lane.heading)
        for lane in lanes
    ]
    spread_width = max(text_width(lane.spread, SMALL_POINTS) for lane in lanes)
    value_width = max(text_width(lane.value, TEXT_POINTS, True) for lane in lanes)
    left = EDGE + indent + label_width + GAP
    beside = value_width + spread_width + (GAP / 2 if spread_width else 0)
    if stacked or sheet.width - EDGE - beside - GAP - left < LEAST_AXIS:
        stacked, beside = True, max(value_width, spread_width)
    rows = [2 if stacked and lane.value and lane.spread else 1 for lane in lanes]
    heights = [
        max(ROW, max(len(lines), least) * line_height(TEXT_POINTS) + 0.09) + lane.below
        for lane, lines, least in zip(lanes, labels, rows, strict=True)
    ]
    tops = stack(heights, [lane.heading for lane in lanes])
    tall = tops[-1] + heights[-1]
    right = sheet.width - EDGE - beside - GAP
    drawing, page = open_axes(sheet, left, right, tall, above, axis_title)
    page.axes.grid(axis="x", color=GRID, linewidth=0.8)
    centres = [top + (height - lane.below) / 2 for lane, top, height in zip(lanes, tops, heights, strict=True)]
    for lane, lines, centre in zip(lanes, labels, centres, strict=True):
        if lane.heading:
            page.text(EDGE, centre, lines, bold=True)
            continue
        page.line([left, right], [centre, centre], color=GRID, linewidth=0.8, zorder=0.5)
        page.text(EDGE + indent, centre, lines)
        if stacked:
            apart = line_height(TEXT_POINTS) / 2 if lane.value and lane.spread else 0.0
            page.text(sheet.width - EDGE, centre - apart, [lane.value], bold=True, ha="right")
            page.text(sheet.width - EDGE, centre + apart, [lane.spread], ha="right", small=True)
        else:
            page.text(right + GAP + value_width, centre, [lane.value], bold=True, ha="right")
            page.text(sheet.width - EDGE, centre, [lane.spread], ha="right", small=True)
    return Lanes(drawing, page.axes, page, centres, [(0.0, tall)])


def lay_out_narrow(sheet: Sheet, lanes: Sequence[Lane], axis_title: str, above: float) -> Lanes:
    """Label and value above each lane, which is a pale track."""
    inner, end = sheet.width - 2 * EDGE, sheet.width - EDGE
    spreads = [text_width(lane.spread, SMALL_POINTS) + (GAP / 2 if lane.spread else 0) for lane in lanes]
    taken = [text_width(lane.value, TEXT_POINTS, True) + spread for lane, spread in zip(lanes, spreads, strict=True)]
    labels, texts = [], []
    for lane, width in zip(lanes, taken, strict=True):
        lines = wrap(lane.label, inner - width - GAP, TEXT_POINTS, lane.heading)
        if len(lines) > SQUEEZED and width:  # a line of its own for the value, so that the label has the whole width
            lines = [*wrap(lane.label, inner, TEXT_POINTS, lane.heading), ""]
        labels.append(lines)
        texts.append(len(lines) * line_height(TEXT_POINTS) + 0.09)
    heights = [
        text + (0.0 if lane.heading else NARROW_LANE) + lane.below for text, lane in zip(texts, lanes, strict=True)
    ]
    tops = stack(heights, [lane.heading for lane in lanes])
    tall = tops[-1] + heights[-1] + 0.04
    drawing, page = open_axes(sheet, EDGE + INDENT, end - ROOM, tall, above, axis_title)
    centres, bands = [], []
    for lane, lines, text, top, spread in zip(lanes, labels, texts, tops, spreads, strict=True):
        middle = top + text / 2 + 0.01
        page.text(EDGE, middle, lines, bold=lane.heading)
        if lines[-1] == "":
            middle += (len(lines) - 1) / 2 * line_height(TEXT_POINTS)
        page.text(end, middle, [lane.spread], ha="right", small=True)
        page.text(end - spread, middle, [lane.value], bold=True, ha="right")
        centre = top + text + NARROW_LANE / 2 - 0.01
        centres.append(centre)
        if not lane.heading:
            bands.append((centre - 0.085, centre + 0.085))
            page.axes.axhspan(*bands[-1], color=TRACK, linewidth=0, zorder=0.4)
    return Lanes(drawing, page.axes, page, centres, bands)


def stack(heights: Sequence[float], headings: Sequence[bool]) -> list[float]:
    """The top of each row, with a little air over every heading but the first."""
    tops: list[float] = []
    cursor = 0.0
    for height, heading in zip(heights, headings, strict=True):
        if heading and tops:
            cursor += 0.12
        tops.append(cursor)
        cursor += height
    return tops


def open_axes(
    sheet: Sheet, left: float, right: float, tall: float, above: float, axis_title: str
) -> tuple[Drawing, Page]:
    """Axes whose y runs in inches downwards, with one axis at the foot."""
    title = wrap(axis_title, right - left + (0.2 if sheet.narrow else 0.0), SMALL_POINTS) if axis_title else []
    below = 0.26 + len(title) * line_height(SMALL_POINTS) + 0.04
    height = above + tall + below
    drawing = new_drawing(sheet, height)
    axes = drawing.add_axes((left / sheet.width, below / height, (right - left) / sheet.width, tall / height))
    axes.set_ylim(tall, 0)
    axes.set_yticks([])
    axes.tick_params(axis="x", length=3, width=0.8, color=SILVER)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.set_axisbelow(True)
    if title:
        axes.set_xlabel("\n".join(title), color=GREY, labelpad=3, linespacing=1.3)
    return drawing, Page(axes, left, right - left)
