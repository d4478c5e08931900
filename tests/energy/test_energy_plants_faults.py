"""Is a plant that cannot run told with its building and a mend, and a figure that nature does not know told as such?"""

import logging

import numpy as np
import pytest

from tests import little_world
from twin.core.errors import InputError
from twin.domains import energy
from twin.domains.energy.plants import kpis
from twin.domains.energy.plants.process import Plant, Supply
from twin.state.codes import Fuel, Generator, Thermal

PARAMS = energy.Params()


def made(**columns):
    world = little_world.world(4)
    energy.initialise(world, PARAMS)
    homes = world.table("buildings")
    homes["source_id"][:] = [f"way/{i}" for i in range(4)]
    for name, values in columns.items():
        homes[name][1] = values
    return world


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (
            {
                "generator": Generator.GROUNDWATER_HEAT_PUMP,
                "heating_fuel": Fuel.ELECTRICITY,
                "heating_efficiency": 4.5,
            },
            "building way/1: its groundwater heat pump has no source: source_flow is 0 m3/s",
        ),
        (
            {"generator": Generator.BOILER, "heating_fuel": Fuel.NONE},
            "building way/1: its boiler has no source: the carrier is none",
        ),
        (
            {"generator": Generator.SUBSTATION, "heating_fuel": Fuel.GAS},
            "building way/1: its substation has no source: the carrier is gas",
        ),
        ({"generator_power": 0.0}, "building way/1: generator_power is 0 W"),
        ({"heating_efficiency": -0.8}, "building way/1: heating_efficiency is -0.8"),
        ({"heating_efficiency": np.nan}, "building way/1: heating_efficiency is nan"),
        ({"emitter_design": 12.0}, "building way/1: emitter_design is 12 degC"),
        ({"tank_size": -1.0}, "building way/1: tank_size is -1 J/K"),
    ],
)
def test_a_plant_that_cannot_run_is_told_with_its_building_and_a_mend(columns, words):
    world = made(**columns)
    with pytest.raises(InputError) as error:
        Supply(world, PARAMS)
    assert words in str(error.value)
    assert "→" in str(error.value)


def test_all_faults_come_in_one_message_and_unheated_buildings_need_no_plant():
    world = made(generator_power=0.0)
    homes = world.table("buildings")
    homes["tank_size"][2] = -5.0
    homes["generator_power"][3], homes["thermal"][3] = 0.0, Thermal.UNHEATED
    with pytest.raises(InputError) as error:
        Plant(world, PARAMS)
    assert len(error.value.faults) == 2


def test_an_edit_that_leaves_a_plant_without_source_is_told_on_its_day():
    world = made()
    supply = Supply(world, PARAMS)
    supply.step(0)
    world.table("buildings")["heating_fuel"][0] = Fuel.NONE
    supply.step(1)  # within the day nothing is read anew
    with pytest.raises(InputError, match="way/0"):
        supply.step(world.clock.ticks_per_day)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (
            {"generator": Generator.BOILER, "heating_fuel": Fuel.GAS, "heating_efficiency": 1.3},
            "building way/1: heating_efficiency 1.3 of its boiler is above 1.1",
        ),
        (
            {"generator": Generator.AIR_HEAT_PUMP, "heating_fuel": Fuel.ELECTRICITY, "heating_efficiency": 12.0},
            "building way/1: heating_efficiency 12 of its air heat pump is above 8",
        ),
        ({"emitter_design": 120.0}, "building way/1: emitter_design 120 degC of its"),
    ],
)
def test_a_figure_that_nature_does_not_know_is_a_warning_given_once(columns, words, caplog):
    world = made(**columns)
    with caplog.at_level(logging.WARNING, logger="twin"):
        supply = Supply(world, PARAMS)
        supply.step(0)
        supply.step(24)
    told = [record.getMessage() for record in caplog.records if words in record.getMessage()]
    assert len(told) == 1


def test_a_source_hotter_than_any_water_is_a_warning(caplog):
    world = made(
        generator=Generator.CANAL_HEAT_PUMP, heating_fuel=Fuel.ELECTRICITY, heating_efficiency=4.0, source_flow=0.01
    )
    world.table("forcing")["t_canal"][100] = 55.0
    with caplog.at_level(logging.WARNING, logger="twin"):
        Supply(world, PARAMS)
    assert "building way/1: the source of its canal heat pump, t_canal, reaches 55 degC" in caplog.text


def test_indicators_are_ratios_of_what_the_year_summed_up():
    world = made(pump_heat_year=7.2e9, pump_electricity_year=2.0e9, backup_year=0.4e9, boiler_heat_year=0.0)
    homes = world.table("buildings")

    class Outcome:
        def table(self, name):
            return {"buildings": homes}[name]

    value = {kpi.name: kpi.compute(Outcome()) for kpi in kpis.KPIS}
    assert value["energy.seasonal_performance"] == pytest.approx(7.6 / 2.4)
    assert np.isnan(value["energy.boiler_efficiency"])
    assert value["energy.backup"] == pytest.approx(0.4e9 / 3.6e9)
    assert value["energy.source_water"] == 0.0
