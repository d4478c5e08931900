"""What sun falls on the box and through its glass, tick by tick? Weather and geometry, before any wall is simulated."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pvlib
from scipy.interpolate import PchipInterpolator

from benchmarks.bestest.cases import ALBEDO, AZIMUTH

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.bestest.cases import Glass, Window

WEATHER = "bestest/725650TYCST.epw"
KELVIN = 273.15
STEFAN_BOLTZMANN = 5.670374419e-8  # W/m2K4, CODATA
_STEPS = 6  # positions of the sun per hour, each in the middle of its ten minutes
_ANGLES = np.radians(np.arange(0.0, 100.0, 10.0))
_GRID = 30  # points along each side of a window at which its shading is looked up


@dataclass(frozen=True)
class Weather:
    """Denver's year by position of the sun, six an hour; hourly values hold for their hour.

    Parameters
    ----------
    t_out : Air at the end of each hour. (8760,) [degC]
    t_sky : Black sky of the same radiation in the infrared. (8760,) [degC]
    zenith, azimuth : (52560,) [degrees]
    dni, dhi, ghi : While the sun is up. (52560,) [W/m2]
    extra : Above the air, normal to the sun. (52560,) [W/m2]
    """

    t_out: NDArray[np.float64]
    t_sky: NDArray[np.float64]
    zenith: NDArray[np.float64]
    azimuth: NDArray[np.float64]
    dni: NDArray[np.float64]
    dhi: NDArray[np.float64]
    ghi: NDArray[np.float64]
    extra: NDArray[np.float64]


@lru_cache(maxsize=1)
def weather(data: Path) -> Weather:
    """Read the standard's year; light of an hour falls while the sun is up, in proportion to its height."""
    table, place = pvlib.iotools.read_epw(data / WEATHER, coerce_year=1995)
    minutes = 60 // _STEPS
    times = pd.date_range(table.index[0], periods=_STEPS * len(table), freq=f"{minutes}min")
    times = times + pd.Timedelta(minutes=minutes / 2)
    sun = pvlib.solarposition.get_solarposition(times, place["latitude"], place["longitude"], place["altitude"])
    up = (sun["apparent_zenith"].to_numpy() < 90.0).reshape(-1, _STEPS)
    lit = up.mean(axis=1)

    def spread(name: str) -> NDArray[np.float64]:
        held = np.where(lit > 0.0, table[name].to_numpy(float) / np.where(lit > 0.0, lit, 1.0), 0.0)
        return np.asarray((held[:, None] * up).ravel())

    return Weather(
        t_out=table["temp_air"].to_numpy(float),
        t_sky=(table["ghi_infrared"].to_numpy(float) / STEFAN_BOLTZMANN) ** 0.25 - KELVIN,
        zenith=sun["apparent_zenith"].to_numpy(),
        azimuth=sun["azimuth"].to_numpy(),
        dni=spread("dni"),
        dhi=spread("dhi"),
        ghi=spread("ghi"),
        extra=np.repeat(pvlib.irradiance.get_extra_radiation(table.index.day_of_year.to_numpy()), _STEPS),
    )


def sky_temperature(table: pd.DataFrame) -> NDArray[np.float64]:
    """Temperature of a black sky by Berdahl and Martin (1984), with terms of altitude, hour and clouds. (8760,) [degC]

    Opaque clouds count 0.9 at 2 km, thin ones 0.4 at 8 km, weakened by exp(-km / 8.2). The standard offers a sky whose
    mean, minimum and maximum are published (-5.9, -46.9 and 24.6 degC); this one has -5.9, -46.9 and 25.3. Formula and
    clouds are quoted from memory; it serves as a variant only.
    """
    dew, hour = table["temp_dew"].to_numpy(float) / 100.0, np.arange(len(table)) % 24 + 1
    clear = 0.711 + 0.56 * dew + 0.73 * dew**2 + 0.013 * np.cos(2.0 * np.pi * hour / 24.0)
    clear = clear + 0.00012 * (table["atmospheric_pressure"].to_numpy(float) / 100.0 - 1000.0)
    opaque, total = (table[name].to_numpy(float) / 10.0 for name in ("opaque_sky_cover", "total_sky_cover"))
    cloud = 0.9 * opaque * np.exp(-2.0 / 8.2) + 0.4 * (total - opaque) * np.exp(-8.0 / 8.2)
    emittance = clear + (1.0 - clear) * cloud
    return np.asarray((table["temp_air"].to_numpy(float) + KELVIN) * emittance**0.25 - KELVIN)


@dataclass(frozen=True)
class Falling:
    """Sun on a plane, by where it comes from. Each (52560,) [W/m2]

    Parameters
    ----------
    beam : From the sun and the bright ring about it.
    sky : From the rest of the sky.
    ground : Reflected by the ground.
    angle : Angle of incidence of the sun. [rad]
    """

    beam: NDArray[np.float64]
    sky: NDArray[np.float64]
    ground: NDArray[np.float64]
    angle: NDArray[np.float64]

    @property
    def total(self) -> NDArray[np.float64]:
        """(52560,) [W/m2]"""
        return self.beam + self.sky + self.ground


@lru_cache(maxsize=32)
def falling(data: Path, tilt: float, azimuth: float) -> Falling:
    """Sun on an unshaded plane; light of the sky by Perez (1990) as in pvlib, its bright ring counted as beam."""
    air = weather(data)
    up = air.zenith < 90.0
    cosine = np.asarray(pvlib.irradiance.aoi_projection(tilt, azimuth, air.zenith, air.azimuth))
    mass = pvlib.atmosphere.get_relative_airmass(np.where(up, air.zenith, 89.9))
    zenith = np.where(up, air.zenith, 89.9)
    parts: Any = pvlib.irradiance.perez(
        tilt, azimuth, air.dhi, air.dni, air.extra, zenith, air.azimuth, mass, return_components=True
    )
    lights = {name: np.nan_to_num(np.asarray(values, dtype=float)) for name, values in parts.items()}
    ring = np.maximum(lights["poa_circumsolar"], 0.0) * up
    sky = np.maximum(lights["poa_isotropic"] + lights["poa_horizon"], 0.0) * up
    return Falling(
        beam=np.maximum(cosine, 0.0) * air.dni * up + ring,
        sky=sky,
        ground=np.asarray(pvlib.irradiance.get_ground_diffuse(tilt, air.ghi, ALBEDO)),
        angle=np.arccos(np.clip(cosine, -1.0, 1.0)),
    )


@dataclass(frozen=True)
class Shade:
    """What shades leave of the light on a window. Parts of the light of an unshaded window.

    Parameters
    ----------
    beam : (52560,)
    sky, ground : Of light that is evenly bright.
    """

    beam: NDArray[np.float64]
    sky: float
    ground: float


@lru_cache(maxsize=32)
def shade(data: Path, window: Window) -> Shade:
    """Part of a window that the sun sees past overhang and fins, by following rays from points all over the glass."""
    air = weather(data)
    up = air.zenith < 90.0
    facing = np.radians(air.azimuth - AZIMUTH[window.face])
    # Direction to the sun in the wall's frame: out of it, to the right as seen from outside, and up.
    out = np.sin(np.radians(air.zenith)) * np.cos(facing)
    right = -np.sin(np.radians(air.zenith)) * np.sin(facing)
    upwards = np.cos(np.radians(air.zenith))
    seen = up & (out > 0.0)
    beam = np.ones(air.zenith.size)
    beam[seen] = _seen(window, out[seen], right[seen], upwards[seen])
    # Evenly bright sky and ground: directions weighted by the cosine to the wall.
    slant, turn = np.meshgrid(np.arcsin(np.sqrt((np.arange(30) + 0.5) / 30)), (np.arange(120) + 0.5) * np.pi / 60)
    towards = (np.cos(slant).ravel(), (np.sin(slant) * np.cos(turn)).ravel(), (np.sin(slant) * np.sin(turn)).ravel())
    free = _seen(window, *towards)
    above = towards[2] > 0.0
    return Shade(beam, float(free[above].mean()), float(free[~above].mean()))


def _seen(
    window: Window, out: NDArray[np.float64], right: NDArray[np.float64], up: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Part of the window from which each direction is not hidden by its shades. (N,)"""
    x = (np.arange(_GRID) + 0.5) / _GRID * window.width
    y = (np.arange(_GRID) + 0.5) / _GRID * window.height
    free = np.empty(out.size)
    for start in range(0, out.size, 512):
        part = slice(start, start + 512)
        slope = np.stack((right[part] / out[part], up[part] / out[part]))[:, :, None, None]
        free[part] = (~_hidden(window, x[None, :, None], y[None, None, :], slope[0], slope[1])).mean(axis=(1, 2))
    return free


def _hidden(
    window: Window,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    aside: NDArray[np.float64],
    upwards: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Whether rays from points of the glass, of given slopes per metre outwards, meet a shade."""
    hidden = np.zeros(np.broadcast_shapes(x.shape, y.shape, aside.shape), dtype=bool)
    if window.overhang is not None:
        depth, gap, left, right = window.overhang
        away = (window.height + gap - y) / np.where(upwards > 0.0, upwards, np.inf)
        at = x + aside * away
        hidden |= (upwards > 0.0) & (away <= depth) & (at >= -left) & (at <= window.width + right)
    if window.fins is not None:
        depth, above, below = window.fins
        for edge, sign in ((0.0, -1.0), (window.width, 1.0)):
            away = (edge - x) / np.where(sign * aside > 0.0, aside, sign * np.inf)
            at = y + upwards * away
            hidden |= (sign * aside > 0.0) & (away <= depth) & (at >= -below) & (at <= window.height + above)
    return hidden


def per_tick(values: NDArray[np.float64], ticks_per_hour: int) -> NDArray[np.float64]:
    """Means over ticks of values by position of the sun. (8760 × ticks,)"""
    return np.asarray(np.repeat(values, ticks_per_hour).reshape(-1, _STEPS).mean(axis=1))


def _between(angle: NDArray[np.float64], table: tuple[float, ...]) -> NDArray[np.float64]:
    """Values between a table's angles, by cubics that keep its rise and fall (Fritsch and Carlson, 1980)."""
    return np.asarray(PchipInterpolator(_ANGLES, table)(np.minimum(angle, _ANGLES[-1])))


@dataclass(frozen=True)
class Through:
    """What becomes of the sun on a window, per area of glass. Each (52560,) [W/m2]

    Parameters
    ----------
    falling : On the outside, shades counted.
    transmitted : Let through.
    absorbed : Stays in each pane, the outer one first.
    """

    falling: NDArray[np.float64]
    transmitted: NDArray[np.float64]
    absorbed: tuple[NDArray[np.float64], ...]


@lru_cache(maxsize=32)
def through(data: Path, window: Window, glass: Glass) -> Through:
    """Sun on and through a window, the beam by its angle, light of sky and ground by the hemispherical value."""
    light = falling(data, 90.0, AZIMUTH[window.face])
    if window.overhang is None and window.fins is None:
        beam, diffuse = light.beam, light.sky + light.ground
    else:
        left = shade(data, window)
        beam, diffuse = light.beam * left.beam, light.sky * left.sky + light.ground * left.ground

    def part(table: tuple[float, ...]) -> NDArray[np.float64]:
        return np.asarray(beam * _between(light.angle, table[:-1]) + diffuse * table[-1])

    return Through(beam + diffuse, part(glass.transmitted), tuple(part(pane) for pane in glass.absorbed))
