"""When does behaviour act? Once a day it finds who is where, each hour it says what they want."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.clock import DayType
from twin.core.streams import declare
from twin.domains.behaviour.comfort import COLUMNS, deviation
from twin.domains.behaviour.kernels import presence, set_points
from twin.state.invariants import Audit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.behaviour.params import Params
    from twin.state.world import World

OFFSET = declare("behaviour.offset", "how much warmer or cooler than usual a building's occupants want it")
HEED = declare("behaviour.heed", "how strongly a building's people heed a poor envelope")
_LIMIT = 2.0


def offsets(uids: NDArray[np.uint64], seed: int, spread: float) -> NDArray[np.float64]:
    """Deviation of each building's set point, normal, at most two standard deviations. (B,) → (B,) [K]"""
    return np.asarray(spread * np.clip(OFFSET.at(seed).normal(uids), -_LIMIT, _LIMIT))


def heeds(uids: NDArray[np.uint64], seed: int, spread: float) -> NDArray[np.float64]:
    """How strongly each building's people heed a poor envelope, mean 1, never below 0. (B,) → (B,) [1]"""
    return np.maximum(1.0 + spread * np.clip(HEED.at(seed).normal(uids), -_LIMIT, _LIMIT), 0.0)


class Presence:
    """Counts the people at home and at other places by building and hour, from today's trips and who comes in."""

    name = "behaviour.presence"
    every: Every = "day"
    reads: Sequence[Read] = (
        "citizens.home", "citizens.away", "citizens.trips", "citizens.activity", "citizens.to_building",
        "citizens.departure", "citizens.arrival", "buildings.people_outside",
    )  # fmt: skip
    writes: Sequence[str] = ("buildings.people_home", "buildings.people_work", "citizens.at_home")
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World) -> None:
        columns = world.bind(self)
        self._read = [columns[path] for path in self.reads if isinstance(path, str)]
        self._written = [columns[path] for path in self.writes]
        self.elsewhere = np.zeros((4, 24))
        self._audit = Audit("citizens", "citizens", "persons", tolerance=0.0)
        world.audits.append(self._audit)

    def step(self, tick: int) -> None:
        """Find who is where today."""
        del tick
        home, away, trips, activity, building, departure, arrival, outside = self._read
        at_home, at_work, here = self._written
        presence(
            home, away, trips, activity, building, departure, arrival,
            at_home, at_work, self.elsewhere, here, self._audit.cell,
        )  # fmt: skip
        # The balance above is that of citizens; others are in it no more than in their table.
        at_work += outside


class SetPoint:
    """Sets the people inside and the heating set point that they want, each hour."""

    name = "behaviour.setpoint"
    every: Every = "hour"
    reads: Sequence[Read] = (
        "buildings.people_home", "buildings.people_work", "buildings.residents", "buildings.uid",
        "buildings.setpoint_effort", *(f"buildings.{name}" for name in COLUMNS),
    )  # fmt: skip
    writes: Sequence[str] = ("buildings.people", "buildings.setpoint_wanted")
    streams: Sequence[StreamName] = (OFFSET, HEED)

    def __init__(self, world: World, params: Params) -> None:
        columns = world.bind(self)
        self._read = [columns[path] for path in self.reads[:3] if isinstance(path, str)]
        self._written = [columns[path] for path in self.writes]
        uids = columns["buildings.uid"]
        self._own = offsets(uids, world.seed, params.offset_spread)
        self._heed = heeds(uids, world.seed, params.prebound_spread)
        self._effort = columns["buildings.setpoint_effort"]
        self._envelope = {name: columns[f"buildings.{name}"] for name in COLUMNS}
        self._offset = self._own
        self._params, self._clock, self._day = params, world.clock, -1
        self._drops = (params.day_setpoint, params.night_setback, params.absence_setback, params.closed_setback)
        self._hour = world.clock.civil_hour
        begin, end = params.night_hours
        hours = np.arange(24)
        self._night = (hours >= begin) | (hours < end) if begin > end else (hours >= begin) & (hours < end)

    def step(self, tick: int) -> None:
        """Set one hour; take in edits of the envelope and the plant once a day."""
        if self._clock.day_of(tick) != self._day:
            self._day = self._clock.day_of(tick)
            lived_in = self._read[2] > 0.0
            change = deviation(self._envelope, self._heed, self._params)
            self._offset = self._own + np.where(lived_in, change - self._effort, 0.0)
        hour = int(self._hour[tick])
        at_home, at_work, residents = self._read
        people, wanted = self._written
        set_points(
            hour, bool(self._night[hour]), self._working(tick, hour), at_home, at_work, residents, self._offset,
            self._drops, people, wanted,
        )  # fmt: skip

    def _working(self, tick: int, hour: int) -> bool:
        """Whether a tick lies in the hours of work of a workday."""
        begin, end = self._params.work_hours
        return bool(self._clock.day_type[self._clock.day_of(tick)] == DayType.WORKDAY and begin <= hour < end)
