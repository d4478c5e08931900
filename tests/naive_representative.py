"""Slow, obvious twins of the choice of representative weeks and of what days add to columns."""

from __future__ import annotations

import itertools

import numpy as np


def best_weeks(cost, off, groups, fixed, count, means):
    """Weeks of the least score, by trying all of them."""
    rest = [week for week in range(cost.shape[1]) if week not in fixed]
    found = []
    for some in itertools.combinations(rest, count - len(fixed)):
        chosen = sorted([*fixed, *some])
        week_of = [min(chosen, key=lambda week: cost[day, week]) for day in range(len(cost))]
        near = sum(cost[day, week_of[day]] for day in range(len(cost))) / len(cost)
        wrong = 0.0
        for group in groups:
            days = [day for day in range(len(cost)) if group[day]]
            for feature in range(off.shape[2]):
                wrong += (sum(off[day, week_of[day], feature] for day in days) / len(days)) ** 2
        found.append((near + means * wrong, chosen))
    return min(found)


def nearest_day(of, day, candidates):
    """Of some days the one that may stand for a day: same kind, then same time of the year, then similar weather."""

    def apart(other):
        far = sum((of.numbers[day, f] - of.numbers[other, f]) ** 2 for f in range(of.numbers.shape[1]))
        work = of.kind[day] == 0 and of.lessons[day], of.kind[other] == 0 and of.lessons[other]
        far += 1e6 * (of.kind[day] != of.kind[other]) + 10.0 * (work[0] != work[1])
        for name in ("heated", "opening", "august"):
            far += 1e3 * (getattr(of, name)[day] != getattr(of, name)[other])
        return far + 0.5 * (of.late[day] != of.late[other])

    return min(candidates, key=apart)


def weighed(before, increments, weights):
    """A column to which each day adds as often as it stands for days."""
    total = np.array(before, dtype=float)
    for increment, weight in zip(increments, weights, strict=True):
        for _ in range(int(weight)):
            total = total + increment
    return total
