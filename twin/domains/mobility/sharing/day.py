"""How does a day of the docks run? From the diary to bicycles taken, left and missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from twin.domains.mobility.sharing.docks import learn, new_fleet, open_docks, ride_of, stations_of, van_of
from twin.domains.mobility.sharing.kernels import TALLIES, Racks, Rentals, Results, Wanted, gather, run_day
from twin.domains.mobility.sharing.night import Nightly, run_night

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from twin.domains.mobility.sharing.docks import Ways
    from twin.domains.mobility.sharing.kernels import Fleet, Ride, Stations
    from twin.domains.mobility.sharing.legs import Docks
    from twin.domains.mobility.sharing.night import Van
    from twin.domains.mobility.sharing.params import SharingParams
    from twin.state.table import Table

COLUMNS = ("trips", "mode", "departure", "home", "to_building", "to_zone")


def wanted_of(diary: Mapping[str, NDArray[Any]], n_buildings: int) -> Wanted:
    """Trips of a day by shared bicycle.

    Parameters
    ----------
    diary : The columns of citizens that `COLUMNS` names.
    n_buildings : Sites from here on are zones. ()
    """
    trips, mode, departure, home, building, zone = (diary[name] for name in COLUMNS)
    room = 4096
    while True:
        some = Wanted(np.empty(room, np.int64), np.empty((room, 2), np.int64), np.empty(room), np.empty(room, np.bool_))
        n = gather(trips, mode, departure, home, building, zone, n_buildings, some)
        if n <= room:
            return Wanted(some.citizen[:n], some.site[:n], some.at[:n], some.electric[:n])
        room = n


def queue_of(
    wanted: Wanted, uid: NDArray[np.uint64], docks: Docks, speed: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Trips with docks at both ends, in order of the time at which people reach the first, ties by uid; that time.

    Parameters are those of `rentals_of`. Returns rows of `wanted` (K,) and times of all trips (T,) [s].
    """
    start, end = wanted.site[:, 0], wanted.site[:, 1]
    some = (docks.near[start, 0] >= 0) & (docks.near[end, 0] >= 0)
    at = wanted.at + docks.walk[start, 0] / speed
    order = np.lexsort((uid[wanted.citizen], at))
    return order[some[order]], at


def rentals_of(wanted: Wanted, uid: NDArray[np.uint64], docks: Docks, speed: float) -> Rentals:
    """Rentals in order of the time at which people reach their first dock, ties by uid.

    Parameters
    ----------
    wanted : Trips of the day.
    uid : Of all citizens. (N,)
    docks : Docks within reach of the sites.
    speed : On foot. () [m/s]
    """
    start, end = wanted.site[:, 0], wanted.site[:, 1]
    order, at = queue_of(wanted, uid, docks, speed)
    return Rentals(
        at[order], wanted.electric[order], np.ascontiguousarray(docks.near[start[order]]),
        np.ascontiguousarray(docks.near[end[order]]),
    )  # fmt: skip


def racks_for(stations: Stations, fleet: Fleet) -> Racks:
    """Scratch for so many docks and bicycles; one row more than docks, for those in the van."""
    k, n = stations.places.size, fleet.dock.size
    return Racks(
        np.zeros((k + 1, n), np.int64), np.zeros(k, np.int64), np.zeros((k, 2), np.int64), np.zeros(k),
        np.zeros(n), np.zeros(n, np.int64),
    )  # fmt: skip


def day_of_docks(rentals: Rentals, stations: Stations, fleet: Fleet, ride: Ride) -> tuple[Results, Racks, int]:
    """Run one day; `fleet` is left as it stands at the end of it. Also the racks, and how many bicycles were lost.

    A pure function of its arguments but for `fleet`, safe in any thread. Parameters as in `run_day`.
    """
    t, k = rentals.at.size, stations.places.size
    racks = racks_for(stations, fleet)
    results = Results(
        np.empty(t, np.int64), np.empty(t, np.int64), np.empty((3, k, stations.cut.size - 1)),
        np.empty((k, TALLIES), np.int64),
    )  # fmt: skip
    return results, racks, run_day(rentals, stations, fleet, ride, racks, results)


def night_of_docks(stations: Stations, fleet: Fleet, racks: Racks, van: Van) -> Nightly:
    """Run the night after a day; `fleet` and `racks` are left as they stand in the morning."""
    k = stations.places.size
    nightly = Nightly(np.empty(k, np.int64), np.empty(k, np.int64), np.empty(k), np.empty(k), np.empty(k, np.bool_))
    run_night(stations, fleet, racks.number, racks.stand, van, nightly)
    return nightly


def look_back(
    days: Sequence[Wanted], uid: NDArray[np.uint64], docks: Docks, stations: Stations, fleet: Fleet, ride: Ride,
    van: Van, speed: float, share: float = 1.0,
) -> Docks:  # fmt: skip
    """Docks as people see them after some days one after the other, each with its night.

    One pass of the learning between days: the trips of `days` were chosen with the beliefs `docks`; call it with
    share 1/n in pass n, so that beliefs are the mean over passes and settle.

    Parameters
    ----------
    days : Trips by shared bicycle of each day.
    uid : Of all citizens. (N,)
    docks : What was believed.
    stations, fleet, ride, van : See there; `fleet` is left as it stands after the last night.
    speed : On foot. () [m/s]
    share : Weight of what was seen. () [1]
    """
    had = np.zeros((3, stations.places.size, stations.cut.size - 1))
    for wanted in days:
        results, racks, _ = day_of_docks(rentals_of(wanted, uid, docks, speed), stations, fleet, ride)
        had += results.had
        night_of_docks(stations, fleet, racks, van)
    return learn(docks, had, max(len(days), 1), share) if days else docks


class Scheme(NamedTuple):
    """The scheme of shared bicycles as it is before a day is known.

    Parameters
    ----------
    stations, ride, van : See there.
    bikes, electric : Bicycles that belong to each open dock, and the share with a motor. (K,), (K,)
    walk : Speed on foot. () [m/s]
    """

    stations: Stations
    ride: Ride
    van: Van
    bikes: NDArray[np.float64]
    electric: NDArray[np.float64]
    walk: float


def scheme_of(places: Table, cut: NDArray[np.float64], ways: Ways, params: SharingParams) -> Scheme:
    """The scheme of the docks that are open."""
    rows = open_docks(places)
    return Scheme(
        stations_of(places, cut), ride_of(params, ways), van_of(params, ways), places["bikes"][rows].copy(),
        places["electric"][rows].copy(), ways.walk,
    )  # fmt: skip


def learned(
    docks: Docks, wanted: Wanted, uid: NDArray[np.uint64], scheme: Scheme, share: float, days: int = 5
) -> Docks:
    """Docks as people see them when several days are like this one, from a start with each bicycle at its own dock.

    A pure function. Parameters as in `look_back`; `days` is how many days are alike.
    """
    fleet = new_fleet(np.arange(scheme.bikes.size), scheme.bikes, scheme.electric, scheme.van.battery)
    return look_back([wanted] * days, uid, docks, scheme.stations, fleet, scheme.ride, scheme.van, scheme.walk, share)
