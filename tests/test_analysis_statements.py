"""Published figures, series, dated facts, frameworks and the evidence map: what they leave open stays open."""

import math
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from analysis_by_hand import pick, write_dataset, write_rows

from isfuturemicro.analysis.coverage import estimate_coverage, list_cells, map_evidence
from isfuturemicro.analysis.estimate import Estimate, to_table
from isfuturemicro.analysis.frameworks import estimate_agreement
from isfuturemicro.analysis.policy import estimate_events
from isfuturemicro.analysis.published import estimate_figures, numerators
from isfuturemicro.analysis.trend import estimate_trends
from isfuturemicro.datasets import load_spec
from isfuturemicro.ingest.build import check_dataset
from isfuturemicro.vocabulary import load_vocabulary

ROOT = Path(__file__).parents[1]

FIGURE = {
    "jurisdiction": "CA",
    "period": "2021",
    "population": "institutions",
    "measure": "provision",
    "dimension": "all",
    "category": "all",
    "within": "",
    "value": "76",
    "unit": "percent",
    "n": "164",
    "frame": "234",
    "status": "ok",
    "comparability": "exact",
    "confidence": "primary",
    "as_stated": "offer courses online",
    "reference_title": "A survey",
    "reference_url": "https://example.org/",
}


def read_figures(root: Path, *rows: dict[str, str]) -> list[Estimate]:
    """The estimates of a table of published figures; each row says how it differs from FIGURE."""
    table = pd.DataFrame([{**FIGURE, **row} for row in rows]).to_csv(index=False)
    spec = load_spec(write_dataset(root, "xa_figures_2021", "figures", table, "design: {kind: reported}\n"))
    read, findings = check_dataset(spec)
    assert findings == []
    return list(estimate_figures(spec, read))


def prints_as(share: Fraction, percent: str) -> bool:
    """Whether a share, rounded half up to as many decimals as printed, prints as this percentage."""
    decimals = len(percent.partition(".")[2])
    return math.floor(share * 100 * 10**decimals + Fraction(1, 2)) == int(percent.replace(".", ""))


@pytest.mark.parametrize("percent", ["76", "76.2", "0", "1", "50", "99", "100", "0.5", "99.9", "100.0"])
@pytest.mark.parametrize("n", [1, 3, 7, 164, 200, 1000])
def test_numerators_are_all_whole_numbers_that_print_so(tmp_path: Path, percent: str, n: int) -> None:
    possible = [yes for yes in range(n + 1) if prints_as(Fraction(yes, n), percent)]
    [respondents, *whole] = read_figures(tmp_path, {"value": percent, "n": str(n), "frame": str(n + 5)})
    assert respondents.population == "respondents"
    if not possible:
        assert (respondents.status, whole) == ("unreliable", [])
        assert f"no whole number of {n}" in respondents.reason
        return
    assert (respondents.lower, respondents.upper) == (possible[0] / n, possible[-1] / n)
    assert (whole[0].lower, whole[0].upper) == (possible[0] / (n + 5), (possible[-1] + 5) / (n + 5))
    assert math.isnan(whole[0].estimate)


def test_76_percent_of_164_respondents_out_of_234_institutions(tmp_path: Path) -> None:
    assert numerators(0.76, 0.005, 164) == (124, 125)
    respondents, institutions = read_figures(tmp_path, {})
    assert (respondents.estimate, respondents.lower, respondents.upper) == (0.76, 124 / 164, 125 / 164)
    assert (respondents.n, respondents.status) == (164, "ok")
    assert math.isnan(institutions.estimate)
    assert (institutions.lower, institutions.upper) == (124 / 234, 195 / 234)
    assert institutions.n == 234
    assert institutions.lower < 0.76 < institutions.upper


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"value": "~76"}, (0.76, math.nan, math.nan)),
        ({"value": "<40"}, (math.nan, 0, 0.4)),
        ({"value": "27%+"}, (math.nan, 0.27, 1)),
        ({"value": "3000+", "unit": "number", "measure": "count"}, (math.nan, 3000, math.inf)),
        ({"value": "76", "n": ""}, (0.76, 0.755, 0.765)),
        ({"value": "76", "population": "employers"}, (0.76, 0.755, 0.765)),
    ],
)
def test_a_figure_that_is_no_exact_share_of_a_frame_stands_as_printed(
    tmp_path: Path, change: dict[str, str], expected: tuple[float, float, float]
) -> None:
    [figure] = read_figures(tmp_path, change)
    np.testing.assert_equal((figure.estimate, figure.lower, figure.upper), expected)
    assert ("approximate" in figure.method) == change["value"].startswith("~")


def test_a_figure_that_its_publisher_calls_unreliable_stays_so(tmp_path: Path) -> None:
    [figure] = read_figures(tmp_path, {"status": "unreliable", "as_stated": "use with caution", "frame": ""})
    assert (figure.status, figure.reason) == ("unreliable", "use with caution")


def test_a_published_error_is_carried_to_the_estimate(tmp_path: Path) -> None:
    """Rounding is a bound, sampling an interval: the evidence reaches 1.65 errors beyond it (Imbens and Manski)."""
    error = {"population": "eligible", "value": "27", "n": "", "frame": "", "se": "0.5", "ci_low": "", "ci_high": ""}
    [figure] = read_figures(tmp_path, error)
    assert (figure.estimate, figure.se, figure.lower, figure.upper) == (0.27, 0.005, 0.265, 0.275)
    assert (figure.ci_low, figure.ci_high) == (0.2602, 0.2798)
    assert (figure.low, figure.high) == (pytest.approx(0.2568, abs=1e-4), pytest.approx(0.2832, abs=1e-4))


def test_a_frame_bounds_what_no_sample_measured(tmp_path: Path) -> None:
    respondents, institutions = read_figures(tmp_path, {"se": "2", "ci_low": "72", "ci_high": "80"})
    assert (respondents.se, respondents.ci_low, respondents.ci_high) == (0.02, 0.72, 0.8)
    np.testing.assert_equal((institutions.se, institutions.ci_low, institutions.ci_high), (math.nan,) * 3)


def point(period: str, value: float, **more: object) -> Estimate:
    about = {"measure": "share", "dataset": "xa_series_2012_2021", "population": "learners", "unit": "person"}
    return Estimate(jurisdiction="XA", period=period, estimate=value, **{**about, **more})


def growth(*points: Estimate) -> Estimate:
    return pick(estimate_trends(points), measure="growth")


def test_growth_is_the_last_over_the_first() -> None:
    found = growth(point("2018", 0.2), point("2021", 0.5), point("2019", 0.9))
    assert found.estimate == pytest.approx(1.5)
    assert found.period == "2018/2021"
    assert math.isnan(found.lower)


def test_growth_bounds_let_each_end_lie_anywhere_in_its_range() -> None:
    first, last = (0.2, 0.3), (0.24, 0.6)
    found = growth(
        point("2018", 0.25, lower=first[0], upper=first[1]), point("2021", 0.5, lower=last[0], upper=last[1])
    )
    corners = [end / start - 1 for start, end in product(first, last)]
    assert (found.lower, found.upper) == pytest.approx((min(corners), max(corners)))
    assert found.estimate == 1


def test_growth_of_one_bounded_year_keeps_its_bounds() -> None:
    found = growth(point("2018", 0.25), point("2021", math.nan, lower=0.5, upper=1.0))
    assert math.isnan(found.estimate)
    assert (found.lower, found.upper) == (1, 3)


def test_growth_of_a_sampled_share_is_not_sure() -> None:
    """Two samples that overlap: the growth of their estimates alone would look certain."""
    found = growth(
        point("2018", 0.20, ci_low=0.15, ci_high=0.26, se=0.03), point("2021", 0.22, ci_low=0.17, ci_high=0.28, se=0.03)
    )
    assert found.estimate == pytest.approx(0.1)
    assert (found.low, found.high) == pytest.approx((0.17 / 0.26 - 1, 0.28 / 0.15 - 1))
    assert found.low < 0 < found.high


def test_growth_from_zero_is_nan_with_a_reason() -> None:
    found = growth(point("2018", 0.0, measure="count"), point("2021", 5.0, measure="count"))
    assert math.isnan(found.estimate)
    assert (found.status, found.reason) == ("empty", "the series starts at zero")


def test_a_year_that_two_sources_print_differently_is_left_out_and_one_they_agree_on_is_not() -> None:
    disputed = [point("2021", 0.5, reference="a"), point("2021", 0.6, reference="b")]
    agreed = [point("2020", 0.4, reference="a"), point("2020", 0.4, reference="b")]
    found = growth(point("2018", 0.2), *disputed, *agreed)
    assert (found.period, found.estimate) == ("2018/2020", pytest.approx(1))


def test_series_are_never_mixed_and_unreliable_or_spanning_points_never_used() -> None:
    found = list(
        estimate_trends(
            [
                point("2018", 0.2),
                point("2021", 0.4, category="women", dimension="gender"),
                point("2021", 0.6, status="unreliable"),
                point("2018/2021", 0.8),
                point("../2021-03-01", 0.9),
            ]
        )
    )
    assert found == []


def test_excess_is_the_first_value_after_2020_over_the_straight_line_before_it() -> None:
    years, values = (2012, 2014, 2016, 2019), (0.10, 0.16, 0.20, 0.30)
    series = [point(str(year), value) for year, value in zip(years, values, strict=True)]
    found = pick(
        estimate_trends([*series, point("2020", 0.9), point("2021", 0.5), point("2022", 0.1)]), measure="excess"
    )
    mean_year, mean_value = np.mean(years), np.mean(values)
    slope = sum((y - mean_year) * (v - mean_value) for y, v in zip(years, values, strict=True)) / sum(
        (y - mean_year) ** 2 for y in years
    )
    over_line = 0.5 - (mean_value + slope * (2021 - mean_year))
    assert found.estimate == pytest.approx(over_line)
    assert (found.lower, found.upper) == pytest.approx((over_line, 0.5 - 0.30))
    assert (found.period, found.measure) == ("2012/2021", "excess")


@pytest.mark.parametrize("case", ["three years", "no year after", "counts", "one year without a number"])
def test_there_is_no_excess_without_a_line_to_draw(case: str) -> None:
    years = ("2012", "2014", "2016", "2019")
    more = {"measure": "count"} if case == "counts" else {}
    series = [point(year, 0.1, **more) for year in years[1 if case == "three years" else 0 :]]
    series += [] if case == "no year after" else [point("2021", 0.5, **more)]
    if case == "one year without a number":
        series[0] = point("2012", math.nan, lower=0.0, upper=0.4)
    assert [e for e in estimate_trends(series) if e.measure == "excess"] == []


EVENTS = """\
date,jurisdiction,event_type,event,amount,currency,confidence,title_en,title_fr,reference_title,reference_url
"""


def read_events(root: Path, *rows: str) -> list[Estimate]:
    """Estimates as of 2021-03-01 from rows of date, jurisdiction, kind, name, amount, currency."""
    told = "".join(f"{row},primary,Title,Titre,Source,https://example.org/{row.split(',')[3]}\n" for row in rows)
    spec = load_spec(write_dataset(root, "xa_policy_2021", "events", EVENTS + told, "as_of: 2021-03-01\n"))
    read, findings = check_dataset(spec)
    assert findings == []
    return list(estimate_events(spec, read))


@pytest.mark.parametrize(
    ("date", "before", "least_after"),
    [
        ("2021-03-01", True, 0),
        ("2021-02", True, 0),
        ("2020", True, 0),
        ("../2021-02", True, 0),
        ("2021-03-02", False, 1),
        ("2021-04", False, 1),
        ("2022", False, 1),
        ("2021-03", False, 0),  # may be the first of March
        ("2021", False, 0),  # may be January
        ("../2021-12", False, 0),  # may be long ago
    ],
)
def test_a_partial_date_counts_as_before_only_where_all_of_it_is_and_as_after_only_where_all_of_it_is(
    tmp_path: Path, date: str, before: bool, least_after: int
) -> None:
    found = read_events(tmp_path, f"{date},CA,framework,one,,")
    when = "../2021-03-01" if before else "2021-03-01/.."
    count = pick(found, measure="count", category="framework", period=when)
    assert (count.estimate, count.lower, count.upper) == (1, 1 if before else least_after, math.inf)


def test_what_is_on_no_record_may_still_have_happened(tmp_path: Path) -> None:
    found = read_events(tmp_path, "2020-01-15,CA,framework,one,,")
    strategies = pick(found, category="strategy", jurisdiction="CA", period="../2021-03-01")
    assert (strategies.estimate, strategies.lower, strategies.upper) == (0, 0, math.inf)


def test_amounts_are_summed_within_a_currency_a_place_and_a_time(tmp_path: Path) -> None:
    found = read_events(
        tmp_path,
        "2020-01-15,CA-ON,investment,one,59500000,cad",
        "2020-11,CA-ON,investment,two,500000.5,cad",
        "2022,CA-ON,investment,three,7,cad",
        "2020,CA-BC,investment,four,1,cad",
        "2020,CA-ON,investment,five,,",
    )
    amount = pick(found, measure="amount", jurisdiction="CA-ON", period="../2021-03-01")
    assert (amount.estimate, amount.n, amount.unit) == (60_000_000.5, 2, "cad")
    assert pick(found, measure="count", category="investment", jurisdiction="CA-ON", period="../2021-03-01").n == 3
    assert pick(found, measure="amount", jurisdiction="CA-ON", period="2021-03-01/..").estimate == 7
    to_table(found)


def read_frameworks(root: Path, stated: dict[str, dict[str, str]]) -> list[Estimate]:
    """Estimates from attribute: jurisdiction: values (several joined by a space)."""
    rows = [
        f"{place},{attribute},{value},said,2021,primary,Title,https://example.org/"
        for attribute, places in stated.items()
        for place, values in places.items()
        for value in values.split()
    ]
    head = "jurisdiction,attribute,value,as_stated,year,confidence,reference_title,reference_url"
    spec = load_spec(write_dataset(root, "xa_frameworks_2021", "attributes", "\n".join([head, *rows]) + "\n", ""))
    read, findings = check_dataset(spec)
    assert findings == []
    return list(estimate_agreement(spec, read))


STATED = {
    "assessment": {"CA-ON": "required", "AU": "required", "NZ": "required"},
    "stacking": {"CA-ON": "explicit", "AU": "permitted", "NZ": "explicit"},
    "review": {"AU": "required", "NZ": "required"},
    "size_unit": {"NZ": "credits hours", "AU": "hours credits"},
    "record": {"NZ": "portable"},
    "public_list": {"CA-ON": "register", "AU": "portal"},
    "standing": {"CA-ON": "guidance", "AU": "guidance", "NZ": "rules"},
}


def test_agreement_counted_by_hand(tmp_path: Path) -> None:
    found = read_frameworks(tmp_path, STATED)
    by_attribute = {e.category: e for e in found if e.dimension == "framework_attribute"}
    expected = {"assessment": (3, 3), "stacking": (1, 3), "review": (1, 1), "size_unit": (1, 1), "public_list": (0, 1)}
    for attribute, (same, both) in expected.items():
        one = by_attribute[attribute]
        assert (one.numerator, one.denominator, one.estimate) == (same, both, same / both)
        assert (one.lower, one.upper) == (same / 3, (same + 3 - both) / 3)
    assert math.isnan(by_attribute["record"].estimate)
    assert (by_attribute["record"].status, by_attribute["record"].lower, by_attribute["record"].upper) == (
        "empty",
        0,
        1,
    )
    pooled = pick(found, measure="agreement", dimension="all")
    assert (pooled.numerator, pooled.denominator) == (7, 12)
    assert (pooled.estimate, pooled.lower, pooled.upper) == (7 / 12, 7 / 21, (7 + 9) / 21)


def test_inconsistency_and_its_bounds_are_those_of_every_way_to_fill_the_gaps(tmp_path: Path) -> None:
    """Stacking, public_list and standing differ for sure; review, size_unit and record may; assessment can't."""
    found = pick(read_frameworks(tmp_path, STATED), measure="inconsistency")
    places = ("CA-ON", "AU", "NZ")
    fillings = product(
        *(
            [(value,) for value in [places_of[place]]] if place in places_of else [("same",), ("different",)]
            for places_of in STATED.values()
            for place in places
        )
    )
    shares, agreements = [], []
    for filling in fillings:
        values = [cell[0] for cell in filling]
        differing = agreeing = 0
        for index, places_of in enumerate(STATED.values()):
            stated = {frozenset(value.split()) for value in places_of.values()}
            row = values[3 * index : 3 * index + 3]
            sets = [next(iter(stated)) if value == "same" else frozenset(value.split()) for value in row]
            differing += len(set(sets)) > 1
            agreeing += sum(one == other for one, other in combinations(sets, 2))
        shares.append(differing / len(STATED))
        agreements.append(agreeing / (3 * len(STATED)))
    assert (found.estimate, found.lower, found.upper) == (3 / 7, min(shares), max(shares))
    assert max(shares) == 6 / 7
    pooled = pick(read_frameworks(tmp_path / "b", STATED), measure="agreement", dimension="all")
    assert pooled.lower <= min(agreements)
    assert max(agreements) <= pooled.upper


def test_one_framework_alone_agrees_with_none_and_differs_from_none(tmp_path: Path) -> None:
    found = read_frameworks(tmp_path, {"assessment": {"CA-ON": "required"}, "stacking": {"CA-ON": "explicit"}})
    assert len(found) == 4
    for estimate in found:
        assert math.isnan(estimate.estimate)
        assert (estimate.status, estimate.reason) == ("empty", "one framework only")


def test_the_evidence_map_shows_usable_numbers_about_learners_only(tmp_path: Path) -> None:
    table = pd.DataFrame({"gender": ["women", "men"], "N": [5, 5]})
    specs = {
        "xa_invented_2020": load_spec(write_rows(tmp_path, table)),
        "xa_residents_2020": load_spec(
            write_rows(tmp_path, table, stage="residents", id="xa_residents_2020", role="reference")
        ),
    }
    about = {"dataset": "xa_invented_2020", "dimension": "gender", "category": "women"}
    shown = [
        point("2020", 0.5, **about),
        point("2020", 0.5, **{**about, "category": "men"}),
        point("2020", 0.5, **{**about, "measure": "uptake", "population": "eligible", "comparability": "close"}),
        point("2020", 0.9, **{**about, "measure": "representation", "comparability": "close"}),
    ]
    hidden = [
        # who was asked, not who learns: a population's make-up is no evidence about learners
        point("2020", 0.5, **{**about, "dimension": "age_band", "population": "eligible"}),
        point("2020", 0.5, **{**about, "dimension": "disability", "status": "unreliable"}),
        point("2020", 0.5, **{**about, "dimension": "disability", "category": "not_stated"}),
        point("2020", 0.5, **{**about, "dimension": "sector"}),
        point("2020", 0.5, **{**about, "dimension": "disability", "dataset": "xa_residents_2020"}),
        point("2020", 0.5, **{**about, "dimension": "disability", "measure": "uptake_ratio"}),
    ]
    cells = map_evidence([*shown, *hidden], specs)
    assert cells.to_numpy().tolist() == [
        ["XA", "gender", "representation", "xa_invented_2020", "close"],
        ["XA", "gender", "share", "xa_invented_2020", "exact"],
        ["XA", "gender", "uptake", "xa_invented_2020", "close"],
    ]
    dimensions = load_vocabulary().equity_dimensions
    places = {*load_vocabulary().mapped_jurisdictions, "XA"} - {"XW"}
    found = list(estimate_coverage(cells))
    assert pick(found, dimension="gender").estimate == 1 / len(places)
    assert pick(found, dimension="disability").estimate == 0
    whole = pick(found, dimension="all")
    assert (whole.numerator, whole.denominator) == (1, len(places) * len(dimensions))
    by_measure = {e.category: e.numerator for e in found if e.dimension == "measure"}
    assert by_measure == {"share": 1, "uptake": 1, "completion": 0, "representation": 1}


def mapped(*cells: tuple[str, str, str, str]) -> pd.DataFrame:
    """The evidence map of these cells, by jurisdiction, dimension and measure."""
    columns = ["jurisdiction", "dimension", "measure", "comparability"]
    table = pd.DataFrame(cells, columns=columns).assign(dataset="xa_invented_2020")
    return list_cells(table).set_index(columns[:3]).sort_index()


def test_an_empty_cell_says_what_lacks_and_who_could_publish_it() -> None:
    cells = mapped(
        ("GB", "gender", "share", "exact"),
        ("GB", "disability", "share", "close"),
        ("GB", "disability", "representation", "proxy"),
        ("GB", "prior_education", "uptake", "proxy"),
    )
    places, dimensions = load_vocabulary().mapped_jurisdictions, load_vocabulary().equity_dimensions
    assert len(cells) == len(places) * len(dimensions) * 4
    assert cells.index.is_unique
    assert cells["missing"].loc["GB", "gender"].to_dict() == {
        "share": "",
        "uptake": "eligible",
        "completion": "outcome",
        "representation": "reference",
    }
    assert cells["missing"].loc["GB", "prior_education"].to_dict() == {
        "share": "learners",
        "uptake": "",
        "completion": "outcome",
        "representation": "learners",
    }
    assert set(cells["missing"].loc["NZ", "gender"]) == {"learners"}
    assert cells.loc[("NZ", "gender", "share"), "who_could_publish_en"] == "Ministry of Education (New Zealand)"
    # a ratio without any share waits for the share's keeper; one without a population waits for another
    assert cells.loc[("NZ", "gender", "representation"), "keepers"] == "nz_education"
    assert cells.loc[("GB", "gender", "share"), "keepers"] == ""
    assert cells.loc[("GB", "disability", "share"), "keepers"] == "gb_dfe_bootcamps"
    assert cells.loc[("GB", "disability", "representation"), "keepers"] == "gb_ons_disability"


PRINTED = [
    ("au_adult_learning_2013_2021", {"period": "2020-21", "category": "all"}, 0.27),  # ABS 4234.0, key statistics
    ("au_adult_learning_2013_2021", {"period": "2016-17", "category": "all"}, 0.26),
    ("ie_adult_education_2017_2022", {"category": "25-34"}, 0.563),  # CSO, SDG 4.3.1, table 2.1
    ("ie_adult_education_2017_2022", {"category": "35-44"}, 0.537),
    ("ie_adult_education_2017_2022", {"category": "employed"}, 0.593),  # CSO, Adult Education Survey 2017, table 1a
    ("us_bls_certifications_2015_2024", {"period": "2020", "category": "education_health"}, 0.474),  # CPS, table 52
    ("us_ates_2016", {"category": "all"}, 0.27),  # AIR, Adult Training and Education, summary
    ("gb_skills_bootcamps_2020_2023", {"measure": "completion"}, 0.65),  # FE Week, on the evaluation of wave 3
    ("us_mooc_learners_2013_2021", {"measure": "share", "period": "2020", "category": "women"}, 0.62),  # Coursera 2021
    ("xw_mooc_pivot_2012_2018", {"measure": "completion", "period": "2017-18"}, 0.0313),  # table S3
    (
        "xw_mooc_pivot_2012_2018",
        {"measure": "completion", "period": "2017-18", "within": "commitment=verified_track"},
        0.4602,
    ),
    ("us_credential_engine_2018_2022", {"measure": "count", "period": "2022", "category": "all"}, 1_076_358),
]
"""Headline numbers and where they are printed."""


@pytest.mark.parametrize(("dataset", "about", "value"), PRINTED)
def test_a_headline_figure_stands_as_it_is_printed(dataset: str, about: dict[str, str], value: float) -> None:
    spec = load_spec(ROOT / "data" / "raw" / dataset)
    read, findings = check_dataset(spec)
    assert findings == []
    about = {"measure": "uptake", **about}
    own = [e for e in estimate_figures(spec, read) if all(getattr(e, name) == told for name, told in about.items())]
    own = [e for e in own if "within" in about or e.within in ("", "provider=coursera")]
    assert [e.estimate for e in own] == [pytest.approx(value)]


def test_a_published_confidence_interval_is_carried() -> None:
    """Statistics Canada, coefficients of variation of the 2021 Census long form: employed, 15 and over."""
    spec = load_spec(ROOT / "data" / "raw" / "ca_census_2016_2021")
    read, _ = check_dataset(spec)
    own = pick(list(estimate_figures(spec, read)), period="2021", category="employed")
    assert (own.estimate, own.ci_low, own.ci_high) == (17_321_700, 17_313_788, 17_329_615)
