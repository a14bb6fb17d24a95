"""The ledger judged: every test against its estimate, every claim from its tests."""

import math
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path

import pandas as pd

from ..datasets import DatasetSpec, load_catalogue
from ..files import write_if_changed
from ..findings import Finding, stop_on
from ..vocabulary import load_vocabulary, parse_band
from .claim import Claim, Predicate, Test
from .estimate import Estimate, show_number
from .evidence_words import explain_scrutiny, shorten_inside
from .groups import OUTSIDE
from .judge import combine_parts, combine_readings, combine_tests, judge_estimate
from .ledger import SHOWN, read_ledger
from .number_words import LANGUAGES, show_predicate, show_range, show_rival
from .scrutiny import scrutinise
from .selection import check_selection, read_estimates, select
from .wording import Heard, Part, explain_claim, explain_test, explain_twins

SHOWN_FIELDS = (
    "dataset",
    "jurisdiction",
    "period",
    "population",
    "measure",
    "dimension",
    "category",
    "within",
    "estimate",
    "ci_low",
    "ci_high",
    "lower",
    "upper",
    "set_low",
    "set_high",
    "n",
    "method",
    "status",
    "comparability",
    "reference",
)


def judge_claims(root: Path) -> tuple[dict[str, int], list[Finding]]:
    """Judge the ledger against `estimates.csv`; write `claims.csv` and `claim_tests.csv`.

    Returns the verdicts counted, and the answers that are to be written anew.

    Raises FindingError where the ledger is wrongly written, `estimates.csv` is missing or damaged, or a test picks out
    no estimate or several; then nothing of a former run has been touched.
    """
    specs = load_catalogue(root)
    claims, findings = read_ledger(root, specs)
    estimates, faults = read_estimates(root)
    stop_on(findings + faults)
    claims = [replace(claim, tests=tuple(set_aside(test, specs) for test in claim.tests)) for claim in claims]
    stop_on(fault for claim in claims for test in claim.tests for fault in check_selection(test, estimates))
    judged = [(claim, [judge_test(test, estimates, specs) for test in claim.tests]) for claim in claims]
    tests = [row for claim, rows in judged for row in [{"claim": claim.id, **found} for found in rows]]
    verdicts = [summarise(claim, rows) for claim, rows in judged]
    write_table(root / "data" / "processed" / "claim_tests.csv", tests)
    write_table(root / "data" / "processed" / "claims.csv", verdicts)
    return dict(Counter(str(row["verdict"]) for row in verdicts)), find_stale_answers(claims, verdicts)


def find_stale_answers(claims: list[Claim], rows: list[dict[str, object]]) -> list[Finding]:
    """Claims whose plain words were written for another verdict than they have now."""
    return [
        Finding(
            f"{SHOWN}:{claim.answer.line}",
            f"an answer written for the verdict {claim.answer.verdict}",
            f"words for {row['verdict']}, the verdict that claim {claim.number} has now",
            "the claim is shown without them",
            f"write answer: {{verdict: {row['verdict']}, en: ..., fr: ...}}",
        )
        for claim, row in zip(claims, rows, strict=True)
        if claim.answer.verdict not in ("", row["verdict"])
    ]


def set_aside(test: Test, specs: dict[str, DatasetSpec]) -> Test:
    """A test whose evidence may not be passed on and is not here can't be told, and says what to bring."""
    spec = specs.get(test.select["dataset"]) if test.select else None
    if spec is None or not spec.is_absent:
        return test
    file, publisher = spec.source.file, spec.source.publisher
    reason = {
        "en": "Its data may not be passed on, and they are not here.",
        "fr": "Ses données ne peuvent être transmises et ne se trouvent pas ici.",
    }
    settled_by = {
        "en": f"{file} of {publisher}, brought to {spec.shown_data}, would tell.",
        "fr": f"Le fichier {file} ({publisher}), placé dans {spec.shown_data}, le dirait.",
    }
    return replace(test, select=None, predicate=None, reason=reason, settled_by=settled_by)


def judge_test(test: Test, estimates: list[Estimate], specs: dict[str, DatasetSpec]) -> dict[str, object]:
    """One line of `claim_tests.csv`."""
    about = {
        "test": test.id,
        "part": test.part,
        "relation": test.relation,
        "reading": test.reading,
        "reading_en": test.asks["en"],
        "reading_fr": test.asks["fr"],
    }
    if test.select is None or test.predicate is None:
        why = {language: f"{test.reason[language]} {test.settled_by[language]}" for language in LANGUAGES}
        found = {
            **dict.fromkeys(SHOWN_FIELDS, ""),
            "predicate_en": "",
            "predicate_fr": "",
            "verdict": "untestable",
            "adjusted_p": math.nan,
            "overturned": math.nan,
            **dict.fromkeys(("range_en", "range_fr", "inside_en", "inside_fr"), ""),
        }
    else:
        estimate = select(test, estimates)[0]
        scrutiny = scrutinise(test, estimate, estimates, specs)
        others = rivals(estimate, estimates)
        verdict = scrutiny.allow(judge_estimate(estimate, test.predicate, others))
        said = explain_test(estimate, test.predicate, verdict, test.note)
        inside = explain_twins(estimate, twins(estimate, estimates))
        beside = explain_scrutiny(estimate, test.predicate, scrutiny)
        why = {
            language: " ".join(filter(None, (said[language], inside[language], beside[language])))
            for language in LANGUAGES
        }
        found = {name: value for name, value in asdict(estimate).items() if name in SHOWN_FIELDS}
        found |= {f"predicate_{language}": show_predicate(test.predicate, estimate, language) for language in LANGUAGES}
        found |= {"verdict": verdict, "adjusted_p": scrutiny.adjusted, "overturned": scrutiny.overturned}
        shown = {
            language: "" if scrutiny.late else show_beside(estimate, test.predicate, others, language)
            for language in LANGUAGES
        }
        found |= {f"range_{language}": shown[language] for language in LANGUAGES}
        found |= {f"inside_{language}": said for language, said in shorten_inside(scrutiny).items()}
    return {**about, **found, "reason_en": why["en"], "reason_fr": why["fr"]}


def show_beside(estimate: Estimate, predicate: Predicate, others: list[Estimate], language: str) -> str:
    """The number and its range; beside it the greatest rival, where the claim needs the largest group."""
    range_ = show_range(estimate, language)
    return range_ + show_rival(estimate, others, language) if predicate.kind == "largest" else range_


def twins(estimate: Estimate, estimates: list[Estimate]) -> list[Estimate]:
    """The same gap inside each category of each context; none for what is no pooled gap."""
    if estimate.within or not estimate.measure.endswith("_difference"):
        return []
    same = ("dataset", "jurisdiction", "period", "population", "measure", "dimension", "category")
    return [e for e in estimates if e.within and all(getattr(e, name) == getattr(estimate, name) for name in same)]


def rivals(estimate: Estimate, estimates: list[Estimate]) -> list[Estimate]:
    """The other categories of the same dimension, those apart that overlap this one: unions, and bands that straddle
    it."""
    unions = load_vocabulary().unions(estimate.dimension)
    same = ("dataset", "jurisdiction", "period", "population", "measure", "dimension", "within")
    others = [
        e
        for e in estimates
        if all(getattr(e, name) == getattr(estimate, name) for name in same)
        and e.category not in (estimate.category, *OUTSIDE, *unions, *unions.get(estimate.category, ()))
    ]
    if estimate.dimension != "age_band" or estimate.category in OUTSIDE:
        return others
    mine = parse_band(estimate.category)
    return [e for e in others if not parse_band(e.category).overlaps(mine)]


def summarise(claim: Claim, rows: list[dict[str, object]]) -> dict[str, object]:
    """One line of `claims.csv`."""
    parts = [
        judge_part(claim.parts.get(name), [row for row in rows if row["part"] == name]) for name in claim.parts or ("",)
    ]
    why = explain_claim(parts)
    verdict = combine_parts(part.verdict for part in parts)
    answer = claim.answer.text if claim.answer.verdict == verdict else dict.fromkeys(LANGUAGES, "")
    return {
        "claim": claim.id,
        "number": claim.number,
        "text_en": claim.text["en"],
        "text_fr": claim.text["fr"],
        "at_en": claim.at["en"],
        "at_fr": claim.at["fr"],
        "verdict": verdict,
        "answer_en": answer["en"],
        "answer_fr": answer["fr"],
        "reason_en": why["en"],
        "reason_fr": why["fr"],
        "would_change_en": claim.would_change["en"],
        "would_change_fr": claim.would_change["fr"],
        "tests": len(rows),
    }


def judge_part(name: dict[str, str] | None, rows: list[dict[str, object]]) -> Part:
    """One part of a claim: its tests combined within each reading, then its readings."""
    readings = sorted({str(row["reading"]) for row in rows})
    verdicts = [
        combine_tests((str(row["relation"]), str(row["verdict"])) for row in rows if row["reading"] == reading)
        for reading in readings
    ]
    tests = tuple(
        Heard(
            relation=str(row["relation"]),
            verdict=str(row["verdict"]),
            asks={language: str(row[f"reading_{language}"]) for language in LANGUAGES},
            shown={language: show_heard(row, language) for language in LANGUAGES},
        )
        for row in rows
    )
    return Part(name, combine_readings(verdicts), tests)


def show_heard(row: dict[str, object], language: str) -> str:
    """A test's range and the gap among people alike, or the reason why it has none."""
    return f"{row[f'range_{language}']}{row[f'inside_{language}']}" or str(row[f"reason_{language}"])


def write_table(path: Path, rows: list[dict[str, object]]) -> None:
    """Rows as committed text, numbers written as in `estimates.csv`."""
    shown = [
        {
            name: show_number(value) if isinstance(value, float) and not math.isinf(value) else value
            for name, value in row.items()
        }
        for row in rows
    ]
    write_if_changed(path, pd.DataFrame(shown).to_csv(index=False, lineterminator="\n").encode("utf-8"))
