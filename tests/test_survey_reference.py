"""Every record of tests/reference, R's `survey`, against our own functions; no naive number may come out.

tests/reference/README.md says what a record is and where R is not to be copied.
"""

import math
from typing import Any

import numpy as np
import pytest
from reference_runner import DESIGNS, RECORDS, Record, run

NOT_YET = {
    "replicate_quantile: ci replicates": "a quantile of each replicate is not offered, only Woodruff's interval",
    "weighting: weights of ca_lin": "linear calibration gives totals; its weights by case are not offered",
}
INFORMATION = {
    "order",
    "rows",
    "psu",
    "adjusted",
    "se_given_covariates",
    "se_of_r_rake",
    "deff_replace_total",
}
"""What a record says beside what must come out."""
EXACT = {"mean", "total", "proportion", "ratio", "fpc", "lonely_psu", "unclustered", "difference", "deff"}
"""Features whose estimates and errors are right to 1e-12; the others to 1e-9."""
FAR = 1e-6


def why_not_yet(record: Record) -> str:
    """The reason why a record can't be run, or nothing."""
    query = record["query"]
    if record["feature"] == "replicate_quantile" and query["ci"] == "replicates":
        return "replicate_quantile: ci replicates"
    if query["estimator"] == "weights" and DESIGNS[record["design"]]["calibration"]["kind"] == "linear":
        return "weighting: weights of ca_lin"
    return ""


TOLD = [record for record in RECORDS if "estimate" in record.get("expected", {}) or "error" not in record.get("expected", {"error": ""})]
RUN = [record for record in TOLD if not why_not_yet(record)]


def test_few_records_are_not_run_and_none_is_forgotten() -> None:
    counted = {reason: sum(why_not_yet(record) == reason for record in TOLD) for reason in NOT_YET}
    assert counted == {"replicate_quantile: ci replicates": 8, "weighting: weights of ca_lin": 1}
    assert (len(RECORDS), len(TOLD), len(RUN)) == (693, 664, 655)


def distance(found: Any, expected: Any) -> float:
    """The largest relative difference; a covariance's is relative to the errors of its row and column. Null is NaN."""
    value, right = np.asarray(found, float), np.asarray(expected, float)
    assert value.shape == right.shape
    assert (np.isnan(value) == np.isnan(right)).all(), f"{value} is not {right}"
    if right.ndim == 2:
        spread = np.sqrt(np.abs(np.diag(right))) if right.shape[0] == right.shape[1] else np.ones(1)
        return float(np.max(np.abs(value - right) / (np.outer(spread, spread) if len(spread) > 1 else 1.0)))
    off = np.abs(value - right)
    return float(np.max(np.where(off < 1e-15, 0.0, off / np.where(right != 0, np.abs(right), 1.0)), initial=0.0))


def tolerance(record: Record, key: str) -> float:
    exact = record["feature"] in EXACT and key in ("estimate", "se", "estimates", "df", "n", "n_positive_weight")
    return 1e-12 if exact else 1e-9


def keys_of(record: Record) -> list[str]:
    """What a record says that must come out."""
    keys = set(record["expected"]) - INFORMATION
    if record["feature"] == "margins":  # R takes the covariates' spread and the coefficients' as independent
        keys -= {"se", "ci_low", "ci_high", "covariance", "estimates"}
    return sorted(keys)


@pytest.mark.parametrize("record", RUN, ids=[record["id"] for record in RUN])
def test_record(record: Record) -> None:
    found = run(record)
    for key in keys_of(record):
        off = distance(found[key], record["expected"][key])
        assert off <= tolerance(record, key), f"{key}: {found[key]!r}, R says {record['expected'][key]!r}: {off:.1e}"
    for name, wrong in record.get("naive", {}).items():
        key = max((key for key in found if name.startswith(f"{key}_")), key=len, default="")
        if key and wrong is not None and not math.isnan(found[key]):
            assert abs(found[key] - wrong) > FAR * abs(wrong), f"{key} is the naive {name}"
