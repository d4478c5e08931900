"""What is particular to each day of the year? Its kind, who is away, and the weather."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from twin.core.clock import DayType
from twin.domains.mobility.choice.build import weather
from twin.domains.mobility.day_types import AUGUST
from twin.domains.mobility.demand import calendar as days
from twin.domains.mobility.demand.weather import daytime_mean, wet_days
from twin.domains.mobility.outside import Outing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.clock import Clock
    from twin.domains.mobility.choice.groups import Tastes
    from twin.domains.mobility.day_types import DayTypes
    from twin.domains.mobility.demand.calendar import Calendar
    from twin.domains.mobility.demand.groups import Today
    from twin.domains.mobility.params import Params

_MILD = 15.0  # degC, where no weather is meant


@dataclass(frozen=True)
class DayOf:
    """What is particular to a day.

    Parameters
    ----------
    plans : For residents: rates and purposes of trips, who is away.
    outing : For those from elsewhere: kind of day, and the share of people who are not on leave.
    mean, wet : Temperature of the daytime [degC], and whether it rains, or how often on the days it stands for. [1]
    august : Whether public transport runs by August's timetable.
    """

    plans: Today
    outing: Outing
    mean: float
    wet: float
    august: bool = False

    def tastes(self, usual: Tastes, params: Params) -> Tastes:
        """Tastes on this day: cold and rain keep off two wheels."""
        return weather(usual, params, self.mean, self.wet)


@dataclass(frozen=True)
class Year:
    """The year as mobility sees it.

    Parameters
    ----------
    calendar : Kinds of days, lessons and leave.
    mean, wet : Temperature of the daytime [degC], and whether it rains, 0 to 1. (D,)
    august : Whether it is August. (D,)
    """

    calendar: Calendar
    mean: NDArray[np.float64]
    wet: NDArray[np.float64]
    august: NDArray[np.bool_]

    def today(self, day: int, params: Params) -> DayOf:
        """What is particular to a day of the year."""
        plans = self.calendar.today(day, params)
        here = 1.0 - float(plans.away.mean()) if plans.away.size else 1.0
        kind = int(self.calendar.day_type[day])
        outing = Outing(day, kind, here)
        return DayOf(plans, outing, float(self.mean[day]), float(self.wet[day]), bool(self.august[day]))


def averaged(year: Year, types: DayTypes) -> Year:
    """The year with the mean weather of every type of day on the day that stands for it."""
    mean, wet = year.mean.copy(), year.wet.copy()
    for row in np.flatnonzero(types.typical >= 0):
        days = types.of_day == row
        mean[types.typical[row]], wet[types.typical[row]] = year.mean[days].mean(), year.wet[days].mean()
    return replace(year, mean=mean, wet=wet)


def year_of(
    clock: Clock, households: NDArray[np.uint64], seed: int, params: Params, t_out: NDArray[np.float64]
) -> Year:
    """Lay out the year, with every household's spells of leave and the weather of each day.

    Parameters
    ----------
    clock, seed, params : Year, seed and parameters.
    households : Uids. (H,)
    t_out : Outdoor temperature by tick. (ticks,) [degC]
    """
    laid_out = days.calendar(clock, households, seed, params)
    august = np.asarray(clock.month_of_day) == AUGUST
    return Year(laid_out, daytime_mean(t_out, clock), wet_days(clock, seed, params).astype(np.float64), august)


def usual(day_type: DayType, households: int, params: Params, day: int = 0) -> DayOf:
    """Return a mild and dry day of a type in term, with everybody in the city: what the constants are fitted on."""
    plans = days.usual(day_type, households, params, day)
    return DayOf(plans, Outing(day, int(day_type), 1.0), _MILD, wet=0.0)
