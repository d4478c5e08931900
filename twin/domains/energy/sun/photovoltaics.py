"""What do photovoltaics on the roofs give this tick? Kernel and process."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.jit import kernel
from twin.domains.energy.sun.kernels import around
from twin.domains.energy.sun.process import SUN, Suns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.energy.params import Params
    from twin.state.world import World

STC = 1000.0  # W/m2 at standard test conditions
CELL_STC = 25.0  # degC there
GLASS, GLAZING = 1.526, 4.0 * 0.002  # index of refraction; extinction times thickness (De Soto et al., 2006)
STRAIGHT = (1.0 - ((GLASS - 1.0) / (GLASS + 1.0)) ** 2) * float(np.exp(-GLAZING))  # through the glass at a right angle
_MODULES = ("pv_peak", "pv_tilt", "pv_azimuth", "horizon_roof", "sky_view")


class Sky(NamedTuple):
    """Sun and air of this tick."""

    elevation: float  # [deg]
    azimuth: float  # [deg]
    sweep: float  # degrees that the sun rises or sinks in the tick
    east: float  # unit vector to the sun [1]
    north: float
    up: float
    normal: float  # beam on what is turned to the sun [W/m2]
    sky: float  # even light on the horizontal [W/m2]
    ground: float  # sent back by the surroundings [W/m2]
    t_out: float  # [degC]
    wind: float  # [m/s]


class Plant(NamedTuple):
    """Figures of modules and inverters; see `PhotovoltaicParams`."""

    gamma: float  # [1/K]
    u0: float  # [W/m2/K]
    u1: float  # [W.s/m3/K]
    diffuse: float  # even light that gets through the glass, relative to normal incidence [1]
    clean: float  # light left after dirt [1]
    kept: float  # power left after losses before the inverter [1]
    inverter: float  # nominal efficiency [1]
    per_inverter: float  # peak power per power that the inverter takes [1]


class Modules(NamedTuple):
    """Roofs with modules. (B,) but the horizons (B, 36) and views of the sky (B, 9)."""

    peak: NDArray[np.float64]
    east: NDArray[np.float64]  # unit vector that stands on the modules
    north: NDArray[np.float64]
    up: NDArray[np.float64]
    horizon: NDArray[np.float32]
    seen: NDArray[np.float64]


@kernel
def through_glass(cosine: float) -> float:
    """Beam that gets through the modules' glass, relative to normal incidence (De Soto et al., 2006). () [1]"""
    if cosine <= 0.0:
        return 0.0
    inside = np.sqrt(1.0 - (1.0 - cosine * cosine) / (GLASS * GLASS))
    across = ((cosine - GLASS * inside) / (cosine + GLASS * inside)) ** 2
    along = ((GLASS * cosine - inside) / (GLASS * cosine + inside)) ** 2
    relative: float = (1.0 - 0.5 * (across + along)) * np.exp(-GLAZING / inside) / STRAIGHT
    return relative


@kernel
def inverter(dc: float, limit: float, nominal: float) -> float:
    """Power after an inverter that takes at most `limit`: PVWatts, NREL/TP-6A20-62641, section 12. () [W]"""
    if dc <= 0.0:
        return 0.0
    load = dc / limit
    efficiency = nominal / 0.9637 * (-0.0162 * load - 0.0059 / load + 0.9858)
    return min(max(efficiency * dc, 0.0), nominal * limit)


@kernel
def module_power(now: Sky, plant: Plant, peak: float, cosine: float, up: float, lit: float, seen: float) -> float:
    """Power of one roof's modules after the inverter. () [W]

    Parameters
    ----------
    now, plant : See there.
    peak : Power at standard test conditions. () [W]
    cosine : Of the angle at which the sun meets the modules, not negative. () [1]
    up : Cosine of their slope. () [1]
    lit : Share of the beam that gets past what stands around. () [1]
    seen : Sky that a flat roof there sees. () [1]

    Notes
    -----
    Irradiance after Hay and Davies; module temperature after Faiman (2008); power, losses and inverter as PVWatts.
    """
    beam = now.normal * cosine * lit
    even = now.sky * 0.5 * (1.0 + up) * seen + now.ground * 0.5 * (1.0 - up)
    warm = now.t_out + (beam + even) / (plant.u0 + plant.u1 * now.wind)
    light = (beam * through_glass(cosine) + even * plant.diffuse) * plant.clean
    dc = light / STC * peak * (1.0 + plant.gamma * (warm - CELL_STC)) * plant.kept
    return inverter(dc, peak / plant.per_inverter, plant.inverter)


@kernel
def pv_tick(now: Sky, plant: Plant, modules: Modules, out: NDArray[np.float64]) -> None:
    """Power of all roofs; `out` is written. (B,) [W]"""
    a, b, w = around(now.azimuth)
    for i in range(out.size):
        out[i] = 0.0
        peak, up = modules.peak[i], modules.up[i]
        if peak <= 0.0:
            continue
        high = (1.0 - w) * modules.horizon[i, a] + w * modules.horizon[i, b]
        lit = 1.0
        if high > 0.0:  # where nothing stands in the way, the beam ends with the sun itself
            lit = min(max((now.elevation - high) / now.sweep + 0.5, 0.0), 1.0)
        cosine = now.east * modules.east[i] + now.north * modules.north[i] + now.up * up
        out[i] = module_power(now, plant, peak, max(cosine, 0.0), up, lit, modules.seen[i, 8])


def plant_of(params: Params) -> Plant:
    """Figures of modules and inverters as the kernel takes them."""
    return Plant(
        params.pv_gamma, params.pv_u0, params.pv_u1, params.pv_diffuse, 1.0 - params.pv_soiling,
        1.0 - params.pv_losses, params.pv_inverter, params.pv_per_inverter,
    )  # fmt: skip


class Photovoltaics:
    """The process `energy.photovoltaics`: electricity of the roofs."""

    name = "energy.photovoltaics"
    every: Every = "tick"
    reads: Sequence[Read] = (
        *(f"buildings.{name}" for name in _MODULES), *(f"forcing.{name}" for name in SUN),
        "forcing.beam_normal", "forcing.t_out", "forcing.wind_speed",
    )  # fmt: skip
    writes: Sequence[str] = ("buildings.pv_power",)
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: Params) -> None:
        self._columns = columns = world.bind(self)
        self._suns = Suns(columns)
        peak, horizon, seen = (columns[f"buildings.{name}"] for name in ("pv_peak", "horizon_roof", "sky_view"))
        east, north, up = np.zeros((3, peak.size))
        self._modules = Modules(peak, east, north, up, horizon, seen)
        self._air = [columns[f"forcing.{name}"] for name in ("beam_normal", "t_out", "wind_speed")]
        self._plant = plant_of(params)
        self._power = columns["buildings.pv_power"]
        self._ticks_per_day = world.clock.ticks_per_day
        self._turn()

    def _turn(self) -> None:
        """Set the modules as their columns stand today."""
        slope, azimuth = (np.radians(self._columns[f"buildings.pv_{name}"]) for name in ("tilt", "azimuth"))
        self._modules.east[:] = np.sin(slope) * np.sin(azimuth)
        self._modules.north[:] = np.sin(slope) * np.cos(azimuth)
        self._modules.up[:] = np.cos(slope)

    def step(self, tick: int) -> None:
        """Set one tick; at midnight take in edits of the day."""
        if tick % self._ticks_per_day == 0:
            self._turn()
        if self._suns.dark(tick) or not self._modules.peak.any():
            self._power[:] = 0.0
            return
        sun = self._suns.now(tick)
        normal, t_out, wind = (float(series[tick]) for series in self._air)
        height, azimuth = np.radians(sun.elevation), np.radians(sun.azimuth)
        east, north = (float(np.cos(height) * across) for across in (np.sin(azimuth), np.cos(azimuth)))
        up = float(np.sin(height))
        at = (sun.elevation, sun.azimuth, sun.sweep, east, north, up)
        pv_tick(Sky(*at, normal, sun.sky, sun.ground, t_out, wind), self._plant, self._modules, self._power)
