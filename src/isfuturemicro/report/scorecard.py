"""The first page: does the report hold?"""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from ..figures import draw_scorecard
from ..figures.rows import each_row
from ..figures.style import VERDICT_COLOURS
from ..figures.words import Words
from .addresses import INDEX, REPORTS, find_alternates, folder_of
from .html import FIGURES, badge, icon
from .make import lay_in_place
from .page import text_of, to_frame
from .pages import PagePlan, digest_of, make_navigation
from .render import TEMPLATES, Site, mark_here, read_style, stamp, tidy
from .tables import read
from .verdicts import short_reason_html
from .wording import load_page_words

RULES = ("relations", "order", "range", "decided")
LIMITS = ("summary", "canada", "proxies", "volunteers", "after", "ethnicity", "composition", "map")


def make_index(root: Path, plans: Sequence[PagePlan], language: str) -> tuple[str, ...]:
    """Draw and write the scorecard in one language; its files, relative to the reports."""
    claims = to_frame(list(read(root, "claims")))
    words = load_page_words(language, {row["dataset"]: row for row in read(root, "datasets")})
    figure = draw_scorecard(claims, words, name="scorecard")
    site = Site(
        title=words.say("index.title"),
        description=escape(figure.title),
        links=mark_here(make_navigation(plans, words), INDEX),
        stamp=stamp(digest_of(read(root, "claims")), words),
        words=words,
        style=read_style(),
        is_home=True,
        alternates=find_alternates(INDEX, language),
    )
    html = load_template().render(
        site=site,
        lead=words.say("index.lead"),
        answer=escape(tell_answer(claims, words)),
        groups=[group_of(verdict, claims, words) for verdict in VERDICT_COLOURS],
        claims=[row_of(claim, words) for claim in each_row(claims.sort_values("number"))],
        verdicts=[{"badge": badge(code, words), "meaning": escape(meaning(code, words))} for code in VERDICT_COLOURS],
        rules=[words.say(f"index.rule.{rule}") for rule in RULES],
        pages=[
            {"file": plan.address, "title": escape(plan.title), "summary": escape(plan.summary)}
            for plan in plans
            if not plan.notebook.each
        ],
        places=[{"file": plan.address, "name": escape(plan.name)} for plan in plans if plan.notebook.each],
        limits=[words.say(f"index.limit.{limit}") for limit in LIMITS],
    )
    folder = folder_of(language)
    files = {
        folder + INDEX: tidy(html).encode(),
        f"{folder}{FIGURES}/{figure.name}.svg": figure.svg_file,
        f"{folder}{FIGURES}/{figure.name}.png": figure.png,
        f"{folder}{FIGURES}/{figure.name}.csv": figure.table.to_csv(index=False, lineterminator="\n").encode(),
    }
    lay_in_place(root / REPORTS, files)
    return tuple(sorted(files))


def load_template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(TEMPLATES / "page")
    return jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined, autoescape=False).get_template(
        "scorecard.j2"
    )


def tell_answer(claims: pd.DataFrame, words: Words) -> str:
    """The answer in two sentences: how many claims hold, how many do not, how many stay open."""
    counts = {verdict: int((claims["verdict"] == verdict).sum()) for verdict in VERDICT_COLOURS}
    told = {verdict: words.number(count) for verdict, count in counts.items()}
    return words.say(
        "index.answer",
        claims=words.number(len(claims)),
        hold=words.number(counts["reproduced"] + counts["supported"]),
        **told,
    )


def group_of(verdict: str, claims: pd.DataFrame, words: Words) -> dict[str, Any]:
    own = claims[claims["verdict"] == verdict].sort_values("number")
    return {
        "verdict": verdict,
        "icon": icon(verdict),
        "label": escape(words.label("verdict", verdict)),
        "count": len(own),
        "tiles": [{"number": row.number, "text": escape(text_of(row, "text", words))} for row in each_row(own)],
    }


def row_of(claim: Any, words: Words) -> dict[str, Any]:
    return {
        "number": claim.number,
        "text": escape(text_of(claim, "text", words)),
        "badge": badge(claim.verdict, words),
        "link": f"01_claims.html#claim-{claim.number:02d}",
        "reason": short_reason_html(text_of(claim, "reason", words), words),
    }


def meaning(verdict: str, words: Words) -> str:
    return words.spaced(words.vocabulary.tables["verdict"][verdict][f"meaning_{words.language}"])
