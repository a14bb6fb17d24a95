"""Ratios of weighted counts for several groups at once, with their covariance where the design gives one."""

import math
from dataclasses import dataclass, field

import numpy as np

from ..survey import Estimates, divide, estimate_totals, share_interval
from .estimate import Estimate
from .slices import Mask, Slice


@dataclass(frozen=True)
class Rates:
    """Rates of k groups of one slice. `records` is filled by whoever names them."""

    piece: Slice
    categories: list[str]
    estimates: Estimates
    yes: list[float]
    cases: list[float]
    records: list[Estimate] = field(default_factory=list)

    @classmethod
    def of(cls, piece: Slice, categories: list[str], yes: list[Mask], at_risk: list[Mask]) -> "Rates":
        """The weighted ratio of `yes` to `at_risk` for each group; covariance only where the design justifies one."""
        cube, k = piece.cube, len(categories)
        indicators = np.column_stack([*yes, *at_risk]) if k else np.zeros((len(cube.n), 0), dtype=bool)
        if piece.interval:
            estimates = divide(estimate_totals(cube, indicators), list(range(k)), list(range(k, 2 * k)))
        else:
            totals = (indicators * (cube.w * cube.copies)[:, None]).sum(axis=0)
            bottom = np.where(totals[k:] > 0, totals[k:], np.nan)
            estimates = Estimates(totals[:k] / bottom, np.full((k, k), np.nan), math.nan)
        counts = (indicators * cube.units[:, None]).sum(axis=0)
        return cls(piece, categories, estimates, list(counts[:k]), list(counts[k:]))

    def record(self, index: int, about: Estimate) -> Estimate:
        """One group's rate as a record, with its interval where there is one."""
        value = float(self.estimates.value[index])
        record = about.with_(
            estimate=value, n=self.cases[index], numerator=self.yes[index], denominator=self.cases[index]
        )
        if not self.piece.interval or math.isnan(value):
            return record
        standard_error = float(self.estimates.standard_error[index])
        low, high = share_interval(value, standard_error, self.estimates.df, self.cases[index], self.yes[index])
        return record.with_(se=standard_error, ci_low=low, ci_high=high, df=self.estimates.df)
