"""What heat does one building described in words take, hour by hour? The zone kernel for tests and cross-checks.

    from twin.domains.energy.zone.box import Box, Drivers, Element, Window, simulate
    found = simulate(Box(elements=[...], windows=[...], volume=129.6), Drivers(t_out=t_out, ...), dt_s=3600.0)

It is the very kernel that runs the district. The air of a zone is one node, long-wave exchange inside goes over one
radiant node (EN ISO 52016-1:2017), each of the roles WALL, ROOF, FLOOR and INNER is one chain of lumps. Elements of one
role and construction merge exactly (area-weighted surroundings); elements of one role but different constructions are
put side by side lump by lump, which keeps their steady loss and capacity but is approximate in between.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Literal

import numpy as np

from twin.core.jit import kernel
from twin.domains.energy.zone import kernels as rooms
from twin.domains.energy.zone.kernels import LANES, LUMPS, N_DRIVERS, N_LUMPS, N_OUT, N_STATE, advance
from twin.domains.energy.zone.network import SMALLEST, Network, factors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from twin.domains.energy.zone.constructions import Construction

ROUNDING = 1.0e-9
OFF, NO_COOLING = -99.0, 1.0e3  # degC; set points of a plant that is off
AIR_HEAT = 1.204 * 1006.0  # J/m3/K, air of 20 degC at sea level
SKY_BELOW = 11.0  # K, sky below air in intermediate climates (EN ISO 52016-1:2017)


class Role(IntEnum):
    """Chain that an element belongs to."""

    WALL = 0
    ROOF = 1
    FLOOR = 2
    INNER = 3


# Convective coefficients inside (EN ISO 13789:2017, as in EN ISO 52016-1): horizontal, upward and downward
# flow of heat; INNER as walls.
H_CI = {Role.WALL: 2.5, Role.ROOF: 5.0, Role.FLOOR: 0.7, Role.INNER: 2.5}
H_RI, H_CE, H_RE = 5.13, 20.0, 4.14  # W/m2/K, EN ISO 13789:2017


@dataclass(frozen=True)
class Element:
    """An opaque part: name (the key of its drivers), role, area [m2], construction, boundary, films.

    `boundary`: "outside" (sun, sky, air), "ground" (the given temperature at the outermost surface, no film) or
    "adiabatic" (an INNER part is that whatever is said here; give half of a partition with two faces, both areas).
    `sky` is the view factor to the sky, by default 1 for ROOF and 0.5 for others outside. `h_ci`, `h_ri`, `h_ce`,
    `h_re` [W/m2/K] replace the defaults. `sun` is the share of the sun inside that falls on it, None for by area.
    """

    name: str
    role: Role
    area: float
    construction: Construction
    boundary: Literal["outside", "ground", "adiabatic"] = "outside"
    absorptance: float = 0.6
    sky: float | None = None
    h_ci: float | None = None
    h_ri: float = H_RI
    h_ce: float = H_CE
    h_re: float = H_RE
    sun: float | None = None


@dataclass(frozen=True)
class Window:
    """Glazing without mass: name, area [m2], U [W/m2/K] with the films given, sky view, films.

    The sun that comes through is given ready by the drivers, with what the panes absorb and give inwards.
    """

    name: str
    area: float
    u: float
    sky: float = 0.5
    h_ci: float = 2.5
    h_ri: float = H_RI
    h_ce: float = H_CE
    h_re: float = H_RE


@dataclass(frozen=True)
class Box:
    """One zone: its elements and windows, air volume [m3], capacities and shares.

    `air_capacity` [J/K]: air and furniture, None for 10 kJ/m2K of `floor_area` (EN ISO 52016-1), or the air
    alone without floor area. `air_heat` [J/m3/K] of the air that is changed. `sun_to_air`: share of the sun inside at
    once in the air (EN ISO 52016-1: 0.1); `sun_lost`: share that goes out through the windows again; the rest falls on
    the inner surfaces. `gain_convective`: share of the internal gains (0.4). `plant_convective`: shares of heating and
    cooling that go to the air. `heat_max`, `cool_max` [W].
    """

    elements: Sequence[Element]
    windows: Sequence[Window] = ()
    volume: float = 0.0
    floor_area: float = 0.0
    air_capacity: float | None = None
    air_heat: float = AIR_HEAT
    sun_to_air: float = 0.1
    sun_lost: float = 0.0
    gain_convective: float = 0.4
    plant_convective: tuple[float, float] = (1.0, 1.0)
    heat_max: float = 1.0e9
    cool_max: float = 1.0e9
    thermal_bridges: float = 0.0  # W/K, to the outside air from the inner surfaces, taken with the windows


@dataclass(frozen=True)
class Drivers:
    """What a zone is exposed to, each a number or one value per tick (T,), as means over the tick.

    t_out : Outdoor air. [degC]
    t_sky : Sky; None for 11 K below the air. [degC]
    t_ground : At the outer surface of elements with boundary "ground". [degC]
    sun : Irradiance on the outer surface of elements, by name; elements without have none. Under the name of a window:
        what its panes absorb, as heat on the outer surface. [W/m2]
    sun_inside : Sun through all windows into the zone. [W]
    gains : Internal gains. [W]
    air_change : [1/h]
    heat_to, cool_to : Set points of the air; OFF and NO_COOLING for a plant that is off. [degC]
    """

    t_out: ArrayLike
    t_sky: ArrayLike | None = None
    t_ground: ArrayLike = 10.0
    sun: Mapping[str, ArrayLike] = field(default_factory=dict)
    sun_inside: ArrayLike = 0.0
    gains: ArrayLike = 0.0
    air_change: ArrayLike = 0.0
    heat_to: ArrayLike = OFF
    cool_to: ArrayLike = NO_COOLING


@dataclass(frozen=True)
class Found:
    """Results by tick, means over the tick (T,) each.

    power : Heating (+) or cooling (-). [W]
    t_air, t_radiant : Air and radiant node. [degC]
    residual, throughput : Of the zone's heat balance. [W]
    lumps : Temperatures of the lumps and, last, the air at the end. (19,) [degC]
    """

    power: NDArray[np.float64]
    t_air: NDArray[np.float64]
    t_radiant: NDArray[np.float64]
    residual: NDArray[np.float64]
    throughput: NDArray[np.float64]
    lumps: NDArray[np.float64]


@kernel
def _run(
    f: NDArray[np.float64], drive: NDArray[np.float64], x: NDArray[np.float64], found: NDArray[np.float64]
) -> None:
    """Advance lane 0 of a block through all ticks: drive (T, N_DRIVERS), found (T, N_OUT)."""
    work = np.zeros((N_STATE + N_OUT) * LANES)
    now = np.zeros(N_DRIVERS * LANES)
    out = np.zeros(N_OUT * LANES)
    for tick in range(drive.shape[0]):
        for row in range(N_DRIVERS):
            now[row * LANES : (row + 1) * LANES] = drive[tick, row]
        advance(f, now, x, work, out)
        for row in range(N_OUT):
            found[tick, row] = out[row * LANES]


def simulate(box: Box, drivers: Drivers, dt_s: float = 3600.0, warm_up: int = 0, start: float = 20.0) -> Found:
    """Simulate a box.

    Parameters
    ----------
    box, drivers : See there.
    dt_s : Length of a tick. () [s]
    warm_up : First ticks that are run once before, to settle the lumps (8760: a whole year first). () [1]
    start : Temperature of everything before. () [degC]
    """
    f = factors(network(box), dt_s)[0]
    drive = exposure(box, drivers)
    x = np.full(N_STATE * LANES, float(start))
    found = np.zeros((drive.shape[0], N_OUT))
    if warm_up:
        _run(f, drive[:warm_up], x, found[:warm_up])
    _run(f, drive, x, found)
    rows = (rooms.POWER, rooms.T_AIR, rooms.T_RADIANT, rooms.NET, rooms.GROSS)
    power, t_air, t_radiant, residual, throughput = (np.ascontiguousarray(found[:, row]) for row in rows)
    return Found(power, t_air, t_radiant, residual, throughput, x[::LANES].copy())


def network(box: Box) -> Network:
    """Tie a box together: one zone of the kernel's network."""
    lumps = np.full(N_LUMPS, SMALLEST)
    links = [np.full(count + 1, SMALLEST) for count in LUMPS]
    convective, radiative = np.full(5, SMALLEST), np.full(5, SMALLEST)
    for part in box.elements:
        k = part.role
        chain = part.construction.chain(LUMPS[k])
        lumps[rooms.FIRST[k] : rooms.FIRST[k] + LUMPS[k]] += part.area * chain.capacity
        links[k] += part.area * _links(part, chain.resistance)
        convective[k] += part.area * (H_CI[k] if part.h_ci is None else part.h_ci)
        radiative[k] += part.area * part.h_ri
    links[Role.INNER][0] = 0.0
    window = SMALLEST
    for pane in box.windows:
        inside = pane.h_ci + pane.h_ri
        window += pane.area / (1.0 / pane.u - 1.0 / inside)
        convective[4] += pane.area * pane.h_ci
        radiative[4] += pane.area * pane.h_ri
    if box.air_capacity is not None:
        air = box.air_capacity
    else:
        air = 10_000.0 * box.floor_area if box.floor_area else box.volume * box.air_heat
    return Network(
        lumps=lumps[None],
        links=tuple(link[None] for link in links),
        convective=convective[None],
        radiative=radiative[None],
        window=np.array([window + box.thermal_bridges]),
        air=np.array([max(air, 1.0)]),
        sun=_sun_shares(box)[None],
        plant=np.array([box.plant_convective]),
    )


def _links(part: Element, resistance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Conductances of a chain per area, the film outside counted. (n + 1,) [W/m2/K]"""
    film = 1.0 / (part.h_ce + part.h_re) if part.boundary == "outside" else 0.0
    links = 1.0 / (resistance + np.append(film, np.zeros(resistance.size - 1)))
    if part.boundary == "adiabatic":
        links[0] = 0.0
    return np.asarray(links)


def _sun_shares(box: Box) -> NDArray[np.float64]:
    """Shares of the sun inside into air, radiant node and the surfaces of the four chains. (6,) [1]"""
    shares = np.zeros(6)
    shares[0] = box.sun_to_air
    rest = 1.0 - box.sun_to_air - box.sun_lost
    told = [part for part in box.elements if part.sun is not None]
    for part in told:
        shares[2 + part.role] += part.sun if part.sun is not None else 0.0
    # By area of all surfaces and at the radiant node are the same where all have one radiative coefficient.
    shares[1] = rest - shares[2:].sum()
    if shares[1] < -ROUNDING:
        message = "shares of the sun on elements, in the air and lost add up to more than all of it"
        raise ValueError(message)
    return shares


def exposure(box: Box, drivers: Drivers) -> NDArray[np.float64]:
    """Drivers of the kernel: what surrounds each chain, air change, gains and set points of every tick. (T, 14)"""
    given = (drivers.t_out, drivers.t_sky, drivers.t_ground, drivers.sun_inside, drivers.gains, drivers.air_change)
    many = [np.size(x) for x in (*given, drivers.heat_to, drivers.cool_to, *drivers.sun.values()) if x is not None]
    drive = np.zeros((max(many), N_DRIVERS))
    t_out = np.asarray(drivers.t_out, dtype=np.float64)
    below = SKY_BELOW if drivers.t_sky is None else t_out - np.asarray(drivers.t_sky)
    weight = np.zeros(5)
    around = np.zeros((max(many), 5))
    for part in box.elements:
        link = float(_links(part, part.construction.chain(LUMPS[part.role]).resistance)[0])
        if part.boundary == "ground":
            felt = np.asarray(drivers.t_ground, dtype=np.float64)
        else:
            sky = part.sky if part.sky is not None else (1.0 if part.role == Role.ROOF else 0.5)
            sun = part.absorptance * np.asarray(drivers.sun.get(part.name, 0.0))
            felt = t_out + (sun - sky * part.h_re * below) / (part.h_ce + part.h_re)
        weight[part.role] += part.area * link
        around[:, part.role] += part.area * link * felt
    for pane in box.windows:
        link = pane.area / (1.0 / pane.u - 1.0 / (pane.h_ci + pane.h_ri))
        weight[4] += link
        kept = np.asarray(drivers.sun.get(pane.name, 0.0))
        around[:, 4] += link * (t_out + (kept - pane.sky * pane.h_re * below) / (pane.h_ce + pane.h_re))
    weight[4] += box.thermal_bridges
    around[:, 4] += box.thermal_bridges * t_out
    drive[:, :5] = np.where(
        weight > 0.0, around / np.where(weight > 0.0, weight, 1.0), np.broadcast_to(t_out, len(drive))[:, None]
    )
    drive[:, rooms.T_OUT] = t_out
    drive[:, rooms.H_VE] = np.asarray(drivers.air_change) * box.volume * box.air_heat / 3600.0
    drive[:, rooms.SUNLIGHT] = drivers.sun_inside
    drive[:, rooms.GAIN_AIR] = box.gain_convective * np.asarray(drivers.gains)
    drive[:, rooms.GAIN_RADIANT] = (1.0 - box.gain_convective) * np.asarray(drivers.gains)
    drive[:, rooms.HEAT_TO], drive[:, rooms.COOL_TO] = drivers.heat_to, drivers.cool_to
    drive[:, rooms.HEAT_MAX], drive[:, rooms.COOL_MAX] = box.heat_max, box.cool_max
    return drive
