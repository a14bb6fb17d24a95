"""Datasets that say the same of the same people: one chart does for all of them."""

from collections.abc import Iterator

import pandas as pd

from ..figures.rows import ROUNDING
from .page import Page

SAME_GROUP = ("jurisdiction", "population", "period", "dimension", "category", "status")
TOLD = ("estimate", "lower", "upper")
"""What two datasets must say alike of every group for one chart to do for both."""


def by_dataset(name: str, rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame, list[str]]]:
    """The rows of each dataset and condition, with the name of their figure and the datasets that say the same."""
    different: list[tuple[str, str, pd.DataFrame, list[str]]] = []
    for (dataset, within), own in rows.groupby(["dataset", "within"], sort=True):
        for context, _, first, others in different:
            if context == within and say_same(first, own):
                others.append(str(dataset))
                break
        else:
            different.append((str(within), join_name(name, dataset, str(within).partition("=")[2]), own, []))
    yield from ((stem, own, others) for _, stem, own, others in different)


def say_same(first: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether two datasets tell the same of the same groups at the same time, to within a percentage point."""
    one, two = (rows.set_index(list(SAME_GROUP)).sort_index() for rows in (first, other))
    if not one.index.equals(two.index):
        return False
    apart = (one[list(TOLD)] - two[list(TOLD)]).abs()
    known = one[list(TOLD)].isna() == two[list(TOLD)].isna()
    return bool(known.all(axis=None) and not (apart > ROUNDING).any(axis=None))


def tell_same(page: Page, others: list[str]) -> list[str]:
    """Which datasets say the same as what is drawn."""
    if not others:
        return []
    names = page.words.join([page.words.of(other, "title") or other for other in others])
    return [page.words.say("page.same_numbers", datasets=names)]


def join_name(*parts: object) -> str:
    """A figure's name: small letters and hyphens."""
    return "-".join(str(part).lower().replace("_", "-") for part in parts if part)
