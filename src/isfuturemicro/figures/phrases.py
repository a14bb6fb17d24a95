"""Methods and reasons of `estimates.csv` in a reader's language.

The estimates carry them as English clauses, joined by semicolons. Each clause is a row of the vocabulary's table
`phrase`, whose English label is its pattern: `{number}` stands for digits, other placeholders for codes.
"""

import re
from collections.abc import Mapping
from functools import cache

from ..vocabulary import SPECIAL_CODES, load_vocabulary, parse_band
from .words import Words

CLAUSE = "; "
PATTERNS = {
    "number": r"\d[\d,.]*",
    "least": r"\d+",
    "total": r"\d[\d,]*",
    "year": r"\d{4}",
    "ages": r"[\w ]+",
    "other_ages": r"[\w ]+",
    "place": r"[A-Z-]+",
    "other_place": r"[A-Z-]+",
    "dataset": r"[a-z]{2}_\w+",
    "measure": r"[a-z_]+",
    "variable": r"[a-z_]+",
    "variables": r"[a-z_]+(?:, [a-z_]+)*",
    "code": r"[\w-]+",
    "codes": r"[\w-]+(?: \(\d+ cases?\))?(?:, [\w-]+(?: \(\d+ cases?\))?)*",
}
CASES = re.compile(r"([\w-]+)(?: \((\d+) cases?\))?")


def tell_phrase(text: str, words: Words) -> str:
    """A method or a reason in words; a clause that the vocabulary does not know stays as it is."""
    if known := find_phrase(text):
        return write(*known, words)
    clauses = [find_phrase(clause) or clause for clause in text.split(CLAUSE)]
    return CLAUSE.join(clause if isinstance(clause, str) else write(*clause, words) for clause in clauses)


def unknown_clauses(text: str) -> list[str]:
    """The clauses of a method or reason that the vocabulary does not know."""
    if find_phrase(text):
        return []
    return [clause for clause in text.split(CLAUSE) if clause and not find_phrase(clause)]


@cache
def find_phrase(text: str) -> tuple[str, Mapping[str, str]] | None:
    """The code of the phrase that a text is, and what it fills in."""
    for code, pattern in compile_patterns():
        if match := pattern.fullmatch(text):
            return code, match.groupdict()
    return None


@cache
def compile_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = load_vocabulary().tables["phrase"].items()
    return tuple((code, re.compile(pattern_of(row["label_en"]))) for code, row in rows)


def pattern_of(label: str) -> str:
    """The pattern of an English label with placeholders. Raises KeyError for a placeholder of no known kind."""
    seen: set[str] = set()

    def group(match: re.Match[str]) -> str:
        kind = match[1]
        if kind in seen:
            return f"(?P={kind})"
        seen.add(kind)
        return f"(?P<{kind}>{PATTERNS[kind]})"

    return re.sub(r"\\\{(\w+)\\\}", group, re.escape(label))


def write(code: str, values: Mapping[str, str], words: Words) -> str:
    template = words.spaced(load_vocabulary().tables["phrase"][code][f"label_{words.language}"])
    return template.format(**{kind: tell(kind, value, words) for kind, value in values.items()})


def tell(kind: str, value: str, words: Words) -> str:
    """What stands for a placeholder: a number as the language writes it, a code as its label."""
    if kind in ("number", "least", "total"):
        return words.number(float(value.replace(",", "")))
    if kind in ("ages", "other_ages"):
        return words.mid(words.label("age_band", code_ages(value)))
    if kind in ("place", "other_place"):
        return words.label("jurisdiction", value)
    if kind == "dataset":
        return words.of(value, "title") or value
    if kind == "measure":
        return words.mid(words.label("measure", value))
    if kind in ("variable", "variables"):
        return words.join([words.mid(words.variable(name)) for name in value.split(", ")])
    if kind in ("code", "codes"):
        return ", ".join(tell_group(match[1], match[2], words) for match in CASES.finditer(value))
    return value


def tell_group(code: str, cases: str | None, words: Words) -> str:
    label = words.mid(label_code(code, words))
    return f"{label} ({words.say('cases', number=words.number(int(cases)))})" if cases else label


def code_ages(text: str) -> str:
    """The code of ages that are told in English.

    >>> [code_ages(text) for text in ("15 and over", "25 to 64", "under 18", "all")]
    ['15-plus', '25-64', 'under-18', 'all']
    """
    return text.replace(" and over", "-plus").replace(" to ", "-").replace(" ", "-")


def label_code(code: str, words: Words) -> str:
    """The label of a category whose variable is not told: an age band, or the first variable that has it."""
    if code in SPECIAL_CODES:
        return words.label("all", code)
    try:
        return words.label("age_band", parse_band(code).code)
    except ValueError:
        holders = (name for name in words.vocabulary.variables if code in words.vocabulary.codes(name))
        return words.label(next(holders, ""), code)
