"""What a design costs against a simple random sample of the same size."""

from dataclasses import dataclass

import numpy as np

from .cube import Cube, Vector
from .estimators import Mask, estimate, indicate, ratio_of


@dataclass(frozen=True)
class DesignEffect:
    """The variance of means over that of a simple random sample drawn with replacement (1: the design costs
    nothing), and the size of such a sample with the same error, a value for each group."""

    design_effect: Vector
    effective_size: Vector


def design_effect(cube: Cube, groups: list[Mask], measure: int, square: int) -> DesignEffect:
    """deff = V / (S^2 / n) of the mean of a measure in each group, and n / deff. `square` is the measure of its
    squares.

    S^2 = n / (n - 1) x (weighted mean of squares - squared mean), n the cases of positive weight. NaN where n is
    below 2 or the cases agree. Source: Kish (1965), section 8.2; R survey, deff = "replace".
    """
    cases = indicate(cube, groups)
    means = estimate(cube, ratio_of(cube, indicate(cube, groups, measure), cases))
    squares = ratio_of(cube, indicate(cube, groups, square), cases).value(cube.total)
    n = np.array([cube.weighted_units[group].sum() for group in groups])
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.where(n > 1, n / (n - 1), np.nan) * (squares - means.value**2)
        effect = np.where(spread > 0, np.diag(means.covariance) * n / spread, np.nan)
        return DesignEffect(effect, n / effect)
