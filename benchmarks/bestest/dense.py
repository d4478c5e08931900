"""What does the box do as one dense set of equations? Slow and plain: every surface for itself, layers cut into slices.

It shares no line with the zone of the energy domain, so that both cannot be wrong alike, and it can do what that zone
leaves out: convection that follows the difference of temperature between surface and air.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.bestest import cases

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from benchmarks.bestest.cases import Layer
    from benchmarks.bestest.drivers import Drivers, Surface

SLICE = 0.02  # m; layers are cut into slices of at most this
AIR, STAR = 0, 1  # nodes of the air and of the exchange of radiation
_LEAST = 0.1  # W/m2K, convection in air that does not move


@dataclass(frozen=True)
class Nodes:
    """The box as nodes.

    Parameters
    ----------
    capacity : (N,) [J/K]
    matrix : Conductances between nodes and to the outdoor air, without convection inside. (N, N) [W/K]
    outdoors : To the outdoor air. (N,) [W/K]
    inner, outer : Node of the inner and outer face of every surface. (S,)
    """

    capacity: NDArray[np.float64]
    matrix: NDArray[np.float64]
    outdoors: NDArray[np.float64]
    inner: NDArray[np.int64]
    outer: NDArray[np.int64]


def _slices(layers: Sequence[Layer]) -> Iterator[tuple[float, float]]:
    """(resistance, capacity) of each slice per area, from inside to outside."""
    for layer in layers:
        count = max(1, int(np.ceil(layer.thickness / SLICE))) if layer.density * layer.heat > 0.0 else 1
        thickness = layer.thickness / count
        for _ in range(count):
            yield thickness / layer.conductivity, thickness * layer.density * layer.heat


def assemble(parts: Sequence[Surface], volume: float = cases.VOLUME) -> Nodes:
    """Tie the surfaces together."""
    capacity = [volume * cases.AIR_DENSITY * cases.AIR_HEAT, 0.0]
    ties: list[tuple[int, int, float]] = []
    inner, outer = [], []
    for part in parts:
        at = len(capacity)
        capacity.append(0.0)
        inner.append(at)
        ties.append((at, STAR, part.radiant_inside * part.area))
        for resistance, heat in list(_slices(part.layers)) or [(1.0 / part.conductance, 0.0)]:
            middle, ahead = len(capacity), len(capacity) + 1
            capacity += [heat * part.area, 0.0]
            ties += [(at, middle, 2.0 * part.area / resistance), (middle, ahead, 2.0 * part.area / resistance)]
            at = ahead
        outer.append(at)
    if not any(part.radiant_inside for part in parts):
        ties.append((AIR, STAR, 1.0e6))  # nobody exchanges radiation: gains by radiation go to the air
    matrix = np.zeros((len(capacity), len(capacity)))
    for a, b, tie in ties:
        matrix[a, a] += tie
        matrix[b, b] += tie
        matrix[a, b] -= tie
        matrix[b, a] -= tie
    outdoors = np.zeros(len(capacity))
    outdoors[outer] = [part.exposed * part.area for part in parts]
    return Nodes(np.array(capacity), matrix + np.diag(outdoors), outdoors, np.array(inner), np.array(outer))


def loads(nodes: Nodes, parts: Sequence[Surface], act: Drivers) -> NDArray[np.float64]:
    """Heat into every node by tick, outdoor air counted. (T, N) [W]"""
    heat = act.t_out[:, None] * nodes.outdoors
    heat[:, AIR] += act.convective + act.airing * act.t_out
    heat[:, STAR] += act.radiant
    for part, inside, outside in zip(parts, nodes.inner, nodes.outer, strict=True):
        heat[:, inside] += act.inner[part.name] * part.area
        heat[:, outside] += act.outer[part.name] * part.area
    return np.asarray(heat)


def simulate(
    parts: Sequence[Surface], act: Drivers, dt_s: float, *, years: int = 2, start: float = 20.0, moving: bool = False
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Power of the plant [W] and air [degC] at the end of each tick, the last of some years; backward Euler.

    Parameters
    ----------
    parts, act : Surfaces and drivers.
    dt_s : Length of a tick. [s]
    years : How often the drivers are gone through, to settle.
    start : Temperature of everything before. [degC]
    moving : Convection inside follows the difference of temperature at the tick before, see `convection`.
    """
    nodes = assemble(parts)
    heat = loads(nodes, parts, act)
    keep = nodes.capacity / dt_s
    areas = np.array([part.area for part in parts])
    films = np.array([part.inside for part in parts])
    t = np.full(keep.size, start)
    watt = np.zeros(keep.size)
    watt[AIR] = 1.0
    solved: dict[float, NDArray[np.float64]] = {}
    power, air = np.zeros(act.t_out.size), np.zeros(act.t_out.size)
    for _ in range(years):
        for k in range(power.size):
            right = heat[k] + keep * t
            if moving:
                films = convection(parts, t[AIR] - t[nodes.inner])
                matrix = _matrix(nodes, keep, films * areas, act.airing[k])
                free, by_watt = np.linalg.solve(matrix, np.stack([right, watt], axis=1)).T
            else:
                if act.airing[k] not in solved:
                    inverse = np.linalg.inv(_matrix(nodes, keep, films * areas, act.airing[k]))
                    solved[act.airing[k]] = np.asarray(inverse, dtype=np.float64)
                free, by_watt = solved[act.airing[k]] @ right, solved[act.airing[k]][:, AIR]
            wanted = min(max(free[AIR], act.heating[k]), act.cooling[k])
            power[k] = (wanted - free[AIR]) / by_watt[AIR]
            t[:] = free + by_watt * power[k]
            air[k] = wanted
    return power, air


def _matrix(nodes: Nodes, keep: NDArray[np.float64], films: NDArray[np.float64], airing: float) -> NDArray[np.float64]:
    matrix = nodes.matrix + np.diag(keep)
    matrix[AIR, AIR] += airing + films.sum()
    matrix[nodes.inner, nodes.inner] += films
    matrix[AIR, nodes.inner] -= films
    matrix[nodes.inner, AIR] -= films
    return np.asarray(matrix)


def convection(parts: Sequence[Surface], warmer: NDArray[np.float64]) -> NDArray[np.float64]:
    """Natural convection by how much warmer the air is than each inner surface (Walton, 1983, TARP). (S,) [W/m2K]

    Walls 1.31, floors under and ceilings over air that rises 1.52, air that lies still 0.76 times the cube root.
    """
    factor = np.full(warmer.size, 1.31)
    for k, part in enumerate(parts):
        if part.kind in {"roof", "floor"}:
            rises = warmer[k] > 0.0 if part.kind == "roof" else warmer[k] < 0.0
            factor[k] = 1.52 if rises else 0.76
    return np.asarray(np.maximum(factor * np.cbrt(np.abs(warmer)), _LEAST))
