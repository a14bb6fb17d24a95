"""People who are all of a profile at once: estimated where the rows cross its traits, bounded where only margins are
there."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product

import numpy as np

from ..survey import difference_from, transform
from ..vocabulary import load_vocabulary
from .bounds import cover, cover_logs, find_rate_ends, find_share_ends
from .equity import COMPARED, bounds_of, compare_rates, with_interval
from .estimate import Estimate, worst
from .groups import OUTSIDE, UNKNOWN, group_categories
from .margins import METHODS, flag, tell_timing, weigh
from .measures.arithmetic import Vector
from .measures.excess import excess_of, find_extremes
from .measures.joint import frechet_bounds, more_than_margins
from .rates import Rates
from .rows import Rows
from .slices import Mask, Slice, Step, apply_to_totals, populations, slices, steps

Traits = tuple[tuple[str, str], ...]
"""Dimension and category, one after the other."""


def read_profiles() -> dict[str, Traits]:
    """The profiles of the vocabulary and their traits."""
    table = load_vocabulary().tables["profile"]
    return {
        code: tuple(
            (dimension, category) for dimension, _, category in (t.partition("=") for t in row["traits"].split())
        )
        for code, row in table.items()
    }


def estimate_profiles(rows: Rows) -> Iterator[Estimate]:
    """For each profile whose traits the rows cross: its share of each population, how much more than its margins that
    is, its uptake and completion, and their gaps to everyone else; pooled and within each context."""
    for code, traits in read_profiles().items():
        dimensions = tuple(dimension for dimension, _ in traits)
        if not set(dimensions) <= set(rows.spec.collected):
            continue
        for population, conditions in populations(rows).items():
            if rows.crosses(*dimensions, *conditions):
                for piece in slices(rows, population, dimensions):
                    yield from share_profile(rows, piece, code, traits)
        for step in steps(rows):
            if step.measure in COMPARED and rows.crosses(*dimensions, step.outcome):
                for piece in slices(rows, step.at_risk, (*dimensions, step.outcome)):
                    yield from compare_profile(rows, piece, code, traits, step)


def place_traits(piece: Slice, traits: Traits) -> list[tuple[Mask, Mask]] | None:
    """For each trait the cells that surely have it, and those that may; None where the source's bands do not resolve
    one."""
    cube, placed = piece.cube, []
    for dimension, category in traits:
        found = [name for name in cube.categories(dimension) if name not in OUTSIDE]
        parts = group_categories(dimension, found, load_vocabulary()).resolved.get(category)
        if parts is None:
            return None
        placed.append((cube.is_in(dimension, *parts), cube.is_in(dimension, *parts, UNKNOWN)))
    return placed


def join(piece: Slice, traits: Traits, placed: list[tuple[Mask, Mask]]) -> tuple[Mask, Mask, Mask]:
    """The cells with every trait, those that may have every one, and those of which every trait is known."""
    sure, possible = (np.logical_and.reduce([pair[i] for pair in placed]) for i in (0, 1))
    known = np.logical_and.reduce([~piece.cube.is_in(dimension, UNKNOWN) for dimension, _ in traits])
    return sure, possible, known


def tell_late(rows: Rows, traits: Traits) -> str:
    """Which traits were measured after the course."""
    late = [dimension for dimension, _ in traits if tell_timing(rows, dimension)]
    return f"{', '.join(late)} measured after the course" if late else ""


def share_profile(rows: Rows, piece: Slice, code: str, traits: Traits) -> Iterator[Estimate]:
    """The joint share with its bounds, and the joint share over the product of the margins."""
    placed = place_traits(piece, traits)
    if placed is None:
        return
    sure, possible, known = join(piece, traits, placed)
    about = piece.about.with_(
        measure="joint_share", dimension="profile", category=code, method=METHODS[rows.spec.design.kind]
    ).with_(reason=tell_late(rows, traits))
    ends = find_share_ends(piece, sure, possible, np.ones_like(piece.mask))
    found = Rates.of(piece, [code], [piece.mask & sure], [piece.mask & known], [ends])
    share = flag(found.record(0, about), rows)
    yield share
    if share.usable:
        excess = exceed_margins(piece, share, [pair[0] for pair in placed], sure, known)
        yield bound_excess(excess, piece, placed)


def exceed_margins(piece: Slice, share: Estimate, traits: list[Mask], sure: Mask, known: Mask) -> Estimate:
    """The joint share over the product of the shares of each trait, among those of whom all is known."""
    inside = piece.mask & known
    masks = [inside & sure, *(inside & trait for trait in traits), inside]

    def ratio(total: Vector) -> Vector:
        part = total[:-1] / total[-1]
        return np.array([more_than_margins(part[0], *part[1:])])

    about = share.blank().with_(measure="joint_excess")
    with np.errstate(invalid="ignore", divide="ignore"):
        found = apply_to_totals(piece, masks, ratio)
    return with_interval(about.with_(estimate=float(found.value[0])), float(found.standard_error[0]), found.df)


def bound_excess(record: Estimate, piece: Slice, placed: list[tuple[Mask, Mask]]) -> Estimate:
    """The record with the least and greatest excess over every way in which unknown traits may fall, and every way in
    which those who may belong to the population do or do not."""
    states = [{True: sure, None: possible & ~sure, False: ~possible} for sure, possible in placed]
    patterns = list(product((True, None, False), repeat=len(placed)))
    kinds = [np.logical_and.reduce([state[trait] for state, trait in zip(states, p, strict=True)]) for p in patterns]
    masks = [*(piece.mask & kind for kind in kinds), *(piece.maybe & kind for kind in kinds)]
    people = np.array([weigh(piece, mask) for mask in masks])
    half = len(patterns)
    unsure = [None in pattern for pattern in patterns]
    if math.isnan(record.estimate) or not people[:half][unsure].sum() + people[half:].sum() > 0:
        return record
    least, most = find_extremes(patterns, people[:half], people[half:])
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = apply_to_totals(
            piece, masks, lambda total: np.log(np.array([excess_of(least @ total), excess_of(most @ total)]))
        )
    return cover_logs(record.with_(lower=math.exp(ends.value[0]), upper=math.exp(ends.value[1])), ends)


def compare_profile(rows: Rows, piece: Slice, code: str, traits: Traits, step: Step) -> Iterator[Estimate]:
    """The rate of those with every trait, and its distance from that of everyone else; unknown answers bound both."""
    placed = place_traits(piece, traits)
    if placed is None:
        return
    sure, possible, known = join(piece, traits, placed)
    cube, unsure, outcome = piece.cube, possible & ~known, step.outcome
    answered, yes = piece.mask & cube.is_in(outcome, "yes", "no"), piece.mask & cube.is_in(outcome, "yes")
    members = [sure, ~sure & ~unsure]
    ends = [find_rate_ends(piece, outcome, member, unsure) for member in members]
    found = Rates.of(piece, [code, "rest"], [yes & m for m in members], [answered & m for m in members], ends)
    about = piece.about.with_(
        measure=f"joint_{step.measure}", dimension="profile", category=code, method=METHODS[rows.spec.design.kind]
    ).with_(reason=tell_late(rows, traits))
    records = [flag(found.record(index, about), rows) for index in (0, 1)]
    yield records[0]
    if any(math.isnan(record.estimate) for record in records):
        return
    gap, _ = compare_rates(records[0], records[1])
    if piece.interval:
        difference = transform(found.estimates, difference_from(1))
        gap = with_interval(gap, float(difference.standard_error[0]), difference.df)
    if not math.isnan(gap.lower):
        gap = cover(gap, found.bounds.difference(0, 1))
    yield gap.with_(measure=f"joint_{step.measure}_difference")


def bound_profiles(found: Iterable[Estimate]) -> Iterator[Estimate]:
    """Frechet bounds of a profile's share where a source tells its traits one by one only."""
    shares: dict[tuple[str, ...], dict[tuple[str, str], Estimate]] = defaultdict(dict)
    crossed = set()
    for e in found:
        key: tuple[str, ...] = (e.dataset, e.jurisdiction, e.period, e.population, e.within, e.unit)
        if e.measure == "share" and e.population != "residents":
            shares[key][e.dimension, e.category] = e
        elif e.measure == "joint_share":
            crossed.add((*key, e.category))
    for key, own in shares.items():
        for code, traits in read_profiles().items():
            margins = [own[t] for t in traits if t in own and not math.isnan(sum(bounds_of(own[t])))]
            if len(margins) == len(traits) and (*key, code) not in crossed:
                yield bound_profile(code, margins)


def bound_profile(code: str, margins: list[Estimate]) -> Estimate:
    """The least the joint share can be, from the least of its margins, and the most, from their greatest."""
    lower, _ = frechet_bounds(*(bounds_of(margin)[0] for margin in margins))
    _, upper = frechet_bounds(*(bounds_of(margin)[1] for margin in margins))
    return (
        margins[0]
        .blank()
        .with_(
            measure="joint_share",
            dimension="profile",
            category=code,
            lower=lower,
            upper=upper,
            n=min(margin.n for margin in margins),
            method="Frechet bounds from the shares of each trait",
            status="unresolvable",
            comparability=worst(*(margin.comparability for margin in margins)),
            reason="the source does not cross these traits, so only the least and the greatest joint share are known",
        )
    )
