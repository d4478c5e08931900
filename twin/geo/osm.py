"""What does a file of OpenStreetMap say? Its tagged ways, areas, points and restrictions as canonical layers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import osmium
import pandas as pd
import shapely

from twin.core.errors import Fault, InputError
from twin.geo import osm_tags
from twin.geo.layers import CRS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

SUFFIXES = (".osm", ".osm.gz", ".osm.bz2", ".pbf")
Box = tuple[float, float, float, float]
Node = tuple[int, float, float]
Tags = dict[str, str]

# Columns of each kind, besides the geometry.
COLUMNS = {
    "streets": (
        "source_id", "street_class", "service", "name", "oneway", "contraflow", "brunnel", "lanes", "maxspeed",
        "highway",
    ),
    "buildings": ("source_id", "height", "storeys", "use", "epoch", "building"),
    "land_use": ("source_id", "use"),
    "points": ("source_id", "kind", "name", "capacity", "since"),
    "use_points": ("source_id", "use"),
    "lamps": ("source_id",),
    "turns": ("source_id", "from_way", "to_way", "kind"),
    "water": ("source_id",), "parks": ("source_id",), "railways": ("source_id",), "metro": ("source_id",),
}  # fmt: skip
_REACH = 0.1  # degrees; ways that start farther off do not reach the box
_NO_UNIT = 1e-7  # degrees; coordinates of the map have seven decimals


@dataclass
class Way:
    """A street: its id, tags and nodes, in the direction of travel where there is one only."""

    source_id: str
    tags: Tags
    nodes: list[Node]


@dataclass
class Extract:
    """What was found in a file.

    Parameters
    ----------
    frames : Layer by kind.
    notes : Sentences on what was left out or taken apart.
    """

    frames: dict[str, gpd.GeoDataFrame]
    notes: list[str]


def is_osm(path: Path) -> bool:
    """Whether a file's name says that it is OpenStreetMap's XML or PBF."""
    return path.name.lower().endswith(SUFFIXES)


def read_osm(path: Path, kinds: Iterable[str], box: Box | None = None) -> Extract:
    """Read some kinds of things from OSM XML (`.osm`, also `.gz` and `.bz2`) or PBF.

    Parameters
    ----------
    path : File.
    kinds : Kinds of `COLUMNS`.
    box : West, south, east, north; what does not touch it is left out. All if None. [°]

    Raises
    ------
    InputError
        If the file is unreadable, cut short, or a server's report of an error.
    """
    found = _Found(frozenset(kinds), box)
    keys = osmium.filter.KeyFilter(*osm_tags.KEYS, "type")
    outlines = osmium.filter.KeyFilter(*osm_tags.KEYS)
    try:
        for thing in osmium.FileProcessor(str(path)).with_areas(outlines).with_filter(keys):
            found.add(thing)
    except (RuntimeError, ValueError, OSError) as error:
        raise InputError(path, [_unreadable(error)]) from None
    said = _remark(path)
    if said:
        mend = "ask for a smaller map, or later"
        raise InputError(path, [Fault("file", f"the server broke off: {said}", mend)])
    return found.extract(path.name)


def _unreadable(error: Exception) -> Fault:
    words = " ".join(str(error).split()) or type(error).__name__
    return Fault("file", f"is not readable as OpenStreetMap data: {words}", "fetch it again: it may be cut short")


def _remark(path: Path) -> str:
    """Error that an Overpass server wrote at the end of an answer; it sends one with status 200."""
    if path.suffix.lower() != ".osm":
        return ""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _TAIL))
        tail = stream.read().decode("utf-8", errors="replace")
    _, found, rest = tail.rpartition("<remark>")
    said = rest.partition("</remark>")[0].strip()
    return said if found and "error" in said else ""


_TAIL = 4096


@dataclass
class _Found:
    """Collects what the file holds of the wanted kinds."""

    kinds: frozenset[str]
    box: Box | None
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    shapes: dict[str, list[Any]] = field(default_factory=dict)
    ways: list[Way] = field(default_factory=list)
    restrictions: list[tuple[str, str, dict[str, list[int]]]] = field(default_factory=list)
    outlines: set[str] = field(default_factory=set)
    drawn: set[str] = field(default_factory=set)
    left: Counter[str] = field(default_factory=Counter)

    def add(self, thing: Any) -> None:
        """Take a node, way, relation or area apart."""
        if self.box is not None and self._far(thing, self.box):
            return
        tags = {tag.k: tag.v for tag in thing.tags}
        if thing.is_node():
            self._node(thing, tags)
        elif thing.is_area():
            self._area(thing, tags)
        elif thing.is_way():
            self._way(thing, tags)
        elif thing.is_relation():
            self._relation(thing, tags)

    def _far(self, thing: Any, box: Box) -> bool:
        """Whether it starts so far from the box that nobody need look at the rest: most of a large extract does."""
        if thing.is_relation():
            return False
        if thing.is_node():
            at = thing.location
        elif thing.is_way():
            at = thing.nodes[0].location if len(thing.nodes) else None
        else:
            ring = next(iter(thing.outer_rings()), None)
            at = ring[0].location if ring is not None else None
        if at is None or not at.valid():
            return False
        return not (box[0] - _REACH <= at.lon <= box[2] + _REACH and box[1] - _REACH <= at.lat <= box[3] + _REACH)

    def _put(self, kind: str, shape: Any, *row: Any) -> None:
        if kind in self.kinds:
            self.rows.setdefault(kind, []).append(row)
            self.shapes.setdefault(kind, []).append(shape)

    def _inside(self, nodes: list[Node]) -> bool:
        if self.box is None:
            return True
        west, south, east, north = self.box
        xs, ys = [n[1] for n in nodes], [n[2] for n in nodes]
        return min(xs) <= east and max(xs) >= west and min(ys) <= north and max(ys) >= south

    def _node(self, thing: Any, tags: Tags) -> None:
        if not thing.location.valid() or not self._inside([(thing.id, thing.lon, thing.lat)]):
            return
        self._point(f"node/{thing.id}", shapely.Point(thing.lon, thing.lat), tags)
        if tags.get("highway") == "street_lamp":
            self._put("lamps", shapely.Point(thing.lon, thing.lat), f"node/{thing.id}")
        use = osm_tags.first_of(tags, osm_tags.POINT_USES)
        if use:
            self._put("use_points", shapely.Point(thing.lon, thing.lat), f"node/{thing.id}", use)

    def _point(self, source_id: str, shape: Any, tags: Tags) -> None:
        kind = osm_tags.place(tags)
        if kind is None:
            return
        capacity = osm_tags.number(tags.get("capacity"), 0, 1e5)
        since = osm_tags.year(tags.get("opening_date") or tags.get("start_date"))
        self._put("points", shape, source_id, kind, tags.get("name"), capacity, since)

    def _way(self, thing: Any, tags: Tags) -> None:
        nodes = [(n.ref, n.location.lon, n.location.lat) for n in thing.nodes if n.location.valid()]
        if osm_tags.is_building(tags) and "type" not in tags:
            self.outlines |= {f"way/{thing.id}"} if nodes and self._inside(nodes) else set()
        if len({n[0] for n in nodes}) < _LEAST_NODES or not self._inside(nodes):
            return
        if len(nodes) < len(thing.nodes):
            self.left["ways that lack nodes and are drawn with those they have"] += 1
        if osm_tags.street(tags) is not None:
            turned = osm_tags.oneway(tags) < 0
            self.ways.append(Way(f"way/{thing.id}", tags, nodes[::-1] if turned else nodes))
        line = shapely.LineString([(x, y) for _, x, y in nodes])
        rail = {"rail": "railways", "light_rail": "railways", "subway": "metro"}.get(tags.get("railway", ""))
        if rail:
            self._put(rail, line, f"way/{thing.id}")
        if tags.get("waterway") in ("river", "canal", "stream"):
            self._put("water", line, f"way/{thing.id}")

    def _area(self, thing: Any, tags: Tags) -> None:
        source_id = f"{'way' if thing.from_way() else 'relation'}/{thing.orig_id()}"
        ring = [(n.ref, n.location.lon, n.location.lat) for outer in thing.outer_rings() for n in outer]
        self.drawn.add(source_id)
        if not ring or not self._inside(ring):
            return
        shape = shapely.from_wkb(_WKB.create_multipolygon(thing), on_invalid="ignore")
        if shape is None:
            self.left["areas that cannot be drawn, left out"] += 1
            return
        parts = shapely.get_parts(shape)
        shape = parts[0] if len(parts) == 1 else shape
        if osm_tags.is_building(tags):
            self._building(source_id, shape, tags)
        use = osm_tags.first_of(tags, osm_tags.LAND_USES)
        if use:
            self._put("land_use", shape, source_id, use)
        self._point(source_id, shape, tags)
        if tags.get("natural") == "water" or tags.get("waterway") == "riverbank":
            self._put("water", shape, source_id)
        if tags.get("leisure") in ("park", "garden"):
            self._put("parks", shape, source_id)

    def _building(self, source_id: str, shape: Any, tags: Tags) -> None:
        height = osm_tags.metres(tags.get("height"), 0.5, 400)
        storeys = osm_tags.number(tags.get("building:levels"), 0, 100)
        for key, value in (("height", height), ("building:levels", storeys)):
            if key in tags and value is None:
                self.left[f"buildings whose {key} says nothing"] += 1
        use, epoch = osm_tags.building_use(tags), osm_tags.epoch(tags)
        self._put("buildings", shape, source_id, height, storeys, use, epoch, tags["building"])

    def _relation(self, thing: Any, tags: Tags) -> None:
        # Where a relation lies is only known once it is drawn, so those of a larger map are not counted.
        if self.box is None and tags.get("type") == "multipolygon" and osm_tags.is_building(tags):
            self.outlines.add(f"relation/{thing.id}")
        if not tags.get("type", "").startswith("restriction") or "turns" not in self.kinds:
            return
        kind = osm_tags.restriction(tags)
        members: dict[str, list[int]] = {}
        for m in thing.members:
            members.setdefault(f"{m.role}/{m.type}", []).append(m.ref)
        if kind is None or any(len(members.get(role, ())) != 1 for role in ("from/w", "via/n", "to/w")):
            self.left["turn restrictions that are conditional, not for cars or over several ways, left out"] += 1
            return
        self.restrictions.append((f"relation/{thing.id}", kind, members))

    def extract(self, name: str) -> Extract:
        """Frames of all wanted kinds, in the order of the ids."""
        if "streets" in self.kinds or "turns" in self.kinds:
            _streets(self.ways, self._put, self.left)
            _turns(self.restrictions, self.ways, self._put, self.left)
        lost = len(self.outlines - self.drawn) if "buildings" in self.kinds else 0
        if lost:
            self.left["outlines of buildings that are not closed, cross themselves or lack nodes, left out"] = lost
        frames = {kind: _frame(kind, self.rows.get(kind, []), self.shapes.get(kind, [])) for kind in sorted(self.kinds)}
        return Extract(frames, [f"{name}: {what}: {count}." for what, count in sorted(self.left.items())])


_WKB = osmium.geom.WKBFactory()
_LEAST_NODES = 2


def _frame(kind: str, rows: list[tuple[Any, ...]], shapes: list[Any]) -> gpd.GeoDataFrame:
    """Layer of rows, sorted by id: the order of things in a file means nothing."""
    order = sorted(range(len(rows)), key=lambda i: str(rows[i][0]))
    columns = {
        column: pd.Series([rows[i][k] for i in order], dtype="float64" if column in _NUMBERS else "object")
        for k, column in enumerate(COLUMNS[kind])
    }
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([shapes[i] for i in order], crs=CRS), crs=CRS)


_NUMBERS = ("height", "storeys", "epoch", "capacity", "since", "lanes", "maxspeed")


def _streets(ways: list[Way], put: Callable[..., None], left: Counter[str]) -> None:
    """Rows of the streets; ways meet where they share a node, and nowhere else."""
    used = Counter(ref for way in ways for ref in {n[0] for n in way.nodes})
    spots = _spots(ways, left)
    for way in ways:
        tags = way.tags
        known = osm_tags.street(tags)
        if known is None:
            continue
        level = osm_tags.brunnel(tags)
        for number, nodes in enumerate(_between_junctions(way.nodes, used) if level else [way.nodes]):
            line = shapely.LineString([spots[ref] for ref, _, _ in nodes])
            put(
                "streets", line, f"{way.source_id}/{number}" if number else way.source_id, *known, tags.get("name"),
                osm_tags.oneway(tags) != 0, osm_tags.contraflow(tags), level, osm_tags.lanes(tags),
                osm_tags.speed(tags.get("maxspeed")), tags["highway"],
            )  # fmt: skip


def _between_junctions(nodes: list[Node], used: Counter[int]) -> list[list[Node]]:
    """A bridge or tunnel cut at its own junctions: elsewhere only the ends of one are taken to meet other ways."""
    parts, begin = [], 0
    for i in range(1, len(nodes)):
        if i == len(nodes) - 1 or used[nodes[i][0]] > 1:
            parts.append(nodes[begin : i + 1])
            begin = i
    return [part for part in parts if len({n[0] for n in part}) > 1 or len(part) > _LEAST_NODES]


def _spots(ways: list[Way], left: Counter[str]) -> dict[int, tuple[float, float]]:
    """Coordinates of the nodes; of two nodes at one spot, the later one moves by a hair so that they do not meet."""
    at = {ref: (x, y) for way in ways for ref, x, y in way.nodes}
    taken: set[tuple[float, float]] = set()
    for ref in sorted(at):
        x, y = at[ref]
        while (x, y) in taken:
            y = round(y + _NO_UNIT, 7)
        if (x, y) != at[ref]:
            left["nodes of streets that lie on others without being joined to them, kept apart"] += 1
            at[ref] = (x, y)
        taken.add((x, y))
    return at


def _turns(
    restrictions: list[tuple[str, str, dict[str, list[int]]]],
    ways: list[Way],
    put: Callable[..., None],
    left: Counter[str],
) -> None:
    """Rows of the turn restrictions between streets that are in the file."""
    known = {way.source_id for way in ways}
    at = {ref: (x, y) for way in ways for ref, x, y in way.nodes}
    for source_id, kind, members in restrictions:
        start, end = (f"way/{members[role][0]}" for role in ("from/w", "to/w"))
        via = members["via/n"][0]
        if start in known and end in known and via in at:
            put("turns", shapely.Point(at[via]), source_id, start, end, kind)
        else:
            left["turn restrictions on streets outside the file, left out"] += 1
