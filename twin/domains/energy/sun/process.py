"""How much sun gets to walls and roofs and through windows? Binds the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.process import Lagged
from twin.domains.energy.sun.kernels import Glazing, Now, Scene, sun_tick
from twin.forcing.glazing import diffuse_transmission

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.energy.params import Params
    from twin.state.table import Table
    from twin.state.world import Columns, World

LEAST_SWEEP = 1.0  # degrees; around noon the sun moves along the horizon instead
SUN = ("sun_elevation", "sun_azimuth", "beam", "beam_single", "beam_double", "sky_light", "ground_light")
_FACTS = ("facade", "window_share", "g_window", "u_window", "horizon", "horizon_roof", "sky_view")


class Suns:
    """The sun of every tick, as kernels take it."""

    def __init__(self, columns: Columns) -> None:
        self._columns = [columns[f"forcing.{name}"] for name in SUN]
        self._sweep = np.maximum(np.abs(np.gradient(self._columns[0])), LEAST_SWEEP)

    def dark(self, tick: int) -> bool:
        """Whether nothing comes from the sun or the sky."""
        _, _, beam, _, _, sky, _ = self._columns
        return not (sky[tick] > 0.0 or beam[tick, -1] > 0.0)

    def now(self, tick: int) -> Now:
        """Sun of a tick."""
        elevation, azimuth, beam, one, two, sky, ground = (column[tick] for column in self._columns)
        sweep = float(self._sweep[tick])
        return Now(float(elevation), float(azimuth), sweep, beam, one, two, float(sky), float(ground))


def scene(buildings: Table, params: Params) -> Scene:
    """Arrange the buildings for the kernel, as their columns stand today."""
    through = (1.0 - params.frame_share) * params.obstacles
    return Scene(
        area=np.ascontiguousarray(buildings["facade"].T),
        horizon=np.ascontiguousarray(np.moveaxis(buildings["horizon"], 0, -1)),
        horizon_roof=np.ascontiguousarray(buildings["horizon_roof"].T),
        sky=np.ascontiguousarray(buildings["sky_view"].T),
        glass=buildings["g_window"] * buildings["window_share"] * through,
        single=(buildings["u_window"] > params.single_above).astype(np.float64),
    )


class Sun:
    """The process `energy.sun`: irradiance on walls and roofs, and what gets into the rooms of all buildings."""

    name = "energy.sun"
    every: Every = "tick"
    reads: Sequence[Read] = (
        *(f"buildings.{name}" for name in _FACTS), *(f"forcing.{name}" for name in SUN), Lagged("buildings.t_air"),
    )  # fmt: skip
    writes: Sequence[str] = ("buildings.sun_windows", "buildings.sun_walls", "buildings.sun_roof")
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: Params) -> None:
        columns = world.bind(self)
        self._buildings = world.table("buildings")
        self._params = params
        self._suns = Suns(columns)
        self._t_air = columns["buildings.t_air"]
        self._out = [columns[name] for name in self.writes]
        self._lit = np.zeros(len(self._buildings))
        self._scene = scene(self._buildings, params)
        self._ticks_per_day = world.clock.ticks_per_day
        self._glazing = Glazing(
            even_one=diffuse_transmission(1),
            even_two=diffuse_transmission(2),
            left=params.shutters,
            from_=params.shutters_from,
            above=params.shutters_above,
        )

    def step(self, tick: int) -> None:
        """Set one tick; at midnight take in edits of the day."""
        if tick % self._ticks_per_day == 0:
            b, params = self._buildings, self._params
            through = (1.0 - params.frame_share) * params.obstacles
            self._scene.glass[:] = b["g_window"] * b["window_share"] * through
            self._scene.single[:] = b["u_window"] > params.single_above
            self._scene.area[:] = b["facade"].T
        if self._suns.dark(tick):
            for column in self._out:
                column[:] = 0.0
            return
        sun_tick(self._suns.now(tick), self._scene, self._glazing, self._t_air, self._lit, *self._out)
