"""How do ways become a network? Split where ways share a vertex, contract what lies between junctions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MM = 1000.0  # vertices are compared in whole millimetres, far below their precision; nothing is snapped


@dataclass
class Ways:
    """Ways that one mode may use.

    Parameters
    ----------
    line : Geometry. (W,) [m]
    way : Row of the way in its layer; pieces of a cut way share it. (W,)
    piece : Number of the piece within its way. (W,)
    kind : Whatever must not change along a link: class, direction, lanes, speed as one number. (W,)
    oneway : Whether only the line's direction is open. (W,)
    level : 0 on the ground, 1 bridge, 2 tunnel. (W,)
    cut : Whether the line was cut at its start and at its end. (W, 2)
    """

    line: NDArray[Any]
    way: NDArray[np.int64]
    piece: NDArray[np.int64]
    kind: NDArray[np.int64]
    oneway: NDArray[np.bool_]
    level: NDArray[np.int64]
    cut: NDArray[np.bool_]


@dataclass
class Graph:
    """Junctions and the stretches between them, undirected but drawn in the direction of their ways.

    Parameters
    ----------
    xy : Junctions. (N, 2) [m]
    gate : Whether a way is cut there. (N,)
    tail, head : Rows of junctions. (E,)
    line : Geometry from tail to head. (E,) [m]
    way : Row of the way that the longest part of it comes from. (E,)
    start : Distance along that way at which this part starts, which keeps links of one way apart. (E,) [m]
    oneway : Whether only tail to head is open. (E,)
    """

    xy: NDArray[np.float64]
    gate: NDArray[np.bool_]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    line: NDArray[Any]
    way: NDArray[np.int64]
    start: NDArray[np.float64]
    oneway: NDArray[np.bool_]

    @property
    def length(self) -> NDArray[np.float64]:
        """Length of each stretch. (E,) [m]"""
        return np.asarray(shapely.length(self.line), dtype=float)


def cut_ways(
    lines: NDArray[Any], area: Any
) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Keep what lies inside an area and note where lines were cut.

    Returns
    -------
    line, row, piece, cut : Pieces in order along their line, their line's row, number within it, and whether their
        start and end are cuts. (P,), (P,), (P,), (P, 2)
    """
    shapely.prepare(area)
    touches = np.flatnonzero(shapely.intersects(area, lines))
    whole = shapely.covers(area, lines[touches])
    pieces: list[Any] = list(lines[touches[whole]])
    rows: list[int] = [int(r) for r in touches[whole]]
    numbers = [0] * len(rows)
    cuts = [(False, False)] * len(rows)
    for row in touches[~whole]:
        line = lines[row]
        ends = (line.coords[0], line.coords[-1])
        for number, part in enumerate(_inside(line, area)):
            pieces.append(part)
            rows.append(int(row))
            numbers.append(number)
            cuts.append((part.coords[0] not in ends, part.coords[-1] not in ends))
    return (
        np.array(pieces, dtype=object),
        np.array(rows, dtype=np.int64),
        np.array(numbers, dtype=np.int64),
        np.array(cuts, dtype=bool).reshape(-1, 2),
    )


def _inside(line: Any, area: Any) -> list[Any]:
    """Parts of a line inside an area, in order and in the line's direction."""
    parts = [p for p in shapely.get_parts(shapely.intersection(line, area)) if p.geom_type == "LineString"]
    if not parts:
        return []
    merged = list(shapely.get_parts(shapely.line_merge(shapely.multilinestrings(parts), directed=True)))
    return sorted(merged, key=lambda part: float(shapely.line_locate_point(line, shapely.Point(part.coords[0]))))


def _vertex_keys(ways: Ways) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Coordinates of all vertices, the way of each, and a number that equal vertices share.

    A bridge or tunnel meets other ways at its ends only: its inner vertices are not those of a street beneath, even
    where their coordinates are the same.
    """
    xy, way = shapely.get_coordinates(ways.line, return_index=True)
    mm = np.round(xy * _MM).astype(np.int64)
    first = np.append(True, way[1:] != way[:-1])
    last = np.append(first[1:], True)
    end = first | last
    level = ways.level[way]
    inner = np.where(end, 0, level)
    # Where two bridges meet in the middle of one, the other's end is up there too.
    up = {(x, y, z) for x, y, z in np.column_stack([mm, inner])[inner > 0].tolist()}
    for i in np.flatnonzero(end & (level > 0)):
        if (int(mm[i, 0]), int(mm[i, 1]), int(level[i])) in up:
            inner[i] = level[i]
    _, key = np.unique(np.column_stack([mm, inner]), axis=0, return_inverse=True)
    return xy, way, key.ravel()


def build_graph(ways: Ways) -> Graph:
    """Split ways at shared vertices, contract junctions of two equal stretches, keep the geometry.

    Parameters
    ----------
    ways : Ways of one mode.
    """
    xy, way, key = _vertex_keys(ways)
    first = np.append(True, way[1:] != way[:-1])
    last = np.append(first[1:], True)
    times = np.bincount(key)
    stop = first | last | (times[key] > 1)
    at = np.flatnonzero(stop)
    same = way[at[1:]] == way[at[:-1]]
    begin, end = at[:-1][same], at[1:][same]
    gate_key = np.zeros(times.shape[0], dtype=bool)
    gate_key[key[first][ways.cut[:, 0]]] = True
    gate_key[key[last][ways.cut[:, 1]]] = True
    spot = np.zeros((times.shape[0], 2))
    spot[key] = xy
    pieces = _Pieces(key[begin], key[end], begin, end, way[begin], _distance_along(xy, way)[begin])
    return _contract(pieces, xy, spot, gate_key, ways)


def _distance_along(xy: NDArray[np.float64], way: NDArray[np.int64]) -> NDArray[np.float64]:
    step = np.append(0.0, np.hypot(*(xy[1:] - xy[:-1]).T))
    first = np.append(True, way[1:] != way[:-1])
    total = np.cumsum(np.where(first, 0.0, step))
    return np.asarray(total - total[first][np.cumsum(first) - 1])


@dataclass
class _Pieces:
    """Stretches between vertices where ways start, end or meet: keys of both ends and the range of vertices."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    way: NDArray[np.int64]
    start: NDArray[np.float64]


def _contract(
    pieces: _Pieces, xy: NDArray[np.float64], spot: NDArray[np.float64], gate: NDArray[np.bool_], ways: Ways
) -> Graph:
    n_keys = spot.shape[0]
    n = pieces.a.size
    ends = np.concatenate([pieces.a, pieces.b])
    degree = np.bincount(ends, minlength=n_keys)
    order = np.argsort(ends, kind="stable")
    where = np.searchsorted(ends[order], np.arange(n_keys))
    kind, oneway = ways.kind[pieces.way], ways.oneway[pieces.way]
    through = (degree == 2) & ~gate  # noqa: PLR2004
    # The two piece ends at each through vertex; piece i has ends i (start) and i + n (end).
    one = order[where[np.flatnonzero(through)]]
    two = order[where[np.flatnonzero(through)] + 1]
    p, q = one % n, two % n
    fits = (p != q) & (kind[p] == kind[q])
    # Along a one-way street one piece must end where the other starts.
    fits &= ~oneway[p] | ((one >= n) != (two >= n))
    partner = np.full(2 * n, -1, dtype=np.int64)
    partner[one[fits]] = two[fits]
    partner[two[fits]] = one[fits]
    chains = _chains(partner, n)
    length = np.hypot(*(xy[1:] - xy[:-1]).T)
    run = np.append(0.0, np.cumsum(length))
    size = run[pieces.end] - run[pieces.begin]
    tails, heads, lines, lead = [], [], [], []
    for chain in chains:
        coords: list[NDArray[np.float64]] = []
        for piece, backward in chain:
            stretch = xy[pieces.begin[piece] : pieces.end[piece] + 1]
            stretch = stretch[::-1] if backward else stretch
            coords.append(stretch if not coords else stretch[1:])
        (first, turned_first), (last, turned_last) = chain[0], chain[-1]
        tails.append(pieces.b[first] if turned_first else pieces.a[first])
        heads.append(pieces.a[last] if turned_last else pieces.b[last])
        lines.append(shapely.linestrings(np.concatenate(coords)))
        members = [piece for piece, _ in chain]
        lead.append(max(members, key=lambda i: (size[i], -pieces.way[i], -pieces.start[i])))
    used, rows = np.unique(np.array([tails, heads], dtype=np.int64), return_inverse=True)
    rows = rows.reshape(2, -1)
    lead_rows = np.array(lead, dtype=np.int64)
    return Graph(
        spot[used],
        gate[used],
        rows[0].astype(np.int64),
        rows[1].astype(np.int64),
        np.array(lines, dtype=object),
        ways.way[pieces.way[lead_rows]],
        pieces.start[lead_rows] + 1e-3 * ways.piece[pieces.way[lead_rows]],
        oneway[lead_rows],
    )


def _chains(partner: NDArray[np.int64], n: int) -> list[list[tuple[int, bool]]]:
    """Pieces that follow each other through vertices of degree two, each with whether it is walked backwards.

    `partner[e]` is the piece end that piece end `e` is joined to, -1 for none; piece i has ends i and i + n.
    """
    done = np.zeros(n, dtype=bool)
    chains = []
    # Chains that have an end first, then rings; a chain starts at a piece whose start is free where it has one.
    open_start = partner[:n] < 0
    open_end = partner[n:] < 0
    for group in (np.flatnonzero(open_start), np.flatnonzero(~open_start & open_end), np.arange(n)):
        for piece in group:
            if done[piece]:
                continue
            backward = bool(not open_start[piece] and open_end[piece])
            chain = []
            at = int(piece)
            while not done[at]:
                done[at] = True
                chain.append((at, backward))
                leave = at if backward else at + n
                enter = int(partner[leave])
                if enter < 0:
                    break
                at, backward = enter % n, enter >= n
            chains.append(chain)
    return chains


def components(
    n_nodes: int, tail: NDArray[np.int64], head: NDArray[np.int64], gate: NDArray[np.bool_], *, strong: bool
) -> NDArray[np.int64]:
    """Component of each node, gates joined through the world outside; 0 is the component with most nodes.

    Parameters
    ----------
    n_nodes : Number of nodes N.
    tail, head : Directed links. (L,), (L,)
    gate : Nodes that lead outside. (N,)
    strong : Whether directions count.
    """
    gates = np.flatnonzero(gate)
    outside = np.full(gates.size, n_nodes)
    i = np.concatenate([tail, gates, outside])
    j = np.concatenate([head, outside, gates])
    matrix = coo_array((np.ones(i.size, dtype=np.int8), (i, j)), shape=(n_nodes + 1, n_nodes + 1)).tocsr()
    _, label = connected_components(matrix, directed=True, connection="strong" if strong else "weak")
    label = label[:n_nodes]
    largest = int(np.argmax(np.bincount(label))) if n_nodes else 0
    return np.where(label == largest, 0, label + 1).astype(np.int64)
