"""The empty chart of Explore, as Bokeh describes it; the script fills in the rows of a view."""

import json
import math
import re
from typing import TYPE_CHECKING, Any, Literal

from ...figures.style import INK, NAVY, ORANGE, PAPER, PLUM, TURQUOISE
from ...figures.words import Words

if TYPE_CHECKING:
    from bokeh.models import ColumnDataSource
    from bokeh.plotting import figure as Chart

LOCALES: dict[str, Literal["en", "fr-CA"]] = {"en": "en", "fr": "fr-CA"}
NUMBERS = ("estimate", "low", "high", "lower", "upper", "beside", "at")
TEXTS = {"row": " ", "value": "", "align": "center"}


def describe_chart(words: Words) -> dict[str, Any]:
    """A row a group, with the marks of all charts, and a line where the numbers are compared with one.

    Ids are numbered in the order in which they come, so that the same chart is always the same bytes.
    """
    from bokeh.embed import json_item  # here, since only this page draws with it
    from bokeh.models import BasicTicker, ColumnDataSource, FactorRange, NumeralTickFormatter, Range1d
    from bokeh.models.annotations import Span
    from bokeh.plotting import figure

    blank = {name: [0.0] for name in NUMBERS} | {name: [text] for name, text in TEXTS.items()}  # nothing at all warns
    chart = figure(
        x_range=Range1d(start=0, end=1, name="reach"),
        y_range=FactorRange(factors=[" "], name="groups", range_padding=0.1),
        toolbar_location=None,
        tools="",
        sizing_mode="stretch_width",
        height=240,
        min_width=240,
        name="chart",
        outline_line_color=None,
        background_fill_color=None,
        border_fill_color=None,
    )
    line = Span(dimension="height", location=0, line_color=PLUM, line_dash=[6, 4], visible=False, name="line")
    chart.add_layout(line)
    draw_marks(chart, ColumnDataSource(data=blank, name="numbers"))
    chart.ygrid.grid_line_color = None
    chart.yaxis.major_tick_line_color = None
    chart.yaxis.axis_line_color = None
    for axis in (*chart.xaxis, *chart.yaxis):
        axis.major_label_text_color = INK
        axis.major_label_text_font_size = "13px"
        axis.axis_label_text_color = INK
        axis.axis_label_text_font_style = "normal"
        axis.minor_tick_line_color = None
    chart.xaxis.name = "axis"
    chart.xaxis.ticker = BasicTicker(desired_num_ticks=5)
    chart.xaxis.formatter = NumeralTickFormatter(format="0,0.[00]", language=LOCALES[words.language])
    return number_ids(json_item(chart))


def draw_marks(chart: "Chart", numbers: "ColumnDataSource") -> None:
    """Bounds whose ends point outwards, a pale thick interval, a hollow diamond for the reference, a dot, a value."""
    from bokeh.models import Text

    chart.segment("lower", "row", "upper", "row", source=numbers, line_color=TURQUOISE, line_width=2)
    for end, turn in (("lower", math.pi / 2), ("upper", -math.pi / 2)):
        chart.scatter(end, "row", source=numbers, marker="triangle", angle=turn, size=10, color=TURQUOISE)
    chart.segment("low", "row", "high", "row", source=numbers, line_color=NAVY, line_alpha=0.38, line_width=9)
    chart.scatter(
        "beside", "row", source=numbers, marker="diamond", size=14, fill_color=PAPER, line_color=ORANGE, line_width=2
    )
    chart.scatter("estimate", "row", source=numbers, size=10, fill_color=NAVY, line_color=PAPER)
    value = Text(
        x="at",
        y="row",
        text="value",
        text_align={"field": "align"},
        text_baseline="bottom",
        text_font_size="12px",
        text_color=INK,
        background_fill_color=PAPER,
        background_fill_alpha=0.85,
        y_offset=-8,
    )
    chart.add_glyph(numbers, value)


def number_ids(item: Any) -> dict[str, Any]:
    """The description with ids that do not depend on what else the process has drawn."""
    text = json.dumps(item)
    ids = list(dict.fromkeys(re.findall(r'"(p\d+)"', text)))
    order = {id: f"m{number}" for number, id in enumerate(ids)}
    numbered: dict[str, Any] = json.loads(re.sub(r'"(p\d+)"', lambda match: f'"{order[match[1]]}"', text))
    return numbered
