"""A filled-in mapping of `dataset.yml` or `claims.yml`, read key by key; what is wrong is gathered, not raised."""

import math
import re

from ..findings import Finding, find_nearest, list_allowed
from ..located import Mapping, Sequence, unknown_keys

LANGUAGES = {"en": "English", "fr": "French"}
THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")


class Form:
    """One mapping with its allowed keys; every `read_` returns a usable value and notes what is wrong."""

    def __init__(
        self, mapping: object, allowed: tuple[str, ...], shown: str, findings: list[Finding], name: str, line: int = 1
    ):
        self.shown, self.findings, self.name = shown, findings, name
        self.misspelt: set[str] = set()
        if isinstance(mapping, Mapping):
            self.mapping = mapping
            self.misspelt = {near for key in mapping if key not in allowed for near in find_nearest(key, allowed)}
            findings.extend(unknown_keys(mapping, allowed, shown))
            return
        self.mapping = Mapping(line)
        if mapping is not None:
            found = f"{name} with nothing in it" if mapping == "" else f"{name} as {mapping!r}"
            remedy = f"write {allowed[0]}: ... and the other keys under {name}, each on a line of its own"
            self.note(line, found, "a mapping with the keys " + ", ".join(allowed), remedy)
        self.findings = []  # of one fault one finding: that the keys are missing follows from it

    def note(self, line: int, found: str, allowed: str, remedy: str) -> None:
        self.findings.append(Finding(f"{self.shown}:{line}", found, allowed, "nothing of this file is used", remedy))

    def line(self, key: str) -> int:
        return self.mapping.lines.get(key, self.mapping.line)

    def lacks(self, key: str, allowed: str, remedy: str) -> None:
        """Note a key that is not there, unless it is there under a misspelt name, which is noted already."""
        if key not in self.misspelt:
            self.note(self.line(key), f"no {key} in {self.name}", allowed, remedy)

    def read_text(self, key: str, allowed: tuple[str, ...] = (), required: bool = False, example: str = "TEXT") -> str:
        """A text; one of `allowed` where a list is given."""
        value = self.mapping.get(key, "")
        if not isinstance(value, str):
            self.note(self.line(key), f"{key} as a list or mapping", "a text", f"write {key}: TEXT")
            return ""
        if not value:
            choice = list_allowed(value, allowed) if allowed else f"a text, {key}: {example}"
            remedy = f"{key}: with one of these" if allowed else f"{key}: {example}"
            if required:
                self.lacks(key, choice, f"write {remedy}")
            elif key in self.mapping:
                self.note(self.line(key), f"{key}: with nothing after it", choice, f"write {remedy}, or delete {key}:")
            return ""
        if allowed and value not in allowed:
            near = find_nearest(value, allowed)
            remedy = f"write {key}: {near[0]}" if near else f"write one of these, such as {key}: {allowed[0]}"
            self.note(self.line(key), f"{key}: {value}", list_allowed(value, allowed), remedy)
        return value

    def read_texts(self, key: str, required: bool = False) -> tuple[str, ...]:
        """Some texts; one may stand without brackets."""
        value = self.mapping.get(key)
        if not isinstance(value, Sequence):
            text = self.read_text(key, required=required)
            return (text,) if text else ()
        if not value or not all(isinstance(item, str) and item for item in value):
            self.note(self.line(key), f"{key}: {value}", "a text, or a list of texts", f"write {key}: [A, B]")
            return ()
        return tuple(value)

    def read_bilingual(self, key: str, required: bool = False) -> dict[str, str]:
        """A mapping with a text in English and one in French."""
        value = self.mapping.get(key)
        if value is None:
            if required:
                self.lacks(key, "a text in English and in French", f"add {key}: {{en: ..., fr: ...}}")
            return {}
        if value and isinstance(value, str):
            remedy = f'write {key}: {{en: "{value}", fr: ...}}'
            self.note(self.line(key), f"{key} in one language", "a text in English and in French", remedy)
            return {}
        form = Form(value, tuple(LANGUAGES), self.shown, self.findings, key, self.line(key))
        for language, name in LANGUAGES.items():
            if not form.mapping.get(language):
                remedy = f"add {language}: with the text in {name}"
                form.lacks(language, "a text in English and in French", remedy)
        return {language: form.read_text(language) for language in LANGUAGES}

    def read_form(self, key: str, allowed: tuple[str, ...], required: bool = False) -> "Form":
        """A mapping inside this one."""
        value = self.mapping.get(key)
        if value is None and required:
            keys = ", ".join(allowed)
            self.lacks(key, f"a mapping with the keys {keys}", f"add {key}: and its keys under it")
        return Form(value, allowed, self.shown, self.findings, key, self.line(key))

    def read_items(self, key: str) -> list[tuple[int, object]]:
        """The items of a list with their lines."""
        value = self.mapping.get(key)
        if value is None or value == "":
            return []
        if not isinstance(value, Sequence):
            self.note(self.line(key), f"{key} that is no list", "a list", f"write each item of {key} after a dash")
            return []
        return list(zip(value.lines, value, strict=True))

    def read_number(self, key: str, default: float | None = None) -> float:
        """A finite number."""
        text = self.mapping.get(key, "")
        if text == "" and default is not None:
            return default
        number = parse_number(text)
        if math.isnan(number):
            found = f"{key}: {text}" if isinstance(text, str) and text else f"no number as {key} in {self.name}"
            allowed = "digits, with a point before decimals and nothing between thousands"
            plain = (
                text.replace(",", "") if isinstance(text, str) and THOUSANDS.fullmatch(text) else "1234.5 or the like"
            )
            self.note(self.line(key), found, allowed, f"write {key}: {plain}")
        return number


def parse_number(text: object) -> float:
    """A finite number as a person writes it; NaN where it is none.

    >>> parse_number("-0.5"), parse_number("2,592"), parse_number("inf")
    (-0.5, nan, nan)
    """
    try:
        number = float(text) if isinstance(text, str) and "_" not in text else math.nan
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan
