"""The least and greatest that a joint share over the product of its margins can be, where traits are missing."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .arithmetic import Vector

Pattern = tuple[bool | None, ...]
"""For each trait whether people have it, or None where it is not known."""
LEAST_SHARE = 1e-12


@dataclass(frozen=True)
class Choice:
    """Where one kind of people may go: which kind, and the traits that they then have."""

    kind: int
    traits: tuple[bool, ...]


def excess_of(counts: Vector) -> float:
    """J N^(k - 1) / (M_1 ... M_k) from the numbers with every trait (J), of everyone (N) and with each trait (M)."""
    everyone, margins = counts[1], counts[2:]
    return counts[0] / everyone / np.prod(margins / everyone)


def find_extremes(patterns: list[Pattern], sure: Vector, maybe: Vector) -> tuple[NDArray[np.float64], ...]:
    """How much of each kind of people counts as having every trait, as anyone, and as having each trait, where the
    excess is least and where it is greatest: two matrices of (2 + k) by 2 P, for `sure` and then `maybe`.

    sure, maybe: the numbers of people of each pattern who belong, and who may. Whoever may belong does so or not.
    Since J <= M_i, the excess rises when someone gains the last trait that they lacked, and falls when they gain any
    other. So for the greatest excess people have all unknown traits or none; for the least all but one (all, where a
    known one is lacking). How many take each is left to a search (sequential quadratic programming, from nobody, half
    and all who may belong), which finds what trying every allocation of small numbers finds.
    """
    kinds = len(patterns)
    weight = np.concatenate([sure, maybe]) / sure.sum()
    found = []
    for greatest in (False, True):
        choices = [
            Choice(kind, traits)
            for kind in range(2 * kinds)
            if weight[kind] > 0
            for traits in complete(patterns[kind % kinds], greatest)
        ]
        taken = search(choices, weight, kinds, greatest)
        matrix = np.zeros((2 + len(patterns[0]), 2 * kinds))
        for choice, amount in zip(choices, taken, strict=True):
            matrix[:, choice.kind] += column(choice.traits) * amount / weight[choice.kind]
        found.append(matrix)
    return tuple(found)


def complete(pattern: Pattern, greatest: bool) -> Iterator[tuple[bool, ...]]:
    """The ways to fill in the unknown traits that may give an extreme."""
    unknown = [index for index, trait in enumerate(pattern) if trait is None]
    lacking = any(trait is False for trait in pattern)

    def fill(having: set[int]) -> tuple[bool, ...]:
        return tuple(index in having if trait is None else trait for index, trait in enumerate(pattern))

    if not unknown:
        yield fill(set())
    elif greatest:
        yield fill(set())
        if not lacking:
            yield fill(set(unknown))
    elif lacking:
        yield fill(set(unknown))
    else:
        for index in unknown:
            yield fill(set(unknown) - {index})


def column(traits: tuple[bool, ...]) -> Vector:
    """What one person counts for: every trait, anyone, each trait."""
    return np.array([all(traits), True, *traits], dtype=float)


def search(choices: list[Choice], weight: Vector, kinds: int, greatest: bool) -> Vector:
    """How many people take each choice where the excess is greatest, or least."""
    from scipy.optimize import minimize

    counts = np.column_stack([column(choice.traits) for choice in choices])
    members = np.array([[choice.kind == kind for choice in choices] for kind in range(2 * kinds)], dtype=float)
    there = members.any(axis=1)
    belong, may = there & (np.arange(2 * kinds) < kinds), there & (np.arange(2 * kinds) >= kinds)
    limits = [
        {"type": "eq", "fun": lambda taken: (members @ taken - weight)[belong], "jac": lambda _: members[belong]},
        {"type": "ineq", "fun": lambda taken: (weight - members @ taken)[may], "jac": lambda _: -members[may]},
    ]
    sign = -1.0 if greatest else 1.0
    powers = np.concatenate([[1.0, len(counts) - 3.0], np.full(len(counts) - 2, -1.0)])

    def height(taken: Vector) -> float:
        return float(sign * powers @ np.log(np.maximum(counts @ taken, LEAST_SHARE)))

    def slope(taken: Vector) -> Vector:
        return sign * (powers / np.maximum(counts @ taken, LEAST_SHARE)) @ counts

    box = [(0.0, float(weight[choice.kind])) for choice in choices]
    shared = members.T @ (weight / np.maximum(members.sum(axis=1), 1.0))
    tries = []
    for joining in (1.0, 0.5, 0.0):
        first = shared * np.where([choice.kind < kinds for choice in choices], 1.0, joining)
        result = minimize(height, first, jac=slope, bounds=box, constraints=limits, method="SLSQP", tol=1e-13)
        tries.append(np.clip(result.x, 0.0, None))
    return min(tries, key=height)
