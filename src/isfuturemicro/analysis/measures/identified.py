"""What the data leave possible: bounds of a rate where outcomes are missing, and intervals that cover them."""

import math
from collections.abc import Callable

from scipy.special import ndtr, ndtri


def worst_case(yes: float, no: float, silent: float) -> tuple[float, float]:
    """The least and greatest rate if none, or all, of the silent said yes. Source: Manski (1989).

    >>> worst_case(30, 50, 20)
    (0.3, 0.5)
    """
    everyone = yes + no + silent
    return yes / everyone, (yes + silent) / everyone


def silent_differ(yes: float, no: float, silent: float, odds: float) -> tuple[float, float]:
    """Bounds if the odds of yes among the silent lie within a factor of those who answered: odds / f to odds x f.

    A factor of 1 is that they are alike (missing at random), one without limit the worst case. Source: the pattern-
    mixture models of Little (1993), with the factor as their sensitivity parameter.

    >>> [round(end, 3) for end in silent_differ(30, 50, 20, 2.0)]
    [0.346, 0.409]
    """
    if yes <= 0 or no <= 0:
        return worst_case(yes, no, silent)
    answered = yes / no
    ends = [answered / odds, answered * odds]
    shares = [end / (1 + end) for end in ends]
    everyone = yes + no + silent
    return (yes + silent * shares[0]) / everyone, (yes + silent * shares[1]) / everyone


def imbens_manski(
    lower: float, upper: float, lower_error: float, upper_error: float, level: float = 0.95
) -> tuple[float, float]:
    """An interval that covers the true value, wherever between the bounds it lies, with this probability.

    [L - c s_L, U + c s_U] with Phi(c + (U - L) / max(s_L, s_U)) - Phi(-c) = level. Where the bounds meet it is the
    two-sided interval, where they lie far apart the one-sided one. Source: Imbens and Manski (2004), Econometrica 72,
    1845; that it holds for bounds whose distance is not overestimated: Stoye (2009), Econometrica 77, 1299, lemma 3:
    upper never falls below lower here, by construction.

    >>> [round(end, 4) for end in imbens_manski(0.4, 0.4, 0.1, 0.1)]
    [0.204, 0.596]
    >>> [round(end, 4) for end in imbens_manski(0.0, 1.0, 0.1, 0.1)]
    [-0.1645, 1.1645]
    """
    error = max(lower_error, upper_error)
    if not error > 0 or math.isnan(lower + upper):
        return lower, upper
    apart = (upper - lower) / error
    c = solve(lambda c: float(ndtr(c + apart) - ndtr(-c)) - level, 0.0, float(ndtri(0.5 + level / 2)) + 1)
    return lower - c * lower_error, upper + c * upper_error


def solve(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function crosses 0."""
    from scipy.optimize import brentq

    return float(brentq(function, low, high, xtol=1e-12))
