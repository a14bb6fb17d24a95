"""The words of pages: the charts' sentences and the pages' own."""

from collections.abc import Mapping
from pathlib import Path

from ..figures.load import load_words
from ..figures.words import Words

ROOM = Path(__file__).parent
SENTENCES = (ROOM / "sentences", ROOM / "written" / "sentences")


def load_page_words(language: str, datasets: Mapping[str, Mapping[str, str]] | None = None) -> Words:
    """The words of one language for pages that name these datasets."""
    return load_words(language, datasets, SENTENCES)
