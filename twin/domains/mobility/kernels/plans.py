"""What does each citizen do on a day? Tours of activities with the hours at which they start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import kernel, parallel_kernel, prange
from twin.core.streams import draw

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Members of state.codes.Activity, spelt out because kernels see arrays and numbers only.
HOME, WORK, STUDY, SHOP, LEISURE = 0, 1, 2, 3, 4
WORKER = 4
HOUR = 3600.0
_SQRT6 = 2.449489742783178
_SLOTS = 3
_LAST_START = 21.5 * HOUR
_LAST_RETURN = 23.25 * HOUR
_PAUSE = 0.25 * HOUR


@kernel
def _around(mean: float, spread: float, u: float, v: float) -> float:
    """Triangular variate with the given mean and standard deviation from two uniform numbers."""
    return mean + spread * _SQRT6 * (u + v - 1.0)


@kernel
def _add(
    i: int, k: int, tour: int, activity: int, start: float, stay: float,
    plan: NDArray[np.int64], clock: NDArray[np.float64],
) -> int:  # fmt: skip
    """Append leg `k` of citizen `i`: what follows it, its tour, not before when, and the stay before it."""
    plan[i, k, 0] = activity
    plan[i, k, 1] = tour
    clock[i, k, 0] = start
    clock[i, k, 1] = stay
    return k + 1


@parallel_kernel
def daily_plans(
    key: np.uint64,
    day_type: int,
    uids: NDArray[np.uint64],
    occupation: NDArray[np.int64],
    has_place: NDArray[np.bool_],
    rates: NDArray[np.float64],
    shop: NDArray[np.float64],
    hours: NDArray[np.float64],
    stays: NDArray[np.float64],
    trips: NDArray[np.int64],
    plan: NDArray[np.int64],
    clock: NDArray[np.float64],
) -> None:
    """Draw the tours of one day: work or study, then up to two more, each from home and back.

    Parameters
    ----------
    key, day_type : Key of the stream and type of the day. ()
    uids, occupation, has_place : Uid, occupation, and whether a place of work or study is known. (N,)
    rates : Probability, by occupation, of: work or study, a stop on the way home, a morning tour without the former, an
        afternoon tour, an evening tour. (O, 5) [1]
    shop : Share of shopping in morning, afternoon and evening tours. (3,) [1]
    hours : Mean and spread of the start of: work, shifts, study, morning, afternoon, afternoon after work, evening.
        (7, 2) [h]
    stays : Mean and spread of the stay by occupation at work or study; then at shops and leisure. (O + 2, 2) [h]
    trips : Trips of the day; written. (N,)
    plan : Activity after each trip and the tour it belongs to, -1 beyond the last; written. (N, K, 2)
    clock : Earliest start of each trip after civil midnight, and stay at the place before it; written. (N, K, 2) [s]
    """
    room = plan.shape[1]
    n_occupations = rates.shape[0]
    for i in prange(uids.shape[0]):
        u = np.empty(24)
        for lane in range(24):
            u[lane] = draw(key, day_type, uids[i], lane)
        kind = occupation[i]
        plan[i] = -1
        clock[i] = 0.0
        k = 0
        tour = 0
        home_from = 0.0
        at_work = has_place[i] and u[0] < rates[kind, 0]
        if at_work:
            row = 2
            activity = STUDY
            if kind == WORKER:
                activity = WORK
                # Every eighth worker keeps shifts: starts spread over the day.
                row = 1 if u[1] < 0.12 else 0  # noqa: PLR2004
            start = max(4.5, _around(hours[row, 0], hours[row, 1], u[2], u[3])) * HOUR
            stay = max(1.0, _around(stays[kind, 0], stays[kind, 1], u[4], u[5])) * HOUR
            stay = min(stay, max(_LAST_RETURN - start, HOUR))
            k = _add(i, k, tour, activity, start, 0.0, plan, clock)
            home_from = start + stay + 0.7 * HOUR
            if u[6] < rates[kind, 1] and home_from < _LAST_START:
                k = _add(i, k, tour, SHOP, 0.0, stay, plan, clock)
                stay = max(0.1, _around(stays[n_occupations, 0], stays[n_occupations, 1], u[7], u[8])) * HOUR
                home_from += stay
            k = _add(i, k, tour, HOME, 0.0, stay, plan, clock)
            tour = 1
        for slot in range(_SLOTS):
            lane = 9 + 5 * slot
            if k + 2 > room or u[lane] >= rates[kind, 2 + slot] or (slot == 0 and at_work):
                continue
            row = 3 + slot + (1 if slot == 2 or (slot == 1 and at_work) else 0)  # noqa: PLR2004
            start = _around(hours[row, 0], hours[row, 1], u[lane + 1], u[lane + 2]) * HOUR
            start = max(start, home_from + _PAUSE)
            if start > _LAST_START:
                continue
            buys = u[lane + 3] < shop[slot]
            row = n_occupations + (0 if buys else 1)
            wide = 2.0 * u[lane + 4] - 1.0
            stay = max(0.1, stays[row, 0] + wide * 1.7 * stays[row, 1]) * HOUR
            stay = min(stay, _LAST_RETURN - start)
            k = _add(i, k, tour, SHOP if buys else LEISURE, start, 0.0, plan, clock)
            k = _add(i, k, tour, HOME, 0.0, stay, plan, clock)
            home_from = start + stay + 0.6 * HOUR
            tour += 1
        trips[i] = k
