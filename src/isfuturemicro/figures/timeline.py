"""Dated policy facts by jurisdiction, beside the date of the report."""

import math
from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import FixedLocator, FuncFormatter

from .assemble import assemble
from .canvas import Sheet
from .evidence import tell_sources
from .figure import Figure, require_rows
from .lanes import Lane, Lanes, lay_out
from .marks import KeyItem, Reference, draw_key, draw_reference, key_height
from .rows import each_row, unique
from .style import GREY, NAVY, ORANGE, PLUM, SILVER, TURQUOISE
from .words import OPEN, Words

LOOKS = {
    "investment": (NAVY, "o"),
    "formal_recognition": (PLUM, "D"),
    "framework": (TURQUOISE, "s"),
    "strategy": (ORANGE, "^"),
    "pilot": (GREY, "v"),
    "student_aid": (NAVY, "P"),
}
REFERENCE_BAND = 0.24
YEAR_INCHES = 0.36
"""Room that the words of a year take on the axis."""


def draw_timeline(events: pd.DataFrame, words: Words, *, name: str, as_of: str, finding: str = "timeline") -> Figure:
    """A lane an event, under its jurisdiction; `as_of` is the day of the report, drawn as a line.

    Raises FigureError where there are no events.
    """
    require_rows(events, name)
    events = events.assign(place=[year_fraction(date) for date in events["date"]])
    events = events.sort_values(["jurisdiction", "place", "event"], kind="stable")
    lanes, drawn = make_lanes(events, words)
    report = Reference(year_fraction(as_of), words.say("report_date", date=words.period(as_of)))
    first = min(*events["place"], report.value)
    last = max(*events["place"], report.value)
    key = [key_type(code, words) for code in LOOKS if code in set(events["event_type"])]

    def draw(sheet: Sheet) -> Drawing:
        above = key_height(key, sheet) + REFERENCE_BAND
        layout = lay_out(sheet, lanes, "", above, stacked=True)
        layout.axes.set_xlim(first - 0.25, last + 0.25)
        years = list(range(int(first), int(last) + 2))
        inches = layout.axes.get_position().width * sheet.width
        step = max(1, math.ceil(len(years) * YEAR_INCHES / inches))
        layout.axes.xaxis.set_major_locator(
            FixedLocator([year for year in years[::step] if first - 0.25 <= year <= last + 0.25])
        )
        layout.axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
        draw_key(layout, key, sheet, above)
        draw_reference(layout, report, sheet)
        for event, y in zip(drawn, layout.centres, strict=True):
            if event is not None:
                draw_event(layout, event, y)
        return layout.drawing

    before = int((events["place"] <= report.value).sum())
    facts = {
        "before": words.number(before),
        "after": words.number(len(events) - before),
        "events": words.number(len(events)),
        "jurisdictions": words.number(events["jurisdiction"].nunique()),
        "date": words.period(as_of),
    }
    return assemble(
        draw,
        name=name,
        title=words.say(f"finding.{finding}", **facts),
        alt=words.say("alt.timeline", list=tell_events(events, words), **facts),
        caption=words.say("caption.timeline", types=tell_types(events, words), source=tell_sources(events, words)),
        source=words.say("caption.source", source=tell_sources(events, words)),
        table=tabulate(events, words),
        sources=tuple(unique(events["dataset"])),
    )


def year_fraction(date: str) -> float:
    """A date's place on the axis, in years; of an open date its known end; of a partial one its middle."""
    known = [part for part in date.split("/") if part != OPEN]
    parts = [int(part) for part in known[-1].split("-")]
    if len(parts) == 1:
        return parts[0] + 0.5
    return parts[0] + (parts[1] - 1 + ((parts[2] - 0.5) / 31 if len(parts) > 2 else 0.5)) / 12


def make_lanes(events: pd.DataFrame, words: Words) -> tuple[list[Lane], list[Any]]:
    lanes: list[Lane] = []
    drawn: list[Any] = []
    heading = None
    for event in each_row(events):
        if event.jurisdiction != heading:
            heading = event.jurisdiction
            lanes.append(Lane(words.label("jurisdiction", str(heading)), heading=True))
            drawn.append(None)
        title = without_prefix(
            words.spaced(getattr(event, f"title_{words.language}")), words.label("jurisdiction", str(heading)), words
        )
        lanes.append(Lane(title, tell_amount(event, words), words.period(str(event.date))))
        drawn.append(event)
    return lanes, drawn


def without_prefix(title: str, jurisdiction: str, words: Words) -> str:
    """The title without the name that heads it already."""
    name, colon, rest = title.partition(":")
    if not colon or name.strip() != jurisdiction:
        return title
    return words.capital(rest.strip())


def tell_amount(event: Any, words: Words) -> str:
    return words.money(float(event.amount), str(event.currency)) if pd.notna(event.amount) else ""


def draw_event(layout: Lanes, event: Any, y: float) -> None:
    """A mark at the date; a line from the edge where only the latest possible date is known."""
    colour, mark = LOOKS.get(event.event_type, (GREY, "o"))
    if str(event.date).startswith(OPEN):
        layout.axes.plot(
            [layout.axes.get_xlim()[0], event.place], [y, y], color=SILVER, linewidth=1.6, linestyle=(0, (1, 1.5))
        )
    layout.axes.plot([event.place], [y], marker=mark, markersize=7, color=colour, clip_on=False)


def key_type(code: str, words: Words) -> KeyItem:
    colour, mark = LOOKS[code]
    return KeyItem(
        words.label("event_type", code),
        lambda layout, x, y: layout.page.line([x], [y], marker=mark, markersize=6, color=colour),
    )


def tell_events(events: pd.DataFrame, words: Words) -> str:
    """The first and the last event of each jurisdiction would be long: say how many each has, and its first date."""
    told = []
    for code in unique(events["jurisdiction"]):
        own = events[events["jurisdiction"] == code]
        told.append(
            words.say(
                "alt.events",
                jurisdiction=words.label("jurisdiction", code),
                count=words.number(len(own)),
                first=words.period(str(own["date"].iloc[0])),
            )
        )
    return "; ".join(told)


def tell_types(events: pd.DataFrame, words: Words) -> str:
    present = set(events["event_type"])
    return words.join([words.mid(words.label("event_type", code)) for code in LOOKS if code in present])


def tabulate(events: pd.DataFrame, words: Words) -> pd.DataFrame:
    rows = list(each_row(events))
    frame: dict[str, list[Any]] = {
        words.say("table.date"): [words.period(str(event.date)) for event in rows],
        words.say("table.jurisdiction"): [words.label("jurisdiction", str(event.jurisdiction)) for event in rows],
        words.say("table.kind"): [words.label("event_type", str(event.event_type)) for event in rows],
        words.say("table.event"): [words.spaced(getattr(event, f"title_{words.language}")) for event in rows],
    }
    if events["amount"].notna().any():
        frame[words.say("table.amount")] = [tell_amount(event, words) for event in rows]
    frame[words.say("table.confidence")] = [words.say(f"confidence.{event.confidence}") for event in rows]
    frame[words.say("table.reference")] = [event.reference_title for event in rows]
    frame[words.say("table.address")] = [event.reference_url for event in rows]
    return pd.DataFrame(frame)
