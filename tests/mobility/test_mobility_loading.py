"""The loading against theory, against a naive event list, and against itself: nothing vanishes, nobody overtakes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import naive_mobility
from twin.domains.mobility.kernels.loading import ARRIVED, FORCED, LOADED, WORST, load_day


def drive(ways, departures, links, *, patience=1e9, n_real=None, cars=None, light=0.25, units=None):
    """Load one trip per person along given links, each on a private chain of nodes."""
    n, m = len(ways), len(links)
    # Link l leads to node l; a trip's tree names the next link at each node, and starts at a node of its own.
    nodes = m + n
    next_link = np.full((n, nodes), -1, dtype=np.int32)
    for p, way in enumerate(ways):
        at = m + p
        for link in way:
            next_link[p, at] = link
            at = link
    roots = np.array([way[-1] for way in ways])
    journey = np.zeros((n, 1, 3), dtype=np.int64)
    journey[:, 0, 0] = np.arange(n)
    journey[:, 0, 1] = m + np.arange(n)
    journey[:, 0, 2] = 1 if cars is None else cars
    clock = np.zeros((n, 1, 2))
    clock[:, 0, 0] = departures
    times = np.full((n, 1, 4), np.inf)
    link_hour, census, tally = np.zeros((4, m, 24)), np.zeros(24, np.int64), np.zeros(6, np.int64)
    free, headway, storage = (np.array(column, dtype=float) for column in zip(*links, strict=True))
    network = (np.arange(m), free, headway, storage)
    load_day(
        np.ones(n, np.int64), clock, np.zeros((n, 1)), journey, np.arange(n), network, (roots, next_link),
        m if n_real is None else n_real, (light, patience), times, link_hour, (census, tally),
    )  # fmt: skip
    return times, link_hour, census, tally


@pytest.mark.nojit
def test_a_free_road_takes_free_flow_time():
    times, link_hour, _, _ = drive([[0, 1, 2]], [7 * 3600.0], [(10.0, 2.0, 5), (20.5, 2.0, 5), (30.0, 2.0, 5)])
    assert times[0, 0].tolist() == [25200.0, 25260.5, 25200.0, 25260.5]
    assert link_hour[0, :, 7].tolist() == [1, 1, 1]
    assert link_hour[3, :, 7].tolist() == [10.0, 20.5, 30.0]


def test_delay_at_a_bottleneck_is_the_deterministic_queue():
    # Inflow of one car per second during 100 s, outflow of one per 3 s: the n-th car waits 2 (n - 1) s.
    departures = np.arange(100.0)
    times, *_ = drive([[0]] * 100, departures, [(60.0, 3.0, 1000)])
    np.testing.assert_allclose(times[:, 0, 1] - departures - 60.0, 2.0 * np.arange(100))
    naive = naive_mobility.queue_arrivals(departures.tolist(), 60.0, 3.0)
    np.testing.assert_allclose(times[:, 0, 1], naive)


@given(starts=st.lists(st.integers(0, 300), min_size=2, max_size=40))
def test_first_in_first_out(starts):
    departures = np.sort(np.array(starts, dtype=float))
    times, *_ = drive([[0, 1]] * len(starts), departures, [(20.0, 4.0, 6), (35.0, 7.0, 3)])
    assert (np.diff(times[:, 0, 1]) >= 7.0 - 1e-9).all()


def test_a_full_street_spills_back():
    links = [(10.0, 1.0, 50), (10.0, 30.0, 2)]
    times, link_hour, *_ = drive([[0, 1]] * 6, np.zeros(6), links)
    # The third car finds two on the short street and stays behind until the first has left it.
    entered_second = link_hour[3, 0].sum()
    assert entered_second > 6 * 10.0 + 15.0
    np.testing.assert_allclose(np.diff(times[:, 0, 1]), 30.0)


def test_gridlock_is_dissolved_and_counted():
    links = [(10.0, 1.0, 1)] * 3
    ways = [[0, 1, 2], [1, 2, 0], [2, 0, 1]]
    times, _, _, tally = drive(ways, np.zeros(3), links, patience=60.0)
    assert np.isfinite(times[:, 0, 1]).all()
    assert tally[FORCED] >= 1
    assert times[:, 0, 1].max() > 60.0


def test_motorcycles_take_a_quarter_of_the_room():
    times, *_ = drive([[0]] * 4, np.zeros(4), [(10.0, 8.0, 1)], cars=[0, 0, 0, 0])
    np.testing.assert_allclose(times[:, 0, 1], [10.0, 12.0, 14.0, 16.0])


@st.composite
def cases(draw):
    m = draw(st.integers(1, 5))
    links = [
        (float(draw(st.integers(1, 40))), float(draw(st.integers(0, 20))), float(draw(st.integers(1, 4))))
        for _ in range(m)
    ]
    n = draw(st.integers(1, 14))
    ways = [draw(st.permutations(range(m)))[: draw(st.integers(1, m))] for _ in range(n)]
    # Times that never meet to the bit, so that the order of equal times is no part of the comparison.
    departures = [draw(st.integers(0, 120)) + p / 1009.0 for p in range(n)]
    return links, ways, departures, draw(st.sampled_from([25.0, 70.0, 400.0]))


@pytest.mark.nojit
@given(case=cases())
def test_loading_is_the_naive_one_and_loses_nobody(case):
    links, ways, departures, patience = case
    links = [(free + 0.137 * k, gap, room) for k, (free, gap, room) in enumerate(links)]
    times, link_hour, _, tally = drive(ways, departures, links, patience=patience)
    arrivals, forced = naive_mobility.load([(t, p) for p, t in enumerate(departures)], ways, links, patience)
    np.testing.assert_allclose(times[:, 0, 1], arrivals, rtol=1e-12)
    assert tally[FORCED] == forced
    assert tally[LOADED] == tally[ARRIVED] == len(ways)
    assert tally[WORST] == 0
    passed = [sum(link in way for way in ways) for link in range(len(links))]
    assert link_hour[0].sum(axis=1).tolist() == passed
    assert link_hour[2].sum(axis=1).tolist() == passed


def test_census_counts_those_on_the_streets_at_half_past():
    times, _, census, tally = drive([[0, 1]] * 3, [1700.0, 1790.0, 1801.0], [(60.0, 0.0, 9), (60.0, 0.0, 9)], n_real=1)
    # At 1800 s the first has left the streets for the link outside, the second is on them, the third not yet.
    assert census[0] == 1
    assert census[1:].sum() == 0
    assert times[0, 0, 3] == 1760.0
    assert tally[WORST] == 0


def test_legs_follow_each_other_and_stays_are_kept():
    trips = np.array([2])
    clock = np.array([[[3600.0, 0.0], [0.0, 1800.0]]])
    duration = np.array([[600.0, 900.0]])
    journey = np.full((1, 2, 3), -1)
    times = np.full((1, 2, 4), np.inf)
    none = np.zeros(0)
    network = (np.zeros(0, np.int64), none, none, none)
    routes = (np.zeros(0, np.int64), np.zeros((0, 0), np.int32))
    counts = (np.zeros(24, np.int64), np.zeros(6, np.int64))
    load_day(
        trips,
        clock,
        duration,
        journey,
        np.array([0]),
        network,
        routes,
        0,
        (0.25, 60.0),
        times,
        np.zeros((4, 0, 24)),
        counts,
    )
    assert times[0, :, 0].tolist() == [3600.0, 6000.0]
    assert times[0, :, 1].tolist() == [4200.0, 6900.0]
    assert math.isinf(times[0, 0, 2])
