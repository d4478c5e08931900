"""A small made-up district on a regular grid: two zones inside, four around, two-way streets, gates at the corners."""

from __future__ import annotations

import numpy as np

from twin.core.clock import Clock
from twin.core.streams import uids_of
from twin.domains.mobility.day_types import TYPES
from twin.population import synthesise
from twin.state import schemas
from twin.state.codes import Payer, PlaceKind, StreetClass, Thermal, Use
from twin.state.district import District
from twin.state.table import Table
from twin.state.world import World

STEP = 150.0


def _zones(side: float, residents: int) -> Table:
    half = side / 2
    x = np.array([half / 2, 1.5 * half, -2000.0, half, side + 3000.0, half])
    y = np.array([half, half, half, side + 2500.0, half, -4000.0])
    people = np.array([residents * 0.6, residents * 0.4, 9000, 30000, 15000, 20000]).round()
    homes = (people / 1.85).round()
    return Table.from_columns(
        schemas.ZONES,
        {
            "uid": uids_of(f"zone/{k}" for k in range(6)),
            "source_id": [str(k) for k in range(6)],
            "name": ["WEST", "EAST", "A", "B", "C", "D"],
            "in_district": [True, True, False, False, False, False],
            "x": x, "y": y, "area": [side * half, side * half, 2e6, 3e6, 2e6, 3e6],
            "residents": people, "households": homes, "single_households": (homes * 0.55).round(),
            "size_share": np.tile([0.5, 0.25, 0.13, 0.09, 0.03], (6, 1)),
        },
    )  # fmt: skip


def _network(n: int, node_schema, link_schema, cars: bool) -> tuple[Table, Table]:
    ids = np.arange(n * n)
    x, y = (ids % n) * STEP, (ids // n) * STEP
    corner = np.isin(ids, [0, n - 1, n * (n - 1), n * n - 1])
    nodes = Table.from_columns(node_schema, {"uid": uids_of(f"node/{i}" for i in ids), "x": x, "y": y, "gate": corner})
    right = ids[x < (n - 1) * STEP]
    up = ids[y < (n - 1) * STEP]
    tail = np.concatenate([right, right + 1, up, up + n])
    head = np.concatenate([right + 1, right, up + n, up])
    columns = {
        "uid": uids_of(f"link/{link_schema.name}/{a}/{b}" for a, b in zip(tail, head, strict=True)),
        "tail": tail, "head": head, "length": np.full(tail.size, STEP),
        "street_class": np.full(tail.size, StreetClass.MINOR),
        "zone": (x[tail] >= (n - 1) * STEP / 2).astype(int),
    }  # fmt: skip
    if cars:
        columns |= {
            "free_speed": np.full(tail.size, 30 / 3.6),
            "capacity": np.full(tail.size, 800.0),
            "storage": np.full(tail.size, STEP / 7.5),
        }
    return nodes, Table.from_columns(link_schema, columns)


def grid_tables(n: int = 9, residents: int = 4000) -> dict[str, Table]:
    """Tables of a grid of n × n junctions with two buildings at each."""
    side = (n - 1) * STEP
    zones = _zones(side, residents)
    car_nodes, car_links = _network(n, schemas.CAR_NODES, schemas.CAR_LINKS, cars=True)
    bike_nodes, bike_links = _network(n, schemas.BIKE_NODES, schemas.BIKE_LINKS, cars=False)
    walk_nodes, walk_links = _network(n, schemas.WALK_NODES, schemas.WALK_LINKS, cars=False)
    node = np.repeat(np.arange(n * n), 2)
    k = np.arange(node.size)
    x = car_nodes["x"][node] + np.where(k % 2, 40.0, -40.0)
    y = car_nodes["y"][node] + np.where(k % 2, 30.0, -30.0)
    use = np.full(k.size, int(Use.RESIDENTIAL))
    use[5::11] = Use.OFFICE
    use[7::13] = Use.RETAIL
    use[17::40] = Use.EDUCATION
    storeys = 2.0 + k % 6
    zone = (x >= side / 2).astype(int)
    buildings = Table.from_columns(
        schemas.BUILDINGS,
        {
            "uid": uids_of(f"building/{i}" for i in k), "zone": zone, "x": x, "y": y,
            "footprint": np.full(k.size, 300.0), "storeys": storeys, "use": use,
            "thermal": np.full(k.size, int(Thermal.HEATED)), "floor_area": 300.0 * storeys,
            "car_node": node, "walk_node": node,
        },
    )  # fmt: skip
    kinds = [
        (PlaceKind.SCHOOL, 17), (PlaceKind.KINDERGARTEN, 57), (PlaceKind.SECONDARY_SCHOOL, 97),
        (PlaceKind.METRO_STATION, 60), (PlaceKind.SURFACE_STOP, 3), (PlaceKind.SURFACE_STOP, 90),
        (PlaceKind.LEISURE, 30), (PlaceKind.LEISURE, 101), (PlaceKind.BIKE_DOCK, 61),
        *((PlaceKind.SHOP, b) for b in range(2, k.size, 9)),
    ]  # fmt: skip
    at = np.array([b % k.size for _, b in kinds])
    places = Table.from_columns(
        schemas.PLACES,
        {
            "uid": uids_of(f"place/{i}" for i in range(at.size)), "kind": [int(kind) for kind, _ in kinds],
            "zone": zone[at], "x": x[at], "y": y[at], "building": at, "capacity": np.full(at.size, 20.0),
        },
    )  # fmt: skip
    tables = (zones, buildings, car_nodes, car_links, bike_nodes, bike_links, walk_nodes, walk_links, places)
    made = {table.name: table for table in tables}
    made["lampposts"] = Table.allocate(schemas.LAMPPOSTS, 0)
    return made


def grid_district(n: int = 9, residents: int = 4000) -> District:
    """The same as a district, without geometry."""
    return District(
        "grid",
        (9.2, 45.44),
        "EPSG:32632",
        "Europe/Rome",
        True,
        grid_tables(n, residents),
        {},
    )


def without_rows(tables: dict[str, Table], name: str, gone: list[int]) -> dict[str, Table]:
    """Copy of the tables without some buildings or lampposts; keys into the table are renumbered."""
    out = {key: table.copy() for key, table in tables.items()}
    keep = np.setdiff1d(np.arange(len(tables[name])), gone)
    out[name] = tables[name].take(keep)
    if name == "buildings":
        new = np.full(len(tables[name]) + 1, -1)
        new[keep] = np.arange(keep.size)
        out["places"]["building"][:] = new[out["places"]["building"]]
    return out


def grid_world(n: int = 9, residents: int = 4000, seed: int = 1, tables: dict[str, Table] | None = None) -> World:
    """World with synthesised people on the grid, or on the given tables of a district."""
    district = grid_district(n, residents)
    made = {name: table.copy() for name, table in (tables or district.tables).items()}
    made |= synthesise(made, seed)
    clock = Clock(2019)
    made["forcing"] = Table.allocate(schemas.FORCING, clock.n_ticks)
    made["day_types"] = Table.allocate(schemas.DAY_TYPES, TYPES)
    made["accounts"] = Table.allocate(schemas.ACCOUNTS, len(Payer))
    return World(district, made, clock, seed)


def district_of_flats(n: int = 7, residents: int = 900) -> District:
    """The grid with facades and flats, so that there are condominiums to work on; half a second a week to run."""
    district = grid_district(n, residents)
    buildings = district.tables["buildings"]
    buildings["flats"][:] = np.where(buildings["use"] == Use.RESIDENTIAL, np.round(buildings["floor_area"] / 94.0), 0.0)
    buildings["height"][:] = 3.3 * buildings["storeys"]
    buildings["epoch"][:] = np.arange(len(buildings)) % 6
    buildings["facade"][:, ::2] = np.array([25.0, 12.0, 25.0, 12.0]) * buildings["height"][:, None]
    return district
