"""Which days are alike for the streets? Types of day, each with an equilibrium that its days inherit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from twin.core.clock import DayType
from twin.state.codes import Occupation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.clock import Clock
    from twin.domains.mobility.demand.calendar import Calendar

AUGUST = 8
_SUMMER = (6, 7, 9)
PUPILS = int(Occupation.PUPIL)  # column of `Calendar.lessons`: learners come first among the occupations


class Season(IntEnum):
    """What holds of a whole stretch of days, whichever weekday it is."""

    TERM = 0
    BREAK = 1  # no lessons between September and June
    SUMMER = 2  # no lessons, but in August
    AUGUST = 3


TYPES = len(Season) * len(DayType)


@dataclass(frozen=True)
class DayTypes:
    """Types of day that a year has: season + 4 x (workday, Saturday, Sunday or holiday).

    Parameters
    ----------
    of_day : Type of each day of the year. (D,)
    typical : Day of the year that stands for each type, the middle one of its days, -1 where there is none. (TYPES,)
    """

    of_day: NDArray[np.int64]
    typical: NDArray[np.int64]

    @property
    def base(self) -> int:
        """Type that the equilibria of all others start from: workdays in term, where there are any."""
        return int(np.flatnonzero(self.typical >= 0)[0])


def day_types(calendar: Calendar, clock: Clock) -> DayTypes:
    """Types of the days of a year: at most four seasons times three types of day."""
    month = np.asarray(clock.month_of_day)
    lessons = calendar.lessons[:, PUPILS]
    season = np.where(lessons, Season.TERM, Season.BREAK)
    season = np.where(~lessons & np.isin(month, _SUMMER), Season.SUMMER, season)
    season = np.where(month == AUGUST, Season.AUGUST, season)
    of_day = (len(Season) * np.asarray(calendar.day_type) + season).astype(np.int64)
    days = [np.flatnonzero(of_day == each) for each in range(TYPES)]
    typical = np.array([int(some[some.size // 2]) if some.size else -1 for some in days], dtype=np.int64)
    return DayTypes(of_day, typical)


def few_types(calendar: Calendar, clock: Clock) -> DayTypes:
    """Types of the days of a year of which a few stand for all: days without lessons outside August are one season.

    Saturdays, Sundays and holidays outside August are one type each, for lessons hardly matter to them. The day that
    stands for a type is the one on which as many are away as on its mean day.
    """
    found = day_types(calendar, clock).of_day
    season, kind = found % len(Season), found // len(Season)
    season = np.where(season == Season.BREAK, Season.SUMMER, season)
    season = np.where((kind != DayType.WORKDAY) & (season != Season.AUGUST), Season.TERM, season)
    of_day = len(Season) * kind + season
    away = calendar.away_share()
    typical = np.full(TYPES, -1, dtype=np.int64)
    for row in np.unique(of_day):
        days = np.flatnonzero(of_day == row)
        typical[row] = days[np.abs(away[days] - away[days].mean()).argmin()]
    return DayTypes(of_day, typical)


def words(row: int) -> str:
    """Season and type of day, such as "term, workday"."""
    return f"{Season(row % len(Season)).name.lower()}, {DayType(row // len(Season)).name.lower()}"
