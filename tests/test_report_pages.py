"""From notebooks to pages on a small project: what is made, what is made again, and what failure leaves behind."""

import csv
import html
import json
import posixpath
import re
import time
from importlib.util import find_spec

import pytest
from small_reports import BROKEN, GOOD, Elements, read_pages

from isfuturemicro.report import publish
from isfuturemicro.report.run import RunError, run_notebook

WRITTEN = ["index", "claim-01", "claim-02", "cite", "comparability", "data", "explore", "glossary", "methods", "search"]
WRITTEN = [f"{name}.html" for name in WRITTEN]
"""Pages that no notebook makes."""
SCRIPTED = ("search.html", "explore.html")


@pytest.fixture(scope="module")
def root(reported):
    return reported.root


@pytest.fixture(scope="module")
def published(reported):
    """The pages made, and what was said meanwhile."""
    return reported.made, reported.said


def test_every_page_is_made_and_told(root, published):
    made, said = published
    english = ["01_claims.html", "09_shares.html", "jurisdiction-ca.html", "jurisdiction-us.html", *WRITTEN]
    expected = sorted([*english, *(f"fr/{page}" for page in english)])
    assert [file for file in made if file.endswith(".html")] == expected
    assert sorted(read_pages(root)) == expected
    assert len(said) == len(made)
    assert sorted(path.suffix for path in (root / "reports" / "figures").glob("shares-us.*")) == [
        ".csv",
        ".png",
        ".svg",
    ]
    assert not list((root / "reports").rglob("*.new"))


def test_pages_load_nothing_from_elsewhere_and_few_hold_a_script(root, published):
    for name, text in read_pages(root).items():
        elements = Elements(text)
        assert not elements.named("iframe", "object"), name
        scripts = [attributes["src"] for _, attributes in elements.named("script")]
        assert bool(scripts) == name.endswith(SCRIPTED), name
        for script in scripts:
            assert (root / "reports" / posixpath.dirname(name) / script).is_file(), (name, script)
        for tag, attributes in elements.named("link", "img", "source", "use"):
            if attributes.get("rel") == "alternate":
                continue
            address = attributes.get("src") or attributes.get("href") or ""
            assert address.startswith(("#", "data:")), (name, tag, address)
        assert "@import" not in text
        assert not re.search(r"url\((?!#)", text), name


def test_every_picture_is_named_and_described(root, published):
    for name, text in read_pages(root).items():
        pictures = [attributes for _, attributes in Elements(text).named("svg")]
        for picture in pictures:
            if picture.get("aria-hidden") == "true":
                continue
            assert picture["role"] == "img", name
            for id in picture["aria-labelledby"].split():
                words = re.search(rf'<(?:title|desc) id="{id}">([^<]+)</', text)
                assert words, (name, id)
                assert len(words[1]) > 15, (name, id)


def test_every_table_has_a_caption_and_scoped_headers(root, published):
    for name, text in read_pages(root).items():
        tables = re.findall(r"<table.*?</table>", text, flags=re.DOTALL)
        for table in tables:
            assert re.search(r"<caption>[^<]+</caption>", table), name
            assert all("scope=" in header for header in re.findall(r"<th\b[^>]*>", table)), name
            assert "<th></th>" not in table


def test_pages_are_whole_in_one_language_with_one_heading(root, published):
    for name, text in read_pages(root).items():
        elements = Elements(text)
        assert dict(elements.named("html")[0][1])["lang"] == ("fr" if name.startswith("fr/") else "en")
        assert len(elements.named("h1")) == 1, name
        assert 'class="skip" href="#content"' in text
        ids = [attributes["id"] for _, attributes, _ in elements.found if "id" in attributes]
        assert len(ids) == len(set(ids)), name
        assert not re.search(r"\{\w*\}|Traceback|nan%", re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)), name


def test_every_link_leads_somewhere(root, published):
    pages = read_pages(root)
    for name, text in pages.items():
        for _, attributes in Elements(text).named("a"):
            href = attributes["href"]
            if href.startswith("http"):
                continue
            file, _, anchor = href.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name
            if not target.endswith(".html"):
                assert (root / "reports" / target).exists(), (name, href)
                continue
            assert not anchor or f'id="{anchor}"' in pages[target], (name, href)


def test_pages_bear_no_trace_of_the_run(root, published):
    for name, text in read_pages(root).items():
        assert str(root) not in text, name
        assert not re.search(r"\d\d:\d\d:\d\d|ipykernel|papermill\.", text), name
        assert re.search(r"(inputs|entrées) [0-9a-f]{7} ", text), name


def test_the_index_tells_verdicts_in_words_and_leads_to_the_evidence(root, published):
    text = read_pages(root)["index.html"]
    assert "1 of its 2 claims hold so far: " in text
    assert 'href="claim-01.html"' in text
    assert text.count('class="badge reproduced"') >= 2
    assert "Nobody follows learners." in text


def test_a_claim_shows_its_results(root, published):
    pages = read_pages(root)
    for text in (pages["01_claims.html"], pages["claim-01.html"]):
        assert "All 234 institutions" in text
        assert "From none to all." in text
        assert 'id="source-ca_cdlra_2016_2019"' in text
    assert 'id="claim-01-a"' in pages["claim-01.html"]  # two results on one condition make a chart
    assert "Claim 1: “76% of institutions taught online.”" in pages["claim-01.html"]
    assert (root / "reports" / "downloads" / "claim-01.csv").read_text(encoding="utf-8").count("online_76_percent") == 2


def test_nothing_changed_and_nothing_runs(root, published):
    start = time.perf_counter()
    assert publish(root, lambda line: None) == []
    assert time.perf_counter() - start < 1


def test_only_pages_that_read_a_row_are_made_again_and_come_out_the_same(root, published):
    path = root / "data" / "processed" / "estimates.csv"
    former = path.read_text()
    before = read_pages(root)
    own = ["09_shares.html", "cite.html", "explore.html"]  # the last two hold or count every estimate
    extras = ["tables.xlsx"] if find_spec("gptables") else []
    readers = sorted([*own, *extras, *(f"fr/{page}" for page in (*own, *extras))])
    path.write_text(former.replace("0.4452", "0.5452"))
    try:
        assert publish(root, lambda line: None) == readers
        assert "54.5%" in read_pages(root)["09_shares.html"]
        assert "54,5\u00a0%" in read_pages(root)["fr/09_shares.html"]
    finally:
        path.write_text(former)
    assert publish(root, lambda line: None) == readers
    assert read_pages(root) == before  # the same bytes once more


def test_a_failing_notebook_gives_one_line_and_leaves_the_former_page(root, published):
    path = root / "notebooks" / "09_shares.ipynb"
    before = read_pages(root)
    path.write_text(BROKEN, encoding="utf-8")
    try:
        with pytest.raises(RunError) as raised:
            publish(root, lambda line: None)
    finally:
        path.write_text(GOOD, encoding="utf-8")
    assert str(raised.value) == '09_shares.ipynb, under "Shares", code cell 2: ValueError: no such column'
    assert read_pages(root) == before
    assert not list((root / "reports").rglob("*.new"))
    assert publish(root, lambda line: None) == []


def test_an_unknown_parameter_is_an_error_before_anything_runs(root):
    path = root / "notebooks" / "jurisdiction_profile.ipynb"
    with pytest.raises(RunError) as raised:
        run_notebook(path, {"jurisdicton": "CA"}, root)
    assert (
        str(raised.value)
        == "jurisdiction_profile.ipynb: unknown parameter jurisdicton; allowed: language, jurisdiction"
    )


def test_a_figure_comes_with_the_numbers_that_it_draws(root, published):
    with (root / "reports" / "figures" / "shares-us.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["Gender"], row["Share (%)"]) for row in rows] == [("Women", "60.09"), ("Men", "39.91")]


def test_the_scorecard_as_json_tells_unknown_numbers_as_null(root, published):
    told = json.loads((root / "reports" / "scorecard.json").read_text(encoding="utf-8"))
    assert told["schema"] == 1
    first, second = told["claims"]
    assert (first["number"], first["verdict"], first["page"]) == (1, "reproduced", "claim-01.html")
    assert first["verdict_label"] == {"en": "Reproduced", "fr": "Reproduit"}
    assert {result["relation"] for result in first["results"]} <= {"same_source", "independent", "analogue"}
    numbers = [result["estimate"] for claim in told["claims"] for result in claim["results"]]
    assert None in numbers
    assert 0 not in numbers
    assert second["text"]["fr"] == "La transférabilité serait utile."


def test_a_notebook_lies_as_it_was_run_with_what_it_was_made_from(root, published):
    for folder, word in (("", "By gender"), ("fr/", "Selon le genre")):
        text = (root / "reports" / folder / "notebooks" / "09_shares.ipynb").read_text(encoding="utf-8")
        notebook = json.loads(text)
        assert any(word in "".join(cell["source"]) for cell in notebook["cells"])
        assert any("<figure" in str(cell.get("outputs")) for cell in notebook["cells"])
        made = notebook["metadata"]["made_from"]
        assert made["tables"]["estimates"]["rows"] == 4
        assert made["datasets"].keys() == {"us_ipeds_completions_2021", "xw_classcentral_2017_2021"}
        assert made["packages"]["pandas"]
        assert not re.search(r"\d\d:\d\d:\d\d|start_time|duration|" + re.escape(str(root)), text)


def test_symbols_stand_for_numbers_that_are_not_shown(root, published):
    pages = read_pages(root)
    for symbol in ("x", "F", "..", "..."):
        assert f">{symbol}</th>" in pages["methods.html"]
    assert "The survey does not ask." in pages["comparability.html"]
    assert "L'enquête ne le demande pas." in html.unescape(pages["fr/comparability.html"])
