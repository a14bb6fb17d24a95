"""A jurisdiction is added by adding a folder: from its raw records to estimates that equal slow pandas code."""

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from analysis_by_hand import write_dataset

from isfuturemicro.analysis.estimate import Estimate
from isfuturemicro.analysis.pipeline import estimate
from isfuturemicro.cli import main
from isfuturemicro.ingest.build import build

ID = "xa_skills_2024"
DESCRIPTION = """\
design: {kind: sample, weight: W_FINAL, strata: REGION, psu: EA, lonely_psu: fail}
variables:
  microcredential:
    from: Q12
    question: In the last 12 months, did you complete a short course leading to a certificate?
    comparability: close
    codes:
      - [1, "Yes", "yes"]
      - [2, "No", "no"]
      - [9, Refused, not_stated]
  completed:
    from: Q13
    comparability: close
    codes: [[1, "Yes", "yes"], [2, "No", "no"], [8, Not asked, not_applicable]]
  age_band:
    from: AGE
    comparability: exact
    years: {codes: [[99, Not stated, not_stated]]}
  employment_status:
    from: EMP
    comparability: exact
    codes:
      - [1, Employed, employed]
      - [2, Unemployed, unemployed]
      - [3, Not in the labour force, not_in_labour_force]
      - [9, Refused, not_stated]
  ethnicity:
    not_collected: Question not asked.
published:
  - {measure: uptake, value: PRINTED, within: 0.0005, at: "Table 3, p. 11"}
"""


def survey() -> pd.DataFrame:
    """Six regions of eight areas of 15 to 35 people; the codes are those of an invented codebook."""
    random = np.random.default_rng(2024)
    people = []
    for region in range(6):
        for area in range(8):
            pull = random.normal(0, 0.5)
            for _ in range(int(random.integers(15, 36))):
                age = int(random.integers(18, 65))
                employed = random.choice([1, 2, 3, 9], p=[0.6, 0.1, 0.27, 0.03])
                chance = 1 / (1 + math.exp(1.5 - pull - 0.6 * (employed == 1) - 0.5 * (30 <= age <= 44)))
                took_part = 9 if random.random() < 0.03 else 1 if random.random() < chance else 2
                completed = int(random.integers(1, 3)) if took_part == 1 else 8
                weight = round(float(50 + 100 * random.random() * (region + 1)), 3)
                people.append(
                    (region, area, 99 if random.random() < 0.02 else age, employed, took_part, completed, weight)
                )
    return pd.DataFrame(people, columns=["REGION", "EA", "AGE", "EMP", "Q12", "Q13", "W_FINAL"])


def contribute(root: Path, printed: str = "", data: pd.DataFrame | None = None) -> None:
    """What a contributor does: one folder with the data and its description."""
    people = survey() if data is None else data
    printed = printed or f"{rate_by_hand(people, people['Q12'] > 0)[0]:.3f}"
    text = DESCRIPTION.replace("PRINTED", printed)
    write_dataset(root, ID, "records", people.to_csv(index=False), text, stage="eligible")


def rate_by_hand(people: pd.DataFrame, group: pd.Series, outcome: str = "Q12") -> tuple[float, float, int]:
    """Rate, standard error and cases of yes among those of a group who answered, in plain pandas.

    The linearised total of each area is compared with the mean of its region's; areas in which the group has nobody
    count as zero.
    """
    answered = people[outcome].isin([1, 2]) & group
    yes = answered & (people[outcome] == 1)
    at_risk = (people["W_FINAL"] * answered).sum()
    rate = (people["W_FINAL"] * yes).sum() / at_risk
    score = people["W_FINAL"] * (yes - rate * answered) / at_risk
    areas = score.groupby([people["REGION"], people["EA"]]).sum()
    variance = sum(len(z) / (len(z) - 1) * ((z - z.mean()) ** 2).sum() for _, z in areas.groupby("REGION"))
    return rate, math.sqrt(variance), int(answered.sum())


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Estimate]:
    root = tmp_path_factory.mktemp("contributed")
    contribute(root)
    said: list[str] = []
    build(root, said.append)
    return estimate(root, said.append)


def select(found: list[Estimate], measure: str, category: str, population: str) -> Estimate:
    [one] = [e for e in found if (e.measure, e.category, e.population) == (measure, category, population)]
    return one


GROUPS = {
    "all": lambda people: people["AGE"] > 0,
    "30-44": lambda people: people["AGE"].between(30, 44),
    "18-24": lambda people: people["AGE"].between(18, 24),
    "employed": lambda people: people["EMP"] == 1,
    "unemployed": lambda people: people["EMP"] == 2,
}


@pytest.mark.parametrize("group", GROUPS)
def test_uptake_and_its_standard_error_equal_slow_pandas_code(found: list[Estimate], group: str) -> None:
    rate, error, cases = rate_by_hand(survey(), GROUPS[group](survey()))
    uptake = select(found, "uptake", group, "eligible")
    assert uptake.estimate == pytest.approx(rate, rel=1e-12)
    assert uptake.se == pytest.approx(error, rel=1e-9)
    assert (uptake.n, uptake.df, uptake.status) == (cases, 42, "ok")
    assert 0 < uptake.ci_low < rate < uptake.ci_high < 1
    assert uptake.lower < rate < uptake.upper


def test_the_naive_standard_error_is_another(found: list[Estimate]) -> None:
    """Weights and areas ignored, the error of the overall uptake would look a quarter smaller than it is."""
    rate, _, cases = rate_by_hand(survey(), GROUPS["all"](survey()))
    simple = math.sqrt(rate * (1 - rate) / cases)
    assert simple < 0.75 * select(found, "uptake", "all", "eligible").se


@pytest.mark.parametrize("group", ["30-44", "employed"])
def test_completion_of_learners_equals_slow_pandas_code(found: list[Estimate], group: str) -> None:
    rate, error, cases = rate_by_hand(survey(), GROUPS[group](survey()), "Q13")
    completion = select(found, "completion", group, "learners")
    assert completion.estimate == pytest.approx(rate, rel=1e-12)
    assert completion.se == pytest.approx(error, rel=1e-9)
    assert completion.n == cases


def test_the_gap_of_the_unemployed_to_the_employed_equals_slow_pandas_code(found: list[Estimate]) -> None:
    people = survey()
    gap = select(found, "uptake_difference", "unemployed", "eligible")
    scores = []
    for status in (1, 2):
        answered = people["Q12"].isin([1, 2]) & (people["EMP"] == status)
        weight = people["W_FINAL"] * answered
        rate = (weight * (people["Q12"] == 1)).sum() / weight.sum()
        scores.append(weight * ((people["Q12"] == 1) - rate) / weight.sum())
    areas = (scores[1] - scores[0]).groupby([people["REGION"], people["EA"]]).sum()
    variance = sum(len(z) / (len(z) - 1) * ((z - z.mean()) ** 2).sum() for _, z in areas.groupby("REGION"))
    assert gap.se == pytest.approx(math.sqrt(variance), rel=1e-9)


def test_comparability_and_source_travel_to_every_number(found: list[Estimate]) -> None:
    mine = [e for e in found if e.dataset == ID]
    assert {len(e.source_sha256) for e in mine} == {64}
    assert select(found, "uptake", "employed", "eligible").comparability == "close"
    assert select(found, "share", "employed", "eligible").comparability == "exact"
    assert "ethnicity" not in {e.dimension for e in mine}


def test_a_contributor_needs_no_python(tmp_path: Path) -> None:
    """check, build and estimate from the command line, in a folder whose name has an apostrophe and a space."""
    root = tmp_path / "l'étude no 1"
    contribute(root)
    for verb in ("build", "estimate"):
        command = [sys.executable, "-m", "isfuturemicro.cli", "--root", str(root), verb]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env={"PYTHONPATH": ":".join(sys.path)}
        )
        assert done.returncode == 0, done.stderr
    table = pd.read_csv(root / "data" / "processed" / "estimates.csv")
    uptake = table.query("measure == 'uptake' and category == '30-44'").iloc[0]
    rate, error, _ = rate_by_hand(survey(), GROUPS["30-44"](survey()))
    assert (uptake["estimate"], uptake["se"]) == pytest.approx((rate, error), rel=1e-9)
    coverage = pd.read_csv(root / "data" / "processed" / "coverage.csv")
    assert set(coverage["dimension"]) == {"age_band", "employment_status"}


def test_a_second_run_changes_no_byte(tmp_path: Path) -> None:
    outputs = []
    for order in ("as drawn", "shuffled"):
        people = survey() if order == "as drawn" else survey().sample(frac=1, random_state=3)
        contribute(tmp_path / order, data=people)
        assert main(["--root", str(tmp_path / order), "build"]) == 0
        assert main(["--root", str(tmp_path / order), "estimate"]) == 0
        table = pd.read_csv(tmp_path / order / "data" / "processed" / "estimates.csv", dtype=str)
        outputs.append(table.drop(columns="source_sha256"))
    pd.testing.assert_frame_equal(*outputs)


def test_a_printed_number_that_is_not_reproduced_stops_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    contribute(tmp_path, printed="0.5")
    assert main(["--root", str(tmp_path), "build"]) == 0
    assert main(["--root", str(tmp_path), "estimate"]) == 1
    said = capsys.readouterr().err
    assert "Table 3, p. 11 prints 0.5" in said
    assert not (tmp_path / "data" / "processed" / "estimates.csv").exists()


def test_a_lonely_cluster_is_told_in_plain_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = survey()
    contribute(tmp_path, printed="0.3", data=people[(people["REGION"] != 3) | (people["EA"] == 0)])
    codes = [main(["--root", str(tmp_path), verb]) for verb in ("build", "estimate")]
    assert 1 in codes
    said = capsys.readouterr().err
    assert "one cluster only in stratum 3" in said
    assert "lonely_psu" in said
    assert "Traceback" not in said
