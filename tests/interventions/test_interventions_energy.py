"""What energy management and energy community do to a street, and what they never do."""

from datetime import date

import numpy as np
import pytest

from tests.little_street import street_world
from twin.interventions import Entry, Where, catalogue, edits
from twin.state.codes import Control, Fuel, Payer, Use
from twin.state.edits import apply

DAY = date(2018, 5, 1)


def entry(measure, day=DAY, zones="all", **levers):
    model = catalogue[measure].levers.model_validate(levers)
    return Entry(measure=measure, levers=model, where=Where(zones=zones), date=day, source="test")


def street():
    world = street_world()
    homes = world.table("buildings")
    homes["heating_fuel"][:] = Fuel.GAS
    homes["control"][:] = np.arange(len(homes)) % 3
    return world, homes


def test_management_takes_the_poorest_control_first_and_bills_its_cost():
    world, homes = street()
    before = homes["control"].copy()
    made = edits(world, [entry("energy_management", quantity="50 %", least_flats="1 flat")])
    apply(world, made)
    chosen = homes["control"] == Control.MANAGED
    assert 0 < chosen.sum() < len(homes)
    left = (homes["use"] == Use.RESIDENTIAL) & (homes["thermal"] == 0) & ~chosen
    assert before[chosen].max() <= before[left].min() + 1
    cost = sum(float(np.sum(edit.cost)) for edit in made)
    assert cost == pytest.approx(4000.0 * chosen.sum() + 150.0 * homes["flats"][chosen].sum())
    assert {edit.payer for edit in made} == {Payer.HOUSEHOLDS}
    assert np.array_equal(world.before["buildings", "control"], before)


def test_management_of_all_uses_reaches_shops_and_leaves_what_has_no_heating():
    world, homes = street()
    homes["heating_fuel"][0] = Fuel.NONE
    apply(world, edits(world, [entry("energy_management", quantity="100 %", uses="all", least_flats="1 flat")]))
    assert homes["control"][0] != Control.MANAGED
    heated = (homes["thermal"] == 0) & (homes["heating_fuel"] != Fuel.NONE) & (homes["floor_area"] > 0.0)
    homes_left = (homes["use"] == Use.RESIDENTIAL) & (homes["flats"] < 1.0)
    assert np.all(homes["control"][heated & ~homes_left] == Control.MANAGED)


def test_nothing_asked_for_is_nothing_done():
    world, homes = street()
    for measure in ("energy_management", "energy_community"):
        assert edits(world, [entry(measure, quantity="0 %")]) == []
        assert edits(world, [entry(measure, quantity="50 %", day=date(2100, 1, 1))]) == []
    assert not homes["community"].any()


def test_members_with_photovoltaics_come_first():
    world, homes = street()
    sunny = np.flatnonzero((homes["thermal"] == 0) & (homes["floor_area"] > 0.0))[-2:]
    homes["pv_peak"][sunny] = 5e3
    made = edits(world, [entry("energy_community", quantity="60 %")])
    apply(world, made)
    assert homes["community"][sunny].all()
    assert sum(float(np.sum(edit.cost)) for edit in made) == pytest.approx(10_000.0)
