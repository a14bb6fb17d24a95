"""One group against another: differences, ratios, the adjusted parity index."""

import math
from collections.abc import Callable

from .arithmetic import Vector, average, positive

LOWEST_PARITY, HIGHEST_PARITY = 0.8, 1.25
"""Ratios that count as near parity: the four-fifths rule of the US Uniform Guidelines on Employee Selection Procedures
(29 CFR 1607.4 D), and its inverse."""


def difference_from_rest(rate: Vector, share: Vector) -> Vector:
    """Each group's rate less that of everyone else, r_g - (mu - p_g r_g) / (1 - p_g). Unit: that of the rate.

    0 is no gap. Against the rest, a large group is compared with others and not with itself, as against the average.

    >>> import numpy as np
    >>> difference_from_rest(np.array([0.5, 0.3]), np.array([0.75, 0.25])).round(3)
    array([ 0.2, -0.2])
    """
    return rate - rate_of_rest(rate, share)


def ratio_to_rest(rate: Vector, share: Vector) -> Vector:
    """Each group's rate over that of everyone else; 1 is parity, 0 that the group has none. No unit.

    >>> import numpy as np
    >>> ratio_to_rest(np.array([0.5, 0.25]), np.array([0.75, 0.25]))
    array([2. , 0.5])
    """
    return rate / positive(rate_of_rest(rate, share))


def relative_rate(rate: Vector, share: Vector) -> Vector:
    """Each group's rate over that of everyone, its own people among them. No unit; 1 is the average, 0 none at all.

    The ratios of the steps of a funnel multiply to the ratio of the group's share at its end to that at its start.

    >>> import numpy as np
    >>> relative_rate(np.array([0.6, 0.2]), np.array([0.5, 0.5])).round(3)
    array([1.5, 0.5])
    """
    return rate / positive(average(rate, share))


def rate_of_rest(rate: Vector, share: Vector) -> Vector:
    """The rate of all groups but one, for each; NaN where there are no others."""
    part = share / share.sum()
    return (average(rate, share) - part * rate) / positive(1 - part)


def adjusted_parity(ratio: float) -> float:
    """The adjusted parity index: the ratio r up to 1, and 2 - 1/r above it. No unit; 1 is parity, 0 and 2 the ends.

    A group with twice the reference's rate and one with half of it are equally far from 1. Source: UNESCO Institute for
    Statistics, adjusted gender parity index (GPIA).

    >>> adjusted_parity(0.5), adjusted_parity(2.0), adjusted_parity(1.0)
    (0.5, 1.5, 1.0)
    """
    return 2 - 1 / ratio if ratio > 1 else ratio


def adjusted_parity_interval(low: float, high: float) -> tuple[float, float]:
    """The interval of the adjusted parity index: that of the ratio (itself of its logarithm), transformed end by end.

    The index bends at 1, where the delta method fails; it rises with the ratio, so the ends carry over as they are.

    >>> adjusted_parity_interval(0.8, 1.25)
    (0.8, 1.2)
    """
    return adjusted_parity(low), adjusted_parity(high) if not math.isinf(high) else 2.0


def representation_ratio(share: float, reference: float) -> float:
    """Share of learners over share of the population that they could have come from; 1 is parity. No unit.

    NaN where the reference is not above 0.

    >>> representation_ratio(0.3, 0.4)
    0.7499999999999999
    """
    return share / reference if reference > 0 else math.nan


VERSUS: dict[str, Callable[[Vector, Vector], Vector]] = {
    "difference_rest": difference_from_rest,
    "ratio_rest": ratio_to_rest,
}
FUNNEL: dict[str, Callable[[Vector, Vector], Vector]] = {"relative": relative_rate}
