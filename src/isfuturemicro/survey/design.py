"""How a table's rows were drawn."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .options import LONELY_PSU


@dataclass(frozen=True)
class Design:
    """A design of strata and nested clusters.

    The table that is reduced has the columns `stratum`, `psu`, `ssu`, `weight`, `copies`, `units`, `fpc`, `fpc2` as
    far as the design needs them: a row stands for `copies` identical clusters, each with `units` units of that
    weight.

    stages: 0 where each unit is its own cluster, 1 for clusters, 2 for clusters within clusters (which matter only
    where the first stage has a finite population correction). fpc: how many stages have one; its column holds the
    population's number of clusters, or the sampled fraction where it is 1 or less. lonely_psu: what becomes of a
    stratum with one cluster, as R's `survey.lonely.psu` means it. negative_weights: whether weights below 0, as some
    calibrations give, are meant; else they are refused.
    """

    stages: int = 0
    fpc: int = 0
    lonely_psu: str = "fail"
    negative_weights: bool = False

    def __post_init__(self) -> None:
        if self.lonely_psu not in LONELY_PSU:
            raise ValueError(f"lonely_psu is {self.lonely_psu!r}; allowed: {', '.join(LONELY_PSU)}")


@dataclass(frozen=True)
class Replication:
    """Replicate weights and what their spread means: V = scale * sum_r rscales_r (t_r - c)(t_r - c)'.

    c is the estimate from the full weights where `mse`, else the mean of the replicates (weighted by rscales, as in R).
    Degrees of freedom: replicates less one, unless given.
    """

    weights: tuple[str, ...]
    scale: float
    rscales: NDArray[np.float64]
    mse: bool = False
    df: float | None = None
