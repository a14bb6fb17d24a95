"""How to cite the site, and every file that can be taken away."""

from html import escape
from importlib.util import find_spec

import pandas as pd

from ... import __version__
from ..html import table_html
from ..make import notebook_file
from ..pages import short
from ..tables import PROCESSED
from .columns import list_columns, name_column
from .desk import Desk
from .plan import EXTRAS, READS, file_of

DOWNLOADS = "downloads"
TABLES = READS["cite"]
"""The tables that are laid beside the pages as they are."""
HEADINGS = ("cite", "download", "columns", "notebooks", "licence")


def write(desk: Desk) -> dict[str, bytes]:
    """The page, and the tables that it leads to."""
    words = desk.words
    lead = words.say("cite.cite_text")
    citation = words.say(
        "cite.citation", site=words.say("page.site"), version=__version__, inputs=short(desk.plan.inputs)
    )
    sections = {
        "cite": f'<p>{lead}</p><blockquote class="citation"><p>{escape(citation)}</p></blockquote>'
        f"<p>{words.say('cite.one')}</p>",
        "download": files_html(desk),
        "columns": f"<p>{words.say('cite.columns_text')}</p>{columns_html(desk)}",
        "notebooks": f"<p>{words.say('cite.notebooks_text')}</p><ul>{notebooks_html(desk)}</ul>",
        "licence": f"<p>{words.say('cite.licence_text')}</p>",
    }
    body = "".join(
        f'<h2 id="{key}"><a href="#{key}">{words.say(f"cite.{key}")}</a></h2>{sections[key]}' for key in HEADINGS
    )
    contents = [(key, words.say(f"cite.{key}")) for key in HEADINGS]
    page = desk.frame(words.say("cite.title"), lead, body, contents=contents)
    return {desk.plan.address: page} | {
        f"/{DOWNLOADS}/{name}.csv": (desk.root / PROCESSED / f"{name}.csv").read_bytes() for name in TABLES
    }


def files_html(desk: Desk) -> str:
    """Each file with what it holds."""
    words = desk.words
    files = [(f"{desk.up}{DOWNLOADS}/{name}.csv", name, "CSV") for name in TABLES]
    files.append((desk.up + file_of("scorecard"), "scorecard", "JSON"))
    forms = {"workbook": "XLSX", "pdf": "PDF"}
    files += [(file_of(kind), kind, forms[kind]) for kind, package in EXTRAS.items() if find_spec(package)]
    rows = [
        (f'<a href="{file}" download>{file.rpartition("/")[2]}</a>', words.say(f"cite.what_of.{kind}"), form)
        for file, kind, form in files
    ]
    headers = [words.say(f"cite.{key}") for key in ("file", "what", "form")]
    return table_html(pd.DataFrame(rows, columns=headers), words.say("cite.table"), words, raw=tuple(headers))


def columns_html(desk: Desk) -> str:
    """Each column's name with what it holds and the tables that have it."""
    words = desk.words
    rows = [
        (f"<code>{column}</code>", name_column(column, words), ", ".join(tables))
        for column, tables in list_columns({name: desk.table(name) for name in TABLES}).items()
    ]
    headers = [words.say(f"cite.{key}") for key in ("column", "holds", "tables")]
    return table_html(pd.DataFrame(rows, columns=headers), words.say("cite.columns"), words, raw=(headers[0],))


def notebooks_html(desk: Desk) -> str:
    return "".join(f'<li><a href="{notebook_file(plan)}" download>{escape(plan.title)}</a></li>' for plan in desk.plans)
