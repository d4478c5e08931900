"""Docks of shared bicycles: the day, the night, what people believe, and that no bicycle is lost."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import naive_mobility_sharing as naive
from twin.core.jit import kernel
from twin.domains.mobility.sharing.day import (
    day_of_docks,
    learned,
    look_back,
    racks_for,
    rentals_of,
    scheme_of,
    wanted_of,
)
from twin.domains.mobility.sharing.docks import (
    Ways,
    docks_in_zones,
    docks_of,
    learn,
    nearest_docks,
    new_fleet,
    open_docks,
    stations_of,
)
from twin.domains.mobility.sharing.kernels import (
    BESIDE,
    BY_MOTOR,
    FAILED,
    FULL,
    STARTED,
    SWAPPED,
    Fleet,
    Rentals,
    Ride,
    Wanted,
)
from twin.domains.mobility.sharing.legs import NEAR, Docks, shared_leg
from twin.domains.mobility.sharing.night import Nightly, Van, run_night
from twin.domains.mobility.sharing.params import SharingParams
from twin.state import schemas
from twin.state.codes import Mode, PlaceKind
from twin.state.people_columns import MAX_TRIPS
from twin.state.table import Table

CUT = np.array([0.0, 7.0, 9.5, 16.5, 19.5, 24.0]) * 3600.0
RIDE = Ride(0.3, 0.2, 60.0, 30.0, 2e5)
FULL_BATTERY = 1e6


def places_of(xy, capacity, bikes, electric=0.0):
    table = Table.allocate(schemas.PLACES, len(capacity))
    table["kind"][:] = PlaceKind.BIKE_DOCK
    table["x"][:], table["y"][:] = np.asarray(xy, dtype=float).T
    table["capacity"][:], table["bikes"][:], table["electric"][:] = capacity, bikes, electric
    return table


@st.composite
def scenes(draw):
    """Docks, bicycles and rentals at random."""
    rng = naive.Luck(draw(st.integers(0, 2**32 - 1)))
    k, t = draw(st.integers(1, 6)), draw(st.integers(0, 60))
    capacity = rng.integers(1, 7, k)
    table = places_of(3000.0 * rng.random(k, 2), capacity, np.floor(rng.random(k) * (capacity + 1)), rng.random(k))
    stations = stations_of(table, CUT)
    fleet = new_fleet(np.arange(k), table["bikes"], table["electric"], FULL_BATTERY)
    fleet.charge[fleet.electric] *= rng.random(int(fleet.electric.sum()))
    near = np.full((2, t, NEAR), -1, dtype=np.int32)
    for ends in near:
        for row in ends:
            some = rng.order(k)[: rng.integers(1, NEAR + 1, 1)[0]]
            row[: some.size] = some
    return stations, fleet, Rentals(np.sort(86_400.0 * rng.random(t)), rng.random(t) < 0.5, near[0], near[1])


def copy(fleet):
    return Fleet(*(each.copy() for each in fleet))


@given(scene=scenes())
@settings(max_examples=60)
def test_a_day_is_what_the_lists_say_and_no_bicycle_is_lost(scene):
    stations, fleet, rentals = scene
    before = copy(fleet)
    bikes = [
        list(each) for each in zip(fleet.dock.tolist(), fleet.electric.tolist(), fleet.charge.tolist(), strict=True)
    ]
    results, racks, lost = day_of_docks(rentals, stations, fleet, RIDE)
    rows = list(zip(*(each.tolist() for each in rentals), strict=True))
    out = naive.docks(rows, stations.places.tolist(), stations.apart.tolist(), bikes, RIDE)
    # Which of several like bicycles is taken has no part in it: kinds, charges and docks have.
    assert [n >= 0 for n, _ in out] == (results.bike >= 0).tolist()
    assert [k for _, k in out] == results.left.tolist()
    there = sorted((int(k), bool(e), round(float(c), 3)) for k, e, c in zip(*fleet, strict=True))
    assert there == sorted((k, e, round(c, 3)) for k, e, c in bikes)
    assert lost == 0
    k = stations.places.size
    assert np.array_equal(np.bincount(fleet.dock, minlength=k), racks.number)
    assert np.array_equal(fleet.electric, before.electric)
    tally = results.tally.sum(axis=0)
    assert tally[STARTED] + tally[FAILED] == rentals.at.size
    assert tally[BY_MOTOR] <= tally[STARTED]
    assert tally[SWAPPED] <= tally[STARTED]
    if stations.places.sum() >= fleet.dock.size:
        assert tally[BESIDE] == 0
        assert (racks.number <= stations.places).all()
    assert (fleet.charge >= 0.0).all()
    assert (results.had >= 0.0).all()
    assert (results.had <= np.diff(CUT) * (1 + 1e-12)).all()


@given(scene=scenes(), room=st.integers(1, 4), moves=st.integers(0, 12))
@settings(max_examples=60)
def test_the_night_puts_docks_right_and_keeps_every_bicycle(scene, room, moves):
    stations, fleet, rentals = scene
    _, racks, _ = day_of_docks(rentals, stations, fleet, RIDE)
    k = stations.places.size
    before, held = racks.number.copy(), float(fleet.charge.sum())
    nightly = Nightly(np.empty(k, np.int64), np.empty(k, np.int64), np.empty(k), np.empty(k), np.empty(k, np.bool_))
    van = Van(0.2, 0.8, room, moves, FULL_BATTERY, 4e5, 1.3, 500.0)
    metres = run_night(stations, fleet, racks.number, racks.stand, van, nightly)
    assert racks.number.sum() == before.sum() == fleet.dock.size
    assert np.array_equal(np.bincount(fleet.dock, minlength=k), racks.number)
    for dock in range(k):
        assert set(racks.stand[dock, : racks.number[dock]]) == set(np.flatnonzero(fleet.dock == dock))
    assert (nightly.wanted == 0).all()  # all that was planned is done
    assert nightly.moved.sum() <= moves
    assert fleet.charge.sum() == pytest.approx(held + nightly.energy.sum())
    assert (fleet.charge[fleet.electric] >= van.change_below).all()
    assert metres == pytest.approx(nightly.metres.sum())
    spread = np.abs(racks.number - before.sum() / stations.places.sum() * stations.places)
    assert spread.max() <= np.abs(before - before.sum() / stations.places.sum() * stations.places).max() + 1.0


@pytest.mark.nojit
def test_a_night_moves_from_the_full_dock_to_the_empty_one():
    stations = stations_of(places_of([(0, 0), (1000, 0), (0, 500)], [10, 10, 10], [10, 0, 5]), CUT)
    fleet = new_fleet(np.arange(3), np.array([10.0, 0.0, 5.0]), np.zeros(3), FULL_BATTERY)
    results, racks, _ = day_of_docks(
        Rentals(np.zeros(0), np.zeros(0, bool), *np.zeros((2, 0, NEAR), np.int32)), stations, fleet, RIDE
    )
    assert results.had[0].sum(axis=1).tolist() == [86_400.0, 0.0, 86_400.0]
    assert results.had[2].sum(axis=1).tolist() == [0.0, 86_400.0, 86_400.0]
    nightly = Nightly(np.empty(3, np.int64), np.empty(3, np.int64), np.empty(3), np.empty(3), np.empty(3, np.bool_))
    van = Van(0.2, 0.8, 3, 100, FULL_BATTERY, 0.0, 1.5, 2000.0)
    metres = run_night(stations, fleet, racks.number, racks.stand, van, nightly)
    assert racks.number.tolist() == [5, 5, 5]
    assert nightly.moved.tolist() == [5, 0, 0]
    assert metres == 2000.0 + 3 * 1500.0  # there, back for the other two, there again


@kernel
def LEG(docks, a, b, t, electric):  # noqa: N802 — compiled once for all cases
    return shared_leg(docks, a, b, t, electric, 1.25, 4.0)


@given(data=st.data())
@settings(max_examples=40)
def test_the_chance_of_a_leg_counts_all_docks_within_reach(data):
    rng = naive.Luck(data.draw(st.integers(0, 2**32 - 1)))
    k = 5
    near = np.full((2, NEAR), -1, dtype=np.int32)
    for row in near:
        some = rng.order(k)[: rng.integers(1, NEAR + 1, 1)[0]]
        row[: some.size] = some
    walk = np.sort(400.0 * rng.random(2, NEAR), axis=1).astype(np.float32)
    chances = [rng.random(k, 5).astype(np.float32) for _ in range(3)]
    docks = Docks(near, walk, *chances, 3000.0 * rng.random(k, 2), CUT)
    for p, t in enumerate((0.0, 7.5, 12.0, 18.0, 23.0)):
        for electric in (False, True):
            foot, ride, chance = LEG(docks, 0, 1, 3600.0 * t, electric)
            found, out = naive.way_to(near[0], walk[0], chances[int(electric)][:, p])
            free, away = naive.way_to(near[1], walk[1], chances[2][:, p])
            if near[0, 0] == near[1, 0]:
                assert (foot, ride, chance) == (0.0, 0.0, 0.0)
                continue
            assert chance == pytest.approx(found * free, rel=1e-5)
            assert foot == pytest.approx((out + away) / 1.25, rel=1e-4)
            assert 0.0 <= ride <= 3000.0 * 2**0.5 / 4.0
    assert LEG(docks, 0, 1, 86_400.0 + 10.0, False) == LEG(docks, 0, 1, 10.0, False)


def test_a_place_without_docks_has_no_leg():
    docks = docks_of(places_of([(0, 0)], [10], [5]), np.array([[0.0, 0.0], [5e3, 0.0]]), CUT, 1.3, SharingParams())
    assert LEG(docks, 0, 1, 0.0, False) == (0.0, 0.0, 0.0)
    assert (docks.ebikes == 0.0).all()  # nobody hopes for what does not exist
    closed = places_of([(0, 0)], [0], [5])
    assert open_docks(closed).size == 0
    none = docks_of(closed, np.zeros((2, 2)), CUT, 1.3, SharingParams())
    assert LEG(none, 0, 1, 0.0, False) == (0.0, 0.0, 0.0)


def test_nearest_docks_are_those_of_a_search_through_all():
    rng = naive.Luck(3)
    xy, docks = 1000.0 * rng.random(50, 2), 1000.0 * rng.random(12, 2)
    near, away = nearest_docks(xy, docks, 300.0)
    for site, rows, far in zip(xy, near, away, strict=True):
        distance = np.hypot(*(docks - site).T)
        order = [k for k in np.argsort(distance) if distance[k] <= 300.0][:NEAR]
        assert rows[rows >= 0].tolist() == order
        assert np.allclose(far[: len(order)], distance[order])


def test_chances_are_learned_from_what_docks_had():
    docks = docks_of(places_of([(0, 0), (900, 0)], [4, 4], [2, 2]), np.zeros((1, 2)), CUT, 1.3, SharingParams())
    had = np.zeros((3, 2, 5))
    had[0, 0] = np.diff(CUT)
    seen = learn(docks, 2.0 * had, days=2)
    assert seen.bikes.tolist() == [[1.0] * 5, [0.0] * 5]
    assert seen.free.sum() == 0.0
    assert learn(docks, had, share=0.5).bikes[1] == pytest.approx(0.4)


def test_rentals_are_read_off_the_diary_in_order():
    n, k = 3, MAX_TRIPS
    diary = {
        "trips": np.array([2, 1, 2], dtype=np.int8), "mode": np.full((n, k), Mode.WALK, dtype=np.int8),
        "departure": np.zeros((n, k), dtype=np.float32), "home": np.array([0, 1, 2]),
        "to_building": np.zeros((n, k), dtype=np.int32), "to_zone": np.zeros((n, k), dtype=np.int32),
    }  # fmt: skip
    diary["mode"][0, :2] = Mode.SHARED_BICYCLE
    diary["to_building"][0, :2] = 1, 0
    diary["departure"][0, :2] = 30_000.0, 60_000.0
    diary["mode"][2, 0] = Mode.SHARED_EBIKE
    diary["to_building"][2, 0], diary["to_zone"][2, 0] = -1, 1
    diary["departure"][2, 0] = 20_000.0
    diary["trips"][1], diary["mode"][1, 0], diary["to_building"][1, 0] = 1, Mode.SHARED_BICYCLE, -1
    diary["to_zone"][1, 0] = -1  # beyond the municipality there are no docks
    wanted = wanted_of(diary, 3)
    assert wanted.site.tolist() == [[0, 1], [1, 0], [2, 4]]
    assert wanted.electric.tolist() == [False, False, True]
    table = places_of([(0, 0), (900, 0), (1800, 0), (2700, 0)], [5] * 4, [2] * 4)
    xy = np.array([(0, 0), (900, 0), (1800, 0), (5000, 0), (2700, 0)], dtype=float)
    docks = docks_of(table, xy, CUT, 1.3, SharingParams())
    rentals = rentals_of(wanted, np.arange(3, dtype=np.uint64), docks, 1.25)
    assert rentals.at.tolist() == [20_000.0, 30_000.0, 60_000.0]
    assert rentals.origin[:, 0].tolist() == [2, 0, 1]
    assert rentals.goal[:, 0].tolist() == [3, 1, 0]
    far = wanted._replace(site=np.array([[0, 3], [1, 0], [2, 4]]))
    assert rentals_of(far, np.arange(3, dtype=np.uint64), docks, 1.25).at.size == 2


def test_a_full_dock_sends_riders_on_and_an_empty_one_sends_them_away():
    table = places_of([(0, 0), (1000, 0), (1100, 0)], [3, 1, 3], [2, 1, 0])
    stations = stations_of(table, CUT)
    fleet = new_fleet(np.arange(3), table["bikes"], table["electric"], FULL_BATTERY)
    origin = np.array([[0, -1, -1]] * 3, dtype=np.int32)
    goal = np.array([[1, 2, -1]] * 3, dtype=np.int32)
    results, racks, _ = day_of_docks(Rentals(np.arange(3.0), np.zeros(3, bool), origin, goal), stations, fleet, RIDE)
    assert results.left.tolist() == [2, 2, -1]
    assert results.tally[0, [STARTED, FAILED]].tolist() == [2, 1]
    assert results.tally[1, FULL] == 2
    assert racks.number.tolist() == [0, 1, 2]
    assert racks_for(stations, fleet).stand.shape == (4, 3)


def test_people_learn_from_days_one_after_the_other():
    table = places_of([(0, 0), (2000, 0)], [4, 4], [2, 2])
    docks = docks_of(table, np.array([[0.0, 0.0], [2000.0, 0.0]]), CUT, 1.3, SharingParams())
    fleet = new_fleet(np.arange(2), table["bikes"], table["electric"], FULL_BATTERY)
    two = Wanted(np.arange(2), np.array([[0, 1], [0, 1]]), np.full(2, 43_200.0), np.zeros(2, bool))
    van = Van(0.0, 1.0, 5, 0, FULL_BATTERY, 0.0, 1.3, 0.0)
    stations, uid = stations_of(table, CUT), np.arange(2, dtype=np.uint64)
    seen = look_back([two, two], uid, docks, stations, fleet, RIDE, van, 1.25)
    assert seen.bikes[0] == pytest.approx([0.5, 0.5, 0.5 * 2.5 / 7.0, 0.0, 0.0], abs=1e-3)
    assert fleet.dock.tolist() == [1, 1, 1, 1]
    assert look_back([], uid, docks, stations, fleet, RIDE, van, 1.25) is docks
    ways = Ways(1.25, 4.0, 5.0, 60.0, 1.3, 1.3, 1.35)
    scheme = scheme_of(table, CUT, ways, SharingParams(van_moves=0))
    same = learned(docks, two, uid, scheme, 1.0, days=2)
    assert same.bikes == pytest.approx(seen.bikes, abs=1e-6)
    assert learned(docks, two, uid, scheme, 0.0).bikes == pytest.approx(docks.bikes)


def test_zones_outside_are_served_where_docks_are_dense():
    luck = naive.Luck(5)
    zones = Table.allocate(schemas.ZONES, 3)
    zones["x"][:], zones["y"][:], zones["area"][:] = (0.0, 5e3, 9e4), 0.0, 4e6
    zones["in_district"][:] = True, False, False
    at = 2000.0 * luck.random(60, 2) + np.array([4000.0, -1000.0])
    some, near, away = docks_in_zones(zones, at, 300.0)
    assert some.tolist() == [1]
    assert set(near[0]) == set(np.argsort(np.hypot(*(at - np.array([5e3, 0.0])).T))[:NEAR])
    # Against the mean over places in the zone, but for its rim.
    points = 1000.0 * luck.random(4000, 2) + np.array([4500.0, -500.0])
    mean = [np.sort(np.hypot(*(at - point).T))[:NEAR] for point in points]
    assert away[0] == pytest.approx(np.mean(mean, axis=0), rel=0.2)
    docks = docks_of(places_of(at, [20] * 60, [9] * 60), np.zeros((5, 2)), CUT, 1.3, SharingParams(), zones, 2)
    assert (docks.near[3] == near[0]).all()
    assert (docks.near[4] == -1).all()
    assert docks_in_zones(zones, at[:2], 300.0)[0].size == 0
