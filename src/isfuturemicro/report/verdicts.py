"""Verdicts and their reasons as pieces of a page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from ..figures import Words
from ..figures.style import VERDICT_COLOURS
from .html import badge, icon


@dataclass(frozen=True)
class PartReason:
    """What a claim's reason says of one part of it."""

    name: str
    verdict: str
    text: str


def split_reason(reason: str, words: Words) -> tuple[str, list[PartReason]]:
    """A reason's parts, each headed `name: verdict.` in the file, or the reason without its leading verdict.

    The text that stands after the last part and speaks of all of them comes first in the result.
    """
    verdicts = {words.label("verdict", code).lower(): code for code in VERDICT_COLOURS}
    labels = "|".join(re.escape(label) for label in verdicts)
    plain = re.sub(rf"^({labels})\. ", "", reason, flags=re.IGNORECASE)
    heads = list(re.finditer(rf"(?:^|(?<=\. ))([^.:]+?)\s*: ({labels})\. ", reason, flags=re.IGNORECASE))
    if not heads:
        return plain, []
    ends = [head.start() for head in heads[1:]] + [len(reason)]
    parts = [
        PartReason(head[1].strip(), verdicts[head[2].lower()], reason[head.end() : end].strip())
        for head, end in zip(heads, ends, strict=True)
    ]
    shared = words.say("claim.only_analogues")
    last = parts[-1]
    if last.text.endswith(shared):
        parts[-1] = PartReason(last.name, last.verdict, last.text.removesuffix(shared).strip())
        return shared, parts
    return "", parts


def reason_html(reason: str, words: Words) -> str:
    """A reason as a paragraph, or as a list of its parts with their verdicts."""
    text, parts = split_reason(reason, words)
    if not parts:
        return f'<p class="reason">{escape(text)}</p>'
    items = "".join(
        f"<li>{icon(part.verdict)}<div><strong>{escape(part.name)}</strong> "
        f'<span class="said">{escape(words.mid(words.label("verdict", part.verdict)))}</span><br>{escape(part.text)}</div></li>'
        for part in parts
    )
    after = f'<p class="reason">{escape(text)}</p>' if text else ""
    return f'<ul class="parts">{items}</ul>{after}'


def short_reason_html(reason: str, tests: pd.DataFrame, words: Words) -> str:
    """A reason for the scorecard: in full where it is short, else its parts by name and a tally of the results."""
    text, parts = split_reason(reason, words)
    shared = words.say("claim.only_analogues")
    if not parts:
        text = text.removesuffix(shared).strip()
        weak = f' <span class="weak">{escape(words.say("claim.weak"))}</span>' if reason.endswith(shared) else ""
        return f"<p>{escape(text)}{weak}</p>"
    chips = "".join(
        f'<li>{icon(part.verdict)}<span>{escape(part.name)}</span> <span class="said">{escape(words.mid(words.label("verdict", part.verdict)))}</span></li>'
        for part in parts
    )
    weak = f' <span class="weak">{escape(words.say("claim.weak"))}</span>' if text == shared else ""
    return f'<ul class="chips">{chips}</ul><p>{escape(tell_tally(tests["verdict"], words))}{weak}</p>'


def tell_tally(verdicts: Iterable[str], words: Words) -> str:
    """How many results speak for the claim, against it, or leave it open."""
    counted = list(verdicts)
    told = []
    for key, codes in (("for", ("reproduced", "supported")), ("against", ("contradicted",)), ("open", ("inconclusive",)), ("silent", ("untestable",))):
        count = sum(counted.count(code) for code in codes)
        if count:
            told.append(words.say(f"tally.{key}", count=words.number(count)))
    return words.say("tally.all" if len(counted) != 1 else "tally.one", count=words.number(len(counted)), list=words.join(told))


def verdict_line(claim: Any, words: Words) -> str:
    """The claim's number, words and verdict, linked to its evidence."""
    text = str(getattr(claim, f"text_{words.language}"))
    return (
        f'<li><a href="01_claims.html#claim-{claim.number:02d}"><span class="number">{claim.number}</span>'
        f"<span>{escape(text)}</span></a>{badge(claim.verdict, words)}</li>"
    )
