"""Who is next? Events in order of time: those at hand in a ring of short buckets, those of later in coarse ones.

Every entity has at most one event, so that lists run through the entities themselves and nothing is allocated: adding
and taking cost the same however many there are. After G. Varghese and T. Lauck, "Hashed and hierarchical timing
wheels", IEEE/ACM Transactions on Networking 5(6), 1997, DOI 10.1109/90.650142; the fine buckets are kept in order, so
that the order is total: by time, then by entity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.jit import inner_kernel, lean_kernel, part_kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK_SECONDS = 16  # a coarse bucket
BLOCKS = 4  # coarse buckets that the ring spans: a ring that stays in the cache, and longer than most links take
FAR = 8192  # coarse buckets ahead: a day and a half
NEVER = np.inf
# Entries of `at`: fine bucket that the ring stands at, last block dealt to it, events in the ring, events in all, log2
# of the fine buckets in a block, first bucket that nobody has looked at ahead of its time.
BUCKET, DEALT, IN_RING, IN_ALL, SHIFT, SEEN = 0, 1, 2, 3, 4, 5


class Events(NamedTuple):
    """Events of N entities.

    Parameters
    ----------
    at : Counters. (8,)
    rate : Fine buckets a second. () [1/s]
    near, far : First entity of each fine bucket and of each coarse one, -1 none. (S,), (FAR,)
    after : Next entity in the same bucket, -1 none. (N,)
    due : Time of an entity's event, infinite if it has none. (N,) [s]
    """

    at: NDArray[np.int64]
    rate: float
    near: NDArray[np.int32]
    far: NDArray[np.int32]
    after: NDArray[np.int32]
    due: NDArray[np.float64]


def events_for(entities: int, per_second: float) -> Events:
    """Room for the events of so many entities, at about `per_second` of them in a busy second."""
    power = int(np.clip(np.ceil(np.log2(max(per_second, 1.0))), 4, 14))
    rate = 1 << power
    at = np.zeros(8, dtype=np.int64)
    at[SHIFT] = power + BLOCK_SECONDS.bit_length() - 1
    return Events(
        at, float(rate), np.full(rate * BLOCK_SECONDS * BLOCKS, -1, dtype=np.int32), np.full(FAR, -1, dtype=np.int32),
        np.empty(entities, dtype=np.int32), np.full(entities, NEVER),
    )  # fmt: skip


@inner_kernel
def add(events: Events, time: float, entity: int) -> None:
    """Add the event of an entity that has none, not before the last one taken."""
    at = events.at
    bucket = int(time * events.rate)
    block = bucket >> at[SHIFT]
    events.due[entity] = time
    at[IN_ALL] += 1
    if block > at[DEALT]:
        ahead = min(block - at[DEALT], FAR - 1)
        place = (at[DEALT] + ahead) & (FAR - 1)
        events.after[entity] = events.far[place]
        events.far[place] = entity
        return
    at[IN_RING] += 1
    slot = bucket & (events.near.shape[0] - 1)
    here = events.near[slot]
    before = -1
    while here >= 0 and (events.due[here] < time or (events.due[here] == time and here < entity)):
        before = here
        here = events.after[here]
    events.after[entity] = here
    if before < 0:
        events.near[slot] = entity
    else:
        events.after[before] = entity


@lean_kernel
def put(events: Events, time: float, entity: int) -> None:
    """Add an event where that happens seldom: a call instead of the work itself."""
    add(events, time, entity)


@part_kernel
def deal(events: Events) -> None:
    """Deal the events of the next block to the ring; those that lie beyond the farthest block go back to it."""
    at = events.at
    at[DEALT] += 1
    place = at[DEALT] & (FAR - 1)
    entity = int(events.far[place])
    events.far[place] = -1
    while entity >= 0:
        behind = int(events.after[entity])
        at[IN_ALL] -= 1
        add(events, events.due[entity], entity)
        entity = behind


@inner_kernel
def seek(events: Events) -> int:
    """Move the ring to its next event, over empty buckets, dealing blocks on the way; the bucket's slot, -1 if none."""
    at = events.at
    bucket = at[BUCKET]
    mask = events.near.shape[0] - 1
    while at[IN_ALL] > 0:
        block = bucket >> at[SHIFT]
        end = (block + 1) << at[SHIFT]
        if at[IN_RING] > 0:
            while bucket < end and events.near[bucket & mask] < 0:
                bucket += 1
        else:
            bucket = end
        if bucket < end:
            at[BUCKET] = bucket
            return int(bucket & mask)
        while at[DEALT] < block + BLOCKS:
            deal(events)
    return -1


@inner_kernel
def take(events: Events) -> int:
    """Take the entity whose event comes first, by time, then by number; its time stays in `due`. -1 if none is left."""
    at = events.at
    slot = at[BUCKET] & (events.near.shape[0] - 1)
    if events.near[slot] < 0:
        slot = seek(events)
        if slot < 0:
            return -1
    entity = int(events.near[slot])
    events.near[slot] = events.after[entity]
    at[IN_RING] -= 1
    at[IN_ALL] -= 1
    return entity
