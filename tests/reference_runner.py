"""Runs a record of tests/reference through the public functions of isfuturemicro.survey."""

import json
import math
import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from isfuturemicro.survey import (
    Cube,
    Design,
    Estimates,
    Replication,
    Statistic,
    compose,
    difference_from,
    estimate,
    indicate,
    log_ratio_to,
    mean_interval,
    ratio_of,
    ratio_to,
    reduce_to_cube,
    smooth,
    standardised_mean,
    total_of,
    transform,
)
from isfuturemicro.survey.association import check_independence as associate
from isfuturemicro.survey.calibration import calibrate, margin_matrix, solve_linear, solve_raking
from isfuturemicro.survey.effects import design_effect
from isfuturemicro.survey.engine import DuckDBEngine
from isfuturemicro.survey.greg import Term, calibrate_on_quantities, solve_multipliers
from isfuturemicro.survey.intervals import METHODS
from isfuturemicro.survey.quantiles import Distribution, quantile_by_replicates, woodruff
from isfuturemicro.survey.regression import Model, build_model, predicted_margins, regress
from isfuturemicro.survey.replicates import balanced_half_samples, jackknife
from isfuturemicro.survey.source import Layout, lay_out, open_file
from isfuturemicro.survey.statement import quote
from isfuturemicro.survey.variance import degrees_of_freedom

Record = dict[str, Any]
Found = dict[str, Any]
Mask = np.ndarray

HERE = Path(__file__).parent / "reference"
DATA = json.loads((HERE / "reference.json").read_text(encoding="utf-8"))
RECORDS: list[Record] = DATA["records"]
DESIGNS: dict[str, Record] = DATA["designs"]
TOTALS = json.loads((HERE / "calib_totals.json").read_text(encoding="utf-8"))
WHOLE = "whole"
MISSING = "(missing)"


@cache
def fixture(name: str) -> DuckDBEngine:
    """A table of the reference, held in memory."""
    engine = open_file(HERE / f"{name}.csv")
    engine.connection.execute("SET threads = 1")
    engine.connection.execute("CREATE TABLE held AS SELECT * FROM file")
    engine.connection.execute("CREATE OR REPLACE VIEW file AS SELECT * FROM held")
    return engine


def names_of(design: Record, part: str) -> tuple[str, ...]:
    """The columns that play a part in a design."""
    named = design.get(part, ())
    return (named,) if isinstance(named, str) else tuple(named)


def layout_of(name: str) -> Layout:
    design = DESIGNS[name]
    pattern = design.get("replicates", "")
    columns = fixture(design["fixture"]).columns
    replicates = tuple(column for column in columns if pattern and fnmatchcase(column, pattern))
    strata, psu, fpc = (names_of(design, part) for part in ("strata", "psu", "fpc"))
    return Layout(design.get("weights", ""), strata, psu, fpc, replicates, design.get("frequency", ""))


def expression_of(column: str) -> str:
    """A record's column; `1` counts cases."""
    return "1" if column == "1" else quote(column)


def make_cube(
    name: str, labels: dict[str, str], quantities: dict[str, str], where: str | None = None, lonely: str = "fail"
) -> Cube:
    return held_cube(name, tuple(labels.items()), tuple(quantities.items()), where or "TRUE", lonely)


@cache
def held_cube(
    name: str, labels: tuple[tuple[str, str], ...], quantities: tuple[tuple[str, str], ...], where: str, lonely: str
) -> Cube:
    """The cube of a design, once for all the records that read it."""
    design, layout = DESIGNS[name], layout_of(name)
    engine = fixture(design["fixture"])
    domain = {"in the domain": f"CASE WHEN {where} THEN 1 ELSE 0 END"}
    lay_out(engine, layout, dict(labels) | domain, dict(quantities))
    replication = None
    if layout.replicates:
        rscales = np.array(design.get("rscales") or np.ones(len(layout.replicates)))
        replication = Replication(layout.replicates, design["scale"], rscales, design["mse"])
    sampled = Design(stages=min(len(layout.psu), 2), fpc=len(layout.fpc), lonely_psu=lonely)
    cube = reduce_to_cube(
        engine,
        "rows",
        tuple(variable for variable, _ in labels),
        sampled,
        quote("in the domain") + " = 1",
        tuple(quantity for quantity, _ in quantities),
        replication,
    )
    if not design.get("constructed"):
        return cube
    if design["method"] in ("jk1", "jkn"):
        return jackknife(cube, design["mse"])
    return balanced_half_samples(cube, design["rho"], design["mse"])


def handling_of(query: Record) -> str:
    """R's `certainty` is our `remove`."""
    return str(query.get("lonely_psu", "fail")).replace("certainty", "remove")


def everyone(cube: Cube) -> Mask:
    return np.ones(cube.cells, dtype=bool)


def group_of(cube: Cube, group: dict[str, str | None]) -> Mask:
    """The cells of a group; a missing label is null in a record, the empty text in a cube."""
    cells = everyone(cube)
    for variable, label in group.items():
        cells = cells & cube.is_in(variable, "" if label is None else str(label))
    return cells


def read_cube(record: Record) -> tuple[Cube, str]:
    """The cube for a mean, total, proportion or ratio, and which of these it is for."""
    query = record["query"]
    of = query.get("of", query["estimator"])
    labels, quantities = {name: quote(name) for name in query.get("by", [])}, {}
    if "category" in query:
        labels["category"] = quote(query["variable"])
    elif of == "ratio":
        top, bottom = expression_of(query["numerator"]), expression_of(query["denominator"])
        labels["known"] = f"{top} IS NOT NULL AND {bottom} IS NOT NULL"
        quantities = {"x": top, "z": bottom}
    else:
        column = expression_of(query["variable"])
        labels["known"] = f"{column} IS NOT NULL"
        quantities = {"x": column, "x*x": f"{column} * {column}"} if record["feature"] == "deff" else {"x": column}
    return make_cube(record["design"], labels, quantities, query.get("where"), handling_of(query)), of


def state(cube: Cube, of: str, query: Record, groups: list[Mask]) -> tuple[Statistic, list[Mask]]:
    """The statistic of each group, and the cases that answered in each."""
    if "category" in query:
        asked = query["category"] if isinstance(query["category"], list) else [query["category"]]
        known = [group & ~cube.is_in("category", "") for group in groups for _ in asked]
        yes = [group & cube.is_in("category", str(one)) for group in groups for one in asked]
        if of == "total":
            return total_of(cube, yes), known
        return ratio_of(cube, indicate(cube, yes), indicate(cube, known)), known
    known = [group & cube.is_in("known", "true") for group in groups]
    if of == "total":
        return total_of(cube, known, 1), known
    bottom = indicate(cube, known, 2 if of == "ratio" else 0)
    return ratio_of(cube, indicate(cube, known, 1), bottom), known


def tell(found: Estimates, index: int, level: float = 0.95) -> Found:
    """One estimate with its interval of value -/+ t x error."""
    value, error = float(found.value[index]), float(found.standard_error[index])
    low, high = mean_interval(value, error, found.df, level)
    return {"estimate": value, "se": error, "df": found.df, "ci_low": low, "ci_high": high}


def count(cube: Cube, cells: Mask) -> Found:
    return {"n": float(cube.units[cells].sum()), "n_positive_weight": float(cube.weighted_units[cells].sum())}


def run_estimate(record: Record) -> Found:
    query = record["query"]
    cube, of = read_cube(record)
    statistic, known = state(cube, of, query, [group_of(cube, record.get("group", {}))])
    estimates = estimate(cube, statistic)
    found = tell(estimates, 0, query.get("level", 0.95)) | count(cube, known[0])
    if record["feature"] == "deff":
        effect = design_effect(cube, known, 1, 2)
        n, size = found["n_positive_weight"], float(cube.weight[known[0]].sum())
        found |= {"deff_replace": effect.design_effect[0], "n_effective": effect.effective_size[0]}
        found |= {"sum_of_weights": size, "deff": effect.design_effect[0] * size / (size - n)}
    if of == "proportion":
        found |= interval_of_share(cube, statistic, found, query)
    return found


def interval_of_share(cube: Cube, statistic: Statistic, found: Found, query: Record) -> Found:
    """The ends of a proportion's interval by the record's method."""
    method = {"xlogit": "logit"}.get(query.get("ci", "t"), query.get("ci", "t"))
    if method not in METHODS:
        return {}
    share, error = found["estimate"], found["se"]
    if cube.replicates is not None and query["ci"] == "logit":
        odds = estimate(cube, compose(statistic, smooth(lambda value: np.log(value / (1 - value)))))
        error = float(odds.standard_error[0]) * share * (1 - share)
    n = found["n_positive_weight"] if method == "likelihood" else found["n"]
    low, high = METHODS[method](share, error, found["df"], n, query["level"])
    return {"ci_low": low, "ci_high": high}


def run_covariance(record: Record) -> Found:
    query = record["query"]
    cube, of = read_cube(record)
    groups = [everyone(cube)]
    if "category" not in query:
        order = [label if isinstance(label, list) else [label] for label in record["expected"]["order"]]
        groups = [group_of(cube, dict(zip(query["by"], labels, strict=True))) for labels in order]
    found = estimate(cube, state(cube, of, query, groups)[0])
    return {"estimates": found.value, "covariance": found.covariance}


COMPARISONS = {"difference": difference_from(0), "log_ratio": log_ratio_to(0), "group_ratio": ratio_to(0)}


def run_comparison(record: Record) -> Found:
    """A comparison by the delta method and, as `se_replicated`, worked out on each replicate."""
    query, how = record["query"], COMPARISONS[record["query"]["estimator"]]
    cube, of = read_cube(record)
    groups = [group_of(cube, dict(zip(query["by"], query[end], strict=True))) for end in ("second", "first")]
    statistic, _ = state(cube, of, query, groups)
    composed = estimate(cube, compose(statistic, how))
    linear = transform(estimate(cube, statistic), how)
    return tell(linear, 1, query["level"]) | {"se_replicated": composed.standard_error[1]}


def run_function(record: Record) -> Found:
    query = record["query"]
    cube, of = read_cube(record)
    names = sorted(set(re.findall(r"`([^`]+)`", query["expression"])))
    text = re.sub(r"`([^`]+)`", lambda match: f"v[{names.index(match[1])}]", query["expression"]).replace("^", "**")
    statistic, _ = state(cube, of, query, [group_of(cube, {query["by"][0]: name}) for name in names])
    known: dict[str, Any] = {"log": np.log, "exp": np.exp, "sqrt": np.sqrt}
    how = smooth(lambda value: np.array([eval(text, known | {"v": value})]))
    return tell(estimate(cube, compose(statistic, how)), 0, query["level"])


def run_association(record: Record) -> Found:
    query = record["query"]
    rows, columns = query["rows"], query["columns"]
    labels = {rows: quote(rows), columns: quote(columns)}
    if "my group" in labels:  # R's script makes the missing label a category
        labels["my group"] = f"COALESCE(\"my group\", '{MISSING}')"
    cube = make_cube(record["design"], labels, {}, query.get("where"))
    results = {result.name: result for result in associate(cube, rows, columns)}
    found = results[query["statistic"]]
    told = {"statistic": found.statistic, "ndf": found.df, "p_value": found.p_value}
    told |= count(cube, ~cube.is_in(rows, "") & ~cube.is_in(columns, ""))
    told["nu"] = results["Wald"].denominator_df
    return told | {"ddf": math.nan if math.isinf(found.denominator_df) else found.denominator_df}


def read_model(record: Record) -> tuple[Cube, Model]:
    query = record["query"]
    outcome, _, right = query["formula"].partition("~")
    parts = [part.strip() for part in right.replace("*", "+").split("+")]
    names = [outcome.strip(), *parts]
    cube = make_cube(record["design"], {name: quote(name) for name in names}, {}, query.get("where"))
    crossed = [":".join(parts)] if "*" in right else []
    logistic = "logistic" in (query["estimator"], query.get("model"))
    return cube, build_model(cube, names[0], (*parts, *crossed), "logit" if logistic else "log")


def run_regression(record: Record) -> Found:
    query, (cube, model) = record["query"], read_model(record)
    found = regress(cube, model)
    if "covariance" in record["expected"]:
        order = [model.terms.index(term) for term in record["expected"]["order"]]
        return {"estimates": found.value[order], "covariance": found.covariance[np.ix_(order, order)]}
    told = tell(found, model.terms.index(query["term"]), query["level"])
    ends = {"exp": "estimate", "exp_low": "ci_low", "exp_high": "ci_high"}
    return told | {name: math.exp(told[end]) for name, end in ends.items()} | count(cube, model.used)


def run_margins(record: Record) -> Found:
    query, (cube, model) = record["query"], read_model(record)
    levels, found = predicted_margins(cube, model, query["margin"])
    if "covariance" in record["expected"]:
        order = [levels.index(level) for level in record["expected"]["order"]]
        return {"covariance_linearised": found.covariance[np.ix_(order, order)]}
    told = tell(found, levels.index(record["group"][query["margin"]]))
    return {"estimate": told["estimate"], "se_linearised": told["se"], "df": told["df"]} | count(cube, model.used)


def distribute(record: Record) -> Distribution:
    """The weighted distribution of a quantity in the record's group."""
    query, design = record["query"], DESIGNS[record["design"]]
    weight = quote(design["weights"]) if "weights" in design else "1.0"
    copies = quote(design["frequency"]) if "frequency" in design else "1"
    conditions = [f"({query.get('where', 'TRUE')})", f"{quote(query['variable'])} IS NOT NULL"]
    for name, label in record.get("group", {}).items():
        escaped = (label or "").replace("'", "''")
        conditions.append(f"COALESCE(CAST({quote(name)} AS VARCHAR), '') = '{escaped}'")
    rows = fixture(design["fixture"]).fetch_rows(
        f"SELECT CAST({quote(query['variable'])} AS DOUBLE) AS x, fsum({weight} * {copies}) FROM file"
        f" WHERE {' AND '.join(conditions)} GROUP BY x ORDER BY x"
    )
    values, weights = zip(*rows, strict=True)
    return Distribution(np.array(values, float), np.array(weights, float))


def run_replicated_quantile(record: Record) -> Found:
    query = record["query"]
    (p,) = query["quantiles"]
    cube = make_cube(record["design"], {"value": f"CAST({quote(query['variable'])} AS DOUBLE)"}, {}, query.get("where"))
    known = ~cube.is_in("value", "")
    value, error = quantile_by_replicates(cube, known, "value", p)
    df = degrees_of_freedom(cube)
    low, high = mean_interval(value, error, df, query["level"])
    return {"estimate": value, "se": error, "ci_low": low, "ci_high": high, "df": df} | count(cube, known)


def run_quantile(record: Record) -> Found:
    query = record["query"]
    if query["ci"] == "replicates":
        return run_replicated_quantile(record)
    distribution = distribute(record)
    (p,) = query["quantiles"]
    value, column = distribution.quantile(p), quote(query["variable"])
    below = f"CASE WHEN {column} IS NULL THEN NULL WHEN {column} <= {value!r} THEN 1 ELSE 0 END"
    labels = {name: quote(name) for name in query.get("by", [])} | {"below": below}
    cube = make_cube(record["design"], labels, {}, query.get("where"))
    inside = group_of(cube, record.get("group", {})) & ~cube.is_in("below", "")
    error, low, high = woodruff(distribution, cube, inside, "below", p, query["level"])
    df = estimate(cube, total_of(cube, [inside])).df
    return {"estimate": value, "se": error, "ci_low": low, "ci_high": high, "df": df} | count(cube, inside)


def run_standardise(record: Record) -> Found:
    query = record["query"]
    (by,), (age,) = query["by"], query["standardise"]["by"]
    shares, column = query["standardise"]["population"], quote(query["variable"])
    weight = quote(DESIGNS[record["design"]]["weights"])
    labels = {by: quote(by), age: quote(age), "known": f"{column} IS NOT NULL AND {weight} > 0"}
    cube = make_cube(record["design"], labels, {"x": column}, query.get("where"))
    groups, known = [name for name in cube.categories(by) if name], cube.is_in("known", "true")
    parts = [cube.is_in(age, name) for name in shares]
    cells = [cube.is_in(by, name) for name in groups]
    found = estimate(cube, standardised_mean(cube, cells, parts, np.array(list(shares.values())), 1, known))
    if "covariance" in record["expected"]:
        order = [groups.index(name) for name in record["expected"]["order"]]
        return {"estimates": found.value[order], "covariance": found.covariance[np.ix_(order, order)]}
    return tell(found, groups.index(record["group"][by]), query["level"])


def run_weighting(record: Record) -> Found:
    query, kind = record["query"], DESIGNS[record["design"]]["calibration"]["kind"]
    cube = calibration_cube(record)
    if query["estimator"] == "weights":
        return run_weights(record, cube)
    inside = cube.is_in(WHOLE, "in")
    groups = [inside]
    if query["estimator"] == "covariance":
        groups = [inside & cube.is_in(query["by"][0], name) for name in record["expected"]["order"]]
    of = query.get("of", query["estimator"])
    top, bottom = measures_of(cube, query)
    statistic = (
        total_of(cube, groups, top)
        if of == "total"
        else ratio_of(cube, indicate(cube, groups, top), indicate(cube, groups, bottom))
    )
    if kind == "linear":
        statistic = calibrate_on_quantities(cube, statistic, linear_terms(cube), tuple({0, top, bottom}))
    else:
        statistic = calibrate(cube, statistic, *margins_of(record, cube), solver_of(record))
    found = estimate(cube, statistic)
    if query["estimator"] == "covariance":
        return {"estimates": found.value, "covariance": found.covariance}
    return tell(found, 0, query["level"])


def measures_of(cube: Cube, query: Record) -> tuple[int, int]:
    """The measures of a numerator and a denominator."""
    bottom = cube.measure(query["denominator"]) if "denominator" in query else 0
    return cube.measure(query.get("variable") or query["numerator"]), bottom


def calibration_cube(record: Record) -> Cube:
    """The whole sample, the domain being a label: weights are calibrated on all of it."""
    query, kind = record["query"], DESIGNS[record["design"]]["calibration"]["kind"]
    labels = {name: quote(name) for name in ("region", "sex", *(() if kind == "linear" else ("age",)))}
    labels |= {name: quote(name) for name in query.get("by", [])}
    labels[WHOLE] = f"CASE WHEN {query.get('where') or 'TRUE'} THEN 'in' ELSE 'out' END"
    named = {query.get("variable"), query.get("numerator"), query.get("denominator")} - {None}
    quantities = {name: quote(name) for name in sorted(named | ({"x"} if kind == "linear" else set()))}
    if kind == "linear":
        quantities |= {f"x*{name}": f"x * {quote(name)}" for name in tuple(quantities)}
    return make_cube(record["design"], labels, quantities)


def margins_of(record: Record, cube: Cube) -> tuple[np.ndarray, np.ndarray]:
    names = DESIGNS[record["design"]]["calibration"]["by"]
    if solver_of(record) is solve_linear:
        return margin_matrix(
            cube, [tuple(names)], [{(r["region"], r["sex"]): r["total"] for r in TOTALS["poststratify"]}]
        )
    known = [
        {(category,): total for category, total in margin[name].items()}
        for name, margin in zip(names, TOTALS["rake"], strict=True)
    ]
    return margin_matrix(cube, [(name,) for name in names], known)


def solver_of(record: Record) -> Callable[..., np.ndarray]:
    kind = DESIGNS[record["design"]]["calibration"]["kind"]
    return solve_linear if kind == "poststratify" else solve_raking


def linear_terms(cube: Cube) -> list[Term]:
    known, every = TOTALS["linear"], everyone(cube)
    dummies = {"sexm": ("sex", "m"), "regionmid": ("region", "mid"), "regionwest": ("region", "west")}
    terms = [Term(cube.is_in(*dummy), 0, known[name]) for name, dummy in dummies.items()]
    return [Term(every, 0, known["(Intercept)"]), *terms, Term(every, cube.measure("x"), known["x"])]


def run_weights(record: Record, cube: Cube) -> Found:
    """The calibrated weights of all rows: their own, times the factor of their cell or of their terms."""
    rows = fixture("calib").fetch_rows("SELECT w, region, sex, age, x FROM file")
    own = np.array([weight for weight, *_ in rows])
    if DESIGNS[record["design"]]["calibration"]["kind"] == "linear":
        multipliers, _ = solve_multipliers(cube, cube.total, linear_terms(cube))
        terms = np.array(
            [[1, sex == "m", region == "mid", region == "west", x] for _, region, sex, _, x in rows], float
        )
        weights = own * (1 + terms @ multipliers)
    else:
        factor = solver_of(record)(cube.weight, *margins_of(record, cube))
        names = ("region", "sex", "age")
        place = {labels: i for i, labels in enumerate(zip(*(cube.labels[name] for name in names), strict=True))}
        weights = own * np.array([factor[place[tuple(map(str, labels))]] for _, *labels, _ in rows])
    told = weights[np.array(record["expected"]["rows"]) - 1]
    return {"weights": told, "sum_of_weights": weights.sum(), "sum_of_squares": (weights**2).sum()}


def run_factors(record: Record) -> Found:
    """The factors of constructed replicates: what they make of each cluster's weight."""
    cube = make_cube(record["design"], {"psu": quote("psu")}, {})
    assert cube.replicates is not None
    assert cube.replication is not None
    order = [int(np.flatnonzero(cube.is_in("psu", str(psu)))[0]) for psu in record["expected"]["psu"]]
    factors = (cube.replicates[:, :, 0] / cube.weight).T[order]
    return {
        "factors": factors,
        "scale": cube.replication.scale,
        "df": estimate(cube, total_of(cube, [everyone(cube)])).df,
    }


RUNNERS: dict[str, Callable[[Record], Found]] = {
    "association": run_association,
    "regression": run_regression,
    "margins": run_margins,
    "standardise": run_standardise,
    "weighting": run_weighting,
    "function": run_function,
    "replicate_factors": run_factors,
}


def run(record: Record) -> Found:
    """What our functions say of a record, by the names that the record uses."""
    query = record["query"]
    with np.errstate(invalid="ignore", divide="ignore"):
        if record["feature"] in RUNNERS:
            return RUNNERS[record["feature"]](record)
        if query["estimator"] == "quantile":
            return run_quantile(record)
        if query["estimator"] in COMPARISONS:
            return run_comparison(record)
        return run_covariance(record) if "covariance" in record["expected"] else run_estimate(record)
