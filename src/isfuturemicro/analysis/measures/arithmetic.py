"""Pieces that work on complex numbers too, whose real parts decide; hence their open types."""

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


def positive(value: Any) -> Any:
    """The values above 0; NaN for others, whose logarithm or quotient would be none."""
    return np.where(np.real(value) > 0, value, np.nan)
