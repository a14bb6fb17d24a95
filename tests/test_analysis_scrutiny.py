"""What a verdict must bear: chance among many, people alike, missing answers, and when the groups were measured."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
from analysis_by_hand import write_dataset

from isfuturemicro.analysis import ledger
from isfuturemicro.analysis.claim import Predicate
from isfuturemicro.analysis.estimate import Estimate
from isfuturemicro.analysis.evidence_words import explain_scrutiny, shorten_inside
from isfuturemicro.analysis.measures.composition import REVERSED
from isfuturemicro.analysis.scrutiny import Scrutiny, adjust_for_family, find_overturning, find_standardised, scrutinise
from isfuturemicro.datasets import load_spec

GAP = Estimate("xa_invented_2020", "XA", "2020", "learners", "person", "completion_difference", "gender", "women")
BELOW = Predicate("below", 0.0)
TEST = ledger.Test("t", "", 1, "analogue", "plain", {"en": "", "fr": ""}, {}, predicate=BELOW)


def gap(value: float, error: float, **about: object) -> Estimate:
    return GAP.with_(
        estimate=value, se=error, df=math.inf, ci_low=value - 1.96 * error, ci_high=value + 1.96 * error, **about
    )


def test_one_gap_of_many_may_be_chance() -> None:
    """Alone p = 0.03; beside nineteen gaps of nothing the adjusted p is 0.6."""
    own = gap(-0.0217, 0.01)
    others = [gap(0.001 * (-1) ** i, 0.01, category=f"group {i}") for i in range(19)]
    test = replace(TEST, family={"dataset": GAP.dataset, "measure": GAP.measure})
    compared, adjusted = adjust_for_family(test, own, [own, *others])
    assert compared == 20
    assert adjusted == pytest.approx(20 * 0.03, rel=0.01)
    found = scrutinise(test, own, [own, *others], {})
    assert found.allow("supported") == "inconclusive"
    assert "could be chance" in explain_scrutiny(own, BELOW, found)["en"]
    alone = scrutinise(replace(TEST, family=None), own, [own, *others], {})
    assert alone.allow("supported") == "supported"


def test_gaps_within_a_country_are_no_part_of_a_family_of_pooled_ones() -> None:
    own, inside = gap(-0.03, 0.01), gap(-0.5, 0.01, within="country_group=CA")
    test = replace(TEST, family={"dataset": GAP.dataset, "measure": GAP.measure})
    assert adjust_for_family(test, own, [own, inside])[0] == 1


def alike(low: float, high: float, reason: str = "") -> Estimate:
    middle = (low + high) / 2
    changes = {"measure": "completion_difference_standardised", "within": "course=all", "reason": reason}
    return GAP.with_(estimate=middle, ci_low=low, ci_high=high, **changes)


def test_a_reversal_leaves_the_pooled_gap_undecided_and_is_told() -> None:
    own, turned = gap(-0.05, 0.01), alike(0.01, 0.03, REVERSED)
    found = scrutinise(TEST, own, [own, turned], {})
    assert found.reversed
    assert found.allow("supported") == "inconclusive"
    said = explain_scrutiny(own, BELOW, found)
    assert "Within the same course, the gap is +2 points, +1 to +3." in said["en"]
    assert "points the other way" in said["en"]
    assert "sens contraire" in said["fr"]
    assert shorten_inside(found)["en"] == ", and within the same course +2 points, +1 to +3"


def test_an_unreliable_gap_among_people_alike_is_not_told() -> None:
    own = gap(-0.05, 0.01)
    assert find_standardised(own, [alike(-0.1, 0.0).with_(status="unreliable")]) == []
    assert find_standardised(own.with_(within="course=oulad_aaa"), [alike(-0.1, 0.0)]) == []


def test_how_many_missing_answers_would_turn_it() -> None:
    half = GAP.with_(estimate=-0.1, lower=-0.3, upper=0.1)
    assert find_overturning(half, BELOW) == pytest.approx(0.5)
    said = explain_scrutiny(half, BELOW, Scrutiny(overturned=0.5))
    assert said["en"] == (
        "The known answers support the claim; this would turn if 50% of the missing ones all fell the other way."
    )
    assert "No way of filling in" in explain_scrutiny(half, BELOW, Scrutiny(overturned=math.inf))["en"]
    assert math.isnan(find_overturning(half, Predicate("largest")))
    assert math.isnan(find_overturning(half.with_(lower=math.nan), BELOW))
    assert math.isnan(find_overturning(half.with_(status="unreliable"), BELOW))


@pytest.mark.parametrize(("measured", "late"), [("after", True), ("before", False)])
@pytest.mark.parametrize(("dimension", "category"), [("employment_status", "employed"), ("profile", "employed_30_44")])
def test_groups_measured_after_the_course_do_not_say_how_things_stood_before(
    tmp_path: Path, measured: str, late: bool, dimension: str, category: str
) -> None:
    more = (
        "design: {kind: census}\nvariables:\n"
        f"  employment_status: {{from: E, comparability: exact, measured: {measured}, codes: [[a, a, employed]]}}\n"
    )
    folder = write_dataset(tmp_path, "xa_invented_2020", "records", "E\na\n", more, stage="learners")
    own = GAP.with_(measure="share", dimension=dimension, category=category, estimate=0.9)
    specs = {folder.name: load_spec(folder)}
    found = scrutinise(replace(TEST, before=True), own, [own], specs)
    assert found.allow("supported") == ("untestable" if late else "supported")
    assert scrutinise(TEST, own, [own], specs).allow("supported") == "supported"
    assert ("after the course" in explain_scrutiny(own, BELOW, found)["en"]) is late


def test_rounding_and_change_over_time_are_no_missing_answers(tmp_path: Path) -> None:
    more = "design: {kind: census}\nvariables:\n  gender: {from: E, comparability: exact, codes: [[a, a, women]]}\n"
    folder = write_dataset(tmp_path, "xa_invented_2020", "records", "E\na\n", more, stage="learners")
    specs, own = {folder.name: load_spec(folder)}, GAP.with_(estimate=-0.1, lower=-0.3, upper=0.1)
    assert scrutinise(TEST, own, [own], specs).overturned == pytest.approx(0.5)
    grown = own.with_(measure="growth")
    assert math.isnan(scrutinise(TEST, grown, [grown], specs).overturned)
    printed = own.with_(dataset="xa_printed_2020")
    assert math.isnan(scrutinise(TEST, printed, [printed], specs).overturned)
