"""The answers to a request, a result each."""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .association import check_independence
from .cube import Cube
from .estimators import Statistic, compose, estimate, indicate, ratio_of, total_of
from .intervals import mean_interval, share_interval
from .quantiles import Distribution, woodruff
from .reduce import add_exactly
from .regression import build_model, regress
from .request import Group, Mask, Request, reduce, split
from .result import ALL_YES, EMPTY, LOST_REPLICATE, NO_ERROR, NO_QUANTILE, NO_WEIGHT, NONE_YES, ONE_CASE, Result
from .source import check_columns
from .statement import quote
from .transformations import smooth
from .variance import Estimates, degrees_of_freedom

KNOWN, CATEGORY, BELOW = " answered", " category", " below"
"""Labels of our own; the blank before them keeps them apart from the columns' names."""
BINARY = (("0", "1"), ("0.0", "1.0"), ("false", "true"))


def answer(request: Request) -> list[Result]:
    """The results of a request, a record each. Raises DataError or LonelyPsuError with what was found and what to
    do."""
    check_columns([*request.by, *(term for term in request.terms if ":" not in term)], request.engine.columns)
    kinds = {
        "mean": answer_means,
        "total": answer_totals,
        "proportion": answer_proportions,
        "ratio": answer_ratios,
        "quantile": answer_quantiles,
        "chisq": answer_association,
        "logistic": answer_regression,
        "poisson": answer_regression,
    }
    with np.errstate(invalid="ignore", divide="ignore"):
        return list(kinds[request.kind](request))


def answer_means(request: Request) -> Iterator[Result]:
    """Weighted means of a quantity."""
    (column,) = request.terms
    cube = reduce(request, {KNOWN: f"{quote(column)} IS NOT NULL"}, {"quantity": quote(column)})
    names, cells = split(cube, request.by)
    known = [group & cube.is_in(KNOWN, "true") for group in cells]
    found = estimate(cube, ratio_of(cube, indicate(cube, known, 1), indicate(cube, known)))
    yield from tell(request, column, names, cells, known, found, cube)


def answer_totals(request: Request) -> Iterator[Result]:
    """Weighted totals of a quantity."""
    (column,) = request.terms
    cube = reduce(request, {KNOWN: f"{quote(column)} IS NOT NULL"}, {"quantity": quote(column)})
    names, cells = split(cube, request.by)
    known = [group & cube.is_in(KNOWN, "true") for group in cells]
    found = estimate(cube, total_of(cube, known, 1))
    yield from tell(request, column, names, cells, known, found, cube)


def answer_ratios(request: Request) -> Iterator[Result]:
    """Ratios of the weighted totals of two quantities, over cases that answer both."""
    top, bottom = request.terms
    both = f"{quote(top)} IS NOT NULL AND {quote(bottom)} IS NOT NULL"
    cube = reduce(request, {KNOWN: both}, {"numerator": quote(top), "denominator": quote(bottom)})
    names, cells = split(cube, request.by)
    known = [group & cube.is_in(KNOWN, "true") for group in cells]
    found = estimate(cube, ratio_of(cube, indicate(cube, known, 1), indicate(cube, known, 2)))
    yield from tell(request, f"{top}/{bottom}", names, cells, known, found, cube)


def tell(
    request: Request,
    name: str,
    names: list[Group],
    cells: list[Mask],
    known: list[Mask],
    found: Estimates,
    cube: Cube,
) -> Iterator[Result]:
    """Results with intervals of value -/+ t x error, and a reason wherever a number is missing."""
    for i, group in enumerate(names):
        n, missing = float(cube.units[known[i]].sum()), float(cube.units[cells[i] & ~known[i]].sum())
        result = Result(name, group, float(found.value[i]), n=n, missing=missing, df=found.df)
        yield with_error(result, float(found.standard_error[i]), request.level, why_no_error(cube))


def why_no_error(cube: Cube) -> str:
    """The reason for a missing standard error: with replicates, that some of them hold nobody of the group."""
    return NO_ERROR if cube.replicates is None else LOST_REPLICATE


def with_error(result: Result, error: float, level: float, reason: str = NO_ERROR) -> Result:
    """The result with its standard error and interval, or the reason why it has none."""
    if result.n == 0:
        return replace(result, estimate=math.nan, reason=EMPTY)
    if math.isnan(result.estimate):
        return replace(result, reason=NO_WEIGHT)
    if result.n == 1:
        return replace(result, reason=ONE_CASE)
    if math.isnan(error) or not result.df > 0:
        return replace(result, reason=reason)
    low, high = mean_interval(result.estimate, error, result.df, level)
    return replace(result, se=error, ci_low=low, ci_high=high)


def answer_proportions(request: Request) -> Iterator[Result]:
    """Shares of each category of a column; of a column that is 0 and 1, the share of 1."""
    (column,) = request.terms
    cube = reduce(request, {CATEGORY: quote(column)}, {})
    categories = [category for category in cube.categories(CATEGORY) if category]
    binary = any(set(categories) <= set(pair) for pair in BINARY)
    if binary:
        categories = [pair[1] for pair in BINARY if set(categories) <= set(pair)][:1]
    names, cells = split(cube, request.by)
    known = [group & ~cube.is_in(CATEGORY, "") for group in cells]
    asked = [(i, category) for i in range(len(names)) for category in categories]
    yes = [known[i] & cube.is_in(CATEGORY, category) for i, category in asked]
    shares = ratio_of(cube, indicate(cube, yes), indicate(cube, [known[i] for i, _ in asked]))
    found = estimate(cube, shares)
    spread = spread_on_scale(cube, shares, request.interval, found)
    for k, (i, category) in enumerate(asked):
        result = Result(
            column,
            names[i] if binary else {**names[i], column: category},
            float(found.value[k]),
            df=found.df,
            n=float(cube.units[known[i]].sum()),
            missing=float(cube.units[cells[i] & ~known[i]].sum()),
        )
        error, hits = float(found.standard_error[k]), float(cube.units[yes[k]].sum())
        yield with_share_error(result, error, float(spread[k]), hits, request, why_no_error(cube))


def spread_on_scale(cube: Cube, shares: Statistic, interval: str, found: Estimates) -> NDArray[np.float64]:
    """The standard errors that the intervals are made of: with replicates, those of the replicates' own log odds,
    carried back to shares (R svyciprop)."""
    if cube.replicates is None or interval != "logit":
        return found.standard_error
    odds = estimate(cube, compose(shares, smooth(lambda share: np.log(share / (1 - share)))))
    return odds.standard_error * found.value * (1 - found.value)


def with_share_error(result: Result, error: float, spread: float, hits: float, request: Request, reason: str) -> Result:
    """A share's standard error and interval; none or all is decided on whole counts."""
    if result.n == 0:
        return replace(result, estimate=math.nan, reason=EMPTY)
    if math.isnan(result.estimate):
        return replace(result, reason=NO_WEIGHT)
    extreme = NONE_YES if hits == 0 else ALL_YES if hits == result.n else ""
    low, high = share_interval(result.estimate, spread, result.df, result.n, hits, request.level, request.interval)
    if extreme:
        return replace(result, ci_low=low, ci_high=high, reason=extreme)
    if result.n == 1:
        return replace(result, reason=ONE_CASE)
    if math.isnan(error) or not result.df > 0 or math.isnan(low):
        return replace(result, reason=reason)
    return replace(result, se=error, ci_low=low, ci_high=high)


def answer_quantiles(request: Request) -> Iterator[Result]:
    """Quantiles with Woodruff's interval; each needs a second pass, for the share of cases at or below it."""
    (column,) = request.terms
    plain = reduce(request, {KNOWN: f"{quote(column)} IS NOT NULL"}, {"quantity": quote(column)})
    names, cells = split(plain, request.by)
    for group, member in zip(names, cells, strict=True):
        known = member & plain.is_in(KNOWN, "true")
        n, missing = float(plain.units[known].sum()), float(plain.units[member & ~known].sum())
        distribution = distribute(request, column, group)
        for p in request.quantiles:
            value = distribution.quantile(p)
            result = Result(f"{column}@{p:g}", group, value, n=n, missing=missing)
            if math.isnan(value):
                yield replace(result, reason=EMPTY)
                continue
            below = f"CASE WHEN {quote(column)} IS NULL THEN NULL WHEN {quote(column)} <= {value!r} THEN 1 ELSE 0 END"
            cube = reduce(request, {BELOW: below}, {})
            inside = ~cube.is_in(BELOW, "")
            for name, label in group.items():
                inside &= cube.is_in(name, label or "")
            error, low, high = woodruff(distribution, cube, inside, BELOW, p, request.level)
            reason = ONE_CASE if n == 1 else NO_QUANTILE if math.isnan(error) else ""
            yield replace(result, se=error, ci_low=low, ci_high=high, df=degrees_of_freedom(cube), reason=reason)


def distribute(request: Request, column: str, group: Group) -> Distribution:
    """The weighted distribution of a quantity in one group, its weights added up exactly."""
    weight = f"CAST({quote(request.layout.weights)} AS DOUBLE)" if request.layout.weights else "CAST(1 AS DOUBLE)"
    conditions = [f"({request.where})", f"{quote(column)} IS NOT NULL"]
    for name, label in group.items():
        text = (label or "").replace("'", "''")
        conditions.append(f"COALESCE(CAST({quote(name)} AS VARCHAR), '') = '{text}'")
    request.engine.define(
        "chosen",
        f"SELECT CAST({quote(column)} AS DOUBLE) AS x, {weight} AS w FROM file WHERE {' AND '.join(conditions)}",
    )
    values, weights = add_exactly(request.engine, "chosen", "x", "w")
    return Distribution(values, weights)


def answer_association(request: Request) -> Iterator[Result]:
    """Tests that two columns are independent of each other."""
    rows, cols = request.terms
    cube = reduce(request, {rows: quote(rows), cols: quote(cols)}, {})
    n = float(cube.units[~cube.is_in(rows, "") & ~cube.is_in(cols, "")].sum())
    for test in check_independence(cube, rows, cols):
        more = {"statistic": test.statistic, "ndf": test.df, "ddf": test.denominator_df, "p_value": test.p_value}
        yield Result(test.name, {}, test.statistic, n=n, df=test.df, more=more)


def answer_regression(request: Request) -> Iterator[Result]:
    """Coefficients of a logistic (log odds) or modified Poisson (log prevalence ratios) model."""
    outcome, *covariates = request.terms
    labels = {name: quote(name) for name in request.terms if ":" not in name}
    cube = reduce(request, labels, {})
    model = build_model(cube, outcome, tuple(covariates), "logit" if request.kind == "logistic" else "log")
    found = regress(cube, model)
    n, missing = float(cube.units[model.used].sum()), float(cube.units[~model.used].sum())
    for i, term in enumerate(model.terms):
        result = Result(term, {}, float(found.value[i]), n=n, missing=missing, df=found.df)
        yield with_error(result, float(found.standard_error[i]), request.level)
