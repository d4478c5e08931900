"""Which land of the embedded district is used for what, and how do buildings stand on it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import Point, Polygon

from twin.core.streams import declare
from twin.geo.embedded_facts import Lots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.geo.embedded_facts import Facts
    from twin.geo.embedded_ways import Plan

USES = declare("geo.embedded.uses", "which block of the embedded district has which use and kind of building")

_SMALLEST = 100.0  # m² of a net plot
_NARROW = 5.0  # m; half the width of strips that are nobody's plot
# Land uses that are found first, with the kind of building on each.
KIND_OF_USE = {
    "industrial": "halls",
    "military": "slabs",
    "commercial": "offices",
    "retail": "market",
    "education": "school",
    "leisure": "green",
}


@dataclass
class Plot:
    """The part of a block that lies in one zone.

    Parameters
    ----------
    name : Name of its own, made from its place.
    zone : Id of the zone.
    gross : Up to the middle of the streets. [m]
    net : Between the facades of the streets around it. [m]
    use : Land use; "" where the layer of land use has none.
    kind : How buildings stand on it.
    """

    name: str
    zone: str
    gross: Polygon
    net: list[Polygon]
    use: str = ""
    kind: str = "court"


def make_plots(plan: Plan, chosen: Sequence[str], facts: Facts) -> list[Plot]:
    """Plots of the chosen zones with their uses."""
    spaces = _road_spaces(plan, facts)
    tree = shapely.STRtree(spaces)
    plots = []
    for zone in chosen:
        outline = facts.outlines[zone]
        own = [plot for block in plan.blocks for plot in _parts(block, zone, outline, (spaces, tree))]
        own.sort(key=lambda plot: plot.name)
        _choose_uses(own, zone, facts)
        plots += own
    return plots


def _road_spaces(plan: Plan, facts: Facts) -> NDArray[Any]:
    """Land between facades: each way with its pavements. (W,)"""
    half = facts["half_width"]
    widths = [float(half[plan.streets[s].street_class]) for _, s in plan.ways]
    spaces: NDArray[Any] = shapely.buffer([line for line, _ in plan.ways], widths, cap_style="square")
    return spaces


def _parts(block: Polygon, zone: str, outline: Polygon, roads: tuple[NDArray[Any], Any]) -> list[Plot]:
    """Plots of a block in a zone."""
    if not block.intersects(outline):
        return []
    found = []
    for part in shapely.get_parts(block.intersection(outline)):
        if part.geom_type != "Polygon" or part.buffer(-_NARROW).is_empty:
            continue
        free = part.difference(shapely.union_all(roads[0][roads[1].query(part)]))
        free = free.buffer(-_NARROW, join_style="mitre").buffer(_NARROW, join_style="mitre").intersection(part)
        net = [p.simplify(0.5) for p in shapely.get_parts(free) if p.geom_type == "Polygon" and p.area > _SMALLEST]
        if net:
            found.append(Plot(f"{zone}/{part.centroid.x:.0f},{part.centroid.y:.0f}", zone, part, net))
    return found


def _choose_uses(plots: list[Plot], zone: str, facts: Facts) -> None:
    """Give plots their uses, as many hectares of each as are known."""
    lots = Lots(USES, facts.seed)
    wanted = dict(facts["land_use_ha"].get(zone, {}))
    left = list(range(len(plots)))
    luck = lots.many(plot.name for plot in plots)
    at = [plot.gross.centroid for plot in plots]
    for use, kind in KIND_OF_USE.items():
        quarters = [Point(xy) for xy in facts.metres(facts["quarters"][use])] if use in facts["quarters"] else []
        far = [min(p.distance(q) for q in quarters) if quarters else 1000.0 * luck[i] for i, p in enumerate(at)]
        hectares = float(wanted.get(use, 0.0))
        for i in sorted(left, key=lambda i: far[i]):
            size = plots[i].gross.area / 1e4
            # The last plot of a use may overshoot by half; the only one by as much again.
            most = 2.0 if hectares == float(wanted.get(use, 0.0)) else 1.5
            if hectares <= 0.0 or size > most * hectares:
                continue
            hectares -= size
            plots[i].use, plots[i].kind = use, kind
            left.remove(i)
    # Land for living lies scattered among what no layer of land use knows, which is mostly lived on, too.
    homes = float(wanted.get("residential", 0.0))
    for i in sorted(left, key=lambda i: luck[i]):
        if homes > 0.0:
            plots[i].use = "residential"
            homes -= plots[i].gross.area / 1e4
    _choose_kinds([plots[i] for i in sorted(left)], zone, lots, facts)


def _choose_kinds(plots: list[Plot], zone: str, lots: Lots, facts: Facts) -> None:
    """Parallel slabs, detached houses and nothing on their shares of the land for living, courts on the rest."""
    made = facts["generator"] | facts["generator"]["zones"].get(zone, {})
    total = sum(plot.gross.area for plot in plots)
    luck = lots.many((plot.name for plot in plots), 1)
    left = [plots[i] for i in np.argsort(luck, kind="stable")]
    # What nobody has built on has no land use either.
    for kind, order in (("vacant", [plot for plot in left if not plot.use]), ("slabs", left), ("detached", left)):
        area = float(made[kind]) * total
        for plot in order:
            if area > 0.0 and plot.kind == "court":
                plot.kind = kind
                area -= plot.gross.area
