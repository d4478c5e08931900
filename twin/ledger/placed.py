"""Which of the ledger's places lie in the district? By its zones' outlines, never by what a source says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from pyproj import Transformer

from twin.ledger.registry import STAGES
from twin.ledger.words import STRENGTH

if TYPE_CHECKING:
    from twin.ledger.registry import Ledger, Place, Row, Tag
    from twin.state.district import District


class Placed(NamedTuple):
    """A row with what of it lies in the district.

    Parameters
    ----------
    row : The row.
    zones : Name of the district's zone of each place, "" outside. (K,)
    """

    row: Row
    zones: tuple[str, ...]

    @property
    def inside(self) -> float | None:
        """How much of the row's quantity stands in the district, in its unit; None where it is not counted by place."""
        return self._sum(tuple(bool(zone) for zone in self.zones))

    @property
    def known(self) -> float | None:
        """How much of it has a place, in its unit; None where it is not counted by place."""
        return self._sum(tuple(True for _ in self.zones))

    def _sum(self, kept: tuple[bool, ...]) -> float | None:
        counts = [at.count for at in self.row.places]
        if not counts or None in counts:
            return None
        return float(sum(count for count, here in zip(counts, kept, strict=True) if here and count is not None))


class Spot(NamedTuple):
    """A place with all that the ledger tells of it.

    Parameters
    ----------
    name : Address or name.
    at : Longitude and latitude, WGS84. [deg]
    zone : Name of the district's zone that it lies in, "" outside.
    estimated : Whether no house number was found.
    rows : Rows that it belongs to, each with how much of it stands here.
    """

    name: str
    at: tuple[float, float]
    zone: str
    estimated: bool
    rows: tuple[tuple[Row, Place], ...]

    @property
    def tags(self) -> tuple[Tag, ...]:
        """Tags of its figures, the one that says most first."""
        held = {each.tag for row, _ in self.rows for each in row.figures}
        return tuple(tag for tag in STRENGTH if tag in held)


def place(ledger: Ledger, district: District) -> tuple[Placed, ...]:
    """Every row with the district's zone of each of its places.

    Parameters
    ----------
    ledger : The ledger.
    district : A district with the outlines of its zones.
    """
    outlines, zones = district.geometry["zones"], district.tables["zones"]
    mine = np.flatnonzero(zones["in_district"])
    project = Transformer.from_crs("EPSG:4326", district.crs, always_xy=True).transform

    def zone_of(at: Place) -> str:
        hit = mine[shapely.intersects(outlines[mine], shapely.Point(*project(*at.at)))]
        return str(zones["name"][hit[0]]) if hit.size else ""

    return tuple(Placed(row, tuple(zone_of(at) for at in row.places)) for row in ledger.rows)


def spots(placed: tuple[Placed, ...]) -> tuple[Spot, ...]:
    """Every place with all rows that it belongs to, in the order in which the ledger names them."""
    rows: dict[str, list[tuple[Row, Place]]] = {}
    zones: dict[str, str] = {}
    for row, found in placed:
        for at, zone in zip(row.places, found, strict=True):
            rows.setdefault(at.name, []).append((row, at))
            zones[at.name] = zone
    return tuple(Spot(name, both[0][1].at, zones[name], both[0][1].estimated, tuple(both))
                 for name, both in rows.items())  # fmt: skip


def geojson(placed: tuple[Placed, ...]) -> dict[str, Any]:
    """Every place with all rows that it belongs to, as a GeoJSON FeatureCollection of points (RFC 7946)."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": list(spot.at)},
            "properties": {
                "name": spot.name,
                "zone": spot.zone,
                "in_district": bool(spot.zone),
                "estimated": spot.estimated,
                "rows": [
                    {"id": row.id, "name": row.name, "name_it": row.name_it, "unit": row.unit, "count": at.count}
                    | {stage: [each.model_dump(exclude={"stage"}) for each in row.told(stage)] for stage in STAGES}
                    for row, at in spot.rows
                ],
            },
        }
        for spot in spots(placed)
    ]
    return {"type": "FeatureCollection", "features": features}
