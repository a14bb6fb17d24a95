"""Numbers of many periods or many groups in short: their course and the latest, the least and the greatest."""

import pandas as pd

from ..figures import Words
from ..figures.rows import LAST, carries_title, each_row, has_number, order_rows, tell_value

SERIES_FROM = 5
"""So many periods or more are drawn as lines over time."""
FEW_LINES = 3
FEW_RATES = 4
"""So many rates are told one by one."""


def part_course(rows: pd.DataFrame, focus: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Of many periods the rows to draw as lines over time, and those of the latest for a chart of its groups.

    The lines are of the group in focus, or of each where they are few; then they tell the latest too.
    """
    if rows["period"].nunique() < SERIES_FROM:
        return rows.iloc[:0], rows
    told = rows[~rows["category"].isin(LAST) & rows["estimate"].notna()]
    lines = told[told["category"] == focus] if focus in set(told["category"]) else told
    latest = rows[rows["period"] == rows["period"].max()]
    if lines["category"].nunique() > FEW_LINES:
        return rows.iloc[:0], latest
    return lines, latest if len(lines) < len(told) else rows.iloc[:0]


def tell_rates(rows: pd.DataFrame, words: Words) -> str:
    """Each group's rate where there are few, else the least and the greatest of those that can be relied on."""
    known = [row for row in each_row(order_rows(rows, words, by_size=False)) if has_number(row)]
    named = [(words.mid(words.label(row.dimension, row.category)), tell_value(row, words)) for row in known]
    sure = sorted((row.estimate, *name) for row, name in zip(known, named, strict=True) if carries_title(row))
    if len(named) <= FEW_RATES or len(sure) < 2:
        return ", ".join(f"{value} ({group})" for group, value in named)
    (_, low_group, low), (_, high_group, high) = sure[0], sure[-1]
    return words.say("rates.range", low=low, low_group=low_group, high=high, high_group=high_group)
