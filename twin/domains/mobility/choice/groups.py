"""What does the choice of mode, hour and place rest on? Tastes, what is on offer, and the travellers, as arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.routes.ways import Roads
    from twin.domains.mobility.sharing.legs import Docks
    from twin.domains.mobility.transit.groups import Lines

# Members of state.codes.Mode.
WALK, BICYCLE, TRANSIT, CAR, MOTORCYCLE, PASSENGER = 0, 1, 2, 3, 4, 5
SHARED_BICYCLE, SHARED_EBIKE, CAR_SHARING, BIKE_TRANSIT = 6, 7, 8, 9
MODES = 10

# Purposes of a tour: rows of `Tastes.time` and `Tastes.pull`, elements of `Tastes.cost`.
COMMUTE, STUDIES, OTHER, BUSINESS = 0, 1, 2, 3
PURPOSES = 4

# What time is spent on: columns of `Tastes.time`.
ON_FOOT, BY_BICYCLE, BY_EBIKE, WAITING, IN_TRANSIT, DRIVING, RIDING, AS_PASSENGER, SEARCHING = 0, 1, 2, 3, 4, 5, 6, 7, 8
SPENDINGS = 9

# Nest of each mode: cars, public transport, bicycles, motorcycle, walking; elements of `Tastes.scale`.
CARS, LINES, BICYCLES, ALONE, AFOOT = 0, 1, 2, 3, 4
NESTS = 5
NEST = np.array([AFOOT, BICYCLES, LINES, CARS, ALONE, CARS, BICYCLES, BICYCLES, CARS, LINES])

# Modes whose departure may shift: rows of `Weighed.gain`.
BY_CAR, BY_MOTORCYCLE, BY_SHARED_CAR = 0, 1, 2
SHIFTING = 3


class Tastes(NamedTuple):
    """What people like and dislike, on the scale of the choice between nests.

    Parameters
    ----------
    constant : Constants of the modes. (MODES,) [1]
    now : What season and weather of the day add to them. (MODES,) [1]
    time : Utility per second by purpose and by what it is spent on; negative. (PURPOSES, SPENDINGS) [1/s]
    cost : Utility per euro by purpose, of a person whose worth is 1; negative. (PURPOSES,) [1/EUR]
    change : Utility of a change of line; negative. (PURPOSES,) [1]
    scale : Parameter of each nest: 1 where its modes are as unlike as those outside it, less where alike. (NESTS,) [1]
    mixture : Table of `kernels.mixing` by nest, at equal steps. (NESTS, C + 1) [1]
    shifts : Shifts of departure on offer: 0, then from the earliest to the latest. (J,) [s]
    pull : Share of those who would choose each shift if all departures were served alike. (PURPOSES, J) [1]
    shift_scale : Parameter of the nest of the departures by one mode. () [1]
    """

    constant: NDArray[np.float64]
    now: NDArray[np.float64]
    time: NDArray[np.float64]
    cost: NDArray[np.float64]
    change: NDArray[np.float64]
    scale: NDArray[np.float64]
    mixture: NDArray[np.float64]
    shifts: NDArray[np.float64]
    pull: NDArray[np.float64]
    shift_scale: float


class Terms(NamedTuple):
    """Speeds and prices that hold everywhere.

    Parameters
    ----------
    walk, bicycle, ebike : Speeds along the way. () [m/s]
    around_walk, around_bicycle, around_road : Length of the way over straight distance. () [1]
    least : Shortest straight distance that counts. () [m]
    fuel, fuel_motorcycle : Running cost as felt. () [EUR/m]
    motorcycle : Time of a motorcycle on the streets over that of a car. () [1]
    unpark, unpark_motorcycle : Walk to a car where it stands; walks to and from a motorcycle, with its search. () [s]
    unlock : Taking and leaving a bicycle, both ends together. () [s]
    miss : Walk to another dock where none is found. () [s]
    shared_walk : Walk to a shared car. () [s]
    shared_price : Of a shared car. () [EUR/s]
    bike_fee, ebike_fee : Price of a ride by shared bicycle for subscribers. () [EUR]
    lift_cost : Share of the cost of the car that a passenger feels. () [1]
    lift_time : Time of a lift over that of driving alone, with detour and waiting. () [1]
    """

    walk: float
    bicycle: float
    ebike: float
    around_walk: float
    around_bicycle: float
    around_road: float
    least: float
    fuel: float
    fuel_motorcycle: float
    motorcycle: float
    unpark: float
    unpark_motorcycle: float
    unlock: float
    miss: float
    shared_walk: float
    shared_price: float
    bike_fee: float
    ebike_fee: float
    lift_cost: float
    lift_time: float


class Spots(NamedTuple):
    """What people believe of parking.

    Parameters
    ----------
    search : Expected search, with the walk from the place found, by period (of `Roads.cut`) in which one leaves and
        site of destination. (P, S) [s]
    price : Price of an hour by site of destination; nothing is paid where the tour starts. (S,) [EUR/h]
    longest : Hours after which a stay costs no more. () [h]
    """

    search: NDArray[np.float32]
    price: NDArray[np.float32]
    longest: float


class Offer(NamedTuple):
    """How one gets from site to site: a site is a building row, or n_buildings + zone row.

    Parameters
    ----------
    xy : Coordinates of the sites. (S, 2) [m]
    roads, lines, docks : Ways by car, by public transport and by shared bicycle.
    spots : Beliefs of parking.
    comfort : Time by bicycle as felt over time around each site. (S,) [1]
    terms : Speeds and prices.
    """

    xy: NDArray[np.float64]
    roads: Roads
    lines: Lines
    docks: Docks
    spots: Spots
    comfort: NDArray[np.float32]
    terms: Terms


class Travellers(NamedTuple):
    """What is particular to a person who chooses, the same on all days.

    Parameters
    ----------
    worth : Value of time over its median among all persons. (N,) [1]
    fare : Of a ride by public transport, 0 with a season ticket. (N,) [EUR]
    able : Modes that the person could use; a household's car counts for everybody in it who may drive. (N, MODES)
    bikes_free : Whether rides by shared bicycle cost nothing more. (N,)
    liking : Utility of a tour on foot or by bicycle, own or shared, beyond its time and money. (N,) [1]
    due : Share of a road charge that the person pays. (N,) [1]
    """

    worth: NDArray[np.float64]
    fare: NDArray[np.float64]
    able: NDArray[np.bool_]
    bikes_free: NDArray[np.bool_]
    liking: NDArray[np.float64]
    due: NDArray[np.float64]


class Weighed(NamedTuple):
    """Modes of one tour, weighed; room that is used again for the next tour.

    Parameters
    ----------
    time : Time of each leg by mode, from door to door. (K, MODES) [s]
    money : Money spent on each leg by mode. (K, MODES) [EUR]
    value : Utility of the tour by mode without constants, -inf where one cannot be used. (MODES,) [1]
    gain : What each shift of departure changes in the utility by car, motorcycle and shared car. (3, J) [1]
    party : Persons who come along on each leg, bit by bit; written by who plans them. (K,)
    kept, trips, number : Tours of a whole day, for who fits constants: utilities when the mode was chosen (R, MODES);
        trips of who chose, those of them that are no short walks, and the same of who came along (R, 4); and the
        number of tours (1,). No room (R = 0) on all other days.
    inner : Sites from here on lie beyond the municipality: tours there are not kept. ()
    """

    time: NDArray[np.float64]
    money: NDArray[np.float64]
    value: NDArray[np.float64]
    gain: NDArray[np.float64]
    party: NDArray[np.int64]
    kept: NDArray[np.float64]
    trips: NDArray[np.float64]
    number: NDArray[np.int64]
    inner: int


def weighed_for(legs: int, shifts: int, tours: int = 0, inner: int = 2**31) -> Weighed:
    """Room to weigh tours of at most `legs` legs.

    Parameters
    ----------
    legs : Most legs of a tour.
    shifts : Shifts of departure on offer, the planned one with them.
    tours, inner : Tours to be kept; those beyond are not, as are those to sites from `inner` on.
    """
    return Weighed(
        np.zeros((legs, MODES)), np.zeros((legs, MODES)), np.zeros(MODES), np.zeros((SHIFTING, shifts)),
        np.zeros(legs, dtype=np.int64), np.zeros((tours, MODES)), np.zeros((tours, 4)),
        np.zeros(1, dtype=np.int64), inner,
    )  # fmt: skip
