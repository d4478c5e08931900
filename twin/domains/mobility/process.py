"""When does mobility act? Once a day it lays out the day's trips, each hour it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.domains.mobility import day as days
from twin.domains.mobility.day import MOVING, OUTSIDE, PARKED
from twin.domains.mobility.kernels.counts import count_hour
from twin.state.invariants import Audit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.mobility.day import Day, Frame
    from twin.domains.mobility.params import Params
    from twin.state.table import Table
    from twin.state.world import World

_TABLES: dict[str, tuple[str, ...]] = {
    "zones": ("x", "y", "area", "residents", "in_district", "uid"),
    "buildings": (
        "uid", "zone", "x", "y", "use", "thermal", "floor_area", "residents", "workplaces", "car_node",
    ),
    "car_nodes": ("x", "y", "gate"),
    "car_links": ("tail", "head", "length", "free_speed", "capacity", "storage"),
    "bike_nodes": ("x", "y", "gate"), "bike_links": ("tail", "head", "length", "zone"),
    "walk_nodes": ("x", "y", "gate"), "walk_links": ("tail", "head", "length", "zone"),
    "places": ("kind", "building", "x", "y", "capacity", "since"),
    "citizens": (
        "uid", "zone", "home", "age", "occupation", "work", "work_zone", "car", "motorcycle", "bicycle",
    ),
    "vehicles": ("uid", "kind", "driver"),
}  # fmt: skip
_CITIZENS = ("trips", "activity", "to_building", "to_zone", "mode", "departure", "arrival")
_OUT = (
    *(f"citizens.{name}" for name in _CITIZENS),
    "car_links.flow", "car_links.car_flow", "car_links.speed", "vehicles.distance_day",
)  # fmt: skip
_SUMS = ("zones.trips_year", "zones.travel_time_year", "zones.travel_distance_year")


class Days:
    """Runs each type of day once and keeps it, until an edit changes something that trips depend on."""

    def __init__(self, world: World, params: Params) -> None:
        self._world = world
        self._params = params
        self._frame: Frame | None = None
        self._days: dict[int, Day] = {}
        self._edits = 0
        self.version = 0

    def _refresh(self) -> None:
        applied = self._world.applied
        fresh = applied[self._edits :]
        self._edits = len(applied)
        if any(done.edit.column in _TABLES.get(done.edit.table, ()) for done in fresh):
            self._frame = None
            self._days.clear()
            self.version += 1

    def of(self, day_type: int) -> Day:
        """Results of a type of day."""
        self._refresh()
        tables: dict[str, Table] = self._world.tables
        if self._frame is None:
            self._frame = days.frame(tables, self._params)
        if day_type not in self._days:
            self._days[day_type] = days.run(tables, self._frame, day_type, self._world.seed, self._params)
        return self._days[day_type]


class MobilityDay:
    """Lays out the day: trips, modes, routes, arrivals, flows and speeds by hour."""

    name = "mobility.day"
    every: Every = "day"
    reads: Sequence[Read] = tuple(f"{table}.{column}" for table, names in _TABLES.items() for column in names)
    writes: Sequence[str] = (*_OUT, *_SUMS, "zones.short_walks_year")
    streams: Sequence[StreamName] = days.STREAMS

    def __init__(self, world: World, cache: Days) -> None:
        self._columns = world.bind(self)
        self._clock = world.clock
        self._cache = cache
        self._laid: tuple[int, int] | None = None

    def step(self, tick: int) -> None:
        """Copy the results of the day's type, unless they lie there since yesterday, and add to the year's sums."""
        day_type = int(self._clock.day_type[tick // 24])
        today = self._cache.of(day_type)
        laid = (day_type, self._cache.version)
        if laid != self._laid:
            for path in _OUT:
                self._columns[path][...] = today.columns[path]
            self._laid = laid
        for path, amount in zip(_SUMS, today.by_zone, strict=True):
            self._columns[path][...] += amount
        self._columns["zones.short_walks_year"][...] += today.short_walks


class MobilityCount:
    """Counts flows of the hour and marks the vehicles that move at half past."""

    name = "mobility.count"
    every: Every = "tick"
    reads: Sequence[Read] = ("car_links.flow", "car_links.speed", "car_links.length")
    writes: Sequence[str] = ("car_links.flow_year", "car_links.time_year", "vehicles.moving")
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, cache: Days) -> None:
        columns = world.bind(self)
        self._arrays = [columns[path] for path in (*self.reads, *self.writes) if isinstance(path, str)]
        self._cache = cache
        self._day_type = world.clock.day_type
        self._hour = world.clock.civil_hour
        self._day: Day | None = None
        self._balance = (0.0, 0.0, 0.0)
        self._audit = Audit("vehicles", "vehicles", "vehicles", tolerance=0.0)
        world.audits.append(self._audit)

    def step(self, tick: int) -> None:
        """Count one hour."""
        if self._day is None or tick % 24 == 0:
            self._day = self._cache.of(int(self._day_type[tick // 24]))
            self._balance = self._day.balance
        flow, speed, length, flow_year, time_year, moving = self._arrays
        hour = int(self._hour[tick])
        status = self._day.status[hour]
        count_hour(hour, flow, speed, length, flow_year, time_year)
        np.equal(status, MOVING, out=moving)
        driving = np.count_nonzero(moving)
        standing = np.count_nonzero(status == PARKED) + np.count_nonzero(status == OUTSIDE)
        # Two counts of the same vehicles: by their trips here, by the streets' queues in the loading.
        residual = abs(status.size - standing - driving) + abs(driving - int(self._day.census[hour]))
        worst, _hour, loaded = self._balance
        self._audit.cell[:] = max(float(residual), worst), float(hour), max(float(status.size), loaded)
