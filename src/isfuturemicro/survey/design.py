"""How a table's rows were drawn."""

from dataclasses import dataclass

LONELY_PSU = ("fail", "remove", "adjust", "average")


@dataclass(frozen=True)
class Design:
    """A design of strata and first-stage clusters, drawn with replacement unless `fpc` says how many there were.

    The table that is reduced has the columns `stratum`, `psu`, `weight`, `copies` and `units`: a row stands for
    `copies` identical clusters, each with `units` units of that weight. Where `clustered` is false every unit is its
    own cluster. `lonely_psu` is what happens to a stratum with one cluster, as in R's `survey.lonely.psu`.
    """

    clustered: bool = False
    weighted: bool = False
    lonely_psu: str = "fail"
    with_fpc: bool = False

    def __post_init__(self) -> None:
        if self.lonely_psu not in LONELY_PSU:
            raise ValueError(f"lonely_psu is {self.lonely_psu!r}; allowed: {', '.join(LONELY_PSU)}")


class LonelyPsuError(ValueError):
    """A stratum holds one cluster, so that its variance is undefined."""

    def __init__(self, strata: list[str]):
        names = ", ".join(strata[:5]) + (f" and {len(strata) - 5} more" if len(strata) > 5 else "")
        super().__init__(
            f"one cluster only in stratum {names}: its variance is undefined, so no standard error is honest. "
            "Remedies: merge the stratum with a like one; lonely_psu: adjust (centre it at the grand mean, cautious); "
            "average (give it the mean of the other strata's variance); remove (leave it out, too small)"
        )
