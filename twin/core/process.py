"""What is a process? A named step that reads and writes declared columns, every tick, day or year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.core.streams import StreamName

Every = Literal["tick", "hour", "day", "year"]


@dataclass(frozen=True)
class Lagged:
    """A read of a column as it stood before this tick, because its writer comes later in the plan."""

    column: str


Read = str | Lagged


@runtime_checkable
class Process(Protocol):
    """One row of the tick table.

    `reads` and `writes` name columns as "table.column". `initialise` runs once, before the first tick, with the
    world at hand; `step` runs at each tick (every="tick"), at the first tick of each hour or day (every="hour",
    every="day") or at tick 0 (every="year"). What a slower process writes holds until it runs again.
    """

    name: str
    every: Every
    reads: Sequence[Read]
    writes: Sequence[str]
    streams: Sequence[StreamName]

    def step(self, tick: int) -> None:
        """Advance by one tick (or day, or year) that starts at `tick`."""
