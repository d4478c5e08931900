"""What is on a link, who waits to enter it, when may its first vehicle leave, and when is room again?

State lies in lines of 64 bytes, read as integers and as floats, so that what an event reads lies together: two lines
for each link, behind them one for each vehicle. An entity is a link, which acts through its first vehicle, or, from
number L on, a vehicle that stands at its origin.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.jit import inner_kernel, lean_kernel, part_kernel
from twin.domains.mobility.loading.events import NEVER, Events, put
from twin.domains.mobility.loading.groups import KIND_MASK
from twin.domains.mobility.routes.ways import DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.loading.groups import Figures, Links

LINE = 64
# Of links and vehicles, first a float: since when it is blocked, infinite if it is not; then integers: link that it
# waits to enter, -1 none, and who waits before and behind it.
SINCE = 0
WAITS, AHEAD, BEHIND = 6, 7, 8
# Of links. Floats: when the exit is free, time to drive it. Integers: last vehicle, first and last entity that waits to
# enter, vehicles, whether a signal stands at the end, where its holes lie, -1 if space moves back at once, and whether
# it ever costs a charge.
EXIT, FREE = 1, 2
LAST, HEAD_WAIT, TAIL_WAIT, COUNT, SIGNAL, HOLES, COSTS = 9, 10, 11, 12, 13, 14, 15
# In the second line. Floats: car units, and those that fit; headway; length; seconds spent by those who left in this
# hour. Integers: vehicles that entered in this hour by kind; vehicles at the start of the hour.
UNITS, STORAGE, HEADWAY, LENGTH, SPENT = 0, 1, 2, 3, 4
ENTERED, BEFORE = 10, 15
# Of vehicles. Floats: when they entered the link, metres driven. Integers: next vehicle on the link, row of the ways,
# kind, trip, link that they wait on next, -1 none, area where they are parked, and what their event means. Of those who
# drive, in place of the area: the first link inside the junction that they cross on the way to that link, -1 none.
INTO, DRIVEN = 1, 2
NEXT, TREE, KIND, TRIP, ONWARD, PLACE, PHASE = 9, 10, 11, 12, 13, 14, 15
ACROSS = PLACE
# Head of a link's holes: time that space takes, first of them, number, room; then the times when they arrive, the kind
# of the vehicle that made them in the three lowest bits.
TIME, OLDEST, NUMBER, ROOM, BODY = 0, 1, 2, 3, 4
# Columns of `State.front`, `State.signal` and `State.toll`.
VEHICLE, GOAL, WAY = 0, 1, 2
CYCLE, GREEN_FROM, GREEN = 0, 1, 2
CHARGE, DUE_FROM, DUE_TO = 0, 1, 2
SLACK = 1e-9  # car units
INSTANT = 1e-6  # seconds


class State(NamedTuple):
    """State while a day is loaded. L links, M vehicles.

    Parameters
    ----------
    ints, floats : Lines of links and vehicles. (2 L + M, 16), (2 L + M, 8)
    holes, marks : Space on its way back, as floats and as the same bits read as integers. (H,)
    events : Next event of each entity, and behind them their patience. (2 (L + M),)
    front : First vehicle on each link, -1 none, the link that it goes on to, -1 none, and its row of the ways. (L, 3)
    head : End node of each link. (L,)
    inner : Whether each link lies inside a junction. (L,)
    units : Car units by kind. (5,)
    signal : Cycle, start of green and green, as in `Links`. (L, 3) [s]
    toll : As in `Links`. (L, 3)
    due : As in `Load`. (T,) [EUR]
    n_links : L. ()
    """

    ints: NDArray[np.int32]
    floats: NDArray[np.float64]
    holes: NDArray[np.float64]
    marks: NDArray[np.int64]
    events: Events
    front: NDArray[np.int32]
    head: NDArray[np.int32]
    inner: NDArray[np.bool_]
    units: NDArray[np.float64]
    signal: NDArray[np.float64]
    toll: NDArray[np.float64]
    due: NDArray[np.float64]
    n_links: int


def hole_times(links: Links, wave: float) -> NDArray[np.float64]:
    """Time that empty space takes from the exit of each link back to its entry. (L,) [s]

    Length over the speed of the wave, but not so long that a full street could not carry its saturation flow: in the
    triangular diagram of flow and density (G. F. Newell, "A simplified theory of kinematic waves in highway traffic",
    Transp. Res. B 27(4), 1993, DOI 10.1016/0191-2615(93)90038-C) storage is flow x (free time + time of the wave).
    """
    if wave <= 0.0:
        return np.zeros(links.free.size)
    longest = np.maximum(links.storage * links.headway - links.free, 0.0)
    return np.minimum(links.length / wave, longest)


def state_for(links: Links, figures: Figures, vehicles: int, trips: int, events: Events) -> State:
    """State of empty streets."""
    n = links.free.size
    room = np.empty((2 * n + vehicles + 2) * LINE, dtype=np.uint8)
    start = -room.ctypes.data % (2 * LINE)
    whole = room[start : start + (2 * n + vehicles) * LINE].reshape(-1, LINE)
    ints, floats = whole.view(np.int32), whole.view(np.float64)
    ints[2 * n :] = -1
    floats[2 * n :, SINCE] = NEVER
    floats[2 * n :, DRIVEN] = 0.0
    streets = whole[: 2 * n].reshape(-1, 2 * LINE)
    a, b = streets[:, :LINE].view(np.int32), streets[:, LINE:].view(np.int32)
    c, d = streets[:, :LINE].view(np.float64), streets[:, LINE:].view(np.float64)
    a[:, WAITS:] = -1
    a[:, COUNT] = 0
    a[:, SIGNAL] = (links.cycle > 0.0) & (links.green < links.cycle)
    a[:, COSTS] = links.toll[:, CHARGE] > 0.0
    c[:, SINCE], c[:, EXIT], c[:, FREE] = NEVER, -NEVER, links.free
    d[:, UNITS], d[:, STORAGE], d[:, HEADWAY] = 0.0, links.storage, links.headway
    d[:, LENGTH], d[:, SPENT] = links.length, 0.0
    b[:, ENTERED:] = 0
    a[:, HOLES], holes = _rooms(links, figures)
    front = np.full((n, 3), -1, dtype=np.int32)
    signal = np.column_stack([links.cycle, links.green_from, links.green])
    inner = links.storage <= 0.0
    return State(
        ints, floats, holes, holes.view(np.int64), events, front, links.head, inner, figures.units, signal, links.toll,
        np.zeros(trips), n,
    )  # fmt: skip


def _rooms(links: Links, figures: Figures) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Where the holes of each link lie, -1 where space moves back at once, and room for them, empty."""
    time = hole_times(links, figures.wave)
    least = float(figures.units.min())
    with np.errstate(divide="ignore", invalid="ignore"):
        leave = np.where(links.headway > 0.0, time / (links.headway * least), np.inf)
    room = np.where(time > 0.0, np.minimum(links.storage / least, leave) + 2.0, 0.0).astype(np.int64)
    size = np.where(time > 0.0, room + BODY, 0)
    at = np.cumsum(size) - size
    holes = np.zeros(int(size.sum()) + 1)
    some = time > 0.0
    holes[at[some] + TIME] = time[some]
    holes.view(np.int64)[at[some] + ROOM] = room[some]
    return np.where(some, at, -1).astype(np.int32), holes


@inner_kernel
def line_of(entity: int, n_links: int) -> int:
    """First line of an entity."""
    return 2 * entity if entity < n_links else n_links + entity


@lean_kernel
def green_at(link: int, t: float, signal: NDArray[np.float64]) -> float:
    """First moment from `t` on at which the signal at the end of `link` is green."""
    cycle = float(signal[link, CYCLE])
    into = t - float(signal[link, GREEN_FROM])
    phase = into - cycle * math.floor(into / cycle)
    if phase < signal[link, GREEN] or cycle - phase < INSTANT:
        return t
    return t + (cycle - phase)


@lean_kernel
def green_after(link: int, t: float, wait: float, signal: NDArray[np.float64]) -> float:
    """Moment when `wait` seconds of green have passed since `t`, which is green: a headway pauses while it is red."""
    cycle, green = float(signal[link, CYCLE]), float(signal[link, GREEN])
    into = t - float(signal[link, GREEN_FROM])
    phase = into - cycle * math.floor(into / cycle)
    if phase >= green:
        phase = 0.0
    passed = phase + wait
    if passed < green:
        return t + wait
    return t + wait + math.floor(passed / green) * (cycle - green)


@part_kernel
def note_charge(line: int, link: int, t: float, state: State) -> None:
    """Note that the trip of the vehicle at `line` enters `link`, which costs a charge at some times of day, at `t`."""
    charge, time = float(state.toll[link, CHARGE]), t - DAY * math.floor(t / DAY)
    k = state.ints[line, TRIP]
    if state.toll[link, DUE_FROM] <= time < state.toll[link, DUE_TO] and charge > state.due[k]:
        state.due[k] = charge


@part_kernel
def stop_waiting(line: int, link: int, n_links: int, ints: NDArray[np.int32]) -> None:
    """Take an entity out of the queue of those who wait to enter `link`."""
    ahead, behind = int(ints[line, AHEAD]), int(ints[line, BEHIND])
    if ahead >= 0:
        ints[line_of(ahead, n_links), BEHIND] = behind
    else:
        ints[2 * link, HEAD_WAIT] = behind
    if behind >= 0:
        ints[line_of(behind, n_links), AHEAD] = ahead
    else:
        ints[2 * link, TAIL_WAIT] = ahead
    ints[line, WAITS] = -1


@part_kernel
def start_waiting(entity: int, line: int, link: int, n_links: int, ints: NDArray[np.int32]) -> None:
    """Put an entity at the end of the queue of those who wait to enter `link`."""
    last = int(ints[2 * link, TAIL_WAIT])
    ints[line, AHEAD] = last
    ints[line, BEHIND] = -1
    if last >= 0:
        ints[line_of(last, n_links), BEHIND] = entity
    else:
        ints[2 * link, HEAD_WAIT] = entity
    ints[2 * link, TAIL_WAIT] = entity
    ints[line, WAITS] = link


@part_kernel
def drop_hole(at: int, link: int, state: State) -> None:
    """Let the oldest hole of a link arrive at its entry."""
    marks, floats = state.marks, state.floats
    oldest = int(marks[at + OLDEST])
    floats[2 * link + 1, UNITS] -= state.units[marks[at + BODY + oldest] & KIND_MASK]
    oldest += 1
    marks[at + OLDEST] = 0 if oldest == marks[at + ROOM] else oldest
    marks[at + NUMBER] -= 1
    if marks[at + NUMBER] == 0:
        marks[at + OLDEST] = 0
        if state.ints[2 * link, COUNT] == 0:
            floats[2 * link + 1, UNITS] = 0.0


@part_kernel
def settle_holes(at: int, link: int, t: float, state: State) -> None:
    """Let all holes of a link arrive that have by `t`."""
    while state.marks[at + NUMBER] > 0 and state.holes[at + BODY + state.marks[at + OLDEST]] <= t:
        drop_hole(at, link, state)


@inner_kernel
def free_room(link: int, t: float, kind: int, state: State) -> None:
    """A vehicle leaves `link`, which still counts it: its room is free, or is a hole that sets out for the entry.

    As long as a link is not half full, nobody waits for its room, and holes are not told from free room.
    """
    line = 2 * link + 1
    at = int(state.ints[2 * link, HOLES])
    units = state.floats[line, UNITS]
    if at < 0 or 2.0 * units <= state.floats[line, STORAGE]:
        state.floats[line, UNITS] = units - state.units[kind]
        return
    settle_holes(at, link, t, state)
    marks = state.marks
    if marks[at + NUMBER] == marks[at + ROOM]:
        drop_hole(at, link, state)
    place = marks[at + OLDEST] + marks[at + NUMBER]
    place = at + BODY + (place if place < marks[at + ROOM] else place - marks[at + ROOM])
    state.holes[place] = t + state.holes[at + TIME]
    marks[place] = (marks[place] & ~np.int64(KIND_MASK)) | kind
    marks[at + NUMBER] += 1


@inner_kernel
def has_room(link: int, t: float, unit: float, state: State) -> bool:
    """Whether a vehicle of so many car units fits on `link`; on an empty one any does."""
    line = 2 * link + 1
    units, storage = state.floats[line, UNITS], state.floats[line, STORAGE]
    if units + unit <= storage + SLACK or units <= SLACK:
        return True
    at = int(state.ints[2 * link, HOLES])
    if at < 0:
        return False
    settle_holes(at, link, t, state)
    units = state.floats[line, UNITS]
    return bool(units + unit <= storage + SLACK or units <= SLACK)


@part_kernel
def next_hole(link: int, t: float, state: State) -> float:
    """When the next hole arrives at the entry of `link`, infinite if none is under way."""
    at = int(state.ints[2 * link, HOLES])
    if at < 0 or state.marks[at + NUMBER] == 0:
        return NEVER
    return max(t, float(state.holes[at + BODY + state.marks[at + OLDEST]]))


@part_kernel
def call_waiting(link: int, t: float, state: State) -> None:
    """Call who waits first to enter `link`, at once if there is some room, else when the next hole arrives."""
    entity = int(state.ints[2 * link, HEAD_WAIT])
    if entity < 0 or state.events.due[entity] < NEVER:
        return
    line = 2 * link + 1
    when = t if state.floats[line, UNITS] < state.floats[line, STORAGE] - SLACK else next_hole(link, t, state)
    if when < NEVER:
        put(state.events, when, entity)
