"""The share of a reference population that stands beside a group of learners."""

from collections.abc import Iterable

from ..vocabulary import AgeBand, parse_band
from .estimate import Estimate, worst
from .groups import OUTSIDE, Groups

Shares = dict[str, Estimate]
"""The shares that a reference gives of one dimension, by category."""


def keep_source_bands(groups: Groups, found: Iterable[str]) -> Groups:
    """A reference's groups with its own bands beside those that are reported: they may make up a band of learners."""
    own = {code: (code,) for code in found if code not in OUTSIDE and code not in groups.unresolved}
    return Groups(dict(sorted((own | groups.resolved).items())), groups.unresolved)


def find_share(held: Shares, dimension: str, category: str) -> Estimate | None:
    """The share of this very category; of ages also that of bands which together are the band asked for."""
    if category in held or dimension != "age_band":
        return held.get(category)
    target = parse_band(category)
    codes = {parse_band(code): code for code in held}
    bands = tile([band for band in codes if band.within(target)], target.first, target.last)
    if not bands:
        return None
    parts = [held[codes[band]] for band in bands]
    comparability = worst(*(part.comparability for part in parts))
    return parts[0].with_(estimate=sum(part.estimate for part in parts), comparability=comparability)


def tile(bands: list[AgeBand], first: int, last: int | None) -> list[AgeBand]:
    """Bands that fill the ages from first to last without a gap or an overlap, the wider first; none where none do.

    >>> tile([AgeBand(25, 29), AgeBand(30, 34), AgeBand(30, 44), AgeBand(35, 39)], 25, 39)
    [AgeBand(first=25, last=29), AgeBand(first=30, last=34), AgeBand(first=35, last=39)]
    """
    starting = [band for band in bands if band.first == first]
    for band in sorted(starting, key=lambda band: (band.last is not None, -(band.last or 0))):
        if band.last == last:
            return [band]
        rest = [] if band.last is None else tile(bands, band.last + 1, last)
        if rest:
            return [band, *rest]
    return []
