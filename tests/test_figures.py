"""Figures carry their evidence, say what the rows say, and come out the same twice."""

import re
from itertools import pairwise

import pandas as pd
import pytest
from figure_rows import DATASETS, check_evidence, make_rows

from isfuturemicro.figures import (
    Figure,
    FigureError,
    Reference,
    draw_evidence_map,
    draw_framework_matrix,
    draw_intervals,
    draw_parity,
    draw_provision,
    draw_scorecard,
    draw_timeline,
    draw_trend,
    load_words,
)
from isfuturemicro.figures.canvas import wrap
from isfuturemicro.figures.trendlines import spread_out, thin_out


@pytest.fixture(scope="module")
def words():
    return load_words("en", DATASETS)


@pytest.fixture
def ages():
    """Certificates of under 12 weeks, 2020-21: the source's bands cut across 30 to 44."""
    return make_rows(
        {"category": "18-24", "estimate": 0.423, "numerator": 34426.0},
        {"category": "25-39", "estimate": 0.328, "numerator": 26731.0},
        {"category": "30-44", "lower": 0.0, "upper": 0.481, "status": "unresolvable"},
        {"category": "40-plus", "estimate": 0.15, "numerator": 12232.0},
        dimension="age_band",
        n=81677.0,
    )


@pytest.fixture
def rates():
    """Open University modules: completion by disability, with intervals clustered by student."""
    return make_rows(
        {"category": "no", "estimate": 0.4823, "ci_low": 0.476, "ci_high": 0.488, "n": 29429.0},
        {"category": "yes", "estimate": 0.3820, "ci_low": 0.364, "ci_high": 0.400, "n": 3164.0},
        dataset="gb_oulad_2013_2014",
        jurisdiction="GB",
        period="2013/2014",
        population="learners",
        measure="completion",
        dimension="disability",
    )


def test_intervals_say_what_the_rows_say(ages, words):
    beside = make_rows(
        {"category": "18-24", "estimate": 0.119}, population="residents", dimension="age_band", period="2020"
    )
    figure = draw_intervals(ages, words, name="age", finding="focus_dataset", focus="18-24", beside=beside)
    check_evidence(figure)
    assert figure.title.startswith("18 to 24: 42.3% of completers, against 11.9%")
    assert "n\u00a0=\u00a081,677" in figure.caption
    assert "complete count" in figure.caption
    assert "Students who received an award" in figure.caption
    assert "30 to 44 0% to 48.1%" in figure.alt
    assert list(figure.table["Age"]) == ["18 to 24", "25 to 39", "30 to 44", "40 and over"]


def test_a_group_that_the_bands_cut_across_is_a_range_and_no_number(ages, words):
    figure = draw_intervals(ages, words, name="age", finding="focus_dataset", focus="30-44")
    assert figure.title == "30 to 44: between 0% and 48.1% of completers"
    assert pd.isna(figure.table["Share (%)"][2])


def test_a_flag_is_words_and_never_a_zero(words):
    rows = make_rows(
        {"category": "yes", "status": "suppressed"},
        {"category": "no", "estimate": 0.5},
        {"category": "not_stated", "estimate": 0.02, "status": "unreliable", "reason": "rests on 4 cases"},
        dimension="disability",
    )
    figure = draw_intervals(rows, words, name="flags", finding="highest")
    assert "x: suppressed by the publisher" in figure.svg
    assert "F: too unreliable to judge by" in figure.svg
    assert "2%" not in figure.alt
    shown = figure.table.set_index("Disability")["Share (%)"]
    assert shown["No disability"] == 50
    assert pd.isna(shown["Disability"])
    assert pd.isna(shown["Not stated"])


@pytest.mark.parametrize(
    ("language", "shown", "key"),
    [("en", "12%\u00a0E", "E: use with caution."), ("fr", "12\u00a0%\u00a0E", "E\u00a0: à utiliser avec prudence.")],
)
def test_a_number_with_caution_is_drawn_with_its_symbol_and_the_key_of_it(language, shown, key):
    """It is no flag instead of a number: it ranks, it is drawn, it stands in the table."""
    datasets = {
        id: row | {f"{name}_fr": row[f"{name}_en"] for name in ("title", "population")} for id, row in DATASETS.items()
    }
    rows = make_rows(
        {"category": "yes", "estimate": 0.12, "ci_low": 0.06, "ci_high": 0.18, "status": "caution"},
        {"category": "no", "estimate": 0.05},
        dimension="disability",
    )
    figure = draw_intervals(rows, load_words(language, datasets), name="caution", finding="highest")
    assert shown in figure.title
    assert shown in figure.alt
    assert shown in figure.svg
    assert key in figure.caption
    assert figure.table.iloc[:, 1].tolist() == [12, 5]
    assert key.rstrip(".") in figure.table.to_csv()
    plain = draw_intervals(rows.assign(status="ok"), load_words(language, datasets), name="plain", finding="highest")
    assert key not in plain.caption


def test_a_caption_is_refused_where_its_source_or_period_is_not_told():
    words = load_words("en", {**DATASETS, "bare": {"title_en": "Bare", "publisher": " "}})
    rows = make_rows({"category": "yes", "estimate": 0.5, "dataset": "bare", "period": ""}, dimension="disability")
    with pytest.raises(FigureError) as raised:
        draw_intervals(rows, words, name="bare", finding="highest")
    told = "bare has no publisher; bare has no licence; bare has no population; a row has no period"
    assert str(raised.value) == f"no caption: {told}"


def test_a_caption_says_so_where_no_n_was_printed(words):
    rows = make_rows({"category": "yes", "estimate": 0.5}, {"category": "no", "estimate": 0.4}, dimension="disability")
    figure = draw_intervals(rows, words, name="silent", finding="highest")
    assert "n: not printed by the source." in figure.caption
    assert "IPEDS, students who received awards, 2020-21." in figure.alt


def test_a_reference_line_and_an_interval_are_drawn_and_told(rates, words):
    figure = draw_intervals(rates, words, name="rates", finding="range", reference=Reference(0.47, "All students 47%"))
    check_evidence(figure)
    assert "All students 47%" in figure.svg
    assert "47.6% to 48.8%" in figure.svg
    assert "cluster" in figure.caption


def test_parity_names_who_is_over_and_who_is_under(words):
    rows = make_rows(
        {"category": "us_white", "estimate": 1.02},
        {"category": "us_asian", "estimate": 0.59},
        {"category": "us_black", "estimate": 1.26},
        measure="representation",
        dimension="ethnicity",
    )
    figure = draw_parity(rows, words, name="parity")
    check_evidence(figure)
    assert figure.title == "Over-represented among completers: Black or African American; under-represented: Asian"


def test_a_trend_tells_its_gap_and_refuses_a_fifth_line(words):
    modes = {"online": (0.126, 0.149, 0.304), "in_person": (0.741, 0.690, 0.399)}
    points = [
        {"category": mode, "period": period, "estimate": value}
        for mode, values in modes.items()
        for period, value in zip(("2012", "2016", "2021"), values, strict=True)
    ]
    rows = make_rows(*points, dimension="delivery_mode", population="learners")
    figure = draw_trend(rows, words, name="trend", finding="trend", focus="online")
    check_evidence(figure)
    assert figure.title == "Fully at a distance: from 12.6% in 2012 to 30.4% in 2021"
    assert "Dotted lines cross years without data" in figure.caption
    broken = draw_trend(rows, words, name="trend", finding="trend", breaks=[(2018, "new question")])
    assert "Break at 2018: new question" in broken.caption
    assert "break in the series" in broken.svg
    many = make_rows(*({"category": str(n), "estimate": 0.1} for n in range(5)), dimension="delivery_mode")
    with pytest.raises(FigureError, match="5 lines, but at most 4"):
        draw_trend(many, words, name="many", finding="trend")


def test_the_76_percent_is_124_or_125_of_164_and_a_range_of_234(words):
    rows = make_rows(
        {
            "population": "respondents",
            "estimate": 0.76,
            "lower": 124 / 164,
            "upper": 125 / 164,
            "n": 164.0,
            "denominator": 164.0,
        },
        {"population": "institutions", "lower": 124 / 234, "upper": 195 / 234, "n": 234.0, "denominator": 234.0},
        measure="provision",
        dimension="all",
        category="all",
        jurisdiction="CA",
        period="2019",
    )
    figure = draw_provision(rows, words, name="provision")
    check_evidence(figure)
    assert "124 or 125 of 164" in figure.title
    assert "between 53.0% and 83.3%" in figure.title or "53.0% to 83.3%" in figure.title


def test_a_timeline_keeps_open_dates_open(words):
    shared = {"dataset": "us_ipeds_completions_2021", "currency": "", "amount": float("nan"), "confidence": "primary"}
    shared |= {"reference_title": "News", "reference_url": "https://example.org"}
    events = pd.DataFrame(
        [
            shared
            | {
                "date": "2018-08-22",
                "jurisdiction": "NZ",
                "event_type": "formal_recognition",
                "event": "a",
                "title_en": "New Zealand: approvals open",
            },
            shared
            | {
                "date": "../2021-12",
                "jurisdiction": "CA-SK",
                "event_type": "strategy",
                "event": "b",
                "title_en": "Growth plan",
            },
        ]
    )
    figure = draw_timeline(events, words, name="events", as_of="2021-03-01")
    check_evidence(figure)
    assert figure.title.startswith("Dated public facts: 1 by the time")
    assert "up to December 2021" in figure.svg
    assert ">Approvals open<" in figure.svg  # its jurisdiction heads it already


def test_a_matrix_leaves_blank_what_is_not_stated(words):
    shared = {"dataset": "gb_oulad_2013_2014", "as_stated": "said so", "year": "2021", "confidence": "primary"}
    shared |= {"reference_title": "Rules", "reference_url": "https://example.org"}
    attributes = pd.DataFrame(
        [
            shared | {"jurisdiction": "NZ", "attribute": "assessment", "value": "required"},
            shared | {"jurisdiction": "AU", "attribute": "assessment", "value": "required"},
            shared | {"jurisdiction": "NZ", "attribute": "size_unit", "value": "credits"},
        ]
    )
    figure = draw_framework_matrix(attributes, words, name="matrix")
    check_evidence(figure)
    assert figure.title == "2 frameworks agree fully on 1 of 2 attributes"
    assert "3 of 4 cells filled" in figure.alt


def test_an_evidence_map_counts_its_empty_tiles(words):
    coverage = pd.DataFrame(
        [
            {
                "jurisdiction": "US",
                "dimension": "gender",
                "measure": "share",
                "dataset": "us_ipeds_completions_2021",
                "comparability": "close",
            }
        ]
    )
    figure = draw_evidence_map(coverage, words, name="map")
    check_evidence(figure)
    empty, cells = map(int, re.findall(r"\d+", figure.title)[:2])
    assert empty == cells - 1
    assert len(figure.table) == cells
    table = figure.table.set_index(["Jurisdiction", "Dimension"])
    assert table.loc[("United States", "Gender"), "Measure"] == "Share"
    assert table.loc[("New Zealand", "Gender"), "Who could publish"] == "Ministry of Education (New Zealand)"


def test_a_scorecard_counts_each_verdict(words):
    claims = pd.DataFrame(
        [
            {
                "claim": "a",
                "number": 1,
                "verdict": "supported",
                "text_en": "It grows.",
                "reason_en": "So.",
                "would_change_en": "More.",
            },
            {
                "claim": "b",
                "number": 2,
                "verdict": "untestable",
                "text_en": "It helps.",
                "reason_en": "No.",
                "would_change_en": "Data.",
            },
        ]
    )
    figure = draw_scorecard(claims, words, name="scorecard")
    check_evidence(figure)
    assert figure.title == "Of 2 claims: 1 supported and 1 cannot be told"


@pytest.mark.parametrize("draw", [draw_intervals, draw_trend, draw_parity, draw_provision])
def test_an_empty_selection_is_refused(draw, words):
    finding = {} if draw in (draw_parity, draw_provision) else {"finding": "highest"}
    with pytest.raises(FigureError, match="no rows to draw"):
        draw(make_rows(), words, name="nothing", **finding)


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        ("title", " ", "title is blank"),
        ("alt", "", "alt is blank"),
        ("caption", "", "caption is blank"),
        ("png", b"", "png is empty"),
    ],
)
def test_a_figure_without_a_part_is_refused(part, value, said):
    drawing = {"svg": "<svg>", "svg_narrow": "<svg>", "svg_file": b"<svg>", "png": b"png"}
    text = {"title": "It grows", "alt": "Chart of growth", "caption": "Source: us."}
    parts = {"name": "a-figure", "table": pd.DataFrame({"Year": [2021]}), "sources": ("us",), **drawing, **text}
    assert Figure(**parts)
    with pytest.raises(FigureError, match=said):
        Figure(**parts | {part: value})
    with pytest.raises(FigureError, match="no rows"):
        Figure(**parts | {"table": pd.DataFrame({"Year": []})})


def test_the_same_rows_give_the_same_bytes(ages, words):
    first, second = (draw_intervals(ages, words, name="age", finding="range") for _ in range(2))
    assert first.svg == second.svg
    assert first.svg_narrow == second.svg_narrow
    assert first.svg_file == second.svg_file
    assert first.png == second.png


def test_labels_at_the_ends_of_lines_keep_apart():
    placed = spread_out([2.0, 1.99, 1.98, 0.01], [0.1] * 4)
    assert all(above - below > 0.199 for above, below in pairwise(placed))
    assert placed[-1] >= 0.1


def test_years_on_an_axis_do_not_touch():
    assert thin_out([2012, 2013, 2014, 2015, 2016, 2021], 1.5) == [2021, 2016, 2014, 2012]


def test_text_is_wrapped_to_fit():
    assert wrap("Native Hawaiian or other Pacific Islander", 1.5) == ["Native Hawaiian or", "other Pacific Islander"]


def test_an_unknown_sentence_and_an_unknown_language_are_errors():
    with pytest.raises(KeyError):
        load_words("en").say("finding.no_such")
    with pytest.raises(ValueError, match="no such file"):
        load_words("xx")
