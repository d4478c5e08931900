"""Which ways are roundabouts that the layer does not mark as one-way? Circles that are drawn against the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A circle has 4 pi area / perimeter² = 1, a square 0.79. A longer ring is a street round a block.
_ROUND = 0.9
_LONGEST = 400.0


def roundabouts(lines: NDArray[Any], group: NDArray[np.object_], oneway: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Two-way ways that make up a roundabout, which is one-way in the direction that it is drawn in.

    OpenStreetMap's junction=roundabout implies one-way traffic, and such ways are drawn in its direction; extracts
    that keep the explicit tag only lose that. A ring of ways of one class and name that follow each other against the
    clock, nearly a circle of at most 400 m, is taken for one. Where one drives on the left, none is found.

    Parameters
    ----------
    lines : Ways that cars may pass, or any. (W,) [m]
    group : Class and name of each. (W,)
    oneway : Whether it is known to be one-way. (W,)

    Returns
    -------
    Mask of the ways. (W,)
    """
    found = np.zeros(lines.size, dtype=bool)
    open_both = np.flatnonzero(~oneway & ~shapely.is_empty(lines))
    order = open_both[np.argsort(group[open_both].astype(str), kind="stable")]
    labels = group[order].astype(str)
    for rows in np.split(order, np.flatnonzero(labels[1:] != labels[:-1]) + 1):
        if rows.size == 0:
            continue
        merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(list(lines[rows])), directed=True))
        for ring in merged[_round(merged)]:
            found[rows] |= shapely.covered_by(lines[rows], ring)
    return found


def _round(lines: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each line is a short ring, nearly a circle, drawn against the clock."""
    ring = shapely.is_closed(lines) & (shapely.get_num_points(lines) > 3)  # noqa: PLR2004 — first and last are one
    length = shapely.length(lines)
    ring &= (length <= _LONGEST) & (length > 0)
    for i in np.flatnonzero(ring):
        x, y = shapely.get_coordinates(lines[i]).T
        area = 0.5 * float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())  # positive against the clock
        ring[i] = 4.0 * np.pi * area >= _ROUND * float(length[i]) ** 2
    return np.asarray(ring, dtype=bool)
