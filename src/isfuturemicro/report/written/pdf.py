"""The scorecard and every claim as a PDF that a screen reader can read (PDF/UA-1), made by typst."""

import json
import tempfile
from pathlib import Path
from typing import Any

import matplotlib

from ... import __version__
from ...figures import Words, draw_scorecard
from ...figures.rows import each_row
from ..claims import draw_tests
from ..page import text_of
from ..pages import short
from ..verdicts import split_reason, tell_results
from .desk import Desk
from .index import RULES, tell_answer

SOURCE = Path(__file__).parent / "scripts" / "report.typ"
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
"""The faces that charts are drawn with; the system's own would differ from machine to machine."""


def write(desk: Desk) -> dict[str, bytes]:
    """The PDF. typst refuses a picture without a text, a document without title or language, a skipped heading."""
    import typst  # here, since it is an extra

    words, claims = desk.words, desk.table("claims").sort_values("number")
    tests = desk.table("claim_tests")
    scorecard = draw_scorecard(claims, words, name="scorecard")
    pictures: dict[str, bytes] = {"scorecard.svg": scorecard.svg.encode()}
    told = []
    for claim in each_row(claims):
        own = tests[tests["claim"] == claim.claim]
        figures = draw_tests(own, claim, words)
        pictures |= {f"{figure.name}.svg": figure.svg.encode() for figure in figures}
        told.append(tell_claim(claim, own, figures, desk))
    document = {
        "language": words.language,
        "title": words.say("index.title"),
        "answer": tell_answer(claims, words),
        "scorecard": {"file": "scorecard.svg", "alt": scorecard.alt, "title": scorecard.title},
        "claims": told,
        "reading": words.say("index.reading"),
        "rules": [plain(words.say(f"index.rule.{rule}")) for rule in RULES],
        "contents": words.say("pdf.contents"),
        "change": words.say("claim.would_change"),
        "headers": [words.say(f"claim.column.{column}") for column in ("evidence", "number", "said")],
        "footer": words.say("page.footer"),
        "stamp": words.say("pdf.stamp", version=__version__, inputs=short(desk.plan.inputs)),
    }
    return {desk.plan.address: compile_pdf(document, pictures, typst)}


def compile_pdf(document: dict[str, Any], pictures: dict[str, bytes], typst: Any) -> bytes:
    """The document set by the template; no clock time goes in."""
    with tempfile.TemporaryDirectory(prefix="ifm-") as folder:
        for name, content in pictures.items():
            (Path(folder) / name).write_bytes(named(content))
        (Path(folder) / "report.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        (Path(folder) / "report.typ").write_bytes(SOURCE.read_bytes())
        made: bytes = typst.compile(
            Path(folder) / "report.typ",
            root=folder,
            format="pdf",
            pdf_standards=["ua-1"],
            font_paths=[FONTS],
            ignore_system_fonts=True,
            timestamp=0,
        )
        return made


def named(svg: bytes) -> bytes:
    """A drawing made for a page as a file of its own: with its namespace, in the face that its text was measured in."""
    whole = svg if b"xmlns=" in svg else svg.replace(b"<svg", b'<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return whole.replace(b"inherit", b"'DejaVu Sans'")


def tell_claim(claim: Any, tests: Any, figures: list[Any], desk: Desk) -> dict[str, Any]:
    words = desk.words
    return {
        "number": int(claim.number),
        "text": text_of(claim, "text", words),
        "at": text_of(claim, "at", words),
        "verdict": words.label("verdict", claim.verdict),
        "answer": text_of(claim, "answer", words),
        "reason": tell_reason(text_of(claim, "reason", words), words),
        "would_change": text_of(claim, "would_change", words),
        "figures": [
            {"file": f"{figure.name}.svg", "alt": figure.alt, "title": figure.title, "caption": figure.caption}
            for figure in figures
        ],
        "tally": tell_results(tests["verdict"], words),
        "results": [
            [
                words.capital(text_of(test, "reading", words)),
                text_of(test, "range", words) or words.say("claim.no_number"),
                words.label("verdict", test.verdict),
            ]
            for test in each_row(tests)
        ],
    }


def tell_reason(reason: str, words: Words) -> list[str]:
    """The reason of each part of the claim, then what holds for all of them."""
    shared, parts = split_reason(reason, words)
    told = [
        f"{part.name}{words.say('colon')} {words.mid(words.label('verdict', part.verdict))}. {part.text}"
        for part in parts
    ]
    return [text for text in (*told, shared) if text]


def plain(html: str) -> str:
    """A sentence without its marks."""
    return html.replace("<strong>", "").replace("</strong>", "")
