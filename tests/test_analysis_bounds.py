"""Bounds against the slow way: try every answer that those who gave none could have given, and keep the extremes."""

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from analysis_by_hand import invent, rates_of, shares_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isfuturemicro.analysis.estimate import Estimate
from isfuturemicro.analysis.groups import group_bands
from isfuturemicro.vocabulary import AgeBand, load_vocabulary, parse_band

FEW = settings(max_examples=30, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SURVEY = "kind: sample, weight: WEIGHT"
GENDERS = ("men", "women", "other_gender")
REPORTED = load_vocabulary().reporting_bands()
OLDEST = 99

Person = tuple[str, ...]


def assignments(people: list[Person], open_answers: Callable[[Person], list[Person]]) -> Iterator[tuple[Person, ...]]:
    """Every way in which the people could have answered."""
    return product(*(open_answers(person) for person in people))


def extremes(
    people: list[Person],
    weights: list[float],
    open_answers: Callable[[Person], list[Person]],
    at_risk: Callable[[Person], bool],
    yes: Callable[[Person], bool],
) -> tuple[float, float]:
    """The least and greatest weighted share of yes among those at risk over all assignments that leave somebody."""
    ratios = []
    for answers in assignments(people, open_answers):
        risk = sum(weight for person, weight in zip(answers, weights, strict=True) if at_risk(person))
        says = sum(weight for person, weight in zip(answers, weights, strict=True) if at_risk(person) and yes(person))
        if risk:
            ratios.append(says / risk)
    return min(ratios), max(ratios)


def range_of(estimate: Estimate) -> tuple[float, float]:
    """The bounds, or the estimate twice where nothing is unknown."""
    if estimate.lower != estimate.lower:
        return estimate.estimate, estimate.estimate
    return estimate.lower, estimate.upper


def open_person(person: Person) -> list[Person]:
    """gender, took part, completed: each unknown answer taken every way."""
    options = (
        GENDERS if person[0] == "not_stated" else person[:1],
        ("yes", "no") if person[1] == "not_stated" else person[1:2],
        ("yes", "no") if person[2] in ("not_stated", "not_applicable") else person[2:3],
    )
    return list(product(*options))


def ask(person: tuple[str, str, str]) -> Person:
    """Nobody asks those who took no course whether they completed it."""
    gender, took_part, completed = person
    return gender, took_part, completed if took_part == "yes" else "not_applicable"


answers = st.tuples(
    st.sampled_from((*GENDERS[:2], "men", "not_stated")),
    st.sampled_from(("yes", "yes", "no", "not_stated")),
    st.sampled_from(("yes", "no", "not_stated")),
).map(ask)
sample = st.lists(st.tuples(answers, st.sampled_from((1.0, 2.0, 3.5))), min_size=2, max_size=3)


@FEW
@given(sample)
def test_bounds_are_the_worst_cases_and_no_wider(drawn: list[tuple[Person, float]]) -> None:
    people, weights = [person for person, _ in drawn], [weight for _, weight in drawn]
    table = pd.DataFrame(people, columns=["gender", "microcredential", "completed"]).assign(WEIGHT=weights)
    with TemporaryDirectory() as folder:
        rows = invent(Path(folder), table, design=SURVEY, stage="eligible")
        uptake, completion = rates_of(rows, "gender", "uptake"), rates_of(rows, "gender", "completion")
        overall = rates_of(rows, "all", "completion")
        eligible, learners = (shares_of(rows, "gender", population) for population in ("eligible", "learners"))
    for gender in GENDERS:
        is_one = lambda person, gender=gender: person[0] == gender  # noqa: E731
        took_part = lambda person: person[1] == "yes"  # noqa: E731
        cases = [
            (eligible, lambda person: True, is_one),
            (learners, took_part, is_one),
            (uptake, is_one, took_part),
            (
                completion,
                lambda person, one=is_one: one(person) and person[1] == "yes",
                lambda person: person[2] == "yes",
            ),
        ]
        for found, at_risk, yes in cases:
            if gender in found and found[gender].status != "empty":
                expected = extremes(people, weights, open_person, at_risk, yes)
                assert range_of(found[gender]) == pytest.approx(expected)
    if overall and overall["all"].status != "empty":
        expected = extremes(people, weights, open_person, took_part, lambda person: person[2] == "yes")
        assert range_of(overall["all"]) == pytest.approx(expected)


def test_naive_bounds_that_forget_who_may_be_a_learner_are_too_narrow(tmp_path: Path) -> None:
    """Two learners, both women; a man did not say whether he took part: he may be a learner."""
    table = pd.DataFrame(
        [("women", "yes"), ("women", "yes"), ("men", "not_stated"), ("men", "no")],
        columns=["gender", "microcredential"],
    )
    women = shares_of(invent(tmp_path, table, stage="eligible"), "gender")["women"]
    assert women.estimate == 1
    assert (women.lower, women.upper) == (2 / 3, 1)


def open_age(person: Person) -> list[Person]:
    """The reporting bands that someone of a source band may be in, found by trying each year of age."""
    band = AgeBand(0, OLDEST) if person[0] == "not_stated" else parse_band(person[0])
    ages = range(band.first, (OLDEST if band.last is None else band.last) + 1)
    held = {code for code, target in REPORTED.items() for age in ages if AgeBand(age, age).within(target)}
    return [(code,) for code in sorted(held)]


ages = st.sampled_from(("18-24", "25-39", "30-34", "40-plus", "45-49", "60-plus", "not_stated"))


@FEW
@given(st.lists(st.tuples(ages, st.sampled_from((1.0, 2.0, 3.5))), min_size=2, max_size=4))
def test_bands_that_do_not_nest_give_the_extremes_of_every_allocation(drawn: list[tuple[str, float]]) -> None:
    people, weights = [(age,) for age, _ in drawn], [weight for _, weight in drawn]
    if all(age == ("not_stated",) for age in people):
        return
    with TemporaryDirectory() as folder:
        found = shares_of(
            invent(Path(folder), pd.DataFrame(people, columns=["age_band"]).assign(WEIGHT=weights), design=SURVEY),
            "age_band",
        )
    for band in set(REPORTED) & set(found):
        expected = extremes(people, weights, open_age, lambda person: True, lambda person, band=band: person[0] == band)
        assert range_of(found[band]) == pytest.approx(expected)


def test_a_straddled_band_is_never_a_number(tmp_path: Path) -> None:
    """Spreading the 25 to 39 evenly over their fifteen years would give a number, and a guess."""
    table = pd.DataFrame({"age_band": ["18-24", "25-39", "40-plus"], "N": [30, 50, 20]})
    found = shares_of(invent(tmp_path, table), "age_band")
    assert found["25-39"].estimate == 0.5
    middle = found["30-44"]
    assert middle.estimate != middle.estimate
    assert (middle.lower, middle.upper) == (0, 0.7)
    assert middle.status == "unresolvable"
    assert "25-39, 40-plus straddle 30-44" in middle.reason


def test_a_source_band_is_not_passed_off_as_the_reporting_band_that_another_straddles() -> None:
    """Two surveys in one file: one says 30-44, the other 25-39. The 30-44 of the first is not all of 30 to 44."""
    groups = group_bands(["25-39", "30-44"], {"30-44": AgeBand(30, 44)})
    assert groups.unresolved == {"30-44": (("30-44",), ("25-39",))}
    assert "30-44" not in groups.resolved


def test_source_bands_inside_a_reporting_band_are_added_up(tmp_path: Path) -> None:
    table = pd.DataFrame({"age_band": ["30-34", "35-39", "40-44", "45-54"], "N": [1, 2, 3, 4]})
    found = shares_of(invent(tmp_path, table), "age_band")
    assert {band: share.estimate for band, share in found.items()} == {"30-44": 0.6, "45-54": 0.4}
    assert found["30-44"].numerator == 6
