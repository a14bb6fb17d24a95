"""Every page looks as its reference picture does, at both widths; `make pictures` renews the references.

First of this folder's tests, so that each page is still as it opened."""

import shutil

import pytest

from browser.appearance import (
    BLOCKS,
    DIFFERENCES,
    compare_pictures,
    keep_references,
    left_overs,
    name_picture,
    read_maker,
    reduce_picture,
    reference_file,
    show_side_by_side,
    take_picture,
    tell_maker,
)
from browser.conftest import WIDE, Visit, open_tab
from browser.site import PAGES

NAMES = [name_picture(page, width) for page in PAGES for width in BLOCKS]
RENEW = "look at the page; `make pictures` takes it as the new reference"

BREAKAGES = {
    "a figure is missing": "() => { for (const e of document.querySelectorAll('figure.chart svg'))"
    " e.style.visibility = 'hidden'; }",
    "a figure has lost its place": "() => { for (const e of document.querySelectorAll('figure.chart')) e.remove(); }",
    "no style": "() => { for (const e of document.querySelectorAll('style, link[rel=stylesheet]')) e.remove(); }",
    "the layout is broken": "() => { document.querySelector('main').style.marginLeft = '25%'; }",
    "colours are lost": "() => { document.body.style.filter = 'invert(1)'; }",
}
"""What is done to a page on purpose."""


@pytest.fixture(scope="module")
def taken(request):
    """The pictures of this run, which become the references where that is asked for."""
    pictures, maker = {}, {}
    yield pictures, maker
    if request.config.getoption("--renew-pictures") and sorted(pictures) == sorted(NAMES):
        keep_references(pictures, maker)


@pytest.fixture(scope="module", autouse=True)
def no_old_differences():
    shutil.rmtree(DIFFERENCES, ignore_errors=True)


@pytest.mark.parametrize("width", BLOCKS)
def test_looks_as_its_reference(visit: Visit, width: int, taken, request):
    """A difference under another browser or other fonts than the references' is told as skipped, not as passed."""
    pictures, maker = taken
    maker.update(maker or tell_maker(visit.tab))
    picture = take_picture(visit.tab, width)
    visit.tab.set_viewport_size(WIDE)
    current = pictures[name_picture(visit.file, width)] = reduce_picture(picture, width)
    if request.config.getoption("--renew-pictures"):
        return
    kept = reference_file(visit.file, width)
    assert kept.exists(), f"{visit.file} at {width} px has no reference picture; {RENEW}"
    reference = kept.read_bytes()
    difference = compare_pictures(reference, current, width)
    if not difference.matters:
        return
    if maker != read_maker():
        made = f"but the references were made with {read_maker()} and this is {maker}"
        pytest.skip(f"{difference.tell(visit.file, width)}, {made}")
    DIFFERENCES.mkdir(exist_ok=True)
    shown = DIFFERENCES / f"{name_picture(visit.file, width)}.png"
    show_side_by_side(reference, picture, difference, width).save(shown)
    pytest.fail(f"{difference.tell(visit.file, width)}; before and now: {shown}; {RENEW}", pytrace=False)


def test_no_reference_is_of_a_page_that_is_gone(request):
    if not request.config.getoption("--renew-pictures"):
        assert left_overs(NAMES) == [], "`make pictures` removes them"


@pytest.mark.parametrize("width", BLOCKS)
@pytest.mark.parametrize("breakage", BREAKAGES)
def test_a_page_broken_on_purpose_is_found(chromium, breakage, width):
    tab = open_tab(chromium, "03_uptake.html").tab
    sound = reduce_picture(take_picture(tab, width), width)
    tab.evaluate(BREAKAGES[breakage])
    broken = take_picture(tab, width)
    difference = compare_pictures(sound, reduce_picture(broken, width), width)
    assert difference.matters, difference
    assert show_side_by_side(sound, broken, difference, width).width > 2 * 2 * (width // 4)
    tab.context.close()


@pytest.mark.parametrize("width", BLOCKS)
def test_anti_aliasing_is_no_difference(chromium, width):
    """Everything drawn a fraction of a pixel aside: other greys at every edge, and the same page to a reader."""
    tab = open_tab(chromium, "03_uptake.html").tab
    sound = reduce_picture(take_picture(tab, width), width)
    tab.evaluate("() => { document.body.style.transform = 'translate(0.5px, 0.5px)'; }")
    shifted = reduce_picture(take_picture(tab, width), width)
    assert shifted != sound
    assert not compare_pictures(sound, shifted, width).matters
    tab.context.close()
