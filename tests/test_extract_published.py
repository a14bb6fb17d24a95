"""What the publishers printed, reproduced from their originals by the reader and from our extracts."""

import csv
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from isfuturemicro.datasets import find_datasets, load_spec
from isfuturemicro.ingest.originals import read_original, source_folders

ROOT = Path(__file__).parents[1]
RAW = ROOT / "data" / "raw"
EXTRACTED = [folder for folder in find_datasets(ROOT) if (folder / "extract.sql").is_file()]


def find_file(file: str) -> Path:
    """A file among the publishers' originals; the test is skipped where it is not at hand."""
    found = next((folder / file for folder in source_folders(ROOT) if (folder / file).is_file()), None)
    return found or pytest.skip(f"missing original: {file}")


def read_table(id: str, table: str) -> pd.DataFrame:
    """One original of a dataset as the reader reads it."""
    original = next(original for original in load_spec(RAW / id).source.originals if original.table == table)
    find_file(original.file)
    frame, findings = read_original(original, source_folders(ROOT))
    assert not findings
    return frame


def read_counts(id: str) -> pd.DataFrame:
    """A dataset's extract, each cell as it is written, for NA and None are answers like any other."""
    return pd.read_csv(load_spec(RAW / id).data_path, dtype=str, keep_default_na=False)


def read_sheet(file: str, sheet: str) -> list[dict[str, object]]:
    """The filled rows of a sheet of NCES's dictionary; none where it lacks the sheet, having nothing to tell."""
    book = openpyxl.load_workbook(find_file(f"ipeds/{file}"), read_only=True)
    if sheet not in book.sheetnames:
        return []
    header, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows if row[0] is not None]


@pytest.mark.parametrize("folder", EXTRACTED, ids=lambda folder: folder.name)
def test_published_sums_come_out_of_the_committed_extract(folder):
    spec, counts = load_spec(folder), read_counts(folder.name)
    for published in spec.published:
        if published.sum:
            kept = np.ones(len(counts), dtype=bool)
            for column, values in published.where.items():
                assert set(values) <= set(counts[column]), published.at
                kept &= counts[column].isin(values)
            total = counts.loc[kept, published.sum].astype(int).sum()
            assert abs(total - published.value) <= published.within, published.at


@pytest.mark.parametrize(
    ("id", "table", "dictionary"),
    [
        ("us_ipeds_completions_2021", "c2021", "c2021_c.xlsx"),
        ("us_ipeds_completers_2021", "c2021", "c2021_b.xlsx"),
        ("us_ipeds_distance_2012_2021", "ef2021", "ef2021a_dist.xlsx"),
        ("us_ipeds_distance_12month_2021", "effy2021", "effy2021_dist.xlsx"),
        ("us_ipeds_distance_offering_2016_2021", "ic2020", "ic2020.xlsx"),
        ("us_ipeds_distance_offering_2016_2021", "ic2021", "ic2021.xlsx"),
    ],
)
def test_reader_reproduces_every_sum_and_frequency_of_the_dictionary(id, table, dictionary):
    frame = read_table(id, table)
    statistics = read_sheet(dictionary, "Statistics")
    assert len(statistics) > 3
    for printed in statistics:
        numbers = pd.to_numeric(frame[printed["varname"]].str.strip().replace({"": None, ".": None}))
        assert (numbers.count(), numbers.sum()) == (printed["n"], printed["sum"]), printed["varname"]
    for printed in read_sheet(dictionary, "Frequencies"):
        codes = pd.to_numeric(frame[printed["varname"]].str.strip(), errors="coerce")
        assert (codes == int(printed["codevalue"])).sum() == printed["frequency"], printed


def test_sums_in_the_description_are_those_of_the_dictionaries():
    printed = {row["varname"]: row["sum"] for row in read_sheet("c2021_c.xlsx", "Statistics")}
    published = load_spec(RAW / "us_ipeds_completions_2021").published
    assert {entry.at.rpartition(", ")[2]: entry.value for entry in published} == printed
    printed = {row["varname"]: row["sum"] for row in read_sheet("ef2021a_dist.xlsx", "Statistics")}
    for entry in load_spec(RAW / "us_ipeds_distance_2012_2021").published:
        assert entry.value == printed[entry.at.split("Statistics, ")[1].split()[0]]


@pytest.mark.parametrize(("year", "total"), [("2016", 4_818_014), ("2021", 5_108_198)])
def test_each_margin_of_the_completions_adds_up_to_the_grand_total(year, total):
    counts = read_counts(f"us_ipeds_completions_{year}")
    crossed = (counts[["SEX", "RACE", "AGE"]] != "*").sum(axis=1)
    assert (crossed == 1).all()
    for margin in ("SEX", "RACE", "AGE"):
        assert counts.loc[counts[margin] != "*", "N"].astype(int).sum() == total


def test_levels_of_the_distance_counts_overlap_as_the_description_says():
    counts = read_counts("us_ipeds_distance_2012_2021")
    counts["N"] = counts["N"].astype(int)
    table = counts.pivot_table(index=["YEAR", "DELIVERY"], columns="EFDELEV", values="N")
    assert (table["1"] == table["2"] + table["12"]).all()
    for year in (2012, 2013, 2014, 2015, 2016, 2021):
        frame = read_table("us_ipeds_distance_2012_2021", f"ef{year}")
        numbers = frame.apply(lambda column: pd.to_numeric(column.str.strip(), errors="coerce")).fillna(0)
        for name in ("EFDETOT", "EFDEEXC", "EFDESOM", "EFDENON"):
            levels = numbers.pivot_table(index="UNITID", columns="EFDELEV", values=name, aggfunc="sum", fill_value=0)
            assert (levels[1] == levels[2] + levels[12]).all()
        assert (numbers["EFDETOT"] == numbers["EFDEEXC"] + numbers["EFDESOM"] + numbers["EFDENON"]).all()


@pytest.mark.parametrize("year", [2020, 2021])
def test_degree_granting_and_control_agree_with_the_directory(year):
    """Institutional characteristics stand in for the directory of 2016, not at hand; later years show that they can."""
    offering = read_table("us_ipeds_distance_offering_2016_2021", f"ic{year}").apply(lambda column: column.str.strip())
    path = find_file(f"ipeds/hd{year}.csv")
    with path.open(encoding="cp1252", newline="") as lines:
        directory = {row["UNITID"]: row for row in csv.DictReader(lines)}
    levels = offering[["LEVEL3", "LEVEL5", "LEVEL7", "LEVEL17", "LEVEL18", "LEVEL19"]]
    grants = np.where((levels == "1").any(axis=1), "1", "2")
    assert (grants == offering["UNITID"].map(lambda unit: directory[unit]["DEGGRANT"])).all()
    control = offering["CNTLAFFI"].map({"1": "1", "2": "3", "3": "2", "4": "2"})
    differing = control != offering["UNITID"].map(lambda unit: directory[unit]["CONTROL"])
    assert differing.sum() == (0 if year == 2020 else 1)


def test_no_distance_course_is_2_in_2016():
    """The 2016 dictionary is not at hand, but in the file DISTCRS is 2 exactly where DSTNCED3, not offered, is 1."""
    frame = read_table("us_ipeds_distance_offering_2016_2021", "ic2016").apply(lambda column: column.str.strip())
    assert ((frame["DISTCRS"] == "2") == (frame["DSTNCED3"] == "1")).all()
    assert ((frame["DISTCRS"] == "1") == ((frame["DSTNCED1"] == "1") | (frame["DSTNCED2"] == "1"))).all()


SUMMARY: dict[str, tuple[str, dict[str, str]]] = {
    "BootcampYesNo": ("BOOTCAMP", {"No": "0", "Yes": "1"}),
    "BootcampFinish": ("FINISHED", {"No": "0", "Yes": "1"}),
    "BootcampFullJobAfter": ("JOB_AFTER", {"No": "0", "Yes": "1"}),
    "IsEthnicMinority": ("MINORITY", {"No": "0", "Yes": "1"}),
    "IsReceiveDiabilitiesBenefits": ("DISABILITY", {"No": "0", "Yes": "1"}),
    "Gender": ("GENDER", {"Male": "male", "Female": "female", "Other": "genderqueer|agender|trans"}),
    "Age": ("AGE", {"under 25": "under 18|18-24", "40+": "40-44|45-54|55-64|65+"}),
    "EmploymentStatus": (
        "EMPLOYMENT",
        {
            "Not working, not looking": "Not working and not looking for work",
            "Stay-at-home parent, homemaker": "A stay-at-home parent or homemaker",
        },
    ),
    "SchoolDegree": (
        "DEGREE",
        {
            "high school or equivalent": "high school diploma or equivalent (GED)",
            "professional (MBA, MD, JD)": "professional degree (MBA, MD, JD, etc.)",
            "trade, technical, vocational": "trade, technical, or vocational training",
        },
    ),
    "CountryLive": ("COUNTRY", {}),
}
"""The publisher's name of a question, our column, and which of our categories make up a printed label that differs."""


@pytest.mark.parametrize("question", SUMMARY)
def test_new_coder_summary_is_reproduced(question):
    """Every number and percentage that the publisher printed for the questions that we use."""
    column, labels = SUMMARY[question]
    counts = read_counts("xx_newcoder_2016")
    counts["N"] = counts["N"].astype(int)
    others = [name for name in ("DEGREE", "DISABILITY") if name != column]
    asked = counts[(counts[column] != "*") & ((counts[others] == "*").all(axis=1))]
    answered = asked.loc[~asked[column].isin(["missing", "not asked"]), "N"].sum()
    summary = find_file("fcc-new-coder-2016/2016-New-Coder-Survey-Data-Summary.csv")
    with summary.open(encoding="utf-8", newline="") as lines:
        printed = {row[question]: row for row in csv.DictReader(lines) if row[question]}
    if question == "CountryLive":  # we keep some countries by name and group the others
        printed = {label: row for label, row in printed.items() if label in set(asked[column])}
    assert len(printed) >= 2
    for label, row in printed.items():
        counted = asked.loc[asked[column].isin(labels.get(label, label).split("|")), "N"].sum()
        assert counted == int(row[f"{question}Ppl"]), label
        assert counted / answered == pytest.approx(float(row[f"{question}Perc"]), abs=1e-6), label


def test_new_coder_sets_each_hold_everyone():
    counts = read_counts("xx_newcoder_2016")
    counts["N"] = counts["N"].astype(int)
    open_in = [counts[name] == "*" for name in ("AGE", "EMPLOYMENT", "MINORITY", "GENDER", "DEGREE", "DISABILITY")]
    sets = counts.groupby(open_in)["N"].sum()
    assert list(sets) == [15_620] * 3
    assert len(read_table("xx_newcoder_2016", "coders")) == 15_620


def completion_by_student(registrations: pd.DataFrame) -> tuple[float, float]:
    """Completion rate of the registrations `inside` a group and its standard error by student, slow and obvious.

    z = inside x (completed - rate) / registrations inside, summed over a student's registrations;
    variance = n/(n-1) x sum of (z - mean z)^2 over all n students, those without a registration inside among them.
    """
    inside = registrations["inside"]
    rate = (registrations["completed"] * inside).sum() / inside.sum()
    z = (inside * (registrations["completed"] - rate) / inside.sum()).groupby(registrations["id_student"]).sum()
    return rate, float(np.sqrt(len(z) / (len(z) - 1) * ((z - z.mean()) ** 2).sum()))


def completion_by_pattern(counts: pd.DataFrame) -> tuple[float, float]:
    """The same from the extract, where STUDENTS students share a pattern."""
    students = counts.groupby("PATTERN")["STUDENTS"].first()
    inside = counts["inside"] * counts["REGISTRATIONS"]
    total = (inside * counts["STUDENTS"]).sum()
    completed = counts["RESULT"].isin(["Pass", "Distinction"])
    rate = (completed * inside * counts["STUDENTS"]).sum() / total
    z = (inside * (completed - rate) / total).groupby(counts["PATTERN"]).sum()
    n = students.sum()
    mean = (z * students).sum() / n
    return rate, float(np.sqrt(n / (n - 1) * (students * (z - mean) ** 2).sum()))


GROUPS = [
    ("everyone", "", ""),
    ("disability", "DISABILITY", "Y"),
    ("age_band", "AGE", "35-55"),
    ("imd_band", "IMD", "0-10%"),
    ("highest_education", "EDUCATION", "HE Qualification"),
]


@pytest.mark.parametrize(("column", "ours", "value"), GROUPS)
def test_oulad_patterns_keep_the_standard_error_clustered_by_student(column, ours, value):
    original = read_table("gb_oulad_2013_2014", "student_info")
    original["completed"] = original["final_result"].isin(["Pass", "Distinction"]).astype(int)
    counts = read_counts("gb_oulad_2013_2014").astype({"REGISTRATIONS": int, "STUDENTS": int})
    original["inside"] = (original[column] == value).astype(int) if ours else 1
    counts["inside"] = (counts[ours] == value).astype(int) if ours else 1
    rate, error = completion_by_student(original)
    assert completion_by_pattern(counts) == pytest.approx((rate, error), rel=1e-12)
    naive = np.sqrt(rate * (1 - rate) / original["inside"].sum())
    assert error > 1.005 * naive


def test_oulad_patterns_hold_every_student_once_and_every_registration():
    original = read_table("gb_oulad_2013_2014", "student_info")
    counts = read_counts("gb_oulad_2013_2014").astype({"REGISTRATIONS": int, "STUDENTS": int, "TOTAL": int})
    assert (len(original), original["id_student"].nunique()) == (32_593, 28_785)
    assert counts["TOTAL"].sum() == (counts["REGISTRATIONS"] * counts["STUDENTS"]).sum() == 32_593
    assert counts.groupby("PATTERN")["STUDENTS"].nunique().eq(1).all()
    assert counts.drop_duplicates("PATTERN")["STUDENTS"].sum() == 28_785
    for column, ours in (("gender", "GENDER"), ("imd_band", "IMD"), ("final_result", "RESULT")):
        ours_counted = counts.groupby(ours)["TOTAL"].sum().rename({"missing": ""})
        assert ours_counted.to_dict() == original[column].value_counts().to_dict()
