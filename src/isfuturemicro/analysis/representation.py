"""Shares of learners over shares of the population they could have come from."""

import math
from collections.abc import Iterable, Iterator

from ..datasets import DatasetSpec
from .estimate import Estimate, worst

POPULATIONS = ("learners", "completers")


def estimate_representation(shares: Iterable[Estimate], specs: dict[str, DatasetSpec]) -> Iterator[Estimate]:
    """share of learners / share of the reference population, for each dataset and dimension that declares a reference.

    1 is parity. The reference is a census or a large survey and is taken as exact, so interval and bounds are those of
    the learners' share divided by it. Where the reference has no share for the very same category, or can't resolve it,
    the record says so instead of a number.
    """
    shares = list(shares)
    references = {
        (share.dataset, share.dimension, share.category): share
        for share in shares
        if share.population == "residents" and not share.within and share.measure == "share"
    }
    for share in shares:
        id = specs[share.dataset].reference.get(share.dimension)
        if (
            id is None
            or share.population not in POPULATIONS
            or share.measure != "share"
            or share.category == "not_stated"
        ):
            continue
        reference = references.get((id, share.dimension, share.category))
        about = share.with_(
            measure="representation",
            se=math.nan,
            method=f"share over that of {id}",
            numerator=math.nan,
            denominator=math.nan,
        )
        if reference is None or math.isnan(reference.estimate) or not reference.estimate > 0:
            yield about.with_(
                estimate=math.nan,
                ci_low=math.nan,
                ci_high=math.nan,
                lower=math.nan,
                upper=math.nan,
                df=math.nan,
                status="unresolvable",
                reason=f"{id} has no share of exactly this category",
            )
            continue
        yield about.with_(
            **{
                name: getattr(share, name) / reference.estimate
                for name in ("estimate", "ci_low", "ci_high", "lower", "upper")
            },
            comparability=worst(share.comparability, reference.comparability),
        )
