"""Every text stands in both languages, is written as its language writes, and both pages of a pair say the same."""

import csv
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from small_reports import VOID, Elements, make_small, read_pages, write_prose

from isfuturemicro.cli import main
from isfuturemicro.figures import load_words
from isfuturemicro.figures.load import LISTS
from isfuturemicro.figures.load import SENTENCES as CHART_SENTENCES
from isfuturemicro.figures.phrases import compile_patterns, tell_phrase, unknown_clauses
from isfuturemicro.report import translations
from isfuturemicro.report.translations import NO_PAGE, check_sentences, check_translations
from isfuturemicro.report.wording import SENTENCES as PAGE_SENTENCES
from isfuturemicro.report.wording import load_page_words
from isfuturemicro.vocabulary import load_vocabulary
from isfuturemicro.vocabulary.tables import TABLES

PROJECT = Path(__file__).parent.parent
NBSP, NARROW = "\u00a0", "\u202f"
SHOWN = "report/sentences/fr.yml"
ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the and of to in is are that which with from for by than their this these those who what where how was were "
        "it its not no one each all only between within without people share answer learners",
    )
)
"""Frequent English words, none of which is also a frequent French one."""
NAMES = re.compile(
    r"https?://\S+|CC[ -]BY[-\w. ]*|Is the Future Micro|The Carpentries|Adult Training and Education Survey|"
    r"Lower Than A Level"
)
"""Addresses, licences and titles of publications, which stay in their language; publishers are read from the data."""
FRENCH_SPACING = {
    "a plain space before a sign": re.compile(r"[^\s] [:%»](?:\s|$)"),
    "no space before a colon": re.compile(r"[a-zà-ÿ)]:\s"),
    "no space before a percentage sign": re.compile(r"\d%"),
    "a space before ; ? or !": re.compile(r"\w[ \u00a0\u202f][;?!](?:\s|$)"),
    "a plain space after an opening quotation mark": re.compile(r"« "),
    "a decimal point": re.compile(r"\d\.\d(?!\.)\d*\u00a0%"),
    "a plain space between thousands": re.compile(r"(?<![\d,]) ?\b\d{1,3} \d{3}\b(?! \d{4})"),
}


class Texts(HTMLParser):
    """The texts of a page in its own language: what is seen, and what is read aloud."""

    SPOKEN = ("aria-label", "title", "alt", "content")

    def __init__(self, text: str, language: str):
        super().__init__()
        self.language, self.open, self.found = language, [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        language = attributes.get("lang") or (self.open[-1][1] if self.open else self.language)
        if language == self.language:
            self.found += [attributes[name] for name in self.SPOKEN if attributes.get(name)]
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        while tag not in VOID and self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tags = {tag for tag, _ in self.open}
        if data.strip() and not tags & {"style", "code", "script"} and self.open[-1][1] == self.language:
            self.found.append(data.strip())


@pytest.fixture(scope="module")
def pages(reported):
    return read_pages(reported.root)


@pytest.fixture(scope="module")
def french(pages):
    return {name: Texts(text, "fr").found for name, text in pages.items() if name.startswith("fr/")}


def flat(path: Path) -> dict[str, str]:
    found = {}

    def walk(document, prefix=""):
        for key, value in document.items():
            if isinstance(value, dict):
                walk(value, f"{prefix}{key}.")
            else:
                found[f"{prefix}{key}"] = value

    walk(yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader))
    return found


@pytest.mark.parametrize("folder", [CHART_SENTENCES, *PAGE_SENTENCES], ids=lambda folder: folder.parent.name)
def test_both_languages_have_the_same_keys_and_placeholders(folder):
    english, french = flat(folder / "en.yml"), flat(folder / "fr.yml")
    assert english.keys() == french.keys() - set(LISTS)
    for key, text in english.items():
        assert sorted(set(re.findall(r"\{\w*\}", text))) == sorted(set(re.findall(r"\{\w*\}", french[key]))), key


def test_the_project_has_every_text_in_both_languages(monkeypatch):
    monkeypatch.setattr(translations, "check_phrases", lambda root: [])  # the next test reads the estimates
    assert check_translations(PROJECT) == []


def test_every_method_and_reason_of_the_estimates_is_a_known_phrase():
    with (PROJECT / "data" / "processed" / "estimates.csv").open(encoding="utf-8", newline="") as lines:
        texts = {row[column] for row in csv.DictReader(lines) for column in ("method", "reason")}
    assert {clause for text in texts for clause in unknown_clauses(text)} == set()


@pytest.mark.parametrize(
    ("key", "new", "said"),
    [
        (
            "tally.one",
            None,
            f"{SHOWN}: found no tally.one; allowed: every key of report/sentences/en.yml. Therefore {NO_PAGE}. Remedy: "
            'write tally.one: with the French for "{count} result: {list}."',
        ),
        (
            "tally.two",
            "{count} paires",
            f"{SHOWN}:2: found tally.two, which report/sentences/en.yml lacks; allowed: the same keys. "
            "Therefore nobody would read it. Remedy: delete it, or write tally.two: in report/sentences/en.yml too",
        ),
        (
            "page.skip",
            "Skip to the content",
            f'{SHOWN}:2: found page.skip: "Skip to the content", as in English; allowed: a text in French. Therefore '
            f"{NO_PAGE}. Remedy: translate it; if it is the same in French, add page.skip to same:",
        ),
        (
            "tally.open",
            "sans conclusion",
            f"{SHOWN}:2: found tally.open with no placeholder; allowed: {{count}}. Therefore a number or a name "
            "would be missing, or no page is made. Remedy: use {count}, as the English does",
        ),
        (
            "figure.data",
            "",
            f"{SHOWN}:2: found figure.data: with nothing after it; allowed: a text. Therefore {NO_PAGE}. Remedy: "
            'write the French for "Show the numbers"',
        ),
        (
            "page.site",
            "Site",
            None,
        ),
    ],
)
def test_a_text_that_lacks_or_is_left_over_is_told(tmp_path, key, new, said):
    """Each on the second line of a file that holds all other sentences, so that its place is known."""
    folder = tmp_path / "report" / "sentences"
    folder.mkdir(parents=True)
    shutil.copy(PAGE_SENTENCES[0] / "en.yml", folder)
    french = flat(PAGE_SENTENCES[0] / "fr.yml")
    same = french.pop("same")
    french.pop(key, None)
    lines = [f"same: {same}"] + ([f"{key}: {new!r}" if new else f'{key}: ""'] if new is not None else [])
    rest = yaml.safe_dump(french, allow_unicode=True, width=10_000)
    (folder / "fr.yml").write_text("\n".join(lines) + "\n" + rest, encoding="utf-8")
    assert [str(finding) for finding in check_sentences(folder, "fr")] == ([said] if said else [])


def test_a_key_listed_as_the_same_that_no_longer_is_is_told(tmp_path):
    folder = tmp_path / "report" / "sentences"
    shutil.copytree(PAGE_SENTENCES[0], folder)
    path = folder / "fr.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("figure.csv", "figure.csv tally.for", 1), encoding="utf-8")
    (finding,) = check_sentences(folder, "fr")
    assert finding.found == "tally.for listed under same:, but its text differs or is no longer there"


def test_a_cell_without_french_stops_the_report_and_leaves_the_pages(tmp_path, capsys):
    root = make_small(tmp_path / "small")
    prose = yaml.safe_load((root / "notebooks" / "fr.yml").read_text(encoding="utf-8"))
    del prose["09_shares"]["cell-2"]
    prose["09_shares"]["cell-9"] = "## En trop"
    write_prose(root, prose)
    (root / "data" / "raw").mkdir()
    assert main(["--root", str(root), "report"]) == 1
    said = capsys.readouterr().err
    assert (
        "notebooks/fr.yml: found no 09_shares.cell-2; allowed: every key of notebooks/*.ipynb. "
        f'Therefore {NO_PAGE}. Remedy: write 09_shares.cell-2: with the French for "## By gender"'
    ) in said
    assert "09_shares.cell-9, which notebooks/*.ipynb lacks" in said
    assert not (root / "reports").exists()


def test_check_finds_a_text_that_lacks_before_any_page_is_made(project, capsys):
    """With the datasets and the claims; a project without notebooks has no prose that could lack."""
    assert main(["check"]) == 0
    shutil.copytree(PROJECT / "notebooks", project / "notebooks")
    assert main(["check"]) == 0
    path = project / "notebooks" / "fr.yml"
    prose = yaml.safe_load(path.read_text(encoding="utf-8"))
    lost = next(iter(prose["03_uptake"]))
    del prose["03_uptake"][lost]
    write_prose(project, prose)
    capsys.readouterr()
    assert main(["check"]) == 1
    said = capsys.readouterr().err
    assert f"notebooks/fr.yml: found no 03_uptake.{lost}; allowed: every key of notebooks/*.ipynb" in said
    assert "1 finding; nothing was written" in said


def test_a_reason_that_the_vocabulary_does_not_know_is_told(tmp_path):
    root = make_small(tmp_path / "small")
    path = root / "data" / "processed" / "estimates.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("full count", "asked by post", 1), encoding="utf-8")
    said = [finding.found for finding in check_translations(root)]
    assert 'the method or reason "asked by post"' in said


def test_a_phrase_is_told_with_its_codes_as_labels_and_its_numbers_as_the_language_writes_them():
    datasets = {"us_population_2020": {"title_en": "Population by age", "title_fr": "Population selon l'âge"}}
    english, french = (load_words(language, datasets) for language in ("en", "fr"))
    text = "the source's bands 25-39, 40-plus straddle 30-44; any part of them may fall inside"
    assert tell_phrase(text, french).replace(NBSP, " ") == (
        "les tranches 25 à 39 ans, 40 ans et plus de la source chevauchent 30 à 44 ans; "
        "n'importe quelle partie peut s'y trouver"
    )
    assert tell_phrase("us_population_2020 has no share of exactly this category", english) == (
        "Population by age has no share of exactly this category"
    )
    assert tell_phrase("rests on 12345 cases, fewer than 30", french) == f"repose sur 12{NARROW}345 cas, moins de 30"
    assert tell_phrase("nobody knows this", french) == "nobody knows this"


def test_every_phrase_matches_itself_alone():
    """A pattern so wide that it took another's clause would tell something else in French."""
    filled = {
        **{"number": "12", "least": "30", "total": "1,000", "year": "2020", "measure": "share"},
        **{"dataset": "us_population_2020", "variable": "course", "variables": "age_band, gender"},
        **{"code": "30-44", "codes": "25-39, under-18 (5 cases)", "ages": "15 and over", "other_ages": "all"},
        **{"place": "CA", "other_place": "US"},
    }
    for code, row in load_vocabulary().tables["phrase"].items():
        text = row["label_en"].format(**filled)
        assert [other for other, pattern in compile_patterns() if pattern.fullmatch(text)] == [code]
        assert not re.search(r"\{\w*\}", tell_phrase(text, load_words("fr")))


@pytest.mark.parametrize(
    ("english", "french"),
    [
        (lambda words: words.percent(0.12, 1), ("12.0%", f"12,0{NBSP}%")),
        (lambda words: words.number(-1234567.8, 1), ("−1,234,567.8", f"−1{NARROW}234{NARROW}567,8")),
        (lambda words: words.value(-0.018, "completion_difference"), ("−1.8 points", f"−1,8{NBSP}point")),
        (lambda words: words.value(0.028, "completion_difference"), ("+2.8 points", f"+2,8{NBSP}points")),
        (lambda words: words.count(1_500_000), ("1.5 million", f"1,5{NBSP}million")),
        (lambda words: words.count(85_600_000), ("85.6 million", f"85,6{NBSP}millions")),
        (lambda words: words.money(59_500_000, "cad"), ("C$59.5 million", f"59,5{NBSP}M${NBSP}CA")),
        (lambda words: words.money(2500, "cad"), ("C$2,500", f"2{NARROW}500{NBSP}${NBSP}CA")),
        (lambda words: words.period("2021-03-01"), ("1 March 2021", "1er mars 2021")),
        (lambda words: words.period("../2021-12"), ("up to December 2021", "jusqu'en décembre 2021")),
        (lambda words: words.period("2021-03-02/.."), ("from 2 March 2021", "depuis le 2 mars 2021")),
        (lambda words: words.period("2009-10"), ("2009–2010", "2009-2010")),
        (lambda words: words.period("2018/2021"), ("2018 to 2021", "de 2018 à 2021")),
        (lambda words: words.say("colon"), (":", f"{NBSP}:")),
    ],
)
def test_numbers_dates_and_signs_go_by_the_language(english, french):
    assert (english(load_page_words("en")), english(load_page_words("fr"))) == french


def test_french_pages_hold_no_english(french):
    for name, texts in french.items():
        for text in texts:
            assert not find_english(text), (name, text)


def find_english(text: str, names: tuple[str, ...] = ()) -> set[str]:
    for name in names:
        text = text.replace(name, "")
    return set(re.findall(r"[^\W\d_]+", NAMES.sub("", text).lower())) & ENGLISH


def written_in_french(value, inside=False):
    """Every text under a key `fr` of a YAML document."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from written_in_french(item, inside or key == "fr")
    elif isinstance(value, list):
        for item in value:
            yield from written_in_french(item, inside)
    elif inside:
        yield value


def gather_french():
    """Every French text of the data, the vocabulary and the notebooks, with the file that it stands in."""
    for path in [*sorted((PROJECT / "data/raw").glob("*/dataset.yml")), PROJECT / "data/raw/claims.yml"]:
        document = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        yield from ((path, text) for text in written_in_french(document))
    tables = [*sorted((PROJECT / "data/raw").glob("*/events.csv")), *sorted(TABLES.glob("*.csv"))]
    for path in tables:
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                yield from ((path, text) for column, text in row.items() if column.endswith("_fr"))
    prose = PROJECT / "notebooks" / "fr.yml"
    yield from ((prose, text) for text in flat(prose).values())


def test_no_french_text_of_the_data_holds_english():
    names = set()
    for path in (PROJECT / "data/raw").glob("*/dataset.yml"):
        publisher = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)["source"]["publisher"]
        names |= {publisher, *publisher.split("; ")}
    for table in ("keeper", "institution", "provider", "credential_type"):
        names |= {row["label_en"] for row in load_vocabulary().tables[table].values()}
    longest_first = tuple(sorted(names, key=len, reverse=True))
    found = [(path.parent.name, text) for path, text in gather_french() if find_english(text, longest_first)]
    assert found == []


def test_french_pages_are_set_as_french(french):
    for name, texts in french.items():
        for text in texts:
            for fault, pattern in FRENCH_SPACING.items():
                assert not pattern.search(text), (name, fault, text)


def test_english_pages_hold_no_french_signs(pages):
    for name, text in pages.items():
        if not name.startswith("fr/"):
            own = " ".join(Texts(text, "en").found)
            assert NARROW not in own, name
            assert not re.search(r"\d,\d+\s?%|«|\d\s%", own), name


def test_a_page_leads_to_itself_in_the_other_language_and_says_so(pages):
    for name, text in pages.items():
        elements = Elements(text)
        other = "en" if name.startswith("fr/") else "fr"
        target = f"../{Path(name).name}" if other == "en" else f"fr/{name}"
        switches = [a for _, a in elements.named("a") if a.get("hreflang")]
        assert [(a["href"], a["hreflang"], a["lang"]) for a in switches] == [(target, other, other)], name
        assert switches[0]["onclick"] == "this.hash=location.hash"  # without scripts it leads to the top of the page
        linked = [a for _, a in elements.named("link") if a.get("rel") == "alternate"]
        assert [(a["href"], a["hreflang"]) for a in linked] == [(target, other)], name


def test_both_pages_of_a_pair_have_the_same_anchors_figures_and_numbers(reported, pages):
    english = {name: text for name, text in pages.items() if not name.startswith("fr/")}
    assert {f"fr/{name}" for name in english} | english.keys() == pages.keys()
    for name, text in english.items():
        other = pages[f"fr/{name}"]
        assert list_anchors(text) == list_anchors(other), name
        assert re.findall(r'href="#([^"]+)"', text) == re.findall(r'href="#([^"]+)"', other), name
    figures = reported.root / "reports"
    for path in sorted((figures / "figures").glob("*.csv")):
        twin = figures / "fr" / "figures" / path.name
        rows, others = (list(csv.reader(file.open(encoding="utf-8", newline=""))) for file in (path, twin))
        assert [[cell for cell in row if is_number(cell)] for row in rows] == [
            [cell for cell in row if is_number(cell)] for row in others
        ], path.name
        assert rows[0] != others[0], path.name  # its headers are in its language


def list_anchors(text: str) -> list[str]:
    """The ids of a page in order, but for those of marks inside drawings, which go by the drawing's text."""
    return [id for id in re.findall(r' id="([^"]+)"', text) if not re.search("-(wide|narrow)-", id)]


def is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell))


def test_figures_are_described_in_the_language_of_their_page(pages):
    """Of each picture: title and description are not empty, and not those of the other language."""
    for name, text in pages.items():
        if name.startswith("fr/"):
            continue
        told, others = (re.findall(r"<(?:title|desc) id=[^>]+>([^<]*)<", page) for page in (text, pages[f"fr/{name}"]))
        assert all(described.strip() for described in told + others), name
        assert len(told) == len(others)
        assert not set(told) & set(others), name
