"""The one statement that an engine has to run, as text, and the fixed point that makes its sums exact."""

import math
from dataclasses import dataclass

from .design import Design

BIGINT_BITS = 62
"""A number in fixed point must fit a signed 64-bit integer, which every engine casts a double to without loss."""
MANTISSA = 53
LIMB = 2.0**53


@dataclass(frozen=True)
class Sum:
    """A sum to be taken exactly: its name, the expression summed, and its fixed point.

    scale: the expression is multiplied by 2 ** scale and floored. limbs: 1, or 2 where what the floor cuts off is
    summed as well, because the numbers differ by more than one integer holds.
    """

    name: str
    expression: str
    scale: int = 0
    limbs: int = 1


def choose_scale(smallest: float, largest: float) -> tuple[int, int]:
    """The fixed point for numbers whose size lies between these two: (scale, limbs).

    One limb keeps every bit of the smallest number if the largest still fits; otherwise a second one takes the rest.

    >>> choose_scale(1.0, 1.0), choose_scale(1e-7, 1e9)
    ((52, 1), (32, 2))
    """
    fits = BIGINT_BITS - math.frexp(largest)[1]
    keeps_all = MANTISSA - math.frexp(smallest)[1]
    return (keeps_all, 1) if keeps_all <= fits else (fits, 2)


def quote(name: str) -> str:
    """A column's name as an identifier, whatever blanks and dots are in it."""
    return '"' + name.replace('"', '""') + '"'


def list_sums(design: Design, quantities: tuple[str, ...], replicates: tuple[str, ...]) -> list[Sum]:
    """What is summed for each group: weights times each measure and, for units that are their own clusters,
    products."""
    times = "units" if design.stages else "units * copies"
    measures = ["1", *(quote(quantity) for quantity in quantities)]
    sums = [Sum(f"s{j}", f"weight * ({times}) * {measure}") for j, measure in enumerate(measures)]
    if not design.stages and not replicates:
        sums += [
            Sum(f"p{i}_{j}", f"weight * weight * ({times}) * {measures[i]} * {measures[j]}")
            for i in range(len(measures))
            for j in range(i, len(measures))
        ]
    sums += [
        Sum(f"r{b}_{j}", f"{quote(column)} * ({times}) * {measure}")
        for b, column in enumerate(replicates)
        for j, measure in enumerate(measures)
    ]
    return sums


def write_factor_ranges(table: str, design: Design, quantities: tuple[str, ...], replicates: tuple[str, ...]) -> str:
    """The statement that finds the smallest and largest size of each measure and of each replicate weight.

    A summand of a replicate lies between the products of the two, so that no product is worked out for its size.
    """
    times = "units" if design.stages else "units * copies"
    measures = [f"ABS(({times}) * {measure})" for measure in ("1", *(quote(quantity) for quantity in quantities))]
    columns = [f"MIN(NULLIF({x}, 0)), MAX({x})" for x in (*measures, *(quote(column) for column in replicates))]
    return f"SELECT COUNT(*), {', '.join(columns)} FROM {table}"


def write_ranges(table: str, sums: list[Sum]) -> str:
    """The statement that finds the smallest and largest size of each summand, for `choose_scale`."""
    columns = [
        f"MIN(ABS({s.expression})) FILTER (WHERE {s.expression} <> 0) AS {s.name}_least,"
        f" MAX(ABS({s.expression})) AS {s.name}_most"
        for s in sums
    ]
    return f"SELECT {', '.join(columns)} FROM {table}"


def write_reduce(table: str, variables: tuple[str, ...], design: Design, sums: list[Sum], where: str) -> str:
    """The reduce: one GROUP BY over stratum, clusters, domain and variables.

    The domain is a column of the result and no filter, so that each cluster stays in its stratum even where the domain
    misses it.
    """
    keys = ["stratum", *(("psu", "ssu")[: design.stages]), *(["copies"] if design.stages else [])]
    named = [
        f"CASE WHEN {where} THEN 1 ELSE 0 END AS in_domain",
        *(f"{quote(v)} AS v{i}" for i, v in enumerate(variables)),
    ]
    exact = [text for s in sums for text in write_sum(s)]
    times = "units" if design.stages else "units * copies"
    positive = f"SUM(CASE WHEN weight > 0 THEN CAST({times} AS DECIMAL(38, 0)) ELSE 0 END) AS n_weighted"
    corrections = [f"MIN({c}) AS {c}_least, MAX({c}) AS {c}_most" for c in ("fpc", "fpc2")[: design.fpc]]
    columns = ", ".join([*keys, *named, f"SUM(CAST({times} AS DECIMAL(38, 0))) AS n", positive, *exact, *corrections])
    groups = ", ".join(str(position + 1) for position in range(len(keys) + len(named)))
    return f"SELECT {columns} FROM {table} GROUP BY {groups}"


def write_sum(s: Sum) -> list[str]:
    """The limbs of one exact sum, as columns."""
    scaled = f"({s.expression}) * {2.0**s.scale!r}"
    limbs = [f"SUM(CAST(FLOOR({scaled}) AS BIGINT)) AS {s.name}"]
    if s.limbs == 2:
        rest = f"({scaled} - FLOOR({scaled})) * {LIMB!r}"
        limbs.append(f"SUM(CAST(FLOOR({rest}) AS BIGINT)) AS {s.name}_rest")
    return limbs
