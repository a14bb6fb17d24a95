"""Pieces of a page: figures with their evidence, tables that are read aloud well, badges with a shape and a word."""

import math
import re
from collections.abc import Sequence
from html import escape

import pandas as pd

from ..figures import Figure, Words
from ..figures.evidence import LINE

BLOCKS = ("results", "asked")
"""The kinds of table whose cells a narrow screen shows one below the other."""
FIGURES = "figures"
"""Where a page finds the files of its figures."""
QUOTED = "en"
"""The language of citations, titles of references and statements as they were read."""
QUOTES = ("table.reference", "table.as_stated")
"""Columns that hold such texts."""

SHAPES = {
    "reproduced": '<path d="M8 .8 15.2 8 8 15.2.8 8z"/>',
    "supported": '<path d="M8 1.5 15 14H1z"/>',
    "contradicted": '<path d="M8 14.5 1 2h14z"/>',
    "inconclusive": '<path d="M1.8 1.8h12.4v12.4H1.8z"/>',
    "untestable": '<circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" stroke-width="2.6"/>',
}


def figure_html(figure: Figure, words: Words) -> str:
    """The figure for wide and for narrow screens, its caption, its files and its numbers."""
    wide = accessible(figure.svg, f"{figure.name}-w", figure)
    narrow = accessible(figure.svg_narrow, f"{figure.name}-n", figure)
    links = " ".join(
        f'<a href="{FIGURES}/{figure.name}.{kind}" download>{words.say(f"figure.{kind}")}</a>'
        for kind in ("csv", "svg", "png")
    )
    return f"""<figure class="chart" id="{figure.name}">
{kicker(figure, words)}<h3 class="finding"><a href="#{figure.name}">{escape(figure.title)}</a></h3>
<div class="wide">{wide}</div>
<div class="narrow">{narrow}</div>
<figcaption>{caption_html(figure, words)}</figcaption>
<div class="evidence"><p class="downloads"><span>{words.say("figure.download")}</span> {links}</p>
<details><summary>{words.say("figure.data")}</summary>
{table_html(figure.table, words.say("figure.table", title=figure.title), words)}
</details></div>
</figure>"""


def fold_html(figure: Figure, inside: str, words: Words) -> str:
    """What shows a figure, closed until asked for, under its finding and its datasets."""
    source = kicker(figure, words).replace("<p ", " <span ").replace("</p>", "</span>")
    return f'<details class="folded"><summary><b>{escape(figure.title)}</b>{source}</summary>{inside}</details>'


def kicker(figure: Figure, words: Words) -> str:
    """The datasets above the finding, where they are few enough to read."""
    titles = [words.of(dataset, "title") for dataset in figure.sources[:2] if words.of(dataset, "title")]
    if not titles or len(figure.sources) > 2:
        return ""
    return f'<p class="kicker">{escape(" · ".join(titles))}</p>'


def accessible(svg: str, id: str, figure: Figure) -> str:
    """The drawing named and described for whoever does not see it."""
    head, rest = svg.split(">", 1)
    head = head.replace("<svg", f'<svg role="img" aria-labelledby="{id}-t {id}-d" focusable="false"', 1)
    return (
        f'{head}><title id="{id}-t">{escape(figure.title)}</title><desc id="{id}-d">{escape(figure.alt)}</desc>{rest}'
    )


def caption_html(figure: Figure, words: Words) -> str:
    """What is drawn and of whom, and on a line of its own where it comes from."""
    start = words.say("caption.source", source="\0").partition("\0")[0]
    told, mark, source = figure.caption.partition(start)
    lines = "".join(f'<span class="told">{escape(line.strip())}</span> ' for line in told.split(LINE) if line.strip())
    named = f'<span class="cited">{link_sources(escape(mark + source), figure, words)}</span>' if mark else ""
    return f"{lines}{named}"


def link_sources(caption: str, figure: Figure, words: Words) -> str:
    """The caption with each dataset that it names linked to what the page says of it."""
    for dataset in figure.sources:
        title = escape(words.of(dataset, "title"))
        if title:
            caption = caption.replace(title, f'<a href="#source-{escape(dataset)}">{title}</a>', 1)
    return caption


def table_html(table: pd.DataFrame, caption: str, words: Words, *, raw: Sequence[str] = (), kind: str = "data") -> str:
    """A table with a caption and scoped headers, in a box of its own that scrolls; columns named `raw` hold HTML."""
    marks = {column: numeric_class(table[column]) for column in table.columns}
    head = "".join(f'<th scope="col"{marks[column]}>{escape(str(column))}</th>' for column in table.columns)
    quotes = {words.say(key) for key in QUOTES}
    body = []
    for _, row in table.iterrows():
        cells = []
        for number, column in enumerate(table.columns):
            value = row[column]
            if column in raw:
                text = str(value)
            elif column in quotes:
                text = quote_html(str(value), words)
            else:
                text = cell_text(value, str(column), words)
            first = f'<th scope="row"{marks[column]}>{text}</th>'
            cells.append(first if number == 0 else f"<td{marks[column]}>{text}</td>")
        body.append(f"<tr>{''.join(cells)}</tr>")
    told = escape(caption)
    html = (
        f'<table class="{kind}"><caption>{told}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )
    box = f'<div class="scroll" role="region" aria-label="{told}" tabindex="0">'
    return f"{box}{spell_roles(html) if kind in BLOCKS else html}</div>"


def spell_roles(html: str) -> str:
    """A table's roles in so many words: a narrow screen shows its cells as blocks, which would take them away."""
    roles = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell"}
    html = re.sub(r"<(table|thead|tbody|tr|td)\b", lambda tag: f'<{tag[1]} role="{roles[tag[1]]}"', html)
    html = html.replace('<th scope="col"', '<th scope="col" role="columnheader"')
    return html.replace('<th scope="row"', '<th scope="row" role="rowheader"')


def quote_html(text: str, words: Words) -> str:
    """A publisher's own words, which stay in their language and say so to whoever has them read aloud."""
    return escape(text) if words.language == QUOTED else f'<span lang="{QUOTED}">{escape(text)}</span>'


def numeric_class(column: pd.Series) -> str:
    known = [value for value in column if value is not None and value == value and value != ""]
    return ' class="n"' if known and all(isinstance(value, int | float) for value in known) else ""


def cell_text(value: object, column: str, words: Words) -> str:
    """A number as short as it is honest; an address as a link; blank where there is nothing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if math.isinf(value):
            return "∞"
        if float(value) == round(float(value)):
            return words.number(value)
        coarse = "%" in column or "point" in column or abs(value) >= 100
        return words.number(value, 1 if coarse else 2)
    text = str(value)
    if text.startswith(("https://", "http://")):
        return f'<a href="{escape(text)}">{escape(short_address(text))}</a>'
    return escape(text)


def short_address(address: str) -> str:
    """The host that an address leads to."""
    return address.split("/")[2].removeprefix("www.")


def badge(verdict: str, words: Words) -> str:
    """A verdict as shape, colour and word."""
    return f'<span class="badge {verdict}">{icon(verdict)}{escape(words.label("verdict", verdict))}</span>'


def icon(verdict: str) -> str:
    """The verdict's shape; the style gives it the verdict's colour, another one in the dark."""
    hidden = 'viewBox="0 0 16 16" aria-hidden="true" focusable="false"'
    return f'<svg class="icon {verdict}" {hidden}>{SHAPES[verdict]}</svg>'


def note(text: str, kind: str = "note") -> str:
    """A remark set apart from the text."""
    return f'<p class="{kind}">{escape(text)}</p>'
