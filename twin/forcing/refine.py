"""How do hourly series fill ticks shorter than an hour? Every hour keeps its mean, the sun its path."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.forcing.sun import SunPath
    from twin.forcing.weather import Weather


def through_hours(series: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """Straight from mid-hour to mid-hour, moved within each hour so that its mean stays. (H,) → (n H,)

    Parameters
    ----------
    series : Means of the hours. (H,)
    n : Ticks in an hour.
    """
    hours = np.arange(series.size) + 0.5
    ticks = (np.arange(n * series.size) + 0.5) / n
    fine = np.interp(ticks, hours, series).reshape(-1, n)
    return np.asarray(fine + (series - fine.mean(axis=1))[:, None]).reshape(-1)


def weather_of_ticks(hourly: Weather, sun: SunPath, n: int) -> Weather:
    """Weather of ticks: temperature and wind straight between mid-hours, irradiance along the height of the sun.

    Parameters
    ----------
    hourly : Weather by hour. (H,)
    sun : Path of the sun by tick. (n H,)
    n : Ticks in an hour.

    Notes
    -----
    The hour's global irradiance is shared by the sine of the sun's elevation, which keeps its mean; the beam holds
    through the hour while the sun is up, and never exceeds what is global; diffuse is what is left.
    """
    if n == 1:
        return hourly
    height = np.maximum(np.sin(np.radians(sun.mid_elevation)), 0.0).reshape(-1, n)
    mean = height.mean(axis=1, keepdims=True)
    share = np.divide(height, mean, out=np.ones_like(height), where=mean > 0.0)
    ghi = (hourly.ghi[:, None] * share).reshape(-1)
    up = height.reshape(-1)
    most = np.divide(ghi, up, out=np.zeros_like(ghi), where=up > 0.0)
    dni = np.minimum(np.repeat(hourly.dni, n), most)
    return replace(
        hourly,
        t_out=through_hours(hourly.t_out, n),
        ghi=ghi,
        dni=dni,
        dhi=np.maximum(ghi - dni * up, 0.0),
        wind_speed=np.maximum(through_hours(hourly.wind_speed, n), 0.0),
    )
