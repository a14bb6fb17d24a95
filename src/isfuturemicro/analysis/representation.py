"""Shares of learners over shares of the population they could have come from."""

import math
from collections.abc import Iterable, Iterator

from ..datasets import DatasetSpec
from .estimate import Estimate, worst
from .reference_bands import Shares, find_share

POPULATIONS = ("learners", "completers")


def estimate_representation(shares: Iterable[Estimate], specs: dict[str, DatasetSpec]) -> Iterator[Estimate]:
    """share of learners / share of the reference population, for each dataset and dimension that declares a reference.

    1 is parity. The reference is a census or a large survey and is taken as exact, so interval and bounds are those of
    the learners' share divided by it. Where the reference has no share for the very same category, can't resolve it, or
    is the population of another place, the record says so instead of a number.
    """
    shares = list(shares)
    references = index_references(shares)
    for share in shares:
        id = specs[share.dataset].reference.get(share.dimension)
        if (
            id is None
            or share.population not in POPULATIONS
            or share.measure != "share"
            or share.category == "not_stated"
        ):
            continue
        reference = find_share(references.get((id, share.dimension), {}), share.dimension, share.category)
        about = share.with_(
            measure="representation",
            se=math.nan,
            method=f"share over that of {id}",
            numerator=math.nan,
            denominator=math.nan,
        )
        if reference is None or not reference.estimate > 0:
            yield leave_open(about, f"{id} has no share of exactly this category")
        elif reference.jurisdiction != share.jurisdiction:
            yield leave_open(about, f"{id} is the population of {reference.jurisdiction}, not of {share.jurisdiction}")
        else:
            yield about.with_(
                **{
                    name: getattr(share, name) / reference.estimate
                    for name in ("estimate", "ci_low", "ci_high", "lower", "upper")
                },
                comparability=worst(share.comparability, reference.comparability),
            )


def index_references(shares: Iterable[Estimate]) -> dict[tuple[str, str], Shares]:
    """The residents' shares that are numbers, by dataset and dimension."""
    references: dict[tuple[str, str], Shares] = {}
    for share in shares:
        a_part = share.population == "residents" and share.measure == "share" and not share.within
        if a_part and not math.isnan(share.estimate):
            references.setdefault((share.dataset, share.dimension), {})[share.category] = share
    return references


def leave_open(about: Estimate, reason: str) -> Estimate:
    """The record without a number, with the reason why."""
    numbers = dict.fromkeys(("estimate", "ci_low", "ci_high", "lower", "upper", "df"), math.nan)
    return about.with_(**numbers, status="unresolvable", reason=reason)
