"""Which source categories make up each category that is reported, and what the source's bands can't resolve."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..vocabulary import AgeBand, Vocabulary, parse_band

UNKNOWN = "not_stated"
OUTSIDE = ("all", "not_applicable", UNKNOWN)


@dataclass(frozen=True)
class Groups:
    """resolved: reported category -> its source categories. unresolved: reported band -> (inside it, straddling it)."""

    resolved: dict[str, tuple[str, ...]]
    unresolved: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]


def group_categories(variable: str, found: Iterable[str], vocabulary: Vocabulary) -> Groups:
    """The groups to report for the categories that were found."""
    present = [category for category in found if category not in OUTSIDE]
    if variable == "age_band":
        return group_bands(present, vocabulary.reporting_bands())
    resolved: dict[str, tuple[str, ...]] = {category: (category,) for category in present}
    for union, parts in vocabulary.unions(variable).items():
        if set(parts) <= set(present):
            resolved[union] = parts
    return Groups(resolved, {})


def group_bands(present: list[str], reporting: dict[str, AgeBand]) -> Groups:
    """Source bands merged where they nest in a reporting band, kept as they are where they straddle one.

    >>> group_bands(["18-24", "25-39", "40-plus"], {"18-24": AgeBand(18, 24), "30-44": AgeBand(30, 44)})
    ... # doctest: +NORMALIZE_WHITESPACE
    Groups(resolved={'18-24': ('18-24',), '25-39': ('25-39',), '40-plus': ('40-plus',)},
           unresolved={'30-44': ((), ('25-39', '40-plus'))})
    """
    bands = {code: parse_band(code) for code in present}
    resolved: dict[str, tuple[str, ...]] = {}
    unresolved: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    placed: set[str] = set()
    for code, target in reporting.items():
        inside = tuple(sorted(source for source, band in bands.items() if band.within(target)))
        across = tuple(
            sorted(source for source, band in bands.items() if band.overlaps(target) and source not in inside)
        )
        if across:
            unresolved[code] = (inside, across)
        elif inside:
            resolved[code] = inside
            placed |= set(inside)
    resolved |= {source: (source,) for source in present if source not in placed and source not in unresolved}
    return Groups(dict(sorted(resolved.items())), unresolved)
