"""What is a building of this epoch and use made of, and what of it has changed? Facts become U-values and factors."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.domains.energy.rows import heated_rows
from twin.domains.energy.zone import fabric
from twin.domains.energy.zone.kernels import GAMMA, N_COEFFICIENTS, N_LUMPS, Prepared
from twin.domains.energy.zone.network import coefficients, put, to_lanes
from twin.state.codes import Use
from twin.state.table import Flag

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.energy.params import Params
    from twin.state.table import Table
    from twin.state.world import World

_OFFICE_OF_EPOCH = (0, 0, 1, 1, 1, 2)
_SCHOOL_EPOCHS = (3, 4, 5)
_ROOF = 8  # place of the roof in `sky_view`
_INSIDE = 18.0  # degC at the start
STATIC = (*fabric.COLUMNS, "use", "thermal", "infiltration", "ventilation", "sky_view")


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
    """Fill envelope, air change, mass and first temperatures of all buildings from epoch and use."""
    buildings = world.table("buildings")
    use = buildings["use"]
    for name, values in as_built(buildings, params)._asdict().items():
        buildings[name][:] = values
    buildings["window_share"][:] = np.asarray(params.window_share)[use]
    buildings["ventilation"][:] = params.airing
    buildings["heat_capacity"][:] = fabric.inner_capacity(buildings, params)
    # An archetype's value is derived only as far as epoch and use are; shares drawn at random are invented.
    origin = np.maximum(buildings["epoch_flag"], buildings["use_flag"])
    for name in ("u_wall", "u_roof", "u_window", "window_share"):
        buildings[f"{name}_flag"][:] = np.maximum(origin, Flag.IMPUTED)
    settle(buildings, params)


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


def _built(buildings: Table, params: Params) -> tuple[NDArray[np.float64], ...]:
    built = as_built(buildings, params)
    return built.u_wall, built.u_roof, built.u_floor, built.thermal_bridges


def settle(buildings: Table, params: Params) -> None:
    """Give the lumps of heated buildings the temperatures of a steady start of the year, warm inside, cold outside."""
    rows = heated_rows(buildings["thermal"])
    if not rows.size:
        return
    mean, swing = params.air_mean, params.air_swing
    around = (mean - swing, mean - swing, mean - params.ground_swing * swing, _INSIDE)
    net = fabric.network(buildings, rows, _built(buildings, params), params)
    profile = []
    for link, outside in zip(net.links, around, strict=True):
        resistance = 1.0 / np.maximum(link, 1e-9)
        inwards = np.cumsum(resistance, axis=1)
        profile.append(outside + (_INSIDE - outside) * inwards[:, :-1] / inwards[:, -1:])
    buildings["t_lumps"][rows, :N_LUMPS] = np.concatenate(profile, axis=1)


class Stock:
    """Factors of all heated buildings; made again only for those whose columns have changed.

    Parameters
    ----------
    buildings : The buildings table.
    params : Parameters of the domain.
    dt_s : Length of a tick. () [s]
    """

    def __init__(self, buildings: Table, params: Params, dt_s: float) -> None:
        self._buildings, self._params, self._dt_s = buildings, params, dt_s
        self._was: dict[str, NDArray[np.generic]] = {}
        self._prepared: Prepared | None = None

    def today(self) -> Prepared:
        """Return the factors as the columns stand now."""
        if self._prepared is None:
            changed = np.arange(len(self._buildings))
        else:
            changed = np.flatnonzero(
                np.any([_differ(self._buildings[name], was) for name, was in self._was.items()], axis=0)
            )
            if not changed.size:
                return self._prepared
        kept = self._prepared
        self._prepared = prepare(self._buildings, self._params, self._dt_s, kept, changed)
        self._was = {name: self._buildings[name].copy() for name in STATIC}
        return self._prepared


def _differ(now: NDArray[np.generic], was: NDArray[np.generic]) -> NDArray[np.bool_]:
    return np.asarray(np.any((now != was).reshape(len(now), -1), axis=1))


def prepare(
    buildings: Table,
    params: Params,
    dt_s: float,
    kept: Prepared | None = None,
    changed: NDArray[np.int64] | None = None,
) -> Prepared:
    """Factors of all heated buildings from the columns as they stand; those `kept` but for the rows `changed`."""
    rows = heated_rows(buildings["thermal"])
    if kept is not None and changed is not None and np.array_equal(rows, kept.row):
        at = np.flatnonzero(np.isin(rows, changed))
        factors, per_capacity = kept.factors.copy(), kept.per_capacity.copy()
    else:
        at = np.arange(rows.size)
        factors = to_lanes(np.zeros((N_COEFFICIENTS, rows.size)))
        per_capacity = np.zeros(rows.size)
    if at.size:
        net = fabric.network(buildings, rows[at], _built(buildings, params), params)
        put(factors, at, coefficients(net, dt_s), rows.size)
        per_capacity[at] = GAMMA * dt_s / (net.lumps.sum(axis=1) + net.air)
    area = np.maximum(buildings["floor_area"][rows] * params.net_floor_share, 1.0)
    air = area * params.room_height * params.rho_c_air / 3600.0  # W/K at one air change an hour
    facade, sky = buildings["facade"][rows], buildings["sky_view"][rows]
    seen = (facade * sky[:, :_ROOF]).sum(axis=1) / np.maximum(facade.sum(axis=1), 1e-6)
    film = fabric.outer_film(buildings, rows, params)
    drop = params.h_re * params.sky_below * film
    return Prepared(
        row=rows,
        factors=factors,
        area=area,
        h_leak=air * buildings["infiltration"][rows],
        h_use=air * buildings["ventilation"][rows],
        h_summer=air * params.summer_airing,
        film=film * (params.h_ce + params.h_re),
        sky_wall=drop * seen,
        sky_roof=drop * sky[:, _ROOF],
        cool_max=area * np.asarray(params.cooling_capacity)[buildings["use"][rows]],
        per_capacity=per_capacity,
    )
