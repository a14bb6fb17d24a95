"""The page on which a reader picks what is drawn: every estimate, told in words and numbers, for a script to show."""

import json
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import pandas as pd

from ...figures import Words
from .chart import describe_chart
from .desk import Desk
from .key import key_html
from .views import tell_views

SCRIPT = Path(__file__).parent / "scripts" / "explore.js"
PICKS = ("jurisdiction", "measure", "dimension", "series")
SAID = (
    *("told", "extremes", "silent", "nothing", "table_of"),
    *("category", "value", "interval", "range", "beside", "n", "flag", "comparability"),
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
        f'<figcaption>{key_html(words)}<span id="source"></span></figcaption></figure>'
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
