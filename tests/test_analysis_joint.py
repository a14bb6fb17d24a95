"""People who are all of a profile at once."""

import math
from pathlib import Path

import pandas as pd
import pytest
from analysis_by_hand import invent, pick

from isfuturemicro.analysis.estimate import Estimate
from isfuturemicro.analysis.joint_profiles import bound_profiles, estimate_profiles
from isfuturemicro.analysis.margins import estimate_shares

PEOPLE = [
    ("30-44", "employed", "yes", 30),
    ("30-44", "employed", "no", 70),
    ("30-44", "unemployed", "yes", 5),
    ("30-44", "unemployed", "no", 95),
    ("18-24", "employed", "yes", 10),
    ("18-24", "employed", "no", 90),
    ("18-24", "unemployed", "yes", 15),
    ("18-24", "unemployed", "no", 85),
]


def people(more: tuple[tuple[str, str, str, int], ...] = ()) -> pd.DataFrame:
    return pd.DataFrame([*PEOPLE, *more], columns=["age_band", "employment_status", "microcredential", "N"])


def profile_of(tmp_path: Path, table: pd.DataFrame, design: str = "kind: census") -> list[Estimate]:
    return [
        e
        for e in estimate_profiles(invent(tmp_path, table, design=design, stage="eligible"))
        if e.category == "employed_30_44" and not e.within
    ]


def test_joint_share_uptake_and_more_than_margins_by_hand(tmp_path: Path) -> None:
    found = profile_of(tmp_path, people())
    assert pick(found, measure="joint_share", population="eligible").estimate == pytest.approx(100 / 400)
    assert pick(found, measure="joint_share", population="learners").estimate == pytest.approx(30 / 60)
    assert pick(found, measure="joint_uptake").estimate == pytest.approx(0.3)
    assert pick(found, measure="joint_uptake_difference").estimate == pytest.approx(0.3 - 30 / 300)
    excess = pick(found, measure="joint_excess", population="learners")
    assert excess.estimate == pytest.approx(0.5 / ((35 / 60) * (40 / 60)))
    assert pick(found, measure="joint_excess", population="eligible").estimate == pytest.approx(1)
    assert math.isnan(excess.ci_low)


def test_a_sample_gives_each_an_interval(tmp_path: Path) -> None:
    for e in profile_of(tmp_path, people(), "kind: sample"):
        assert e.ci_low < e.estimate < e.ci_high, e.measure
    gap = pick(profile_of(tmp_path / "b", people(), "kind: sample"), measure="joint_uptake_difference")
    assert gap.se == pytest.approx(math.sqrt(0.21 / 100 + 0.09 / 300), rel=0.01)


def test_unknown_traits_bound_share_and_gap(tmp_path: Path) -> None:
    """Forty takers of 30 to 44 did not say whether they work; twenty of the unemployed who did not take part neither
    gave an age. Only the first may have the profile."""
    more = (("30-44", "not_stated", "yes", 40), ("not_stated", "unemployed", "no", 20))
    found = profile_of(tmp_path, people(more))
    share = pick(found, measure="joint_share", population="learners")
    assert (share.lower, share.estimate, share.upper) == pytest.approx((30 / 100, 30 / 60, 70 / 100))
    gap = pick(found, measure="joint_uptake_difference")
    assert gap.estimate == pytest.approx(30 / 100 - 30 / 320)
    assert gap.lower == pytest.approx(30 / 100 - 70 / 360)
    assert gap.upper == pytest.approx(70 / 140 - 30 / 320)


def test_the_bounds_hold_every_way_in_which_the_unknown_may_fall(tmp_path: Path) -> None:
    more = (("30-44", "not_stated", "yes", 3), ("30-44", "not_stated", "no", 4))
    gap = pick(profile_of(tmp_path, people(more)), measure="joint_uptake_difference")
    for yes_inside in range(4):
        for no_inside in range(5):
            inside = (30 + yes_inside) / (100 + yes_inside + no_inside)
            outside = (30 + 3 - yes_inside) / (300 + 7 - yes_inside - no_inside)
            assert gap.lower - 1e-12 <= inside - outside <= gap.upper + 1e-12


def test_margins_alone_give_frechet_bounds(tmp_path: Path) -> None:
    table = pd.DataFrame(
        [("30-44", "all", 70), ("18-24", "all", 30), ("all", "employed", 60), ("all", "unemployed", 40)],
        columns=["age_band", "employment_status", "N"],
    )
    rows = invent(tmp_path, table, design="kind: census", stage="learners")
    assert list(estimate_profiles(rows)) == []
    shares = [*estimate_shares(rows, "learners", "age_band"), *estimate_shares(rows, "learners", "employment_status")]
    (bound,) = bound_profiles(shares)
    assert (bound.lower, bound.upper) == pytest.approx((0.3, 0.6))
    assert (bound.status, math.isnan(bound.estimate)) == ("unresolvable", True)
    assert "does not cross" in bound.reason


def test_bands_that_cut_across_the_profile_give_no_joint_share(tmp_path: Path) -> None:
    table = people().replace({"age_band": {"30-44": "25-39"}})
    assert list(estimate_profiles(invent(tmp_path, table, design="kind: census", stage="eligible"))) == []
