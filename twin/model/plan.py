"""In which order do processes run? The tick table: checked once, then walked every tick."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from twin.core.errors import ConservationError, PlanError
from twin.core.process import Lagged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.core.process import Process
    from twin.state.world import World


@dataclass
class Row:
    """One process of the tick table with the time it has taken."""

    process: Process
    period: int
    seconds: float = 0.0
    calls: int = 0


@dataclass
class Plan:
    """The processes of a run in order, checked against each other.

    Raises
    ------
    PlanError
        If a column does not exist, has two writers, or is read before it is written without `Lagged`.
    """

    world: World
    processes: Sequence[Process]
    rows: list[Row] = field(init=False)

    def __post_init__(self) -> None:
        clock = self.world.clock
        period = {"tick": 1, "hour": clock.ticks_per_hour, "day": clock.ticks_per_day, "year": clock.n_ticks}
        self.rows = [Row(process, period[process.every]) for process in self.processes]
        _check_names(self.processes)
        _check_columns(self.world, self.processes)

    def step(self, tick: int) -> None:
        """Run every process that is due, then check what must be conserved."""
        for row in self.rows:
            if tick % row.period == 0 or not row.calls:  # a run may begin within the year
                start = time.perf_counter()
                row.process.step(tick)
                row.seconds += time.perf_counter() - start
                row.calls += 1
        self.check(tick)

    def check(self, tick: int) -> None:
        """End the run if a balance is broken.

        Raises
        ------
        ConservationError
            Naming quantity, entity, tick and residual.
        """
        for audit in self.world.audits:
            if audit.violated():
                raise ConservationError(_broken(self.world, audit, tick))


def _broken(world: World, audit: object, tick: int) -> str:
    from twin.state.invariants import Audit  # noqa: PLC0415 — only on the way to an error

    assert isinstance(audit, Audit)  # noqa: S101 — for the type checker
    residual, row, scale = (float(value) for value in audit.cell)
    entity = audit.table
    if audit.table in world.tables and 0 <= row < len(world.tables[audit.table]):
        table = world.tables[audit.table]
        entity = f"{audit.table} row {int(row)} (uid {int(table['uid'][int(row)])})"
    return (
        f"{audit.quantity} is not conserved: {entity}, tick {tick} ({world.clock.at(tick):%Y-%m-%d %H:%M} UTC+1): "
        f"residual {residual:.6g} {audit.unit} against a throughput of {scale:.6g} {audit.unit} "
        f"(at most {audit.tolerance:g} of it is rounding). The run was stopped; its results are not used."
    )


def _check_names(processes: Sequence[Process]) -> None:
    seen: set[str] = set()
    for process in processes:
        if process.name in seen:
            msg = f"two processes are named {process.name!r}"
            raise PlanError(msg)
        seen.add(process.name)


def _check_columns(world: World, processes: Sequence[Process]) -> None:
    writer: dict[str, tuple[int, str]] = {}
    for order, process in enumerate(processes):
        for path in process.writes:
            world.column(path)
            if path in writer:
                msg = f"column {path!r} is written by {writer[path][1]!r} and {process.name!r}; a column has one writer"
                raise PlanError(msg)
            writer[path] = (order, process.name)
    for order, process in enumerate(processes):
        for read in process.reads:
            path = read.column if isinstance(read, Lagged) else read
            world.column(path)
            if isinstance(read, Lagged) or path not in writer:
                continue
            late, name = writer[path]
            if late > order:
                msg = (
                    f"process {process.name!r} reads {path!r}, which {name!r} writes later in the tick; "
                    f"put {name!r} first or declare the read as Lagged({path!r})"
                )
                raise PlanError(msg)


def table_rows(plan: Plan) -> list[dict[str, object]]:
    """The tick table as plain rows: order, process, every, reads, writes, streams, calls, seconds, seconds per call."""
    return [
        {
            "order": order,
            "process": row.process.name,
            "every": row.process.every,
            "reads": [f"{read.column} (last tick)" if isinstance(read, Lagged) else read for read in row.process.reads],
            "writes": list(row.process.writes),
            "streams": [stream.name for stream in row.process.streams],
            "calls": row.calls,
            "seconds": row.seconds,
            "seconds_per_call": row.seconds / row.calls if row.calls else 0.0,
        }
        for order, row in enumerate(plan.rows, start=1)
    ]
