"""Names under marks on a line: each led to its mark by a thin line, none on top of another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

PAD = 0.05
"""Inches of air at each side of a name."""
MANY = 7
"""Of more marks than this not every arrangement is tried."""


@dataclass(frozen=True)
class Placed:
    """A name: where it starts and ends, in inches, how many rows below the marks it stands, and which part of it may
    lie left of its mark."""

    start: float
    end: float
    row: int
    left: float


def place_labels(marks: Sequence[float], widths: Sequence[float], low: float, high: float) -> list[Placed]:
    """Where the names of marks stand that lie at rising places between `low` and `high`, in as few rows as will do.

    Centred where one row holds all so; else each name starts, ends or has its middle at its mark. Nothing where names
    so long can't stand without crossing a thin line.

    >>> [name.row for name in place_labels([1.0, 3.0], [0.8, 0.8], 0.0, 4.0)]
    [0, 0]
    >>> [name.row for name in place_labels([1.0, 1.1, 3.0], [0.8, 0.8, 0.8], 0.0, 4.0)]
    [0, 0, 0]
    """
    centred = [
        shift(mark - width / 2 - PAD, width + 2 * PAD, low, high) for mark, width in zip(marks, widths, strict=True)
    ]
    rows = assign_rows(marks, centred)
    if rows is not None and not any(rows):
        return put_together(centred, rows, [0.5] * len(marks))
    best: list[Placed] = []
    least = (len(marks), 0)
    for sides in list_sides(len(marks)):
        aside = [
            shift(mark - left * (width + 2 * PAD), width + 2 * PAD, low, high)
            for left, mark, width in zip(sides, marks, widths, strict=True)
        ]
        rows = assign_rows(marks, aside)
        if rows is not None and (max(rows), sum(rows)) < least:
            best, least = put_together(aside, rows, sides), (max(rows), sum(rows))
    return best


def list_sides(marks: int) -> Iterable[tuple[float, ...]]:
    """Which part of each name may stand left of its mark; of many marks all of the first ones, none of the others."""
    if marks <= MANY:
        return product((1.0, 0.0, 0.5), repeat=marks)
    return [(1.0,) * turn + (0.0,) * (marks - turn) for turn in range(marks + 1)]


def put_together(spans: Sequence[tuple[float, float]], rows: Sequence[int], sides: Sequence[float]) -> list[Placed]:
    return [Placed(start, end, row, left) for (start, end), row, left in zip(spans, rows, sides, strict=True)]


def shift(start: float, width: float, low: float, high: float) -> tuple[float, float]:
    """The span moved inside the bounds."""
    start = max(low, min(start, high - width))
    return start, start + width


def assign_rows(marks: Sequence[float], spans: Sequence[tuple[float, float]]) -> list[int] | None:
    """The row of each name, so that no name or thin line crosses another; None where there is no such order.

    A name that lies over another's mark stands below that one's name, since the thin line must end above it.
    """
    rows = [0] * len(marks)
    for _ in range(len(marks) ** 2 + 1):
        before = list(rows)
        for one, (start, end) in enumerate(spans):
            for other in range(one + 1, len(spans)):
                covers = start < marks[other] < end
                covered = spans[other][0] < marks[one] < spans[other][1]
                if covers and covered:
                    return None
                if covers:
                    rows[one] = max(rows[one], rows[other] + 1)
                elif covered or (spans[other][0] < end and rows[one] == rows[other]):
                    rows[other] = max(rows[other], rows[one] + 1)
        if rows == before:
            return rows
    return None
