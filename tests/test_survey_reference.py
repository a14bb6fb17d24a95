"""Every record of tests/reference, R's `survey`, against our own functions; no naive number may come out.

tests/reference/README.md says what a record is and where R is not to be copied.
"""

import csv
import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from reference_runner import DESIGNS, HERE, RECORDS, Record, layout_of, make_cube, run, run_comparison, run_estimate

from isfuturemicro.survey import (
    DataError,
    Design,
    LonelyPsuError,
    Replication,
    SeparationError,
    estimate,
    standardised_mean,
)
from isfuturemicro.survey.answers import answer
from isfuturemicro.survey.request import Request
from isfuturemicro.survey.result import ALL_YES, EMPTY, LOST_REPLICATE, NONE_YES, ONE_CASE, Result
from isfuturemicro.survey.source import open_file
from isfuturemicro.survey.variance import count_lone_strata

INFORMATION = {"order", "rows", "psu", "adjusted", "se_given_covariates", "se_of_r_rake", "deff_replace_total"}
"""What a record says beside what must come out."""
EXACT = {"mean", "total", "proportion", "ratio", "fpc", "lonely_psu", "unclustered", "difference", "deff"}
"""Features whose estimates and errors are right to 1e-12; the others to 1e-9."""
FAR = 1e-6


NUMBERS = [record for record in RECORDS if "expected" in record and "error" not in record["expected"]]
REASONS = {record["id"]: record for record in RECORDS if record not in NUMBERS}


def test_none_is_forgotten() -> None:
    assert (len(NUMBERS), len(REASONS)) == (668, 27)


def distance(found: Any, expected: Any) -> float:
    """The largest relative difference; a covariance's is relative to the errors of its row and column. Null is NaN."""
    value, right = np.asarray(found, float), np.asarray(expected, float)
    assert value.shape == right.shape
    assert (np.isnan(value) == np.isnan(right)).all(), f"{value} is not {right}"
    if right.ndim == 2 and right.shape[0] == right.shape[1]:
        spread = np.sqrt(np.diag(right))
        return float(np.max(np.abs(value - right) / np.outer(spread, spread)))
    off = np.nan_to_num(np.abs(value - right))
    return float(np.max(np.where(off < 1e-15, 0.0, off / np.where(right != 0, np.abs(right), 1.0)), initial=0.0))


def tolerance(record: Record, key: str) -> float:
    exact = record["feature"] in EXACT and key in ("estimate", "se", "estimates", "df", "n", "n_positive_weight")
    return 1e-12 if exact else 1e-9


def keys_of(record: Record) -> list[str]:
    """What a record says that must come out."""
    keys = set(record["expected"]) - INFORMATION
    if record["feature"] == "margins":  # R takes the covariates' spread and the coefficients' as independent
        keys -= {"se", "ci_low", "ci_high", "covariance", "estimates"}
    if record["design"] == "ca_post_jkn":  # R takes the rank of the post-stratified weights, we the design's degrees
        keys -= {"df", "ci_low", "ci_high"}
    return sorted(keys)


@pytest.mark.parametrize("record", NUMBERS, ids=[record["id"] for record in NUMBERS])
def test_record(record: Record) -> None:
    found = run(record)
    for key in keys_of(record):
        off = distance(found[key], record["expected"][key])
        assert off <= tolerance(record, key), f"{key}: {found[key]!r}, R says {record['expected'][key]!r}: {off:.1e}"
    for name, wrong in record.get("naive", {}).items():
        if name == "off_diagonal":  # groups taken for independent of each other
            above = np.triu_indices(len(found["covariance"]), 1)
            assert (np.abs(found["covariance"][above] - np.asarray(wrong, float)) > 0).any()
        key = max((key for key in found if name.startswith(f"{key}_")), key=len, default="")
        if key and wrong is not None and not math.isnan(found[key]):
            assert abs(found[key] - wrong) > FAR * abs(wrong), f"{key} is the naive {name}"


def request_of(record: Record, path: Path | None = None, **more: Any) -> Request:
    """A record as a request to its file."""
    query, design = record["query"], DESIGNS[record["design"]]
    layout = layout_of(record["design"])
    terms = (query["variable"],) if "variable" in query else tuple(query["formula"].split(" ~ "))
    replication = None
    if layout.replicates:
        replication = Replication(layout.replicates, design["scale"], np.ones(len(layout.replicates)), design["mse"])
    asked = {
        "engine": open_file(path or HERE / f"{record['fixture']}.csv"),
        "kind": query["estimator"],
        "terms": terms,
        "layout": layout,
        "design": Design(stages=0 if layout.replicates else len(layout.psu), fpc=len(layout.fpc)),
        "by": tuple(query.get("by", ())),
        "where": query.get("where", "TRUE"),
        "replication": replication,
        "construct": design["method"] if design.get("constructed") else "",
    }
    return Request(**(asked | more))


def ask(number: str, **more: Any) -> Result:
    """The answer to a record about a reason, for its group."""
    record = REASONS[f"reason/{number}"]
    results = answer(request_of(record, **more))
    [found] = [result for result in results if result.group == record.get("group", {})]
    for key, other in {"estimate": "estimate", "n": "n", "n_missing": "missing"}.items():
        if key in record["ours"]:
            assert distance(getattr(found, other), record["ours"][key]) <= 1e-12
    return found


def has_no_error(found: Result) -> bool:
    return all(math.isnan(number) for number in (found.se, found.ci_low, found.ci_high))


@pytest.mark.parametrize("number", ["001", "002", "003"])
def test_a_group_that_some_replicates_miss_has_no_error(number: str) -> None:
    """R drops those replicates, warns, and gives an error of the rest."""
    found = ask(number)
    assert has_no_error(found)
    assert found.reason == LOST_REPLICATE


def test_an_empty_domain_is_no_number_and_not_zero() -> None:
    found = ask("004")
    assert math.isnan(found.estimate)
    assert has_no_error(found)
    assert found.reason == EMPTY
    assert found.n == 0


def test_a_crossing_without_cases_is_no_number() -> None:
    record = REASONS["reason/005"]
    named = {"feature": "mean", "group": record["group"]}
    found = run_estimate(record | named)
    assert all(math.isnan(found[key]) for key in ("estimate", "se", "ci_low", "ci_high"))
    assert found["n"] == 0


def test_one_case_has_no_error() -> None:
    found = ask("006")
    assert has_no_error(found)
    assert found.reason == ONE_CASE


@pytest.mark.parametrize(("number", "end", "reason"), [("007", "ci_low", NONE_YES), ("008", "ci_high", ALL_YES)])
def test_none_and_all_are_decided_on_counts_with_a_one_sided_interval(number: str, end: str, reason: str) -> None:
    found = ask(number)
    assert getattr(found, end) == found.estimate
    assert found.ci_low < found.ci_high
    assert found.reason == reason
    assert math.isnan(found.se)


def test_a_missing_label_is_a_group() -> None:
    assert ask("009").n == 42


def test_cases_without_weight_have_no_mean() -> None:
    found = ask("010")
    assert has_no_error(found)
    assert found.reason


@pytest.mark.parametrize("number", ["011", "012", "013"])
def test_missing_outcomes_are_left_out_and_counted(number: str) -> None:
    assert ask(number).missing > 0


@pytest.mark.parametrize(
    ("number", "weight", "kind"), [("014", "-1", "negative"), ("015", "", "missing"), ("016", "inf", "infinite")]
)
def test_a_weight_that_is_none_is_refused_with_its_count(number: str, weight: str, kind: str, tmp_path: Path) -> None:
    record = REASONS[f"reason/{number}"]
    changed = change(record, tmp_path, lambda row: row | {"my.weight": weight} if row["stratum"] == "E" else row)
    count = sum(row["stratum"] == "E" for row in read(changed))
    with pytest.raises(DataError, match=f"{count} of 602 rows have a {kind} weight"):
        answer(request_of(record, path=changed))


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def change(record: Record, folder: Path, edit: Any) -> Path:
    """A record's table with its rows edited."""
    rows = [edit(row) for row in read(HERE / f"{record['fixture']}.csv")]
    path = folder / "changed.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize("number", ["017", "018"])
def test_a_coefficient_without_a_finite_value_is_refused(number: str) -> None:
    with pytest.raises(SeparationError, match="seps2"):
        answer(request_of(REASONS[f"reason/{number}"]))


def test_a_group_with_nobody_of_an_age_has_no_standardised_mean() -> None:
    cube = make_cube("sc", {"a": "a", "c": "c"}, {"y2": "y2"})
    parts = [cube.is_in("c", name) for name in cube.categories("c")]
    groups = [cube.is_in("a", name) for name in ("a1", "a3")]
    found = estimate(cube, standardised_mean(cube, groups, parts, np.ones(len(parts)), 1))
    assert np.isfinite(found.value[0])
    assert np.isfinite(found.standard_error[0])
    assert np.isnan(found.value[1])
    assert np.isnan(found.standard_error[1])


def test_the_logarithm_of_zero_is_no_number() -> None:
    record = REASONS["reason/020"]
    with np.errstate(invalid="ignore", divide="ignore"):
        found = run_comparison(record | {"query": record["query"] | {"level": 0.95}})
    assert all(math.isnan(found[key]) for key in ("estimate", "se", "ci_low", "ci_high"))


def test_a_census_has_no_sampling_error(tmp_path: Path) -> None:
    record = REASONS["reason/022"]
    sizes = Counter(row["stratum"] for row in read(HERE / "unclustered.csv"))
    path = change(record, tmp_path, lambda row: row | {"fpc": str(sizes[row["stratum"]])})
    mean = {"query": {"estimator": "mean", "variable": "q"}}
    [found] = answer(request_of(record | mean, path=path))
    assert found.se == 0
    assert found.ci_low == found.estimate == found.ci_high


def test_lone_clusters_are_refused_with_every_stratum_and_remedy() -> None:
    record = REASONS["lonely_psu/001"]
    with pytest.raises(LonelyPsuError, match=r"stratum A, D: .*adjust .*average .*remove"):
        answer(request_of(record))


@pytest.mark.parametrize("number", ["002", "027", "028"])
def test_lone_clusters_are_refused_even_where_the_domain_misses_them(number: str) -> None:
    """R looks at the domain's rows only, and takes the design for sound."""
    with pytest.raises(LonelyPsuError, match="stratum A"):
        answer(request_of(REASONS[f"lonely_psu/{number}"]))


def test_a_population_below_its_sample_is_refused() -> None:
    record = REASONS["lonely_psu/053"] | {"query": {"estimator": "mean", "variable": "q"}}
    layout = layout_of("lo")
    bad = type(layout)(layout.weights, layout.strata, layout.psu, ("fpc_bad",), ())
    with pytest.raises(DataError, match=r"stratum B \(2 < 3\)"):
        answer(request_of(record, layout=bad, design=Design(stages=1, fpc=1)))


def test_strata_that_the_domain_leaves_one_cluster_in_are_counted() -> None:
    record = REASONS["reason/021"]
    found = ask("021")
    assert found.lone_strata == len(record["ours"]["strata"]) == 3
    cube = make_cube(record["design"], {}, {"q": "q"}, record["query"]["where"])
    assert count_lone_strata(cube, [np.ones(cube.cells, dtype=bool)]) == [3]
    everywhere = make_cube(record["design"], {}, {"q": "q"})
    assert count_lone_strata(everywhere, [np.ones(everywhere.cells, dtype=bool)]) == [0]
