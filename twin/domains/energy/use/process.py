"""What do people use in buildings this hour? Binds the columns, follows who is at home and awake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.process import Lagged
from twin.core.streams import declare
from twin.domains.energy.rows import heated_rows
from twin.domains.energy.schedules import Schedules
from twin.domains.energy.use import appliances
from twin.domains.energy.use.kernels import (
    HOURS,
    Day,
    Hour,
    Rows,
    Use,
    Wants,
    scratch_for,
    use_day,
    use_day_threads,
    use_hour,
)
from twin.state import codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.energy.params import Params
    from twin.state.world import World

COOLING = declare("energy.cooling_start", "how warm it gets before a building's people switch cooling on")
_CUT = 2.0
# Fewer households take less time on one thread than threads take to wake up and meet again.
_THREADS_FROM = 20_000


class Usage:
    """The process `energy.use`: electricity, hot water, gains and the wish for cooling of all buildings."""

    name = "energy.use"
    every: Every = "hour"
    reads: Sequence[Read] = (
        "buildings.uid", "buildings.use", "buildings.thermal", "buildings.floor_area", "buildings.cooled",
        "buildings.residents", "buildings.people", "buildings.people_home", "buildings.appliance_level",
        "buildings.appliance_effort", "households.uid", "households.home", "citizens.household", "citizens.at_home",
        "forcing.irradiance",
        Lagged("buildings.t_air"), Lagged("buildings.cool_need"),
    )  # fmt: skip
    writes: Sequence[str] = (
        "buildings.appliances", "buildings.hot_water_need", "buildings.internal_gain", "buildings.cooling_wanted",
    )  # fmt: skip
    streams: Sequence[StreamName] = (*appliances.STREAMS, COOLING)

    def __init__(self, world: World, params: Params) -> None:
        column = world.bind(self)
        self._params, self._clock = params, world.clock
        self._schedules = Schedules.make(world.clock, params)
        self._events = appliances.table(params)
        n_buildings = column["buildings.use"].size
        self.homes = appliances.homes(
            column["households.home"], column["households.uid"], column["citizens.household"],
            n_buildings, world.seed, params,
        )  # fmt: skip
        rows = heated_rows(column["buildings.thermal"])
        area = np.maximum(column["buildings.floor_area"] * params.net_floor_share, 1.0)
        homes = column["buildings.use"] == codes.Use.RESIDENTIAL
        self.scale = appliances.electricity_scale(params)
        self._water_scale = appliances.water_scale(self.homes, self._events, np.where(homes, area, 0.0), params)
        normal = np.clip(COOLING.at(world.seed).normal(column["buildings.uid"][rows]), -_CUT, _CUT)
        start, spread = params.cooling_start, params.cooling_spread
        self._rows = Rows(
            rows, column["buildings.use"][rows], area[rows], start + spread * normal, column["buildings.residents"],
            column["buildings.people_home"], column["buildings.people"], column["buildings.cooled"],
            column["buildings.t_air"], column["buildings.cool_need"], column["buildings.appliance_level"],
            column["buildings.appliance_effort"],
        )  # fmt: skip
        self._at_home, self._sun = column["citizens.at_home"], column["forcing.irradiance"]
        self._wants = Wants(*(column[path] for path in self.writes))
        self.today = Use(*(np.zeros((n_buildings, HOURS)) for _ in Use._fields))
        self._scratch = scratch_for(n_buildings, self._events.chance.size)
        self._key = appliances.TODAY.at(world.seed).key
        self._bytes = appliances.bytes_of_bits()
        self._shower_wish = appliances.wished("shower")
        self._laid_out = -1

    def step(self, tick: int) -> None:
        """Set one hour; at the day's first, lay out what the homes use today."""
        params, schedules = self._params, self._schedules
        if self._clock.day_of(tick) != self._laid_out:
            self._laid_out = self._clock.day_of(tick)
            run = use_day_threads if self.homes.uid.size >= _THREADS_FROM else use_day
            run(self.homes, self._events, self._day(tick), self._at_home, self._scratch, self.today)
        awake, asleep = params.person_gain
        hour = Hour(
            hour=int(self._clock.civil_hour[tick]),
            summer=not schedules.in_season[tick],
            electricity=schedules.electricity[tick],
            water=schedules.hot_water[tick],
            people=schedules.people[tick],
            opened=schedules.opened[tick],
            awake=awake,
            asleep=asleep,
            appliance_gain=params.appliance_gain,
            setpoint=params.cooling_setpoint,
            present=params.cooling_present,
        )
        use_hour(self._rows, hour, self.today, self._wants)

    def _day(self, tick: int) -> Day:
        """What holds for all homes on the day that starts at a tick."""
        params, clock = self._params, self._clock
        day = clock.day_of(tick)
        begin, end = params.awake_hours
        later = int(clock.day_type[day] != 0)
        hours = np.arange(HOURS)
        awake = [
            int(((hours >= begin + shift + later) & (hours < min(end + shift + later, HOURS))) @ (1 << hours))
            for shift in (-1, 0, 1)
        ]
        shower, energy = params.shower
        return Day(
            key=self._key,
            day=day,
            bytes=self._bytes,
            awake=np.array(awake),
            dark=self._dark(tick),
            lamps=params.lamp_power,
            shared=np.asarray(params.effective_occupants),
            shower=shower,
            shower_energy=energy,
            shower_wish=self._shower_wish,
            tap=params.tap_power,
            scale=self.scale,
            water_scale=self._water_scale,
        )

    def _dark(self, tick: int) -> NDArray[np.float64]:
        """Share of each civil hour of the day that needs lamps. (24,) [1]"""
        first = self._clock.day_of(tick) * self._clock.ticks_per_day
        ticks = slice(first, first + self._clock.ticks_per_day)
        sun, hours = self._sun[ticks, -1], self._clock.civil_hour[ticks]
        seen = np.bincount(hours, minlength=HOURS)
        mean = np.bincount(hours, weights=sun, minlength=HOURS) / np.maximum(seen, 1)
        return np.asarray(np.clip(1.0 - mean / self._params.daylight, 0.0, 1.0))
