"""What a claim is and what its tests ask, as the ledger writes them."""

from dataclasses import dataclass, field

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
    than others (rate), or the plain words of a claim that allows one sense only (plain). before: it needs the groups as
    they stood before the course. family: which estimates were looked at together with this one, so that chance had as
    many turns.
    """

    id: str
    part: str
    line: int
    relation: str
    reading: str
    asks: Bilingual
    select: dict[str, str] | None = None
    before: bool = False
    family: dict[str, str] | None = None
    predicate: Predicate | None = None
    note: Bilingual = field(default_factory=dict)
    reason: Bilingual = field(default_factory=dict)
    settled_by: Bilingual = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What the evidence amounts to in plain words, and the verdict that they were written for."""

    verdict: str
    text: Bilingual
    line: int


@dataclass(frozen=True)
class Claim:
    """What the report says, in words of our own, and its tests."""

    id: str
    line: int
    number: int
    text: Bilingual
    at: Bilingual
    answer: Answer
    would_change: Bilingual
    parts: dict[str, Bilingual]
    tests: tuple[Test, ...]
