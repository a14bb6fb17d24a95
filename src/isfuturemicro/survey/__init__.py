"""Design-based estimation on a table of sufficient statistics; knows nothing of micro-credentials.

Names are imported from their modules only when they are used, so that the command line starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .answers import answer
    from .association import check_independence
    from .calibration import calibrate, margin_matrix, solve_linear, solve_raking
    from .cube import Cube
    from .design import Design, Replication, scale_of
    from .effects import DesignEffect, design_effect, independent_units
    from .engine import DuckDBEngine, Engine
    from .estimators import Statistic, compose, estimate, indicate, ratio_of, standardised_mean, total_of
    from .greg import Term, calibrate_on_quantities, solve_multipliers
    from .intervals import mean_interval, share_interval
    from .problems import DataError, LonelyPsuError, ReplicationError, SeparationError, SurveyError
    from .quantiles import Distribution, quantile_by_replicates, woodruff
    from .reduce import reduce_to_cube
    from .regression import Model, build_model, predicted_margins, regress
    from .replicates import balanced_half_samples, bootstrap, jackknife
    from .request import Request
    from .result import Result
    from .source import Layout, lay_out, open_file
    from .transformations import Transformation, difference_from, log_ratio_to, ratio_to, smooth, transform
    from .variance import Estimates, count_lone_strata, degrees_of_freedom

HOMES = {
    "answers": ("answer",),
    "association": ("check_independence",),
    "calibration": ("calibrate", "margin_matrix", "solve_linear", "solve_raking"),
    "cube": ("Cube",),
    "design": ("Design", "Replication", "scale_of"),
    "effects": ("DesignEffect", "design_effect", "independent_units"),
    "engine": ("DuckDBEngine", "Engine"),
    "estimators": ("Statistic", "compose", "estimate", "indicate", "ratio_of", "standardised_mean", "total_of"),
    "greg": ("Term", "calibrate_on_quantities", "solve_multipliers"),
    "intervals": ("mean_interval", "share_interval"),
    "problems": ("DataError", "LonelyPsuError", "ReplicationError", "SeparationError", "SurveyError"),
    "quantiles": ("Distribution", "quantile_by_replicates", "woodruff"),
    "reduce": ("reduce_to_cube",),
    "regression": ("Model", "build_model", "predicted_margins", "regress"),
    "replicates": ("balanced_half_samples", "bootstrap", "jackknife"),
    "request": ("Request",),
    "result": ("Result",),
    "source": ("Layout", "lay_out", "open_file"),
    "transformations": ("Transformation", "difference_from", "log_ratio_to", "ratio_to", "smooth", "transform"),
    "variance": ("Estimates", "count_lone_strata", "degrees_of_freedom"),
}

__all__ = [
    "Cube",
    "DataError",
    "Design",
    "DesignEffect",
    "Distribution",
    "DuckDBEngine",
    "Engine",
    "Estimates",
    "Layout",
    "LonelyPsuError",
    "Model",
    "Replication",
    "ReplicationError",
    "Request",
    "Result",
    "SeparationError",
    "Statistic",
    "SurveyError",
    "Term",
    "Transformation",
    "answer",
    "balanced_half_samples",
    "bootstrap",
    "build_model",
    "calibrate",
    "calibrate_on_quantities",
    "check_independence",
    "compose",
    "count_lone_strata",
    "degrees_of_freedom",
    "design_effect",
    "difference_from",
    "estimate",
    "independent_units",
    "indicate",
    "jackknife",
    "lay_out",
    "log_ratio_to",
    "margin_matrix",
    "mean_interval",
    "open_file",
    "predicted_margins",
    "quantile_by_replicates",
    "ratio_of",
    "ratio_to",
    "reduce_to_cube",
    "regress",
    "scale_of",
    "share_interval",
    "smooth",
    "solve_linear",
    "solve_multipliers",
    "solve_raking",
    "standardised_mean",
    "total_of",
    "transform",
    "woodruff",
]


def __getattr__(name: str) -> Any:
    for module, names in HOMES.items():
        if name in names:
            return getattr(import_module(f".{module}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
