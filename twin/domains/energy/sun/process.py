"""How much sun gets to walls and roofs and through windows? Binds the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.domains.energy.schedules import civil, season

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.energy.params import Params
    from twin.state.world import World


class Sun:
    """The process `energy.sun`: irradiance on walls and roofs, and what gets into the rooms of all buildings."""

    name = "energy.sun"
    every: Every = "tick"
    reads: Sequence[Read] = (
        "buildings.facade", "buildings.window_share", "buildings.g_window", "forcing.irradiance",
    )  # fmt: skip
    writes: Sequence[str] = ("buildings.sun_windows", "buildings.sun_walls", "buildings.sun_roof")
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: Params) -> None:
        self._columns = columns = world.bind(self)
        self._through = (1.0 - params.frame_share) * params.incidence * params.shading
        _, day = civil(world.clock)
        self._shutters = np.where(season(world.clock, params.season)[day], 1.0, params.shutters)
        facade = columns["buildings.facade"]
        self._share = facade / np.maximum(facade.sum(axis=1), 1e-9)[:, None]

    def step(self, tick: int) -> None:
        """Set one tick."""
        column = self._columns
        sun = column["forcing.irradiance"][tick]
        walls = self._share @ sun[:-1]
        glass = column["buildings.facade"].sum(axis=1) * column["buildings.window_share"]
        through = column["buildings.g_window"] * (self._through * self._shutters[tick])
        column["buildings.sun_walls"][...] = walls
        column["buildings.sun_roof"][...] = sun[-1]
        column["buildings.sun_windows"][...] = glass * through * walls
