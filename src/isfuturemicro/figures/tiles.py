"""A tile for each province and territory of Canada, about where it lies on the map: what public step is on record."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Rectangle

from .assemble import assemble
from .canvas import Sheet, line_height, new_drawing, text_width, wrap
from .evidence import tell_sources
from .figure import Figure, FigureError
from .grid import put
from .rows import each_row, unique
from .style import GREY, INK, NAVY, PALE_NAVY, PAPER, SILVER, SMALL_POINTS, TEXT_POINTS
from .timeline import tell_amount, year_fraction
from .words import Words, plural

PLACES = {
    "CA-YT": (0, 0),
    "CA-NT": (1, 0),
    "CA-NU": (2, 0),
    "CA-NL": (6, 0),
    "CA-BC": (0, 1),
    "CA-AB": (1, 1),
    "CA-SK": (2, 1),
    "CA-MB": (3, 1),
    "CA-ON": (4, 1),
    "CA-QC": (5, 1),
    "CA-PE": (6, 1),
    "CA-NB": (5, 2),
    "CA-NS": (6, 2),
}
"""Column and row of each tile, from the west and from the north."""
LOOKS: dict[str, tuple[str, str, str]] = {
    "money_before": (NAVY, PAPER, ""),
    "money": ("#7F9DB8", INK, ""),
    "steps": (PALE_NAVY, INK, ""),
    "none": (PAPER, GREY, "////"),
}
"""Fill, colour of the words and hatching of each level: darker is nearer to what the report says of the provinces."""
APART = 0.05
"""Inches between two tiles."""
SWATCH = 0.26
STEP = line_height(SMALL_POINTS)


@dataclass(frozen=True)
class Tile:
    """What is on record in one place: its level, the facts in the order of their dates."""

    level: str
    facts: list[Any]


def draw_province_tiles(events: pd.DataFrame, words: Words, *, name: str, as_of: str) -> Figure:
    """Provinces and territories by what is on record: money by the day `as_of`, money later or at a date that is not
    known so well, other steps only, or nothing, which is told as no data.

    Raises FigureError where no event belongs to a province or territory.
    """
    events = events[events["jurisdiction"].isin(PLACES)]
    if events.empty:
        raise FigureError(f"figure {name!r}: no event of a province or territory of Canada")
    tiles = {code: read_tile(events[events["jurisdiction"] == code], as_of) for code in PLACES}
    facts = {
        "any": words.number(sum(bool(tile.facts) for tile in tiles.values())),
        "all": words.number(len(tiles)),
        "before": words.number(sum(tile.level == "money_before" for tile in tiles.values())),
        "date": words.period(as_of),
    }
    labels = {level: words.say(f"tile.{level}", date=words.period(as_of)) for level in LOOKS}
    periods = sorted(events["date"].str.replace("../", "", regex=False).str[:4])
    period = words.say("caption.period", period=words.period(f"{periods[0]}/{periods[-1]}"))

    def draw(sheet: Sheet) -> Drawing:
        return draw_tiles(sheet, tiles, labels, words)

    source = words.say("caption.source", source=tell_sources(events, words))
    return assemble(
        draw,
        name=name,
        title=words.say("finding.tiles", **facts),
        alt=words.say("alt.tiles", list="; ".join(tell_levels(tiles, labels, words)), **facts),
        caption=" ".join((words.say("caption.tiles"), period, source)),
        source=source,
        table=tabulate(tiles, labels, words),
        sources=tuple(unique(events["dataset"])),
    )


def read_tile(events: pd.DataFrame, as_of: str) -> Tile:
    facts = sorted(each_row(events), key=lambda event: year_fraction(event.date))
    money = [event for event in facts if pd.notna(event.amount)]
    if any(year_fraction(event.date) <= year_fraction(as_of) for event in money):
        return Tile("money_before", facts)
    return Tile("money" if money else "steps" if facts else "none", facts)


def tell_first(tile: Tile) -> str:
    """The year of the first fact; of one with a known end only, that end's."""
    return f"{year_fraction(tile.facts[0].date):.4f}"[:4]


def tell_facts(tile: Tile, wide: float, words: Words) -> list[str]:
    """How many facts since when; the numbers alone where the words don't fit."""
    count, year = len(tile.facts), tell_first(tile)
    told = [words.say(plural("tile.facts", count), count=words.number(count)), words.say("tile.since", year=year)]
    fits = all(text_width(line, SMALL_POINTS) < wide - 0.1 for line in told)
    return told if fits else [words.number(count), year]


def tell_levels(tiles: dict[str, Tile], labels: dict[str, str], words: Words) -> list[str]:
    """The places of each level."""
    told = []
    for level, label in labels.items():
        names = [words.label("jurisdiction", code) for code, tile in tiles.items() if tile.level == level]
        told += [f"{label}{words.say('colon')} {words.join(names)}"] if names else []
    return told


def draw_tiles(sheet: Sheet, tiles: dict[str, Tile], labels: dict[str, str], words: Words) -> Drawing:
    """The tiles, and under them what their fills mean."""
    columns = max(column for column, _ in PLACES.values()) + 1
    rows = max(row for _, row in PLACES.values()) + 1
    wide = (sheet.width - APART * (columns - 1)) / columns
    tall = 3 * STEP + 0.16
    legend = [wrap(label, sheet.width - SWATCH, SMALL_POINTS) for label in labels.values()]
    places, foot = place_legend(legend, rows * (tall + APART) + 0.1, sheet)
    drawing = new_drawing(sheet, foot)
    axes = drawing.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(-0.01, sheet.width + 0.01)
    axes.set_ylim(foot, -0.01)
    for code, tile in tiles.items():
        column, row = PLACES[code]
        draw_tile(axes, (column * (wide + APART), row * (tall + APART)), wide, tall, code, tile, words)
    for level, lines, (x, y) in zip(labels, legend, places, strict=True):
        fill(axes, (x + 0.01, y - 0.07), 0.18, 0.14, level)
        put(axes, x + SWATCH, y, lines, SMALL_POINTS, colour=GREY)
    return drawing


def place_legend(legend: list[list[str]], top: float, sheet: Sheet) -> tuple[list[tuple[float, float]], float]:
    """Where each item of the legend starts, side by side where it fits, and where the last one ends."""
    places: list[tuple[float, float]] = []
    x, y = 0.0, top + STEP / 2
    for lines in legend:
        width = SWATCH + max(text_width(line, SMALL_POINTS) for line in lines)
        if x and x + width > sheet.width:
            x, y = 0.0, y + STEP
        places.append((x, y))
        x += width + 0.2
        if len(lines) > 1:
            x, y = 0.0, y + STEP * len(lines)
    return places, y + STEP


def draw_tile(
    axes: Axes, corner: tuple[float, float], wide: float, tall: float, code: str, tile: Tile, words: Words
) -> None:
    """The postal abbreviation, how many facts there are and the year of the first; "no data" where there is none."""
    fill(axes, corner, wide, tall, tile.level)
    colour = LOOKS[tile.level][1]
    middle, top = corner[0] + wide / 2, corner[1] + 0.08 + STEP / 2
    if tile.facts:
        told = tell_facts(tile, wide, words)
    else:
        told = wrap(words.say("tile.no_data"), wide - 0.04, SMALL_POINTS)
        back: dict[str, Any] = {"facecolor": PAPER, "edgecolor": "none"}
        axes.add_patch(Rectangle((corner[0] + 0.03, corner[1] + 0.05), wide - 0.06, tall - 0.1, **back))
    put(axes, middle, top, [code.removeprefix("CA-")], TEXT_POINTS, bold=True, ha="center", colour=colour)
    put(axes, middle, top + STEP, told, SMALL_POINTS, ha="center", colour=colour)


def fill(axes: Axes, corner: tuple[float, float], wide: float, tall: float, level: str) -> None:
    colour, _, hatch = LOOKS[level]
    look: dict[str, Any] = {"facecolor": colour, "edgecolor": SILVER, "linewidth": 0.7, "hatch": hatch}
    axes.add_patch(Rectangle(corner, wide, tall, **look))


def tabulate(tiles: dict[str, Tile], labels: dict[str, str], words: Words) -> pd.DataFrame:
    """A row a place, the silent ones too: its level, how many facts of which kinds, the first date, the sums."""
    rows = [(code, tiles[code]) for code in words.vocabulary.codes("jurisdiction") if code in tiles]
    kinds = [unique(words.label("event_type", str(fact.event_type)) for fact in tile.facts) for _, tile in rows]
    sums = [[tell_amount(fact, words) for fact in tile.facts if pd.notna(fact.amount)] for _, tile in rows]
    return pd.DataFrame(
        {
            words.say("table.jurisdiction"): [words.label("jurisdiction", code) for code, _ in rows],
            words.say("table.status"): [labels[tile.level] for _, tile in rows],
            words.say("table.facts"): [len(tile.facts) or None for _, tile in rows],
            words.say("table.first"): [words.period(tile.facts[0].date) if tile.facts else "" for _, tile in rows],
            words.say("table.kind"): ["; ".join(one) for one in kinds],
            words.say("table.amount"): ["; ".join(one) for one in sums],
        }
    )
