"""What does the street lighting draw this hour?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.domains.lighting.kernels import Dimming, burn_hour, pass_hour
from twin.domains.lighting.streets import streets_of
from twin.state.invariants import Audit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.lighting.params import Params
    from twin.state.world import World

_LAMPS = ("rated_power", "extra_power")
_DIMMED = ("dim_level", "dim_from", "dim_to")
_WRITTEN = ("power", "energy_year", "hours_year")
_STREETS = ("length", "walkers", "flow", "speed")


class Burn:
    """The process `lighting.burn`: power, energy and burning hours of all lamps."""

    name = "lighting.burn"
    every: Every = "tick"
    reads: Sequence[Read] = (
        *(f"lampposts.{name}" for name in (*_LAMPS, *_DIMMED, "hold")), *(f"car_links.{name}" for name in _STREETS),
        "forcing.sun_up",
    )  # fmt: skip
    writes: Sequence[str] = tuple(f"lampposts.{name}" for name in _WRITTEN)
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: Params) -> None:
        columns = world.bind(self)
        self._world, self._params = world, params
        self._sun_up = columns["forcing.sun_up"]
        self._lamps = {name: columns[f"lampposts.{name}"] for name in (*_LAMPS, *_WRITTEN)}
        self._hold = columns["lampposts.hold"]
        self._streets = {name: columns[f"car_links.{name}"] for name in _STREETS}
        self._passed = np.zeros(self._hold.size)
        level, begin, end = (columns[f"lampposts.{name}"] for name in _DIMMED)
        self._dimming = Dimming(level, begin, end, self._passed)
        self._street: NDArray[np.int64] | None = None  # found when the first lamp answers to people
        self._hour = world.clock.civil_hour
        self._dt_s = world.clock.dt_s
        self._audit = Audit("energy", "lampposts", "J")
        world.audits.append(self._audit)

    def step(self, tick: int) -> None:
        """Burn the lamps for the tick `tick`."""
        hour = int(self._hour[tick])
        if self._hold.any():
            if self._street is None:
                self._street = streets_of(self._world)
            reach, pace = self._params.presence_reach, self._params.presence_pace
            pass_hour(hour, self._hold, self._street, **self._streets, reach=reach, pace=pace, passed=self._passed)
        burn_hour(
            float(self._sun_up[tick]), hour, self._dt_s, dimming=self._dimming, cell=self._audit.cell, **self._lamps
        )
