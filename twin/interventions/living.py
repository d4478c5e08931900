"""Which households live in the places of a measure? By zone, or in the buildings of its addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.interventions.where import Found
from twin.state.codes import Use

if TYPE_CHECKING:
    from twin.interventions.where import Where
    from twin.state.world import World


def households(world: World, where: Where) -> Found:
    """Rows of the households that live in the places, increasing; of an address, in its building."""
    table, buildings = world.table("households"), world.table("buildings")
    if not where.at:
        inside = np.isin(table["zone"], where.rows(world.table("zones")))
        return Found(np.flatnonzero(inside).astype(np.int64), ())
    homes = np.bincount(table["home"][table["home"] >= 0], minlength=len(buildings))
    found = where.find(world, "buildings", (buildings["use"] == Use.RESIDENTIAL) & (homes > 0))
    return Found(np.flatnonzero(np.isin(table["home"], found.rows)).astype(np.int64), found.notes)
