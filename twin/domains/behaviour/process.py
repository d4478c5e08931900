"""When does behaviour act? Once a day it finds who is where, each hour it says what they want."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
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
_LIMIT = 2.0


def offsets(uids: NDArray[np.uint64], seed: int, spread: float) -> NDArray[np.float64]:
    """Deviation of each building's set point, normal, at most two standard deviations. (B,) → (B,) [K]"""
    return np.asarray(spread * np.clip(OFFSET.at(seed).normal(uids), -_LIMIT, _LIMIT))


class Presence:
    """Counts the people at home and at other places by building and hour, from today's trips."""

    name = "behaviour.presence"
    every: Every = "day"
    reads: Sequence[Read] = (
        "citizens.home", "citizens.away", "citizens.trips", "citizens.activity", "citizens.to_building",
        "citizens.departure", "citizens.arrival",
    )  # fmt: skip
    writes: Sequence[str] = ("buildings.people_home", "buildings.people_work")
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World) -> None:
        columns = world.bind(self)
        self._read = [columns[path] for path in self.reads if isinstance(path, str)]
        self._written = [columns[path] for path in self.writes]
        self.elsewhere = np.zeros((3, 24))
        self._total = np.zeros(24)
        self._audit = Audit("citizens", "citizens", "persons", tolerance=0.0)
        world.audits.append(self._audit)

    def step(self, tick: int) -> None:
        """Find who is where today."""
        del tick
        home, away, trips, activity, building, departure, arrival = self._read
        at_home, at_work = self._written
        presence(
            home, away, trips, activity, building, departure, arrival,
            at_home, at_work, self.elsewhere, self._total, self._audit.cell,
        )  # fmt: skip


class SetPoint:
    """Sets the people inside and the heating set point that they want, each hour."""

    name = "behaviour.setpoint"
    every: Every = "hour"
    reads: Sequence[Read] = (
        "buildings.people_home", "buildings.people_work", "buildings.residents", "buildings.uid",
    )  # fmt: skip
    writes: Sequence[str] = ("buildings.people", "buildings.setpoint_wanted")
    streams: Sequence[StreamName] = (OFFSET,)

    def __init__(self, world: World, params: Params) -> None:
        columns = world.bind(self)
        self._read = [columns[path] for path in self.reads[:3] if isinstance(path, str)]
        self._written = [columns[path] for path in self.writes]
        self._offset = offsets(columns["buildings.uid"], world.seed, params.offset_spread)
        self._drops = (params.day_setpoint, params.night_setback, params.absence_setback, params.closed_setback)
        self._hour = world.clock.civil_hour
        begin, end = params.night_hours
        hours = np.arange(24)
        self._night = (hours >= begin) | (hours < end) if begin > end else (hours >= begin) & (hours < end)

    def step(self, tick: int) -> None:
        """Set one hour."""
        hour = int(self._hour[tick])
        at_home, at_work, residents = self._read
        people, wanted = self._written
        set_points(
            hour, bool(self._night[hour]), at_home, at_work, residents, self._offset, self._drops, people, wanted
        )
