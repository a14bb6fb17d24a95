"""A claim's evidence: its words, verdict, results, and a chart of those results that are numbers."""

import re
from html import escape
from typing import Any

import pandas as pd

from ..analysis.wording import FINDS
from ..figures import Figure, Reference, Words, draw_intervals
from ..figures.rows import each_row, has_bounds, has_interval, unique
from .html import badge, icon, table_html
from .page import Page, show_html, text_of
from .verdicts import answer_html, reason_html, tell_results, tell_tally
from .written.plan import claim_file

DRAWN_UNITS = ("share", "points", "ratio")
"""Numbers of things and sums of money have no scale in common: they stay in the table."""
CONDITION = re.compile(r"[−-]?\d[\d.,]*")


def show_claims(page: Page) -> None:
    """Every claim with its evidence, in the report's order."""
    claims = page.tables["claims"].sort_values("number")
    show_html(jump_html(claims, page.words))
    for claim in each_row(claims):
        show_claim(page, claim)


def show_claim(page: Page, claim: Any) -> None:
    """One claim: what it says and where, its verdict and why, its results, what would change it, and its own page."""
    words = page.words
    tests = page.pick("claim_tests", claim=str(claim.claim))
    own = f'<p><a href="{claim_file(claim.number)}">{words.say("claim.own", number=claim.number)}</a></p>'
    parts = [claim_head(claim, words), tests_html(tests, claim, words), change_html(claim, words), own]
    show_html(f"{''.join(parts)}</section>")


def jump_html(claims: pd.DataFrame, words: Words) -> str:
    """A numbered tile a claim, in the colour of its verdict."""
    tiles = []
    for claim in each_row(claims):
        text = escape(text_of(claim, "text", words))
        link = f'<a href="#claim-{claim.number:02d}" title="{text}">{claim.number}</a>'
        tiles.append(f'<li class="{claim.verdict}">{link}</li>')
    label = words.say("claim.jump")
    return f'<nav class="jump" aria-label="{label}"><p>{label}</p><ul class="tiles">{"".join(tiles)}</ul></nav>'


def change_html(claim: Any, words: Words) -> str:
    """What would change the verdict."""
    change = escape(text_of(claim, "would_change", words))
    return f'<p class="change"><strong>{words.say("claim.would_change")}</strong> {change}</p>'


def claim_head(claim: Any, words: Words) -> str:
    anchor = f"claim-{claim.number:02d}"
    return (
        f'<section class="claim" aria-labelledby="{anchor}"><h2 id="{anchor}"><a href="#{anchor}">'
        f'<span class="number">{claim.number}</span><span>{escape(text_of(claim, "text", words))}</span></a></h2>'
        f"{verdict_html(claim, words)}"
    )


def verdict_html(claim: Any, words: Words) -> str:
    """Where the report says it, the verdict and why."""
    why = answer_html(claim, words) + reason_html(text_of(claim, "reason", words), words)
    verdict = f'<div class="verdict {claim.verdict}">{badge(claim.verdict, words)}{why}</div>'
    return f'<p class="at">{escape(text_of(claim, "at", words))}</p>{verdict}'


def tests_html(tests: pd.DataFrame, claim: Any, words: Words) -> str:
    """The results as a table: what was asked of which evidence, the number, what it says."""
    rows = []
    for test in each_row(tests):
        evidence = f"<strong>{escape(words.capital(text_of(test, 'reading', words)))}</strong>"
        if test.dataset:
            title = words.of(test.dataset, "title")
            where = words.label("jurisdiction", test.jurisdiction)
            period = words.period(test.period) if test.period else ""
            named = f'<a href="#source-{escape(test.dataset)}">{escape(title)}</a>' if title else ""
            evidence += f"<br>{', '.join(part for part in (named, escape(where), escape(period)) if part)}"
        evidence += f'<br><span class="relation">{escape(words.label("relation", test.relation))}</span>'
        number = f"<strong>{escape(tell_number(test, words))}</strong>"
        if test.predicate_en:
            number += f"<br>{escape(words.say('claim.needs', predicate=text_of(test, 'predicate', words)))}"
        if pd.notna(test.n) and test.population != "governments":
            number += f"<br>{escape(words.say('caption.n', n=words.number(test.n)).rstrip('.'))}"
        said = f"{icon(test.verdict)}<strong>{escape(words.label('verdict', test.verdict))}</strong>"
        caveat = tell_caveat(test, words)
        rows.append(
            {"evidence": evidence, "number": number, "said": said + (f"<br>{escape(caveat)}" if caveat else "")}
        )
    headers = {column: words.say(f"claim.column.{column}") for column in ("evidence", "number", "said")}
    frame = pd.DataFrame(rows).rename(columns=headers)
    caption = words.say("claim.tests", number=claim.number, tally=tell_results(tests["verdict"], words))
    return table_html(frame, caption, words, raw=tuple(headers.values()), kind="results")


def tell_number(test: Any, words: Words) -> str:
    """The number and its range as the ledger tells them."""
    return text_of(test, "range", words) or words.say("claim.no_number")


def tell_caveat(test: Any, words: Words) -> str:
    """What the reason adds to the number and the verdict, which stand in the table already."""
    reason = text_of(test, "reason", words)
    if not test.measure:
        return reason
    _, dot, rest = reason.partition(f"{FINDS[test.verdict][words.language]}.")
    return rest.strip() if dot else reason


def draw_tests(tests: pd.DataFrame, claim: Any, words: Words) -> list[Figure]:
    """A chart for each kind of number and each condition that several results share; a lone number needs none."""
    rows = as_estimates(tests, words)
    figures: list[Figure] = []
    for _, own in rows.groupby("predicate_en", sort=False):
        if own["measure"].nunique() > 1 and set(own["measure"].map(words.unit)) != {"share"}:
            continue
        if len(own) == 1 and not any(has_interval(row) or has_bounds(row) for row in each_row(own)):
            continue
        first = next(each_row(own))
        condition = text_of(first, "predicate", words)
        reference = reference_of(str(first.predicate_en), condition, own, words)
        letter = "abcdefgh"[len(figures)]
        figures.append(
            draw_intervals(
                own,
                words,
                name=f"claim-{claim.number:02d}-{letter}",
                finding="tests",
                by=("asked",),
                reference=reference,
                facts={
                    "condition": condition,
                    "measured": tell_measures(own, words),
                    "tally": tell_tally(own["verdict"], words),
                    "number": str(claim.number),
                },
            )
        )
    return figures


def tell_measures(rows: pd.DataFrame, words: Words) -> str:
    """What the numbers of a chart are, in few words: shares of several kinds are shares."""
    measures = unique(rows["measure"])
    return words.label("measure", measures[0]) if len(measures) == 1 else words.say("axis.several_share")


def as_estimates(tests: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The results that are numbers on a common scale and tell something of the claim, as rows of estimates."""
    drawn = tests["measure"].map(lambda measure: bool(measure) and words.unit(measure) in DRAWN_UNITS).astype(bool)
    rows = tests[drawn & (tests["verdict"] != "untestable")]
    rows = rows[rows["estimate"].notna() | rows["lower"].notna()]
    return rows.assign(
        asked=[words.capital(words.spaced(text)) for text in rows[f"reading_{words.language}"]],
        reason=[words.spaced(text) for text in rows[f"reason_{words.language}"]],
        unit="",
        numerator=float("nan"),
        denominator=float("nan"),
    )


def reference_of(predicate: str, condition: str, rows: pd.DataFrame, words: Words) -> Reference | None:
    """The value that the claim needs, where the English predicate names one; `condition` tells it to the reader."""
    found = CONDITION.findall(predicate)
    if len(found) != 1:
        return None
    value = float(found[0].replace("−", "-").replace(",", ""))
    if words.unit(rows["measure"].iloc[0]) in ("share", "points"):
        value /= 100
    return Reference(value, words.say("claim.needs", predicate=condition))
