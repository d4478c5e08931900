"""Where on the ground is a layer? Projected coordinates in metres, chosen from the place itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Transformer

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

UTM_WIDTH = 6.0  # degrees of longitude in a UTM zone


def projected_crs(lon: float, lat: float) -> str:
    """UTM zone that holds a place: EPSG 326zz north of the equator, 327zz south of it."""
    zone = min(60, int((lon + 180.0) // UTM_WIDTH) + 1)
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"


class Ground:
    """Projection from longitude and latitude to metres; shared vertices stay shared to the last bit."""

    def __init__(self, lon: float, lat: float) -> None:
        self.crs = projected_crs(lon, lat)
        self._to = Transformer.from_crs("EPSG:4326", self.crs, always_xy=True)

    def project(self, shapes: NDArray[Any]) -> NDArray[Any]:
        """Geometries in metres. (N,) → (N,)"""
        projected: NDArray[Any] = shapely.transform(
            shapes, lambda xy: np.column_stack(self._to.transform(xy[:, 0], xy[:, 1]))
        )
        return projected

    def layer(self, frame: gpd.GeoDataFrame | None) -> NDArray[Any]:
        """Geometries of a layer in metres; none if the layer is absent. (N,)"""
        if frame is None or frame.empty:
            return np.empty(0, dtype=object)
        return self.project(np.asarray(frame.geometry.array))


def middle(zones: gpd.GeoDataFrame) -> tuple[float, float]:
    """(longitude, latitude) of the middle of the district's bounds. [°]"""
    inside = zones[zones["in_district"].astype(bool)]
    west, south, east, north = inside.total_bounds
    return float(west + east) / 2, float(south + north) / 2


def xy_of(points: NDArray[Any]) -> NDArray[np.float64]:
    """Coordinates of points. (N,) → (N, 2) [m]"""
    return np.column_stack([shapely.get_x(points), shapely.get_y(points)]).astype(float)


def locate(points: NDArray[Any], areas: NDArray[Any], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Row of the area that holds each point, -1 for none; the first in order where areas overlap.

    Parameters
    ----------
    points : Points. (N,)
    areas : Polygons. (A,)
    rows : What to answer for each polygon. (A,)
    """
    found = np.full(points.shape[0], -1, dtype=np.int64)
    if points.size == 0 or areas.size == 0:
        return found
    hit, area = shapely.STRtree(areas).query(points, predicate="intersects")
    order = np.argsort(area, kind="stable")[::-1]
    found[hit[order]] = rows[area[order]]
    return found
