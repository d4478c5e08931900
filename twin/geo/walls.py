"""Which walls stand against neighbours, and what follows from a building's storeys: height, floor, walls, flats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from twin.geo.footprints import FACINGS, outline_segments, shared_lengths
from twin.state.codes import Use

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from twin.state.table import Table


@dataclass(frozen=True)
class Walls:
    """Stretches of the buildings' outlines and what they share; heights do not matter yet.

    Parameters
    ----------
    owner, facing, length : Building, eighth (N, NE, ..., NW) and length of each stretch. (S,), (S,), (S,) [m]
    stretch, other, shared : Pairs of a stretch and a neighbour of the district, and their common length. (P,) each [m]
    outside : Length against neighbours outside the district, by facing. (B, 8) [m]
    """

    owner: NDArray[np.int64]
    facing: NDArray[np.int64]
    length: NDArray[np.float64]
    stretch: NDArray[np.int64]
    other: NDArray[np.int64]
    shared: NDArray[np.float64]
    outside: NDArray[np.float64]

    @classmethod
    def of(cls, shapes: NDArray[Any], free: NDArray[np.bool_], gap: float, beyond: NDArray[Any]) -> Walls:
        """Walls of outlines; merged ones (not `free`) are nobody's neighbour, those `beyond` the district are. (B,)"""
        n = shapes.size
        segments = outline_segments(shapes)
        counts = np.concatenate([free, np.ones(beyond.size, dtype=bool)])
        s, other, shared = shared_lengths(segments, np.concatenate([shapes, beyond]), counts, gap)
        mine = other < n
        out = np.bincount(s[~mine], weights=shared[~mine], minlength=segments.length.size)
        outside = np.zeros((n, FACINGS))
        np.add.at(outside, (segments.owner, segments.facing), np.minimum(out, segments.length))
        return cls(
            segments.owner, segments.facing, segments.length, s[mine], other[mine], shared[mine], outside
        )  # fmt: skip

    def areas(
        self, height: NDArray[np.float64], free: NDArray[np.bool_], outside: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Exposed wall by facing, and party wall, at some heights. (B, 8), (B,) [m²]

        Neighbours outside the district are taken to be as tall as the walls that they stand against.
        """
        wall = np.zeros((height.size, FACINGS))
        np.add.at(wall, (self.owner, self.facing), self.length * height[self.owner])
        low = np.minimum(height[self.owner[self.stretch]], height[self.other])
        against = np.bincount(self.stretch, weights=self.shared * low, minlength=self.length.size)
        against = np.minimum(against, self.length * height[self.owner])
        party = outside * height[:, None]
        np.add.at(party, (self.owner, self.facing), against)
        party = np.minimum(party, wall)
        facade = wall - party
        facade[~free] = 0.0
        return facade, np.where(free, party.sum(axis=1), 0.0)


def derive(table: Table, walls: Walls, figures: Mapping[str, float]) -> None:
    """Fill what follows from storeys and use: height, floor area, flats, party wall and facade.

    Parameters
    ----------
    table : Buildings.
    walls : Of the same buildings.
    figures : storey_height [m], dwelling_share [1], flat_area [m²].
    """
    free = table["merged_into"] < 0
    table["height"][:] = table["storeys"] * figures["storey_height"]
    table["floor_area"][:] = np.where(free, table["footprint"] * table["storeys"], 0.0)
    homes = np.maximum(1.0, np.round(table["floor_area"] * figures["dwelling_share"] / figures["flat_area"]))
    table["flats"][:] = np.where((table["use"] == Use.RESIDENTIAL) & (table["floor_area"] > 0), homes, 0.0)
    facade, party = walls.areas(table["height"], free, table["party_outside"])
    table["facade"][:], table["party_wall"][:] = facade, party
