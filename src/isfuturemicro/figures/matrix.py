"""What the frameworks of jurisdictions say, attribute by attribute: equal answers are tinted alike."""

from collections import Counter
from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Rectangle

from .assemble import assemble
from .canvas import Sheet, line_height, new_drawing, wrap
from .evidence import tell_sources
from .figure import Figure, require_rows
from .grid import draw_grid, put
from .rows import each_row, unique
from .style import PALE_NAVY, SILVER, SMALL_POINTS, TEXT_POINTS
from .words import Words


def draw_framework_matrix(attributes: pd.DataFrame, words: Words, *, name: str) -> Figure:
    """Rows are attributes, columns jurisdictions; the answer that most share is tinted; a dash where none is stated.

    On a narrow sheet each attribute lists its answers and who gives them. Raises FigureError where there are no rows.
    """
    require_rows(attributes, name)
    rows = [code for code in words.vocabulary.codes("framework_attribute") if code in set(attributes["attribute"])]
    rows += [code for code in unique(attributes["attribute"]) if code not in rows]
    columns = [code for code in words.vocabulary.codes("jurisdiction") if code in set(attributes["jurisdiction"])]
    columns += [code for code in unique(attributes["jurisdiction"]) if code not in columns]
    cells = {
        (str(row.attribute), str(row.jurisdiction)): words.framework_value(str(row.attribute), str(row.value))
        for row in each_row(attributes)
    }
    shared = {row: most_shared([cells[row, column] for column in columns if (row, column) in cells]) for row in rows}

    def draw(sheet: Sheet) -> Drawing:
        if sheet.narrow:
            return draw_list(sheet, rows, columns, cells, shared, words)
        return draw_grid(sheet, rows, columns, cells, shared, words)

    agreed = [row for row in rows if agreed_by_all(row, columns, cells)]
    facts = {
        "attributes": words.number(len(rows)),
        "jurisdictions": words.number(len(columns)),
        "agreed": words.number(len(agreed)),
        "cells": words.number(len(cells)),
        "possible": words.number(len(rows) * len(columns)),
        "list": words.join([words.mid(words.label("framework_attribute", row)) for row in agreed]) or words.say("none"),
    }
    return assemble(
        draw,
        name=name,
        title=words.say("finding.matrix", **facts),
        alt=words.say("alt.matrix", **facts),
        caption=words.say("caption.matrix", source=tell_sources(attributes, words)),
        source=words.say("caption.source", source=tell_sources(attributes, words)),
        table=tabulate(attributes, words),
        sources=tuple(unique(attributes["dataset"])),
    )


def most_shared(values: list[str]) -> str:
    """The answer that most jurisdictions share, if at least two do and no other is as frequent."""
    ranked = Counter(values).most_common(2)
    if not ranked or ranked[0][1] < 2 or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return ""
    return ranked[0][0]


def agreed_by_all(row: str, columns: list[str], cells: dict[tuple[str, str], str]) -> bool:
    """At least two state the attribute, and all who do agree."""
    stated = [cells[row, column] for column in columns if (row, column) in cells]
    return len(stated) > 1 and len(set(stated)) == 1


def draw_list(
    sheet: Sheet,
    rows: list[str],
    columns: list[str],
    cells: dict[tuple[str, str], str],
    shared: dict[str, str],
    words: Words,
) -> Drawing:
    """Per attribute: each answer, tinted where it is the one shared by most, and the jurisdictions that give it."""
    step = line_height(SMALL_POINTS)
    blocks: list[tuple[float, list[str], str]] = []
    cursor = 0.0
    for row in rows:
        heading = wrap(words.label("framework_attribute", row), sheet.width - 0.1, TEXT_POINTS, bold=True)
        blocks.append((cursor, heading, "head"))
        cursor += len(heading) * line_height(TEXT_POINTS) + 0.04
        for value in unique(cells[row, column] for column in columns if (row, column) in cells):
            who = ", ".join(
                words.label("jurisdiction", column) for column in columns if cells.get((row, column)) == value
            )
            lines = wrap(f"{value}{words.say('colon')} {who}", sheet.width - 0.3, SMALL_POINTS)
            blocks.append((cursor, lines, "shared" if value == shared[row] else "other"))
            cursor += len(lines) * step + 0.07
        cursor += 0.1
    drawing = new_drawing(sheet, cursor)
    axes = drawing.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, sheet.width)
    axes.set_ylim(cursor, 0)
    for top, lines, kind in blocks:
        if kind == "head":
            put(axes, 0.02, top + line_height(TEXT_POINTS) / 2, lines, TEXT_POINTS, bold=True)
            continue
        tint: dict[str, Any] = {
            "facecolor": PALE_NAVY if kind == "shared" else "none",
            "edgecolor": SILVER,
            "linewidth": 0.6,
        }
        axes.add_patch(Rectangle((0.04, top), sheet.width - 0.08, len(lines) * step + 0.05, **tint))
        put(axes, 0.12, top + step / 2 + 0.025, lines, SMALL_POINTS)
    return drawing


def tabulate(attributes: pd.DataFrame, words: Words) -> pd.DataFrame:
    rows = list(each_row(attributes))
    return pd.DataFrame(
        {
            words.say("dimension.attribute"): [words.label("framework_attribute", str(row.attribute)) for row in rows],
            words.say("table.jurisdiction"): [words.label("jurisdiction", str(row.jurisdiction)) for row in rows],
            words.say("table.value"): [words.framework_value(str(row.attribute), str(row.value)) for row in rows],
            words.say("table.as_stated"): [row.as_stated for row in rows],
            words.say("table.year"): [row.year for row in rows],
            words.say("table.confidence"): [words.say(f"confidence.{row.confidence}") for row in rows],
            words.say("table.reference"): [row.reference_title for row in rows],
            words.say("table.address"): [row.reference_url for row in rows],
        }
    )
