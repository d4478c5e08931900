"""What are the buildings made of as networks? From columns and layers to chains, for many buildings at once.

The columns say how well a part insulates, the epoch what it is built of. Layers are scaled, or insulated where the
epoch insulates, to the value that the epoch built; what a column is better than that is insulation outside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.domains.energy.zone.constructions import Chain, chains
from twin.domains.energy.zone.kernels import CHAINS, LUMPS
from twin.domains.energy.zone.network import SMALLEST, Network

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.domains.energy.params import Params
    from twin.domains.energy.zone.layer_params import Layers
    from twin.state.table import Table

WALL, ROOF, FLOOR, INNER = range(CHAINS)
LEAST = 0.02  # m2K/W; parts resist at least so much, a few millimetres of plaster
MAST, LOWEST = 10.0, 2.0  # m; height of wind measured, least height of the middle of a wall
U_WINDOW_MOST = 7.0  # W/m2/K; a film inside alone passes 7.6

COLUMNS = (
    "epoch", "footprint", "floor_area", "facade", "party_wall", "window_share", "u_wall", "u_roof", "u_floor",
    "u_window", "thermal_bridges", "heat_capacity", "emitter", "height",
)  # fmt: skip


class Stack(NamedTuple):
    """Layers of each building's part: resistance [m2K/W] and capacity [J/m2/K], outermost first. (H, M)"""

    resistance: NDArray[np.float64]
    capacity: NDArray[np.float64]


class Films(NamedTuple):
    """Resistance of the surfaces of each part, inside and outside counted [m2K/W]."""

    wall: float
    roof: float
    floor: float
    inside: float  # of walls and windows, inside alone

    @classmethod
    def of(cls, params: Params) -> Films:
        """Films from the parameters; below floors there is none."""
        horizontal, up, down = (1.0 / (h + params.h_ri) for h in params.h_ci)
        outside = 1.0 / (params.h_ce + params.h_re)
        return cls(horizontal + outside, up + outside, down, horizontal)


def stacked(types: Sequence[Layers], which: NDArray[np.int64]) -> Stack:
    """Layers of each building by the type it is of, filled up with nothing. (H, M)"""
    count = max(len(layers) for layers in types)
    resistance, capacity = np.zeros((len(types), count)), np.zeros((len(types), count))
    for k, layers in enumerate(types):
        for j, (thickness, conductivity, density, heat) in enumerate(layers):
            resistance[k, j], capacity[k, j] = thickness / conductivity, thickness * density * heat
    return Stack(resistance[which], capacity[which])


def part(
    u: NDArray[np.float64],
    u_built: NDArray[np.float64],
    film: float,
    stacks: tuple[Stack, Stack, Stack],
    insulated: NDArray[np.bool_],
    insulation: tuple[float, float, float],
) -> Chain:
    """Chain of a part that has exactly the U-value of its column.

    Parameters
    ----------
    u, u_built : Today's and the epoch's U-value. (H,) [W/m2/K]
    film : Resistance of the surfaces. () [m2K/W]
    stacks : Layers outside of what is insulated later (soil), outside and inside of the epoch's own insulation.
    insulated : Whether the epoch insulates; elsewhere its layers are scaled. (H,)
    insulation : Conductivity, density and specific heat of insulation. (3,)

    Notes
    -----
    From outside to inside: soil, insulation of later years, outer layers, insulation of the epoch, inner layers.
    """
    built = np.maximum(1.0 / u_built - film, LEAST)
    now = np.maximum(1.0 / u - film, LEAST)
    whole = sum(stack.resistance.sum(axis=1) for stack in stacks)
    own = np.where(insulated, np.maximum(built - whole, 0.0), 0.0)
    less = np.minimum(now / built, 1.0)
    scale = ((built - own) / whole * less)[:, None]
    later = np.maximum(now - built, 0.0)
    conductivity, density, heat = insulation
    soaks = conductivity * density * heat  # J/K/W: capacity per resistance
    soil, outer, inner = stacks
    resistance = np.concatenate(
        [
            soil.resistance * scale,
            later[:, None],
            outer.resistance * scale,
            (own * less)[:, None],
            inner.resistance * scale,
        ],
        axis=1,
    )
    capacity = np.concatenate(
        [soil.capacity, soaks * later[:, None], outer.capacity, soaks * own[:, None], inner.capacity], axis=1
    )
    return chains(resistance, capacity, LUMPS[WALL])


class Areas(NamedTuple):
    """Areas of the buildings' parts. (H,) [m2]"""

    heated: NDArray[np.float64]  # reference area
    wall: NDArray[np.float64]
    window: NDArray[np.float64]
    roof: NDArray[np.float64]
    floors: NDArray[np.float64]  # floors between storeys
    partitions: NDArray[np.float64]  # faces
    party: NDArray[np.float64]

    @classmethod
    def of(cls, buildings: Table, rows: NDArray[np.int64], params: Params) -> Areas:
        """Areas of some buildings."""
        gross, footprint = buildings["floor_area"][rows], buildings["footprint"][rows]
        facade = buildings["facade"][rows].sum(axis=1)
        window = facade * buildings["window_share"][rows]
        heated = np.maximum(gross * params.net_floor_share, 1.0)
        least = SMALLEST
        return cls(
            heated=heated,
            wall=np.maximum(facade - window, least),
            window=np.maximum(window, least),
            roof=np.maximum(footprint, least),
            floors=np.maximum(gross - footprint, 0.0) * params.net_floor_share,
            partitions=np.maximum(heated * params.partition_area, least),
            party=buildings["party_wall"][rows],
        )


def network(
    buildings: Table, rows: NDArray[np.int64], built: tuple[NDArray[np.float64], ...], params: Params
) -> Network:
    """Networks of some buildings as their columns stand today.

    `built` are the U-values of wall, roof and floor and the thermal bridges as the epoch built them. (4 x (B,))
    """
    b = {name: buildings[name][rows] for name in COLUMNS}
    areas, films = Areas.of(buildings, rows, params), Films.of(params)
    walls, floors = np.asarray(params.wall_type)[b["epoch"]], np.asarray(params.floor_type)[b["epoch"]]
    none = Stack(np.zeros((rows.size, 0)), np.zeros((rows.size, 0)))
    soil = stacked([params.soil], np.zeros(rows.size, dtype=np.int64))
    yes, bridges, as_built = np.ones(rows.size, dtype=np.bool_), b["thermal_bridges"], [x[rows] for x in built]
    outer = [
        part(b[f"u_{name}"] + bridges, as_built[k] + as_built[3], film, stacks, insulated, params.insulation)
        for k, (name, film, stacks, insulated) in enumerate(
            (
                (
                    "wall",
                    films.wall,
                    (none, stacked(params.wall_outer, walls), stacked(params.wall_inner, walls)),
                    np.asarray(params.wall_insulated)[walls],
                ),
                ("roof", films.roof, (none, none, stacked(params.top_layers, floors)), yes),
                ("floor", films.floor, (soil, none, stacked(params.ground_layers, floors)), yes),
            )
        )
    ]
    area = (areas.wall, areas.roof, areas.roof)
    meant, outside = 1.0 / (params.h_ce + params.h_re), outer_film(buildings, rows, params)
    lumps = [chain.capacity * a[:, None] for chain, a in zip(outer, area, strict=True)]
    links = [
        a[:, None] / (chain.resistance + film[:, None] * (np.arange(LUMPS[k] + 1) == 0))
        for k, (chain, a, film) in enumerate(zip(outer, area, (outside, outside, 0.0 * outside), strict=True))
    ]
    inner_lumps, inner_link = _inner(walls, floors, areas, params)
    inner_lumps *= (b["heat_capacity"] * areas.heated / inner_lumps.sum(axis=1))[:, None]
    horizontal, up, down = params.h_ci
    faces = (areas.wall, areas.roof, areas.roof, 2.0 * areas.floors + areas.partitions + areas.party, areas.window)
    level = areas.floors * (up + down) + horizontal * (areas.partitions + areas.party)
    convective = (horizontal * areas.wall, up * areas.roof, down * areas.roof, level, horizontal * areas.window)
    u_window = np.minimum(b["u_window"] + bridges, U_WINDOW_MOST)
    shares = np.zeros((rows.size, 2 + CHAINS))
    shares[:, 0], shares[:, 1] = params.sun_to_air, 1.0 - params.sun_to_air
    return Network(
        lumps=np.concatenate([*lumps, inner_lumps], axis=1),
        links=(*links, inner_link),
        convective=np.stack(convective, axis=1),
        radiative=params.h_ri * np.stack(faces, axis=1),
        window=areas.window / np.maximum(1.0 / u_window - films.inside - meant + outside, 1e-3),
        air=params.air_capacity * areas.heated,
        sun=shares,
        plant=np.stack([np.asarray(params.heat_convective)[b["emitter"]], np.ones(rows.size)], axis=1),
    )


def outer_film(buildings: Table, rows: NDArray[np.int64], params: Params) -> NDArray[np.float64]:
    """Resistance at the outer surfaces of some buildings, by the wind at half their height in a city. (H,) [m2K/W]

    Notes
    -----
    U-values are meant with 20 W/m2K, that is with 4 m/s. EN ISO 6946:2017, annex C, has 4 + 4 v; the wind of the
    weather station's mast is brought beside the walls by the power laws of ASHRAE's Handbook.
    """
    open_layer, open_exponent, layer, exponent = params.terrain
    middle = np.maximum(0.5 * buildings["height"][rows], LOWEST)
    beside = params.wind * (open_layer / MAST) ** open_exponent * (middle / layer) ** exponent
    still, per_wind = params.wind_film
    return np.asarray(1.0 / (still + per_wind * beside + params.h_re))


def inner_capacity(buildings: Table, params: Params) -> NDArray[np.float64]:
    """Heat capacity of what is inside, per heated reference area, as the epoch built it. (B,) [J/m2/K]"""
    rows = np.arange(len(buildings))
    areas = Areas.of(buildings, rows, params)
    epoch = buildings["epoch"]
    lumps, _ = _inner(np.asarray(params.wall_type)[epoch], np.asarray(params.floor_type)[epoch], areas, params)
    return np.asarray(lumps.sum(axis=1) / areas.heated)


def _inner(
    walls: NDArray[np.int64], floors: NDArray[np.int64], areas: Areas, params: Params
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Capacities (H, 3) and links (H, 4) of floors between storeys, partitions and party walls, lump by lump."""
    n = walls.size
    capacity, link = np.zeros((n, LUMPS[INNER])), np.zeros((n, LUMPS[INNER] + 1))
    none = np.zeros(n, dtype=np.int64)
    for types, which, area in (
        (params.floor_up, floors, areas.floors),
        (params.floor_down, floors, areas.floors),
        ([params.partition], none, areas.partitions),
        (params.party, walls, areas.party),
    ):
        stack = stacked(types, which)
        chain = chains(stack.resistance, stack.capacity, LUMPS[INNER])
        capacity += area[:, None] * chain.capacity
        link += area[:, None] / chain.resistance
    link[:, 0] = 0.0  # the other half is as warm
    return capacity, link
