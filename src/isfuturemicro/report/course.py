"""Numbers of many periods or many groups in short: their course and the latest, the least and the greatest."""

import pandas as pd

from ..figures import Words, draw_trend
from ..figures.rows import LAST, each_row, has_number, order_rows, tell_value
from .page import Page

SERIES_FROM = 5
"""So many periods or more are drawn as lines over time."""
FEW_LINES = 3
FEW_RATES = 4
"""So many rates are told one by one."""


def show_course(page: Page, name: str, rows: pd.DataFrame, focus: str) -> pd.DataFrame:
    """The rows of the latest of many periods, after a chart of how the group in focus, or each of few, went."""
    if rows["period"].nunique() < SERIES_FROM:
        return rows
    told = rows[~rows["category"].isin(LAST) & rows["estimate"].notna()]
    lines = told[told["category"] == focus] if focus in set(told["category"]) else told
    if lines["category"].nunique() <= FEW_LINES:
        page.show(draw_trend(lines, page.words, name=f"{name}-course", finding="trend", focus=focus))
    return rows[rows["period"] == rows["period"].max()]


def tell_rates(rows: pd.DataFrame, words: Words) -> str:
    """Each group's rate where there are few, else the least and the greatest of those that can be relied on."""
    known = [row for row in each_row(order_rows(rows, words, by_size=False)) if has_number(row)]
    named = [(words.mid(words.label(row.dimension, row.category)), tell_value(row, words)) for row in known]
    sure = sorted((row.estimate, *name) for row, name in zip(known, named, strict=True) if row.status == "ok")
    if len(named) <= FEW_RATES or len(sure) < 2:
        return ", ".join(f"{value} ({group})" for group, value in named)
    (_, low_group, low), (_, high_group, high) = sure[0], sure[-1]
    return words.say("rates.range", low=low, low_group=low_group, high=high, high_group=high_group)
