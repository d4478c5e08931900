"""What is a typical year of weather in Milan, when no weather file is at hand? Made from monthly normals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from twin.core.streams import declare, uids_of
from twin.forcing.weather import Weather
from twin.state.district import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.core.clock import Clock
    from twin.forcing.params import Params
    from twin.forcing.sun import SunPath

TEMPERATURE = declare("forcing.temperature", "how warm each day of the typical year is for its month")
CLOUDS = declare("forcing.clouds", "how cloudy each day of the typical year is for its month")

# The typical year is one series, the same in every run: its luck does not follow the run's seed.
_SEED = 160800
_COLDEST, _WARMEST = 6.0, 15.0  # h UTC+1; customary for the plain: about sunrise, and two to three hours after noon
_MONTHS = 12
_ROUNDS = 8  # of bringing days under the clearest sky and months to their sum; it settles within a few


def typical_year(clock: Clock, sun: SunPath, params: Params) -> Weather:
    """Weather of a year that has the normals' monthly temperatures and irradiation, and days that differ.

    Parameters
    ----------
    clock : Year; its length and months.
    sun : Position of the sun in that year.
    params : Normals.
    """
    import pvlib  # noqa: PLC0415 — most of a second of imports, which not every process needs

    month = clock.tick_index[::24].astype("datetime64[M]").astype(int) % _MONTHS
    ghi = _irradiance(clock, sun, month, params)
    parts = pvlib.irradiance.erbs(ghi, sun.zenith, np.repeat(np.arange(1, clock.n_days + 1), 24))
    dni = np.nan_to_num(np.asarray(parts["dni"], dtype=float))
    # The split is not defined for the lowest sun: what is not direct there is diffuse.
    up = np.maximum(np.cos(np.radians(sun.zenith)), 0.0)
    source = Source(
        name="Typical year of Milan, made from monthly normals (synthetic)",
        publisher="authored; normals as given with the parameters",
        licence="figures",
        attribution="Weather: typical year from monthly normals, synthetic",
        year=2000,
    )
    return Weather(
        t_out=_temperature(clock, month, params),
        ghi=ghi,
        dni=dni,
        dhi=np.maximum(ghi - dni * up, 0.0),
        wind_speed=np.repeat(_through_year(params.wind_month, clock), 24),
        source=source,
    )


def _through_year(monthly: Sequence[float], clock: Clock) -> NDArray[np.float64]:
    """Monthly values as a smooth course over the days, through the middle of each month. (D,)"""
    from scipy.interpolate import CubicSpline  # noqa: PLC0415 — half a second of imports

    length = clock.n_days / _MONTHS
    at = (np.arange(_MONTHS + 1) + 0.5) * length
    course = CubicSpline(at, [*monthly, monthly[0]], bc_type="periodic")
    return np.asarray(course(np.arange(clock.n_days) + 0.5), dtype=float)


def _walk(normal: NDArray[np.float64], memory: float) -> NDArray[np.float64]:
    """Anomalies that remember the day before: autoregressive, of unit variance, from independent ones. (D,)"""
    out = np.empty_like(normal)
    last = normal[0]
    for d, step in enumerate(normal):
        last = last if d == 0 else memory * last + np.sqrt(1.0 - memory**2) * step
        out[d] = last
    return out


def _centred(values: NDArray[np.float64], month: NDArray[np.int64]) -> NDArray[np.float64]:
    """Values less their monthly mean, so that normals are kept. (D,)"""
    return np.asarray(values - (np.bincount(month, values) / np.bincount(month))[month])


def _temperature(clock: Clock, month: NDArray[np.int64], params: Params) -> NDArray[np.float64]:
    """Hourly temperature: half cosines between each day's minimum and maximum. (T,) [°C]"""
    days = uids_of(f"day/{d}" for d in range(clock.n_days))
    anomaly = params.t_spread * _walk(TEMPERATURE.at(_SEED).normal(days), params.t_memory)
    anomaly = _centred(anomaly, month)
    low = _through_year(params.t_min, clock) + anomaly
    high = _through_year(params.t_max, clock) + anomaly
    knots = np.empty(2 * clock.n_days + 2)
    value = np.empty_like(knots)
    start = 24.0 * np.arange(clock.n_days)
    knots[1:-1:2], knots[2:-1:2] = start + _COLDEST, start + _WARMEST
    value[1:-1:2], value[2:-1:2] = low, high
    knots[0], value[0] = _WARMEST - 24.0, high[0]
    knots[-1], value[-1] = 24.0 * clock.n_days + _COLDEST, low[-1]
    at = np.arange(clock.n_ticks) + 0.5
    k = np.searchsorted(knots, at, side="right") - 1
    phase = (at - knots[k]) / (knots[k + 1] - knots[k])
    return np.asarray(value[k] + (value[k + 1] - value[k]) * 0.5 * (1.0 - np.cos(np.pi * phase)))


def _irradiance(clock: Clock, sun: SunPath, month: NDArray[np.int64], params: Params) -> NDArray[np.float64]:
    """Hourly global irradiance with the normals' monthly sums: days differ, hours follow a clear sky. (T,) [W/m²]"""
    import pvlib  # noqa: PLC0415 — most of a second of imports, which not every process needs

    clear = np.asarray(pvlib.clearsky.haurwitz(pd.Series(sun.zenith))["ghi"], dtype=float)
    clear_day = clear.reshape(-1, 24).sum(axis=1)
    most = params.clearest * sun.horizontal[1::2].reshape(-1, 24).sum(axis=1)
    wanted = 1000.0 * np.asarray(params.ghi_month)
    days = uids_of(f"day/{d}" for d in range(clock.n_days))
    anomaly = _walk(CLOUDS.at(_SEED).normal(days), params.cloud_memory)
    factor = np.maximum(1.0 + np.asarray(params.cloud_spread)[month] * anomaly, 0.15)
    day = clear_day * factor
    for _ in range(_ROUNDS):
        day *= (wanted / np.bincount(month, day))[month]
        day = np.minimum(day, most)
    day *= (wanted / np.bincount(month, day))[month]
    return np.asarray(clear * np.repeat(day / clear_day, 24))
