"""Whether numbers of two datasets can be compared: what each asked, and how near that comes."""

from html import escape

import pandas as pd

from ...figures import Words
from ...figures.rows import each_row
from ...figures.words import plural
from ..html import note, quote_html, table_html
from .desk import Desk

LEVELS = ("exact", "close", "proxy")


def write(desk: Desk) -> dict[str, bytes]:
    """A section for each outcome and each characteristic of people."""
    words, asked = desk.words, desk.table("variables")
    vocabulary = words.vocabulary
    names = [*vocabulary.named("outcome"), *vocabulary.named("dimension")]
    lead = words.say("comparability.lead")
    body = f'<p class="lead">{lead}</p>' + "".join(
        section_html(name, asked[asked["variable"] == name], words) for name in names
    )
    contents = [(anchor(name), escape(words.variable(name))) for name in names]
    return {desk.plan.address: desk.frame(words.say("comparability.title"), lead, body, contents=contents)}


def anchor(name: str) -> str:
    return name.replace("_", "-")


def section_html(name: str, asked: pd.DataFrame, words: Words) -> str:
    """What the variable means here, which datasets have it and how, and which have not and why."""
    own = asked[asked["comparability"] != ""]
    missing = asked[asked[f"not_collected_{words.language}"] != ""]
    definition = words.vocabulary.variables[name][f"definition_{words.language}"]
    html = f'<h2 id="{anchor(name)}"><a href="#{anchor(name)}">{escape(words.variable(name))}</a></h2>'
    html += f"<p>{escape(words.spaced(definition))}</p>"
    if own.empty:
        html += note(words.say("comparability.none"), "cannot")
    else:
        counts = {level: int((own["comparability"] == level).sum()) for level in LEVELS}
        told = [words.say(f"comparability.level.{level}", count=n) for level, n in counts.items() if n]
        key = plural("comparability.counted", len(own))
        html += f"<p>{words.say(key, count=words.number(len(own)), list=words.join(told))}</p>"
        html += variable_table(name, own, words)
    if len(missing):
        items = "".join(
            f"<li>{dataset_link(row.dataset, words)}{words.say('colon')} "
            f"{escape(words.spaced(getattr(row, f'not_collected_{words.language}')))}</li>"
            for row in each_row(missing)
        )
        summary = words.say(plural("comparability.missing", len(missing)), count=words.number(len(missing)))
        html += f"<details><summary>{summary}</summary><ul>{items}</ul></details>"
    return html


def variable_table(name: str, own: pd.DataFrame, words: Words) -> str:
    order = {level: number for number, level in enumerate(LEVELS)}
    own = own.sort_values(["comparability", "dataset"], key=lambda column: column.map(order).fillna(column))
    rows = [
        (
            dataset_link(row.dataset, words),
            escape(words.label("comparability", row.comparability)),
            quote_html(row.question, words) if row.question else "",
            escape(words.spaced(getattr(row, f"note_{words.language}"))),
        )
        for row in each_row(own)
    ]
    headers = [
        words.say("table.dataset"),
        words.say("table.comparability"),
        words.say("comparability.question"),
        words.say("comparability.note"),
    ]
    frame = pd.DataFrame(rows, columns=headers)
    caption = words.say("comparability.table", variable=words.variable(name))
    return table_html(frame, caption, words, raw=tuple(headers), kind="asked")


def dataset_link(dataset: str, words: Words) -> str:
    return f'<a href="data.html#source-{escape(dataset)}">{escape(words.of(dataset, "title") or dataset)}</a>'
