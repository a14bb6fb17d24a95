"""Published figures as estimates, with what their rounding and their nonresponse leave open."""

import math
from collections.abc import Iterator

import pandas as pd

from ..datasets import DatasetSpec
from .equity import bounds_of
from .estimate import Estimate, start

COUNTED_IN_A_FRAME = (("institutions", "provision"), ("institutions", "offering"))
"""Shares that count institutions out of a list that was asked; a response rate or a share of students does not."""

ASKED_IN_A_FRAME = (("learners", "share"), ("completers", "share"))
"""Shares of people who answered, out of a number that was asked: they speak of those who answered, not of all."""
NO_POINT = dict.fromkeys(("estimate", "se", "ci_low", "ci_high"), math.nan)


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
        framed = row["n"] and row["frame"] and row["unit"] == "percent" and int(row["n"]) <= int(row["frame"])
        counted = (row["population"], row["measure"])
        if framed and counted in COUNTED_IN_A_FRAME and not math.isnan(row["upper"] - row["estimate"]):
            yield from bound_by_frame(figure, int(row["n"]), int(row["frame"]))
        elif framed and counted in ASKED_IN_A_FRAME:
            yield from bound_by_silence(figure, int(row["n"]), int(row["frame"]))
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
        **NO_POINT,
        population="institutions",
        lower=least / frame,
        upper=(most + frame - n) / frame,
        n=float(frame),
        denominator=float(frame),
        method="bounds: none or all of the institutions that did not respond",
    )


def bound_by_silence(figure: Estimate, n: int, frame: int) -> Iterator[Estimate]:
    """A share of those who answered a survey, kept as theirs; and what it leaves possible for all who were asked.

    [n L / frame, (n U + frame - n) / frame], with L and U the least and greatest share that the print allows: those
    who kept silent may be all of the group, or none. Where the frame is printed as a least number, the bounds are wider
    still.
    """
    yield figure.with_(population=f"{figure.population}_answered")
    ends = bounds_of(figure)
    yield figure.with_(
        **NO_POINT,
        lower=n * ends[0] / frame,
        upper=(n * ends[1] + frame - n) / frame,
        n=float(frame),
        method="bounds: none or all of those who did not answer",
        reason=f"{n:,} of {frame:,} people asked gave an answer",
    )
