"""What does a loading of the streets take, and what does it give? Arrays by vehicle, trip, link and parking area."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from twin.domains.mobility.parking.kernels import Curbs

HOUR = 3600.0
HOURS = 24
KINDS = 5
KIND_MASK = 7  # bits that hold a kind
# Entries of `Load.tally`.
LOADED, ARRIVED, FORCED, AT_ORIGIN, STRANDED, WORST, WORST_AT, EVENTS = 0, 1, 2, 3, 4, 5, 6, 7
TALLY = 8


class Rides(NamedTuple):
    """Vehicles and their trips in order; a row is a vehicle, whoever drives it. M vehicles, T trips.

    Parameters
    ----------
    first : First trip of each vehicle. (M + 1,)
    kind : Kind of vehicle. (M,) [RideKind]
    start_area : Parking area where it stands before its first trip, -1 none. (M,)
    origin : Routing node where a trip starts, -1 off the streets. (T,)
    root : Row of the destination in `Ways.roots`, -1 off the streets: such a trip lasts `tail`. (T,)
    earliest : Earliest start. (T,) [s]
    stay : Least stay since the vehicle's previous arrival. (T,) [s]
    tail : Time added at the end. (T,) [s]
    luck : Uniform number in [0, 1), which picks the route and the place to park. (T,)
    area : Parking area where a place is looked for at the end, -1 none. (T,)
    times : Departure, arrival (search and tail included), and when the trip enters and leaves the district's streets,
        infinite if it never does; written. (T, 4) [s]
    search : Search for a place; written. (T,) [s]
    """

    first: NDArray[np.int64]
    kind: NDArray[np.int8]
    start_area: NDArray[np.int32]
    origin: NDArray[np.int32]
    root: NDArray[np.int32]
    earliest: NDArray[np.float64]
    stay: NDArray[np.float64]
    tail: NDArray[np.float64]
    luck: NDArray[np.float32]
    area: NDArray[np.int32]
    times: NDArray[np.float64]
    search: NDArray[np.float32]


class Links(NamedTuple):
    """Links as queues. Rows from `n_real` on lie outside the district, without limits and uncounted. L links.

    Parameters
    ----------
    head : Routing node at the end. (L,)
    free : Time to drive it when empty. (L,) [s]
    headway : Time between two cars at the exit at saturation. (L,) [s]
    storage : Car units that fit; 0 inside a junction, where nobody stands: who enters has room on the street behind it.
        (L,) [1]
    length : Length on the district's streets, 0 outside. (L,) [m]
    cycle : Cycle of the signal at the end, 0 none. (L,) [s]
    green_from, green : Start and length of the (effective) green. (L,) [s]
    toll : Charge for entering it, and the times of day from and to which it is due. (L, 3) [EUR, s, s]
    n_real : Number of links of the district. ()
    """

    head: NDArray[np.int32]
    free: NDArray[np.float64]
    headway: NDArray[np.float64]
    storage: NDArray[np.float64]
    length: NDArray[np.float64]
    cycle: NDArray[np.float64]
    green_from: NDArray[np.float64]
    green: NDArray[np.float64]
    toll: NDArray[np.float64]
    n_real: int


class Parking(NamedTuple):
    """Places to park at the start of the day. A areas.

    Parameters
    ----------
    curbs : Places, and how people look for them.
    standing : Vehicles that stand there all day and have no row in `Rides`. (A,)
    """

    curbs: Curbs
    standing: NDArray[np.int64]


class Figures(NamedTuple):
    """Figures of the queues.

    Parameters
    ----------
    units : Car units by kind. (5,) [1]
    patience : Time after which a blocked vehicle pushes in. () [s]
    wave : Speed at which empty space moves back, 0 at once. () [m/s]
    cruising : Speed of those who look for a place. () [m/s]
    """

    units: NDArray[np.float64]
    patience: float
    wave: float
    cruising: float


class Load(NamedTuple):
    """What a day did to the streets; hours of the civil day, those after midnight in the small hours. R district links.

    Parameters
    ----------
    entered : Vehicles that entered, by kind. (24, R, 5)
    left : Vehicles that left. (24, R)
    spent : Seconds that those who left spent on it. (24, R) [s]
    metres : Length of the district's links that each vehicle entered. (M,) [m]
    due : Highest charge at which each trip entered a link, whatever the vehicle and the day. (T,) [EUR]
    occupancy : Vehicles that stand on the places of each area at half past the hour. (24, A)
    searching : Seconds of search for a place that begin in the hour, by area looked for. (24, A) [s]
    cruised : Metres driven meanwhile. (24, A) [m]
    overflow : Vehicles that found no place at all. (24, A)
    census : Vehicles on the district's streets half a step past each step since civil midnight. (H,)
    forced : Vehicles that pushed into a full street. (24,)
    tally : Trips loaded, arrived, pushed in, waiting at their start at the end, left where no way leads on (and not
        arrived), worst imbalance of vehicles in a census and its number, events. (8,)
    """

    entered: NDArray[np.int32]
    left: NDArray[np.int32]
    spent: NDArray[np.float64]
    metres: NDArray[np.float64]
    due: NDArray[np.float64]
    occupancy: NDArray[np.int32]
    searching: NDArray[np.float64]
    cruised: NDArray[np.float64]
    overflow: NDArray[np.int32]
    census: NDArray[np.int64]
    forced: NDArray[np.int64]
    tally: NDArray[np.int64]
