"""A verdict on one number, and on a claim of several parts and tests."""

import math
from collections.abc import Iterable

from .claim import Predicate
from .estimate import Estimate

DECISIVE = ("reproduced", "supported", "contradicted")
NO_EVIDENCE = ("not_collected", "suppressed", "empty")
DECIDING = ("same_source", "independent")
"""Relations that settle a claim before any analogue is heard."""


def judge_estimate(estimate: Estimate, predicate: Predicate, others: Iterable[Estimate] = ()) -> str:
    """The verdict of one predicate on the whole range that the evidence allows.

    All of it inside: supported (reproduced for `equals`); all of it outside: contradicted; otherwise inconclusive. A
    number too unreliable to judge by is inconclusive, none at all untestable. `others` are the other categories, for
    `largest`.
    """
    low, high = estimate.low, estimate.high
    if estimate.status in NO_EVIDENCE or (math.isnan(low) and math.isnan(high)):
        return "untestable"
    if estimate.status == "unreliable":
        return "inconclusive"
    low = -math.inf if math.isnan(low) else low
    high = math.inf if math.isnan(high) else high
    if predicate.kind == "equals":
        return judge_equality(estimate, predicate.value, low, high)
    if predicate.kind == "largest":
        return judge_largest(low, high, list(others))
    inside, outside = {
        "above": (low > predicate.value, high <= predicate.value),
        "at_least": (low >= predicate.value, high < predicate.value),
        "below": (high < predicate.value, low >= predicate.value),
        "at_most": (high <= predicate.value, low > predicate.value),
        "between": (
            predicate.value <= low and high <= predicate.second,
            high < predicate.value or low > predicate.second,
        ),
    }[predicate.kind]
    return "supported" if inside else "contradicted" if outside else "inconclusive"


def judge_equality(estimate: Estimate, value: float, low: float, high: float) -> str:
    """Reproduced where the estimate is the very number, contradicted where its range excludes it."""
    if not math.isnan(estimate.estimate) and math.isclose(estimate.estimate, value, rel_tol=1e-9):
        return "reproduced"
    return "inconclusive" if low <= value <= high else "contradicted"


def judge_largest(low: float, high: float, others: list[Estimate]) -> str:
    """Whether one category is the largest: its range above every other's. Ranges that share a total make this cautious.

    A rival whose number is suppressed or too unreliable to judge by might be the larger one; a group of nobody is none.
    """
    rivals = [other for other in others if other.status != "empty"]
    known = [other for other in rivals if not (math.isnan(other.low) and math.isnan(other.high))]
    if not known:
        return "untestable"
    sure = [other for other in known if other.status != "unreliable"]
    if any(high < other.low for other in sure):
        return "contradicted"
    return "supported" if len(sure) == len(rivals) and all(low > other.high for other in sure) else "inconclusive"


def combine_tests(verdicts: Iterable[tuple[str, str]]) -> str:
    """The verdict of several tests of one thing, given as (relation, verdict).

    Tests of the same source and independent ones decide before analogues, which can support but never overrule them.
    Where the tests that decide disagree, or none of them comes down on a side, it is inconclusive.

    >>> combine_tests([("same_source", "reproduced"), ("analogue", "contradicted")])
    'reproduced'
    >>> combine_tests([("independent", "supported"), ("independent", "contradicted")])
    'inconclusive'
    >>> combine_tests([("independent", "inconclusive"), ("analogue", "supported")])
    'inconclusive'
    >>> combine_tests([("analogue", "supported"), ("analogue", "inconclusive")]), combine_tests([])
    ('supported', 'untestable')
    """
    verdicts = list(verdicts)
    for tier in (DECIDING, ("analogue",)):
        heard = {verdict for relation, verdict in verdicts if relation in tier} - {"untestable"}
        decisive = heard & set(DECISIVE)
        if decisive:
            return settle(decisive)
        if heard:
            return "inconclusive"
    return "untestable"


def combine_readings(verdicts: Iterable[str]) -> str:
    """The verdict of a part that can be read in more than one sense: it is decided only where every sense says the
    same.

    A sense that nothing can test is left out.

    >>> combine_readings(["supported", "inconclusive"]), combine_readings(["supported", "untestable"])
    ('inconclusive', 'supported')
    """
    heard = set(verdicts) - {"untestable"}
    if not heard:
        return "untestable"
    return "inconclusive" if "inconclusive" in heard else settle(heard)


def settle(decisive: set[str]) -> str:
    """One verdict for tests that are each decisive."""
    if "contradicted" in decisive:
        return "contradicted" if decisive == {"contradicted"} else "inconclusive"
    return "reproduced" if decisive == {"reproduced"} else "supported"


def combine_parts(verdicts: Iterable[str]) -> str:
    """The verdict of a claim that says several things at once: it holds only where every part does.

    >>> combine_parts(["supported", "reproduced"]), combine_parts(["supported", "contradicted"])
    ('supported', 'contradicted')
    >>> combine_parts(["supported", "untestable"]), combine_parts(["untestable"])
    ('inconclusive', 'untestable')
    """
    found = set(verdicts) or {"untestable"}
    if "contradicted" in found:
        return "contradicted"
    if found <= {"reproduced", "supported"}:
        return "reproduced" if found == {"reproduced"} else "supported"
    return "untestable" if found == {"untestable"} else "inconclusive"
