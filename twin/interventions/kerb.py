"""Can what a measure names stand there? Cars must come near it, and some measures hold in zones, not at addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Transformer

from twin.core.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.interventions.where import Where
    from twin.state.district import District

# Distance from the middle of a street within which a car can get to a place. The delivered mobility areas of Sharing
# Cities lie within 25 m (rounding of their coordinates and half a wide avenue in it); assumed.
AT_THE_KERB = 50.0  # m
IN_A_YARD = 100.0  # m, condominium cars stand in courtyards; assumed
IN_A_PARK = 20.0  # m, along the edge of a park; assumed


def by_car(district: District, sites: Sequence[Any], reach: float) -> list[Fault]:
    """Faults of named sites in the district's zones that no car gets to.

    Sites outside the zones are told as such by the measure: the layers need not have their streets.

    Parameters
    ----------
    district : The district; its streets as lines, or as the straight lines between their ends.
    sites : Places with name and coordinates.
    reach : Farthest distance from a street. () [m]
    """
    if not sites or not len(district.tables.get("car_links", ())):
        return []
    to_metres = Transformer.from_crs("EPSG:4326", district.crs, always_xy=True)
    points = shapely.points([to_metres.transform(*site.at) for site in sites])
    inside = _in_zones(district, points)
    away = shapely.distance(points[:, None], _streets(district)[None, :]).min(axis=1)
    park = np.zeros(points.size, dtype=bool)
    for outline in district.context.get("parks", []):
        park |= shapely.intersects(outline, points)
    limit = np.where(park, min(reach, IN_A_PARK), reach)
    return [
        Fault(
            f"levers.{site.name}",
            f"lies {away[k]:.0f} m from the nearest street{' and in a park' if park[k] else ''}; "
            f"cars get to places within {limit[k]:g} m of one",
            f"move it: at = [longitude, latitude] is {list(site.at)}",
        )
        for k, site in enumerate(sites)
        if inside[k] and away[k] > limit[k]
    ]


def zones_only(district: District, levers: Any, where: Where) -> list[Fault]:  # noqa: ARG001 — one signature
    """Fault of a measure that holds in whole zones and was given addresses."""
    if not where.at:
        return []
    return [
        Fault("where", "names addresses, and this measure holds in whole zones", 'write where = { zones = ["27"] }')
    ]


def _in_zones(district: District, points: NDArray[Any]) -> NDArray[np.bool_]:
    outlines = district.geometry.get("zones")
    if outlines is None:
        return np.ones(points.size, dtype=bool)
    mine = outlines[np.asarray(district.tables["zones"]["in_district"], dtype=bool)]
    return np.asarray(shapely.intersects(mine[:, None], points[None, :]).any(axis=0))


def _streets(district: District) -> NDArray[Any]:
    lines = district.geometry.get("car_links")
    if lines is not None:
        return lines
    links, nodes = district.tables["car_links"], district.tables["car_nodes"]
    ends = [np.column_stack([nodes["x"][links[end]], nodes["y"][links[end]]]) for end in ("tail", "head")]
    return np.asarray(shapely.linestrings(np.stack(ends, axis=1)))
