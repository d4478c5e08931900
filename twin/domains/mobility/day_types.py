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
    from twin.domains.mobility.calendar import Calendar

_AUGUST = 8
_SUMMER = (6, 7, 9)
_PUPILS = int(Occupation.PUPIL)  # column of `Calendar.lessons`: learners come first among the occupations


class Season(IntEnum):
    """What holds of a whole stretch of days, whichever weekday it is."""

    TERM = 0
    BREAK = 1  # no lessons between September and June
    SUMMER = 2  # no lessons, but in August
    AUGUST = 3


@dataclass(frozen=True)
class DayTypes:
    """Types of day that a year has, by season and by workday, Saturday, Sunday or holiday.

    Parameters
    ----------
    of_day : Type of each day of the year. (D,)
    typical : Day of the year that stands for each type, the middle one of its days. (T,)
    names : Season and day type in words, such as "term, workday". (T,)
    """

    of_day: NDArray[np.int64]
    typical: NDArray[np.int64]
    names: tuple[str, ...]

    @property
    def base(self) -> int:
        """Type that the equilibria of all others start from: the first workday type, in term where there is one."""
        return 0


def day_types(calendar: Calendar, clock: Clock) -> DayTypes:
    """Types of the days of a year: at most four seasons times three types of day."""
    month = np.asarray(clock.month_of_day)
    lessons = calendar.lessons[:, _PUPILS]
    season = np.where(lessons, Season.TERM, Season.BREAK)
    season = np.where(~lessons & np.isin(month, _SUMMER), Season.SUMMER, season)
    season = np.where(month == _AUGUST, Season.AUGUST, season)
    # Workdays in term come first, then the other workdays.
    code = len(Season) * np.asarray(calendar.day_type) + season
    found, of_day = np.unique(code, return_inverse=True)
    of_day = of_day.reshape(-1).astype(np.int64)
    typical = np.array([_middle(np.flatnonzero(of_day == each)) for each in range(found.size)], dtype=np.int64)
    names = tuple(
        f"{Season(int(c) % len(Season)).name.lower()}, {DayType(int(c) // len(Season)).name.lower()}" for c in found
    )
    return DayTypes(of_day, typical, names)


def _middle(days: NDArray[np.int64]) -> int:
    return int(days[days.size // 2])
