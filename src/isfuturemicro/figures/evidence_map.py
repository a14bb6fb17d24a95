"""Where open data exist at all: jurisdictions by dimensions."""

from typing import Any, cast

import numpy as np
import pandas as pd
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure as Drawing

from .assemble import assemble
from .canvas import Sheet, line_height, new_drawing, text_width, wrap
from .figure import Figure, require_rows
from .rows import unique
from .style import GREY, INK, NAVY, PAPER, SMALL_POINTS, TEXT_POINTS, TRACK
from .words import Words

LEVELS = ("proxy", "close", "exact")
FILLS = (TRACK, "#D3DEE8", "#7F9DB8", NAVY)
"""Nothing, proxy, close, exact: darker is nearer to what is asked."""
ROW_HEIGHT = 0.3
SWATCH = 0.23
"""Inches that a swatch of the legend and the blank after it take."""
WORLD = "XW"
"""Datasets that mix countries are evidence on none of them."""


def draw_evidence_map(coverage: pd.DataFrame, words: Words, *, name: str, finding: str = "coverage") -> Figure:
    """A cell for each jurisdiction and each equity dimension of the vocabulary. Empty cells are the finding.

    In a cell stands the number of datasets; it is darker where the best of them is more comparable.

    Raises FigureError where there is no coverage at all.
    """
    require_rows(coverage, name)
    dimensions = list(words.vocabulary.equity_dimensions)
    coverage = coverage[coverage["dimension"].isin(dimensions)]
    coverage = coverage[coverage["jurisdiction"] != WORLD]
    jurisdictions = [
        code for code in unique([*words.vocabulary.mapped_jurisdictions, *coverage["jurisdiction"]]) if code != WORLD
    ]
    counts, levels = tally(coverage, jurisdictions, dimensions)

    def draw(sheet: Sheet) -> Drawing:
        across = [words.variable(code) for code in dimensions]
        down = [words.label("jurisdiction", code) for code in jurisdictions]
        return draw_tiles(sheet, counts, levels, down, across, words)

    filled = int((counts > 0).sum())
    facts = {
        "filled": words.number(filled),
        "cells": words.number(counts.size),
        "empty": words.number(counts.size - filled),
        "jurisdictions": words.number(len(jurisdictions)),
        "dimensions": words.number(len(dimensions)),
        "silent": words.join(
            [
                words.label("jurisdiction", code)
                for code, row in zip(jurisdictions, counts, strict=True)
                if not row.any()
            ]
        )
        or words.say("none"),
    }
    datasets = tuple(unique(coverage["dataset"]))
    source = words.say("caption.catalogue", count=words.number(len(datasets)))
    return assemble(
        draw,
        name=name,
        title=words.say(f"finding.{finding}", **facts),
        alt=words.say("alt.coverage", **facts),
        caption=f"{words.say('caption.coverage')} {source}",
        source=source,
        table=tabulate(coverage, jurisdictions, dimensions, words),
        sources=datasets,
    )


def tally(coverage: pd.DataFrame, jurisdictions: list[str], dimensions: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Datasets in each cell, and the best comparability among them (0 none to 3 exact)."""
    counts = np.zeros((len(jurisdictions), len(dimensions)), dtype=int)
    levels = np.zeros_like(counts)
    for key, rows in coverage.groupby(["jurisdiction", "dimension"], sort=True):
        jurisdiction, dimension = cast("tuple[str, str]", key)
        cell = jurisdictions.index(jurisdiction), dimensions.index(dimension)
        counts[cell] = rows["dataset"].nunique()
        levels[cell] = max(LEVELS.index(level) + 1 if level in LEVELS else 1 for level in rows["comparability"])
    return counts, levels


def draw_tiles(
    sheet: Sheet, counts: np.ndarray, levels: np.ndarray, down: list[str], across: list[str], words: Words
) -> Drawing:
    import seaborn  # here, since it costs two seconds that no other chart needs

    label_width = max(text_width(label) for label in down) + 0.12
    cell = (sheet.width - label_width) / len(across)
    turned = sheet.narrow
    heads = [[label] if turned else wrap(label, cell - 0.06, SMALL_POINTS) for label in across]
    longest = max(text_width(label, SMALL_POINTS) for label in across)
    head = (longest if turned else max(len(lines) for lines in heads) * line_height(SMALL_POINTS)) + 0.1
    tall = ROW_HEIGHT * len(down)
    keys = [words.say("key.no_data"), *(words.label("comparability", level) for level in LEVELS)]
    legend = place_legend(keys, sheet)
    foot = 0.2 + line_height(SMALL_POINTS) * len({y for _, y in legend})
    height = head + tall + foot
    drawing = new_drawing(sheet, height)
    axes = drawing.add_axes((label_width / sheet.width, foot / height, 1 - label_width / sheet.width, tall / height))
    seaborn.heatmap(
        levels,
        ax=axes,
        cmap=ListedColormap(FILLS),
        vmin=0,
        vmax=3,
        cbar=False,
        linewidths=1.5,
        linecolor=PAPER,
        xticklabels=False,
        yticklabels=False,
    )
    for row, column in np.ndindex(*counts.shape):
        if counts[row, column]:
            colour = PAPER if levels[row, column] == len(LEVELS) else INK
            axes.text(
                column + 0.5,
                row + 0.5,
                words.number(int(counts[row, column])),
                ha="center",
                va="center_baseline",
                fontweight="bold",
                color=colour,
            )
    for number, label in enumerate(down):
        axes.text(-label_width / cell + 0.04 / cell, number + 0.5, label, va="center_baseline", fontsize=TEXT_POINTS)
    for number, lines in enumerate(heads):
        for index, line in enumerate(lines):
            across_lines = index - (len(lines) - 1) / 2
            if turned:
                x, y = number + 0.5 + across_lines * line_height(SMALL_POINTS) / cell, -0.08 / ROW_HEIGHT
                axes.text(x, y, line, rotation=90, ha="center", va="bottom", fontsize=SMALL_POINTS, color=GREY)
            else:
                y = -(0.08 + (len(lines) - index - 0.5) * line_height(SMALL_POINTS)) / ROW_HEIGHT
                axes.text(number + 0.5, y, line, ha="center", va="center_baseline", fontsize=SMALL_POINTS, color=GREY)
    draw_legend(axes, keys, legend, len(down), cell, label_width)
    return drawing


def place_legend(keys: list[str], sheet: Sheet) -> list[tuple[float, float]]:
    """Where each item starts, in inches from the left edge and from the tiles' foot; further lines where it is long."""
    places: list[tuple[float, float]] = []
    x, y = 0.04, 0.22
    for label in keys:
        width = SWATCH + text_width(label, SMALL_POINTS)
        if places and x + width > sheet.width:
            x, y = 0.04, y + line_height(SMALL_POINTS)
        places.append((x, y))
        x += width + (0.12 if sheet.narrow else 0.25)
    return places


def draw_legend(
    axes: Any, keys: list[str], places: list[tuple[float, float]], rows: int, cell: float, label_width: float
) -> None:
    """Swatches under the tiles, from no data to exact."""
    from matplotlib.patches import Rectangle

    for fill, label, (x, down) in zip(FILLS, keys, places, strict=True):
        y = rows + down / ROW_HEIGHT
        corner = ((x - label_width) / cell, y - 0.07 / ROW_HEIGHT)
        axes.add_patch(
            Rectangle(
                corner, 0.18 / cell, 0.14 / ROW_HEIGHT, facecolor=fill, edgecolor=GREY, linewidth=0.5, clip_on=False
            )
        )
        axes.text((x + SWATCH - label_width) / cell, y, label, va="center_baseline", fontsize=SMALL_POINTS, color=GREY)


def tabulate(coverage: pd.DataFrame, jurisdictions: list[str], dimensions: list[str], words: Words) -> pd.DataFrame:
    """Every cell, the empty ones too: which datasets and measures, at best how comparable, and who could publish."""
    keepers = words.vocabulary.tables["keeper"]
    grouped: dict[Any, pd.DataFrame] = dict(iter(coverage.groupby(["jurisdiction", "dimension"])))
    records = []
    for jurisdiction in jurisdictions:
        for dimension in dimensions:
            rows = grouped.get((jurisdiction, dimension))
            datasets = [] if rows is None else sorted(set(rows["dataset"]))
            measures = [] if rows is None else unique(rows["measure"])
            bodies = [
                keepers[code][f"label_{words.language}"] for code in words.vocabulary.keepers(jurisdiction, dimension)
            ]
            best = (
                ""
                if rows is None
                else max(rows["comparability"], key=lambda level: LEVELS.index(level) if level in LEVELS else -1)
            )
            records.append(
                {
                    words.say("table.jurisdiction"): words.label("jurisdiction", jurisdiction),
                    words.say("table.dimension"): words.variable(dimension),
                    words.say("table.datasets"): "; ".join(words.of(id, "title") or id for id in datasets)
                    or words.say("key.no_data"),
                    words.say("table.measure"): "; ".join(words.label("measure", measure) for measure in measures),
                    words.say("table.comparability"): words.label("comparability", best) if best else "",
                    words.say("table.keepers"): "; ".join(unique(bodies)),
                }
            )
    return pd.DataFrame(records)
