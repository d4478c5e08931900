"""What does the energy management save? Copies of some condominiums under each existing control and each forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
from twin.core.units import KWH_PER_J
from twin.domains import emissions
from twin.interventions.energy_management import NAME
from twin.state.codes import Control, Fuel, Thermal, Use
from twin.state.edits import Edit, apply
from twin.study.small_world import Watch, copies, simulate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from twin.core.params import ParamSet
    from twin.state.world import World
    from twin.study.small_world import Year

SERVED = 30  # condominiums that stand for all that a management may serve
LEAST_FLATS = 4.0
CLASSES = {"poor": Control.POOR, "average": Control.AVERAGE, "good": Control.GOOD}
FORECASTS = ("none", "imperfect", "perfect")
CHOICE = declare("study.management", "which condominiums stand for those that a management serves")

# Quantity with its unit → value, summed over the served buildings.
Totals = dict[str, float]


def served(world: World) -> NDArray[np.int64]:
    """Condominiums drawn by lot that stand for all served ones, increasing. (S,)"""
    b = world.table("buildings")
    home = (b["use"] == Use.RESIDENTIAL) & (b["thermal"] == Thermal.HEATED) & (b["zone"] >= 0) & (b["residents"] > 0)
    rows = np.flatnonzero(home & (b["flats"] >= LEAST_FLATS) & (b["heating_fuel"] != Fuel.NONE))
    luck = CHOICE.at(world.seed).uniform(b["uid"][rows])
    return np.sort(rows[np.argsort(luck, kind="stable")[:SERVED]])


def run(
    watch: Watch, rows: NDArray[np.int64], params: Mapping[str, ParamSet], forecasts: tuple[str, ...] = FORECASTS
) -> dict[str, Totals]:
    """Totals of a year by existing control and forecast, "poor, unmanaged" or "poor, perfect".

    Parameters
    ----------
    watch : The watched buildings and their people.
    rows : Buildings of the district that are served, all watched. (S,)
    params : Parameters by room.
    forecasts : Forecasts of the management to try.

    Notes
    -----
    Good control has valves by its definition, so copies with it get them, managed or not. Every managed run has the
    served buildings alone, because a management looks at the load of all.
    """
    found: dict[str, Totals] = {}
    place = np.searchsorted(watch.rows, rows)
    for name, code in CLASSES.items():
        for forecast in ("unmanaged", *forecasts):
            made = copies(watch, place)
            table = made.world.table("buildings")
            table["control"][:] = code
            if code == Control.GOOD:
                table["valves"][:] = True
            at = params
            if forecast != "unmanaged":
                every = np.arange(rows.size)
                apply(made.world, [Edit(NAME, "buildings", "control", every, np.full(rows.size, Control.MANAGED))])
                energy = params["energy"]
                values = {**energy.model_dump(), "forecast": forecast}
                at = {**params, "energy": type(energy).model_validate(values)}
            found[f"{name}, {forecast}"] = totals(simulate(made, at, np.zeros(rows.size, dtype=np.int64)))
    return found


def totals(year: Year) -> Totals:
    """Final energy, peak, cost, CO2 and comfort of a year, summed over its buildings."""
    params, kwh = emissions.Params(), {name: float(values.sum()) * KWH_PER_J for name, values in year.sums.items()}
    fuels = kwh["gas"] + kwh["gas_oil"] + kwh["district_heat"]
    co2 = kwh["gas"] * params.co2_gas + kwh["gas_oil"] * params.co2_gas_oil
    co2 += kwh["district_heat"] * params.co2_district_heat + float(year.sums["electricity_co2"].sum())
    return {
        "fuels and district heat [kWh]": fuels,
        "electricity from the grid [kWh]": kwh["electricity"],
        "final energy [kWh]": fuels + kwh["electricity"],
        "peak of fuels [kW]": float(year.hourly["heat"].max()) / 1000.0,
        "peak of electricity [kW]": float(year.hourly["electricity"].max()) / 1000.0,
        "cost of heat [EUR]": float(year.sums["heat_cost"].sum()),
        "CO2 of heat [kg]": co2,
        "too cold while occupied [K.h]": float(year.end["underheated_sum"].sum()),
        "too warm while occupied [K.h]": float(year.end["overheated_sum"].sum()),
    }
