"""Where in the embedded district does no street run: railways, parks, fields?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import shapely

if TYPE_CHECKING:
    from shapely.geometry import LineString, Polygon

    from twin.geo.embedded_facts import Facts


@dataclass
class OpenLand:
    """Land without streets of its own.

    Parameters
    ----------
    areas : Name, kind ("rail", "park" or "farmland"), land use where the layer of land use knows it, and outline. [m]
    railways : Name and course of each line. [m]
    barrier : All of it with the space that the railways' lines take, which only main streets cross. [m²]
    """

    areas: list[tuple[str, str, str, Polygon]] = field(default_factory=list)
    railways: list[tuple[str, LineString]] = field(default_factory=list)
    barrier: Any = None


def open_land(facts: Facts) -> OpenLand:
    """Read where railways, parks and fields are."""
    land = OpenLand()
    spaces = []
    for spec in facts["railways"]:
        line = facts.line(spec["path"])
        land.railways.append((spec["name"], line))
        spaces.append(line.buffer(float(spec["clear_m"])))
    for spec in facts["open"]:
        shape = facts.ring(spec["outline"])
        land.areas.append((spec["name"], spec["kind"], spec.get("land_use", ""), shape))
        spaces.append(shape)
    land.barrier = shapely.union_all(spaces)
    return land
