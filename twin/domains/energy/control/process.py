"""When may heating run, and where does electricity come from and go to? Binds the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.domains.energy.schedules import Schedules
from twin.state.codes import Fuel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.energy.params import Params
    from twin.state.world import World

OFF = -99.0  # set point of a heating that is off
HIGHEST = 22.0  # degC, 20 and a tolerance of 2
SUPPLY = 70.0  # degC
TANK = 60.0  # degC


class Control:
    """The process `energy.control`: how warm heating may keep, and water temperatures wanted."""

    name = "energy.control"
    every: Every = "tick"
    reads: Sequence[Read] = ("buildings.use", "buildings.heating_fuel")
    writes: Sequence[str] = ("buildings.setpoint_limit", "buildings.supply_temperature", "buildings.tank_wanted")
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: Params) -> None:
        self._columns = world.bind(self)
        self._on = Schedules.make(world.clock, params).heating_on

    def step(self, tick: int) -> None:
        """Set one tick."""
        column = self._columns
        on = self._on[tick][column["buildings.use"]] & (column["buildings.heating_fuel"] != Fuel.NONE)
        column["buildings.setpoint_limit"][...] = np.where(on, HIGHEST, OFF)
        column["buildings.supply_temperature"][...] = SUPPLY
        column["buildings.tank_wanted"][...] = TANK


class Balance:
    """The process `energy.balance`: what buildings take from the grid and give to it."""

    name = "energy.balance"
    every: Every = "tick"
    reads: Sequence[Read] = ("buildings.appliances", "buildings.plant_electricity", "buildings.pv_power")
    writes: Sequence[str] = (
        "buildings.battery", "buildings.battery_power", "buildings.export", "buildings.shared",
        "buildings.electricity", "buildings.electricity_year", "buildings.pv_year", "buildings.export_year",
        "buildings.shared_year",
    )  # fmt: skip
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: Params) -> None:
        del params
        self._columns = world.bind(self)
        self._dt_s = world.clock.dt_s

    def step(self, tick: int) -> None:
        """Balance one tick."""
        del tick
        column = self._columns
        pv = column["buildings.pv_power"]
        net = column["buildings.appliances"] + column["buildings.plant_electricity"] - pv
        column["buildings.electricity"][...] = np.maximum(net, 0.0)
        column["buildings.export"][...] = np.maximum(-net, 0.0)
        for year, now in (("electricity", "electricity"), ("export", "export"), ("shared", "shared")):
            column[f"buildings.{year}_year"][...] += column[f"buildings.{now}"] * self._dt_s
        column["buildings.pv_year"][...] += pv * self._dt_s
