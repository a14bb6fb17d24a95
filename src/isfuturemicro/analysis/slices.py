"""The questions that a dataset of rows can answer: which population, which year, within which context."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..survey import Cube, Estimates, Statistic, compose, estimate, smooth, total_of
from .estimate import Estimate, start, worst
from .groups import OUTSIDE, UNKNOWN
from .measures.arithmetic import Vector
from .rows import Rows

Mask = NDArray[np.bool_]

INTERVAL_DESIGNS = ("sample", "superpopulation")
"""Designs that justify an interval: chance drew the sample, or the outcomes are read as one draw of a process."""


@dataclass(frozen=True)
class Step:
    """An outcome: who is at risk, what its rate is called, and whom a yes makes of them."""

    outcome: str
    measure: str
    at_risk: str
    becomes: str


FUNNEL = (
    Step("microcredential", "uptake", "eligible", "learners"),
    Step("started", "start", "learners", "starters"),
    Step("retained", "persistence", "learners", ""),
    Step("completed", "completion", "learners", "completers"),
    Step("completed", "finish", "starters", ""),
    Step("certified", "certification", "completers", ""),
    Step("employed_after", "employment_after", "completers", ""),
    Step("offers_online", "provision", "institutions", ""),
)


@dataclass(frozen=True)
class Slice:
    """Rows of a cube that make up one population in one year and context, and the record that names it.

    maybe: rows that are in it or not, depending on an answer that nobody gave (whether they took part, for learners).
    """

    cube: Cube
    mask: Mask
    maybe: Mask
    about: Estimate
    interval: bool


def populations(rows: Rows) -> dict[str, tuple[str, ...]]:
    """Each population that the rows hold, and the outcomes that must be yes to belong to it.

    The rows themselves are of the dataset's `stage`; each outcome of the funnel leads one population on.
    """
    found: dict[str, tuple[str, ...]] = {rows.spec.stage: ()}
    for step in FUNNEL:
        if step.becomes and step.outcome in rows.spec.collected and step.at_risk in found:
            found[step.becomes] = (*found[step.at_risk], step.outcome)
    return found


def steps(rows: Rows) -> list[Step]:
    """The outcomes whose rate the rows can give."""
    held = populations(rows)
    return [step for step in FUNNEL if step.outcome in rows.spec.collected and step.at_risk in held]


def slices(rows: Rows, population: str, extra: tuple[str, ...]) -> Iterator[Slice]:
    """The population pooled and within each category of each context, year by year, crossed by the variables of
    `extra`."""
    conditions = populations(rows)[population]
    years = ("year",) if "year" in rows.spec.collected else ()
    contexts = [name for name in rows.named("context") if name != "year" and name not in extra]
    for context in ("", *contexts):
        variables = tuple(dict.fromkeys((*extra, *conditions, *years, *((context,) if context else ()))))
        if not rows.crosses(*variables):
            continue
        cube = rows.reduce(*variables)
        member, maybe = np.ones(cube.cells, dtype=bool), np.zeros(cube.cells, dtype=bool)
        for outcome in conditions:
            maybe = (maybe & ~cube.is_in(outcome, "no")) | (member & cube.is_in(outcome, UNKNOWN))
            member &= cube.is_in(outcome, "yes")
        for year in cube.categories("year") if years else [""]:
            in_year = cube.is_in("year", year) if year else np.ones(cube.cells, dtype=bool)
            for category in cube.categories(context) if context else [""]:
                if category in OUTSIDE:
                    continue
                inside = in_year & cube.is_in(context, category) if context else in_year
                mask = inside & member
                if not mask.any():
                    continue
                about = start(
                    rows.spec,
                    population=population,
                    period=year or rows.spec.period,
                    within=f"{context}={category}" if context else "",
                    comparability=worst(*(rows.spec.variables[name].comparability for name in (*extra, *conditions))),
                )
                yield Slice(cube, mask, inside & maybe, about, rows.spec.design.kind in INTERVAL_DESIGNS)


def apply_to_totals(piece: Slice, masks: list[Mask], function: Callable[[Vector], Vector]) -> Estimates:
    """Smooth functions of the weighted numbers of some rows, with their covariance where the design gives one."""
    return evaluate(piece, compose(total_of(piece.cube, masks), smooth(function)))


def evaluate(piece: Slice, statistic: Statistic) -> Estimates:
    """A statistic with its covariance where the design gives one, else its value alone."""
    return estimate(piece.cube, statistic) if piece.interval else without_errors(statistic.value(piece.cube.total))


def without_errors(value: Vector) -> Estimates:
    """Numbers of a design that gives no errors."""
    return Estimates(value, np.full((len(value), len(value)), np.nan), math.nan)
