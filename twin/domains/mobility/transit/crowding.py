"""How full are the vehicles, and how much longer does the ride feel in them?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import inner_kernel, kernel
from twin.domains.mobility.transit.kernels import (
    MOST_LINES,
    common_lines,
    felt_clock,
    period_of,
    rides_from,
    transit_stops,
)
from twin.domains.mobility.transit.skims import skims

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.transit.groups import Lines, Net, Weights
    from twin.domains.mobility.transit.params import TransitParams
    from twin.domains.mobility.transit.skims import Service

Trips = tuple["NDArray[np.int32]", "NDArray[np.int32]", "NDArray[np.float64]", "NDArray[np.float64]"]
_DENSEST = 8.0  # 1/m²; nobody else gets in


@dataclass(frozen=True)
class Loads:
    """Who is on board, in each period.

    Parameters
    ----------
    boardings, alightings : At each call. (Q, K) [1]
    on_board : Residents who ride from each call to the next. (Q, K) [1]
    per_vehicle : All passengers of a vehicle from each call to the next. (Q, K) [1]
    load : The same over its places. (Q, K) [1]
    served, unserved : Trips that found a way, and those that did not. () [1]
    """

    boardings: NDArray[np.float64]
    alightings: NDArray[np.float64]
    on_board: NDArray[np.float64]
    per_vehicle: NDArray[np.float64]
    load: NDArray[np.float64]
    served: float
    unserved: float


@kernel
def count_pairs(
    lines: Lines, start: NDArray[np.int32], end: NDArray[np.int32], time: NDArray[np.float64],
    persons: NDArray[np.float64], speed: float, counts: NDArray[np.float64],
) -> float:  # fmt: skip
    """Count trips by the nodes that they start and end at; returns those that find no way. [1]

    Parameters
    ----------
    start, end, time, persons : Sites, time of leaving [s after midnight] and number of persons of each trip. (M,)
    speed : On foot. () [m/s]
    counts : Written. (Q, T, T) [1]
    """
    counts[:] = 0.0
    lost = 0.0
    for m in range(start.shape[0]):
        q = period_of(lines.cut, time[m])
        i, j = transit_stops(lines, start[m], end[m], q, speed)
        if i < 0:
            lost += persons[m]
        else:
            counts[q, lines.stop[start[m], i], lines.stop[end[m], j]] += persons[m]
    return lost


@kernel
def assign(
    q: int, net: Net, weights: Weights, crowding: NDArray[np.float32],
    ways: tuple[NDArray[np.int16], NDArray[np.int16]],
    counts: NDArray[np.float64], on: NDArray[np.float64], out: NDArray[np.float64],
) -> None:  # fmt: skip
    """Passengers who board and leave at each call.

    Parameters
    ----------
    q : Period.
    crowding : By which the ways were found. (Q, K) [1]
    ways : `via` and `off` of this period. (T, T) each
    counts : Trips from node to node. (T, T) [1]
    on, out : Written. (K,) [1]
    """
    via, off = ways
    t = counts.shape[0]
    rides = np.zeros((t, t))
    for i in range(t):
        for j in range(t):
            if counts[i, j] <= 0.0 or i == j:
                continue
            at = i
            while at != j:
                k = via[at, j]
                rides[at, off[at, k] if k >= 0 else j] += counts[i, j]
                at = k if k >= 0 else j
    on[:] = 0.0
    out[:] = 0.0
    clock = np.zeros((2, net.node.shape[0]))
    felt_clock(q, net, crowding, clock)
    number = np.zeros(t, dtype=np.int64)
    board, leave = np.zeros((t, MOST_LINES), dtype=np.int64), np.zeros((t, MOST_LINES), dtype=np.int64)
    felt = np.zeros((t, MOST_LINES))
    for i in range(t):
        if rides[i].sum() <= 0.0:
            continue
        rides_from(i, q, net, clock, number, board, leave, felt)
        for j in range(t):
            if rides[i, j] <= 0.0:
                continue
            used, frequency, _ = common_lines(number[j], q, net, board[j], felt[j], weights)
            for m in range(used):
                share = rides[i, j] * net.frequency[q, net.line[board[j, m]]] / frequency
                on[board[j, m]] += share
                out[leave[j, m]] += share


@inner_kernel
def felt_when_full(
    riders: float, seats: float, places: float, full: float, figures: tuple[float, float, float, float]
) -> float:
    """Felt over real time on board, mean of those who sit and those who stand. [1]

    Parameters
    ----------
    riders, seats, places : Passengers, seats, and seats with standing room of a vehicle. () [1]
    full : Persons standing on a square metre when all places are taken. () [1/m2]
    figures : Seated with nobody standing and with six standing on a square metre; standing alone and with six.

    Notes
    -----
    Form of Whelan and Crockett 2009: time multipliers of seated and standing passengers, linear in those who stand on a
    square metre.
    """
    standing = max(riders - seats, 0.0)
    if standing <= 0.0:
        return figures[0]
    density = min(full * standing / max(places - seats, 1.0), _DENSEST)
    sits = figures[0] + (figures[1] - figures[0]) * density / 6.0
    stands = figures[2] + (figures[3] - figures[2]) * density / 6.0
    return (seats * sits + standing * stands) / riders


@kernel
def fill(
    net: Net, on: NDArray[np.float64], out: NDArray[np.float64], full: float,
    figures: tuple[float, float, float, float], on_board: NDArray[np.float64], riders: NDArray[np.float64],
    crowding: NDArray[np.float32],
) -> None:  # fmt: skip
    """Passengers from each call to the next, those of a vehicle, and how it feels.

    Parameters
    ----------
    on, out : Who boards and leaves at each call. (Q, K) [1]
    full, figures : As `felt_when_full` takes them.
    on_board, riders, crowding : Written. (Q, K) each
    """
    for q in range(on.shape[0]):
        for line in range(net.kind.shape[0]):
            inside = 0.0
            vehicles = net.frequency[q, line] * net.time[q, line]
            own = net.others[q, line] / net.frequency[q, line] if vehicles > 0.0 else 0.0
            for k in range(net.first[line], net.first[line + 1]):
                inside += on[q, k] - out[q, k]
                on_board[q, k] = max(inside, 0.0)
                riders[q, k] = own + (on_board[q, k] / vehicles if vehicles > 0.0 else 0.0)
                crowding[q, k] = felt_when_full(riders[q, k], net.seats[line], net.places[line], full, figures)


def loads_of(
    service: Service, params: TransitParams, trips: Trips,
    speed: float,
) -> tuple[Loads, NDArray[np.float32]] | None:  # fmt: skip
    """Who rides where if these trips are made, and how that feels; None where the district has no lines.

    Parameters
    ----------
    service : Public transport as people know it.
    params : Parameters of public transport.
    trips : Site where each trip starts and ends (M,), time of leaving (M,) [s], persons (M,) [1].
    speed : On foot. () [m/s]

    Returns
    -------
    loads : Who is on board.
    crowding : Felt over real time from each call to the next. (Q, K) [1]
    """
    net = service.net
    if net is None or service.ways is None:
        return None
    q, t, k = net.frequency.shape[0], net.calls_first.size - 1, net.node.size
    start, end = np.ascontiguousarray(trips[0], dtype=np.int32), np.ascontiguousarray(trips[1], dtype=np.int32)
    time, persons = np.ascontiguousarray(trips[2], dtype=np.float64), np.ascontiguousarray(trips[3], dtype=np.float64)
    counts = np.empty((q, t, t))
    lost = count_pairs(service.lines, start, end, time, persons, speed, counts)
    on, out, on_board, riders = (np.zeros((q, k)) for _ in range(4))
    crowding = np.ones((q, k), dtype=np.float32)
    for p in range(q):
        ways = (service.ways.via[p], service.ways.off[p])
        assign(p, net, service.weights, service.crowding, ways, counts[p], on[p], out[p])
    figures = (*params.seated_felt, *params.standing_felt)
    fill(net, on, out, params.full_density, figures, on_board, riders, crowding)
    load = riders / net.places[net.line][None, :]
    return Loads(on, out, on_board, riders, load, float(persons.sum() - lost), float(lost)), crowding


def crowd(
    service: Service, params: TransitParams, trips: Trips,
    speed: float, share: float = 1.0,
) -> tuple[Service, Loads | None]:  # fmt: skip
    """Public transport as people know it after these trips were made.

    Parameters
    ----------
    service : Public transport as they knew it.
    params : Parameters of public transport.
    trips : Site where each trip starts and ends (M,), time of leaving (M,) [s], persons (M,) [1].
    speed : On foot. () [m/s]
    share : How far beliefs move to what was met: 1 / (n + 1) in iteration n of the method of successive averages. [1]
    """
    found = loads_of(service, params, trips, speed)
    if found is None or service.net is None:
        return service, None
    loads, met = found
    crowding = (service.crowding + np.float32(share) * (met - service.crowding)).astype(np.float32)
    lines, ways = skims(service.net, service.access, service.weights, params, service.lines.cut, crowding)
    return replace(service, lines=lines, ways=ways, crowding=crowding), loads
