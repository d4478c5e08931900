"""What clean deliveries, cycle tracks, parking and fares do to a small town; what is not asked for is not done."""

import numpy as np
import pytest
from pydantic import ValidationError

from tests.measures_town import applied, day, entry, town, trips
from twin.domains.mobility.outside.deliveries import expected_stops
from twin.domains.mobility.outside.params import OutsideParams
from twin.interventions import edits
from twin.interventions.e_logistics import by_deliveries
from twin.interventions.integrated_fares import buyers
from twin.state.codes import Mode, Payer, StreetClass

OUTSIDE = OutsideParams()
NOTHING = [
    entry("e_logistics", vans=0, cargo_bikes=0),
    entry("cycle_lanes", length="0 km", street_classes=["minor"]),
    entry("parking_policy"),
    entry("integrated_fares"),
    entry("low_emission_zone", phases=[]),
    entry("pandemic", strength=0.0),
]


@pytest.fixture(scope="module")
def usual():
    """A workday without any measure."""
    return day(town(parking=10.0))


@pytest.mark.parametrize("nothing", NOTHING, ids=lambda each: each.measure)
def test_nothing_asked_for_is_nothing_done(nothing):
    world = town(parking=10.0)
    assert edits(world, [nothing]) == []
    assert world.edited == {}


# deliveries


def test_cargo_bicycles_take_stops_from_vans_and_trucks(usual):
    world = town(parking=10.0)
    found = applied(world, entry("e_logistics", vans=0, cargo_bikes=2))
    after = day(world)
    freight = [each.streets["van_flow"].sum() + each.streets["truck_flow"].sum() for each in (usual, after)]
    assert 0.0 < freight[1] < freight[0]
    assert np.array_equal(usual.diary.activity, after.diary.activity)  # nobody plans another day for it
    assert sum(edit.total_cost for edit in found) == pytest.approx(12_000.0)


def test_vehicles_go_by_deliveries_and_no_more_than_these_keep_busy():
    world = town()
    found = {e.column: e for e in applied(world, entry("e_logistics", vans=1, cargo_bikes=1_000, where={"zones": "0"}))}
    buildings = world.table("buildings")
    stops = expected_stops(buildings, OUTSIDE)[buildings["zone"] == 0].sum()
    assert found["cargo_bikes"].new.sum() == pytest.approx(stops / OUTSIDE.cargo_bike_stops)
    assert "1000 asked for, clipped to" in found["cargo_bikes"].note
    assert world.table("zones")["electric_vans"].tolist() == [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    assert {edit.payer for edit in found.values()} == {Payer.BUSINESSES}


def test_what_is_shared_out_adds_up_to_what_is_asked_for():
    here, clipped = by_deliveries(3.0, np.array([1.0, 0.0, 9.0]))
    assert here.tolist() == pytest.approx([0.3, 0.0, 2.7])
    assert not clipped
    here, clipped = by_deliveries(30.0, np.array([1.0, 0.0, 9.0]))
    assert here.tolist() == [1.0, 0.0, 9.0]
    assert clipped


def test_an_address_means_the_zone_that_it_lies_in():
    world = town()
    applied(world, entry("e_logistics", vans=1, cargo_bikes=0, where={"at": [[4.4, 0.0]]}))  # west of everything
    assert world.table("zones")["electric_vans"].tolist() == [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]


# cycle tracks


def test_tracks_draw_people_to_the_bicycle(usual):
    world = town(parking=10.0)
    applied(world, entry("cycle_lanes", length="900 km", street_classes=["minor"]))
    assert (world.table("bike_links")["track"] == 2).all()
    after = day(world)
    assert trips(after, Mode.BICYCLE) > trips(usual, Mode.BICYCLE)
    assert trips(after) == trips(usual)


def test_streets_count_once_and_more_than_there_is_is_clipped_and_told():
    world = town()
    links = world.table("car_links")
    whole = links["length"].sum() / 2000.0  # both directions
    found = edits(world, [entry("cycle_lanes", length="900 km", street_classes=["minor"], cost_per_km="100 EUR")])
    assert f"900 km asked for, clipped to the {whole:.2f} km" in found[0].note
    assert found[0].total_cost == pytest.approx(100.0 * whole)
    some = edits(world, [entry("cycle_lanes", length="3 km", street_classes=["minor"], choice="lot")])
    assert links["length"][some[0].rows].sum() / 2000.0 == pytest.approx(3.0, abs=0.075)
    names = links["source_id"]
    assert np.isin(names, names[some[0].rows]).sum() == some[0].rows.size  # both directions of each


def test_streets_that_touch_a_track_come_first():
    world = town()
    bikes = world.table("bike_links")
    bikes["track"][bikes["source_id"] == "0-1"] = 2
    found = edits(world, [entry("cycle_lanes", length="450 m", street_classes=["minor"])])
    names = set(world.table("car_links")["source_id"][found[0].rows])
    assert "0-1" not in names
    assert names == {"0-6", "1-7", "1-2"}


def test_a_track_takes_a_lane_or_the_parking_and_leaves_the_only_lane():
    world = town(parking=10.0)
    links = world.table("car_links")
    links["lanes"][::2] = 3.0
    capacity, many = links["capacity"].copy(), links["lanes"] == 3.0
    applied(world, entry("cycle_lanes", length="900 km", street_classes=["minor"], takes="lane", kind="lane"))
    assert links["capacity"][many] == pytest.approx(capacity[many] * 2 / 3)
    assert np.array_equal(links["capacity"][~many], capacity[~many])
    assert not links["cycle_track"].any()
    assert (world.table("bike_links")["track"] == 1).all()
    world = town(parking=10.0)
    applied(world, entry("cycle_lanes", length="900 km", street_classes=["minor"], takes="parking"))
    assert not world.table("car_links")["parking"].any()


def test_only_streets_of_the_classes_get_tracks():
    world = town()
    world.table("car_links")["street_class"][:40] = StreetClass.SECONDARY
    found = edits(world, [entry("cycle_lanes", length="900 km")])
    assert set(found[0].rows.tolist()) <= set(range(40))


# parking


def test_who_pays_for_parking_drives_less(usual):
    world = town(parking=10.0)
    applied(world, entry("parking_policy", fee="8 EUR/h", paid_share="100 %"))
    after = day(world)
    assert trips(after, Mode.CAR) < trips(usual, Mode.CAR)
    assert trips(after) == trips(usual)


def test_shares_and_fee_hold_along_the_streets_of_the_place_and_are_paid_once():
    world = town(parking=10.0)
    links = world.table("car_links")
    before = links["parking_fee"].copy()
    found = applied(world, entry("parking_policy", fee="2 EUR/h", residents_share="50 %", where={"zones": ["1"]}))
    here = links["zone"] == 1
    assert links["parking_fee"][here] == pytest.approx(np.full(here.sum(), 2.0 * 0.455))
    assert np.array_equal(links["parking_fee"][~here], before[~here])
    assert set(links["parking_residents"][here]) == {0.5}
    assert sum(edit.total_cost for edit in found) == pytest.approx(50.0 * links["parking"][here].sum())


def test_places_go_by_whole_streets_and_no_more_than_there_are():
    world = town(parking=10.0)
    found = applied(world, entry("parking_policy", removed=95))
    assert (world.table("car_links")["parking"] == 0.0).sum() in (9, 10)
    assert found[-1].total_cost == pytest.approx(1_500.0 * 10 * found[-1].rows.size)
    found = edits(town(parking=10.0), [entry("parking_policy", removed=1e6)])
    assert "1e+06 asked for, clipped to the" in found[-1].note


# fares


def test_dearer_tickets_move_those_without_a_season_ticket_alone(usual):
    world = town(parking=10.0)
    applied(world, entry("integrated_fares", fare="6 EUR"))
    after = day(world)
    assert trips(after, Mode.TRANSIT, Mode.BIKE_TRANSIT) < trips(usual, Mode.TRANSIT, Mode.BIKE_TRANSIT)
    holds = world.table("citizens")["transit_pass"]
    changed = (usual.diary.mode != after.diary.mode).any(axis=1)
    assert changed[~holds].mean() > 3.0 * changed[holds].mean()


def test_season_tickets_reach_the_share_and_are_paid_by_those_who_are_told():
    world = town()
    citizens = world.table("citizens")
    before = citizens["transit_pass"].copy()
    found = applied(world, entry("integrated_fares", season_share="80 %", city_share="25 %", shared_bikes="included"))
    asked = citizens["age"] >= 11
    assert citizens["transit_pass"][asked].mean() == pytest.approx(0.8, abs=1e-3)
    assert citizens["transit_pass"][before].all()
    more = (citizens["transit_pass"] & ~before).sum()
    paid = {payer: sum(e.total_cost for e in found if e.payer == payer) for payer in (Payer.HOUSEHOLDS, Payer.CITY)}
    assert paid == pytest.approx({Payer.HOUSEHOLDS: 0.75 * 330.0 * more, Payer.CITY: 0.25 * 330.0 * more})
    adult = citizens["transit_pass"] & (citizens["age"] >= 16)
    assert citizens["member"][adult].all()
    assert citizens["bikes_included"].sum() == adult.sum()


def test_nobody_gives_a_season_ticket_back():
    world = town()
    everybody = np.arange(len(world.table("citizens")))
    assert buyers(world, everybody, 0.01).size == 0


def test_more_season_tickets_are_the_same_people_and_some_more():
    world = town()
    everybody = np.arange(len(world.table("citizens")))
    assert set(buyers(world, everybody, 0.7)) < set(buyers(world, everybody, 0.9))


@pytest.mark.parametrize(
    ("measure", "levers"),
    [
        ("e_logistics", {"vans": -1}),
        ("cycle_lanes", {"length": "3 kg"}),
        ("cycle_lanes", {"length": "3 km", "kind": "bridge"}),
        ("parking_policy", {"residents_share": "120 %"}),
        ("integrated_fares", {"fare": 2}),
        ("low_emission_zone", {"phases": [{"since": "2019-02-25", "petrol": 9, "diesel": 4}]}),
        ("new_metro", {"sections": [{"since": "2022-11-26", "to": "Corvetto"}]}),
        ("pandemic", {"years": [{"year": 2020, "work": [1.0], "other": [1.0]}]}),
        ("car_renewal", {"path": []}),
    ],
)
def test_levers_that_make_no_sense_are_refused(measure, levers):
    with pytest.raises(ValidationError):
        entry(measure, **levers)
