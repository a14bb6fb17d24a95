"""Shares of learners over shares of the population they could have come from; refused where the two do not cover the
same years, ages or groups."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from ..datasets import DatasetSpec
from ..vocabulary import load_vocabulary
from .comparable import MOST_APART, Cover, cover, find_cover, tell_difference
from .equity import bounds_of
from .estimate import Estimate, worst, worst_status
from .groups import OUTSIDE
from .measures.contrast import representation_ratio
from .measures.shortfall import missing_learners
from .measures.spread import disparity_weighted, mean_log_deviation, theil
from .reference_bands import Shares, find_share

POPULATIONS = ("learners", "completers")
SPREAD = {"theil": theil, "log_deviation": mean_log_deviation, "disparity_weighted": disparity_weighted}


def estimate_representation(shares: Iterable[Estimate], specs: dict[str, DatasetSpec]) -> Iterator[Estimate]:
    """share of learners / share of the reference population, for each dataset and dimension that declares a reference.

    1 is parity. The reference is a census or a large survey and is taken as exact, so interval and bounds are those of
    the learners' share divided by it. Where the reference has no share for the very same category, can't resolve it, or
    is the population of another place, the record says so instead of a number. Where the two cover other years, ages or
    groups there is no number either: bounds let whoever only one of them covers be of any group.
    """
    listed = list(shares)
    references: dict[tuple[str, str], Shares] = defaultdict(dict)
    for share in listed:
        a_part = share.population == "residents" and share.measure == "share" and not share.within
        if a_part and not math.isnan(share.estimate):
            references[share.dataset, share.dimension][share.category] = share
    totals = {id: next(iter(own.values())).n for (id, _), own in references.items()}
    families: dict[tuple[str, ...], list[Estimate]] = defaultdict(list)
    for share in listed:
        id = specs[share.dataset].reference.get(share.dimension)
        if id and share.population in POPULATIONS and share.measure == "share":
            families[id, share.dataset, share.period, share.population, share.dimension, share.within].append(share)
    for (id, *_), family in families.items():
        yield from represent_family(family, id, references[id, family[0].dimension], specs, totals)


def represent_family(
    family: list[Estimate],
    id: str,
    references: Shares,
    specs: dict[str, DatasetSpec],
    totals: dict[str, float],
) -> Iterator[Estimate]:
    """The ratios of all groups of one dimension, and how far they are from parity together."""
    known = [share for share in family if share.category not in OUTSIDE]
    found = find_cover(known, references, specs, id, totals)
    ratios = []
    for share in known:
        about = share.blank().with_(measure="representation", method=f"share over that of {id}")
        reference = find_share(references, share.dimension, share.category)
        if reference is None or not reference.estimate > 0:
            reason = f"{id} has no share of exactly this category"
            yield about.with_(status="unresolvable", reason=reason)
            continue
        if reference.jurisdiction != share.jurisdiction:
            reason = f"{id} is the population of {reference.jurisdiction}, not of {share.jurisdiction}"
            yield about.with_(status="unresolvable", reason=reason)
            continue
        about = about.with_(
            comparability=worst(share.comparability, reference.comparability), status=worst_status(share, reference)
        )
        ratio = divide(about, share, reference.estimate, found)
        yield ratio
        ratios.append((share, reference, ratio))
    yield from spread_over_groups(ratios)


def divide(about: Estimate, share: Estimate, reference: float, found: Cover) -> Estimate:
    """One ratio: as it is where the two cover the same, else the bounds that their difference leaves."""
    reason = tell_difference(found)
    least, most = bounds_of(share)
    low, high = cover(reference, found)
    lower = representation_ratio(least, high)
    upper = (most + found.learners_apart) / low if low > 0 else math.inf
    if found.refused:
        bounds = {} if math.isnan(lower) or found.years_apart > MOST_APART else {"lower": lower, "upper": upper}
        return about.with_(status="unresolvable", reason=reason, **bounds)
    names = ("estimate", "ci_low", "ci_high", "lower", "upper", "set_low", "set_high")
    ratio = about.with_(**{name: representation_ratio(getattr(share, name), reference) for name in names})
    if found.learners_apart + found.reference_apart > 0 and not math.isnan(ratio.estimate):
        ratio = ratio.with_(
            lower=lower,
            upper=upper,
            set_low=math.nan,
            set_high=math.nan,
            reason="; ".join(filter(None, (ratio.reason, reason))),
        )
    return ratio


def spread_over_groups(ratios: list[tuple[Estimate, Estimate, Estimate]]) -> Iterator[Estimate]:
    """How many learners are missing in each group, and the distance of all ratios from parity in one number.

    Each group's ratio stands for its rate, its share of the population for its size, so that the average is 1. Nothing
    unless the groups make up the whole on both sides: overlapping groups add up to more, and can't be summed.
    """
    unions = load_vocabulary().unions(ratios[0][0].dimension) if ratios else {}
    parts = [(s, r, ratio) for s, r, ratio in ratios if s.category not in unions and ratio.usable]
    if len(parts) < 2 or any(abs(sum(pair[i].estimate for pair in parts) - 1) > 0.005 for i in (0, 1)):
        return
    for share, reference, ratio in parts:
        if not math.isnan(share.denominator):
            missing = missing_learners(share.estimate, reference.estimate, share.denominator)
            yield ratio.blank().with_(measure="representation_missing", estimate=missing)
    rates = np.array([ratio.estimate for _, _, ratio in parts])
    sizes = np.array([reference.estimate for _, reference, _ in parts])
    about = parts[0][2].blank().with_(category="all", reason="")
    about = about.with_(status=worst_status(*(ratio for _, _, ratio in parts)))
    for name, measure in SPREAD.items():
        with np.errstate(invalid="ignore", divide="ignore"):
            value = float(measure(rates, sizes))
        if not math.isnan(value):
            yield about.with_(measure=f"representation_{name}", estimate=value)
