"""Which day comes next, and is it ready? Days do not depend on each other, so they run side by side, ahead of time."""

from __future__ import annotations

import weakref
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numba import get_num_threads

from twin.domains.mobility import day as days
from twin.domains.mobility import frame as frames
from twin.domains.mobility import level as levels
from twin.domains.mobility.day_types import day_types, few_types
from twin.domains.mobility.routes.learning import Habit, adapted
from twin.domains.mobility.shared import kept_for
from twin.domains.mobility.year import averaged, year_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from twin.domains.mobility.day import Day
    from twin.domains.mobility.day_types import DayTypes
    from twin.domains.mobility.frame import Frame
    from twin.domains.mobility.level import Level
    from twin.domains.mobility.params import Params
    from twin.domains.mobility.shared import Kept
    from twin.domains.mobility.year import Year
    from twin.state.table import Table
    from twin.state.world import World

T = TypeVar("T")
_FAR = 31  # days that are looked ahead for those to be run or kept


class Days:
    """Runs each day of the year, some ahead of time in threads of their own, until an edit changes what trips rest on.

    A day is a pure function of the frame, of the level of service of its type of day, and of its number; a level is one
    of the frame and the day that stands for the type. After an edit some go by the former level for a while: routes are
    new at once, departures within days, modes within weeks. So neither the number of threads nor how far ahead they are
    has a part in the bits. What a frame reads is copied: an edit never meets a day that is under way, it drops it. On
    one thread nothing runs ahead.
    """

    def __init__(self, world: World, params: Params) -> None:
        self._world = world
        self._params = params
        self._year: Year | None = None
        self._types: DayTypes | None = None
        self._frame: Frame | None = None
        self._edits = 0
        self._far = _FAR
        self._ahead: dict[int, Future[Day]] = {}
        self._levels: dict[int, Future[Level]] = {}
        self._pool: tuple[int, ThreadPoolExecutor] | None = None
        self._made: dict[int, Day] = {}
        self._stand: NDArray[np.int64] | None = None
        self._before: tuple[int, Frame, dict[int, Future[Level]]] | None = None
        self._kept: Kept | None = None

    def __getstate__(self) -> dict[str, Any]:
        before: Any = None if self._before is None else (*self._before[:2], {})
        return self.__dict__ | {"_ahead": {}, "_levels": {}, "_pool": None, "_before": before, "_kept": None}

    def type_of(self, day: int) -> int:
        """Type of a day of the year, a row of `day_types`."""
        self._refreshed()
        assert self._types is not None  # noqa: S101 — for the type checker: made with the frame
        return int(self._types.of_day[day])

    def level(self, day: int) -> Level:
        """Level of service of a day's type."""
        return self._level(self.type_of(day)).result()

    def of(self, day: int) -> Day:
        """Results of a day of the year, or of the typical day that stands for it."""
        self._refreshed(day)
        assert self._stand is not None  # noqa: S101 — for the type checker: made with the frame
        run = self._world.clock.run_days
        coming = self._stand[run[run >= day]][: self._far]
        day = int(self._stand[day])
        known = self._made if self._kept is None else self._made | self._kept.days
        if day in known:
            self._made[day] = known[day]
            return known[day]
        waiting = self._ahead.pop(day, None)
        threads = get_num_threads()
        # Those ahead start before this one, if it was not expected, so that no thread is idle meanwhile.
        waiting = waiting if waiting is not None else self._day(day)
        if threads > 1:
            soon = [int(d) for d in dict.fromkeys(coming.tolist()) if d not in known and d != day]
            wanted = soon[: threads + 1]
            for stale in [d for d in self._ahead if d not in wanted]:
                self._ahead.pop(stale).cancel()
            for later in wanted:
                if later not in self._ahead:
                    self._ahead[later] = self._day(later)
        made = waiting.result()
        if self._kept is not None:
            self._kept.days[day] = made
            self._kept.levels[self.type_of(day)] = self.level(day)
        # What comes again within the month is kept; where every day is run, that is this day alone.
        needed = set(coming.tolist())
        self._made = {d: each for d, each in self._made.items() if d in needed} | {day: made}
        self._forget(needed)
        return made

    def _day(self, day: int) -> Future[Day]:
        frame, year, row = self._frame, self._year, self.type_of(day)
        assert frame is not None and year is not None  # noqa: S101, PT018 — for the type checker
        level, knows, old = self._level(row), self._knows(day), None
        if knows is not None and self._before is not None:
            old = self._settled(row, self._before[1], self._before[2])

        def work() -> Day:
            former = None if old is None or knows is None else days.Former(old.result().offer, knows)
            return days.run(frame, level.result(), year.today(day, self._params), former)

        return self._start(work)

    def _knows(self, day: int) -> NDArray[np.bool_] | None:
        """Whether each citizen has taken in the last edit, in departures and in modes, None if all have. (N, 2)"""
        if self._before is None or self._frame is None:
            return None
        edit, uids, seed = self._before[0], self._frame.people.uid, self._world.seed
        day = max(day, edit)  # a typical day may lie before it
        knows = np.stack([adapted(day, edit, uids, habit, seed, self._params) for habit in Habit], axis=1)
        return None if knows.all() else knows

    def _level(self, row: int) -> Future[Level]:
        """Level of service of a type of day."""
        assert self._frame is not None  # noqa: S101 — for the type checker: made before any level is
        return self._settled(row, self._frame, self._levels)

    def _settled(self, row: int, frame: Frame, kept: dict[int, Future[Level]]) -> Future[Level]:
        """Level of service by a frame. All others start from that of the base type, which is started first."""
        types, year = self._types, self._year
        assert types is not None and year is not None  # noqa: S101, PT018 — for the type checker
        if row not in kept and self._kept is not None and row in self._kept.levels:
            kept[row] = Future()
            kept[row].set_result(self._kept.levels[row])
        if row not in kept:
            typical = int(types.typical[row])
            base = self._settled(types.base, frame, kept) if row != types.base else None
            threads = get_num_threads() if base is None else 1
            kept[row] = self._start(
                lambda: levels.settle(
                    frame, year.today(typical, self._params), None if base is None else base.result(), threads
                )
            )
        return kept[row]

    def _forget(self, needed: set[int]) -> None:
        """Let go of levels that no day of the next month is of; they come again with the same bits."""
        assert self._types is not None  # noqa: S101 — for the type checker: made with the frame
        kept = {int(self._types.of_day[day]) for day in needed} | {self._types.base}
        self._levels = {row: level for row, level in self._levels.items() if row in kept}

    def _start(self, work: Callable[[], T]) -> Future[T]:
        """Have something done, at once on one thread. Tasks wait for earlier ones only, never in a ring."""
        threads = get_num_threads()
        if threads == 1:
            done: Future[T] = Future()
            try:
                done.set_result(work())
            except Exception as error:  # noqa: BLE001 — told where the result is asked for
                done.set_exception(error)
            return done
        if self._pool is None or self._pool[0] != threads:
            pool = ThreadPoolExecutor(threads, "mobility-day")
            weakref.finalize(self, pool.shutdown, wait=False, cancel_futures=True)
            self._pool = (threads, pool)
        return self._pool[1].submit(work)

    def _refreshed(self, day: int = 0) -> None:
        """Make the frame that holds now; after an edit of what trips rest on anew, with all days and levels dropped."""
        world, seed, params = self._world, self._world.seed, self._params
        tables: dict[str, Table] = world.tables
        applied = world.applied
        fresh = {(done.edit.table, done.edit.column) for done in applied[self._edits :]}
        self._edits = len(applied)
        fresh &= set(frames.rests_on(tables))
        if self._year is None or ("households", "uid") in fresh:
            clock = world.clock
            forcing = tables["forcing"]
            self._year = year_of(
                clock, tables["households"]["uid"], seed, params, forcing["t_out"], forcing["out_of_home"]
            )
            calendar, few = self._year.calendar, clock.sample is not None and not params.every_day
            self._types = few_types(calendar, clock) if few else day_types(calendar, clock)
            if few:
                self._year = averaged(self._year, self._types)
                self._stand = self._types.typical[self._types.of_day]
            else:
                self._stand = np.arange(clock.n_days) if params.every_day else calendar.typical(clock.month_of_day)
            self._far = clock.n_days if few else _FAR
        if self._frame is None or fresh:
            for waiting in self._ahead.values():
                waiting.cancel()
            self._ahead.clear()
            # Edits of the first day of a run are known to all.
            self._before = (day, self._frame, self._levels) if self._frame is not None and self._made else None
            self._levels = {}
            self._made.clear()
            # What an edit within the year leaves behind is this run's own.
            self._kept = kept_for(world, params) if self._frame is None else None
            if self._kept is None or self._kept.frame is None:
                self._frame = frames.frame(tables, seed, params, self._frame if fresh <= frames.LIGHT else None)
            if self._kept is not None:
                self._kept.frame = self._frame = self._kept.frame or self._frame
