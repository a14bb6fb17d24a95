"""The tiles of Canada's provinces and territories: what is on record, and no data where nothing was found."""

import re

import pandas as pd
import pytest
from figure_rows import DATASETS, check_evidence

from isfuturemicro.figures import FigureError, draw_province_tiles, load_words
from isfuturemicro.figures.tiles import PLACES

COLUMNS = ("dataset", "date", "jurisdiction", "event_type", "amount", "currency")
FACTS = [
    ("CA-ON", "2019-11-20", "framework", None),
    ("CA-ON", "2020-11", "investment", 59_500_000.0),
    ("CA-AB", "2021", "investment", 5_600_000.0),  # whether by March is not told
    ("CA-SK", "../2021-12", "strategy", None),
    ("CA", "2021-03", "framework", None),
]


@pytest.fixture(scope="module")
def words():
    return load_words("en", DATASETS)


@pytest.fixture
def events():
    rows = [("gb_oulad_2013_2014", date, place, kind, amount, "cad") for place, date, kind, amount in FACTS]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def test_each_place_is_told_by_what_is_on_record(events, words):
    figure = draw_province_tiles(events, words, name="tiles", as_of="2021-03-01")
    check_evidence(figure)
    assert (
        figure.title
        == "3 of 13 provinces and territories have a public step on record; 1 had announced money by the report"
    )
    assert (
        "Public money announced by 1 March 2021: Ontario; Public money, later or in a year not told closer: Alberta"
        in figure.alt
    )
    assert "Other public steps, no sum: Saskatchewan" in figure.alt
    assert "2019 to 2021" in figure.caption


def test_nothing_found_is_no_data_and_never_a_zero(events, words):
    figure = draw_province_tiles(events, words, name="tiles", as_of="2021-03-01")
    shown = re.findall(r"<text [^>]*>([^<]*)</text>", figure.svg)
    assert shown.count("no data") == len(PLACES) - 3
    assert not {"0", "0 facts"} & set(shown)
    assert {"2 facts", "since 2019", "1 fact"} <= set(shown)
    silent = figure.table[figure.table["Jurisdiction"] == "Quebec"].iloc[0]
    assert silent["Status"] == "No data: nothing found"
    assert pd.isna(silent["Facts on record"])


def test_a_narrow_tile_keeps_the_numbers_alone(events, words):
    figure = draw_province_tiles(events, words, name="tiles", as_of="2021-03-01")
    shown = re.findall(r"<text [^>]*>([^<]*)</text>", figure.svg_narrow)
    assert {"ON", "2", "2019"} <= set(shown)


def test_facts_of_no_province_are_refused(events, words):
    with pytest.raises(FigureError, match="no event of a province or territory"):
        draw_province_tiles(events[events["jurisdiction"] == "CA"], words, name="tiles", as_of="2021-03-01")


def test_every_province_of_the_vocabulary_has_a_tile_of_its_own(words):
    assert {code for code in words.vocabulary.codes("jurisdiction") if code.startswith("CA-")} == set(PLACES)
    assert len(set(PLACES.values())) == len(PLACES)
