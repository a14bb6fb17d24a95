"""Groups at the steps of a funnel: gathered, told in words and tabulated."""

import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from .evidence import in_units
from .facts import MENTIONED
from .intervals import group_rows
from .rows import each_row, has_number, tell_status, tell_value
from .words import Words

Steps = Mapping[str, str]
"""The measure of each step, in their order, and what the step is called."""
Found = dict[str, Any]
"""A group's row at each step that it has one of."""
Groups = Mapping[tuple[str, str], Found]
"""By dimension and category."""


def gather_groups(rows: pd.DataFrame, words: Words) -> dict[tuple[str, str], Found]:
    """The groups in the vocabulary's order, each with its row at each step."""
    groups: dict[tuple[str, str], Found] = {}
    for row in each_row(group_rows(rows, words, "dimension", ordered=True)):
        groups.setdefault((str(row.dimension), str(row.category)), {})[str(row.measure)] = row
    return groups


def furthest(found: Found) -> str:
    """The step at which a group lies furthest from the average; none where it has a number at fewer than two."""
    away = {
        step: abs(math.log(row.estimate)) if row.estimate > 0 else math.inf
        for step, row in found.items()
        if has_number(row)
    }
    return max(away, key=lambda step: away[step]) if len(away) > 1 else ""


def distance(found: Found) -> float:
    """How far from the average, in logarithms, the furthest step lies."""
    return max(
        (abs(math.log(row.estimate)) for row in found.values() if has_number(row) and row.estimate > 0), default=0
    )


def count_steps(groups: Groups, steps: Steps, words: Words) -> dict[str, str]:
    """Which step is the furthest from the average for most groups, and for how many."""
    counts = Counter(step for found in groups.values() if (step := furthest(found)))
    step, most = counts.most_common(1)[0] if counts else (next(iter(steps)), 0)
    return {"step": steps[step], "count": words.number(most), "groups": words.number(counts.total())}


def tell_short(row: Any, words: Words) -> str:
    """The value, the symbol of the row's status, or a dash where there is no row."""
    if row is None:
        return "–"
    return tell_value(row, words) if has_number(row) else tell_status(row.status, words).split(words.say("colon"))[0]


def tell_groups(groups: Groups, steps: Steps, words: Words) -> str:
    """The groups that lie furthest from the average, each with its values step by step; the table has the others."""
    ranked = sorted(groups, key=lambda group: -distance(groups[group]))[:MENTIONED]
    return "; ".join(tell_group(group, groups[group], steps, words) for group in ranked)


def tell_group(group: tuple[str, str], found: Found, steps: Steps, words: Words) -> str:
    told = [f"{words.mid(label)} {tell_short(found[step], words)}" for step, label in steps.items() if step in found]
    return f"{words.label(*group)}{words.say('colon')} {', '.join(told)}"


def tabulate(groups: Groups, steps: Steps, words: Words) -> pd.DataFrame:
    """A row a group: its value at each step with interval and status, where any has one, and its furthest step."""
    frame: dict[str, list[object]] = {
        words.say("table.dimension"): [words.variable(dimension) for dimension, _ in groups],
        words.say("dimension.all"): [words.label(*group) for group in groups],
    }
    for step, label in steps.items():
        own = [found.get(step) for found in groups.values()]
        frame[label] = [row.estimate if row is not None and has_number(row) else float("nan") for row in own]
        frame[label] = in_units(pd.Series(frame[label], dtype=float), 1.0)
        for column, key in (("ci_low", "low"), ("ci_high", "high")):
            ends = [getattr(row, column) if row is not None else float("nan") for row in own]
            if any(pd.notna(end) for end in ends):
                frame[f"{label}, {words.mid(words.say(f'table.{key}'))}"] = in_units(pd.Series(ends, dtype=float), 1.0)
        if any(row is not None and not has_number(row) for row in own):
            status = [tell_status(row.status, words) if row is not None else "" for row in own]
            frame[f"{label}, {words.mid(words.say('table.status'))}"] = list(status)
    frame[words.say("table.furthest")] = [steps.get(furthest(found), "") for found in groups.values()]
    return pd.DataFrame(frame)
