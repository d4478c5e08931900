"""How do the day's trips move through the streets? A link-queue loading with spillback, event by event.

A vehicle leaves a link when it has driven it at free flow, all before it have left, the exit is free (one car per
headway) and the next link has room; else it waits in order of arrival, and so do those behind it. A vehicle blocked
longer than the patience pushes in, which dissolves gridlock, and is counted. Queue model: C. Gawron, "An iterative
algorithm to determine the dynamic user equilibrium in a traffic simulation model", Int. J. Modern Physics C 9(3),
1998, DOI 10.1142/S0129183198000303; here in continuous time. Empty space moves back without delay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.jit import inner_kernel, lean_kernel, prefetch
from twin.domains.mobility.kernels.events import IN_HEAP, SLOTS, Events, add, clear, code_of, parts_of, take

if TYPE_CHECKING:
    from numpy.typing import NDArray

HOUR = 3600.0
HOURS = 24
MOVE, FORCE = 0, 1
# Each person and each link has one line of 64 bytes, read as integers and as floats: what an event reads lies together.
LINE = 64
# Integers of people; `NODE` is where the link that comes next begins; `CAR` is 0 for motorcycles.
TOKEN, LEG, LINK, NODE, NEXT, AHEAD, BEHIND, WAITS, TREE, CAR = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
# Their floats, behind the integers: when they may leave the link, when they entered it, and metres driven so far.
READY, ENTERED, DRIVEN = 5, 6, 7
# Integers of links: vehicles, the last of them, the first of those who wait to enter, and the end node.
COUNT, LAST, HEAD_WAIT, END = 0, 1, 2, 3
# Their floats, behind the integers; the first four for good: free-flow time, headway at the exit, storage, length; car
# units on the link, and when its exit is free.
FREE_TIME, HEADWAY, STORAGE, LENGTH, UNITS, EXIT = 2, 3, 4, 5, 6, 7
CONSTANT = 4
# Entries of a link and hour.
ENTERED_ALL, ENTERED_CARS, LEFT, SPENT = 0, 1, 2, 3
# Entries of `tally`.
LOADED, ARRIVED, FORCED, AT_ORIGIN, WORST, WORST_HOUR = 0, 1, 2, 3, 4, 5


class Streets(NamedTuple):
    """Links and the ways over them.

    Parameters
    ----------
    head : End node. (L,)
    figures : Free-flow time [s], headway at the exit [s], storage [cars], length, 0 outside [m]. (L, 4)
    roots, next_link : Root node of each tree (D,) and link to take at each node, -1 at the root (D, V).
    n_real : Links from this row on lie outside the district, without limits and uncounted. ()
    """

    head: NDArray[np.int32]
    figures: NDArray[np.float64]
    roots: NDArray[np.int32]
    next_link: NDArray[np.int32]
    n_real: int


class Legs(NamedTuple):
    """Trips of those who use the streets on this day, one row for each who might; rows are in order at equal times.

    Parameters
    ----------
    trips : Trips of the day, 0 for those who stay off the streets. (M,)
    clock : Earliest start of each trip, and stay before it. (M, K, 2) [s]
    duration : Time of trips off the streets; for trips on them, time added at the end (search and walk). (M, K) [s]
    journey : Tree of each trip, -1 off the streets; node where it starts; 1 for cars, 0 for motorcycles. (M, K, 3)
    times : Departure, arrival, and when the trip enters and leaves the district's streets, infinite if it never does;
        written. (M, K, 4) [s]
    """

    trips: NDArray[np.int8]
    clock: NDArray[np.float64]
    duration: NDArray[np.float64]
    journey: NDArray[np.int32]
    times: NDArray[np.float64]


class Scratch(NamedTuple):
    """State while a day is loaded.

    Parameters
    ----------
    who, ride : Lines of people, as integers (M, 16) and floats (M, 8).
    queue, road : Lines of links, as integers (L, 16) and floats (L, 8).
    tail : Last of those who wait to enter each link, -1 none. (L,)
    events : What comes next.
    """

    who: NDArray[np.int32]
    ride: NDArray[np.float64]
    queue: NDArray[np.int32]
    road: NDArray[np.float64]
    tail: NDArray[np.int32]
    events: Events


def lines(count: int, size: int) -> NDArray[np.uint8]:
    """Room for records of `size` bytes that begin where lines of the cache do. (count, size)"""
    room = np.empty(count * size + LINE, dtype=np.uint8)
    start = -room.ctypes.data % LINE
    return room[start : start + count * size].reshape(count, size)


def scratch_for(people: int, links: int, spare: int = 1024) -> Scratch:
    """Room for the state of so many people and links, with `spare` events beyond two for each of them."""
    heap = 2 * people + spare
    cells, persons, streets = lines(people + 1024, LINE // 2), lines(people, LINE), lines(links, LINE)
    events = Events(
        np.zeros(4, dtype=np.int64), np.empty(SLOTS, dtype=np.int32), cells.view(np.int64), cells.view(np.float64),
        np.empty(heap), np.empty(heap, dtype=np.int64),
    )  # fmt: skip
    return Scratch(
        persons.view(np.int32), persons.view(np.float64), streets.view(np.int32), streets.view(np.float64),
        np.empty(links, dtype=np.int32), events,
    )  # fmt: skip


@lean_kernel
def stop_waiting(p: int, link: int, who: NDArray[np.int32], queue: NDArray[np.int32], tail: NDArray[np.int32]) -> None:
    """Take person `p` out of the queue of those who wait to enter `link`."""
    ahead, behind = who[p, AHEAD], who[p, BEHIND]
    if ahead >= 0:
        who[ahead, BEHIND] = behind
    else:
        queue[link, HEAD_WAIT] = behind
    if behind >= 0:
        who[behind, AHEAD] = ahead
    else:
        tail[link] = ahead
    who[p, WAITS] = -1


@lean_kernel
def start_waiting(p: int, link: int, who: NDArray[np.int32], queue: NDArray[np.int32], tail: NDArray[np.int32]) -> None:
    """Put person `p` at the end of the queue of those who wait to enter `link`."""
    last = tail[link]
    who[p, AHEAD] = last
    who[p, BEHIND] = -1
    if last >= 0:
        who[last, BEHIND] = p
    else:
        queue[link, HEAD_WAIT] = p
    tail[link] = p
    who[p, WAITS] = link


@inner_kernel
def leave(
    p: int, link: int, t: float, unit: float, who: NDArray[np.int32], queue: NDArray[np.int32],
    road: NDArray[np.float64],
) -> int:  # fmt: skip
    """Take person `p`, first in the queue on `link`, off it; the exit is free again a headway later.

    Returns the person who is first now, -1 for nobody.
    """
    behind = int(who[p, NEXT])
    if behind < 0:
        queue[link, LAST] = -1
    queue[link, COUNT] -= 1
    road[link, UNITS] = road[link, UNITS] - unit if queue[link, COUNT] > 0 else 0.0
    road[link, EXIT] = t + road[link, HEADWAY] * unit
    return behind


@inner_kernel
def enter(
    p: int, link: int, unit: float, who: NDArray[np.int32], queue: NDArray[np.int32], road: NDArray[np.float64]
) -> bool:
    """Put person `p` at the end of the queue on `link`; returns whether nobody was there."""
    last = queue[link, LAST]
    if last >= 0:
        who[last, NEXT] = p
    queue[link, LAST] = p
    who[p, NEXT] = -1
    queue[link, COUNT] += 1
    road[link, UNITS] += unit
    who[p, LINK] = link
    return bool(last < 0)


@lean_kernel
def take_census(
    hour: int, n_real: int, queue: NDArray[np.int32], tally: NDArray[np.int64], census: NDArray[np.int64]
) -> None:
    """Count the vehicles on the streets of the district at mid-hour and compare all counts with what was loaded."""
    inside = 0
    everywhere = 0
    for link in range(queue.shape[0]):
        everywhere += queue[link, COUNT]
        if link < n_real:
            inside += queue[link, COUNT]
    census[hour] = inside
    residual = abs(tally[LOADED] - tally[ARRIVED] - everywhere - tally[AT_ORIGIN])
    if residual > tally[WORST]:
        tally[WORST] = residual
        tally[WORST_HOUR] = hour


@inner_kernel
def set_out(p: int, start: float, legs: Legs, metres: NDArray[np.float64], scratch: Scratch) -> None:
    """Make the trips of person `p` from `start` on up to the next one on the streets, which is called then."""
    who = scratch.who
    k = who[p, LEG]
    while k < legs.trips[p] and legs.journey[p, k, 0] < 0:
        legs.times[p, k, 0] = start
        legs.times[p, k, 1] = start + legs.duration[p, k]
        legs.times[p, k, 2] = np.inf
        legs.times[p, k, 3] = np.inf
        k += 1
        if k < legs.trips[p]:
            start = max(legs.clock[p, k, 0], legs.times[p, k - 1, 1] + legs.clock[p, k, 1])
    who[p, LEG] = k
    if k < legs.trips[p]:
        tree, node, car = legs.journey[p, k, 0], legs.journey[p, k, 1], legs.journey[p, k, 2]
        who[p, TREE] = tree
        who[p, CAR] = car
        who[p, NODE] = node
        scratch.ride[p, DRIVEN] = metres[p, 1 - car]
        legs.times[p, k, 0] = start
        legs.times[p, k, 2] = np.inf
        legs.times[p, k, 3] = np.inf
        add(scratch.events, start, code_of(p, who[p, TOKEN], MOVE))


@inner_kernel
def arrive(p: int, t: float, legs: Legs, metres: NDArray[np.float64], scratch: Scratch) -> None:
    """End the trip of person `p` that left the streets at `t`, and call the next."""
    who = scratch.who
    k = who[p, LEG]
    metres[p, 1 - who[p, CAR]] = scratch.ride[p, DRIVEN]
    end = t + legs.duration[p, k]
    legs.times[p, k, 1] = end
    who[p, LINK] = -1
    who[p, LEG] = k + 1
    if k + 1 < legs.trips[p]:
        set_out(p, max(legs.clock[p, k + 1, 0], end + legs.clock[p, k + 1, 1]), legs, metres, scratch)


@lean_kernel
def empty_streets(legs: Legs, streets: Streets, metres: NDArray[np.float64], scratch: Scratch) -> None:
    """State before the first departure, which is called."""
    scratch.who[:] = -1
    scratch.tail[:] = -1
    for link in range(streets.head.shape[0]):
        scratch.queue[link, COUNT] = 0
        scratch.queue[link, LAST] = -1
        scratch.queue[link, HEAD_WAIT] = -1
        scratch.queue[link, END] = streets.head[link]
        for c in range(CONSTANT):
            scratch.road[link, FREE_TIME + c] = streets.figures[link, c]
        scratch.road[link, UNITS] = 0.0
        scratch.road[link, EXIT] = 0.0
    clear(scratch.events)
    for p in range(legs.trips.shape[0]):
        scratch.who[p, TOKEN] = 0
        scratch.who[p, LEG] = 0
        if legs.trips[p] > 0:
            set_out(p, legs.clock[p, 0, 0], legs, metres, scratch)


@lean_kernel
def load_day(
    legs: Legs,
    streets: Streets,
    load: tuple[float, float],
    link_hour: NDArray[np.float64],
    metres: NDArray[np.float64],
    counts: tuple[NDArray[np.int64], NDArray[np.int64]],
    scratch: Scratch,
) -> bool:
    """Move everybody who drives through the day.

    Parameters
    ----------
    legs : Trips; their times are written.
    streets : Links and ways.
    load : Car units of a motorcycle [1], patience before a blocked vehicle pushes in [s].
    link_hour : Vehicles entered, cars entered, vehicles left, and seconds they spent, by hour of the day and link of
        the district; written. (24, R, 4)
    metres : Length of the links that each row of `legs` enters by car and by motorcycle; written. (M, 2) [m]
    counts : Vehicles on the district's streets at half past each hour since civil midnight (H,); trips loaded, arrived,
        pushed in, waiting at their start, worst imbalance and its hour (6,); written.
    scratch : Room to work in; written.

    Returns
    -------
    Whether the room was enough for all events; if not, nothing that was written counts.
    """
    census, tally = counts
    light, patience = load
    n_real = streets.n_real
    link_hour[:] = 0.0
    metres[:] = 0.0
    tally[:] = 0
    who, ride, queue, road, tail, events = scratch
    empty_streets(legs, streets, metres, scratch)
    hour = 0
    # The two waits and the two wake-ups stand in the loop as they are: as functions they take twice the time.
    while True:
        t, code = take(events)
        if code < 0:
            break
        p, token, kind = parts_of(code)
        while hour < census.shape[0] and t > (hour + 0.5) * HOUR:
            take_census(hour, n_real, queue, tally, census)
            hour += 1
        if token != who[p, TOKEN]:
            continue
        if events.at[IN_HEAP] + 8 > events.heap_when.shape[0]:
            return False
        k = who[p, LEG]
        link = who[p, LINK]
        waits = who[p, WAITS]
        onward = streets.next_link[who[p, TREE], who[p, NODE]]
        car = who[p, CAR] == 1
        unit = 1.0 if car else light
        if link < 0 and waits < 0:
            tally[LOADED] += 1
        if onward >= 0:
            full = road[onward, UNITS] > 0.0 and road[onward, UNITS] + unit > road[onward, STORAGE]
            # Nobody passes those who wait already.
            if queue[onward, HEAD_WAIT] >= 0 and queue[onward, HEAD_WAIT] != p:
                full = True
            if full and kind != FORCE:
                if waits < 0:
                    start_waiting(p, onward, who, queue, tail)
                    if link < 0:
                        tally[AT_ORIGIN] += 1
                    add(events, t + patience, code_of(p, token, FORCE))
                continue
            if full:
                tally[FORCED] += 1
            if waits >= 0:
                stop_waiting(p, onward, who, queue, tail)
                if link < 0:
                    tally[AT_ORIGIN] -= 1
        who[p, TOKEN] = token + 1
        h = int(t / HOUR) % HOURS
        if link >= 0:  # the next in the queue may go, and one who waits for the room may enter
            behind = leave(p, link, t, unit, who, queue, road)
            if link < n_real:
                link_hour[h, link, LEFT] += 1.0
                link_hour[h, link, SPENT] += t - ride[p, ENTERED]
                if onward < 0 or onward >= n_real:
                    legs.times[p, k, 3] = t
            if behind >= 0:
                due = max(ride[behind, READY], road[link, EXIT])
                add(events, due, code_of(behind, who[behind, TOKEN], MOVE))
            waiting = queue[link, HEAD_WAIT]
            if waiting >= 0:
                add(events, t, code_of(waiting, who[waiting, TOKEN], MOVE))
        if onward < 0:
            tally[ARRIVED] += 1
            arrive(p, t, legs, metres, scratch)
            continue
        alone = enter(p, onward, unit, who, queue, road)
        ride[p, READY] = t + road[onward, FREE_TIME]
        ride[p, ENTERED] = t
        ride[p, DRIVEN] += road[onward, LENGTH]
        node = queue[onward, END]
        who[p, NODE] = node
        prefetch(streets.next_link, who[p, TREE], node)
        if onward < n_real:
            if link < 0 or link >= n_real:
                legs.times[p, k, 2] = t
            link_hour[h, onward, ENTERED_ALL] += 1.0
            if car:
                link_hour[h, onward, ENTERED_CARS] += 1.0
        if alone:
            add(events, max(ride[p, READY], road[onward, EXIT]), code_of(p, token + 1, MOVE))
        waiting = queue[onward, HEAD_WAIT]
        if waiting >= 0 and road[onward, UNITS] < road[onward, STORAGE]:
            add(events, t, code_of(waiting, who[waiting, TOKEN], MOVE))
    for late in range(hour, census.shape[0]):
        take_census(late, n_real, queue, tally, census)
    return True
