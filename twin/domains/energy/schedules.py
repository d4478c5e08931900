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
    electricity : Electricity by use; homes: active electricity of a household at full presence [W]. (T, U) [W/m2]
    hot_water : Useful heat in hot water by use; homes: at full presence. (T, U) [W/m2]
    household_base : Electricity of a household day and night. () [W]
    """

    in_season: NDArray[np.bool_]
    heating_on: NDArray[np.bool_]
    electricity: NDArray[np.float64]
    hot_water: NDArray[np.float64]
    household_base: float

    @classmethod
    def make(cls, clock: Clock, params: Params) -> Schedules:
        """Make the schedules of the clock's year."""
        hour, day = civil(clock)
        kind = clock.day_type[day]
        in_season = season(clock, params.season)[day]
        share = np.stack([_use_share(use, hour, kind, params) for use in Use], axis=1)
        total = np.maximum(share.mean(axis=0), 1e-12)
        watt = 1000.0 / HOURS_A_YEAR  # kWh a year to W on average
        electricity = share / total * np.asarray(params.electricity) * watt
        hot_water = share / total * np.asarray(params.hot_water) * watt
        household = params.household_electricity * watt
        active = household * (1.0 - params.base_share) / params.presence_mean
        electricity[:, Use.RESIDENTIAL] = active * np.asarray(params.home_shape)[hour]
        per_person = params.hot_water[Use.RESIDENTIAL] * watt / params.presence_mean
        hot_water[:, Use.RESIDENTIAL] = per_person * np.asarray(params.hot_water_shape)[hour]
        heated = np.stack([_heated(use, hour, kind, params) for use in Use], axis=1)
        return cls(in_season, heated & in_season[:, None], electricity, hot_water, household * params.base_share)


def civil(clock: Clock) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Civil hour and civil day of the year of every tick (the last tick may belong to the first day again). (T,)"""
    hour = np.arange(clock.n_ticks) // clock.ticks_per_hour
    ahead = (clock.civil_hour - hour % 24) % 24  # one hour in summer
    return clock.civil_hour, np.minimum((hour + ahead) // 24, clock.n_days - 1)


def season(clock: Clock, limits: tuple[int, int, int, int]) -> NDArray[np.bool_]:
    """Whether each day of the year lies in the heating season, first and last day counted. (D,)"""
    first_month, first_day, last_month, last_day = limits
    dates = np.datetime64(f"{clock.year}-01-01") + np.arange(clock.n_days)
    months = dates.astype("datetime64[M]")
    month = months.astype(np.int64) % 12 + 1
    stamp = month * 100 + (dates - months.astype("datetime64[D]")).astype(np.int64) + 1
    first, last = first_month * 100 + first_day, last_month * 100 + last_day
    if first > last:
        return np.asarray((stamp >= first) | (stamp <= last))
    return np.asarray((stamp >= first) & (stamp <= last))


def _use_share(use: Use, hour: NDArray[np.int64], kind: NDArray[np.int64], params: Params) -> NDArray[np.float64]:
    opens, closes = params.open_hours[use]
    factor = np.array([1.0, *params.weekend_use[use]])[kind]
    opened = (hour >= opens) & (hour < closes)
    return np.where(opened, np.maximum(factor, params.closed_use), params.closed_use)


def _heated(use: Use, hour: NDArray[np.int64], kind: NDArray[np.int64], params: Params) -> NDArray[np.bool_]:
    heated = np.zeros(hour.shape, dtype=np.bool_)
    for begin, end in params.heating_hours[use]:
        heated |= (hour >= begin) & (hour < end)
    if not params.weekend_heating[use]:
        heated &= kind == DayType.WORKDAY
    return heated
