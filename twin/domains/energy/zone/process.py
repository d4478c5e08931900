"""How warm do the buildings get this tick, and what heat and cold do they take? Binds the columns, calls the kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.domains.energy.schedules import civil, season
from twin.domains.energy.zone.ground import Ground
from twin.domains.energy.zone.kernels import (
    Now,
    Out,
    Wanted,
    demand_tick,
    demand_tick_threads,
    merge_worst,
    rooms_for,
)
from twin.domains.energy.zone.stock import STATIC, Stock
from twin.state.invariants import Audit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.energy.params import Params
    from twin.state.world import World

# Fewer buildings take less time on one thread than threads take to wake up and meet again, more so on a busy machine.
_THREADS_FROM = 20_000


class Demand:
    """The process `energy.demand`: heat, cold and temperatures of all buildings, every tick."""

    name = "energy.demand"
    every: Every = "tick"
    reads: Sequence[Read] = (
        *(f"buildings.{name}" for name in (*STATIC, *Wanted._fields)),
        "forcing.t_out",
    )
    writes: Sequence[str] = tuple(f"buildings.{name}" for name in Out._fields)
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: Params) -> None:
        columns = world.bind(self)
        self._params, self._clock = params, world.clock
        self._t_out = columns["forcing.t_out"]
        self._wanted = Wanted(*(columns[f"buildings.{name}"] for name in Wanted._fields))
        self._out = Out(*(columns[f"buildings.{name}"] for name in Out._fields))
        _, day = civil(world.clock)
        self._in_season = season(world.clock, params.season)[day]
        self._ground = Ground(world.clock, params)
        self._stock = Stock(world.table("buildings"), params, world.clock.dt_s)
        self._prepared = self._stock.today()
        self._scratch, self._worst = rooms_for(self._prepared.row.size)
        self._film = params.h_ce + params.h_re
        self._audit = Audit("energy", "buildings", "J")
        world.audits.append(self._audit)

    def step(self, tick: int) -> None:
        """Advance all buildings by the tick `tick`; at midnight take in edits of the day."""
        params = self._params
        if tick % self._clock.ticks_per_day == 0:
            self._prepared = self._stock.today()
            if self._worst.shape[0] != self._prepared.factors.shape[0]:
                self._scratch, self._worst = rooms_for(self._prepared.row.size)
        t_out = float(self._t_out[tick])
        now = Now(
            dt_s=self._clock.dt_s,
            t_out=t_out,
            t_ground=self._ground.after(t_out),
            in_season=bool(self._in_season[tick]),
            airing_above=params.airing_above,
            sun_wall=params.absorptance[0] / self._film,
            sun_roof=params.absorptance[1] / self._film,
            gain_convective=params.gain_convective,
            cold_by=params.cold_by,
            warm_from=params.warm_from,
        )
        advance = demand_tick_threads if self._prepared.row.size >= _THREADS_FROM else demand_tick
        advance(self._prepared, now, self._wanted, self._scratch, self._worst, self._out)
        merge_worst(self._worst, self._audit.cell)
