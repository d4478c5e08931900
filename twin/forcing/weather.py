"""What is a year of weather, and how does a year of one length become a year of another?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.clock import Clock
    from twin.state.district import Source

_HOURS = 8760
_LEAP_HOURS = 8784
_29_FEBRUARY = 59 * 24  # first hour of 29 February, or of 1 March in other years


@dataclass(frozen=True)
class Weather:
    """Hourly weather of a year; hour 0 runs from midnight to one o'clock, UTC+1.

    Parameters
    ----------
    t_out : Air temperature. (T,) [°C]
    ghi, dni, dhi : Global horizontal, direct normal, diffuse horizontal irradiance. (T,) [W/m²]
    wind_speed : Wind speed. (T,) [m/s]
    source : Where it comes from.
    """

    t_out: NDArray[np.float64]
    ghi: NDArray[np.float64]
    dni: NDArray[np.float64]
    dhi: NDArray[np.float64]
    wind_speed: NDArray[np.float64]
    source: Source


def fit_length(series: NDArray[np.float64], clock: Clock) -> NDArray[np.float64]:
    """A series of 8,760 or 8,784 hours in the clock's length: 28 February again for the 29th, or without the 29th.

    Parameters
    ----------
    series : (8760,) or (8784,)

    Returns
    -------
    (clock.n_ticks,)
    """
    if series.size == clock.n_ticks:
        return series
    if series.size == _HOURS:
        return np.insert(series, _29_FEBRUARY, series[_29_FEBRUARY - 24 : _29_FEBRUARY])
    return np.delete(series, slice(_29_FEBRUARY, _29_FEBRUARY + 24))


def fit_year(weather: Weather, clock: Clock) -> tuple[Weather, list[str]]:
    """Weather on the clock's year, and what had to be done for it."""
    n = weather.t_out.size
    if n == clock.n_ticks:
        return weather, []
    fitted = replace(
        weather,
        t_out=fit_length(weather.t_out, clock),
        ghi=fit_length(weather.ghi, clock),
        dni=fit_length(weather.dni, clock),
        dhi=fit_length(weather.dhi, clock),
        wind_speed=fit_length(weather.wind_speed, clock),
    )
    if n == _HOURS:
        return fitted, [f"{clock.year} is a leap year and the weather file has none: 29 February repeats 28 February."]
    return fitted, [f"The weather file is of a leap year and {clock.year} is none: 29 February is left out."]
