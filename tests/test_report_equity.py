"""Tables of equity on a page: what stands beside a gap, marks of reversal, what is left out, dashes for nothing."""

import math
import re
from collections.abc import Callable
from dataclasses import asdict

import pandas as pd
import pytest

from isfuturemicro.analysis.composition import REVERSED
from isfuturemicro.analysis.estimate import Estimate
from isfuturemicro.report import equity
from isfuturemicro.report.page import Page
from isfuturemicro.report.wording import load_page_words

LATE = "measured after the course, so it does not say how things stood before it"
BASE = Estimate("xa_invented_2020", "XA", "2020", "learners", "person", "completion_difference", "gender", "women")


def gap(measure: str = "completion_difference", **about: object) -> Estimate:
    return BASE.with_(**{"measure": measure, "n": 100.0, **about})


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """The text of what a function shows, without its tags."""
    pieces: list[str] = []
    for module in ("isfuturemicro.report.equity", "isfuturemicro.report.sections"):
        monkeypatch.setattr(f"{module}.show_html", pieces.append)

    def show(function: Callable[..., None], *arguments: object, rows: list[Estimate]) -> str:
        page = Page("x", {"estimates": pd.DataFrame([asdict(row) for row in rows])}, load_page_words("en"))
        function(page, *arguments)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(pieces)))

    return show


def test_a_gap_stands_beside_the_gap_among_like_people_and_its_reversal(shown: Callable[..., str]) -> None:
    alike = {"within": "course=all", "ci_low": 0.01, "ci_high": 0.03}
    rows = [
        gap(estimate=-0.05, ci_low=-0.07, ci_high=-0.03),
        gap("completion_difference_standardised", estimate=0.02, reason=REVERSED, **alike),
        gap("completion_difference_composition", estimate=-0.07, within="course=all"),
        gap("completion_adjusted_ratio", estimate=1.04),
    ]
    text = shown(equity.show_alike, "completion", rows=rows)
    assert "Gender: women −5.0 points (−7.0 to −3.0) +2.0 points (+1.0 to +3.0) (reversed) −7.0 points 1.04 –" in text


def test_what_was_measured_after_the_course_is_left_out_and_named(shown: Callable[..., str]) -> None:
    rows = [gap(estimate=-0.05), gap(dimension="employment_status", category="unemployed", estimate=0.1, reason=LATE)]
    text = shown(equity.show_alike, "completion", rows=rows)
    assert "unemployed" not in text
    assert "xa_invented_2020, left out: employment status. It was measured after the course" in text


def test_the_step_furthest_from_the_average_is_named(shown: Callable[..., str]) -> None:
    rows = [
        gap("uptake_relative", population="eligible", estimate=1.1),
        gap("completion_relative", estimate=0.5),
        gap("employment_after_relative", population="completers", status="empty", estimate=math.nan),
    ]
    assert "Gender: women 1.10 0.50 – Finishes" in shown(equity.show_funnel, rows=rows)


def test_inequality_in_one_number_has_a_dash_where_no_order_is(shown: Callable[..., str]) -> None:
    rows = [gap("completion_theil", category="all", estimate=0.0123)]
    text = shown(equity.show_inequality, "completion", rows=rows)
    assert "Gender – 0.0123 – – – –" in text
    assert "biased upward" in text


def test_a_joint_share_known_between_bounds_is_told_as_bounds(shown: Callable[..., str]) -> None:
    about = {"dimension": "profile", "category": "white_or_asian_30_44", "population": "completers"}
    rows = [gap("joint_share", status="unresolvable", lower=0.0, upper=0.48, **about)]
    assert "White or Asian and aged 30 to 44, all together 0% to 48%" in shown(equity.show_joint, rows=rows)


def test_learners_missing_stand_beside_the_ratio(shown: Callable[..., str]) -> None:
    rows = [gap("representation", estimate=0.8), gap("representation_missing", estimate=120.0)]
    assert "Gender: women 0.80 120" in shown(equity.show_missing, rows=rows)


def test_a_jurisdiction_without_rates_says_so(shown: Callable[..., str]) -> None:
    text = shown(equity.show_equity, "CA", rows=[gap("share", estimate=0.5)])
    assert "a gap needs records, or rates with their errors" in text
