"""Which vehicles owe a road charge today, and how much of it? By the entries that the loading has counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import kernel
from twin.domains.mobility.outside.charged import other_half, roots_of
from twin.domains.mobility.outside.groups import Why
from twin.domains.mobility.routes.ways import DAY, next_link, set_at
from twin.state.codes import RideKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.level import Level
    from twin.domains.mobility.loading.groups import Links, Rides
    from twin.domains.mobility.routes.ways import Ways

_HALF = 0.5


def tickets(
    traffic: Rides, due: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:  # fmt: skip
    """Road charge of the vehicles that met one today: trip that pays, vehicle, price. (K,), (K,), (K,) [EUR]

    A ticket holds for the day, as in Area C (la Repubblica, 12 January 2012): each vehicle pays the highest charge that
    it met, on the first trip that met it; motorcycles pay nothing.

    Parameters
    ----------
    traffic : All vehicles.
    due : Highest charge that each trip met. (T,) [EUR]
    """
    row = np.repeat(np.arange(traffic.kind.size), np.diff(traffic.first))
    met = np.flatnonzero((due > 0.0) & (traffic.kind[row] != RideKind.MOTORCYCLE))
    order = met[np.lexsort((-due[met], row[met]))]
    payers, first = np.unique(row[order], return_index=True)
    trip = order[first]
    return trip, payers, due[trip]


def of_guests(
    ticket: NDArray[np.float64], rows: NDArray[np.int64], luck: NDArray[np.float32], level: Level, links: Links
) -> NDArray[np.float64]:
    """What vehicles from elsewhere pay for tickets, some of which hold for a trip that nobody drives. (K,) [EUR]

    Of a tour through the district a vehicle drives one half, out or home, and another vehicle stands for the other. A
    half pays the charge it met less half of what is due on both, so that two halves pay the dearer charge between them.

    Parameters
    ----------
    ticket : Highest charge that each has met today. (K,) [EUR]
    rows : Their rows of the fleet. (K,)
    luck : What picked the way on which each met it. (K,) [1]
    level, links : What people know of this type of day, and the streets.
    """
    other = np.zeros(rows.size)
    passes = level.outside.fleet.why[rows] == Why.THROUGH
    other[passes] = unseen(rows[passes], luck[passes], level, links)
    return np.asarray((ticket - _HALF * np.minimum(ticket, other)) * level.outside.stakes.pays[rows])


def unseen(rows: NDArray[np.int64], luck: NDArray[np.float32], level: Level, links: Links) -> NDArray[np.float64]:
    """Highest charge on the other half of tours of through traffic, by the way that drivers would take. (K,) [EUR]

    They misjudge times as on the half that is driven, by the same `luck`; streets take the time of empty ones.
    """
    fleet, stakes, streets = level.outside.fleet, level.outside.stakes, level.streets
    root = roots_of(streets)
    leaves = other_half(fleet, stakes, rows, root, level.offer.roads)
    start, goal = streets.node[fleet.site[fleet.first[rows]]], root[fleet.home[rows]]
    found = np.zeros(rows.size)
    known = np.flatnonzero((start >= 0) & (goal >= 0))
    met = np.empty(known.size)
    charges_on(
        level.ways, links.head, links.free, links.toll, start[known], goal[known], leaves[known], luck[known], met
    )
    found[known] = met
    return found


@kernel
def charges_on(
    ways: Ways, head: NDArray[np.int32], free: NDArray[np.float64], toll: NDArray[np.float64],
    node: NDArray[np.int32], goal: NDArray[np.int32], leaves: NDArray[np.float64], luck: NDArray[np.float32],
    met: NDArray[np.float64],
) -> None:  # fmt: skip
    """Highest charge on each of K ways.

    Parameters
    ----------
    ways : Ways to every destination.
    head, free, toll : As in `Links`.
    node, goal : Routing node where each starts, and row of its destination. (K,)
    leaves, luck : When each sets out [s], and what picks the way [1]. (K,)
    met : Written. (K,) [EUR]
    """
    for i in range(node.shape[0]):
        t = leaves[i] % DAY
        row = set_at(ways, t, luck[i])
        at = node[i]
        met[i] = 0.0
        while True:
            link = next_link(ways, row, goal[i], at)
            if link < 0:
                break
            charge, start, end = toll[link]
            if charge > met[i] and start <= t % DAY < end:
                met[i] = charge
            t += free[link]
            at = head[link]
