"""How does a day run? Plans, mode choice, routes and one loading of the streets, on one thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
from twin.domains.mobility import network as net
from twin.domains.mobility import plans as planning
from twin.domains.mobility import service as offer
from twin.domains.mobility.kernels.diary import TOURS, all_tours, draft_for, lay_out
from twin.domains.mobility.kernels.groups import Diary, Figures, Keys, People, Sites, Sums, Today
from twin.domains.mobility.kernels.loading import (
    ARRIVED,
    FORCED,
    HOURS,
    LOADED,
    WORST,
    WORST_HOUR,
    Legs,
    Streets,
    load_day,
    scratch_for,
)
from twin.domains.mobility.kernels.settle import Garage, link_columns, settle
from twin.state.codes import Activity, VehicleKind
from twin.state.schemas import MAX_TRIPS, MODES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.network import Network, Routes
    from twin.domains.mobility.params import Params
    from twin.domains.mobility.service import Service
    from twin.state.table import Table

MODE = declare("mobility.mode", "mode that a citizen takes for a tour")
STREAMS = (*planning.STREAMS, MODE)

PARKED, MOVING, OUTSIDE = 0, 1, 2


@dataclass(frozen=True)
class Frame:
    """What all days share, copied from the tables, so that days can run beside the model.

    Parameters
    ----------
    network, routes, service : The graph, the ways over it, and what places offer.
    people, sites, streets, figures, keys : The same as the kernels read it.
    length : Length of the district's links. (R,) [m]
    first_car : First car of each household, -1 none. (H,)
    n_vehicles, n_zones : Rows of these tables.
    load : Car units of a motorcycle [1] and patience [s].
    """

    network: Network
    routes: Routes
    service: Service
    people: People
    sites: Sites
    streets: Streets
    figures: Figures
    keys: Keys
    length: NDArray[np.float64]
    first_car: NDArray[np.int32]
    n_vehicles: int
    n_zones: int
    load: tuple[float, float]


@dataclass(frozen=True)
class Choice:
    """Tours before modes are drawn.

    Parameters
    ----------
    tour : Tour of each trip, -1 beyond the last. (N, K)
    walk : Time of each trip on foot. (N, K) [s]
    utility : Utility of each tour by mode without constants. (N, T, 5) [1]
    """

    tour: NDArray[np.int8]
    walk: NDArray[np.float64]
    utility: NDArray[np.float64]


@dataclass(frozen=True)
class Day:
    """Results of one day, ready to be copied into the tables.

    Parameters
    ----------
    diary : Columns of citizens.
    flow, car_flow, speed : Columns of the links. (R, 24)
    garage : Where vehicles were, and how far they went; before its first trip a vehicle is where its last trip of the
        day leaves it.
    census : Vehicles on the streets at half past each hour, those after midnight in the small hours, as the loading
        counted. (24,)
    sums : Trips, seconds and metres by zone.
    tally : Trips loaded, arrived, pushed in, waiting, worst imbalance of the loading and its hour. (6,)
    """

    diary: Diary
    flow: NDArray[np.float64]
    car_flow: NDArray[np.float64]
    speed: NDArray[np.float64]
    garage: Garage
    census: NDArray[np.int64]
    sums: Sums
    tally: NDArray[np.int64]

    @property
    def columns(self) -> dict[str, NDArray[np.generic]]:
        """Columns of citizens, car_links and vehicles by path."""
        citizens = {f"citizens.{name}": values for name, values in self.diary._asdict().items()}
        links = {"car_links.flow": self.flow, "car_links.car_flow": self.car_flow, "car_links.speed": self.speed}
        vehicles = {
            "vehicles.distance_day": self.garage.distance,
            "vehicles.first_out": self.garage.first_out,
            "vehicles.last_home": self.garage.last_home,
        }
        return citizens | links | vehicles

    @property
    def balance(self) -> tuple[float, float, float]:
        """Worst imbalance of the loading, the hour where it stands, and the trips loaded."""
        left = abs(int(self.tally[LOADED] - self.tally[ARRIVED]))
        return float(max(self.tally[WORST], left)), float(self.tally[WORST_HOUR]), float(self.tally[LOADED])

    @property
    def forced(self) -> int:
        """Vehicles that pushed into a full street."""
        return int(self.tally[FORCED])

    def status(self, hour: int) -> NDArray[np.uint8]:
        """Whether each vehicle is parked, moving or outside at half past an hour. (V,)"""
        moving = (self.garage.moving >> hour) & 1
        outside = (self.garage.outside >> hour) & 1
        return np.where(moving, MOVING, np.where(outside, OUTSIDE, PARKED)).astype(np.uint8)


def frame(tables: dict[str, Table], seed: int, params: Params, old: Frame | None = None) -> Frame:
    """Build graph, routes to every place that people live in, work in or go to, the service, and people's habits.

    Parameters
    ----------
    tables, seed, params : What it rests on.
    old : A frame of the same run whose routes and habits still hold, or None.
    """
    network = (
        net.build(tables["zones"], tables["car_nodes"], tables["car_links"], params) if old is None else old.network
    )
    routes = net.find_routes(network, _wanted(tables, network)) if old is None else old.routes
    service = offer.build(tables, network, params)
    buildings, zones, vehicles = tables["buildings"], tables["zones"], tables["vehicles"]
    zone = np.concatenate([buildings["zone"], np.arange(len(zones))])
    sites = Sites(
        service.xy, service.reach, service.node, zone, zones["in_district"][np.maximum(zone, 0)], routes.root_of,
        routes.total, len(buildings), network.n_nodes,
    )  # fmt: skip
    streets = Streets(
        network.head.astype(np.int32),
        np.column_stack([network.free, network.headway, network.storage, network.length]),
        routes.roots.astype(np.int32), routes.next_link, network.n_links,
    )  # fmt: skip
    figures = Figures(
        service.speed, service.way, service.extra, service.beta, np.array(params.constants),
        np.array(params.start_hours), np.array(params.stay_hours), params.start_jitter,
    )  # fmt: skip
    keys = Keys(*(name.at(seed).key for name in (planning.PLAN, planning.VISIT, MODE)))
    first_car = np.full(len(tables["households"]), -1, dtype=np.int32)
    cars = np.flatnonzero(vehicles["kind"] == VehicleKind.CAR)[::-1]
    first_car[vehicles["household"][cars]] = cars
    return Frame(
        network, routes, service, _people(tables, service, seed, params, old), sites, streets, figures, keys,
        network.length[: network.n_links].copy(), first_car, len(vehicles), len(zones),
        (params.motorcycle_units, params.patience),
    )  # fmt: skip


def _wanted(tables: dict[str, Table], network: Network) -> NDArray[np.int64]:
    """Nodes that somebody may go to."""
    buildings = tables["buildings"]
    used = (buildings["residents"] > 0) | (buildings["workplaces"] > 0)
    place = tables["places"]["building"]
    used[place[place >= 0]] = True
    return np.concatenate([buildings["car_node"][used], network.zone_node])


def _people(tables: dict[str, Table], service: Service, seed: int, params: Params, old: Frame | None) -> People:
    citizens = tables["citizens"]
    n_buildings = len(tables["buildings"])
    able, dock, pace = offer.means(citizens, service, params)
    work = np.where(citizens["work"] >= 0, citizens["work"], n_buildings + citizens["work_zone"])
    work = np.where(citizens["work_zone"] >= 0, work, -1)
    shifts, habit = planning.habits(citizens, seed, params)
    if old is None:
        goals = (Activity.SHOP, Activity.LEISURE)
        haunts = np.stack([planning.haunts(tables, goal, n_buildings, seed, params) for goal in goals], axis=1)
    else:
        haunts = old.people.haunts
    drivers = np.flatnonzero((citizens["car"] >= 0) | (citizens["motorcycle"] >= 0))
    row = np.full(len(citizens), -1, dtype=np.int32)
    row[drivers[np.argsort(citizens["uid"][drivers], kind="stable")]] = np.arange(drivers.size)
    small = {name: citizens[name].astype(np.int32) for name in ("household", "zone", "car", "motorcycle", "home")}
    return People(
        citizens["uid"].copy(), citizens["occupation"].astype(np.int8), small["household"], small["zone"],
        small["car"], small["motorcycle"], small["home"], work.astype(np.int32), able, dock, pace, shifts, habit,
        np.ascontiguousarray(haunts), row,
    )  # fmt: skip


def consider(shared: Frame, today: Today) -> Choice:
    """Tours of a day with the utility of every mode."""
    n = shared.people.uid.size
    choice = Choice(np.empty((n, MAX_TRIPS), dtype=np.int8), np.empty((n, MAX_TRIPS)), np.empty((n, TOURS, 5)))
    all_tours(
        today,
        shared.keys,
        shared.people,
        shared.sites,
        shared.figures,
        choice.tour,
        choice.walk,
        choice.utility,
        draft_for(MAX_TRIPS),
    )
    return choice


def run(shared: Frame, today: Today) -> Day:
    """Run one day from plans to hourly flows; a pure function, safe in any thread."""
    people, sites, streets = shared.people, shared.sites, shared.streets
    n, m, v, r = people.uid.size, int(people.row.max(initial=-1)) + 1, shared.n_vehicles, streets.n_real
    trips = (n, MAX_TRIPS)
    diary = Diary(
        np.empty(n, dtype=np.bool_), np.empty(n, dtype=np.int8), np.empty(trips, dtype=np.int8),
        np.empty(trips, dtype=np.int8), np.empty(trips, dtype=np.int32), np.empty(trips, dtype=np.int32),
        np.empty(trips, dtype=np.float32), np.empty(trips, dtype=np.float32),
    )  # fmt: skip
    legs = Legs(
        np.empty(m, dtype=np.int8), np.empty((m, MAX_TRIPS, 2)), np.empty((m, MAX_TRIPS)),
        np.empty((m, MAX_TRIPS, 3), dtype=np.int32), np.empty((m, MAX_TRIPS, 4)),
    )  # fmt: skip
    sums = Sums(np.empty((3, shared.n_zones, MODES)), np.empty(shared.n_zones))
    lay_out(today, shared.keys, people, sites, shared.figures, diary, legs, sums, draft_for(MAX_TRIPS))
    link_hour, metres = np.empty((HOURS, r, 4)), np.empty((m, 2))
    census, tally = np.empty(2 * HOURS, dtype=np.int64), np.empty(6, dtype=np.int64)
    spare = 1024
    while not load_day(
        legs, streets, shared.load, link_hour, metres, (census, tally), scratch_for(m, streets.head.size, spare)
    ):
        spare *= 4
    garage = Garage(
        np.empty(v, dtype=np.uint32), np.empty(v, dtype=np.uint32), np.empty(v), np.empty(v, dtype=np.float32),
        np.empty(v, dtype=np.float32),
    )  # fmt: skip
    by_hour = np.empty(HOURS, dtype=np.int64)
    scratch = (np.empty(HOURS, dtype=np.int64), np.empty((3, MAX_TRIPS)), np.empty(MAX_TRIPS, dtype=np.bool_))
    settle(today, people, sites, legs, metres, shared.first_car, census, diary, garage, sums, by_hour, scratch)
    flow, car_flow, speed = (np.empty((r, HOURS)) for _ in range(3))
    link_columns(link_hour, streets, shared.length, flow, car_flow, speed)
    return Day(diary, flow, car_flow, speed, garage, by_hour, sums, tally)
