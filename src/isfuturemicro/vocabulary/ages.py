"""Age bands as closed intervals of whole years."""

import re
from dataclasses import dataclass

BAND = re.compile(r"(?P<first>\d+)-(?P<last>\d+)|(?P<open>\d+)-plus|under-(?P<under>\d+)")


@dataclass(frozen=True, order=True)
class AgeBand:
    """Ages from `first` to `last` years, both included; `last` is None where the band is open.

    >>> AgeBand(30, 34).within(AgeBand(30, 44)), AgeBand(25, 39).overlaps(AgeBand(30, 44))
    (True, True)
    >>> AgeBand(40, None).code, AgeBand(0, 17).code, AgeBand(0, 0).code
    ('40-plus', 'under-18', '0-0')
    """

    first: int
    last: int | None

    @property
    def code(self) -> str:
        if self.last is None:
            return f"{self.first}-plus"
        if self.first == 0 and self.last > 0:
            return f"under-{self.last + 1}"
        return f"{self.first}-{self.last}"

    def within(self, other: "AgeBand") -> bool:
        """Every age of this band is an age of the other."""
        if self.first < other.first:
            return False
        return other.last is None or (self.last is not None and self.last <= other.last)

    def overlaps(self, other: "AgeBand") -> bool:
        """The two bands share at least one age."""
        starts_in_time = other.last is None or self.first <= other.last
        ends_late_enough = self.last is None or self.last >= other.first
        return starts_in_time and ends_late_enough


def parse_band(text: str) -> AgeBand:
    """The band that a code names: `a-b`, `a-plus` or `under-b`.

    >>> parse_band("25-39"), parse_band("under-18")
    (AgeBand(first=25, last=39), AgeBand(first=0, last=17))

    Raises ValueError where the text is no interval of whole years or runs backwards.
    """
    match = BAND.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no age band")
    if match["open"]:
        return AgeBand(int(match["open"]), None)
    first, last = (0, int(match["under"]) - 1) if match["under"] else (int(match["first"]), int(match["last"]))
    if last < first:
        raise ValueError(f"{text!r} runs backwards")
    return AgeBand(first, last)
