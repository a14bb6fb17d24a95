"""What the data leave possible where answers are missing: bounds under named assumptions, and how far beyond them
sampling error reaches."""

import math

from scipy.special import ndtr, ndtri

HALVINGS = 60


def contaminated(estimate: float, lower: float, upper: float, share: float) -> tuple[float, float]:
    """Bounds if at most this share of the missing answers is unlike those that are known, however unlike.

    0 takes all the missing to be like the known (missing at random), 1 gives the worst case. Source: Horowitz and
    Manski (1995), Econometrica 63, 281, contaminated sampling; bounds of a gap or a rate are taken to widen evenly.

    >>> [round(end, 3) for end in contaminated(0.5, 0.3, 0.9, 0.1)]
    [0.48, 0.54]
    """
    return estimate + share * (lower - estimate), estimate + share * (upper - estimate)


def critical_value(width: float, error: float, level: float = 0.95) -> float:
    """How many errors beyond the bounds [L, U] an interval must reach to cover the truth, wherever inside it lies.

    The c at which Phi(c + (U - L) / error) - Phi(-c) is the level: 1.96 where the bounds meet, 1.645 where they lie far
    apart, since the truth then can't be near both. Source: Imbens and Manski (2004), Econometrica 72, 1845. It holds
    where the upper bound never falls below the lower, as here by construction: Stoye (2009), Econometrica 77, 1299.

    >>> round(critical_value(0.0, 1.0), 3), round(critical_value(9.0, 1.0), 3)
    (1.96, 1.645)
    """
    if not error > 0 or math.isnan(width):
        return float(ndtri(0.5 + level / 2))
    apart = width / error
    low, high = float(ndtri(level)), float(ndtri(0.5 + level / 2))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if ndtr(middle + apart) - ndtr(-middle) < level:
            low = middle
        else:
            high = middle
    return (low + high) / 2
