"""Slow and obvious twins of the docks of shared bicycles and of the search for a place to park."""

import math

import numpy as np

from twin.core.streams import declare

_LUCK = declare("tests.sharing", "scenes of tests")


class Luck:
    """Draws of a test, one after the other."""

    def __init__(self, seed):
        self._stream, self._next = _LUCK.at(seed), 0

    def random(self, *shape):
        """Uniform in [0, 1)."""
        size = int(np.prod(shape))
        self._next += 1
        return self._stream.uniform(np.arange(size, dtype=np.uint64), self._next).reshape(shape)

    def integers(self, low, high, *shape):
        """Uniform in [low, high)."""
        return np.floor(low + (high - low) * self.random(*shape)).astype(np.int64)

    def order(self, size):
        """A permutation."""
        return np.argsort(self.random(size))


def docks(rentals, places, apart, fleet, ride):
    """Run a day of docks with a list of bicycles for each; returns (bicycle, dock where left) of each rental.

    rentals: (time, electric, origins, goals); fleet: [dock, electric, charge] by bicycle, changed; ride: pace, pace
    with a motor, handling, energy, least charge.
    """
    pace, pace_motor, handling, energy, least = ride
    under_way, out = [], [(-1, -1)] * len(rentals)

    def at(dock):
        return [n for n, bike in enumerate(fleet) if bike[0] == dock]

    def bring_back(until):
        for end, t in sorted(under_way):
            if end > until:
                break
            under_way.remove((end, t))
            goals = [k for k in rentals[t][3] if k >= 0]
            others = sorted(range(len(places)), key=lambda k: apart[goals[0]][k])
            free = [k for k in [*goals, *others] if len(at(k)) < places[k]]
            k = free[0] if free else goals[0]
            fleet[out[t][0]][0] = k
            out[t] = (out[t][0], k)

    for t, (now, electric, origins, goals) in enumerate(rentals):
        bring_back(now)
        found = None
        for motor in (electric, not electric):
            for k in (k for k in origins if k >= 0):
                some = [n for n in at(k) if fleet[n][1] == motor and (not motor or fleet[n][2] >= least)]
                if some and found is None:
                    found = k, motor, max(some, key=lambda n: fleet[n][2])
        if found is None:
            continue
        k, motor, n = found
        far = apart[k][goals[0]]
        fleet[n][0] = None
        if motor:
            fleet[n][2] = max(fleet[n][2] - far * energy, 0.0)
        out[t] = (n, -1)
        under_way.append((now + handling + far * (pace_motor if motor else pace), t))
    bring_back(math.inf)
    return out


def way_to(near, walk, chance):
    """Chance and mean way when one dock after the other is tried, by counting all outcomes of three coins."""
    total = way = 0.0
    some = [k for k in near if k >= 0]
    for outcome in range(2 ** len(some)):
        there = [(outcome >> j) & 1 for j in range(len(some))]
        weight = math.prod(chance[k] if yes else 1.0 - chance[k] for k, yes in zip(some, there, strict=True))
        if any(there):
            total += weight
            way += weight * walk[there.index(1)]
    return total, way / total if total else 0.0


def places_passed(places, free):
    """Mean number of places passed until the first free one, that one counted, where they lie in random order."""
    mean, none_yet = 0.0, 1.0
    for passed in range(places - free + 1):
        mean += none_yet
        none_yet *= (places - free - passed) / (places - passed)
    return mean


def look(area, taken, curbs):
    """Where a driver parks on average and after how long a search, area by area; (row, seconds)."""
    seconds, row = 0.0, area
    for _ in range(3):
        rows = [row] + ([curbs.also[row]] if curbs.also[row] >= 0 else [])
        places = sum(curbs.places[k] for k in rows)
        free = sum(max(curbs.places[k] - taken[k], 0) for k in rows)
        slower = curbs.pace[row] * (1 - curbs.guided[row] * (1 - curbs.led))
        if free >= 1:
            fewer = 1 + (curbs.clumping - 1) * (1 - free / places) ** 4
            seconds += ((places + 1) / (free / fewer + 1) - 1) * slower
            return next(k for k in rows if curbs.places[k] - taken[k] >= 1), min(seconds, curbs.patience)
        seconds = min(seconds + min(places * slower, curbs.patience / 2), curbs.patience)
        row = curbs.beyond[row]
        if row < 0 or seconds >= curbs.patience:
            break
    return -1, curbs.patience


def bookings(tours, cars):
    """Tours with a car and without, by stall: a car is out when a tour that has one is not back yet."""
    used, missed, out = [0] * len(cars), [0] * len(cars), []
    for k, start, end in tours:
        if sum(1 for other, back in out if other == k and back > start) < cars[k]:
            out.append((k, end))
            used[k] += 1
        else:
            missed[k] += 1
    return used, missed
