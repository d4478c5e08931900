"""Do people and vehicles from elsewhere come as the published splits say, each with luck of its own?"""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests import naive_mobility_outside as naive
from tests.grid_district import grid_tables
from twin.domains.mobility.outside import Outing, OutsideParams, Why, outside, outside_people, outside_rides
from twin.domains.mobility.outside.beyond import beyond
from twin.domains.mobility.outside.deliveries import deliveries
from twin.domains.mobility.outside.groups import Fleet, Guests
from twin.domains.mobility.outside.kernels import double_parking
from twin.domains.mobility.outside.people import commuters, visitors
from twin.domains.mobility.outside.ring import around, ring
from twin.domains.mobility.outside.through import flows
from twin.population import synthesise
from twin.population.params import Params as PopulationParams
from twin.state.codes import Mode, RideKind, StreetClass

PARAMS = OutsideParams()
PEOPLE = PopulationParams()
SEED = 3
WORKDAY = Outing(40, 0, 1.0)


def made(n=9, residents=3000):
    tables = grid_tables(n, residents)
    tables["car_links"]["street_class"][:] = StreetClass.PRIMARY
    return tables | synthesise(tables, SEED, PEOPLE)


@pytest.fixture(scope="module")
def tables():
    return made()


@pytest.fixture(scope="module")
def frame(tables):
    return outside(tables, SEED, PARAMS)


def sites(tables):
    """Nodes, roots and areas that tell sites apart."""
    n = len(tables["buildings"]) + len(tables["zones"]) + 8
    return tuple((k * 10_000 + np.arange(n)).astype(np.int32) for k in (1, 2, 3))


def test_sectors_lie_around_all_zones(tables):
    sectors = ring(tables["zones"], PARAMS)
    assert sectors.share.sum() == pytest.approx(1.0)
    middle = sectors.xy.mean(axis=0)
    reach = np.hypot(tables["zones"]["x"] - middle[0], tables["zones"]["y"] - middle[1]).max()
    assert (np.hypot(*(sectors.xy - middle).T) >= 0.99 * reach).all()
    assert sectors.xy[0, 1] == sectors.xy[:, 1].max()  # north first


point = st.tuples(st.floats(-10.0, 10.0), st.floats(-10.0, 10.0))


@given(p=point, q=point)
def test_the_way_around_is_that_of_the_hull(p, q):
    district = np.array([(0, 0), (3, 0), (4, 2), (1, 4), (-1, 2), (1, 1)], dtype=float)
    xy = np.array([p, q])
    rim = shapely.convex_hull(shapely.multipoints(district)).exterior
    if min(rim.distance(shapely.Point(each)) for each in (p, q)) < 1e-3:
        return
    found = around(xy, np.zeros(2), district)
    assert found[0, 1] == found[1, 0] == pytest.approx(naive.around(p, q, district), rel=1e-6, abs=1e-6)


def test_way_around_a_square():
    xy = np.array([(-1.0, 0.5), (2.0, 0.5), (-1.0, 3.0)])
    square = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], dtype=float)
    found = around(xy, np.zeros(3), square)
    assert found[0, 1] == pytest.approx(2.0 * np.hypot(1.0, 0.5) + 1.0)
    assert found[0, 2] == pytest.approx(2.5)
    assert around(xy, np.full(3, 7.0), square)[0, 2] == 7.0
    assert around(xy, np.zeros(3), square[:2])[0, 1] == pytest.approx(3.0)  # no area, no obstacle


def check_against_naive(frame, tables, outing):
    node, root, area = sites(tables)
    arrivals = outside_rides(frame, outing, node, root, area)
    rides = arrivals.rides
    want = naive.trips(frame.key, outing, frame.fleet, node, root, area, frame.jitter)
    assert arrivals.uid.tolist() == [frame.fleet.uid[i] for i, _ in want]
    for m, (_, rows) in enumerate(want):
        t = slice(rides.first[m], rides.first[m + 1])
        got = zip(
            rides.origin[t], rides.root[t], rides.area[t], rides.earliest[t], rides.stay[t], rides.tail[t], strict=True
        )
        for one, other in zip(got, rows, strict=True):
            assert one == pytest.approx(other)
    zone = tables["buildings"]["zone"]
    inside, came = outside_people(frame, outing, zone.size)
    want_people = naive.people(frame.key, outing, frame.guests, frame.jitter, len(tables["buildings"]))
    np.testing.assert_array_equal(inside, want_people)
    here = [
        naive.come(frame.key, outing, car, frame.guests.chance[g, outing.kind])[0]
        for g, car in enumerate(frame.guests.party)
    ]
    want = np.zeros_like(came)
    for g in np.flatnonzero(here):
        want[int(frame.guests.far[g]), zone[frame.guests.building[g]], frame.guests.mode[g]] += 1
    np.testing.assert_array_equal(came, want)


def some(group, step):
    """Every so many rows of a fleet or of guests."""
    rows = np.arange(0, group.uid.size, step)
    if isinstance(group, Guests):
        return Guests(*(values[rows] for values in group))
    count = np.diff(group.first)[rows]
    first = np.concatenate([[0], np.cumsum(count)])
    stops = np.repeat(group.first[rows] - first[:-1], count) + np.arange(first[-1])
    by_stop = ("site", "stay", "tail", "seeks", "often")
    kept = {n: getattr(group, n)[stops if n in by_stop else rows] for n in Fleet._fields if n != "first"}
    return Fleet(**kept, first=first)


@pytest.mark.parametrize("outing", [WORKDAY, Outing(41, 1, 0.4)])
def test_a_day_agrees_with_its_naive_twin(frame, tables, outing):
    fleet = some(frame.fleet, max(frame.fleet.uid.size // 400, 1))
    check_against_naive(frame._replace(fleet=fleet, guests=some(frame.guests, 3)), tables, outing)


@pytest.mark.nojit
def test_a_few_of_them_agree_without_compilation():
    tables = made(4, 200)
    frame = outside(tables, SEED, PARAMS)
    fleet = some(frame.fleet, max(frame.fleet.uid.size // 40, 1))
    guests = some(frame.guests, max(frame.guests.uid.size // 40, 1))
    check_against_naive(frame._replace(fleet=fleet, guests=guests), tables, WORKDAY)


def test_chains_hang_together_and_lead_back(frame, tables):
    node, root, area = sites(tables)
    arrivals = outside_rides(frame, WORKDAY, node, root, area)
    rides = arrivals.rides
    assert (np.diff(arrivals.uid.astype(object)) > 0).all()
    assert (np.diff(rides.first) >= 1).all()
    start, end = rides.first[:-1], rides.first[1:] - 1
    np.testing.assert_array_equal(rides.origin[start], node[arrivals.home])
    back = arrivals.why != Why.THROUGH
    np.testing.assert_array_equal(rides.root[end][back], root[arrivals.home[back]])
    inner = np.setdiff1d(np.arange(rides.origin.size), start)
    np.testing.assert_array_equal(rides.origin[inner] - 10_000, rides.root[inner - 1] - 20_000)
    assert (rides.luck >= 0).all()
    assert (rides.luck < 1).all()
    freight = np.isin(rides.kind, (RideKind.VAN, RideKind.TRUCK))
    np.testing.assert_array_equal(freight, arrivals.why == Why.DELIVERY)


def test_the_boundary_split_is_the_published_one(tables):
    params = PARAMS.model_copy(update={"jobs_filled": 20.0})
    guests, fleet, lost = commuters(tables, beyond(tables, params), SEED, params, PEOPLE)
    assert lost == 0
    far = guests.origin >= len(tables["buildings"]) + len(tables["zones"])
    for rows, split in ((far, params.exchange_split), (~far, params.internal_split)):
        assert rows.sum() > 2000
        for mode, share in zip((Mode.CAR, Mode.MOTORCYCLE, Mode.TRANSIT), split, strict=False):
            assert (guests.mode[rows] == mode).mean() == pytest.approx(share / sum(split), abs=0.03)
    drivers = (guests.mode == Mode.CAR).sum() / params.occupancy[0]
    assert (fleet.kind == RideKind.CAR).sum() == pytest.approx(drivers, rel=0.03)
    assert (fleet.kind == RideKind.MOTORCYCLE).sum() == (guests.mode == Mode.MOTORCYCLE).sum()


def test_jobs_are_shared_between_residents_and_others(tables):
    guests, _, _ = commuters(tables, beyond(tables, PARAMS), SEED, PARAMS, PEOPLE)
    jobs = PARAMS.jobs_filled * tables["buildings"]["workplaces"]
    citizens = tables["citizens"]
    own = np.bincount(citizens["work"][(citizens["work"] >= 0) & (citizens["occupation"] == 4)], minlength=jobs.size)
    held = np.bincount(guests.building, weights=guests.chance[:, 0] / PARAMS.attendance[0], minlength=jobs.size)
    np.testing.assert_allclose(held, np.maximum(jobs - own, 0.0), atol=1e-4)


def test_a_building_more_moves_nobody_else(tables):
    less = made()
    shops = np.flatnonzero(less["buildings"]["workplaces"] > 0)
    gone = shops[len(shops) // 2]
    for name in ("workplaces", "floor_area", "residents"):
        less["buildings"][name][gone] = 0.0
    less["citizens"] = tables["citizens"]
    for make in (lambda t, p: commuters(t, p, SEED, PARAMS, PEOPLE)[0], lambda t, p: visitors(t, p, SEED, PARAMS)[0]):
        with_, without = make(tables, beyond(tables, PARAMS)), make(less, beyond(less, PARAMS))
        # Who rode in a car that went there takes another one.
        kept = (with_.building != gone) & ~np.isin(with_.party, with_.uid[with_.building == gone])
        for name in Guests._fields:
            np.testing.assert_array_equal(
                getattr(with_, name)[kept], getattr(without, name)[np.isin(without.uid, with_.uid[kept])]
            )


def test_leave_and_day_type_thin_out_who_comes(frame, tables):
    count = {}
    for kind, here in ((0, 1.0), (0, 0.5), (1, 1.0), (2, 1.0)):
        arrivals = outside_rides(frame, Outing(40, kind, here), *sites(tables))
        count[kind, here] = np.bincount(arrivals.why, minlength=4)
    assert count[0, 0.5][Why.THROUGH] == pytest.approx(0.5 * count[0, 1.0][Why.THROUGH], rel=0.05)
    assert (count[2, 1.0] <= count[0, 1.0]).all()
    assert count[2, 1.0][Why.DELIVERY] == 0


def test_through_traffic_shares_the_published_totals(tables):
    places = beyond(tables, PARAMS)
    trips = flows(tables["zones"], places, PARAMS, PEOPLE)
    size = tables["zones"]["residents"].sum() / PARAMS.city_residents / PARAMS.occupancy[2]
    most = size * PARAMS.internal_trips * 0.16, size * PARAMS.exchange_trips * 0.63
    k = int((places.zone >= 0).sum())
    assert trips.cars[:k, :k].sum() < most[0]  # the rest has an end in the district
    assert trips.cars[k:, :k].sum() == pytest.approx(trips.cars[:k, k:].sum())
    assert 2.0 * trips.cars[k:, :k].sum() < most[1]
    assert not trips.cars[k:, k:].any()
    assert ((places.passes >= 0) & (places.passes <= 1)).all()
    assert places.passes.any()
    assert not np.diag(places.passes).any()


def test_cargo_bicycles_take_over_stops_and_move_no_others(tables):
    places = beyond(tables, PARAMS)
    fleet, before = deliveries(tables, places, SEED, PARAMS)
    zones = tables["zones"].copy()
    zones["cargo_bikes"][0] = 1.0
    after_fleet, after = deliveries(tables | {"zones": zones}, places, SEED, PARAMS)
    assert after.stops + after.by_bicycle == pytest.approx(before.stops)
    assert after.by_bicycle == pytest.approx(PARAMS.cargo_bike_stops, rel=0.5)
    name = np.repeat(fleet.uid, np.diff(fleet.first))
    later = np.repeat(after_fleet.uid, np.diff(after_fleet.first))
    assert set(zip(later, after_fleet.site, after_fleet.stay, strict=True)) < set(
        zip(name, fleet.site, fleet.stay, strict=True)
    )
    by_hour = np.empty(24)
    double_parking(fleet, PARAMS.double_parked, by_hour)
    assert by_hour.sum() == pytest.approx(before.double, rel=0.3)


def test_places_that_no_gate_leads_to_are_counted_and_listed():
    tables = made(5, 300)
    tables["car_nodes"]["gate"][:] = False
    frame = outside(tables, SEED, PARAMS)
    assert any("Left out" in note and "12 places outside" in note for note in frame.notes)
    assert (frame.fleet.why == Why.DELIVERY).all() or frame.fleet.uid.size == 0
    cars = np.isin(frame.guests.mode, (Mode.CAR, Mode.MOTORCYCLE))
    assert not cars.any()


@pytest.mark.slow
def test_the_real_district_keeps_to_orders_of_magnitude(real_layers):
    from twin.geo import load_district

    tables = dict(load_district(real_layers).tables)
    tables |= synthesise(tables, SEED, PEOPLE)
    frame = outside(tables, SEED, PARAMS)
    arrivals = outside_rides(frame, WORKDAY, *sites(tables))
    count = np.bincount(arrivals.why, minlength=4)
    assert 8_000 < count[Why.COMMUTE] < 20_000
    assert 50_000 < count[Why.THROUGH] < 200_000
    assert 300 < count[Why.DELIVERY] < 3_000
