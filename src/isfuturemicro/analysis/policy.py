"""Dated policy facts as counts and amounts before and after the report."""

import math
from collections.abc import Iterator
from itertools import product

import numpy as np
import pandas as pd

from ..datasets import DatasetSpec
from ..vocabulary import load_vocabulary
from .estimate import Estimate, start


def latest_day(date: str) -> str:
    """The last day that a partial or open date may mean, as text that sorts.

    >>> latest_day("2020-11"), latest_day("../2021-12"), latest_day("2021-02-08")
    ('2020-11-31', '2021-12-31', '2021-02-08')
    """
    date = date.removeprefix("../")
    return date + "-12-31"[len(date) - 4 :] if len(date) == 4 else date + "-31" if len(date) == 7 else date


def first_day(date: str) -> str:
    """The first day that a partial or open date may mean, as text that sorts; nothing where it is open.

    >>> first_day("2020-11"), first_day("../2021-12"), first_day("2021-02-08")
    ('2020-11-01', '', '2021-02-08')
    """
    return "" if date.startswith("../") else (date + "-01-01")[:10]


def estimate_events(spec: DatasetSpec, table: pd.DataFrame) -> Iterator[Estimate]:
    """Per jurisdiction and kind of event: how many are on record up to the report's day and after it, and the money
    named.

    An event counts as before the report only where the whole of its date is; where its date may lie on either side it
    stands with those after, but the least number after leaves it out. An event that is on no record may still have
    happened: a count, zero included, has no upper bound.
    """
    before = [latest_day(date) <= spec.as_of for date in table["date"]]
    later = [first_day(date) > spec.as_of for date in table["date"]]
    table = table.assign(
        certain=np.logical_or(before, later),
        when=[f"../{spec.as_of}" if early else f"{spec.as_of}/.." for early in before],
    )
    cells = product(
        sorted(set(table["jurisdiction"])), load_vocabulary().codes("event_type"), sorted(set(table["when"]))
    )
    for jurisdiction, kind, when in cells:
        chosen = (table["jurisdiction"] == jurisdiction) & (table["event_type"] == kind) & (table["when"] == when)
        events = table[chosen]
        about = start(
            spec,
            jurisdiction=jurisdiction,
            population="governments",
            dimension="event_type",
            category=kind,
            period=when,
            method="dated facts on record",
            reference=" ".join(sorted(set(events["reference_url"]))),
        )
        count, least = float(len(events)), float(events["certain"].sum())
        yield about.with_(measure="count", estimate=count, lower=least, upper=math.inf, n=count)
        amounts = events.loc[events["amount"] != "", ["amount", "currency"]]
        for currency, paid in amounts.groupby("currency"):
            total = float(paid["amount"].astype(float).sum())
            yield about.with_(measure="amount", unit=str(currency), estimate=total, n=float(len(paid)))
