"""What does the street lighting draw this hour?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.domains.lighting.kernels import burn_hour
from twin.state.invariants import Audit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.state.world import World

_READ = ("rated_power", "dim_level", "dim_from", "dim_to")
_WRITTEN = ("power", "energy_year", "hours_year")


class Burn:
    """The process `lighting.burn`: power, energy and burning hours of all lamps."""

    name = "lighting.burn"
    every: Every = "tick"
    reads: Sequence[Read] = (*(f"lampposts.{name}" for name in _READ), "forcing.sun_up")
    writes: Sequence[str] = tuple(f"lampposts.{name}" for name in _WRITTEN)
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World) -> None:
        columns = world.bind(self)
        self._sun_up = columns["forcing.sun_up"]
        self._lamps = {name: columns[f"lampposts.{name}"] for name in (*_READ, *_WRITTEN)}
        self._hour = world.clock.civil_hour
        self._dt_s = world.clock.dt_s
        self._audit = Audit("energy", "lampposts", "J")
        world.audits.append(self._audit)

    def step(self, tick: int) -> None:
        """Burn the lamps for the tick `tick`."""
        burn_hour(float(self._sun_up[tick]), int(self._hour[tick]), self._dt_s, cell=self._audit.cell, **self._lamps)
