"""Addresses, what measures bring along, and the three measures of movement."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from shapely import Point

from tests.grid_district import grid_world
from tests.little_street import LAT, LON, X, street_world
from twin.core.errors import InputError
from twin.domains import energy
from twin.interventions import Entry, Levers, Where, additions, catalogue, edits
from twin.interventions.e_cars import find
from twin.interventions.where import project
from twin.population import Params, close_places
from twin.scenario import describe_difference, dumps, load, loads
from twin.state.additions import Addition, add, rows_of
from twin.state.codes import Engine, Payer, PlaceKind, VehicleKind
from twin.state.edits import apply

DAY = date(2018, 12, 13)
EAST = 40.0 / 78_300.0  # degrees of longitude in the 40 m between two buildings, nearly


def entry(measure, day=DAY, where=None, **levers):
    return Entry(
        measure=measure,
        levers=catalogue[measure].levers.model_validate(levers),
        where=Where.model_validate(where or {}),
        date=day,
        source="test",
    )


def at(k, **more):
    return {"at": [LON + EAST * k, LAT], **more}


def applied(entries, **street):
    world = street_world(**street)
    add(world, additions(world, entries))
    apply(world, edits(world, entries))
    return world


STATION = {"name": "Piazza", "at": [LON, LAT]}


@pytest.mark.parametrize(
    "given_",
    [
        {"at": [LON, LAT]},
        {"at": [[LON, LAT]], "within": "60 m"},
        {"address": "Via Verro 78", "at": [LON, LAT]},
        {"at": [{"address": "Via Verro 78", "at": [LON, LAT]}], "within": 60.0},
    ],
)
def test_addresses_are_written_in_several_ways_and_mean_one_thing(given_):
    where = Where.model_validate(given_)
    assert where.canonical() == {"at": [[LON, LAT]], "within": 60.0}
    assert Where.model_validate(where.texts()) == where
    assert not where.everywhere
    assert "Verro" in where.words() or f"{LON:.4f}" in where.words()


@pytest.mark.parametrize(
    "bad",
    [
        {"at": []},
        {"at": "Via Verro"},
        {"at": [[200.0, 45.0]]},
        {"at": [LON, LAT], "zones": ["27"]},
        {"within": "5 m"},
        {"at": [LON, LAT], "within": "5 kg"},
        {"at": [LON, LAT], "within": "-5 m"},
        {"address": "Via Verro 78"},
    ],
)
def test_malformed_places_are_one_error(bad):
    with pytest.raises(ValidationError):
        Where.model_validate(bad)


def test_an_address_is_the_nearest_condominium_and_what_lies_outside_is_told():
    world = street_world()
    one = entry("condominium_retrofit", where=at(7, address="Via Prova 7"), quantity="100 %")
    found = edits(world, [one])
    assert found[0].rows.tolist() == [7]
    world.table("buildings")["zone"][7] = -1
    found = edits(world, [one])
    assert all(edit.rows.size == 0 for edit in found)
    assert sum(edit.total_cost for edit in found) == 0.0
    assert "Via Prova 7: outside the district's zones; left out of its totals" in found[0].note
    assert apply(world, found)[0].old.size == 0
    far = entry("condominium_retrofit", where={"at": [LON, LAT + 0.1]}, quantity="100 %")
    assert "within 60 m; left out" in edits(world, [far])[0].note


def test_two_addresses_of_one_building_in_two_entries_pay_it_once():
    entries = [entry("condominium_retrofit", where=at(k), quantity="100 %") for k in (7, 7.1)]
    with pytest.raises(InputError, match="another entry chooses too"):
        edits(street_world(), entries)


def test_a_sum_for_the_whole_work_is_shared_out_by_flats():
    found = edits(street_world(), [entry("condominium_retrofit", quantity="100 %", cost_total="300 k€")])
    assert sum(edit.total_cost for edit in found) == pytest.approx(300e3)
    flats = street_world().table("buildings")["flats"][found[0].rows]
    assert np.allclose(found[0].cost / flats, found[0].cost[0] / flats[0])


def test_lamps_near_an_address():
    world = street_world()
    lamps = world.table("lampposts")
    lamps["x"][:], lamps["y"][:] = project(world, (LON, LAT))
    lamps["x"][10:] += 1e3
    levers = {"dim_level": "60 %", "from": "23:00", "to": "05:00"}
    rows = edits(world, [entry("lamppost_dimming", where=at(0, within="30 m"), **levers)])[0].rows
    assert set(rows) == {row for row in range(10) if lamps["zone"][row] >= 0}


def test_additions_stand_at_the_end_closed_until_their_date():
    before, world = street_world(), street_world()
    entries = [entry("shared_ebikes", date(2019, 3, 1), stations=[STATION]), entry("charging_points", quantity=1)]
    add(world, additions(world, entries))
    n = len(before.table("places"))
    for name, values in before.table("places").data.items():
        assert np.array_equal(world.table("places")[name][:n], values)
    assert np.all(world.table("places")["capacity"][n:] == 0.0)
    found = edits(world, entries)
    ticks = {edit.measure: edit.tick for edit in found}
    assert ticks == {"shared_ebikes": 59 * 24, "charging_points": 0}
    apply(world, found)
    assert np.all(world.table("places")["capacity"][n:] > 0.0)
    late = [entry("shared_ebikes", date(2020, 3, 1), stations=[STATION])]
    assert additions(street_world(), late) == []
    assert edits(street_world(), late) == []


def test_uids_come_from_names_and_other_entries_change_none():
    other = entry("charging_points", sites=[{"name": "Via", "at": [LON, LAT]}])
    for entries in ([entry("shared_ebikes", stations=[STATION])], [other, entry("shared_ebikes", stations=[STATION])]):
        world = applied(entries)
        row = rows_of(world.table("places"), ["measure/shared_ebikes/Piazza"])[0]
        assert world.table("places")["name"][row] == "Piazza"
        assert world.table("places")["bikes"][row] == 20.0
        assert world.table("places")["capacity"][row] == 30.0
    assert rows_of(world.table("places"), ["nothing"])[0] == -1


def test_the_order_of_entries_never_matters():
    entries = [
        entry("shared_ebikes", stations=[STATION]),
        entry("charging_points", quantity=2),
        entry("e_cars", quantity="20 %"),
        entry("condominium_retrofit", quantity="30 %"),
    ]
    one, two = applied(entries), applied(entries[::-1])
    for name, table in one.tables.items():
        for column, values in table.data.items():
            assert np.array_equal(values, two.tables[name][column], equal_nan=values.dtype.kind == "f")


def test_the_same_thing_twice_is_an_error_with_both_entries():
    twice = [entry("shared_ebikes", day, stations=[STATION]) for day in (DAY, date(2017, 1, 1))]
    with pytest.raises(InputError, match="brings along 'Piazza' as another entry does"):
        additions(street_world(), twice)
    cars = [entry("e_cars", quantity="100 %"), entry("e_cars", quantity="1 car", where={"zones": ["27"]})]
    with pytest.raises(InputError, match="another entry chooses too"):
        edits(street_world(), cars)


def test_tables_with_shapes_do_not_grow():
    world = street_world()
    world.district.geometry["lampposts"] = np.empty(0, dtype=object)
    with pytest.raises(ValueError, match="have shapes"):
        add(world, [Addition("m", "lampposts", ("a",))])
    with pytest.raises(ValueError, match="already"):
        add(world, [Addition("m", "places", ("a",)), Addition("n", "places", ("a",))])


def test_what_comes_with_its_shape_is_drawn_in_its_run_alone():
    world, other = street_world(), street_world()
    lamps = np.array([Point(0.0, 0.0)] * len(world.table("lampposts")), dtype=object)
    world.district.geometry["lampposts"] = other.district.geometry["lampposts"] = lamps
    shared = world.district
    add(world, [Addition("m", "lampposts", ("a",), shapes=np.array([Point(1.0, 2.0)], dtype=object))])
    assert len(world.district.geometry["lampposts"]) == len(world.table("lampposts")) == lamps.size + 1
    assert world.district.geometry["lampposts"][-1] == Point(1.0, 2.0)
    assert len(shared.geometry["lampposts"]) == lamps.size


@given(count=st.integers(0, 8))
@settings(max_examples=9, deadline=None)
def test_stations_by_quantity_stand_where_most_are_missed(count):
    entries = [entry("shared_ebikes", quantity=count)]
    world = applied(entries)
    docks = np.flatnonzero(world.table("places")["kind"] == PlaceKind.BIKE_DOCK)
    assert docks.size <= count
    x = np.sort(world.table("places")["x"][docks])
    assert docks.size <= 1 or np.diff(x).min() > 0.0
    if count:
        # 24 buildings over 920 m: no stop reaches more than the 15 buildings within 300 m on both sides.
        first = world.table("places")["x"][docks[0]] - X
        assert 200.0 <= first <= 720.0
    if count >= 4:
        served = np.abs(world.table("buildings")["x"][:, None] - x).min(axis=1) <= 300.0
        assert served.all()


@pytest.mark.parametrize(
    ("measure", "levers", "match"),
    [
        ("shared_ebikes", {"stations": [STATION, STATION]}, "named twice"),
        ("shared_ebikes", {"stations": [STATION], "quantity": 3}, "name the stations or tell how many"),
        ("shared_ebikes", {"quantity": "3 %"}, "no number"),
        ("shared_ebikes", {"stations": [{"name": "Here"}]}, "at"),
        ("charging_points", {"sites": [{"name": "a", "at": [LON, LAT], "plugs": -1}]}, "greater than or equal"),
        ("charging_points", {"power": "43 kW"}, "less than or equal"),
        ("charging_points", {"power": 7}, "no unit"),
        ("e_cars", {"quantity": "120 %"}, "no quantity"),
        ("e_cars", {"quantity": "3 flat"}, "no quantity"),
        ("e_cars", {}, "required"),
    ],
)
def test_malformed_levers_are_told(measure, levers, match):
    with pytest.raises(ValidationError, match=match):
        catalogue[measure].levers.model_validate(levers)


def test_every_number_has_bounds_and_a_slider_that_holds_its_default():
    for measure in catalogue.values():
        for name, info in measure.levers.model_fields.items():
            extra = measure.levers.extra_of(name)
            if extra["unit"] == "-":
                assert "slider" not in extra
                continue
            low, high, step = extra["slider"]
            assert low < high
            assert 0 < step <= high - low
            value = getattr(info.default, "value", info.default)
            if isinstance(value, int | float):
                assert low <= value <= high, (measure.name, name)
            assert info.metadata or "|" in extra["unit"] or name == "quantity"


def test_levers_read_back_from_their_texts():
    for each in (
        entry("shared_ebikes", stations=[STATION | {"bikes": 7.0}], docks_per_bike=1.25),
        entry("charging_points", sites=[STATION | {"fast_plugs": 0}], fast_power="100 kW"),
        entry("e_cars", quantity="2 cars", choice="oldest_first"),
    ):
        levers: Levers = each.levers
        assert type(levers).model_validate(levers.texts()) == levers


def test_points_are_normal_and_fast_and_paid_by_their_operator():
    site = {"name": "Corso", "at": [LON, LAT]}
    world = street_world()
    entries = [entry("charging_points", sites=[site, {"name": "Slow", "at": [LON, LAT + 0.001], "fast_plugs": 0}])]
    add(world, additions(world, entries))
    (edit,) = edits(world, entries)
    assert edit.payer == Payer.OPERATORS
    assert edit.total_cost == 8 * 4000.0 + 2 * 25_000.0
    apply(world, [edit])
    places = world.table("places")
    points = places["kind"] == PlaceKind.CHARGER
    assert sorted(zip(places["capacity"][points], places["power"][points], strict=True)) == [
        (2.0, 50e3), (4.0, 22e3), (4.0, 22e3),
    ]  # fmt: skip


def test_e_cars_replace_cars_that_are_not_electric():
    world = street_world()
    eligible = find(world, Where()).rows
    found = edits(world, [entry("e_cars", quantity="50 %")])
    rows = found[0].rows
    vehicles = world.table("vehicles")
    assert rows.size == round(eligible.size / 2)
    assert np.all(vehicles["kind"][rows] == VehicleKind.CAR)
    assert np.all(vehicles["engine"][rows] != Engine.ELECTRIC)
    assert sum(edit.total_cost for edit in found) == pytest.approx(10_000.0 * rows.size)
    old = edits(world, [entry("e_cars", quantity="5 car", choice="oldest_first")])[0].rows
    assert old.size == 5
    assert vehicles["euro"][old].max() <= np.sort(vehicles["euro"][eligible])[4]
    here = edits(world, [entry("e_cars", quantity="2 car", where=at(7))])[0].rows
    assert set(world.table("households")["home"][vehicles["household"][here]]) == {7}


def test_places_that_open_later_or_belong_to_the_project_are_closed():
    places = grid_world().table("places")
    docks = np.flatnonzero(places["kind"] == PlaceKind.BIKE_DOCK)
    shops = places["kind"] == PlaceKind.SHOP
    places["since"][:] = 2020
    places["source_id"][docks] = "dock/7"
    assert close_places(places, 2020, Params()) == 0
    assert close_places(places, 2019, Params()) == docks.size
    assert np.all(places["capacity"][docks] == 0.0)
    assert np.all(places["capacity"][shops] > 0.0)
    places["capacity"][docks] = 5.0
    assert close_places(places, 2020, Params(places_left_out=("dock/7",))) == docks.size


def test_the_ledger_of_sharing_cities_reads_and_tells_itself():
    folder = Path(__file__).parents[2] / "scenarios"
    ledger, base = load(folder / "delivered_2021.toml"), load(folder / "baseline.toml")
    built = {"condominium_retrofit", "shared_ebikes", "charging_points", "parking_guidance", "car_sharing"}
    assert built <= {each.measure for each in ledger.measures} <= set(catalogue) - {"lamppost_dimming", "heat_pump"}
    levers = {each.measure: each.levers for each in ledger.measures}
    assert levers["parking_guidance"].sensors == 175
    assert len(levers["car_sharing"].sites) * levers["car_sharing"].cars_per_place == 2
    points = [each.levers for each in ledger.measures if each.measure == "charging_points"]
    assert sum(len(each.sites) * (each.plugs + each.fast_plugs) for each in points) == 60
    assert sum(len(getattr(each.levers, "stations", ())) for each in ledger.measures) == 7
    for language in ("en", "it"):
        told = "\n".join(map(str, describe_difference(base, ledger, language)))
        assert all(words in told for words in ("Tito Livio 7", "Gabrio Rosa", "corso Lodi 34"))
        assert all((catalogue[each].label_it if language == "it" else catalogue[each].label) in told for each in built)
    assert loads(dumps(ledger)).canonical() == ledger.canonical()


def test_energy_reads_what_measures_bring():
    world = applied([entry("charging_points", sites=[STATION], fast_plugs=0)])
    energy.charging.equip(world, energy.Params())
    places = world.table("places")
    assert set(places["power"][places["kind"] == PlaceKind.CHARGER]) == {22e3}
