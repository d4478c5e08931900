"""A made-up street of condominiums and lamps in two zones: for tests of measures."""

from __future__ import annotations

import numpy as np

from twin.core.clock import Clock
from twin.core.streams import uids_of
from twin.state import schemas
from twin.state.codes import Epoch, StreetClass, Thermal, Use
from twin.state.district import District
from twin.state.table import Table
from twin.state.world import World


def street_district(n: int = 24, names: list[str] | None = None) -> District:
    """Buildings of all epochs and sizes, every sixth an office, a shed and a merged one; half of them in each zone."""
    names = names or [f"b{i}" for i in range(n)]
    k = np.array([int(name[1:]) for name in names])
    storeys = 3.0 + k % 5
    buildings = Table.from_columns(
        schemas.BUILDINGS,
        {
            "uid": uids_of(names), "source_id": names, "zone": k % 2, "footprint": 200.0 + 10.0 * (k % 7),
            "storeys": storeys, "use": np.where(k % 6 == 5, Use.OFFICE, Use.RESIDENTIAL), "epoch": k % len(Epoch),
            "thermal": np.where(k == 2, Thermal.UNHEATED, np.where(k == 3, Thermal.MERGED, Thermal.HEATED)),
            "floor_area": (200.0 + 10.0 * (k % 7)) * storeys, "flats": 2.0 * storeys,
            "facade": np.repeat((30.0 * storeys)[:, None], 4, axis=1), "window_share": 0.2,
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
    tables = {"zones": zones, "buildings": buildings, "lampposts": lamps}
    return District("street", (9.2, 45.44), "EPSG:32632", "Europe/Rome", True, tables, {})


def street_world(n: int = 24, names: list[str] | None = None, seed: int = 1, year: int = 2019) -> World:
    """The street as a world that measures can edit."""
    district = street_district(n, names)
    return World(district, {name: table.copy() for name, table in district.tables.items()}, Clock(year), seed)
