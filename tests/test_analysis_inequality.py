"""Measures over all groups of a dimension, wired to the rows: which groups, which errors, which intervals."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from analysis_by_hand import invent

from isfuturemicro.analysis.estimate import Estimate
from isfuturemicro.analysis.inequality import BIASED, TIED, estimate_inequality
from isfuturemicro.analysis.margins import estimate_rates
from isfuturemicro.analysis.rows import Rows

SAMPLE = "kind: sample, weight: WEIGHT, strata: STRATUM, psu: PSU"


def over(rows: Rows, dimension: str) -> dict[tuple[str, str], Estimate]:
    """Each measure's records by measure and category, over everyone."""
    found = [e for rates in estimate_rates(rows, dimension) for e in estimate_inequality(rates)]
    return {(e.measure.removeprefix("completion_"), e.category): e for e in found}


def survey(seed: int = 3) -> pd.DataFrame:
    """Three strata of eight clusters; fifths of deprivation in which completion rises."""
    random = np.random.default_rng(seed)
    people = []
    for psu in range(24):
        pull = random.normal(0, 0.4)
        for _ in range(int(random.integers(20, 60))):
            fifth = int(random.integers(5))
            chance = 1 / (1 + math.exp(0.6 - 0.35 * fifth - pull))
            people.append(
                (psu % 3, psu, FIFTHS[fifth], "yes" if random.random() < chance else "no", random.uniform(1, 9))
            )
    return pd.DataFrame(people, columns=["STRATUM", "PSU", "deprivation", "completed", "WEIGHT"])


FIFTHS = ("most_deprived", "second", "third", "fourth", "least_deprived")


def test_every_measure_of_an_ordered_dimension_has_an_interval_around_it(tmp_path: Path) -> None:
    found = over(invent(tmp_path, survey(), design=SAMPLE), "deprivation")
    names = {name for name, category in found if category == "all"}
    assert names == {
        *("disparity_unweighted", "disparity_weighted", "variance", "theil", "log_deviation"),
        *("range_difference", "range_ratio", "slope_index", "relative_index"),
        *("concentration_absolute", "concentration_relative", "attributable_fraction", "missing"),
    }
    for name in names:
        e = found[name, "all"]
        assert e.ci_low < e.estimate < e.ci_high, name
        assert e.df == 21
    for name in ("variance", "theil", "log_deviation", "range_ratio"):
        assert found[name, "all"].ci_low > 0
    assert found["slope_index", "all"].ci_low > 0  # the least deprived, last in order, fare best
    assert BIASED in found["range_difference", "all"].reason
    assert found["theil", "all"].reason == ""


def test_a_weighted_number_of_people_is_missing(tmp_path: Path) -> None:
    table = survey()
    found = over(invent(tmp_path, table, design=SAMPLE), "deprivation")["missing", "all"].estimate
    table["yes"] = (table["completed"] == "yes") * table["WEIGHT"]
    sums = table.groupby("deprivation")[["yes", "WEIGHT"]].sum()
    rate = sums["yes"] / sums["WEIGHT"]
    assert found == pytest.approx((sums["WEIGHT"] * (rate["least_deprived"] - rate).clip(lower=0)).sum())


@pytest.mark.parametrize("design", ["kind: census", "kind: convenience", "kind: reported"])
def test_a_design_without_chance_gets_values_only(tmp_path: Path, design: str) -> None:
    found = over(invent(tmp_path, survey()[["deprivation", "completed"]], design=design), "deprivation")
    for e in found.values():
        assert not math.isnan(e.estimate)
        assert all(math.isnan(number) for number in (e.se, e.ci_low, e.ci_high, e.df))


def counts(table: list[tuple[str, int, int]], dimension: str = "gender") -> pd.DataFrame:
    rows = [(group, answer, n) for group, yes, no in table for answer, n in (("yes", yes), ("no", no)) if n]
    return pd.DataFrame(rows, columns=[dimension, "completed", "N"])


def test_groups_too_small_to_judge_by_are_left_out_and_named(tmp_path: Path) -> None:
    table = counts([("women", 60, 40), ("men", 50, 50), ("other_gender", 9, 1)])
    found = over(invent(tmp_path, table, design="kind: convenience"), "gender")
    assert found["range_difference", "all"].estimate == pytest.approx(0.1)
    assert "other_gender (10 cases)" in found["theil", "all"].reason
    everyone = over(invent(tmp_path / "all", table, design="kind: census"), "gender")
    assert everyone["range_difference", "all"].estimate == pytest.approx(0.4)


def test_a_group_without_any_completer_leaves_its_quotients_undefined(tmp_path: Path) -> None:
    found = over(invent(tmp_path, counts([("women", 0, 40), ("men", 50, 50)]), design="kind: census"), "gender")
    for name in ("log_deviation", "range_ratio"):
        e = found[name, "all"]
        assert (math.isnan(e.estimate), e.status) == (True, "empty")
        assert "rate is 0" in e.reason
    assert found["theil", "all"].status == "ok"


def test_unions_of_groups_are_no_group_of_their_own(tmp_path: Path) -> None:
    """White or Asian is made of two groups: counted again it would weigh them twice."""
    table = counts([("us_white", 60, 40), ("us_asian", 30, 20), ("us_black", 40, 60)], "ethnicity")
    found = over(invent(tmp_path, table, design="kind: census", id="us_invented_2020"), "ethnicity")
    assert ("difference_rest", "us_white_or_asian") not in found
    assert found["disparity_weighted", "all"].n == 250
    assert ("attributable_fraction", "all") not in found  # ethnicity has no group declared as reference


def test_against_the_rest_and_shrunk_stand_beside_each_group(tmp_path: Path) -> None:
    table = counts([("women", 60, 40), ("men", 50, 150), ("other_gender", 30, 10)])
    found = over(invent(tmp_path, table, design="kind: sample"), "gender")
    rest = found["difference_rest", "women"]
    assert rest.estimate == pytest.approx(0.6 - 80 / 240)
    error = math.sqrt(0.24 / 100 + (1 / 3) * (2 / 3) / 240)
    assert rest.se == pytest.approx(error, rel=0.01)
    drawn = [found["shrunk", group].estimate for group in ("women", "men", "other_gender")]
    assert drawn[2] < 0.75
    assert drawn[1] > 0.25
    assert math.isnan(found["shrunk", "women"].ci_low)


def test_near_a_tie_the_error_is_said_to_be_approximate(tmp_path: Path) -> None:
    table = counts([("women", 600, 400), ("men", 599, 401), ("other_gender", 300, 700)])
    found = over(invent(tmp_path, table, design="kind: sample"), "gender")
    assert TIED in found["range_difference", "all"].reason
    assert TIED in found["missing", "all"].reason
    assert TIED not in found["theil", "all"].reason
    apart = counts([("women", 600, 400), ("men", 450, 550), ("other_gender", 100, 900)])
    found = over(invent(tmp_path / "apart", apart, design="kind: sample"), "gender")
    assert all(TIED not in e.reason for e in found.values())


def test_one_group_alone_is_compared_with_nobody(tmp_path: Path) -> None:
    assert over(invent(tmp_path, counts([("women", 60, 40)]), design="kind: census"), "gender") == {}
