"""Pieces that work on complex numbers too, whose real parts decide; hence their open types."""

import math
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


def magnitude(value: Vector) -> Vector:
    """|x| with the derivative of the side that x lies on; at 0 itself it has none, and 0 is given."""
    return value * np.sign(np.real(value))


def average(rate: Vector, share: Vector) -> Any:
    """The rate of everyone: sum_j p_j r_j with p_j the groups' shares of those at risk."""
    return (share * rate).sum() / share.sum()


def exponential(value: float) -> float:
    """exp, infinite where it has no number: the end of an interval so wide on the scale of the logarithm has no limit.

    >>> exponential(0.0), exponential(1e3), exponential(math.nan)
    (1.0, inf, nan)
    """
    return math.inf if value >= math.log(sys.float_info.max) else math.exp(value)


def positive(value: Any) -> Any:
    """The values above 0; NaN for others, whose logarithm or quotient would be none."""
    return np.where(np.real(value) > 0, value, np.nan)
