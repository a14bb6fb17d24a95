"""The page on which a reader picks what is drawn: every estimate, told in words and numbers, for a script to show."""

import json
import math
from collections.abc import Iterable
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from ...figures import Words
from ...figures.rows import each_row, has_number, label_within, order_rows, tell_pair, tell_status, tell_value
from .chart import describe_chart
from .desk import Desk

SCRIPT = Path(__file__).parent / "scripts" / "explore.js"
KEYS = ("jurisdiction", "measure", "dimension", "dataset", "period", "population", "within")
"""What names a view: the address bears each of them."""
PICKS = ("jurisdiction", "measure", "dimension", "series")
SCALES = {"share": 100.0, "points": 100.0}
NEUTRAL = {"ratio": 1.0, "points": 0.0}
"""The value that says no difference."""
SAID = (
    *("told", "extremes", "silent", "nothing", "table_of"),
    *("category", "value", "interval", "range", "n", "flag", "comparability"),
)


def write(desk: Desk) -> dict[str, bytes]:
    """The page, its numbers, its script, and the library that draws, with its licence."""
    words = desk.words
    estimates = desk.table("estimates")
    lead = words.say("explore.lead")
    library = words.say("explore.library", version=version("bokeh"), up=desk.up)
    body = (
        f'<p class="lead">{lead}</p><noscript><p class="note">{words.say("explore.plain", up=desk.up)}</p></noscript>'
        f"{picker_html(words)}"
        f'<div id="view" hidden><h2 id="view-name"></h2><p id="told" role="status"></p>'
        f'<figure class="chart explored"><div id="chart" role="img" aria-labelledby="told"></div>'
        f'<figcaption>{words.say("explore.legend")} <span id="source"></span></figcaption></figure>'
        f'<div class="scroll" role="region" tabindex="0" aria-labelledby="view-name"><table class="data">'
        f"<caption>{words.say('explore.title')}</caption>"
        '<thead id="head"></thead><tbody id="rows"></tbody></table></div>'
        f'<p class="downloads"><a id="address" href="#">{words.say("explore.permanent")}</a> '
        f'<a id="own" href="#" download="view.csv">{words.say("explore.own")}</a> '
        f'<a href="{desk.up}downloads/estimates.csv" download>{words.say("explore.download")}</a></p></div>'
        f'<p class="at">{library}</p>'
    )
    numbers = "assets/explore-data.js"
    scripts = [f"{desk.up}assets/bokeh.min.js", numbers, f"{desk.up}assets/explore.js"]
    page = desk.frame(words.say("explore.title"), lead, body, scripts=scripts, wide=True)
    return {
        desk.plan.address: page,
        "/assets/bokeh.min.js": (files("bokeh") / "server/static/js/bokeh.min.js").read_bytes(),
        "/assets/bokeh-licence.txt": (files("bokeh") / "LICENSE.txt").read_bytes(),
        "/assets/explore.js": SCRIPT.read_bytes(),
        numbers: tell_data(estimates, words).encode(),
    }


def picker_html(words: Words) -> str:
    """The four choices; shown by the script, since they do nothing without it."""
    fields = "".join(
        f'<p><label for="{pick}">{words.say(f"explore.{pick}")}</label><select id="{pick}"></select></p>'
        for pick in PICKS
    )
    legend = f"<legend>{words.say('explore.choose')}</legend>"
    return f'<form id="picker" hidden><fieldset>{legend}{fields}</fieldset></form>'


def tell_data(estimates: pd.DataFrame, words: Words) -> str:
    """A script that holds the views, the labels of what can be picked, the sentences, and the empty chart."""
    labels: dict[str, dict[str, str]] = {
        "jurisdiction": {code: words.label("jurisdiction", code) for code in ordered("jurisdiction", estimates, words)},
        "measure": {code: words.label("measure", code) for code in ordered("measure", estimates, words)},
        "dimension": {code: words.variable(code) for code in ordered_dimensions(estimates, words)},
    }
    data = {
        "labels": labels,
        "views": list(tell_views(evidence_first(estimates, words), words)),
        "said": {key: words.sentences[f"explore.{key}"] for key in SAID} | {"colon": words.say("colon")},
        "chart": describe_chart(words),
    }
    return f"window.EXPLORE = {json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n"


def ordered(variable: str, estimates: pd.DataFrame, words: Words) -> list[str]:
    """The codes that occur, in the vocabulary's order."""
    present = set(estimates[variable])
    return [code for code in words.vocabulary.codes(variable) if code in present]


def ordered_dimensions(estimates: pd.DataFrame, words: Words) -> list[str]:
    present = list(dict.fromkeys(estimates["dimension"]))
    known = [name for name in words.vocabulary.variables if name in present]
    return known + [name for name in present if name not in known]


def evidence_first(estimates: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The estimates with the populations that are only compared with at the end."""
    reference = [words.of(dataset, "role") == "reference" for dataset in estimates["dataset"]]
    return estimates.assign(reference=reference).sort_values("reference", kind="stable").drop(columns="reference")


def tell_views(estimates: pd.DataFrame, words: Words) -> Iterable[dict[str, Any]]:
    """Each view with its name, source and rows. Over time where the rows are not broken down by a characteristic."""
    over_time = estimates["dimension"] == "all"
    keyed = estimates.assign(period=estimates["period"].where(~over_time, ""), when=estimates["period"])
    for key, rows in keyed.groupby(list(KEYS), sort=False):
        named = dict(zip(KEYS, map(str, key), strict=True))
        unit = words.unit(named["measure"])
        yield {
            **named,
            "series": name_series(named, words),
            "axis": name_axis(named["measure"], unit, words),
            "neutral": NEUTRAL.get(unit),
            "rows": tell_rows(rows, SCALES.get(unit, 1.0), words),
        }


def name_series(named: dict[str, str], words: Words) -> str:
    """Dataset, period, people, and what the numbers are conditional on."""
    parts = [words.of(named["dataset"], "title") or named["dataset"]]
    parts += [words.period(named["period"])] if named["period"] else []
    parts += [words.label("population", named["population"])] if named["population"] else []
    parts += [label_within(named["within"], words)] if named["within"] else []
    return "; ".join(parts)


def name_axis(measure: str, unit: str, words: Words) -> str:
    label = words.label("measure", measure)
    if unit == "share":
        return words.say("table.percent", measure=label)
    return words.say("table.points", measure=label) if unit == "points" else label


def tell_rows(rows: pd.DataFrame, scale: float, words: Words) -> list[dict[str, Any]]:
    """Each row's label, its numbers for the chart, and its words for the table."""
    told: list[dict[str, Any]] = []
    names: dict[str, int] = {}
    ordered_rows = rows if rows["dimension"].iloc[0] == "all" else order_rows(rows, words, by_size=False)
    for row in each_row(ordered_rows):
        when = words.period(row.when) if row.when else words.say("everyone")
        name = when if row.dimension == "all" else words.label(row.dimension, row.category)
        names[name] = names.get(name, 0) + 1
        drawn = has_number(row)
        entry: dict[str, Any] = {
            "name": name if names[name] == 1 else f"{name} ({names[name]})",
            "numbers": [
                scaled(value, scale)
                for value in (row.estimate if drawn else math.nan, row.ci_low, row.ci_high, row.lower, row.upper)
            ],
            "value": tell_value(row, words) if drawn else words.vocabulary.tables["status"][row.status]["symbol"],
            "interval": tell_ends(row, "ci_low", "ci_high", words),
            "range": tell_ends(row, "lower", "upper", words),
            "n": words.number(row.n) if pd.notna(row.n) else "",
            "flag": "" if row.status == "ok" else tell_status(row.status, words),
            "comparability": words.label("comparability", row.comparability) if row.comparability else "",
        }
        told.append({key: value for key, value in entry.items() if value != ""})
    return told


def scaled(value: float, scale: float) -> float | None:
    """A number as JSON knows it: what is unknown or without end is null."""
    return None if not math.isfinite(value) else float(f"{value * scale:.6g}")


def tell_ends(row: Any, low: str, high: str, words: Words) -> str:
    ends = getattr(row, low), getattr(row, high)
    return "" if any(map(math.isnan, ends)) else tell_pair(*ends, row, words)
