"""Change over the periods of one series."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from .estimate import Estimate, worst_status

GROWING = ("count", "added", "share", "provision", "offering")
PANDEMIC = 2020
LEAST_YEARS = 4
"""A straight line through fewer years than this says nothing."""


def read_year(period: str) -> int | None:
    """The year that a period names, or the first of a school year such as 2021-22; None where it names no single
    year."""
    head = period[:4]
    if not head.isdigit() or "/" in period or period.startswith(".."):
        return None
    return int(head)


def estimate_trends(estimates: Iterable[Estimate]) -> Iterator[Estimate]:
    """Growth from the first to the last year of every series, and the excess over its straight line before 2020.

    A year for which two sources print different values is left out.
    """
    series: dict[tuple[str, ...], dict[str, list[Estimate]]] = defaultdict(lambda: defaultdict(list))
    for e in estimates:
        if e.measure in GROWING and e.usable and read_year(e.period) is not None:
            key = (e.dataset, e.jurisdiction, e.population, e.measure, e.dimension, e.category, e.within)
            series[key][e.period].append(e)
    for points in series.values():
        ordered = [points[period][0] for period in sorted(points) if len({p.estimate for p in points[period]}) == 1]
        if len(ordered) > 1:
            yield grow(ordered[0], ordered[-1])
            yield from exceed(ordered)


def grow(first: Estimate, last: Estimate) -> Estimate:
    """last / first - 1; NaN with a reason where the first is not above zero.

    Its bounds let each of the two lie anywhere in its own range, sampling error included: how the errors of two years
    go together is not known, and they are not assumed independent.
    """
    about = last.blank().with_(
        measure="growth",
        period=f"{first.period}/{last.period}",
        method=f"growth of {last.measure}",
        status=worst_status(first, last),
    )
    if not first.low > 0:
        return about.with_(estimate=math.nan, status="empty", reason="the series starts at zero")
    unsure = first.low < first.high or last.low < last.high
    growth = about.with_(estimate=last.estimate / first.estimate - 1)
    return growth.with_(lower=last.low / first.high - 1, upper=last.high / first.low - 1) if unsure else growth


def exceed(points: list[Estimate]) -> Iterator[Estimate]:
    """The first value after 2020 minus the straight line through the years before it, where there are enough of them.

    The line is a stated assumption, not a forecast with an error: there is no interval. `lower` is the excess over the
    line, `upper` the excess over the last value before 2020 (no further change), or the other way round.
    """
    points = [p for p in points if not math.isnan(p.estimate)]
    before = [(read_year(p.period) or 0, p.estimate) for p in points if (read_year(p.period) or 0) < PANDEMIC]
    after = [p for p in points if (read_year(p.period) or 0) > PANDEMIC]
    if len(before) < LEAST_YEARS or not after or points[0].measure in ("count", "added"):
        return
    years, values = np.array([year for year, _ in before], float), np.array([value for _, value in before])
    slope, level = np.polyfit(years - years[0], values, 1)
    line = level + slope * ((read_year(after[0].period) or 0) - years[0])
    over_line, over_last = after[0].estimate - line, after[0].estimate - values[-1]
    yield (
        after[0]
        .blank()
        .with_(
            measure="excess",
            status=worst_status(*points),
            period=f"{int(years[0])}/{after[0].period}",
            estimate=float(over_line),
            lower=float(min(over_line, over_last)),
            upper=float(max(over_line, over_last)),
            method=f"{after[0].measure} minus the straight line through {len(before)} years before {PANDEMIC}",
        )
    )
