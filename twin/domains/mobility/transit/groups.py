"""What do the kernels of public transport read? Arrays in groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BUS, TRAM, RAIL = 0, 1, 2  # kinds that rides are told by: buses and trolleybuses, trams, metro and trains
KINDS = 3
RIDE, WAIT, BETWEEN, CHANGES, LOAD = 0, 1, 2, 3, 4  # what `Lines.parts` tells of a way
PARTS = 5


class Net(NamedTuple):
    """Courses of lines between T nodes in Q periods: L courses, K calls, E walks between nodes.

    Parameters
    ----------
    first, node, along : Calls of each course (L + 1,), their nodes (K,) and metres along the course (K,).
    line : Course of each call. (K,)
    kind : What runs on each course: bus, tram or rail. (L,)
    calls_first, calls : Calls at each node. (T + 1,), (K,)
    speed : Speed with stops. (Q, L) [m/s]
    frequency : Vehicles per time, 0 where none runs. (Q, L) [1/s]
    time : How long it runs. (Q, L) [s]
    places, seats : Room of a vehicle. (L,) [1]
    others : Passengers on board who are not counted in the twin. (Q, L) [1/s]
    hop_first, hop, hop_length : Nodes that one may walk to for a change, itself among them, and the walk.
        (T + 1,), (E,), (E,) [m]
    """

    first: NDArray[np.int64]
    node: NDArray[np.int32]
    along: NDArray[np.float64]
    line: NDArray[np.int32]
    kind: NDArray[np.int8]
    calls_first: NDArray[np.int64]
    calls: NDArray[np.int64]
    speed: NDArray[np.float64]
    frequency: NDArray[np.float64]
    time: NDArray[np.float64]
    places: NDArray[np.float64]
    seats: NDArray[np.float64]
    others: NDArray[np.float64]
    hop_first: NDArray[np.int64]
    hop: NDArray[np.int32]
    hop_length: NDArray[np.float64]


class Weights(NamedTuple):
    """How time is felt on the way.

    Parameters
    ----------
    walk, wait : Felt time over time on board. () [1]
    change : What a change is felt as. () [s]
    random, slope, timed : Headway up to which the wait is half of it, growth from there, and headway where it ends.
        [s, 1, s]
    speed : On foot. () [m/s]
    """

    walk: float
    wait: float
    change: float
    random: float
    slope: float
    timed: float
    speed: float


class Ways(NamedTuple):
    """Best ways from node to node: how they are made up. (Q, T, T) each

    Parameters
    ----------
    via : Node where the second vehicle is boarded, -1 where one ride leads there.
    off : Node where the first vehicle is left on the way to `via`.
    by_kind : Time on board by kind. (Q, T, T, KINDS) [s]
    """

    via: NDArray[np.int16]
    off: NDArray[np.int16]
    by_kind: NDArray[np.float32]


class Lines(NamedTuple):
    """Ways by public transport between T nodes in Q periods; a site is a building row, or n_buildings + zone row.

    Parameters
    ----------
    stop, walk : Nodes near each site, -1 none, and the walk there. (S, A), (S, A) [m]
    parts : Time on board, waiting and on foot at changes [s], changes, and felt over real time on board [1]; side by
        side, for who asks for one asks for all. (Q, T, T, PARTS)
    cut : Start and end of the periods. (Q + 1,) [s]
    cost : All of it as felt, in time on board; inf where no way leads. (Q, T, T) [s]
    walk_weight : Felt time on foot over time on board. () [1]
    station, cycle : Metro and railway stations near each site, -1 none, and the way there. (S, B), (S, B) [m]
    untold : Where the district has no lines (T = 0): wait [s], pace on board [s/m], straight metres per change. (3,)
    xy : Coordinates of the sites. (S, 2) [m]
    """

    stop: NDArray[np.int32]
    walk: NDArray[np.float32]
    parts: NDArray[np.float32]
    cut: NDArray[np.float64]
    cost: NDArray[np.float32]
    walk_weight: float
    station: NDArray[np.int32]
    cycle: NDArray[np.float32]
    untold: NDArray[np.float64]
    xy: NDArray[np.float64]
