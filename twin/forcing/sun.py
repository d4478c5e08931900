"""Where does the sun stand, what reaches the walls, and does a series of irradiance keep the sun's time?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from twin.forcing.glazing import relative_transmission

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.clock import Clock

FACES = (0.0, 45.0, 90.0, 135.0, 180.0, 225.0, 270.0, 315.0)  # azimuth of walls facing N, NE, E, ..., NW
_LOWEST = 0.01745  # cosine of the zenith at 89 degrees: lower suns count as standing there, as in pvlib
_STEPS = 2  # positions of the sun per tick: at its start and in its middle
_FURTHEST = 6.0  # h; larger offsets of a clock are not looked for


@dataclass(frozen=True)
class SunPath:
    """Position of the sun over a year, at the start and in the middle of every tick.

    Parameters
    ----------
    elevation : Apparent elevation every half tick from the start of the year to its end. (2 T + 1,) [°]
    zenith, azimuth : Apparent zenith and azimuth at mid-tick. (T,) [°]
    extraterrestrial : Irradiance normal to the sun above the air. (T,) [W/m²]
    horizontal : Extraterrestrial irradiance on the horizontal, every half tick. (2 T + 1,) [W/m²]
    """

    elevation: NDArray[np.float64]
    zenith: NDArray[np.float64]
    azimuth: NDArray[np.float64]
    extraterrestrial: NDArray[np.float64]
    horizontal: NDArray[np.float64]

    @property
    def mid_elevation(self) -> NDArray[np.float64]:
        """Apparent elevation at mid-tick. (T,) [°]"""
        return self.elevation[1::2]


def sun_path(place: tuple[float, float], clock: Clock) -> SunPath:
    """Position of the sun over the clock's year, by the algorithm of NREL (SPA) in pvlib.

    Parameters
    ----------
    place : (longitude, latitude). [°]
    clock : Year and ticks.
    """
    import pvlib  # noqa: PLC0415 — most of a second of imports, which not every process needs

    lon, lat = place
    step = pd.Timedelta(seconds=clock.dt_s / _STEPS)
    times = pd.date_range(clock.start, periods=_STEPS * clock.n_ticks + 1, freq=step)
    position = pvlib.solarposition.get_solarposition(times, lat, lon, method="nrel_numpy")
    extra = np.asarray(pvlib.irradiance.get_extra_radiation(times.day_of_year.to_numpy()), dtype=float)
    up = np.maximum(np.sin(np.radians(position["elevation"].to_numpy(float))), 0.0)
    return SunPath(
        elevation=position["apparent_elevation"].to_numpy(float),
        zenith=position["apparent_zenith"].to_numpy(float)[1::2],
        azimuth=position["azimuth"].to_numpy(float)[1::2],
        extraterrestrial=extra[1::2],
        horizontal=extra * up,
    )


def share_above(elevation: NDArray[np.float64], threshold: float) -> NDArray[np.float64]:
    """Share of each tick in which the sun stands above an elevation, its path being straight within half ticks.

    Parameters
    ----------
    elevation : Elevation every half tick. (2 T + 1,) [°]
    threshold : [°]

    Returns
    -------
    (T,)
    """
    low = np.minimum(elevation[:-1], elevation[1:])
    high = np.maximum(elevation[:-1], elevation[1:])
    rise = np.where(high > low, high - low, 1.0)
    halves = np.where(high > low, np.clip((high - threshold) / rise, 0.0, 1.0), high >= threshold)
    return np.asarray(halves.reshape(-1, _STEPS).mean(axis=1))


class Light(NamedTuple):
    """Sunlight by where it comes from, nothing in the way; facings are N, NE, E, SE, S, SW, W, NW.

    Parameters
    ----------
    normal : From the sun and the sky close around it, on what is turned to it. (T,) [W/m²]
    beam : The same on walls of each facing and on the horizontal. (T, 9) [W/m²]
    single, double : What of that on walls gets through one or two clear panes, relative to what would at normal
        incidence. (T, 8) [W/m²]
    sky : From the rest of the sky, even, on the horizontal; a wall sees at most half of it. (T,) [W/m²]
    ground : Sent back by open ground; a wall sees at most half of it. (T,) [W/m²]
    """

    normal: NDArray[np.float64]
    beam: NDArray[np.float64]
    single: NDArray[np.float64]
    double: NDArray[np.float64]
    sky: NDArray[np.float64]
    ground: NDArray[np.float64]

    @property
    def total(self) -> NDArray[np.float64]:
        """On walls of each facing and on the horizontal with nothing in the way. (T, 9) [W/m²]"""
        half = np.append(np.full(len(FACES), 0.5), 1.0)
        below = np.append(np.full(len(FACES), 0.5), 0.0)
        return self.beam + half * self.sky[:, None] + below * self.ground[:, None]


def incidence(sun: SunPath) -> NDArray[np.float64]:
    """Cosine of the angle between the sun and the normal of walls of each facing, and of the horizontal. (T, 9)"""
    zenith, azimuth = np.radians(sun.zenith)[:, None], np.radians(sun.azimuth)[:, None]
    walls = np.sin(zenith) * np.cos(azimuth - np.radians(FACES))
    return np.hstack([walls, np.cos(zenith)])


def light(
    sun: SunPath, ghi: NDArray[np.float64], dni: NDArray[np.float64], dhi: NDArray[np.float64], albedo: float
) -> Light:
    """Part sunlight by where it comes from.

    Parameters
    ----------
    ghi, dni, dhi : Global horizontal, direct normal, diffuse horizontal. (T,) [W/m²]
    albedo : Share that the ground reflects. ()

    Notes
    -----
    Hay and Davies (1980) as in pvlib: of the diffuse light the share dni / extraterrestrial comes from around the sun,
    the rest evenly from the sky. In hours whose middle sees no sun all of it is even, because the model's ratio of
    beam to horizontal has no meaning there.
    """
    up = sun.zenith < 90.0  # noqa: PLR2004 — degrees
    around = np.where(up, dni / sun.extraterrestrial, 0.0)
    cosine = incidence(sun)
    facing = np.maximum(cosine, 0.0)
    flat = np.maximum(cosine[:, -1], _LOWEST)
    sky = dhi * (1.0 - around)
    strength = np.where(up, dni + dhi * around / flat, 0.0)
    beam = facing * strength[:, None]
    beam[:, -1] = np.maximum(ghi - sky, 0.0)
    angle = np.arccos(np.clip(facing[:, :-1], 0.0, 1.0))
    single, double = (beam[:, :-1] * relative_transmission(angle, panes) for panes in (1, 2))
    return Light(strength, beam, single, double, sky, albedo * ghi)


def clock_offset(ghi: NDArray[np.float64], sun: SunPath) -> float:
    """By how many hours a series runs late against the sun, to half an hour; negative if it runs early.

    Irradiance is compared with what arrives above the air, moved by each offset in turn; the offset at which both
    agree best (greatest correlation) is taken.

    Parameters
    ----------
    ghi : Global horizontal irradiance by hour. (T,) [W/m²]

    Returns
    -------
    () [h]
    """
    n = ghi.size
    offsets = np.arange(-_FURTHEST, _FURTHEST + 0.25, 0.5)
    above = sun.horizontal[:-1]
    best = [float(np.corrcoef(ghi, np.roll(above, round(_STEPS * offset))[1::_STEPS][:n])[0, 1]) for offset in offsets]
    return float(offsets[int(np.argmax(best))])
