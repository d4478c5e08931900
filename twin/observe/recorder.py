"""What was it in every hour? The recorder turns columns into declared series and, at the end, into indicators."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from twin.core.errors import PlanError
from twin.observe.day import Film
from twin.observe.kernels import sum4, sum4_rows, sum_hours
from twin.state.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from twin.observe.declare import Kpi, Series
    from twin.state.world import World

HOURS_A_DAY = 24  # civil hours, the axis of what day processes write
_WIDTH = 4  # columns that one call of the kernels sums


@dataclass
class Balance:
    """The worst residual of one conserved quantity over the run.

    Parameters
    ----------
    quantity : What is conserved.
    table : Table whose rows it concerns.
    unit : Unit of the residual.
    tolerance : Largest residual allowed, relative to the throughput.
    relative : Worst residual met, relative to the throughput of its step.
    residual : The same, absolute. [unit]
    tick : Tick at which it stood.
    """

    quantity: str
    table: str
    unit: str
    tolerance: float
    relative: float = 0.0
    residual: float = 0.0
    tick: int = 0


class Recorder:
    """Records declared series by the hour and computes indicators at the end; reads columns, never writes one.

    Parameters
    ----------
    world : The run's world, after `initialise` of all domains: which rows count is asked here, once.
    series : Series to record.
    kpis : Indicators to compute by `finish`.
    ticks : Ticks that the run will make, whole hours; those that the clock says if None.

    Raises
    ------
    PlanError
        If a series names an unknown column, or its `per` does not fit the column's axes; all faults in one message.

    Notes
    -----
    Columns with an hour-of-day axis are written by day processes, so they are summed once, at each day's first tick.
    A column of the table "forcing" has one row per tick: the row of the tick is recorded as it is.
    Where ticks are shorter than an hour, rates and amounts are summed over the hour's ticks, all else is their mean, so
    that series of runs with different ticks can be laid beside each other.
    """

    def __init__(
        self, world: World, series: Sequence[Series], kpis: Sequence[Kpi] = (), ticks: int | None = None
    ) -> None:
        self.world = world
        self.declared = tuple(series)
        self.kpis = tuple(kpis)
        self.recorded = 0
        self._index = {item.name: s for s, item in enumerate(self.declared)}
        _refuse_faults(world, self.declared, self.kpis)
        self._row = np.zeros(len(self.declared))
        self._per_hour = world.clock.ticks_per_hour
        self._factor = np.array([item.scale * _weight(item, world) for item in self.declared])
        clock = world.clock
        ticks = clock.end_tick - clock.first_tick if ticks is None else ticks
        self._first_hour = clock.hour_of(clock.first_tick)
        hours = ticks // self._per_hour
        self._data = np.full((hours, len(self.declared)), np.nan)
        self._ticks_per_day = world.clock.ticks_per_day
        self._civil_hour = world.clock.civil_hour
        self._day = -1
        self._tick_steps: list[Callable[[int], None]] = []
        self._day_steps: list[Callable[[], None]] = []
        self.film = Film(world, clock.day_of(clock.first_tick + ticks))
        self._bind()
        self._balances = [Balance(a.quantity, a.table, a.unit, a.tolerance) for a in world.audits]

    def record(self, tick: int) -> None:
        """Record every series of `tick`, after its processes have run."""
        day = tick // self._ticks_per_day
        if day != self._day:
            for refresh in self._day_steps:
                refresh()
            self._day = day
        for step in self._tick_steps:
            step(tick)
        hour, part = divmod(tick, self._per_hour)
        hour -= self._first_hour
        np.multiply(self._row, self._factor, out=self._row)
        if part == 0:
            self._data[hour] = self._row
        else:
            self._data[hour] += self._row
        self.recorded = max(self.recorded, (tick + 1) // self._per_hour - self._first_hour)
        self.film.record(tick)
        self._watch(tick)

    def lay_out(self, stands: NDArray[np.int64]) -> None:
        """Fill each day of a whole year with the hours of the day that stands for it, once all have been recorded.

        Parameters
        ----------
        stands : Day that stands for each day of the year. (D,)
        """
        by_day = self._data.reshape(stands.size, HOURS_A_DAY, -1)
        by_day[:] = by_day[stands]
        self.recorded = len(self._data)

    @property
    def values(self) -> NDArray[np.float64]:
        """Every whole hour recorded so far, read-only, in the order of `declared`. (H, S)"""
        view = self._data[: self.recorded].view()
        view.flags.writeable = False
        return view

    @property
    def balances(self) -> list[Balance]:
        """The worst residual of every audit so far."""
        return self._balances

    def series(self, name: str) -> NDArray[np.float64]:
        """Recorded series by name, read-only. (H,)"""
        try:
            return self.values[:, self._index[name]]
        except KeyError:
            raise PlanError(_unknown("series", name, self._index)) from None

    def table(self, name: str) -> Table:
        """Table as it stands, with read-only columns."""
        if name not in self.world.tables:
            raise PlanError(_unknown("table", name, self.world.tables))
        table = self.world.tables[name]
        return Table(table.schema, {column: _read_only(values) for column, values in table.data.items()})

    def finish(self) -> dict[str, float]:
        """Indicators by name, in declared order."""
        return {kpi.name: float(kpi.compute(self)) for kpi in self.kpis}

    def _watch(self, tick: int) -> None:
        for audit, balance in zip(self.world.audits, self._balances, strict=True):
            residual = abs(float(audit.cell[0]))
            relative = residual / max(abs(float(audit.cell[2])), 1e-12)
            if relative > balance.relative:
                balance.relative, balance.residual, balance.tick = relative, residual, tick

    def _bind(self) -> None:
        """Sort the series by how they are reduced and bind their arrays and rows once."""
        floats: dict[tuple[str, bytes], list[tuple[int, NDArray[np.float64]]]] = {}
        rows_of: dict[tuple[str, bytes], NDArray[np.int64] | None] = {}
        for s, item in enumerate(self.declared):
            values = _read_only(self.world.column(item.column))
            if item.column.startswith("forcing."):
                self._tick_steps.append(_pick(self._row, s, values))
                continue
            rows = _rows(item, self.world)
            if item.per == "mean":
                self._factor[s] /= float(len(values) if rows is None else len(rows)) or np.nan
            if item.per == "hour_of_day":
                self._bind_hours(s, values, rows)
            elif values.dtype == np.float64:
                key = (item.column.partition(".")[0], b"all" if rows is None else rows.tobytes())
                rows_of[key] = rows
                floats.setdefault(key, []).append((s, values))
            else:
                self._tick_steps.append(_count(self._row, s, values, rows))
        for key, columns in floats.items():
            for k in range(0, len(columns), _WIDTH):
                self._tick_steps.append(_sum(self._row, columns[k : k + _WIDTH], rows_of[key]))

    def _bind_hours(self, s: int, values: NDArray[Any], rows: NDArray[np.int64] | None) -> None:
        part, out = np.zeros(HOURS_A_DAY), np.zeros(HOURS_A_DAY)
        which = np.arange(len(values)) if rows is None else rows
        row, civil_hour = self._row, self._civil_hour

        def refresh() -> None:
            sum_hours(values, which, part, out)

        def step(tick: int) -> None:
            row[s] = out[civil_hour[tick]]

        self._day_steps.append(refresh)
        self._tick_steps.append(step)


def _sum(
    row: NDArray[np.float64], columns: list[tuple[int, NDArray[np.float64]]], rows: NDArray[np.int64] | None
) -> Callable[[int], None]:
    """Step that sums up to four float columns of one table over the same rows."""
    where = np.array([s for s, _ in columns])
    a, b, c, d = ([values for _, values in columns] + [columns[-1][1]] * _WIDTH)[:_WIDTH]
    out = np.zeros(_WIDTH)
    used = out[: len(columns)]

    def over_all(tick: int) -> None:  # noqa: ARG001 — one signature for all steps
        sum4(a, b, c, d, out)
        row[where] = used

    if rows is None:
        return over_all
    some = rows

    def over_rows(tick: int) -> None:  # noqa: ARG001
        sum4_rows(some, a, b, c, d, out)
        row[where] = used

    return over_rows


def _count(
    row: NDArray[np.float64], s: int, values: NDArray[Any], rows: NDArray[np.int64] | None
) -> Callable[[int], None]:
    """Step that sums an integer or boolean column; integer sums are exact, so their order cannot matter."""

    def step(tick: int) -> None:  # noqa: ARG001
        some = values if rows is None else values[rows]
        row[s] = np.count_nonzero(some) if some.dtype == np.bool_ else some.sum()

    return step


def _pick(row: NDArray[np.float64], s: int, values: NDArray[Any]) -> Callable[[int], None]:
    def step(tick: int) -> None:
        row[s] = values[tick]

    return step


def _rows(item: Series, world: World) -> NDArray[np.int64] | None:
    """Rows that count, or None where all do."""
    if item.rows is None:
        return None
    mask = np.asarray(item.rows(world), dtype=bool)
    return None if mask.all() else np.flatnonzero(mask)


def _weight(item: Series, world: World) -> float:
    """What a tick's number counts for in its hour: its seconds, all of it, or its share of the hour's mean."""
    if item.per == "second":
        return world.clock.dt_s
    return 1.0 if item.per == "tick" else 1.0 / world.clock.ticks_per_hour


def _read_only(values: NDArray[Any]) -> NDArray[Any]:
    view = values.view()
    view.flags.writeable = False
    return view


def _refuse_faults(world: World, series: Sequence[Series], kpis: Sequence[Kpi]) -> None:
    faults = []
    for kind, names in (("series", [s.name for s in series]), ("indicator", [k.name for k in kpis])):
        faults += [f"{kind} {name!r} is declared twice" for name in sorted({n for n in names if names.count(n) > 1})]
    for item in series:
        try:
            values = world.column(item.column)
        except PlanError as error:
            faults.append(f"series {item.name!r}: {error}")
            continue
        wanted = (HOURS_A_DAY,) if item.per == "hour_of_day" else ()
        if values.shape[1:] != wanted:
            faults.append(
                f"series {item.name!r}: per={item.per!r} does not fit {item.column} with axes {values.shape[1:]}"
            )
        elif values.dtype == object or (item.per == "hour_of_day" and values.dtype != np.float64):
            faults.append(f"series {item.name!r}: {item.column} holds {values.dtype}, which cannot be summed")
    if faults:
        raise PlanError("\n".join(faults))


def _unknown(kind: str, name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"no {kind} {name!r}" + (f"; did you mean {near[0]!r}?" if near else "")
