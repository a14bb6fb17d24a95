"""What is refused, each with its reason: shares that cover different people, groups that overlap, silence taken for
agreement."""

import math
from pathlib import Path

import pandas as pd
import pytest
from analysis_by_hand import pick, read_rows, write_rows

from isfuturemicro.analysis.estimate import Estimate
from isfuturemicro.analysis.margins import all_shares
from isfuturemicro.analysis.representation import estimate_representation
from isfuturemicro.datasets import load_spec
from isfuturemicro.datasets.schema import read_spec


def compare(root: Path, tables: dict[str, tuple[pd.DataFrame, str]], dimension: str) -> list[Estimate]:
    """Representation of the learners of `xa_invented_2020` against `xa_residents_2020`; each table with more of its
    dataset.yml."""
    folders = {}
    for id, (table, more) in tables.items():
        residents = id != "xa_invented_2020"
        stage, role = ("residents", "reference") if residents else ("learners", "evidence")
        folders[id] = write_rows(root, table, stage=stage, id=id, role=role, more=more)
    specs = {id: load_spec(folder) for id, folder in folders.items()}
    shares = [share for id, folder in folders.items() for share in all_shares(read_rows(folder), [specs[id].stage])]
    return [e for e in estimate_representation(shares, specs) if e.dimension == dimension]


LEARNERS = pd.DataFrame({"gender": ["women", "men"], "N": [60, 40]})
RESIDENTS = pd.DataFrame({"gender": ["women", "men"], "N": [52, 48]})
DECLARED = "reference: {gender: xa_residents_2020}\n"


def test_the_same_cover_gives_a_number_and_the_learners_missing(tmp_path: Path) -> None:
    tables = {"xa_invented_2020": (LEARNERS, DECLARED), "xa_residents_2020": (RESIDENTS, "")}
    found = compare(tmp_path, tables, "gender")
    assert pick(found, measure="representation", category="women").estimate == pytest.approx(0.6 / 0.52)
    assert pick(found, measure="representation_missing", category="men").estimate == pytest.approx(100 * (0.48 - 0.4))
    disparity = pick(found, measure="representation_disparity_weighted")
    assert disparity.estimate == pytest.approx(2 * 0.08)  # twice the learners who would have to be others


def test_years_too_far_apart_are_refused(tmp_path: Path) -> None:
    tables = {"xa_invented_2020": (LEARNERS, DECLARED), "xa_residents_2020": (RESIDENTS, "")}
    write = tmp_path / "data" / "raw" / "xa_residents_2020" / "dataset.yml"
    compare(tmp_path / "near", tables, "gender")
    folders = {
        id: write_rows(tmp_path, t, stage=s, id=id, role=r, more=m)
        for id, (t, m), s, r in (
            ("xa_invented_2020", tables["xa_invented_2020"], "learners", "evidence"),
            ("xa_residents_2020", tables["xa_residents_2020"], "residents", "reference"),
        )
    }
    write.write_text(write.read_text().replace("period: 2020", "period: 2016"))
    specs = {id: load_spec(folder) for id, folder in folders.items()}
    shares = [s for id, folder in folders.items() for s in all_shares(read_rows(folder), [specs[id].stage])]
    ratio = pick(estimate_representation(shares, specs), measure="representation", category="women")
    assert (ratio.status, math.isnan(ratio.estimate), math.isnan(ratio.upper)) == ("unresolvable", True, True)
    assert ratio.reason == "learners and population are 4 years apart"


def test_other_ages_are_refused_and_bounded_by_how_many_they_are(tmp_path: Path) -> None:
    """A fifth of the residents of all ages are under 15. They may all be women, or all men: of the 80 who are 15 or
    over, between 32 and 52 are women."""
    ages = pd.DataFrame({"age_band": ["15-29", "30-plus"], "N": [30, 50]})
    tables = {
        "xa_invented_2020": (
            LEARNERS,
            "ages: 15-plus\nreference: {gender: xa_residents_2020, age_band: xa_ages_2020}\n",
        ),
        "xa_residents_2020": (RESIDENTS, "ages: all\n"),
        "xa_ages_2020": (ages, "ages: 15-plus\n"),
    }
    ratio = pick(compare(tmp_path, tables, "gender"), measure="representation", category="women")
    assert math.isnan(ratio.estimate)
    assert (ratio.lower, ratio.upper) == pytest.approx((0.6 / (52 / 80), 0.6 / (32 / 80)))
    assert ratio.reason == "learners are of ages 15 and over, the population all"


def test_other_ages_of_unknown_number_leave_nothing(tmp_path: Path) -> None:
    tables = {
        "xa_invented_2020": (LEARNERS, "ages: 15-plus\n" + DECLARED),
        "xa_residents_2020": (RESIDENTS, "ages: all\n"),
    }
    ratio = pick(compare(tmp_path, tables, "gender"), measure="representation", category="women")
    assert (math.isnan(ratio.estimate), math.isnan(ratio.lower)) == (True, True)


def test_a_few_of_a_group_that_the_population_does_not_name_widen_the_bounds(tmp_path: Path) -> None:
    few = pd.DataFrame({"gender": ["women", "men", "other_gender"], "N": [60, 39, 1]})
    tables = {"xa_invented_2020": (few, DECLARED), "xa_residents_2020": (RESIDENTS, "")}
    ratio = pick(compare(tmp_path, tables, "gender"), measure="representation", category="women")
    assert ratio.estimate == pytest.approx(0.6 / 0.52)
    assert (ratio.lower, ratio.upper) == pytest.approx((0.6 / 0.52, 0.61 / 0.52))
    assert ratio.reason == "only one of the two names other_gender"


def test_overlapping_groups_are_not_summed(tmp_path: Path) -> None:
    """Shares of total-response groups add up to more than one: no index over them all, no learners missing."""
    found = compare(
        tmp_path,
        {"xa_invented_2020": (LEARNERS, DECLARED), "xa_residents_2020": (RESIDENTS, "")},
        "gender",
    )
    assert any(e.measure == "representation_theil" for e in found)
    shares = [
        Estimate("xa_invented_2020", "XA", "2020", "learners", "person", "share", "gender", group, estimate=0.6)
        for group in ("women", "men")
    ]
    others = [e.with_(dataset="xa_residents_2020", population="residents", estimate=0.5) for e in shares]
    root = tmp_path / "data" / "raw"
    specs = {id: load_spec(root / id) for id in ("xa_invented_2020", "xa_residents_2020")}
    measures = {e.measure for e in estimate_representation([*shares, *others], specs)}
    assert measures == {"representation"}


@pytest.mark.parametrize(("jurisdiction", "sound"), [("US", True), ("CA", False), ("XW", False)])
def test_ethnicity_stays_within_its_jurisdiction(tmp_path: Path, jurisdiction: str, sound: bool) -> None:
    table = pd.DataFrame({"ethnicity": ["us_white", "us_black"], "N": [6, 4]})
    id = f"{jurisdiction.lower()}_invented_2020"
    folder = write_rows(tmp_path, table, id=id)
    path = folder / "dataset.yml"
    path.write_text(path.read_text().replace("jurisdiction: XA", f"jurisdiction: {jurisdiction}"))
    found = [str(finding) for finding in read_spec(folder)[1]]
    assert (found == []) is sound
    assert all("categories of ethnicity belong to one jurisdiction" in text for text in found)
