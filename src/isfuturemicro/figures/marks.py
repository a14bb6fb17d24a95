"""Marks that mean the same on every chart, and the key that says what they mean."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from .canvas import Sheet, line_height, text_width, wrap
from .lanes import EDGE, Lanes
from .rows import find_range, has_bounds, has_interval, has_number, tell_flag
from .style import GREY, NAVY, ORANGE, PAPER, PLUM, SMALL_POINTS, TURQUOISE
from .words import Words

DOT = 6.0
KEY_MARK = 0.32
"""Inches that a mark of the key and the blank after it take."""


@dataclass(frozen=True)
class Reference:
    """A value to hold all lanes against, with its words."""

    value: float
    label: str


@dataclass(frozen=True)
class KeyItem:
    """One line of a key: draws its mark at a place in inches, and says what it means."""

    label: str
    draw: Callable[[Lanes, float, float], None]


def draw_row(axes: Axes, row: Any, y: float, words: Words) -> None:
    """A dot with its interval; bounds as an open-ended range; a flag as words."""
    if has_bounds(row):
        draw_bounds(axes, *find_range(row), y)
    if has_interval(row):
        axes.plot([row.ci_low, row.ci_high], [y, y], color=NAVY, linewidth=3.4, alpha=0.38, solid_capstyle="butt")
    if has_number(row):
        axes.plot([row.estimate], [y], "o", markersize=DOT, color=NAVY, clip_on=False)
    elif flag := tell_flag(row, words):
        axes.text(
            0.01,
            y,
            flag,
            transform=axes.get_yaxis_transform(),
            va="center_baseline",
            fontsize=SMALL_POINTS,
            fontstyle="italic",
            color=GREY,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.5},
        )


def draw_bounds(axes: Axes, low: float, high: float, y: float) -> None:
    """A range whose ends point outwards: the truth may lie anywhere inside; an open one runs to the edge."""
    least, most = axes.get_xlim()
    low, high = max(low, least), min(high, most)
    axes.plot([low, high], [y, y], color=TURQUOISE, linewidth=1.7, solid_capstyle="butt", clip_on=False)
    for end, mark in ((low, "<"), (high, ">")):
        axes.plot([end], [y], marker=mark, markersize=4.5, color=TURQUOISE, linestyle="none", clip_on=False)


def draw_diamond(axes: Axes, value: float, y: float) -> None:
    """Where the reference population stands."""
    axes.plot(
        [value], [y], "D", markersize=5.5, color=ORANGE, markerfacecolor=PAPER, markeredgewidth=1.6, clip_on=False
    )


def draw_reference(layout: Lanes, reference: Reference, sheet: Sheet) -> None:
    """A dashed line through the lanes; its words stand above them, on the side that has room."""
    axes = layout.axes
    for low, high in layout.bands:
        axes.plot([reference.value] * 2, [low, high], color=PLUM, linewidth=1.1, linestyle=(0, (4, 3)), zorder=0.9)
    position = axes.transLimits.transform(axes.transScale.transform((reference.value, 1)))[0]
    half = text_width(reference.label, SMALL_POINTS) / 2
    inches = axes.get_position().width * sheet.width
    anchor = "left" if position * inches < half else "right" if (1 - position) * inches < half else "center"
    axes.text(reference.value, -0.06, reference.label, ha=anchor, va="bottom", fontsize=SMALL_POINTS, color=PLUM)


def key_height(items: Sequence[KeyItem], sheet: Sheet) -> float:
    """Inches that the key takes above the lanes."""
    return len(place_key(items, sheet)) * line_height(SMALL_POINTS) + 0.1 if items else 0.0


def draw_key(layout: Lanes, items: Sequence[KeyItem], sheet: Sheet, above: float) -> None:
    """The key at the top of the space of `above` inches over the lanes: side by side where it fits."""
    step = line_height(SMALL_POINTS)
    for number, line in enumerate(place_key(items, sheet)):
        y = -above + 0.03 + (number + 0.5) * step
        for x, text, item in line:
            if item is not None:
                item.draw(layout, x + 0.1, y)
            layout.page.text(x + KEY_MARK - 0.06, y, [text], small=True)


def place_key(items: Sequence[KeyItem], sheet: Sheet) -> list[list[tuple[float, str, KeyItem | None]]]:
    """Lines of the key: where each text starts, the text, and the item whose mark stands before it."""
    room = sheet.width - 2 * EDGE
    lines: list[list[tuple[float, str, KeyItem | None]]] = []
    cursor = room + 1
    for item in items:
        width = KEY_MARK + text_width(item.label, SMALL_POINTS)
        if cursor + width > room:
            lines.append([])
            cursor = 0.0
        first, *rest = wrap(item.label, room - KEY_MARK, SMALL_POINTS)
        lines[-1].append((EDGE + cursor, first, item))
        lines += [[(EDGE, text, None)] for text in rest]
        cursor = room + 1 if rest else cursor + width + 0.18
    return lines


def key_dot(label: str) -> KeyItem:
    return KeyItem(label, lambda layout, x, y: layout.page.line([x], [y], marker="o", markersize=DOT, color=NAVY))


def key_interval(label: str) -> KeyItem:
    def draw(layout: Lanes, x: float, y: float) -> None:
        layout.page.line([x - 0.1, x + 0.1], [y, y], color=NAVY, linewidth=3.4, alpha=0.38, solid_capstyle="butt")
        layout.page.line([x], [y], marker="o", markersize=DOT - 1, color=NAVY)

    return KeyItem(label, draw)


def key_bounds(label: str) -> KeyItem:
    def draw(layout: Lanes, x: float, y: float) -> None:
        layout.page.line([x - 0.07, x + 0.07], [y, y], color=TURQUOISE, linewidth=1.7)
        layout.page.line([x - 0.08], [y], marker="<", markersize=4, color=TURQUOISE)
        layout.page.line([x + 0.08], [y], marker=">", markersize=4, color=TURQUOISE)

    return KeyItem(label, draw)


def key_diamond(label: str) -> KeyItem:
    return KeyItem(
        label,
        lambda layout, x, y: layout.page.line(
            [x], [y], marker="D", markersize=5, color=ORANGE, markerfacecolor=PAPER, markeredgewidth=1.5
        ),
    )
