"""Where does the sun stand, what reaches the walls, and does a series of irradiance keep the sun's time?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pvlib

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.clock import Clock

FACES = (0.0, 90.0, 180.0, 270.0)  # azimuth of walls facing N, E, S, W
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


def on_walls(
    sun: SunPath, ghi: NDArray[np.float64], dni: NDArray[np.float64], dhi: NDArray[np.float64], albedo: float
) -> NDArray[np.float64]:
    """Irradiance on walls facing north, east, south and west, and on the horizontal.

    Parameters
    ----------
    ghi, dni, dhi : Global horizontal, direct normal, diffuse horizontal. (T,) [W/m²]
    albedo : Share that the ground reflects. ()

    Returns
    -------
    (T, 5) [W/m²]

    Notes
    -----
    Diffuse light of the sky by Hay and Davies (1980) as in pvlib; in hours whose middle sees no sun, by the isotropic
    sky, because the model's ratio of beam to horizontal has no meaning there.
    """
    below = sun.zenith >= 90.0  # noqa: PLR2004 — degrees
    out = np.empty((ghi.size, 5))
    for k, face in enumerate(FACES):
        tilted = pvlib.irradiance.get_total_irradiance(
            90.0,
            face,
            sun.zenith,
            sun.azimuth,
            dni,
            ghi,
            dhi,
            dni_extra=sun.extraterrestrial,
            albedo=albedo,
            model="haydavies",
        )
        plain = 0.5 * dhi + 0.5 * albedo * ghi
        out[:, k] = np.where(below, plain, np.asarray(tilted["poa_global"], dtype=float))
    out[:, 4] = ghi
    return np.maximum(out, 0.0)


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
