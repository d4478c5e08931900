"""Where can a trip start and end? Buildings, then zones, as one list of sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.table import Table


class Sites(NamedTuple):
    """Where trips start and end: the buildings, then the zones (row + number of buildings).

    Parameters
    ----------
    xy : Coordinates. (S, 2) [m]
    zone : Zone, -1 none. (S,)
    inside : Whether it lies in the district. (S,)
    n_buildings : Sites from here on are zones. ()
    """

    xy: NDArray[np.float64]
    zone: NDArray[np.int32]
    inside: NDArray[np.bool_]
    n_buildings: int


def sites_of(buildings: Table, zones: Table) -> Sites:
    """Sites of the tables."""
    xy = np.column_stack([np.concatenate([buildings[axis], zones[axis]]).astype(np.float64) for axis in ("x", "y")])
    zone = np.concatenate([buildings["zone"], np.arange(len(zones))]).astype(np.int32)
    inside = np.concatenate([buildings["zone"] >= 0, zones["in_district"]])
    return Sites(xy, zone, inside, len(buildings))
