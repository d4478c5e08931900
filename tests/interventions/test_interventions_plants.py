"""What connections to district heating do to a street, who pays, and what they never do."""

from datetime import date

import numpy as np
import pytest

from tests.little_street import street_world
from twin.domains import energy
from twin.domains.energy.plants import fitting
from twin.domains.energy.plants.equip import design_factor, design_load, equip, rated_efficiency
from twin.domains.energy.zone import stock
from twin.interventions import Entry, Where, catalogue, edits
from twin.interventions.limits import minds
from twin.state.codes import Fuel, Generator, Payer, Thermal, Use
from twin.state.edits import apply

PARAMS = energy.Params()
DAY = date(2018, 5, 1)


def entry(measure="district_heating", day=DAY, zones="all", **levers):
    model = catalogue[measure].levers.model_validate(levers)
    return Entry(measure=measure, levers=model, where=Where(zones=zones), date=day, source="test")


def street(**some):
    world = street_world(**some)
    stock.initialise(world, PARAMS)
    equip(world, PARAMS)
    return world


def test_boilers_alone_become_substations_that_can_run():
    world = street()
    homes = world.table("buildings")
    before = homes.copy()
    found = edits(world, [entry(quantity="100 %", least_load="0 kW")])
    apply(world, found)
    rows = found[0].rows
    burning = np.isin(before["generator"], (Generator.BOILER, Generator.CONDENSING_BOILER))
    assert np.array_equal(rows, np.flatnonzero(burning & (before["thermal"] == Thermal.HEATED)))
    assert set(homes["generator"][rows]) == {Generator.SUBSTATION}
    assert set(homes["heating_fuel"][rows]) == {Fuel.DISTRICT_HEAT}
    assert set(homes["heating_efficiency"][rows]) == {PARAMS.substation_efficiency}
    assert (homes["generator_power"][rows] > design_load(homes, PARAMS)[rows]).all()
    rest = np.setdiff1d(np.arange(len(homes)), rows)
    for path in catalogue["district_heating"].touches:
        column = path.partition(".")[2]
        assert np.array_equal(homes[column][rest], before[column][rest])
    assert not list(fitting._without_source(homes, rows))
    assert not list(fitting._without_size(homes, rows))


def test_the_densest_come_first_and_small_ones_are_left_out():
    world = street()
    homes = world.table("buildings")
    load = design_load(homes, PARAMS)
    limit = float(np.median(load[load > 0.0]))
    every = edits(world, [entry(quantity="100 %", least_load=f"{limit} W")])[0].rows
    assert load[every].min() >= limit
    some = edits(world, [entry(quantity="40 %", least_load=f"{limit} W")])[0].rows
    dense = (load + energy.plants.equip.mean_water_need(homes, PARAMS)) / homes["footprint"]
    assert 0 < some.size < every.size
    assert dense[some].min() >= dense[np.setdiff1d(every, some)].max()


def test_operator_people_and_state_pay_their_parts_once():
    world = street()
    found = edits(world, [entry(quantity="100 %", least_load="0 kW", state_share="25 %")])
    paid = {payer: sum(each.total_cost for each in found if each.payer == payer) for payer in Payer}
    rows, power = found[0].rows, next(each.new for each in found if each.column == "generator_power") / 1e3
    home = world.table("buildings")["use"][rows] == Use.RESIDENTIAL
    assert paid[Payer.OPERATORS] == pytest.approx(400.0 * power.sum())
    assert paid[Payer.HOUSEHOLDS] == pytest.approx(0.75 * 150.0 * power[home].sum())
    assert paid[Payer.BUSINESSES] == pytest.approx(0.75 * 150.0 * power[~home].sum())
    assert paid[Payer.STATE] == pytest.approx(0.25 * 150.0 * power.sum())


def test_nothing_asked_for_is_nothing_done_and_too_much_is_told():
    world = street()
    assert edits(world, [entry(quantity="0 %")]) == []
    assert edits(world, [entry(quantity="50 %", day=date(2021, 1, 1))]) == []
    assert "clipped to the" in edits(world, [entry(quantity="1e7 m2")])[0].note
    none = edits(world, [entry(quantity="50 %", least_load="1e6 kW")])
    assert [each.rows.size for each in none] == [0]
    assert none[0].note


@pytest.mark.parametrize("first", ["heat_pump", "district_heating"])
def test_of_two_plants_for_one_building_the_earlier_one_is_done_and_paid(first):
    world = street()
    early, late = date(2017, 1, 1), date(2017, 7, 1)
    pumps = entry("heat_pump", heat_source="air", quantity="50 %", day=early if first == "heat_pump" else late)
    pipes = entry(quantity="70 %", least_load="0 kW", day=late if first == "heat_pump" else early)
    alone = {each.measure: edits(world, [each]) for each in (pumps, pipes)}
    both = edits(world, [pumps, pipes])
    rows = {name: some[0].rows for name, some in alone.items()}
    clash = np.intersect1d(rows["heat_pump"], rows["district_heating"])
    (second,) = set(rows) - {first}
    assert clash.size
    for name, some in alone.items():
        mine = [each for each in both if each.measure == name]
        kept = rows[name] if name == first else np.setdiff1d(rows[name], clash)
        assert [each.column for each in mine] == [each.column for each in some]
        for each, before in zip(mine, some, strict=True):
            stays = np.isin(before.rows, kept)
            assert each.rows.tolist() == kept.tolist()
            assert each.total_cost == pytest.approx(before.cost[stays].sum() if before.cost.size else 0.0)
    sentence = f"{clash.size} buildings have their plant from another measure already; left out"
    assert [each.measure for each in both if sentence in each.note] == [second]
    assert [mind.en for mind in minds(sentence)] == [sentence]
    assert "impianto" in minds(sentence)[0].it
    assert sum(sentence in each.note for found in alone.values() for each in found) == 0
    apply(world, both)
    plant = {"heat_pump": Generator.AIR_HEAT_PUMP, "district_heating": Generator.SUBSTATION}[first]
    assert set(world.table("buildings")["generator"][clash]) == {plant}


def test_of_a_retrofit_with_a_boiler_the_rest_is_done_where_a_heat_pump_came_first():
    world = street()
    pumps = entry("heat_pump", heat_source="air", quantity="100 %", day=date(2017, 1, 1))
    works = entry("condominium_retrofit", quantity="100 %", generator="condensing_gas", least_flats="1 flat")
    alone, both = (
        edits(world, [works]),
        [each for each in edits(world, [pumps, works]) if each.measure == works.measure],
    )
    served = edits(world, [pumps])[0].rows
    for before, each in zip(alone, both, strict=True):
        plant = each.column in ("generator", "heating_fuel", "heating_efficiency")
        kept = np.setdiff1d(before.rows, served) if plant else before.rows
        assert each.rows.tolist() == kept.tolist()
    assert sum(each.total_cost for each in both) == sum(each.total_cost for each in alone) > 0.0
    before = world.table("buildings")["u_wall"].copy()
    apply(world, edits(world, [pumps, works]))
    assert (world.table("buildings")["u_wall"] < before).any()


@pytest.mark.parametrize(
    ("measure", "levers", "plant"),
    [
        ("district_heating", {"least_load": "0 kW"}, Generator.SUBSTATION),
        ("heat_pump", {"heat_source": "air"}, Generator.AIR_HEAT_PUMP),
        ("condominium_retrofit", {"generator": "condensing_gas", "least_flats": "1 flat"}, Generator.CONDENSING_BOILER),
        ("boiler_renewal", {"life": 2}, Generator.CONDENSING_BOILER),
    ],
)
def test_plants_of_measures_are_those_of_the_parameters_in_force(measure, levers, plant):
    """What a scenario or a draw says of plants holds for those that a measure brings, as for those that are there."""
    other = energy.Params(
        boiler_efficiency=(0.80, 0.90), substation_efficiency=0.93, cop_factor=0.7, design_temperature=-9.0
    )
    world = street()
    world.params["energy"] = other
    found = edits(world, [entry(measure, date(2008, 5, 1), quantity="100 %", **levers)])
    new = {
        edit.column: edit for edit in found if edit.rows.size and edit.column.startswith(("heating_e", "generator_p"))
    }
    assert set(new["heating_efficiency"].new) == {rated_efficiency(other)[plant]}
    if "generator_power" in new:
        rows = new["generator_power"].rows
        more = (
            new["generator_power"].new
            - design_load(world.table("buildings"), other)[rows] / design_factor(other)[plant]
        )
        assert (more >= -1e-6).all()
