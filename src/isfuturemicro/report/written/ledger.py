"""The scorecard as JSON, for other sites: a schema that is small and told in docs/scorecard_json.md."""

import json
from typing import Any

import pandas as pd

from ... import __version__
from ...figures.rows import each_row
from ..pages import short
from .desk import Desk
from .plan import claim_file

SCHEMA = 1
"""Raised when a key changes its meaning or goes; a new key leaves it as it is."""
REPORT = "Is the Future Micro? Unbundling learning for flexibility & access"
BOTH = ("en", "fr")


def write(desk: Desk) -> dict[str, bytes]:
    """Every claim with its verdict, why, and its results, in both languages."""
    tests = desk.table("claim_tests")
    document = {
        "schema": SCHEMA,
        "version": __version__,
        "inputs": short(desk.plan.inputs),
        "licence": "CC-BY-4.0",
        "report": {"title": REPORT, "published": "2021-03"},
        "claims": [
            tell_claim(claim, tests[tests["claim"] == claim.claim], desk)
            for claim in each_row(desk.table("claims").sort_values("number"))
        ],
    }
    return {desk.plan.address: (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()}


def tell_claim(claim: Any, tests: pd.DataFrame, desk: Desk) -> dict[str, Any]:
    return {
        "id": claim.claim,
        "number": int(claim.number),
        "text": in_both(claim, "text"),
        "verdict": claim.verdict,
        "verdict_label": {
            language: desk.words.vocabulary.label("verdict", claim.verdict, language) for language in BOTH
        },
        "answer": in_both(claim, "answer"),
        "reason": in_both(claim, "reason"),
        "would_change": in_both(claim, "would_change"),
        "page": claim_file(claim.number),
        "results": [tell_test(test) for test in each_row(tests)],
    }


def tell_test(test: Any) -> dict[str, Any]:
    """A result; what is not known is null, never 0."""
    told: dict[str, Any] = {"id": test.test, "relation": test.relation, "verdict": test.verdict}
    told |= {"reading": in_both(test, "reading"), "dataset": test.dataset or None, "measure": test.measure or None}
    for column in ("estimate", "ci_low", "ci_high", "lower", "upper", "n"):
        value = getattr(test, column)
        told[column] = None if pd.isna(value) else value
    return told


def in_both(row: Any, field: str) -> dict[str, str]:
    return {language: str(getattr(row, f"{field}_{language}")) for language in BOTH}
