"""What time is it in the simulation? Fixed UTC+1 ticks, civil time for people, day types for their plans."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import holidays
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

STANDARD_TIME = timezone(timedelta(hours=1), "UTC+1")


class DayType(IntEnum):
    """Kind of day that a daily plan is made for."""

    WORKDAY = 0
    SATURDAY = 1
    HOLIDAY = 2  # Sundays and public holidays


class Clock:
    """The hours of one year on a fixed UTC+1 clock.

    Parameters
    ----------
    year : Calendar year; leap years have 8,784 ticks.
    place : IANA time zone whose civil time people keep.
    patron : Month and day of the local patron saint's holiday (Milan: 7 December), or None.
    """

    def __init__(
        self,
        year: int,
        place: str = "Europe/Rome",
        country: str = "IT",
        patron: tuple[int, int] | None = (12, 7),
    ) -> None:
        self.year = year
        self.dt_s = 3600.0
        self.start = datetime(year, 1, 1, tzinfo=STANDARD_TIME)
        self.n_days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
        self.n_ticks = 24 * self.n_days
        self._zone = ZoneInfo(place)
        self._holidays = set(holidays.country_holidays(country, years=year))
        if patron is not None:
            self._holidays.add(date(year, *patron))

    def at(self, tick: int) -> datetime:
        """Start of `tick` in UTC+1."""
        return self.start + timedelta(hours=int(tick))

    @cached_property
    def tick_index(self) -> NDArray[np.datetime64]:
        """Start of every tick in UTC+1, without zone. (T,) datetime64[h]"""
        first = np.datetime64(f"{self.year}-01-01T00", "h")
        return first + np.arange(self.n_ticks)

    @cached_property
    def day_type(self) -> NDArray[np.int64]:
        """Day type of every day of the year. (D,)"""
        kinds = np.empty(self.n_days, dtype=np.int64)
        for d in range(self.n_days):
            day = date(self.year, 1, 1) + timedelta(days=d)
            if day in self._holidays or day.weekday() == 6:  # noqa: PLR2004 — Sunday
                kinds[d] = DayType.HOLIDAY
            elif day.weekday() == 5:  # noqa: PLR2004 — Saturday
                kinds[d] = DayType.SATURDAY
            else:
                kinds[d] = DayType.WORKDAY
        return kinds

    @cached_property
    def civil_hour(self) -> NDArray[np.int64]:
        """Hour of the day that people's clocks show at the start of every tick (summer time counted). (T,)"""
        hours = np.empty(self.n_ticks, dtype=np.int64)
        for tick in range(self.n_ticks):
            hours[tick] = self.at(tick).astimezone(self._zone).hour
        return hours

    def tick_of(self, day: date) -> int:
        """First tick of a calendar day of this year; raises ValueError outside the year."""
        if day.year != self.year:
            msg = f"{day.isoformat()} is not in {self.year}"
            raise ValueError(msg)
        return (day - date(self.year, 1, 1)).days * 24

    def tick_at(self, moment: datetime) -> int:
        """Tick that contains an aware moment; may lie outside 0..n_ticks - 1."""
        return int((moment.astimezone(UTC) - self.start.astimezone(UTC)).total_seconds() // 3600)
