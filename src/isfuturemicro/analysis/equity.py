"""Gaps between groups: each group's rate against the reference group's, with the covariance between the two."""

import math
from collections.abc import Iterator

import numpy as np

from ..survey import log_ratio, mean_interval, subtract
from ..vocabulary import load_vocabulary
from .estimate import Estimate
from .rates import Rates

COMPARED = ("uptake", "completion")


def estimate_gaps(rates: Rates) -> Iterator[Estimate]:
    """Difference and ratio of each group's rate to that of the reference group which the vocabulary declares.

    Difference: r_g - r_0 with Var = V_gg + V_00 - 2 V_g0. Ratio: r_g / r_0, its interval that of the log-ratio
    transformed back. Nothing where the reference group is absent. Without a design-based interval the bounds of the two
    rates give those of the gap.
    """
    if not rates.records or rates.records[0].measure not in COMPARED:
        return
    dimension = rates.records[0].dimension
    variable = load_vocabulary().variables.get(dimension, {"reference_category": "", "equity": "no"})
    reference = variable["reference_category"]
    if variable["equity"] != "yes" or reference not in rates.categories:
        return
    base = rates.categories.index(reference)
    differences = subtract(rates.estimates, base)
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = log_ratio(rates.estimates, base)
    origin = rates.records[base]
    for index, record in enumerate(rates.records):
        if index == base or math.isnan(record.estimate) or math.isnan(origin.estimate):
            continue
        gap = record.with_(
            n=record.n + origin.n,
            numerator=math.nan,
            denominator=math.nan,
            status=worse_status(record, origin),
            reason=record.reason or origin.reason,
            se=math.nan,
            ci_low=math.nan,
            ci_high=math.nan,
        )
        difference = gap.with_(measure=f"{record.measure}_difference", estimate=record.estimate - origin.estimate)
        difference = difference.with_(lower=record.lower - origin.upper, upper=record.upper - origin.lower)
        ratio = gap.with_(measure=f"{record.measure}_ratio", lower=math.nan, upper=math.nan)
        ratio = ratio.with_(estimate=record.estimate / origin.estimate if origin.estimate > 0 else math.nan)
        if origin.lower > 0:
            ratio = ratio.with_(lower=record.lower / origin.upper, upper=record.upper / origin.lower)
        if rates.piece.interval:
            difference = with_interval(difference, float(differences.standard_error[index]), differences.df)
            low, high = mean_interval(float(logs.value[index]), float(logs.standard_error[index]), logs.df)
            ratio = ratio.with_(ci_low=math.exp(low), ci_high=math.exp(high), df=logs.df)
        yield difference
        yield ratio


def with_interval(record: Estimate, standard_error: float, df: float) -> Estimate:
    """The record with a t interval; where a group's rate is 0 or 1 its error is no measure of doubt, so there is
    none."""
    if not standard_error > 0:
        return record
    low, high = mean_interval(record.estimate, standard_error, df)
    return record.with_(se=standard_error, ci_low=low, ci_high=high, df=df)


def worse_status(record: Estimate, origin: Estimate) -> str:
    """A gap is no more reliable than the less reliable of its two rates."""
    return record.status if record.status != "ok" else origin.status
