"""Which of the ledger's places lie in the district? By its zones' outlines, never by what a source says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from pyproj import Transformer

from twin.ledger.registry import STAGES

if TYPE_CHECKING:
    from twin.ledger.registry import Ledger, Place, Row
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


def geojson(placed: tuple[Placed, ...]) -> dict[str, Any]:
    """Every place with all rows that it belongs to, as a GeoJSON FeatureCollection of points (RFC 7946)."""
    features: dict[str, dict[str, Any]] = {}
    for row, zones in placed:
        for at, zone in zip(row.places, zones, strict=True):
            found = features.setdefault(
                at.name,
                {
                    "type": "Feature",
                    "geometry": {"type": "Point", "coordinates": list(at.at)},
                    "properties": {"name": at.name, "zone": zone, "in_district": bool(zone), "estimated": at.estimated,
                                   "rows": []},
                },
            )  # fmt: skip
            found["properties"]["rows"].append(
                {"id": row.id, "name": row.name, "name_it": row.name_it, "unit": row.unit, "count": at.count}
                | {stage: [each.model_dump(exclude={"stage"}) for each in row.told(stage)] for stage in STAGES}
            )
    return {"type": "FeatureCollection", "features": list(features.values())}
