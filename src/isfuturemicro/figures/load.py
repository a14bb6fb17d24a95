"""The words of a language, from one file of sentences in each room that speaks: `sentences/<language>.yml`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ..located import read_yaml
from ..vocabulary import keep_together, load_vocabulary
from .words import Words

SENTENCES = Path(__file__).parent / "sentences"
LISTS = ("same", "same_labels")
"""Keys of a translation that are no sentences: which sentences and labels are rightly those of the English."""


def load_words(
    language: str = "en", datasets: Mapping[str, Mapping[str, str]] | None = None, folders: tuple[Path, ...] = ()
) -> Words:
    """The words of one language: the charts' sentences and those of further `folders`.

    Raises ValueError where a folder has no sentences in the language or a key stands twice.
    """
    sentences: dict[str, str] = {}
    for folder in (SENTENCES, *folders):
        written = read_sentences(folder, language)
        fresh = {key: keep_together(text, language) for key, text in written.items() if key not in LISTS}
        if twice := sorted(sentences.keys() & fresh.keys()):
            raise ValueError(
                f"{language}.yml in {folder.parent.name}: {', '.join(twice)} stand in another file already"
            )
        sentences |= fresh
    return Words(language, load_vocabulary(), sentences, datasets or {})


@cache
def read_sentences(folder: Path, language: str) -> dict[str, str]:
    """A room's sentences as they are written. Raises ValueError where the file can't be read."""
    path = folder / f"{language}.yml"
    document, findings = read_yaml(path, f"{folder.parent.name}/{folder.name}/{path.name}")
    if findings:
        raise ValueError("; ".join(str(finding) for finding in findings))
    return flatten(document)


def flatten(document: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested keys joined by dots."""
    flat: dict[str, str] = {}
    for key, value in document.items():
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value
    return flat
