"""The ledger of claims as it is written in `data/raw/claims.yml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..datasets import DatasetSpec
from ..datasets.catalogue import read_catalogue
from ..datasets.form import Form
from ..findings import Finding
from ..located import Sequence, read_yaml
from ..vocabulary import load_vocabulary

CLAIM = ("id", "number", "text", "at", "would_change", "parts", "tests")
TEST = ("id", "part", "relation", "reading", "asks", "select", "predicate", "note", "untestable")
SELECT = ("dataset", "jurisdiction", "period", "population", "measure", "dimension", "category", "within")
PREDICATES = ("above", "below", "at_least", "at_most", "between", "equals", "largest")
UNTESTABLE = ("reason", "settled_by")
SHOWN = "data/raw/claims.yml"
COMPUTED = ("evidence_map",)
"""Datasets that no folder holds, since the project makes them of all the others."""

SELF_SELECTED = ("convenience",)
"""Designs whose numbers describe those who answered and nobody else."""

Bilingual = dict[str, str]


@dataclass(frozen=True)
class Predicate:
    """A condition on a number: `above` 0, `between` 0.8 and 1.25, `equals` 0.76 as printed, `largest` of its
    dimension."""

    kind: str
    value: float = 0.0
    second: float = 0.0


@dataclass(frozen=True)
class Test:
    """One way to hold a claim against an estimate, or the stated reason why nothing open can.

    reading: the sense in which it takes the claim: most learners are such people (share), such people take part more
    than others (rate), or the plain words of a claim that allows one sense only (plain).
    """

    id: str
    part: str
    line: int
    relation: str
    reading: str
    asks: Bilingual
    select: dict[str, str] | None = None
    predicate: Predicate | None = None
    note: Bilingual = field(default_factory=dict)
    reason: Bilingual = field(default_factory=dict)
    settled_by: Bilingual = field(default_factory=dict)


@dataclass(frozen=True)
class Claim:
    """What the report says, in words of our own, and its tests."""

    id: str
    number: int
    text: Bilingual
    at: str
    would_change: Bilingual
    parts: dict[str, Bilingual]
    tests: tuple[Test, ...]


def read_ledger(root: Path, specs: Mapping[str, DatasetSpec]) -> tuple[list[Claim], list[Finding]]:
    """The claims and everything that is wrong with how they are written."""
    document, findings = read_yaml(root / "data" / "raw" / "claims.yml", SHOWN)
    if not isinstance(document, Sequence):
        wrong = Finding(
            f"{SHOWN}:1", "no list of claims", "a list, one item a claim", "no claim is judged", "write - id: ..."
        )
        return [], findings or [wrong]
    claims = [read_claim(item, specs, findings) for item in document]
    for index, claim in enumerate(claims):
        if claim.id in {earlier.id for earlier in claims[:index]}:
            where = f"{SHOWN}:{document.lines[index]}"
            findings.append(
                Finding(
                    where, f"the id {claim.id} a second time", "each id once", "one would hide the other", "rename it"
                )
            )
    return claims, findings


def read_claim(item: object, specs: Mapping[str, DatasetSpec], findings: list[Finding]) -> Claim:
    form = Form(item, CLAIM, SHOWN, findings, "claim")
    parts = form.mapping.get("parts", {})
    names = {name: Form(value, ("en", "fr"), SHOWN, findings, "parts") for name, value in dict(parts).items()}
    tests = tuple(read_test(entry, line, specs, tuple(names), findings) for line, entry in form.read_items("tests"))
    if not tests:
        form.note(form.mapping.line, "a claim with no test", "a test, or untestable with its reason", "add tests:")
    return Claim(
        id=form.read_text("id", required=True),
        number=int(form.read_number("number", default=0)),
        text=form.read_bilingual("text", required=True),
        at=form.read_text("at", required=True),
        would_change=form.read_bilingual("would_change", required=True),
        parts={
            name: {language: part.read_text(language, required=True) for language in ("en", "fr")}
            for name, part in names.items()
        },
        tests=tests,
    )


def read_test(
    item: object, line: int, specs: Mapping[str, DatasetSpec], parts: tuple[str, ...], findings: list[Finding]
) -> Test:
    form = Form(item, TEST, SHOWN, findings, "test")
    id = form.read_text("id", required=True)
    part = form.read_text("part", parts, required=bool(parts))
    relation = form.read_text("relation", load_vocabulary().codes("relation"), required=True)
    reading = form.read_text("reading", load_vocabulary().codes("reading")) or "plain"
    asks = form.read_bilingual("asks", required=True)
    if "untestable" in form.mapping:
        why = form.read_form("untestable", UNTESTABLE)
        reason, settled_by = (
            why.read_bilingual("reason", required=True),
            why.read_bilingual("settled_by", required=True),
        )
        return Test(id, part, line, relation, reading, asks, reason=reason, settled_by=settled_by)
    select = form.read_form("select", SELECT, required=True)
    dataset = select.read_text("dataset", (*specs, *COMPUTED), required=True)
    if relation == "independent" and dataset in specs and specs[dataset].design.kind in SELF_SELECTED:
        allowed = "analogue: it speaks of those who answered, and can support a claim about others but not settle it"
        form.note(
            form.line("relation"),
            f"relation: independent over the {specs[dataset].design.kind} sample {dataset}",
            allowed,
            "write relation: analogue",
        )
    select.read_text("measure", load_vocabulary().codes("measure"), required=True)
    return Test(
        id,
        part,
        line,
        relation,
        reading,
        asks,
        select={key: str(value) for key, value in select.mapping.items()},
        predicate=read_predicate(form),
        note=form.read_bilingual("note"),
    )


def read_predicate(form: Form) -> Predicate:
    inner = form.read_form("predicate", PREDICATES, required=True)
    if len(inner.mapping) != 1:
        inner.note(
            inner.mapping.line,
            f"{len(inner.mapping)} conditions",
            "one of " + ", ".join(PREDICATES),
            "write one: above: 0",
        )
        return Predicate("above")
    kind = next(iter(inner.mapping))
    if kind == "largest":
        return Predicate(kind)
    if kind == "between":
        ends = [float(end) for _, end in inner.read_items("between") if isinstance(end, str)]
        if len(ends) != 2 or ends[0] > ends[1]:
            inner.note(
                inner.line(kind), "between without two rising numbers", "between: [0.8, 1.25]", "write both ends"
            )
            return Predicate(kind)
        return Predicate(kind, *ends)
    return Predicate(kind, inner.read_number(kind))


def check_claims(root: Path) -> list[Finding]:
    """Everything that is wrong with the ledger, the names of its datasets included."""
    return read_ledger(root, read_catalogue(root)[0])[1]
