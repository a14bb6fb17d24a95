"""What a verdict on one number must bear before it stands: timing, chance among many, people alike, missing answers."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ..datasets import DatasetSpec
from .claim import Predicate, Test
from .composition import PARTS
from .estimate import Estimate
from .joint_profiles import read_profiles
from .judge import DECISIVE
from .measures.composition import REVERSED
from .measures.many import false_discovery, p_value
from .measures.sensitivity import overturning_share
from .selection import find_family

THRESHOLDS = ("above", "below", "at_least", "at_most")
SAME = ("dataset", "jurisdiction", "period", "population", "dimension", "category")
CHANCE = 0.05
"""The share of findings within a family that may be wrong."""


@dataclass(frozen=True)
class Scrutiny:
    """What was looked at beside a test's number.

    late: whether the groups were measured after the course where the claim is about before. compared: how many
    estimates were looked at together, and adjusted: the p value that allows for them. inside: the gap among people
    alike, by context. overturned: the share of the missing answers that would turn what the known ones say.
    """

    late: bool = False
    compared: int = 0
    adjusted: float = math.nan
    inside: tuple[Estimate, ...] = ()
    overturned: float = math.nan

    @property
    def reversed(self) -> bool:
        """Whether the gap among people alike surely points the other way."""
        return any(gap.reason.startswith(REVERSED) for gap in self.inside)

    def allow(self, verdict: str) -> str:
        """The verdict, as far as it bears this."""
        if self.late:
            return "untestable"
        if verdict in DECISIVE and (self.reversed or self.adjusted > CHANCE):
            return "inconclusive"
        return verdict


def scrutinise(
    test: Test, estimate: Estimate, estimates: Iterable[Estimate], specs: dict[str, DatasetSpec]
) -> Scrutiny:
    """All that a test's number must bear."""
    listed = list(estimates)
    compared, adjusted = adjust_for_family(test, estimate, listed)
    return Scrutiny(
        late=test.before and is_late(estimate, specs),
        compared=compared,
        adjusted=adjusted,
        inside=tuple(find_standardised(estimate, listed)),
        overturned=find_overturning(estimate, test.predicate) if lacks_answers(estimate, specs) else math.nan,
    )


def is_late(estimate: Estimate, specs: dict[str, DatasetSpec]) -> bool:
    """Whether the groups, or a trait of the profile, were measured after the course."""
    if estimate.dataset not in specs:
        return False
    variables = specs[estimate.dataset].variables
    traits = read_profiles().get(estimate.category, ()) if estimate.dimension == "profile" else ()
    named = [dimension for dimension, _ in traits] or [estimate.dimension]
    return any(name in variables and variables[name].measured == "after" for name in named)


def adjust_for_family(test: Test, estimate: Estimate, estimates: list[Estimate]) -> tuple[int, float]:
    """How many estimates the test's family holds, and the test's p value as adjusted for them all.

    NaN where the ledger declares no family, or the number has no error.
    """
    if test.family is None or test.predicate is None or test.predicate.kind not in THRESHOLDS:
        return 0, math.nan
    family = find_family(test.family, estimates)
    values = np.array([p_value(e.estimate, test.predicate.value, e.se, e.df) for e in family])
    adjusted = dict(zip(family, false_discovery(values), strict=True))
    return int((~np.isnan(values)).sum()), float(adjusted.get(estimate, math.nan))


def find_standardised(estimate: Estimate, estimates: list[Estimate]) -> list[Estimate]:
    """The same gap among people alike, by each context; none for what is no pooled gap."""
    if estimate.within or not estimate.measure.endswith("_difference"):
        return []
    name = estimate.measure.removesuffix("difference") + PARTS[0]
    same = [
        e for e in estimates if e.measure == name and all(getattr(e, key) == getattr(estimate, key) for key in SAME)
    ]
    return [e for e in same if e.usable]


def lacks_answers(estimate: Estimate, specs: dict[str, DatasetSpec]) -> bool:
    """Whether bounds come from missing answers: those of printed figures come from rounding, those of a change over
    time from both its ends."""
    rows = estimate.dataset in specs and specs[estimate.dataset].kind in ("records", "counts")
    return rows and estimate.measure not in ("growth", "excess")


def find_overturning(estimate: Estimate, predicate: Predicate | None) -> float:
    """The share of the missing answers that would turn what the known ones say of a threshold; NaN where there is no
    threshold, no estimate, or nothing missing."""
    if predicate is None or predicate.kind not in THRESHOLDS or not estimate.usable:
        return math.nan
    if math.isnan(estimate.estimate) or math.isnan(estimate.lower) or estimate.estimate == predicate.value:
        return math.nan
    return overturning_share(estimate.estimate, estimate.lower, estimate.upper, predicate.value)


def keeps(estimate: Estimate, predicate: Predicate) -> bool:
    """Whether the known answers by themselves are on the claim's side of a threshold."""
    above = predicate.kind in ("above", "at_least")
    return estimate.estimate > predicate.value if above else estimate.estimate < predicate.value
