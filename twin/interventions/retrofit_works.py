"""Which condominiums come into question for a retrofit, how leaky are they, and what do the works change?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from twin.domains.energy import Params as EnergyParams
from twin.interventions.refurbishment import COLUMNS, LEVELS, Envelope
from twin.state.codes import Control, Fuel, Generator, Thermal, Use

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.interventions.retrofit_levers import RetrofitLevers
    from twin.interventions.where import Found, Where
    from twin.state.world import World

SEALED = 0.5  # share of the leaks above the level's air change that sealed window boxes take away, assumed


def changes(
    world: World, rows: NDArray[np.int64], levers: RetrofitLevers
) -> dict[str, tuple[NDArray[np.int64], NDArray[Any]]]:
    """Rows and new values of each column that the works set; a part that is better already stays when applied."""
    buildings = world.table("buildings")
    after = np.array(LEVELS[levers.level])[buildings["epoch"][rows]].reshape(-1, len(Envelope._fields))
    part = {name: after[:, k] for k, name in enumerate(Envelope._fields)}
    new: dict[str, tuple[NDArray[np.int64], NDArray[Any]]] = {
        column: (rows, part[name])
        for lever, columns in COLUMNS.items()
        if getattr(levers, lever)
        for column, name in columns.items()
    }
    if levers.window_boxes and not levers.windows:
        leaks = buildings["infiltration"][rows]
        new["infiltration"] = (rows, leaks - SEALED * np.maximum(leaks - part["infiltration"], 0.0))
    if levers.airing_after != 1.0:
        new["ventilation"] = (rows, buildings["ventilation"][rows] * levers.airing_after)
    for name in ("valves", "cost_allocation"):
        if getattr(levers, name):
            new[name] = (rows, np.ones(len(rows), dtype=bool))
    if levers.control == "good":
        worse = rows[buildings["control"][rows] < Control.GOOD]
        new["control"] = (worse, np.full(len(worse), Control.GOOD))
    if levers.generator == "condensing_gas":
        boiler = rows[np.isin(buildings["heating_fuel"][rows], (Fuel.GAS, Fuel.GAS_OIL))]
        new["generator"] = (boiler, np.full(len(boiler), Generator.CONDENSING_BOILER))
        new["heating_fuel"] = (boiler, np.full(len(boiler), Fuel.GAS))
        new["heating_efficiency"] = (boiler, np.full(len(boiler), EnergyParams().boiler_efficiency[1]))
    if levers.pv_per_flat > 0.0:
        new["pv_peak"] = (rows, buildings["pv_peak"][rows] + 1000.0 * levers.pv_per_flat * buildings["flats"][rows])
    return new


def find(world: World, levers: RetrofitLevers, where: Where) -> Found:
    """Heated residential buildings with enough flats in the places; of an address, the nearest of them."""
    buildings = world.table("buildings")
    wanted = (
        (buildings["use"] == Use.RESIDENTIAL)
        & (buildings["thermal"] == Thermal.HEATED)
        & (buildings["flats"] >= max(levers.least_flats, 1.0))
        & (buildings["floor_area"] > 0.0)
    )
    return where.find(world, "buildings", wanted)


def heat_loss(world: World, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Transmission through the envelope per gross floor area, sum of U·A over floor area. (K,) [W/m2/K]"""
    b = {name: column[rows] for name, column in world.table("buildings").data.items() if name != "source_id"}
    facade = b["facade"].sum(axis=1)
    glass = facade * b["window_share"]
    loss = b["u_wall"] * (facade - glass) + b["u_window"] * glass + (b["u_roof"] + b["u_floor"]) * b["footprint"]
    return np.asarray(loss / b["floor_area"], dtype=np.float64)
