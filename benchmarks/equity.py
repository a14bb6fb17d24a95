"""How far the equity measures' errors and intervals can be trusted, and whether reversals are found.

    python benchmarks/equity.py [--designs 20] [--replicates 4000] [--samples 1000] [--datasets 200] [--seed 1]

Tables in Markdown, all from invented populations of which the truth is known. Each goes through the package's own
estimators, from rows to record.

1. Delta against bootstrap: on random designs (1 to 6 strata of 40 to 120 clusters in all, unequal weights, groups that
   stand apart, or any), each measure's error beside that of a bootstrap that draws n_h - 1 clusters of each stratum
   with replacement and rescales (Rao and Wu 1988).
2. Coverage: how many in 100 intervals hold the true value, on samples of 3 strata of 20 clusters from one population.
3. Missing answers: how often three intervals over bounds hold the truth at either end: Imbens and Manski's with the
   error of the known answers, the same with the bounds' own errors, and Stoye's adapted one, which the package uses.
4. Reversals: datasets with a planted reversal, and three kinds without one.
5. Speed: eight measures over 192 groups with their covariance, from a cube.
"""

import argparse
import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isfuturemicro.analysis.adjusted import Question, adjust
from isfuturemicro.analysis.bounds import Bounds, find_rate_ends, find_share_ends
from isfuturemicro.analysis.comparable import Cover
from isfuturemicro.analysis.composition import REVERSED, Strata, split_gap
from isfuturemicro.analysis.equity import estimate_gaps
from isfuturemicro.analysis.estimate import Estimate
from isfuturemicro.analysis.inequality import POSITIVE, choose_measures, estimate_inequality
from isfuturemicro.analysis.joint_profiles import compare_profile, share_profile
from isfuturemicro.analysis.measures.identified import adapted_values, critical_value
from isfuturemicro.analysis.rates import Rates
from isfuturemicro.analysis.representation import divide
from isfuturemicro.analysis.slices import FUNNEL, Slice
from isfuturemicro.datasets.reading import Reading
from isfuturemicro.survey import (
    Cube,
    Design,
    DuckDBEngine,
    Estimates,
    compose,
    estimate,
    reduce_to_cube,
    share_interval,
    smooth,
    total_of,
)

Vector = NDArray[np.float64]
GROUPS = ("no_qualification", "secondary", "postsecondary_below_bachelor", "bachelor_or_above")
ABOUT = Estimate("invented", "XA", "2020", "learners", "person", "completion", "prior_education")
ENGINE = DuckDBEngine(duckdb.connect(config={"threads": 1}))


@dataclass(frozen=True)
class Drawn:
    """A sample: group, answer, stratum, cluster and weight of each person."""

    group: NDArray[np.int64]
    yes: NDArray[np.bool_]
    stratum: NDArray[np.int64]
    cluster: NDArray[np.int64]
    weight: Vector


Sample = tuple[Drawn, tuple[str, ...]]


def to_cube(drawn: Drawn, names: tuple[str, ...], **labels: NDArray[np.object_]) -> Cube:
    """The sample reduced by group and answer."""
    own = {"prior_education": np.array(names)[drawn.group], "completed": np.where(drawn.yes, "yes", "no")}
    return reduce_people(drawn, own | labels)


def reduce_people(drawn: Drawn, labels: dict[str, NDArray[np.object_]]) -> Cube:
    """People of a design reduced by what is said of them."""
    columns = {
        "stratum": drawn.stratum.astype(str),
        "psu": drawn.cluster.astype(str),
        "ssu": "",
        "weight": drawn.weight,
        "copies": 1,
        "units": 1,
        "fpc": np.nan,
    } | labels
    table = pd.DataFrame(columns)
    counted = table.groupby([c for c in table if c not in ("units", "copies")], dropna=False, as_index=False)[
        "units"
    ].sum()
    ENGINE.connection.register("people", counted.assign(copies=1))
    return reduce_to_cube(ENGINE, "people", tuple(labels), Design(stages=1))


def to_rates(cube: Cube, names: tuple[str, ...]) -> Rates:
    """The groups' rates, as the pipeline makes them."""
    everyone, nobody = np.ones(cube.cells, dtype=bool), np.zeros(cube.cells, dtype=bool)
    yes = cube.is_in("completed", "yes")
    groups = [cube.is_in("prior_education", name) for name in names]
    piece = Slice(cube, everyone, nobody, ABOUT, True)
    ends = [find_rate_ends(piece, "completed", group, nobody) for group in groups]
    rates = Rates.of(piece, list(names), [g & yes for g in groups], groups, ends)
    rates.records.extend(rates.record(i, ABOUT.with_(category=name)) for i, name in enumerate(names))
    return rates


def measure_all(cube: Cube, names: tuple[str, ...]) -> dict[str, Estimate]:
    """Every measure over all groups."""
    found = estimate_inequality(to_rates(cube, names))
    return {e.measure.removeprefix("completion_"): e for e in found if e.category == "all"}


def measure_gaps(cube: Cube, names: tuple[str, ...]) -> dict[str, Estimate]:
    """The first group against the reference, against the rest and against everyone."""
    rates = to_rates(cube, names)
    own = [e for e in [*estimate_gaps(rates), *estimate_inequality(rates)] if e.category == names[0]]
    return {e.measure.removeprefix("completion_"): e for e in own if not math.isnan(e.ci_low)}


def draw_apart(rng: np.random.Generator) -> Vector:
    """Rates of four groups that stand apart from each other and from their average."""
    return np.array([0.2, 0.35, 0.55, 0.7]) + rng.uniform(-0.02, 0.02, 4)


def draw_any(rng: np.random.Generator) -> Vector:
    """Rates of three or four groups, some of which may be all but alike, or at the average."""
    return np.sort(rng.uniform(0.15, 0.75, int(rng.integers(3, len(GROUPS) + 1))))


def draw_design(rng: np.random.Generator, draw_rates: Callable[[np.random.Generator], Vector]) -> Sample:
    """A random design and a sample of it."""
    rate = draw_rates(rng)
    k = len(rate)
    strata, clusters = int(rng.integers(1, 7)), int(rng.integers(40, 121))
    share = rng.dirichlet(np.full(k, 20.0))
    spread = rng.uniform(10, 60)
    parts: dict[str, list[NDArray]] = defaultdict(list)
    for cluster in range(clusters):
        size = int(rng.integers(30, 90))
        group = rng.choice(k, size, p=share)
        own = rng.beta(rate * spread, (1 - rate) * spread)
        parts["group"].append(group)
        parts["yes"].append(rng.random(size) < own[group])
        parts["stratum"].append(np.full(size, cluster % strata))
        parts["cluster"].append(np.full(size, cluster))
        parts["weight"].append(np.full(size, float(rng.integers(1, 9))))
    return Drawn(**{name: np.concatenate(part) for name, part in parts.items()}), GROUPS[-k:]


def bootstrap(drawn: Drawn, names: tuple[str, ...], replicates: int, rng: np.random.Generator) -> dict[str, float]:
    """Each measure's spread over rescaled bootstrap replicates of whole clusters within strata, on the scale that its
    interval is made on: the logarithm for those that are never below 0."""
    k = len(names)
    _, cluster = np.unique(drawn.cluster, return_inverse=True)
    sums = np.zeros((cluster.max() + 1, 2 * k))
    np.add.at(sums, (cluster, drawn.group), drawn.weight * drawn.yes)
    np.add.at(sums, (cluster, k + drawn.group), drawn.weight)
    stratum = np.zeros(len(sums), dtype=np.int64)
    stratum[cluster] = drawn.stratum
    factor = np.zeros((replicates, len(sums)))
    for h in np.unique(stratum):
        inside = np.flatnonzero(stratum == h)
        n = len(inside)
        factor[:, inside] = rng.multinomial(n - 1, np.full(n, 1 / n), replicates) * (n / (n - 1))
    totals = factor @ sums
    errors = {}
    for name, measure in choose_measures(list(names), "prior_education").items():
        values = np.array([measure(t[:k] / t[k:], t[k:]) for t in totals])
        errors[name] = float(np.std(np.log(values) if name in POSITIVE else values, ddof=1))
    return errors


def compare_errors(
    designs: int, replicates: int, rng: np.random.Generator, draw_rates: Callable[[np.random.Generator], Vector]
) -> dict[str, list[float]]:
    """Bootstrap error over delta error, less one, of each measure on each design."""
    off: dict[str, list[float]] = defaultdict(list)
    for _ in range(designs):
        drawn, names = draw_design(rng, draw_rates)
        delta = measure_all(to_cube(drawn, names), names)
        for name, error in bootstrap(drawn, names, replicates, rng).items():
            e = delta[name]
            off[name].append(error / (e.se / e.estimate if name in POSITIVE else e.se) - 1)
    return dict(off)


SHARE, RATE = np.array([0.15, 0.35, 0.3, 0.2]), np.array([0.25, 0.4, 0.5, 0.65])
CLUSTERS, STRATA, SIZE, SPREAD = 60, 3, 50, 30.0


def draw_known(rng: np.random.Generator) -> Drawn:
    """A sample of 60 clusters of 50 from the population of the rates and shares above."""
    cluster = np.repeat(np.arange(CLUSTERS), SIZE)
    own = rng.beta(RATE * SPREAD, (1 - RATE) * SPREAD, (CLUSTERS, len(RATE)))
    group = rng.choice(len(SHARE), len(cluster), p=SHARE)
    yes = rng.random(len(cluster)) < own[cluster, group]
    return Drawn(group, yes, cluster % STRATA, cluster, np.ones(len(cluster)))


def cover_truth(samples: int, rng: np.random.Generator) -> dict[str, tuple[float, float, float]]:
    """Of each measure: true value, share of intervals that hold it, mean of the estimates."""
    people = CLUSTERS * SIZE * SHARE
    truth = {name: float(f(RATE, people)) for name, f in choose_measures(list(GROUPS), "prior_education").items()}
    rest = float(SHARE[1:] @ RATE[1:] / SHARE[1:].sum())
    truth |= {"difference": RATE[0] - RATE[-1], "ratio": RATE[0] / RATE[-1], "parity_index": RATE[0] / RATE[-1]}
    truth |= {"difference_rest": RATE[0] - rest, "ratio_rest": RATE[0] / rest, "relative": RATE[0] / (SHARE @ RATE)}
    truth |= {"difference_standardised": 0.1, "difference_composition": -0.18, "difference_rates": 0.1}
    inside: dict[str, list[bool]] = defaultdict(list)
    values: dict[str, list[float]] = defaultdict(list)
    for _ in range(samples):
        cube = to_cube(draw_known(rng), GROUPS)
        parts = {e.measure.removeprefix("completion_"): e for e in draw_plan("reversal planted", rng)}
        for name, e in (measure_all(cube, GROUPS) | measure_gaps(cube, GROUPS) | parts).items():
            inside[name].append(e.ci_low <= truth[name] <= e.ci_high)
            values[name].append(e.estimate)
    return {name: (truth[name], float(np.mean(inside[name])), float(np.mean(values[name]))) for name in truth}


AGES, WORK = ("18-24", "30-44", "45-54"), ("employed", "unemployed")
MEMBERS = np.array([[0.12, 0.13], [0.28, 0.12], [0.25, 0.10]])
"""Shares of the population by age and work."""
TAKE_UP = 0.2 * np.array([1.6, 1.0, 0.7])[:, None] * np.array([1.0, 1.5])
"""Their uptake: the ratio of each age to 30 to 44 is the same at work and without, and so the ratio that a regression
adjusts for."""
PROFILE = ("employed_30_44", (("age_band", "30-44"), ("employment_status", "employed")))
UPTAKE = next(step for step in FUNNEL if step.measure == "uptake")
PEOPLE = Estimate("invented", "XA", "2020", "eligible", "person", "uptake", "age_band")
DESIGN, SOURCE = SimpleNamespace(kind="sample"), SimpleNamespace(reading=Reading())
ROWS: Any = SimpleNamespace(spec=SimpleNamespace(design=DESIGN, variables={}, source=SOURCE))
"""All that the estimators ask of a dataset here."""


def describe_people(age: NDArray[np.int64], work: NDArray[np.int64], yes: NDArray[np.bool_]) -> dict[str, Any]:
    return {
        "age_band": np.array(AGES, dtype=object)[age],
        "employment_status": np.array(WORK, dtype=object)[work],
        "microcredential": np.where(yes, "yes", "no"),
    }


def draw_people(rng: np.random.Generator) -> Cube:
    """A sample of 60 clusters of 60 in 3 strata, with unequal weights; each cluster has its own ages, work and
    uptake."""
    cluster = np.repeat(np.arange(CLUSTERS), 60)
    mix = rng.dirichlet(40 * MEMBERS.ravel(), CLUSTERS).cumsum(axis=1)
    cell = (rng.random(len(cluster))[:, None] > mix[cluster]).sum(axis=1).clip(max=MEMBERS.size - 1)
    pull = rng.gamma(25.0, 1 / 25.0, CLUSTERS)[cluster]
    yes = rng.random(len(cluster)) < TAKE_UP.ravel()[cell] * pull
    weight = rng.integers(1, 4, len(cluster)).astype(float)
    drawn = Drawn(cell, yes, cluster % STRATA, cluster, weight)
    return reduce_people(drawn, describe_people(cell // len(WORK), cell % len(WORK), yes))


def whole_population() -> Cube:
    """The population itself, each cell with its weight, as two clusters that are alike."""
    cell, answer, cluster = (part.ravel() for part in np.meshgrid(np.arange(MEMBERS.size), [1, 0], [0, 1]))
    yes = answer.astype(bool)
    rate = TAKE_UP.ravel()[cell]
    weight = MEMBERS.ravel()[cell] * np.where(yes, rate, 1 - rate) * 1e6
    drawn = Drawn(cell, yes, np.zeros(len(cell), dtype=np.int64), cluster, weight)
    cube = reduce_people(drawn, describe_people(cell // len(WORK), cell % len(WORK), yes))
    return replace(cube, units=cube.weight)


def measure_people(cube: Cube) -> dict[str, Estimate]:
    """Adjusted ratios, odds ratios and rates by age; joint share, excess and gap of a profile; representation."""
    everyone, nobody = np.ones(cube.cells, dtype=bool), np.zeros(cube.cells, dtype=bool)
    piece = Slice(cube, everyone, nobody, PEOPLE, True)
    found = list(adjust(Question(piece, UPTAKE, "age_band", ("employment_status",), PEOPLE)))
    named = {f"{e.measure.removeprefix('uptake_')}, {e.category}": e for e in found}
    learners = Slice(cube, cube.is_in("microcredential", "yes"), nobody, PEOPLE.with_(population="learners"), True)
    joint = [*share_profile(ROWS, learners, *PROFILE), *compare_profile(ROWS, piece, *PROFILE, UPTAKE)]
    named |= {e.measure: e for e in joint}
    members = [learners.mask & cube.is_in("age_band", age) for age in AGES]
    ends = [find_share_ends(learners, cube.is_in("age_band", age), nobody, everyone) for age in AGES]
    shares = Rates.of(learners, list(AGES), members, [learners.mask] * len(AGES), ends)
    for index, age in enumerate(AGES):
        share = shares.record(index, learners.about.with_(measure="share", category=age))
        named[f"representation, {age}"] = divide(share.blank(), share, float(MEMBERS[index].sum()), Cover())
    return named


def cover_people(samples: int, rng: np.random.Generator) -> dict[str, tuple[float, float, float]]:
    """The same as `cover_truth` of measures that come from regressions, profiles and a reference population.

    The truth is what the package itself finds in the whole population, but for three that are worked out by hand.
    """
    truth = {name: e.estimate for name, e in measure_people(whole_population()).items()}
    takers = MEMBERS * TAKE_UP
    inside: dict[str, list[bool]] = defaultdict(list)
    values: dict[str, list[float]] = defaultdict(list)
    truth |= {"adjusted_ratio, 18-24": 1.6, "adjusted_ratio, 45-54": 0.7}
    truth |= {"joint_excess": takers[1, 0] * takers.sum() / (takers[1].sum() * takers[:, 0].sum())}
    for _ in range(samples):
        for name, e in measure_people(draw_people(rng)).items():
            inside[name].append(e.ci_low <= truth[name] <= e.ci_high)
            values[name].append(e.estimate)
    return {name: (truth[name], float(np.mean(inside[name])), float(np.mean(values[name]))) for name in truth}


def cover_parity(samples: int, rng: np.random.Generator) -> float:
    """How often the adjusted parity index's interval holds 1 where two groups are alike, which is where it bends."""
    inside = []
    for _ in range(samples):
        cluster = np.repeat(np.arange(CLUSTERS), SIZE)
        group = rng.integers(0, 2, len(cluster))
        yes = rng.random(len(cluster)) < rng.beta(0.4 * SPREAD, 0.6 * SPREAD, (CLUSTERS, 2))[cluster, group]
        drawn = Drawn(group, yes, cluster % STRATA, cluster, np.ones(len(cluster)))
        names = (GROUPS[1], GROUPS[3])
        e = measure_gaps(to_cube(drawn, names), names)["parity_index"]
        inside.append(e.ci_low <= 1 <= e.ci_high)
    return float(np.mean(inside))


def cover_bounds(samples: int, rng: np.random.Generator) -> dict[str, tuple[float, float, float]]:
    """How often three intervals hold the true rate of 500 people, where all missing answers are no, or all are yes.

    Imbens and Manski's with the error of the known answers; with the bounds' own errors; Stoye's, which we use.
    """
    found = {}
    for known in (0.5, 0.9):
        for missing in (0.2, 0.02, 0.002):
            for kind, rate in (("no", known * (1 - missing)), ("yes", known * (1 - missing) + missing)):
                hits = np.array([hold_rate(rate, known, missing, rng) for _ in range(samples)])
                found[f"{known:.0%} of the known, {missing:.1%} missing, {kind}"] = tuple(hits.mean(axis=0))
    return found


def hold_rate(rate: float, known: float, missing: float, rng: np.random.Generator) -> tuple[bool, bool, bool]:
    """Whether each of the three intervals of one simple random sample holds the rate."""
    n = 500
    yes, no, silent = rng.multinomial(n, [(1 - missing) * known, (1 - missing) * (1 - known), missing])
    p, low, high = yes / (yes + no), yes / n, (yes + silent) / n
    spread = np.array([[low * (1 - low), low * (1 - high)], [low * (1 - high), high * (1 - high)]]) / (n - 1)
    ends = Estimates(np.array([low, high]), spread, n - 1.0)
    bounds = Bounds([], ends, [yes, yes + silent], [n, n], [n, n], [False])
    error = math.sqrt(p * (1 - p) / (yes + no - 1))
    ci = share_interval(p, error, n - 1.0, yes + no, yes)
    plain = ABOUT.with_(estimate=p, n=n, se=error, ci_low=ci[0], ci_high=ci[1], lower=low, upper=high)
    below, above = ends.standard_error
    reach = critical_value(high - low, max(below, above))
    e = bounds.bound(plain, 0)
    return (
        plain.low <= rate <= plain.high,
        low - reach * below <= rate <= high + reach * above,
        e.low <= rate <= e.high,
    )


def cover_loose_ends(samples: int, rng: np.random.Generator) -> dict[str, tuple[float, float]]:
    """The same of bounds whose order nothing ensures, so that their width is estimated with error even where it is 0.

    Of errors of 1 each, correlated at 0.9, a truth at the lower bound, by the width of the set: Imbens and Manski's
    interval, and Stoye's.
    """
    found, together = {}, 0.9
    covariance = np.array([[1.0, together], [together, 1.0]])
    for width in (0.0, 0.1, 0.3, 1.0, 3.0):
        ends = rng.multivariate_normal([0.0, width], covariance, samples)
        hits = []
        for lower, upper in ends:
            gap = max(upper - lower, 0.0)
            c, (below, above) = critical_value(gap, 1.0), adapted_values(gap, 1.0, 1.0, together, 500)
            hits.append((lower - c <= 0 <= upper + c, lower - below <= 0 <= upper + above))
        found[f"{width:g} errors"] = tuple(np.mean(hits, axis=0))
    return found


def cover_extremes(samples: int, rng: np.random.Generator) -> dict[str, float]:
    """How often the interval over the bounds of each measure over all groups holds the truth, where one in ten is
    missing and those missing of the best-off group said no, those of the worst-off yes: near the least inequality."""
    people = CLUSTERS * SIZE * SHARE
    rate = RATE * 0.9 + np.array([0.1, 0.05, 0.05, 0.0])
    truth = {n: float(f(rate, people)) for n, f in choose_measures(list(GROUPS), "prior_education").items()}
    hits: dict[str, list[bool]] = defaultdict(list)
    for _ in range(samples):
        drawn = draw_known(rng)
        silent = rng.random(len(drawn.yes)) < 0.1
        answer = np.where(silent, "not_stated", np.where(drawn.yes, "yes", "no"))
        labels = {"prior_education": np.array(GROUPS, dtype=object)[drawn.group], "completed": answer.astype(object)}
        for name, e in measure_all(reduce_people(drawn, labels), GROUPS).items():
            hits[name].append(e.low <= truth[name] <= e.high)
    return {name: float(np.mean(held)) for name, held in hits.items()}


PLANS = {
    "reversal planted": (np.array([0.5, 0.2]), np.array([0.4, 0.1]), 0.2, 0.8),
    "same sign": (np.array([0.5, 0.2]), np.array([0.4, 0.1]), 0.5, 0.5),
    "no gap at all": (np.array([0.4, 0.1]), np.array([0.4, 0.1]), 0.5, 0.5),
    "composition only": (np.array([0.4, 0.1]), np.array([0.4, 0.1]), 0.2, 0.8),
}
"""Rates of the first and the second group by country, and the part of each that lives in the first country."""


def draw_plan(plan: str, rng: np.random.Generator) -> list[Estimate]:
    """The standardised gap of one dataset of a plan, and its parts: 40 clusters in each country, 60 people in each."""
    first, second, here, there = PLANS[plan]
    cluster = np.repeat(np.arange(80), 60)
    country = cluster % 2
    odds = np.where(country == 0, here / (here + there), (1 - here) / (2 - here - there))
    group = (rng.random(len(cluster)) >= odds).astype(np.int64)
    pull = rng.normal(0, 0.02, 80)[cluster]
    chance = np.where(group == 0, first[country], second[country]) + pull
    drawn = Drawn(group, rng.random(len(cluster)) < chance, country, cluster, np.ones(len(cluster)))
    names = ("secondary", "bachelor_or_above")
    cube = to_cube(drawn, names, country_group=np.array(["CA", "US"], dtype=object)[country])
    everyone, nobody = np.ones(cube.cells, dtype=bool), np.zeros(cube.cells, dtype=bool)
    first_group, second_group = (cube.is_in("prior_education", name) for name in names)
    strata = Strata("country_group", ["CA", "US"], [cube.is_in("country_group", c) for c in ("CA", "US")])
    step = next(step for step in FUNNEL if step.measure == "completion")
    return list(
        split_gap(Slice(cube, everyone, nobody, ABOUT, True), step, ABOUT, (first_group, second_group, nobody), strata)
    )


def count_reversals(datasets: int, rng: np.random.Generator) -> dict[str, int]:
    """In how many datasets of each plan a reversal is flagged."""
    return {plan: sum(draw_plan(plan, rng)[0].reason.startswith(REVERSED) for _ in range(datasets)) for plan in PLANS}


def time_measures(rng: np.random.Generator, groups: int = 192) -> float:
    """Seconds of processor for eight measures over many groups with their covariance, after the cube: the best of
    three."""
    size, clusters = 200_000, 2_000
    cluster = rng.integers(0, clusters, size)
    names = tuple(f"g{i:03d}" for i in range(groups))
    drawn = Drawn(rng.integers(0, groups, size), rng.random(size) < 0.4, cluster % 50, cluster, rng.uniform(1, 9, size))
    cube = to_cube(drawn, names)
    chosen = list(choose_measures(list(GROUPS), "prior_education").values())[:8]
    yes, best = cube.is_in("completed", "yes"), math.inf
    for _ in range(3):
        start = time.process_time()
        members = [cube.is_in("prior_education", name) for name in names]
        totals = total_of(cube, [m & yes for m in members] + members)
        statistic = smooth(lambda t: np.array([f(t[:groups] / t[groups:], t[groups:]) for f in chosen]))
        estimate(cube, compose(totals, statistic))
        best = min(best, time.process_time() - start)
    return best


def tell(arguments: argparse.Namespace) -> Iterator[str]:
    rng = np.random.default_rng(arguments.seed)
    for kind, draw_rates in (("apart", draw_apart), ("any", draw_any)):
        found = compare_errors(arguments.designs, arguments.replicates, rng, draw_rates)
        yield f"\n| groups {kind} | bootstrap / delta - 1, mean | furthest of {arguments.designs} | within 5 % |"
        yield "| --- | --- | --- | --- |"
        for name, off in found.items():
            far = max(off, key=abs)
            within = sum(abs(value) <= 0.05 for value in off)
            yield f"| {name} | {np.mean(off):+.1%} | {far:+.1%} | {within} |"
    yield f"\n| measure | truth | mean estimate | coverage of {arguments.samples} |\n| --- | --- | --- | --- |"
    for name, (truth, coverage, mean) in cover_truth(arguments.samples, rng).items():
        yield f"| {name} | {truth:.4g} | {mean:.4g} | {coverage * 100:.1f} |"
    yield f"| parity_index, groups alike | 1 | | {cover_parity(arguments.samples, rng) * 100:.1f} |"
    for name, (truth, coverage, mean) in cover_people(arguments.samples, rng).items():
        yield f"| {name} | {truth:.4g} | {mean:.4g} | {coverage * 100:.1f} |"
    yield "\n| range of a rate of 500 | error of the known | own errors | own errors, adapted |"
    yield "| --- | --- | --- | --- |"
    for name, held in cover_bounds(arguments.samples, rng).items():
        yield f"| {name} | {' | '.join(f'{100 * share:.1f}' for share in held)} |"
    yield "\n| bounds in no sure order, width | Imbens and Manski | Stoye |\n| --- | --- | --- |"
    for name, pair in cover_loose_ends(10 * arguments.samples, rng).items():
        yield f"| {name} | {' | '.join(f'{100 * share:.1f}' for share in pair)} |"
    yield "\n| range of a measure, 10 % missing | coverage |\n| --- | --- |"
    for name, share in cover_extremes(arguments.samples // 4, rng).items():
        yield f"| {name} | {share * 100:.1f} |"
    yield f"\n| {arguments.datasets} datasets | reversals claimed |\n| --- | --- |"
    for plan, count in count_reversals(arguments.datasets, rng).items():
        yield f"| {plan} | {count} |"
    yield f"\nEight measures over 192 groups with their covariance: {time_measures(rng):.2f} s"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("designs", 20), ("replicates", 4000), ("samples", 1000), ("datasets", 200), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    for line in tell(parser.parse_args()):
        print(line, flush=True)
