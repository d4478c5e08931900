"""Slow, obvious twins of how measures choose and things grow old."""

import math


def take(rows, rank, uids, size, target):
    """Add the next in rank while that brings the sum nearer to the target."""
    order = sorted(range(len(rows)), key=lambda i: (rank[i], uids[i]))
    best, chosen, total = abs(target), [], 0.0
    kept = []
    for i in order:
        total += size[i]
        chosen.append(rows[i])
        if abs(total - target) < best:
            best, kept = abs(total - target), list(chosen)
    return sorted(kept)


def year_of_end(uid, years, mean, shape, draw):
    """First end of one thing of a steady stock: its age by lot, then one draw a year. `draw(uid, tick, lane)`."""

    def left(age):
        return math.exp(-((age * math.gamma(1.0 + 1.0 / shape) / mean) ** shape))

    oldest = math.ceil(5 * mean)
    stock = [left(age) for age in range(oldest + 1)]
    point, age = draw(uid, 0, 0) * sum(stock), 0
    while age < oldest and point >= sum(stock[: age + 1]):
        age += 1
    for year in years:
        here, there = left(age), left(age + 1)
        chance = 1.0 - there / here if age < oldest and here > 0.0 else 1.0
        if draw(uid, year, 1) < chance:
            return year
        age += 1
    return 0
