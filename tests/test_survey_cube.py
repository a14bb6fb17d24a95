"""The cube: exact sums whatever the threads and the order, a design that no domain shrinks, inputs it refuses."""

import math
from fractions import Fraction

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survey_by_hand import complete, reduce_people

from isfuturemicro.survey import Cube, Design, LonelyPsuError, divide, estimate_totals, reduce_to_cube
from isfuturemicro.survey.cube import choose_scale

MANY = 400_000
"""Rows enough for the engine to share them out among threads."""
WHOLE = np.array([[True]])


def total_weight(people: pd.DataFrame) -> float:
    """The weighted number of people."""
    cube = reduce_people(people, (), Design())
    return float((cube.w * cube.copies).sum())


@given(st.floats(1e-9, 1e-5), st.integers(1, 10**12))
@settings(derandomize=True, deadline=None)
def test_normalised_weights_keep_every_bit(weight: float, rows: int) -> None:
    assert (Fraction(weight) * 2 ** choose_scale(weight, weight, rows)).denominator == 1


@given(st.floats(1e-9, 1e9), st.floats(1e-9, 1e9), st.integers(1, 10**12))
@settings(derandomize=True, deadline=None)
def test_no_sum_outgrows_a_128_bit_integer(one: float, other: float, rows: int) -> None:
    smallest, largest = sorted((one, other))
    assert Fraction(largest) * rows * Fraction(2) ** choose_scale(smallest, largest, rows) <= 2**126


def test_a_fixed_scale_would_be_wrong_by_a_third_of_a_percent() -> None:
    weights = np.full(1000, 1.003e-7)
    assert total_weight(pd.DataFrame({"weight": weights})) == math.fsum(weights)
    fixed = math.floor(1.003e-7 * 2**30) * 1000 / 2**30
    assert abs(fixed / math.fsum(weights) - 1) > 0.003


def test_small_weights_beside_large_ones_lose_nothing() -> None:
    weights = np.array([1e9, 1e-7, 3e8, 1.3e-7, 1.7e-7])
    cube = reduce_people(pd.DataFrame({"weight": weights, "group": list("abaab")}), ("group",), Design())
    for group in "ab":
        mine = [weight for weight, of in zip(weights, "abaab", strict=True) if of == group]
        assert cube.w[cube.is_in("group", group)].sum() == math.fsum(mine)


def test_a_trillion_people_don_t_overflow() -> None:
    people = pd.DataFrame({"weight": [1e6, 2.5e-3], "units": [10**12, 10**12]})
    cube = reduce_people(people, (), Design())
    assert cube.units.sum() == 2e12
    assert cube.w.sum() == pytest.approx(1e18 + 2.5e9, rel=1e-15)
    assert cube.w2.sum() == pytest.approx(1e24 + 6.25e6, rel=1e-15)


def many_people() -> pd.DataFrame:
    """Weights near 1e-7 and near 1e9 in three strata of seven clusters."""
    random = np.random.default_rng(7)
    return complete(
        pd.DataFrame(
            {
                "stratum": random.choice(list("xyz"), MANY),
                "psu": random.integers(7, size=MANY).astype(str),
                "weight": random.choice([1e-7, 1e9], MANY) * random.uniform(1, 2, MANY),
                "outcome": random.choice(["yes", "no", "missing"], MANY),
                "group": random.choice(["a", "b"], MANY),
            }
        )
    )


@pytest.fixture(scope="module")
def orders() -> dict[str, pd.DataFrame]:
    """The same people in three orders."""
    people = many_people()
    backwards, shuffled = people.take(range(MANY)[::-1]), people.sample(frac=1, random_state=1)
    return {"as drawn": people, "backwards": backwards, "shuffled": shuffled}


def reduce_many(people: pd.DataFrame, threads: int, clustered: bool) -> Cube:
    with duckdb.connect(config={"threads": threads}) as connection:
        connection.register("given", people)
        connection.execute("CREATE TABLE people AS SELECT * FROM given")
        return reduce_to_cube(connection, "people", ("group", "outcome"), Design(clustered=clustered))


def bits(cube: Cube) -> list[str]:
    """Every number of the estimates as text that hides no bit."""
    yes, answered = cube.is_in("outcome", "yes"), cube.is_in("outcome", "yes", "no")
    marks = np.column_stack(
        [yes & cube.is_in("group", g) for g in "ab"] + [answered & cube.is_in("group", g) for g in "ab"]
    )
    shares = divide(estimate_totals(cube, marks), [0, 1], [2, 3])
    return [float(number).hex() for number in (*shares.value, *shares.covariance.ravel(), *cube.w, *cube.w2)]


@pytest.mark.parametrize("clustered", [True, False])
def test_threads_and_order_change_no_bit(orders: dict[str, pd.DataFrame], clustered: bool) -> None:
    first = bits(reduce_many(orders["as drawn"], 1, clustered))
    for order, threads in (("as drawn", 2), ("as drawn", 4), ("shuffled", 4), ("backwards", 1)):
        assert bits(reduce_many(orders[order], threads, clustered)) == first


def test_the_same_weights_summed_as_floats_depend_on_their_order(orders: dict[str, pd.DataFrame]) -> None:
    """Why the cube sums whole numbers."""
    forth, back = (orders[order]["weight"].to_numpy() for order in ("as drawn", "backwards"))
    assert np.cumsum(forth)[-1] != np.cumsum(back)[-1]
    assert total_weight(pd.DataFrame({"weight": forth})) == total_weight(pd.DataFrame({"weight": back}))
    assert total_weight(pd.DataFrame({"weight": forth})) == pytest.approx(math.fsum(forth), rel=3e-16)


def town(**more: object) -> pd.DataFrame:
    """Two strata of two clusters, the second cluster of each without women."""
    people = pd.DataFrame(
        {
            "stratum": list("aaaabbbb"),
            "psu": list("11221122"),
            "gender": ["women", "men", "men", "men"] * 2,
            "weight": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
        }
    )
    return complete(people).assign(**more)


def test_a_domain_does_not_shrink_the_design() -> None:
    """The women live in one cluster of each stratum: the other still counts, as zero."""
    with duckdb.connect() as connection:
        connection.register("people", town())
        women = reduce_to_cube(connection, "people", ("gender",), Design(clustered=True), where="gender = 'women'")
        whole = reduce_to_cube(connection, "people", ("gender",), Design(clustered=True))
    assert list(women.strata.psus) == [2, 2]
    by_where = estimate_totals(women, women.is_in("gender", "women")[:, None])
    by_mark = estimate_totals(whole, whole.is_in("gender", "women")[:, None])
    for found in (by_where, by_mark):
        assert found.value[0] == 6
        assert found.covariance[0, 0] == 2 * (0.5**2 + 0.5**2) + 2 * (2.5**2 + 2.5**2)
        assert found.df == 2
    kept = town()
    kept = kept[kept["gender"] == "women"]
    with pytest.raises(LonelyPsuError):  # what dropping the men's rows would have left
        estimate_totals(reduce_people(kept, ("gender",), Design(clustered=True)), WHOLE.repeat(2, axis=0))


def test_an_empty_domain_has_no_share() -> None:
    cube = reduce_people(town(), ("gender",), Design(clustered=True))
    nobody = cube.is_in("gender", "other")
    share = divide(estimate_totals(cube, np.column_stack([nobody, nobody])), [0], [1])
    assert np.isnan(share.value[0])
    assert np.isnan(share.standard_error[0])


@pytest.mark.parametrize("wrong", [-1.0, math.nan, math.inf])
def test_a_weight_that_is_no_weight_stops_the_work(wrong: float) -> None:
    with pytest.raises(ValueError, match="1 weights are negative, missing or not finite"):
        reduce_people(town(weight=[wrong] + [1.0] * 7), (), Design())


def test_weights_that_are_all_zero_stop_the_work() -> None:
    with pytest.raises(ValueError, match="none is above zero"):
        reduce_people(town(weight=0.0), (), Design())


def test_a_weight_of_zero_is_counted_and_weighs_nothing() -> None:
    cube = reduce_people(town(weight=[0.0] + [1.0] * 7), (), Design())
    assert cube.units.sum() == 8
    assert cube.w.sum() == 7


def test_copies_that_differ_within_a_cluster_stop_the_work() -> None:
    """Counts of people inside a cluster are units; as copies they would be so many clusters."""
    with pytest.raises(ValueError, match="stratum 'a' has rows of different copies"):
        reduce_people(town(copies=[1, 2, 1, 1, 1, 1, 1, 1]), (), Design(clustered=True))


def test_an_fpc_that_differs_within_a_stratum_stops_the_work() -> None:
    fpc = [9.0, 8.0, 9.0, 9.0, 5.0, 5.0, 5.0, 5.0]
    with pytest.raises(ValueError, match="fpc of stratum 'a'"):
        reduce_people(town(fpc=fpc), (), Design(clustered=True, with_fpc=True))


def test_more_clusters_than_the_population_holds_stop_the_work() -> None:
    """R: FPC implies more than 100% sampling. As a sampled fraction it would make the variance vanish."""
    people = pd.concat([town(), town().assign(psu=lambda found: found["psu"] + "x")])
    with pytest.raises(ValueError, match="less than its clusters"):
        reduce_people(people.assign(fpc=3.0), (), Design(clustered=True, with_fpc=True))


def test_a_share_of_clusters_and_their_number_are_the_same_correction() -> None:
    variances = []
    for fpc in (0.25, 8.0):
        cube = reduce_people(town(fpc=fpc), ("gender",), Design(clustered=True, with_fpc=True))
        variances.append(estimate_totals(cube, cube.is_in("gender", "women")[:, None]).covariance[0, 0])
    assert variances[0] == variances[1] == 0.75 * 26


@pytest.mark.parametrize("handling", ["average", "remove"])
def test_where_every_stratum_is_lonely_there_is_no_variance_rather_than_none(handling: str) -> None:
    people = town()
    people = people[people["psu"] == "1"]
    cube = reduce_people(people, ("gender",), Design(clustered=True, lonely_psu=handling))
    totals = estimate_totals(cube, cube.is_in("gender", "women")[:, None])
    assert totals.value[0] == 6
    assert np.isnan(totals.standard_error[0])


def test_a_lonely_treatment_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="fail, remove, adjust, average"):
        Design(lonely_psu="ignore")
