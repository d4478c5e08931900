"""Which ways lead from stop to stop, and what does each take? Common lines, changes, and the choice of stops."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import inner_kernel, kernel, lean_kernel, part_kernel, prefetch
from twin.domains.mobility.transit.groups import BETWEEN, CHANGES, LOAD, RIDE, WAIT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.transit.groups import Lines, Net, Weights

MOST_LINES = 24  # courses that are compared for one ride
_SURE = 1e-3  # s; a way must be this much better to replace another


@inner_kernel
def wait_for(frequency: float, weights: Weights) -> float:
    """Mean wait for vehicles that come `frequency` times a second. [s]

    Half the headway where people come at random; they time their arrival the more, the longer it is.
    Source: Fan and Machemehl, Transportation Research Record 2111, 2009.
    """
    headway = 1.0 / frequency
    wait = 0.5 * min(headway, weights.random)
    if headway > weights.random:
        wait += weights.slope * (min(headway, weights.timed) - weights.random)
    return wait


@kernel
def felt_clock(q: int, net: Net, crowding: NDArray[np.float32], clock: NDArray[np.float64]) -> None:
    """Time since the start of its course at each call, real and as felt.

    Parameters
    ----------
    q : Period.
    crowding : Felt over real time from each call to the next. (Q, K) [1]
    clock : Written. (2, K) [s]
    """
    for line in range(net.kind.shape[0]):
        pace = 1.0 / net.speed[q, line]
        for k in range(net.first[line], net.first[line + 1]):
            clock[0, k] = net.along[k] * pace
            clock[1, k] = clock[0, k]
            if k > net.first[line]:
                clock[1, k] = clock[1, k - 1] + (clock[0, k] - clock[0, k - 1]) * crowding[q, k - 1]


@kernel
def rides_from(
    i: int, q: int, net: Net, clock: NDArray[np.float64], count: NDArray[np.int64], board: NDArray[np.int64],
    leave: NDArray[np.int64], felt: NDArray[np.float64],
) -> None:  # fmt: skip
    """Courses that lead from node `i` to each other node without a change, the quickest first.

    Parameters
    ----------
    clock : Time at each call. (2, K) [s]
    count : Number of courses to each node; written. (T,)
    board, leave, felt : Calls where they are boarded and left, and felt time on board; written. (T, MOST_LINES)
    """
    count[:] = 0
    for c in range(net.calls_first[i], net.calls_first[i + 1]):
        k = net.calls[c]
        line = net.line[k]
        if net.frequency[q, line] <= 0.0:
            continue
        for j in range(k + 1, net.first[line + 1]):
            to = net.node[j]
            time = clock[1, j] - clock[1, k]
            at = count[to]
            if to == i or at == MOST_LINES:
                continue
            while at > 0 and felt[to, at - 1] > time:
                board[to, at], leave[to, at], felt[to, at] = board[to, at - 1], leave[to, at - 1], felt[to, at - 1]
                at -= 1
            board[to, at], leave[to, at], felt[to, at] = k, j, time
            count[to] += 1


@inner_kernel
def common_lines(
    n: int, q: int, net: Net, board: NDArray[np.int64], felt: NDArray[np.float64], weights: Weights
) -> tuple[int, float, float]:
    """How many of the courses are worth boarding as they come, their joint frequency, and the felt time with the wait.

    Parameters
    ----------
    n : Courses at hand, the quickest first.
    board, felt : Call where each is boarded and felt time on board. (MOST_LINES,)

    Notes
    -----
    Chriqui and Robillard, "Common bus lines", Transportation Science 9, 1975: courses are added in order of their time
    on board as long as the expected time falls; the first that comes is taken. The wait is that of the joint frequency.
    """
    frequency, weighted, best, used = 0.0, 0.0, np.inf, 0
    for m in range(n):
        own = net.frequency[q, net.line[board[m]]]
        total = frequency + own
        time = (weighted + own * felt[m]) / total + weights.wait * wait_for(total, weights)
        if time >= best:
            break
        frequency, weighted, best, used = total, weighted + own * felt[m], time, m + 1
    return used, frequency, best


@kernel
def direct_rides(
    q: int, net: Net, weights: Weights, crowding: NDArray[np.float32], cost: NDArray[np.float32],
    parts: NDArray[np.float32],
) -> None:  # fmt: skip
    """Rides without a change between all nodes.

    Parameters
    ----------
    crowding : Felt over real time from each call to the next. (Q, K) [1]
    cost : Felt time with the wait, inf where there is none; written. (T, T) [s]
    parts : Wait, felt time on board, and time on board by kind; written. (T, T, 2 + KINDS) [s]
    """
    t = net.calls_first.shape[0] - 1
    clock = np.zeros((2, net.node.shape[0]))
    felt_clock(q, net, crowding, clock)
    count = np.zeros(t, dtype=np.int64)
    board, leave = np.zeros((t, MOST_LINES), dtype=np.int64), np.zeros((t, MOST_LINES), dtype=np.int64)
    felt = np.zeros((t, MOST_LINES))
    cost[:] = np.inf
    parts[:] = 0.0
    for i in range(t):
        rides_from(i, q, net, clock, count, board, leave, felt)
        for j in range(t):
            if count[j] == 0:
                continue
            used, frequency, best = common_lines(count[j], q, net, board[j], felt[j], weights)
            cost[i, j] = best
            parts[i, j, 0] = wait_for(frequency, weights)
            for m in range(used):
                line = net.line[board[j, m]]
                share = net.frequency[q, line] / frequency
                parts[i, j, 1] += share * felt[j, m]
                parts[i, j, 2 + net.kind[line]] += share * (clock[0, leave[j, m]] - clock[0, board[j, m]])


@part_kernel
def take_better(
    time: float, k: int, onward: NDArray[np.float32], cost: NDArray[np.float32], via: NDArray[np.int16]
) -> int:
    """Take the way by node `k` wherever it is better; returns to how many nodes it is.

    Parameters
    ----------
    time : Felt time until the second vehicle is boarded at `k`. () [s]
    onward, cost, via : Felt time from `k`, best so far from the start (written), and where that changes (written). (T,)
    """
    better = 0
    first = np.float32(time)
    for j in range(cost.shape[0]):
        found = first + onward[j]
        take = found < cost[j] - np.float32(_SURE)
        cost[j] = found if take else cost[j]
        via[j] = k if take else via[j]
        better += 1 if take else 0
    return better


@kernel
def with_changes(
    net: Net, weights: Weights, direct: NDArray[np.float32], cost: NDArray[np.float32], via: NDArray[np.int16],
    off: NDArray[np.int16], walk: NDArray[np.float32],
) -> None:  # fmt: skip
    """Cheapest ways with any number of changes.

    Parameters
    ----------
    direct : Felt time of rides without a change, inf where there is none. (T, T) [s]
    cost : Felt time of the best way; written. (T, T) [s]
    via : Node where the second vehicle is boarded, -1 with no change; written. (T, T)
    off, walk : By first node and boarding node: where the first vehicle is left, and the walk; written. (T, T) [-, m]

    Notes
    -----
    Bellman's equation over rides: a ride and a walk to the next boarding, then the best way from there, repeated until
    nothing changes. A change costs more than nothing, so that ways end.
    """
    t = direct.shape[0]
    ahead = np.empty((t, t), dtype=np.float32)
    per_metre = weights.walk / weights.speed
    for i in range(t):
        for j in range(t):
            ahead[i, j], off[i, j], walk[i, j] = np.inf, -1, 0.0
            cost[i, j], via[i, j] = direct[i, j], -1
        for j in range(t):
            if direct[i, j] == np.inf:
                continue
            for h in range(net.hop_first[j], net.hop_first[j + 1]):
                to = net.hop[h]
                time = np.float32(direct[i, j] + net.hop_length[h] * per_metre + weights.change)
                if time < ahead[i, to]:
                    ahead[i, to], off[i, to], walk[i, to] = time, j, net.hop_length[h]
    stay = np.full(t, np.inf)  # changing at a node without leaving it
    for k in range(t):
        for h in range(net.hop_first[k], net.hop_first[k + 1]):
            if net.hop[h] == k:
                stay[k] = net.hop_length[h] * per_metre + weights.change + _SURE
    fresh, next_fresh = np.ones(t, dtype=np.int64), np.zeros(t, dtype=np.int64)
    changed = 1
    while changed > 0:
        changed = 0
        for i in range(t):
            for k in range(t):
                # Where `k` is reached sooner by another way, a change there is part of that other way.
                if fresh[k] == 0 or k == i or ahead[i, k] == np.inf or ahead[i, k] > cost[i, k] + stay[k]:
                    continue
                better = take_better(ahead[i, k], k, cost[k], cost[i], via[i])
                next_fresh[i] += better
                changed += better
        for i in range(t):
            fresh[i], next_fresh[i] = next_fresh[i], 0
    for i in range(t):
        cost[i, i] = np.inf
        via[i, i] = -1


@kernel
def add_up(
    weights: Weights, parts: NDArray[np.float32], cost: NDArray[np.float32], via: NDArray[np.int16],
    off: NDArray[np.int16], walk: NDArray[np.float32], out: NDArray[np.float32], by_kind: NDArray[np.float32],
) -> None:  # fmt: skip
    """What each best way is made up of.

    Parameters
    ----------
    parts : As `direct_rides` writes them. (T, T, 2 + KINDS)
    cost, via, off, walk : As `with_changes` writes them. (T, T)
    out : Time on board, waiting and on foot [s], changes, felt over real time on board [1]; written. (5, T, T)
    by_kind : Time on board by kind; written. (T, T, KINDS) [s]
    """
    t = cost.shape[0]
    out[:4] = 0.0
    out[4] = 1.0
    by_kind[:] = 0.0
    for i in range(t):
        for j in range(t):
            if cost[i, j] == np.inf:
                continue
            at, felt = i, np.float32(0.0)
            while at != j:
                k = via[at, j]
                to = off[at, k] if k >= 0 else j
                out[1, i, j] += parts[at, to, 0]
                felt += parts[at, to, 1]
                for kind in range(by_kind.shape[2]):
                    by_kind[i, j, kind] += parts[at, to, 2 + kind]
                    out[0, i, j] += parts[at, to, 2 + kind]
                if k < 0:
                    break
                out[2, i, j] += walk[at, k] / weights.speed
                out[3, i, j] += 1.0
                at = k
            if out[0, i, j] > 0.0:
                out[4, i, j] = felt / out[0, i, j]


@inner_kernel
def period_of(cut: NDArray[np.float64], t: float) -> int:
    """Period that a time of the day lies in; times after midnight belong to the next day's first ones."""
    day = cut[cut.shape[0] - 1]
    if t >= day:
        t -= day * math.floor(t / day)
    q = 0
    while q + 2 < cut.shape[0] and t >= cut[q + 1]:
        q += 1
    return q


@part_kernel
def untold_leg(lines: Lines, a: int, b: int, speed: float) -> tuple[float, float, float, float, float]:
    """Walk, wait, ride [s], changes and felt over real time where the district has no lines: by straight distance."""
    far = math.hypot(lines.xy[a, 0] - lines.xy[b, 0], lines.xy[a, 1] - lines.xy[b, 1])
    changes = min(math.floor(far / lines.untold[2]), 2.0)
    walk = (float(lines.walk[a, 0]) + float(lines.walk[b, 0])) / speed
    return walk, lines.untold[0] * (1.0 + changes), far * lines.untold[1], changes, 1.0


@part_kernel
def transit_stops(lines: Lines, a: int, b: int, q: int, speed: float) -> tuple[int, int]:
    """Which of the stops near sites `a` and `b` make the cheapest way, -1 and -1 if none does."""
    per_metre = lines.walk_weight / speed
    best, first, last = np.inf, -1, -1
    near, way, far, rest = lines.stop[a], lines.walk[a], lines.stop[b], lines.walk[b]
    for i in range(near.shape[0]):
        u = near[i]
        if u < 0:
            continue
        cost = lines.cost[q, u]
        for j in range(far.shape[0]):
            v = far[j]
            if v < 0:
                continue
            felt = cost[v] + per_metre * (way[i] + rest[j])
            if felt < best:
                best, first, last = felt, i, j
    return first, last


@inner_kernel
def find_way(lines: Lines, a: int, b: int, t: float, speed: float) -> tuple[int, int, int]:
    """Period and stops of the cheapest way, as `transit_stops`; what it is made up of will be at hand soon."""
    if lines.cost.shape[1] == 0:
        return 0, -1, -1
    q = period_of(lines.cut, t)
    i, j = transit_stops(lines, a, b, q, speed)
    if i >= 0:
        prefetch(lines.parts[q, lines.stop[a, i]], lines.stop[b, j], 0)
    return q, i, j


@inner_kernel
def along_way(
    lines: Lines, a: int, b: int, found: tuple[int, int, int], speed: float
) -> tuple[float, float, float, float, float]:
    """`transit_leg`, once `find_way` has found the stops."""
    if lines.cost.shape[1] == 0:
        return untold_leg(lines, a, b, speed)
    q, i, j = found
    if i < 0:
        return 0.0, 0.0, -1.0, 0.0, 1.0
    parts = lines.parts[q, lines.stop[a, i], lines.stop[b, j]]
    walk = (lines.walk[a, i] + lines.walk[b, j]) / speed + parts[BETWEEN]
    return walk, float(parts[WAIT]), float(parts[RIDE]), float(parts[CHANGES]), float(parts[LOAD])


@lean_kernel
def transit_leg(lines: Lines, a: int, b: int, t: float, speed: float) -> tuple[float, float, float, float, float]:
    """Walk, wait and ride [s], changes, and felt over real ride from site `a` to site `b`; ride -1 if there is none.

    Parameters
    ----------
    t : When one leaves. () [s after midnight]
    speed : On foot. () [m/s]
    """
    return along_way(lines, a, b, find_way(lines, a, b, t, speed), speed)


@lean_kernel
def bike_transit_leg(
    lines: Lines,
    a: int,
    b: int,
    homeward: bool,  # noqa: FBT001
    t: float,
    speed: float,
    pace: float,
) -> tuple[float, float, float, float, float, float]:
    """Ride by bicycle, walk, wait and ride on board [s], changes, and felt over real ride; ride on board -1 if none.

    Parameters
    ----------
    a, b : Sites where the leg starts and ends. ()
    homeward : Whether the bicycle waits at the station near `b`, and not near `a`. ()
    t : When one leaves. () [s after midnight]
    speed, pace : On foot and by bicycle. () [m/s]
    """
    if lines.cost.shape[1] == 0:
        return 0.0, 0.0, 0.0, -1.0, 0.0, 1.0
    best, first, last = np.inf, -1, -1
    q = period_of(lines.cut, t)
    home, other = (b, a) if homeward else (a, b)
    weight = lines.walk_weight
    station, cycle, stop, way = lines.station[home], lines.cycle[home], lines.stop[other], lines.walk[other]
    for i in range(station.shape[0]):
        u = station[i]
        if u < 0:
            continue
        pedal = cycle[i] / pace
        for j in range(stop.shape[0]):
            v = stop[j]
            if v < 0:
                continue
            felt = (lines.cost[q, v, u] if homeward else lines.cost[q, u, v]) + pedal + weight * way[j] / speed
            if felt < best:
                best, first, last = felt, i, j
    if first < 0:
        return 0.0, 0.0, 0.0, -1.0, 0.0, 1.0
    u, v = station[first], stop[last]
    parts = lines.parts[q, v, u] if homeward else lines.parts[q, u, v]
    return (
        cycle[first] / pace, way[last] / speed + parts[BETWEEN], float(parts[WAIT]), float(parts[RIDE]),
        float(parts[CHANGES]), float(parts[LOAD]),
    )  # fmt: skip
