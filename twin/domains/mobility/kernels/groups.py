"""What do the loops over a day read and write? Arrays in groups, so that a kernel takes a handful of arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class People(NamedTuple):
    """Citizens as they are on every day. Sites are the buildings, then the zones (row + number of buildings).

    Parameters
    ----------
    uid, occupation, household, zone, car, motorcycle : As in the table of citizens. (N,)
    home, work : Sites of home and of work or study, -1 none. (N,)
    able : Modes that each may use. (N, 5)
    dock : Walk to the shared bicycles near home, 0 for those with an own bicycle. (N,) [m]
    pace : Speed by bicycle. (N,) [m/s]
    shifts : Whether a worker keeps shifts. (N,)
    habit : How much earlier or later than others one usually starts, in standard deviations. (N,) [1]
    haunts : Sites of the habitual shops and places of leisure. (N, 2, P)
    row : Row among those who may drive (`Legs`), in order of uid, -1 for others. (N,)
    """

    uid: NDArray[np.uint64]
    occupation: NDArray[np.int8]
    household: NDArray[np.int32]
    zone: NDArray[np.int32]
    car: NDArray[np.int32]
    motorcycle: NDArray[np.int32]
    home: NDArray[np.int32]
    work: NDArray[np.int32]
    able: NDArray[np.bool_]
    dock: NDArray[np.float64]
    pace: NDArray[np.float64]
    shifts: NDArray[np.bool_]
    habit: NDArray[np.float64]
    haunts: NDArray[np.int32]
    row: NDArray[np.int32]


class Sites(NamedTuple):
    """Where trips start and end, and how one gets from there.

    Parameters
    ----------
    xy : Coordinates. (S, 2) [m]
    reach : Distance to the nearest stop or station and to the nearest metro station. (S, 2) [m]
    node : Road node, -1 none. (S,)
    zone : Zone, -1 none. (S,)
    inside : Whether it lies in the district. (S,)
    root_of : Tree of each node, -1 none. (V,)
    total : Free-flow time from each node to the root of each tree. (D, V) [s]
    n_buildings, n_nodes : Sites from the former on are zones, nodes from the latter on lie outside. ()
    """

    xy: NDArray[np.float64]
    reach: NDArray[np.float64]
    node: NDArray[np.int64]
    zone: NDArray[np.int64]
    inside: NDArray[np.bool_]
    root_of: NDArray[np.int64]
    total: NDArray[np.float32]
    n_buildings: int
    n_nodes: int


class Figures(NamedTuple):
    """Parameters as the kernels read them.

    Parameters
    ----------
    speed : By mode. (5,) [m/s]
    way : Circuity of walk, bicycle and road. (3,) [1]
    extra : Scalars of `service.extras`.
    beta : Coefficients of walk, bicycle, wait and ride per second and of cost per euro. (5,)
    constants : Of the modes. (5,) [1]
    hours, stays : Mean and spread of starts (7, 2) and of stays (O + 2, 2). [h]
    jitter : Spread of a person's starts from day to day. () [h]
    """

    speed: NDArray[np.float64]
    way: NDArray[np.float64]
    extra: NDArray[np.float64]
    beta: NDArray[np.float64]
    constants: NDArray[np.float64]
    hours: NDArray[np.float64]
    stays: NDArray[np.float64]
    jitter: float


class Today(NamedTuple):
    """What is particular to a day.

    Parameters
    ----------
    day : Day of the year, the tick of the day's draws. ()
    rates : Probability, by occupation, of: work or study, a stop on the way home, a morning tour without the former, an
        afternoon tour, an evening tour. (O, 5) [1]
    shop : Share of shopping in morning, afternoon and evening tours. (3,) [1]
    away : Whether a household is away from the city. (H,)
    taken : Whether it took its first car along. (H,)
    """

    day: int
    rates: NDArray[np.float64]
    shop: NDArray[np.float64]
    away: NDArray[np.bool_]
    taken: NDArray[np.bool_]


class Keys(NamedTuple):
    """Keys of the streams of plans, of places visited and of modes."""

    plan: np.uint64
    visit: np.uint64
    mode: np.uint64


class Diary(NamedTuple):
    """The day of each citizen, as in the table. (N,), (N,), then (N, K)"""

    away: NDArray[np.bool_]
    trips: NDArray[np.int8]
    activity: NDArray[np.int8]
    mode: NDArray[np.int8]
    to_building: NDArray[np.int32]
    to_zone: NDArray[np.int32]
    departure: NDArray[np.float32]
    arrival: NDArray[np.float32]


class Sums(NamedTuple):
    """Trips, seconds and straight metres by zone of residence and mode (3, Z, 5); short walks (Z,)."""

    by_zone: NDArray[np.float64]
    short_walks: NDArray[np.float64]
