"""What the package svy says of the tables here, as a second opinion beside R's: writes second_opinion.json.

    pip install svy==0.35.0 && python second_opinion.py

It needs svy and polars, which the project does not: only the numbers are kept. A record holds the question as `estimate
FILE` takes it and svy's estimates, errors and interval by group.
"""

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl
import svy

HERE = Path(__file__).parent
CLUSTERED = {"stratum": "stratum", "psu": "psu", "wgt": "my.weight"}
DESIGNS: dict[str, tuple[str, dict[str, Any], str]] = {
    "clustered": ("strat_cluster", CLUSTERED, "--weights my.weight --strata stratum --psu psu"),
    "units": ("unclustered", {"stratum": "stratum", "wgt": "w"}, "--weights w --strata stratum"),
    "calibrated": ("calib", {"stratum": "stratum", "psu": "psu", "wgt": "w"}, "--weights w --strata stratum --psu psu"),
    "brr": (
        "replicates",
        {"wgt": "w", "rep_wgts": svy.BrrWgts(prefix="RWbrr_", n_reps=8)},
        "--weights w --replicates RWbrr_* --method brr",
    ),
    "fay": (
        "replicates",
        {"wgt": "w", "rep_wgts": svy.BrrWgts(prefix="RWfay_", n_reps=8, fay_coef=0.3)},
        "--weights w --replicates RWfay_* --method fay --rho 0.3",
    ),
}
QUESTIONS: list[tuple[str, str, tuple[str, ...], str]] = [
    ("clustered", "mean", ("q",), ""),
    ("clustered", "mean", ("q",), "a"),
    ("clustered", "mean", ("y2",), "b"),
    ("clustered", "total", ("y2",), ""),
    ("clustered", "total", ("y2",), "a"),
    ("clustered", "prop", ("y",), "a"),
    ("clustered", "ratio", ("q", "d"), ""),
    ("units", "mean", ("q",), ""),
    ("units", "total", ("d",), ""),
    ("units", "ratio", ("q", "d"), ""),
    ("calibrated", "mean", ("x",), "region"),
    ("calibrated", "total", ("x",), "sex"),
    ("brr", "mean", ("q",), ""),
    ("brr", "total", ("q",), ""),
    ("fay", "mean", ("q",), ""),
    ("fay", "total", ("q",), ""),
]


def ask(design: str, kind: str, columns: tuple[str, ...], by: str) -> dict[str, Any]:
    """A record: the question's words and svy's answers."""
    table, parts, words = DESIGNS[design]
    rows = pl.read_csv(HERE / f"{table}.csv", infer_schema_length=None, null_values=["", "NA"])
    sample = svy.Sample(rows, svy.Design(**parts))
    method = "replication" if "rep_wgts" in parts else "taylor"
    answer = getattr(sample.estimation, kind)(*columns, by=by or None, method=method, drop_nulls=True)
    found = answer.to_polars().to_dicts()
    if kind == "prop":
        found = [row for row in found if str(row[columns[0]]) == "1"]
    option = {"prop": "proportion"}.get(kind, kind)
    return {
        "table": f"{table}.csv",
        "words": [f"--{option}", "/".join(columns), *(["--by", by] if by else []), *words.split()],
        "answers": [
            {
                "group": None if not by else row[by],
                "estimate": row["est"],
                "se": row["se"],
                "ci_low": row["lci"],
                "ci_high": row["uci"],
            }
            for row in found
        ],
    }


def main() -> None:
    records = [ask(*question) for question in QUESTIONS]
    text = json.dumps({"svy": version("svy"), "records": records}, indent=None)
    (HERE / "second_opinion.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
