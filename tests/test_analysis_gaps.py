"""Gaps between groups and against the population: reference group, covariance, bounds, extremes, no reference."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from analysis_by_hand import gaps_of, invent, rates_of, read_rows, shares_of, write_rows
from scipy import stats
from survey_by_hand import ratio_by_hand

from isfuturemicro.analysis.equity import estimate_gaps
from isfuturemicro.analysis.margins import all_shares, estimate_rates
from isfuturemicro.analysis.representation import estimate_representation
from isfuturemicro.datasets import load_spec

SAMPLE = "kind: sample, weight: WEIGHT, strata: STRATUM, psu: PSU"


def survey(**more: object) -> pd.DataFrame:
    """Two strata of six clusters of 5 to 20 people, among whom completion varies by cluster."""
    random = np.random.default_rng(5)
    people = []
    for psu in range(12):
        pull = random.normal(0, 0.8)
        for _ in range(int(random.integers(5, 21))):
            gender = random.choice(["women", "men", "other_gender"], p=[0.5, 0.4, 0.1])
            chance = 1 / (1 + math.exp(-pull - 0.5 * (gender == "women")))
            people.append((psu % 2, psu, gender, "yes" if random.random() < chance else "no", random.uniform(1, 50)))
    return pd.DataFrame(people, columns=["STRATUM", "PSU", "gender", "completed", "WEIGHT"]).assign(**more)


def covariance_by_hand(people: pd.DataFrame, *groups: str) -> tuple[np.ndarray, np.ndarray]:
    """The groups' rates and their covariance, from the textbook."""
    written = people.rename(columns={"STRATUM": "stratum", "PSU": "psu", "WEIGHT": "weight"})
    risk = np.column_stack([(people["gender"] == group) & people["completed"].isin(["yes", "no"]) for group in groups])
    yes = risk & (people["completed"] == "yes").to_numpy()[:, None]
    return ratio_by_hand(written, yes.astype(float), risk.astype(float))


def test_difference_and_ratio_against_the_reference_group_use_the_covariance(tmp_path: Path) -> None:
    gaps = gaps_of(invent(tmp_path, survey(), design=SAMPLE), "gender")
    (men, women), covariance = covariance_by_hand(survey(), "men", "women")
    difference, ratio = gaps["completion_difference", "women"], gaps["completion_ratio", "women"]
    assert difference.estimate == pytest.approx(women - men)
    assert difference.se == pytest.approx(math.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]))
    assert difference.df == 10
    low, high = stats.t.interval(0.95, 10, difference.estimate, difference.se)
    assert (difference.ci_low, difference.ci_high) == pytest.approx((low, high))
    pull = np.array([-1 / men, 1 / women])
    half = stats.t.ppf(0.975, 10) * math.sqrt(pull @ covariance @ pull)
    assert ratio.estimate == pytest.approx(women / men)
    assert (ratio.ci_low, ratio.ci_high) == pytest.approx((women / men * math.exp(-half), women / men * math.exp(half)))
    as_if_independent = math.sqrt(covariance[0, 0] + covariance[1, 1])
    assert abs(difference.se / as_if_independent - 1) > 0.05


def test_no_gap_of_the_reference_group_to_itself_and_none_without_it(tmp_path: Path) -> None:
    assert {category for _, category in gaps_of(invent(tmp_path / "a", survey(), design=SAMPLE), "gender")} == {
        "women",
        "other_gender",
    }
    without = survey()
    without = without[without["gender"] != "men"]
    assert gaps_of(invent(tmp_path / "b", without, design=SAMPLE), "gender") == {}


def test_a_dimension_without_a_declared_reference_has_no_gaps(tmp_path: Path) -> None:
    table = survey().assign(
        ethnicity=["us_white", "us_black"] * (len(survey()) // 2) + ["us_white"] * (len(survey()) % 2)
    )
    assert gaps_of(invent(tmp_path, table, design=SAMPLE, id="us_invented_2020"), "ethnicity") == {}


def test_a_group_in_which_nobody_answered_leaves_the_others_their_intervals(tmp_path: Path) -> None:
    """One empty group once took the standard error of every gap away."""
    whole = survey()
    silent = whole.assign(completed=whole["completed"].where(whole["gender"] != "other_gender", "not_stated"))
    gap = gaps_of(invent(tmp_path, silent, design=SAMPLE), "gender")["completion_difference", "women"]
    _, covariance = covariance_by_hand(whole, "men", "women")
    assert gap.se == pytest.approx(math.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]))


def test_a_rate_of_none_does_not_pass_for_a_sure_one(tmp_path: Path) -> None:
    """None of 40 women completed, half of the men did. The women's standard error is 0 and measures nothing: the gap's
    interval keeps the doubt of both rates."""
    table = pd.DataFrame(
        [("women", "no", 40), ("men", "yes", 20), ("men", "no", 20)], columns=["gender", "completed", "N"]
    )
    rows = invent(tmp_path, table, design="kind: sample")
    rates, gaps = rates_of(rows, "gender", "completion"), gaps_of(rows, "gender")
    women, men = rates["women"], rates["men"]
    assert (women.estimate, women.se, women.ci_high) == (0, 0, pytest.approx(1 - 0.05 ** (1 / 40)))
    difference, ratio = gaps["completion_difference", "women"], gaps["completion_ratio", "women"]
    assert difference.estimate == -0.5
    assert (difference.ci_low, difference.ci_high) == pytest.approx((-men.ci_high, women.ci_high - men.ci_low))
    low, high = stats.t.interval(0.95, 78, -0.5, men.se)
    assert difference.ci_high > high + 0.05  # what the men's error alone would say
    assert difference.ci_low < low + 0.01
    assert ratio.estimate == 0
    assert (ratio.ci_low, ratio.ci_high) == pytest.approx((0, women.ci_high / men.ci_low))


def test_a_reference_rate_of_zero_gives_no_ratio_and_says_why(tmp_path: Path) -> None:
    table = pd.DataFrame(
        [("men", "no", 40), ("women", "yes", 20), ("women", "no", 20)], columns=["gender", "completed", "N"]
    )
    ratio = gaps_of(invent(tmp_path, table, design="kind: sample"), "gender")["completion_ratio", "women"]
    assert math.isnan(ratio.estimate)
    assert math.isnan(ratio.ci_low)
    assert (ratio.status, ratio.reason) == ("empty", "the reference group's rate is zero")


SILENT = [("women", "yes", 30), ("women", "no", 30), ("men", "yes", 20), ("men", "no", 20)]


@pytest.mark.parametrize(("silent", "lower", "upper"), [("men", 0.5 - 0.6, 0.5 - 0.4), ("women", 0.4 - 0.5, 0.6 - 0.5)])
def test_bounds_of_a_gap_hold_when_one_group_alone_kept_silent(
    tmp_path: Path, silent: str, lower: float, upper: float
) -> None:
    """The other group has no bounds of its own, since all of it answered: it is its own bound."""
    more = {"women": ("women", "not_stated", 15), "men": ("men", "not_stated", 10)}[silent]
    table = pd.DataFrame([*SILENT, more], columns=["gender", "completed", "N"])
    gaps = gaps_of(invent(tmp_path, table), "gender")
    difference, ratio = gaps["completion_difference", "women"], gaps["completion_ratio", "women"]
    assert difference.estimate == 0
    assert (difference.lower, difference.upper) == pytest.approx((lower, upper))
    assert ratio.estimate == 1
    expected = (0.5 / 0.6, 0.5 / 0.4) if silent == "men" else (0.4 / 0.5, 0.6 / 0.5)
    assert (ratio.lower, ratio.upper) == pytest.approx(expected)


def test_a_ratio_has_no_upper_bound_where_the_reference_may_be_zero(tmp_path: Path) -> None:
    table = pd.DataFrame(
        [("women", "yes", 30), ("women", "no", 30), ("men", "yes", 1), ("men", "no", 29), ("not_stated", "no", 5)],
        columns=["gender", "completed", "N"],
    )
    table = pd.concat([table, pd.DataFrame([("men", "not_stated", 20)], columns=table.columns)])
    table.loc[(table["gender"] == "men") & (table["completed"] == "yes"), "N"] = 0
    ratio = gaps_of(invent(tmp_path, table), "gender")["completion_ratio", "women"]
    assert (ratio.status, ratio.upper) == ("empty", math.inf)
    assert ratio.lower == pytest.approx((30 / 65) / (20 / 49))
    table.loc[(table["gender"] == "men") & (table["completed"] == "yes"), "N"] = 1
    ratio = gaps_of(invent(tmp_path / "b", table), "gender")["completion_ratio", "women"]
    assert ratio.lower == pytest.approx((30 / 65) / (21 / 50))
    assert ratio.upper == pytest.approx((30 / 60) / (1 / 55))


def test_a_gap_is_no_more_reliable_than_its_smaller_group(tmp_path: Path) -> None:
    table = pd.DataFrame(
        [("women", "yes", 10), ("women", "no", 10), ("men", "yes", 50), ("men", "no", 40)],
        columns=["gender", "completed", "N"],
    )
    gap = gaps_of(invent(tmp_path, table, design="kind: convenience"), "gender")["completion_difference", "women"]
    assert (gap.status, gap.n) == ("unreliable", 110)
    assert "rests on 20 cases" in gap.reason


def test_gaps_inside_each_context_can_reverse_the_pooled_one(tmp_path: Path) -> None:
    """Women do better in both sectors and worse together, since most of them are where few complete."""
    cells = {
        ("public", "women"): (30, 100),
        ("public", "men"): (2, 10),
        ("private_nonprofit", "women"): (9, 10),
        ("private_nonprofit", "men"): (80, 100),
    }
    table = pd.DataFrame(
        [
            (sector, gender, answer, n)
            for (sector, gender), (yes, all_) in cells.items()
            for answer, n in (("yes", yes), ("no", all_ - yes))
        ],
        columns=["sector", "gender", "completed", "N"],
    )
    rows = invent(tmp_path, table)
    key = ("completion_difference", "women")
    assert gaps_of(rows, "gender")[key].estimate == pytest.approx(39 / 110 - 82 / 110)
    assert gaps_of(rows, "gender", "sector=public")[key].estimate == pytest.approx(0.1)
    assert gaps_of(rows, "gender", "sector=private_nonprofit")[key].estimate == pytest.approx(0.1)


def test_rates_that_are_not_compared_have_no_gaps(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {"gender": ["women", "men"] * 20, "employed_after": ["yes", "no", "no", "yes"] * 10, "completed": ["yes"] * 40}
    )
    rows = invent(tmp_path, table)
    by_measure = {rates.records[0].measure: list(estimate_gaps(rates)) for rates in estimate_rates(rows, "gender")}
    assert set(by_measure) == {"completion", "employment_after"}
    assert {gap.measure for gap in by_measure["completion"]} == {
        "completion_difference",
        "completion_ratio",
        "completion_parity_index",
    }
    assert by_measure["employment_after"] == []


def represent(
    root: Path, learners: pd.DataFrame, residents: pd.DataFrame, design: str = "kind: census"
) -> dict[str, object]:
    """Representation ratios by category, of learners against residents who are declared as their reference."""
    dimension = learners.columns[0]
    reference = write_rows(root, residents, stage="residents", id="xa_residents_2020", role="reference")
    more = f"reference: {{{dimension}: xa_residents_2020}}\n"
    evidence = write_rows(root, learners, design=design, more=more)
    specs = {folder.name: load_spec(folder) for folder in (evidence, reference)}
    shares = [*all_shares(read_rows(evidence), ["learners"]), *all_shares(read_rows(reference), ["residents"])]
    return {e.category: e for e in estimate_representation(shares, specs) if e.measure == "representation"}


def test_representation_divides_share_interval_and_bounds_by_the_population_s_share(tmp_path: Path) -> None:
    learners = pd.DataFrame({"gender": ["women"] * 60 + ["men"] * 30 + ["not_stated"] * 10})
    residents = pd.DataFrame({"gender": ["women", "men"], "N": [51, 49]})
    women = represent(tmp_path, learners, residents, design="kind: sample")["women"]
    share = shares_of(read_rows(tmp_path / "data" / "raw" / "xa_invented_2020"), "gender")["women"]
    assert women.estimate == pytest.approx((60 / 90) / 0.51)
    assert (women.ci_low, women.ci_high) == pytest.approx((share.ci_low / 0.51, share.ci_high / 0.51))
    assert (women.lower, women.upper) == pytest.approx((0.60 / 0.51, 0.70 / 0.51))
    assert math.isnan(women.se)


@pytest.mark.parametrize(
    "residents",
    [
        pd.DataFrame({"gender": ["women", "other_gender"], "N": [51, 49]}),  # no men
        pd.DataFrame({"gender": ["women", "men"], "N": [51, 0]}),  # none counted
    ],
)
def test_representation_without_the_category_in_the_reference_is_nan_with_a_reason(
    tmp_path: Path, residents: pd.DataFrame
) -> None:
    learners = pd.DataFrame({"gender": ["women", "men", "not_stated"], "N": [60, 30, 10]})
    found = represent(tmp_path, learners, residents)
    men = found["men"]
    assert all(math.isnan(value) for value in (men.estimate, men.lower, men.upper, men.ci_low))
    assert men.status == "unresolvable"
    assert men.reason == "xa_residents_2020 has no share of exactly this category"
    women = found["women"]  # men may be anyone in a population that does not know them
    assert (women.status, math.isnan(women.estimate)) == ("unresolvable", True)
    assert women.reason.startswith("only one of the two names men")
    assert women.lower == pytest.approx(0.6)
    assert "not_stated" not in found


def test_representation_of_a_band_that_the_reference_straddles_is_not_a_number(tmp_path: Path) -> None:
    learners = pd.DataFrame({"age_band": ["25-29", "30-44"], "N": [50, 50]})
    residents = pd.DataFrame({"age_band": ["25-29", "30-39", "40-64"], "N": [20, 30, 50]})
    found = represent(tmp_path, learners, residents)
    assert found["25-29"].estimate == pytest.approx(0.5 / 0.2)
    assert math.isnan(found["30-44"].estimate)
    assert found["30-44"].status == "unresolvable"


def test_representation_of_a_band_that_the_learners_straddle_is_bounds(tmp_path: Path) -> None:
    learners = pd.DataFrame({"age_band": ["25-29", "30-34", "35-49"], "N": [50, 10, 40]})
    residents = pd.DataFrame({"age_band": ["25-29", "30-44", "45-54"], "N": [25, 50, 25]})
    middle = represent(tmp_path, learners, residents)["30-44"]
    assert math.isnan(middle.estimate)
    assert (middle.lower, middle.upper) == pytest.approx((0.1 / 0.5, 0.5 / 0.5))


@pytest.mark.parametrize(
    ("residents", "expected"),
    [
        ({"25-29": 20, "30-44": 30, "45-64": 50}, 0.4 / 0.8),  # 30-44 and 45-64 are 30-64
        ({"25-29": 20, "30-44": 30, "50-64": 50}, math.nan),  # nobody says who is 45 to 49
        ({"25-29": 20, "30-44": 30, "45-plus": 50}, math.nan),  # some of 45-plus are older
        ({"30-64": 70, "65-plus": 30}, 0.4 / 0.7),
    ],
)
def test_bands_of_the_reference_stand_for_a_band_that_they_fill(
    tmp_path: Path, residents: dict[str, int], expected: float
) -> None:
    learners = pd.DataFrame({"age_band": ["25-29", "30-64"], "N": [60, 40]})
    population = pd.DataFrame({"age_band": list(residents), "N": list(residents.values())})
    found = represent(tmp_path, learners, population)["30-64"]
    assert found.estimate == pytest.approx(expected, nan_ok=True)
    assert (found.status == "ok") == (not math.isnan(expected))


def test_a_finer_reference_stands_for_bands_that_cut_across_those_reported(tmp_path: Path) -> None:
    learners = pd.DataFrame({"age_band": ["25-39", "40-plus"], "N": [60, 40]})
    residents = {"25-29": 10, "30-34": 12, "35-39": 8, "40-44": 10, "45-54": 30, "55-plus": 30}
    population = pd.DataFrame({"age_band": list(residents), "N": list(residents.values())})
    found = represent(tmp_path, learners, population)
    assert found["25-39"].estimate == pytest.approx(0.6 / 0.3)
    assert found["40-plus"].estimate == pytest.approx(0.4 / 0.7)
    # the group itself is known between bounds only, and so is its ratio: 30 to 44 are 30 of 100 residents
    assert (found["30-44"].lower, found["30-44"].upper) == (0, pytest.approx(1 / 0.3))


def test_learners_are_not_held_against_the_population_of_another_place(tmp_path: Path) -> None:
    learners = pd.DataFrame({"gender": ["women", "men"], "N": [60, 40]})
    residents = pd.DataFrame({"gender": ["women", "men"], "N": [51, 49]})
    reference = write_rows(tmp_path, residents, stage="residents", id="xa_residents_2020", role="reference")
    evidence = write_rows(tmp_path, learners, more="reference: {gender: xa_residents_2020}\n")
    specs = {folder.name: load_spec(folder) for folder in (evidence, reference)}
    shares = [
        *(share.with_(jurisdiction="XB") for share in all_shares(read_rows(evidence), ["learners"])),
        *all_shares(read_rows(reference), ["residents"]),
    ]
    ratios = list(estimate_representation(shares, specs))
    assert [ratio.status for ratio in ratios] == ["unresolvable", "unresolvable"]
    assert all(math.isnan(ratio.estimate) for ratio in ratios)
    assert ratios[0].reason == "xa_residents_2020 is the population of XA, not of XB"
