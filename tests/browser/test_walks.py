"""A reader's ways: the six questions of docs/six_questions.md in three clicks or fewer, search, and Explore."""

import json
import re
from urllib.parse import parse_qs, urlencode

import pytest

from browser.conftest import open_tab
from browser.site import PAGES, REPORTS

MOST_CLICKS = 3
FOLDERS = sorted({page.removesuffix("index.html") for page in PAGES if page.endswith("index.html")})
"""Where the pages of each language lie."""

SHEET = 680
"""How wide a letter sheet is between its margins, in CSS pixels."""

QUESTIONS = {
    "does the 76 % hold": (['.ledger a.more[href="claim-03.html"]'], ".verdict .badge.reproduced", "76"),
    "who is under-represented in Canada and how sure are we": (
        [
            'header a[href$="#jurisdictions"]',
            '.places a[href="jurisdiction-ca.html"]',
            '.contents a[href="#who-enrols-and-who-completes"]',
        ],
        "#who-enrols-and-who-completes",
        "",
    ),
    "is the gap composition": (
        ['header a[href="07_completers.html"]', '.contents a[href="#the-gap-among-like-people"]'],
        "#the-gap-among-like-people",
        "",
    ),
    "what does New Zealand count as a micro-credential": (
        [
            'header a[href$="#jurisdictions"]',
            '.places a[href="jurisdiction-nz.html"]',
            '.contents a[href="#what-its-framework-states"]',
        ],
        "#profile-nz-framework",
        "",
    ),
    "where is there no data": (
        ['header a[href="06_enrollees.html"]', '.contents a[href="#where-there-is-any-open-data"]'],
        "#where-there-is-any-open-data",
        "",
    ),
    "how do I cite and download this": (['footer a[href="cite.html"]'], "blockquote.citation", "CC BY 4.0"),
}
"""Each question's clicks, where its answer stands, and what that says."""


@pytest.fixture
def page(chromium, folder):
    """The first page of a language in a fresh tab."""
    visit = open_tab(chromium, f"{folder}index.html")
    yield visit.tab
    visit.tab.context.close()


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_in_three_clicks(page, folder, question):
    clicks, place, said = QUESTIONS[question]
    assert len(clicks) <= MOST_CLICKS
    for click in clicks:
        page.click(click)
    answer = page.locator(place).first
    assert answer.is_visible()
    assert said in page.locator("main").inner_text()
    box = answer.bounding_box()
    assert box["y"] < page.viewport_size["height"], "the answer is out of sight"


def test_the_questions_of_the_docs_are_the_ones_that_are_walked():
    text = (REPORTS.parent / "docs" / "six_questions.md").read_text(encoding="utf-8").lower()
    assert [question for question in QUESTIONS if question.lower() not in text] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_search_finds_claims_datasets_and_terms_from_any_page(page, folder):
    """Words in any order, with or without accents and capitals; the address bears them."""
    page.fill("#seek", "76 2019")
    page.press("#seek", "Enter")
    assert "search.html?q=76" in page.url
    hits = page.locator(".hits li:visible a")
    assert hits.first.get_attribute("href") == "claim-03.html"
    assert page.locator("#told").inner_text()
    page.fill("#seek", "PARITE" if folder else "parity")
    assert "glossary.html#idea-parity" in [link.get_attribute("href") for link in hits.all()]
    page.fill("#seek", "oulad")
    assert page.locator(".hits li:visible").count() == 0 or hits.first.is_visible()
    page.fill("#seek", "xyzzy")
    assert page.locator(".hits li:visible").count() == 0
    assert "xyzzy" in page.locator("#told").inner_text()
    page.fill("#seek", "")
    assert page.locator(".hits li:visible").count() > 100


@pytest.mark.parametrize("folder", FOLDERS)
def test_everything_is_readable_without_scripts(chromium, folder):
    """The search page is a plain list, and Explore leads to the same numbers."""
    search = open_tab(chromium, f"{folder}search.html", scripts=False).tab
    assert search.locator(".hits li:visible").count() > 100
    assert search.locator("noscript p").is_visible()
    search.goto((REPORTS / f"{folder}explore.html").as_uri())
    assert not search.locator("#picker").is_visible()
    assert search.locator('noscript a[href$="downloads/estimates.csv"]').is_visible()
    search.context.close()


def wait_until_told(tab, comparison, text):
    """The view follows a key or a new address a moment later; a view that never does fails after half a minute."""
    tab.wait_for_function(f"text => document.querySelector('#told').innerText {comparison} text", arg=text)


@pytest.mark.parametrize("folder", FOLDERS)
def test_explore_follows_what_is_picked_and_its_address_leads_back(chromium, folder):
    tab = open_tab(chromium, f"{folder}explore.html").tab
    tab.wait_for_selector("#view:visible")
    tab.select_option("#jurisdiction", "US")
    tab.select_option("#measure", "share")
    tab.select_option("#dimension", "gender")
    told = tab.locator("#told").inner_text()
    rows = tab.locator("#rows tr")
    assert rows.count() >= 2
    assert rows.first.locator("th").inner_text() in told or tab.locator("#rows tr").count() > 2
    named = parse_qs(tab.url.partition("#")[2])
    assert (named["jurisdiction"], named["measure"], named["dimension"]) == (["US"], ["share"], ["gender"])
    drawn = tab.evaluate("() => Bokeh.documents[0].get_model_by_name('numbers').data.estimate.length")
    assert drawn == rows.count()
    numbers = rows.all_inner_texts()

    other = open_tab(chromium, f"{folder}explore.html").tab  # a fresh reader with the address alone
    other.goto(tab.url)
    wait_until_told(other, "===", told)
    assert other.locator("#rows tr").all_inner_texts() == numbers
    other.context.close()

    tab.go_back()
    wait_until_told(tab, "!==", told)
    tab.context.close()


@pytest.mark.parametrize("folder", FOLDERS)
def test_explore_opens_with_groups_intervals_and_something_to_compare_with(chromium, folder):
    """Every mark that is drawn stands in the key, and no other does."""
    tab = open_tab(chromium, f"{folder}explore.html").tab
    tab.wait_for_selector("#view:visible")
    drawn = tab.evaluate("() => Bokeh.documents[0].get_model_by_name('numbers').data")
    known = {name: sum(value == value for value in drawn[name]) for name in ("estimate", "low", "lower", "beside")}
    assert known["estimate"] >= 4
    assert known["low"] >= 4
    line = tab.evaluate("() => Bokeh.documents[0].get_model_by_name('line').visible")
    assert line or known["beside"] >= 4
    named = {"estimate": "estimate", "low": "interval", "lower": "range", "beside": "beside"}
    marks = {named[name] for name, count in known.items() if count} | ({"line"} if line else set())
    shown = tab.locator("#key li:visible")
    assert {item.get_attribute("data-mark") for item in shown.all()} == marks
    assert all(item.inner_text().strip() for item in shown.all())
    tab.context.close()


@pytest.mark.parametrize("folder", FOLDERS)
def test_explore_draws_a_range_without_an_end_to_the_edge(chromium, folder):
    tab = open_tab(chromium, f"{folder}explore.html").tab
    tab.wait_for_selector("#view:visible")
    view = tab.evaluate("() => EXPLORE.views.find(view => view.rows.some(row => row.open))")
    if view is None:
        pytest.skip("no number of the estimates is without an upper end")
    keys = ("jurisdiction", "measure", "dimension", "dataset", "period", "population", "within")
    tab.evaluate("address => { location.hash = address; }", urlencode({key: view[key] for key in keys}))
    tab.wait_for_function("name => document.querySelector('#source').innerText === name", arg=view["series"])
    row = next(row["name"] for row in view["rows"] if row.get("open"))
    ends = tab.evaluate(
        """row => {
          const [numbers, reach] = ['numbers', 'reach'].map(name => Bokeh.documents[0].get_model_by_name(name));
          const place = numbers.data.row.findIndex(name => name.replaceAll('\\n', ' ') === row);
          return [numbers.data.upper[place], reach.end];
        }""",
        row,
    )
    assert ends[0] == ends[1]
    tab.context.close()


@pytest.mark.parametrize("folder", FOLDERS)
def test_explore_prints_its_whole_chart(chromium, folder):
    """Drawn for a wide screen, it is made smaller to fit on a sheet, since nothing is drawn anew for print."""
    tab = open_tab(chromium, f"{folder}explore.html").tab
    tab.wait_for_selector("#view:visible")
    tab.emulate_media(media="print")
    assert tab.locator("#chart canvas").first.bounding_box()["width"] <= SHEET
    tab.context.close()


@pytest.mark.parametrize("folder", FOLDERS)
def test_explore_is_worked_by_keyboard_and_told_to_a_screen_reader(chromium, folder):
    tab = open_tab(chromium, f"{folder}explore.html").tab
    tab.wait_for_selector("#view:visible")
    before = tab.locator("#told").inner_text()
    tab.focus("#jurisdiction")
    tab.keyboard.press("End")
    wait_until_told(tab, "!==", before)
    assert tab.get_attribute("#told", "role") == "status"
    assert tab.get_attribute("#chart", "aria-labelledby") == "told"
    tab.context.close()


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_view_of_explore_can_be_drawn(chromium, folder):
    """Every view has rows with names that the chart accepts, and what is flagged has a symbol for a number, never 0."""
    text = (REPORTS / f"{folder}assets/explore-data.js").read_text(encoding="utf-8")
    data = json.loads(re.fullmatch(r"window\.EXPLORE = (.*);\n", text, flags=re.DOTALL)[1])
    assert data["views"]
    for view in data["views"]:
        names = [row["name"] for row in view["rows"]]
        assert len(names) == len(set(names)) > 0, view["series"]
        for row in view["rows"]:
            assert row["numbers"][0] is not None or not re.search(r"\d", row.get("value", "")), row
