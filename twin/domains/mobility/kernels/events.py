"""Who is next? Events in order of time: those at hand in a ring of short buckets, those of a later hour in a heap.

A vehicle under way has its next event within seconds, one parked within hours. The ring takes the former at a cost that
does not grow with their number, the heap the few that lie beyond its horizon. After R. Brown, "Calendar queues: a fast
O(1) priority queue implementation for the simulation event set problem", Communications of the ACM 31(10), 1988,
DOI 10.1145/63039.63045; here with buckets of fixed width.

An event is a time and a code; the code holds the person, a token and the kind, so that it orders equal times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.jit import inner_kernel, lean_kernel
from twin.domains.mobility.kernels.heap import sift_down, sift_up

if TYPE_CHECKING:
    from numpy.typing import NDArray

PER_SECOND = 64.0  # buckets a second
SLOTS = 16384  # buckets of the ring: a horizon of 256 s
# Entries of `at`: bucket that the ring stands at, events in the ring, first free cell, events in the heap.
BUCKET, IN_RING, FREE, IN_HEAP = 0, 1, 2, 3
# Columns of cells.
TIME, CODE, AFTER = 0, 1, 2
_PERSON_SHIFT = 32
_TOKEN_MASK = 2**31 - 1


class Events(NamedTuple):
    """Storage of events.

    Parameters
    ----------
    at : Counters. (4,)
    first : First cell of each bucket of the ring, -1 none. (SLOTS,)
    cells, when : The same cells of the ring as integers and as times, each in one piece of memory. Columns `TIME` [s],
        `CODE`, and `AFTER`: next cell of the bucket, or next free cell, -1 none. (C, 4)
    heap_when, heap_what : The same of the heap. (H,)
    """

    at: NDArray[np.int64]
    first: NDArray[np.int32]
    cells: NDArray[np.int64]
    when: NDArray[np.float64]
    heap_when: NDArray[np.float64]
    heap_what: NDArray[np.int64]


@lean_kernel
def clear(events: Events) -> None:
    """Forget all events."""
    events.at[:] = 0
    events.first[:] = -1
    last = events.cells.shape[0] - 1
    for c in range(last):
        events.cells[c, AFTER] = c + 1
    events.cells[last, AFTER] = -1


@inner_kernel
def code_of(person: int, token: int, kind: int) -> int:
    """Code of an event: person, then token, then kind (0 or 1)."""
    return int((np.int64(person) << _PERSON_SHIFT) | (np.int64(token) << 1) | kind)


@inner_kernel
def parts_of(code: int) -> tuple[int, int, int]:
    """Person, token and kind of a code."""
    return code >> _PERSON_SHIFT, (code >> 1) & _TOKEN_MASK, code & 1


@inner_kernel
def add(events: Events, time: float, code: int) -> None:
    """Add an event, not before the last one taken. There must be room: a cell or an entry of the heap."""
    at = events.at
    bucket = int(time * PER_SECOND)
    cell = at[FREE]
    if bucket >= at[BUCKET] + SLOTS or cell < 0:
        sift_up(events.heap_when, events.heap_what, at[IN_HEAP], time, code)
        at[IN_HEAP] += 1
        return
    at[FREE] = events.cells[cell, AFTER]
    at[IN_RING] += 1
    events.when[cell, TIME] = time
    events.cells[cell, CODE] = code
    slot = bucket & (SLOTS - 1)
    here = events.first[slot]
    before = -1
    while here >= 0 and (
        events.when[here, TIME] < time or (events.when[here, TIME] == time and events.cells[here, CODE] <= code)
    ):
        before = here
        here = events.cells[here, AFTER]
    events.cells[cell, AFTER] = here
    if before < 0:
        events.first[slot] = cell
    else:
        events.cells[before, AFTER] = cell


@inner_kernel
def take(events: Events) -> tuple[float, int]:
    """Take the first event by time, then code. Returns both, code -1 if there is none."""
    at = events.at
    heaped = at[IN_HEAP] > 0
    if at[IN_RING] > 0:
        bucket = at[BUCKET]
        limit = int(events.heap_when[0] * PER_SECOND) if heaped else bucket + SLOTS
        while events.first[bucket & (SLOTS - 1)] < 0 and bucket < limit:
            bucket += 1
        at[BUCKET] = bucket
        slot = bucket & (SLOTS - 1)
        cell = events.first[slot]
        if cell >= 0:
            time = events.when[cell, TIME]
            code = events.cells[cell, CODE]
            later = heaped and (
                events.heap_when[0] < time or (events.heap_when[0] == time and events.heap_what[0] < code)
            )
            if not later:
                events.first[slot] = events.cells[cell, AFTER]
                events.cells[cell, AFTER] = at[FREE]
                at[FREE] = cell
                at[IN_RING] -= 1
                return time, code
    elif not heaped:
        return 0.0, -1
    time = events.heap_when[0]
    code = events.heap_what[0]
    at[IN_HEAP] -= 1
    sift_down(events.heap_when, events.heap_what, at[IN_HEAP])
    at[BUCKET] = int(time * PER_SECOND)
    return time, code
