"""People who are all of a profile at once: estimated where the rows cross its traits, bounded where only margins are
there."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from ..survey import compose, difference_from, estimate, smooth, total_of, transform
from ..vocabulary import load_vocabulary
from .equity import COMPARED, bounds_of, compare_rates, with_interval
from .estimate import Estimate, worst
from .groups import OUTSIDE, UNKNOWN, group_categories
from .margins import METHODS, flag, tell_timing, weigh
from .measures.arithmetic import Vector
from .measures.joint import frechet_bounds, more_than_margins
from .rates import Rates
from .rows import Rows
from .slices import Mask, Slice, Step, populations, slices, steps

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
    found = Rates.of(piece, [code], [piece.mask & sure], [piece.mask & known])
    share = flag(found.record(0, about), rows)
    everyone, least = weigh(piece, piece.mask), weigh(piece, piece.mask & sure)
    entering = weigh(piece, piece.maybe & possible)
    lower = least / (everyone + weigh(piece, piece.maybe & ~sure))
    upper = (weigh(piece, piece.mask & possible) + entering) / (everyone + entering)
    share = share.with_(lower=lower, upper=upper) if upper > lower else share
    yield share
    if share.usable:
        yield exceed_margins(piece, share, [pair[0] for pair in placed], sure, known)


def exceed_margins(piece: Slice, share: Estimate, traits: list[Mask], sure: Mask, known: Mask) -> Estimate:
    """The joint share over the product of the shares of each trait, among those of whom all is known."""
    cube, inside = piece.cube, piece.mask & known
    masks = [inside & sure, *(inside & trait for trait in traits), inside]

    def ratio(total: Vector) -> Vector:
        part = total[:-1] / total[-1]
        return np.array([more_than_margins(part[0], *part[1:])])

    statistic = compose(total_of(cube, masks), smooth(ratio))
    names = ("se", "ci_low", "ci_high", "df", "lower", "upper", "numerator", "denominator")
    about = share.with_(measure="joint_excess", **dict.fromkeys(names, math.nan))
    with np.errstate(invalid="ignore", divide="ignore"):
        if not piece.interval:
            return about.with_(estimate=float(statistic.value(cube.total)[0]))
        found = estimate(cube, statistic)
    return with_interval(about.with_(estimate=float(found.value[0])), float(found.standard_error[0]), found.df)


def compare_profile(rows: Rows, piece: Slice, code: str, traits: Traits, step: Step) -> Iterator[Estimate]:
    """The rate of those with every trait, and its distance from that of everyone else; unknown answers bound both."""
    placed = place_traits(piece, traits)
    if placed is None:
        return
    sure, possible, known = join(piece, traits, placed)
    cube, unsure, outcome = piece.cube, possible & ~known, step.outcome
    answered, yes = piece.mask & cube.is_in(outcome, "yes", "no"), piece.mask & cube.is_in(outcome, "yes")
    members = [sure, ~sure & ~unsure]
    found = Rates.of(piece, [code, "rest"], [yes & m for m in members], [answered & m for m in members])
    about = piece.about.with_(
        measure=f"joint_{step.measure}", dimension="profile", category=code, method=METHODS[rows.spec.design.kind]
    ).with_(reason=tell_late(rows, traits))
    records = []
    for index, member in enumerate(members):
        record = found.record(index, about)
        records.append(flag(bound_by_unsure(record, piece, outcome, member, unsure), rows))
    yield records[0]
    if any(math.isnan(record.estimate) for record in records):
        return
    gap, _ = compare_rates(records[0], records[1])
    if piece.interval:
        difference = transform(found.estimates, difference_from(1))
        gap = with_interval(gap, float(difference.standard_error[0]), difference.df)
    yield gap.with_(measure=f"joint_{step.measure}_difference")


def bound_by_unsure(record: Estimate, piece: Slice, outcome: str, member: Mask, unsure: Mask) -> Estimate:
    """Worst-case bounds of a rate: the silent may be a yes or a no, and those of unknown traits may belong here."""
    yes, no, silent = (piece.mask & piece.cube.is_in(outcome, answer) for answer in ("yes", "no", UNKNOWN))
    least, at_risk = weigh(piece, yes & member), weigh(piece, (yes | no | silent) & member)
    quiet, as_no, as_yes = (
        weigh(piece, cells) for cells in (silent & member, (no | silent) & unsure, (yes | silent) & unsure)
    )
    if quiet + as_no + as_yes <= 0 or at_risk <= 0:
        return record
    return record.with_(lower=least / (at_risk + as_no), upper=(least + quiet + as_yes) / (at_risk + as_yes))


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
    blank = dict.fromkeys(("estimate", "se", "ci_low", "ci_high", "df", "numerator", "denominator"), math.nan)
    return replace(
        margins[0],
        **blank,  # type: ignore[arg-type]
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
