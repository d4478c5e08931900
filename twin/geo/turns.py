"""Which turns are forbidden to cars? Restrictions between ways as pairs of links of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from twin.core.streams import uids_of
from twin.state.schemas import TURNS
from twin.state.table import Table

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

Spot = tuple[int, int]
_MM = 1000.0  # vertices are compared in whole millimetres, as the network does


def turns_table(
    turns: tuple[gpd.GeoDataFrame | None, NDArray[Any]],
    streets: tuple[NDArray[Any], NDArray[Any]],
    network: tuple[Table, Table, NDArray[Any]],
    notes: list[str],
) -> Table:
    """Pairs of links of which the second may not follow the first.

    Parameters
    ----------
    turns : Layer "turns", and where the turns are. (T,) [m]
    streets : source_id and geometry of the ways. (W,), (W,) [m]
    network : Nodes, links and link geometries of the car network.
    notes : Sentences on what was left out; added to.

    Notes
    -----
    A link belongs to a way if its vertex next to the junction is the way's too, since links may join several ways.
    """
    frame, points = turns
    if frame is None or frame.empty:
        return Table.from_columns(TURNS, {"uid": uids_of(()), "from_link": [], "to_link": []})
    nodes, links, lines = network
    at_node = {spot: node for node, spot in enumerate(_spots(np.column_stack([nodes["x"], nodes["y"]])))}
    way_row = {name: row for row, name in enumerate(streets[0].tolist())}
    near = [_spots(shapely.get_coordinates(line)) for line in lines]
    into: dict[int, list[int]] = {}
    out: dict[int, list[int]] = {}
    for link, (tail, head) in enumerate(zip(links["tail"].tolist(), links["head"].tolist(), strict=True)):
        out.setdefault(tail, []).append(link)
        into.setdefault(head, []).append(link)
    banned: dict[tuple[int, int], str] = {}
    lost = 0
    for spot, name, start, end, kind in zip(
        _spots(shapely.get_coordinates(points)),
        *(frame[c].astype(str) for c in ("source_id", "from_way", "to_way", "kind")),
        strict=True,
    ):
        node = at_node.get(spot, -1)
        beside = [_beside(streets[1][way_row[way]], spot) if way in way_row else set() for way in (start, end)]
        come = [link for link in into.get(node, ()) if near[link][-2] in beside[0]]
        go = [link for link in out.get(node, ()) if near[link][1] in beside[1]]
        lost += not (come and go)
        back = {(a, b) for a in come for b in go if near[a][-2] == near[b][1]}
        pairs = {(a, b) for a in come for b in go}
        if kind.startswith("only_"):
            pairs = {(a, b) for a in come for b in out[node] if b not in go} if come and go else set()
        elif start == end:
            pairs = back if kind == "no_u_turn" else pairs - back
        for a, b in sorted(pairs):
            banned.setdefault((a, b), f"turn/{name}/{a}/{b}")
    if lost:
        notes.append(f"{lost} turn restrictions lie on streets that cars do not drive here, and are left out.")
    notes.append(f"Turn restrictions forbid {len(banned)} turns from one link to another.")
    rows = sorted(banned)
    pair = np.array(rows, dtype=np.int64).reshape(-1, 2)
    uid = uids_of(banned[row] for row in rows)
    return Table.from_columns(TURNS, {"uid": uid, "from_link": pair[:, 0], "to_link": pair[:, 1]})


def _spots(xy: NDArray[np.float64]) -> list[Spot]:
    return [(x, y) for x, y in np.round(xy * _MM).astype(np.int64).tolist()]


def _beside(line: Any, spot: Spot) -> set[Spot]:
    """Vertices of a line next to the one at a spot."""
    spots = _spots(shapely.get_coordinates(line))
    found: set[Spot] = set()
    for i, at in enumerate(spots):
        if at == spot:
            found |= set(spots[max(i - 1, 0) : i]) | set(spots[i + 1 : i + 2])
    return found
