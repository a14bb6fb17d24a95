"""How far the frameworks of jurisdictions agree, attribute by attribute."""

from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from ..datasets import DatasetSpec
from .estimate import Estimate, start


def estimate_agreement(spec: DatasetSpec, table: pd.DataFrame) -> Iterator[Estimate]:
    """Two measures of how alike frameworks are.

    agreement: pairs of jurisdictions that state the same value over pairs where both state one, for each attribute
    and for all; bounds let every pair with an unstated value agree, or none. inconsistency: attributes on which at
    least two frameworks state different values over all attributes; where a value is unstated a difference may still
    lie hidden.
    """
    pairs = list(combinations(sorted(table["jurisdiction"].unique()), 2))
    about = start(spec, population="governments", method="frameworks compared in pairs")
    agreeing = known = differing = settled = 0
    attributes = list(table.groupby("attribute"))
    for attribute, stated in attributes:
        values = {place: frozenset(found["value"]) for place, found in stated.groupby("jurisdiction")}
        both = [(a, b) for a, b in pairs if a in values and b in values]
        same = sum(values[a] == values[b] for a, b in both)
        agreeing, known = agreeing + same, known + len(both)
        differing += same < len(both)
        settled += len(both) == len(pairs)
        yield compare(
            about.with_(measure="agreement", dimension="framework_attribute", category=attribute),
            same,
            len(both),
            len(pairs),
        )
    yield compare(about.with_(measure="agreement"), agreeing, known, len(pairs) * len(attributes))
    total = len(attributes)
    yield about.with_(
        measure="inconsistency",
        estimate=differing / total,
        lower=differing / total,
        n=float(total),
        numerator=float(differing),
        denominator=float(total),
        upper=1.0 if settled < total else differing / total,
    )


def compare(about: Estimate, agreeing: int, known: int, pairs: int) -> Estimate:
    bounds = {"lower": agreeing / pairs, "upper": (agreeing + pairs - known) / pairs, "n": float(known)}
    counts = {"numerator": float(agreeing), "denominator": float(known)}
    if not known:
        return about.with_(status="empty", reason="no two frameworks state it", **bounds)
    return about.with_(estimate=agreeing / known, **bounds, **counts)
