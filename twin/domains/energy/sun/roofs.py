"""Which roofs have room for photovoltaics, how steep are they, and where do they face?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.state.codes import Thermal
from twin.state.table import Flag

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.energy.params import Params
    from twin.state.world import World

SOUTH = 180.0
FREE_BELOW = 20.0  # degrees; what stands higher between east and west takes room away
_SUNNY = slice(9, 27)  # directions from east over south to west


def equip(world: World, params: Params) -> None:
    """Fill room on the roofs, slope and azimuth of modules that anybody may put there; there are none at first."""
    buildings = world.table("buildings")
    pitched = buildings["epoch"] <= params.pv_flat_until
    buildings["pv_tilt"][:] = np.where(pitched, params.pv_pitch, params.pv_rack)
    buildings["pv_azimuth"][:] = facing(buildings["long_axis"], pitched)
    free = (buildings["horizon_roof"][:, _SUNNY] < FREE_BELOW).mean(axis=1)
    share = np.where(pitched, params.pv_usable_pitched, params.pv_usable_flat)
    stands = buildings["thermal"] != Thermal.MERGED
    buildings["roof_usable"][:] = np.where(stands, buildings["footprint"] * share * free, 0.0)
    buildings["roof_usable_flag"][:] = np.maximum(buildings["epoch_flag"], Flag.IMPUTED)


def facing(axis: NDArray[np.float64], pitched: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Azimuth of modules along the building: the one nearest to south. (B,) [°]

    Parameters
    ----------
    axis : Azimuth of the longer side, 0 to 180. (B,) [°]
    pitched : Whether the roof has a ridge, along the longer side; rows on flat roofs may stand along either. (B,)
    """
    choices = (np.asarray(axis)[:, None] + np.array([90.0, 270.0, 0.0, 180.0])) % 360.0
    off = np.abs(choices - SOUTH)
    off[:, 2:] += np.where(pitched, 360.0, 0.0)[:, None]
    return np.asarray(choices[np.arange(choices.shape[0]), np.argmin(off, axis=1)])
