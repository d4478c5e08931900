"""What does the pass over households read and write? Arrays in groups, so that kernels take few arguments."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from twin.domains.mobility.choice.groups import Offer, Tastes, Travellers, Weighed
from twin.state.codes import Activity, Mode

MEMBERS = 8  # most persons of a household, population.sizes.MAX_SIZE
TOURS = 7  # most tours of a person and day: work, bringing, fetching, three errands, one spare
BOOKINGS = 32  # most tours with the cars of one household and day
NOTHING, NEVER, RENTAL = -1, -2, -3  # of `Draft.used`


class People(NamedTuple):
    """Citizens as they are on every day. Sites are the buildings, then the zones, then places beyond the municipality.

    Parameters
    ----------
    uid, occupation, age, zone : As in the table of citizens. (N,)
    first : First citizen of each household, who lie in its order; the last entry is N. (H + 1,)
    home, work : Sites of home and of work or study, -1 none. (N,)
    motorcycle, car : Vehicles that each drives as a rule, -1 none. (N,)
    car_first, cars : Cars of each household: where they start in `cars`, and their rows of vehicles. (H + 1,), (C,)
    shifts : Whether a worker keeps shifts. (N,)
    habit : How much earlier or later than others one usually starts, in standard deviations. (N,) [1]
    barred : Hours of a workday in which each vehicle may not drive, from and to; both 0 for those that may. (V, 2) [s]
    haunts : Sites of the habitual shops, places of leisure, and homes of those one cares for. (N, 3, P)
    share : Cumulative shares of the visits to these; goals beyond the second axis go to all alike. (N, G, P) [1]
    """

    uid: NDArray[np.uint64]
    occupation: NDArray[np.int8]
    age: NDArray[np.int8]
    zone: NDArray[np.int32]
    first: NDArray[np.int32]
    home: NDArray[np.int32]
    work: NDArray[np.int32]
    motorcycle: NDArray[np.int32]
    car: NDArray[np.int32]
    car_first: NDArray[np.int32]
    cars: NDArray[np.int32]
    shifts: NDArray[np.bool_]
    habit: NDArray[np.float64]
    barred: NDArray[np.float64]
    haunts: NDArray[np.int32]
    share: NDArray[np.float32]


class Today(NamedTuple):
    """What is particular to a day.

    Parameters
    ----------
    day : Day of the year, the tick of the day's draws. ()
    rates : Probability, by occupation, of: work or study, a stop on the way home, a morning tour without the former, an
        afternoon tour, an evening tour. (O, 5) [1]
    purpose : Shares of shopping and of care among morning, afternoon and evening tours. (3, 2) [1]
    joint : Chance that another adult of the household with the same wish comes along, and children likewise. (2,) [1]
    away : Whether a household is away from the city. (H,)
    taken : Whether it took its first car along. (H,)
    bans : Whether it is a workday, on which barred cars may not drive. ()
    """

    day: int
    rates: NDArray[np.float64]
    purpose: NDArray[np.float64]
    joint: NDArray[np.float64]
    away: NDArray[np.bool_]
    taken: NDArray[np.bool_]
    bans: bool


class Habits(NamedTuple):
    """Hours and stays as the kernels read them.

    Parameters
    ----------
    hours : Mean and spread of leaving home: work, shifts, study, morning, afternoon, afternoon after work, evening;
        then children who are brought. (8, 2) [h]
    stays : Mean and spread of the stay at work or study by occupation, at shops, at leisure, at care; of children who
        are brought. (O + 4, 2) [h]
    jitter : Spread of a person's starts from day to day. () [h]
    chain : Chance of a second stop of an errand. () [1]
    escort_age, adult_age : Age from which a child travels alone, and from which one may bring children. () [a]
    handover : Stay of who brings or fetches, at the place. () [h]
    closing : Hour until which children can wait for those who come from work. () [h]
    """

    hours: NDArray[np.float64]
    stays: NDArray[np.float64]
    jitter: float
    chain: float
    escort_age: int
    adult_age: int
    handover: float
    closing: float


class Keys(NamedTuple):
    """Keys of the streams of plans, of places visited, of modes, of departures and of routes."""

    plan: np.uint64
    visit: np.uint64
    mode: np.uint64
    shift: np.uint64
    route: np.uint64


class Streets(NamedTuple):
    """How places hang on the streets.

    Parameters
    ----------
    node : Routing node of each site, -1 none. (S,)
    root_of : Destination tree of each node, -1 none. (V,)
    reach : Time to the root of each tree (first axis) from the root of each, infinite where no way leads. (D, D) [s]
    area : Parking area of each site in which one looks for a place, -1 none. (S,)
    search : Believed search of a place where none is looked for on the streets. (S,) [s]
    inside : Whether a site lies in the district. (S,)
    zone : Zone of each site, -1 none; sites from `n_buildings` on are no buildings. (S,), ()
    walk : Walk to a car (or shared car) where it stands, and walks to and from a motorcycle. (2,) [s]
    """

    node: NDArray[np.int32]
    root_of: NDArray[np.int32]
    reach: NDArray[np.float32]
    area: NDArray[np.int32]
    search: NDArray[np.float64]
    inside: NDArray[np.bool_]
    zone: NDArray[np.int32]
    n_buildings: int
    walk: NDArray[np.float64]


class Options(NamedTuple):
    """What modes, cars and departures are chosen from.

    Parameters
    ----------
    travellers, tastes, weighed : Persons, tastes, and room to weigh a tour.
    offer, before : What is on offer, and what was before an edit that not everybody has taken in.
    knows : Whether each citizen leaves by what is on offer now, and whether modes are weighed by it. (N, 2)
    """

    travellers: Travellers
    offer: Offer
    tastes: Tastes
    weighed: Weighed
    before: Offer
    knows: NDArray[np.bool_]


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


class Trail(NamedTuple):
    """What the diary's columns do not tell.

    Parameters
    ----------
    site : Site each trip goes to. (N, K)
    at : Trips along with somebody: citizen, trip, and the same of who leads. (A, 4)
    n : Their number, and counts of the day: children nobody could bring, tours given up for want of room, times that
        were cut because a child was fetched before it had arrived. (4,)
    """

    site: NDArray[np.int32]
    at: NDArray[np.int32]
    n: NDArray[np.int64]


class Rides(NamedTuple):
    """Trips of vehicles over the day; a row is a vehicle.

    Parameters
    ----------
    first : First trip of each row. (M + 1,)
    kind : RideKind. (M,)
    start_area : Parking area where it stands before its first trip, -1 none. (M,)
    origin : Node where each trip starts, -1 off the streets. (T,)
    root : Destination tree, -1 off the streets. (T,)
    earliest : Earliest departure. (T,) [s]
    stay : Least stay since the vehicle's previous arrival. (T,) [s]
    tail : Time added at the end; the whole duration off the streets. (T,) [s]
    luck : What picks the route. (T,) [1]
    area : Parking area in which one looks for a place, -1 none. (T,)
    vehicle : Row of vehicles, -1 for a shared car. (M,)
    rider, leg : Citizen who drives, and which trip of the citizen it is. (T,)
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
    vehicle: NDArray[np.int32]
    rider: NDArray[np.int32]
    leg: NDArray[np.int8]


class Draft(NamedTuple):
    """One household's day while it is made. T tours of each member, K trips of each.

    Parameters
    ----------
    member : A record for each member, see `member_type`. (8,)
    house : One record of what is the household's, see `house_type`. (1,)
    way, hour, allowed : What `weigh_tour` is given. (K + 1,), (K,) [s], (MODES,)

    Notes
    -----
    Records rather than arrays: a kernel that is handed thirty arrays spends its time on handing them on.
    """

    member: NDArray[Any]
    house: NDArray[Any]
    way: NDArray[np.int64]
    hour: NDArray[np.float64]
    allowed: NDArray[np.bool_]


def member_type(trips: int) -> np.dtype[Any]:
    """Fields of a member: times in seconds after civil midnight, `trips` trips at most.

    goes, start, stay : whether one goes to work or study today, when one leaves for it, and how long one stays.
    wish : whether one wishes a morning, an afternoon and an evening tour; stop : whether one stops on the way home.
    room : trips that are left; brought : school that a child is brought to, as row of `stops`, -1 none.
    n_tours, tour, begin, end : tours in order of time, their kind with bits of what comes with it, and their span.
    first_leg : first trip of each tour, and the number of trips.
    site, activity, party : where each trip goes, what for, and members who come along, bit by bit.
    clock : earliest departure, and stay before it; time : duration by the chosen mode.
    times : departure and arrival as planned; mode, car : of each tour.
    used : vehicle, NOTHING, NEVER for who comes along and drives nothing today, or RENTAL; free : when one is back.
    trips, source : trips of a member in order of time: who leads, and which of the leader's trips it is.
    row : place of each trip of a member's own tours in the diary.
    """
    t, k = TOURS, trips
    return np.dtype(
        [
            ("goes", np.bool_), ("start", np.float64), ("stay", np.float64), ("wish", np.int8, (3,)),
            ("stop", np.bool_), ("room", np.int64), ("brought", np.int64), ("n_tours", np.int64),
            ("tour", np.int64, (t,)), ("begin", np.float64, (t,)), ("end", np.float64, (t,)),
            ("first_leg", np.int64, (t + 1,)), ("site", np.int64, (k,)), ("activity", np.int64, (k,)),
            ("party", np.int64, (k,)), ("clock", np.float64, (k, 2)), ("time", np.float64, (k,)),
            ("times", np.float64, (k, 2)), ("mode", np.int64, (t,)), ("car", np.int64, (t,)), ("used", np.int64),
            ("free", np.float64), ("trips", np.int64), ("source", np.int64, (k, 2)), ("row", np.int64, (k,)),
        ],
        align=True,
    )  # fmt: skip


def house_type() -> np.dtype[Any]:
    """Fields of a household: schools and from when all children there can leave; tours with cars and their spans.

    book : car, member, tour; span : start and end, as planned when the car was promised.
    """
    return np.dtype(
        [
            ("stops", np.int64, (3,)), ("ready", np.float64, (3,)), ("book", np.int64, (BOOKINGS, 3)),
            ("span", np.float64, (BOOKINGS, 2)),
        ],
        align=True,
    )  # fmt: skip


def draft_for(trips: int, modes: int = 10) -> Draft:
    """Room for the day of one household of at most `MEMBERS` persons with at most `trips` trips each."""
    return Draft(
        np.zeros(MEMBERS, dtype=member_type(trips)).view(np.recarray),
        np.zeros(1, dtype=house_type()).view(np.recarray),
        np.zeros(trips + 1, dtype=np.int64), np.zeros(trips), np.zeros(modes, dtype=np.bool_),
    )  # fmt: skip


def diary_for(citizens: int, trips: int) -> Diary:
    """Room for a day of everybody, and no trip yet."""
    # In one piece, for which NumPy asks the system for large pages: small ones cost more than what is written to them.
    goals, times = np.full((2, citizens, trips), -1, dtype=np.int32), np.zeros((2, citizens, trips), dtype=np.float32)
    return Diary(
        np.empty(citizens, dtype=np.bool_), np.empty(citizens, dtype=np.int8),
        np.full((citizens, trips), Activity.NONE, dtype=np.int8), np.full((citizens, trips), Mode.NONE, dtype=np.int8),
        *goals, *times,
    )  # fmt: skip


def trail_for(citizens: int, trips: int) -> Trail:
    """Room for what the diary does not tell."""
    room = np.empty((5, citizens, trips), dtype=np.int32)  # in one piece, as in `diary_for`
    room[0] = -1
    return Trail(room[0], room[1:].reshape(-1, 4), np.zeros(4, dtype=np.int64))  # fmt: skip


def rides_for(citizens: int, vehicles: int, trips: int) -> Rides:
    """Room for rides: pages that are never written cost nothing. `cut_rides` gives what was used."""
    m, t = citizens + vehicles, citizens * trips
    return Rides(
        np.zeros(m + 1, dtype=np.int64), np.empty(m, dtype=np.int8), np.empty(m, dtype=np.int32),
        np.empty(t, dtype=np.int32), np.empty(t, dtype=np.int32), np.empty(t), np.empty(t), np.empty(t),
        np.empty(t, dtype=np.float32), np.empty(t, dtype=np.int32), np.empty(m, dtype=np.int32),
        np.empty(t, dtype=np.int32), np.empty(t, dtype=np.int8),
    )  # fmt: skip


def cut_rides(rides: Rides, rows: int) -> Rides:
    """Views of the first rows and their trips."""
    n = int(rides.first[rows])
    return Rides(
        rides.first[: rows + 1], rides.kind[:rows], rides.start_area[:rows], rides.origin[:n], rides.root[:n],
        rides.earliest[:n], rides.stay[:n], rides.tail[:n], rides.luck[:n], rides.area[:n], rides.vehicle[:rows],
        rides.rider[:n], rides.leg[:n],
    )  # fmt: skip
