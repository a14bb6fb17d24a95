"""The one record that every estimate comes back as."""

import math
from dataclasses import asdict, dataclass, field

EMPTY = "empty: no case with an answer in this group"
NO_WEIGHT = "no weight: no case with an answer counts for anything"
ONE_CASE = "one case: no standard error"
NO_ERROR = "no standard error: the design leaves no degree of freedom, or all cases agree"
LOST_REPLICATE = "some replicates hold nobody of this group, so their spread is no standard error"
NONE_YES = "no case says yes: one-sided exact interval, a cluster counted as one unit"
ALL_YES = "every case says yes: one-sided exact interval, a cluster counted as one unit"
NO_QUANTILE = "the interval runs beyond the data"


@dataclass(frozen=True)
class Result:
    """An estimate, its standard error, interval, degrees of freedom and cases.

    group: the categories it is for. n: cases with an answer; missing: cases without one. lone_strata: strata of which
    the group has one cluster only; the others count as zeros, and the design's lonely_psu does not touch them. reason:
    why a number is missing or its interval is of another kind, else empty. NaN is no number, never 0.
    """

    name: str
    group: dict[str, str | None] = field(default_factory=dict)
    estimate: float = math.nan
    se: float = math.nan
    ci_low: float = math.nan
    ci_high: float = math.nan
    df: float = math.nan
    n: float = math.nan
    missing: float = 0.0
    lone_strata: float = 0.0
    reason: str = ""
    more: dict[str, float] = field(default_factory=dict)

    def flat(self) -> dict[str, object]:
        """The record as one flat mapping, what is no number or without limit as None: name, the group's columns, the
        numbers, the reason."""
        numbers = {
            key: value for key, value in asdict(self).items() if key not in ("name", "group", "more", "reason")
        } | self.more
        shown = {
            key: None if isinstance(value, float) and not math.isfinite(value) else value
            for key, value in numbers.items()
        }
        return {**self.group, "name": self.name, **shown, "reason": self.reason}
