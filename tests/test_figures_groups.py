"""Groups side by side: the equiplot, the dumbbell, the funnel, and the names under the dots."""

import re
from itertools import pairwise
from random import Random

import pandas as pd
import pytest
from figure_rows import DATASETS, check_evidence, make_rows

from isfuturemicro.figures import FigureError, draw_dumbbell, draw_equiplot, draw_funnel, draw_parity, load_words
from isfuturemicro.figures.labels import place_labels
from isfuturemicro.figures.style import ORANGE

OULAD = {"dataset": "gb_oulad_2013_2014", "jurisdiction": "GB", "period": "2013/2014", "population": "learners"}
STEPS = {"uptake_relative": "Takes part", "completion_relative": "Finishes"}


@pytest.fixture(scope="module", params=["en", "fr"])
def either(request):
    datasets = {
        id: entry | {f"{field}_fr": entry[f"{field}_en"] for field in ("title", "population")}
        for id, entry in DATASETS.items()
    }
    return load_words(request.param, datasets)


@pytest.fixture(scope="module")
def words():
    return load_words("en", DATASETS)


@pytest.fixture
def rates():
    """Completion by gender and prior education; one group is too small."""
    return make_rows(
        {"dimension": "all", "category": "all", "estimate": 0.472},
        {
            "dimension": "gender",
            "category": "women",
            "estimate": 0.484,
            "ci_low": 0.476,
            "ci_high": 0.492,
            "n": 14718.0,
        },
        {"dimension": "gender", "category": "men", "estimate": 0.462, "ci_low": 0.454, "ci_high": 0.47, "n": 17875.0},
        {"dimension": "gender", "category": "other_gender", "status": "unreliable", "lower": 0.1, "upper": 0.9},
        {"dimension": "prior_education", "category": "no_qualification", "estimate": 0.297, "n": 347.0},
        {"dimension": "prior_education", "category": "secondary", "estimate": 0.457, "lower": 0.4, "upper": 0.5},
        {"dimension": "prior_education", "category": "bachelor_or_above", "estimate": 0.655, "n": 313.0},
        measure="completion",
        **OULAD,
    )


@pytest.fixture
def gaps():
    return make_rows(
        {"dimension": "gender", "category": "women", "estimate": 0.022, "ci_low": 0.011, "ci_high": 0.034, "n": 9.0},
        {"dimension": "disability", "category": "yes", "estimate": -0.1, "lower": -0.2, "upper": -0.05, "n": 9.0},
        measure="completion_difference",
        **OULAD,
    )


@pytest.fixture
def alike():
    return make_rows(
        {"dimension": "gender", "category": "women", "estimate": -0.014, "ci_low": -0.02, "ci_high": -0.01, "n": 9.0},
        {
            "dimension": "disability",
            "category": "yes",
            "status": "unreliable",
            "reason": "rests on 4 cases, fewer than 30",
        },
        measure="completion_difference_standardised",
        within="course=all",
        **OULAD,
    )


@pytest.fixture
def steps():
    """Rates over the average at two steps; at the second the youngest are too few, and men were not asked."""
    return make_rows(
        {"measure": "uptake_relative", "dimension": "gender", "category": "women", "estimate": 1.89},
        {"measure": "completion_relative", "dimension": "gender", "category": "women", "estimate": 1.04},
        {"measure": "uptake_relative", "dimension": "gender", "category": "men", "estimate": 0.76},
        {"measure": "uptake_relative", "dimension": "age_band", "category": "25-29", "estimate": 1.28},
        {"measure": "completion_relative", "dimension": "age_band", "category": "25-29", "estimate": 0.4},
        {"measure": "uptake_relative", "dimension": "age_band", "category": "under-18", "estimate": 0.0},
        {"measure": "completion_relative", "dimension": "age_band", "category": "under-18", "status": "unreliable"},
        n=100.0,
        **OULAD,
    )


def texts(svg):
    return re.findall(r"<text [^>]*>([^<]*)</text>", svg)


def test_an_equiplot_names_every_group_at_both_widths(rates, words):
    figure = draw_equiplot(rates, words, name="equi")
    check_evidence(figure)
    ends = "from 29.7% (no qualification) to 65.5% (bachelor's degree or above)"
    assert figure.title == f"Completion differs most by prior education: {ends}"
    for svg in (figure.svg, figure.svg_narrow):
        shown = texts(svg)
        assert {"Women", "Men", "No qualification", "Secondary", "Bachelor's degree or above"} <= set(shown)
        assert {"29.7% to 65.5%", "All together: 47.2%"} <= set(shown)


def test_an_equiplot_tells_flags_and_bounds_and_draws_neither(rates, words):
    figure = draw_equiplot(rates, words, name="equi")
    assert "F: other genders" in texts(figure.svg)
    assert "Not drawn: F: too unreliable to judge by." in figure.caption
    assert "values that unknown answers leave possible are in the table" in figure.caption
    assert "Arrows" not in figure.caption
    assert "other genders F: too unreliable to judge by" in figure.alt
    own = figure.table.set_index("Group")
    assert pd.isna(own.loc["Other genders", "Completion (%)"])
    assert own.loc["Secondary", "Highest possible"] == 50.0
    assert own.loc["Secondary", "Dimension"] == "Prior education"


def test_an_equiplot_of_single_groups_is_refused(rates, words):
    with pytest.raises(FigureError, match="no dimension has two groups with a number"):
        draw_equiplot(rates[rates["category"].isin(["all", "women", "other_gender", "secondary"])], words, name="equi")


def test_names_too_long_to_stand_at_their_dots_are_told_in_order(words):
    rows = make_rows(
        *({"category": code, "estimate": 0.4 + place / 1e5} for place, code in enumerate(("fifth", "first"))),
        *({"category": f"a-name-so-long-that-no-second-one-stands-beside-it-{n}", "estimate": 0.402} for n in "abc"),
        dimension="deprivation",
        measure="completion",
        **OULAD,
    )
    figure = draw_equiplot(rows, words, name="equi")
    assert any(text.startswith("Left to right: ") for text in texts(figure.svg_narrow))


@pytest.mark.parametrize("seed", range(40))
def test_no_name_or_thin_line_crosses_another(seed):
    chance = Random(seed)
    marks = sorted(chance.uniform(0.2, 3.1) for _ in range(chance.randint(2, 8)))
    placed = place_labels(marks, [chance.uniform(0.2, 1.1) for _ in marks], 0.0, 3.3)
    for name in placed:
        assert 0.0 <= name.start < name.end <= 3.3 + 1e-9
    for row in {name.row for name in placed}:
        own = sorted((name.start, name.end) for name in placed if name.row == row)
        assert all(end <= start + 1e-9 for (_, end), (start, _) in pairwise(own))
    for mark, name in zip(marks, placed, strict=False):
        assert not any(other.row < name.row and other.start < mark < other.end for other in placed)


def test_a_dumbbell_says_what_stays_and_flags_what_turns(gaps, alike, words):
    table = pd.DataFrame({"Group": ["Women"], "Gap": [2.2]})
    turned = frozenset({("gender", "women")})
    figure = draw_dumbbell(gaps, alike, words, name="bells", table=table, turned=turned)
    check_evidence(figure)
    assert figure.title == "Among people alike in course, 0 of 1 gaps point the same way; surely turned round: women"
    assert "Women +2.2 → −1.4; Disability −10.0 → F" in figure.alt
    assert "F: rests on 4 cases, fewer than 30" in figure.caption
    assert (
        "1 of the gaps over all together in a range, told in the table; the sign is certain for 1 of" in figure.caption
    )
    assert ORANGE.lower() in figure.svg.lower()
    assert figure.table is table


def test_a_dumbbell_without_a_turn_has_no_mark_for_it(gaps, alike, words):
    figure = draw_dumbbell(gaps, alike, words, name="bells", table=pd.DataFrame({"Group": ["Women"]}))
    assert figure.title.endswith("the largest change, women: from +2.2 to −1.4 points")
    assert ORANGE.lower() not in figure.svg.lower()


def test_a_dumbbell_says_so_where_unknown_answers_could_turn_every_gap(gaps, alike, words):
    open_gaps = gaps.assign(lower=-0.4, upper=0.3)
    figure = draw_dumbbell(open_gaps, alike, words, name="bells", table=pd.DataFrame({"Group": ["Women"]}))
    assert figure.title.endswith("but unknown answers could turn each of them")
    assert "the sign is certain for 0 of these" in figure.caption


def test_a_dumbbell_needs_both_ends(gaps, alike, words):
    for one, other in ((gaps.iloc[:0], alike), (gaps, alike.iloc[:0])):
        with pytest.raises(FigureError, match="no rows to draw"):
            draw_dumbbell(one, other, words, name="bells", table=pd.DataFrame({"Group": ["Women"]}))


def test_a_funnel_counts_the_step_that_lies_furthest(steps, words):
    figure = draw_funnel(steps, words, name="funnel", steps=STEPS)
    check_evidence(figure)
    assert figure.title == "“Takes part” is the step furthest from the average for 1 of 2 groups"
    assert "25 to 29: takes part 1.28, finishes 0.40" in figure.alt
    assert "F: too unreliable to judge by" in figure.caption
    own = figure.table.set_index("Group")
    assert list(own["Furthest from the average"]) == ["", "Takes part", "", "Finishes"]
    assert pd.isna(own.loc["Under 18", "Finishes"])


def test_a_funnel_shows_bold_what_is_furthest_and_never_a_zero_for_nothing(steps, words):
    figure = draw_funnel(steps, words, name="funnel", steps=STEPS)
    for svg in (figure.svg, figure.svg_narrow):
        assert re.search(r"<text style=\"font-weight: 700[^>]*>0.40</text>", svg)
        assert not re.search(r"<text style=\"font-weight: 700[^>]*>1.04</text>", svg)
        assert texts(svg).count("–") == 1  # men, who were not asked at the second step
        assert texts(svg).count("F") == 1
        assert texts(svg).count("0.00") == 1  # the zero that is one, drawn as an arrow


def test_a_funnel_of_one_step_is_refused(steps, words):
    with pytest.raises(FigureError, match="1 step, and a funnel has at least two"):
        draw_funnel(steps, words, name="funnel", steps={"uptake_relative": "Takes part"})


def test_bounds_on_a_parity_chart_are_arrows_that_the_key_explains(words):
    rows = make_rows(
        {"category": "women", "status": "unresolvable", "lower": 0.75, "upper": 1.17},
        {"category": "men", "status": "unresolvable", "lower": 0.9, "upper": float("inf")},
        measure="representation",
        dimension="gender",
    )
    figure = draw_parity(rows, words, name="parity", finding="parity_refused")
    assert "Lowest and highest possible" in texts(figure.svg)
    assert "Over-represented" not in texts(figure.svg)  # nothing is drawn so
    assert "at least 0.90" in texts(figure.svg)
    assert "Arrows show the lowest and highest values" in figure.caption


def test_every_chart_of_groups_is_told_in_either_language(rates, gaps, alike, steps, either):
    figures = [
        draw_equiplot(rates, either, name="equi"),
        draw_dumbbell(gaps, alike, either, name="bells", table=pd.DataFrame({"G": [1]})),
        draw_funnel(steps, either, name="funnel", steps=STEPS),
    ]
    for figure in figures:
        assert ("Source\u00a0: " in figure.caption) == (either.language == "fr")
        assert figure.alt.startswith(
            ("Equiplot", "Dumbbell", "Lollipop") if either.language == "en" else ("Graphique", "Panneaux")
        )
