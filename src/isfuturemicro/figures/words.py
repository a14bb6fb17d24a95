"""What readers are shown for codes, numbers and dates, in one language.

Labels come from the vocabulary and the datasets, sentences from one file a language (see `load`).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ..vocabulary import Vocabulary, keep_together

MILLION = 1e6
PLURAL_FROM = 2
"""In French 1,9 is still singular; English gives both forms the same words where that matters."""
OPEN = ".."
"""The open end of a period."""


@dataclass(frozen=True)
class Words:
    """One language's labels, sentences and number formats, and the datasets that may be named."""

    language: str
    vocabulary: Vocabulary
    sentences: Mapping[str, str]
    datasets: Mapping[str, Mapping[str, str]]

    def say(self, key: str, **values: object) -> str:
        """The sentence under a key, its values filled in. Raises KeyError for an unknown key or a value it lacks."""
        return self.sentences[key].format(**values)

    def has(self, key: str) -> bool:
        return key in self.sentences

    def label(self, variable: str, code: str) -> str:
        """A category's label; `all` under `all` is everyone."""
        if code.startswith(OPEN) or variable == "year":
            return self.period(code)
        return self.spaced(self.vocabulary.label(variable, code, self.language))

    def variable(self, name: str) -> str:
        """A dimension's own name."""
        row = self.vocabulary.variables.get(name)
        return self.spaced(row[f"label_{self.language}"]) if row else self.say(f"dimension.{name}")

    def spaced(self, text: str) -> str:
        """A text that others wrote, with this language's no-break spaces."""
        return keep_together(text, self.language)

    def mid(self, text: str) -> str:
        """A label as it stands inside a sentence: small first letter, unless the word is a name or an abbreviation."""
        first = text.split(" ")[0]
        if first.strip(",") in self.sentences["names"].split(" ") or any(letter.isupper() for letter in first[1:]):
            return text
        return text[:1].lower() + text[1:]

    def of(self, dataset: str, field: str) -> str:
        """A field of a dataset's catalogue entry, in this language where the entry has one for each."""
        entry = self.datasets.get(dataset, {})
        if own := entry.get(f"{field}_{self.language}"):
            return self.spaced(own)
        if field == "publisher":
            return self.publisher(entry.get(field, ""))
        if field == "licence":
            return self.licence(entry.get(field, ""))
        return entry.get(field, "")

    def publisher(self, name: str) -> str:
        """A publisher under the official name that it has in this language, else under its own."""
        known = (row for row in self.vocabulary.tables["publisher"].values() if row["label_en"] == name)
        return next((row[f"label_{self.language}"] for row in known), name)

    def licence(self, code: str) -> str:
        """A licence's name; SPDX codes are names already."""
        return self.say(f"licence.{code}") if self.has(f"licence.{code}") else code

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with the language's own marks.

        >>> from isfuturemicro.figures import load_words
        >>> load_words("en").number(-1234567.891, 1)
        '−1,234,567.9'
        """
        plain = f"{abs(value):,.{decimals}f}"
        marks = {",": self.say("number.group"), ".": self.say("number.decimal")}
        written = "".join(marks.get(character, character) for character in plain)
        negative = value < 0 and any(digit in "123456789" for digit in plain)
        return f"−{written}" if negative else written

    def percent(self, share: float, decimals: int | None = None) -> str:
        """A share as a percentage: one decimal, or none where the share has none.

        >>> from isfuturemicro.figures import load_words
        >>> load_words("en").percent(0.76), load_words("en").percent(0.7621)
        ('76%', '76.2%')
        """
        if decimals is None:
            decimals = 0 if math.isclose(share * 100, round(share * 100), abs_tol=1e-9) else 1
        return self.say("number.percent", value=self.number(share * 100, decimals))

    def value(self, value: float, measure: str, currency: str = "") -> str:
        """A value of a measure as a reader is shown it."""
        unit = self.unit(measure)
        if measure == "growth":
            return signed(value, self.percent(value, 1 if abs(value) < 0.1 else 0))
        if unit == "share":
            return self.percent(value)
        if unit == "points":
            return signed(value, self.say(plural("number.points", value * 100), value=self.number(value * 100, 1)))
        if unit == "ratio":
            return self.number(value, 2)
        if unit == "index":
            return self.number(value, 4)
        if unit == "years":
            return self.say(plural("number.years", value), value=self.number(value, 1))
        if unit == "currency":
            return self.money(value, currency)
        return self.count(value)

    def count(self, value: float) -> str:
        """A number of things, in millions where there are that many."""
        if abs(value) < MILLION:
            return self.number(value)
        millions = round(value / MILLION, 1)
        key = plural("number.millions", millions)
        return self.say(key, value=self.number(millions, 0 if millions == round(millions) else 1))

    def capital(self, text: str) -> str:
        """A label at the head of a line; names such as edX keep their first letter."""
        return text if any(letter.isupper() for letter in text.split(" ")[0]) else text[:1].upper() + text[1:]

    def tick(self, value: float, measure: str, decimals: int = 0) -> str:
        """A value on an axis, as short as it can be told."""
        unit = self.unit(measure)
        if unit == "points":
            return signed(value, self.number(value * 100, decimals))
        if unit in ("number", "currency") and abs(value) >= MILLION:
            millions = round(value / MILLION, 1)
            return self.say(
                "number.millions_short", value=self.number(millions, 0 if millions == round(millions) else 1)
            )
        if measure == "growth":
            return signed(value, self.percent(value, 0))
        return self.number(value) if unit in ("currency", "number") else self.value(value, measure)

    def framework_value(self, attribute: str, code: str) -> str:
        """An answer that a framework gives to an attribute."""
        row = self.vocabulary.tables["framework_value"].get(f"{attribute}={code}")
        return self.spaced(row[f"label_{self.language}"]) if row else code

    def number_plain(self, value: float) -> str:
        """A year: a number without marks."""
        return f"{value:.0f}"

    def money(self, value: float, currency: str) -> str:
        """An amount in millions of its currency, or in full where it is under one million."""
        key = f"money.{currency.upper()}"
        key = key if self.has(key) else "money.unknown"
        if abs(value) < MILLION:
            return self.say(key, value=self.number(value), millions="", currency=currency.upper())
        millions = value / MILLION
        decimals = 0 if millions == round(millions) else 1
        told = {"value": self.number(millions, decimals), "millions": self.say("money.millions")}
        return self.say(key, **told, currency=currency.upper())

    def unit(self, measure: str) -> str:
        """The unit of a measure: share, ratio, points, number, currency or years."""
        return self.vocabulary.tables["measure"][measure]["unit"]

    def period(self, text: str) -> str:
        """A year, a school year, a date, or a span of any of them, in words.

        >>> from isfuturemicro.figures import load_words
        >>> [load_words("en").period(p) for p in ("2021", "2018/2021", "../2021-03-01", "2020-11", "2021-22/2022-23")]
        ['2021', '2018 to 2021', 'up to 1 March 2021', 'November 2020', '2021–2022 to 2022–2023']
        >>> load_words("fr").period("2020-21"), load_words("fr").period("../2021-03-01")
        ('2020-2021', "jusqu'au 1er mars 2021")
        """
        first, slash, last = text.partition("/")
        if not slash:
            return self.date(first)
        if first == OPEN:
            return self.say(f"period.until{day_of(last)}", last=self.date(last))
        if last == OPEN:
            return self.say(f"period.from{day_of(first)}", first=self.date(first))
        return self.say("period.span", first=self.date(first), last=self.date(last))

    def date(self, text: str) -> str:
        parts = text.split("-")
        if len(parts) == 1 or not all(part.isdigit() for part in parts):
            return text
        if is_school_year(text):
            return self.say("date.school_year", first=parts[0], last=int(parts[0]) + 1)
        month = self.sentences["months"].split(" ")[int(parts[1]) - 1]
        if len(parts) == 2:
            return self.say("date.month", month=month, year=parts[0])
        day = self.say("date.first") if int(parts[2]) == 1 else str(int(parts[2]))
        return self.say("date.day", day=day, month=month, year=parts[0])

    def join(self, items: list[str]) -> str:
        """Items as a list in a sentence."""
        if len(items) < 2:
            return "".join(items)
        return self.say("list.last", first=self.sentences["list.comma"].join(items[:-1]), last=items[-1])

    def few(self, items: list[str], most: int = 3) -> str:
        """The first items and how many more there are; a word for none."""
        if not items:
            return self.say("none")
        if len(items) <= most:
            return self.join(items)
        return self.say(
            "list.more", first=self.sentences["list.comma"].join(items[:most]), count=self.number(len(items) - most)
        )

    def either(self, items: list[str]) -> str:
        """Items as alternatives in a sentence."""
        if len(items) < 2:
            return "".join(items)
        return self.say("list.or", first=self.sentences["list.comma"].join(items[:-1]), last=items[-1])


def is_school_year(text: str) -> bool:
    """Two years in a row, such as 2020-21; what could also be a month, as 2009-10 could, is taken for a school year.

    >>> [is_school_year(text) for text in ("2020-21", "2020-11", "2021", "2021-03-01")]
    [True, False, False, False]
    """
    first, dash, last = text.partition("-")
    return bool(dash) and first.isdigit() and last == f"{(int(first) + 1) % 100:02d}"


def signed(value: float, written: str) -> str:
    """A difference with its sign: a gain carries a plus."""
    return f"+{written}" if value > 0 else written


def day_of(date: str) -> str:
    """What the key of a sentence about a whole date ends in: French says "au 1er mars", but "en mars"."""
    return "_day" if date.count("-") == 2 else ""


def plural(key: str, value: float) -> str:
    """The key of a sentence about so many, which has a form of its own for fewer than two."""
    return key if abs(value) >= PLURAL_FROM else f"{key}_one"
