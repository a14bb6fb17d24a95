"""Shares of many periods: how they went, and the latest of them."""

import pandas as pd

from ..figures import draw_trend
from ..figures.rows import LAST
from .page import Page

SERIES_FROM = 5
"""So many periods or more are drawn as lines over time."""
FEW_LINES = 3


def show_course(page: Page, name: str, rows: pd.DataFrame, focus: str) -> pd.DataFrame:
    """The rows of the latest of many periods, after a chart of how the group in focus, or each of few, went."""
    if rows["period"].nunique() < SERIES_FROM:
        return rows
    told = rows[~rows["category"].isin(LAST) & rows["estimate"].notna()]
    lines = told[told["category"] == focus] if focus in set(told["category"]) else told
    if lines["category"].nunique() <= FEW_LINES:
        page.show(draw_trend(lines, page.words, name=f"{name}-course", finding="trend", focus=focus))
    return rows[rows["period"] == rows["period"].max()]
