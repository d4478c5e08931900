"""Do ways by public transport take what theory says: waits, common lines, changes, crowding, conservation?"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive_mobility_transit import best_costs, direct
from tests.naive_mobility_transit import felt_when_full as naive_felt
from tests.naive_mobility_transit import wait_for as naive_wait
from tests.transit_town import SPEED, town
from twin.core.errors import InputError
from twin.domains.mobility.transit.access import accessibility
from twin.domains.mobility.transit.crowding import crowd, felt_when_full, loads_of
from twin.domains.mobility.transit.groups import BETWEEN, CHANGES, RIDE, WAIT
from twin.domains.mobility.transit.kernels import bike_transit_leg, transit_leg, wait_for
from twin.domains.mobility.transit.network import net_of, set_others, weights_of
from twin.domains.mobility.transit.params import TransitParams
from twin.domains.mobility.transit.skims import on_day_type, transit_service
from twin.state.codes import PlaceKind
from twin.state.schemas import LINES
from twin.state.table import Table

DAY = np.array([0.0, 24.0]) * 3600.0
PARAMS = TransitParams()
WALK = 4.6 / 3.6


# Two lines that cross at stop 1: west to east, and south to north.
CROSS = [(0.0, 0.0), (3000.0, 0.0), (6000.0, 0.0), (3000.0, -2000.0), (3000.0, 4000.0)]


def cross(first=600.0, second=300.0):
    east = ("1", first, [0, 1, 2], [0.0, 3000.0, 6000.0])
    west = ("1", first, [2, 1, 0], [0.0, 3000.0, 6000.0])
    north = ("2", second, [3, 1, 4], [0.0, 2000.0, 6000.0])
    return town(CROSS, [east, west, north])


def leg(service, a, b, t=0.0):
    return transit_leg(service.lines, a, b, t, WALK)


def test_two_lines_take_what_is_computed_by_hand():
    service = transit_service(cross(), PARAMS, DAY)
    walk, wait, ride, changes, felt = leg(service, 0, 2)
    assert (wait, ride, changes, felt) == pytest.approx((300.0, 6000.0 / SPEED, 0.0, 1.0))
    assert walk == pytest.approx(2 * 50.0 * PARAMS.straight_circuity / WALK, rel=1e-5)
    walk, wait, ride, changes, felt = leg(service, 0, 4)
    assert changes == 1.0
    assert wait == pytest.approx(300.0 + 150.0)
    assert ride == pytest.approx((3000.0 + 4000.0) / SPEED)


def test_twice_the_vehicles_halve_the_wait():
    waits = [leg(transit_service(cross(first=h), PARAMS, DAY), 0, 2)[1] for h in (600.0, 300.0, 150.0)]
    assert waits == pytest.approx([300.0, 150.0, 75.0])


def test_waits_grow_less_where_people_time_their_arrival():
    weights = weights_of(PARAMS)
    waits = [wait_for(1.0 / h, weights) for h in (600.0, 660.0, 1260.0, 2280.0, 7200.0)]
    assert waits == pytest.approx([300.0, 330.0, 330.0 + 0.3 * 600.0, 330.0 + 0.3 * 1620.0, 330.0 + 0.3 * 1620.0])


@given(st.floats(30.0, 7200.0))
def test_wait_as_its_naive_twin(headway):
    weights = weights_of(PARAMS)
    assert wait_for(1.0 / headway, weights) == pytest.approx(naive_wait(1.0 / headway, weights))


def test_what_nobody_serves_is_told_as_unreachable_and_counted():
    service = transit_service(cross(), PARAMS, DAY)
    assert leg(service, 4, 0)[2] == -1.0  # nothing runs south
    trips = (np.array([4, 0]), np.array([0, 2]), np.zeros(2), np.array([2.0, 5.0]))
    loads, _ = loads_of(service, PARAMS, trips, WALK)
    assert (loads.unserved, loads.served) == (2.0, 5.0)


def test_no_line_at_night_is_no_way_at_night():
    tables = cross()
    tables["lines"]["headway"][:, :6] = 0.0
    service = transit_service(tables, PARAMS, np.array([0.0, 6.0, 24.0]) * 3600.0)
    assert leg(service, 0, 2, 3 * 3600.0)[2] == -1.0
    assert leg(service, 0, 2, 8 * 3600.0)[2] > 0.0
    assert leg(service, 0, 2, 27 * 3600.0)[2] == -1.0


def test_two_courses_on_one_street_share_the_wait_and_the_slow_one_is_left_alone():
    spots = [(0.0, 0.0), (4000.0, 0.0)]
    along, detour = [0.0, 4000.0], [0.0, 12000.0]
    twins = town(spots, [("1", 600.0, [0, 1], along), ("2", 600.0, [0, 1], along)])
    assert leg(transit_service(twins, PARAMS, DAY), 0, 1)[1] == pytest.approx(150.0)
    slow = town(spots, [("1", 600.0, [0, 1], along), ("2", 600.0, [0, 1], detour)])
    _, wait, ride, _, _ = leg(transit_service(slow, PARAMS, DAY), 0, 1)
    assert (wait, ride) == pytest.approx((300.0, 4000.0 / SPEED))


@pytest.mark.parametrize("headway", [-60.0, 7300.0, np.nan])
def test_an_impossible_headway_is_named(headway):
    with pytest.raises(InputError, match=r"line 1 .*headway"):
        transit_service(cross(first=headway), PARAMS, DAY)


@settings(max_examples=40)
@given(st.data())
def test_best_ways_as_their_naive_twins(data):
    n = data.draw(st.integers(3, 6))
    spots = data.draw(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=n, max_size=n, unique=True))
    spots = [(150.0 * x, 150.0 * y) for x, y in spots]
    courses = []
    for k in range(data.draw(st.integers(1, 4))):
        stops = data.draw(st.lists(st.integers(0, n - 1), min_size=2, max_size=n, unique=True))
        along = np.cumsum([0.0, *data.draw(st.lists(st.floats(200.0, 3000.0), min_size=len(stops) - 1,
                                                     max_size=len(stops) - 1))])  # fmt: skip
        courses.append((str(k), data.draw(st.floats(120.0, 600.0)), stops, list(along)))
    kinds = data.draw(
        st.lists(st.sampled_from([PlaceKind.SURFACE_STOP, PlaceKind.METRO_STATION]), min_size=n, max_size=n)
    )
    service = transit_service(town(spots, courses, kinds=kinds), PARAMS, DAY)
    net, weights = service.net, service.weights
    cost = best_costs(0, net, weights, service.crowding)
    for (i, j), found in cost.items():
        assert service.lines.cost[0, i, j] == pytest.approx(found, rel=1e-4, abs=0.1)
        if np.isfinite(found):
            parts = service.lines.parts[0, i, j]
            felt = (
                weights.wait * parts[WAIT] + parts[RIDE] + weights.walk * parts[BETWEEN]
                + weights.change * parts[CHANGES]
            )  # fmt: skip
            assert felt == pytest.approx(found, rel=1e-4, abs=0.2)
            assert service.ways.by_kind[0, i, j].sum() == pytest.approx(parts[RIDE], rel=1e-5)
    i, j = 0, 1
    assert direct(0, net, weights, service.crowding, i, j)[0] >= service.lines.cost[0, i, j] - 0.1


@pytest.mark.nojit
def test_who_gets_on_gets_off():
    tables = cross()
    set_others(tables, PARAMS)
    service = transit_service(tables, PARAMS, np.array([0.0, 7.0, 24.0]) * 3600.0)
    n = np.arange(400)
    start, end, time, persons = n % 5, (n // 5) % 5, (n * 997.0) % 86400.0, 0.5 + n % 7 / 4.0
    loads, crowding = loads_of(service, PARAMS, (start, end, time, persons), WALK)
    by_line = np.add.reduceat(loads.boardings - loads.alightings, service.net.first[:-1], axis=1)
    assert np.abs(by_line).max() < 1e-9 * persons.sum()
    assert loads.boardings.sum() >= loads.served - 1e-9  # a change is a second boarding
    assert loads.served + loads.unserved == pytest.approx(persons.sum())
    assert (crowding >= 1.0).all()
    last = service.net.first[1:] - 1
    assert np.abs(loads.on_board[:, last]).max() < 1e-9 * persons.sum()


def test_full_vehicles_are_felt_and_more_of_them_relieve():
    tables = cross()
    service = transit_service(tables, PARAMS, DAY)
    trips = (np.zeros(1), np.array([2.0]), np.zeros(1), np.array([20000.0]))
    crowded, loads = crowd(service, PARAMS, trips, WALK)
    on = loads.per_vehicle[0, 0]
    assert on == pytest.approx(20000.0 / 144.0)
    assert leg(crowded, 0, 2)[4] == pytest.approx(naive_felt(on, 30.0, 100.0, 4.0, (1.0, 1.63, 1.53, 2.04)), rel=1e-4)
    more, _ = crowd(transit_service(cross(first=300.0), PARAMS, DAY), PARAMS, trips, WALK)
    assert 1.0 < leg(more, 0, 2)[4] < leg(crowded, 0, 2)[4]


@given(st.floats(0.0, 400.0), st.floats(1.0, 99.0))
def test_crowding_as_its_naive_twin(riders, seats):
    figures = (1.0, 1.63, 1.53, 2.04)
    found = felt_when_full(riders, seats, 100.0, 4.0, figures)
    assert found == pytest.approx(naive_felt(riders, seats, 100.0, 4.0, figures))
    assert found <= felt_when_full(riders + 5.0, seats, 100.0, 4.0, figures) + 1e-12


def test_others_on_board_stay_when_more_vehicles_come():
    tables = cross()
    set_others(tables, PARAMS)
    tables["lines"]["headway"][:] = 300.0
    net = net_of(tables, PARAMS, DAY)
    told = 3600.0 / 600.0 * 100.0 * np.mean(PARAMS.others_load) / 3600.0
    assert net.others[0, 0] == pytest.approx(told)


def test_a_stop_that_adds_no_line_is_passed_over():
    spots = [(0.0, 0.0), (30.0, 0.0), (60.0, 0.0), (90.0, 0.0), (120.0, 0.0), (500.0, 0.0), (9000.0, 0.0)]
    tables = town(spots, [("1", 300.0, [0, 1, 2, 3, 4, 6], [0, 30, 60, 90, 120, 9000]),
                               ("2", 300.0, [5, 6], [0, 8500])], homes=[(0.0, 10.0), (9000.0, 10.0)])  # fmt: skip
    stops = transit_service(tables, PARAMS, DAY).access.stop[0]
    assert stops.tolist() == [0, 5, -1, -1]


def test_a_bicycle_leads_to_stations_only_and_back():
    kinds = [PlaceKind.METRO_STATION, PlaceKind.METRO_STATION, PlaceKind.SURFACE_STOP]
    there = ("M", 180.0, [0, 1], [0.0, 8000.0])
    back = ("M", 180.0, [1, 0], [0.0, 8000.0])
    tables = town([(0.0, 0.0), (8000.0, 0.0), (-2000.0, 50.0)], [there, back, ("2", 600.0, [2, 0], [0, 2000])],
                       homes=[(-1500.0, 0.0), (8000.0, 40.0)], kinds=kinds)  # fmt: skip
    service = transit_service(tables, PARAMS, DAY)
    bike, walk, wait, ride, _, _ = bike_transit_leg(service.lines, 0, 1, False, 0.0, WALK, 4.0)
    assert (bike, wait, ride) == pytest.approx((1500.0 * 1.3 / 4.0, 90.0, 8000.0 / SPEED))
    again = bike_transit_leg(service.lines, 1, 0, True, 0.0, WALK, 4.0)
    assert again == pytest.approx((bike, walk, wait, ride, 0.0, 1.0))


def test_a_district_without_lines_goes_by_distance():
    tables = cross()
    tables["lines"] = Table.allocate(LINES, 0)
    service = transit_service(tables, PARAMS, DAY)
    _, wait, ride, changes, felt = leg(service, 0, 2)
    assert (wait, changes, felt) == (2 * PARAMS.untold_wait, 1.0, 1.0)
    assert ride == pytest.approx(6000.0 * 1.3 / (14.0 / 3.6))
    assert crowd(service, PARAMS, (np.zeros(1),) * 4, WALK)[1] is None


def test_accessibility_counts_by_hand():
    tables = cross()
    tables["buildings"]["workplaces"][:] = [1.0, 2.0, 4.0, 8.0, 16.0]
    tables["buildings"]["residents"][:] = 10.0
    service = transit_service(tables, PARAMS, DAY)
    found = accessibility(tables, service, PARAMS, WALK, 4.0)
    # from the west end: itself, the crossing and the east end (27 min); the north takes 33 min with a change
    assert found.jobs["walk"][0] == 1.0
    assert found.jobs["transit"][0] == pytest.approx(1.0 + 2.0 + 4.0)
    assert found.jobs["bicycle"][0] == pytest.approx(1.0 + 2.0 + 8.0 + 16.0)


def test_a_zone_that_no_line_serves_is_joined_to_the_nearest_stations():
    kinds = [PlaceKind.METRO_STATION] * 2 + [PlaceKind.SURFACE_STOP] * 3
    tables = cross()
    tables["transit_nodes"]["kind"][:] = kinds
    zones = Table.allocate(tables["zones"].schema, 2)
    zones["x"][:], zones["y"][:] = [3000.0, -20000.0], [0.0, 0.0]
    zones["in_district"][:] = [True, False]
    tables["zones"] = zones
    service = transit_service(tables, PARAMS, DAY)
    assert len(tables["transit_nodes"]) == 5  # the district's own tables stay
    assert service.net.calls_first.size - 1 == 6
    beyond = 5 + 1  # the site of the second zone
    walk, wait, ride, changes, _ = leg(service, beyond, 0, 8 * 3600.0)
    assert (changes, wait) == pytest.approx((0.0, 330.0 + 0.3 * (1200.0 - 660.0)))
    assert ride == pytest.approx(20000.0 * 1.3 / (40.0 / 3.6))
    assert walk == pytest.approx((350.0 + 65.0 + 90.0) / WALK, rel=1e-4)
    assert leg(service, 0, beyond, 8 * 3600.0)[2] == pytest.approx(ride)


def test_on_sundays_in_august_fewer_vehicles_run_and_fewer_people_are_on_board():
    tables = cross()
    set_others(tables, PARAMS)
    usual = transit_service(tables, PARAMS, DAY)
    sunday = on_day_type(usual, PARAMS, 2)
    assert leg(sunday, 0, 2)[1] == pytest.approx(330.0 + 0.3 * (900.0 - 660.0))
    assert leg(on_day_type(usual, PARAMS, 0), 0, 2) == leg(usual, 0, 2)
    august = on_day_type(usual, PARAMS, 2, august=True)
    assert august.net.frequency[0, 0] == pytest.approx(usual.net.frequency[0, 0] / (1.5 * PARAMS.august_headway))
    assert august.net.others[0, 0] == pytest.approx(usual.net.others[0, 0] * 0.5 * PARAMS.august_others)
