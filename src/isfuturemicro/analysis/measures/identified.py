"""What the data leave possible where answers are missing: bounds under named assumptions, and how far beyond them
sampling error reaches."""

import math

from scipy.special import ndtr, ndtri, owens_t

HALVINGS = 60
STEPS = 25
FAR = 8.0
"""So many errors away nothing is left of a normal distribution."""


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


def adapted_values(
    width: float, low_error: float, high_error: float, correlation: float, cases: float, level: float = 0.95
) -> tuple[float, float]:
    """How many errors below the lower and above the upper bound an interval must reach to cover the truth, where both
    bounds, and so the width between them, are estimated with error.

    The pair (c, d) with the least c low_error + d high_error at which a truth at either bound is covered at the level:
    P(x <= c, -y <= d + W / high_error) and P(x <= c + W / low_error, -y <= d), with x and y the standardised errors of
    the bounds. W is the width, taken as 0 unless it is more than sqrt(ln n) errors: shrinking it so keeps the interval
    valid where the set is small or a single point. Source: Stoye (2009), Econometrica 77, 1299, the third interval
    there; any threshold that falls to 0 more slowly than the errors do will serve.

    >>> [round(c, 3) for c in adapted_values(0.0, 1.0, 1.0, 1.0, 100)]
    [1.96, 1.96]
    >>> [round(c, 3) for c in adapted_values(9.0, 1.0, 1.0, 0.0, 100)]
    [1.645, 1.645]
    """
    one_sided, two_sided = float(ndtri(level)), float(ndtri(0.5 + level / 2))
    if not max(low_error, high_error) > 0:
        return two_sided, two_sided
    shrunk = width if width > math.sqrt(math.log(max(cases, 1.0))) * max(low_error, high_error) else 0.0
    if not min(low_error, high_error) > 0:  # one of the two is known: only the other may miss
        return (one_sided, one_sided) if shrunk > 0 else (two_sided, two_sided)
    if shrunk > FAR * max(low_error, high_error):
        return one_sided, one_sided
    from scipy.optimize import brentq

    above, below = shrunk / high_error, shrunk / low_error

    def answer(c: float) -> float:
        """The least d that does with this c."""

        def excess(d: float) -> float:
            return min(both_below(c, d + above, -correlation), both_below(c + below, d, -correlation)) - level

        return one_sided if excess(one_sided) >= 0 else float(brentq(excess, one_sided, FAR))

    start, stop = one_sided + 1e-6, 4.0
    golden = (math.sqrt(5) - 1) / 2
    for _ in range(STEPS):
        first, second = stop - golden * (stop - start), start + golden * (stop - start)
        reach = [c * low_error + answer(c) * high_error for c in (first, second)]
        start, stop = (start, second) if reach[0] <= reach[1] else (first, stop)
    c = (start + stop) / 2
    return c, answer(c)


def both_below(first: float, second: float, correlation: float) -> float:
    """The chance that two standard normal numbers with this correlation both lie below positive ends.

    Source: Owen (1956), Annals of Mathematical Statistics 27, 1075.

    >>> round(both_below(1.0, 1.0, 0.0), 4), round(both_below(1.0, 2.0, 1.0), 4), round(both_below(1.0, 1.0, -1.0), 4)
    (0.7079, 0.8413, 0.6827)
    """
    if correlation >= 1 - 1e-12:
        return float(ndtr(min(first, second)))
    if correlation <= -1 + 1e-12:
        return float(ndtr(first) - ndtr(-second))
    spread = math.sqrt(1 - correlation**2)
    if math.isinf(first) or math.isinf(second):
        return float(ndtr(min(first, second)))
    one = owens_t(first, (second / first - correlation) / spread)
    other = owens_t(second, (first / second - correlation) / spread)
    return float((ndtr(first) + ndtr(second)) / 2 - one - other)
