"""Slow, obvious twins of mobility's kernels."""

from __future__ import annotations

import heapq
import math


def cheapest(links: list[tuple[int, int, float]], n: int, root: int, n_through: int) -> list[float]:
    """Cost from every node to `root` by Bellman-Ford; nodes from `n_through` on are never passed."""
    best = [math.inf] * n
    best[root] = 0.0
    for _ in range(n):
        for tail, head, cost in links:
            passable = head < n_through or head == root
            if passable and best[head] + cost < best[tail]:
                best[tail] = best[head] + cost
    return best


def logit(utilities: list[float]) -> list[float]:
    """Shares of a multinomial logit; -inf cannot be chosen."""
    top = max(utilities)
    weights = [math.exp(u - top) for u in utilities]
    return [w / sum(weights) for w in weights]


def queue_arrivals(departures: list[float], free: float, headway: float) -> list[float]:
    """Arrivals at the end of one long street whose exit lets one car pass per headway."""
    out: list[float] = []
    for start in sorted(departures):
        out.append(max(start + free, out[-1] + headway if out else -math.inf))
    return out


def load(vehicles, ways, links, patience=math.inf):  # noqa: C901 — one event list, written out
    """Event list with lists for queues: arrival of each vehicle.

    vehicles: (departure, rank) each; ways: links of each vehicle in order; links: (free, headway, storage) each.
    """
    events = [(t, rank, v, 0, "move") for v, (t, rank) in enumerate(vehicles)]
    heapq.heapify(events)
    on, waiting = [[] for _ in links], [[] for _ in links]
    exit_free, at = [0.0] * len(links), [-1] * len(vehicles)
    moves, ready, arrival = [0] * len(vehicles), [0.0] * len(vehicles), [math.nan] * len(vehicles)
    forced = 0
    while events:
        t, rank, v, stamp, kind = heapq.heappop(events)
        if stamp != moves[v]:
            continue
        step, way = at[v], ways[v]
        goal = way[step + 1] if step + 1 < len(way) else None
        if goal is not None:
            room = len(on[goal]) == 0 or len(on[goal]) + 1 <= links[goal][2]
            first = not waiting[goal] or waiting[goal][0] == v
            if not (room and first) and kind != "force":
                if v not in waiting[goal]:
                    waiting[goal].append(v)
                    heapq.heappush(events, (t + patience, rank, v, moves[v], "force"))
                continue
            forced += not (room and first)
            if v in waiting[goal]:
                waiting[goal].remove(v)
        moves[v] += 1
        if step >= 0:
            link = way[step]
            assert on[link].pop(0) == v  # first in, first out
            exit_free[link] = t + links[link][1]
            if on[link]:
                w = on[link][0]
                heapq.heappush(events, (max(ready[w], exit_free[link]), vehicles[w][1], w, moves[w], "move"))
            if waiting[link]:
                w = waiting[link][0]
                heapq.heappush(events, (t, vehicles[w][1], w, moves[w], "move"))
        at[v] = step + 1
        if goal is None:
            arrival[v] = t
            continue
        alone = not on[goal]
        on[goal].append(v)
        ready[v] = t + links[goal][0]
        if alone:
            heapq.heappush(events, (max(ready[v], exit_free[goal]), rank, v, moves[v], "move"))
        if waiting[goal] and len(on[goal]) < links[goal][2]:
            w = waiting[goal][0]
            heapq.heappush(events, (t, vehicles[w][1], w, moves[w], "move"))
    return arrival, forced


def whereabouts(trips):
    """Where a vehicle is at half past each hour, trips after midnight in the small hours; hours in which it is twice.

    trips: (leave, enter, out, ends inside) each, enter and out infinite for trips that never meet the streets.
    """

    def at(now):
        place = "parked"
        for leave, enter, out, inside in trips:
            if leave > now:
                break
            end = "parked" if inside else "outside"
            if enter <= now < out:
                place = "moving"
            elif enter <= now or enter == math.inf:
                place = end
        return place

    half_past = [(h + 0.5) * 3600.0 for h in range(48)]
    status, twice = [], []
    for h in range(24):
        out_again = trips[0][0] <= half_past[h]
        before = at(half_past[h + 24])
        status.append(at(half_past[h]) if out_again else before)
        twice.append(int(out_again and before == "moving"))
    return status, twice
