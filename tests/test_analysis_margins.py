"""Shares and rates from rows: each unit once whatever margins are published, small groups flagged, empty ones NaN."""

import math
from pathlib import Path

import pandas as pd
import pytest
from analysis_by_hand import invent, rates_of, shares_of

from isfuturemicro.analysis.margins import LEAST_CASES, estimate_rates, estimate_shares

CROSSED = pd.DataFrame(
    [
        ("women", "25-29", "yes", 7),
        ("women", "30-44", "no", 5),
        ("men", "25-29", "no", 4),
        ("men", "30-44", "yes", 8),
        ("not_stated", "30-44", "no", 1),
    ],
    columns=["gender", "age_band", "completed", "N"],
)


def add_margin(table: pd.DataFrame, *kept: str) -> pd.DataFrame:
    """The table summed over all but the variables that are kept, as a publisher prints a margin."""
    margin = table.assign(**{name: "all" for name in ("gender", "age_band", "completed") if name not in kept})
    return margin.groupby(["gender", "age_band", "completed"], as_index=False)["N"].sum()


@pytest.mark.parametrize(
    "margins",
    [[], [()], [("gender",), ("age_band",)], [(), ("gender",), ("age_band", "completed"), ("gender", "completed")]],
)
def test_published_margins_are_never_counted_twice(tmp_path: Path, margins: list[tuple[str, ...]]) -> None:
    """Whatever margins the publisher adds to the crossed cells, every number stays what the cells alone give."""
    table = pd.concat([CROSSED, *(add_margin(CROSSED, *kept) for kept in margins)])
    rows = invent(tmp_path, table)
    by_gender, by_age = shares_of(rows, "gender"), shares_of(rows, "age_band")
    assert (by_gender["women"].estimate, by_gender["women"].n) == (12 / 24, 24)
    assert (by_age["30-44"].estimate, by_age["30-44"].n) == (14 / 25, 25)
    assert by_gender["not_stated"].estimate == 1 / 25
    assert rates_of(rows, "all", "completion")["all"].estimate == 15 / 25
    assert rates_of(rows, "gender", "completion")["men"].estimate == 8 / 12
    naive = table.loc[table["gender"] == "women", "N"].sum() / table["N"].sum()
    assert (naive == 12 / 25) == (not margins)


def test_a_question_that_no_margin_crosses_is_not_answered(tmp_path: Path) -> None:
    """Gender and completion are published apart: a rate by gender would have to be made up."""
    rows = invent(tmp_path, pd.concat([add_margin(CROSSED, "gender"), add_margin(CROSSED, "completed")]))
    assert shares_of(rows, "gender")["men"].estimate == 0.5
    assert rates_of(rows, "all", "completion")["all"].estimate == 0.6
    assert rates_of(rows, "gender", "completion") == {}
    with pytest.raises(LookupError, match="does not cross gender, completed"):
        rows.reduce("gender", "completed")


def test_a_union_of_categories_is_made_where_all_its_parts_are_there(tmp_path: Path) -> None:
    table = pd.DataFrame({"ethnicity": ["us_white", "us_asian", "us_black"], "N": [60, 10, 30]})
    assert shares_of(invent(tmp_path, table, id="us_invented_2020"), "ethnicity")["us_white_or_asian"].estimate == 0.7
    table = table[table["ethnicity"] != "us_asian"]
    assert "us_white_or_asian" not in shares_of(invent(tmp_path / "other", table, id="us_invented_2020"), "ethnicity")


def test_the_question_that_does_not_arise_is_no_unknown_answer(tmp_path: Path) -> None:
    table = pd.DataFrame({"gender": ["women", "men", "not_applicable"], "N": [3, 1, 96]})
    women = shares_of(invent(tmp_path, table), "gender")["women"]
    assert women.estimate == 0.75
    assert math.isnan(women.lower)


@pytest.mark.parametrize(
    ("design", "cases", "status"),
    [
        ("kind: convenience", LEAST_CASES - 1, "unreliable"),
        ("kind: convenience", LEAST_CASES, "ok"),
        ("kind: sample", LEAST_CASES - 1, "unreliable"),
        ("kind: sample", LEAST_CASES, "ok"),
        ("kind: census", LEAST_CASES - 1, "ok"),
    ],
)
def test_a_rate_of_few_cases_is_flagged_unless_everyone_was_counted(
    tmp_path: Path, design: str, cases: int, status: str
) -> None:
    table = pd.DataFrame(
        [
            ("women", "yes", cases - 9),
            ("women", "no", 9),
            ("women", "not_stated", 90),
            ("men", "yes", 50),
            ("men", "no", 50),
        ],
        columns=["gender", "completed", "N"],
    )
    rates = rates_of(invent(tmp_path, table, design=design), "gender", "completion")
    assert rates["women"].n == cases
    assert rates["women"].status == status
    assert rates["women"].estimate == (cases - 9) / cases  # flagged, never replaced
    assert (f"rests on {cases} cases" in rates["women"].reason) == (status == "unreliable")
    assert rates["men"].status == "ok"


def test_a_group_in_which_nobody_answered_has_no_rate_and_says_why(tmp_path: Path) -> None:
    table = pd.DataFrame(
        [("women", "not_stated", 40), ("men", "yes", 30), ("men", "no", 30)], columns=["gender", "completed", "N"]
    )
    women = rates_of(invent(tmp_path, table, design="kind: sample"), "gender", "completion")["women"]
    assert math.isnan(women.estimate)
    assert math.isnan(women.se)
    assert (women.status, women.reason, women.n) == ("empty", "no one in this group", 0)


def test_a_group_that_weighs_nothing_has_no_rate_and_says_why(tmp_path: Path) -> None:
    """Forty cases, all of weight zero: NaN, and not called sound."""
    table = pd.DataFrame({"gender": ["women"] * 40 + ["men"] * 40, "completed": ["yes", "no"] * 40})
    table["WEIGHT"] = [0.0] * 40 + [1.0] * 40
    women = rates_of(invent(tmp_path, table, design="kind: sample, weight: WEIGHT"), "gender", "completion")["women"]
    assert math.isnan(women.estimate)
    assert women.status == "empty"


def test_a_dimension_that_never_arises_in_a_context_stops_nothing(tmp_path: Path) -> None:
    """In one sector nobody was asked the age; elsewhere a band is straddled."""
    table = pd.DataFrame(
        {
            "age_band": ["not_applicable", "25-39", "18-24"],
            "sector": ["public", "private_nonprofit"] * 1 + ["private_nonprofit"],
            "N": [5, 6, 4],
        }
    )
    found = [e for e in estimate_shares(invent(tmp_path, table), "learners", "age_band") if e.within == "sector=public"]
    assert found
    assert all(math.isnan(e.estimate) and e.status in ("empty", "unresolvable") for e in found)


def test_a_group_of_one_is_a_number_with_a_wide_interval(tmp_path: Path) -> None:
    table = pd.DataFrame({"gender": ["women"] + ["men"] * 50, "completed": ["yes"] * 26 + ["no"] * 25})
    woman = rates_of(invent(tmp_path, table, design="kind: sample"), "gender", "completion")["women"]
    assert (woman.estimate, woman.n, woman.status) == (1, 1, "unreliable")
    assert (woman.ci_low, woman.ci_high) == pytest.approx((0.05, 1.0))


def test_only_chance_gives_an_interval(tmp_path: Path) -> None:
    table = pd.DataFrame({"gender": ["women", "men"] * 40, "completed": ["yes", "no", "no"] * 26 + ["yes"] * 2})
    for kind, expected in (("sample", True), ("superpopulation", True), ("convenience", False), ("census", False)):
        folder = tmp_path / kind
        women = rates_of(invent(folder, table, design=f"kind: {kind}"), "gender", "completion")["women"]
        assert math.isfinite(women.se) == math.isfinite(women.ci_low) == expected
        assert women.estimate == pytest.approx(table.loc[table["gender"] == "women", "completed"].eq("yes").mean())


def test_each_year_and_each_context_stands_alone(tmp_path: Path) -> None:
    table = pd.DataFrame(
        [
            ("2019", "public", "women", 1),
            ("2019", "public", "men", 3),
            ("2020", "public", "women", 5),
            ("2020", "public", "men", 5),
            ("2020", "not_stated", "women", 10),
        ],
        columns=["year", "sector", "gender", "N"],
    )
    found = list(estimate_shares(invent(tmp_path, table), "learners", "gender"))
    shares = {(e.period, e.within): e.estimate for e in found if e.category == "women"}
    assert shares == {
        ("2019", ""): 1 / 4,
        ("2020", ""): 15 / 20,
        ("2019", "sector=public"): 1 / 4,
        ("2020", "sector=public"): 1 / 2,
    }


def test_learners_are_those_who_took_part_and_completers_those_who_finished(tmp_path: Path) -> None:
    table = pd.DataFrame(
        [
            ("women", "yes", "yes", 6),
            ("women", "yes", "no", 2),
            ("women", "no", "not_applicable", 12),
            ("men", "yes", "no", 4),
            ("men", "no", "not_applicable", 16),
        ],
        columns=["gender", "microcredential", "completed", "N"],
    )
    rows = invent(tmp_path, table, stage="eligible")
    assert shares_of(rows, "gender", "eligible")["women"].estimate == 20 / 40
    assert shares_of(rows, "gender", "learners")["women"].estimate == 8 / 12
    assert shares_of(rows, "gender", "completers")["women"].estimate == 6 / 6
    assert rates_of(rows, "gender", "uptake")["women"].estimate == 8 / 20
    assert rates_of(rows, "gender", "completion")["women"].estimate == 6 / 8
    measures = {record.measure for rates in estimate_rates(rows, "gender") for record in rates.records}
    assert measures == {"uptake", "completion"}


def test_who_may_be_a_completer(tmp_path: Path) -> None:
    """Of those who did not say whether they took part, one says that nothing was completed: no completer for sure."""
    table = pd.DataFrame(
        [
            ("women", "yes", "yes", 6),
            ("men", "yes", "yes", 4),
            ("men", "not_stated", "no", 90),
            ("men", "not_stated", "not_stated", 2),
            ("men", "yes", "not_stated", 3),
            ("men", "no", "not_applicable", 50),
        ],
        columns=["gender", "microcredential", "completed", "N"],
    )
    women = shares_of(invent(tmp_path, table, stage="eligible"), "gender", "completers")["women"]
    assert (women.estimate, women.lower, women.upper) == (0.6, 6 / 15, 0.6)


def test_units_inside_a_case_are_counted_and_cases_are_the_clusters(tmp_path: Path) -> None:
    """20 students with 3 registrations each: 60 units, 20 clusters."""
    table = pd.DataFrame(
        [("p1", "yes", 12, 3), ("p2", "no", 5, 3), ("p3", "yes", 3, 1), ("p3", "no", 3, 2)],
        columns=["PATTERN", "completed", "N", "SIZE"],
    )
    rows = invent(tmp_path, table, design="kind: superpopulation, psu: PATTERN")
    rate = rates_of(rows, "all", "completion")["all"]
    assert (rate.estimate, rate.n, rate.df) == ((36 + 3) / 60, 60, 19)
    students = [(3, 3)] * 12 + [(0, 3)] * 5 + [(1, 3)] * 3
    residuals = [(yes - rate.estimate * size) / 60 for yes, size in students]
    assert rate.se == pytest.approx(math.sqrt(20 / 19 * sum(residual**2 for residual in residuals)))
    as_if_unclustered = math.sqrt(rate.estimate * (1 - rate.estimate) / 59)
    assert rate.se > 1.3 * as_if_unclustered
