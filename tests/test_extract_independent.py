"""Headline numbers of the extracts, computed again from the publishers' originals by another road (pandas, json)."""

import json
import re
from typing import Any

import pandas as pd
import pytest
from test_extract_published import RAW, completion_by_student, find_file

from isfuturemicro.analysis.pipeline import estimate_dataset
from isfuturemicro.datasets import load_spec
from isfuturemicro.ingest.build import check_dataset
from isfuturemicro.ingest.parquet import write_parquet


@pytest.fixture
def estimates(tmp_path):
    """A function that gives a dataset's estimates as a table, made anew from its folder."""

    def make(id: str) -> pd.DataFrame:
        spec = load_spec(RAW / id)
        rows, findings = check_dataset(spec)
        assert not findings
        write_parquet(rows, tmp_path / "rows.parquet")
        return pd.DataFrame(estimate_dataset(spec, tmp_path / "rows.parquet"))

    return make


def pick(table: pd.DataFrame, **wanted: str) -> pd.Series:
    """The one estimate that is meant; pooled and of all, unless said otherwise."""
    wanted = {"dimension": "all", "category": "all", "within": ""} | wanted
    chosen = table[(table[list(wanted)] == pd.Series(wanted)).all(axis=1)]
    assert len(chosen) == 1
    return chosen.iloc[0]


def read_trainings() -> pd.DataFrame:
    """Instructor trainings up to the report's date, as the publisher's notebook selects them."""
    events = pd.read_csv(
        find_file("carpentries/instructor_training_events.csv"), keep_default_na=False, na_values={"count_badged": [""]}
    )
    trainings = events[events["tags"].str.contains("5") & (events["start"] < "2018-10-31")]
    return trainings.assign(start=pd.to_datetime(trainings["start"]), online=trainings["country"] == "W3")


def test_carpentries_completion_leaves_out_whoever_still_had_time(estimates):
    trainings = read_trainings().fillna({"count_badged": 0})
    over = trainings[trainings["start"] + pd.Timedelta(days=90) <= pd.Timestamp("2018-10-31")]
    table = estimates("xw_carpentries_2012_2018")
    for online, mode in ((True, "online"), (False, "in_person")):
        mine = over[over["online"] == online]
        made = pick(table, measure="completion", dimension="delivery_mode", category=mode)
        assert made["estimate"] == pytest.approx(mine["count_badged"].sum() / mine["attendance"].sum(), abs=1e-12)
        assert made["n"] == mine["attendance"].sum()
    naive = trainings["count_badged"].sum() / trainings["attendance"].sum()
    assert pick(table, measure="completion")["estimate"] == pytest.approx(0.5212, abs=1e-4)
    assert naive == pytest.approx(0.4921, abs=1e-4)


def test_carpentries_leave_out_the_same_late_events_as_the_publisher():
    """Table 9 of the report: mean rate of the events of a year; 2018 comes out only without the last three months."""
    trainings = read_trainings().fillna({"count_badged": 0})
    over = trainings[trainings["start"] + pd.Timedelta(days=90) <= pd.Timestamp("2018-10-31")]
    printed = {(2012, True): 78, (2013, True): 50, (2014, False): 58, (2014, True): 38, (2015, False): 46}
    printed |= {(2015, True): 68, (2016, False): 46, (2016, True): 46, (2017, False): 53, (2017, True): 57}
    printed |= {(2018, False): 51, (2018, True): 54}
    for chosen, differing in ((over, []), (trainings, [2018, 2018])):
        rates = 100 * chosen["count_badged"] / chosen["attendance"]
        means = rates.groupby([chosen["start"].dt.year, chosen["online"]]).mean()
        assert [year for (year, online), mean in means.items() if abs(mean - printed[year, online]) > 0.56] == differing


def test_carpentries_badges_of_all_countries_add_up(estimates):
    badges = pd.read_csv(find_file("carpentries/badges_by_country_by_year.csv"), keep_default_na=False)
    table = estimates("xw_carpentries_badges_2012_2017")
    by_year = badges.groupby("year_awarded")["count(id)"].sum()
    assert pick(table, measure="count", period="2017")["estimate"] == by_year[2017] == 315
    assert pick(table, measure="count", period="2012")["estimate"] == by_year[2012] == 34
    assert "2018" not in set(table["period"])


def test_oulad_withdrawals_by_day(estimates):
    keys = ["code_module", "code_presentation", "id_student"]
    info = pd.read_csv(find_file("oulad/studentInfo.csv"))
    both = info.merge(pd.read_csv(find_file("oulad/studentRegistration.csv")), on=keys, validate="1:1")
    withdrawn = both["final_result"] == "Withdrawn"
    known = ~withdrawn | both["date_unregistration"].notna()
    early = withdrawn & (both["date_unregistration"] < 0)
    table = estimates("gb_oulad_withdrawals_2013_2014")
    made = pick(table, measure="share", dimension="withdrawal", category="before_start")
    assert made["estimate"] == pytest.approx(early.sum() / known.sum(), abs=1e-12)
    assert made["numerator"] == early.sum() == 2676
    persistence = pick(estimates("gb_oulad_2013_2014"), measure="persistence", dimension="disability", category="yes")
    assert persistence["estimate"] == pytest.approx(1 - withdrawn[both["disability"] == "Y"].mean(), abs=1e-12)
    assert persistence["estimate"] == pytest.approx(0.6065, abs=1e-4)


def test_oulad_completion_of_those_who_began_clustered_by_student(estimates):
    """The gap by disability is as wide among those who began, so it does not arise before the course."""
    keys = ["code_module", "code_presentation", "id_student"]
    info = pd.read_csv(find_file("oulad/studentInfo.csv"))
    both = info.merge(pd.read_csv(find_file("oulad/studentRegistration.csv")), on=keys, validate="1:1")
    begun = both[(both["final_result"] != "Withdrawn") | (both["date_unregistration"] >= 0)].copy()
    begun["completed"] = begun["final_result"].isin(["Pass", "Distinction"]).astype(int)
    begun["inside"] = (begun["disability"] == "Y").astype(int)
    rate, error = completion_by_student(begun)
    table = estimates("gb_oulad_begun_2013_2014")
    made = pick(table, measure="completion", dimension="disability", category="yes")
    assert (made["estimate"], made["se"]) == pytest.approx((rate, error), rel=1e-9)
    assert made["numerator"] == 1207
    others = begun.loc[begun["disability"] == "N", "completed"].mean()
    gap = pick(table, measure="completion_difference", dimension="disability", category="yes")
    assert gap["estimate"] == pytest.approx(rate - others, abs=1e-12)
    everyone = pick(
        estimates("gb_oulad_2013_2014"), measure="completion_difference", dimension="disability", category="yes"
    )
    assert gap["ci_high"] < -0.08
    assert gap["estimate"] < everyone["estimate"]


def read_enrolment() -> pd.DataFrame:
    """Statistics Canada's table with a column for the province of each row, and whether the row is an institution's."""
    table = pd.read_csv(find_file("statcan-psis/StatCan-FT-enrol-09-24.csv"), keep_default_na=False)
    province = table["GEO"].str.rsplit(", ", n=1).str[-1]
    return table.assign(province=province, institution=table["GEO"] != province)


def test_statcan_prints_provinces_that_are_the_sums_of_their_institutions():
    """Each cell is rounded at random to a multiple of 3, so a sum may be out by up to 2 for each of its cells."""
    table = read_enrolment()
    keys = ["REF_DATE", "Status of student in Canada", "province"]
    finer = table[table["institution"]].groupby(keys)["VALUE"].sum()
    printed = table[~table["institution"] & (table["GEO"] != "Canada")].set_index(keys)["VALUE"]
    assert len(printed) == 560
    assert finer.index.isin(printed.index).all()
    assert (finer - printed).abs().max() == 27
    assert (table["VALUE"] % 3 == 0).mean() > 0.99


def test_statcan_enrolment_as_printed_and_withheld_cells_are_no_zeros(estimates):
    table = estimates("ca_statcan_enrolment_2009_2023")
    ontario = pick(table, jurisdiction="CA-ON", period="2023-24", measure="count")
    assert ontario["estimate"] == 862806
    nunavut = pick(table, jurisdiction="CA-NU", period="2023-24", dimension="student_status", category="international")
    assert nunavut["status"] == "unavailable"
    assert pd.isna(nunavut[["estimate", "lower", "upper"]].astype(float)).all()
    assert not (table["estimate"] == 0).any()


def test_statcan_participation_by_age(estimates):
    printed = pd.read_csv(find_file("statcan-participation/indicator_4-3-1.csv"), keep_default_na=False)
    chosen = printed[(printed["Geography"] == "Canada") & (printed["Age group"] == "30 to 34 years")]
    chosen = chosen[chosen["Type of institution attended"] == "Total participation rate"].set_index("Year")["Value"]
    table = estimates("ca_statcan_participation_2014_2024")
    table = table[(table["jurisdiction"] == "CA") & (table["category"] == "30-34") & (table["within"] == "")]
    assert (100 * table["estimate"]).round(6).tolist() == chosen.tolist() == [7] + 10 * [6]
    assert (table["upper"] - table["lower"]).tolist() == pytest.approx(11 * [0.01])


def test_ipeds_twelve_months_by_hand(estimates):
    students = pd.read_csv(find_file("ipeds/effy2021_dist.csv"), skipinitialspace=True).rename(columns=str.strip)
    level = students.groupby("EFFYDLEV")[["EFYDETOT", "EFYDEEXC", "EFYDESOM", "EFYDENON"]].sum()
    table = estimates("us_ipeds_distance_12month_2021")
    everyone = pick(table, measure="share", dimension="delivery_mode", category="online")
    assert everyone["estimate"] == pytest.approx(level["EFYDEEXC"][1] / level["EFYDETOT"][1], abs=1e-12)
    single = pick(
        table,
        measure="share",
        dimension="delivery_mode",
        category="online",
        within="student_level=undergraduate_no_award",
    )
    assert single["estimate"] == pytest.approx(1535940 / 3395035, abs=1e-12)
    naive = level["EFYDEEXC"].sum() / level["EFYDETOT"].sum()
    assert abs(everyone["estimate"] - naive) > 0.004


def test_ipeds_completers_once_each(estimates):
    completers = pd.read_csv(find_file("ipeds/c2021_b.csv")).rename(columns=str.strip)
    table = estimates("us_ipeds_completers_2021")
    women = pick(table, measure="share", dimension="gender", category="women")
    assert women["estimate"] == pytest.approx(completers["CSTOTLW"].sum() / completers["CSTOTLT"].sum(), abs=1e-12)
    assert women["n"] == 4843181


def read_script(name: str) -> dict[str, Any]:
    """The arrays of a script of the IDBx dashboard, made JSON: names in quotation marks, no last comma, no comment."""
    text = re.sub(r"//[^\n]*", "", find_file(f"idbx-moocs/{name}.js").read_text(encoding="ascii"))
    text = text.partition("=")[2].strip().rstrip(";")
    text = re.sub(r"([{,]\s*)([A-Za-z]\w*)\s*:", r'\1"\2":', text)
    return json.loads(re.sub(r",(\s*[\]}])", r"\1", text))


def test_idbx_ages_are_those_of_the_bank_and_departments_count_a_shared_course_twice(estimates):
    ages = read_script("moocs_age")
    bank = {cell["name"]: cell["value"] for cell in ages["ageIDBAllTheTime"]}
    table = estimates("xw_idbx_registrations_2014_2019")
    band = pick(table, measure="share", dimension="age_band", category="26-39")
    assert band["estimate"] == pytest.approx(510938 / (1119016 - 175918), abs=1e-12)
    assert bank["26 - 39"] == band["numerator"] == 510938
    asked = pick(table, measure="share", dimension="age_band", category="30-44")
    assert asked["status"] == "unresolvable"
    assert (asked["lower"], asked["upper"]) == (0, pytest.approx((510938 + 295664 + 175918) / 1119016, abs=1e-12))
    departments = pd.DataFrame(ages["ageDepartmentsAllTheTime"])
    assert departments["value"].sum() == 1515561 > sum(bank.values()) == 1119016


def test_idbx_prints_the_percentages_of_its_counts():
    """Every printed percentage of the bank's own arrays is its count over all registrations, those unknown included."""
    ages, education = read_script("moocs_age"), read_script("moocs_education")
    for cells, count, percentage in (
        (ages["ageIDBAllTheTime"], "value", "percentage"),
        (ages["ageIDB2018"], "value", "percentage"),
        (education["educationLevelIDBAllTheTime"], "registrations", "value"),
        (education["educationLevelIDB2018"], "registrations", "value"),
    ):
        total = sum(cell[count] for cell in cells)
        printed = [float(cell[percentage].rstrip("%")) for cell in cells]
        assert printed == pytest.approx([100 * cell[count] / total for cell in cells], abs=0.005001)


def test_idbx_from_registration_to_certificate(estimates):
    flow = read_script("moocs_students_flow")["studentsFlowIDB"]
    steps = {step: {cell["name"]: cell["value"] for cell in years["years"]} for step, years in flow.items()}
    table = estimates("xw_idbx_certificates_2016_2018")
    for year in ("2016", "2017", "2018"):
        completion = pick(table, measure="completion", within=f"cohort={year}")
        assert completion["estimate"] == pytest.approx(steps["completed"][year] / steps["registrations"][year])
        certification = pick(table, measure="certification", within=f"cohort={year}", population="completers")
        assert certification["estimate"] == pytest.approx(steps["certified"][year] / steps["completed"][year])
    began = pick(table, measure="start")
    assert began["estimate"] == pytest.approx(
        sum(steps["participants"].values()) / sum(steps["registrations"].values())
    )
    came = pick(table, measure="finish", population="starters")
    assert came["estimate"] == pytest.approx(sum(steps["completed"].values()) / sum(steps["participants"].values()))
    assert pick(table, measure="completion")["estimate"] == pytest.approx(81930 / 1005882)


def test_idbx_registrations_by_calendar_year(estimates):
    months = read_script("moocs_registrations_timeline")["registrationTimelineIDB"]
    table = estimates("xw_idbx_timeline_2014_2019")
    for year in ("2015", "2018"):
        total = sum(month["close"] for month in months if month["date"].endswith(year[2:]))
        assert pick(table, measure="added", period=year)["estimate"] == total
    assert pick(table, measure="added", period="2019")["status"] == "unreliable"


@pytest.fixture(scope="module")
def headcount() -> dict[str, pd.DataFrame]:
    """The sheets of the Ontario workbook; a cell of 1 to 9 students, a star there, is no number."""
    path = find_file("ontario-college-headcount/college_enrolment_headcount_2022-23.xlsx")
    sheets = pd.read_excel(path, ["Age", "Credentials", "Gender", "Status", "Study Level", "Tongue"], na_values="*")
    return {name: sheet.rename(columns={sheet.columns[-1]: "N"}) for name, sheet in sheets.items()}


def test_ontario_sheets_without_a_star_agree_and_stars_hold_what_the_others_lack(headcount):
    keys = ["College Name", "Fiscal Year"]
    known = pd.concat({name: sheet.groupby(keys)["N"].sum() for name, sheet in headcount.items()}, axis="columns")
    stars = pd.concat(
        {name: sheet["N"].isna().groupby([sheet[key] for key in keys]).sum() for name, sheet in headcount.items()},
        axis="columns",
    )
    whole = known.where(stars == 0)
    assert len(whole) == 264
    assert (whole.nunique(axis="columns") == 1).all()
    lacking = known.rsub(whole.max(axis="columns"), axis="index")
    assert ((lacking >= stars) & (lacking <= 9 * stars)).all(axis=None)


def test_ontario_share_aged_30_to_44(estimates, headcount):
    ages = headcount["Age"][headcount["Age"]["Fiscal Year"] == "2022-2023"]
    by_band = ages.groupby("Age Group")["N"].sum()
    table = estimates("ca_on_college_headcount_2012_2022")
    made = pick(table, measure="share", dimension="age_band", category="30-44", period="2022")
    assert made["numerator"] == by_band[["30 - 34", "35 - 39", "40 - 44"]].sum() == 38048
    assert made["estimate"] == pytest.approx(38048 / by_band.sum(), abs=1e-12)
    everyone = 307384
    assert (made["lower"], made["upper"]) == (pytest.approx(38048 / everyone), pytest.approx((38048 + 125) / everyone))
    students = pick(table, measure="share", dimension="student_status", category="international", period="2022")
    assert students["estimate"] == pytest.approx(0.4946, abs=1e-4)


def test_ontario_has_no_full_time_student_in_a_short_program(estimates, headcount):
    credentials = headcount["Credentials"].groupby("Credential Type Description")["N"]
    assert credentials.max()["Attestation and other credentials for short programs"] == 0
    table = estimates("ca_on_college_credentials_2012_2022")
    short = table[table["category"] == "short_program"]
    assert (short["estimate"].tolist(), short["status"].unique().tolist()) == (11 * [0], ["ok"])
    degrees = pick(table, dimension="award_level", category="bachelor", period="2018")
    assert (degrees["lower"], pd.isna(degrees["estimate"])) == (21564, True)
