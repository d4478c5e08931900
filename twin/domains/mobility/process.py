"""When does mobility act? Once a day it lays out the day's trips, each hour it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.domains.mobility import day as days
from twin.domains.mobility.ahead import TABLES
from twin.domains.mobility.calendar import LEAVE
from twin.domains.mobility.kernels.counts import count_hour, count_vehicles
from twin.state.invariants import Audit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.mobility.ahead import Days
    from twin.domains.mobility.day import Day
    from twin.state.world import World

_CITIZENS = ("away", "trips", "activity", "to_building", "to_zone", "mode", "departure", "arrival")
_OUT = (
    *(f"citizens.{name}" for name in _CITIZENS),
    "car_links.flow", "car_links.car_flow", "car_links.speed",
    "vehicles.distance_day", "vehicles.first_out", "vehicles.last_home",
)  # fmt: skip
_SUMS = ("zones.trips_year", "zones.travel_time_year", "zones.travel_distance_year")


class MobilityDay:
    """Lays out the day: trips, modes, routes, arrivals, flows and speeds by hour."""

    name = "mobility.day"
    every: Every = "day"
    reads: Sequence[Read] = tuple(f"{table}.{column}" for table, names in TABLES.items() for column in names)
    writes: Sequence[str] = (*_OUT, *_SUMS, "zones.short_walks_year")
    streams: Sequence[StreamName] = (*days.STREAMS, LEAVE)

    def __init__(self, world: World, cache: Days) -> None:
        self._columns = world.bind(self)
        self._clock = world.clock
        self._cache = cache

    def step(self, tick: int) -> None:
        """Copy the day's results and add to the year's sums."""
        today = self._cache.of(self._clock.day_of(tick))
        for path, values in today.columns.items():
            self._columns[path][...] = values
        for path, amount in zip(_SUMS, today.sums.by_zone, strict=True):
            self._columns[path][...] += amount
        self._columns["zones.short_walks_year"][...] += today.sums.short_walks


class MobilityCount:
    """Counts flows of the hour and marks the vehicles that move at half past."""

    name = "mobility.count"
    every: Every = "hour"
    reads: Sequence[Read] = ("car_links.flow", "car_links.speed", "car_links.length")
    writes: Sequence[str] = ("car_links.flow_year", "car_links.time_year", "vehicles.moving")
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, cache: Days) -> None:
        columns = world.bind(self)
        self._arrays = [columns[path] for path in (*self.reads, *self.writes) if isinstance(path, str)]
        self._cache = cache
        self._clock = world.clock
        self._today: tuple[int, Day] | None = None
        self._audit = Audit("vehicles", "vehicles", "vehicles", tolerance=0.0)
        world.audits.append(self._audit)

    def step(self, tick: int) -> None:
        """Count one hour."""
        day = self._clock.day_of(tick)
        if self._today is None or self._today[0] != day:
            self._today = (day, self._cache.of(day))
        today = self._today[1]
        flow, speed, length, flow_year, time_year, moving = self._arrays
        hour = int(self._clock.civil_hour[tick])
        count_hour(hour, flow, speed, length, flow_year, time_year)
        driving, twice = count_vehicles(hour, today.garage.moving, today.garage.outside, moving)
        # Two counts of the same vehicles: by their trips here, by the streets' queues in the loading.
        residual = twice + abs(driving - int(today.census[hour]))
        worst, _hour, loaded = today.balance
        self._audit.cell[:] = max(float(residual), worst), float(hour), max(float(moving.size), loaded)
