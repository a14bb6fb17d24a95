"""What Explore shows: each view of the estimates with its name, its rows, and what its numbers are compared with."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from ...figures import Words
from ...figures.rows import (
    each_row,
    find_range,
    has_bounds,
    has_interval,
    has_number,
    label_within,
    order_rows,
    tell_pair,
    tell_status,
    tell_value,
)
from ..beside import REFERENCE_METHOD

KEYS = ("jurisdiction", "measure", "dimension", "dataset", "period", "population", "within")
"""What names a view: the address bears each of them."""
SERIES = ("dataset", "period", "population", "within")
SCALES = {"share": 100.0, "points": 100.0}
NEUTRAL = {"ratio": 1.0, "points": 0.0}
"""The value that says no difference."""
RATES = ("uptake", "completion", "persistence", "provision")
"""Measures whose groups stand beside everyone's."""
MOST_ROWS = 10
"""A view with more is no good one to begin with."""


def tell_views(estimates: pd.DataFrame, words: Words) -> Iterable[dict[str, Any]]:
    """Each view with its name, source and rows. Over time where the rows are not broken down by a characteristic."""
    over_time = estimates["dimension"] == "all"
    keyed = estimates.assign(period=estimates["period"].where(~over_time, ""), when=estimates["period"])
    overall = find_overall(estimates)
    references = find_references(estimates)
    for key, rows in keyed.groupby(list(KEYS), sort=False):
        named = dict(zip(KEYS, map(str, key), strict=True))
        unit = words.unit(named["measure"])
        scale = SCALES.get(unit, 1.0)
        everyone = overall.get((named["measure"], *(named[name] for name in SERIES)), math.nan)
        line = NEUTRAL.get(unit, everyone)
        beside = references.get(tuple(named[name] for name in ("dataset", "dimension", "within")), {})
        beside = beside if named["measure"] == "share" and named["population"] != "residents" else {}
        told = tell_rows(rows, scale, beside, words)
        yield {
            **named,
            "series": name_series(named, words),
            "axis": name_axis(named["measure"], unit, words),
            "line": scaled(line, scale),
            "line_label": "" if math.isnan(line) else name_line(line, unit, named["measure"], words),
            "worth": weigh(told, compared=not math.isnan(line) or bool(beside), narrowed=bool(named["within"])),
            "rows": told,
        }


def find_overall(estimates: pd.DataFrame) -> dict[tuple[str, ...], float]:
    """Everyone's rate in each series of a measure that has groups."""
    rows = estimates[(estimates["dimension"] == "all") & estimates["measure"].isin(RATES)]
    return {
        (row.measure, row.dataset, row.period, row.population, row.within): row.estimate
        for row in each_row(rows)
        if has_number(row) and row.category == "all"
    }


def find_references(estimates: pd.DataFrame) -> dict[tuple[str, ...], dict[str, Any]]:
    """For the groups of each dataset, the share of each in the population that its ratios are taken over."""
    shares = estimates[(estimates["measure"] == "share") & estimates["estimate"].notna()]
    by_dataset = {key: list(each_row(rows)) for key, rows in shares.groupby(["dataset", "dimension"], sort=False)}
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in each_row(estimates[estimates["measure"] == "representation"]):
        named = REFERENCE_METHOD.match(row.method)
        key = (row.dataset, row.dimension, row.within)
        if named and key not in found:
            own = by_dataset.get((named[1], row.dimension), [])
            found[key] = {other.category: other for other in own if has_number(other)}
    return found


def weigh(rows: list[dict[str, Any]], *, compared: bool, narrowed: bool) -> int:
    """How much a view shows at first sight: groups, something to compare them with, and above all how sure they are."""
    if narrowed or len(rows) > MOST_ROWS:
        return 0
    estimates, intervals = (sum(row["numbers"][place] is not None for row in rows) for place in (0, 1))
    return estimates + 2 * intervals + (estimates if compared else 0)


def name_series(named: Mapping[str, str], words: Words) -> str:
    """Dataset, period, people, and what the numbers are conditional on."""
    parts = [words.of(named["dataset"], "title") or named["dataset"]]
    parts += [words.period(named["period"])] if named["period"] else []
    parts += [words.label("population", named["population"])] if named["population"] else []
    parts += [label_within(named["within"], words)] if named["within"] else []
    return "; ".join(parts)


def name_axis(measure: str, unit: str, words: Words) -> str:
    label = words.label("measure", measure)
    if unit == "share":
        return words.say("table.percent", measure=label)
    return words.say("table.points", measure=label) if unit == "points" else label


def name_line(line: float, unit: str, measure: str, words: Words) -> str:
    """What the line says: no difference, or everyone's value."""
    if unit in NEUTRAL:
        return words.say("explore.no_difference")
    return words.say("explore.everyone", value=words.value(line, measure))


def tell_rows(rows: pd.DataFrame, scale: float, beside: Mapping[str, Any], words: Words) -> list[dict[str, Any]]:
    """Each row's label, its numbers for the chart, and its words for the table."""
    told: list[dict[str, Any]] = []
    names: dict[str, int] = {}
    ordered_rows = rows if rows["dimension"].iloc[0] == "all" else order_rows(rows, words, by_size=False)
    for row in each_row(ordered_rows):
        when = words.period(row.when) if row.when else words.say("everyone")
        name = when if row.dimension == "all" else words.label(row.dimension, row.category)
        names[name] = names.get(name, 0) + 1
        other = beside.get(row.category)
        entry: dict[str, Any] = {
            "name": name if names[name] == 1 else f"{name} ({names[name]})",
            "numbers": [scaled(value, scale) for value in drawn_numbers(row, other)],
            "value": tell_value(row, words)
            if has_number(row)
            else words.vocabulary.tables["status"][row.status]["symbol"],
            "interval": tell_ends(row, "ci_low", "ci_high", words),
            "range": tell_ends(row, "lower", "upper", words),
            "open": has_bounds(row) and math.isinf(row.upper),
            "beside": tell_value(other, words) if other is not None else "",
            "n": words.number(row.n) if pd.notna(row.n) else "",
            "flag": "" if row.status == "ok" else tell_status(row.status, words),
            "comparability": words.label("comparability", row.comparability) if row.comparability else "",
        }
        told.append({key: value for key, value in entry.items() if value not in ("", False)})
    return told


def drawn_numbers(row: Any, other: Any) -> tuple[float, ...]:
    """Estimate, interval, bounds where they say more than rounding does, and the share to compare with."""
    ends = (row.ci_low, row.ci_high) if has_interval(row) else (math.nan, math.nan)
    bounds = find_range(row) if has_bounds(row) else (math.nan, math.nan)
    return (
        row.estimate if has_number(row) else math.nan,
        *ends,
        *bounds,
        math.nan if other is None else other.estimate,
    )


def scaled(value: float, scale: float) -> float | None:
    """A number as JSON knows it: what is unknown or without end is null."""
    return None if not math.isfinite(value) else float(f"{value * scale:.6g}")


def tell_ends(row: Any, low: str, high: str, words: Words) -> str:
    ends = getattr(row, low), getattr(row, high)
    return "" if any(map(math.isnan, ends)) else tell_pair(*ends, row, words)
