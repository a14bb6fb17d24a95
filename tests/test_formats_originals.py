"""The publishers' own files, where they are at hand: what is read is what the publisher printed elsewhere in them."""

from pathlib import Path

import pandas as pd
import pytest

from isfuturemicro.datasets.reading import Reading
from isfuturemicro.ingest.formats import read_table
from isfuturemicro.ingest.originals import source_folders

ROOT = Path(__file__).parents[1]
ONTARIO = "ontario-college-headcount/college_enrolment_headcount_2022-23.xlsx"
PSIS = "statcan-psis/StatCan-FT-enrol-09-24.csv"
HEADCOUNT = "Headcount Full-Time Fall"


def read_original(file: str, reading: Reading) -> pd.DataFrame:
    path = next((path for folder in source_folders(ROOT) if (path := folder / file).is_file()), None)
    if path is None:
        pytest.skip(f"missing original: {file}")
    table, findings = read_table(path.read_bytes(), reading, file)
    assert findings == []
    return table


def test_sheets_of_the_ontario_workbook_agree_on_each_college_and_year() -> None:
    """Two sheets break the same headcount down; where neither suppresses a cell they add up to the same."""
    totals = []
    for sheet in ("Gender", "Tongue", "Study Level"):
        table = read_original(ONTARIO, Reading(format="xlsx", sheets=(sheet,)))
        table["whole"] = table[HEADCOUNT] != "*"
        assert table.loc[table["whole"], HEADCOUNT].str.fullmatch("[0-9]+").all()
        groups = table.groupby(["College Name", "Fiscal Year"])
        kept = groups["whole"].all()
        totals.append(
            table[table["whole"]]
            .astype({HEADCOUNT: int})
            .groupby(["College Name", "Fiscal Year"])[HEADCOUNT]
            .sum()[kept]
        )
    both = pd.concat(totals, axis=1, join="inner")
    assert len(both) > 100
    assert (both.nunique(axis=1) == 1).all()


def test_the_ages_of_the_ontario_workbook_keep_their_suppressed_cells() -> None:
    table = read_original(ONTARIO, Reading(format="xlsx", sheets=("Age",)))
    assert (len(table), list(table.columns)) == (2947, ["College Name", "Fiscal Year", "Age Group", HEADCOUNT])
    assert (table[HEADCOUNT] == "*").sum() > 0
    assert table.loc[2].tolist() == ["Algonquin College", "2012-2013", "0 - 17", "360"]


def test_the_full_table_of_enrolment_is_read_in_units() -> None:
    table = read_original(PSIS, Reading(format="statcan"))
    assert len(table) == 10_963
    assert table.loc[2, ["REF_DATE", "GEO", "VALUE", "SCALAR_FACTOR"]].tolist() == [
        "2009/2010",
        "Canada",
        "1401645",
        "units",
    ]
