"""Shares of a population and rates of an outcome, by the categories of one dimension.

An unknown answer belongs somewhere: the estimate leaves it out, the bounds let it fall either way. That goes for the
answer that makes someone a learner, too.
"""

import math
from collections.abc import Iterable, Iterator

import numpy as np

from ..findings import tell_rows
from ..vocabulary import load_vocabulary
from .bounds import Bounds, Ends, find_rate_ends, find_share_ends
from .estimate import Estimate
from .groups import UNKNOWN, Groups, group_categories
from .rates import Rates
from .reference_bands import keep_source_bands
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


def tell_method(rows: Rows) -> str:
    """How the numbers come about, in words."""
    spread = rows.spec.design.replicates
    if spread is None:
        return METHODS[rows.spec.design.kind]
    return f"design-based, replicate weights{f' ({spread.method})' if spread.method else ''}"


def estimate_shares(rows: Rows, population: str, dimension: str) -> Iterator[Estimate]:
    """What part of the population each category of the dimension makes up."""
    for piece in slices(rows, population, (dimension,)):
        cube, mask = piece.cube, piece.mask & ~piece.cube.is_in(dimension, "not_applicable")
        groups = group_categories(dimension, cube.categories(dimension), load_vocabulary())
        if rows.spec.role == "reference" and dimension == "age_band":
            groups = keep_source_bands(groups, cube.categories(dimension))
        known = mask & ~cube.is_in(dimension, UNKNOWN)
        unknown = mask & cube.is_in(dimension, UNKNOWN)
        about = piece.about.with_(
            measure="share",
            dimension=dimension,
            method=tell_method(rows),
            reason=tell_timing(rows, dimension),
        )
        yes = [mask & cube.is_in(dimension, *parts) for parts in groups.resolved.values()]
        ends = [find_ends(piece, dimension, parts, ()) for parts in groups.resolved.values()]
        found = Rates.of(piece, list(groups.resolved), yes, [known] * len(yes), ends)
        for index, category in enumerate(groups.resolved):
            yield flag(found.record(index, about.with_(category=category)), rows)
        yield from bound_bands(piece, groups, mask, about)
        if (missing := weigh(piece, unknown)) > 0:
            counted = piece.cube.units[unknown].sum()
            share = about.with_(
                category=UNKNOWN,
                estimate=missing / weigh(piece, mask),
                n=cube.units[mask].sum(),
                numerator=counted,
                denominator=cube.units[mask].sum(),
            )
            yield mark_withheld(share, rows)


def weigh(piece: Slice, mask: Mask) -> float:
    """The weighted number of units in some rows."""
    return float(piece.cube.weight[mask].sum())


def find_ends(piece: Slice, dimension: str, inside: tuple[str, ...], across: tuple[str, ...]) -> Ends:
    """Worst cases of a group's share. inside: its categories; across: categories of which any part may be inside, as
    those of unknown category may."""
    cube = piece.cube
    sure, possible = cube.is_in(dimension, *inside), cube.is_in(dimension, *inside, *across, UNKNOWN)
    return find_share_ends(piece, sure, possible, ~cube.is_in(dimension, "not_applicable"))


def bound_bands(piece: Slice, groups: Groups, mask: Mask, about: Estimate) -> Iterator[Estimate]:
    """Shares of the reporting bands that the source's bands straddle: none or all of a straddling band may fall
    inside."""
    for band, (inside, across) in groups.unresolved.items():
        unresolved = about.with_(
            category=band,
            n=piece.cube.units[mask].sum(),
            method="bounds",
            status="unresolvable",
            reason=f"the source's bands {', '.join(across)} straddle {band}; any part of them may fall inside",
        )
        yield Bounds.of(piece, [find_ends(piece, "age_band", inside, across)]).bound(unresolved, 0)


def estimate_rates(rows: Rows, dimension: str) -> Iterator[Rates]:
    """The rate of each outcome by the categories of the dimension (or for `all`), with what is needed to compare
    them."""
    for step in steps(rows):
        if dimension == step.outcome:
            continue
        extra = (step.outcome,) if dimension == "all" else (dimension, step.outcome)
        for piece in slices(rows, step.at_risk, extra):
            cube = piece.cube
            about = piece.about.with_(
                measure=step.measure,
                dimension=dimension,
                method=tell_method(rows),
                reason=tell_timing(rows, dimension),
            )
            answered = piece.mask & cube.is_in(step.outcome, "yes", "no")
            yes = piece.mask & cube.is_in(step.outcome, "yes")
            if dimension == "all":
                members = {"all": np.ones_like(piece.mask)}
                lost = np.zeros_like(piece.mask)
            else:
                groups = group_categories(dimension, cube.categories(dimension), load_vocabulary())
                members = {name: cube.is_in(dimension, *parts) for name, parts in groups.resolved.items()}
                lost = cube.is_in(dimension, UNKNOWN)
            groups_of = list(members.values())
            ends = [find_rate_ends(piece, step.outcome, member, lost) for member in groups_of]
            rates = Rates.of(
                piece, list(members), [yes & m for m in groups_of], [answered & m for m in groups_of], ends
            )
            records = [rates.record(index, about.with_(category=name)) for index, name in enumerate(members)]
            rates.records.extend(flag(record, rows) for record in records)
            yield rates


def tell_timing(rows: Rows, dimension: str) -> str:
    """That a variable was measured after the course, so that it may have come of it; nothing else."""
    variable = rows.spec.variables.get(dimension)
    late = variable is not None and variable.measured == "after"
    return "measured after the course, so it does not say how things stood before it" if late else ""


def flag(record: Estimate, rows: Rows) -> Estimate:
    """Mark what is empty, what rests on too few cases for anything but a full count, and what lacks withheld rows."""
    if not record.n > 0 or math.isnan(record.estimate):
        return record.with_(status="empty", reason="no one in this group", estimate=math.nan, se=math.nan)
    if record.n < LEAST_CASES and rows.spec.design.kind != "census":
        return record.with_(status="unreliable", reason=f"rests on {record.n:.0f} cases, fewer than {LEAST_CASES}")
    return mark_withheld(record, rows)


def mark_withheld(record: Estimate, rows: Rows) -> Estimate:
    """Mark what lacks rows whose count the publisher withholds: every share of theirs and of the others is off."""
    withheld = rows.spec.source.reading.withheld
    if not withheld:
        return mark_cautioned(record, rows)
    reason = f"the publisher withholds the count of {tell_rows(withheld)}, which the number lacks"
    return record.with_(status="unreliable", reason=reason)


def mark_cautioned(record: Estimate, rows: Rows) -> Estimate:
    """Mark what may rest on counts that the publisher says to use with caution."""
    cautioned = rows.spec.source.reading.cautioned
    reason = f"the publisher says to use the count of {tell_rows(cautioned)} with caution"
    return record.with_(status="caution", reason=reason) if cautioned else record


def all_shares(rows: Rows, populations: Iterable[str]) -> Iterator[Estimate]:
    """Shares over every dimension that the rows hold, for each population."""
    for population in populations:
        for dimension in rows.named("dimension"):
            yield from estimate_shares(rows, population, dimension)
