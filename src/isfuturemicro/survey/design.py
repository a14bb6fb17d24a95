"""How a table's rows were drawn."""

import math
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


def scale_of(method: str, count: int, rho: float = 0.0) -> float:
    """The factor of the spread of `count` replicates that their method gives.

    jk1 (B - 1) / B; jkn 1, with its rscales; brr 1 / B; fay 1 / (B (1 - rho)^2); bootstrap 1 / (B - 1); sdr 4 / B.
    Source: R survey::svrepdesign; sdr: Fay and Train (1995).
    """
    scales = {
        "jk1": (count - 1) / count,
        "jkn": 1.0,
        "brr": 1 / count,
        "fay": 1 / (count * (1 - rho) ** 2) if rho < 1 else math.nan,
        "bootstrap": 1 / max(count - 1, 1),
        "sdr": 4 / count,
    }
    return scales[method]
