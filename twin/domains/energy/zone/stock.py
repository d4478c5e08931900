"""What is a building of this epoch and use made of? Facts become U-values, plants and flags."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.streams import declare
from twin.domains.energy.rows import heated_rows
from twin.domains.energy.zone.kernels import Prepared
from twin.state.codes import Fuel, Use
from twin.state.table import Flag

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.energy.params import Params
    from twin.state.table import Table
    from twin.state.world import World

FUEL = declare("energy.heating_fuel", "which carrier heats a building")
COOLED = declare("energy.cooled", "whether a building is cooled")
_OFFICE_OF_EPOCH = (0, 0, 1, 1, 1, 2)
_SCHOOL_EPOCHS = (3, 4, 5)
_NONE_ETA = 1.0  # a building without heating: any number but zero


class Envelope(NamedTuple):
    """Thermal quality as first built. (B,)"""

    u_wall: NDArray[np.float64]
    u_roof: NDArray[np.float64]
    u_floor: NDArray[np.float64]
    u_window: NDArray[np.float64]
    g_window: NDArray[np.float64]
    thermal_bridges: NDArray[np.float64]
    infiltration: NDArray[np.float64]


def initialise(world: World, params: Params) -> None:
    """Fill envelope, air change, mass, heating plant and cooling of all buildings from epoch and use."""
    buildings = world.table("buildings")
    use, epoch = buildings["use"], buildings["epoch"]
    for name, values in as_built(buildings, params)._asdict().items():
        buildings[name][:] = values
    buildings["window_share"][:] = np.asarray(params.window_share)[use]
    buildings["ventilation"][:] = params.airing
    heavy = (epoch <= params.heavy_until).astype(np.int64)
    buildings["heat_capacity"][:] = np.asarray(params.heat_capacity)[heavy]
    buildings["mass_area"][:] = np.asarray(params.mass_area)[heavy]
    uids = buildings["uid"]
    fuel = FUEL.at(world.seed).choice(uids, np.asarray(params.fuel_share))
    fuel[use == Use.ANCILLARY] = Fuel.NONE
    buildings["heating_fuel"][:] = fuel
    buildings["heating_efficiency"][:] = np.append(params.heating_efficiency, _NONE_ETA)[fuel]
    buildings["cooled"][:] = COOLED.at(world.seed).uniform(uids) < np.asarray(params.cooled_share)[use]
    # An archetype's value is derived only as far as epoch and use are; shares drawn at random are invented.
    origin = np.maximum(buildings["epoch_flag"], buildings["use_flag"])
    for name in ("u_wall", "u_roof", "u_window", "window_share"):
        buildings[f"{name}_flag"][:] = np.maximum(origin, Flag.IMPUTED)
    for name in ("heating_fuel", "heating_efficiency", "cooled"):
        buildings[f"{name}_flag"][:] = Flag.SYNTHETIC


def as_built(buildings: Table, params: Params) -> Envelope:
    """Envelope of every building as its epoch built it, before any measure."""
    use, epoch = buildings["use"], buildings["epoch"]
    built = Envelope(
        *(
            np.asarray(values, dtype=np.float64)[epoch]
            for values in (
                params.u_wall,
                params.u_roof,
                params.u_floor,
                params.u_window,
                params.g_window,
                params.thermal_bridges,
                params.infiltration,
            )
        )
    )
    for k, office in enumerate(_OFFICE_OF_EPOCH):
        _set(built, (use == Use.OFFICE) & (epoch == k), params.office_u[office])
    _set(built, (use == Use.EDUCATION) & np.isin(epoch, _SCHOOL_EPOCHS), params.school_u)
    return built


def _set(built: Envelope, rows: NDArray[np.bool_], values: tuple[float, float, float, float]) -> None:
    built.u_roof[rows], built.u_wall[rows], built.u_window[rows], built.g_window[rows] = values


def conductances(
    rows: NDArray[np.int64], buildings: Table, built: Envelope
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Opaque H_op and window H_w [W/K] and opaque area [m2] of some rows under envelope `built`. (H,) each"""
    facade = buildings["facade"][rows].sum(axis=1)
    footprint = buildings["footprint"][rows]
    window = facade * buildings["window_share"][rows]
    opaque = facade - window + 2.0 * footprint
    h_op = (
        (facade - window) * built.u_wall[rows]
        + footprint * (built.u_roof[rows] + built.u_floor[rows])
        + built.thermal_bridges[rows] * (opaque + window)
    )
    return h_op, window * built.u_window[rows], opaque


def prepare(buildings: Table, params: Params) -> Prepared:
    """Coefficients of all heated buildings from the columns as they stand today."""
    rows = heated_rows(buildings["thermal"])
    now = Envelope(*(buildings[name] for name in Envelope._fields))
    h_op, h_w, opaque = conductances(rows, buildings, now)
    area = np.maximum(buildings["floor_area"][rows] * params.net_floor_share, 1.0)
    # Every outer part touches the mass from inside: A_m >= opaque area keeps H_op below H_ms in flat, small buildings.
    a_m = np.maximum(buildings["mass_area"][rows] * area, opaque)
    a_t = np.maximum(params.surface_ratio * area, a_m + h_w / params.h_ms)
    h_ms = params.h_ms * a_m
    air = area * params.room_height * params.rho_c_air / 3600.0  # W/K at one air change an hour
    return Prepared(
        row=rows,
        area=area,
        h_em=h_op * h_ms / (h_ms - h_op),
        h_ms=h_ms,
        h_is=params.h_is * a_t,
        h_w=h_w,
        h_leak=air * buildings["infiltration"][rows],
        h_use=air * buildings["ventilation"][rows],
        h_summer=air * params.summer_airing,
        c_m=buildings["heat_capacity"][rows] * area,
        share_m=a_m / a_t,
        share_st=1.0 - a_m / a_t - h_w / (params.h_ms * a_t),
        cool_max=area * np.asarray(params.cooling_capacity)[buildings["use"][rows]],
    )


def plant_capacity(buildings: Table, params: Params) -> NDArray[np.float64]:
    """Heating capacity of the heated buildings [W]: sized for the building as built, kept through retrofits. (H,)"""
    rows = heated_rows(buildings["thermal"])
    built = as_built(buildings, params)
    h_op, h_w, _ = conductances(rows, buildings, built)
    area = np.maximum(buildings["floor_area"][rows] * params.net_floor_share, 1.0)
    air = area * params.room_height * params.rho_c_air / 3600.0 * (built.infiltration[rows] + params.airing)
    design = 20.0 - params.design_temperature
    return np.asarray(params.oversizing * design * (h_op + h_w + air))
