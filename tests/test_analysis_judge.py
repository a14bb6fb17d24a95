"""Verdicts: the whole range on one side, or no verdict; analogues never overrule; every part and every sense counts."""

import math
from itertools import product

import pytest

from isfuturemicro.analysis.claim import Predicate
from isfuturemicro.analysis.estimate import Estimate, worst_status
from isfuturemicro.analysis.judge import combine_parts, combine_readings, combine_tests, judge_estimate
from isfuturemicro.analysis.trend import estimate_trends
from isfuturemicro.analysis.wording import explain_test

NAN, INF = math.nan, math.inf


def number(estimate: float, **more: object) -> Estimate:
    about = {"dataset": "xa", "jurisdiction": "XA", "period": "2020", "population": "learners", "unit": "person"}
    return Estimate(measure="share", estimate=estimate, **{**about, **more})


@pytest.mark.parametrize(
    ("estimate", "predicate", "verdict"),
    [
        # a number without doubt
        (number(0.6), Predicate("above", 0.5), "supported"),
        (number(0.5), Predicate("above", 0.5), "contradicted"),
        (number(0.5), Predicate("at_least", 0.5), "supported"),
        (number(0.5), Predicate("below", 0.5), "contradicted"),
        (number(0.5), Predicate("at_most", 0.5), "supported"),
        (number(0.6), Predicate("at_most", 0.5), "contradicted"),
        (number(1.0), Predicate("between", 0.8, 1.25), "supported"),
        (number(0.8), Predicate("between", 0.8, 1.25), "supported"),
        (number(1.3), Predicate("between", 0.8, 1.25), "contradicted"),
        # sampling error
        (number(0.6, ci_low=0.51, ci_high=0.7), Predicate("above", 0.5), "supported"),
        (number(0.6, ci_low=0.49, ci_high=0.7), Predicate("above", 0.5), "inconclusive"),
        (number(0.4, ci_low=0.3, ci_high=0.5), Predicate("above", 0.5), "contradicted"),
        (number(0.4, ci_low=0.3, ci_high=0.5), Predicate("at_least", 0.5), "inconclusive"),
        (number(0.4, ci_low=0.3, ci_high=0.49), Predicate("below", 0.5), "supported"),
        (number(1.0, ci_low=0.7, ci_high=1.2), Predicate("between", 0.8, 1.25), "inconclusive"),
        # identification bounds
        (number(0.6, lower=0.55, upper=0.65), Predicate("above", 0.5), "supported"),
        (number(0.6, lower=0.45, upper=0.65), Predicate("above", 0.5), "inconclusive"),
        (number(NAN, lower=124 / 234, upper=195 / 234, status="ok"), Predicate("above", 0.5), "supported"),
        (number(NAN, lower=124 / 234, upper=195 / 234, status="ok"), Predicate("above", 0.75), "inconclusive"),
        (number(NAN, lower=0.2, upper=0.4, status="unresolvable"), Predicate("above", 0.5), "contradicted"),
        # one end is open
        (number(NAN, lower=3000, upper=INF), Predicate("above", 2999), "supported"),
        (number(NAN, lower=3000, upper=INF), Predicate("above", 3000), "inconclusive"),
        (number(NAN, lower=3000, upper=INF), Predicate("below", 3000), "contradicted"),
        (number(2, lower=2, upper=INF), Predicate("at_least", 1), "supported"),
        (number(0, lower=0, upper=INF), Predicate("at_least", 1), "inconclusive"),
        # bounds and sampling error together: neither alone crosses one half
        (number(0.6, ci_low=0.55, ci_high=0.65, lower=0.54, upper=0.7), Predicate("above", 0.5), "inconclusive"),
        (number(0.6, ci_low=0.55, ci_high=0.65, lower=0.56, upper=0.7), Predicate("above", 0.5), "supported"),
        # to be used with caution: the number stands
        (number(0.6, status="caution"), Predicate("above", 0.5), "supported"),
        (number(0.4, ci_low=0.3, ci_high=0.49, status="caution"), Predicate("above", 0.5), "contradicted"),
        (number(0.76, status="caution"), Predicate("equals", 0.76), "reproduced"),
        # too unreliable, or no evidence at all
        (number(0.9, status="unreliable"), Predicate("above", 0.5), "inconclusive"),
        (number(0.1, status="unreliable"), Predicate("equals", 0.1), "inconclusive"),
        (number(NAN), Predicate("above", 0.5), "untestable"),
        (number(NAN, lower=0.0, upper=1.0, status="empty"), Predicate("above", 0.5), "untestable"),
        (number(NAN, status="suppressed"), Predicate("above", 0.5), "untestable"),
        (number(NAN, status="not_collected"), Predicate("above", 0.5), "untestable"),
        # equality
        (number(0.76, lower=124 / 164, upper=125 / 164), Predicate("equals", 0.76), "reproduced"),
        (number(0.75, ci_low=0.7, ci_high=0.8), Predicate("equals", 0.76), "inconclusive"),
        (number(0.75, ci_low=0.74, ci_high=0.755), Predicate("equals", 0.76), "contradicted"),
        (number(0.75), Predicate("equals", 0.76), "contradicted"),
        (number(NAN, lower=0.5, upper=0.8), Predicate("equals", 0.76), "inconclusive"),
    ],
)
def test_a_verdict_needs_the_whole_range(estimate: Estimate, predicate: Predicate, verdict: str) -> None:
    assert judge_estimate(estimate, predicate) == verdict


@pytest.mark.parametrize(
    ("estimate", "others", "verdict"),
    [
        (number(0.5), [number(0.3), number(0.2)], "supported"),
        (number(0.3), [number(0.5), number(0.2)], "contradicted"),
        (number(0.4), [number(0.4), number(0.2)], "inconclusive"),
        (number(0.5, ci_low=0.4, ci_high=0.6), [number(0.3, ci_low=0.2, ci_high=0.39)], "supported"),
        (number(0.5, ci_low=0.4, ci_high=0.6), [number(0.3, ci_low=0.2, ci_high=0.41)], "inconclusive"),
        (number(0.3, lower=0.2, upper=0.4), [number(0.5, lower=0.41, upper=0.6), number(0.2)], "contradicted"),
        (number(0.5), [], "untestable"),
        (number(0.5), [number(NAN)], "untestable"),
        # a rival that can't be known may be the larger one; nobody is no rival
        (number(0.5), [number(0.3), number(NAN, status="suppressed")], "inconclusive"),
        (number(0.2), [number(0.3), number(NAN, status="suppressed")], "contradicted"),
        (number(0.5), [number(0.3), number(0.1, status="unreliable")], "inconclusive"),
        (number(0.5), [number(0.3), number(0.1, status="caution")], "supported"),
        (number(0.5), [number(0.3), number(0.9, status="unreliable")], "inconclusive"),
        (number(0.5), [number(0.3), number(NAN, lower=0.0, upper=1.0, status="empty")], "supported"),
    ],
)
def test_the_largest_is_above_every_rival(estimate: Estimate, others: list[Estimate], verdict: str) -> None:
    assert judge_estimate(estimate, Predicate("largest"), others) == verdict


def test_a_verdict_on_a_number_with_caution_says_so() -> None:
    """And a sentence on a number without the publisher's E has neither the symbol nor the words."""
    said = explain_test(
        number(0.12, ci_low=0.08, ci_high=0.16, status="caution"), Predicate("below", 0.5), "supported", {}
    )
    assert said["en"].startswith("12%\u00a0E, 8% to 16%; the claim needs less than 50%")
    assert said["en"].endswith("The publisher says to use this number with caution (E).")
    assert said["fr"].startswith("12\u00a0%\u00a0E, de 8\u00a0%")
    assert said["fr"].endswith("L'éditeur demande d'utiliser ce chiffre avec prudence (E).")
    plain = explain_test(number(0.12, ci_low=0.08, ci_high=0.16), Predicate("below", 0.5), "supported", {})
    assert " ".join(plain.values()).count("(E)") == 0
    assert "\u00a0E" not in plain["en"]


@pytest.mark.parametrize(
    ("statuses", "worst"),
    [
        ((), "ok"),
        (("ok", "ok"), "ok"),
        (("ok", "caution"), "caution"),
        (("caution", "ok"), "caution"),
        (("caution", "unreliable"), "unreliable"),
        (("unreliable", "ok"), "unreliable"),
    ],
)
def test_what_follows_from_numbers_is_no_surer_than_the_least_sure(statuses: tuple[str, ...], worst: str) -> None:
    assert worst_status(*(number(0.5, status=status) for status in statuses)) == worst


def test_growth_from_a_number_with_caution_bears_it() -> None:
    """Dropping it would lose the series; forgetting its E would show the growth as if it were sure."""
    first = number(0.2, period="2019", status="caution")
    [growth] = estimate_trends([first, number(0.3, period="2020")])
    assert (growth.estimate, growth.status) == (pytest.approx(0.5), "caution")


S, C, I, U, R = "supported", "contradicted", "inconclusive", "untestable", "reproduced"  # noqa: E741


@pytest.mark.parametrize(
    ("tests", "verdict"),
    [
        ([], U),
        ([("same_source", U), ("analogue", U)], U),
        ([("same_source", R)], R),
        ([("same_source", R), ("independent", S)], S),
        ([("same_source", R), ("independent", C)], I),
        ([("independent", S), ("independent", C)], I),
        ([("independent", S), ("independent", I)], S),
        ([("independent", C), ("independent", I)], C),
        # analogues speak only where nothing decides, and then only together
        ([("independent", S), ("analogue", C)], S),
        ([("independent", C), ("analogue", S), ("analogue", S)], C),
        ([("independent", I), ("analogue", S)], I),
        ([("independent", U), ("analogue", S)], S),
        ([("analogue", S), ("analogue", C)], I),
        ([("analogue", S), ("analogue", I)], S),
        ([("analogue", I)], I),
    ],
)
def test_what_several_tests_of_one_thing_say(tests: list[tuple[str, str]], verdict: str) -> None:
    assert combine_tests(tests) == verdict
    assert combine_tests(reversed(tests)) == verdict


def test_no_analogue_ever_changes_what_a_decisive_test_says() -> None:
    for relation, found, analogue in product(("same_source", "independent"), (R, S, C, I), (R, S, C, I, U)):
        assert combine_tests([(relation, found), ("analogue", analogue)]) == found


@pytest.mark.parametrize(
    ("readings", "verdict"),
    [([S, S], S), ([S, C], I), ([S, I], I), ([C, U], C), ([U, U], U), ([R, R], R), ([R, S], S), ([C, C], C), ([], U)],
)
def test_a_part_is_decided_only_where_each_sense_says_the_same(readings: list[str], verdict: str) -> None:
    assert combine_readings(readings) == verdict


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        ([S, S], S),
        ([S, R], S),
        ([R, R], R),
        ([S, C], C),
        ([U, C], C),
        ([I, C], C),
        ([S, I], I),
        ([S, U], I),
        ([U, U], U),
        ([], U),
    ],
)
def test_a_claim_holds_only_where_each_part_does(parts: list[str], verdict: str) -> None:
    assert combine_parts(parts) == verdict
