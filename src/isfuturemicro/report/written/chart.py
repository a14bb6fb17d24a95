"""The empty chart of Explore, as Bokeh describes it; the script fills in the rows of a view."""

import json
import re
from typing import Any, Literal

from ...figures.style import GREY, INK, NAVY, SILVER, TURQUOISE
from ...figures.words import Words

LOCALES: dict[str, Literal["en", "fr-CA"]] = {"en": "en", "fr": "fr-CA"}
COLUMNS = ("row", "estimate", "low", "high", "lower", "upper")


def describe_chart(words: Words) -> dict[str, Any]:
    """Dots with an interval and bounds, a row a group, and a line where there would be no difference.

    Ids are numbered in the order in which they come, so that the same chart is always the same bytes.
    """
    from bokeh.embed import json_item  # here, since only this page draws with it
    from bokeh.models import BasicTicker, ColumnDataSource, FactorRange, NumeralTickFormatter
    from bokeh.models.annotations import Span
    from bokeh.plotting import figure

    blank = {column: [" "] if column == "row" else [0.0] for column in COLUMNS}  # a chart of nothing warns
    numbers = ColumnDataSource(data=blank, name="numbers")
    chart = figure(
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
    chart.segment("lower", "row", "upper", "row", source=numbers, line_color=SILVER, line_width=2)
    chart.segment("low", "row", "high", "row", source=numbers, line_color=TURQUOISE, line_width=6)
    chart.scatter("estimate", "row", source=numbers, size=11, fill_color=NAVY, line_color="white")
    chart.add_layout(
        Span(dimension="height", location=0, line_color=GREY, line_dash="dashed", visible=False, name="neutral")
    )
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


def number_ids(item: Any) -> dict[str, Any]:
    """The description with ids that do not depend on what else the process has drawn."""
    text = json.dumps(item)
    ids = list(dict.fromkeys(re.findall(r'"(p\d+)"', text)))
    order = {id: f"m{number}" for number, id in enumerate(ids)}
    numbered: dict[str, Any] = json.loads(re.sub(r'"(p\d+)"', lambda match: f'"{order[match[1]]}"', text))
    return numbered
