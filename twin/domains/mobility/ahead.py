"""Which day comes next, and is it ready? Days do not depend on each other, so they run side by side, ahead of time."""

from __future__ import annotations

import weakref
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import get_num_threads

from twin.domains.mobility import day as days
from twin.domains.mobility.calendar import calendar

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.calendar import Calendar
    from twin.domains.mobility.day import Day, Frame
    from twin.domains.mobility.params import Params
    from twin.state.table import Table
    from twin.state.world import World

TABLES: dict[str, tuple[str, ...]] = {
    "zones": ("x", "y", "area", "residents", "in_district", "uid"),
    "buildings": (
        "uid", "zone", "x", "y", "use", "thermal", "floor_area", "residents", "workplaces", "car_node",
    ),
    "car_nodes": ("x", "y", "gate"),
    "car_links": ("tail", "head", "length", "free_speed", "capacity", "storage", "zone"),
    "bike_nodes": ("x", "y", "gate"), "bike_links": ("tail", "head", "length", "zone"),
    "walk_nodes": ("x", "y", "gate"), "walk_links": ("tail", "head", "length", "zone"),
    "places": ("kind", "building", "x", "y", "capacity", "electric", "since"),
    "households": ("uid",),
    "citizens": (
        "uid", "household", "zone", "home", "age", "occupation", "work", "work_zone", "car", "motorcycle", "bicycle",
        "member",
    ),
    "vehicles": ("uid", "kind", "household", "driver"),
}  # fmt: skip
# What neither routes nor habitual places rest on: an edit of these leaves both as they are.
_OWN = ("age", "occupation", "work", "work_zone", "car", "motorcycle", "bicycle", "member")
_LIGHT = {
    ("places", "capacity"), ("places", "electric"), ("places", "since"),
    *(("citizens", name) for name in _OWN),
    *(("vehicles", name) for name in TABLES["vehicles"]),
    *((table, name) for table in ("bike_nodes", "bike_links", "walk_nodes", "walk_links") for name in TABLES[table]),
}  # fmt: skip

_FAR = 31  # days that are looked ahead for those to be run or kept


class Days:
    """Runs each day of the year, some ahead of time in threads of their own, until an edit changes what trips rest on.

    A day is a pure function of the frame and its number, so neither the number of threads nor how far ahead they are
    has a part in its bits. What a frame reads is copied: an edit never meets a day that is under way, it drops it. On
    one thread nothing runs ahead.
    """

    def __init__(self, world: World, params: Params) -> None:
        self._world = world
        self._params = params
        self._calendar: Calendar | None = None
        self._frame: Frame | None = None
        self._edits = 0
        self._ahead: dict[int, Future[Day]] = {}
        self._pool: tuple[int, ThreadPoolExecutor] | None = None
        self._made: dict[int, Day] = {}
        self._stand: NDArray[np.int64] | None = None

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_ahead": {}, "_pool": None}

    def of(self, day: int) -> Day:
        """Results of a day of the year, or of the typical day that stands for it."""
        frame = self._refreshed()
        assert self._stand is not None  # noqa: S101 — for the type checker: made with the frame
        coming = self._stand[day:]
        day = int(coming[0])
        if day in self._made:
            return self._made[day]
        waiting = self._ahead.pop(day, None)
        threads = get_num_threads()
        if threads > 1:
            # Those ahead start before this one, if it was not expected, so that no thread is idle meanwhile.
            waiting = waiting if waiting is not None else self._start(day, threads)
            soon = [int(d) for d in dict.fromkeys(coming[:_FAR].tolist()) if d not in self._made and d != day]
            wanted = soon[: threads + 1]
            for stale in [d for d in self._ahead if d not in wanted]:
                self._ahead.pop(stale).cancel()
            for later in wanted:
                if later not in self._ahead:
                    self._ahead[later] = self._start(later, threads)
        made = waiting.result() if waiting is not None else self._run(frame, day)
        # What comes again within the month is kept; where every day is run, that is this day alone.
        needed = set(coming[:_FAR].tolist())
        self._made = {d: each for d, each in self._made.items() if d in needed} | {day: made}
        return made

    def _run(self, frame: Frame, day: int) -> Day:
        assert self._calendar is not None  # noqa: S101 — for the type checker: a frame is made with it
        return days.run(frame, self._calendar.today(day, self._params))

    def _start(self, day: int, threads: int) -> Future[Day]:
        if self._pool is None or self._pool[0] != threads:
            pool = ThreadPoolExecutor(threads, "mobility-day")
            weakref.finalize(self, pool.shutdown, wait=False, cancel_futures=True)
            self._pool = (threads, pool)
        assert self._frame is not None  # noqa: S101 — for the type checker: made before any day is
        return self._pool[1].submit(self._run, self._frame, day)

    def _refreshed(self) -> Frame:
        """Frame that holds now; made anew, with all days dropped, after an edit of what trips rest on."""
        tables: dict[str, Table] = self._world.tables
        seed, params = self._world.seed, self._params
        applied = self._world.applied
        fresh = {(done.edit.table, done.edit.column) for done in applied[self._edits :]}
        self._edits = len(applied)
        fresh = {(table, column) for table, column in fresh if column in TABLES.get(table, ())}
        if self._calendar is None or ("households", "uid") in fresh:
            clock = self._world.clock
            self._calendar = calendar(clock, tables["households"]["uid"], seed, params)
            every = np.arange(clock.n_days)
            self._stand = every if params.every_day else self._calendar.typical(clock.month_of_day)
        if self._frame is None or fresh:
            for future in self._ahead.values():
                future.cancel()
            self._ahead.clear()
            self._made.clear()
            self._frame = days.frame(tables, seed, params, self._frame if fresh <= _LIGHT else None)
        return self._frame
