"""Which streets can cars, bicycles and walkers take? Link and node tables per mode, with what is assumed of a class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.spatial import cKDTree

from twin.core.streams import uids_of
from twin.geo.circles import roundabouts
from twin.geo.network import Graph, Ways, build_graph, components, cut_ways
from twin.geo.place import locate
from twin.state.codes import StreetClass
from twin.state.schemas import (
    BIKE_LINKS,
    BIKE_NODES,
    CAR_LINKS,
    CAR_NODES,
    WALK_LINKS,
    WALK_NODES,
)
from twin.state.table import Flag, Table

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from twin.geo.recipe import Mode, Streets
    from twin.geo.recipe_figures import ByClass

SCHEMAS = {"car": (CAR_NODES, CAR_LINKS), "bike": (BIKE_NODES, BIKE_LINKS), "walk": (WALK_NODES, WALK_LINKS)}
_LEVELS = {"bridge": 1, "tunnel": 2}
_KMH = 3.6
_LARGE = 0.05  # share of the nodes from which on a part of the network stands for itself


def class_codes(frame: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """Code of each way's class. (W,)"""
    return np.array([StreetClass[str(word).upper()] for word in frame["street_class"]], dtype=np.int64)


def by_class(figure: ByClass) -> NDArray[np.float64]:
    """Value per code of StreetClass, NaN for classes that have none. (C,)"""
    values = np.full(len(StreetClass), np.nan)
    for name, value in figure.values.items():
        values[StreetClass[name.upper()]] = value
    return values


def _text(frame: gpd.GeoDataFrame, name: str) -> NDArray[np.object_]:
    if name not in frame.columns:
        return np.full(len(frame), "", dtype=object)
    values = frame[name].astype(object)
    return np.asarray(values.where(frame[name].notna(), ""), dtype=object)


def _flag(frame: gpd.GeoDataFrame, name: str) -> NDArray[np.bool_]:
    if name not in frame.columns:
        return np.zeros(len(frame), dtype=bool)
    return np.asarray(frame[name].astype(object).where(frame[name].notna(), other=False), dtype=bool)


def _number(frame: gpd.GeoDataFrame, name: str) -> NDArray[np.float64]:
    return frame[name].to_numpy(float) if name in frame.columns else np.full(len(frame), np.nan)


class StreetLayer:
    """The ways inside the district and its margin, cut at the edge.

    Parameters
    ----------
    frame : Layer "streets".
    lines : Its geometries. (W,) [m]
    area : The zones with their margin. [m]
    streets : What is assumed of classes.
    """

    def __init__(self, frame: gpd.GeoDataFrame, lines: NDArray[Any], area: Any, streets: Streets) -> None:
        self.streets = streets
        self.ids = np.asarray(frame["source_id"].astype(str), dtype=object)
        self.names = _text(frame, "name")
        self.code = class_codes(frame)
        self.service = _text(frame, "service")
        marked = frame["oneway"].to_numpy(bool)
        drives = np.isin(self.code, [int(StreetClass[name.upper()]) for name in streets.modes["car"]])
        group = np.array([f"{c}/{n}" for c, n in zip(self.code, self.names, strict=True)], dtype=object)
        self.circle = roundabouts(lines, group, marked | ~drives)
        self.oneway = marked | self.circle
        self.contraflow = _flag(frame, "contraflow")
        self.level = np.array([_LEVELS.get(str(word), 0) for word in _text(frame, "brunnel")], dtype=np.int64)
        self.lanes = _number(frame, "lanes")
        self.maxspeed = _number(frame, "maxspeed")
        self.line, self.row, self.piece, self.cut = cut_ways(lines, area)

    def ways(self, mode: Mode) -> Ways:
        """The pieces that a mode may use."""
        allowed = np.array([int(StreetClass[name.upper()]) for name in self.streets.modes[mode]])
        code = self.code[self.row]
        keep = np.isin(code, allowed)
        if mode == "car":
            passable = np.isin(self.service[self.row].astype(str), self.streets.car_service)
            keep &= (code != StreetClass.SERVICE) | passable
        oneway = self.oneway[self.row] & (mode != "walk")
        if mode == "bike":
            oneway &= ~self.contraflow[self.row]
        row = self.row
        kind = code * 2 + oneway
        if mode == "car":
            lanes = np.nan_to_num(self.lanes[row]).astype(np.int64)
            speed = np.nan_to_num(self.maxspeed[row]).astype(np.int64)
            kind = (kind * 16 + lanes) * 256 + speed
        return Ways(
            self.line[keep],
            row[keep],
            self.piece[keep],
            kind[keep],
            oneway[keep],
            self.level[row[keep]],
            self.cut[keep],
        )

    def graph(self, mode: Mode) -> Graph:
        """Network of a mode; for cars, main streets that end nowhere are gates too."""
        graph = build_graph(self.ways(mode))
        if mode == "car":
            mains = np.array([int(StreetClass[name.upper()]) for name in self.streets.main])
            degree = np.bincount(np.concatenate([graph.tail, graph.head]), minlength=graph.gate.size)
            is_main = np.isin(self.code[graph.way], mains)
            at_main = np.zeros(graph.gate.size, dtype=bool)
            at_main[graph.tail[is_main]] = True
            at_main[graph.head[is_main]] = True
            graph.gate |= at_main & (degree == 1)
        return graph


def network_tables(
    layer: StreetLayer, mode: Mode, zones: tuple[NDArray[Any], NDArray[np.int64]], *, synthetic: bool
) -> tuple[Table, Table, NDArray[Any]]:
    """Nodes, directed links and link geometries of a mode.

    Parameters
    ----------
    layer : Ways.
    mode : "car", "bike" or "walk".
    zones : Outlines and rows of the district's zones. (D,), (D,)
    synthetic : Whether the layers are authored.
    """
    graph = layer.graph(mode)
    node_schema, link_schema = SCHEMAS[mode]
    mm = np.round(graph.xy * 1000).astype(np.int64)
    spot = [f"{mode}/node/{x}/{y}" for x, y in mm.tolist()]
    nodes = Table.from_columns(
        node_schema, {"uid": uids_of(_apart(spot)), "x": graph.xy[:, 0], "y": graph.xy[:, 1], "gate": graph.gate}
    )
    both = ~graph.oneway
    edge = np.concatenate([np.arange(graph.tail.size), np.flatnonzero(both)])
    back = np.concatenate([np.zeros(graph.tail.size, dtype=bool), np.ones(int(both.sum()), dtype=bool)])
    tail = np.where(back, graph.head[edge], graph.tail[edge])
    head = np.where(back, graph.tail[edge], graph.head[edge])
    line = np.where(back, shapely.reverse(graph.line[edge]), graph.line[edge])
    way = graph.way[edge]
    length = graph.length[edge]
    ids = [
        f"{mode}/{layer.ids[w]}/{round(s * 1000)}/{'b' if b else 'f'}"
        for w, s, b in zip(way, graph.start[edge], back, strict=True)
    ]
    columns: dict[str, Any] = {
        "uid": uids_of(ids),
        "source_id": layer.ids[way],
        "name": layer.names[way],
        "tail": tail,
        "head": head,
        "length": length,
        "street_class": layer.code[way],
        "zone": locate(shapely.line_interpolate_point(line, 0.5, normalized=True), *zones),
    }
    if mode == "car":
        columns |= _capacities(layer, way, graph.oneway[edge], length)
        if synthetic:
            columns |= dict.fromkeys(("lanes_flag", "free_speed_flag", "capacity_flag"), Flag.SYNTHETIC)
    return nodes, Table.from_columns(link_schema, columns), line


def _apart(names: list[str]) -> list[str]:
    """Names made unique: junctions above each other get a number."""
    seen: dict[str, int] = {}
    apart = []
    for name in names:
        count = seen.get(name, 0)
        seen[name] = count + 1
        apart.append(f"{name}/{count}" if count else name)
    return apart


def _capacities(
    layer: StreetLayer, way: NDArray[np.int64], oneway: NDArray[np.bool_], length: NDArray[np.float64]
) -> dict[str, Any]:
    streets, code = layer.streets, layer.code[way]
    assumed = np.where(oneway, by_class(streets.lanes_oneway)[code], by_class(streets.lanes_twoway)[code])
    lanes = np.where(np.isnan(layer.lanes[way]), assumed, layer.lanes[way])
    class_speed = by_class(streets.free_speed)[code]
    limit = layer.maxspeed[way]
    speed = np.where(np.isnan(limit), class_speed, limit)
    return {
        "lanes": lanes,
        "lanes_flag": np.where(np.isnan(layer.lanes[way]), Flag.IMPUTED, Flag.MEASURED),
        "free_speed": speed / _KMH,
        "free_speed_flag": np.where(np.isnan(limit), Flag.IMPUTED, Flag.DERIVED),
        "capacity": lanes * by_class(streets.lane_capacity)[code],
        "capacity_flag": Flag.IMPUTED,
        "storage": np.maximum(1.0, np.floor(lanes * length / streets.vehicle_length.value)),
    }


def main_nodes(nodes: Table, links: Table, *, strong: bool) -> NDArray[np.int64]:
    """Nodes from which every other one (and the world outside) can be reached and that are no gates. (K,)

    A part that hangs on the rest through the world outside only is left out unless it is large: nobody drives out of
    the district to get to the next street.
    """
    joined = components(len(nodes), links["tail"], links["head"], nodes["gate"], strong=strong)
    apart = components(len(nodes), links["tail"], links["head"], np.zeros(len(nodes), dtype=bool), strong=strong)
    large = np.bincount(apart, minlength=1)[apart] >= _LARGE * len(nodes)
    inside = (joined == 0) & ~nodes["gate"]
    rows = np.flatnonzero(inside & large)
    rows = rows if rows.size else np.flatnonzero(inside)
    return rows if rows.size else np.arange(len(nodes))


def nearest(xy: NDArray[np.float64], nodes: Table, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Row of the nearest node among `rows`, -1 if there is none. (P, 2) → (P,)"""
    if rows.size == 0:
        return np.full(xy.shape[0], -1, dtype=np.int64)
    _, found = cKDTree(np.column_stack([nodes["x"][rows], nodes["y"][rows]])).query(xy)
    return np.asarray(rows[found], dtype=np.int64)


def connectivity(nodes: Table, links: Table, *, strong: bool) -> tuple[float, NDArray[np.int64]]:
    """Share of link length inside the zones that lies in one component, and the links that do not."""
    label = components(len(nodes), links["tail"], links["head"], nodes["gate"], strong=strong)
    inside = links["zone"] >= 0
    whole = (label[links["tail"]] == 0) & (label[links["head"]] == 0)
    total = links["length"][inside].sum()
    share = float(links["length"][inside & whole].sum() / total) if total > 0 else 1.0
    return share, np.flatnonzero(inside & ~whole)


def network_notes(mode: Mode, nodes: Table, links: Table) -> list[str]:
    """Sentences on a network and on what is cut off in it."""
    strong = mode != "walk"
    share, off = connectivity(nodes, links, strong=strong)
    size = f"{len(nodes)} nodes, {len(links)} links, {int(nodes['gate'].sum())} gates"
    notes = [
        f"{mode}: {size}; {100 * share:.2f} % of the length inside the zones hangs together, gates joined outside."
    ]
    if mode == "car" and off.size:
        notes.append(f"car: cut off: {_by_name(links, off)}.")
    return notes


def cut_off(links: Table, off: NDArray[np.int64]) -> list[tuple[str, str, str, float]]:
    """Name, class, way and length [m] of the stretches that links `off` run along, longest first, directions as one."""
    ends = np.sort(np.column_stack([links["tail"][off], links["head"][off]]), axis=1)
    seen: dict[tuple[str, int, int, int], tuple[str, str, str, float]] = {}
    for i, (a, b) in zip(off, ends.tolist(), strict=True):
        way, length = str(links["source_id"][i]), float(links["length"][i])
        kind = StreetClass(links["street_class"][i]).name.lower()
        seen.setdefault((way, a, b, round(1000 * length)), (str(links["name"][i]), kind, way, length))
    return sorted(seen.values(), key=lambda row: (-row[3], row[2]))


def _by_name(links: Table, off: NDArray[np.int64]) -> str:
    """Cut-off streets by name, longest first, with the length of each."""
    total: dict[str, float] = {}
    for name, kind, _, length in cut_off(links, off):
        word = name or f"unnamed {kind}"
        total[word] = total.get(word, 0.0) + length
    order = sorted(total.items(), key=lambda row: (-row[1], row[0]))
    return ", ".join(f"{name} {length:.0f} m" for name, length in order)
