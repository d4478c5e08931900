"""In which order did things happen, whatever the order in which they were told? Replay by event time."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from twin.sensors.readings import Readings


@dataclass(frozen=True)
class Batch:
    """Readings of one event time.

    Parameters
    ----------
    event : Event time.
    rows : Rows of the readings, in the order of arrival. (K,)
    """

    event: np.datetime64
    rows: NDArray[np.int64]


class EventTimeReplay:
    """Takes readings as they arrive and hands them out in the order of their event times.

    Parameters
    ----------
    readings : Readings in the order of arrival.
    patience : How long to wait for readings of an event time once a newer one has arrived; None to wait for all.

    Notes
    -----
    The watermark is the newest event time met, less the patience. Whatever is older than it is handed out; a reading
    that arrives after its event time was handed out is counted in `missed` and left out, as in a live feed.
    `late` counts readings that arrived after a newer one, missed or not. Both are known when the replay has ended.
    """

    def __init__(self, readings: Readings, patience: np.timedelta64 | None = None) -> None:
        self._readings = readings
        self._patience = patience
        self.late = 0
        self.missed = 0

    def __iter__(self) -> Iterator[Batch]:
        self.late = self.missed = 0
        waiting: list[tuple[np.datetime64, int]] = []
        newest: np.datetime64 = np.datetime64("0001-01-01", "s")
        told: np.datetime64 = newest
        for row, event in enumerate(self._readings.event):
            self.late += int(event < newest)
            newest = max(newest, event)
            if event <= told:
                self.missed += 1
                continue
            heapq.heappush(waiting, (event, row))
            while self._patience is not None and waiting and waiting[0][0] < newest - self._patience:
                batch = _next_batch(waiting)
                told = batch.event
                yield batch
        while waiting:
            yield _next_batch(waiting)


def _next_batch(waiting: list[tuple[np.datetime64, int]]) -> Batch:
    event = waiting[0][0]
    rows = []
    while waiting and waiting[0][0] == event:
        rows.append(heapq.heappop(waiting)[1])
    return Batch(event, np.array(rows, dtype=np.int64))
