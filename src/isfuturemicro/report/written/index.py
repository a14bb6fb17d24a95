"""The first page: does the report hold?"""

from dataclasses import replace
from html import escape
from typing import Any

import pandas as pd

from ...analysis.wording import ONLY_ANALOGUES
from ...figures import draw_scorecard
from ...figures.rows import each_row
from ...figures.style import VERDICT_COLOURS
from ...figures.words import Words
from ..html import FIGURES, badge, icon
from ..page import figure_files, text_of
from ..render import tidy
from ..verdicts import answer_html, short_reason_html
from .desk import Desk, load_template
from .plan import claim_file

RULES = ("relations", "order", "range", "decided")
LIMITS = ("summary", "canada", "proxies", "volunteers", "after", "ethnicity", "composition", "map")


def write(desk: Desk) -> dict[str, bytes]:
    """Draw and write the scorecard."""
    words, claims = desk.words, desk.table("claims")
    figure = draw_scorecard(claims, words, name="scorecard")
    html = load_template("scorecard").render(
        site=replace(desk.site(words.say("index.title"), figure.title), is_home=True),
        lead=words.say("index.lead"),
        answer=escape(tell_answer(claims, words)),
        groups=[group_of(verdict, claims, words) for verdict in VERDICT_COLOURS],
        claims=[row_of(claim, words) for claim in each_row(claims.sort_values("number"))],
        verdicts=[{"badge": badge(code, words), "meaning": escape(meaning(code, words))} for code in VERDICT_COLOURS],
        rules=[words.say(f"index.rule.{rule}") for rule in RULES],
        pages=[
            {"file": plan.address, "title": escape(plan.title), "summary": escape(plan.summary)}
            for plan in desk.plans
            if not plan.notebook.each
        ],
        places=[{"file": plan.address, "name": escape(plan.name)} for plan in desk.plans if plan.notebook.each],
        limits=[words.say(f"index.limit.{limit}") for limit in LIMITS],
    )
    drawn = {f"{FIGURES}/{name}": content for name, content in figure_files(figure).items()}
    return {desk.plan.address: tidy(html).encode(), **drawn}


def tell_answer(claims: pd.DataFrame, words: Words) -> str:
    """The answer in two sentences: how many claims hold, how many do not, how many stay open."""
    counts = {verdict: int((claims["verdict"] == verdict).sum()) for verdict in VERDICT_COLOURS}
    told = {verdict: words.number(count) for verdict, count in counts.items()}
    shared = ONLY_ANALOGUES[words.language]
    weak = sum(text_of(row, "reason", words).endswith(shared) for row in each_row(claims) if row.verdict == "supported")
    return words.say(
        "index.answer",
        claims=words.number(len(claims)),
        hold=words.number(counts["reproduced"] + counts["supported"]),
        weak=words.say("index.weak", count=words.number(weak)) if weak else "",
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
        "link": claim_file(claim.number),
        "answer": answer_html(claim, words),
        "reason": short_reason_html(text_of(claim, "reason", words), words),
    }


def meaning(verdict: str, words: Words) -> str:
    return words.spaced(words.vocabulary.tables["verdict"][verdict][f"meaning_{words.language}"])
