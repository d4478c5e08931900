"""Which mode does a tour take? Nested logit, in formulas and as a draw whose luck is common to all scenarios."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import inner_kernel, lean_kernel
from twin.core.streams import draw_four
from twin.domains.mobility.choice.groups import (
    AFOOT,
    ALONE,
    BICYCLE,
    BICYCLES,
    BIKE_TRANSIT,
    CAR,
    CAR_SHARING,
    CARS,
    LINES,
    MODES,
    MOTORCYCLE,
    NEST,
    NESTS,
    PASSENGER,
    SHARED_BICYCLE,
    SHARED_EBIKE,
    TRANSIT,
    WALK,
)
from twin.domains.mobility.choice.shifts import choose_shift
from twin.domains.mobility.choice.weigh import weigh_tour

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.choice.groups import Tastes, Weighed

__all__ = ["choose_mode", "choose_shift", "keep_tour", "logsum", "mode_shares", "weigh_tour"]

SHORT_WALK = 300.0  # s; shorter walks are in no published split
_TINY = 2.0**-33
_BLOCKS = 4  # of four numbers each, for one tour
_CELLS = 1024
_ENDS = 16  # cells at either end where the tables bend too much
_GUMBEL = np.zeros(_CELLS + 1)
_GUMBEL[1:-1] = -np.log(-np.log(np.arange(1, _CELLS) / _CELLS))


@inner_kernel
def gumbel(u: float) -> float:
    """Variate of the standard Gumbel distribution from a uniform number.

    -log(-log(u)), between 1/64 and 63/64 from a table whose error stays below 0.0005 and which takes a tenth of the
    time: in a choice, the luck of all modes takes longer than all the rest.
    """
    at = u * _CELLS
    cell = int(at)
    if cell < _ENDS or cell >= _CELLS - _ENDS:
        return -math.log(-math.log(max(u, _TINY)))
    low = _GUMBEL[cell]
    return float(low + (at - cell) * (_GUMBEL[cell + 1] - low))


@inner_kernel
def mixing(scale: float, u: float) -> float:
    """Part of `stable` that its first number tells."""
    angle = math.pi * max(u, _TINY)
    rest = 1.0 - scale
    return (
        scale * math.log(math.sin(scale * angle)) - math.log(math.sin(angle)) + rest * math.log(math.sin(rest * angle))
    )


@inner_kernel
def stable(scale: float, table: NDArray[np.float64], u: float, v: float) -> float:
    """`scale` times the logarithm of a positive stable variate of index `scale` from two uniform numbers.

    `table` holds `mixing` at equal steps, for all but the ends.

    Notes
    -----
    M. Kanter, "Stable densities under change of scale and total variation inequalities", Annals of Probability 3, 1975:
    with an angle a uniform in (0, pi) and a unit exponential e,
    (sin(scale a) / sin(a) ** (1 / scale)) (sin((1 - scale) a) / e) ** ((1 - scale) / scale).
    """
    if scale >= 1.0:
        return 0.0
    cells = table.shape[0] - 1
    at = u * cells
    cell = int(at)
    if cell < _ENDS or cell >= cells - _ENDS:
        return mixing(scale, u) + (1.0 - scale) * gumbel(v)
    low = table[cell]
    return float(low + (at - cell) * (table[cell + 1] - low) + (1.0 - scale) * gumbel(v))


@inner_kernel
def better(
    best: float, chosen: int, mode: int, u: float, common: float, nest: int, value: NDArray[np.float64],
    tastes: Tastes,
) -> tuple[float, int]:  # fmt: skip
    """The better of the best mode so far and `mode`, whose error comes from `u` and what its nest has in common."""
    if value[mode] > -np.inf:
        worth = value[mode] + tastes.constant[mode] + common + tastes.scale[nest] * gumbel(u)
        if worth > best:
            return worth, mode
    return best, chosen


@inner_kernel
def choose_mode(key: np.uint64, day: int, uid: np.uint64, tour: int, value: NDArray[np.float64], tastes: Tastes) -> int:
    """Take the mode of largest utility, with errors alike within a nest and the same in every scenario.

    Parameters
    ----------
    key, day, uid, tour : Key of the stream, day, citizen and number of the tour. ()
    value : As in `Weighed`. (MODES,) [1]
    tastes : Constants and nests.

    Returns
    -------
    The mode.

    Notes
    -----
    With g of the standard Gumbel distribution for each mode and s positive stable of index `scale` for each nest, the
    errors scale (g + log s) have the joint distribution of the nested logit: averaged over s, the product of their
    distributions exp(-s exp(-x / scale)) is exp(-(sum exp(-x / scale)) ** scale), the generator of McFadden 1978. Each
    mode has its own error, so that a better mode takes people from others and never moves anybody between these.
    """
    best = -np.inf
    chosen = WALK
    constant = tastes.constant
    # int(...) because a number written into a call would have `better` compiled once more for it alone.
    cars = value[CAR] > -np.inf or value[PASSENGER] > -np.inf or value[CAR_SHARING] > -np.inf
    bicycles = value[BICYCLE] > -np.inf or value[SHARED_BICYCLE] > -np.inf or value[SHARED_EBIKE] > -np.inf
    lane = _BLOCKS * tour
    a, b, c, d = draw_four(key, day, uid, lane)
    if value[WALK] > -np.inf:
        best = value[WALK] + constant[WALK] + tastes.scale[AFOOT] * gumbel(a)
    p = q = 0.5
    if cars or bicycles or value[MOTORCYCLE] > -np.inf:
        p, q, g, w = draw_four(key, day, uid, lane + 1)
        best, chosen = better(best, chosen, int(MOTORCYCLE), g, 0.0, int(ALONE), value, tastes)
        if cars:
            common = stable(tastes.scale[CARS], tastes.mixture[CARS], p, q)
            best, chosen = better(best, chosen, int(CAR), b, common, int(CARS), value, tastes)
            best, chosen = better(best, chosen, int(PASSENGER), c, common, int(CARS), value, tastes)
            best, chosen = better(best, chosen, int(CAR_SHARING), d, common, int(CARS), value, tastes)
        if bicycles:
            a, b, c, d = draw_four(key, day, uid, lane + 2)
            common = stable(tastes.scale[BICYCLES], tastes.mixture[BICYCLES], w, d)
            best, chosen = better(best, chosen, int(BICYCLE), a, common, int(BICYCLES), value, tastes)
            best, chosen = better(best, chosen, int(SHARED_BICYCLE), b, common, int(BICYCLES), value, tastes)
            best, chosen = better(best, chosen, int(SHARED_EBIKE), c, common, int(BICYCLES), value, tastes)
    if value[TRANSIT] > -np.inf or value[BIKE_TRANSIT] > -np.inf:
        a, b, p, q = draw_four(key, day, uid, lane + 3)
        common = stable(tastes.scale[LINES], tastes.mixture[LINES], p, q)
        best, chosen = better(best, chosen, int(TRANSIT), a, common, int(LINES), value, tastes)
        best, chosen = better(best, chosen, int(BIKE_TRANSIT), b, common, int(LINES), value, tastes)
    return chosen


@inner_kernel
def nest_sum(n: int, value: NDArray[np.float64], tastes: Tastes) -> tuple[float, float]:
    """Largest utility of nest `n`, and the sum of exp((utility - largest) / scale) over it; (-inf, 0) if empty."""
    top, total = -np.inf, 0.0
    for m in range(MODES):
        if NEST[m] == n and value[m] > -np.inf:
            top = max(top, value[m] + tastes.constant[m])
    if top > -np.inf:
        for m in range(MODES):
            if NEST[m] == n and value[m] > -np.inf:
                total += math.exp((value[m] + tastes.constant[m] - top) / tastes.scale[n])
    return top, total


@lean_kernel
def logsum(value: NDArray[np.float64], tastes: Tastes) -> float:
    """Expected largest utility of the modes, less Euler's constant: what a tour is worth. (MODES,) → () [1]"""
    top, total = -np.inf, 0.0
    for n in range(NESTS):
        most, inner = nest_sum(n, value, tastes)
        if inner > 0.0:
            worth = most + tastes.scale[n] * math.log(inner)
            if worth > top:
                total = total * math.exp(top - worth) + 1.0
                top = worth
            else:
                total += math.exp(worth - top)
    return top + math.log(total) if total > 0.0 else -np.inf


@lean_kernel
def mode_shares(value: NDArray[np.float64], tastes: Tastes, out: NDArray[np.float64]) -> None:
    """Probability of each mode by the formula of the nested logit; written to `out`. (MODES,), (MODES,) [1]

    Notes
    -----
    P(m) = exp(V_m / scale) / sum over nest x exp(I_nest) / sum over nests, I = scale log(sum over nest exp(V / scale)).
    """
    all_nests = logsum(value, tastes)
    for m in range(MODES):
        out[m] = 0.0
    for n in range(NESTS):
        top, inner = nest_sum(n, value, tastes)
        if inner > 0.0:
            share = math.exp(top + tastes.scale[n] * math.log(inner) - all_nests) / inner
            for m in range(MODES):
                if NEST[m] == n and value[m] > -np.inf:
                    out[m] = share * math.exp((value[m] + tastes.constant[m] - top) / tastes.scale[n])


@lean_kernel
def keep_tour(n: int, site: NDArray[np.int64], weighed: Weighed) -> None:
    """Keep what a tour of `n` legs was worth by mode when its mode was chosen, if there is room for it.

    Parameters
    ----------
    n : Legs. ()
    site : Sites from the first on. (n + 1,)
    weighed : As `weigh_tour` left it, with `party`, and modes that turned out not to be at hand set to -inf; `kept` and
        so on, written.
    """
    r = weighed.number[0]
    if r >= weighed.kept.shape[0]:
        return
    for k in range(n):
        if site[k] >= weighed.inner:
            return
    weighed.number[0] = r + 1
    for m in range(MODES):
        weighed.kept[r, m] = weighed.value[m]
    for c in range(4):
        weighed.trips[r, c] = 0.0
    for k in range(n):
        others, left = 0.0, weighed.party[k]
        while left > 0:
            others += left & 1
            left >>= 1
        weighed.trips[r, 0] += 1.0
        weighed.trips[r, 2] += others
        if weighed.time[k, WALK] > SHORT_WALK:
            weighed.trips[r, 1] += 1.0
            weighed.trips[r, 3] += others


@lean_kernel
def expect_trips(
    kept: NDArray[np.float64], trips: NDArray[np.float64], tastes: Tastes, out: NDArray[np.float64]
) -> None:
    """Expected trips by mode of the tours of a day, short walks not counted.

    Parameters
    ----------
    kept, trips : As in `Weighed`. (R, MODES) [1], (R, 4)
    tastes : Constants and nests.
    out : Trips, then room for the shares of a tour; written. (2, MODES)

    Notes
    -----
    Who comes along in a car is a passenger; by other modes all travel alike.
    """
    out[:] = 0.0
    for r in range(kept.shape[0]):
        mode_shares(kept[r], tastes, out[1])
        for m in range(MODES):
            share = out[1, m]
            if m == WALK:
                out[0, m] += share * (trips[r, 1] + trips[r, 3])
            elif m in (CAR, CAR_SHARING):
                out[0, m] += share * trips[r, 0]
                out[0, PASSENGER] += share * trips[r, 2]
            else:
                out[0, m] += share * (trips[r, 0] + trips[r, 2])
