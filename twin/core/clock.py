"""What time is it in the simulation? Fixed UTC+1 ticks, civil time for people, day types for their plans."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
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
TICKS_PER_HOUR = (1, 2, 3, 4, 6)


class DayType(IntEnum):
    """Kind of day that a daily plan is made for."""

    WORKDAY = 0
    SATURDAY = 1
    HOLIDAY = 2  # Sundays and public holidays


def calendar_day(value: object) -> date:
    """A day as a file gives it: a date, or text in ISO 8601; ValueError for anything else."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            value = repr(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    msg = f'{value} is no day of the calendar; write it as "2019-07-01"'
    raise ValueError(msg)


@dataclass(frozen=True)
class Sample:
    """Days of a year that are simulated and stand for all others.

    Parameters
    ----------
    runs : Whether each day is simulated. (D,)
    stands : Simulated day that stands for each day of the year; one that counts stands for itself. (D,)
    """

    runs: NDArray[np.bool_]
    stands: NDArray[np.int64]

    @cached_property
    def weight(self) -> NDArray[np.int64]:
        """Days of the year that each day stands for; 0 for a day that only warms up, or is not simulated. (D,)"""
        return np.bincount(self.stands, minlength=self.stands.size)


class Clock:
    """The hours of one year on a fixed UTC+1 clock.

    Parameters
    ----------
    year : Calendar year; leap years have 8,784 ticks.
    place : IANA time zone whose civil time people keep.
    patron : Month and day of the local patron saint's holiday (Milan: 7 December), or None.
    ticks_per_hour : 1 for ticks of an hour, 2, 3, 4 or 6 for shorter ones.
    span : First and last day that are simulated; the whole year if None. All else stays counted from 1 January.

    Attributes
    ----------
    first_tick, end_tick : First tick that is simulated, and the one after the last.
    sample : Days that are simulated in place of all, None where every day is.
    """

    def __init__(
        self,
        year: int,
        place: str = "Europe/Rome",
        country: str = "IT",
        patron: tuple[int, int] | None = (12, 7),
        ticks_per_hour: int = 1,
        span: tuple[date, date] | None = None,
    ) -> None:
        if ticks_per_hour not in TICKS_PER_HOUR:
            msg = f"{ticks_per_hour} ticks an hour: choose one of {TICKS_PER_HOUR}"
            raise ValueError(msg)
        self.year = year
        self.ticks_per_hour = ticks_per_hour
        self.ticks_per_day = 24 * ticks_per_hour
        self.dt_s = 3600.0 / ticks_per_hour
        self.start = datetime(year, 1, 1, tzinfo=STANDARD_TIME)
        self.n_days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
        self.n_hours = 24 * self.n_days
        self.n_ticks = self.n_hours * ticks_per_hour
        first, last = span or (date(year, 1, 1), date(year, 12, 31))
        self.first_tick = self.tick_of(first)
        self.end_tick = self.tick_of(last) + self.ticks_per_day
        self.sample: Sample | None = None
        self._given = (place, country, patron, 1, (first, last))
        self._zone = ZoneInfo(place)
        self._holidays = set(holidays.country_holidays(country, years=year))
        if patron is not None:
            self._holidays.add(date(year, *patron))

    def sampled(self, sample: Sample) -> Clock:
        """The same year of which some days are simulated, the first of January among them."""
        clock = copy(self)
        clock.sample = sample
        return clock

    @property
    def run_days(self) -> NDArray[np.int64]:
        """Days of the year that are simulated, in order. (K,)"""
        days = np.arange(self.day_of(self.first_tick), self.day_of(self.end_tick))
        return days if self.sample is None else days[self.sample.runs[days]]

    def next_tick(self, tick: int) -> int:
        """Tick that is simulated after `tick`; `end_tick` or beyond after the last."""
        tick += 1
        if self.sample is None or tick % self.ticks_per_day or tick >= self.end_tick:
            return tick
        later = np.flatnonzero(self.sample.runs[self.day_of(tick) :])
        return tick + int(later[0]) * self.ticks_per_day if later.size else self.end_tick

    def at(self, tick: int) -> datetime:
        """Start of `tick` in UTC+1."""
        return self.start + timedelta(seconds=int(tick) * self.dt_s)

    @cached_property
    def hourly(self) -> Clock:
        """The same year in ticks of an hour: outside series come by the hour, results are kept by the hour."""
        return self if self.ticks_per_hour == 1 else Clock(self.year, *self._given)

    def day_of(self, tick: int) -> int:
        """Day of the year, from 0, that contains `tick`, on the fixed clock."""
        return tick // self.ticks_per_day

    def hour_of(self, tick: int) -> int:
        """Hour of the year, from 0, that contains `tick`."""
        return tick // self.ticks_per_hour

    @cached_property
    def tick_index(self) -> NDArray[np.datetime64]:
        """Start of every tick in UTC+1, without zone. (T,) datetime64[m]"""
        first = np.datetime64(f"{self.year}-01-01T00:00", "m")
        return first + np.arange(self.n_ticks) * (60 // self.ticks_per_hour)

    @cached_property
    def month_of_day(self) -> NDArray[np.int64]:
        """Month of every day of the year, 1 to 12. (D,)"""
        days = np.datetime64(f"{self.year}-01-01", "D") + np.arange(self.n_days)
        return days.astype("datetime64[M]").astype(np.int64) % 12 + 1

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
        hours = np.empty(self.n_hours, dtype=np.int64)
        for hour in range(self.n_hours):
            hours[hour] = (self.start + timedelta(hours=hour)).astimezone(self._zone).hour
        return np.repeat(hours, self.ticks_per_hour)

    def tick_of(self, day: date) -> int:
        """First tick of a calendar day of this year; raises ValueError outside the year."""
        if day.year != self.year:
            msg = f"{day.isoformat()} is not in {self.year}"
            raise ValueError(msg)
        return (day - date(self.year, 1, 1)).days * self.ticks_per_day

    def tick_at(self, moment: datetime) -> int:
        """Tick that contains an aware moment; may lie outside 0..n_ticks - 1."""
        return int((moment.astimezone(UTC) - self.start.astimezone(UTC)).total_seconds() // self.dt_s)
