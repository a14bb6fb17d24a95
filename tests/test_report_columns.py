"""The workbook and the list of columns: every heading and every code in words, in both languages."""

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from isfuturemicro.report.page import to_frame
from isfuturemicro.report.tables import read
from isfuturemicro.report.wording import load_page_words
from isfuturemicro.report.written.columns import label_codes, list_columns, name_column, plain
from isfuturemicro.report.written.workbook import fill

ROOT = Path(__file__).resolve().parents[1]


def estimates(**changes: str) -> pd.DataFrame:
    row = {
        "dataset": "xa",
        "jurisdiction": "CA",
        "population": "eligible",
        "unit": "person",
        "measure": "uptake",
        "dimension": "gender",
        "category": "women",
        "within": "",
        "estimate": "0.12",
        "upper": "inf",
        "method": "published, primary source",
        "status": "caution",
        "reason": "no one in this group",
    }
    return to_frame([row | changes])


@pytest.mark.parametrize(("language", "money"), [("en", "GBP 5 million"), ("fr", "5\u00a0MGBP")])
def test_a_currency_without_a_name_is_told_by_its_code(language: str, money: str) -> None:
    """Once it stopped the whole report, and the amount stood without its currency."""
    words = load_page_words(language)
    [unit] = label_codes(estimates(unit="gbp", measure="amount", estimate="5000000"), words)["unit"]
    assert (unit, words.money(5e6, "gbp")) == ("GBP", money)


@pytest.mark.parametrize("table", ["estimates", "claims", "claim_tests"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_committed_column_has_a_heading_and_every_code_words(table: str, language: str) -> None:
    """Of each table the rows that differ in what is told by codes: a code without words raises."""
    words = load_page_words(language)
    frame = to_frame(list(read(ROOT, table)))
    if table == "estimates":
        frame = frame.drop_duplicates(["measure", "dimension", "category", "within", "unit", "status"])
    told = label_codes(plain(frame, words), words)
    headings = [name_column(column, words) for column in told.columns]
    assert len(headings) == len(set(headings))
    assert "" not in headings


def test_a_french_sheet_is_french_and_keeps_what_is_unknown_blank() -> None:
    words = load_page_words("fr")
    [row] = fill(estimates(), words).to_dict("records")
    assert row == {
        "Jeu de données (identifiant)": "xa",
        "Territoire": "Canada",
        "De qui": "Personnes visées par l'enquête",
        "Ce qui est compté, ou la monnaie": "Personnes",
        "Mesure": "Taux de participation",
        "Caractéristique": "Genre",
        "Groupe": "Femmes",
        "Parmi qui": "",
        "Estimation, 0,25 pour 25\u00a0%": 0.12,
        "Plus grande valeur possible": "sans limite supérieure",
        "Méthode": "publié, source primaire",
        "Statut": "À utiliser avec prudence",
        "Remarque": "aucune personne dans ce groupe",
    }
    [blank] = fill(estimates(estimate=""), words).to_dict("records")
    assert blank["Estimation, 0,25 pour 25\u00a0%"] == ""


def test_a_column_of_both_languages_is_told_in_one_and_its_code_apart() -> None:
    frame = pd.DataFrame({"reading": ["rate"], "reading_en": ["who took part"], "reading_fr": ["qui a participé"]})
    assert plain(frame, load_page_words("fr")).to_dict("records") == [
        {"reading_code": "rate", "reading": "qui a participé"}
    ]
    assert list_columns({"claim_tests": frame}) == {"reading": ["claim_tests"]}


@pytest.mark.filterwarnings("ignore")  # gptables uses what pandas will drop
def test_the_covers_headings_are_in_the_readers_language(tmp_path: Path) -> None:
    """gptables writes two of them in English whatever the language: they are overwritten where it put them."""
    gptables = pytest.importorskip("gptables")
    from isfuturemicro.report.written.workbook import name_cover

    words = load_page_words("fr")
    cover = gptables.Cover(title="Titre", intro=["un", "deux"], about=["trois"], cover_label="Couverture")
    sheet = gptables.GPTable(table=pd.DataFrame({"a": [1]}), table_name="t", title="Titre", index_columns={})
    file = tmp_path / "book.xlsx"
    book = gptables.produce_workbook(str(file), {"Une": sheet}, cover=cover, contentsheet_label=None)
    name_cover(book, cover, words)
    book.close()
    cells = [row[0].value for row in openpyxl.load_workbook(io.BytesIO(file.read_bytes()))["Couverture"].iter_rows()]
    assert cells == ["Titre", "Contenu des feuilles", "un", "deux", "À propos de ces données", "trois"]
