"""What can plants give, and what carriers do they take for it? Binds the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.domains.energy.rows import heated_rows
from twin.domains.energy.zone.stock import plant_capacity
from twin.state.codes import Fuel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.energy.params import Params
    from twin.state.world import World

_NONE_ETA = 0.9  # electric hot water where nothing else is


class Supply:
    """The process `energy.supply`: the most space heat that generators and emitters give now."""

    name = "energy.supply"
    every: Every = "tick"
    reads: Sequence[Read] = ("buildings.thermal",)
    writes: Sequence[str] = ("buildings.heat_available",)
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: Params) -> None:
        self._columns = world.bind(self)
        self._most = plant_capacity(world.table("buildings"), params)

    def step(self, tick: int) -> None:
        """Set one tick."""
        del tick
        column = self._columns
        column["buildings.heat_available"][heated_rows(column["buildings.thermal"])] = self._most


class Plant:
    """The process `energy.plant`: carriers for heat, hot water and cooling."""

    name = "energy.plant"
    every: Every = "tick"
    reads: Sequence[Read] = (
        "buildings.thermal", "buildings.heating_fuel", "buildings.heating_efficiency", "buildings.heat_need",
        "buildings.cool_need", "buildings.hot_water_need",
    )  # fmt: skip
    writes: Sequence[str] = (
        "buildings.tank", "buildings.gas", "buildings.gas_oil", "buildings.district_heat",
        "buildings.plant_electricity", "buildings.final_heat_year",
    )  # fmt: skip
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: Params) -> None:
        self._columns = world.bind(self)
        self._params = params
        self._dt_s = world.clock.dt_s

    def step(self, tick: int) -> None:
        """Set one tick."""
        del tick
        column, params = self._columns, self._params
        heated = heated_rows(column["buildings.thermal"])
        fuel = column["buildings.heating_fuel"][heated]
        eta_water = np.append(params.hot_water_efficiency, _NONE_ETA)[fuel]
        heat, cold = column["buildings.heat_need"][heated], column["buildings.cool_need"][heated]
        final = heat / column["buildings.heating_efficiency"][heated]
        final += column["buildings.hot_water_need"][heated] / eta_water
        for carrier, code in (("gas", Fuel.GAS), ("gas_oil", Fuel.GAS_OIL), ("district_heat", Fuel.DISTRICT_HEAT)):
            column[f"buildings.{carrier}"][heated] = np.where(fuel == code, final, 0.0)
        electric = np.where(fuel >= Fuel.ELECTRICITY, final, 0.0)
        column["buildings.plant_electricity"][heated] = electric + cold / params.cooling_efficiency
        column["buildings.final_heat_year"][heated] += final * self._dt_s
