"""Whether every text that readers see stands in every language: sentences, prose, labels, methods and reasons."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ..datasets.form import LANGUAGES
from ..figures.load import LISTS
from ..figures.load import SENTENCES as CHART_SENTENCES
from ..figures.phrases import unknown_clauses
from ..findings import Finding
from ..located import Mapping as Located
from ..located import read_yaml
from ..vocabulary import load_vocabulary
from .addresses import FIRST
from .notebooks import FOLDER, Notebook, find_notebooks
from .prose import HEADING, list_prose
from .tables import PROCESSED, read
from .wording import SENTENCES as PAGE_SENTENCES

NO_PAGE = "no page is made, since its readers would meet a gap"
PLACEHOLDER = re.compile(r"\{(\w*)\}")
NAMES = ("jurisdiction", "country_group", "provider", "institution", "credential_type", "publisher", "keeper")
"""Tables of proper names, many of which are the same in both languages."""
Place = tuple[str, str]
"""A text and where it stands."""


def check_translations(root: Path) -> list[Finding]:
    """Every text that lacks, is left over, or was copied instead of translated; of notebooks and estimates where there
    are any yet."""
    findings: list[Finding] = []
    for language in LANGUAGES:
        if language != FIRST:
            findings += check_sentences(CHART_SENTENCES, language)
            for folder in PAGE_SENTENCES:
                findings += check_sentences(folder, language)
            findings += check_prose(root, language) if (root / FOLDER).is_dir() else []
            findings += check_labels(language)
    return findings + (check_phrases(root) if (root / PROCESSED / "estimates.csv").is_file() else [])


def check_sentences(folder: Path, language: str) -> list[Finding]:
    """A room's sentences in one language against those in English."""
    shown = f"{folder.parent.name}/{folder.name}"
    first, findings = place_sentences(folder, FIRST, shown)
    other, faults = place_sentences(folder, language, shown)
    if findings or faults:
        return findings + faults
    lists = {key: other.pop(key, ("", ""))[0] for key in LISTS}
    findings += compare(first, other, f"{shown}/{language}.yml", f"{shown}/{FIRST}.yml", language)
    same = set(lists["same"].split())
    for key in sorted(first.keys() & other.keys()):
        text, where = other[key]
        if text == first[key][0] and key not in same and has_words(text):
            findings.append(refuse_copy(where, key, text, language))
    findings += [
        refuse_listed(f"{shown}/{language}.yml", key) for key in sorted(same) if not is_same(key, first, other)
    ]
    return findings


def place_sentences(folder: Path, language: str, shown: str) -> tuple[dict[str, Place], list[Finding]]:
    """Each key's text and where it stands."""
    path = f"{shown}/{language}.yml"
    document, findings = read_yaml(folder / f"{language}.yml", path)
    return ({} if findings else dict(flatten(document, path))), findings


def flatten(document: Located, path: str, prefix: str = "") -> Iterator[tuple[str, Place]]:
    """Nested keys joined by dots, with the texts and their places."""
    for key, value in document.items():
        if isinstance(value, Located):
            yield from flatten(value, path, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", (value, f"{path}:{document.lines[key]}")


def compare(
    first: Mapping[str, Place], other: Mapping[str, Place], file: str, original: str, language: str
) -> Iterator[Finding]:
    """Texts that one file has and the other lacks, empty ones, and placeholders that differ."""
    name = LANGUAGES[language]
    for key in sorted(first.keys() - other.keys()):
        remedy = f'write {key}: with the {name} for "{shorten(first[key][0])}"'
        yield Finding(file, f"no {key}", f"every key of {original}", NO_PAGE, remedy)
    for key in sorted(other.keys() - first.keys()):
        remedy = f"delete it, or write {key}: in {original} too"
        yield Finding(other[key][1], f"{key}, which {original} lacks", "the same keys", "nobody would read it", remedy)
    for key in sorted(first.keys() & other.keys()):
        (text, _), (translated, where) = first[key], other[key]
        if text and not translated.strip(" \n"):
            remedy = f'write the {name} for "{shorten(text)}"'
            yield Finding(where, f"{key}: with nothing after it", "a text", NO_PAGE, remedy)
        elif (needs := placeholders(text)) != (has := placeholders(translated)):
            remedy = f"use {tell(needs)}, as the English does"
            follows = "a number or a name would be missing, or no page is made"
            yield Finding(where, f"{key} with {tell(has)}", tell(needs), follows, remedy)


def check_prose(root: Path, language: str) -> list[Finding]:
    """The notebooks' titles and markdown cells in one language."""
    shown = f"{FOLDER}/{language}.yml"
    document, findings = read_yaml(root / shown, shown)
    if findings:
        return findings
    notebooks = find_notebooks(root)
    first = {
        f"{notebook.name}.{id}": (text, shown) for notebook in notebooks for id, text in list_prose(notebook).items()
    }
    other = dict(flatten(document, shown))
    findings += compare(first, other, shown, f"{FOLDER}/*.ipynb", language)
    for key in sorted(first.keys() & other.keys()):
        (text, _), (translated, where) = first[key], other[key]
        if text == translated.rstrip("\n") and text != "## Sources":
            findings.append(refuse_copy(where, key, translated, language))
        if levels(text) != levels(translated):
            allowed = f"the headings of notebooks/*.ipynb: {', '.join(levels(text)) or 'none'}"
            follows = "an address of a section would lead nowhere in one of the languages"
            findings.append(Finding(where, f"{key} with other headings", allowed, follows, "give it the same headings"))
    return findings + [fault for notebook in notebooks for fault in check_declared(notebook, language)]


def check_declared(notebook: Notebook, language: str) -> Iterator[Finding]:
    """The title, short name and summary that a notebook declares."""
    for field in ("title", "short", "summary"):
        told: Mapping[str, str] = getattr(notebook, field)
        if not told.get(language, "").strip():
            remedy = f'write "{language}": with the {LANGUAGES[language]} for "{told[FIRST]}"'
            where = f"{FOLDER}/{notebook.name}.ipynb, metadata.isfuturemicro.{field}"
            yield Finding(where, f"no {language}", " and ".join(LANGUAGES), NO_PAGE, remedy)


def check_labels(language: str) -> list[Finding]:
    """Labels of the vocabulary that are blank, or copied from the English without being listed as the same."""
    document, findings = read_yaml(CHART_SENTENCES / f"{language}.yml", f"figures/sentences/{language}.yml")
    if findings:
        return findings
    same = [label.strip() for label in document.get("same_labels", "").split(",")]
    for table, rows in load_vocabulary().tables.items():
        for code, row in rows.items():
            for column in (name for name in row if name.endswith(f"_{FIRST}")):
                translated = column.removesuffix(FIRST) + language
                where = f"vocabulary/tables/{table}.csv, {code}"
                if not row.get(translated, "").strip():
                    remedy = f'write the {LANGUAGES[language]} for "{row[column]}"'
                    findings.append(Finding(where, f"no {translated}", "a label in each language", NO_PAGE, remedy))
                elif row[translated] == row[column] and table not in NAMES and row[column] not in same:
                    findings.append(refuse_copy(where, translated, row[column], language, "same_labels"))
    return findings


def check_phrases(root: Path) -> list[Finding]:
    """Methods and reasons of the estimates that the vocabulary does not know, and so nobody can translate."""
    texts = {row[column] for row in read(root, "estimates") for column in ("method", "reason")}
    clauses = {re.sub(r"\d+", "{number}", clause) for text in texts for clause in unknown_clauses(text)}
    return [
        Finding(
            "data/processed/estimates.csv",
            f'the method or reason "{clause}"',
            "a phrase of vocabulary/tables/phrase.csv",
            "it would stand in English on a page of another language",
            f'add a row there with label_en "{clause}", its codes as {{dataset}}, {{codes}} ..., and its French',
        )
        for clause in sorted(clauses)
    ]


def levels(text: str) -> list[str]:
    """The marks of a text's headings below its title."""
    return [marks for marks, _ in HEADING.findall(text)]


def placeholders(text: str) -> list[str]:
    return sorted(set(PLACEHOLDER.findall(text)))


def tell(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names) or "no placeholder"


def has_words(text: str) -> bool:
    """Signs and placeholders alone are in no language."""
    return bool(re.search(r"[^\W\d_]", PLACEHOLDER.sub("", text)))


def is_same(key: str, first: Mapping[str, Place], other: Mapping[str, Place]) -> bool:
    return key in first and key in other and first[key][0] == other[key][0] and has_words(first[key][0])


def shorten(text: str) -> str:
    """As much of a text as tells which one it is."""
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:77]}..."


def refuse_copy(where: str, key: str, text: str, language: str, listed: str = "same") -> Finding:
    name = LANGUAGES[language]
    remedy = f"translate it; if it is the same in {name}, add {key if listed == 'same' else text} to {listed}:"
    return Finding(where, f'{key}: "{shorten(text)}", as in English', f"a text in {name}", NO_PAGE, remedy)


def refuse_listed(where: str, key: str) -> Finding:
    found = f"{key} listed under same:, but its text differs or is no longer there"
    return Finding(where, found, "keys whose text is that of the English", "the list misleads", f"delete {key} from it")
