"""The process of the shared bicycles: day after day, stations that open, and its indicators."""

from types import SimpleNamespace

import numpy as np
import pytest

from tests import little_world
from tests.grid_district import grid_world
from twin.core.streams import uids_of
from twin.domains import mobility
from twin.domains.mobility.sharing.docks import Ways
from twin.domains.mobility.sharing.kpis import KPIS
from twin.domains.mobility.sharing.params import SharingParams
from twin.domains.mobility.sharing.process import SharedBicycles, equip
from twin.state import schemas
from twin.state.codes import Mode, PlaceKind
from twin.state.table import Table

CUT = np.array([0.0, 7.0, 9.5, 16.5, 19.5, 24.0]) * 3600.0
WAYS = Ways(1.25, 15.0 / 3.6, 18.0 / 3.6, 60.0, 1.25, 1.25, 1.35)
KWH = 3.6e6
FEES = (0.0, 0.25)


def test_use_of_a_bicycle_is_that_of_docks_in_the_zones():
    places = Table.allocate(schemas.PLACES, 3)
    places["kind"][:] = PlaceKind.BIKE_DOCK
    places["zone"][:] = 0, 0, -1
    places["bike_days"][:] = 100.0
    places["bike_trips_year"][:] = 150.0, 50.0, 4.0
    places["ebike_days"][:], places["ebike_trips_year"][:] = (100.0, 0.0, 50.0), (150.0, 0.0, 4.0)
    outcome = SimpleNamespace(table={"places": places, "forcing": {"carbon_intensity": np.ones(2)}}.__getitem__)
    found = {kpi.name: kpi.compute(outcome) for kpi in KPIS}
    assert found["mobility.ebike_use"] == 1.5
    assert found["mobility.shared_bike_use"] == 1.0
    assert found["mobility.shared_bike_trips"] == 204.0


def made(trips=6, electric=True, **params):
    """Two buildings 2 km apart, a dock at each, and people who go from the first to the second in the morning."""
    world = little_world.world(2)
    b = world.table("buildings")
    b["x"][:], b["y"][:] = (0.0, 2000.0), 0.0
    if "zones" not in world.tables:
        world.tables["zones"] = Table.allocate(schemas.ZONES, 1)
    places = world.tables["places"] = Table.allocate(schemas.PLACES, 3)
    places["kind"][:] = PlaceKind.BIKE_DOCK
    places["x"][:], places["capacity"][:], places["zone"][:] = (50.0, 1950.0, 100.0), (10.0, 10.0, 0.0), 0
    places["bikes"][:], places["electric"][:] = (5.0, 5.0, 4.0), float(electric)
    people = world.tables["citizens"] = Table.allocate(schemas.CITIZENS, trips)
    people["uid"][:] = uids_of(f"citizen {i}" for i in range(trips))
    people["age"][:] = 30
    people["trips"][:] = 1
    people["to_building"][:, 0] = 1
    people["mode"][:, 0] = Mode.SHARED_EBIKE if electric else Mode.SHARED_BICYCLE
    people["departure"][:, 0] = 8 * 3600.0 + np.arange(trips)
    chosen = SharingParams(**params)
    equip(world, chosen)
    return world, SharedBicycles(world, chosen, WAYS, CUT, FEES)


def run(world, process, days):
    for day in range(days):
        process.step(24 * day)
        assert not world.audits[-1].violated()


def test_who_comes_last_finds_nothing_and_the_night_brings_bicycles_back():
    world, process = made()
    places = world.table("places")
    run(world, process, 1)
    assert places["bike_trips"].tolist() == [5.0, 0.0, 0.0]
    assert places["bike_failures"].tolist() == [1.0, 0.0, 0.0]
    assert places["bikes_now"].tolist() == [5.0, 5.0, 0.0]
    assert places["bike_moves_year"].sum() == 5.0
    assert places["bike_van_year"].sum() == pytest.approx(2000.0 + 1900.0 * 1.35)
    assert places["bike_van_co2_year"].sum() == pytest.approx(places["bike_van_year"].sum() * 0.25e-3)
    used = 5 * 1.9 * 1.25 * 8.0 * 3600.0
    assert places["ebike_charge"].sum() == pytest.approx(10 * 0.4 * KWH - used)
    run(world, process, 2)
    assert places["bike_trips_year"].sum() == 15.0
    assert places["ebike_days"].tolist() == [15.0, 15.0, 0.0]
    outcome = SimpleNamespace(table=world.table)
    found = {kpi.name: kpi.compute(outcome) for kpi in KPIS}
    assert found["mobility.ebike_use"] == 0.5
    assert found["mobility.ebike_trips"] == found["mobility.shared_bike_trips"] == 15.0
    assert found["mobility.shared_bike_failures"] == pytest.approx(100.0 * 3 / 18)
    assert found["mobility.bike_van_km"] == pytest.approx(places["bike_van_year"].sum() / 1e3)
    assert found["mobility.bike_service_co2"] > 0.0


def test_without_the_van_the_dock_stays_as_it_was_left():
    world, process = made(van_moves=0)
    run(world, process, 2)
    places = world.table("places")
    assert places["bikes_now"].tolist() == [0.0, 10.0, 0.0]
    assert places["bike_failures_year"].sum() == 1.0 + 6.0
    assert places["bike_van_year"].sum() == 0.0


def test_a_station_that_opens_brings_its_bicycles_and_leaves_the_others_where_they_are():
    world, process = made(van_moves=0)
    places = world.table("places")
    run(world, process, 1)
    charge = places["ebike_charge"].sum()
    world.table("citizens")["trips"][:] = 0
    places["capacity"][2] = 6.0
    run(world, process, 1)
    assert places["bikes_now"].tolist() == [0.0, 10.0, 4.0]
    assert places["ebike_charge"].sum() == pytest.approx(charge + 4 * 0.4 * KWH)
    places["capacity"][1] = 0.0  # closed: its bicycles go, those of others return to where they belong
    run(world, process, 1)
    assert places["bikes_now"].tolist() == [5.0, 0.0, 4.0]
    places["capacity"][:] = 0.0
    run(world, process, 1)
    assert places["bikes_now"].sum() == places["bike_trips"].sum() == 0.0


def test_empty_batteries_are_changed_at_night():
    world, process = made(ebike_use=60.0, ebike_change=0.8)
    places = world.table("places")
    run(world, process, 1)
    used = 5 * 1.9 * 1.25 * 60.0 * 3600.0
    assert places["ebike_charge"].sum() == pytest.approx(10 * 0.4 * KWH)
    assert places["bike_charging_year"].sum() == pytest.approx(used / 0.85)


def test_subscribers_are_grown_up_and_docks_get_whole_bicycles():
    world, _ = made(trips=4000, member_share=0.5)
    people, places = world.table("citizens"), world.table("places")
    assert people["member"].mean() == pytest.approx(0.5, abs=0.03)
    people["age"][:] = 12
    places["bikes"][:], places["capacity"][:] = 0.0, 21.0
    equip(world, SharingParams())
    assert not people["member"].any()
    assert places["bikes"].tolist() == [13.0, 13.0, 13.0]
    assert (places["electric"] == 0.0).all()


def test_plain_bicycles_need_no_battery():
    world, process = made(electric=False)
    run(world, process, 2)
    places = world.table("places")
    assert places["bike_trips_year"].sum() == 10.0
    assert places["ebike_trips_year"].sum() == places["bike_charging_year"].sum() == 0.0


@pytest.mark.slow
def test_stations_let_subscribers_ride():
    world = grid_world()
    for schema in (schemas.LINES, schemas.LINE_STOPS, schemas.TRANSIT_NODES):
        world.tables.setdefault(schema.name, Table.allocate(schema, 0))
    world.tables.setdefault("day_types", Table.allocate(schemas.DAY_TYPES, mobility.DAY_TYPES))
    world.tables.setdefault("forcing", little_world.forcing(world.clock))
    constants = list(mobility.Params().mode_constants)
    constants[Mode.SHARED_BICYCLE] = 3.0  # everybody who may would like to
    places, params = world.table("places"), mobility.Params(member_share=0.8, mode_constants=tuple(constants))
    mobility.initialise(world, params)
    dock = int(np.flatnonzero(places["kind"] == PlaceKind.BIKE_DOCK)[0])
    other = int(np.flatnonzero(places["kind"] == PlaceKind.SHOP)[0])
    places["kind"][other] = PlaceKind.BIKE_DOCK
    places["x"][other], places["y"][other] = places["x"][dock] + 900.0, places["y"][dock]
    for open_places, rides in ((0.0, False), (60.0, True)):
        places["capacity"][[dock, other]], places["bikes"][[dock, other]] = open_places, 40.0
        for process in mobility.processes(world, params):
            if process.name in {"mobility.day", "mobility.sharing"}:
                process.step(0)
        people = world.table("citizens")
        modes = np.isin(people["mode"], (Mode.SHARED_BICYCLE, Mode.SHARED_EBIKE))
        assert modes.any() == rides
        assert people["member"][modes.any(axis=1)].all()
        assert places["bike_trips"].sum() + places["bike_failures"].sum() == modes.sum()


def test_riders_pay_for_rides_that_found_a_bicycle_and_subscribers_near_a_dock_by_the_day():
    """Six want one of five e-bikes at 0.25 EUR; one has rides in the season ticket, one subscriber lives far away."""
    world, process = made(member_share=0.0)
    people = world.table("citizens")
    people["home"][5] = 1
    world.table("buildings")["x"][1] = 9000.0  # too far from any dock to live near one
    people["to_building"][5, 0] = 0
    people["member"][[0, 5]] = True
    people["bikes_included"][1] = True
    process = SharedBicycles(world, SharingParams(), WAYS, CUT, FEES)
    process.step(0)
    day = 36.0 / 365.0
    rode = world.table("places")["bike_trips"].sum()
    assert rode == 0.0
    assert people["bike_fees"].tolist() == pytest.approx([day, 0.0, 0.0, 0.0, 0.0, 0.0])
    world, process = made(member_share=0.0)
    world.table("citizens")["bikes_included"][1] = True
    process.step(0)
    paid = world.table("citizens")["bike_fees"]
    assert world.table("places")["bike_trips"].sum() == 5.0
    assert paid.tolist() == pytest.approx([0.25, 0.0, 0.25, 0.25, 0.25, 0.0])
    _, process = made(electric=False, member_share=0.0)
    process.step(0)
    assert not process._columns["citizens.bike_fees"].any()
