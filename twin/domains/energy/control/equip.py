"""How well is each building's heating controlled before any measure?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
from twin.domains.energy.plants.equip import valves_share
from twin.state.codes import Control
from twin.state.table import Flag

if TYPE_CHECKING:
    from twin.domains.energy.params import Params
    from twin.state.world import World

CONTROL = declare("energy.control", "how well the heating of a building is controlled")


def equip(world: World, params: Params) -> None:
    """Draw the class of control of all buildings; after the plants' equip, as good control needs valves."""
    buildings = world.table("buildings")
    poor, average, good = np.asarray(params.control_share) / sum(params.control_share)
    rest = poor + average
    plain = np.array([poor / rest if rest > 0.0 else 0.0, average / rest if rest > 0.0 else 1.0])
    given = min(good / max(valves_share(world.clock, params), 1e-12), 1.0)  # valves given, good control
    luck = CONTROL.at(world.seed).uniform(buildings["uid"])
    has_good = buildings["valves"] & (luck < given)
    # The luck that is left is as good as new.
    left = np.where(buildings["valves"] & ~has_good, (luck - given) / max(1.0 - given, 1e-12), luck)
    buildings["control"][:] = np.where(has_good, int(Control.GOOD), np.where(left < plain[0], 0, 1))
    buildings["control_flag"][:] = Flag.SYNTHETIC
