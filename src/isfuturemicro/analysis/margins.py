"""Shares of a population and rates of an outcome, by the categories of one dimension.

An unknown answer belongs somewhere: the estimate leaves it out, the bounds let it fall either way.
"""

import math
from collections.abc import Iterable, Iterator

import numpy as np

from ..vocabulary import load_vocabulary
from .estimate import Estimate
from .groups import UNKNOWN, Groups, group_categories
from .rates import Rates
from .rows import Rows
from .slices import Mask, Slice, slices, steps

LEAST_CASES = 30
"""Below this many cases a share from part of a population is too unreliable to judge by (NCHS data presentation
standards for proportions, Parker et al. 2017)."""

METHODS = {
    "sample": "design-based, linearised",
    "census": "full count",
    "convenience": "share of those who answered; no interval",
    "superpopulation": "clustered outcomes, linearised",
    "reported": "published counts; sampling error not printed",
}


def estimate_shares(rows: Rows, population: str, dimension: str) -> Iterator[Estimate]:
    """What part of the population each category of the dimension makes up."""
    for piece in slices(rows, population, (dimension,)):
        cube, mask = piece.cube, piece.mask & ~piece.cube.is_in(dimension, "not_applicable")
        groups = group_categories(dimension, cube.categories(dimension), load_vocabulary())
        known = mask & ~cube.is_in(dimension, UNKNOWN)
        unknown = mask & cube.is_in(dimension, UNKNOWN)
        about = piece.about.with_(measure="share", dimension=dimension, method=METHODS[rows.spec.design.kind])
        yes = [mask & cube.is_in(dimension, *parts) for parts in groups.resolved.values()]
        found = Rates.of(piece, list(groups.resolved), yes, [known] * len(yes))
        everyone, missing = weigh(piece, mask), weigh(piece, unknown)
        for index, category in enumerate(groups.resolved):
            share = found.record(index, about.with_(category=category))
            if missing > 0:
                least = weigh(piece, yes[index])
                share = share.with_(lower=least / everyone, upper=(least + missing) / everyone)
            yield flag(share, rows)
        yield from bound_bands(piece, groups, mask, unknown, about)
        if missing > 0:
            counted = piece.cube.units[unknown].sum()
            yield about.with_(
                category=UNKNOWN,
                estimate=missing / everyone,
                n=cube.units[mask].sum(),
                numerator=counted,
                denominator=cube.units[mask].sum(),
            )


def weigh(piece: Slice, mask: Mask) -> float:
    """The weighted number of units in some rows."""
    return float((piece.cube.w * piece.cube.copies)[mask].sum())


def bound_bands(piece: Slice, groups: Groups, mask: Mask, unknown: Mask, about: Estimate) -> Iterator[Estimate]:
    """Shares of the reporting bands that the source's bands straddle: none or all of a straddling band may fall
    inside."""
    everyone = weigh(piece, mask)
    for band, (inside, across) in groups.unresolved.items():
        least = weigh(piece, mask & piece.cube.is_in("age_band", *inside)) if inside else 0.0
        most = least + weigh(piece, mask & piece.cube.is_in("age_band", *across)) + weigh(piece, unknown)
        yield about.with_(
            category=band,
            lower=least / everyone,
            upper=most / everyone,
            n=piece.cube.units[mask].sum(),
            method="bounds",
            status="unresolvable",
            reason=f"the source's bands {', '.join(across)} straddle {band}; any part of them may fall inside",
        )


def estimate_rates(rows: Rows, dimension: str) -> Iterator[Rates]:
    """The rate of each outcome by the categories of the dimension (or for `all`), with what is needed to compare
    them."""
    for step in steps(rows):
        if dimension == step.outcome:
            continue
        extra = (step.outcome,) if dimension == "all" else (dimension, step.outcome)
        for piece in slices(rows, step.at_risk, extra):
            cube = piece.cube
            about = piece.about.with_(measure=step.measure, dimension=dimension, method=METHODS[rows.spec.design.kind])
            answered = piece.mask & cube.is_in(step.outcome, "yes", "no")
            silent = piece.mask & cube.is_in(step.outcome, UNKNOWN)
            yes = piece.mask & cube.is_in(step.outcome, "yes")
            if dimension == "all":
                members = {"all": piece.mask}
                lost = np.zeros_like(piece.mask)
            else:
                groups = group_categories(dimension, cube.categories(dimension), load_vocabulary())
                members = {name: cube.is_in(dimension, *parts) for name, parts in groups.resolved.items()}
                lost = cube.is_in(dimension, UNKNOWN)
            rates = Rates.of(
                piece, list(members), [yes & m for m in members.values()], [answered & m for m in members.values()]
            )
            for index, (category, member) in enumerate(members.items()):
                record = rates.record(index, about.with_(category=category))
                rates.records.append(flag(bound_rate(record, piece, yes, answered, silent, member, lost), rows))
            yield rates


def bound_rate(
    record: Estimate, piece: Slice, yes: Mask, answered: Mask, silent: Mask, member: Mask, lost: Mask
) -> Estimate:
    """Worst-case bounds of a rate: who did not answer may be a yes or a no, who is in no known group may be in this
    one."""
    y, a, s = weigh(piece, yes & member), weigh(piece, answered & member), weigh(piece, silent & member)
    lost_yes, lost_no = weigh(piece, yes & lost), weigh(piece, answered & ~yes & lost)
    lost_silent = weigh(piece, silent & lost)
    if s + lost_yes + lost_no + lost_silent <= 0 or a + s <= 0:
        return record
    least = y / (a + s + lost_no + lost_silent)
    most_yes = y + s + lost_yes + lost_silent
    return record.with_(lower=least, upper=most_yes / (a + s + lost_yes + lost_silent))


def flag(record: Estimate, rows: Rows) -> Estimate:
    """Mark what is empty, and what rests on too few cases for anything but a full count."""
    if not record.n > 0:
        return record.with_(status="empty", reason="no one in this group", estimate=math.nan, se=math.nan)
    if record.n < LEAST_CASES and rows.spec.design.kind != "census":
        return record.with_(status="unreliable", reason=f"rests on {record.n:.0f} cases, fewer than {LEAST_CASES}")
    return record


def all_shares(rows: Rows, populations: Iterable[str]) -> Iterator[Estimate]:
    """Shares over every dimension that the rows hold, for each population."""
    for population in populations:
        for dimension in rows.named("dimension"):
            yield from estimate_shares(rows, population, dimension)
