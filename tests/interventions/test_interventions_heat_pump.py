"""What heat pumps do to a street, where they cannot be, and what they never do."""

from datetime import date

import numpy as np
import pytest

from tests import little_world
from tests.little_street import LAT, LON, street_world
from twin.domains import energy
from twin.domains.energy.plants.equip import design_load, equip
from twin.domains.energy.plants.fitting import check, fit
from twin.interventions import Entry, Where, catalogue, edits, heat_pump
from twin.state.codes import Emitter, Fuel, Generator, Payer, Thermal
from twin.state.edits import apply

DAY = date(2018, 5, 1)
PARAMS = energy.Params()
COLUMNS = ("generator", "heating_fuel", "heating_efficiency", "generator_power", "source_flow", "tank_size")


def street(**more):
    world = street_world(**more)
    world.tables["forcing"] = little_world.forcing(world.clock)
    equip(world, PARAMS)
    return world


def entry(source="groundwater", quantity="50 %", zones="all", day=DAY, **levers):
    model = catalogue["heat_pump"].levers.model_validate({"heat_source": source, "quantity": quantity} | levers)
    return Entry(measure="heat_pump", levers=model, where=Where(zones=zones), date=day, source="test")


@pytest.fixture
def water_beside(monkeypatch):
    """The treated water runs along the first buildings of the street."""
    monkeypatch.setattr(heat_pump, "TREATED_WATER", (((LON, LAT), (LON, LAT + 0.001)),))


@pytest.mark.parametrize("source", ["groundwater", "air"])
def test_chosen_buildings_get_a_machine_that_can_run_and_carries_its_share_of_the_coldest_day(source):
    world = street()
    before = {name: world.table("buildings")[name].copy() for name in COLUMNS}
    found = edits(world, [entry(source, "100 %")])
    for name in COLUMNS:  # deciding is not applying
        assert np.array_equal(before[name], world.table("buildings")[name])
    apply(world, found)
    check(world, set())
    homes, rows = world.table("buildings"), found[0].rows
    assert rows.size > 10
    assert (homes["thermal"][rows] == Thermal.HEATED).all()
    assert (homes["heating_fuel"][rows] == Fuel.ELECTRICITY).all()
    assert (homes["generator"][rows] == heat_pump.GENERATOR[source]).all()
    assert (homes["tank_size"][rows] > 0.0).all()
    assert ((homes["source_flow"][rows] > 0.0) == (source == "groundwater")).all()
    load = design_load(homes, PARAMS)[rows]
    fitted = fit(homes, PARAMS)
    here = np.isin(fitted.row, rows)
    t_source, rated = (-5.0, 7.0) if source == "air" else (15.0, 10.0)
    coldest = fitted.power[here] * (
        1.0 + fitted.by_source[here] * (t_source - rated) + fitted.by_supply[here] * (50.0 - 35.0)
    )
    np.testing.assert_allclose(coldest, load)
    rest = np.setdiff1d(np.arange(len(homes)), rows)
    for name in COLUMNS:
        assert np.array_equal(homes[name][rest], before[name][rest])


def test_the_treated_water_serves_only_what_lies_near(water_beside):
    world = street()
    near = edits(world, [entry("canal", "100 %", reach="200 m")])[0]
    far = edits(world, [entry("canal", "100 %", reach="100 km")])[0]
    x = world.table("buildings")["x"]
    assert 0 < near.rows.size < far.rows.size
    assert x[near.rows].max() - x.min() <= 200.0
    assert "more than 200 m from the treated water; left out" in near.note


def test_nothing_in_reach_still_says_why():
    found = edits(street(), [entry("canal", "100 %", reach="1 m")])
    assert sum(each.rows.size for each in found) == 0
    assert "left out" in found[0].note


def test_the_least_leaky_come_first_and_leaky_ones_can_be_left_out():
    world = street()
    homes = world.table("buildings")
    per_area = design_load(homes, PARAMS) / homes["floor_area"]
    some = edits(world, [entry(quantity="30 %")])[0].rows
    every = edits(world, [entry(quantity="100 %")])[0].rows
    assert per_area[some].max() <= per_area[np.setdiff1d(every, some)].min()
    limit = float(np.median(per_area[every]))
    kept = edits(world, [entry(quantity="100 %", most_load=f"{limit} W/m2")])[0].rows
    assert 0 < kept.size < every.size
    assert (per_area[kept] <= limit).all()


def test_cost_is_shared_between_people_and_state_and_wells_cost_extra():
    def cost(**more):
        paid = edits(street(), [entry(quantity="100 %", **more)])
        return {who: sum(each.total_cost for each in paid if each.payer == who) for who in Payer}

    water, air = cost(source="groundwater"), cost(source="air")
    assert water[Payer.STATE] == pytest.approx(0.65 / 0.35 * water[Payer.HOUSEHOLDS])
    free = cost(source="groundwater", cost_source="0 EUR/kW")
    assert free[Payer.STATE] < water[Payer.STATE]
    assert air[Payer.STATE] > 0.0
    coils = cost(source="groundwater", emitters="fan_coils")
    assert coils[Payer.STATE] > water[Payer.STATE]


def test_fan_coils_take_the_place_of_radiators_only_if_asked():
    for emitters, expected in (("keep", False), ("fan_coils", True)):
        world = street()
        found = edits(world, [entry(quantity="100 %", emitters=emitters)])
        apply(world, found)
        homes, rows = world.table("buildings"), found[0].rows
        assert (homes["emitter"][rows] == Emitter.FAN_COIL).all() == expected


def test_a_source_asked_for_too_much_is_told():
    world = street(n=600)
    note = edits(world, [entry(quantity="100 %", size="1.5")])[0].note
    assert "m3/s of water at full load" in note
    assert "shared out in proportion" in note


def test_the_first_chosen_stay_chosen_when_the_street_grows_by_lot():
    few = edits(street(n=24), [entry(quantity="100 %", choice="lot")])[0].rows
    many = edits(street(n=25), [entry(quantity="100 %", choice="lot")])[0].rows
    assert set(few) <= set(many)
    assert Generator.AIR_HEAT_PUMP not in street().table("buildings")["generator"][few]
