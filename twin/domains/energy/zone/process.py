"""What do the buildings take this hour? Binds the columns, makes the schedules, calls the kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.domains.energy.schedules import Schedules
from twin.domains.energy.zone.kernels import BLOCK, Hour, Occupancy, Out, demand_hour, demand_hour_threads, merge_worst
from twin.domains.energy.zone.stock import households_of, plant_capacity, prepare
from twin.state.invariants import Audit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.energy.params import Params
    from twin.state.world import World

# Fewer buildings take less time on one thread than threads take to wake up and meet again, more so on a busy machine.
_THREADS_FROM = 20_000
_STATIC = (
    "footprint",
    "use",
    "epoch",
    "thermal",
    "floor_area",
    "facade",
    "u_wall",
    "u_roof",
    "u_floor",
    "u_window",
    "g_window",
    "window_share",
    "thermal_bridges",
    "infiltration",
    "ventilation",
    "heat_capacity",
    "mass_area",
    "heating_fuel",
    "heating_efficiency",
    "cooled",
)
_OCCUPANTS = ("residents", "people", "setpoint_wanted", "setpoint_limit")


class Demand:
    """The process `energy.demand`: heat, cold, hot water, carriers and temperatures of all buildings, every hour."""

    name = "energy.demand"
    every: Every = "tick"
    reads: Sequence[Read] = (
        *(f"buildings.{name}" for name in (*_STATIC, *_OCCUPANTS)),
        "households.home",
        "forcing.t_out",
        "forcing.irradiance",
    )
    writes: Sequence[str] = tuple(f"buildings.{name}" for name in Out._fields)
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: Params) -> None:
        columns = world.bind(self)
        self._buildings = world.table("buildings")
        self._params = params
        self._t_out = columns["forcing.t_out"]
        self._irradiance = columns["forcing.irradiance"]
        self._occupancy = Occupancy(
            households=households_of(columns["households.home"], len(self._buildings)),
            **{name: columns[f"buildings.{name}"] for name in _OCCUPANTS},
        )
        self._out = Out(*(columns[f"buildings.{name}"] for name in Out._fields))
        self._schedules = Schedules.make(world.clock, params)
        self._clock = world.clock
        self._heat_max = plant_capacity(self._buildings, params)
        self._prepared = prepare(self._buildings, params, self._heat_max)
        self._worst = np.zeros((-(-self._heat_max.size // BLOCK), 3))
        self._audit = Audit("energy", "buildings", "J")
        world.audits.append(self._audit)

    def step(self, tick: int) -> None:
        """Advance all buildings by the tick `tick`; at midnight take in edits of the day."""
        params, schedules = self._params, self._schedules
        if tick % self._clock.ticks_per_day == 0:
            self._prepared = prepare(self._buildings, params, self._heat_max)
        in_season = bool(schedules.in_season[tick])
        hour = Hour(
            dt_s=self._clock.dt_s,
            t_out=float(self._t_out[tick]),
            irradiance=self._irradiance[tick],
            in_season=in_season,
            heating_on=schedules.heating_on[tick],
            electricity=schedules.electricity[tick],
            hot_water=schedules.hot_water[tick],
            cooling_setpoint=params.cooling_setpoint,
            shutters=1.0 if in_season else params.shutters,
            airing_above=params.airing_above,
            household_base=schedules.household_base,
            person_gain=params.person_gain,
            appliance_gain=params.appliance_gain,
            cooling_efficiency=params.cooling_efficiency,
        )
        advance = demand_hour_threads if self._heat_max.size >= _THREADS_FROM else demand_hour
        advance(self._prepared, hour, self._occupancy, self._worst, self._out)
        merge_worst(self._worst, self._audit.cell)
