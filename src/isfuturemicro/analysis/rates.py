"""Ratios of weighted counts for several groups at once, with their covariance where the design gives one."""

import math
from dataclasses import dataclass, field

import numpy as np

from ..survey import Estimates, estimate, independent_units, indicate, ratio_of, share_interval
from .estimate import Estimate
from .slices import Mask, Slice


@dataclass(frozen=True)
class Rates:
    """Rates of k groups of one slice, of the rows `counted` as yes and `at_risk`. `records` is filled by whoever names
    them."""

    piece: Slice
    categories: list[str]
    counted: list[Mask]
    at_risk: list[Mask]
    estimates: Estimates
    yes: list[float]
    cases: list[float]
    units: list[float]
    records: list[Estimate] = field(default_factory=list)

    @classmethod
    def of(cls, piece: Slice, categories: list[str], yes: list[Mask], at_risk: list[Mask]) -> "Rates":
        """The weighted ratio of `yes` to `at_risk` for each group; covariance only where the design justifies one."""
        cube, k = piece.cube, len(categories)
        rates = ratio_of(cube, indicate(cube, yes), indicate(cube, at_risk))
        if piece.interval:
            estimates = estimate(cube, rates)
        else:
            estimates = Estimates(rates.value(cube.total), np.full((k, k), np.nan), math.nan)
        counts = [float(cube.units[mask].sum()) for mask in (*yes, *at_risk)]
        units = independent_units(cube, at_risk)
        return cls(piece, categories, yes, at_risk, estimates, counts[:k], counts[k:], [float(unit) for unit in units])

    def record(self, index: int, about: Estimate) -> Estimate:
        """One group's rate as a record, with its interval where there is one."""
        value = float(self.estimates.value[index])
        record = about.with_(
            estimate=value, n=self.cases[index], numerator=self.yes[index], denominator=self.cases[index]
        )
        if not self.piece.interval or math.isnan(value):
            return record
        standard_error = float(self.estimates.standard_error[index])
        df, cases, yes = self.estimates.df, self.cases[index], self.yes[index]
        low, high = share_interval(value, standard_error, df, cases, yes, units=self.units[index])
        return record.with_(se=standard_error, ci_low=low, ci_high=high, df=self.estimates.df)
