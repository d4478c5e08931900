"""Where can a trip start and end? Buildings, then zones, then places beyond the municipality, as one list of sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.outside.ring import Ring
    from twin.state.table import Table


class Sites(NamedTuple):
    """Where trips start and end: buildings, zones (row + number of buildings), then sectors of the ring.

    Parameters
    ----------
    xy : Coordinates. (S, 2) [m]
    zone : Zone, -1 none. (S,)
    inside : Whether it lies in the district. (S,)
    n_buildings : Sites from here on are zones. ()
    n_zones : Sites from `n_buildings + n_zones` on lie beyond the municipality. ()
    """

    xy: NDArray[np.float64]
    zone: NDArray[np.int32]
    inside: NDArray[np.bool_]
    n_buildings: int
    n_zones: int


def sites_of(buildings: Table, zones: Table, ring: Ring | None = None) -> Sites:
    """Sites of the tables, and of the ring if there is one."""
    xy = np.column_stack([np.concatenate([buildings[axis], zones[axis]]).astype(np.float64) for axis in ("x", "y")])
    zone = np.concatenate([buildings["zone"], np.arange(len(zones))]).astype(np.int32)
    inside = np.concatenate([buildings["zone"] >= 0, zones["in_district"]])
    if ring is not None:
        beyond = ring.xy.shape[0]
        xy = np.concatenate([xy, ring.xy])
        zone = np.concatenate([zone, np.full(beyond, -1, dtype=np.int32)])
        inside = np.concatenate([inside, np.zeros(beyond, dtype=bool)])
    return Sites(xy, zone, inside, len(buildings), len(zones))
