"""Which charts of a question stand open on a page, and which wait folded under what they say."""

from dataclasses import asdict

import pandas as pd
import pytest

from isfuturemicro.analysis.estimate import Estimate
from isfuturemicro.figures import draw_intervals
from isfuturemicro.report import strongest
from isfuturemicro.report.html import figure_html, fold_html
from isfuturemicro.report.page import Page
from isfuturemicro.report.strongest import Exhibit, show_strongest
from isfuturemicro.report.wording import load_page_words

PUBLISHERS = {"close": "P", "again": "P", "proxy": "Q", "alone": "R", "bounds": "S"}
DATASETS = {
    id: {f"{field}_en": id for field in ("title", "population")} | {"publisher": publisher, "licence": "CC0-1.0"}
    for id, publisher in PUBLISHERS.items()
}
PAGE = Page("x", {}, load_page_words("en", DATASETS))
SHARE = Estimate("close", "CA", "2020", "learners", "person", "share", "age_band", "30-44", estimate=0.4, n=500.0)


def exhibit(dataset: str, comparability: str = "proxy", compared: bool = False, **about: object) -> Exhibit:
    row = SHARE.with_(dataset=dataset, comparability=comparability, **about)
    rows = pd.DataFrame([asdict(row)])
    return Exhibit(draw_intervals(rows, PAGE.words, name=dataset, finding="only_bounds"), rows, compared)


@pytest.fixture
def laid(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The names of the figures that stand open and that are folded."""
    kept: dict[str, list[str]] = {"show": [], "fold": [], "say": []}
    for how in ("show", "fold"):
        monkeypatch.setattr(Page, how, lambda page, figure, remarks=(), how=how: kept[how].append(figure.name))
    monkeypatch.setattr(strongest, "show_html", kept["say"].append)
    return kept


def test_the_closest_two_stand_open_and_a_proxy_without_a_population_waits(laid):
    show_strongest(PAGE, [exhibit("alone"), exhibit("proxy", compared=True), exhibit("close", "close")], "30-44")
    assert laid["show"] == ["close", "proxy"]
    assert laid["fold"] == ["alone"]
    assert "Less close evidence" in laid["say"][0]


def test_a_second_cut_of_the_same_people_waits(laid):
    show_strongest(PAGE, [exhibit("close", "close"), exhibit("again", "close")])
    assert laid["show"] == ["close"]
    assert laid["fold"] == ["again"]


def test_of_equals_the_newest_stands_first(laid):
    show_strongest(PAGE, [exhibit("close", "close", period="2016"), exhibit("again", "close", period="2024")])
    assert laid["show"] == ["again"]


def test_bounds_that_say_little_wait_behind_a_number_but_never_leave_a_question_without_a_chart(laid):
    wide = {"estimate": float("nan"), "lower": 0.0, "upper": 0.99, "status": "unresolvable"}
    show_strongest(PAGE, [exhibit("bounds", "close", compared=True, **wide), exhibit("alone")], "30-44")
    assert laid["show"] == ["alone"]
    assert laid["fold"] == ["bounds"]
    show_strongest(PAGE, [exhibit("bounds", "close", **wide)], "30-44")
    assert laid["show"] == ["alone", "bounds"]


def test_a_folded_chart_says_its_finding_and_source_on_its_line_and_holds_the_whole_figure():
    figure = exhibit("close").figure
    inside = figure_html(figure, PAGE.words)
    html = fold_html(figure, inside, PAGE.words)
    summary, _, rest = html.partition("</summary>")
    assert figure.title in summary
    assert 'class="kicker">close<' in summary
    assert inside in rest
