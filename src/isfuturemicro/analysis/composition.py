"""A pooled gap beside the gap among like people: how much of it is where the groups are, how much how they fare."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ..survey import Estimates
from ..vocabulary import load_vocabulary
from .bounds import cover, find_rate_ends
from .equity import COMPARED, with_interval
from .estimate import Estimate
from .groups import OUTSIDE, UNKNOWN, group_categories
from .margins import LEAST_CASES, METHODS
from .measures.arithmetic import Vector
from .measures.composition import REVERSED, decompose, is_reversed, standardised_gap
from .rows import Rows
from .slices import Mask, Slice, Step, apply_to_totals, slices, steps

LEAST_IN_STRATUM = 5
"""With fewer cases of one of the two groups, a country or course tells nothing of the gap inside it."""
PARTS = ("difference_standardised", "difference_composition", "difference_rates")
SURER = 3.2905 / 1.96
"""Normal quantiles of 99.9% and 95%."""


@dataclass(frozen=True)
class Strata:
    """The categories of one context by which a gap is split, with the cells of each."""

    context: str
    names: list[str]
    cells: list[Mask]


def estimate_composition(rows: Rows, dimension: str) -> Iterator[Estimate]:
    """For each context: the standardised gap, and the parts of the pooled one that are composition and rates."""
    variable = load_vocabulary().variables[dimension]
    if variable["equity"] != "yes" or not variable["reference_category"]:
        return
    for step in steps(rows):
        for context in [name for name in rows.named("context") if name != "year"]:
            if step.measure in COMPARED and rows.crosses(dimension, step.outcome, context):
                for piece in slices(rows, step.at_risk, (dimension, step.outcome, context)):
                    if not piece.about.within:
                        yield from split_gaps(rows, piece, step, dimension, context)


def split_gaps(rows: Rows, piece: Slice, step: Step, dimension: str, context: str) -> Iterator[Estimate]:
    """The gaps of one population to the reference group, each split by the context."""
    cube, reference = piece.cube, load_vocabulary().variables[dimension]["reference_category"]
    groups = group_categories(dimension, cube.categories(dimension), load_vocabulary()).resolved
    if reference not in groups:
        return
    names = [name for name in cube.categories(context) if name not in OUTSIDE or name == UNKNOWN]
    strata = Strata(context, names, [cube.is_in(context, name) for name in names])
    base = cube.is_in(dimension, *groups[reference])
    about = piece.about.with_(
        dimension=dimension,
        within=f"{context}=all",
        method=f"{METHODS[rows.spec.design.kind]}; by {context}, those of unknown {context} together",
    )
    for category, parts in groups.items():
        if category != reference:
            member = cube.is_in(dimension, *parts)
            lost = cube.is_in(dimension, UNKNOWN)
            yield from split_gap(piece, step, about.with_(category=category), (member, base, lost), strata)


def split_gap(
    piece: Slice, step: Step, about: Estimate, groups: tuple[Mask, Mask, Mask], strata: Strata
) -> Iterator[Estimate]:
    """One gap, over the strata that hold enough of both groups; the record names those left out."""
    cube, (member, base, lost) = piece.cube, groups
    answered = piece.mask & cube.is_in(step.outcome, "yes", "no")
    counts = [[float(cube.units[answered & g & s].sum()) for s in strata.cells] for g in (member, base)]
    enough = [i for i in range(len(strata.names)) if min(counts[0][i], counts[1][i]) >= LEAST_IN_STRATUM]
    left = ", ".join(name for i, name in enumerate(strata.names) if i not in enough)
    reached = [sum(column[i] for i in enough) for column in counts]
    about = about.with_(n=sum(reached), reason=f"too few of one group in {left}" if left else "")
    if len(enough) < 2:
        empty = about.with_(status="empty", reason="fewer than two countries or courses hold enough of both groups")
        yield empty.with_(measure=f"{step.measure}_{PARTS[0]}")
        return
    if min(reached) < LEAST_CASES:
        about = about.with_(status="unreliable", reason=f"rests on {min(reached):.0f} cases of one of the two groups")
    kept = [strata.cells[i] for i in enough]
    found = measure_parts(piece, answered, cube.is_in(step.outcome, "yes"), (member, base), kept)
    ends = bound_standardised(piece, step.outcome, (member, base, lost), kept, answered)
    records = []
    for position, name in enumerate(PARTS):
        record = about.with_(measure=f"{step.measure}_{name}", estimate=float(found.value[position]))
        if piece.interval:
            record = with_interval(record, float(found.standard_error[position]), found.df)
        records.append(record)
    lower, upper = (float(value) for value in ends.value)
    if upper > lower:
        records[0] = cover(records[0].with_(lower=lower, upper=upper), ends)
    gap = about.with_(estimate=float(found.value[1] + found.value[2]))
    if piece.interval:
        pull = np.array([0.0, 1.0, 1.0])
        gap = with_interval(gap, math.sqrt(max(pull @ found.covariance @ pull, 0.0)), found.df)
    if is_reversed((gap.low, gap.high), widen(records[0])):
        records[0] = records[0].with_(reason="; ".join(part for part in (REVERSED, records[0].reason) if part))
    yield from records


def widen(gap: Estimate) -> tuple[float, float]:
    """The range of a gap at 99.9% in place of 95%: where like people have no gap at all, chance alone would else show a
    reversal of any pooled gap in one of forty datasets."""
    more = SURER - 1
    low = gap.low if math.isnan(gap.ci_low) else gap.low - more * (gap.estimate - gap.ci_low)
    return low, gap.high if math.isnan(gap.ci_high) else gap.high + more * (gap.ci_high - gap.estimate)


def measure_parts(piece: Slice, answered: Mask, yes: Mask, pair: tuple[Mask, Mask], strata: list[Mask]) -> Estimates:
    """Standardised gap, composition and rates as functions of the totals of yes and of answers by group and stratum.

    The standard is how both groups together are spread over the strata.
    """
    size = len(strata)
    masks = [answered & kind & group & stratum for group in pair for kind in (yes, answered) for stratum in strata]

    def parts(total: Vector) -> Vector:
        first_yes, first, second_yes, second = (total[i * size : (i + 1) * size] for i in range(4))
        rates = first_yes / first, second_yes / second
        return np.array([standardised_gap(*rates, first + second), *decompose(*rates, first, second)])

    return apply_to_totals(piece, masks, parts)


def bound_standardised(
    piece: Slice, outcome: str, groups: tuple[Mask, Mask, Mask], strata: list[Mask], answered: Mask
) -> Estimates:
    """The least and greatest standardised gap that unknown answers leave, stratum by stratum; the strata keep the
    weights that they have among the known answers."""
    member, base, lost = groups
    masks = [answered & stratum & (member | base) for stratum in strata]
    for group in (member, base):
        for stratum in strata:
            inside = replace(piece, mask=piece.mask & stratum, maybe=piece.maybe & stratum)
            ends = find_rate_ends(inside, outcome, group, lost)
            masks += [ends.least_yes, ends.least_all, ends.most_yes, ends.most_all]

    def bounds(total: Vector) -> Vector:
        weight = total[: len(strata)] / total[: len(strata)].sum()
        yes_least, all_least, yes_most, all_most = np.moveaxis(total[len(strata) :].reshape(2, len(strata), 4), 2, 0)
        least, most = yes_least / all_least, yes_most / all_most
        return np.array([(weight * (least[0] - most[1])).sum(), (weight * (most[0] - least[1])).sum()])

    return apply_to_totals(piece, masks, bounds)
