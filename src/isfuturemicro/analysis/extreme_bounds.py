"""Bounds of measures over all groups where answers are missing, with the interval that covers them."""

import math
from collections.abc import Callable

import numpy as np

from ..survey import Estimates
from .bounds import Ends, cover, cover_logs
from .estimate import Estimate
from .measures import extremes
from .measures.arithmetic import Vector
from .measures.extremes import MOST_GROUPS, Extreme, Measure
from .rates import Rates
from .slices import Mask, apply_to_totals

Versus = Callable[[Vector, Vector], Vector]
"""Of rates and the numbers at risk, for each group."""
LINEAR = (
    "concentration_absolute",
    "concentration_relative",
    "attributable_fraction",
    "missing",
)
SLOPES = {"slope_index": (-1.0, 1.0), "relative_index": (0.0, math.inf)}
"""What the two indices lie between where the fit has no finite coefficients."""
UNDEFINED_AT_NONE = ("log_deviation", "range_ratio")
NEVER_BELOW = {
    "range_ratio": 1.0,
    **dict.fromkeys(("disparity_unweighted", "disparity_weighted", "variance", "theil", "log_deviation"), 0.0),
    **dict.fromkeys(("range_difference", "relative_index", "missing"), 0.0),
}
NOTHING = 1e-13
"""Groups that can all be alike are found so up to rounding."""


def bound_over_groups(record: Estimate, name: str, measure: Measure, rates: Rates, kept: list[int]) -> Estimate:
    """The record with the least and greatest value over every rate that each group may have.

    Each rate lies between its own bounds, which let all those of unknown group join: more than can happen in all
    groups at once. The groups count by those who were asked and whose group is known, and again with all those of
    unknown group in any one of them; sizes between these are not tried.
    """
    if math.isnan(record.estimate) or all(math.isnan(rates.records[index].lower) for index in kept):
        return record
    ends, k = [rates.bounds.ends[index] for index in kept], len(kept)
    if k > MOST_GROUPS:
        return record
    at = [index + len(rates.bounds.empty) for index in kept]
    box = rates.bounds.estimates.value[kept], rates.bounds.estimates.value[at]
    sizes = list_sizes(ends, rates.piece.cube.weight)
    found = [(*find_extremes(name, measure, *box, size), size) for size in sizes]
    least, _, least_size = min(found, key=lambda tried: settle(tried[0], name))
    _, most, most_size = max(found, key=lambda tried: tried[1].value)
    lower, upper = min(settle(least, name), record.estimate), max(most.value, record.estimate)
    if not upper - lower > NOTHING:
        return record
    record = record.with_(lower=lower, upper=upper)
    added = least_size - sizes[0], most_size - sizes[0]
    return cover_extremes(record, name, measure_at(measure, (least, most), box, added, rates, ends))


def list_sizes(ends: list[Ends], weight: Vector) -> list[Vector]:
    """The groups' sizes as they are known, and with all those of unknown group in each of them in turn."""
    size = np.array([weight[e.asked].sum() for e in ends])
    joining = np.array([weight[(e.least_all | e.most_all) & ~e.asked].sum() for e in ends])
    return [size, *(size + row for row in np.diag(joining) if row.any())]


def bound_versus(record: Estimate, versus: Versus, position: int, rates: Rates, kept: list[int]) -> Estimate:
    """The record of one group against the rest, or against everyone, with its least and greatest value.

    Such a measure rises with the group's own rate and falls with every other, so it is least where the own rate is
    least and all others are greatest, and the reverse; sizes as in `bound_over_groups`.
    """
    if math.isnan(record.estimate) or all(math.isnan(rates.records[index].lower) for index in kept):
        return record
    group_ends = [rates.bounds.ends[index] for index in kept]
    masks, own = list_masks(group_ends), np.arange(len(kept)) == position
    sizes = list_sizes(group_ends, rates.piece.cube.weight)

    def values(total: Vector) -> Vector:
        yes_least, all_least, yes_most, all_most, size = total.reshape(len(kept), 5).T
        least, most = yes_least / all_least, yes_most / all_most
        pair = np.where(own, least, most), np.where(own, most, least)
        return np.array([versus(at, size + more - sizes[0])[position] for at in pair for more in sizes])

    with np.errstate(invalid="ignore", divide="ignore"):
        tried = apply_to_totals(rates.piece, masks, values)
    if np.isnan(tried.value).any():
        return record
    half = len(sizes)
    at = [int(tried.value[:half].argmin()), half + int(tried.value[half:].argmax())]
    ends = Estimates(tried.value[at], tried.covariance[np.ix_(at, at)], tried.df)
    lower, upper = min(float(ends.value[0]), record.estimate), max(float(ends.value[1]), record.estimate)
    if not upper - lower > NOTHING:
        return record
    record = record.with_(lower=lower, upper=upper)
    if record.measure.endswith("difference_rest") or not lower > 0:
        return cover(record, ends)
    return cover_logs(
        record, Estimates(np.log(ends.value), ends.covariance / np.outer(ends.value, ends.value), ends.df)
    )


def list_masks(ends: list[Ends]) -> list[Mask]:
    """The rows that the bounds of some groups are made of, five sets a group."""
    return [mask for e in ends for mask in (e.least_yes, e.least_all, e.most_yes, e.most_all, e.asked)]


def find_extremes(name: str, measure: Measure, lower: Vector, upper: Vector, size: Vector) -> tuple[Extreme, Extreme]:
    """Where the measure is least and where it is greatest."""
    if name in SLOPES:
        found = extremes.slope_extremes(measure, lower, upper, size)
        if math.isnan(found[0].value):
            return Extreme(SLOPES[name][0], lower), Extreme(SLOPES[name][1], upper)
        return found
    most = extremes.greatest(measure, lower, upper, size)
    if name in UNDEFINED_AT_NONE and not lower.min() > 0:
        most = Extreme(math.inf, most.rates)
    if name in LINEAR:
        return extremes.least_corner(measure, lower, upper, size), most
    least = extremes.least_disparity if name == "disparity_unweighted" else extremes.least_spread
    return least(measure, lower, upper, size), most


def settle(least: Extreme, name: str) -> float:
    """The least value, free of rounding where it is none at all."""
    floor = NEVER_BELOW.get(name, -math.inf)
    return floor if abs(least.value - floor) < NOTHING or math.isnan(least.value) else least.value


def measure_at(
    measure: Measure,
    pair: tuple[Extreme, Extreme],
    box: tuple[Vector, Vector],
    added: tuple[Vector, Vector],
    rates: Rates,
    ends: list[Ends],
) -> Estimates:
    """The measure at the two extremes as functions of the totals that the groups' bounds are made of; those of unknown
    group are added to sizes as they are.

    A rate that stands at an end of its range moves with it. One in between is where the measure is flat in it, so that
    it adds nothing to the error (the envelope theorem).
    """
    low, high = box

    def values(total: Vector) -> Vector:
        yes_least, all_least, yes_most, all_most, size = total.reshape(len(ends), 5).T
        at_low, at_high = yes_least / all_least, yes_most / all_most
        rates_at = [np.where(e.rates == low, at_low, np.where(e.rates == high, at_high, e.rates)) for e in pair]
        return np.array([measure(at, size + more) for at, more in zip(rates_at, added, strict=True)])

    with np.errstate(invalid="ignore", divide="ignore"):
        return apply_to_totals(rates.piece, list_masks(ends), values)


def cover_extremes(record: Estimate, name: str, ends: Estimates) -> Estimate:
    """The interval over both extremes, on the scale of the logarithm for what is never below 0, and never below that.

    An end at its floor, where all groups may be alike, has no error.
    """
    floor = NEVER_BELOW.get(name, -math.inf)
    if math.isnan(record.ci_low):
        return record
    if math.isinf(record.upper):
        return record.with_(set_low=floor, set_high=math.inf)
    value, flat = np.array([record.lower, record.upper]), np.array([record.lower <= floor, False])
    covariance = np.where(flat[:, None] | flat, 0.0, ends.covariance)
    if floor == 0.0 and name != "missing" and record.lower > 0:
        return cover_logs(record, Estimates(np.log(value), covariance / np.outer(value, value), ends.df))
    covered = cover(record, Estimates(value, covariance, ends.df))
    return covered.with_(set_low=max(floor, covered.set_low))
