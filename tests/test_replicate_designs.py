"""Replicate weights named in dataset.yml: the variance that their publisher means, and each misuse told."""

import math
from pathlib import Path

import pytest
from analysis_by_hand import rates_of, read_rows, shares_of, write_dataset

from isfuturemicro.datasets.schema import read_spec
from isfuturemicro.ingest.build import check_dataset
from isfuturemicro.survey import scale_of

FOUR = """\
SEX,TOOK,W,W1,W2,W3,W4
f,1,10,0,13.5,13.5,13.5
f,2,10,13.5,0,13.5,13.5
m,1,20,27,27,0,27
m,2,10,13.5,13.5,13.5,0
"""
"""Four people whose replicates leave out one at a time (weights times 1.35, which a ratio does not feel)."""
VARIABLES = """
variables:
  microcredential: {from: TOOK, comparability: exact, codes: [["1", Yes, yes], ["2", No, no]]}
  gender: {from: SEX, comparability: exact, codes: [[f, Female, women], [m, Male, men]]}
"""


def write(root: Path, design: str, data: str = FOUR) -> Path:
    return write_dataset(root, "xa_replicates_2020", "records", data, f"design: {{{design}}}{VARIABLES}", "eligible")


@pytest.mark.parametrize(
    ("spread", "variance"),
    [
        ("method: jk1", 3 / 4 * 0.125),
        ("method: jk1, mse: yes", 3 / 4 * (0.01 + 0.0225 + 0.16 / 2.25 + 0.0225)),
        ("method: jkn, rscales: 1", 0.125),
        ("method: jkn, rscales: [0.5, 0.5, 1, 1]", 1 / 288 + 1 / 72 + 1 / 16 + 1 / 36),
        ("method: brr", 0.125 / 4),
        ("method: fay, rho: 0.5", 0.125),
        ("method: bootstrap", 0.125 / 3),
        ("method: sdr", 0.125),
        ("scale: 2", 0.25),
    ],
)
def test_the_variance_is_the_methods(spread: str, variance: float, tmp_path: Path) -> None:
    """By hand: the rate is 30/50, its replicates 1/2, 3/4, 1/3 and 3/4 with the mean 7/12."""
    rows = read_rows(write(tmp_path, f"kind: sample, weight: W, replicates: 'W*', {spread}"))
    uptake = rates_of(rows, "all", "uptake")["all"]
    assert uptake.estimate == pytest.approx(0.6, rel=1e-12)
    assert uptake.se == pytest.approx(math.sqrt(variance), rel=1e-12)
    assert (uptake.df, uptake.n) == (3, 4)
    assert uptake.ci_low < 0.6 < uptake.ci_high
    assert uptake.method.startswith("design-based, replicate weights")
    naive = read_rows(write(tmp_path / "naive", "kind: sample, weight: W"))
    assert rates_of(naive, "all", "uptake")["all"].se != pytest.approx(uptake.se, rel=0.01)


def test_a_share_under_replicates_and_the_full_weight_is_none_of_them(tmp_path: Path) -> None:
    """By hand: women are 20/50; in the replicates 13.5/54, 13.5/54, 27/40.5 and 27/54."""
    rows = read_rows(write(tmp_path, "kind: sample, weight: W, replicates: 'W*', method: jk1"))
    assert rows.replication is not None
    assert rows.replication.weights == ("replicate_1", "replicate_2", "replicate_3", "replicate_4")
    women = shares_of(rows, "gender", "eligible")["women"]
    spread = (1 / 4 - 5 / 12) ** 2 * 2 + (2 / 3 - 5 / 12) ** 2 + (1 / 2 - 5 / 12) ** 2
    assert women.estimate == pytest.approx(0.4, rel=1e-12)
    assert women.se == pytest.approx(math.sqrt(3 / 4 * spread), rel=1e-12)


def test_a_group_that_a_replicate_loses_has_an_estimate_and_no_error(tmp_path: Path) -> None:
    """With one woman the replicate that leaves her out has no rate for women."""
    lone = FOUR.replace("f,2,10", "m,2,10")
    women = rates_of(
        read_rows(write(tmp_path, "kind: sample, weight: W, replicates: 'W*', method: jk1", lone)), "gender", "uptake"
    )["women"]
    assert women.estimate == 1.0
    assert math.isnan(women.se)


@pytest.mark.parametrize(
    ("design", "found", "remedy"),
    [
        ("kind: sample, weight: W, replicates: 'W*'", "no method in design", "write method: with one of these"),
        ("kind: sample, weight: W, method: jk1", "method: without replicates:", "add replicates: PATTERN"),
        ("kind: census, weight: W, replicates: 'W*', method: jk1", "replicates: with kind: census", "kind: sample"),
        ("kind: sample, replicates: 'W*', method: jk1", "no weight in design", "add weight: COLUMN"),
        ("kind: sample, weight: W, psu: SEX, replicates: 'W*', method: jk1", "psu: beside replicates:", "delete psu:"),
        ("kind: sample, weight: W, replicates: 'W*', method: jkn", "method: jkn without rscales", "write rscales: 1"),
        ("kind: sample, weight: W, replicates: 'W*', method: fay", "no rho beside method: fay", "write rho: 0.5"),
        ("kind: sample, weight: W, replicates: 'W*', method: jk2", "method: jk2", "write method: jkn"),
        ("kind: sample, weight: W, replicates: 'W*', method: brr, scale: -1", "scale below 0", "correct scale:"),
        ("kind: sample, weight: W, replicates: 'W*', scale: 1, mse: maybe", "mse: maybe", "such as mse: yes"),
        ("kind: sample, weight: W, replicates: 'W*', scale: 1, rscales: [1, x]", "the factor 'x'", "write 0.5"),
    ],
)
def test_a_design_that_means_nothing_is_told(design: str, found: str, remedy: str, tmp_path: Path) -> None:
    _, findings = read_spec(write(tmp_path, design))
    assert len(findings) == 1
    assert found in findings[0].found
    assert remedy in findings[0].remedy


@pytest.mark.parametrize(
    ("design", "data", "found"),
    [
        ("replicates: 'RW*', method: jk1", FOUR, "replicates: RW*, which fits 0 columns of data.csv"),
        ("replicates: 'W*', method: jkn, rscales: [1, 1]", FOUR, "2 rscales for 4 replicates"),
        ("replicates: 'W*', method: jk1", FOUR.replace("27,27,0,27", "27,,0,27"), "'' in column W2 (1 row so)"),
        ("replicates: 'W*', method: jk1", FOUR.replace("27,27,0,27", "27,-1,0,27"), "'-1' in column W2 (1 row so)"),
    ],
)
def test_columns_that_are_no_replicate_weights_are_told(design: str, data: str, found: str, tmp_path: Path) -> None:
    spec, findings = read_spec(write(tmp_path, f"kind: sample, weight: W, {design}", data))
    assert spec is not None
    _, findings = check_dataset(spec)
    assert [finding.found for finding in findings] == [found]


@pytest.mark.parametrize(
    ("method", "scale"), [("jk1", 79 / 80), ("jkn", 1.0), ("brr", 1 / 80), ("bootstrap", 1 / 79), ("sdr", 1 / 20)]
)
def test_the_scale_of_eighty_replicates(method: str, scale: float) -> None:
    """R survey 4.1: svrepdesign(type = ...)$scale with 80 replicate weights; sdr: 4 / 80 (Fay and Train 1995)."""
    assert scale_of(method, 80) == pytest.approx(scale, rel=1e-15)
