"""The loading against a naive event list and against itself: nothing vanishes, nobody overtakes, chains hold."""

import heapq
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import naive_mobility_loading as naive
from tests.little_queues import UNITS, drive, links_of, naive_streets, parking_of, rides_of, ways_of
from twin.domains.mobility.loading import Figures, load_day
from twin.domains.mobility.loading.events import NEVER, add, events_for, take
from twin.domains.mobility.loading.groups import ARRIVED, FORCED, LOADED, STRANDED, WORST
from twin.domains.mobility.loading.queues import green_after, green_at, hole_times
from twin.state.codes import RideKind

FIGURES = Figures(UNITS, float("inf"), 0.0, 3.0)


@st.composite
def cases(draw):
    m = draw(st.integers(1, 5))
    streets = []
    for k in range(m):
        free, headway = draw(st.integers(1, 40)) + 0.137 * k, draw(st.integers(0, 20)) + 0.0113
        signal = draw(st.sampled_from([(), (60.0, 7.3 * k, 20.0), (45.0, 3.1, 30.0 + k)]))
        # Inside a junction nobody stands, and no signal is.
        room = float(draw(st.integers(1, 6))) if signal else float(draw(st.integers(0, 6)))
        streets.append((free, headway, room, draw(st.sampled_from([0.0, 40.0, 90.0])), *signal))
    n = draw(st.integers(1, 16))
    ways = [draw(st.permutations(range(m)))[: draw(st.integers(1, m))] for _ in range(n)]
    # Times that never meet to the bit, so that the order of equal times is no part of the comparison.
    departures = [draw(st.integers(0, 120)) + v / 1009.0 for v in range(n)]
    kinds = [draw(st.sampled_from([0, 0, 0, 1, 2, 3, 4])) for _ in range(n)]
    return (
        streets,
        ways,
        departures,
        kinds,
        draw(st.sampled_from([25.0, 70.0, 400.0])),
        draw(st.sampled_from([0.0, 5.0])),
        [draw(st.sampled_from([(0.0, 0.0, 0.0), (5.0, 30.0, 90.0), (2.5, 0.0, 86400.0)])) for _ in range(m)],
    )


@given(case=cases())
def test_loading_is_the_naive_one_and_loses_nobody(case):
    compare(*case)


@pytest.mark.nojit
def test_a_busy_signal_with_waves_is_the_naive_one():
    streets = [(9.0, 3.0113, 6.0, 45.0, 60.0, 7.3, 20.0), (21.137, 4.0, 5.0, 90.0), (5.3, 2.0, 9.0, 30.0)]
    ways, kinds = [[1, 0], [2, 1, 0], [2, 0]] * 5, [0, 1, 3, 0, 2] * 3
    compare(streets, ways, [3.0 * v + v / 1009.0 for v in range(15)], kinds, 40.0, 5.0)


def compare(streets, ways, departures, kinds, patience, wave, toll=None):
    rides, links, load = drive(ways, departures, streets, patience=patience, wave=wave, kinds=kinds, toll=toll)
    units = UNITS[np.array(kinds)].tolist()
    arrivals, forced, passed = naive.load(departures, ways, units, naive_streets(links, wave), patience)
    np.testing.assert_allclose(rides.times[:, 1], arrivals, rtol=0.0, atol=1e-6)
    assert load.tally[FORCED] == load.forced.sum() == forced
    assert load.tally[LOADED] == load.tally[ARRIVED] == len(ways)
    assert load.tally[WORST] == 0
    by_kind = np.zeros((len(streets), UNITS.size), int)
    for _, street, v in passed:
        by_kind[street, kinds[v]] += 1
    assert load.entered.sum(axis=0).tolist() == by_kind.tolist()
    assert load.left.sum(axis=0).tolist() == by_kind.sum(axis=1).tolist()
    assert load.metres.tolist() == [sum(links.length[way]) for way in map(list, ways)]
    due = [0.0] * len(ways)
    for t, street, v in passed:
        charge, start, end = links.toll[street]
        if start <= t % 86400.0 < end:
            due[v] = max(due[v], charge)
    assert load.due.tolist() == due
    on_streets = rides.times[:, 1] - rides.times[:, 0]
    assert load.spent.sum() <= on_streets.sum() + 1e-6
    if links.storage.min() > 2 * len(ways):
        assert load.spent.sum() == pytest.approx(on_streets.sum())


def test_who_crosses_a_junction_has_room_behind_it_and_blocks_nobody_else():
    # Two streets lead over the same piece of a junction (2): to a full street (3) and to an empty one (4).
    streets = [(10.0, 1.0, 9, 80.0), (10.0, 1.0, 9, 80.0), (3.0, 1.0, 0, 20.0), (50.0, 1.0, 1), (50.0, 1.0, 9)]
    ways = [[0, 2, 3], [0, 2, 3], [1, 2, 4]]
    rides, _, load = drive(ways, [0.0, 1.0, 20.0], streets)
    # The second waits on its own street until the first has left the full one; the third passes it at once.
    np.testing.assert_allclose(rides.times[:, 1], [63.0, 63.0 + 53.0, 83.0])
    assert load.entered[0, :, 0].tolist() == [2, 1, 3, 2, 1]
    assert load.left.sum(axis=0).tolist() == [2, 1, 3, 2, 1]
    assert load.spent[:, 2].sum() == pytest.approx(9.0)
    assert load.metres.tolist() == [100.0, 100.0, 100.0]


def test_a_trip_may_begin_and_end_inside_a_junction():
    rides, _, load = drive([[0], [0, 1], [1, 0]], [0.0, 5.0, 9.0], [(3.0, 1.0, 0), (10.0, 1.0, 9)])
    np.testing.assert_allclose(rides.times[:, 1], [3.0, 18.0, 22.0])
    assert load.tally[ARRIVED] == load.tally[LOADED] == 3
    assert load.tally[STRANDED] == load.tally[WORST] == 0
    assert load.entered.sum(axis=(0, 2)).tolist() == [3, 2]


def test_kinds_take_room_and_headway_of_their_own():
    for kind, unit in zip(RideKind, UNITS, strict=True):
        rides, _, load = drive([[0]] * 3, [0.0] * 3, [(10.0, 8.0, 9.0)], kinds=[kind] * 3)
        np.testing.assert_allclose(rides.times[:, 1], 10.0 + 8.0 * unit * np.arange(3))
        assert load.entered.sum(axis=(0, 1)).tolist() == [3 * (kind == k) for k in RideKind]


def test_census_counts_those_on_the_streets_at_half_past():
    rides, _, load = drive(
        [[0, 1]] * 3, [1700.0, 1790.0, 1801.0], [(60.0, 0.0, 9), (60.0, 0.0, 9)], n_real=1, counts=48
    )
    # At 1800 s the first has left the streets for the link outside, the second is on them, the third not yet.
    assert load.census[0] == 1
    assert load.census[1:].sum() == 0
    assert rides.times[0, 2:].tolist() == [1700.0, 1760.0]


def test_hours_after_midnight_count_in_the_small_hours():
    _, _, load = drive([[0]] * 2, [86_390.0, 86_500.0], [(60.0, 0.0, 9)], counts=48)
    assert load.entered.sum(axis=(1, 2)).tolist() == [1] + [0] * 22 + [1]
    assert load.left.sum(axis=1).tolist() == [2] + [0] * 23
    assert load.spent[0, 0] == pytest.approx(120.0)


def test_each_trip_notes_the_highest_charge_it_met_at_its_hours():
    # Charged are a piece of a junction (1), 5 EUR from 60 to 120 s, and the street behind it (2), 3 EUR until 130 s.
    toll = [(0.0, 0.0, 0.0), (5.0, 60.0, 120.0), (3.0, 60.0, 130.0)]
    streets = [(10.0, 0.0, 9), (20.0, 0.0, 0), (10.0, 0.0, 9)]
    departures = [39.0, 49.0, 50.0, 109.5, 111.0, 86_400.0 + 60.0]
    _, _, load = drive([[0, 1, 2]] * 6, departures, streets, toll=toll, counts=48)
    # At the piece at 49, 59, 60, 119.5 and 121 s, at the street 20 s later; the last on the next day.
    assert load.due.tolist() == [3.0, 3.0, 5.0, 5.0, 0.0, 5.0]


# Chains, routes and places.


def test_trips_off_the_streets_follow_each_other_and_stays_are_kept():
    rides = rides_of([[{"earliest": 3600.0, "tail": 600.0}, {"stay": 1800.0, "tail": 900.0}]])
    load = load_day(rides, links_of([(10.0, 0.0, 9)]), ways_of([[0]], 1), parking_of(), FIGURES)
    assert rides.times[:, 0].tolist() == [3600.0, 6000.0]
    assert rides.times[:, 1].tolist() == [4200.0, 6900.0]
    assert np.isinf(rides.times[:, 2:]).all()
    assert load.tally[LOADED] == 0


def test_a_vehicle_leaves_no_sooner_than_it_has_come():
    chain = [
        {"origin": 1, "root": 0, "earliest": 100.0, "tail": 60.0},
        {"origin": 1, "root": 0, "earliest": 0.0, "stay": 500.0},
        {"origin": 1, "root": 0, "earliest": 9000.0, "stay": 500.0},
    ]
    rides = rides_of([chain])
    load_day(rides, links_of([(30.0, 0.0, 9)]), ways_of([[0]], 1), parking_of(), FIGURES)
    assert rides.times[:, 0].tolist() == [100.0, 690.0, 9000.0]
    assert rides.times[:, 1].tolist() == [190.0, 720.0, 9030.0]


def test_luck_and_the_hour_pick_the_set_of_ways():
    # Two links from the origin node 2 to the same node 0 (their heads), in two periods with two sets each.
    links = links_of([(10.0, 0.0, 99), (20.0, 0.0, 99)])._replace(head=np.zeros(2, np.int32))
    ways = ways_of([[0]], 2)
    choice = np.full((4, 1, 3), 255, dtype=np.uint8)
    choice[:, 0, 2] = [0, 1, 1, 0]
    ways = ways._replace(
        first_out=np.array([0, 0, 0, 2], np.int32), out_link=np.array([0, 1], np.int32), choice=choice,
        cut=np.array([0.0, 43_200.0, 86_400.0]), share=np.array([[0.3, 1.0], [0.3, 1.0]], np.float32),
        roots=np.array([0], np.int32), root_of=np.array([0, -1, -1], np.int32),
    )  # fmt: skip
    trips = [
        [{"origin": 2, "root": 0, "earliest": t, "luck": luck}] for t in (100.0, 50_000.0) for luck in (0.2, 0.3, 0.9)
    ]
    rides = rides_of(trips)
    load = load_day(rides, links, ways, parking_of(), FIGURES)
    assert (rides.times[:, 1] - rides.times[:, 0]).tolist() == [10.0, 20.0, 20.0, 20.0, 10.0, 10.0]
    assert load.tally[STRANDED] == 0


def test_who_stands_where_no_way_leads_on_is_counted():
    ways = ways_of([[0, 1]], 2)
    ways.choice[0, 0, 0] = 255
    rides = rides_of([[{"origin": 2, "root": 0}]])
    load = load_day(rides, links_of([(10.0, 0.0, 9), (10.0, 0.0, 9)]), ways, parking_of(), FIGURES)
    assert load.tally[[LOADED, ARRIVED, STRANDED]].tolist() == [1, 0, 1]


def test_places_fill_and_empty_and_search_grows():
    n, places = 40, 30
    out = [{"origin": 1, "root": 0, "earliest": 8 * 3600.0 + 30.0 * v, "luck": 0.99, "area": 0} for v in range(n)]
    back = {"origin": 1, "root": 0, "earliest": 0.0, "stay": 7200.0}
    rides = rides_of([[one, back] for one in out], start_area=[1] * n)
    load = load_day(rides, links_of([(30.0, 0.0, 99)]), ways_of([[0]], 1), parking_of([places, 100.0]), FIGURES)
    assert load.occupancy[:8, 1].tolist() == [n] * 8
    assert load.occupancy[8:, 1].tolist() == [0] * 16
    assert load.occupancy[9, 0] == places
    assert load.occupancy[12:, 0].tolist() == [0] * 12
    assert load.overflow[8, 0] == n - places
    assert load.overflow.sum() == n - places
    search = rides.search[::2]
    assert search[0] == 0.0
    assert search[places - 1] > search[places // 2] >= 0.0
    assert load.searching.sum() == pytest.approx(search.sum())
    np.testing.assert_allclose(load.cruised, 3.0 * load.searching)
    np.testing.assert_allclose(rides.times[::2, 1] - rides.times[::2, 0], 30.0 + search, rtol=1e-6)


# Same bits.


def busy_day(extra=False):
    streets = [(20.0, 4.0, 6.0, 60.0), (35.0, 7.0, 3.0, 40.0, 60.0, 5.0, 30.0), (12.0, 2.0, 9.0, 50.0), (9.0, 1.0, 2.0)]
    ways = [[0, 1], [2, 1], [0, 1, 2], [1, 2]] * 10
    departures = [float(7 * v % 90) for v in range(len(ways))]
    if extra:
        ways.insert(17, [3])
        departures.insert(17, 31.0)
    rides, _, load = drive(ways, departures, streets, patience=60.0, wave=5.0)
    return rides.times, load


def test_a_vehicle_elsewhere_changes_nobody():
    times, load = busy_day()
    more, load_more = busy_day(extra=True)
    assert np.array_equal(np.delete(more, 17, axis=0), times)
    assert np.array_equal(load_more.spent[:, :3], load.spent[:, :3])


def test_days_in_threads_are_the_same_to_the_bit():
    times, load = busy_day()
    with ThreadPoolExecutor(4) as pool:
        for other, other_load in pool.map(lambda _: busy_day(), range(8)):
            assert np.array_equal(other, times)
            assert np.array_equal(other_load.spent, load.spent)


# Parts.


@pytest.mark.nojit
@given(
    steps=st.lists(st.tuples(st.booleans(), st.floats(0.0, 400_000.0), st.integers(0, 9)), max_size=60),
    rate=st.sampled_from([1.0, 60.0]),
)
def test_events_come_in_order_of_time_then_entity(steps, rate):
    events = events_for(10, rate)
    expected, now, waiting = [], 0.0, set()
    for adds, later, entity in steps:
        if adds and entity not in waiting:
            time = now + (later if later > 5000.0 else later / 500.0)
            add(events, time, entity)
            heapq.heappush(expected, (time, entity))
            waiting.add(entity)
        elif not adds:
            found = take(events)
            if expected:
                assert (events.due[found], found) == heapq.heappop(expected)
                now = events.due[found]
                events.due[found] = NEVER
                waiting.discard(found)
            else:
                assert found == -1
    while expected:
        found = take(events)
        assert (events.due[found], found) == heapq.heappop(expected)
    assert take(events) == -1


@pytest.mark.nojit
@given(t=st.floats(0.0, 1e5), wait=st.floats(0.0, 200.0), start=st.floats(0.0, 90.0), green=st.floats(5.0, 80.0))
def test_green_is_found_and_headways_pause_while_it_is_red(t, wait, start, green):
    signal, street = np.array([[90.0, start, green]]), naive.Street(1.0, 1.0, 1.0, 0.0, (90.0, start, green))
    begin = green_at(0, t, signal)
    assert begin == pytest.approx(street.green(t), abs=1e-6)
    assert t <= begin <= t + 90.0 - green + 1e-6
    phase = (begin - start) % 90.0
    if 1e-3 < phase < green - 1e-3 and abs((phase + wait) % green) > 1e-3:
        assert green_after(0, begin, wait, signal) == pytest.approx(street.green_after(begin, wait), abs=1e-6)


def test_the_wave_never_keeps_a_street_from_its_saturation_flow():
    links = links_of([(10.0, 2.0, 10.0, 75.0), (10.0, 2.0, 6.0, 75.0), (10.0, 2.0, 4.0, 75.0), (9.0, 0.0, 9.0)])
    # Length over speed; storage x headway - free time; none where even a full street hardly carries its flow.
    assert hole_times(links, 7.5 * 1.0).tolist() == [10.0, 2.0, 0.0, 0.0]
    assert hole_times(links, 0.0).tolist() == [0.0] * 4
