"""A filled-in mapping of `dataset.yml`, read key by key; what is wrong is gathered, not raised."""

from difflib import get_close_matches

from ..findings import Finding
from ..located import Mapping, Sequence, unknown_keys


class Form:
    """One mapping with its allowed keys; every `read_` returns a usable value and notes what is wrong."""

    def __init__(self, mapping: object, allowed: tuple[str, ...], shown: str, findings: list[Finding], name: str):
        self.shown, self.findings, self.name = shown, findings, name
        if isinstance(mapping, Mapping):
            self.mapping = mapping
            findings.extend(unknown_keys(mapping, allowed, shown))
        else:
            self.mapping = Mapping(1)
            if mapping is not None:
                self.note(
                    1, f"{name} as {mapping!r}", "a mapping with the keys " + ", ".join(allowed), f"fill in {name}"
                )

    def note(self, line: int, found: str, allowed: str, remedy: str) -> None:
        self.findings.append(Finding(f"{self.shown}:{line}", found, allowed, "the dataset is not read", remedy))

    def line(self, key: str) -> int:
        return self.mapping.lines.get(key, self.mapping.line)

    def read_text(self, key: str, allowed: tuple[str, ...] = (), required: bool = False) -> str:
        """A text; one of `allowed` where a list is given."""
        value = self.mapping.get(key, "")
        if not isinstance(value, str):
            self.note(self.line(key), f"{key} as a list or mapping", "a text", f"write {key}: TEXT")
            return ""
        if not value:
            if required:
                self.note(self.line(key), f"no {key} in {self.name}", " | ".join(allowed) or "a text", f"add {key}:")
            return ""
        if allowed and value not in allowed:
            near = get_close_matches(value, allowed, n=1) or allowed[:1]
            self.note(self.line(key), f"{key}: {value}", " | ".join(allowed), f"write {key}: {near[0]}")
        return value

    def read_bilingual(self, key: str, required: bool = False) -> dict[str, str]:
        """A mapping with a text in English and one in French."""
        value = self.mapping.get(key)
        if value is None:
            if required:
                self.note(self.mapping.line, f"no {key} in {self.name}", "{en: ..., fr: ...}", f"add {key}:")
            return {}
        form = Form(value, ("en", "fr"), self.shown, self.findings, key)
        return {language: form.read_text(language, required=True) for language in ("en", "fr")}

    def read_form(self, key: str, allowed: tuple[str, ...], required: bool = False) -> "Form":
        """A mapping inside this one."""
        if key not in self.mapping:
            if required:
                self.note(
                    self.mapping.line, f"no {key} in {self.name}", f"a mapping: {', '.join(allowed)}", f"add {key}:"
                )
            return Form(None, allowed, self.shown, self.findings, key)
        return Form(self.mapping[key], allowed, self.shown, self.findings, key)

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
        try:
            return float(text)
        except (TypeError, ValueError):
            self.note(self.line(key), f"{key}: {text!r}", "a number with a decimal point", f"write {key}: 0.5")
            return float("nan")
