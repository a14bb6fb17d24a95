"""The reference population that stands beside the shares of a dataset."""

import re
from dataclasses import asdict, fields
from typing import Any

import pandas as pd

from ..analysis.estimate import Estimate
from ..analysis.reference_bands import find_share
from ..figures.rows import LAST, unique
from ..vocabulary import USABLE
from .page import Page

REFERENCE_METHOD = re.compile(r"share over that of (\w+)")
"""How the method of a representation ratio names its reference dataset."""


def find_beside(page: Page, rows: pd.DataFrame) -> pd.DataFrame | None:
    """Shares of the reference population, for the groups that it tells: that of the representation rows, else all who
    answered the same survey."""
    first = rows.iloc[0]
    estimates = page.tables["estimates"]
    dimensions = estimates["dimension"].isin(rows["dimension"])
    same = estimates[(estimates["dataset"] == first["dataset"]) & dimensions & (estimates["within"] == first["within"])]
    for method in same[same["measure"] == "representation"]["method"]:
        if found := REFERENCE_METHOD.match(method):
            held = estimates[(estimates["dataset"] == found[1]) & dimensions & (estimates["measure"] == "share")]
            return match_groups(held, rows)
    if first["population"] != "eligible":
        return match_groups(same[(same["measure"] == "share") & (same["population"] == "eligible")], rows)
    return None


def match_groups(held: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame | None:
    """The reference's share of each group of the rows, its bands put together where they fill the group's, as the ratio
    of the two has it; none where it tells none of them."""
    held = held[held["status"].isin(USABLE) & held["estimate"].notna() & ~held["category"].isin(LAST)]
    asked = rows[~rows["category"].isin(LAST)]
    found = []
    for dimension, category in unique(zip(asked["dimension"], asked["category"], strict=True)):
        own = held[held["dimension"] == dimension]
        shares = {str(record["category"]): to_estimate(record) for record in own.to_dict("records")}
        if share := find_share(shares, dimension, category):
            found.append(asdict(share.with_(category=category)))
    return pd.DataFrame(found) if found else None


def to_estimate(record: dict[Any, Any]) -> Estimate:
    return Estimate(**{field.name: record[field.name] for field in fields(Estimate) if field.name in record})
