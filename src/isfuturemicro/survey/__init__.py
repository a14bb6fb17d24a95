"""Design-based estimation on a table of sufficient statistics; knows nothing of micro-credentials.

Names are imported from their modules only when they are used, so that the command line starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .cube import Cube
    from .design import Design, Replication
    from .effects import DesignEffect, design_effect, independent_units
    from .engine import DuckDBEngine, Engine
    from .estimators import Statistic, compose, estimate, indicate, ratio_of, standardised_mean, total_of
    from .intervals import mean_interval, share_interval
    from .problems import DataError, LonelyPsuError, ReplicationError, SeparationError, SurveyError
    from .reduce import reduce_to_cube
    from .transformations import Transformation, difference_from, log_ratio_to, ratio_to, smooth, transform
    from .variance import Estimates

HOMES = {
    "cube": ("Cube",),
    "design": ("Design", "Replication"),
    "effects": ("DesignEffect", "design_effect", "independent_units"),
    "engine": ("DuckDBEngine", "Engine"),
    "estimators": ("Statistic", "compose", "estimate", "indicate", "ratio_of", "standardised_mean", "total_of"),
    "intervals": ("mean_interval", "share_interval"),
    "problems": ("DataError", "LonelyPsuError", "ReplicationError", "SeparationError", "SurveyError"),
    "reduce": ("reduce_to_cube",),
    "transformations": ("Transformation", "difference_from", "log_ratio_to", "ratio_to", "smooth", "transform"),
    "variance": ("Estimates",),
}


def __getattr__(name: str) -> Any:
    for module, names in HOMES.items():
        if name in names:
            return getattr(import_module(f".{module}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Cube",
    "DataError",
    "Design",
    "DesignEffect",
    "DuckDBEngine",
    "Engine",
    "Estimates",
    "LonelyPsuError",
    "Replication",
    "ReplicationError",
    "SeparationError",
    "Statistic",
    "SurveyError",
    "Transformation",
    "compose",
    "design_effect",
    "difference_from",
    "estimate",
    "independent_units",
    "indicate",
    "log_ratio_to",
    "mean_interval",
    "ratio_of",
    "ratio_to",
    "reduce_to_cube",
    "share_interval",
    "smooth",
    "standardised_mean",
    "total_of",
    "transform",
]
