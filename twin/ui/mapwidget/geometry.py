"""How do a district's shapes reach the browser? Once, packed: metres from a local origin, and where parts start."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely
from pyproj import Transformer

from twin.ui.mapwidget.looks import LOOKS, PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray

    from twin.state.district import District

Kind = Literal["areas", "lines", "points"]
_LINES, _POINTS = ("car_links",), ("lampposts", "places")
_STEP = 1000.0  # m, over which degrees per metre are taken
_AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


@dataclass(frozen=True, eq=False)
class Shapes:
    """The shapes of one layer, packed. A row may have several parts or none; a part is a ring with holes, or a line.

    Parameters
    ----------
    name : Name of the layer.
    kind : What the shapes are.
    count : Rows of the table that they belong to.
    positions : East and north of the origin of each vertex, or of each point. (V,2) [m]
    rings : First vertex of each ring or line, and the number of vertices. (R+1,)
    parts : First ring of each part, and the number of rings. (P+1,)
    rows : Row of each part. (P,)
    """

    name: str
    kind: Kind
    count: int
    positions: NDArray[np.float32]
    rings: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(0, np.uint32))
    parts: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(0, np.uint32))
    rows: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(0, np.uint32))

    @classmethod
    def areas(cls, name: str, shapes: ArrayLike, origin: tuple[float, float]) -> Shapes:
        """Pack polygons and multipolygons; rows of other shapes stay empty."""
        given = np.array(shapes, dtype=object)
        given[~np.isin(shapely.get_type_id(given), _AREAS)] = None
        parts, rows = shapely.get_parts(given, return_index=True)
        rings, part_of = shapely.get_rings(parts, return_index=True)
        xy, ring_of = shapely.get_coordinates(rings, return_index=True)
        starts = _starts(ring_of, len(rings)), _starts(part_of, len(parts))
        return cls(name, "areas", len(given), _local(xy, origin), *starts, rows.astype(np.uint32))

    @classmethod
    def lines(cls, name: str, shapes: ArrayLike, origin: tuple[float, float]) -> Shapes:
        """Pack lines, and the outlines of areas."""
        given = np.asarray(shapes, dtype=object)
        given = np.where(np.isin(shapely.get_type_id(given), _AREAS), shapely.boundary(given), given)
        parts, rows = shapely.get_parts(given, return_index=True)
        xy, part_of = shapely.get_coordinates(parts, return_index=True)
        each = np.arange(len(parts) + 1, dtype=np.uint32)
        starts = _starts(part_of, len(parts))
        return cls(name, "lines", len(given), _local(xy, origin), starts, each, rows.astype(np.uint32))

    @classmethod
    def points(cls, name: str, xy: ArrayLike, origin: tuple[float, float]) -> Shapes:
        """Pack points, (N,2) in the district's projection. [m]"""
        places = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
        return cls(name, "points", len(places), _local(places, origin))


@dataclass(frozen=True, eq=False)
class MapGeometry:
    """All that the map draws, in the order of drawing; equal only to itself, so that comparing it costs nothing.

    Parameters
    ----------
    layers : Layers by name.
    origin : Easting and northing of the local origin. [m]
    place : Longitude and latitude of the origin. [deg]
    degrees : Degrees of longitude and of latitude per metre east and per metre north. (2,2)
    bounds : West, south, east and north end of what the map shows at first, from the origin. [m]
    """

    layers: dict[str, Shapes]
    origin: tuple[float, float]
    place: tuple[float, float]
    degrees: tuple[tuple[float, float], tuple[float, float]]
    bounds: tuple[float, float, float, float]

    def with_points(self, name: str, xy: ArrayLike) -> MapGeometry:
        """The same with one more layer of points, (N,2) in the district's projection. [m]"""
        added = {**self.layers, name: Shapes.points(name, xy, self.origin)}
        return MapGeometry(added, self.origin, self.place, self.degrees, self.bounds)

    def local(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.float32]:
        """East and north of the origin, as `DistrictMap.set_points` takes them. (N,2) [m]"""
        return _local(np.column_stack((x, y)).astype(np.float64), self.origin)

    def message(self) -> tuple[dict[str, Any], list[bytes]]:
        """What is sent to the browser: facts in words, shapes in bytes."""
        facts, buffers = [], []
        for shapes in self.layers.values():
            look = LOOKS.get(shapes.name, PLAIN).packed()
            facts.append({"name": shapes.name, "kind": shapes.kind, "count": shapes.count, "look": look})
            buffers += [a.tobytes() for a in (shapes.positions, shapes.rings, shapes.parts, shapes.rows)]
        frame = {"place": self.place, "degrees": self.degrees, "bounds": self.bounds}
        return {"kind": "geometry", "layers": facts, **frame}, buffers


def geometry_of(
    district: District,
    lines: Sequence[str] = _LINES,
    points: Sequence[str] = _POINTS,
    moving: Iterable[str] = ("vehicles",),
) -> MapGeometry:
    """Pack a district for the map.

    Parameters
    ----------
    district : The district; its geometry is in metres.
    lines : Tables of links to draw as lines.
    points : Tables with columns x and y to draw as points.
    moving : Layers of points that are empty at first, filled by `DistrictMap.set_points`.

    Returns
    -------
    The packed geometry: layers "parks", "water", "water_lines", "railways", "metro" (where the district has them),
    "streets" (ground, the car links), "buildings", "zones" (outlines of the
    district's zones), and the tables asked for.
    """
    zones = district.geometry["zones"][district["zones"]["in_district"]]
    x0, y0, x1, y1 = shapely.total_bounds(zones if len(zones) else district.geometry["buildings"]).tolist()
    origin = (round((x0 + x1) / 2), round((y0 + y1) / 2))
    made = [*_context(district, origin)]
    made.append(Shapes.lines("streets", _one_way(district), origin))
    made.append(Shapes.areas("buildings", district.geometry["buildings"], origin))
    made.append(Shapes.lines("zones", zones, origin))
    made += [Shapes.lines(name, district.geometry[name], origin) for name in lines if name in district.geometry]
    made += [
        Shapes.points(name, np.column_stack((district[name]["x"], district[name]["y"])), origin) for name in points
    ]
    made += [Shapes.points(name, np.zeros((0, 2)), origin) for name in moving]
    place, degrees = _tangent(district.crs, origin)
    bounds = (x0 - origin[0], y0 - origin[1], x1 - origin[0], y1 - origin[1])
    return MapGeometry({shapes.name: shapes for shapes in made}, origin, place, degrees, bounds)


def _context(district: District, origin: tuple[float, float]) -> Iterable[Shapes]:
    """Parks, water, railways and metro; what comes as areas and as lines makes two layers."""
    for kind, listed in district.context.items():
        shapes = np.asarray(listed, dtype=object)
        area = np.isin(shapely.get_type_id(shapes), _AREAS)
        names = (kind, f"{kind}_lines") if kind in ("parks", "water") else (f"{kind}_areas", kind)
        if area.any():
            yield Shapes.areas(names[0], shapes[area], origin)
        if not area.all():
            yield Shapes.lines(names[1], shapes[~area], origin)


def _one_way(district: District) -> NDArray[Any]:
    """Lines of the streets, those open in both directions once: the ground below all results."""
    links = district["car_links"]
    ends = np.sort(np.column_stack((links["tail"], links["head"])), axis=1)
    twice = np.column_stack((ends, np.round(links["length"]).astype(np.int64)))
    _, first = np.unique(twice, axis=0, return_index=True)
    return district.geometry["car_links"][np.sort(first)]


def _starts(owner: NDArray[np.int64], n: int) -> NDArray[np.uint32]:
    """First index of each owner, and the number of all, from the owner of each item."""
    return np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=n)))).astype(np.uint32)


def _local(xy: NDArray[np.float64], origin: tuple[float, float]) -> NDArray[np.float32]:
    return np.ascontiguousarray(xy - np.asarray(origin), dtype=np.float32)


def _tangent(
    crs: str, origin: tuple[float, float]
) -> tuple[tuple[float, float], tuple[tuple[float, float], tuple[float, float]]]:
    """Longitude and latitude of the origin, and degrees per metre there: exact to a metre across a district."""
    x, y = origin
    to_degrees = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform(
        np.array([x, x + _STEP, x - _STEP, x, x], dtype=np.float64),
        np.array([y, y, y, y + _STEP, y - _STEP], dtype=np.float64),
    )
    slope = tuple((float(d[1] - d[2]) / (2 * _STEP), float(d[3] - d[4]) / (2 * _STEP)) for d in (lon, lat))
    return (float(lon[0]), float(lat[0])), (slope[0], slope[1])
