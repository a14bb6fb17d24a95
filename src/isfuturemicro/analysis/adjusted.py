"""Gaps among people alike in everything else that the rows cross: ratios of rates, ratios of odds, predicted rates."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..survey import Cube, Estimates, SeparationError, SurveyError, mean_interval
from ..survey.regression import Model, build_model, fit, predicted_margins, regress
from ..vocabulary import load_vocabulary
from .equity import COMPARED
from .estimate import Estimate
from .groups import OUTSIDE, UNKNOWN, group_categories
from .margins import LEAST_CASES, METHODS
from .measures.arithmetic import exponential
from .rows import Rows
from .slices import Mask, Slice, Step, slices, steps, without_errors

FIRST = "\x01"
"""Before the reference group's name: the first in order is what a regression compares with."""
SMALL = "\x02"
"""Categories of a covariate that are too thin each by itself."""
UNTOLD = "\x03"
"""A covariate that people did not tell: a category of its own, so that they stay in, alike in not having told it."""
ONLY_TOLD = "left out, did not tell all that is adjusted for"
Labels = NDArray[np.object_]
LINKS = {"adjusted_ratio": "log", "odds_ratio": "logit"}


@dataclass(frozen=True)
class Question:
    """A regression of one outcome: its slice, its dimension, what it is adjusted for and the record that names it."""

    piece: Slice
    step: Step
    dimension: str
    covariates: tuple[str, ...]
    about: Estimate


def estimate_adjusted(rows: Rows, dimension: str) -> Iterator[Estimate]:
    """Adjusted prevalence ratios (modified Poisson), odds ratios (logistic) and predicted margins, by group.

    Adjusted for every other dimension and context that the rows cross with this one and the outcome; never for a
    variable that was measured after the course, which the course may have changed. Sources: Zou (2004), American
    Journal of Epidemiology 159, 702; Graubard and Korn (1999), Biometrics 55, 652.
    """
    variable = load_vocabulary().variables[dimension]
    if variable["equity"] != "yes" or not variable["reference_category"]:
        return
    for step in steps(rows):
        if step.measure not in COMPARED or not rows.crosses(dimension, step.outcome):
            continue
        covariates = choose_covariates(rows, dimension, step)
        for piece in slices(rows, step.at_risk, (dimension, step.outcome, *covariates)):
            if not piece.about.within and covariates:
                method = f"{METHODS[rows.spec.design.kind]}; adjusted for {', '.join(covariates)}"
                about = piece.about.with_(dimension=dimension, method=method)
                yield from adjust(Question(piece, step, dimension, covariates, about))


def choose_covariates(rows: Rows, dimension: str, step: Step) -> tuple[str, ...]:
    """The variables of the grouping set that crosses most with the dimension and the outcome."""
    needed = {dimension, step.outcome}
    crossed = max(
        (found for found in rows.grouping_sets if needed <= found), key=lambda found: (len(found), sorted(found))
    )
    roles = (*rows.named("dimension"), *rows.named("context"))
    known_before = [name for name in roles if rows.spec.variables[name].measured != "after"]
    return tuple(name for name in known_before if name in crossed and name not in (dimension, "year"))


def adjust(question: Question) -> Iterator[Estimate]:
    """The adjusted ratios of each group to the reference, and every group's predicted rate."""
    step = question.step
    cube, left = recode(question)
    levels = [level for level in cube.categories(question.dimension) if level]
    if len(levels) < 2 or not levels[0].startswith(FIRST):
        reason = "too few cases of the reference group, or of all others"
        yield question.about.with_(measure=f"{step.measure}_adjusted_ratio", status="empty", reason=reason)
        return
    for name, link in LINKS.items():
        try:
            used, model, found = regress_all(cube, question, link)
        except SeparationError as error:
            reason = f"no finite ratio: {str(error).partition(':')[0]}"
            yield question.about.with_(measure=f"{step.measure}_{name}", status="empty", reason=reason)
            continue
        except SurveyError as error:
            yield question.about.with_(measure=f"{step.measure}_{name}", status="empty", reason=str(error))
            continue
        reason = "; ".join(part for part in (left, "" if used is cube else ONLY_TOLD) if part)
        about = question.about.with_(n=float(used.units[model.used].sum()), reason=reason)
        for category, index in find_terms(model, question.dimension):
            yield write_ratio(about.with_(measure=f"{step.measure}_{name}", category=category), found, index)
        if link == "logit":
            yield from write_margins(used, model, about, question)


def regress_all(cube: Cube, question: Question, link: str) -> tuple[Cube, Model, Estimates]:
    """The regression over everyone; over those who told every covariate where those who did not have no finite ratio.

    Raises SeparationError where neither has one.
    """
    try:
        return (cube, *regress_one(cube, question, link))
    except SeparationError:
        columns = {name: np.where(cube.labels[name] == UNTOLD, "", cube.labels[name]) for name in question.covariates}
        told = replace(cube, labels=cube.labels | columns)
        return (told, *regress_one(told, question, link))


def regress_one(cube: Cube, question: Question, link: str) -> tuple[Model, Estimates]:
    model = build_model(cube, question.step.outcome, (question.dimension, *question.covariates), link)
    found = regress(cube, model) if question.piece.interval else without_errors(fit(model, cube.total[:, 0]))
    return model, found


def recode(question: Question) -> tuple[Cube, str]:
    """The cube in the words of a regression, and which groups it leaves out.

    An outcome of 1 or 0; groups as they are reported, the reference first. A missing answer is the empty text, and so
    is a group too small to judge by or alike in all its answers, whose ratio has no finite value. Covariates keep such
    categories together in one, and those who did not tell it in another.
    """
    piece, step = question.piece, question.step
    answers = np.select([piece.cube.is_in(step.outcome, "yes"), piece.cube.is_in(step.outcome, "no")], ["1", "0"], "")
    answers = np.where(piece.mask, answers, "").astype(object)
    labels, left = name_groups(piece.cube, question.dimension, answers, "")
    columns = {step.outcome: answers, question.dimension: labels}
    for name in question.covariates:
        named, _ = name_groups(piece.cube, name, answers, SMALL)
        named[piece.cube.is_in(name, UNKNOWN)] = UNTOLD
        for together in (UNTOLD, SMALL):
            thin = is_thin(piece.cube, named == together, answers)
            named = np.where((named == together) & thin, SMALL if together == UNTOLD else "", named)
        columns[name] = named
    reason = f"left out, too few or all alike: {', '.join(left)}" if left else ""
    return replace(piece.cube, labels=piece.cube.labels | columns), reason


def name_groups(cube: Cube, name: str, answers: Labels, thin: str) -> tuple[Labels, list[str]]:
    """Each cell's reported group, those too thin named `thin`, and which they are."""
    vocabulary = load_vocabulary()
    found = [category for category in cube.categories(name) if category not in OUTSIDE]
    unions, reference = vocabulary.unions(name), vocabulary.variables[name]["reference_category"]
    named, left = np.full(cube.cells, "", dtype=object), []
    for category, parts in group_categories(name, found, vocabulary).resolved.items():
        member = cube.is_in(name, *parts)
        if category in unions:
            continue
        if is_thin(cube, member, answers):
            named[member] = thin
            left.append(category)
        else:
            named[member] = FIRST + category if category == reference else category
    return named, left


def is_thin(cube: Cube, member: Mask, answers: Labels) -> bool:
    """Whether fewer than 30 of a group answered, or all alike."""
    counts = [cube.units[member & (answers == answer)].sum() for answer in ("0", "1")]
    return bool(min(counts) == 0 or sum(counts) < LEAST_CASES)


def find_terms(model: Model, dimension: str) -> list[tuple[str, int]]:
    """The groups that have a coefficient, and where it stands."""
    vocabulary = load_vocabulary()
    named = [(term.removeprefix(dimension), i) for i, term in enumerate(model.terms) if term.startswith(dimension)]
    return [(category, i) for category, i in named if vocabulary.holds(dimension, category)]


def write_ratio(about: Estimate, found: Estimates, index: int) -> Estimate:
    """exp of a coefficient with its interval, that of the coefficient transformed."""
    beta, error = float(found.value[index]), float(found.standard_error[index])
    record = about.with_(estimate=math.exp(beta))
    if not error > 0:
        return record
    low, high = mean_interval(beta, error, found.df)
    return record.with_(se=error * math.exp(beta), ci_low=exponential(low), ci_high=exponential(high), df=found.df)


def write_margins(cube: Cube, model: Model, about: Estimate, question: Question) -> Iterator[Estimate]:
    """Each group's predicted rate if everyone were in it."""
    if question.piece.interval:
        levels, found = predicted_margins(cube, model, question.dimension)
    else:
        plain = replace(cube, design=replace(cube.design, lonely_psu="remove"))
        levels, found = predicted_margins(plain, model, question.dimension)
    for position, level in enumerate(levels):
        value, error = float(found.value[position]), float(found.standard_error[position])
        record = about.with_(
            measure=f"{question.step.measure}_adjusted", category=level.removeprefix(FIRST), estimate=value
        )
        if question.piece.interval and error > 0:
            low, high = mean_interval(value, error, found.df)
            record = record.with_(se=error, ci_low=max(low, 0.0), ci_high=min(high, 1.0), df=found.df)
        yield record
