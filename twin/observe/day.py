"""How does a day go, entity by entity? A few columns of one ordinary working day, by civil hour, for moving maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from twin.core.clock import DayType
from twin.observe.parquet import write_table

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from twin.core.clock import Clock
    from twin.state.world import World

HOURS = 24
FOLDER = "day"
# Columns that a map may show by the hour; those that a world lacks are left out.
FILMED = {
    "buildings": ("people_home", "people_work", "heat_need", "electricity", "co2"),
    "car_links": ("flow", "speed", "co2"),
    "lampposts": ("power",),
}
_QUIET_END = 16  # the last days of December are no ordinary days


def ordinary_day(clock: Clock, days: int) -> int | None:
    """The last working day of those simulated before day `days` that lies before the holidays of December, if any.

    Late in the year every dated measure of most scenarios holds, lamps burn long and buildings are heated.
    """
    run = clock.run_days[clock.run_days < days]
    work = run[clock.day_type[run] == DayType.WORKDAY]
    before = work[work < clock.n_days - _QUIET_END]
    return int(before[-1]) if before.size else int(work[-1]) if work.size else None


class Film:
    """Keeps the declared columns of one day; reads columns, never writes one.

    Parameters
    ----------
    world : The run's world.
    days : Day of the year before which the run ends.
    """

    def __init__(self, world: World, days: int) -> None:
        clock = world.clock
        self._day = ordinary_day(clock, days)
        self._clock = clock
        self.recorded = False
        self.frames: dict[str, dict[str, NDArray[np.float32]]] = {}
        self._columns: list[tuple[NDArray[np.float64], NDArray[np.float32]]] = []
        for table, names in FILMED.items():
            if table not in world.tables:
                continue
            for name in names:
                values = world.tables[table][name]
                frame = np.zeros((len(values), HOURS), dtype=np.float32)
                self.frames.setdefault(table, {})[name] = frame
                self._columns.append((values, frame))

    @property
    def date(self) -> str:
        """The day, ISO 8601; "" if there is none."""
        return "" if self._day is None else self._clock.at(self._day * self._clock.ticks_per_day).date().isoformat()

    def record(self, tick: int) -> None:
        """Keep the tick if it belongs to the day: rates as the mean of their hour, columns by hour as they stand."""
        if self._day is None or tick // self._clock.ticks_per_day != self._day:
            return
        hour = int(self._clock.civil_hour[tick])
        for values, frame in self._columns:
            if values.ndim > 1:
                frame[:] = values
            else:
                frame[:, hour] += values / self._clock.ticks_per_hour
        self.recorded = True


def write_day(folder: Path, film: Film) -> None:
    """Write the day as one file per table, a list of 24 numbers per entity and column; nothing if no day was kept."""
    if not film.recorded:
        return
    (folder / FOLDER).mkdir()
    for table, frames in film.frames.items():
        arrays = [pa.FixedSizeListArray.from_arrays(pa.array(frame.ravel()), HOURS) for frame in frames.values()]
        schema = pa.schema(
            [pa.field(name, array.type) for name, array in zip(frames, arrays, strict=True)],
            metadata={"date": film.date},
        )
        write_table(folder / FOLDER / f"{table}.parquet", pa.Table.from_arrays(arrays, schema=schema))
