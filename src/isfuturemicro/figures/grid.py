"""A table of words as a drawing: attributes down, jurisdictions across, in as many panels as its longest word needs."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Rectangle

from .canvas import Sheet, line_height, new_drawing, text_width, wrap
from .style import GREY, INK, PALE_NAVY, SILVER, SMALL_POINTS
from .words import Words

LABEL_WIDTH = 1.3
CELL_POINTS = 7.0
PAD = 0.05
APART = 0.18
"""Inches between two panels."""
STEP, LABEL_STEP = line_height(CELL_POINTS), line_height(SMALL_POINTS)
Cells = dict[tuple[str, str], str]


def draw_grid(
    sheet: Sheet, rows: list[str], columns: list[str], cells: Cells, shared: dict[str, str], words: Words
) -> Drawing:
    """Every answer in its cell, the one that most share tinted."""
    labels = {row: wrap_label(words.label("framework_attribute", row)) for row in rows}
    names = {column: words.label("jurisdiction", column) for column in columns}
    panels = split_columns(columns, [*cells.values()], [*names.values()], sheet.width - LABEL_WIDTH)
    width = (sheet.width - LABEL_WIDTH) / len(panels[0])
    heads = {column: wrap(name, width - 2 * PAD, CELL_POINTS, bold=True) for column, name in names.items()}
    wrapped = {key: wrap(value, width - 2 * PAD, CELL_POINTS) for key, value in cells.items()}
    tops, cursor = [], 0.0
    for panel in panels:
        tops.append(cursor)
        heights = [row_height(labels[row], [wrapped.get((row, column), [""]) for column in panel]) for row in rows]
        cursor += head_height(panel, heads) + sum(heights) + APART
    total = cursor - APART + 0.02
    drawing = new_drawing(sheet, total)
    axes = drawing.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, sheet.width)
    axes.set_ylim(total, 0)
    for panel, start in zip(panels, tops, strict=True):
        top = start + head_height(panel, heads)
        for number, column in enumerate(panel):
            foot = top - 0.06 - (len(heads[column]) - 0.5) * LABEL_STEP
            put(axes, LABEL_WIDTH + (number + 0.5) * width, foot, heads[column], CELL_POINTS, bold=True, ha="center")
        for row in rows:
            height = row_height(labels[row], [wrapped.get((row, column), [""]) for column in panel])
            middle = top + height / 2
            put(axes, 0.02, middle - (len(labels[row]) - 1) / 2 * LABEL_STEP, labels[row], SMALL_POINTS, bold=True)
            for number, column in enumerate(panel):
                tinted = bool(shared[row]) and cells.get((row, column)) == shared[row]
                corner = (LABEL_WIDTH + number * width, top)
                draw_cell(axes, corner, width, height, wrapped.get((row, column), []), tinted)
            top += height
    return drawing


def split_columns(columns: list[str], texts: list[str], names: list[str], width: float) -> list[list[str]]:
    """The columns in panels of nearly equal size, as few as let the longest word stand on one line."""
    longest = max(
        *(text_width(word, CELL_POINTS) for text in texts for word in text.split(" ")),
        *(text_width(word, CELL_POINTS, True) for name in names for word in name.split(" ")),
    )
    most = max(1, int(width // (longest + 2 * PAD)))
    many = -(-len(columns) // most)
    size = -(-len(columns) // many)
    return [columns[start : start + size] for start in range(0, len(columns), size)]


def wrap_label(label: str) -> list[str]:
    return wrap(label, LABEL_WIDTH - 0.1, SMALL_POINTS, bold=True)


def head_height(panel: Sequence[str], heads: dict[str, list[str]]) -> float:
    return max(len(heads[column]) for column in panel) * LABEL_STEP + 0.1


def row_height(label: list[str], texts: list[list[str]]) -> float:
    return max(len(label) * LABEL_STEP, *(len(lines) * STEP for lines in texts)) + 0.14


def draw_cell(
    axes: Axes, corner: tuple[float, float], width: float, height: float, lines: list[str], tinted: bool
) -> None:
    """One answer in its frame; a dash where none is stated."""
    look: dict[str, Any] = {"facecolor": PALE_NAVY if tinted else "none", "edgecolor": SILVER, "linewidth": 0.6}
    axes.add_patch(Rectangle(corner, width, height, **look))
    x, y = corner[0] + width / 2, corner[1] + height / 2 - (max(len(lines), 1) - 1) / 2 * STEP
    put(axes, x, y, lines or ["–"], CELL_POINTS, ha="center", colour=INK if lines else GREY)


def put(
    axes: Axes,
    x: float,
    y: float,
    lines: list[str],
    points: float,
    *,
    bold: bool = False,
    ha: str = "left",
    colour: str = INK,
) -> None:
    for number, line in enumerate(lines):
        axes.text(
            x,
            y + number * line_height(points),
            line,
            ha=ha,
            va="center_baseline",
            fontsize=points,
            fontweight="bold" if bold else "normal",
            color=colour,
        )
