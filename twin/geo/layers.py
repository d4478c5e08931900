"""Which layers does a district need, with which fields, units and ranges, and does a given set keep to that?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from twin.core.errors import Fault, InputError
from twin.state.codes import LineKind, PlaceKind, StreetClass, Use

if TYPE_CHECKING:
    from collections.abc import Iterator
    from enum import IntEnum

    from numpy.typing import NDArray

    from twin.geo.gtfs import Timetable
    from twin.state.district import Source

CRS = "EPSG:4326"
AREA = ("Polygon", "MultiPolygon")
LINE = ("LineString",)
POINT = ("Point",)
LAND_USES = (
    "residential", "commercial", "retail", "industrial", "education",
    "health", "railway", "leisure", "military", "other",
)  # fmt: skip
CONTEXT = ("water", "parks", "railways", "metro")


def _names(kind: type[IntEnum]) -> tuple[str, ...]:
    return tuple(member.name.lower() for member in kind)


@dataclass(frozen=True)
class Field:
    """One field of a layer.

    Parameters
    ----------
    name : Name in the canonical layer.
    kind : What its values are; numbers may be written as integers or floats.
    unit : Unit of numbers, "-" for text.
    doc : One line.
    required : Whether the layer must have the field.
    nullable : Whether single values may be missing.
    low, high : Range of numbers, both included.
    allowed : Words that text may be; any if empty.
    column : Column of the district that it fills, "table.column".
    """

    name: str
    kind: Literal["text", "number", "flag"]
    unit: str
    doc: str
    required: bool = True
    nullable: bool = False
    low: float = -np.inf
    high: float = np.inf
    allowed: tuple[str, ...] = ()
    column: str = ""


@dataclass(frozen=True)
class LayerSpec:
    """One canonical layer, in EPSG:4326.

    Parameters
    ----------
    name : Name, the attribute of `RawLayers`.
    doc : What a feature is.
    geometry : Geometry types that are allowed.
    fields : Fields beside the geometry; "source_id" is unique where it is declared.
    required : Whether a district cannot be made without it.
    """

    name: str
    doc: str
    geometry: tuple[str, ...]
    fields: tuple[Field, ...]
    required: bool = True


_LARGEST = 5
_ID = Field("source_id", "text", "-", "publisher's id, unique in the layer; uids come from it")

ZONES = LayerSpec(
    "zones",
    "one zone of the city; the district is made of those with in_district",
    AREA,
    (
        Field("source_id", "text", "-", "publisher's id of the zone", column="zones.source_id"),
        Field("name", "text", "-", "name", column="zones.name"),
        Field("in_district", "flag", "-", "whether it belongs to the district", column="zones.in_district"),
        Field("residents", "number", "1", "residents", nullable=True, low=0, high=2e6, column="zones.residents"),
        Field("households", "number", "1", "households", nullable=True, low=0, high=1e6, column="zones.households"),
        Field(
            "single_households", "number", "1", "households of one person",
            nullable=True, low=0, high=1e6, column="zones.single_households",
        ),
        *(
            Field(
                f"size{n}", "number", "1", f"households of {n}{' or more' if n == _LARGEST else ''}",
                required=False, nullable=True, low=0, high=1e6, column="zones.size_share",
            )
            for n in range(1, 6)
        ),
    ),
)  # fmt: skip

FOOTPRINTS = LayerSpec(
    "footprints",
    "one building footprint",
    AREA,
    (
        Field("source_id", "text", "-", "id of the footprint", column="buildings.source_id"),
        Field(
            "height", "number", "m", "surveyed height above ground",
            required=False, nullable=True, low=0.5, high=400, column="buildings.storeys",
        ),
        Field(
            "storeys", "number", "1", "surveyed storeys above ground, 0 if unknown",
            required=False, nullable=True, low=0, high=100, column="buildings.storeys",
        ),
        Field(
            "use", "text", "-", "use, where the layer knows it",
            required=False, nullable=True, allowed=_names(Use), column="buildings.use",
        ),
        Field(
            "epoch", "number", "-", "code of state.codes.Epoch, where the layer knows it",
            required=False, nullable=True, low=0, high=7, column="buildings.epoch",
        ),
    ),
)  # fmt: skip

STREETS = LayerSpec(
    "streets",
    "one way; ways meet where they share a vertex",
    LINE,
    (
        Field("source_id", "text", "-", "id of the way", column="car_links.source_id"),
        Field(
            "street_class", "text", "-", "class", allowed=_names(StreetClass)[:-1], column="car_links.street_class"
        ),
        Field("service", "text", "-", "kind of service way", required=False, nullable=True),
        Field("name", "text", "-", "street name", required=False, nullable=True, column="car_links.name"),
        Field("oneway", "flag", "-", "whether vehicles may only follow the line's direction"),
        Field(
            "contraflow", "flag", "-", "whether cyclists may ride against a one-way street",
            required=False, nullable=True,
        ),
        Field("brunnel", "text", "-", "bridge or tunnel", required=False, nullable=True, allowed=("bridge", "tunnel")),
        Field(
            "lanes", "number", "1", "lanes per direction",
            required=False, nullable=True, low=1, high=8, column="car_links.lanes",
        ),
        Field(
            "maxspeed", "number", "km/h", "speed limit",
            required=False, nullable=True, low=5, high=150, column="car_links.free_speed",
        ),
    ),
)  # fmt: skip

LAND_USE = LayerSpec(
    "land_use",
    "one area of one land use; areas may overlap",
    AREA,
    (Field("use", "text", "-", "land use", allowed=LAND_USES, column="buildings.use"),),
)

POINTS = LayerSpec(
    "points",
    "one stop, dock, charger, school, shop or other place",
    POINT,
    (
        Field("source_id", "text", "-", "id of the point", column="places.source_id"),
        Field("kind", "text", "-", "kind", allowed=_names(PlaceKind), column="places.kind"),
        Field("name", "text", "-", "name", required=False, nullable=True, column="places.name"),
        Field(
            "capacity", "number", "1", "docks, plugs, pupils or places",
            required=False, nullable=True, low=0, high=1e5, column="places.capacity",
        ),
        Field(
            "since", "number", "a", "year of opening, 0 if unknown",
            required=False, nullable=True, low=0, high=2100, column="places.since",
        ),
        Field(
            "lines", "text", "-", "names of the lines that call at a stop, with commas between",
            required=False, nullable=True, column="line_stops.line",
        ),
    ),
)  # fmt: skip

USE_POINTS = LayerSpec(
    "use_points",
    "one point of interest that tells the use of the building around it",
    POINT,
    (Field("use", "text", "-", "use", allowed=_names(Use), column="buildings.use"),),
    required=False,
)

LAMPS = LayerSpec("lamps", "one surveyed lamppost", POINT, (_ID,), required=False)

TURNS = LayerSpec(
    "turns",
    "one turn restriction at a junction",
    POINT,
    (
        _ID,
        Field("from_way", "text", "-", "source_id of the way that is left"),
        Field("to_way", "text", "-", "source_id of the way that is entered"),
        Field("kind", "text", "-", "what is forbidden (no_left_turn) or alone allowed (only_straight_on)"),
    ),
    required=False,
)

CYCLE_LANES = LayerSpec(
    "cycle_lanes",
    "one cycle lane or cycle track",
    LINE,
    (
        Field("source_id", "text", "-", "id of the lane"),
        Field(
            "kind", "text", "-", "whether it is painted on the street or lies apart from cars",
            allowed=("lane", "track"), column="bike_links.track",
        ),
        Field("oneway", "flag", "-", "whether cyclists may only follow the line's direction"),
    ),
    required=False,
)  # fmt: skip

RESTRICTED_AREAS = LayerSpec(
    "restricted_areas",
    "one area where only those who live or deliver there may drive",
    AREA,
    (
        _ID,
        Field(
            "kind", "text", "-", "pedestrian area, or area of limited traffic",
            allowed=("pedestrian", "limited"), column="car_links.restricted",
        ),
    ),
    required=False,
)  # fmt: skip

LINES = LayerSpec(
    "lines",
    "the course of one line of public transport in one direction",
    LINE,
    (
        _ID,
        Field("name", "text", "-", "name of the line, as stops tell it", column="lines.name"),
        Field("vehicle", "text", "-", "what runs on it", allowed=_names(LineKind), column="lines.vehicle"),
        Field("direction", "text", "-", "direction, in which courses differ", required=False, nullable=True),
        Field("length", "number", "km", "published length", required=False, nullable=True, low=0.05, high=500),
        Field(
            "headway", "number", "min", "time between two vehicles in the peak hours, where it is known",
            required=False, nullable=True, low=0.5, high=120, column="lines.headway",
        ),
    ),
    required=False,
)  # fmt: skip

SPECS = {
    spec.name: spec
    for spec in (
        ZONES, FOOTPRINTS, STREETS, LAND_USE, POINTS, USE_POINTS, LAMPS, TURNS, CYCLE_LANES, RESTRICTED_AREAS, LINES,
    )
}  # fmt: skip


@dataclass
class RawLayers:
    """Canonical layers of one place, before anything is derived from them; all in EPSG:4326.

    Parameters
    ----------
    name : Name of the district for people.
    zones, footprints, streets, land_use, points, use_points, lamps, turns, cycle_lanes, restricted_areas, lines :
        Layers as `SPECS` declares them.
    timetable : Headways and speeds of lines by name, where a feed tells them.
    context : What is only drawn: "water", "parks", "railways", "metro"; frames with a geometry column.
    sources : What the layers are made from.
    synthetic : Whether the layers are authored rather than surveyed; every flag is then SYNTHETIC.
    files : File that each layer came from, for messages.
    notes : Plain sentences on what reading left out or mended, by topic.
    digest : Hash of the bytes (or of the generator's version and figures) that the layers come from.
    """

    name: str
    zones: gpd.GeoDataFrame
    footprints: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame
    land_use: gpd.GeoDataFrame
    points: gpd.GeoDataFrame
    use_points: gpd.GeoDataFrame | None = None
    lamps: gpd.GeoDataFrame | None = None
    turns: gpd.GeoDataFrame | None = None
    cycle_lanes: gpd.GeoDataFrame | None = None
    restricted_areas: gpd.GeoDataFrame | None = None
    lines: gpd.GeoDataFrame | None = None
    timetable: Timetable | None = None
    context: dict[str, gpd.GeoDataFrame] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    synthetic: bool = False
    files: dict[str, str] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    digest: str = ""

    def frame(self, name: str) -> gpd.GeoDataFrame | None:
        """Layer by name; None if it is absent."""
        frame: gpd.GeoDataFrame | None = getattr(self, name)
        return frame


def empty_layer(name: str) -> gpd.GeoDataFrame:
    """A layer with all its fields and no feature."""
    columns = {f.name: pd.Series(dtype=_DTYPES[f.kind]) for f in SPECS[name].fields}
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], crs=CRS), crs=CRS)


_DTYPES = {"text": "object", "number": "float64", "flag": "bool"}


def _feature_ids(frame: gpd.GeoDataFrame) -> NDArray[Any]:
    if "source_id" in frame.columns:
        return np.asarray(frame["source_id"].astype(object))
    return np.asarray([f"feature {i}" for i in range(len(frame))], dtype=object)


def _geometry_faults(spec: LayerSpec, frame: gpd.GeoDataFrame, ids: NDArray[Any]) -> Iterator[Fault]:
    shapes = np.asarray(frame.geometry.array)
    absent = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    kinds = np.asarray(frame.geometry.geom_type, dtype=object)
    wrong = ~absent & ~np.isin(kinds.astype(str), spec.geometry)
    broken = ~absent & ~wrong & ~shapely.is_valid(shapes)
    for row in np.flatnonzero(absent):
        yield Fault(str(ids[row]), "has no geometry", "draw it or delete the feature")
    for row in np.flatnonzero(wrong):
        yield Fault(str(ids[row]), f"is a {kinds[row]}", f"must be a {' or '.join(spec.geometry)}")
    for row in np.flatnonzero(broken):
        reason = shapely.is_valid_reason(shapes[row])
        yield Fault(str(ids[row]), f"has an invalid geometry ({reason})", "repair its outline")


def _place_faults(frame: gpd.GeoDataFrame, middle: tuple[float, float] | None) -> Iterator[Fault]:
    """Missing CRS, wrong CRS, coordinates that are no degrees, axes the wrong way round."""
    if frame.crs is None:
        yield Fault("layer", "has no coordinate reference system", f"write {CRS} into the file")
        return
    if frame.crs.to_epsg() != 4326 and not frame.crs.is_geographic:  # noqa: PLR2004 — WGS84
        yield Fault("layer", f"is in {frame.crs.to_string()}", f"reproject it to {CRS}")
        return
    if frame.empty or middle is None:
        return
    west, south, east, north = frame.total_bounds
    if not np.isfinite([west, south, east, north]).all():
        return
    lon, lat = middle
    x, y = (west + east) / 2, (south + north) / 2
    if abs(x - lat) + abs(y - lon) < abs(x - lon) + abs(y - lat):
        yield Fault("layer", f"lies around ({x:.2f}, {y:.2f})", "its axes are swapped: write longitude first")
    elif abs(x - lon) > _FAR or abs(y - lat) > _FAR:
        yield Fault("layer", f"lies around ({x:.2f}, {y:.2f}), the district at ({lon:.2f}, {lat:.2f})", "take its CRS")


_FAR = 5.0  # degrees; a layer of the whole country still has its middle nearer than this


def _value_faults(spec: LayerSpec, frame: gpd.GeoDataFrame, ids: NDArray[Any]) -> Iterator[Fault]:
    for declared in spec.fields:
        if declared.name not in frame.columns:
            if declared.required:
                yield Fault(
                    f"field {declared.name!r}", "is missing", f"add it ({declared.doc}) or map it in the recipe"
                )
            continue
        values = frame[declared.name]
        null = np.asarray(values.isna())
        if not declared.nullable:
            for row in np.flatnonzero(null):
                yield Fault(str(ids[row]), f"has no {declared.name}", declared.doc)
        if declared.kind == "number":
            yield from _number_faults(declared, values, null, ids)
        elif declared.kind == "flag":
            odd = ~null & np.array([not isinstance(v, bool | np.bool_) for v in values], dtype=bool)
            for row in np.flatnonzero(odd):
                yield Fault(str(ids[row]), f"{declared.name} is {values.iloc[row]!r}", "must be true or false")
        else:
            yield from _text_faults(declared, values, null, ids)


def _number_faults(
    declared: Field, values: pd.Series[Any], null: NDArray[np.bool_], ids: NDArray[Any]
) -> Iterator[Fault]:
    numbers = np.asarray(pd.to_numeric(values, errors="coerce"), dtype=float)
    for row in np.flatnonzero(~null & np.isnan(numbers)):
        yield Fault(str(ids[row]), f"{declared.name} is {values.iloc[row]!r}", f"must be a number [{declared.unit}]")
    with np.errstate(invalid="ignore"):
        out = (numbers < declared.low) | (numbers > declared.high)
    for row in np.flatnonzero(out):
        yield Fault(
            str(ids[row]),
            f"{declared.name} is {numbers[row]:g}",
            f"must lie in {declared.low:g}..{declared.high:g} {declared.unit}",
        )


def _text_faults(
    declared: Field, values: pd.Series[Any], null: NDArray[np.bool_], ids: NDArray[Any]
) -> Iterator[Fault]:
    texts = np.asarray(values.astype(object))
    for row in np.flatnonzero(~null):
        if not isinstance(texts[row], str):
            yield Fault(str(ids[row]), f"{declared.name} is {texts[row]!r}", "must be text")
        elif declared.allowed and texts[row] not in declared.allowed:
            yield Fault(
                str(ids[row]), f"{declared.name} is {texts[row]!r}", f"must be one of {', '.join(declared.allowed)}"
            )
    if declared.name == "source_id":
        repeated = pd.Series(texts).duplicated(keep="first") & ~null
        for row in np.flatnonzero(repeated):
            yield Fault(str(texts[row]), "stands twice in the layer", "give each feature its own id")


def layer_faults(
    spec: LayerSpec, frame: gpd.GeoDataFrame | None, middle: tuple[float, float] | None = None
) -> list[Fault]:
    """All faults of one layer.

    Parameters
    ----------
    spec : What the layer must be.
    frame : The layer; None where it is absent.
    middle : (longitude, latitude) near which the layer must lie; not checked if None. [°]
    """
    if frame is None:
        return [Fault(f"layer {spec.name!r}", "is missing", spec.doc)] if spec.required else []
    if "geometry" not in frame.columns:
        return [Fault(f"layer {spec.name!r}", "has no geometry column", f"add one ({spec.doc})")]
    if frame.empty and spec.required:
        return [Fault(f"layer {spec.name!r}", "has no feature", spec.doc)]
    ids = _feature_ids(frame)
    return [
        *_place_faults(frame, middle),
        *_geometry_faults(spec, frame, ids),
        *_value_faults(spec, frame, ids),
    ]


def validate(raw: RawLayers, middle: tuple[float, float] | None = None) -> None:
    """Check every layer.

    Raises
    ------
    InputError
        With all faults of all layers; each names its file (or layer) and feature.
    """
    found = {name: layer_faults(spec, raw.frame(name), middle) for name, spec in SPECS.items()}
    found = {name: faults for name, faults in found.items() if faults}
    if not found:
        return
    if len(found) == 1:
        ((name, faults),) = found.items()
        raise InputError(raw.files.get(name, f"layer {name!r}"), faults)
    merged = [
        Fault(f"{raw.files.get(name, name)}: {fault.place}", fault.what, fault.mend)
        for name, faults in found.items()
        for fault in faults
    ]
    raise InputError(f"layers of {raw.name}", merged)
