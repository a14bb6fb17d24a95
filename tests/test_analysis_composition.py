"""Pooled gaps beside the same gap among like people: parts, reversals, bounds, regressions."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from analysis_by_hand import gaps_of, invent, pick

from isfuturemicro.analysis.adjusted import estimate_adjusted
from isfuturemicro.analysis.composition import estimate_composition
from isfuturemicro.analysis.estimate import Estimate
from isfuturemicro.analysis.measures.composition import REVERSED
from isfuturemicro.analysis.rows import Rows
from isfuturemicro.datasets import load_spec

FEW_IN_US = [("women", "CA", 60, 40), ("women", "US", 15, 85), ("men", "CA", 50, 40), ("men", "US", 10, 90)]
SIMPSON = [("women", "CA", 90, 30), ("women", "US", 60, 340), ("men", "CA", 280, 140), ("men", "US", 8, 92)]
"""Women finish more often in each country, and less often over both: they live where fewer finish."""


def cells(table: list[tuple[str, str, int, int]]) -> pd.DataFrame:
    """Counts of who completed and who did not, by gender and country."""
    rows = [(g, c, answer, n) for g, c, yes, no in table for answer, n in (("yes", yes), ("no", no)) if n]
    return pd.DataFrame(rows, columns=["gender", "country_group", "completed", "N"])


def parts_of(rows: Rows) -> dict[str, Estimate]:
    return {e.measure.removeprefix("completion_difference_"): e for e in estimate_composition(rows, "gender")}


def test_the_standardised_gap_and_the_parts_by_hand(tmp_path: Path) -> None:
    """Rates: women 0.6 and 0.15, men 50/90 and 0.1. Standard: 190 and 200 of 390."""
    rows = invent(tmp_path, cells(FEW_IN_US), design="kind: census")
    found = parts_of(rows)
    inside = np.array([0.6 - 50 / 90, 0.05])
    assert found["standardised"].estimate == pytest.approx(inside @ [190, 200] / 390)
    women, men = np.array([0.5, 0.5]), np.array([90, 100]) / 190
    both = np.array([0.6 + 50 / 90, 0.25])
    assert found["composition"].estimate == pytest.approx((women - men) @ both / 2)
    assert found["rates"].estimate == pytest.approx(inside @ (women + men) / 2)
    pooled = gaps_of(rows, "gender")["completion_difference", "women"].estimate
    assert found["composition"].estimate + found["rates"].estimate == pytest.approx(pooled)
    assert found["standardised"].within == "country_group=all"
    assert math.isnan(found["standardised"].ci_low)  # a full count has no interval


@pytest.mark.parametrize("design", ["kind: census", "kind: sample", "kind: superpopulation, psu: PSU"])
def test_a_reversal_is_flagged(tmp_path: Path, design: str) -> None:
    table = cells([(g, c, 4 * yes, 4 * no) for g, c, yes, no in SIMPSON])
    if "psu" in design:
        table["PSU"] = [str(i) for i in range(len(table))]
        table = table.loc[table.index.repeat(12)].assign(N=lambda t: t["N"] // 12 + 1, PSU=lambda t: range(len(t)))
    rows = invent(tmp_path, table, design=design)
    pooled = gaps_of(rows, "gender")["completion_difference", "women"]
    inside = parts_of(rows)["standardised"]
    assert pooled.estimate < 0 < inside.estimate
    assert inside.reason.startswith(REVERSED)


def test_no_reversal_is_claimed_where_chance_alone_could_make_one(tmp_path: Path) -> None:
    few = cells([("women", "CA", 9, 3), ("women", "US", 6, 34), ("men", "CA", 28, 14), ("men", "US", 5, 42)])
    rows = invent(tmp_path, few, design="kind: sample")
    inside = parts_of(rows)["standardised"]
    assert inside.estimate > 0 > gaps_of(rows, "gender")["completion_difference", "women"].estimate
    assert REVERSED not in inside.reason


def test_a_country_with_too_few_of_one_group_is_left_out_and_named(tmp_path: Path) -> None:
    rows = invent(tmp_path, cells([*SIMPSON, ("women", "GB", 1, 2), ("men", "GB", 20, 20)]), design="kind: census")
    found = parts_of(rows)["standardised"]
    assert found.reason.endswith("too few of one group in GB")
    assert found.n == 1040


def test_one_country_alone_gives_no_standardised_gap(tmp_path: Path) -> None:
    rows = invent(tmp_path, cells([("women", "CA", 60, 40), ("men", "CA", 50, 40)]), design="kind: census")
    found = parts_of(rows)
    assert set(found) == {"standardised"}
    assert (found["standardised"].status, math.isnan(found["standardised"].estimate)) == ("empty", True)


def test_unknown_outcomes_bound_the_standardised_gap(tmp_path: Path) -> None:
    """Ten women in CA of 60 + 40 + 10 kept silent: their rate there lies between 60/110 and 70/110."""
    silent = pd.DataFrame([("women", "CA", "not_stated", 10)], columns=["gender", "country_group", "completed", "N"])
    rows = invent(tmp_path, pd.concat([cells(FEW_IN_US), silent]), design="kind: census")
    found = parts_of(rows)["standardised"]
    share = np.array([190, 200]) / 390
    assert found.lower == pytest.approx(share @ [60 / 110 - 50 / 90, 0.05])
    assert found.upper == pytest.approx(share @ [70 / 110 - 50 / 90, 0.05])


REGRESSED = [("men", "CA", 60, 40), ("men", "US", 30, 170), ("women", "CA", 55, 45), ("women", "US", 90, 310)]


def test_adjusted_ratios_are_those_of_r(tmp_path: Path) -> None:
    """R 4.2: glm(y ~ g + c, poisson, weights = n) and binomial on these counts; survey::svyglm's error of the first.

    The crude ratio, (145/500) / (90/300) = 0.967, points the other way.
    """
    rows = invent(tmp_path, cells(REGRESSED), design="kind: sample")
    found = list(estimate_adjusted(rows, "gender"))
    ratio = pick(found, measure="completion_adjusted_ratio", category="women")
    assert ratio.estimate == pytest.approx(1.146850943)
    assert ratio.se / ratio.estimate == pytest.approx(0.1037478607)
    assert ratio.df == 797
    odds = pick(found, measure="completion_odds_ratio", category="women")
    assert odds.estimate == pytest.approx(1.255058333)
    assert gaps_of(rows, "gender")["completion_ratio", "women"].estimate == pytest.approx(0.9667, abs=1e-4)
    margins = {e.category: e.estimate for e in found if e.measure == "completion_adjusted"}
    assert margins["women"] > margins["men"]


def test_convenience_gets_values_and_no_interval(tmp_path: Path) -> None:
    rows = invent(tmp_path, cells(REGRESSED), design="kind: convenience")
    for e in [*estimate_adjusted(rows, "gender"), *estimate_composition(rows, "gender")]:
        assert not math.isnan(e.estimate)
        assert math.isnan(e.ci_low)
        assert math.isnan(e.se)


def test_a_group_in_which_all_say_yes_is_left_out_of_the_regression_and_named(tmp_path: Path) -> None:
    table = cells([*REGRESSED, ("other_gender", "CA", 40, 0)])
    found = list(estimate_adjusted(invent(tmp_path, table, design="kind: sample"), "gender"))
    assert {e.category for e in found} == {"men", "women"}
    assert all("other_gender" in e.reason for e in found)
    assert pick(found, measure="completion_adjusted_ratio", category="women").estimate == pytest.approx(1.146850943)


def test_what_was_measured_after_the_course_adjusts_for_nothing(tmp_path: Path) -> None:
    """Employment after the course may have come of it: adjusting for it would hide what it did."""
    table = cells(REGRESSED).merge(pd.DataFrame({"employment_status": ["employed", "unemployed"]}), how="cross")
    rows = invent(tmp_path / "a", table, design="kind: sample")
    assert "employment_status" in next(estimate_adjusted(rows, "gender")).method
    path = rows.spec.folder / "dataset.yml"
    path.write_text(path.read_text().replace("{from: employment_status,", "{from: employment_status, measured: after,"))
    late = Rows(load_spec(rows.spec.folder), rows.spec.folder / "rows.parquet")
    assert next(estimate_adjusted(late, "gender")).method.endswith("adjusted for country_group")
