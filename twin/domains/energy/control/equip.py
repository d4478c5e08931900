"""How well is each building's heating controlled before any measure?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
from twin.domains.energy.plants.equip import INSIDE, design_load, valves_share
from twin.state.codes import Control
from twin.state.table import Flag

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.energy.params import Params
    from twin.state.table import Table
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


def share_needed(buildings: Table, params: Params) -> NDArray[np.float64]:
    """Share of their emitters' power that buildings need on the coldest day as they stand today, at most 1. (B,) [1]

    As first built all need what the emitters were sized for; an envelope that was insulated needs less.
    """
    power = np.maximum(buildings["emitter_power"], 1.0)
    needed = params.emitter_oversizing * design_load(buildings, params)
    return np.where((buildings["emitter_power"] > 0.0) & (needed > 0.0), np.minimum(needed / power, 1.0), 1.0)


def reset_curve(
    design: NDArray[np.float64], exponent: NDArray[np.float64], needed: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Mean water temperature at which emitters give the share that is needed, 0 where nobody told. (B,) [degC]"""
    return np.where(design > INSIDE, INSIDE + (design - INSIDE) * needed ** (1.0 / exponent), design)
