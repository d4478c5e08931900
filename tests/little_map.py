"""A district made for the map alone: blocks with courtyards, streets both ways, lamps, a park; nothing is simulated."""

from __future__ import annotations

import numpy as np
import shapely

from twin.state import schemas
from twin.state.district import District
from twin.state.table import Table

ORIGIN = np.array([515_000.0, 5_033_000.0])  # in Milan, EPSG:32632
ACROSS, UP, STEP = 14, 10, 100.0
COURTYARDS = 5  # every so many blocks


def little_map() -> District:
    """The district; block k stands in column k % ACROSS and line k // ACROSS."""
    corners = [ORIGIN + STEP * np.array([k % ACROSS, k // ACROSS]) for k in range(ACROSS * UP)]
    blocks = [shapely.box(x + 15, y + 20, x + 85, y + 75) for x, y in corners]
    yards = [shapely.box(x + 40, y + 40, x + 60, y + 55) for x, y in corners]
    blocks = [b.difference(y) if k % COURTYARDS == 0 else b for k, (b, y) in enumerate(zip(blocks, yards, strict=True))]
    width, height = STEP * np.array([ACROSS, UP])
    nodes = [(k, line) for line in range(UP + 1) for k in range(ACROSS + 1)]
    number = {node: row for row, node in enumerate(nodes)}
    ends = [((k, v), (k + 1, v)) for k, v in nodes if k < ACROSS] + [((k, v), (k, v + 1)) for k, v in nodes if v < UP]
    ends += [(head, tail) for tail, head in ends]
    ways = [shapely.LineString(ORIGIN + STEP * np.array(pair)) for pair in ends]
    far = ORIGIN + np.array([width, height])
    zone = shapely.box(*ORIGIN, *far)
    lamps = ORIGIN + STEP * np.array(nodes, dtype=float)
    tables = {
        "zones": Table.from_columns(schemas.ZONES, _keyed(1, in_district=[True])),
        "buildings": Table.from_columns(schemas.BUILDINGS, _keyed(len(blocks), zone=0)),
        "car_links": Table.from_columns(
            schemas.CAR_LINKS,
            _keyed(len(ends), tail=[number[a] for a, _ in ends], head=[number[b] for _, b in ends], length=STEP),
        ),
        "lampposts": Table.from_columns(schemas.LAMPPOSTS, _keyed(len(lamps), x=lamps[:, 0], y=lamps[:, 1])),
        "places": Table.from_columns(schemas.PLACES, _keyed(1, x=ORIGIN[:1], y=ORIGIN[1:])),
    }  # fmt: skip
    geometry = {"zones": [zone], "buildings": blocks, "car_links": ways}
    park = shapely.box(*(ORIGIN - 60.0), *(ORIGIN - (0.0, 60.0) + (width, 40.0)))
    context = {"parks": [park], "metro": [shapely.LineString([ORIGIN, far])]}
    shapes = {name: np.array(listed, dtype=object) for name, listed in geometry.items()}
    return District("Little", (9.19, 45.45), "EPSG:32632", "Europe/Rome", True, tables, shapes, context)


def _keyed(n: int, **columns):
    return {"uid": np.arange(1, n + 1), **{k: np.broadcast_to(np.asarray(v), (n,)) for k, v in columns.items()}}
