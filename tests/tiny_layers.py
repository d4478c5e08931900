"""A quarter of one zone, drawn in metres around a point of Milan, to try single rules on."""

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import LineString, Point, box

from twin.geo.layers import RawLayers

ORIGIN = (517000.0, 5031000.0)  # EPSG:32632, inside Milan


def frame(rows, shapes):
    """Layer from rows and shapes drawn in metres from the origin."""
    moved = [shapely.transform(shape, lambda xy: xy + np.array(ORIGIN)) for shape in shapes]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    return gpd.GeoDataFrame(columns, geometry=moved, crs="EPSG:32632").to_crs("EPSG:4326")


def zones():
    rows = [
        {
            "source_id": "1", "name": "West", "in_district": True, "residents": 900.0, "households": 500.0,
            "single_households": 250.0, "size1": 210.0, "size2": 100.0, "size3": 60.0, "size4": 40.0, "size5": 20.0,
        },
        {
            "source_id": "2", "name": "East", "in_district": False, "residents": 800.0, "households": 400.0,
            "single_households": 100.0, "size1": np.nan, "size2": np.nan, "size3": np.nan, "size4": np.nan,
            "size5": np.nan,
        },
    ]  # fmt: skip
    return frame(rows, [box(0, 0, 400, 400), box(400, 0, 1500, 400)])


def house(i, x, y, size=15.0, storeys=np.nan):
    return {"source_id": f"h{i}", "storeys": storeys}, box(x, y, x + size, y + size)


def houses(count=30):
    """Houses on a grid, every third one surveyed."""
    pairs = [
        house(i, 20 + 40 * (i % 6), 20 + 40 * (i // 6), 12 + i % 5, 2 + i % 7 if i % 3 == 0 else np.nan)
        for i in range(count)
    ]
    return frame([row for row, _ in pairs], [shape for _, shape in pairs])


def street(i, coords, kind="minor", oneway=False, brunnel=None, name=None):
    row = {
        "source_id": f"w{i}", "street_class": kind, "service": None, "name": name or f"Via {i}",
        "oneway": oneway, "brunnel": brunnel,
    }  # fmt: skip
    return row, LineString(coords)


def streets(*ways):
    return frame([row for row, _ in ways], [shape for _, shape in ways])


def grid():
    """Two streets that cross inside the zone and run out of its margin."""
    return streets(
        street(0, [(-2000, 200), (200, 200), (2500, 200)]), street(1, [(200, -2000), (200, 200), (200, 2500)])
    )


def tiny(**layers):
    """Layers of the quarter, some of them replaced."""
    base = {
        "zones": zones(),
        "footprints": houses(),
        "streets": grid(),
        "land_use": frame([{"use": "residential"}], [box(0, 0, 400, 250)]),
        "points": frame(
            [{"source_id": "p1", "kind": "shop", "name": "Bar", "capacity": np.nan, "since": np.nan}], [Point(27, 27)]
        ),
    }
    return RawLayers(name="Tiny", **(base | layers))
