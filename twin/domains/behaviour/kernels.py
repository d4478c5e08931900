"""Where are the citizens at half past each hour, and what set points follow?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from twin.core.jit import kernel, lean_kernel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HOUR = 3600.0
HOURS = 24


@lean_kernel
def _first_half_past(time: float) -> int:
    """First hour whose half past lies at or after `time`, between 0 and 24."""
    return max(0, min(HOURS, math.ceil(time / HOUR - 0.5)))


@lean_kernel
def presence(
    home: NDArray[np.int64],
    away: NDArray[np.bool_],
    trips: NDArray[np.int8],
    activity: NDArray[np.int8],
    to_building: NDArray[np.int32],
    departure: NDArray[np.float32],
    arrival: NDArray[np.float32],
    people_home: NDArray[np.float64],
    people_work: NDArray[np.float64],
    elsewhere: NDArray[np.float64],
    here: NDArray[np.int32],
    cell: NDArray[np.float64],
) -> None:
    """Count the citizens in each building at half past each hour.

    Parameters
    ----------
    home : Row of each citizen's home. (N,)
    away : Whether each is away from the city all day. (N,)
    trips : Trips of the day. (N,)
    activity, to_building, departure, arrival : Activity after each trip, row of the building it goes to (-1 outside),
        and its times after civil midnight [s]. (N, K)
    people_home : Residents at home; written. (B, 24)
    people_work : Citizens in the building for any other reason; written. (B, 24)
    elsewhere : Citizens outside the district, on the way, away from the city, and all together; written. (4, 24)
    here : Whether each citizen is at home at half past each hour, as bits; written. (N,)
    cell : Balance of citizens: worst residual of an hour, the hour, citizens; written. (3,)

    Notes
    -----
    Each stay adds one at the first hour whose half past falls into it and takes one away after the last; sums over the
    day follow at the end. Trips that end after midnight end at home on the same day's account.
    """
    n, n_buildings = home.shape[0], people_home.shape[0]
    people_home[:] = 0.0
    people_work[:] = 0.0
    elsewhere[:] = 0.0
    total = elsewhere[3]
    for i in range(n):
        here[i] = 0
        if away[i]:
            _stay(elsewhere, 2, 0, HOURS)
            continue
        building = home[i]
        at_home = True
        since = 0
        for k in range(trips[i]):
            until = _first_half_past(departure[i, k])
            back = _first_half_past(arrival[i, k])
            if until > since:
                if building < 0:
                    _stay(elsewhere, 0, since, until)
                elif at_home:
                    _stay(people_home, building, since, until)
                    here[i] |= _bits(since, until)
                else:
                    _stay(people_work, building, since, until)
            _stay(elsewhere, 1, until, back)
            building = to_building[i, k]
            at_home = activity[i, k] == 0
            since = back
        if building < 0:
            _stay(elsewhere, 0, since, HOURS)
        elif at_home:
            _stay(people_home, building, since, HOURS)
            here[i] |= _bits(since, HOURS)
        else:
            _stay(people_work, building, since, HOURS)
    worst, where = 0.0, 0
    for b in range(n_buildings):
        for h in range(HOURS):
            if h > 0:
                people_home[b, h] += people_home[b, h - 1]
                people_work[b, h] += people_work[b, h - 1]
            total[h] += people_home[b, h] + people_work[b, h]
    for h in range(HOURS):
        for j in range(3):
            if h > 0:
                elsewhere[j, h] += elsewhere[j, h - 1]
            total[h] += elsewhere[j, h]
        if abs(total[h] - n) > worst:
            worst, where = abs(total[h] - n), h
    cell[0] = worst
    cell[1] = where
    cell[2] = n


@lean_kernel
def _bits(since: int, until: int) -> int:
    """Hours from `since` to before `until` as bits."""
    return ((1 << until) - 1) & ~((1 << since) - 1) if until > since else 0


@lean_kernel
def _stay(table: NDArray[np.float64], row: int, since: int, until: int) -> None:
    """Add one from hour `since` to before hour `until`, as differences."""
    if until > since and since < HOURS:
        table[row, since] += 1.0
        if until < HOURS:
            table[row, until] -= 1.0


@kernel
def set_points(
    hour: int,
    night: bool,  # noqa: FBT001
    working: bool,  # noqa: FBT001
    people_home: NDArray[np.float64],
    people_work: NDArray[np.float64],
    residents: NDArray[np.float64],
    offset: NDArray[np.float64],
    setback: tuple[float, float, float, float],
    people: NDArray[np.float64],
    wanted: NDArray[np.float64],
) -> None:
    """Set point that the occupants want in this hour, and the people inside.

    Parameters
    ----------
    hour, night, working : Civil hour, and whether it belongs to the night, and to the hours of work. ()
    people_home, people_work : People by hour of the day. (B, 24)
    residents, offset : Residents [1] and own deviation [K] of each building. (B,)
    setback : Set point by day [°C], drops by night, in absence and when closed [K]. (4,)
    people : People inside; written. (B,)
    wanted : Heating set point; written. (B,) [°C]

    Notes
    -----
    With residents: by night the night's drop, by day the drop of absence times the share of residents away. Without:
    the drop of a closed building out of the hours of work while no citizen is inside; in them people from elsewhere
    are there too, whom nobody counts.
    """
    day, at_night, absent, closed = setback
    for b in range(people.shape[0]):
        here = people_home[b, hour]
        busy = people_work[b, hour]
        people[b] = here + busy
        drop = 0.0
        if residents[b] > 0.0:
            drop = at_night if night else absent * (1.0 - min(here / residents[b], 1.0))
        elif busy <= 0.0 and not working:
            drop = closed
        wanted[b] = day + offset[b] - drop
