"""Does traffic settle where theory says? Wardrop's equilibrium on networks with known answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import naive_mobility_routes as naive
from twin.domains.mobility.routes import static
from twin.domains.mobility.routes.net import join
from twin.domains.mobility.routes.static import Volume, assign
from twin.domains.mobility.routes.trees import find


def settle(n, links, free, gain, power, trips, gap=1e-9):
    tail, head = np.array(links).T
    shape = np.zeros(len(links))
    volume = Volume(shape + free, shape + gain, shape + power)
    demand = np.zeros((n, n))
    for (a, b), some in trips.items():
        demand[a, b] = some
    return assign(join(n, tail, head), np.arange(n, dtype=np.int32), demand, volume, gap=gap, iterations=5000)


def parallel(free, gain, power, trips, **more):
    """Routes side by side from 0 to 1, each with a junction of its own."""
    k = len(free)
    links = [(0, 2 + i) for i in range(k)] + [(2 + i, 1) for i in range(k)]
    zeros = np.zeros(k)
    return settle(
        2 + k,
        links,
        np.append(free, zeros),
        np.append(gain, zeros),
        np.append(power + zeros, zeros + 1),
        {(0, 1): trips},
        **more,
    )


BRAESS = [(0, 1), (0, 2), (1, 3), (2, 3)]


def test_a_new_street_makes_everybody_slower_in_braess_network():
    # D. Braess, Unternehmensforschung 12, 1968: six vehicles, 83 without and 92 with the street in the middle.
    before = settle(4, BRAESS, [0, 50, 50, 0], [10, 1, 1, 10], 1, {(0, 3): 6.0})
    after = settle(4, [*BRAESS, (1, 2)], [0, 50, 50, 0, 10], [10, 1, 1, 10, 1], 1, {(0, 3): 6.0})
    np.testing.assert_allclose(before.flow, 3.0, atol=1e-9)
    assert before.total / 6.0 == pytest.approx(83.0, abs=1e-9)
    np.testing.assert_allclose(after.flow, [4, 2, 2, 4, 2], atol=1e-9)
    assert after.total / 6.0 == pytest.approx(92.0, abs=1e-9)


def test_two_routes_take_the_same_time_or_one_is_empty():
    # 10 + x = 20 + x/2 with x + y = 30: x = 50/3.
    both = parallel([10.0, 20.0], [1.0, 0.5], 1.0, 30.0)
    assert both.flow[0] == pytest.approx(50.0 / 3.0, rel=1e-6)
    assert both.time[0] == pytest.approx(both.time[1], rel=1e-6)
    few = parallel([10.0, 20.0], [1.0, 0.5], 1.0, 8.0)
    assert few.flow[:2].tolist() == pytest.approx([8.0, 0.0], abs=1e-6)
    assert few.time[0] < 20.0


def test_pigou_leaves_the_other_road_empty():
    # A. C. Pigou 1920: a road that takes 1 whatever its flow, and one that takes the flow; all use the latter.
    found = parallel([1.0, 0.0], [0.0, 1.0], 1.0, 1.0)
    assert found.flow[1] == pytest.approx(1.0, abs=1e-6)


def test_three_streets_of_sheffi():
    # Y. Sheffi, Urban Transportation Networks, 1985, section 5.2: 10 vehicles, times of about 25.4.
    free, capacity = np.array([10.0, 20.0, 25.0]), np.array([2.0, 4.0, 3.0])
    volume = Volume.bpr(free, capacity)
    found = parallel(volume.free, volume.gain, 4.0, 10.0)
    assert found.flow[:3].tolist() == pytest.approx([3.58, 4.64, 1.78], abs=0.03)
    np.testing.assert_allclose(found.time[:3], found.time[0], rtol=1e-6)
    assert found.time[0] == pytest.approx(25.4, abs=0.1)
    assert found.objective == pytest.approx(189.33, abs=0.02)


@settings(max_examples=25)
@given(
    free=st.lists(st.floats(1.0, 30.0), min_size=2, max_size=5),
    seed=st.integers(0, 1000),
    trips=st.floats(1.0, 50.0),
)
def test_used_routes_take_least_time_and_trips_are_conserved(free, seed, trips):
    rate = 0.1 + ((np.arange(len(free)) * 0.618 + seed * 0.317) % 1.0)
    found = parallel(np.array(free), rate, 1.0, trips)
    k = len(free)
    assert found.flow[:k].sum() == pytest.approx(trips)
    np.testing.assert_allclose(found.flow[:k], found.flow[k:])
    used = found.flow[:k] > 1e-3 * trips
    assert found.time[:k][used].max() <= found.time[:k].min() * (1.0 + 1e-3)


def test_a_loading_is_the_naive_one():
    links = [(0, 1), (1, 2), (0, 2), (2, 3), (1, 3), (3, 0)]
    tail, head = np.array(links).T
    net = join(4, tail, head)
    zones = np.arange(4, dtype=np.int32)
    demand = np.arange(16.0).reshape(4, 4)
    choice, _ = find(net, np.array([[3.0, 4.0, 8.0, 1.0, 9.0, 2.0]]), zones, zones)
    flow = np.empty(6)
    static.load(net, zones, choice[0], demand, flow)
    pairs = [(d, o) for d in range(4) for o in range(4)]
    ways = [naive.walk(net.first_out, net.out_link, net.head, choice[0, d], o) for d, o in pairs]
    np.testing.assert_allclose(flow, naive.load(ways, [demand[d, o] for d, o in pairs], 6))


@pytest.mark.slow
def test_sioux_falls_settles_on_the_published_equilibrium():
    pytest.importorskip("sqlite3")
    from benchmarks import sioux

    place = sioux.town()
    if place is None:
        pytest.skip(sioux.HOW)
    coarse, fine = place.settle(1e-4), place.settle(1e-7)
    assert coarse.gaps[-1] < 1e-4
    assert fine.gaps[-1] < 1e-7
    assert fine.objective == pytest.approx(sioux.OBJECTIVE, rel=1e-7)
    assert coarse.objective == pytest.approx(sioux.OBJECTIVE, rel=1e-5)
    assert coarse.total == pytest.approx(fine.total, rel=1e-3)
    assert sioux._worst(coarse.flow, fine.flow) < 0.01
    np.testing.assert_allclose(fine.flow[: len(sioux.FLOWS)], sioux.FLOWS, rtol=1e-3)
