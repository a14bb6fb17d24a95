"""The ledger of claims as it is written in `data/raw/claims.yml`."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ..datasets import DatasetSpec
from ..datasets.catalogue import find_datasets, read_catalogue
from ..datasets.form import LANGUAGES, Form, parse_number
from ..findings import Finding
from ..located import Mapping, Sequence, read_yaml
from ..vocabulary import load_vocabulary
from .claim import Answer, Bilingual, Claim, Predicate, Test

CLAIM = ("id", "number", "text", "at", "answer", "would_change", "parts", "tests")
ANSWER = ("verdict", "en", "fr")
TEST = ("id", "part", "relation", "reading", "asks", "select", "before", "family", "predicate", "note", "untestable")
SELECT = ("dataset", "jurisdiction", "period", "population", "measure", "dimension", "category", "within")
PREDICATES = ("above", "below", "at_least", "at_most", "between", "equals", "largest")
UNTESTABLE = ("reason", "settled_by")
SHOWN = "data/raw/claims.yml"
COMPUTED = ("evidence_map",)
"""Datasets that no folder holds, since the project makes them of all the others."""

SELF_SELECTED = ("convenience",)
"""Designs whose numbers describe those who answered and nobody else."""


class Datasets(NamedTuple):
    """What a test may select from: the sound descriptions by id, and every name."""

    specs: dict[str, DatasetSpec]
    names: tuple[str, ...]


def read_ledger(
    root: Path, specs: dict[str, DatasetSpec], faulty: Iterable[str] = ()
) -> tuple[list[Claim], list[Finding]]:
    """The claims and everything that is wrong with how they are written.

    `faulty` names datasets whose own descriptions must be mended first; a test may select them.
    """
    document, findings = read_yaml(root / "data" / "raw" / "claims.yml", SHOWN)
    if not isinstance(document, Sequence) or not document:
        found, remedy = "no list of claims", "write - id: ..., with the keys " + ", ".join(CLAIM)
        return [], findings or [Finding(f"{SHOWN}:1", found, "a list of claims", "no claim is judged", remedy)]
    datasets = Datasets(specs, (*specs, *faulty, *COMPUTED))
    claims = [read_claim(item, line, datasets, findings) for item, line in zip(document, document.lines, strict=True)]
    for key in ("id", "number"):
        findings += check_repeats(f"claim's {key}", [(str(getattr(claim, key)), claim.line) for claim in claims])
    return claims, findings


def check_repeats(what: str, names: list[tuple[str, int]]) -> list[Finding]:
    """A finding for each name that an earlier line has."""
    first: dict[str, int] = {}
    findings = []
    for name, line in names:
        if name and first.setdefault(name, line) != line:
            found = f"the {what} {name} a second time (first on line {first[name]})"
            findings.append(Finding(f"{SHOWN}:{line}", found, "each once", "one would hide the other", "change one"))
    return findings


def read_claim(item: object, line: int, datasets: Datasets, findings: list[Finding]) -> Claim:
    form = Form(item, CLAIM, SHOWN, findings, "claim", line)
    parts = read_parts(form)
    names = tuple(parts) if "parts" in form.mapping else None
    tests = tuple(read_test(entry, at, datasets, names, form.findings) for at, entry in form.read_items("tests"))
    if not tests:
        form.note(line, "a claim with no test", "a test, or untestable: with its reason", "add tests: to the claim")
    for part in set(parts) - {test.part for test in tests}:
        form.note(form.line("parts"), f"the part {part}, which no test is of", "a test or more", f"write part: {part}")
    form.findings += check_repeats("test's id", [(test.id, test.line) for test in tests])
    number = form.read_text("number", required=True)
    if number and not re.fullmatch(r"[1-9][0-9]*", number):
        form.note(form.line("number"), f"number: {number}", "a whole number from 1", "write number: 21 or the like")
    return Claim(
        id=form.read_text("id", required=True),
        line=line,
        number=int(number) if number.isdecimal() else 0,
        text=form.read_bilingual("text", required=True),
        at=form.read_bilingual("at", required=True),
        answer=read_answer(form),
        would_change=form.read_bilingual("would_change", required=True),
        parts=parts,
        tests=tests,
    )


def read_answer(form: Form) -> Answer:
    """The plain words of a claim's verdict; none where nobody wrote them yet."""
    if "answer" not in form.mapping:
        return Answer("", dict.fromkeys(LANGUAGES, ""), form.mapping.line)
    inner = form.read_form("answer", ANSWER)
    verdict = inner.read_text("verdict", load_vocabulary().codes("verdict"), required=True)
    return Answer(verdict, {key: inner.read_text(key, required=True) for key in LANGUAGES}, form.line("answer"))


def read_parts(form: Form) -> dict[str, Bilingual]:
    """The names of a claim's parts; none where it says one thing."""
    if "parts" not in form.mapping:
        return {}
    value = form.mapping["parts"]
    if not isinstance(value, Mapping) or not value:
        allowed = "for each part its name and what it says in both languages"
        remedy = "write parts: {NAME: {en: ..., fr: ...}}, or delete parts:"
        form.note(form.line("parts"), f"parts: {value}", allowed, remedy)
        return {}
    inner = Form(value, tuple(value), SHOWN, form.findings, "parts", form.line("parts"))
    return {name: inner.read_bilingual(name, required=True) for name in value}


def read_test(
    item: object, line: int, datasets: Datasets, parts: tuple[str, ...] | None, findings: list[Finding]
) -> Test:
    form = Form(item, TEST, SHOWN, findings, "test", line)
    about = Test(
        id=form.read_text("id", required=True),
        part=form.read_text("part", parts or (), required=bool(parts)),
        line=line,
        relation=form.read_text("relation", load_vocabulary().codes("relation"), required=True),
        reading=form.read_text("reading", load_vocabulary().codes("reading")) or "plain",
        asks=form.read_bilingual("asks", required=True),
        note=form.read_bilingual("note"),
    )
    if about.part and parts is None:
        remedy = f"delete part: {about.part}, or add parts: to the claim"
        form.note(form.line("part"), f"part: {about.part}", "a part that the claim names under parts:", remedy)
    if ("untestable" in form.mapping) == ("select" in form.mapping):
        found = (
            f"{'both' if 'select' in form.mapping else 'neither'} of select and untestable in {about.id or 'a test'}"
        )
        form.note(line, found, "select: and predicate:, or untestable: with the reason", "write one of the two")
        return about
    if "untestable" in form.mapping:
        why = form.read_form("untestable", UNTESTABLE)
        reason, settled_by = (why.read_bilingual(key, required=True) for key in UNTESTABLE)
        return replace(about, reason=reason, settled_by=settled_by)
    return replace(
        about,
        select=read_select(form, about.relation, datasets),
        before=form.read_text("before", ("yes", "no")) == "yes",
        family=read_family(form, datasets),
        predicate=read_predicate(form),
    )


def read_family(form: Form, datasets: Datasets) -> dict[str, str] | None:
    """The estimates that a test belongs to, by the columns that they share."""
    if "family" not in form.mapping:
        return None
    inner = form.read_form("family", SELECT)
    allowed = {"dataset": datasets.names, "measure": load_vocabulary().codes("measure")}
    return {key: inner.read_text(key, allowed.get(key, ()), key in allowed) for key in SELECT if key in inner.mapping}


def read_select(form: Form, relation: str, datasets: Datasets) -> dict[str, str]:
    """Which estimate a test asks for."""
    inner = form.read_form("select", SELECT)
    allowed = {"dataset": datasets.names, "measure": load_vocabulary().codes("measure")}
    select = {key: inner.read_text(key, allowed.get(key, ()), key in allowed) for key in SELECT}
    id = select["dataset"]
    if relation == "independent" and id in datasets.specs and datasets.specs[id].design.kind in SELF_SELECTED:
        form.note(
            form.line("relation"),
            f"relation: independent over the {datasets.specs[id].design.kind} sample {id}",
            "analogue: it speaks of those who answered, and can support a claim about others but not settle it",
            "write relation: analogue",
        )
    return {key: value for key, value in select.items() if key in inner.mapping}


def read_predicate(form: Form) -> Predicate:
    inner = form.read_form("predicate", PREDICATES, required=True)
    if len(inner.mapping) != 1:
        if isinstance(form.mapping.get("predicate"), Mapping):
            found, allowed = f"{len(inner.mapping)} conditions in predicate", "one of " + ", ".join(PREDICATES)
            inner.note(form.line("predicate"), found, allowed, "write predicate: {above: 0} or the like")
        return Predicate("above")
    kind = next(iter(inner.mapping))
    if kind == "largest":
        return Predicate(kind)
    if kind == "between":
        ends = [parse_number(end) for _, end in inner.read_items("between")]
        if len(ends) != 2 or not ends[0] <= ends[1]:
            found, allowed = "between without two rising numbers", "the lower end and the upper end"
            inner.note(inner.line(kind), found, allowed, "write between: [0.8, 1.25] or the like")
            return Predicate(kind)
        return Predicate(kind, *ends)
    return Predicate(kind, inner.read_number(kind) if kind in PREDICATES else 0.0)


def check_claims(root: Path) -> list[Finding]:
    """Everything that is wrong with the ledger, the names of its datasets included."""
    specs, _ = read_catalogue(root)
    faulty = {folder.name for folder in find_datasets(root)} - set(specs)
    return read_ledger(root, specs, faulty)[1]
