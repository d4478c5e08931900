"""What does a citizen do on a day? Tours of activities with the hours at which they start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.core.jit import lean_kernel
from twin.core.streams import draw_pair

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from twin.domains.mobility.kernels.groups import Figures

# Members of state.codes.Activity and Occupation, spelt out because kernels see arrays and numbers only.
HOME, WORK, STUDY, SHOP, LEISURE = 0, 1, 2, 3, 4
WORKER = 4
HOUR = 3600.0
_SQRT6 = 2.449489742783178
_SLOTS = 3
_LAST_START = 21.5 * HOUR
_LAST_RETURN = 23.25 * HOUR
_PAUSE = 0.25 * HOUR
# Rows of `hours`.
_USUAL, _SHIFT, _STUDY, _MORNING = 0, 1, 2, 3
# Lanes of the stream, each a pair of numbers.
_TO_WORK, _START, _STAY, _STOP, _TOURS, _LATE_TOUR, _FIRST_TOUR = 0, 1, 2, 3, 4, 5, 6


@lean_kernel
def triangular(u: float, v: float) -> float:
    """Variate of mean 0 and standard deviation 1 from two uniform numbers: the sum of two, a triangle."""
    return _SQRT6 * (u + v - 1.0)


@lean_kernel
def _add(
    k: int, tour: int, activity: int, start: float, stay: float, plan: NDArray[np.int64], clock: NDArray[np.float64]
) -> int:
    """Append leg `k`: what follows it, its tour, not before when, and the stay before it."""
    plan[k, 0] = activity
    plan[k, 1] = tour
    clock[k, 0] = start
    clock[k, 1] = stay
    return k + 1


@lean_kernel
def plan_day(
    keyed: tuple[np.uint64, int, np.uint64],
    person: tuple[int, bool, bool, float],
    rates: NDArray[np.float64],
    shop: NDArray[np.float64],
    figures: Figures,
    plan: NDArray[np.int64],
    clock: NDArray[np.float64],
) -> int:
    """Draw the tours of one citizen and day: work or study, then up to two more, each from home and back.

    Parameters
    ----------
    keyed : Key of the stream, day, and uid of the citizen. ()
    person : Occupation, whether a place of work or study is known, whether the citizen keeps shifts, habit. ()
    rates, shop : As in `Today`. (O, 5), (3,) [1]
    figures : Hours, stays and jitter.
    plan : Activity after each trip and the tour it belongs to; written. (K, 2)
    clock : Earliest start of each trip after civil midnight, and stay at the place before it; written. (K, 2) [s]

    Returns
    -------
    Number of trips.
    """
    key, day, uid = keyed
    kind, placed, shifts, habit = person
    hours, stays = figures.hours, figures.stays
    n_occupations = rates.shape[0]
    k = 0
    tour = 0
    home_from = 0.0
    at_work = False
    stops = 1.0
    if placed and rates[kind, 0] > 0.0:
        goes, stops = draw_pair(key, day, uid, _TO_WORK)
        at_work = goes < rates[kind, 0]
    if at_work:
        row = _STUDY
        activity = STUDY
        if kind == WORKER:
            activity = WORK
            row = _SHIFT if shifts else _USUAL
        # Most of the spread is between people, the rest from day to day.
        jitter = min(figures.jitter, hours[row, 1])
        usual = hours[row, 0] + habit * (hours[row, 1] ** 2 - jitter**2) ** 0.5
        u, v = draw_pair(key, day, uid, _START)
        start = max(4.5, usual + jitter * triangular(u, v)) * HOUR
        u, v = draw_pair(key, day, uid, _STAY)
        stay = max(1.0, stays[kind, 0] + stays[kind, 1] * triangular(u, v)) * HOUR
        stay = min(stay, max(_LAST_RETURN - start, HOUR))
        k = _add(k, tour, activity, start, 0.0, plan, clock)
        home_from = start + stay + 0.7 * HOUR
        if stops < rates[kind, 1] and home_from < _LAST_START:
            k = _add(k, tour, SHOP, 0.0, stay, plan, clock)
            u, v = draw_pair(key, day, uid, _STOP)
            stay = max(0.1, stays[n_occupations, 0] + stays[n_occupations, 1] * triangular(u, v)) * HOUR
            home_from += stay
        k = _add(k, tour, HOME, 0.0, stay, plan, clock)
        tour = 1
    morning, afternoon = draw_pair(key, day, uid, _TOURS)
    evening, _spare = draw_pair(key, day, uid, _LATE_TOUR)
    for slot in range(_SLOTS):
        wish = morning if slot == 0 else (afternoon if slot == 1 else evening)
        if k + 2 > plan.shape[0] or wish >= rates[kind, 2 + slot] or (slot == 0 and at_work):
            continue
        row = _MORNING + slot + (1 if slot == 2 or (slot == 1 and at_work) else 0)  # noqa: PLR2004
        u, v = draw_pair(key, day, uid, _FIRST_TOUR + 2 * slot)
        start = (hours[row, 0] + hours[row, 1] * triangular(u, v)) * HOUR
        start = max(start, home_from + _PAUSE)
        if start > _LAST_START:
            continue
        u, v = draw_pair(key, day, uid, _FIRST_TOUR + 2 * slot + 1)
        buys = u < shop[slot]
        row = n_occupations + (0 if buys else 1)
        stay = max(0.1, stays[row, 0] + (2.0 * v - 1.0) * 1.7 * stays[row, 1]) * HOUR
        stay = min(stay, _LAST_RETURN - start)
        k = _add(k, tour, SHOP if buys else LEISURE, start, 0.0, plan, clock)
        k = _add(k, tour, HOME, 0.0, stay, plan, clock)
        home_from = start + stay + 0.6 * HOUR
        tour += 1
    return k
