"""What can be told of every page from its file: links, alternates, texts for pictures, weight."""

import re
from collections import Counter

import pytest

from browser.site import FUNCTION_WORDS, PAGES, REPORTS, other_language, parse, resolve

HEAVIEST = 300_000
"""Bytes of a page without pictures; a drawing inside the page is a picture."""
EXPLORE = re.compile(r"explore")
PLACEHOLDERS = re.compile(
    r"(?i:no description|image of|picture of|placeholder|todo|lorem|untitled)|\{\w*\}|\bnan\b|\bNone\b"
)
FEWEST_WORDS = 6
LANGUAGES = {parse(page).language for page in PAGES}

pages = pytest.mark.parametrize("file", PAGES)


def test_there_are_pages():
    assert "index.html" in PAGES, "run `make report` first"


@pages
def test_language_is_told(file):
    assert parse(file).language in FUNCTION_WORDS


@pages
def test_ids_are_unique(file):
    assert [id for id, count in Counter(parse(file).ids).items() if count > 1] == []


@pages
def test_every_link_and_anchor_resolves(file):
    lost = []
    for link in set(parse(file).links):
        found = resolve(file, link)
        if found is None:
            continue
        path, anchor = found
        if not path.startswith(str(REPORTS)):
            lost.append(f"{link}: leads out of the folder")
        elif path.endswith(".html") and path.removeprefix(f"{REPORTS}/") not in PAGES:
            lost.append(f"{link}: no such page")
        elif not (REPORTS / path).exists():
            lost.append(f"{link}: no such file")
        elif anchor and path.endswith(".html") and anchor not in parse(path.removeprefix(f"{REPORTS}/")).ids:
            lost.append(f"{link}: no such anchor")
    assert lost == []


@pages
def test_alternates_are_of_the_other_language_and_lead_back(file):
    """Each page names itself in both languages, as does its counterpart."""
    own = parse(file)
    for language, link in own.alternates:
        path = resolve(file, link)[0].removeprefix(f"{REPORTS}/")
        assert parse(path).language == language
        back = [resolve(path, other)[0] for _, other in parse(path).alternates]
        assert str(REPORTS / file) in back
    assert {language for language, _ in own.alternates} == LANGUAGES - {own.language}


@pages
def test_text_for_each_picture_is_its_own(file):
    """axe passes a placeholder, the same text twice, and a text in another language."""
    page = parse(file)
    faults = []
    # a drawing is there twice, once for narrow screens: the same text twice is meant, four times is not
    for text, count in Counter(page.alts).items():
        if not text.strip():
            faults.append("a picture without a text")
        elif PLACEHOLDERS.search(text):
            faults.append(f"placeholder: {text}")
        elif len(text.split()) < FEWEST_WORDS:
            faults.append(f"too short: {text}")
        elif count > 2:
            faults.append(f"{count} times: {text}")
        elif other_language(text, page.language):
            faults.append(f"not in {page.language}: {text}")
    assert faults == []


@pages
def test_page_is_light(file):
    """Pictures apart, a page and the scripts and styles that it loads are light; Explore carries a library."""
    if EXPLORE.search(file):
        return
    text = (REPORTS / file).read_text(encoding="utf-8")
    own = len(re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL).encode())
    for link in re.findall(r'<(?:script|link)[^>]+(?:src|href)="([^"#]+\.(?:js|css))"', text):
        own += (REPORTS / resolve(file, link)[0]).stat().st_size
    assert own < HEAVIEST, f"{own:,} bytes"


@pages
def test_link_previews_are_told(file):
    """What a chat or a mail shows of a link: title, words and language, without a host's name."""
    metas = dict(parse(file).metas)
    assert metas.get("og:title")
    assert metas.get("og:description")
    assert metas.get("og:type") in ("website", "article")
    assert metas["og:locale"][:2] == parse(file).language
    assert not any("://" in metas.get(name, "") for name in metas)
