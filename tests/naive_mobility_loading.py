"""Slow, obvious twin of the loading: lists for queues, one heap for what happens next."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field


@dataclass
class Street:
    free: float
    headway: float
    storage: float
    hole: float = 0.0
    signal: tuple[float, float, float] = (0.0, 0.0, 0.0)  # cycle, start of green, green
    on: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    holes: list[tuple[float, float]] = field(default_factory=list)
    taken: float = 0.0
    exit: float = -math.inf

    def green(self, t):
        """First moment from t on that is green."""
        cycle, start, green = self.signal
        if cycle <= 0.0 or green >= cycle:
            return t
        phase = (t - start) % cycle
        return t if phase < green or cycle - phase < 1e-6 else t + cycle - phase

    def green_after(self, t, wait):
        """Moment when so many seconds of green have passed since t, counted in small pieces of red and green."""
        cycle, start, green = self.signal
        if cycle <= 0.0 or green >= cycle:
            return t + wait
        phase = (t - start) % cycle
        phase = 0.0 if phase >= green else phase
        while phase + wait >= green:
            wait -= green - phase
            t += cycle - phase
            phase = 0.0
        return t + wait

    def settle(self, t):
        """Let holes arrive."""
        while self.holes and self.holes[0][0] <= t:
            self.taken -= self.holes.pop(0)[1]

    def fits(self, t, unit):
        """Whether so many car units fit; holes are looked at only where it matters."""
        for _ in range(2):
            if self.taken + unit <= self.storage + 1e-9 or self.taken <= 1e-9:
                return True
            self.settle(t)
        return False

    def leave(self, t, unit):
        """Give room back, at once while the street is not half full."""
        if self.hole <= 0.0 or 2.0 * self.taken <= self.storage:
            self.taken -= unit
        else:
            self.settle(t)
            self.holes.append((t + self.hole, unit))


def load(departures, ways, units, streets, patience=math.inf):  # noqa: C901, PLR0912, PLR0915 — one event list, written out
    """Arrival of each vehicle, how many pushed in, and (time, street, vehicle) of all that entered a street.

    departures, units: by vehicle; ways: streets of each vehicle in order. An entity is a street, or L + vehicle at its
    origin; their patience has numbers behind them, as in the kernel, so that ties fall alike.
    """
    n, m = len(streets), len(ways)
    due, queue = {}, []
    since, waits, at = {}, {}, [-1] * m
    into, arrival, passed, forced = [0.0] * m, [math.nan] * m, [], 0

    def add(t, entity):
        due[entity] = t
        heapq.heappush(queue, (t, entity))

    def call(street, t):
        """Whoever waits first for a street is called: now if there is some room, else with the next hole."""
        s = streets[street]
        if s.waiting and s.waiting[0] not in due:
            if s.taken < s.storage - 1e-9:
                add(t, s.waiting[0])
            elif s.holes:
                add(max(t, s.holes[0][0]), s.waiting[0])

    for v, start in enumerate(departures):
        add(start, n + v)
    while queue:
        t, entity = heapq.heappop(queue)
        del due[entity]
        if entity >= n + m:
            entity -= n + m
            over = since.get(entity, math.inf) + patience
            if t < over < math.inf:
                add(over, entity + n + m)
            if over > t or entity in due:
                continue
        v = streets[entity].on[0] if entity < n else entity - n
        step, unit = at[v], units[v]
        nxt = step + 1
        while nxt < len(ways[v]) and streets[ways[v][nxt]].storage == 0.0:  # inside a junction nobody stands
            nxt += 1
        goal = ways[v][nxt] if nxt < len(ways[v]) else None
        if goal is not None:
            s = streets[goal]
            if entity in since and entity < n and streets[entity].green(t) > t:
                if entity in waits:
                    s.waiting.remove(entity)
                    del waits[entity]
                    call(goal, t)
                add(streets[entity].green(t), entity)
                continue
            first = not s.waiting or s.waiting[0] == entity
            if not (first and s.fits(t, unit)):
                if entity not in since:
                    since[entity] = t
                    if entity + n + m not in due and patience < math.inf:
                        add(t + patience, entity + n + m)
                if t < since[entity] + patience:
                    if entity not in waits:
                        s.waiting.append(entity)
                        waits[entity] = goal
                    if s.waiting[0] == entity and s.holes:
                        add(max(t, s.holes[0][0]), entity)
                    continue
                forced += 1
            if entity in waits:
                s.waiting.remove(entity)
                del waits[entity]
        since.pop(entity, None)
        if entity < n:
            old = streets[entity]
            assert old.on.pop(0) == v  # first in, first out
            old.leave(t, unit)
            old.exit = old.green_after(t, old.headway * unit)
            if old.on:
                add(old.green(max(into[old.on[0]] + old.free, old.exit)), entity)
            call(entity, t)
        there = t
        for street in ways[v][step + 1 : nxt]:
            passed.append((there, street, v))
            there += streets[street].free
        at[v] = nxt
        if goal is None:
            arrival[v] = there
            continue
        s.on.append(v)
        s.taken += unit
        into[v] = there
        passed.append((there, goal, v))
        if len(s.on) == 1:
            add(s.green(max(there + s.free, s.exit)), goal)
        call(goal, t)
    return arrival, forced, passed
