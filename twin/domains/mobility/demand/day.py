"""How does a day of the residents run, before and after the streets? The Python face of the kernels."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.domains.mobility.choice.groups import MODES, weighed_for
from twin.domains.mobility.demand import settle as settling
from twin.domains.mobility.demand.groups import Options, cut_rides, diary_for, draft_for, rides_for, trail_for
from twin.domains.mobility.demand.lay_out import lay_out
from twin.domains.mobility.demand.settle import Garage, Sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.choice.groups import Offer, Tastes, Travellers
    from twin.domains.mobility.demand.groups import Diary, Habits, Keys, People, Rides, Streets, Today, Trail

HOURS = 24


class Plans(NamedTuple):
    """Everybody's day as planned: trips, what the diary does not tell, and the trips of vehicles."""

    diary: Diary
    trail: Trail
    rides: Rides


def plan(
    today: Today, keys: Keys, people: People, habits: Habits, travellers: Travellers, offer: Offer, tastes: Tastes,
    streets: Streets, trips: int, vehicles: int, before: Offer | None = None, knows: NDArray[np.bool_] | None = None,
) -> Plans:  # fmt: skip
    """Lay out a day: plans, places, modes, cars and times of everybody; a pure function, safe in any thread.

    Parameters
    ----------
    today, keys, people, habits, travellers, offer, tastes, streets : As in `lay_out`.
    trips : Most trips of a citizen, `schemas.MAX_TRIPS`.
    vehicles : Rows of the table of vehicles.
    before, knows : As in `Options`; everybody knows what is on offer if they are left out.
    """
    n = people.uid.size
    diary, trail, rides = diary_for(n, trips), trail_for(n, trips), rides_for(n, vehicles, trips)
    options = Options(
        travellers, offer, tastes, weighed_for(trips, tastes.shifts.size), offer if before is None else before,
        np.ones((n, 2), dtype=np.bool_) if knows is None else knows,
    )  # fmt: skip
    rows = lay_out(today, keys, people, habits, options, streets, draft_for(trips), diary, trail, rides)
    return Plans(diary, trail, cut_rides(rides, rows))


def settle(
    plans: Plans, times: NDArray[np.float64], metres: NDArray[np.float64], today: Today, people: People,
    streets: Streets, xy: NDArray[np.float64], vehicles: int, zones: int,
) -> tuple[Garage, Sums, NDArray[np.int64]]:  # fmt: skip
    """Take the times of the streets into the diary, follow the vehicles, and sum up.

    Parameters
    ----------
    plans : What `plan` returned; times of the diary are written.
    times : Departure, arrival, and when they enter and leave the district's streets, of each ride. (T, 4) [s]
    metres : Length that each row of rides drove on the district's streets. (M,) [m]
    today, people, streets : As in `plan`.
    xy : Coordinates of the sites. (S, 2) [m]
    vehicles, zones : Rows of these tables.

    Returns
    -------
    What the vehicles did, sums by zone and mode, and vehicles that count twice on the streets by hour (24,).
    """
    diary, trail, rides = plans
    garage = Garage(
        np.empty(vehicles, dtype=np.uint32), np.empty(vehicles, dtype=np.uint32), np.empty(vehicles),
        np.empty(vehicles, dtype=np.float32), np.empty(vehicles, dtype=np.float32),
    )  # fmt: skip
    sums = Sums(np.empty((3, zones, MODES)), np.empty(zones))
    twice = np.zeros(HOURS, dtype=np.int64)
    longest = int(np.diff(rides.first).max(initial=1))
    scratch = (np.empty((3, longest)), np.empty(longest, dtype=np.bool_))
    settling.settle_times(rides, times, trail, diary)
    settling.settle_vehicles(today, people, streets, rides, times, metres, trail, garage, twice, scratch)
    settling.count_trips(people, xy, diary, trail, sums)
    return garage, sums, twice
