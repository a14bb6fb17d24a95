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
    least two frameworks state different values over all attributes; where none are stated and some value is not, a
    difference may still lie hidden. One framework alone compares with none.
    """
    pairs = list(combinations(sorted(table["jurisdiction"].unique()), 2))
    about = start(spec, population="governments", method="frameworks compared in pairs")
    agreeing = known = differing = hidden = 0
    attributes = list(table.groupby("attribute"))
    for attribute, stated in attributes:
        values = {place: frozenset(found["value"]) for place, found in stated.groupby("jurisdiction")}
        both = [(a, b) for a, b in pairs if a in values and b in values]
        same = sum(values[a] == values[b] for a, b in both)
        agreeing, known = agreeing + same, known + len(both)
        differing += same < len(both)
        hidden += same == len(both) < len(pairs)
        yield compare(
            about.with_(measure="agreement", dimension="framework_attribute", category=attribute),
            same,
            len(both),
            len(pairs),
        )
    yield compare(about.with_(measure="agreement"), agreeing, known, len(pairs) * len(attributes))
    total = len(attributes)
    inconsistency = about.with_(measure="inconsistency", n=float(total))
    if not pairs:
        yield inconsistency.with_(status="empty", reason="one framework only")
        return
    yield inconsistency.with_(
        estimate=differing / total,
        lower=differing / total,
        upper=(differing + hidden) / total,
        numerator=float(differing),
        denominator=float(total),
    )


def compare(about: Estimate, agreeing: int, known: int, pairs: int) -> Estimate:
    if not pairs:
        return about.with_(status="empty", reason="one framework only")
    bounds = {"lower": agreeing / pairs, "upper": (agreeing + pairs - known) / pairs, "n": float(known)}
    counts = {"numerator": float(agreeing), "denominator": float(known)}
    if not known:
        return about.with_(status="empty", reason="no two frameworks state it", **bounds)
    return about.with_(estimate=agreeing / known, **bounds, **counts)
