"""Values over periods: gaps dotted, breaks in a series left open and marked, each line named at its end."""

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd
from matplotlib.figure import Figure as Drawing

from .assemble import assemble
from .canvas import Sheet
from .evidence import caption, table, tell_sources
from .facts import gather_facts
from .figure import Figure, FigureError, require_rows
from .intervals import describe
from .rows import each_row, has_number, label_row, tell_flag, tell_value, unique
from .style import SERIES_COLOURS, SERIES_MARKERS
from .trendlines import Series, draw_lines, year_of
from .words import Words


def draw_trend(
    rows: pd.DataFrame,
    words: Words,
    *,
    name: str,
    finding: str,
    series: str = "category",
    breaks: Sequence[tuple[float, str]] = (),
    focus: str = "",
) -> Figure:
    """A line for each value of the column `series`, at most four.

    Years that follow each other are joined; over a gap the line is dotted; it stops at a change of dataset and at each
    of `breaks`, pairs of a year and the reason. Flagged rows are told in the caption.

    Raises FigureError where there are no rows or more than four lines.
    """
    require_rows(rows, name)
    rows = rows.sort_values([series, "period"], kind="stable")
    lines = make_series(rows, words, series, name)
    years = sorted({year_of(period) for period in rows["period"]})

    def draw(sheet: Sheet) -> Drawing:
        return draw_lines(sheet, lines, years, breaks, rows, words)

    by = (series, "period")
    facts = gather_facts(rows, words, by, focus) | trend_facts(lines, words, focus)
    flagged = [
        f"{label_row(row, words, by)}{words.say('colon')} {words.mid(tell_flag(row, words))}"
        for row in each_row(rows)
        if tell_flag(row, words)
    ]
    extra = [words.say("caption.gaps")] if has_gap(years) else []
    extra += [words.say("caption.break", year=words.number_plain(year), reason=reason) for year, reason in breaks]
    extra += [words.say("caption.flags", flags="; ".join(flagged))] if flagged else []
    return assemble(
        draw,
        name=name,
        title=words.say(f"finding.{finding}", **facts),
        alt=words.say("alt.trend", what=describe(rows, words), lines=len(lines), list=tell_lines(lines, words)),
        caption=caption(rows, words, describe(rows, words), extra=tuple(extra)),
        source=words.say("caption.source", source=tell_sources(rows, words)),
        table=table(rows, words),
        sources=tuple(unique(rows["dataset"])),
    )


def make_series(rows: pd.DataFrame, words: Words, series: str, name: str) -> list[Series]:
    """The lines from the one that ends highest; colour and marker go by that order."""
    groups = [
        [row for row in each_row(rows[rows[series] == value]) if has_number(row)] for value in unique(rows[series])
    ]
    groups = sorted((group for group in groups if group), key=lambda group: -group[-1].estimate)
    if not groups:
        raise FigureError(f"figure {name!r}: no row has a number")
    if len(groups) > len(SERIES_COLOURS):
        raise FigureError(f"figure {name!r}: {len(groups)} lines, but at most {len(SERIES_COLOURS)} can be told apart")
    looks = zip(groups, SERIES_COLOURS, SERIES_MARKERS, strict=False)
    return [Series(label_row(group[0], words, (series,)), colour, marker, group) for group, colour, marker in looks]


def has_gap(years: Sequence[float]) -> bool:
    return any(after - before > 1 for before, after in pairwise(years))


def trend_facts(lines: list[Series], words: Words, focus: str) -> dict[str, str]:
    """First and last value of the line in focus, or of the one that ends highest."""
    chosen = next((line for line in lines if line.rows[0].category == focus), lines[0])
    first, last = chosen.rows[0], chosen.rows[-1]
    return {
        "line": chosen.label,
        "lines": tell_lines(lines[:2], words),
        "from_value": tell_value(first, words),
        "to_value": tell_value(last, words),
        "from_period": words.period(first.period),
        "to_period": words.period(last.period),
    }


def tell_lines(lines: list[Series], words: Words) -> str:
    return "; ".join(
        words.say(
            "alt.line",
            label=words.mid(line.label) if number else line.label,
            start=tell_value(line.rows[0], words),
            first=words.period(line.rows[0].period),
            end=tell_value(line.rows[-1], words),
            last=words.period(line.rows[-1].period),
        )
        if len(line.rows) > 1
        else f"{line.label} {tell_value(line.rows[0], words)} ({words.period(line.rows[0].period)})"
        for number, line in enumerate(lines)
    )
