"""Slow, obvious estimators written from the textbook, and small tables to hold the fast ones against."""

from collections import defaultdict
from functools import cache

import duckdb
import numpy as np
import pandas as pd

from isfuturemicro.survey import Cube, Design, DuckDBEngine, reduce_to_cube


def complete(people: pd.DataFrame) -> pd.DataFrame:
    """The table with every column that the cube reads."""
    defaults: dict[str, object] = {
        "stratum": "",
        "psu": "",
        "ssu": "",
        "weight": 1.0,
        "copies": 1,
        "units": 1,
        "fpc": np.nan,
    }
    return people.assign(**{name: value for name, value in defaults.items() if name not in people})


def reduce_people(
    people: pd.DataFrame,
    variables: tuple[str, ...],
    design: Design,
    where: str = "TRUE",
    quantities: tuple[str, ...] = (),
) -> Cube:
    """The cube of a table."""
    engine = single()
    engine.connection.register("people", complete(people))
    return reduce_to_cube(engine, "people", variables, design, where, quantities)


@cache
def single() -> DuckDBEngine:
    """An engine that runs on one thread."""
    return DuckDBEngine(duckdb.connect(config={"threads": 1}))


def write_out(people: pd.DataFrame) -> pd.DataFrame:
    """Each copy of a cluster as a cluster of its own, each of a row's units as a row of one unit."""
    written = []
    for row in complete(people).to_dict("records"):
        for copy in range(row["copies"]):
            written += [{**row, "psu": f"{row['psu']}/{copy}", "copies": 1, "units": 1}] * row["units"]
    return pd.DataFrame(written)


def each_its_own(people: pd.DataFrame) -> pd.DataFrame:
    """Every unit as the only one of a cluster of its own."""
    written = write_out(people)
    return written.assign(psu=[f"unit {index}" for index in range(len(written))])


def total_by_hand(people: pd.DataFrame, marks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Totals of the columns of `marks` over people written out, and their covariance: Cochran (1977), 11.18.

    For every stratum with clusters i = 1..n: n / (n - 1) * sum_i (z_i - mean z)(z_i - mean z)', where z_i is the
    weighted total of the cluster, zero where nobody in it is marked.
    """
    clusters: dict[str, dict[str, np.ndarray]] = defaultdict(dict)
    for row, mark in zip(people.to_dict("records"), marks, strict=True):
        so_far = clusters[row["stratum"]].get(row["psu"], np.zeros(marks.shape[1]))
        clusters[row["stratum"]][row["psu"]] = so_far + row["weight"] * mark
    value, covariance = np.zeros(marks.shape[1]), np.zeros((marks.shape[1],) * 2)
    for totals in (list(found.values()) for found in clusters.values()):
        mean = sum(totals) / len(totals)
        value += sum(totals)
        for total in totals:
            covariance += len(totals) / (len(totals) - 1) * np.outer(total - mean, total - mean)
    return value, covariance


def ratio_by_hand(people: pd.DataFrame, yes: np.ndarray, risk: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ratios of the columns of `yes` to those of `risk`: the covariance is that of the totals of the residuals.

    Each person's residual is (yes - ratio * risk) / total at risk: Sarndal, Swensson and Wretman (1992), 5.5 to 5.6.
    """
    weight = people["weight"].to_numpy(float)
    at_risk = risk.T @ weight
    ratio = (yes.T @ weight) / at_risk
    return ratio, total_by_hand(people, (yes - ratio * risk) / at_risk)[1]
