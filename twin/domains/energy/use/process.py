"""What do people use in buildings this hour? Binds the columns, follows who is inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.domains.energy.rows import heated_rows, households_of
from twin.domains.energy.schedules import Schedules
from twin.state.codes import Use

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.energy.params import Params
    from twin.state.world import World

NO_COOLING = 1.0e3  # set point of a building without cooling


class Usage:
    """The process `energy.use`: electricity, hot water, gains and the wish for cooling of all buildings."""

    name = "energy.use"
    every: Every = "hour"
    reads: Sequence[Read] = (
        "buildings.use", "buildings.thermal", "buildings.floor_area", "buildings.cooled", "buildings.residents",
        "buildings.people", "households.home",
    )  # fmt: skip
    writes: Sequence[str] = (
        "buildings.appliances", "buildings.hot_water_need", "buildings.internal_gain", "buildings.cooling_wanted",
    )  # fmt: skip
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: Params) -> None:
        self._columns = columns = world.bind(self)
        self._params = params
        self._schedules = Schedules.make(world.clock, params)
        self._households = households_of(columns["households.home"], columns["buildings.use"].size)

    def step(self, tick: int) -> None:
        """Set one hour."""
        column, params, schedules = self._columns, self._params, self._schedules
        rows = heated_rows(column["buildings.thermal"])
        use, people = column["buildings.use"][rows], column["buildings.people"][rows]
        residents = column["buildings.residents"][rows]
        area = np.maximum(column["buildings.floor_area"][rows] * params.net_floor_share, 1.0)
        present = np.divide(people, residents, out=np.zeros(rows.size), where=residents > 0.0)
        home = use == Use.RESIDENTIAL
        active = schedules.electricity[tick, use]
        electricity = np.where(
            home, self._households[rows] * (schedules.household_base + active * present), active * area
        )
        water = schedules.hot_water[tick, use] * area * np.where(home, present, 1.0)
        column["buildings.appliances"][rows] = electricity
        column["buildings.hot_water_need"][rows] = water
        column["buildings.internal_gain"][rows] = params.person_gain * people + params.appliance_gain * electricity
        cooling = column["buildings.cooled"][rows] & (not schedules.in_season[tick])
        column["buildings.cooling_wanted"][rows] = np.where(cooling, params.cooling_setpoint, NO_COOLING)
