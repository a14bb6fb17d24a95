"""Equity on a page: what stands beside a gap, marks of reversal, what is left out, what is drawn once."""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict

import pandas as pd
import pytest

from isfuturemicro.analysis.estimate import Estimate
from isfuturemicro.analysis.measures.composition import REVERSED
from isfuturemicro.figures import Figure
from isfuturemicro.report import beside, equity, equity_charts, groups, profile, sections
from isfuturemicro.report.page import Page
from isfuturemicro.report.wording import load_page_words

LATE = "measured after the course, so it does not say how things stood before it"
BASE = Estimate("xa_invented_2020", "XA", "2020", "learners", "person", "completion_difference", "gender", "women")


def gap(measure: str = "completion_difference", **about: object) -> Estimate:
    return BASE.with_(**{"measure": measure, "n": 100.0, **about})


def make_page(rows: list[Estimate]) -> Page:
    named = {row.dataset: {f"{field}_en": row.dataset for field in ("title", "population")} for row in rows}
    datasets = {id: entry | {"publisher": "Invented", "licence": "CC0-1.0"} for id, entry in named.items()}
    return Page("x", {"estimates": pd.DataFrame([asdict(row) for row in rows])}, load_page_words("en", datasets))


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """The text of what a function shows, without its tags."""
    pieces: list[str] = []
    for module in ("equity", "groups", "sections", "strongest"):
        monkeypatch.setattr(f"isfuturemicro.report.{module}.show_html", pieces.append)

    def show(function: Callable[..., None], *arguments: object, rows: list[Estimate]) -> str:
        function(make_page(rows), *arguments)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(pieces)))

    return show


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """The figures that a page shows."""
    kept: list[Figure] = []

    def keep(page: Page, figure: Figure, remarks: Sequence[str] = ()) -> None:
        kept.append(figure)
        for remark in remarks:
            groups.show_html(remark)

    for how in ("show", "fold"):
        monkeypatch.setattr(Page, how, keep)
    return kept


def test_a_gap_is_drawn_beside_the_gap_among_like_people_and_its_table_has_the_parts(
    shown: Callable[..., str], figures: list[Figure]
) -> None:
    alike = {"within": "course=all", "ci_low": 0.01, "ci_high": 0.03}
    rows = [
        gap(estimate=-0.05, ci_low=-0.07, ci_high=-0.03),
        gap("completion_difference_standardised", estimate=0.02, reason=REVERSED, **alike),
        gap("completion_difference_composition", estimate=-0.07, within="course=all"),
        gap("completion_adjusted_ratio", estimate=1.04),
    ]
    shown(equity_charts.show_alike, "alike", "completion", rows=rows)
    [figure] = figures
    assert "surely turned round: women" in figure.title
    [told] = figure.table.to_dict("records")
    assert told["All together (percentage points)"] == -5.0
    assert told["Among people in the same country or course (percentage points): 95% interval, high"] == 3.0
    assert told["Among people in the same country or course: status"] == "(reversed)"
    assert told["Part that comes from which countries or courses they are in (percentage points)"] == -7.0
    assert told["Ratio to the reference group, all else known alike"] == 1.04
    assert not any("missing answers" in column for column in figure.table)  # nobody told it


def test_a_gap_that_stands_in_no_course_is_a_table(shown: Callable[..., str], figures: list[Figure]) -> None:
    rows = [gap(estimate=-0.05, ci_low=-0.07, ci_high=-0.03), gap("completion_adjusted_ratio", estimate=1.04)]
    text = shown(equity_charts.show_alike, "alike", "completion", rows=rows)
    assert "Gender: women −5.0 points (−7.0 to −3.0) 1.04" in text
    assert not figures


def test_what_was_measured_after_the_course_is_left_out_and_named(shown: Callable[..., str]) -> None:
    rows = [gap(estimate=-0.05), gap(dimension="employment_status", category="unemployed", estimate=0.1, reason=LATE)]
    text = shown(equity_charts.show_alike, "alike", "completion", rows=rows)
    assert "unemployed" not in text
    assert "xa_invented_2020, left out: employment status. It was measured after the course" in text


def test_a_dataset_with_two_dimensions_is_drawn_as_lines_of_groups(
    shown: Callable[..., str], figures: list[Figure]
) -> None:
    both = [
        gap("completion", dimension=dimension, category=category, estimate=rate)
        for dimension, category, rate in (
            ("gender", "women", 0.5),
            ("gender", "men", 0.4),
            ("disability", "yes", 0.3),
            ("disability", "no", 0.5),
        )
    ]
    late = gap("completion", dimension="employment_status", category="employed", estimate=0.9, reason=LATE)
    text = shown(equity_charts.show_spread, "rates", "completion", rows=[*both, late])
    shown(equity_charts.show_spread, "rates", "completion", rows=both[:2])
    [figure] = figures  # one dimension alone has a chart of its own elsewhere
    assert figure.name == "rates-xa-invented-2020"
    assert "Disability: disability 30%, no disability 50%" in figure.alt
    assert "left out: employment status" in text


def test_the_steps_of_a_funnel_follow_how_many_people_stand_at_each(
    shown: Callable[..., str], figures: list[Figure]
) -> None:
    rows = [
        gap("employment_after_relative", population="completers", estimate=0.9, n=40.0),
        gap("completion_relative", estimate=0.5, n=60.0),
        gap("uptake_relative", population="eligible", estimate=1.1, n=900.0),
        gap("completion_concentration_relative", category="all", estimate=0.1),  # of a dimension, no step
    ]
    shown(equity_charts.show_funnel, "funnel", rows=rows)
    [figure] = figures
    assert list(figure.table)[2:] == [
        *("Takes part", "Finishes", "Works as a developer after"),
        "Furthest from the average",
    ]
    assert "“Finishes” is the step furthest from the average for 1 of 1 groups" in figure.title


def test_who_finished_of_those_who_began_stands_for_who_finished_of_all(
    shown: Callable[..., str], figures: list[Figure]
) -> None:
    rows = [
        gap("completion_relative", estimate=0.7, n=90.0),
        gap("start_relative", estimate=0.9, n=90.0),
        gap("finish_relative", population="starters", estimate=0.8, n=60.0),
    ]
    shown(equity_charts.show_funnel, "funnel", rows=rows)
    [figure] = figures
    assert list(figure.table)[2:] == ["Begins", "Finishes, of those who began", "Furthest from the average"]


def test_a_step_without_a_name_of_its_own_has_that_of_its_rate() -> None:
    assert equity_charts.name_step("persistence", make_page([gap()])) == "Stayed to the end"


def test_one_step_makes_no_funnel(shown: Callable[..., str], figures: list[Figure]) -> None:
    shown(equity_charts.show_funnel, "funnel", rows=[gap("completion_relative", estimate=0.5)])
    assert not figures


def test_what_two_datasets_say_alike_is_drawn_once(shown: Callable[..., str], figures: list[Figure]) -> None:
    shares = [
        gap("share", category=category, population="completers", estimate=share, dataset=dataset)
        for dataset in ("xa_begun_2020", "xa_invented_2020", "xa_other_2020")
        for category, share in (
            ("women", 0.6),
            ("men", {"xa_other_2020": 0.38, "xa_invented_2020": 0.409}.get(dataset, 0.4)),
        )
    ]
    page = make_page(shares)
    text = shown(lambda _: sections.show_shares(page, "share", page.tables["estimates"]), rows=shares)
    assert [figure.name for figure in figures] == ["share-xa-begun-2020", "share-xa-other-2020"]
    assert "the same to within a percentage point, or 0.01: xa_invented_2020." in text


def test_a_reference_is_put_together_to_the_learners_bands() -> None:
    reference = {"dataset": "xa_population_2020", "population": "residents", "dimension": "age_band"}
    held = [
        gap("share", category=band, estimate=share, **reference) for band, share in (("35-44", 0.2), ("45-54", 0.3))
    ]
    method = "share over that of xa_population_2020"
    ages = [
        gap("share", dimension="age_band", category=band, estimate=share)
        for band, share in (("35-54", 0.4), ("55-plus", 0.1), ("not_stated", 0.5))
    ]
    ratio = gap("representation", dimension="age_band", category="35-54", estimate=0.8, method=method)
    page = make_page([*held, *ages, ratio])
    found = beside.find_beside(page, page.pick(measure="share", dataset="xa_invented_2020"))
    assert found is not None
    assert list(zip(found["category"], found["estimate"], strict=True)) == [("35-54", 0.5)]


def test_a_reference_that_tells_none_of_the_groups_is_no_reference() -> None:
    reference = {"dataset": "xa_population_2020", "population": "residents"}
    rows = [
        gap("share", dimension="ethnicity", category="us_white", estimate=0.5),
        gap("share", dimension="ethnicity", category="us_asian", estimate=0.5, **reference),
        gap(
            "representation", dimension="ethnicity", category="us_white", method="share over that of xa_population_2020"
        ),
    ]
    page = make_page(rows)
    assert beside.find_beside(page, page.pick(measure="share", dataset="xa_invented_2020")) is None


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
    text = shown(profile.show_equity, "CA", rows=[gap("share", estimate=0.5)])
    assert "a gap needs records, or rates with their errors" in text
