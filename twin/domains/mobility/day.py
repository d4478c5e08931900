"""How does a type of day run? Plans, mode choice, routes and one loading of the streets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
from twin.domains.mobility import network as net
from twin.domains.mobility import plans as planning
from twin.domains.mobility import service as offer
from twin.domains.mobility.kernels.choice import choose_modes, tour_utilities
from twin.domains.mobility.kernels.loading import ARRIVED, FORCED, HOURS, LOADED, WORST, WORST_HOUR, load_day
from twin.domains.mobility.kernels.walks import lengths
from twin.state.codes import Mode
from twin.state.schemas import MAX_TRIPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.network import Network, Routes
    from twin.domains.mobility.params import Params
    from twin.domains.mobility.plans import Plans
    from twin.domains.mobility.service import Service
    from twin.state.table import Table

MODE = declare("mobility.mode", "mode that a citizen takes for a tour")
STREAMS = (*planning.STREAMS, MODE)

PARKED, MOVING, OUTSIDE = 0, 1, 2
SHORT_WALK = 300.0
_HOUR = 3600.0


@dataclass(frozen=True)
class Frame:
    """What all types of day share: the graph with its routes, and what places offer."""

    network: Network
    routes: Routes
    service: Service


@dataclass(frozen=True)
class Choice:
    """Tours with times and utilities, before modes are drawn.

    Parameters
    ----------
    plans : The tours.
    site : Sites of each trip. (N, K + 1)
    duration : Time of each trip by mode. (N, K, 5) [s]
    utility : Utility of each tour by mode without constants. (N, T, 5) [1]
    """

    plans: Plans
    site: NDArray[np.int64]
    duration: NDArray[np.float64]
    utility: NDArray[np.float64]


@dataclass(frozen=True)
class Day:
    """Results of one type of day, ready to be copied into the tables.

    Parameters
    ----------
    columns : Columns of citizens, car_links and vehicles by path.
    status : Whether each vehicle is parked, moving or outside, at half past each hour; before its first trip, where the
        trips of a day before of the same type left it. (24, V)
    census : Vehicles on the streets at that time, those of the day before among them, as the loading counted. (24,)
    by_zone : Trips, seconds and metres of each zone's residents by mode. (3, Z, 5)
    short_walks : Walks of at most five minutes by zone. (Z,)
    tally : Trips loaded, arrived, pushed in, waiting, worst imbalance of the loading and its hour. (6,)
    """

    columns: dict[str, NDArray[np.generic]]
    status: NDArray[np.uint8]
    census: NDArray[np.int64]
    by_zone: NDArray[np.float64]
    short_walks: NDArray[np.float64]
    tally: NDArray[np.int64]

    @property
    def balance(self) -> tuple[float, float, float]:
        """Worst imbalance of the loading, the hour where it stands, and the trips loaded."""
        left = abs(int(self.tally[LOADED] - self.tally[ARRIVED]))
        return float(max(self.tally[WORST], left)), float(self.tally[WORST_HOUR]), float(self.tally[LOADED])

    @property
    def forced(self) -> int:
        """Vehicles that pushed into a full street."""
        return int(self.tally[FORCED])


def frame(tables: dict[str, Table], params: Params) -> Frame:
    """Build graph, routes to every place that people live in, work in or go to, and the service."""
    buildings = tables["buildings"]
    network = net.build(tables["zones"], tables["car_nodes"], tables["car_links"], params)
    used = (buildings["residents"] > 0) | (buildings["workplaces"] > 0)
    place = tables["places"]["building"]
    used[place[place >= 0]] = True
    wanted = np.concatenate([buildings["car_node"][used], network.zone_node])
    return Frame(network, net.find_routes(network, wanted), offer.build(tables, network, params))


def consider(tables: dict[str, Table], shared: Frame, day_type: int, seed: int, params: Params) -> Choice:
    """Plans of one type of day with the time and utility of every mode."""
    citizens, service = tables["citizens"], shared.service
    plans = planning.make(tables, day_type, seed, params)
    site = planning.sites(plans, citizens["home"], service.n_buildings)
    able, dock = offer.means(citizens, service, params)
    n = len(citizens)
    duration = np.zeros((n, MAX_TRIPS, 5))
    utility = np.empty((n, planning.TOURS, 5))
    roads = (service.node, shared.routes.root_of, shared.routes.total)
    tour_utilities(
        plans.trips, plans.plan, site, able, dock, service.xy, service.reach, roads,
        (service.speed, service.way, service.extra, service.beta), duration, utility,
    )  # fmt: skip
    return Choice(plans, site, duration, utility)


def draw_modes(choice: Choice, uids: NDArray[np.uint64], day_type: int, seed: int, params: Params) -> NDArray[np.int64]:
    """Mode of each trip, Mode.NONE beyond the last. (N, K)"""
    tour_mode = np.empty(choice.utility.shape[:2], dtype=np.int64)
    constants = np.asarray(params.constants)
    choose_modes(MODE.at(seed).key, day_type, uids, choice.utility, constants, tour_mode)
    tour = choice.plans.plan[:, :, 1]
    mode = np.take_along_axis(tour_mode, np.maximum(tour, 0), axis=1)
    return np.where(tour >= 0, mode, int(Mode.NONE))


def run(tables: dict[str, Table], shared: Frame, day_type: int, seed: int, params: Params) -> Day:
    """Run one type of day from plans to hourly flows."""
    citizens, vehicles = tables["citizens"], tables["vehicles"]
    choice = consider(tables, shared, day_type, seed, params)
    mode = draw_modes(choice, citizens["uid"], day_type, seed, params)
    plans, network, routes = choice.plans, shared.network, shared.routes
    duration = np.take_along_axis(choice.duration, np.minimum(mode, 4)[:, :, None], axis=2)[:, :, 0]
    journey = journeys(choice.site, mode, shared)
    on_street = journey[:, :, 0] >= 0
    after = np.where(mode == Mode.CAR, params.parking_search[0] + params.parking_walk, params.parking_search[1])
    duration = np.where(on_street, after, duration)
    order = np.argsort(citizens["uid"], kind="stable")
    rank = np.empty(order.size, dtype=np.int64)
    rank[order] = np.arange(order.size)
    times = np.full((*mode.shape, 4), np.inf)
    link_hour = np.zeros((4, network.tail.size, HOURS))
    census = np.zeros(2 * HOURS, dtype=np.int64)
    tally = np.zeros(6, dtype=np.int64)
    load_day(
        plans.trips, plans.clock, duration, journey, rank,
        (network.head, network.free, network.headway, network.storage),
        (routes.roots, routes.next_link), network.n_links,
        (params.motorcycle_units, params.patience), times, link_hour, (census, tally),
    )  # fmt: skip
    columns = citizen_columns(plans, mode, times) | link_columns(link_hour, network)
    vehicle = np.select([mode == Mode.CAR, mode == Mode.MOTORCYCLE],
                        [citizens["car"][:, None], citizens["motorcycle"][:, None]], -1)  # fmt: skip
    metres = street_metres(journey, shared)
    driven = np.bincount(vehicle[vehicle >= 0], weights=metres[vehicle >= 0], minlength=len(vehicles))
    columns["vehicles.distance_day"] = driven
    hours = vehicle_status(vehicle, plans, times, tables["zones"]["in_district"], len(vehicles))
    begun = begun_by(vehicle, times, len(vehicles))
    status, census = after_midnight(hours, begun, census)
    by_zone, short = summary(citizens["zone"], mode, choice, times, shared.service, len(tables["zones"]))
    return Day(columns, status, census, by_zone, short, tally)


def journeys(site: NDArray[np.int64], mode: NDArray[np.int64], shared: Frame) -> NDArray[np.int64]:
    """Tree, start node and kind (1 car, 0 motorcycle) of each trip; tree -1 if it uses no streets. (N, K, 3)"""
    node, routes = shared.service.node, shared.routes
    start, end = node[site[:, :-1]], node[site[:, 1:]]
    beyond = shared.network.n_nodes
    drives = (mode == Mode.CAR) | (mode == Mode.MOTORCYCLE)
    drives &= (start >= 0) & (end >= 0) & (start != end) & ~((start >= beyond) & (end >= beyond))
    tree = np.where(drives, routes.root_of[np.maximum(end, 0)], -1)
    reached = np.isfinite(routes.total[np.maximum(tree, 0), np.maximum(start, 0)])
    return np.stack([np.where(reached, tree, -1), start, (mode == Mode.CAR).astype(np.int64)], axis=2)


def street_metres(journey: NDArray[np.int64], shared: Frame) -> NDArray[np.float64]:
    """Length on the district's streets of each trip. (N, K) [m]"""
    out = np.zeros(journey.shape[:2])
    routes, network = shared.routes, shared.network
    lengths(journey, routes.roots, routes.next_link, network.head, network.length, out)
    return out


def citizen_columns(
    plans: Plans, mode: NDArray[np.int64], times: NDArray[np.float64]
) -> dict[str, NDArray[np.generic]]:
    """Columns of citizens for the day."""
    made = mode != Mode.NONE
    return {
        "citizens.trips": plans.trips,
        "citizens.activity": np.where(made, plans.plan[:, :, 0], 5),
        "citizens.to_building": np.where(made, plans.building, -1),
        "citizens.to_zone": np.where(made, plans.zone, -1),
        "citizens.mode": mode,
        "citizens.departure": np.where(made, times[:, :, 0], 0.0),
        "citizens.arrival": np.where(made, times[:, :, 1], 0.0),
    }


def link_columns(link_hour: NDArray[np.float64], network: Network) -> dict[str, NDArray[np.generic]]:
    """Flow and mean speed of the streets by hour; the free speed where nobody drove."""
    entered, cars, left, spent = link_hour[:, : network.n_links]
    length = network.length[: network.n_links, None]
    free = length / np.maximum(network.free[: network.n_links, None], 1e-9)
    speed = np.where(spent > 0, length * left / np.where(spent > 0, spent, 1.0), free)
    return {"car_links.flow": entered.copy(), "car_links.car_flow": cars.copy(), "car_links.speed": speed}


def vehicle_status(
    vehicle: NDArray[np.int64], plans: Plans, times: NDArray[np.float64], in_district: NDArray[np.bool_], n: int
) -> NDArray[np.uint8]:
    """Parked, moving or outside at half past each hour since midnight, by vehicle. (48, V)"""
    status = np.zeros((2 * HOURS, n), dtype=np.uint8)
    for k in range(vehicle.shape[1]):
        rows = np.flatnonzero(vehicle[:, k] >= 0)
        if not rows.size:
            continue
        v, (leave, _arrive, enter, out) = vehicle[rows, k], times[rows, k].T
        inside = in_district[np.maximum(plans.zone[rows, k], 0)]
        for h in range(2 * HOURS):
            now = (h + 0.5) * _HOUR
            begun = leave <= now
            moving = (enter <= now) & (now < out)
            beyond = np.where(enter <= now, ~inside, status[h, v] == OUTSIDE)
            # A trip that never meets the district's streets: outside as long as it does not end inside.
            beyond = np.where(np.isinf(enter), ~inside, beyond)
            now_is = np.where(moving, MOVING, np.where(beyond, OUTSIDE, PARKED))
            status[h, v[begun]] = now_is[begun]
    return status


def begun_by(vehicle: NDArray[np.int64], times: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """First departure of each vehicle, infinite for those that stay. (V,) [s]"""
    first = np.full(n, np.inf)
    uses = vehicle >= 0
    np.minimum.at(first, vehicle[uses], times[:, :, 0][uses])
    return first


def after_midnight(
    hours: NDArray[np.uint8], first: NDArray[np.float64], census: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Fold 48 hours into 24, as the flows are folded: the small hours show who has not come home from the day before.

    Parameters
    ----------
    hours : Status of each vehicle. (48, V)
    first : First departure of each vehicle. (V,) [s]
    census : Vehicles on the streets. (48,)

    Returns
    -------
    Status (24, V) and census (24,). A vehicle that sets out before it is back counts with its new trip.
    """
    now = (np.arange(HOURS) + 0.5) * _HOUR
    out_again = first[None, :] <= now[:, None]
    today, before = hours[:HOURS], hours[HOURS:]
    twice = (out_again & (before == MOVING)).sum(axis=1)
    return np.where(out_again, today, before), census[:HOURS] + census[HOURS:] - twice


def summary(
    zone: NDArray[np.int64],
    mode: NDArray[np.int64],
    choice: Choice,
    times: NDArray[np.float64],
    service: Service,
    n_zones: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Trips, time and straight distance by zone of residence and mode (3, Z, 5), and walks of five minutes (Z,)."""
    made = mode != Mode.NONE
    cell = (np.broadcast_to(zone[:, None], mode.shape) * 5 + mode)[made]
    spent = times[made, 1] - times[made, 0]
    a, b = choice.site[:, :-1], choice.site[:, 1:]
    metres = np.hypot(*(service.xy[a] - service.xy[b]).transpose(2, 0, 1))[made]
    size = 5 * n_zones
    by_zone: NDArray[np.float64] = np.stack([
        np.bincount(cell, weights=what, minlength=size).reshape(n_zones, 5) for what in (None, spent, metres)
    ])  # fmt: skip
    short = (mode[made] == Mode.WALK) & (spent <= SHORT_WALK)
    who = np.broadcast_to(zone[:, None], mode.shape)[made][short]
    return by_zone, np.bincount(who, minlength=n_zones).astype(np.float64)
