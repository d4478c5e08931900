"""What do all days share? People, places and streets as the kernels read them, copied so that days can run ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import uids_of
from twin.domains.mobility.choice import build as choice
from twin.domains.mobility.circuity import circuity
from twin.domains.mobility.demand import people as demand
from twin.domains.mobility.demand.walkers import cells_of
from twin.domains.mobility.loading.day import figures_of
from twin.domains.mobility.loading.groups import Links, Parking
from twin.domains.mobility.outside import outside
from twin.domains.mobility.outside.ring import ring
from twin.domains.mobility.parking.areas import areas_of, kept_at, standing_all_day
from twin.domains.mobility.routes import graph as routes
from twin.domains.mobility.sharing.day import scheme_of
from twin.domains.mobility.sharing.docks import Ways, docks_of
from twin.domains.mobility.sites import sites_of
from twin.domains.mobility.transit.skims import transit_service
from twin.state.schemas import ZONES
from twin.state.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from twin.domains.mobility.choice.groups import Spots, Tastes, Terms, Travellers
    from twin.domains.mobility.demand.groups import Habits, Keys, People
    from twin.domains.mobility.demand.walkers import Cells
    from twin.domains.mobility.loading.groups import Figures
    from twin.domains.mobility.outside import Outside
    from twin.domains.mobility.outside.ring import Ring
    from twin.domains.mobility.params import Params
    from twin.domains.mobility.parking.areas import Areas, Kept
    from twin.domains.mobility.routes.graph import Graph
    from twin.domains.mobility.sharing.day import Scheme
    from twin.domains.mobility.sharing.legs import Docks
    from twin.domains.mobility.sites import Sites
    from twin.domains.mobility.transit.skims import Service

TABLES: dict[str, tuple[str, ...]] = {
    "zones": (
        "x", "y", "area", "residents", "in_district", "uid", "cargo_bikes", "least_petrol", "least_diesel", "ban_from",
        "ban_to",
    ),
    "buildings": (
        "uid", "zone", "x", "y", "use", "thermal", "floor_area", "residents", "workplaces", "car_node", "walk_node",
    ),
    "car_nodes": ("x", "y", "gate"),
    "car_links": (
        "tail", "head", "length", "street_class", "free_speed", "capacity", "storage", "zone", "signal_cycle", "green",
        "green_from", "parking", "parking_residents", "parking_fee", "guided", "toll", "toll_from", "toll_to",
        "toll_exempt", "restricted",
    ),
    "bike_nodes": ("x", "y", "gate"), "bike_links": ("tail", "head", "length", "zone", "track"),
    "walk_nodes": ("x", "y", "gate"), "walk_links": ("tail", "head", "length", "zone"),
    "places": ("kind", "building", "x", "y", "capacity", "electric", "since", "bikes"),
    "households": ("uid", "home", "zone"),
    "citizens": (
        "uid", "household", "zone", "home", "age", "occupation", "work", "work_zone", "car", "motorcycle", "bicycle",
        "member", "licence", "transit_pass", "club", "fare", "toll_share", "bikes_included", "green_pull",
    ),
    "vehicles": ("uid", "kind", "household", "driver", "socket", "engine", "euro"),
    "lines": ("headway",),
}  # fmt: skip
BANS = ("least_petrol", "least_diesel", "ban_from", "ban_to")
_CLASSES = {("vehicles", "engine"), ("vehicles", "euro")}
# What habitual places do not rest on: after an edit of these alone they stay.
LIGHT = {
    *(("citizens", name) for name in TABLES["citizens"]), *(("vehicles", name) for name in TABLES["vehicles"]),
    *(("car_links", name) for name in TABLES["car_links"]), *(("bike_links", name) for name in TABLES["bike_links"]),
    ("zones", "cargo_bikes"), *(("zones", name) for name in BANS),
    ("lines", "headway"), ("places", "capacity"), ("places", "electric"), ("places", "since"), ("places", "bikes"),
}  # fmt: skip
_SIDE = 0.38  # mean distance to the middle of a square, by its side
_AT_BUILDING = 50.0  # m; least distance to a building that counts in the draw of habitual places
_KMH = 1.0 / 3.6
_HOUR = 3600.0


def rests_on(tables: Mapping[str, Table]) -> list[tuple[str, str]]:
    """Tables and columns that trips rest on; the classes of cars are none of them where no zone bars any."""
    zones = tables["zones"]
    barred = bool(zones["least_petrol"].any() or zones["least_diesel"].any())
    every = [(table, name) for table, names in TABLES.items() if table in tables for name in names]
    return [each for each in every if barred or each not in _CLASSES]


@dataclass(frozen=True)
class Frame:
    """What all days share.

    Parameters
    ----------
    params : Parameters.
    sites, graph : Where trips start and end, and the streets between them.
    people, habits, keys, travellers : Citizens as plans and choices read them.
    near : Least distance to each site that counted in the draw of habitual places. (S,) [m]
    tastes, terms : What people like, and speeds and prices; the day adds its weather to the former.
    comfort : Time by bicycle as felt, by site. (S,) [1]
    docks, service, spots : What shared bicycles, public transport and parking offer, before a day is known.
    scheme : Docks, bicycles and van of the shared bicycles.
    areas, kept : Places to park, and where residents' cars stand.
    links, figures : Streets as queues.
    outside : Everybody who may come from elsewhere.
    cells : Squares of ground and the streets in them.
    first_car : First car of each household, -1 none. (H,)
    n_zones : Zones.
    """

    params: Params
    sites: Sites
    graph: Graph
    people: People
    habits: Habits
    keys: Keys
    travellers: Travellers
    near: NDArray[np.float64]
    tastes: Tastes
    terms: Terms
    comfort: NDArray[np.float32]
    docks: Docks
    scheme: Scheme
    service: Service
    spots: Spots
    areas: Areas
    kept: Kept
    links: Links
    figures: Figures
    outside: Outside
    cells: Cells
    first_car: NDArray[np.int32]
    n_zones: int

    @property
    def n_vehicles(self) -> int:
        """Residents' vehicles."""
        return int(self.kept.looks.size)

    def parking(self, gone: NDArray[np.bool_]) -> Parking:
        """Places at the start of a day on which some vehicles move or are away. (V,)"""
        return Parking(self.areas.curbs, standing_all_day(self.kept, gone, self.areas.curbs.places.size))


def outer(zones: Table, beyond: Ring) -> Table:
    """Zones, and the places beyond the municipality as further zones outside."""
    n = beyond.xy.shape[0]
    rest = Table.from_columns(
        ZONES,
        {
            "uid": uids_of(f"beyond/{k}" for k in range(n)), "x": beyond.xy[:, 0], "y": beyond.xy[:, 1],
            "area": (beyond.reach / _SIDE) ** 2,
        },
    )  # fmt: skip
    return Table(ZONES, {name: np.concatenate([values, rest[name]]) for name, values in zones.data.items()})


def links_of(graph: Graph, links: Table) -> Links:
    """Streets as queues, with their signals; no limits outside."""
    far = np.zeros(graph.free.size - graph.n_links)
    cycle = links["signal_cycle"].astype(np.float64)
    return Links(
        graph.net.head.astype(np.int32), graph.free, graph.headway, graph.storage, graph.length,
        np.concatenate([cycle, far]), np.concatenate([links["green_from"], far]),
        np.concatenate([links["green"] * cycle, far]),
        np.ascontiguousarray(np.column_stack([graph.toll, graph.toll_hours * _HOUR])), graph.n_links,
    )  # fmt: skip


def around(tables: dict[str, Table]) -> tuple[float, float]:
    """Ways over straight distance on foot and by bicycle. [1]"""
    on_foot, by_bicycle = (circuity(tables[f"{kind}_nodes"], tables[f"{kind}_links"]) for kind in ("walk", "bike"))
    return on_foot, by_bicycle


def frame(tables: dict[str, Table], seed: int, params: Params, old: Frame | None = None) -> Frame:
    """Copy what days rest on from the tables; habitual places are kept from `old` if given."""
    zones, buildings, places = tables["zones"], tables["buildings"], tables["places"]
    beyond = ring(zones, params)
    wider = tables | {"zones": outer(zones, beyond)}
    sites = sites_of(buildings, zones, beyond)
    graph = routes.build(wider, params, None if old is None else old.graph)
    bikes, nodes = tables["bike_links"], tables["bike_nodes"]
    middle = 0.5 * np.column_stack([nodes[axis][bikes["tail"]] + nodes[axis][bikes["head"]] for axis in ("x", "y")])
    ways = around(tables)
    terms = choice.terms_of(params, *ways, params.road_circuity)
    areas = areas_of(
        tables["car_links"], tables["car_nodes"], places, sites.xy, ways[0],
        (terms.walk, params.cruising_kmh * _KMH), params,
    )  # fmt: skip
    people = demand.people_of(tables, beyond, seed, params, None if old is None else old.people)
    owned = np.diff(people.car_first) > 0
    first_car = np.full(owned.size, -1, dtype=np.int32)
    first_car[owned] = people.cars[people.car_first[:-1][owned]]
    near = np.concatenate([
        np.full(len(buildings), _AT_BUILDING), _SIDE * np.sqrt(np.maximum(zones["area"], 0.0)), beyond.reach,
    ])  # fmt: skip
    return Frame(
        params, sites, graph, people, demand.habits_of(params), demand.keys_of(seed),
        choice.travellers_of(tables["citizens"], tables["vehicles"], seed, params), near,
        choice.tastes_of(params), terms,
        choice.cycling_comfort(sites.xy, middle, bikes["length"], bikes["track"], params),
        docks_of(places, sites.xy, graph.cut, ways[0], params, zones, sites.n_buildings),
        scheme_of(
            places, graph.cut,
            Ways(terms.walk, terms.bicycle, terms.ebike, terms.unlock, *ways, params.road_circuity), params,
        ),
        transit_service(wider, params, graph.cut),
        choice.spots_of(sites.xy.shape[0], graph.cut.size - 1, params),
        areas, kept_at(tables, areas, seed, params), links_of(graph, tables["car_links"]), figures_of(params),
        outside(tables, seed, params), cells_of(tables["car_nodes"], tables["car_links"]), first_car, len(zones),
    )  # fmt: skip
