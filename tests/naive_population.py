"""Slow, obvious twins of population's kernels, and of the rendezvous choice."""

from __future__ import annotations

import math

from twin.core.streams import draw


def rendezvous(key, tick, uid, candidates, weights) -> int:
    """Row of the candidate with the smallest -log(u) / weight; -1 if no weight is positive."""
    best, chosen = math.inf, -1
    for c, (candidate, weight) in enumerate(zip(candidates, weights, strict=True)):
        if weight > 0:
            score = -math.log(max(draw(key, tick, uid ^ candidate, 0), 2.0**-54)) / weight
            if score < best:
                best, chosen = score, c
    return chosen


def drivers(key, members, vehicles, uids, weights) -> dict[int, int]:
    """Driver of each vehicle: members in the order of -log(u) / weight, one vehicle each."""
    able = sorted((-math.log(draw(key, 0, uids[c], 0)) / weights[c], c) for c in members if weights[c] > 0)
    return {v: (able[k][1] if k < len(able) else -1) for k, v in enumerate(vehicles)}


def quantile(u: float, at, value) -> float:
    """Value at probability u on straight lines between quantiles."""
    for q in range(1, len(at)):
        if u <= at[q]:
            share = (u - at[q - 1]) / (at[q] - at[q - 1])
            return value[q - 1] + share * (value[q] - value[q - 1])
    return value[-1]
