"""What does a year come to of which some days are simulated? What a day adds counts for every day it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from twin.domains.finance.capex import Ledger

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.observe import Recorder
    from twin.state.world import World

_BALANCE, _CAPEX = "accounts.balance", "accounts.paid_capex"


class Weigher:
    """Multiplies what a simulated day adds to every gathering column by the days that it stands for.

    Processes know nothing of it. A day that stands for none adds nothing: it brings temperatures, batteries and docks
    to where the next day finds them. What measures cost is paid once, whatever the day stands for. Highest values are
    those of days that count.
    """

    def __init__(self, world: World) -> None:
        assert world.clock.sample is not None  # noqa: S101 — made for sampled years only
        self._weight = world.clock.sample.weight
        declared = [
            (f"{name}.{column.name}", column.gathered, table[column.name])
            for name, table in world.tables.items()
            for column in table.schema.columns
        ]
        self._sums = {path: values for path, how, values in declared if how == "sum"}
        self._peaks = {path: values for path, how, values in declared if how == "max"}
        self._before: dict[str, NDArray[Any]] = {}
        self._ledger = Ledger(world.applied)
        self._works = tuple(np.zeros(len(world.table("buildings"))) for _ in range(2))  # told apart, never gathered

    def begin(self) -> None:
        """Remember where the columns stand before a day."""
        for path, values in (self._sums | self._peaks).items():
            self._before[path] = values.copy()

    def end(self, day: int) -> None:
        """Let the day that has been run count for as many as it stands for."""
        weight = int(self._weight[day])
        once = {path: np.zeros_like(self._sums[path]) for path in (_BALANCE, _CAPEX) if path in self._sums}
        if once:
            self._ledger.book(once[_BALANCE], once[_CAPEX], *self._works)
        if weight == 1:
            return
        for path, values in self._sums.items():
            before, paid = self._before[path], once.get(path, 0)
            values[...] = before + weight * (values - before - paid) + paid
        if weight == 0:
            for path, values in self._peaks.items():
                values[...] = self._before[path]

    def close(self, world: World) -> None:
        """Book what measures cost that began after the last day."""
        works = (world.column(f"buildings.{name}") for name in ("works_cost", "works_deducted"))
        self._ledger.book(world.column(_BALANCE), world.column(_CAPEX), *works)


def lay_out(world: World, recorder: Recorder | None) -> None:
    """Lay the series and the forcing of the days that were run over the days they stand for; none where all were run.

    Indicators read both by the hours of the year, so they have to be of the same days.
    """
    sample = world.clock.sample
    if sample is None:
        return
    for column in world.table("forcing").schema.columns:
        values = world.table("forcing")[column.name]
        by_day = values.reshape(sample.stands.size, world.clock.ticks_per_day, *values.shape[1:])
        by_day[:] = by_day[sample.stands]
    if recorder is not None:
        recorder.lay_out(sample.stands)
