"""Published figures as estimates, with what their rounding and their nonresponse leave open."""

import math
from collections.abc import Iterator

import pandas as pd

from ..datasets import DatasetSpec
from .estimate import Estimate, start

COUNTED_IN_A_FRAME = (("institutions", "provision"), ("institutions", "offering"))
"""Shares that count institutions out of a list that was asked; a response rate or a share of students does not."""


def estimate_figures(spec: DatasetSpec, table: pd.DataFrame) -> Iterator[Estimate]:
    """Each row of a table of published figures; a share of institutions out of a known frame also gets its bounds."""
    for row in table.to_dict("records"):
        about = start(
            spec,
            jurisdiction=row["jurisdiction"],
            period=row["period"],
            population=row["population"],
            measure=row["measure"],
            dimension=row["dimension"],
            category=row["category"],
            within=row["within"],
            n=float(row["n"]) if row["n"] else math.nan,
            status=row["status"],
            reason="" if row["status"] == "ok" else row["as_stated"],
            comparability=row["comparability"],
            method=f"published, {row['confidence']} source" + (", approximate" if row["value"].startswith("~") else ""),
            reference=row["reference_url"],
        )
        figure = about.with_(estimate=row["estimate"], lower=row["lower"], upper=row["upper"])
        figure = figure.with_(se=row["se"], ci_low=row["ci_low"], ci_high=row["ci_high"])
        framed = (
            row["n"] and row["frame"] and row["unit"] == "percent" and not math.isnan(row["upper"] - row["estimate"])
        )
        if framed and int(row["n"]) <= int(row["frame"]) and (row["population"], row["measure"]) in COUNTED_IN_A_FRAME:
            yield from bound_by_frame(figure, int(row["n"]), int(row["frame"]))
        else:
            yield figure


def numerators(printed: float, half_width: float, n: int) -> tuple[int, int]:
    """The least and greatest whole number of n that prints as this share.

    >>> numerators(0.76, 0.005, 164)
    (124, 125)
    """
    least = math.ceil((printed - half_width) * n - 1e-9)
    most = math.floor((printed + half_width) * n + 1e-9)
    if (most / n) >= printed + half_width - 1e-12:
        most -= 1
    return max(least, 0), min(most, n)


def bound_by_frame(figure: Estimate, n: int, frame: int) -> Iterator[Estimate]:
    """A share printed for n respondents of a frame: the whole numbers that round to it, and the share of the whole
    frame.

    Respondents: between least/n and most/n. All institutions: if none, or all, of the silent ones say yes,
    [least / frame, (most + frame - n) / frame]. No distribution of the silent ones is assumed.
    """
    rounding = max(figure.upper - figure.estimate, figure.estimate - figure.lower)  # one of them is cut off at 0 or 1
    least, most = numerators(figure.estimate, rounding, n)
    if least > most:
        yield figure.with_(
            population="respondents", status="unreliable", reason=f"no whole number of {n} prints as this share"
        )
        return
    yield figure.with_(population="respondents", lower=least / n, upper=most / n, denominator=float(n))
    yield figure.with_(
        population="institutions",
        estimate=math.nan,
        se=math.nan,
        ci_low=math.nan,
        ci_high=math.nan,
        lower=least / frame,
        upper=(most + frame - n) / frame,
        n=float(frame),
        denominator=float(frame),
        method="bounds: none or all of the institutions that did not respond",
    )
