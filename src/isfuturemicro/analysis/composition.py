"""A pooled gap beside the gap among like people: how much of it is where the groups are, how much how they fare."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ..survey import Estimates, compose, estimate, smooth, total_of
from ..vocabulary import load_vocabulary
from .equity import COMPARED, with_interval
from .estimate import Estimate
from .groups import OUTSIDE, UNKNOWN, group_categories
from .margins import LEAST_CASES, METHODS, bound_rate
from .measures.arithmetic import Vector
from .measures.composition import decompose, is_reversed, standardised_gap
from .rows import Rows
from .slices import Mask, Slice, Step, slices, steps

LEAST_IN_STRATUM = 5
"""With fewer cases of one of the two groups, a country or course tells nothing of the gap inside it."""
PARTS = ("difference_standardised", "difference_composition", "difference_rates")
SURER = 3.2905 / 1.96
"""Normal quantiles of 99.9% and 95%."""
REVERSED = "reversed: the pooled gap points the other way than the gap among like people"


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
    names = [name for name in cube.categories(context) if name not in OUTSIDE]
    strata = Strata(context, names, [cube.is_in(context, name) for name in names])
    base = cube.is_in(dimension, *groups[reference])
    about = piece.about.with_(
        dimension=dimension,
        within=f"{context}=all",
        method=f"{METHODS[rows.spec.design.kind]}; by {context}, of those whose {context} is known",
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
    lower, upper = bound_standardised(piece, step.outcome, (member, base, lost), kept, answered)
    records = []
    for position, name in enumerate(PARTS):
        record = about.with_(measure=f"{step.measure}_{name}", estimate=float(found.value[position]))
        if piece.interval:
            record = with_interval(record, float(found.standard_error[position]), found.df)
        records.append(record)
    records[0] = records[0].with_(lower=lower, upper=upper)
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

    statistic = compose(total_of(piece.cube, masks), smooth(parts))
    if piece.interval:
        return estimate(piece.cube, statistic)
    return Estimates(statistic.value(piece.cube.total), np.full((3, 3), np.nan), math.nan)


def bound_standardised(
    piece: Slice, outcome: str, groups: tuple[Mask, Mask, Mask], strata: list[Mask], answered: Mask
) -> tuple[float, float]:
    """The least and greatest standardised gap that unknown answers leave, stratum by stratum; NaN where none is
    unknown."""
    member, base, lost = groups
    lower = upper = whole = 0.0
    unknown = False
    for stratum in strata:
        inside = replace(piece, mask=piece.mask & stratum, maybe=piece.maybe & stratum)
        weight = float(piece.cube.weight[answered & stratum & (member | base)].sum())
        ends = []
        for group in (member, base):
            asked = float(piece.cube.weight[answered & stratum & group].sum())
            yes = float(piece.cube.weight[answered & stratum & group & piece.cube.is_in(outcome, "yes")].sum())
            record = bound_rate(piece.about.with_(estimate=yes / asked), inside, outcome, group, lost)
            unknown |= not math.isnan(record.lower)
            ends.append(
                (record.estimate, record.estimate) if math.isnan(record.lower) else (record.lower, record.upper)
            )
        lower += weight * (ends[0][0] - ends[1][1])
        upper += weight * (ends[0][1] - ends[1][0])
        whole += weight
    return (lower / whole, upper / whole) if unknown else (math.nan, math.nan)
