"""How much of a gap is who the groups are made of, and how much what happens to like people."""

from .arithmetic import Vector

REVERSED = "reversed: the pooled gap points the other way than the gap among like people"
"""How the reason of a gap begins that surely turns among like people."""


def standardised_gap(first: Vector, second: Vector, standard: Vector) -> float:
    """The gap if both groups were spread over the strata alike: sum_s w_s (a_s - b_s), with w the standard's shares.

    first, second: rates by stratum. Unit: that of the rates; 0 is no gap among like people. A stratum that one of the
    two lacks tells nothing of the gap: it is the caller's to leave it out.

    >>> import numpy as np
    >>> round(float(standardised_gap(np.array([0.5, 0.2]), np.array([0.4, 0.1]), np.array([3.0, 1.0]))), 3)
    0.1
    """
    return (standard * (first - second)).sum() / standard.sum()


def decompose(first: Vector, second: Vector, of_first: Vector, of_second: Vector) -> tuple[float, float]:
    """A gap A - B in two: composition, sum_s (p_s - q_s)(a_s + b_s) / 2, and rates, sum_s (a_s - b_s)(p_s + q_s) / 2.

    p, q: the groups' shares by stratum. Unit: that of the rates; the two add up to the gap. With strata as dummies it
    is the Oaxaca-Blinder decomposition with pooled weights of a half. Sources: Kitagawa (1955), Journal of the American
    Statistical Association 50, 1168; Oaxaca (1973); Blinder (1973).

    >>> import numpy as np
    >>> parts = decompose(np.array([0.5, 0.2]), np.array([0.5, 0.2]), np.array([0.8, 0.2]), np.array([0.2, 0.8]))
    >>> [round(float(part), 3) for part in parts]
    [0.18, 0.0]
    """
    p, q = of_first / of_first.sum(), of_second / of_second.sum()
    return ((p - q) * (first + second)).sum() / 2, ((first - second) * (p + q)).sum() / 2


def is_reversed(pooled: tuple[float, float], standardised: tuple[float, float]) -> bool:
    """Whether a gap surely points one way over all together and surely the other among like people (Simpson 1951).

    Each is a range; one that holds 0 points no way, so that chance alone makes no reversal.

    >>> is_reversed((0.02, 0.06), (-0.05, -0.01)), is_reversed((0.02, 0.06), (-0.05, 0.01))
    (True, False)
    """
    return (pooled[0] > 0 > standardised[1]) or (pooled[1] < 0 < standardised[0])
