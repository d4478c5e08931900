"""What does the district's own path, from epoch and U-values to factors, make of the three Milan buildings?"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np

from benchmarks import milan
from twin.core.streams import uids_of
from twin.domains.energy import Params
from twin.domains.energy.zone import kernels, stock
from twin.state.building_columns import BUILDINGS
from twin.state.codes import Emitter, Epoch, Thermal, Use
from twin.state.table import Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.energy.zone.box import Drivers

TICK = 3600.0  # s
FACINGS = {"north": 0, "east": 2, "south": 4, "west": 6}  # places among the eight facings
EPOCHS = {
    "detached house": Epoch.Y1961_1975,
    "courtyard block": Epoch.Y1921_1945,
    "tower": Epoch.Y1961_1975,
}


def row(building: milan.Building, quality: milan.Quality, params: Params) -> Table:
    """One building as a row of the district's table, its envelope as `quality` has it; no thermal bridges."""
    table = Table.from_columns(BUILDINGS, {"uid": uids_of([building.name]), "source_id": [building.name]})
    table["use"][:], table["thermal"][:] = Use.RESIDENTIAL, Thermal.HEATED
    table["epoch"][:] = EPOCHS[building.name]
    table["emitter"][:] = Emitter.FAN_COIL  # warms the air, as the ideal heating of the other programs does
    table["footprint"][:], table["floor_area"][:] = building.footprint, building.floor_area
    table["height"][:], table["storeys"][:] = building.height, building.storeys
    table["facade"][:] = 0.0
    windows = 0.0
    for face in milan.FACES:
        if face in building.party:
            table["party_wall"][:] += building.wall_area(face)
        else:
            table["facade"][0, FACINGS[face]] = building.wall_area(face)
            windows += building.wall_area(face) * building.windows[face]
    stock.initialise(SimpleNamespace(table=lambda name: table), params)  # type: ignore[arg-type]
    table["window_share"][:] = windows / table["facade"].sum()
    table["thermal_bridges"][:] = 0.0
    for name in ("wall", "roof", "floor", "window"):
        table[f"u_{name}"][:] = getattr(quality, name)
    table["infiltration"][:], table["ventilation"][:] = quality.leaks, quality.airing
    return table


def simulate(
    building: milan.Building, quality: milan.Quality, drivers: Drivers, years: int = 2
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Heat [W] and air [degC] of the last of some equal years, by the kernel on the district's columns. (8760,) each

    Air volume and reference area are those of the other programs, not the typology's shares of them.
    """
    params = Params(net_floor_share=1.0, room_height=building.storey)
    table = row(building, quality, params)
    prepared = stock.prepare(table, params, TICK)
    shares = {face: building.wall_area(face) * (1.0 - building.windows[face]) for face in milan.FACES}
    opaque = {face: area for face, area in shares.items() if face not in building.party}
    walls = sum(area * np.asarray(drivers.sun[face]) for face, area in opaque.items()) / sum(opaque.values())
    series = {
        "sun_windows": np.asarray(drivers.sun_inside),
        "sun_walls": np.asarray(walls),
        "sun_roof": np.asarray(drivers.sun["roof"]),
        "internal_gain": np.asarray(drivers.gains),
        "setpoint_wanted": np.asarray(drivers.heat_to),
    }
    fixed = {
        "people": 0.0,
        "setpoint_least": -99.0,
        "setpoint_limit": 99.0,
        "cooling_wanted": 1e3,
        "heat_available": 1e9,
    }
    wanted = kernels.Wanted(*(np.full(1, fixed.get(name, 0.0)) for name in kernels.Wanted._fields))
    out = kernels.Out(*(table[name] for name in kernels.Out._fields))
    scratch, worst = kernels.rooms_for(1)
    t_out, t_ground = np.asarray(drivers.t_out), np.asarray(drivers.t_ground)
    film = params.h_ce + params.h_re
    heat, air = np.empty(t_out.size), np.empty(t_out.size)
    for tick in list(range(t_out.size)) * years:
        for name, values in series.items():
            getattr(wanted, name)[0] = values[tick]
        now = kernels.Now(
            dt_s=TICK,
            t_out=float(t_out[tick]),
            t_ground=float(t_ground[tick]),
            in_season=True,
            airing_above=params.airing_above,
            sun_wall=milan.ABSORPTANCE / film,
            sun_roof=milan.ABSORPTANCE / film,
            gain_convective=params.gain_convective,
            cold_by=params.cold_by,
            warm_from=params.warm_from,
        )
        kernels.demand_tick(prepared, now, wanted, scratch, worst, out)
        heat[tick], air[tick] = out.heat_need[0], out.t_air[0]
    return heat, air
