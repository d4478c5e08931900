"""Which hours are heated, and how busy is each use? Schedules of the year on civil time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.core.clock import DayType
from twin.state.codes import Use

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.clock import Clock
    from twin.domains.energy.params import Params

HOURS_A_YEAR = 8760.0


@dataclass(frozen=True)
class Schedules:
    """Schedules of every tick of the year and every use.

    Parameters
    ----------
    in_season : Whether the heating season lasts. (T,)
    heating_on : Whether heating may run. (T, U)
    electricity : Electricity by use, nothing for homes. (T, U) [W/m2]
    hot_water : Useful heat in hot water by use, nothing for homes. (T, U) [W/m2]
    people : People expected inside by use, nobody for homes. (T, U) [1/m2]
    opened : Whether a use is in its hours. (T, U)
    """

    in_season: NDArray[np.bool_]
    heating_on: NDArray[np.bool_]
    electricity: NDArray[np.float64]
    hot_water: NDArray[np.float64]
    people: NDArray[np.float64]
    opened: NDArray[np.bool_]

    @classmethod
    def make(cls, clock: Clock, params: Params) -> Schedules:
        """Make the schedules of the clock's year."""
        hour, day = civil(clock)
        kind = clock.day_type[day]
        in_season = season(clock, params.season)[day]
        busy = np.stack([_busy(use, hour, kind, dates(clock)[day], params) for use in Use], axis=1)
        share = np.maximum(busy, params.closed_use)
        total = np.maximum(share.mean(axis=0), 1e-12)
        watt = 1000.0 / HOURS_A_YEAR  # kWh a year to W on average
        electricity = share / total * np.asarray(params.electricity) * watt
        hot_water = share / total * np.asarray(params.hot_water) * watt
        area = np.asarray(params.area_a_person)
        full = np.divide(np.asarray(params.full_use), area, out=np.zeros(area.size), where=area > 0.0)
        people = busy * full
        for series in (electricity, hot_water, people):
            series[:, Use.RESIDENTIAL] = 0.0
        heated = np.stack([_heated(use, hour, kind, params) for use in Use], axis=1)
        return cls(in_season, heated & in_season[:, None], electricity, hot_water, people, busy > 0.0)


def civil(clock: Clock) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Civil hour and civil day of the year of every tick (the last tick may belong to the first day again). (T,)"""
    hour = np.arange(clock.n_ticks) // clock.ticks_per_hour
    ahead = (clock.civil_hour - hour % 24) % 24  # one hour in summer
    return clock.civil_hour, np.minimum((hour + ahead) // 24, clock.n_days - 1)


def dates(clock: Clock) -> NDArray[np.int64]:
    """Date of each day of the year, as month x 100 + day. (D,)"""
    days = np.datetime64(f"{clock.year}-01-01") + np.arange(clock.n_days)
    months = days.astype("datetime64[M]")
    month = months.astype(np.int64) % 12 + 1
    return np.asarray(month * 100 + (days - months.astype("datetime64[D]")).astype(np.int64) + 1)


def season(clock: Clock, limits: tuple[int, int, int, int]) -> NDArray[np.bool_]:
    """Whether each day of the year lies in the heating season, first and last day counted. (D,)"""
    first_month, first_day, last_month, last_day = limits
    stamp = dates(clock)
    first, last = first_month * 100 + first_day, last_month * 100 + last_day
    if first > last:
        return np.asarray((stamp >= first) | (stamp <= last))
    return np.asarray((stamp >= first) & (stamp <= last))


def _busy(
    use: Use, hour: NDArray[np.int64], kind: NDArray[np.int64], date: NDArray[np.int64], params: Params
) -> NDArray[np.float64]:
    """How busy a use is, relative to the hours of use of a workday: nothing out of hours. (T,) [1]"""
    opens, closes = params.open_hours[use]
    busy = np.where((hour >= opens) & (hour < closes), np.array([1.0, *params.weekend_use[use]])[kind], 0.0)
    if use == Use.EDUCATION:
        for first, last in params.school_breaks:
            busy[(date >= first) & (date <= last)] = 0.0
    if use in (Use.OFFICE, Use.INDUSTRIAL):
        (first, last), left = params.august
        busy[(date >= first) & (date <= last)] *= left
    return busy


def _heated(use: Use, hour: NDArray[np.int64], kind: NDArray[np.int64], params: Params) -> NDArray[np.bool_]:
    heated = np.zeros(hour.shape, dtype=np.bool_)
    for begin, end in params.heating_hours[use]:
        heated |= (hour >= begin) & (hour < end)
    if not params.weekend_heating[use]:
        heated &= kind == DayType.WORKDAY
    return heated
