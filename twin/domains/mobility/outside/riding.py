"""Who from elsewhere drives, and who rides along in whose car?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
from twin.population.places import Candidates
from twin.state.codes import Mode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.outside.groups import Guests

LIFT = declare("mobility.outside.lift", "in whose car somebody from elsewhere rides along")


def riding(
    guests: Guests, drives: NDArray[np.bool_], zone: NDArray[np.int64], seed: int
) -> tuple[Guests, NDArray[np.bool_]]:
    """Give everybody who comes by car without driving a place in the car of somebody who comes for the same reason.

    Cars from the same origin to the same zone are asked first, then those from the same origin, then any; each rider
    takes one by lot, so that a car more or less moves only those who took it. Who rides comes and goes with the car,
    which comes on every day on which the rider would. Where there is no car at all, everybody drives.

    Parameters
    ----------
    guests : People who come for one reason, each a party of their own.
    drives : Who would drive if coming by car. (G,)
    zone : Zone of each building. (B,)
    seed : Seed.

    Returns
    -------
    guests, drives : People with `party`, arrival and stay of those who ride; who has a car of their own. (G,)
    """
    by_car = guests.mode == Mode.CAR
    cars, rides = np.flatnonzero(by_car & drives), np.flatnonzero(by_car & ~drives)
    if not cars.size:
        return guests, by_car
    cars = cars[guests.chance[cars, 0] >= guests.chance[:, 0].max()]
    if not cars.size:
        return guests, by_car
    n_zones = int(zone.max()) + 1
    origin, place = guests.origin.astype(np.int64), zone[guests.building]
    taken = np.full(rides.size, -1, dtype=np.int64)
    for way in (origin * n_zones + place, origin, np.zeros(origin.size, dtype=np.int64)):
        left = np.flatnonzero(taken < 0)
        group = np.unique(way, return_inverse=True)[1].astype(np.int64)
        offered = Candidates.by_group(cars, group, int(group.max()) + 1, guests.uid, np.ones(group.size))
        taken[left] = offered.choose(LIFT, seed, guests.uid[rides[left]], group[rides[left]])
    party, arrival, stay = guests.party.copy(), guests.arrival.copy(), guests.stay.copy()
    party[rides], arrival[rides], stay[rides] = guests.uid[taken], guests.arrival[taken], guests.stay[taken]
    return guests._replace(party=party, arrival=arrival, stay=stay), by_car & drives
