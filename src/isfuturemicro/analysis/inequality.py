"""How far the groups of a dimension are apart, in one number each; their errors come from the joint covariance of yes
and of at risk in every group."""

import math
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from ..survey import Estimates, mean_interval
from ..vocabulary import load_vocabulary, parse_band
from .equity import COMPARED
from .estimate import Estimate, worst_status
from .extreme_bounds import bound_over_groups, bound_versus
from .measures import contrast, gradient, many, shortfall, spread
from .measures.arithmetic import Vector, exponential
from .measures.extremes import Measure
from .rates import Rates
from .slices import apply_to_totals

OVER_GROUPS: dict[str, Measure] = {
    "disparity_unweighted": spread.disparity_unweighted,
    "disparity_weighted": spread.disparity_weighted,
    "variance": spread.between_group_variance,
    "theil": spread.theil,
    "log_deviation": spread.mean_log_deviation,
    "range_difference": spread.range_difference,
    "range_ratio": spread.range_ratio,
}
ALONG_AN_ORDER: dict[str, Measure] = {
    "slope_index": gradient.slope_index,
    "relative_index": gradient.relative_index,
    "concentration_absolute": gradient.concentration_absolute,
    "concentration_relative": gradient.concentration_relative,
}
ORDERED = ("age_band", "prior_education", "deprivation")
"""Dimensions with an order, from the most deprived, the least schooled and the youngest."""
ALONG_THE_FUNNEL = (*COMPARED, "start", "finish", "certification", "employment_after")
POSITIVE = ("range_ratio", "relative_index", *list(OVER_GROUPS)[:5])
"""Measures that are never below 0: their interval is that of the logarithm, transformed back."""
PICKING = ("range_difference", "range_ratio")
TIED = "groups all but tie, so its error is only approximate"
BIASED = "picks the highest and the lowest group, so chance alone makes it larger: biased upward"


def estimate_inequality(rates: Rates) -> Iterator[Estimate]:
    """Each measure over the pooled groups of an equity dimension, and each group against the rest.

    Groups too small to judge by are left out, and the record says so. Nothing within a context, and nothing where fewer
    than two groups remain.
    """
    kept = find_partition(rates)
    if len(kept) < 2:
        return
    records = [rates.records[index] for index in kept]
    about = describe_groups(rates, records)
    yield from write_versus(rates, kept, about, contrast.FUNNEL)
    if records[0].measure not in COMPARED:
        return
    yield from write_versus(rates, kept, about, contrast.VERSUS)
    yield from shrink_rates(rates, kept)
    measures = choose_measures([record.category for record in records], records[0].dimension)
    found = apply_measures(rates, kept, lambda rate, cases: np.array([f(rate, cases) for f in measures.values()]))
    tied = find_ties(rates, kept)
    for position, name in enumerate(measures):
        line = about.with_(measure=f"{records[0].measure}_{name}")
        if name in tied:
            line = line.with_(reason="; ".join(part for part in (about.reason, TIED) if part))
        record = write_measure(line, name, found, position, rates)
        yield bound_over_groups(record, name, measures[name], rates, kept)


def write_versus(
    rates: Rates, kept: list[int], about: Estimate, measures: dict[str, Callable[[Vector, Vector], Vector]]
) -> Iterator[Estimate]:
    """Each group held against the rest, or against everyone."""
    for name, versus in measures.items():
        found = apply_measures(rates, kept, versus)
        for position, index in enumerate(kept):
            record = rates.records[index]
            line = record.blank().with_(measure=f"{record.measure}_{name}", method=about.method)
            yield bound_versus(write_measure(line, name, found, position, rates), versus, position, rates, kept)


def find_partition(rates: Rates) -> list[int]:
    """The groups that everyone is in one of: no unions of others, none too small; in the dimension's order."""
    if not rates.records or rates.records[0].measure not in ALONG_THE_FUNNEL or rates.piece.about.within:
        return []
    vocabulary, dimension = load_vocabulary(), rates.records[0].dimension
    if dimension not in vocabulary.equity_dimensions:
        return []
    unions = vocabulary.unions(dimension)
    kept = [i for i, record in enumerate(rates.records) if record.usable and record.category not in unions]
    codes = vocabulary.codes(dimension)

    def rank(index: int) -> int:
        category = rates.categories[index]
        return parse_band(category).first if dimension == "age_band" else codes.index(category)

    return sorted(kept, key=rank)


def find_ties(rates: Rates, kept: list[int]) -> set[str]:
    """The measures that stand at a kink, where the delta method is only approximate: a group within two errors of the
    average (index of disparity), of the reference (missing for parity), or of the highest or lowest (range)."""
    if not rates.piece.interval:
        return set()
    rate, covariance = rates.estimates.value[kept], rates.estimates.covariance[np.ix_(kept, kept)]
    size = np.array([rates.records[index].n for index in kept])
    reference = load_vocabulary().variables[rates.records[0].dimension]["reference_category"]
    names = [rates.categories[index] for index in kept]

    def near(to: Vector) -> int:
        pull = np.eye(len(kept)) - to
        error = np.sqrt(np.clip(np.einsum("ij,jk,ik->i", pull, covariance, pull), 0, None))
        return int((np.abs(pull @ rate) <= 2 * error).sum())

    alone = np.eye(len(kept))
    tied = {"disparity_unweighted", "disparity_weighted"} if near(size / size.sum()) else set()
    if reference in names and near(alone[names.index(reference)]) > 1:
        tied.add("missing")
    return tied | (set(PICKING) if max(near(alone[rate.argmax()]), near(alone[rate.argmin()])) > 1 else set())


def describe_groups(rates: Rates, records: list[Estimate]) -> Estimate:
    """What the measures over all groups are about, and which groups they leave out."""
    left = [record for record in rates.records if record.status == "unreliable"]
    unions = load_vocabulary().unions(records[0].dimension)
    names = ", ".join(f"{record.category} ({record.n:.0f} cases)" for record in left if record.category not in unions)
    return (
        records[0]
        .blank()
        .with_(
            category="all",
            status=worst_status(*records),
            n=sum(record.n for record in records),
            method=f"{len(records)} groups, of those who answered",
            reason="; ".join(
                part for part in (records[0].reason, f"left out as too small: {names}" if names else "") if part
            ),
        )
    )


def choose_measures(categories: list[str], dimension: str) -> dict[str, Measure]:
    """The measures that suit a dimension: those along an order where it has one of three groups or more, those against
    a reference where it is there."""
    chosen = dict(OVER_GROUPS)
    if dimension in ORDERED and len(categories) > 2:
        chosen |= ALONG_AN_ORDER
    reference = load_vocabulary().variables[dimension]["reference_category"]
    if reference in categories:
        at = categories.index(reference)
        chosen["attributable_fraction"] = partial(shortfall.attributable_fraction, reference=at)
        chosen["missing"] = partial(shortfall.missing_for_parity, reference=at)
    return chosen


def apply_measures(rates: Rates, kept: list[int], measure: Callable[[Vector, Vector], Vector]) -> Estimates:
    """Functions of the groups' rates and weighted numbers at risk, with their covariance where the design gives one."""
    k = len(kept)
    groups = [rates.counted[i] for i in kept] + [rates.at_risk[i] for i in kept]
    with np.errstate(invalid="ignore", divide="ignore"):
        return apply_to_totals(rates.piece, groups, lambda total: measure(total[:k] / total[k:], total[k:]))


def write_measure(about: Estimate, name: str, found: Estimates, position: int, rates: Rates) -> Estimate:
    """One measure as a record, with its interval where the design gives one, and what is to be minded."""
    value = float(found.value[position])
    if math.isnan(value):
        return about.with_(status="empty", reason="a group's rate is 0, so that no quotient or logarithm is defined")
    minded = "; ".join(part for part in (about.reason, BIASED if name in PICKING else "") if part)
    record = about.with_(estimate=value, reason=minded)
    error = float(found.standard_error[position])
    if not rates.piece.interval or not error > 0:
        return record
    if name in (*POSITIVE, "ratio_rest", "relative"):
        ends = mean_interval(math.log(value), error / value, found.df) if value > 0 else (math.nan, math.nan)
        low, high = exponential(ends[0]), exponential(ends[1])
    else:
        low, high = mean_interval(value, error, found.df)
    return record.with_(se=error, ci_low=low, ci_high=high, df=found.df)


def shrink_rates(rates: Rates, kept: list[int]) -> Iterator[Estimate]:
    """Each group's rate drawn towards the others' by as much as it is noise; beside the raw value, never instead.

    The noise is the design's error where there is one, else that of as many independent answers: a working assumption,
    and so no interval.
    """
    records = [rates.records[index] for index in kept]
    rate = np.array([record.estimate for record in records])
    mean = sum(record.numerator for record in records) / sum(record.denominator for record in records)
    alone = [math.sqrt(mean * (1 - mean) / record.n) for record in records]
    noise = [record.se if record.se > 0 else working for record, working in zip(records, alone, strict=True)]
    for record, value in zip(records, many.shrink(rate, np.array(noise)), strict=True):
        if not math.isnan(value):
            yield record.blank().with_(
                measure=f"{record.measure}_shrunk",
                estimate=float(value),
                method="empirical Bayes: the raw rate drawn towards the mean of the groups",
            )
