"""The claims by verdict: a numbered tile a claim."""

import pandas as pd
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import FancyBboxPatch

from .assemble import assemble
from .canvas import Sheet, new_drawing, text_width
from .figure import Figure, require_rows
from .style import GRID, INK, PAPER, TEXT_POINTS, VERDICT_COLOURS
from .words import Words

TILE = 0.33
TILE_GAP = 0.07
ROW_GAP = 0.16
SHAPES = {"reproduced": "D", "supported": "^", "contradicted": "v", "inconclusive": "s", "untestable": "o"}
LIGHT_FILLS = ("supported", "inconclusive")
"""Fills on which dark numbers are easier to read than white ones."""


def draw_scorecard(claims: pd.DataFrame, words: Words, *, name: str) -> Figure:
    """One row a verdict, one tile a claim. Raises FigureError where there are no claims."""
    require_rows(claims, name)
    groups = {verdict: sorted(claims[claims["verdict"] == verdict]["number"]) for verdict in VERDICT_COLOURS}

    def draw(sheet: Sheet) -> Drawing:
        return draw_tiles(sheet, groups, words)

    counts = tell_counts(groups, words)
    return assemble(
        draw,
        name=name,
        title=words.say("finding.scorecard", claims=words.number(len(claims)), counts=counts),
        alt=words.say("alt.scorecard", list=tell_numbers(groups, words)),
        caption=words.say("caption.scorecard"),
        source=words.say("caption.scorecard"),
        table=tabulate(claims, words),
        sources=("claims",),
    )


def draw_tiles(sheet: Sheet, groups: dict[str, list[int]], words: Words) -> Drawing:
    label_width = max(text_width(words.label("verdict", verdict), TEXT_POINTS, True) for verdict in groups) + 0.75
    left = 0.04 if sheet.narrow else label_width
    most = max(1, int((sheet.width - left) // (TILE + TILE_GAP)))
    heading = 0.26 if sheet.narrow else 0.0
    heights = [heading + max(1, -(-len(numbers) // most)) * (TILE + TILE_GAP) + ROW_GAP for numbers in groups.values()]
    height = sum(heights)
    drawing = new_drawing(sheet, height)
    axes = drawing.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, sheet.width)
    axes.set_ylim(height, 0)
    top = 0.0
    for (verdict, numbers), tall in zip(groups.items(), heights, strict=True):
        middle = top + ROW_GAP / 2 + (heading / 2 if sheet.narrow else (TILE + TILE_GAP) / 2)
        colour = VERDICT_COLOURS[verdict]
        axes.plot([0.12], [middle], marker=SHAPES[verdict], markersize=9, color=colour)
        axes.text(0.28, middle, words.label("verdict", verdict), fontweight="bold", va="center_baseline")
        x = (
            0.28 + text_width(words.label("verdict", verdict), TEXT_POINTS, True) + 0.1
            if sheet.narrow
            else label_width - 0.18
        )
        axes.text(
            x,
            middle,
            words.number(len(numbers)),
            va="center_baseline",
            ha="left" if sheet.narrow else "right",
            color=INK,
        )
        for index, number in enumerate(numbers):
            corner = (
                left + index % most * (TILE + TILE_GAP),
                top + ROW_GAP / 2 + heading + index // most * (TILE + TILE_GAP) + TILE_GAP / 2,
            )
            axes.add_patch(
                FancyBboxPatch(
                    corner, TILE, TILE, boxstyle="round,pad=0,rounding_size=0.05", facecolor=colour, linewidth=0
                )
            )
            axes.text(
                corner[0] + TILE / 2,
                corner[1] + TILE / 2,
                str(number),
                ha="center",
                va="center_baseline",
                fontweight="bold",
                color=INK if verdict in LIGHT_FILLS else PAPER,
            )
        top += tall
        if verdict != list(groups)[-1]:
            axes.plot([0, sheet.width], [top, top], color=GRID, linewidth=0.8)
    return drawing


def tell_counts(groups: dict[str, list[int]], words: Words) -> str:
    """How many claims have each verdict, those that none has left out."""
    told = [
        words.say(f"count.{verdict}", count=words.number(len(numbers)))
        for verdict, numbers in groups.items()
        if numbers
    ]
    return words.join(told)


def tell_numbers(groups: dict[str, list[int]], words: Words) -> str:
    return "; ".join(
        f"{words.label('verdict', verdict)}{words.say('colon')} {words.join([str(number) for number in numbers])}"
        for verdict, numbers in groups.items()
        if numbers
    )


def tabulate(claims: pd.DataFrame, words: Words) -> pd.DataFrame:
    ordered = claims.sort_values("number")

    def told(field: str) -> list[str]:
        return [words.spaced(text) for text in ordered[f"{field}_{words.language}"]]

    return pd.DataFrame(
        {
            words.say("table.number"): list(ordered["number"]),
            words.say("table.claim"): told("text"),
            words.say("table.verdict"): [words.label("verdict", code) for code in ordered["verdict"]],
            words.say("table.reason"): told("reason"),
            words.say("table.would_change"): told("would_change"),
        }
    )
