"""Which weeks can stand for a year? Those to whose days all others are nearest in weather, light and kind of day.

Weeks run from Monday to Sunday. Of each day of the year the nearest simulated day of the same kind (workday, Saturday,
Sunday or holiday) counts in its place, so a day weighs as many days as it stands for and every kind of day comes as
often as the calendar has it. Where the heating season, August, lessons or midsummer part two days, the one does not
stand for the other as long as another day is at hand. Measures have no say, so scenarios of a year share its weeks.

Weeks are chosen as medoids: one by one the week that brings all days nearest to a day that is run and keeps the means
of the heated and of the other days, then exchanged as long as an exchange helps (L. Kaufman and P. Rousseeuw, "Finding
Groups in Data", 1990, chapter 2, the method PAM, from memory; the means are added here). The weeks of the coldest and
of the warmest day are always among them, for the highest loads, and so is a week in which the heating season begins:
buildings give up the warmth of the summer once, and its days stand for no others. Some days before each week warm the
buildings up and do not count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.clock import DayType, Sample

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.clock import Clock
    from twin.state.table import Table

WEEK = 7
WARM_UP = 3  # days before each week; lumps of buildings swing in within a few days
OPENING = 10  # first days of a heating season, in which buildings give up the warmth of the summer
AUGUST = 8
_OTHER_KIND = 1e6  # squared distance between a workday and a Sunday
_OTHER_TIME = 1e3  # the same for each of heating, its first days, and August that parts two days
_OTHER_LESSONS = 10.0  # holidays from school may stand for days of term where weeks are few
_MEANS = 30.0  # weight of what the means of heated and other days are off, squared, beside the mean squared distance
_OTHER_HALF = 0.5  # so may autumn for spring; measures that begin within the year hold for the later half


class Features(NamedTuple):
    """What tells days apart.

    Parameters
    ----------
    numbers : Temperature, sun and hours of light, each over its spread in the year. (D, 3) [1]
    kind : Workday, Saturday, or Sunday and holiday. (D,)
    heated, opening, august, lessons, late : Whether the heating season lasts, has begun some days ago, it is August,
        pupils have lessons, and it is the second half of the year. (D,) each
    """

    numbers: NDArray[np.float64]
    kind: NDArray[np.int64]
    heated: NDArray[np.bool_]
    opening: NDArray[np.bool_]
    august: NDArray[np.bool_]
    lessons: NDArray[np.bool_]
    late: NDArray[np.bool_]


def features(clock: Clock, forcing: Table, heated: NDArray[np.bool_], lessons: NDArray[np.bool_]) -> Features:
    """What tells the days of a year apart.

    Parameters
    ----------
    clock, forcing : Year and its weather.
    heated, lessons : Whether the heating season lasts, and whether pupils have lessons. (D,) each
    """
    numbers = np.stack(
        [forcing[name].reshape(clock.n_days, -1).mean(axis=1) for name in ("t_out", "ghi", "sun_up")], axis=1
    )
    spread = numbers.std(axis=0)
    numbers = numbers / np.where(spread > 0.0, spread, 1.0)
    august = clock.month_of_day == AUGUST
    late = np.arange(clock.n_days) >= clock.n_days // 2
    return Features(numbers, clock.day_type, heated, opening_of(heated), august, lessons, late)


def opening_of(heated: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether each day is one of the first of a heating season that begins within the year. (D,)"""
    begins = np.flatnonzero(heated[1:] & ~heated[:-1]) + 1
    opening = np.zeros_like(heated)
    for day in begins:
        opening[day : day + OPENING] = True
    return opening & heated


def choose(clock: Clock, of: Features, weeks: int) -> Sample:
    """Weeks that stand for the year, with the days that warm up.

    Parameters
    ----------
    clock : Year.
    of : What tells its days apart.
    weeks : Weeks to choose.
    """
    first_monday = (WEEK - np.datetime64(f"{clock.year}-01-01").astype("datetime64[D]").astype(int) - 3) % WEEK
    start = np.arange(first_monday, clock.n_days - WEEK + 1, WEEK)
    apart = distances(of)
    by_week = apart[:, start[:, None] + np.arange(WEEK)]
    nearest = start + by_week.argmin(axis=2)
    coldest, warmest = int(of.numbers[:, 0].argmin()), int(of.numbers[:, 0].argmax())
    wanted = [coldest, warmest, *(np.flatnonzero(of.opening)[OPENING // 2 :: OPENING].tolist())]
    fixed = {int(np.clip((day - first_monday) // WEEK, 0, start.size - 1)) for day in wanted}
    off = of.numbers[nearest] - of.numbers[:, None]
    chosen = start[medoids(by_week.min(axis=2), off, [of.heated, ~of.heated], sorted(fixed), weeks)]
    counts, runs = np.zeros(clock.n_days, dtype=bool), np.zeros(clock.n_days, dtype=bool)
    for day in chosen:
        counts[day : day + WEEK] = True
        runs[max(day - WARM_UP, 0) : day + WEEK] = True
    runs[0] = True  # the model starts with the year
    days = np.flatnonzero(counts)
    stands = days[apart[:, days].argmin(axis=1)]
    stands[days] = days
    return Sample(runs, stands)


def distances(of: Features) -> NDArray[np.float64]:
    """Squared distance between all days. (D, D) [1]"""
    apart = ((of.numbers[:, None] - of.numbers[None]) ** 2).sum(axis=2)
    apart += _OTHER_KIND * (of.kind[:, None] != of.kind[None])
    lessons = of.lessons & (of.kind == DayType.WORKDAY)
    for parts, far in (
        (of.heated, _OTHER_TIME), (of.opening, _OTHER_TIME), (of.august, _OTHER_TIME), (lessons, _OTHER_LESSONS),
        (of.late, _OTHER_HALF),
    ):  # fmt: skip
        apart += far * (parts[:, None] != parts[None])
    return np.asarray(apart)


def medoids(
    cost: NDArray[np.float64], off: NDArray[np.float64], groups: list[NDArray[np.bool_]], fixed: list[int], count: int
) -> NDArray[np.int64]:
    """Columns that bring all rows near and their means right, as far as adding and exchanging one by one finds them.

    Parameters
    ----------
    cost : Squared distance of each day to the nearest day of each week. (D, W) [1]
    off : What the features of that day are off. (D, W, F) [1]
    groups : Days whose mean features count together. (D,) each
    fixed : Weeks that are chosen in any case.
    count : Weeks to choose. ()

    Returns
    -------
    Weeks, in order. (count,)
    """

    def score(chosen: list[int]) -> float:
        which = cost[:, chosen].argmin(axis=1)
        week = np.asarray(chosen)[which]
        rows = np.arange(len(cost))
        wrong = sum(float((off[rows, week][some].mean(axis=0) ** 2).sum()) for some in groups if some.any())
        return float(cost[rows, week].mean()) + _MEANS * wrong

    chosen = list(fixed)
    while len(chosen) < min(count, cost.shape[1]):
        others = [week for week in range(cost.shape[1]) if week not in chosen]
        chosen.append(min(others, key=lambda week: score([*chosen, week])))
    best, better = score(chosen), True
    while better:
        better = False
        for place in range(len(fixed), len(chosen)):
            for week in range(cost.shape[1]):
                trial = [*chosen[:place], week, *chosen[place + 1 :]]
                if week not in chosen and (found := score(trial)) < best:
                    chosen, best, better = trial, found, True
    return np.array(sorted(chosen), dtype=np.int64)


def begun(sample: Sample, day: int) -> int:
    """Days of the year that count as after a day on which a measure begins."""
    return int((sample.stands >= day).sum())


def words(clock: Clock, sample: Sample, t_out: NDArray[np.float64]) -> str:
    """Which days stand for the year, and how well they do, in one plain sentence.

    Parameters
    ----------
    t_out : Outdoor temperature of the year, by tick. (T,) [degC]
    """
    daily = t_out.reshape(clock.n_days, -1).mean(axis=1)
    counted = np.flatnonzero(sample.weight)
    starts = counted[np.diff(counted, prepend=-2) != 1]
    days = ", ".join(clock.at(int(day) * clock.ticks_per_day).date().isoformat() for day in starts)
    return (
        f"Lean: {counted.size} days stand for the {clock.n_days} of the year, in runs of days that begin on {days}; "
        f"{int(sample.runs.sum()) - counted.size} more warm up and do not count. Each day of the year is that of its "
        f"kind with the most similar weather. Mean temperature {daily[sample.stands].mean():.2f} degC, "
        f"{daily.mean():.2f} degC in the whole year."
    )
