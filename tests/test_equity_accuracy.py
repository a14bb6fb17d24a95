"""Short runs of `benchmarks/equity.py`: errors against a bootstrap of clusters, coverage, reversals, speed."""

import numpy as np
import pytest

from benchmarks.equity import (
    compare_errors,
    count_reversals,
    cover_bounds,
    cover_extremes,
    cover_parity,
    cover_people,
    cover_truth,
    draw_apart,
    time_measures,
)

DESIGNS, REPLICATES = 4, 2000
CHANCE = 3 * (2 * REPLICATES) ** -0.5
"""Three errors of a bootstrap error itself, in parts of it."""


@pytest.fixture(scope="module")
def errors() -> dict[str, list[float]]:
    return compare_errors(DESIGNS, REPLICATES, np.random.default_rng(11), draw_apart)


def test_delta_errors_are_those_of_a_bootstrap_that_respects_strata_and_clusters(
    errors: dict[str, list[float]],
) -> None:
    assert len(errors) == 13
    for name, off in errors.items():
        assert abs(np.mean(off)) <= 0.05, name
        assert max(map(abs, off)) <= 0.05 + CHANCE, name


def test_intervals_hold_the_truth() -> None:
    """Of 120 intervals at 95% fewer than 105 hold it once in a thousand times, if they are right."""
    for name, (truth, coverage, mean) in cover_truth(120, np.random.default_rng(5)).items():
        assert coverage >= 105 / 120, name
        assert mean == pytest.approx(truth, rel=0.1), name


def test_ranges_over_missing_answers_hold_the_truth_at_either_end() -> None:
    """Stoye's adapted interval does. The error of the known answers in place of the bounds' own does not: where nine in
    ten say yes and a fifth are silent, it holds a truth at the lower bound in about 90 of 100 samples."""
    held = cover_bounds(600, np.random.default_rng(6))
    for name, (_, _, adapted) in held.items():
        assert adapted >= 0.92, name
    assert held["90% of the known, 20.0% missing, no"][0] < 0.93


def test_ranges_of_measures_over_all_groups_hold_the_truth() -> None:
    for name, coverage in cover_extremes(40, np.random.default_rng(9)).items():
        assert coverage >= 0.85, name


def test_intervals_of_regressions_profiles_and_representation_hold_the_truth() -> None:
    """Of 120 intervals at 95% fewer than 105 hold it once in a thousand times, if they are right."""
    for name, (truth, coverage, mean) in cover_people(120, np.random.default_rng(12)).items():
        assert coverage >= 105 / 120, name
        assert mean == pytest.approx(truth, rel=0.1), name
    assert cover_parity(120, np.random.default_rng(13)) >= 105 / 120


def test_a_planted_reversal_is_found_and_none_is_claimed_without() -> None:
    found = count_reversals(25, np.random.default_rng(7))
    assert found == {"reversal planted": 25, "same sign": 0, "no gap at all": 0, "composition only": 0}


def test_eight_measures_over_192_groups_take_less_than_half_a_second() -> None:
    assert time_measures(np.random.default_rng(8)) < 0.5
