"""The answers to a request, a result each."""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from .association import check_independence
from .cube import Cube
from .estimators import estimate, indicate, ratio_of, total_of
from .intervals import mean_interval
from .options import BY_REPLICATES
from .problems import DataError
from .quantiles import Distribution, quantile_by_replicates, woodruff
from .reduce import add_exactly
from .regression import build_model, regress
from .request import Group, Mask, Request, reduce, split
from .result import EMPTY, LOST_REPLICATE, NO_ERROR, NO_QUANTILE, NO_WEIGHT, ONE_CASE, Result
from .shares import answer_proportions, read_outcome
from .source import check_columns
from .statement import quote, times
from .variance import Estimates, count_lone_strata, degrees_of_freedom

KNOWN, BELOW, VALUE = " answered", " below", " value"
"""Labels of our own; the blank before them keeps them apart from the columns' names."""


def answer(request: Request) -> list[Result]:
    """The results of a request, a record each. Raises DataError or LonelyPsuError with what was found and what to
    do."""
    check_columns([*request.by, *(term for term in request.terms if ":" not in term)], request.engine.columns)
    kinds = {
        "mean": answer_means,
        "total": answer_totals,
        "proportion": answer_proportions,
        "ratio": answer_ratios,
        "quantile": answer_replicated_quantiles if request.interval == BY_REPLICATES else answer_quantiles,
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
    lone = count_lone_strata(cube, known)
    for i, group in enumerate(names):
        n, missing = float(cube.units[known[i]].sum()), float(cube.units[cells[i] & ~known[i]].sum())
        result = Result(name, group, float(found.value[i]), n=n, missing=missing, df=found.df, lone_strata=lone[i])
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


def answer_quantiles(request: Request) -> Iterator[Result]:
    """Quantiles with Woodruff's interval, for which each needs a second pass: the share of cases at or below it."""
    (column,) = request.terms
    plain = reduce(request, {KNOWN: f"{quote(column)} IS NOT NULL"}, {"quantity": quote(column)})
    names, cells = split(plain, request.by)
    for group, member in zip(names, cells, strict=True):
        known = member & plain.is_in(KNOWN, "true")
        n, missing = float(plain.units[known].sum()), float(plain.units[member & ~known].sum())
        [lone] = count_lone_strata(plain, [known])
        distribution = distribute(request, column, group)
        for p in request.quantiles:
            value = distribution.quantile(p)
            result = Result(f"{column}@{p:g}", group, value, n=n, missing=missing, lone_strata=lone)
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


def answer_replicated_quantiles(request: Request) -> Iterator[Result]:
    """Quantiles with an interval from those of the replicates: value -/+ t x error."""
    (column,) = request.terms
    cube = reduce(request, {VALUE: f"CAST({quote(column)} AS DOUBLE)"}, {})
    if cube.replicates is None:
        raise DataError("--ci replicates without replicate weights; name them, or a --method that makes them")
    names, cells = split(cube, request.by)
    known = [member & ~cube.is_in(VALUE, "") for member in cells]
    for group, member, inside in zip(names, cells, known, strict=True):
        n, missing = float(cube.units[inside].sum()), float(cube.units[member & ~inside].sum())
        for p in request.quantiles:
            value, error = quantile_by_replicates(cube, inside, VALUE, p)
            result = Result(f"{column}@{p:g}", group, value, n=n, missing=missing, df=degrees_of_freedom(cube))
            yield with_error(result, error, request.level, LOST_REPLICATE)


def distribute(request: Request, column: str, group: Group) -> Distribution:
    """The weighted distribution of a quantity in one group, its weights added up exactly."""
    named = [name for name in (request.layout.weights, request.layout.frequency) if name]
    weight = times("CAST(1 AS DOUBLE)", *(f"CAST({quote(name)} AS DOUBLE)" for name in named))
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
    known = ~cube.is_in(rows, "") & ~cube.is_in(cols, "")
    n, [lone] = float(cube.units[known].sum()), count_lone_strata(cube, [known])
    for test in check_independence(cube, rows, cols):
        more = {"statistic": test.statistic, "ndf": test.df, "ddf": test.denominator_df, "p_value": test.p_value}
        yield Result(test.name, {}, test.statistic, n=n, df=test.df, lone_strata=lone, more=more)


def answer_regression(request: Request) -> Iterator[Result]:
    """Coefficients of a logistic (log odds) or modified Poisson (log prevalence ratios) model."""
    outcome, *covariates = request.terms
    labels = {name: quote(name) for name in request.terms if ":" not in name}
    cube = read_outcome(reduce(request, labels, {}), outcome)
    model = build_model(cube, outcome, tuple(covariates), "logit" if request.kind == "logistic" else "log")
    found = regress(cube, model)
    n, missing = float(cube.units[model.used].sum()), float(cube.units[~model.used].sum())
    [lone] = count_lone_strata(cube, [model.used])
    for i, term in enumerate(model.terms):
        result = Result(term, {}, float(found.value[i]), n=n, missing=missing, df=found.df, lone_strata=lone)
        yield with_error(result, float(found.standard_error[i]), request.level)
