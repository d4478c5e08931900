"""The loading against theory, against a naive event list, and against itself: nothing vanishes, nobody overtakes."""

import heapq
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import naive_mobility
from twin.domains.mobility.kernels.events import add, clear, code_of, parts_of, take
from twin.domains.mobility.kernels.loading import ARRIVED, FORCED, LOADED, WORST, Legs, Streets, load_day, scratch_for


def drive(ways, departures, links, *, patience=1e9, n_real=None, cars=None, light=0.25):
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
    journey = np.zeros((n, 1, 3), dtype=np.int32)
    journey[:, 0, 0] = np.arange(n)
    journey[:, 0, 1] = m + np.arange(n)
    journey[:, 0, 2] = 1 if cars is None else cars
    clock = np.zeros((n, 1, 2))
    clock[:, 0, 0] = departures
    legs = Legs(np.ones(n, np.int8), clock, np.zeros((n, 1)), journey, np.full((n, 1, 4), np.inf))
    figures = np.column_stack([np.array(links, dtype=float), np.full(m, 100.0)])
    streets = Streets(
        np.arange(m, dtype=np.int32), figures, roots.astype(np.int32), next_link, m if n_real is None else n_real
    )
    hours, metres = np.zeros((24, streets.n_real, 4)), np.zeros((n, 2))
    census, tally = np.zeros(24, np.int64), np.zeros(6, np.int64)
    assert load_day(legs, streets, (light, patience), hours, metres, (census, tally), scratch_for(n, m))
    driven = [100.0 * len(way) for way in ways]
    assert metres.sum(axis=1).tolist() == driven
    # Entered, cars among them, left and seconds by link and hour.
    return legs.times, hours.transpose(2, 1, 0), census, tally


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


def no_streets():
    none = np.zeros(0, np.int32)
    return Streets(none, np.zeros((0, 4)), none, np.zeros((0, 0), np.int32), 0)


def test_legs_off_the_streets_follow_each_other_and_stays_are_kept():
    clock = np.array([[[3600.0, 0.0], [0.0, 1800.0]]])
    duration = np.array([[600.0, 900.0]])
    legs = Legs(np.array([2], np.int8), clock, duration, np.full((1, 2, 3), -1, np.int32), np.zeros((1, 2, 4)))
    counts = (np.zeros(24, np.int64), np.zeros(6, np.int64))
    assert load_day(legs, no_streets(), (0.25, 60.0), np.zeros((24, 0, 4)), np.zeros((1, 2)), counts, scratch_for(1, 0))
    assert legs.times[0, :, 0].tolist() == [3600.0, 6000.0]
    assert legs.times[0, :, 1].tolist() == [4200.0, 6900.0]
    assert math.isinf(legs.times[0, 0, 2])


def test_too_little_room_is_said():
    args = ([[0]] * 6, np.zeros(6), [(10.0, 5.0, 1)])
    times, *_ = drive(*args)
    assert np.isfinite(times[:, 0, 1]).all()
    n = 6
    legs = Legs(
        np.ones(n, np.int8), np.zeros((n, 1, 2)), np.zeros((n, 1)),
        np.tile(np.array([0, 1, 1], np.int32), (n, 1, 1)), np.zeros((n, 1, 4)),
    )  # fmt: skip
    streets = Streets(
        np.zeros(1, np.int32), np.array([[10.0, 5.0, 1.0, 100.0]]), np.zeros(1, np.int32),
        np.array([[-1, 0]], np.int32), 1,
    )  # fmt: skip
    counts = (np.zeros(24, np.int64), np.zeros(6, np.int64))
    scratch = scratch_for(n, 1, spare=-7)
    assert not load_day(legs, streets, (0.25, 60.0), np.zeros((24, 1, 4)), np.zeros((n, 2)), counts, scratch)


@pytest.mark.nojit
@given(steps=st.lists(st.tuples(st.booleans(), st.floats(0.0, 1500.0), st.integers(0, 3)), max_size=60))
def test_events_come_in_order_of_time_then_code(steps):
    events = scratch_for(4, 0).events
    clear(events)
    naive, now = [], 0.0
    for adds, later, person in steps:
        if adds:
            code = code_of(person, len(naive), 0)
            add(events, now + later, code)
            heapq.heappush(naive, (now + later, code))
        else:
            time, code = take(events)
            if naive:
                assert (time, code) == heapq.heappop(naive)
                now = time
            else:
                assert code == -1
    for expected in sorted(naive):
        assert take(events) == expected
    assert take(events)[1] == -1


@pytest.mark.nojit
def test_a_code_tells_its_parts():
    assert parts_of(code_of(54_321, 2**30, 1)) == (54_321, 2**30, 1)
