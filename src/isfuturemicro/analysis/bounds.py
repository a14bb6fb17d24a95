"""What missing answers leave of a number: its least and greatest value, and how far beyond them sampling error goes.

Both ends are estimates of their own, each with its error and correlated with the other, so the interval is made of
these and not of the error of the known answers.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from ..survey import (
    Estimates,
    Transformation,
    independent_units,
    indicate,
    mean_interval,
    ratio_of,
    share_interval,
    transform,
)
from .estimate import Estimate
from .groups import UNKNOWN
from .measures.arithmetic import Vector, exponential
from .measures.identified import adapted_values
from .slices import Mask, Slice, evaluate


@dataclass(frozen=True)
class Ends:
    """The rows whose ratio is the least, and those whose ratio is the greatest, that a rate or share can be.

    asked: the rows that are surely at risk, whatever they answered.
    """

    least_yes: Mask
    least_all: Mask
    most_yes: Mask
    most_all: Mask
    asked: Mask


def find_rate_ends(piece: Slice, outcome: str, member: Mask, lost: Mask) -> Ends:
    """Worst cases of a rate: who did not answer may be a yes or a no, who is in no known group may be in this one, and
    so may who is perhaps at risk."""
    yes, no, silent = (piece.cube.is_in(outcome, answer) for answer in ("yes", "no", UNKNOWN))
    here, asked = piece.mask & member, yes | no | silent
    joining = (piece.mask & lost & asked) | (piece.maybe & (member | lost))
    at_risk, surely = here & asked, here & yes
    return Ends(
        surely,
        at_risk | (joining & ~yes),
        surely | (here & silent) | (joining & ~no),
        at_risk | (joining & ~no),
        at_risk,
    )


def find_share_ends(piece: Slice, sure: Mask, possible: Mask, asked: Mask) -> Ends:
    """Worst cases of a share: those who may have the trait have it or not, and those who may belong to the population
    join it where that is worst: without the trait for the least share, with it for the greatest.

    sure: rows that have the trait; possible: those and whoever may have it; asked: those of whom it is told at all.
    """
    mask, maybe = piece.mask & asked, piece.maybe & asked
    return Ends(mask & sure, mask | (maybe & ~sure), (mask | maybe) & possible, mask | (maybe & possible), mask)


@dataclass(frozen=True)
class Bounds:
    """Least and greatest values of k groups, all least ones first, with their joint covariance where the design gives
    one, and the counts that they rest on."""

    ends: list[Ends]
    estimates: Estimates
    yes: list[float]
    cases: list[float]
    units: list[float]
    empty: list[bool]

    @classmethod
    def of(cls, piece: Slice, ends: list[Ends]) -> "Bounds":
        """Bounds of each group's rate or share."""
        cube = piece.cube
        yes = [*(e.least_yes for e in ends), *(e.most_yes for e in ends)]
        everyone = [*(e.least_all for e in ends), *(e.most_all for e in ends)]
        ratios = ratio_of(cube, indicate(cube, yes), indicate(cube, everyone))
        found = evaluate(piece, ratios)
        counts = [float(cube.units[mask].sum()) for mask in (*yes, *everyone)]
        units = [float(unit) for unit in independent_units(cube, everyone)]
        empty = [not cube.weight[e.asked].sum() > 0 for e in ends]
        return cls(ends, found, counts[: len(yes)], counts[len(yes) :], units, empty)

    def bound(self, record: Estimate, index: int) -> Estimate:
        """The record with the bounds of one group and the interval that covers them; as it is where nothing is
        missing."""
        pair = self.pair(index)
        lower, upper = (float(value) for value in pair.value)
        if self.empty[index] or not upper > lower:
            return record
        record = record.with_(lower=lower, upper=upper)
        if math.isnan(pair.df) or np.isnan(pair.standard_error).any():
            return record
        k, levels = len(self.empty), find_levels(pair, self.cases[index])
        ends = [
            share_interval(
                float(pair.value[end]),
                float(pair.standard_error[end]),
                pair.df,
                self.cases[index + end * k],
                self.yes[index + end * k],
                level=levels[end],
                units=self.units[index + end * k],
            )[end]
            for end in (0, 1)
        ]
        return record.with_(set_low=ends[0], set_high=ends[1])

    def pair(self, index: int) -> Estimates:
        """Least and greatest value of one group."""
        at = [index, index + len(self.empty)]
        return Estimates(self.estimates.value[at], self.estimates.covariance[np.ix_(at, at)], self.estimates.df)

    def difference(self, first: int, second: int) -> Estimates:
        """The least and greatest difference of two groups: one's least less the other's greatest, and the reverse."""
        pull = self.contrast(first, second)
        return transform(self.estimates, Transformation(lambda value: pull @ value, lambda value: pull))

    def log_ratio(self, first: int, second: int) -> Estimates:
        """The logarithms of the least and greatest ratio of two groups; NaN where one of the four ends is 0."""
        pull = self.contrast(first, second)
        used = np.flatnonzero(pull.any(axis=0))
        some = Estimates(self.estimates.value[used], self.estimates.covariance[np.ix_(used, used)], self.estimates.df)
        with np.errstate(invalid="ignore", divide="ignore"):
            return transform(
                some,
                Transformation(lambda value: pull[:, used] @ np.log(value), lambda value: pull[:, used] / value),
            )

    def contrast(self, first: int, second: int) -> Vector:
        k = len(self.empty)
        pull = np.zeros((2, 2 * k))
        pull[0, first], pull[0, second + k] = 1.0, -1.0
        pull[1, first + k], pull[1, second] = 1.0, -1.0
        return pull


def find_levels(ends: Estimates, cases: float) -> tuple[float, float]:
    """The two-sided levels whose intervals reach as far below the lower and above the upper end as covers the truth."""
    low, high = (float(error) for error in ends.standard_error)
    together = float(ends.covariance[0, 1]) / (low * high) if low * high > 0 else 0.0
    values = adapted_values(float(ends.value[1] - ends.value[0]), low, high, min(max(together, -1.0), 1.0), cases)
    below, above = (float(2 * ndtr(value) - 1) for value in values)
    return below, above


def cover(record: Estimate, ends: Estimates) -> Estimate:
    """The record with the interval that covers the truth wherever between two estimated ends it lies; as it is without
    errors."""
    if math.isnan(ends.df) or np.isnan(ends.standard_error).any() or np.isnan(ends.value).any():
        return record
    levels = find_levels(ends, record.n)
    low, high = (
        mean_interval(float(ends.value[end]), float(ends.standard_error[end]), ends.df, levels[end])[end]
        for end in (0, 1)
    )
    return record.with_(set_low=low, set_high=high)


def cover_logs(record: Estimate, ends: Estimates) -> Estimate:
    """The same of ends that are logarithms, transformed back."""
    covered = cover(record, ends)
    return covered.with_(set_low=exponential(covered.set_low), set_high=exponential(covered.set_high))
