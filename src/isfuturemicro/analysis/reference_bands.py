"""The share of a reference population that stands beside a group of learners."""

from itertools import pairwise

from ..vocabulary import parse_band
from .estimate import Estimate, worst

Shares = dict[str, Estimate]
"""The shares that a reference gives of one dimension, by category."""


def find_share(held: Shares, dimension: str, category: str) -> Estimate | None:
    """The share of this very category; of ages also that of bands which together are the band asked for."""
    if category in held or dimension != "age_band":
        return held.get(category)
    target = parse_band(category)
    bands = sorted(
        ((band, code) for code in held if (band := parse_band(code)).within(target)), key=lambda found: found[0].first
    )
    if not bands or bands[0][0].first != target.first or bands[-1][0].last != target.last:
        return None
    if any(former.last is None or former.last + 1 != band.first for (former, _), (band, _) in pairwise(bands)):
        return None
    parts = [held[code] for _, code in bands]
    comparability = worst(*(part.comparability for part in parts))
    return parts[0].with_(estimate=sum(part.estimate for part in parts), comparability=comparability)
