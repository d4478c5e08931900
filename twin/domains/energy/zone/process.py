"""What do the buildings take this hour? Binds the columns, makes the schedules, calls the kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.domains.energy.schedules import civil, season
from twin.domains.energy.zone.kernels import BLOCK, Hour, Out, Wanted, demand_hour, demand_hour_threads, merge_worst
from twin.domains.energy.zone.stock import prepare
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
)


class Demand:
    """The process `energy.demand`: heat, cold and temperatures of all buildings, every hour."""

    name = "energy.demand"
    every: Every = "tick"
    reads: Sequence[Read] = (
        *(f"buildings.{name}" for name in (*_STATIC, *Wanted._fields)),
        "forcing.t_out",
    )
    writes: Sequence[str] = tuple(f"buildings.{name}" for name in Out._fields)
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: Params) -> None:
        columns = world.bind(self)
        self._buildings = world.table("buildings")
        self._params = params
        self._t_out = columns["forcing.t_out"]
        self._wanted = Wanted(*(columns[f"buildings.{name}"] for name in Wanted._fields))
        self._out = Out(*(columns[f"buildings.{name}"] for name in Out._fields))
        self._clock = world.clock
        _, day = civil(world.clock)
        self._in_season = season(world.clock, params.season)[day]
        self._prepared = prepare(self._buildings, params)
        self._worst = np.zeros((-(-self._prepared.row.size // BLOCK), 3))
        self._audit = Audit("energy", "buildings", "J")
        world.audits.append(self._audit)

    def step(self, tick: int) -> None:
        """Advance all buildings by the tick `tick`; at midnight take in edits of the day."""
        if tick % self._clock.ticks_per_day == 0:
            self._prepared = prepare(self._buildings, self._params)
        hour = Hour(
            dt_s=self._clock.dt_s,
            t_out=float(self._t_out[tick]),
            in_season=bool(self._in_season[tick]),
            airing_above=self._params.airing_above,
        )
        advance = demand_hour_threads if self._prepared.row.size >= _THREADS_FROM else demand_hour
        advance(self._prepared, hour, self._wanted, self._worst, self._out)
        merge_worst(self._worst, self._audit.cell)
