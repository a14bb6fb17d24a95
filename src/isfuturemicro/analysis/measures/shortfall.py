"""What the gaps cost: how much higher the average would be, and how many people are missing."""

import numpy as np

from .arithmetic import Vector, average, positive


def attributable_fraction(rate: Vector, share: Vector, reference: int) -> float:
    """Population attributable fraction: (r_0 - mu) / mu, what the average would gain, over the average, if every group
    had the reference's rate.

    0 is nothing to gain; below 0 the reference itself does worse than the average. The reference is declared before,
    not picked as the best, which would be biased upward. Source: Schlotheuber and Hosseinpoor (2022), where it stands
    times 100 and is cut off at 0.

    >>> round(float(attributable_fraction(np.array([0.4, 0.2]), np.array([0.5, 0.5]), 0)), 4)
    0.3333
    """
    mean = average(rate, share)
    return (rate[reference] - mean) / positive(mean)


def missing_for_parity(rate: Vector, cases: Vector, reference: int) -> float:
    """People more who would say yes if each group below the reference's rate reached it: sum_j n_j max(r_0 - r_j, 0).

    cases: people at risk in each group. Unit: people; 0 is parity. Above 0 by chance alone where groups are small.

    >>> round(float(missing_for_parity(np.array([0.4, 0.2, 0.5]), np.array([100.0, 50.0, 10.0]), 0)), 9)
    10.0
    """
    short = rate[reference] - rate
    return (cases * short * (np.real(short) > 0)).sum()


def missing_learners(share: float, reference: float, learners: float) -> float:
    """Learners fewer than the group's share of the population would give: L (p - s). Unit: people.

    0 is parity; below 0 there are more than that. The number of all learners is held as it is.

    >>> round(missing_learners(0.3, 0.4, 1000), 9)
    100.0
    """
    return learners * (reference - share)
