"""The groups of a dataset as tables and charts of equity list them, with what stands beside each."""

from typing import Any

import pandas as pd

from ..figures.rows import each_row, order_rows, tell_spread, tell_value
from ..vocabulary import USABLE
from .html import note
from .page import Page, show_html

LATE = "measured after"
SHORTEST = "award_level=certificate_under_12_weeks"


def find_row(page: Page, row: Any, measure: str, same_population: bool = True) -> Any:
    """The same group's row of another measure, within the same; of a split one that over any context. None where there
    is none."""
    same = {name: str(getattr(row, name)) for name in ("dataset", "dimension", "category")}
    if same_population:
        same["population"] = str(row.population)
    found = page.pick(measure=measure, **same)
    found = found[(found["within"] == row.within) | found["within"].str.endswith("=all")]
    return next(each_row(found), None)


def tell_range(row: Any, words: Any, part: str = "") -> str:
    """A value with its interval or bounds; of an assumption the bounds alone; a dash where there is nothing."""
    if row is None or row.status not in (*USABLE, "unresolvable"):
        return "–"
    if part == "difference_assumed":
        return words.say(
            "interval.pair", low=words.tick(row.lower, row.measure, 1), high=words.tick(row.upper, row.measure, 1)
        )
    return f"{tell_value(row, words)} {tell_spread(row, words)}".strip() or "–"


def keep_nearest(rows: pd.DataFrame) -> pd.DataFrame:
    """Of awards only the shortest, the nearest to a micro-credential: awards of every kind are degrees for the most
    part."""
    return rows[(rows["unit"] != "award") | (rows["within"] == SHORTEST)]


def part_late(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The rows whose groups were not measured after the course, and the dimensions that were."""
    late = sorted(set(rows.loc[rows["reason"].str.startswith(LATE), "dimension"]))
    return rows[~rows["dimension"].isin(late)], late


def order_groups(rows: pd.DataFrame, page: Page) -> pd.DataFrame:
    """Groups dimension by dimension, in the vocabulary's order."""
    dimensions = page.words.vocabulary.equity_dimensions
    parts = [rows[rows["dimension"] == name] for name in dimensions]
    return pd.concat([order_rows(part, page.words, by_size=False) for part in parts if len(part)] or [rows.iloc[:0]])


def name_group(row: Any, page: Page) -> str:
    colon = page.words.say("colon")
    return (
        f"{page.words.variable(row.dimension)}{colon} {page.words.mid(page.words.label(row.dimension, row.category))}"
    )


def source(dataset: object, page: Page) -> dict[str, str]:
    return {"source": page.words.of(str(dataset), "title") or str(dataset)}


def show_late(page: Page, dataset: object, late: list[str]) -> None:
    """Which dimensions are left out as measured too late."""
    for remark in tell_late(page, dataset, late):
        show_html(note(remark, "aside"))


def tell_late(page: Page, dataset: object, late: list[str]) -> list[str]:
    names = page.words.join([page.words.mid(page.words.variable(name)) for name in late])
    return [page.words.say("equity.late", names=names, **source(dataset, page))] if late else []
