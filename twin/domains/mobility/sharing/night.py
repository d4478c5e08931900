"""What does the operator do at night? A van moves bicycles from full docks to empty ones and changes batteries."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from twin.core.jit import kernel, lean_kernel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from twin.domains.mobility.sharing.kernels import Fleet, Stations


class Van(NamedTuple):
    """How the operator works.

    Parameters
    ----------
    least, most : Shares of its places below and above which a dock is put right. () [1]
    room : Bicycles that fit into the van. ()
    moves : Bicycles that are moved in a night at most. ()
    battery : Energy of a full battery. () [J]
    change_below : Charge below which a battery is changed for a full one. () [J]
    way : Length by road over straight distance. () [1]
    approach : Way from the last place of work in another district and back to one, in nights of work. () [m]
    """

    least: float
    most: float
    room: int
    moves: int
    battery: float
    change_below: float
    way: float
    approach: float


class Nightly(NamedTuple):
    """What the night brought, by dock; all written. K docks.

    Parameters
    ----------
    wanted : Bicycles that each dock is to gain, or lose if negative: before the night, and what is left of it. (K,)
    moved : Bicycles that the van took away. (K,)
    metres : Way of the van to this dock. (K,) [m]
    energy : Put into batteries that were changed here. (K,) [J]
    visit : Whether batteries are to be changed here. (K,)
    """

    wanted: NDArray[np.int64]
    moved: NDArray[np.int64]
    metres: NDArray[np.float64]
    energy: NDArray[np.float64]
    visit: NDArray[np.bool_]


@lean_kernel
def _extreme(stations: Stations, count: NDArray[np.int64], fill: float, wanted: NDArray[np.int64], sign: int) -> int:
    """Dock that is not yet wanted for anything and farthest above (sign 1) or below (-1) the mean fill; -1 none."""
    best, far = -1, 1.0 - 1e-9
    for k in range(count.shape[0]):
        over = sign * (count[k] - fill * stations.places[k])
        if wanted[k] == 0 and over > far:
            best, far = k, over
    return best


@kernel
def plan_moves(stations: Stations, count: NDArray[np.int64], van: Van, wanted: NDArray[np.int64]) -> int:
    """How many bicycles each dock is to gain or lose; gains and losses are equal. Returns how many are moved.

    Docks below `least` and above `most` of their places are brought to the mean fill of all docks; where that takes or
    leaves more bicycles than it gives, docks farthest from the mean fill on the other side make up for it.

    Parameters
    ----------
    stations, van : See there.
    count : Bicycles at each dock. (K,)
    wanted : Written. (K,)
    """
    n_docks = count.shape[0]
    have = room = 0
    for k in range(n_docks):
        have += count[k]
        room += stations.places[k]
        wanted[k] = 0
    fill = have / max(room, 1)
    gains = losses = 0
    for k in range(n_docks):
        if count[k] < van.least * stations.places[k] or count[k] > van.most * stations.places[k]:
            wanted[k] = round(fill * stations.places[k]) - count[k]
            if wanted[k] > 0:
                gains += wanted[k]
            else:
                losses -= wanted[k]
    while gains != losses:
        sign = 1 if gains > losses else -1
        k = _extreme(stations, count, fill, wanted, sign)
        if k < 0:
            break
        some = min(int(abs(count[k] - fill * stations.places[k])), abs(gains - losses))
        wanted[k] = -sign * some
        if sign > 0:
            losses += some
        else:
            gains += some
    moves = min(gains, losses, van.moves)
    # What the other side cannot match, and what is beyond a night's work, stays, in order of rows.
    for sign in (1, -1):
        left = moves
        for k in range(n_docks):
            if wanted[k] * sign > 0:
                some = min(abs(wanted[k]), left)
                wanted[k] = sign * some
                left -= some
    return moves


@lean_kernel
def _next_stop(at: int, load: int, van: Van, stations: Stations, nightly: Nightly) -> int:
    """Nearest dock with work that the van can do with its load; -1 when all is done."""
    best = -1
    for k in range(nightly.wanted.shape[0]):
        gives = nightly.wanted[k] < 0 and load < van.room
        takes = nightly.wanted[k] > 0 and load > 0
        work = gives or takes or nightly.visit[k]
        if work and (best < 0 or (at >= 0 and stations.apart[at, k] < stations.apart[at, best])):
            best = k
    return best


@kernel
def run_night(
    stations: Stations,
    fleet: Fleet,
    count: NDArray[np.int64],
    stand: NDArray[np.int64],
    van: Van,
    nightly: Nightly,
) -> float:
    """Move bicycles and change batteries, stop by stop, always on to the nearest dock with work. Returns metres.

    Parameters
    ----------
    stations, van : See there.
    fleet : Docks and charges, written.
    count, stand : Bicycles of each dock; written. (K,), (K, N)
    nightly : Written.

    Notes
    -----
    Docks are visited by the nearest-neighbour rule, which makes tours about a quarter longer than the best ones (D. S.
    Johnson and L. A. McGeoch, "The traveling salesman problem: a case study in local optimization", 1997).
    """
    n_docks = count.shape[0]
    plan_moves(stations, count, van, nightly.wanted)
    nightly.moved[:] = 0
    nightly.metres[:] = 0.0
    nightly.energy[:] = 0.0
    nightly.visit[:] = False
    for n in range(fleet.dock.shape[0]):
        if fleet.electric[n] and fleet.charge[n] < van.change_below:
            nightly.visit[fleet.dock[n]] = True
    at, load, metres = -1, 0, 0.0
    aboard = stand[n_docks]  # the row behind those of the docks
    while True:
        k = _next_stop(at, load, van, stations, nightly)
        if k < 0:
            break
        step = van.approach if at < 0 else stations.apart[at, k] * van.way
        nightly.metres[k] += step
        metres += step
        at = k
        if nightly.visit[k]:
            nightly.visit[k] = False
            for s in range(count[k]):
                n = stand[k, s]
                if fleet.electric[n] and fleet.charge[n] < van.change_below:
                    nightly.energy[k] += van.battery - fleet.charge[n]
                    fleet.charge[n] = van.battery
        while nightly.wanted[k] < 0 and load < van.room:
            count[k] -= 1
            aboard[load] = stand[k, count[k]]
            load += 1
            nightly.wanted[k] += 1
            nightly.moved[k] += 1
        while nightly.wanted[k] > 0 and load > 0:
            load -= 1
            n = aboard[load]
            stand[k, count[k]] = n
            count[k] += 1
            fleet.dock[n] = k
            nightly.wanted[k] -= 1
    return metres
