"""Rendezvous choices and drivers against their naive twins."""

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import naive_population
from twin.core.rendezvous import child_uids, choose_by_distance, choose_in_group, decay_of, mixed
from twin.core.streams import uids_of
from twin.population.kernels import by_quantile, main_drivers

KEY = np.uint64(77)
PEOPLE = uids_of(f"person/{k}" for k in range(4000))
SHOPS = mixed(uids_of(f"shop/{k}" for k in range(12)))


# Weights are areas and shares: nothing, or more than a speck (1 over a subnormal number overflows).
weights_of_places = st.just(0.0) | st.floats(1e-9, 5.0)


@pytest.mark.nojit
@given(weights=st.lists(weights_of_places, min_size=1, max_size=12))
def test_choice_in_group_is_the_naive_one(weights):
    weight = np.array(weights)
    out = np.empty(20, dtype=np.int64)
    first = np.array([0, weight.size])
    choose_in_group(KEY, PEOPLE[:20], np.zeros(20, np.int64), first, SHOPS[: weight.size], weight, out)
    assert out.tolist() == [
        naive_population.rendezvous(KEY, 0, uid, SHOPS[: weight.size], weights) for uid in PEOPLE[:20]
    ]


@pytest.mark.nojit
def test_choice_by_distance_is_the_naive_one():
    at = np.column_stack([np.linspace(0, 900, 30), np.linspace(500, 0, 30)])
    site = np.column_stack([np.arange(12) * 100.0, np.arange(12) % 3 * 80.0, np.full(12, 60.0)])
    weight = np.arange(12.0)
    out = np.empty(30, dtype=np.int64)
    choose_by_distance(KEY, 3, PEOPLE[:30], at, SHOPS, site, weight, 200.0, out)
    for i in range(30):
        away = np.maximum(np.hypot(*(site[:, :2] - at[i]).T), site[:, 2])
        assert out[i] == naive_population.rendezvous(KEY, 3, PEOPLE[i], SHOPS, weight * np.exp(-away / 200.0))


@given(x=st.floats(0.0, 699.0))
def test_decay_is_the_exponential(x):
    assert decay_of(x) == pytest.approx(np.exp(-x), rel=1e-12)


def test_candidates_are_taken_in_proportion_to_their_weight():
    weight = np.array([1.0, 2.0, 5.0])
    out = np.empty(PEOPLE.size, dtype=np.int64)
    group = np.zeros(PEOPLE.size, np.int64)
    choose_in_group(KEY, PEOPLE, group, np.array([0, 3]), SHOPS[:3], weight, out)
    np.testing.assert_allclose(np.bincount(out) / PEOPLE.size, weight / weight.sum(), atol=0.025)


@given(gone=st.integers(0, 11))
def test_only_those_who_had_chosen_a_candidate_move_when_it_goes(gone):
    weight = np.linspace(1, 3, 12)
    before, after = (np.empty(300, dtype=np.int64) for _ in range(2))
    group = np.zeros(300, np.int64)
    choose_in_group(KEY, PEOPLE[:300], group, np.array([0, 12]), SHOPS, weight, before)
    weight[gone] = 0.0
    choose_in_group(KEY, PEOPLE[:300], group, np.array([0, 12]), SHOPS, weight, after)
    assert (before[before != after] == gone).all()
    assert not (after == gone).any()


def test_bits_do_not_depend_on_threads():
    weight = np.linspace(1, 3, 12)
    group = np.zeros(PEOPLE.size, np.int64)
    outs = []
    used = numba.get_num_threads()
    for threads in (1, min(2, numba.config.NUMBA_NUM_THREADS)):
        numba.set_num_threads(threads)
        out = np.empty(PEOPLE.size, dtype=np.int64)
        choose_in_group(KEY, PEOPLE, group, np.array([0, 12]), SHOPS, weight, out)
        outs.append(out)
    numba.set_num_threads(used)
    np.testing.assert_array_equal(*outs)


@pytest.mark.nojit
@given(members=st.lists(st.sampled_from([0.0, 1.0, 3.0]), min_size=1, max_size=6), vehicles=st.integers(0, 5))
def test_drivers_are_the_naive_ones(members, vehicles):
    uids = PEOPLE[: len(members)]
    driver, mine = np.full(vehicles, -1), np.full(len(members), -1)
    weight = np.array(members)
    main_drivers(KEY, np.array([0, len(members)]), np.array([0, vehicles]), uids, weight, driver, mine)
    naive = naive_population.drivers(KEY, range(len(members)), range(vehicles), uids, members)
    assert dict(enumerate(driver.tolist())) == naive
    for v, c in naive.items():
        assert c < 0 or mine[c] == v


@pytest.mark.nojit
@given(u=st.floats(0.0, 1.0))
def test_quantiles_are_straight_lines(u):
    at, value = np.array([0, 0.1, 0.5, 1.0]), np.array([20.0, 30.0, 45.0, 97.0])
    assert by_quantile(u, at, value) == pytest.approx(naive_population.quantile(u, at, value))


def test_uids_of_children_do_not_meet():
    uids = child_uids(np.repeat(PEOPLE, 9), np.tile(np.arange(9), PEOPLE.size))
    assert np.unique(uids).size == uids.size
