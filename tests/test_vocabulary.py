"""The vocabulary: codes that are sound, labels in both languages, age bands as sets of ages."""

import csv
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isfuturemicro.vocabulary import SPECIAL_CODES, AgeBand, load_vocabulary, parse_band
from isfuturemicro.vocabulary.tables import TABLES

VOCABULARY = load_vocabulary()
PATHS = sorted(TABLES.glob("*.csv"))
FREE = ("year", "region")
"""Variables without a list: any year, and regions, of which no dataset has needed one yet."""
PLACES = ("jurisdiction", "country_group")
"""Tables whose codes are, or hold, those of ISO 3166."""
ages = st.integers(0, 130)
closed = st.tuples(ages, ages).map(sorted).map(lambda ends: AgeBand(*ends))
bands = closed | ages.map(lambda first: AgeBand(first, None))


def read_rows(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def ages_of(band: AgeBand) -> set[int]:
    """The ages of a band one by one; nobody is 1000 years old."""
    return set(range(band.first, 1000 if band.last is None else band.last + 1))


@pytest.mark.parametrize("name", [path.stem for path in PATHS])
def test_a_table_has_each_code_once_and_labels_in_both_languages(name: str) -> None:
    rows = read_rows(name)
    keys = ("attribute", "code") if name == "framework_value" else (next(iter(rows[0])),)
    codes = Counter(tuple(row[key] for key in keys) for row in rows)
    assert [code for code, many in codes.items() if many > 1] == []
    for row in rows:
        assert None not in row, f"{name}: a row of too many fields, {row}"
        assert None not in row.values(), f"{name}: a row of too few fields, {row}"
        assert row["label_en"].strip()
        assert row["label_fr"].strip()
        assert all(value == value.strip() for value in row.values())


@pytest.mark.parametrize("name", [path.stem for path in PATHS if path.stem not in PLACES])
def test_a_code_is_a_plain_word_and_none_of_the_special_ones(name: str) -> None:
    for code in VOCABULARY.codes(name):
        assert re.fullmatch(r"[a-z0-9]+([_=-][a-z0-9]+)*", code), code
        assert code not in (*SPECIAL_CODES, "ignored")


def test_a_jurisdiction_is_a_code_of_iso_3166() -> None:
    for code in VOCABULARY.codes("jurisdiction"):
        assert re.fullmatch(r"[A-Z]{2}(-[A-Z]{2})?", code), code
    assert set(VOCABULARY.mapped_jurisdictions) <= set(VOCABULARY.codes("jurisdiction"))


def test_a_variable_has_a_known_role_and_its_reference_group_is_one_of_its_categories() -> None:
    for name, row in VOCABULARY.variables.items():
        assert row["role"] in ("outcome", "dimension", "context")
        assert row["equity"] in ("yes", "no")
        assert row["definition_en"]
        assert row["definition_fr"]
        if row["reference_category"]:
            assert row["reference_category"] in VOCABULARY.codes(name)


def test_an_outcome_is_yes_or_no() -> None:
    for name in VOCABULARY.named("outcome"):
        assert set(VOCABULARY.codes(name)) == {"yes", "no"}


def test_a_union_is_made_of_categories_of_its_own_table() -> None:
    for name in VOCABULARY.variables:
        for union, parts in VOCABULARY.unions(name).items():
            assert set(parts) <= set(VOCABULARY.codes(name)) - {union}
            assert len(parts) > 1


def test_a_keeper_has_numbers_of_known_places_dimensions_and_measures_at_an_address() -> None:
    for row in read_rows("keeper"):
        assert set(row["jurisdictions"].split()) <= set(VOCABULARY.codes("jurisdiction"))
        assert row["dimensions"] == "*" or set(row["dimensions"].split()) <= set(VOCABULARY.equity_dimensions)
        assert set(row["measures"].split()) <= set(VOCABULARY.codes("measure"))
        assert row["state"] in VOCABULARY.codes("keeper_state")
        assert row["dataset_en"]
        assert row["dataset_fr"]
        assert re.match(r"https?://", row["address"])


def test_keepers_come_with_the_nearest_to_publishing_first() -> None:
    assert VOCABULARY.keepers("CA-BC", "gender", "share") == ("ca_bc_warehouse", "ca_statcan_psis", "ca_bc_grant")
    assert VOCABULARY.keepers("NZ", "deprivation") == ()
    assert set(VOCABULARY.keepers("GB", "disability")) > set(VOCABULARY.keepers("GB", "disability", "uptake"))


def test_categories_of_ethnicity_belong_to_a_jurisdiction() -> None:
    for row in read_rows("ethnicity"):
        assert row["jurisdiction"] in VOCABULARY.codes("jurisdiction")
        assert row["code"].startswith(f"{row['jurisdiction'].lower()}_")


def test_every_age_is_in_one_reporting_band_and_the_claims_own_is_one() -> None:
    reporting = VOCABULARY.reporting_bands()
    for age in range(131):
        assert sum(age in ages_of(band) for band in reporting.values()) == 1
    assert reporting["30-44"] == AgeBand(30, 44)
    for code, row in VOCABULARY.tables["age_band"].items():
        assert (row["from_years"], row["to_years"]) == (
            str(reporting[code].first),
            "" if reporting[code].last is None else str(reporting[code].last),
        )


@settings(deadline=None)
@given(bands)
def test_a_band_is_read_back_from_its_code(band: AgeBand) -> None:
    assert parse_band(band.code) == band


@settings(deadline=None)
@given(bands, bands)
def test_bands_nest_and_overlap_as_their_sets_of_ages_do(one: AgeBand, other: AgeBand) -> None:
    assert one.within(other) == (ages_of(one) <= ages_of(other))
    assert one.overlaps(other) == bool(ages_of(one) & ages_of(other))


@pytest.mark.parametrize("text", ["", "39-25", "25", "25-", "-25", "25+", "under-0", "25 to 39", "a-b", "2.5-4"])
def test_what_is_no_band_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"age band|backwards"):
        parse_band(text)
    assert not VOCABULARY.holds("age_band", text)


def test_a_variable_takes_its_categories_the_special_ones_and_nothing_else() -> None:
    assert VOCABULARY.holds("gender", "women")
    assert not VOCABULARY.holds("gender", "Women")
    assert VOCABULARY.holds("year", "2021")
    assert not VOCABULARY.holds("year", "21")
    assert not VOCABULARY.holds("colour", "red")
    for name in VOCABULARY.variables:
        assert all(VOCABULARY.holds(name, code) for code in SPECIAL_CODES)


@pytest.mark.parametrize(
    ("code", "english", "french"),
    [
        ("25-39", "25 to 39", "25 à 39 ans"),
        ("40-plus", "40 and over", "40 ans et plus"),
        ("under-18", "Under 18", "Moins de 18 ans"),
        ("not_stated", "Not stated", "Non déclaré"),
    ],
)
def test_an_age_is_told_in_both_languages(code: str, english: str, french: str) -> None:
    assert (VOCABULARY.label("age_band", code), VOCABULARY.label("age_band", code, "fr")) == (english, french)


def test_every_dimension_and_context_has_categories() -> None:
    without = [name for name in VOCABULARY.variables if not VOCABULARY.codes(name) and name not in FREE]
    assert without == []
