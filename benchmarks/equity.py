"""How far the equity measures' errors and intervals can be trusted, and whether reversals are found.

    python benchmarks/equity.py [--designs 20] [--replicates 4000] [--samples 1000] [--datasets 200] [--seed 1]

Four tables in Markdown, all from invented populations of which the truth is known. Each goes through the package's own
estimators, from rows to record.

1. Delta against bootstrap: on random designs (1 to 6 strata of 40 to 120 clusters in all, unequal weights, groups that
   stand apart, or any), each measure's error beside that of a bootstrap that draws n_h - 1 clusters of each stratum
   with replacement and rescales (Rao and Wu 1988).
2. Coverage: how many in 100 intervals hold the true value, on samples of 3 strata of 20 clusters from one population.
3. Reversals: datasets with a planted reversal, and three kinds without one.
4. Speed: eight measures over 192 groups with their covariance, from a cube.
"""

import argparse
import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isfuturemicro.analysis.bounds import find_rate_ends
from isfuturemicro.analysis.composition import REVERSED, Strata, split_gap
from isfuturemicro.analysis.equity import estimate_gaps
from isfuturemicro.analysis.estimate import Estimate
from isfuturemicro.analysis.inequality import POSITIVE, choose_measures, estimate_inequality
from isfuturemicro.analysis.rates import Rates
from isfuturemicro.analysis.slices import FUNNEL, Slice
from isfuturemicro.survey import Cube, Design, DuckDBEngine, compose, estimate, reduce_to_cube, smooth, total_of

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
    columns = {
        "stratum": drawn.stratum.astype(str),
        "psu": drawn.cluster.astype(str),
        "ssu": "",
        "weight": drawn.weight,
        "copies": 1,
        "units": 1,
        "fpc": np.nan,
        "prior_education": np.array(names)[drawn.group],
        "completed": np.where(drawn.yes, "yes", "no"),
    } | labels
    table = pd.DataFrame(columns)
    variables = ("prior_education", "completed", *labels)
    counted = table.groupby([c for c in table if c not in ("units", "copies")], dropna=False, as_index=False)[
        "units"
    ].sum()
    ENGINE.connection.register("people", counted.assign(copies=1))
    return reduce_to_cube(ENGINE, "people", variables, Design(stages=1))


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


def cover_bounds(samples: int, rng: np.random.Generator) -> dict[str, float]:
    """How often the range of a rate with missing answers holds the true rate, where these all said no, or all yes, or
    said as the others; a fifth are missing, or one in fifty."""
    found = {}
    for missing in (0.2, 0.02):
        for kind, rate in (("no", 0.5 * (1 - missing)), ("yes", 0.5 * (1 - missing) + missing), ("alike", 0.5)):
            n = 500
            silent = rng.binomial(n, missing, samples)
            yes = rng.binomial(n - silent, 0.5)
            hits = 0
            for s, y in zip(silent, yes, strict=True):
                p, known = y / (n - s), n - s
                half = 1.96 * math.sqrt(p * (1 - p) / known)
                e = ABOUT.with_(estimate=p, lower=y / n, upper=(y + s) / n, ci_low=p - half, ci_high=p + half)
                hits += e.low <= rate <= e.high
            found[f"{missing:.0%} missing, {kind}"] = hits / samples
    return found


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
    yield "\n| range of a rate of 500 | coverage |\n| --- | --- |"
    for name, coverage in cover_bounds(10 * arguments.samples, rng).items():
        yield f"| {name} | {coverage * 100:.1f} |"
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
