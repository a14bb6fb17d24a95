"""The made pages as files: found by themselves, parsed without a browser."""

import re
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

REPORTS = Path(__file__).resolve().parents[2] / "reports"
PAGES = sorted(str(path.relative_to(REPORTS)) for path in REPORTS.rglob("*.html"))
"""Every page of every language, as a path under the reports."""

ENGLISH = "the of and to in is are was were with from that this by for which not who its"
FRENCH = "le la les des du de et à dans est sont une un par pour avec qui que aux sur au ne pas"
FUNCTION_WORDS = {"en": frozenset(ENGLISH.split(" ")), "fr": frozenset(FRENCH.split(" "))}


@dataclass(frozen=True)
class Parsed:
    """What a page consists of that can be told without drawing it."""

    language: str
    ids: tuple[str, ...]
    links: tuple[str, ...]
    alternates: tuple[tuple[str, str], ...]
    metas: tuple[tuple[str, str], ...]
    alts: tuple[str, ...]


class Reader(HTMLParser):
    """Collects ids, links, alternates, metas and every text that stands for a picture."""

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.ids: list[str] = []
        self.links: list[str] = []
        self.alternates: list[tuple[str, str]] = []
        self.metas: list[tuple[str, str]] = []
        self.alts: list[str] = []
        self.describing = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        self.ids += [values["id"]] if "id" in values else []
        if tag == "html":
            self.language = values.get("lang", "")
        elif tag == "meta":
            self.metas.append((values.get("name", values.get("property", "")), values.get("content", "")))
        elif tag == "link" and values.get("rel") == "alternate" and "hreflang" in values:
            self.alternates.append((values["hreflang"], values["href"]))
        elif tag == "img":
            self.alts.append(values.get("alt", ""))
        elif tag == "desc":
            self.describing = True
            self.alts.append("")
        self.links += [values[name] for name in ("href", "src") if name in values and tag != "use"]

    def handle_endtag(self, tag: str) -> None:
        self.describing = self.describing and tag != "desc"

    def handle_data(self, data: str) -> None:
        if self.describing:
            self.alts[-1] += data


@cache
def parse(file: str) -> Parsed:
    reader = Reader()
    reader.feed((REPORTS / file).read_text(encoding="utf-8"))
    return Parsed(
        reader.language,
        tuple(reader.ids),
        tuple(reader.links),
        tuple(reader.alternates),
        tuple(reader.metas),
        tuple(reader.alts),
    )


def resolve(file: str, link: str) -> tuple[str, str] | None:
    """The file under the reports, or outside of them, and the anchor that a link leads to; None for other hosts."""
    parts = urlsplit(link)
    if parts.scheme or link.startswith("//"):
        return None
    target = (REPORTS / file).parent / unquote(parts.path) if parts.path else REPORTS / file
    return str(target.resolve()), unquote(parts.fragment)


def other_language(text: str, language: str) -> bool:
    """Whether a text has more of the small words of another language than of its own."""
    words = re.findall(r"\w+", text.lower())
    counts = {code: sum(word in small for word in words) for code, small in FUNCTION_WORDS.items()}
    return any(counts[code] > counts[language] for code in counts if code != language)
