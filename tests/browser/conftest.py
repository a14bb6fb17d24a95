"""Every made page, opened once in a real browser. `make test-browser` runs these; plain `make test` leaves them out."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from browser.site import PAGES, REPORTS

if TYPE_CHECKING:  # plain `make test` needs neither
    from playwright.sync_api import Browser, ConsoleMessage, Page

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
WIDE = {"width": 1280, "height": 900}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-pictures", action="store_true", help="keep this run's pictures as the references")


@dataclass
class Visit:
    """A page in a tab of its own, with what it said and asked for while it loaded."""

    file: str
    tab: "Page"
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """Debian's browser, headless. Without one these tests fail: they were asked for."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    assert path, "no Chromium: apt-get install chromium, or name its file in CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()


def note(message: "ConsoleMessage", visit: Visit) -> None:
    """What the page complains of; a library's remark that all is well is none."""
    if message.type in ("warning", "error"):
        visit.complaints.append(f"{message.type}: {message.text}")


def open_tab(browser: "Browser", file: str, *, scripts: bool = True) -> Visit:
    """The page in a fresh context; complaints and requests are written down."""
    context = browser.new_context(viewport=WIDE, java_script_enabled=scripts, reduced_motion="reduce")
    visit = Visit(file, context.new_page())
    visit.tab.on("console", lambda message: note(message, visit))
    visit.tab.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.tab.on("request", lambda request: visit.requests.append(request.url))
    visit.tab.goto((REPORTS / file).as_uri())
    return visit


@pytest.fixture(scope="session", params=PAGES)
def visit(chromium: "Browser", request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Each page in turn; pytest runs all of its tests before it opens the next."""
    opened = open_tab(chromium, request.param)
    yield opened
    opened.tab.context.close()


@pytest.fixture
def home(chromium: "Browser") -> Iterator["Page"]:
    """The first page in English, in a fresh tab."""
    opened = open_tab(chromium, "index.html")
    yield opened.tab
    opened.tab.context.close()
