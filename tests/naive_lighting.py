"""Slow and obvious twins of the lighting kernels."""

import math


def burn(sun_up, hour, rated, level, dim_from, dim_to, extra=0.0, passed=0.0):
    """Mean power of one lamp in one hour [W]."""
    dimmed, clock = False, dim_from
    while clock != dim_to:  # walk round the clock from the first dimmed hour
        dimmed = dimmed or clock == hour
        clock = (clock + 1) % 24
    bright = passed + (1.0 - passed) * level if dimmed else 1.0
    return extra + rated * (1.0 - sun_up) * bright


def passed(hour, hold, streets, table, reach, pace):
    """Share of an hour in which one lamp has somebody near; streets are rows of its two directions."""
    if hold == 0.0:
        return 0.0
    streets = [row for row in streets if row >= 0]
    if not streets:
        return 1.0
    nobody = 1.0
    for row in streets:  # nobody of any kind, independently
        per_second = table["walkers"][row][hour] / table["length"][row] * pace
        nobody *= math.exp(-per_second * (reach / pace + hold))
        nobody *= math.exp(-table["flow"][row][hour] / 3600 * (reach / table["speed"][row][hour] + hold))
    return 1.0 - nobody
