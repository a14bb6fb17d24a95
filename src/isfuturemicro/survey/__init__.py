"""Design-based estimation on a table of sufficient statistics; knows nothing of micro-credentials."""

from .cube import Cube, reduce_to_cube
from .design import Design, LonelyPsuError
from .intervals import mean_interval, share_interval
from .totals import Estimates, divide, estimate_totals, log_ratio, subtract

__all__ = [
    "Cube",
    "Design",
    "Estimates",
    "LonelyPsuError",
    "divide",
    "estimate_totals",
    "log_ratio",
    "mean_interval",
    "reduce_to_cube",
    "share_interval",
    "subtract",
]
