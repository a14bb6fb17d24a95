"""What a verdict's sentence says of a number: a gain's sign, yes or no, the group that stands beside the largest."""

import math

import pytest

from isfuturemicro.analysis.claim import Predicate
from isfuturemicro.analysis.estimate import Estimate
from isfuturemicro.analysis.number_words import NBSP, show_predicate, show_range, show_rival
from isfuturemicro.analysis.wording import explain_twins


def number(estimate: float = math.nan, **about: object) -> Estimate:
    base = {"dataset": "xa", "jurisdiction": "XA", "period": "2020", "population": "learners", "unit": "person"}
    return Estimate(**{**base, "measure": "share", "estimate": estimate, **about})


@pytest.mark.parametrize(
    ("estimate", "english", "french"),
    [
        (number(1.167, measure="growth"), "+116.7%", f"+116,7{NBSP}%"),
        (number(-0.106, measure="growth"), "−10.6%", f"−10,6{NBSP}%"),
        (number(0.76), "76%", f"76{NBSP}%"),
        (number(0.0, measure="growth"), "0%", f"0{NBSP}%"),
        (
            number(0.028, measure="uptake_difference", lower=-0.032, upper=0.11),
            "+2.8 points, −3.2 to +11",
            f"+2,8{NBSP}points, de −3,2 à +11",
        ),
        (
            number(measure="uptake_difference", lower=-0.032, upper=0.11),
            "−3.2 points to +11 points",
            f"de −3,2{NBSP}points à +11{NBSP}points",
        ),
        (number(0.0, measure="listed"), "no", "non"),
        (number(1.0, measure="listed"), "yes", "oui"),
    ],
)
def test_a_change_bears_its_sign_and_a_document_says_yes_or_no(estimate, english, french):
    assert (show_range(estimate, "en"), show_range(estimate, "fr")) == (english, french)


def test_what_the_claim_needs_is_said_without_a_sign():
    assert (
        show_predicate(Predicate("above", 0.0), number(0.1, measure="uptake_difference"), "en") == "more than 0 points"
    )
    assert show_predicate(Predicate("below", 0.5), number(0.1), "fr") == f"moins de 50{NBSP}%"
    assert show_predicate(Predicate("equals", 1.0), number(1.0, measure="listed"), "en") == "yes"


def test_the_greatest_rival_is_told_with_its_range_only_where_that_overlaps():
    of_work = {"dimension": "employment_status"}
    mine = number(0.48, category="employed", lower=0.475, upper=0.485, **of_work)
    far = number(0.52, category="unemployed", lower=0.515, upper=0.525, **of_work)
    near = number(0.48, category="unemployed", lower=0.475, upper=0.485, **of_work)
    least = number(0.1, category="not_in_labour_force", **of_work)
    assert show_rival(mine, [least, far], "en") == ", against 52% [unemployed]"
    assert show_rival(mine, [least, near], "fr") == f", contre 48{NBSP}%, de 47,5{NBSP}% à 48,5{NBSP}% [au chômage]"
    assert show_rival(mine, [number(category="unemployed", **of_work)], "en") == ""


def test_one_case_of_two_is_no_plural_in_french():
    gap = number(0.02, measure="completion_difference")
    inside = [
        gap.with_(within="course=oulad_aaa", estimate=0.01, ci_low=-0.01, ci_high=0.03),
        gap.with_(within="course=oulad_bbb", estimate=-0.02, ci_low=-0.04, ci_high=0.01),
    ]
    said = explain_twins(gap, inside)
    assert "the same way in 1 of 2; its whole range lies on one side of zero in none." in said["en"]
    assert "dans 1 cas sur 2; toute sa plage est d'un seul côté de zéro dans aucun." in said["fr"]
