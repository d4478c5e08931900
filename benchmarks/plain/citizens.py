"""How does a citizen live as one Python object? Plans, modes by logit, places visited, and where it is now."""

from __future__ import annotations

from math import floor, hypot, inf, log
from typing import TYPE_CHECKING, Any

import mesa

if TYPE_CHECKING:
    from benchmarks.plain.town import Town

HOUR = 3600.0
HOME, WORK, STUDY, SHOP, LEISURE = range(5)
WALK, BICYCLE, TRANSIT, CAR, MOTORCYCLE = range(5)
WORKER = 4
_SQRT6 = 6.0**0.5
_LAST_START, _LAST_RETURN = 21.5 * HOUR, 23.25 * HOUR


class Citizen(mesa.Agent):
    """One resident.

    Keeps its trips of the day as lists [activity, tour, earliest start, stay before, mode, from, to, start, end,
    tree of the way], and walks through them as the hours pass.
    """

    def __init__(self, town: Town, facts: dict[str, Any]) -> None:
        super().__init__(town)
        self.__dict__.update(facts)  # uid, kind, home, work, car, motorcycle, able, dock, pace, shifts, habit, haunts
        self.trips: list[list[Any]] = []
        self.legs_done = 0
        self.next_change = inf
        self.place = self.home
        self.at_home = True

    def begin_day(self) -> None:
        """Plan the day, choose modes and start; those who drive are called by the streets."""
        town = self.model
        self.legs_done, self.place, self.at_home, self.next_change = 0, self.home, True, inf
        self.trips = []
        if self.away:
            self.place = -1
            return
        town.people_home[self.home] += 1
        self.trips = trips = self.plan()
        if not trips:
            return
        utility, times = self.consider(trips)
        chosen = [self.choose(tour, value) for tour, value in enumerate(utility)]
        drives = False
        for trip, spent in zip(trips, times, strict=True):
            trip[4] = mode = chosen[trip[1]]
            trip[9] = tree = town.way_of(trip[5], trip[6]) if mode >= CAR else -1
            if tree >= 0:
                drives = True
                trip[8] = town.search[mode]  # added at the end, the rest is up to the streets
            else:
                trip[8] = spent[mode]
            town.trips_by_mode[mode] += 1
        if drives:
            self.set_out(0, trips[0][2])
        else:
            end = -inf
            for trip in trips:
                trip[7] = start = max(trip[2], end + trip[3])
                trip[8] = end = start + trip[8]
            self.next_change = trips[0][7]

    def plan(self) -> list[list[Any]]:
        """Tours of the day: work or study, then up to two more, each from home and back."""
        pair, kind, town = self.model.plan_luck, self.kind, self.model
        rates, shop, hours, stays = town.rates[kind], town.shop, town.hours, town.stays
        uid, n = self.uid, len(town.rates)
        legs: list[list[Any]] = []
        tour, home_from, at_work, stops = 0, 0.0, False, 1.0

        def add(activity: int, start: float, stay: float) -> None:
            legs.append([activity, tour, start, stay, 0, 0, 0, 0.0, 0.0, -1])

        if self.work >= 0 and rates[0] > 0.0:
            goes, stops = pair(uid, 0)
            at_work = goes < rates[0]
        if at_work:
            activity, row = (WORK, 1 if self.shifts else 0) if kind == WORKER else (STUDY, 2)
            mean, spread = hours[row]
            jitter = min(town.jitter, spread)
            u, v = pair(uid, 1)
            usual = mean + self.habit * (spread * spread - jitter * jitter) ** 0.5
            start = max(4.5, usual + jitter * _SQRT6 * (u + v - 1.0)) * HOUR
            u, v = pair(uid, 2)
            stay = max(1.0, stays[kind][0] + stays[kind][1] * _SQRT6 * (u + v - 1.0)) * HOUR
            stay = min(stay, max(_LAST_RETURN - start, HOUR))
            add(activity, start, 0.0)
            home_from = start + stay + 0.7 * HOUR
            if stops < rates[1] and home_from < _LAST_START:
                add(SHOP, 0.0, stay)
                u, v = pair(uid, 3)
                stay = max(0.1, stays[n][0] + stays[n][1] * _SQRT6 * (u + v - 1.0)) * HOUR
                home_from += stay
            add(HOME, 0.0, stay)
            tour = 1
        wishes = (*pair(uid, 4), pair(uid, 5)[0])
        for slot, wish in enumerate(wishes):
            if len(legs) + 2 > town.most_trips or wish >= rates[2 + slot] or (slot == 0 and at_work):
                continue
            row = 3 + slot + (1 if slot == 2 or (slot == 1 and at_work) else 0)
            u, v = pair(uid, 6 + 2 * slot)
            start = max((hours[row][0] + hours[row][1] * _SQRT6 * (u + v - 1.0)) * HOUR, home_from + 0.25 * HOUR)
            if start > _LAST_START:
                continue
            u, v = pair(uid, 7 + 2 * slot)
            buys = u < shop[slot]
            mean, spread = stays[n if buys else n + 1]
            stay = min(max(0.1, mean + (2.0 * v - 1.0) * 1.7 * spread) * HOUR, _LAST_RETURN - start)
            add(SHOP if buys else LEISURE, start, 0.0)
            add(HOME, 0.0, stay)
            home_from = start + stay + 0.6 * HOUR
            tour += 1
        return legs

    def consider(self, trips: list[list[Any]]) -> tuple[list[list[float]], list[tuple[float, ...]]]:
        """Utility of each tour by mode, and time of each trip by mode; fills in from where to where trips lead."""
        town, able = self.model, self.able
        utility = [[0.0 if one else -inf for one in able] for _ in range(trips[-1][1] + 1)]
        times, here = [], self.home
        for k, trip in enumerate(trips):
            activity = trip[0]
            if activity == HOME:
                there = self.home
            elif activity <= STUDY:
                there = self.work
            else:
                there = self.haunts[activity - SHOP][int(town.visit_luck(self.uid, k)[0] * len(self.haunts[0]))]
            trip[5], trip[6] = here, there
            times.append(self.leg(here, there, activity == HOME, utility[trip[1]]))
            here = there
        return utility, times

    def leg(self, a: int, b: int, homeward: bool, value: list[float]) -> tuple[float, ...]:
        """Time of a leg by mode; adds its part to the utility of its tour."""
        town = self.model
        speed, way, extra, beta = town.speed, town.way, town.extra, town.beta
        (xa, ya, stop_a, metro_a), (xb, yb, stop_b, metro_b) = town.sites[a], town.sites[b]
        far = max(hypot(xb - xa, yb - ya), extra[0])
        walk = far * way[0] / speed[WALK]
        ride = far * way[1] / self.pace
        to_dock = 2.0 * self.dock * way[0] / speed[WALK]
        t_walk = (stop_a + stop_b) * way[0] / speed[WALK]
        changes = min(floor(far / (extra[6] if min(metro_a, metro_b) <= extra[4] else extra[5])), 2)
        t_wait, t_ride = extra[3] * (1.0 + changes), far * way[2] / speed[TRANSIT]
        value[WALK] += beta[0] * walk
        value[BICYCLE] += beta[1] * ride + beta[0] * to_dock
        value[TRANSIT] += (
            beta[0] * t_walk + beta[2] * t_wait + beta[3] * (t_ride + changes * extra[10]) + beta[4] * extra[11]
        )
        if not (self.able[CAR] or self.able[MOTORCYCLE]):
            return walk, ride + to_dock, t_walk + t_wait + t_ride
        road = far * way[2]
        free = town.drive_time(a, b)
        drive = (free if free < inf else road / (speed[CAR] * extra[1])) * extra[1]
        moto = drive * speed[CAR] / speed[MOTORCYCLE]
        value[CAR] += (
            beta[3] * (drive + extra[7])
            + beta[0] * extra[9]
            + beta[4] * (extra[12] * road + (0.0 if homeward else extra[14]))
        )
        value[MOTORCYCLE] += beta[3] * (moto + extra[8]) + beta[4] * extra[13] * road
        return walk, ride + to_dock, t_walk + t_wait + t_ride, drive + extra[7] + extra[9], moto + extra[8]

    def choose(self, tour: int, value: list[float]) -> int:
        """Mode of largest utility, each with its own Gumbel error."""
        constants, luck, uid = self.model.constants, self.model.mode_luck, self.uid
        best, chosen = -inf, WALK
        for pair in range(3):
            first = 2 * pair
            if value[first] == -inf and (pair == 2 or value[first + 1] == -inf):
                continue
            draws = luck(uid, 3 * tour + pair)
            for m in range(first, min(first + 2, 5)):
                if value[m] > -inf:
                    worth = value[m] + constants[m] - log(-log(max(draws[m - first], 2.0**-54)))
                    if worth > best:
                        best, chosen = worth, m
        return chosen

    # --- on the move ------------------------------------------------------------------------------------------

    def set_out(self, k: int, start: float) -> None:
        """Make the trips from `k` on up to the next one on the streets, which is called then."""
        trips = self.trips
        while k < len(trips):
            trip = trips[k]
            trip[7] = start
            if trip[9] >= 0:
                self.traveller.call(k, start, trip)
                break
            trip[8] = end = start + trip[8]
            k += 1
            if k < len(trips):
                start = max(trips[k][2], end + trips[k][3])
        self.next_change = trips[0][7]

    def arrived(self, k: int, t: float) -> None:
        """The streets are left at `t`: the trip ends after search and walk, and the next is called."""
        trips = self.trips
        trips[k][8] = end = t + trips[k][8]
        if k + 1 < len(trips):
            self.set_out(k + 1, max(trips[k + 1][2], end + trips[k + 1][3]))

    def hour(self, now: float) -> None:
        """Be where the trips say at this moment, and tell the buildings."""
        if now < self.next_change:
            return
        town = self.model
        trips, done = self.trips, self.legs_done
        if self.place >= 0:
            (town.people_home if self.at_home else town.people_work)[self.place] -= 1
        place, at_home, change = self.place, self.at_home, inf
        while done < len(trips):
            trip = trips[done]
            if now < trip[7]:
                change = trip[7]
                break
            if now < trip[8]:
                place, change = -1, trip[8]
                break
            place, at_home = trip[6] if trip[6] < town.n_buildings else -1, trip[0] == HOME
            done += 1
        self.place, self.at_home, self.legs_done, self.next_change = place, at_home, done, change
        if place >= 0:
            (town.people_home if at_home else town.people_work)[place] += 1
