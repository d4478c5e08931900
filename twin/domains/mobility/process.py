"""When does mobility act? Once a day it lays out the day's trips, each hour it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.domains.mobility.choice import build as choice
from twin.domains.mobility.day_types import words
from twin.domains.mobility.demand import people as demand
from twin.domains.mobility.demand import weather
from twin.domains.mobility.demand.calendar import LEAVE
from twin.domains.mobility.frame import TABLES
from twin.domains.mobility.kernels.counts import count_hour, count_vehicles
from twin.domains.mobility.loading.groups import LOADED
from twin.domains.mobility.outside import STREAMS as OUTSIDE
from twin.domains.mobility.parking.areas import GARAGE
from twin.domains.mobility.routes.learning import ADAPTATION
from twin.state.codes import Payer, Service
from twin.state.invariants import Audit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.mobility.ahead import Days
    from twin.domains.mobility.day import Day
    from twin.state.world import World

_CITIZENS = ("away", "trips", "activity", "to_building", "to_zone", "mode", "departure", "arrival")
_STREETS = ("flow", "car_flow", "van_flow", "truck_flow", "speed", "walkers")
_VEHICLES = ("distance_day", "first_out", "last_home")
_SUMS = ("zones.trips_year", "zones.travel_time_year", "zones.travel_distance_year")
_TYPES = tuple(f"day_types.{name}" for name in ("days", "gap", "loadings", "vehicles", "pushed_in"))


class MobilityDay:
    """Lays out the day: trips, modes, routes, arrivals, flows and speeds by hour, and who comes from elsewhere."""

    name = "mobility.day"
    every: Every = "day"
    reads: Sequence[Read] = (
        *(f"{table}.{column}" for table, names in TABLES.items() for column in names), "forcing.t_out",
        "forcing.out_of_home", "citizens.season_ticket",
    )  # fmt: skip
    writes: Sequence[str] = (
        *(f"citizens.{name}" for name in _CITIZENS), *(f"car_links.{name}" for name in _STREETS),
        "car_links.guest_share", *(f"vehicles.{name}" for name in _VEHICLES), *_SUMS, "zones.short_walks_year",
        "zones.vans", "zones.guests_year", "zones.guests_beyond_year", "buildings.people_outside", *_TYPES,
        "day_types.name", "citizens.travel_year", "citizens.spent", "accounts.spent",
    )  # fmt: skip
    streams: Sequence[StreamName] = (
        LEAVE, GARAGE, ADAPTATION, *weather.STREAMS, *demand.STREAMS, *choice.STREAMS, *OUTSIDE,
    )  # fmt: skip

    def __init__(self, world: World, cache: Days) -> None:
        # Districts of recipes without lines have no table of them.
        self.reads = tuple(path for path in type(self).reads if str(path).partition(".")[0] in world.tables)
        self._columns = world.bind(self)
        self._clock = world.clock
        self._cache = cache
        for row in range(self._columns["day_types.name"].size):
            self._columns["day_types.name"][row] = words(row)

    def step(self, tick: int) -> None:
        """Copy the day's results and add to the year's sums."""
        column, day = self._columns, self._clock.day_of(tick)
        today = self._cache.of(day)
        for path, values in today.columns.items():
            column[path][...] = values
        column["citizens.travel_year"][...] += today.travelled
        tickets = column["citizens.season_ticket"] / self._clock.n_days
        column["citizens.spent"][:, Service.TRANSIT] += tickets
        column["accounts.spent"][Payer.HOUSEHOLDS, Service.TRANSIT] += tickets.sum()
        for path, amount in zip(_SUMS, today.sums.by_zone, strict=True):
            column[path][...] += amount
        column["zones.short_walks_year"][...] += today.sums.short_walks
        column["zones.guests_year"][...] += today.came[0]
        column["zones.guests_beyond_year"][...] += today.came[1]
        row, settled = self._cache.type_of(day), self._cache.level(day).settled
        column["day_types.days"][row] += 1
        column["day_types.vehicles"][row] += today.load.tally[LOADED]
        column["day_types.pushed_in"][row] += today.load.forced.sum()
        if settled is not None:
            column["day_types.gap"][row] = settled.gaps[-1].relative
            column["day_types.loadings"][row] = settled.loadings


class MobilityCount:
    """Counts flows of the hour and marks the residents' vehicles that move at half past."""

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
        self._today: tuple[int, Day, float] | None = None
        self._audit = Audit("vehicles", "vehicles", "vehicles", tolerance=0.0)
        world.audits.append(self._audit)

    def step(self, tick: int) -> None:
        """Count one hour."""
        day = self._clock.day_of(tick)
        if self._today is None or self._today[0] != day:
            today = self._cache.of(day)
            self._today = (day, today, today.imbalance)
        _, today, residual = self._today
        flow, speed, length, flow_year, time_year, moving = self._arrays
        hour = int(self._clock.civil_hour[tick])
        count_hour(hour, flow, speed, length, flow_year, time_year)
        _, twice = count_vehicles(hour, today.garage.moving, today.garage.outside, moving)
        loaded = float(today.load.tally[LOADED])
        self._audit.cell[:] = max(float(twice), residual), float(hour), max(float(moving.size), loaded)
