"""Where pages lie: English in the reports' folder, every other language in a folder of its own, under equal names."""

from dataclasses import dataclass
from pathlib import Path

from ..datasets.form import LANGUAGES

REPORTS = Path("reports")
INDEX = "index.html"
JURISDICTIONS = f"{INDEX}#jurisdictions"
FIRST = next(iter(LANGUAGES))
"""The language whose pages lie in the reports' folder itself."""


@dataclass(frozen=True)
class Alternate:
    """The same page in another language, as the page at hand links to it."""

    language: str
    file: str


def folder_of(language: str) -> str:
    """The folder of a language's pages, relative to the reports.

    >>> folder_of("en"), folder_of("fr")
    ('', 'fr/')
    """
    return "" if language == FIRST else f"{language}/"


def find_alternates(name: str, language: str) -> tuple[Alternate, ...]:
    """The same page in the other languages.

    >>> find_alternates("index.html", "en"), find_alternates("index.html", "fr")
    ((Alternate(language='fr', file='fr/index.html'),), (Alternate(language='en', file='../index.html'),))
    """
    up = "../" if folder_of(language) else ""
    return tuple(Alternate(other, f"{up}{folder_of(other)}{name}") for other in LANGUAGES if other != language)
