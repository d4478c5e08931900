"""Does every measure of the catalogue run, alone and with all others, and do nothing where nothing is asked for?"""

import math

import numpy as np
import pytest

from tests import catalogue_world
from tests.catalogue_world import entry, run
from twin.interventions import additions, catalogue, edits
from twin.interventions.listing import markdown

NAMES = tuple(catalogue)

BARE = {"environment": "0 %", "wifi": "0 %", "traffic": "0 %", "charger": "0 %", "node_power": "0 W"}
EFFECTS = (
    ("public_retrofit", {}, "buildings.heat_need_year", -1),
    ("district_heating", {}, "buildings.boiler_fuel_year", -1),
    ("smart_lampposts", {"adaptive": False}, "lampposts.energy_year", +1),
    ("smart_lampposts", {"adaptive": True, **BARE}, "lampposts.energy_year", -1),
    ("boiler_renewal", {}, "buildings.boiler_fuel_year", -1),
    ("gas_oil_phase_out", {}, "buildings.boiler_fuel_year", -1),
    ("appliance_renewal", {}, "buildings.electricity_year", -1),
    ("background_retrofit", {}, "buildings.heat_need_year", -1),
)


@pytest.fixture(scope="module")
def plain():
    """The world without any measure."""
    return run()


def books(world):
    return abs(math.fsum(world.table("accounts")["balance"]))


def reached(world, name):
    return sum(applied.edit.rows.size for applied in world.applied if applied.edit.measure == name)


def test_every_measure_has_an_example_and_every_example_a_measure():
    assert set(catalogue_world.examples()) == set(NAMES)


@pytest.mark.parametrize("language", ["en", "it"])
def test_trends_are_listed_apart_from_measures(language):
    measures, trends = (markdown(trend=trend, language=language) for trend in (False, True))
    for name, measure in catalogue.items():
        assert (f"`{name}`" in trends) == measure.trend
        assert (f"`{name}`" in measures) != measure.trend
    assert len({line.count(" | ") for line in (measures + "\n" + trends).splitlines()}) == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_measure_alone_runs_conserves_and_does_something(name, plain):
    one = entry(name)
    assert type(one.levers).model_validate(one.levers.texts()) == one.levers
    world = run(one)
    assert reached(world, name) > 0
    touched = {f"{applied.edit.table}.{applied.edit.column}" for applied in world.applied}
    assert touched <= set(catalogue[name].touches)
    assert {applied.edit.trend for applied in world.applied} == {catalogue[name].trend}
    assert books(world) < 1e-6
    assert [key for key, value in catalogue_world.bits(world).items() if catalogue_world.bits(plain).get(key) != value]
    assert all(np.isfinite(world.table("accounts")["balance"]))


@pytest.mark.parametrize(("name", "levers", "path", "sign"), EFFECTS)
def test_an_effect_has_its_sign_where_the_measure_reaches_and_no_other_building_or_lamp_feels_it(
    name, levers, path, sign, plain
):
    world = run(entry(name, **levers))
    table = path.partition(".")[0]
    change = world.column(path) - plain.column(path)
    assert sign * change.sum() > 0.0
    rows = np.unique(np.concatenate([a.edit.rows for a in world.applied if a.edit.table == table]))
    assert not np.delete(change, rows).any()


@pytest.mark.parametrize("name", NAMES)
def test_a_measure_that_asks_for_nothing_does_nothing(name, plain):
    one = entry(name, zero=True)
    assert edits(plain, [one]) == []
    assert additions(plain, [one]) == []


def test_all_that_ask_for_nothing_leave_every_bit(plain):
    assert catalogue_world.bits(run(*(entry(name, zero=True) for name in NAMES))) == catalogue_world.bits(plain)


def test_all_measures_run_together_in_any_order_and_keep_their_books():
    every = [entry(name) for name in NAMES]
    world = run(*every)
    assert books(world) < 1e-6
    measures = [name for name in NAMES if not catalogue[name].trend]
    assert [name for name in measures if not reached(world, name)] == []
    assert catalogue_world.bits(run(*every[::-1])) == catalogue_world.bits(world)
