"""Does each part of a retrofit do its own work and cost its own price?"""

from datetime import date

import numpy as np
import pytest

from tests.little_street import street_world
from twin.domains.energy import Params as EnergyParams
from twin.interventions import Entry, Where, catalogue, edits
from twin.interventions.condominium_retrofit import STANDARD, changes
from twin.interventions.refurbishment import PRICES
from twin.interventions.retrofit_cost import by_part, cost
from twin.state.codes import Control, Fuel, Generator, Payer
from twin.state.edits import apply

NOTHING = {"walls": False, "roof": False, "floor": False, "windows": False}


def levers(**more):
    return catalogue["condominium_retrofit"].levers.model_validate({"quantity": "100 %", **more})


def done(world, **more):
    entry = Entry(
        measure="condominium_retrofit",
        levers=levers(**more),
        where=Where(zones="all"),
        date=date(2018, 1, 1),
        source="x",
    )
    found = edits(world, [entry])
    apply(world, found)
    return found, np.unique(np.concatenate([each.rows for each in found]))


@pytest.mark.parametrize(
    ("part", "columns"),
    [
        ("walls", {"u_wall", "thermal_bridges"}),
        ("roof", {"u_roof"}),
        ("floor", {"u_floor"}),
        ("windows", {"u_window", "g_window", "infiltration"}),
        ("window_boxes", {"infiltration"}),
        ("valves", {"valves"}),
        ("cost_allocation", {"cost_allocation"}),
    ],
)
def test_each_part_sets_its_own_columns(part, columns):
    world = street_world()
    assert set(changes(world, np.array([0, 1]), levers(**{**NOTHING, part: True}))) == columns


def test_window_boxes_take_half_of_the_leaks_that_new_windows_would():
    world = street_world()
    buildings = world.table("buildings")
    rows = np.flatnonzero(buildings["infiltration"] > 0.2)
    values = changes(world, rows, levers(**NOTHING, window_boxes=True))["infiltration"][1]
    level = np.array([STANDARD[epoch].infiltration for epoch in buildings["epoch"][rows]])
    assert values == pytest.approx(0.5 * (buildings["infiltration"][rows] + np.minimum(level, 9)))


def test_a_condensing_boiler_replaces_boilers_only():
    world = street_world()
    fuel = world.table("buildings")["heating_fuel"]
    fuel[:] = np.arange(fuel.size) % 4
    _, rows = done(world, **NOTHING, generator="condensing_gas")
    b = world.table("buildings")
    boilers = rows[np.isin(np.arange(fuel.size)[rows] % 4, (0, 1))]
    assert set(b["heating_fuel"][boilers]) == {Fuel.GAS}
    assert set(b["generator"][boilers]) == {Generator.CONDENSING_BOILER}
    assert b["heating_efficiency"][boilers] == pytest.approx(max(EnergyParams().boiler_efficiency))
    others = np.setdiff1d(rows, boilers)
    assert others.size
    assert not np.isin(b["generator"][others], (Generator.CONDENSING_BOILER,)).any()


def test_control_is_never_made_worse_and_photovoltaics_add_up():
    world = street_world()
    b = world.table("buildings")
    b["control"][:] = np.arange(len(b)) % 4
    was = b["control"].copy()
    b["pv_peak"][:] = 1000.0
    _, rows = done(world, **NOTHING, control="good", pv_per_flat="0.5 kW/flat")
    assert np.array_equal(b["control"][rows], np.maximum(was[rows], Control.GOOD))
    assert b["pv_peak"][rows] == pytest.approx(1000.0 + 500.0 * b["flats"][rows])


def test_cost_by_parts_is_the_sum_of_prices_times_amounts():
    world = street_world()
    b = world.table("buildings")
    rows, none = np.array([0, 3]), np.zeros(2, dtype=bool)
    chosen = levers(cost_by="parts", valves=True, pv_per_flat="1 kW/flat")
    parts = by_part(b, rows, none, chosen)
    facade = b["facade"][rows].sum(axis=1)
    assert parts["walls"] == pytest.approx(PRICES["walls"].value * facade * (1.0 - b["window_share"][rows]))
    assert parts["photovoltaics"] == pytest.approx(PRICES["photovoltaics"].value * b["flats"][rows])
    assert parts["generator"] == pytest.approx([0.0, 0.0])
    assert cost(b, rows, none, chosen) == pytest.approx(sum(parts.values()))
    found, _ = done(world, cost_by="parts", state_share="50 %")
    by = {payer: sum(each.total_cost for each in found if each.payer == payer) for payer in Payer}
    assert by[Payer.HOUSEHOLDS] == pytest.approx(by[Payer.STATE])
    assert by[Payer.STATE] > 0.0


def test_every_price_says_where_it_stands():
    for name, price in PRICES.items():
        assert price.value > 0.0, name
        assert price.source
        assert price.status in ("published", "derived", "assumed")
