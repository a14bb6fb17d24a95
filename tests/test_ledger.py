"""The ledger as it stands: every claim of the report has a verdict with its reason, in both languages."""

import csv
from pathlib import Path

import pytest

from isfuturemicro.analysis.ledger import check_claims
from isfuturemicro.datasets import load_catalogue
from isfuturemicro.vocabulary import load_vocabulary

ROOT = Path(__file__).parents[1]


def read(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / "processed" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


CLAIMS, TESTS = read("claims.csv"), read("claim_tests.csv")


def test_the_twenty_claims_are_judged() -> None:
    assert [int(row["number"]) for row in CLAIMS] == list(range(1, 21))


@pytest.mark.parametrize("row", CLAIMS, ids=lambda row: row["claim"])
def test_a_claim_has_its_reason_in_both_languages(row: dict[str, str]) -> None:
    assert row["verdict"] in load_vocabulary().codes("verdict")
    for column in ("text", "answer", "reason", "would_change"):
        english, french = row[f"{column}_en"], row[f"{column}_fr"]
        assert english
        assert french
        assert english != french


@pytest.mark.parametrize("row", TESTS, ids=lambda row: f"{row['claim']}-{row['test']}")
def test_a_test_names_its_evidence_or_what_would_settle_it(row: dict[str, str]) -> None:
    if row["verdict"] == "untestable" and not row["dataset"]:
        assert "would settle it" in row["reason_en"]
        assert "tranche" in row["reason_fr"]
    else:
        assert row["dataset"] == "evidence_map" or row["dataset"] in load_catalogue(ROOT)
        assert row["estimate"] or row["lower"] or row["ci_low"]


def test_each_province_that_the_report_names_has_a_test() -> None:
    parts = {row["part"] for row in TESTS if row["claim"] == "provinces_invest"}
    assert parts == {"ontario", "british_columbia", "manitoba", "saskatchewan"}


@pytest.mark.parametrize("claim", ["enrollees", "completers"])
def test_ethnicity_employment_and_age_are_tested_apart(claim: str) -> None:
    assert {row["part"] for row in TESTS if row["claim"] == claim} == {*("ethnicity", "employment", "age", "together")}


def test_the_76_percent_is_reproduced_for_those_who_responded_and_open_for_all() -> None:
    by_test = {row["test"]: row for row in TESTS if row["claim"] == "online_76_percent"}
    assert by_test["survey_76"]["verdict"] == "reproduced"
    assert float(by_test["survey_76"]["lower"]) == pytest.approx(124 / 164)
    assert float(by_test["survey_76"]["upper"]) == pytest.approx(125 / 164)
    assert float(by_test["all_234"]["lower"]) == pytest.approx(124 / 234)
    assert float(by_test["all_234"]["upper"]) == pytest.approx((125 + 70) / 234)
    assert by_test["all_234"]["verdict"] == "inconclusive"


def test_the_ledger_is_well_written() -> None:
    assert check_claims(ROOT) == []
