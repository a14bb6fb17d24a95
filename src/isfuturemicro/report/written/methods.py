"""How the numbers and verdicts are made, in plain words, from the vocabulary and the sentences alone."""

from html import escape

import pandas as pd

from ...figures import Words
from ..html import table_html
from .desk import Desk
from .index import RULES

STEPS = ("read", "reduce", "estimate", "judge", "show")
DESIGNS = ("sample", "census", "census_figures", "superpopulation", "convenience", "reported")
EQUITY = ("share", "ratio", "pooled", "ethnicity")
HEADINGS = ("steps", "ranges", "equity", "verdict", "symbols", "measures", "again")


def write(desk: Desk) -> dict[str, bytes]:
    """The page of methods."""
    words = desk.words
    sections = {
        "steps": ordered([words.say(f"methods.step.{step}") for step in STEPS]),
        "ranges": ranges_html(words),
        "equity": paragraphs([words.say(f"methods.equity_text.{key}") for key in EQUITY]),
        "verdict": paragraphs([words.say(f"index.rule.{rule}") for rule in RULES]),
        "symbols": paragraphs([words.say("methods.symbols_lead")]) + symbols_html(words),
        "measures": measures_html(words),
        "again": paragraphs([words.say("methods.again_text")]),
    }
    lead = words.say("methods.lead")
    body = f'<p class="lead">{lead}</p>' + "".join(
        f'<h2 id="{key}"><a href="#{key}">{words.say(f"methods.{key}")}</a></h2>{section}'
        for key, section in sections.items()
    )
    contents = [(key, words.say(f"methods.{key}")) for key in HEADINGS]
    return {desk.plan.address: desk.frame(words.say("methods.title"), lead, body, contents=contents)}


def ordered(items: list[str]) -> str:
    return f"<ol>{''.join(f'<li>{item}</li>' for item in items)}</ol>"


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def ranges_html(words: Words) -> str:
    """What each kind of design allows, in the words that stand under the charts."""
    items = "".join(
        f"<dt>{words.say(f'methods.design.{design}')}</dt><dd>{words.say(f'design.{design}')}</dd>"
        for design in DESIGNS
    )
    after = paragraphs([words.say("methods.bounds"), words.say("methods.small")])
    return f'<p>{words.say("methods.ranges_lead")}</p><dl class="told">{items}</dl>{after}'


def symbols_html(words: Words) -> str:
    """The flags that are told by a symbol."""
    rows = [
        (row["symbol"], words.label("status", code))
        for code, row in words.vocabulary.tables["status"].items()
        if row["symbol"]
    ]
    frame = pd.DataFrame(rows, columns=[words.say("methods.symbol"), words.say("methods.meaning")])
    return table_html(frame, words.say("methods.symbols"), words)


def measures_html(words: Words) -> str:
    """Each measure with its unit and definition."""
    rows = [
        (
            escape(words.label("measure", code)),
            words.say(f"methods.units.{row['unit']}"),
            escape(words.spaced(row[f"definition_{words.language}"])),
        )
        for code, row in words.vocabulary.tables["measure"].items()
    ]
    headers = [words.say(f"methods.{key}") for key in ("measure", "unit", "definition")]
    return table_html(pd.DataFrame(rows, columns=headers), words.say("methods.measures"), words, raw=tuple(headers))
