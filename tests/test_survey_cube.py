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

from isfuturemicro import survey
from isfuturemicro.survey import (
    Cube,
    DataError,
    Design,
    DuckDBEngine,
    Estimates,
    LonelyPsuError,
    estimate,
    indicate,
    ratio_of,
    reduce_to_cube,
    total_of,
)
from isfuturemicro.survey.statement import BIGINT_BITS, MANTISSA, choose_scale

CLUSTERED = Design(stages=1)

MANY = 400_000
"""Rows enough for the engine to share them out among threads."""


def total_weight(people: pd.DataFrame) -> float:
    """The weighted number of people."""
    return float(reduce_people(people, (), Design()).weight.sum())


def women_of(cube: Cube) -> Estimates:
    return estimate(cube, total_of(cube, [cube.is_in("gender", "women")]))


@given(st.floats(1e-9, 1e-5))
@settings(derandomize=True, deadline=None)
def test_normalised_weights_keep_every_bit(weight: float) -> None:
    scale, limbs = choose_scale(weight, weight)
    assert (Fraction(weight) * Fraction(2) ** scale).denominator == 1
    assert limbs == 1


@given(st.floats(1e-9, 1e9), st.floats(1e-9, 1e9))
@settings(derandomize=True, deadline=None)
def test_every_number_fits_and_a_second_limb_takes_what_the_first_drops(one: float, other: float) -> None:
    smallest, largest = sorted((one, other))
    scale, limbs = choose_scale(smallest, largest)
    scaled = Fraction(smallest) * Fraction(2) ** scale
    assert Fraction(largest) * Fraction(2) ** scale <= 2**BIGINT_BITS
    rest = (scaled - math.floor(scaled)) * 2**MANTISSA
    assert limbs == 2 or scaled.denominator == 1
    assert rest < 2**BIGINT_BITS


def test_a_fixed_scale_would_be_wrong_by_a_third_of_a_percent() -> None:
    weights = np.full(1000, 1.003e-7)
    assert total_weight(pd.DataFrame({"weight": weights})) == math.fsum(weights)
    fixed = math.floor(1.003e-7 * 2**30) * 1000 / 2**30
    assert abs(fixed / math.fsum(weights) - 1) > 0.003


def test_small_weights_beside_large_ones_are_not_lost() -> None:
    weights = np.array([1e9, 1e-7, 3e8, 1.3e-7, 1.7e-7])
    cube = reduce_people(pd.DataFrame({"weight": weights, "group": list("abaab")}), ("group",), Design())
    for group in "ab":
        mine = [weight for weight, of in zip(weights, "abaab", strict=True) if of == group]
        total = float(cube.weight[cube.is_in("group", group)].sum())
        assert abs(total - math.fsum(mine)) <= math.ulp(math.fsum(mine))


def test_negative_sums_are_as_exact_as_positive_ones() -> None:
    people = pd.DataFrame({"weight": [0.02, 5.1], "group": ["a", "b"], "x": [3.5, 3.5]})
    up, down = (
        reduce_people(people.assign(x=sign * people["x"]), ("group",), Design(), quantities=("x",)) for sign in (1, -1)
    )
    assert up.products is not None
    assert down.products is not None
    assert list(-down.total[:, 1]) == list(up.total[:, 1])
    assert list(-down.products[:, 0, 1]) == list(up.products[:, 0, 1])


def test_a_trillion_people_don_t_overflow() -> None:
    people = pd.DataFrame({"weight": [1e6, 2.5e-3], "units": [10**12, 10**12]})
    cube = reduce_people(people, (), Design())
    assert cube.units.sum() == 2e12
    assert cube.weight.sum() == pytest.approx(1e18 + 2.5e9, rel=1e-15)
    assert cube.products is not None
    assert cube.products.sum() == pytest.approx(1e24 + 6.25e6, rel=1e-15)


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
                "x": random.choice([-1e-3, 1e5], MANY) * random.uniform(1, 2, MANY),
            }
        )
    )


@pytest.fixture(scope="module")
def orders() -> dict[str, pd.DataFrame]:
    """The same people in three orders."""
    people = many_people()
    backwards, shuffled = people.take(range(MANY)[::-1]), people.sample(frac=1, random_state=1)
    return {"as drawn": people, "backwards": backwards, "shuffled": shuffled}


def reduce_many(people: pd.DataFrame, threads: int, stages: int) -> Cube:
    with duckdb.connect(config={"threads": threads}) as connection:
        connection.register("given", people)
        connection.execute("CREATE TABLE people AS SELECT * FROM given")
        engine = DuckDBEngine(connection)
        return reduce_to_cube(engine, "people", ("group", "outcome"), Design(stages=stages), quantities=("x",))


def bits(cube: Cube) -> list[str]:
    """Every number of the estimates as text that hides no bit."""
    answered = [cube.is_in("outcome", "yes", "no") & cube.is_in("group", group) for group in "ab"]
    yes = [cube.is_in("outcome", "yes") & group for group in answered]
    shares = estimate(cube, ratio_of(cube, indicate(cube, yes), indicate(cube, answered)))
    means = estimate(cube, ratio_of(cube, indicate(cube, answered, 1), indicate(cube, answered)))
    numbers = [*shares.value, *shares.covariance.ravel(), *means.value, *means.covariance.ravel()]
    moments = [] if cube.products is None else cube.products.ravel()
    return [float(number).hex() for number in (*numbers, *cube.total.ravel(), *cube.sums.ravel(), *moments)]


@pytest.mark.parametrize("stages", [0, 1])
def test_threads_and_order_change_no_bit(orders: dict[str, pd.DataFrame], stages: int) -> None:
    first = bits(reduce_many(orders["as drawn"], 1, stages))
    for order, threads in (("as drawn", 2), ("as drawn", 4), ("shuffled", 4), ("backwards", 1)):
        assert bits(reduce_many(orders[order], threads, stages)) == first


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
    women = reduce_people(town(), ("gender",), CLUSTERED, where="gender = 'women'")
    whole = reduce_people(town(), ("gender",), CLUSTERED)
    assert list(women.strata.psus) == [2, 2]
    for found in (women_of(women), women_of(whole)):
        assert found.value[0] == 6
        assert found.covariance[0, 0] == 2 * (0.5**2 + 0.5**2) + 2 * (2.5**2 + 2.5**2)
        assert found.df == 2
    kept = town()
    kept = kept[kept["gender"] == "women"]
    with pytest.raises(LonelyPsuError):  # what dropping the men's rows would have left
        women_of(reduce_people(kept, ("gender",), CLUSTERED))


def test_an_empty_domain_has_no_share() -> None:
    cube = reduce_people(town(), ("gender",), CLUSTERED)
    nobody = cube.is_in("gender", "other")
    share = estimate(cube, ratio_of(cube, indicate(cube, [nobody]), indicate(cube, [nobody])))
    assert np.isnan(share.value[0])
    assert np.isnan(share.standard_error[0])


@pytest.mark.parametrize(
    ("wrong", "kind"), [(-1.0, "negative"), (None, "missing"), (math.inf, "infinite"), (math.nan, "missing|infinite")]
)
def test_a_weight_that_is_no_weight_stops_the_work(wrong: float | None, kind: str) -> None:
    with pytest.raises(DataError, match=f"1 of 8 rows have a ({kind}) weight"):
        reduce_people(town(weight=[wrong] + [1.0] * 7), (), Design())


def test_weights_that_are_all_zero_stop_the_work() -> None:
    with pytest.raises(DataError, match="none is above zero"):
        reduce_people(town(weight=0.0), (), Design())


def test_a_weight_of_zero_is_counted_and_weighs_nothing() -> None:
    cube = reduce_people(town(weight=[0.0] + [1.0] * 7), (), Design())
    assert cube.units.sum() == 8
    assert cube.weight.sum() == 7
    assert cube.weighted_units.sum() == 7


def test_copies_that_differ_within_a_cluster_stop_the_work() -> None:
    """Counts of people inside a cluster are units; as copies they would be so many clusters."""
    with pytest.raises(DataError, match="different copies"):
        reduce_people(town(copies=[1, 2, 1, 1, 1, 1, 1, 1]), (), CLUSTERED)


def test_an_fpc_that_differs_within_a_stratum_stops_the_work() -> None:
    fpc = [9.0, 8.0, 9.0, 9.0, 5.0, 5.0, 5.0, 5.0]
    with pytest.raises(DataError, match="fpc differs within a stratum"):
        reduce_people(town(fpc=fpc), (), Design(stages=1, fpc=1))


def test_more_clusters_than_the_population_holds_stop_the_work() -> None:
    """R: FPC implies more than 100% sampling. As a sampled fraction it would make the variance vanish."""
    people = pd.concat([town(), town().assign(psu=lambda found: found["psu"] + "x")])
    with pytest.raises(DataError, match=r"fpc is below the sample in stratum a \(3 < 4\), b \(3 < 4\)"):
        reduce_people(people.assign(fpc=3.0), (), Design(stages=1, fpc=1))


def test_a_share_of_clusters_and_their_number_are_the_same_correction() -> None:
    variances = []
    for fpc in (0.25, 8.0):
        cube = reduce_people(town(fpc=fpc), ("gender",), Design(stages=1, fpc=1))
        variances.append(women_of(cube).covariance[0, 0])
    assert variances[0] == variances[1] == 0.75 * 26


@pytest.mark.parametrize("handling", ["average", "remove"])
def test_where_every_stratum_is_lonely_there_is_no_variance_rather_than_none(handling: str) -> None:
    people = town()
    people = people[people["psu"] == "1"]
    cube = reduce_people(people, ("gender",), Design(stages=1, lonely_psu=handling))
    totals = women_of(cube)
    assert totals.value[0] == 6
    assert np.isnan(totals.standard_error[0])


def test_a_lonely_treatment_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="fail, remove, adjust, average"):
        Design(lonely_psu="ignore")


def test_the_front_door_gives_every_name_it_lists() -> None:
    assert sorted(survey.__all__) == sorted(name for names in survey.HOMES.values() for name in names)
    assert all(getattr(survey, name) for name in survey.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        survey.nothing  # noqa: B018
