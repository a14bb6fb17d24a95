"""Ratios of weighted counts for several groups at once, with their covariance where the design gives one."""

import math
from dataclasses import dataclass, field

from ..survey import Estimates, independent_units, indicate, ratio_of, share_interval
from .bounds import Bounds, Ends
from .estimate import Estimate
from .slices import Mask, Slice, evaluate


@dataclass(frozen=True)
class Rates:
    """Rates of k groups of one slice, of the rows `counted` as yes and `at_risk`, and what missing answers leave of
    them. `records` is filled by whoever names them."""

    piece: Slice
    categories: list[str]
    counted: list[Mask]
    at_risk: list[Mask]
    estimates: Estimates
    bounds: Bounds
    yes: list[float]
    cases: list[float]
    units: list[float]
    records: list[Estimate] = field(default_factory=list)

    @classmethod
    def of(cls, piece: Slice, categories: list[str], yes: list[Mask], at_risk: list[Mask], ends: list[Ends]) -> "Rates":
        """The weighted ratio of `yes` to `at_risk` for each group, and its worst cases; covariance only where
        the design justifies one."""
        cube, k = piece.cube, len(categories)
        estimates = evaluate(piece, ratio_of(cube, indicate(cube, yes), indicate(cube, at_risk)))
        counts = [float(cube.units[mask].sum()) for mask in (*yes, *at_risk)]
        units = [float(unit) for unit in independent_units(cube, at_risk)]
        bounds = Bounds.of(piece, ends)
        return cls(piece, categories, yes, at_risk, estimates, bounds, counts[:k], counts[k:], units)

    def record(self, index: int, about: Estimate) -> Estimate:
        """One group's rate as a record, with its interval where there is one, and its bounds if answers are missing."""
        value = float(self.estimates.value[index])
        record = about.with_(
            estimate=value, n=self.cases[index], numerator=self.yes[index], denominator=self.cases[index]
        )
        if not self.piece.interval or math.isnan(value):
            return self.bounds.bound(record, index)
        standard_error = float(self.estimates.standard_error[index])
        df, cases, yes = self.estimates.df, self.cases[index], self.yes[index]
        low, high = share_interval(value, standard_error, df, cases, yes, units=self.units[index])
        record = record.with_(se=standard_error, ci_low=low, ci_high=high, df=self.estimates.df)
        return self.bounds.bound(record, index)
