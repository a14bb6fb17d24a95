"""How far apart all groups of a dimension are, in one number."""

import numpy as np

from .arithmetic import Vector, average, magnitude, positive

SOURCE = "Schlotheuber and Hosseinpoor (2022), doi:10.3390/ijerph19063697"


def disparity_unweighted(rate: Vector, share: Vector) -> float:
    """Index of disparity, each group alike: (1/k) sum_j |r_j - mu| / mu. A share of the average; 0 is no inequality.

    mu is the rate of everyone. NaN where mu is 0. A measure of distances, it is above 0 by chance alone. Source:
    Schlotheuber and Hosseinpoor (2022), where it stands times 100.

    >>> round(float(disparity_unweighted(np.array([0.2, 0.4]), np.array([0.5, 0.5]))), 4)
    0.3333
    """
    mean = average(rate, share)
    return (magnitude(rate - mean) / positive(mean)).sum() / len(rate)


def disparity_weighted(rate: Vector, share: Vector) -> float:
    """Index of disparity, each group by its size: sum_j p_j |r_j - mu| / mu. A share of the average; 0 is no
    inequality.

    Source: Schlotheuber and Hosseinpoor (2022), where it stands times 100.

    >>> round(float(disparity_weighted(np.array([0.2, 0.4]), np.array([0.75, 0.25]))), 4)
    0.3
    """
    mean = average(rate, share)
    return average(magnitude(rate - mean), share) / positive(mean)


def between_group_variance(rate: Vector, share: Vector) -> float:
    """sum_j p_j (r_j - mu)^2, in squares of the rate's unit; 0 is no inequality.

    The error of each rate adds to it, so it is above 0 by chance alone. Source: Schlotheuber and Hosseinpoor (2022).

    >>> round(float(between_group_variance(np.array([0.2, 0.4]), np.array([0.5, 0.5]))), 4)
    0.01
    """
    return average((rate - average(rate, share)) ** 2, share)


def theil(rate: Vector, share: Vector) -> float:
    """Theil index between groups: sum_j p_j (r_j / mu) ln(r_j / mu), in nats; 0 is no inequality.

    A group whose rate is 0 adds 0, the limit of x ln x. Source: Schlotheuber and Hosseinpoor (2022), where it stands
    times 1,000.

    >>> round(float(theil(np.array([0.2, 0.4]), np.array([0.5, 0.5]))), 4)
    0.0566
    """
    relative = rate / positive(average(rate, share))
    logs = np.log(np.where(np.real(relative) > 0, relative, 1.0))
    return average(relative * logs, share)


def mean_log_deviation(rate: Vector, share: Vector) -> float:
    """sum_j p_j ln(mu / r_j), in nats; 0 is no inequality.

    NaN where a group's rate is 0: its logarithm is without limit. Source: Schlotheuber and Hosseinpoor (2022), where it
    stands times 1,000.

    >>> round(float(mean_log_deviation(np.array([0.2, 0.4]), np.array([0.5, 0.5]))), 4)
    0.0589
    """
    return average(np.log(positive(average(rate, share))) - np.log(positive(rate)), share)


def range_difference(rate: Vector, share: Vector) -> float:
    """Highest rate less the lowest. Unit: that of the rate; 0 is no inequality.

    Biased upward: of many groups with the same true rate the highest and the lowest estimates lie apart by chance, the
    more so the smaller the groups. The derivative takes the two groups as given.

    >>> float(range_difference(np.array([0.2, 0.4, 0.3]), np.ones(3)))
    0.2
    """
    return rate[np.real(rate).argmax()] - rate[np.real(rate).argmin()]


def range_ratio(rate: Vector, share: Vector) -> float:
    """Highest rate over the lowest, 1 is no inequality; NaN where the lowest is 0. No unit. Biased upward, as the
    difference.

    >>> float(range_ratio(np.array([0.2, 0.4, 0.3]), np.ones(3)))
    2.0
    """
    return rate[np.real(rate).argmax()] / positive(rate[np.real(rate).argmin()])
