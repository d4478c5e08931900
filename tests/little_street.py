"""A made-up street of condominiums and lamps in two zones: for tests of measures."""

from __future__ import annotations

import numpy as np
from pyproj import Transformer

from twin.core.clock import Clock
from twin.core.streams import uids_of
from twin.state import schemas
from twin.state.codes import Engine, Epoch, PlaceKind, StreetClass, Thermal, Use, VehicleKind
from twin.state.district import District
from twin.state.table import Table
from twin.state.world import World

LON, LAT = 9.2, 45.44
X, Y = (float(v) for v in Transformer.from_crs("EPSG:4326", "EPSG:32632", always_xy=True).transform(LON, LAT))


def _people_and_places(names: list[str]) -> dict[str, Table]:
    """Two households with a car in every building, a motorcycle in every fourth, and a stop at every fifth."""
    k = np.array([int(name[1:]) for name in names])
    rows = np.repeat(np.arange(k.size), 2)
    households = Table.from_columns(
        schemas.HOUSEHOLDS,
        {
            "uid": uids_of(f"{names[row]}/household/{i % 2}" for i, row in enumerate(rows)),
            "zone": k[rows] % 2, "home": rows, "cars": np.ones(rows.size, dtype=int),
        },
    )  # fmt: skip
    riders = np.flatnonzero(k % 4 == 0)
    keeper = np.concatenate([np.arange(rows.size), 2 * riders])
    kind = np.repeat([VehicleKind.CAR, VehicleKind.MOTORCYCLE], [rows.size, riders.size])
    vehicles = Table.from_columns(
        schemas.VEHICLES,
        {
            "uid": uids_of(f"{names[rows[h]]}/{h % 2}/{n}" for h, n in zip(keeper, kind, strict=True)), "kind": kind,
            "household": keeper, "euro": k[rows[keeper]] % 7,
            "engine": np.where((kind == VehicleKind.CAR) & (k[rows[keeper]] % 10 == 0), Engine.ELECTRIC, Engine.PETROL),
        },
    )  # fmt: skip
    stops = np.flatnonzero(k % 5 == 0)
    places = Table.from_columns(
        schemas.PLACES,
        {
            "uid": uids_of(f"place/stop/{names[row]}" for row in stops),
            "source_id": [f"stop/{names[row]}" for row in stops], "name": [f"Stop {names[row]}" for row in stops],
            "kind": np.full(stops.size, int(PlaceKind.SURFACE_STOP)), "zone": k[stops] % 2, "x": X + 40.0 * k[stops],
            "y": np.full(stops.size, Y + 10.0),
        },
    )  # fmt: skip
    return {"households": households, "vehicles": vehicles, "places": places}


def street_district(n: int = 24, names: list[str] | None = None) -> District:
    """Buildings of all epochs and sizes, every sixth an office, a shed and a merged one; half of them in each zone."""
    names = names or [f"b{i}" for i in range(n)]
    k = np.array([int(name[1:]) for name in names])
    storeys = 3.0 + k % 5
    buildings = Table.from_columns(
        schemas.BUILDINGS,
        {
            "uid": uids_of(names), "source_id": names, "zone": k % 2, "x": X + 40.0 * k, "y": np.full(k.size, Y),
            "residents": np.full(k.size, 12.0), "footprint": 200.0 + 10.0 * (k % 7),
            "storeys": storeys, "use": np.where(k % 6 == 5, Use.OFFICE, Use.RESIDENTIAL), "epoch": k % len(Epoch),
            "thermal": np.where(k == 2, Thermal.UNHEATED, np.where(k == 3, Thermal.MERGED, Thermal.HEATED)),
            "floor_area": (200.0 + 10.0 * (k % 7)) * storeys, "flats": 2.0 * storeys,
            "facade": np.repeat((15.0 * storeys)[:, None], 8, axis=1), "window_share": 0.2,
            "u_wall": 0.4 + 0.05 * (k % 16), "u_roof": 1.5, "u_floor": 1.1, "u_window": 4.0 + 0.1 * (k % 3),
            "g_window": 0.8, "infiltration": 0.4,
        },
    )  # fmt: skip
    m = 2 * len(names)
    lamps = Table.from_columns(
        schemas.LAMPPOSTS,
        {
            "uid": uids_of(f"{name}/{side}" for name in names for side in "ab"), "zone": np.arange(m) % 3 - 1,
            "street_class": np.where(np.arange(m) % 2, StreetClass.MINOR, StreetClass.PRIMARY), "rated_power": 80.0,
        },
    )  # fmt: skip
    zones = Table.from_columns(
        schemas.ZONES,
        {
            "uid": uids_of(["z27", "z35", "z1"]), "source_id": ["27", "35", "1"],
            "name": ["PORTA ROMANA", "LODI - CORVETTO", "DUOMO"], "in_district": [True, True, False],
        },
    )  # fmt: skip
    tables = {"zones": zones, "buildings": buildings, "lampposts": lamps} | _people_and_places(names)
    return District("street", (9.2, 45.44), "EPSG:32632", "Europe/Rome", True, tables, {})


def street_world(n: int = 24, names: list[str] | None = None, seed: int = 1, year: int = 2019) -> World:
    """The street as a world that measures can edit."""
    district = street_district(n, names)
    return World(district, {name: table.copy() for name, table in district.tables.items()}, Clock(year), seed)
