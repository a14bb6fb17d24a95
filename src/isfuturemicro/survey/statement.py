"""The one statement that an engine has to run, as text, and the fixed point that makes its sums exact."""

import math
from dataclasses import dataclass

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


def list_sums(quantities: tuple[str, ...], units: str, replicates: tuple[str, ...], moments: bool) -> list[Sum]:
    """What is summed for each group: weights times each measure and, where the moments of units are needed, products
    of the measures less their cell's centre.

    units: how many units a row stands for, `1` where each stands for one.
    """
    measures = ["1", *(quote(quantity) for quantity in quantities)]
    sums = [Sum(f"s{j}", times("weight", units, measure)) for j, measure in enumerate(measures)]
    if moments:
        off = ["1", *(f"({quote(quantity)} - centre_{j})" for j, quantity in enumerate(quantities, 1))]
        sums += [
            Sum(f"p{i}_{j}", times("weight", "weight", units, off[i], off[j]))
            for i in range(len(off))
            for j in range(i, len(off))
        ]
    return sums + [
        Sum(f"r{b}_{j}", times(quote(column), units, measure))
        for b, column in enumerate(replicates)
        for j, measure in enumerate(measures)
    ]


def times(*factors: str) -> str:
    """A product, written without the ones in it.

    >>> times("weight", "1", "income"), times("1", "1")
    ('weight * income', '1')
    """
    return " * ".join(factor for factor in factors if factor != "1") or "1"


def write_centred(table: str, variables: tuple[str, ...], quantities: tuple[str, ...], where: str) -> str:
    """The table with a column `centre_j` for each quantity: its value nearest 0 in the row's cell, 0 where
    signs differ.

    Moments about it lose fewer digits than those about 0, and none where a quantity is constant; unlike a mean it is
    the same bits on every engine.
    """
    named = {"in_domain": f"CASE WHEN {where} THEN 1 ELSE 0 END"}
    named |= {f"v{i}": quote(name) for i, name in enumerate(variables)}
    labels = ", ".join(f"{expression} AS cell_{name}" for name, expression in named.items())
    groups = ", ".join(str(i + 1) for i in range(len(named)))
    centres = ", ".join(
        f"CASE WHEN MIN({x}) > 0 THEN MIN({x}) WHEN MAX({x}) < 0 THEN MAX({x}) ELSE 0 END AS centre_{j}"
        for j, x in enumerate(map(quote, quantities), 1)
    )
    same = " AND ".join(f"labelled.cell_{name} IS NOT DISTINCT FROM centres.cell_{name}" for name in named)
    chosen = ", ".join(f"centre_{j}" for j in range(1, 1 + len(quantities)))
    return (
        f"SELECT labelled.*, {chosen} FROM (SELECT *, {labels} FROM {table}) AS labelled"
        f" JOIN (SELECT {labels}, {centres} FROM {table} GROUP BY {groups}) AS centres ON {same}"
    )


def write_ranges(table: str, sums: list[Sum]) -> str:
    """The statement that finds the smallest and largest size of each summand, for `choose_scale`."""
    columns = [
        f"MIN(ABS({s.expression})) FILTER (WHERE {s.expression} <> 0) AS {s.name}_least,"
        f" MAX(ABS({s.expression})) AS {s.name}_most"
        for s in sums
    ]
    return f"SELECT {', '.join(columns)} FROM {table}"


def write_reduce(
    table: str, variables: tuple[str, ...], keys: list[str], units: str, sums: list[Sum], carried: list[str], where: str
) -> str:
    """The reduce: one GROUP BY over the design's keys, the domain and the variables.

    The domain is a column of the result and no filter, so that each cluster stays in its stratum even where the domain
    misses it. carried: columns that are the same for all rows of a group; their ends show whether they are.
    """
    named = [
        f"CASE WHEN {where} THEN 1 ELSE 0 END AS in_domain",
        *(f"{quote(v)} AS v{i}" for i, v in enumerate(variables)),
    ]
    if units == "1":
        counts = ["COUNT(*) AS n", "COUNT(CASE WHEN weight <> 0 THEN 1 END) AS n_weighted"]
    else:
        whole = f"CAST({units} AS DECIMAL(38, 0))"
        counts = [f"SUM({whole}) AS n", f"SUM(CASE WHEN weight <> 0 THEN {whole} ELSE 0 END) AS n_weighted"]
    exact = [text for s in sums for text in write_sum(s)]
    ends = [f"MIN({column}) AS {column}_least, MAX({column}) AS {column}_most" for column in carried]
    groups = ", ".join(str(position + 1) for position in range(len(keys) + len(named)))
    return f"SELECT {', '.join([*keys, *named, *counts, *exact, *ends])} FROM {table} GROUP BY {groups}"


def write_sum(s: Sum) -> list[str]:
    """The limbs of one exact sum, as columns."""
    scaled = f"({s.expression}) * {2.0**s.scale!r}"
    limbs = [f"SUM(CAST(FLOOR({scaled}) AS BIGINT)) AS {s.name}"]
    if s.limbs == 2:
        rest = f"({scaled} - FLOOR({scaled})) * {LIMB!r}"
        limbs.append(f"SUM(CAST(FLOOR({rest}) AS BIGINT)) AS {s.name}_rest")
    return limbs
