"""Representation and other ratios against parity: a lollipop a group on a log axis."""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Drawing

from ..analysis.measures.contrast import HIGHEST_PARITY, LOWEST_PARITY
from .assemble import assemble
from .canvas import Sheet
from .evidence import caption, describe_whose, table, tell_sources
from .facts import gather_facts, tell_list
from .figure import Figure, require_rows
from .intervals import axis_title, describe, group_rows, make_lanes
from .lanes import Lanes, lay_out
from .marks import KeyItem, draw_bounds, draw_key, draw_row, key_bounds, key_height
from .rows import each_row, find_range, has_bounds, has_interval, has_number, unique
from .scales import all_values, scale_ratios
from .style import GREY, INK, NAVY, PALE_TURQUOISE, PLUM
from .words import Words

PARITY_BAND = (LOWEST_PARITY, HIGHEST_PARITY)

SIDES = {"over": (NAVY, "^"), "near": (GREY, "o"), "under": (PLUM, "v")}


def draw_parity(
    rows: pd.DataFrame,
    words: Words,
    *,
    name: str,
    finding: str = "parity",
    by: tuple[str, ...] = ("category",),
    under: str = "",
    focus: str = "",
) -> Figure:
    """Ratios as lollipops that start at one; the band of near parity behind them.

    Raises FigureError where there are no rows.
    """
    require_rows(rows, name)
    rows = group_rows(rows, words, under, ordered="category" in by)
    lanes, drawn = make_lanes(rows, words, by, under)
    bounded = any(has_bounds(row) for row in each_row(rows))
    present = {side_of(row.estimate) for row in each_row(rows) if has_number(row)}
    key = [*(key_side(side, words) for side in SIDES if side in present), key_band(words)]
    key += [key_bounds(words.say("key.bounds"))] if bounded else []

    def draw(sheet: Sheet) -> Drawing:
        above = key_height(key, sheet)
        layout = lay_out(sheet, lanes, axis_title(rows, words), above)
        scale_ratios(layout.axes, drawn_values(rows) or [1.0], words, sheet)
        draw_key(layout, key, sheet, above)
        draw_band(layout)
        for row, y in zip(drawn, layout.centres, strict=True):
            if row is not None:
                draw_lollipop(layout, row, y, words)
        return layout.drawing

    facts = gather_facts(rows, words, by, focus) | name_sides(rows, words)
    if finding == "parity":
        finding = name_finding(present)
    whose = describe_whose(rows, words, describe(rows, words))
    return assemble(
        draw,
        name=name,
        title=words.say(f"finding.{finding}", **facts),
        alt=words.say("alt.parity", what=whose, rows=len(rows), list=tell_list(rows, words, by)),
        caption=caption(
            rows,
            words,
            describe(rows, words),
            extra=(
                words.say("caption.parity"),
                *([words.say("caption.parity_bounds")] if bounded else []),
            ),
        ),
        source=words.say("caption.source", source=tell_sources(rows, words)),
        table=table(rows, words),
        sources=tuple(unique(rows["dataset"])),
    )


def drawn_values(rows: pd.DataFrame) -> list[float]:
    """Ratios and their intervals; wide bounds are cut at the axis' ends rather than crowding all else together."""
    return all_values(rows.assign(lower=float("nan"), upper=float("nan")))


def side_of(ratio: float) -> str:
    """On which side of the band a ratio lies."""
    low, high = PARITY_BAND
    return "under" if ratio < low else "over" if ratio > high else "near"


def name_finding(present: set[str]) -> str:
    """The sentence that names the groups off parity, or those near it where no others are."""
    off = [side for side in ("over", "under") if side in present]
    return "parity" if len(off) > 1 else f"parity_{off[0] if off else 'near'}"


def name_sides(rows: pd.DataFrame, words: Words) -> dict[str, str]:
    """The groups on each side, in words."""
    groups: dict[str, list[str]] = {side: [] for side in SIDES}
    for row in each_row(rows):
        if has_number(row):
            groups[side_of(row.estimate)].append(words.mid(words.label(str(row.dimension), str(row.category))))
    return {side: words.few(names) for side, names in groups.items()}


def draw_lollipop(layout: Lanes, row: Any, y: float, words: Words) -> None:
    if not has_number(row):
        draw_row(layout.axes, row, y, words)
        return
    colour, mark = SIDES[side_of(row.estimate)]
    if has_bounds(row):
        draw_bounds(layout.axes, *find_range(row), y)
    layout.axes.plot([1, row.estimate], [y, y], color=colour, linewidth=1.8, solid_capstyle="butt")
    if has_interval(row):
        layout.axes.plot(
            [row.ci_low, row.ci_high], [y, y], color=colour, linewidth=4.4, alpha=0.35, solid_capstyle="butt"
        )
    layout.axes.plot([row.estimate], [y], marker=mark, markersize=7.5, color=colour, clip_on=False)


def draw_band(layout: Lanes) -> None:
    low, high = PARITY_BAND
    for top, foot in layout.bands:
        layout.axes.fill_between([low, high], top, foot, color=PALE_TURQUOISE, linewidth=0, zorder=0.45)
        layout.axes.plot([1, 1], [top, foot], color=INK, linewidth=1.0, zorder=0.95)


def key_side(side: str, words: Words) -> KeyItem:
    colour, mark = SIDES[side]
    return KeyItem(
        words.say(f"key.{side}"),
        lambda layout, x, y: layout.page.line([x], [y], marker=mark, markersize=6.5, color=colour),
    )


def key_band(words: Words) -> KeyItem:
    low, high = PARITY_BAND
    label = words.say("key.band", low=words.number(low, 2), high=words.number(high, 2))
    return KeyItem(
        label,
        lambda layout, x, y: layout.page.line(
            [x - 0.09, x + 0.09], [y, y], color="#BFE3DF", linewidth=8, solid_capstyle="butt"
        ),
    )
