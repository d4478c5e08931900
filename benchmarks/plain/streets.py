"""How do vehicles move as Python objects? One event list, streets with queues, and drivers who wait their turn."""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush
from math import inf
from typing import TYPE_CHECKING, Any

import mesa

if TYPE_CHECKING:
    from benchmarks.plain.citizens import Citizen
    from benchmarks.plain.town import Town

HOUR = 3600.0
CAR, MOTORCYCLE = 3, 4
MOVE, FORCE = 0, 1


class Street(mesa.Agent):
    """One link: who is on it in order, who waits to enter it, and what passed in each hour."""

    def __init__(self, town: Town, figures: tuple[float, ...], head: int, inside: bool) -> None:
        super().__init__(town)
        self.free, self.headway, self.storage, self.length = figures
        self.head, self.inside = head, inside
        self.co2_year = 0.0
        self.empty()

    def empty(self) -> None:
        """Nobody is here; a new day."""
        self.on: deque[Traveller] = deque()
        self.waiting: dict[Traveller, None] = {}
        self.units = self.exit = 0.0
        self.entered, self.cars, self.left, self.spent = [0] * 24, [0] * 24, [0] * 24, [0.0] * 24

    def hour(self, h: int) -> None:
        """Emissions of the hour's traffic."""
        flow, town = self.entered[h], self.model
        if not flow:
            return
        spent = self.spent[h]
        speed = self.length * self.left[h] / spent if spent > 0.0 else self.length / max(self.free, 1e-9)
        v = min(speed * 3.6, town.top_speed)
        k = min(int(v), len(town.per_metre) - 2)
        share, cars = v - k, self.cars[h] * self.length / HOUR
        others = flow * self.length / HOUR - cars
        low, high = town.per_metre[k], town.per_metre[k + 1]
        co2, nox, pm10, electricity = (
            (1.0 - share) * (cars * a + others * c) + share * (cars * b + others * d)
            for a, c, b, d in zip(*low, *high, strict=True)
        )
        self.co2, self.nox, self.pm10 = co2 + electricity * town.intensity, nox, pm10
        self.co2_year += self.co2 * HOUR


class Traveller(mesa.Agent):
    """A citizen's vehicle or vehicles on the streets: at most one trip at a time.

    Rules as in the event list of `tests.naive_mobility.load`, with queues that take and give at constant cost.
    """

    def __init__(self, town: Town, owner: Citizen, rank: int) -> None:
        super().__init__(town)
        self.owner, self.rank = owner, rank
        town.travellers[rank] = self
        self.empty()

    def empty(self) -> None:
        """Parked; a new day."""
        self.street: Street | None = None
        self.waits: Street | None = None
        self.onward: Street | None = None
        self.token = 0
        self.ready = self.since = 0.0
        self.spans: list[tuple[float, float, float, bool]] = []
        self.metres = {CAR: 0.0, MOTORCYCLE: 0.0}
        self.moving = False

    def call(self, k: int, start: float, trip: list[Any]) -> None:
        """Be called at the start of trip `k` of the owner."""
        town = self.model
        self.leg, self.trip, self.tree = k, trip, trip[9]
        self.car = trip[4] == CAR
        self.unit = 1.0 if self.car else town.light
        self.goal, self.start, self.enters, self.leaves = town.roots[self.tree], start, inf, inf
        node = town.node[trip[5]]
        self.onward = None if node == self.goal else town.streets[town.next_link[self.tree, node]]
        heappush(town.events, (start, self.rank, self.token, MOVE))

    def event(self, t: float, token: int, kind: int) -> None:  # noqa: C901, PLR0912 — one step, written out
        """Enter the next street, or wait for it, or arrive."""
        town, street, goal, unit = self.model, self.street, self.onward, self.unit
        events = town.events
        if goal is not None:
            full = goal.units > 0.0 and goal.units + unit > goal.storage
            if goal.waiting and next(iter(goal.waiting)) is not self:
                full = True
            if full and kind != FORCE:
                if self.waits is None:
                    goal.waiting[self] = None
                    self.waits = goal
                    heappush(events, (t + town.patience, self.rank, token, FORCE))
                return
            if self.waits is not None:
                del goal.waiting[self]
                self.waits = None
        self.token = token + 1
        h = int(t / HOUR) % 24
        if street is not None:
            on = street.on
            on.popleft()
            street.units = street.units - unit if on else 0.0
            street.exit = t + street.headway * unit
            if street.inside:
                street.left[h] += 1
                street.spent[h] += t - self.since
                if goal is None or not goal.inside:
                    self.leaves = t
            if on:
                behind = on[0]
                heappush(events, (max(behind.ready, street.exit), behind.rank, behind.token, MOVE))
            if street.waiting:
                first = next(iter(street.waiting))
                heappush(events, (t, first.rank, first.token, MOVE))
        if goal is None:
            self.street = None
            self.spans.append((self.start, self.enters, self.leaves, town.inside[self.trip[6]]))
            self.owner.arrived(self.leg, t)
            return
        alone = not goal.on
        goal.on.append(self)
        goal.units += unit
        self.ready, self.since = t + goal.free, t
        self.metres[CAR if self.car else MOTORCYCLE] += goal.length
        self.onward = None if goal.head == self.goal else town.streets[town.next_link[self.tree, goal.head]]
        if goal.inside:
            if street is None or not street.inside:
                self.enters = t
            goal.entered[h] += 1
            if self.car:
                goal.cars[h] += 1
        self.street = goal
        if alone:
            heappush(events, (max(self.ready, goal.exit), self.rank, token + 1, MOVE))
        if goal.waiting and goal.units < goal.storage:
            first = next(iter(goal.waiting))
            heappush(events, (t, first.rank, first.token, MOVE))

    def hour(self, now: float) -> None:
        """Tell whether it is on the district's streets at this moment."""
        self.moving = False
        for _start, enters, leaves, _inside in self.spans:
            if enters <= now < leaves:
                self.moving = True


def load(town: Town) -> None:
    """Work off the event list of the day."""
    events, travellers = town.events, town.travellers
    while events:
        t, rank, token, kind = heappop(events)
        traveller = travellers[rank]
        if token == traveller.token:
            traveller.event(t, token, kind)
