"""How do the day's trips move through the streets? A link-queue loading with spillback, event by event.

A vehicle leaves a link when it has driven it at free flow, all before it have left, the exit is free (one car per
headway, and only while its signal is green) and the next link has room; else it waits in order of arrival, and so do
those behind it. Room on a link comes back from its exit as a hole at the speed of a wave. A vehicle blocked longer than
the patience pushes in, which dissolves gridlock, and is counted. Queue model: C. Gawron, "An iterative algorithm to
determine the dynamic user equilibrium in a traffic simulation model", Int. J. Modern Physics C 9(3), 1998,
DOI 10.1142/S0129183198000303; here in continuous time. Holes after G. F. Newell, "A simplified theory of kinematic
waves in highway traffic", Transp. Res. B 27, 1993, DOI 10.1016/0191-2615(93)90038-C.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import inner_kernel, lean_kernel, part_kernel, prefetch
from twin.domains.mobility.loading import queues as q
from twin.domains.mobility.loading.events import BUCKET, NEVER, SEEN, add, put, take
from twin.domains.mobility.loading.groups import (
    ARRIVED,
    AT_ORIGIN,
    EVENTS,
    FORCED,
    HOUR,
    HOURS,
    LOADED,
    STRANDED,
    WORST,
    WORST_AT,
)
from twin.domains.mobility.parking.kernels import look_for_place
from twin.domains.mobility.routes.ways import END as NO_ARC
from twin.domains.mobility.routes.ways import set_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.loading.groups import Load, Rides
    from twin.domains.mobility.parking.kernels import Curbs
    from twin.domains.mobility.routes.ways import Ways

# What the event of a vehicle means: it sets out, it has set out but not entered a street yet, it ends a trip off them.
SETS_OUT, SET_OUT, ENDS = 0, 1, 2
AHEAD = 32  # buckets of events looked at before their time


@inner_kernel
def plan_trip(p: int, k: int, rides: Rides, state: q.State) -> None:
    """Call vehicle `p` when its trip `k` begins, if it has one more."""
    if k >= rides.first[p + 1]:
        return
    line = 2 * state.n_links + p
    start = rides.earliest[k]
    if k > rides.first[p]:
        start = max(start, rides.times[k - 1, 1] + rides.stay[k])
    state.ints[line, q.TRIP] = k
    state.ints[line, q.PHASE] = SETS_OUT
    add(state.events, start, state.n_links + p)


@lean_kernel
def begin(rides: Rides, taken: NDArray[np.int64], state: q.State) -> None:
    """Call every vehicle for its first trip, and park it until then."""
    for p in range(rides.kind.shape[0]):
        line = 2 * state.n_links + p
        state.ints[line, q.KIND] = rides.kind[p]
        area = rides.start_area[p]
        state.ints[line, q.PLACE] = area
        if area >= 0:
            taken[area] += 1
        plan_trip(p, rides.first[p], rides, state)


@inner_kernel
def link_after(tree: int, node: int, choice: NDArray[np.uint8], ways: Ways) -> int:
    """Link that comes after a node on a way, -1 at its end."""
    arc = choice[tree, node]
    if arc == NO_ARC:
        return -1
    return int(ways.out_link[ways.first_out[node] + arc])


@inner_kernel
def look_onward(line: int, tree: int, node: int, choice: NDArray[np.uint8], ways: Ways, state: q.State) -> int:
    """Note, and return, the link that a vehicle at a node will wait on next, -1 none, and what it crosses before."""
    link = link_after(tree, node, choice, ways)
    across = -1
    if link >= 0 and state.inner[link]:
        across = link
        while link >= 0 and state.inner[link]:
            link = link_after(tree, int(state.head[link]), choice, ways)
    state.ints[line, q.ACROSS] = across
    state.ints[line, q.ONWARD] = link
    return link


@lean_kernel
def cross(line: int, t: float, choice: NDArray[np.uint8], ways: Ways, state: q.State) -> tuple[float, int]:
    """Let a vehicle cross the junction before it, one that has room behind it; when it is through, and at which node.

    Links inside take their time; the exits of the streets around the junction limit who can enter it.
    """
    ints, floats = state.ints, state.floats
    kind, tree = int(ints[line, q.KIND]), int(ints[line, q.TREE])
    link, at = int(ints[line, q.ACROSS]), -1
    while link >= 0 and state.inner[link]:
        first, second = 2 * link, 2 * link + 1
        floats[second, q.SPENT] += floats[first, q.FREE]
        floats[line, q.DRIVEN] += floats[second, q.LENGTH]
        ints[second, q.ENTERED + kind] += 1
        if ints[first, q.COSTS] != 0:
            q.note_charge(line, link, t, state)
        t += floats[first, q.FREE]
        at = int(state.head[link])
        link = link_after(tree, at, choice, ways)
    return t, at


@inner_kernel
def set_out(
    p: int, t: float, rides: Rides, choice: NDArray[np.uint8], ways: Ways, taken: NDArray[np.int64], state: q.State
) -> bool:
    """Begin a trip of vehicle `p`: out of its place, and onto its way. Returns whether it takes to the streets."""
    line = 2 * state.n_links + p
    k = int(state.ints[line, q.TRIP])
    place = state.ints[line, q.PLACE]
    if place >= 0:
        taken[place] -= 1
        state.ints[line, q.PLACE] = -1
    rides.times[k, 0] = t
    rides.times[k, 2] = np.inf
    rides.times[k, 3] = np.inf
    root = rides.root[k]
    if root < 0:
        state.ints[line, q.PHASE] = ENDS
        put(state.events, t + rides.tail[k], state.n_links + p)
        return False
    state.ints[line, q.PHASE] = SET_OUT
    tree = int(set_at(ways, t, rides.luck[k]) * ways.roots.shape[0] + root)
    state.ints[line, q.TREE] = tree
    look_onward(line, tree, int(rides.origin[k]), choice, ways, state)
    return True


@inner_kernel
def end_trip(
    p: int, t: float, rides: Rides, curbs: Curbs, taken: NDArray[np.int64], searching: NDArray[np.float64],
    overflow: NDArray[np.int32], state: q.State,
) -> None:  # fmt: skip
    """End the trip of vehicle `p` that left the streets at `t`: it looks for a place, and its next trip is planned."""
    line = 2 * state.n_links + p
    k = int(state.ints[line, q.TRIP])
    end = t
    area = int(rides.area[k])
    rides.search[k] = 0.0
    state.ints[line, q.PLACE] = -1
    if area >= 0:
        luck = 64.0 * rides.luck[k]
        row, seconds, walk = look_for_place(area, taken, curbs, luck - math.floor(luck))
        h = int(t / HOUR) % HOURS
        if row >= 0:
            taken[row] += 1
        else:
            overflow[h, area] += 1
        state.ints[line, q.PLACE] = row
        rides.search[k] = seconds
        searching[h, area] += seconds
        end += seconds + walk
    if rides.root[k] >= 0:
        end += rides.tail[k]
    rides.times[k, 1] = end
    plan_trip(p, k + 1, rides, state)


@lean_kernel
def count_vehicles(
    at: int, n_links: int, n_real: int, ints: NDArray[np.int32], census: NDArray[np.int64], tally: NDArray[np.int64]
) -> None:
    """Count the vehicles on the streets of the district and compare all counts with what was loaded."""
    inside = 0
    everywhere = 0
    for link in range(n_links):
        count = ints[2 * link, q.COUNT]
        everywhere += count
        if link < n_real:
            inside += count
    census[at] = inside
    residual = abs(tally[LOADED] - tally[ARRIVED] - tally[STRANDED] - tally[AT_ORIGIN] - everywhere)
    if residual > tally[WORST]:
        tally[WORST] = residual
        tally[WORST_AT] = at


@part_kernel
def close_hour(
    h: int, ints: NDArray[np.int32], floats: NDArray[np.float64], entered: NDArray[np.int32], left: NDArray[np.int32],
    spent: NDArray[np.float64],
) -> None:  # fmt: skip
    """Add what the lines counted in an hour to the results of hour `h` of the day."""
    for link in range(left.shape[1]):
        line = 2 * link + 1
        came = 0
        for kind in range(entered.shape[2]):
            came += ints[line, q.ENTERED + kind]
            entered[h, link, kind] += ints[line, q.ENTERED + kind]
            ints[line, q.ENTERED + kind] = 0
        count = ints[2 * link, q.COUNT]
        left[h, link] += ints[line, q.BEFORE] + came - count
        ints[line, q.BEFORE] = count
        spent[h, link] += floats[line, q.SPENT]
        floats[line, q.SPENT] = 0.0


@part_kernel
def close_until(
    t: float, step: float, clock: NDArray[np.int64], taken: NDArray[np.int64], ints: NDArray[np.int32],
    floats: NDArray[np.float64], load: Load,
) -> float:  # fmt: skip
    """Count and close what lies before `t`; returns when there is something to count or to close next.

    Parameters
    ----------
    t : Time up to which, that not included. () [s]
    step : Time between two counts. () [s]
    clock : Counts made, hours closed, and half hours of parking noted; written. And number of links. (4,)
    taken, ints, floats : Parked vehicles; lines of links, whose counts by hour are set back.
    load : Results; written.
    """
    while True:
        count = (clock[0] + 0.5) * step if clock[0] < load.census.shape[0] else NEVER
        hour = (clock[1] + 1) * HOUR
        half = (clock[2] + 0.5) * HOUR if clock[2] < HOURS else NEVER
        due = float(min(count, hour, half))
        if due >= t:
            return due
        if count == due:
            count_vehicles(clock[0], clock[3], load.left.shape[1], ints, load.census, load.tally)
            clock[0] += 1
        elif half == due:
            for area in range(taken.shape[0]):
                load.occupancy[clock[2], area] = taken[area]
            clock[2] += 1
        else:
            close_hour(clock[1] % HOURS, ints, floats, load.entered, load.left, load.spent)
            clock[1] += 1


@inner_kernel
def look_ahead(choice: NDArray[np.uint8], state: q.State) -> None:
    """Fetch what the events of the next buckets will read."""
    events, n_links = state.events, state.n_links
    near, mask = events.near, events.near.shape[0] - 1
    bucket = events.at[BUCKET]
    cursor = max(events.at[SEEN], bucket)
    while cursor < bucket + AHEAD:
        entity = near[cursor & mask]
        while entity >= 0:
            if entity < n_links:
                prefetch(state.ints, 2 * entity, 0)
                prefetch(state.ints, 2 * entity + 1, 0)
                prefetch(state.ints, 2 * n_links + state.front[entity, q.VEHICLE], 0)
                goal = state.front[entity, q.GOAL]
                if goal >= 0:
                    prefetch(state.ints, 2 * goal, 0)
                    prefetch(state.ints, 2 * goal + 1, 0)
                    prefetch(choice, state.front[entity, q.WAY], state.head[goal])
            elif n_links + entity < state.ints.shape[0]:
                prefetch(state.ints, n_links + entity, 0)
            entity = events.after[entity]
        cursor += 1
    events.at[SEEN] = cursor


@inner_kernel
def leave(line: int, link: int, t: float, state: q.State) -> None:
    """Take the first vehicle on `link` off it; who comes next there, and who waits for room, is called."""
    ints, floats, events = state.ints, state.floats, state.events
    first, second = 2 * link, 2 * link + 1
    kind = int(ints[line, q.KIND])
    q.free_room(link, t, kind, state)
    floats[second, q.SPENT] += t - floats[line, q.INTO]
    ints[first, q.COUNT] -= 1
    wait = floats[second, q.HEADWAY] * state.units[kind]
    signal = ints[first, q.SIGNAL] != 0
    free = q.green_after(link, t, wait, state.signal) if signal else t + wait
    floats[first, q.EXIT] = free
    floats[first, q.SINCE] = NEVER
    behind = ints[line, q.NEXT]
    state.front[link, q.VEHICLE] = behind
    if behind < 0:
        ints[first, q.LAST] = -1
    else:
        state.front[link, q.GOAL] = ints[2 * state.n_links + behind, q.ONWARD]
        state.front[link, q.WAY] = ints[2 * state.n_links + behind, q.TREE]
        due = max(floats[2 * state.n_links + behind, q.INTO] + floats[first, q.FREE], free)
        if signal:
            due = q.green_at(link, due, state.signal)
        add(events, due, link)
    if ints[first, q.HEAD_WAIT] >= 0:
        q.call_waiting(link, t, state)


@inner_kernel
def held(
    entity: int, waiter: int, onward: int, t: float, unit: float, patience: float, state: q.State, load: Load
) -> bool:
    """Whether an entity has to wait for room on the link `onward`; it then stands in line for it, and is called again.

    Who has waited as long as the patience goes on without room, and is counted.
    """
    ints, floats, events, n_links = state.ints, state.floats, state.events, state.n_links
    from_link = entity < n_links
    waits = ints[waiter, q.WAITS] >= 0
    blocked = floats[waiter, q.SINCE] < NEVER
    if blocked and from_link and ints[waiter, q.SIGNAL] != 0:
        green = q.green_at(entity, t, state.signal)
        if green > t:  # whoever comes from elsewhere and has green takes the room
            if waits:
                q.stop_waiting(waiter, onward, n_links, ints)
                q.call_waiting(onward, t, state)
            put(events, green, entity)
            return True
    head = ints[2 * onward, q.HEAD_WAIT]
    if not ((head < 0 or head == entity) and q.has_room(onward, t, unit, state)):
        impatient = entity + events.due.shape[0] // 2
        if not blocked:
            floats[waiter, q.SINCE] = t
            if not from_link:
                load.tally[AT_ORIGIN] += 1
            if events.due[impatient] == NEVER and patience < NEVER:
                put(events, t + patience, impatient)
        if t < floats[waiter, q.SINCE] + patience:
            if not waits:
                q.start_waiting(entity, waiter, onward, n_links, ints)
            if ints[2 * onward, q.HEAD_WAIT] == entity:
                hole = q.next_hole(onward, t, state)
                if hole < NEVER:
                    put(events, hole, entity)
            return True
        load.tally[FORCED] += 1
        load.forced[int(t / HOUR) % HOURS] += 1
    if waits:
        q.stop_waiting(waiter, onward, n_links, ints)
    return False


@inner_kernel
def enter(
    p: int, line: int, link: int, into: float, unit: float, choice: NDArray[np.uint8], ways: Ways, state: q.State
) -> None:
    """Put vehicle `p` at the end of the queue on `link`; it gets there at `into`, but its room is taken at once."""
    ints, floats = state.ints, state.floats
    tree = int(ints[line, q.TREE])
    onward = look_onward(line, tree, int(state.head[link]), choice, ways, state)
    first, second = 2 * link, 2 * link + 1
    last = ints[first, q.LAST]
    ints[first, q.LAST] = p
    ints[line, q.NEXT] = -1
    ints[first, q.COUNT] += 1
    floats[second, q.UNITS] += unit
    floats[line, q.INTO] = into
    floats[line, q.DRIVEN] += floats[second, q.LENGTH]
    ints[second, q.ENTERED + ints[line, q.KIND]] += 1
    if ints[first, q.COSTS] != 0:
        q.note_charge(line, link, into, state)
    if last >= 0:
        ints[2 * state.n_links + last, q.NEXT] = p
    else:
        state.front[link, q.VEHICLE] = p
        state.front[link, q.GOAL] = onward
        state.front[link, q.WAY] = tree
        due = max(into + floats[first, q.FREE], floats[first, q.EXIT])
        if ints[first, q.SIGNAL] != 0:
            due = q.green_at(link, due, state.signal)
        add(state.events, due, link)


@lean_kernel
def load_streets(
    rides: Rides, ways: Ways, choice: NDArray[np.uint8], curbs: Curbs, taken: NDArray[np.int64], state: q.State,
    load: Load, patience: float, step: float, clock: NDArray[np.int64],
) -> None:  # fmt: skip
    """Move all vehicles through the day.

    Parameters
    ----------
    rides : Vehicles and trips; their times are written.
    ways : Ways over the links.
    choice : `Ways.choice` with one row for each set and root. (P K D, V)
    curbs, taken : Places to park, and vehicles that stand on them; the latter written. (A,)
    state : Queues, empty; written.
    load : Results; written.
    patience : As in `Figures`. () [s]
    step : Time between two counts. () [s]
    clock : Counts made, hours closed, half hours of parking noted, all 0, written; and number of links. (4,)
    """
    ints, floats, events, tally = state.ints, state.floats, state.events, load.tally
    n_links, n_real = state.n_links, load.left.shape[1]
    entities = n_links + rides.kind.shape[0]
    begin(rides, taken, state)
    pause = close_until(0.0, step, clock, taken, ints, floats, load)
    while True:
        entity = take(events)
        if entity < 0:
            break
        look_ahead(choice, state)
        t = events.due[entity]
        events.due[entity] = NEVER
        if t > pause:
            pause = close_until(t, step, clock, taken, ints, floats, load)
        tally[EVENTS] += 1
        if entity >= entities:  # patience: of one who is called anyway, of one who has moved since, or it is over
            entity -= entities
            over = floats[q.line_of(entity, n_links), q.SINCE] + patience
            if over > t and over < NEVER:
                put(events, over, entity + entities)
            if over > t or events.due[entity] < NEVER:
                continue
        from_link = entity < n_links
        phase = SET_OUT
        if from_link:
            waiter = 2 * entity
            p = int(state.front[entity, q.VEHICLE])
            line = 2 * n_links + p
            onward = int(state.front[entity, q.GOAL])
        else:
            p = entity - n_links
            line = waiter = 2 * n_links + p
            phase = ints[line, q.PHASE]
            if phase == SETS_OUT:
                if not set_out(p, t, rides, choice, ways, taken, state):
                    continue
                tally[LOADED] += 1
            onward = int(ints[line, q.ONWARD]) if phase != ENDS else -1
        unit = state.units[ints[line, q.KIND]]
        if onward >= 0 and held(entity, waiter, onward, t, unit, patience, state, load):
            continue
        inside = 0 <= onward < n_real
        if from_link:
            leave(line, entity, t, state)
            if entity < n_real and not inside:
                rides.times[ints[line, q.TRIP], 3] = t
        elif floats[waiter, q.SINCE] < NEVER:
            floats[waiter, q.SINCE] = NEVER
            tally[AT_ORIGIN] -= 1
        into, at = t, -1
        if phase != ENDS and ints[line, q.ACROSS] >= 0:
            into, at = cross(line, t, choice, ways, state)
        if onward < 0:
            k = ints[line, q.TRIP]
            root = rides.root[k]
            if root >= 0:
                if at < 0:
                    at = state.head[entity] if from_link else rides.origin[k]
                there = ways.roots[root] == at or ways.root_of[at] == root  # or at a copy of it
                tally[ARRIVED if there else STRANDED] += 1
            end_trip(p, into, rides, curbs, taken, load.searching, load.overflow, state)
            continue
        enter(p, line, onward, into, unit, choice, ways, state)
        if inside and entity >= n_real:
            rides.times[ints[line, q.TRIP], 2] = t
        if ints[2 * onward, q.HEAD_WAIT] >= 0:
            q.call_waiting(onward, t, state)
    hours = max(HOURS, clock[1] + 1)
    end = max((load.census.shape[0] + 1) * step, (hours + 0.5) * HOUR)
    close_until(end, step, clock, taken, ints, floats, load)
