"""Slow, obvious twins of behaviour's kernels."""

from __future__ import annotations


def whereabouts(home: int, trips, moment: float):
    """Where a citizen is at a moment: ("home" | "in", building), ("outside",) or ("travelling",).

    trips: (activity, building, departure, arrival) each, activity 0 is home.
    """
    place, at_home = home, True
    for activity, building, departure, arrival in trips:
        if moment < departure:
            break
        if moment < arrival:
            return ("travelling",)
        place, at_home = building, activity == 0
    if place < 0:
        return ("outside",)
    return ("home" if at_home else "in", place)


def set_point(day, offset, drops, *, night, here, busy, residents, working=False):
    """Wanted set point of one building: drops are night, absence, closed."""
    if residents > 0:
        return day + offset - (drops[0] if night else drops[1] * (1 - min(here / residents, 1)))
    return day + offset - (drops[2] if busy <= 0 and not working else 0.0)
