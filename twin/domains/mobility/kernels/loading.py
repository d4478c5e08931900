"""How do the day's trips move through the streets? A link-queue loading with spillback, event by event.

A vehicle leaves a link when it has driven it at free flow, all before it have left, the exit is free (one car per
headway) and the next link has room; else it waits in order of arrival, and so do those behind it. A vehicle blocked
longer than the patience pushes in, which dissolves gridlock, and is counted. Queue model: C. Gawron, "An iterative
algorithm to determine the dynamic user equilibrium in a traffic simulation model", Int. J. Modern Physics C 9(3),
1998, DOI 10.1142/S0129183198000303; here in continuous time. Empty space moves back without delay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

HOUR = 3600.0
HOURS = 24
MOVE, FORCE = 0, 1
# Rows of the integer state of people.
LEG, LINK, TOKEN, NEXT, AHEAD, BEHIND, WAITS = 0, 1, 2, 3, 4, 5, 6
# Rows of the integer state of links: queue on the link, its length, and queue of those who wait to enter it.
FIRST, LAST, COUNT, HEAD_WAIT, TAIL_WAIT = 0, 1, 2, 3, 4
# Float state: car units on a link and when its exit is free; when a person may leave a link and when they entered it.
# Entries of `tally`.
LOADED, ARRIVED, FORCED, AT_ORIGIN, WORST, WORST_HOUR = 0, 1, 2, 3, 4, 5


@kernel
def push(
    when: NDArray[np.float64],
    what: NDArray[np.int64],
    size: int,
    time: float,
    rank: int,
    person: int,
    token: int,
    kind: int,
) -> int:
    """Add an event to the heap, ordered by time, then rank. Returns the new size."""
    i = size
    while i > 0:
        up = (i - 1) // 2
        if when[up] < time or (when[up] == time and what[up, 0] <= rank):
            break
        when[i] = when[up]
        for j in range(4):
            what[i, j] = what[up, j]
        i = up
    when[i] = time
    what[i, 0] = rank
    what[i, 1] = person
    what[i, 2] = token
    what[i, 3] = kind
    return size + 1


@kernel
def pop(when: NDArray[np.float64], what: NDArray[np.int64], size: int) -> int:
    """Take the first event (entry 0) off the heap. Returns the new size."""
    size -= 1
    time = when[size]
    rank = what[size, 0]
    i = 0
    while True:
        down = 2 * i + 1
        if down >= size:
            break
        right = down + 1
        if right < size and (
            when[right] < when[down] or (when[right] == when[down] and what[right, 0] < what[down, 0])
        ):
            down = right
        if time < when[down] or (time == when[down] and rank <= what[down, 0]):
            break
        when[i] = when[down]
        for j in range(4):
            what[i, j] = what[down, j]
        i = down
    when[i] = time
    for j in range(4):
        what[i, j] = what[size, j]
    return size


@kernel
def stop_waiting(p: int, link: int, who: NDArray[np.int64], queue: NDArray[np.int64]) -> None:
    """Take person `p` out of the queue of those who wait to enter `link`."""
    ahead, behind = who[AHEAD, p], who[BEHIND, p]
    if ahead >= 0:
        who[BEHIND, ahead] = behind
    else:
        queue[HEAD_WAIT, link] = behind
    if behind >= 0:
        who[AHEAD, behind] = ahead
    else:
        queue[TAIL_WAIT, link] = ahead
    who[WAITS, p] = -1


@kernel
def start_waiting(p: int, link: int, who: NDArray[np.int64], queue: NDArray[np.int64]) -> None:
    """Put person `p` at the end of the queue of those who wait to enter `link`."""
    tail = queue[TAIL_WAIT, link]
    who[AHEAD, p] = tail
    who[BEHIND, p] = -1
    if tail >= 0:
        who[BEHIND, tail] = p
    else:
        queue[HEAD_WAIT, link] = p
    queue[TAIL_WAIT, link] = p
    who[WAITS, p] = link


@kernel
def leave(
    p: int,
    link: int,
    t: float,
    unit: float,
    headway: float,
    who: NDArray[np.int64],
    queue: NDArray[np.int64],
    road: NDArray[np.float64],
) -> int:
    """Take person `p`, first in the queue on `link`, off it; the exit is free again a headway later.

    Returns the person who is first now, -1 for nobody.
    """
    behind = int(who[NEXT, p])
    queue[FIRST, link] = behind
    if behind < 0:
        queue[LAST, link] = -1
    queue[COUNT, link] -= 1
    road[0, link] = road[0, link] - unit if queue[COUNT, link] > 0 else 0.0
    road[1, link] = t + headway * unit
    return behind


@kernel
def enter(
    p: int, link: int, unit: float, who: NDArray[np.int64], queue: NDArray[np.int64], road: NDArray[np.float64]
) -> bool:
    """Put person `p` at the end of the queue on `link`; returns whether nobody was there."""
    last = queue[LAST, link]
    if last >= 0:
        who[NEXT, last] = p
    else:
        queue[FIRST, link] = p
    queue[LAST, link] = p
    who[NEXT, p] = -1
    queue[COUNT, link] += 1
    road[0, link] += unit
    who[LINK, p] = link
    return bool(last < 0)


@kernel
def grow(
    when: NDArray[np.float64], what: NDArray[np.int64], size: int, room: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Copy of the heap with room for `room` events."""
    longer = np.empty(room)
    longer[:size] = when[:size]
    wider = np.empty((room, 4), dtype=np.int64)
    wider[:size] = what[:size]
    return longer, wider


@kernel
def take_census(
    hour: int, n_real: int, queue: NDArray[np.int64], tally: NDArray[np.int64], census: NDArray[np.int64]
) -> None:
    """Count the vehicles on the streets of the district at mid-hour and compare all counts with what was loaded."""
    inside = 0
    everywhere = 0
    for link in range(queue.shape[1]):
        everywhere += queue[COUNT, link]
        if link < n_real:
            inside += queue[COUNT, link]
    census[hour] = inside
    residual = abs(tally[LOADED] - tally[ARRIVED] - everywhere - tally[AT_ORIGIN])
    if residual > tally[WORST]:
        tally[WORST] = residual
        tally[WORST_HOUR] = hour


@kernel
def empty_streets(
    n: int,
    n_links: int,
    link_hour: NDArray[np.float64],
    tally: NDArray[np.int64],
    census: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """State before the first departure: people, queues, car units and free exits of links, times of people."""
    who = np.full((7, n), -1, dtype=np.int64)
    who[TOKEN] = 0
    who[LEG] = 0
    queue = np.full((5, n_links), -1, dtype=np.int64)
    queue[COUNT] = 0
    link_hour[:] = 0.0
    tally[:] = 0
    census[:] = 0
    return who, queue, np.zeros((2, n_links)), np.zeros((2, n))


@kernel
def arrive(
    p: int,
    t: float,
    trips: NDArray[np.int64],
    clock: NDArray[np.float64],
    duration: NDArray[np.float64],
    times: NDArray[np.float64],
    who: NDArray[np.int64],
) -> float:
    """End the trip of person `p` that left the streets at `t`. Returns when the next trip starts, -1 for none."""
    k = who[LEG, p]
    times[p, k, 1] = t + duration[p, k]
    who[LINK, p] = -1
    who[LEG, p] = k + 1
    if k + 1 < trips[p]:
        return float(max(clock[p, k + 1, 0], times[p, k, 1] + clock[p, k + 1, 1]))
    return -1.0


@kernel
def first_departures(
    trips: NDArray[np.int64], start: NDArray[np.float64], rank: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64], int]:
    """Heap with the first departure of everybody who leaves home today, and its size."""
    n = trips.shape[0]
    when = np.empty(4 * n + 64)
    what = np.empty((4 * n + 64, 4), dtype=np.int64)
    size = 0
    for p in range(n):
        if trips[p] > 0:
            size = push(when, what, size, start[p], rank[p], p, 0, MOVE)
    return when, what, size


@kernel
def load_day(
    trips: NDArray[np.int64],
    clock: NDArray[np.float64],
    duration: NDArray[np.float64],
    journey: NDArray[np.int64],
    rank: NDArray[np.int64],
    network: tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    routes: tuple[NDArray[np.int64], NDArray[np.int32]],
    n_real: int,
    load: tuple[float, float],
    times: NDArray[np.float64],
    link_hour: NDArray[np.float64],
    counts: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> None:
    """Move every citizen through the day; those in cars and on motorcycles through the streets.

    Parameters
    ----------
    trips : Trips of each citizen. (N,)
    clock : Earliest start of each trip, and stay before it. (N, K, 2) [s]
    duration : Time of trips off the streets; for trips on them, time added at the end (search and walk). (N, K) [s]
    journey : Tree of each trip, -1 off the streets; node where it starts; 1 for cars, 0 for motorcycles. (N, K, 3)
    rank : Order of citizens at equal times. (N,)
    network : Head node, free-flow time [s], headway at the exit [s] and storage [cars] of each link. (L,)
    routes : Root node of each tree (D,) and link to take at each node (D, V).
    n_real : Links from this row on lie outside the district, without limits. ()
    load : Car units of a motorcycle [1], patience before a blocked vehicle pushes in [s].
    times : Departure, arrival, and when the trip enters and leaves the district's streets; written. (N, K, 4) [s]
    link_hour : Vehicles entered, cars entered, vehicles left, and seconds they spent, by link and hour of the day;
        written. (4, L, 24)
    counts : Vehicles on the district's streets at half past each hour since civil midnight (H,); trips loaded, arrived,
        pushed in, waiting at their start, worst imbalance and its hour (6,); written.
    """
    head, free, headway, storage = network
    roots, next_link = routes
    census, tally = counts
    light, patience = load
    who, queue, road, ride = empty_streets(trips.shape[0], head.shape[0], link_hour, tally, census)
    when, what, size = first_departures(trips, clock[:, 0, 0], rank)
    room = when.shape[0]
    hour = 0
    # The two waits and the two wake-ups stand in the loop as they are: as functions they take twice the time.
    while size > 0:
        t, p, token, forced = when[0], what[0, 1], what[0, 2], what[0, 3] == FORCE
        size = pop(when, what, size)
        while hour < census.shape[0] and t > (hour + 0.5) * HOUR:
            take_census(hour, n_real, queue, tally, census)
            hour += 1
        if token != who[TOKEN, p]:
            continue
        if size + 8 > room:
            room *= 2
            when, what = grow(when, what, size, room)
        k = who[LEG, p]
        tree = journey[p, k, 0]
        link = who[LINK, p]
        waits = who[WAITS, p]
        at_start = link < 0 and waits < 0
        if at_start:
            times[p, k, 0] = t
            if tree >= 0:
                tally[LOADED] += 1
        node = journey[p, k, 1] if link < 0 else head[link]
        done = tree < 0 or node == roots[tree]
        onward = -1 if done else int(next_link[tree, node])
        unit = 1.0 if journey[p, k, 2] == 1 else light
        if not done:
            full = road[0, onward] > 0.0 and road[0, onward] + unit > storage[onward]
            # Nobody passes those who wait already.
            if queue[HEAD_WAIT, onward] >= 0 and queue[HEAD_WAIT, onward] != p:
                full = True
            if full and not forced:
                if waits < 0:
                    start_waiting(p, onward, who, queue)
                    if link < 0:
                        tally[AT_ORIGIN] += 1
                    size = push(when, what, size, t + patience, rank[p], p, token, FORCE)
                continue
            if full:
                tally[FORCED] += 1
            if waits >= 0:
                stop_waiting(p, onward, who, queue)
                tally[AT_ORIGIN] -= link < 0
        who[TOKEN, p] += 1
        h = int(t / HOUR) % HOURS
        if link >= 0:  # the next in the queue may go, and one who waits for the room may enter
            behind = leave(p, link, t, unit, headway[link], who, queue, road)
            link_hour[2, link, h] += 1.0
            link_hour[3, link, h] += t - ride[1, p]
            if behind >= 0:
                due = max(ride[0, behind], road[1, link])
                size = push(when, what, size, due, rank[behind], behind, who[TOKEN, behind], MOVE)
            waiting = queue[HEAD_WAIT, link]
            if waiting >= 0:
                size = push(when, what, size, t, rank[waiting], waiting, who[TOKEN, waiting], MOVE)
            if link < n_real and (done or onward >= n_real):
                times[p, k, 3] = t
        if done:
            if tree >= 0:
                tally[ARRIVED] += 1
            start = arrive(p, t, trips, clock, duration, times, who)
            if start >= 0.0:
                size = push(when, what, size, start, rank[p], p, who[TOKEN, p], MOVE)
            continue
        if onward < n_real and (link < 0 or link >= n_real):
            times[p, k, 2] = t
        alone = enter(p, onward, unit, who, queue, road)
        ride[0, p] = t + free[onward]
        ride[1, p] = t
        link_hour[0, onward, h] += 1.0
        if journey[p, k, 2] == 1:
            link_hour[1, onward, h] += 1.0
        if alone:
            size = push(when, what, size, max(ride[0, p], road[1, onward]), rank[p], p, who[TOKEN, p], MOVE)
        waiting = queue[HEAD_WAIT, onward]
        if waiting >= 0 and road[0, onward] < storage[onward]:
            size = push(when, what, size, t, rank[waiting], waiting, who[TOKEN, waiting], MOVE)
    for late in range(hour, census.shape[0]):
        take_census(late, n_real, queue, tally, census)
