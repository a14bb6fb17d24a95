"""Gaps between groups: each group's rate against the reference group's, with the covariance between the two."""

import math
from collections.abc import Iterator

import numpy as np

from ..survey import difference_from, log_ratio_to, mean_interval, transform
from ..vocabulary import load_vocabulary
from .bounds import cover, cover_logs
from .estimate import Estimate, worst_status
from .measures.arithmetic import exponential
from .measures.contrast import adjusted_parity, adjusted_parity_interval
from .measures.identified import contaminated
from .rates import Rates

COMPARED = ("uptake", "completion")
UNLIKE = 0.1
"""The share of missing answers that the named assumption lets be as unlike the known ones as they can."""


def estimate_gaps(rates: Rates) -> Iterator[Estimate]:
    """Difference and ratio of each group's rate to that of the reference group which the vocabulary declares.

    Difference: r_g - r_0 with Var = V_gg + V_00 - 2 V_g0. Ratio: r_g / r_0, its interval that of the log-ratio
    transformed back. Where one of the two is none or all of its cases, its error is no measure of doubt, and the
    interval runs between the far ends of the two rates' own intervals. Nothing where the reference group is absent.
    """
    if not rates.records or rates.records[0].measure not in COMPARED:
        return
    dimension = rates.records[0].dimension
    variable = load_vocabulary().variables.get(dimension, {"reference_category": "", "equity": "no"})
    reference = variable["reference_category"]
    if variable["equity"] != "yes" or reference not in rates.categories:
        return
    base = rates.categories.index(reference)
    differences = transform(rates.estimates, difference_from(base))
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = transform(rates.estimates, log_ratio_to(base))
    origin = rates.records[base]
    for index, record in enumerate(rates.records):
        if index == base or math.isnan(record.estimate) or math.isnan(origin.estimate):
            continue
        difference, ratio = compare_rates(record, origin)
        if rates.piece.interval and (is_extreme(record) or is_extreme(origin)):
            difference = difference.with_(
                ci_low=record.ci_low - origin.ci_high, ci_high=record.ci_high - origin.ci_low, df=differences.df
            )
            ends = divide_ends((record.ci_low, record.ci_high), (origin.ci_low, origin.ci_high))
            ratio = ratio.with_(ci_low=ends[0], ci_high=ends[1], df=logs.df) if origin.estimate > 0 else ratio
        elif rates.piece.interval:
            difference = with_interval(difference, float(differences.standard_error[index]), differences.df)
            low, high = mean_interval(float(logs.value[index]), float(logs.standard_error[index]), logs.df)
            ratio = ratio.with_(ci_low=exponential(low), ci_high=exponential(high), df=logs.df)
        if not math.isnan(difference.lower):
            difference = cover(difference, rates.bounds.difference(index, base))
            ratio = cover_logs(ratio, rates.bounds.log_ratio(index, base))
        yield difference
        yield from assume(difference)
        yield ratio
        if not ratio.within:
            yield index_parity(ratio, record.measure)


def compare_rates(record: Estimate, origin: Estimate) -> tuple[Estimate, Estimate]:
    """Difference and ratio of two rates, with the bounds that those of the two leave: a rate without bounds of its own
    is its own bound."""
    status, reason = worst_status(record, origin), record.reason or origin.reason
    gap = record.blank().with_(n=record.n + origin.n, status=status, reason=reason)
    difference = gap.with_(measure=f"{record.measure}_difference", estimate=record.estimate - origin.estimate)
    ratio = gap.with_(measure=f"{record.measure}_ratio")
    if origin.estimate > 0:
        ratio = ratio.with_(estimate=record.estimate / origin.estimate)
    else:
        ratio = ratio.with_(status="empty", reason="the reference group's rate is zero")
    if not (math.isnan(record.lower) and math.isnan(origin.lower)):
        ends, others = bounds_of(record), bounds_of(origin)
        difference = difference.with_(lower=ends[0] - others[1], upper=ends[1] - others[0])
        lower, upper = divide_ends(ends, others)
        ratio = ratio.with_(lower=lower, upper=upper)
    return difference, ratio


def assume(gap: Estimate) -> Iterator[Estimate]:
    """The pooled gap with the bounds of a named assumption in place of the worst case: that at most one in ten of those
    whose answers are missing is unlike those who gave theirs.

    Each end is a mean of the estimate and a bound, whose error is at most the mean of theirs; so the interval's ends
    are the same mean of those of the two intervals, and reach a little further than they must.
    """
    if gap.within or math.isnan(gap.lower):
        return
    lower, upper = contaminated(gap.estimate, gap.lower, gap.upper, UNLIKE)
    low, _ = contaminated(gap.ci_low, gap.set_low, gap.ci_high, UNLIKE)
    _, high = contaminated(gap.ci_high, gap.ci_low, gap.set_high, UNLIKE)
    method = f"{gap.method}; at most one in ten of the missing answers unlike the known"
    measure = f"{gap.measure}_assumed"
    yield gap.with_(measure=measure, lower=lower, upper=upper, set_low=low, set_high=high, method=method)


def index_parity(ratio: Estimate, measure: str) -> Estimate:
    """The ratio as the adjusted parity index, whose ends are those of the ratio carried over: it has no error of its
    own at 1, where it bends."""
    index = ratio.with_(measure=f"{measure}_parity_index")
    if math.isnan(ratio.estimate):
        return index
    low, high = adjusted_parity_interval(ratio.ci_low, ratio.ci_high)
    lower, upper = adjusted_parity_interval(ratio.lower, ratio.upper)
    set_low, set_high = adjusted_parity_interval(ratio.set_low, ratio.set_high)
    index = index.with_(estimate=adjusted_parity(ratio.estimate), ci_low=low, ci_high=high, se=math.nan)
    return index.with_(lower=lower, upper=upper, set_low=set_low, set_high=set_high)


def bounds_of(record: Estimate) -> tuple[float, float]:
    """The identification bounds of a rate, which is its own bound where nothing is unknown."""
    return (record.estimate, record.estimate) if math.isnan(record.lower) else (record.lower, record.upper)


def divide_ends(above: tuple[float, float], below: tuple[float, float]) -> tuple[float, float]:
    """The least and greatest quotient of two ranges of rates; without limit where the lower one may be zero."""
    least = above[0] / below[1] if below[1] > 0 else math.nan
    return least, above[1] / below[0] if below[0] > 0 else math.inf


def is_extreme(record: Estimate) -> bool:
    """None or all of the cases say yes: decided on counts."""
    return record.numerator <= 0 or record.numerator >= record.denominator


def with_interval(record: Estimate, standard_error: float, df: float) -> Estimate:
    """The record with a t interval, where its error is above zero."""
    if not standard_error > 0:
        return record
    low, high = mean_interval(record.estimate, standard_error, df)
    return record.with_(se=standard_error, ci_low=low, ci_high=high, df=df)
