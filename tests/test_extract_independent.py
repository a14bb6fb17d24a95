"""Headline numbers of the extracts, computed again from the publishers' originals by another road (pandas, json)."""

import pandas as pd
import pytest
from test_extract_published import RAW, find_file

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
