"""Where does the heat of homes go? Losses of the heating season by part, and the gains that cover them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from twin.domains.energy.kpis import homes
from twin.domains.energy.params import Params
from twin.domains.energy.schedules import civil, season
from twin.domains.energy.zone.fabric import outer_film
from twin.observe.declare import Kpi

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.observe.declare import Outcome

_WH_PER_MWH = 1e6
_J_PER_MWH = 3.6e9


def by_part(outcome: Outcome) -> dict[str, float]:
    """Losses of heated homes in the heating season by part, at the mean air temperatures met. [MWh]

    Notes
    -----
    U-value times area times the degree-hours between inside and outside, with the outer film of the wind beside the
    walls as the zone has it rather than the one that U-values are meant with; the floor counts the ground, air is that
    of leaks and of usual airing. What walls take up from the sun and what is aired against heat is not in it.
    """
    buildings, params = outcome.table("buildings"), Params()
    rows = homes(buildings)
    film = outer_film(buildings, np.flatnonzero(rows), params) - 1.0 / (params.h_ce + params.h_re)
    b = {name: values[rows] for name, values in buildings.data.items() if name != "source_id"}
    facade = b["facade"].reshape(int(rows.sum()), -1).sum(axis=1)
    glass = facade * b["window_share"]
    area = b["floor_area"] * params.net_floor_share
    air = params.rho_c_air / 3600.0 * params.room_height * area
    conductance = {
        "walls": b["u_wall"] / (1.0 + b["u_wall"] * film) * (facade - glass),
        "windows": b["u_window"] / (1.0 + b["u_window"] * film) * glass,
        "roof": b["u_roof"] / (1.0 + b["u_roof"] * film) * b["footprint"],
        "floor": b["u_floor"] * b["footprint"],
        "bridges": b["thermal_bridges"] * (facade + 2.0 * b["footprint"]),
        "air": air * (b["infiltration"] + b["ventilation"]),
    }
    apart = np.maximum(b["t_air_winter_sum"] - _outside(outcome), 0.0)
    return {name: float((values * apart).sum()) / _WH_PER_MWH for name, values in conductance.items()}


def _outside(outcome: Outcome) -> float:
    """Sum of the outdoor temperature over the hours of the heating season that were run. [K.h]"""
    clock = outcome.world.clock
    _, day = civil(clock)
    winter: NDArray[np.bool_] = season(clock, Params().season)[day]
    run = np.zeros(clock.n_ticks, dtype=bool)
    run[clock.first_tick : clock.end_tick] = True
    return float(outcome.world.column("forcing.t_out")[winter[: clock.n_ticks] & run].sum()) * clock.dt_s / 3600.0


def _loss(outcome: Outcome, part: str) -> float:
    return by_part(outcome)[part]


def _gains(outcome: Outcome) -> float:
    lost = sum(by_part(outcome).values())
    buildings = outcome.table("buildings")
    heat = float(buildings["heat_need_year"][homes(buildings)].sum()) / _J_PER_MWH
    return 100.0 * (1.0 - heat / lost) if lost > 0.0 else float("nan")


_WORDS = {
    "walls": ("Heat lost by walls", "Calore disperso dalle pareti"),
    "windows": ("Heat lost by windows", "Calore disperso dalle finestre"),
    "roof": ("Heat lost by roofs", "Calore disperso dai tetti"),
    "floor": ("Heat lost by the lowest floor", "Calore disperso dal primo solaio"),
    "bridges": ("Heat lost by thermal bridges", "Calore disperso dai ponti termici"),
    "air": ("Heat lost by air", "Calore disperso con l'aria"),
}

KPIS: tuple[Kpi, ...] = (
    *(
        Kpi(
            f"energy.loss_{part}",
            label,
            label_it,
            "MWh",
            "less",
            "homes, heating season: conductance times the degree-hours between inside and outside",
            "mean air temperatures of each building as they came out; parts add up to the losses",
            partial(_loss, part=part),
        )
        for part, (label, label_it) in _WORDS.items()
    ),
    Kpi(
        "energy.gains_share",
        "Losses of homes covered by sun, people and appliances",
        "Dispersioni delle abitazioni coperte da sole, persone e apparecchi",
        "%",
        "neither",
        "1 - space heat of homes / their losses in the heating season",
        "what neither heating nor the mass of the building covers",
        _gains,
    ),
)
