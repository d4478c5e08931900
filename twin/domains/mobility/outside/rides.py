"""Which vehicles and people from elsewhere are in the district on a day? A pure function of the frame and the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.streams import declare
from twin.domains.mobility.loading.groups import Rides
from twin.domains.mobility.outside.beyond import beyond
from twin.domains.mobility.outside.charged import PAYS, stakes_of
from twin.domains.mobility.outside.deliveries import ROUND, STOP, deliveries
from twin.domains.mobility.outside.groups import Fleet, Guests, Outing, Stakes, joined, together
from twin.domains.mobility.outside.kernels import HOURS, count_guests, send_out
from twin.domains.mobility.outside.people import GUEST, commuters, visitors
from twin.domains.mobility.outside.riding import LIFT
from twin.domains.mobility.outside.through import PASS, flows, through
from twin.population.params import Params as PopulationParams
from twin.state.codes import RideKind
from twin.state.schemas import MODES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.streams import StreamName
    from twin.domains.mobility.outside.params import OutsideParams
    from twin.state.table import Table

TODAY = declare("mobility.outside.today", "whether a vehicle or person from elsewhere comes today, when, on which way")
STREAMS: tuple[StreamName, ...] = (GUEST, LIFT, PASS, STOP, ROUND, TODAY, PAYS)
_HOUR = 3600.0


class Outside(NamedTuple):
    """Everybody who may come from elsewhere, made once for a frame.

    Parameters
    ----------
    fleet, guests : Vehicles and people.
    stakes : What a road charge means to those in each vehicle.
    key : Key of the day's draws. ()
    seed : Seed of all streams. ()
    jitter : Spread of times from day to day. () [s]
    zone : Zone of each building. (B,)
    n_zones : Zones Z. ()
    notes : Sentences on sizes and on what was left out.
    """

    fleet: Fleet
    guests: Guests
    stakes: Stakes
    key: np.uint64
    seed: int
    jitter: float
    zone: NDArray[np.int64]
    n_zones: int
    notes: list[str]


class Arrivals(NamedTuple):
    """Vehicles from elsewhere on a day. M vehicles.

    Parameters
    ----------
    rides : Their trips, vehicles in order of uid.
    row : Rows of the fleet. (M,)
    uid : (M,)
    why : What brings each. (M,) [Why]
    home : Site that each comes from. (M,)
    """

    rides: Rides
    row: NDArray[np.int32]
    uid: NDArray[np.uint64]
    why: NDArray[np.int8]
    home: NDArray[np.int32]


def outside(
    tables: dict[str, Table], seed: int, params: OutsideParams, people: PopulationParams | None = None
) -> Outside:
    """Find everybody who may come from elsewhere.

    Parameters
    ----------
    tables : Zones, buildings, car_nodes, car_links, places and citizens are read.
    seed, params : Seed and parameters.
    people : How zones draw workers; as in the population if None.
    """
    people = PopulationParams() if people is None else people
    places = beyond(tables, params)
    workers, cars, lost = commuters(tables, places, seed, params, people)
    shoppers, more, lost_too = visitors(tables, places, seed, params)
    trips = flows(tables["zones"], places, params, people)
    passing = through(places, trips, seed, params)
    vans, freight = deliveries(tables, places, seed, params)
    guests = together([workers, shoppers])
    fleet = joined([cars, more, passing, vans])
    cut = np.flatnonzero(~np.isfinite(places.to_node).any(axis=1))
    used = int((trips.passes > 0.0).sum())
    notes = [
        (
            f"From elsewhere on a workday: {_expected(workers):.0f} commuters and {_expected(shoppers):.0f} visitors, "
            f"{_expected(cars) + _expected(more):.0f} of them with a vehicle of their own; {_expected(passing):.0f} "
            f"vehicles between {used} pairs of places outside for whom the way through the district is at most "
            f"{params.through_factor:g} times as long as around it; {int((vans.kind == RideKind.VAN).sum())} vans and "
            f"{int((vans.kind == RideKind.TRUCK).sum())} trucks with {freight.stops:.0f} stops, "
            f"{freight.double / _HOUR:.0f} h of them in the second row; {freight.by_bicycle:.0f} stops by cargo bike."
        ),
    ]
    if lost + lost_too or cut.size:
        notes.append(
            f"Left out: {lost + lost_too} commuters and visitors by car to buildings that cannot be reached from "
            f"outside; {cut.size} places outside from which no gate leads in."
        )
    links = tables["car_links"]
    exempt = float(links["toll_exempt"][links["toll"] > 0.0].max(initial=0.0))
    return Outside(
        fleet,
        guests,
        stakes_of(fleet, guests, seed, params, exempt),
        TODAY.at(seed).key,
        seed,
        params.departure_jitter * _HOUR,
        tables["buildings"]["zone"].copy(),
        len(tables["zones"]),
        notes,
    )


def _expected(some: Fleet | Guests) -> float:
    return float(some.chance[:, 0].sum())


def outside_rides(
    frame: Outside, today: Outing, node: NDArray[np.int32], root: NDArray[np.int32], area: NDArray[np.int32]
) -> Arrivals:
    """Vehicles from elsewhere on a day and their trips.

    Parameters
    ----------
    frame : Everybody who may come.
    today : The day.
    node : Routing node of each site, buildings, zones and sectors. (B + Z + 8,)
    root : Row of each site's tree, -1 none. (B + Z + 8,)
    area : Area where one parks near each site, -1 none. (B + Z + 8,)
    """
    fleet = frame.fleet
    most, n = fleet.site.size + fleet.uid.size, fleet.uid.size
    first, row = np.empty(n + 1, dtype=np.int64), np.empty(n, dtype=np.int32)
    origin, goal, where = (np.empty(most, dtype=np.int32) for _ in range(3))
    earliest, stay, tail, luck = (*(np.empty(most) for _ in range(3)), np.empty(most, dtype=np.float32))
    m = send_out(
        frame.key, today, fleet, node, root, area, frame.jitter, (first, row), (origin, goal, where),
        (earliest, stay, tail, luck),
    )  # fmt: skip
    t, row = int(first[m]), row[:m]
    rides = Rides(
        first[: m + 1], fleet.kind[row], np.full(m, -1, dtype=np.int32), origin[:t], goal[:t], earliest[:t], stay[:t],
        tail[:t], luck[:t], where[:t], np.empty((t, 4)), np.empty(t, dtype=np.float32),
    )  # fmt: skip
    return Arrivals(rides, row, fleet.uid[row], fleet.why[row], fleet.home[row])


def outside_people(frame: Outside, today: Outing, n_buildings: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """People from elsewhere in each building at half past each hour, and those who come by zone and mode.

    Returns
    -------
    inside, came : (B, 24) and, from the city and from beyond it, (2, Z, MODES)
    """
    inside = np.empty((n_buildings, HOURS))
    came = np.empty((2, frame.n_zones, MODES), dtype=np.int64)
    count_guests(frame.key, today, frame.guests, frame.jitter, frame.zone, inside, came)
    return inside, came


def vans_by_zone(frame: Outside, today: Arrivals) -> NDArray[np.float64]:
    """Vans that deliver in each zone on a day, by the zone of their first usual stop, for `zones.vans`. (Z,)"""
    rows = today.row[today.rides.kind == RideKind.VAN]
    at = frame.zone[frame.fleet.site[frame.fleet.first[rows]]]
    return np.bincount(at[at >= 0], minlength=frame.n_zones).astype(np.float64)
