"""Whether a share of learners and a share of a population cover the same years, ages and groups."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ..datasets import DatasetSpec
from ..vocabulary import load_vocabulary
from .estimate import Estimate
from .groups import OUTSIDE
from .trend import read_year

MOST_APART = 2
"""Years between learners and population beyond which the one is not the population of the other."""
NEGLIGIBLE = 0.02
"""Groups that only one of the two names may make up so much together before no ratio is given."""


@dataclass(frozen=True)
class Cover:
    """What only one of the two covers.

    years_apart; other_ages: whether ages differ, and ages_apart, the part of the reference that is of other ages (NaN
    where it is not known); learners_apart, reference_apart: shares of groups that the other does not name.
    """

    years_apart: float = 0.0
    other_ages: str = ""
    ages_apart: float = 0.0
    learners_apart: float = 0.0
    reference_apart: float = 0.0
    groups: str = ""

    @property
    def refused(self) -> bool:
        """Whether the two differ by more than a number can bear."""
        apart = max(self.learners_apart, self.reference_apart)
        return self.years_apart > MOST_APART or bool(self.other_ages) or apart > NEGLIGIBLE


def find_cover(
    family: list[Estimate],
    references: dict[str, Estimate],
    specs: dict[str, DatasetSpec],
    id: str,
    totals: dict[str, float],
) -> Cover:
    """How the shares of one dimension and those of its reference differ in what they cover."""
    if not family or not references:
        return Cover()
    dimension, spec, other = family[0].dimension, specs[family[0].dataset], specs[id]
    years = [read_year(period) for period in (family[0].period, next(iter(references.values())).period)]
    apart = abs(years[0] - years[1]) if years[0] is not None and years[1] is not None else 0
    learners, reference = ({}, {}) if dimension == "age_band" else compare_groups(family, references.values())
    differ = bool(spec.ages and other.ages and spec.ages != other.ages)
    return Cover(
        years_apart=float(apart),
        other_ages=f"learners are of ages {show_ages(spec)}, the population {show_ages(other)}" if differ else "",
        ages_apart=find_other_ages(spec, id, specs, totals) if differ else 0.0,
        learners_apart=sum(learners.values()),
        reference_apart=sum(reference.values()),
        groups=", ".join(sorted([*learners, *reference])),
    )


def compare_groups(
    family: Iterable[Estimate], references: Iterable[Estimate]
) -> tuple[dict[str, float], dict[str, float]]:
    """The groups, unions apart, that only the learners have and that only the reference has, with their shares."""
    listed, others = list(family), list(references)
    unions = load_vocabulary().unions(listed[0].dimension)

    def named(shares: list[Estimate]) -> dict[str, float]:
        kept = [e for e in shares if e.category not in (*OUTSIDE, *unions) and e.estimate > 0]
        return {e.category: e.estimate for e in kept}

    mine, theirs = named(listed), named(others)
    return (
        {name: share for name, share in mine.items() if name not in theirs},
        {name: share for name, share in theirs.items() if name not in mine},
    )


def show_ages(spec: DatasetSpec) -> str:
    return load_vocabulary().label("age_band", spec.ages).lower()


def find_other_ages(spec: DatasetSpec, id: str, specs: dict[str, DatasetSpec], totals: dict[str, float]) -> float:
    """The part of the reference's people who are of other ages than the learners.

    It is told by another reference of the learners' dataset whose people are of the learners' ages; NaN without one.
    totals: people by reference.
    """
    for same in spec.reference.values():
        if specs[same].ages == spec.ages and totals.get(same, math.inf) < totals.get(id, 0.0):
            return 1 - totals[same] / totals[id]
    return math.nan


def cover(reference: float, found: Cover) -> tuple[float, float]:
    """The least and greatest share of a group in the population of the learners' ages and groups.

    Those of other ages may be of any group: (p - f) / (1 - f) to p / (1 - f). So may those of groups that only the
    reference names.
    """
    if math.isnan(found.ages_apart):
        return math.nan, math.nan
    inside = 1 - found.ages_apart
    low, high = (reference - found.ages_apart) / inside, (reference + found.reference_apart) / inside
    return max(low, 0.0), min(high, 1.0)


def tell_difference(found: Cover) -> str:
    """Why no ratio is given, or what its bounds take in."""
    parts = []
    if found.years_apart > MOST_APART:
        parts.append(f"learners and population are {found.years_apart:.0f} years apart")
    if found.other_ages:
        parts.append(found.other_ages)
    if found.groups:
        parts.append(f"only one of the two names {found.groups}")
    return "; ".join(parts)
