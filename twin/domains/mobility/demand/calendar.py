"""What kind of day is it, and for whom? Day types, school days, and who is away from the city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from twin.core.clock import DayType
from twin.core.jit import lean_kernel
from twin.core.streams import declare
from twin.domains.mobility.demand.groups import Today
from twin.state.codes import Occupation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.clock import Clock
    from twin.domains.mobility.demand.params import DemandParams

LEAVE = declare("mobility.leave", "spells of the year that a household spends away from the city")
_LEARNERS = (Occupation.PRESCHOOL, Occupation.PUPIL, Occupation.STUDENT, Occupation.UNIVERSITY)
_LANES = 6  # draws a spell: whether, start (2), length (2), by car
_SQRT6 = 2.449489742783178
_HUNDRED = 100


@lean_kernel
def count_away(spells: NDArray[np.int32], last_seen: NDArray[np.int64], count: NDArray[np.int64]) -> None:
    """Count the households that are away on each day; spells of one household may overlap or run into the next year.

    Parameters
    ----------
    spells : First and last day of each spell, last below first for none. (H, S, 2)
    last_seen : Household that was counted last on each day, -1 at first; written. (D,)
    count : Households away; added to. (D,)
    """
    n_days = count.size
    for h in range(spells.shape[0]):
        for s in range(spells.shape[1]):
            first, last = spells[h, s, 0], spells[h, s, 1]
            for begin, end in ((max(first, 0), min(last, n_days - 1)), (0, last - n_days)):
                for day in range(begin, end + 1):
                    if last_seen[day] != h:
                        last_seen[day] = h
                        count[day] += 1


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar.

    J. Meeus, "Astronomical Algorithms", 2nd edition, 1998, chapter 8.
    """
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    rest = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * rest) // 433
    month = (h + rest - 7 * m + 90) // 25
    return date(year, month, (h + rest - 7 * m + 33 * month + 19) % 32)


def day_of_year(year: int, mmdd: int) -> int:
    """Day of the year, from 0, of a date written as month x 100 + day."""
    return (date(year, mmdd // _HUNDRED, mmdd % _HUNDRED) - date(year, 1, 1)).days


def lessons(clock: Clock, params: DemandParams) -> NDArray[np.bool_]:
    """Whether there are lessons for preschool, pupils, students and universities on each day of the year. (D, 4)

    Weekends and public holidays are not taken out here: their rates are those of their day type.
    """
    year = clock.year
    open_ = np.zeros((clock.n_days, len(_LEARNERS)), dtype=bool)
    days = np.arange(clock.n_days)
    sunday = day_of_year(year, 101) + (easter(year) - date(year, 1, 1)).days
    closed = np.zeros(clock.n_days, dtype=bool)
    first, last = (day_of_year(year, mmdd) for mmdd in params.christmas_break)
    closed |= (days >= first) | (days <= last)
    for begin, end in params.easter_breaks:
        closed |= (days >= sunday + begin) & (days <= sunday + end)
    for kind, (begin, end) in enumerate(params.terms):
        in_term = (days >= day_of_year(year, begin)) | (days <= day_of_year(year, end))
        open_[:, kind] = in_term & ~closed
    return open_


@dataclass(frozen=True)
class Calendar:
    """The year as mobility sees it.

    Parameters
    ----------
    day_type : Type of each day. (D,)
    lessons : Whether there are lessons, by kind of learner. (D, 4)
    spells : First and last day of each spell of leave, last below first for none; it may run beyond the year. (H, S, 2)
    by_car : Whether the household takes its first car along. (H, S)
    """

    day_type: NDArray[np.int64]
    lessons: NDArray[np.bool_]
    spells: NDArray[np.int32]
    by_car: NDArray[np.bool_]

    def away(self, day: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether each household is away on a day, and whether with a car. (H,), (H,)

        A spell that runs beyond the year's end covers the first days of the year as well, in place of the one that
        began the year before.
        """
        n = self.day_type.size
        first, last = self.spells[:, :, 0], self.spells[:, :, 1]
        gone = ((first <= day) & (day <= last)) | (day + n <= last)
        return np.asarray(gone.any(axis=1)), np.asarray((gone & self.by_car).any(axis=1))

    def away_share(self) -> NDArray[np.float64]:
        """Share of the households that are away on each day, 0 where there are none. (D,) [1]"""
        count = np.zeros(self.day_type.size, dtype=np.int64)
        count_away(self.spells, np.full(count.size, -1, dtype=np.int64), count)
        return count / max(len(self.spells), 1)

    def typical(self, months: NDArray[np.int64]) -> NDArray[np.int64]:
        """Day that can stand for each day: the middle one of its type and month, lessons on or off alike. (D,) → (D,)

        Parameters
        ----------
        months : Month of each day. (D,)
        """
        kinds = np.column_stack([months, self.day_type, self.lessons.astype(np.int64)])
        _, group = np.unique(kinds, axis=0, return_inverse=True)
        stand = np.empty(months.size, dtype=np.int64)
        for each in range(int(group.max()) + 1):
            alike = np.flatnonzero(group.reshape(-1) == each)
            stand[alike] = alike[alike.size // 2]
        return stand

    def today(self, day: int, params: DemandParams) -> Today:
        """What is particular to a day of the year."""
        away, taken = self.away(day)
        return today(day, DayType(int(self.day_type[day])), self.lessons[day], away, taken, params)


def calendar(clock: Clock, households: NDArray[np.uint64], seed: int, params: DemandParams) -> Calendar:
    """Lay out the year, with every household's spells of leave.

    Parameters
    ----------
    clock, seed, params : Year, seed and parameters.
    households : Uids. (H,)
    """
    stream = LEAVE.at(seed)
    sunday = (easter(clock.year) - date(clock.year, 1, 1)).days
    n, kinds = households.size, len(params.leave)
    spells = np.empty((n, kinds, 2), dtype=np.int32)
    by_car = np.empty((n, kinds), dtype=bool)
    for s, (share, middle, early_late, length, spread) in enumerate(params.leave):
        u = [stream.uniform(households, lane=_LANES * s + lane) for lane in range(_LANES)]
        centre = sunday if middle == 0 else day_of_year(clock.year, int(middle))
        begin = np.floor(centre + early_late * _SQRT6 * (u[1] + u[2] - 1.0) + 0.5)
        nights = np.maximum(np.floor(length + spread * _SQRT6 * (u[3] + u[4] - 1.0) + 0.5), 2.0)
        spells[:, s, 0] = begin
        spells[:, s, 1] = np.where(u[0] < share, begin + nights - 1.0, begin - 1.0)
        by_car[:, s] = u[5] < params.leave_by_car
    return Calendar(clock.day_type, lessons(clock, params), spells, by_car)


def today(
    day: int,
    day_type: DayType,
    open_: NDArray[np.bool_],
    away: NDArray[np.bool_],
    taken: NDArray[np.bool_],
    params: DemandParams,
) -> Today:
    """What is particular to a day: learners without lessons spend a workday like a Saturday."""
    by_type = (params.rates_workday, params.rates_saturday, params.rates_holiday)
    rates = np.array(by_type[day_type])
    for kind, learner in enumerate(_LEARNERS):
        if not open_[kind]:
            if day_type == DayType.WORKDAY:
                rates[learner] = params.rates_saturday[learner]
            rates[learner, 0] = 0.0
    purpose = np.column_stack([params.shop_share[day_type], params.care_share[day_type]])
    return Today(day, rates, purpose, np.array(params.joint_share[day_type]), away, taken, day_type == DayType.WORKDAY)


def usual(day_type: DayType, households: int, params: DemandParams, day: int = 0) -> Today:
    """Return a day of a type in term, with everybody in the city: what the constants are fitted on."""
    nobody = np.zeros(households, dtype=bool)
    return today(day, day_type, np.ones(len(_LEARNERS), dtype=bool), nobody, nobody, params)
