"""The answers that are shares of a column's categories."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .cube import Cube
from .effects import independent_units
from .estimators import Statistic, compose, estimate, indicate, ratio_of
from .intervals import Interval, share_interval
from .problems import DataError
from .request import Request, reduce, split
from .result import ALL_YES, EMPTY, LOST_REPLICATE, NO_ERROR, NO_WEIGHT, NONE_YES, ONE_CASE, Result
from .statement import quote
from .transformations import smooth
from .variance import Estimates, count_lone_strata

CATEGORY = " category"
"""A label of our own; the blank before it keeps it apart from the columns' names."""
BINARY = (("0", "1"), ("0.0", "1.0"), ("false", "true"))


def answer_proportions(request: Request) -> Iterator[Result]:
    """Shares of each category of a column; of a column that is 0 and 1, the share of 1."""
    (column,) = request.terms
    cube = reduce(request, {CATEGORY: quote(column)}, {})
    categories = [category for category in cube.categories(CATEGORY) if category]
    pair = find_pair(categories)
    if pair:
        categories = [pair[1]]
    names, cells = split(cube, request.by)
    known = [group & ~cube.is_in(CATEGORY, "") for group in cells]
    asked = [(i, category) for i in range(len(names)) for category in categories]
    yes = [known[i] & cube.is_in(CATEGORY, category) for i, category in asked]
    shares = ratio_of(cube, indicate(cube, yes), indicate(cube, [known[i] for i, _ in asked]))
    found = estimate(cube, shares)
    spread = spread_on_scale(cube, shares, request.interval, found)
    lone, units = count_lone_strata(cube, known), independent_units(cube, known)
    for k, (i, category) in enumerate(asked):
        result = Result(
            column,
            names[i] if pair else {**names[i], column: category},
            float(found.value[k]),
            df=found.df,
            n=float(cube.units[known[i]].sum()),
            missing=float(cube.units[cells[i] & ~known[i]].sum()),
            lone_strata=lone[i],
            reason=NO_ERROR if cube.replicates is None else LOST_REPLICATE,
        )
        error, hits = float(found.standard_error[k]), float(cube.units[yes[k]].sum())
        ends = share_interval(
            result.estimate, float(spread[k]), found.df, result.n, hits, request.level, request.interval, units[i]
        )
        yield with_share_error(result, error, hits, ends)


def find_pair(categories: Iterable[str]) -> tuple[str, str] | None:
    """The labels of no and yes, where a column holds nothing else.

    >>> find_pair(["false", "true"]), find_pair(["1.0"]), find_pair(["1", "2"])
    (('false', 'true'), ('0.0', '1.0'), None)
    """
    return next((pair for pair in BINARY if set(categories) <= set(pair)), None)


def read_outcome(cube: Cube, outcome: str) -> Cube:
    """The cube with an outcome's labels as 0 and 1. Raises DataError where it is no yes or no."""
    answers = [label for label in cube.categories(outcome) if label]
    pair = find_pair(answers)
    if pair is None:
        shown = ", ".join(answers[:5]) + (f" and {len(answers) - 5} more" if len(answers) > 5 else "")
        raise DataError(
            f"the outcome {outcome} is {shown}; allowed: 0 and 1, or false and true. Remedy: name a column of these, "
            "1 or true for whom the model is to explain"
        )
    labels = cube.labels[outcome].copy()
    for code, label in zip(("0", "1"), pair, strict=True):
        labels[cube.labels[outcome] == label] = code
    return replace(cube, labels=cube.labels | {outcome: labels})


def spread_on_scale(cube: Cube, shares: Statistic, interval: str, found: Estimates) -> NDArray[np.float64]:
    """The standard errors that the intervals are made of: with replicates, those of the replicates' own log odds,
    carried back to shares (R svyciprop)."""
    if cube.replicates is None or interval != "logit":
        return found.standard_error
    odds = estimate(cube, compose(shares, smooth(lambda share: np.log(share / (1 - share)))))
    return odds.standard_error * found.value * (1 - found.value)


def with_share_error(result: Result, error: float, hits: float, ends: Interval) -> Result:
    """A share's standard error and interval, or the reason why it has none; none or all is decided on whole counts."""
    if result.n == 0:
        return replace(result, estimate=math.nan, reason=EMPTY)
    if math.isnan(result.estimate):
        return replace(result, reason=NO_WEIGHT)
    if hits in (0, result.n):
        return replace(result, ci_low=ends[0], ci_high=ends[1], reason=NONE_YES if hits == 0 else ALL_YES)
    if result.n == 1:
        return replace(result, reason=ONE_CASE)
    if math.isnan(error) or math.isnan(ends[0]):
        return result
    return replace(result, se=error, ci_low=ends[0], ci_high=ends[1], reason="")
