"""What surrounds learners on a profile, long series as lines, and captions with their source apart."""

from dataclasses import asdict

import pandas as pd
import pytest

from isfuturemicro.analysis.estimate import Estimate
from isfuturemicro.figures import draw_trend
from isfuturemicro.report import around
from isfuturemicro.report.course import part_course, tell_rates
from isfuturemicro.report.html import caption_html
from isfuturemicro.report.page import Page
from isfuturemicro.report.wording import load_page_words

DATASETS = {"a": {f"{field}_en": "A" for field in ("title", "population")} | {"publisher": "P", "licence": "CC0-1.0"}}
WORDS = load_page_words("en", DATASETS)


def share(category: str, period: str, estimate: float, **about: object) -> Estimate:
    base = {"dataset": "a", "jurisdiction": "CA", "population": "learners", "unit": "person", "dimension": "age_band"}
    return Estimate(
        **{**base, "measure": "share", "category": category, "period": period, "estimate": estimate, **about}
    )


def frame(rows: list[Estimate]) -> pd.DataFrame:
    return pd.DataFrame([asdict(row) for row in rows])


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    kept: list[str] = []
    for module in ("around", "sections"):
        monkeypatch.setattr(f"isfuturemicro.report.{module}.show_html", kept.append)
    return kept


def test_of_a_long_series_the_group_in_focus_is_drawn_as_a_line_and_the_latest_period_by_group():
    rows = frame(
        [share(band, str(year), 0.1 + year / 1e5) for band in ("18-24", "30-44") for year in range(2015, 2021)]
    )
    lines, latest = part_course(rows, "30-44")
    assert set(lines["category"]) == {"30-44"}
    assert set(latest["period"]) == {"2020"}
    assert set(latest["category"]) == {"18-24", "30-44"}


def test_lines_that_tell_every_group_leave_nothing_for_another_chart():
    rows = frame([share(group, str(year), 0.4) for group in ("18-24", "30-44") for year in range(2015, 2021)])
    lines, latest = part_course(rows, "")
    assert len(lines) == len(rows)
    assert latest.empty


def test_a_short_series_is_left_whole():
    rows = frame([share("30-44", str(year), 0.2) for year in (2019, 2020)])
    lines, rest = part_course(rows, "30-44")
    assert lines.empty
    assert rest is rows


def test_many_rates_are_told_by_those_ends_that_can_be_relied_on():
    bands = ("18-24", "25-29", "30-44", "45-54")
    rows = [share(band, "2020", 0.1 * (number + 1), measure="uptake") for number, band in enumerate(bands)]
    assert tell_rates(frame(rows), WORDS) == "10% (18 to 24), 20% (25 to 29), 30% (30 to 44), 40% (45 to 54)"
    more = share("55-64", "2020", 0.25, measure="uptake")
    thin = share("65-plus", "2020", 0.0, measure="uptake", status="unreliable")
    assert tell_rates(frame([*rows, more, thin]), WORDS) == "from 10% (18 to 24) to 40% (45 to 54)"


def test_a_profile_names_who_could_tell_more_the_nearest_first(said):
    around.show_keepers(Page("x", {}, WORDS), "CA-NS")
    (table,) = said
    assert table.index("Census of Population") < table.index("Nova Scotia Microcredentials Framework")
    assert 'href="https://beta.novascotia.ca/microcredentials"' in table
    around.show_keepers(Page("x", {}, WORDS), "MY")
    assert "knows of no body" in said[-1]


def test_a_caption_tells_what_whom_and_worth_each_on_a_line_and_ends_with_its_source():
    rows = frame([share("30-44", str(year), 0.2) for year in range(2015, 2021)])
    figure = draw_trend(rows, WORDS, name="age-course", finding="trend")
    html = caption_html(figure, WORDS)
    assert html.count('<span class="cited">Source: P') == 1
    assert html.endswith("</span>")
    assert html.count('<span class="told">') == 3
    assert "Source:" not in html.partition('<span class="cited">')[0]
