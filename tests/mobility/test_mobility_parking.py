"""Parking: the search against theory, areas and their places, whose cars stand where, and what people believe."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import naive_mobility_sharing as naive
from twin.core.jit import kernel
from twin.core.streams import uids_of
from twin.domains.mobility.choice.params import ChoiceParams
from twin.domains.mobility.parking.areas import areas_of, believed, expect, kept_at, standing_all_day
from twin.domains.mobility.parking.kernels import Curbs, look_for_place, places_passed, search_time
from twin.domains.mobility.parking.params import ParkingParams
from twin.state import schemas
from twin.state.codes import PlaceKind, VehicleKind
from twin.state.table import Table

CUT = np.array([0.0, 7.0, 9.5, 16.5, 19.5, 24.0]) * 3600.0
PARAMS = ParkingParams()


@kernel
def passed(places, free, clumping):
    return places_passed(places, free, clumping)


@kernel
def search(places, free, guided, luck):
    return search_time(places, free, 2.0, guided, 1.0, 0.6, 900.0, luck)


@kernel
def look(area, taken, curbs, luck):
    return look_for_place(area, taken, curbs, luck)


@pytest.mark.nojit
@given(places=st.integers(1, 60), data=st.data())
@settings(max_examples=40)
def test_places_passed_are_those_of_a_row_in_random_order(places, data):
    free = data.draw(st.integers(1, places))
    assert passed(float(places), float(free), 1.0) == pytest.approx(naive.places_passed(places, free), rel=1e-9)


@pytest.mark.parametrize("q", [0.0, 0.3, 0.5, 0.8, 0.9])
def test_a_large_area_is_the_geometric_search(q):
    assert passed(1e7, 1e7 * (1.0 - q), 1.0) == pytest.approx(1.0 / (1.0 - q), rel=1e-4)
    assert passed(1e7, 1e7 * (1.0 - q), 2.0) == pytest.approx((1.0 + q**4) / (1.0 - q), rel=1e-4)


@given(places=st.integers(2, 200), guided=st.floats(0.0, 1.0), luck=st.floats(0.0, 0.999))
def test_the_search_grows_with_occupancy_and_shrinks_with_guidance(places, guided, luck):
    for some in (-1.0, luck):
        times = [search(float(places), float(free), 0.0, some) for free in range(places, 0, -1)]
        assert times[0] == 0.0
        assert all(a <= b + 1e-9 for a, b in pairwise(times))
        assert max(times) <= 900.0
        led = search(float(places), 1.0, guided, some)
        assert led == pytest.approx(min(times[-1], 900.0) * (1.0 - 0.4 * guided)) or times[-1] == 900.0
        assert led <= times[-1] + 1e-9


def test_the_draws_of_a_search_have_its_mean():
    luck = (np.arange(20_000) + 0.5) / 20_000
    drawn = np.mean([search(50.0, 8.0, 0.0, u) for u in luck])
    assert drawn == pytest.approx(search(50.0, 8.0, 0.0, -1.0), rel=0.01)


@st.composite
def towns(draw):
    """Areas with open places and residents' places, and vehicles that stand on them."""
    luck = naive.Luck(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(1, 5))
    places = luck.integers(0, 12, 2 * n).astype(float)
    beyond = np.where(np.arange(n) + 1 < n, np.arange(n) + 1, 0 if n > 1 else -1)
    curbs = Curbs(
        places, np.concatenate([np.full(n, -1), np.arange(n)]).astype(np.int32),
        np.concatenate([beyond, np.where(beyond >= 0, beyond + n, -1)]).astype(np.int32), 1.0 + luck.random(2 * n),
        1e-3 + 1e-3 * luck.random(2 * n), luck.random(2 * n), 1.0 + draw(st.floats(0.0, 3.0)), 0.6, 300.0, 1.0,
    )  # fmt: skip
    return curbs, np.floor(luck.random(2 * n) * (places + 2)).astype(np.int64)


@given(town=towns())
@settings(max_examples=80)
def test_who_looks_for_a_place_is_as_long_as_the_slow_search_says(town):
    curbs, taken = town
    for area in range(curbs.places.size):
        row, seconds, walk = look(area, taken, curbs, -1.0)
        same, slow = naive.look(area, taken.tolist(), curbs)
        assert seconds == pytest.approx(slow, rel=1e-9)
        assert (row < 0) == (same < 0)
        assert walk >= 0.0
        if row >= 0:
            assert taken[row] < curbs.places[row]


@given(town=towns(), arrivals=st.integers(0, 80), seed=st.integers(0, 1000))
@settings(max_examples=60)
def test_no_place_is_taken_twice_and_every_arrival_is_parked_or_counted(town, arrivals, seed):
    curbs, _ = town
    taken, over = np.zeros(curbs.places.size, dtype=np.int64), 0
    luck = naive.Luck(seed)
    areas, lots = luck.integers(0, curbs.places.size, arrivals), luck.random(arrivals)
    for area, lot in zip(areas, lots, strict=True):
        row, _seconds, _walk = look(int(area), taken, curbs, float(lot))
        if row < 0:
            over += 1
        else:
            taken[row] += 1
    assert (taken <= curbs.places).all()
    assert taken.sum() + over == arrivals


def test_others_never_stand_on_residents_places():
    places = np.array([2.0, 3.0])
    curbs = Curbs(
        places, np.array([-1, 0], dtype=np.int32), np.array([-1, -1], dtype=np.int32), np.ones(2), np.full(2, 1e-3),
        np.zeros(2), 1.0, 1.0, 900.0, 1.0,
    )  # fmt: skip
    taken = np.array([2, 0])
    assert look(0, taken, curbs, 0.5)[0] == -1
    assert look(1, taken, curbs, 0.5)[0] == 1
    rows = [look(1, np.zeros(2, dtype=np.int64), curbs, u)[0] for u in (np.arange(100) + 0.5) / 100]
    assert rows.count(0) == pytest.approx(40, abs=1)  # both kinds are taken as they come


def streets(n=6, places=10.0):
    """A row of streets of 100 m; the first node at the corner of a square."""
    nodes, links = Table.allocate(schemas.CAR_NODES, n + 1), Table.allocate(schemas.CAR_LINKS, n)
    nodes["x"][:] = 100.0 * np.arange(n + 1)
    nodes["y"][:] = 50.0
    links["tail"][:], links["head"][:] = np.arange(n), np.arange(1, n + 1)
    links["length"][:], links["parking"][:] = 100.0, places
    links["parking_residents"][:], links["parking_fee"][:] = 0.3, 0.5
    return nodes, links


def test_areas_hold_every_place_once():
    nodes, links = streets()
    park = Table.allocate(schemas.PLACES, 2)
    park["kind"][:] = PlaceKind.CAR_PARK, PlaceKind.SHOP
    park["x"][:], park["y"][:], park["capacity"][:] = 20.0, 20.0, 40.0
    xy = np.array([[10.0, 10.0], [500.0, 60.0], [9e3, 9e3]])
    areas = areas_of(links, nodes, park, xy, 1.25, (1.25, 4.0), PARAMS)
    assert areas.curbs.places.tolist() == [54.0, 14.0, 14.0, 6.0, 6.0, 6.0]
    assert areas.row.tolist() == [0, 2, -1]
    assert areas.home.tolist() == [3, 5, -1]
    assert areas.curbs.beyond.tolist()[1:3] in ([0, 1], [2, 1])
    assert areas.curbs.pace[1] == pytest.approx(200.0 / 14.0 / 4.0)
    assert areas.curbs.pace[4] == pytest.approx(200.0 / 20.0 / 4.0)
    assert areas.fee[1] == pytest.approx(0.5)
    assert areas.curbs.guided.tolist()[1:3] == [0.0, 0.0]
    links["guided"][3] = True
    led = areas_of(links, nodes, park, xy, 1.25, (1.25, 4.0), PARAMS)
    assert led.curbs.guided[1] == pytest.approx(0.5 * PARAMS.led_share)
    # A street more changes no other square.
    nodes, links = streets(7)
    more = areas_of(links, nodes, park, xy, 1.25, (1.25, 4.0), PARAMS)
    assert more.curbs.places[:3].tolist() == [54.0, 14.0, 14.0]


def test_no_street_has_no_area():
    nodes, links = streets(3, places=0.0)
    areas = areas_of(links, nodes, Table.allocate(schemas.PLACES, 0), np.zeros((2, 2)), 1.2, (1.2, 3.0), PARAMS)
    assert areas.row.tolist() == [-1, -1]
    assert areas.curbs.places.size == 0
    seconds, price = believed(areas, np.zeros((24, 0), dtype=np.int64), CUT, 300.0)
    assert (seconds == 300.0).all()
    assert (price == 0.0).all()


def cars(count):
    vehicles, households = Table.allocate(schemas.VEHICLES, count), Table.allocate(schemas.HOUSEHOLDS, count)
    vehicles["uid"][:] = uids_of(f"car {i}" for i in range(count))
    vehicles["kind"][:] = VehicleKind.CAR
    vehicles["household"][:] = np.arange(count)
    households["home"][:] = np.arange(count) % 2
    return {"vehicles": vehicles, "households": households}


@pytest.mark.parametrize("count", [10, 40, 400])
def test_cars_are_kept_where_places_are(count):
    nodes, links = streets()
    xy = np.array([[10.0, 10.0], [500.0, 60.0]])
    areas = areas_of(links, nodes, Table.allocate(schemas.PLACES, 0), xy, 1.25, (1.25, 4.0), PARAMS)
    tables = cars(count)
    tables["vehicles"]["kind"][0] = VehicleKind.MOTORCYCLE
    tables["vehicles"]["socket"][1] = True
    kept = kept_at(tables, areas, 1, PARAMS)
    assert kept.looks[0] == kept.stands[0] == -1
    assert kept.looks[1] == -1
    out = kept.looks >= 0
    assert ((kept.stands >= 0) == out).all()
    by_row = np.bincount(kept.stands[out], minlength=areas.curbs.places.size)
    n = areas.xy.shape[0]
    assert (by_row[n:] <= areas.curbs.places[n:]).all()
    spare = by_row[:n] > 0
    assert (by_row[n:][spare] == areas.curbs.places[n:][spare]).all()  # residents' places first
    share = np.maximum(PARAMS.garage_share, 1.0 - PARAMS.street_filling * 20.0 / (count / 2.0))
    assert out.mean() == pytest.approx(1.0 - share, abs=3.0 * np.sqrt(share * (1 - share) / count) + 2.0 / count)
    gone = np.arange(count) % 3 == 0
    assert standing_all_day(kept, gone, by_row.size).sum() == (out & ~gone).sum()
    # Another car changes nobody's luck where streets hold all who look for a place.
    if count == 10:
        assert np.array_equal(kept_at(cars(11), areas, 1, PARAMS).looks[2:10], kept.looks[2:10])


def test_people_expect_what_the_last_day_was_like():
    nodes, links = streets()
    xy = np.array([[10.0, 10.0], [500.0, 60.0], [9e3, 9e3]])
    areas = areas_of(links, nodes, Table.allocate(schemas.PLACES, 0), xy, 1.25, (1.25, 4.0), PARAMS)
    occupancy = np.zeros((24, areas.curbs.places.size), dtype=np.int64)
    occupancy[8:18, 0] = 13
    seconds, price = believed(areas, occupancy, CUT, 300.0)
    assert seconds.shape == (5, 3)
    assert seconds[2, 0] > seconds[0, 0] == seconds[2, 1]
    assert (seconds[:, 2] == 300.0).all()
    assert price.tolist() == [0.5, 0.5, 0.0]
    both = np.empty((2, 24, areas.curbs.places.size))
    expect(areas.curbs, occupancy, *both)
    assert seconds[2, 0] == pytest.approx(both[:, 12, 0].sum(), rel=1e-6)


def test_one_walks_to_a_car_as_far_as_from_it():
    """Choice and streets add one walk, that to where the car stands; the one from the place found comes with it."""
    nodes, links = streets()
    speeds = (4.6 / 3.6, 15.0 / 3.6)
    areas = areas_of(links, nodes, Table.allocate(schemas.PLACES, 0), np.zeros((1, 2)), 1.3, speeds, PARAMS)
    walks = []
    for taken in (0.0, 0.9):
        occupancy = np.tile(np.floor(taken * areas.curbs.places).astype(np.int64), (24, 1))
        both = np.empty((2, *occupancy.shape))
        expect(areas.curbs, occupancy, *both)
        walks.append(both[1, :, : areas.xy.shape[0]].mean())
    assert walks[0] < ChoiceParams().vehicle_access[0] < walks[1]
