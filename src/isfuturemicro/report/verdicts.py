"""Verdicts and their reasons as pieces of a page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from ..analysis.wording import ONLY_ANALOGUES, SIDES
from ..figures import Words
from ..figures.style import VERDICT_COLOURS
from .html import badge, icon
from .page import text_of
from .written.plan import claim_file


@dataclass(frozen=True)
class PartReason:
    """What a claim's reason says of one part of it."""

    name: str
    verdict: str
    text: str


def answer_html(claim: Any, words: Words) -> str:
    """What the evidence amounts to in plain words; nothing where nobody wrote them for this verdict."""
    answer = text_of(claim, "answer", words)
    return f'<p class="plain">{escape(answer)}</p>' if answer else ""


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
    shared = ONLY_ANALOGUES[words.language]
    last = parts[-1]
    if last.text.endswith(shared):
        parts[-1] = PartReason(last.name, last.verdict, last.text.removesuffix(shared).strip())
        return shared, parts
    return "", parts


def reason_html(reason: str, words: Words) -> str:
    """A reason as a paragraph, or as a list of its parts with their verdicts."""
    text, parts = split_reason(reason, words)
    if not parts:
        return f'<p class="reason">{mark_directions(text, words)}</p>'
    items, colon = [], words.say("colon")
    for part in parts:
        said = escape(words.mid(words.label("verdict", part.verdict)))
        head = f'<strong>{escape(part.name)}</strong>{colon} <span class="said">{said}</span>'
        items.append(f"<li>{icon(part.verdict)}<div>{head}<br>{mark_directions(part.text, words)}</div></li>")
    after = f'<p class="reason">{escape(text)}</p>' if text else ""
    return f'<ul class="parts">{"".join(items)}</ul>{after}'


def short_reason_html(reason: str, words: Words) -> str:
    """A reason for the scorecard: of each part and each direction the first result, and how many more there are."""
    text, parts = split_reason(reason, words)
    shared = ONLY_ANALOGUES[words.language]
    weak = f' <span class="weak">{escape(words.say("claim.weak"))}</span>' if reason.endswith(shared) else ""
    if not parts:
        return f"<p>{mark_directions(shorten(text.removesuffix(shared).strip(), words), words)}{weak}</p>"
    items = "".join(
        f"<li>{icon(part.verdict)}<span><strong>{escape(part.name)}</strong>{words.say('colon')} "
        f'<span class="said">{escape(words.mid(words.label("verdict", part.verdict)))}.</span> '
        f"{mark_directions(shorten(part.text, words), words)}</span></li>"
        for part in parts
    )
    return f'<ul class="brief">{items}</ul>' + (f"<p>{weak.strip()}</p>" if weak else "")


def directions(words: Words) -> list[str]:
    """The words with which a reason heads what speaks for a claim, against it, and what leaves it open."""
    colon = words.say("colon")
    return [words.capital(word[words.language]) + colon for word, _ in SIDES]


def shorten(text: str, words: Words) -> str:
    """The first result of each direction and how many follow it."""
    heads = "|".join(re.escape(direction) for direction in directions(words))

    def first(match: re.Match[str]) -> str:
        results = match[2].rstrip(". ").split("; ")
        more = words.say("claim.more", count=words.number(len(results) - 1)) if len(results) > 1 else ""
        return f"{match[1]} {results[0]}{more}. "

    return re.sub(rf"({heads}) (.*?\.)(?= (?:{heads})|$)", first, text).strip()


def mark_directions(text: str, words: Words) -> str:
    """The text with those words set off."""
    marked = escape(text)
    for direction in directions(words):
        marked = marked.replace(escape(direction), f"<b>{escape(direction)}</b>")
    return marked


def tell_tally(verdicts: Iterable[str], words: Words) -> str:
    """How many results speak for the claim, against it, or leave it open."""
    counted = list(verdicts)
    told = []
    for key, codes in (
        ("for", ("reproduced", "supported")),
        ("against", ("contradicted",)),
        ("open", ("inconclusive",)),
        ("silent", ("untestable",)),
    ):
        count = sum(counted.count(code) for code in codes)
        if count:
            told.append(words.say(f"tally.{key}", count=words.number(count)))
    return words.join(told)


def tell_results(verdicts: Iterable[str], words: Words) -> str:
    """How many results there are, and that tally of them."""
    counted = list(verdicts)
    key = "tally.all" if len(counted) != 1 else "tally.one"
    return words.say(key, count=words.number(len(counted)), list=tell_tally(counted, words))


def verdict_line(claim: Any, words: Words, reason: str = "") -> str:
    """The claim's number, words and verdict, linked to its evidence, and a reason under them."""
    text = text_of(claim, "text", words)
    return (
        f'<li><a href="{claim_file(claim.number)}"><span class="number">{claim.number}</span>'
        f"<span>{escape(text)}</span></a>{badge(claim.verdict, words)}{reason}</li>"
    )
