"""What do we look at in the plants? Declared series and indicators."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from twin.core.units import KWH_PER_J
from twin.observe.declare import Kpi, Series
from twin.state.codes import Thermal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.observe.declare import Outcome
    from twin.state.table import Table
    from twin.state.world import World


def _inside(buildings: Table) -> NDArray[np.bool_]:
    return np.asarray((buildings["thermal"] == Thermal.HEATED) & (buildings["zone"] >= 0))


def _heated(world: World) -> NDArray[np.bool_]:
    """Heated buildings of the district. (B,)"""
    return _inside(world.table("buildings"))


SERIES: tuple[Series, ...] = (
    Series(
        "energy.plant_electricity",
        "buildings.plant_electricity",
        "kWh",
        "second",
        KWH_PER_J,
        "Electricity of heat pumps, electric heat, cooling and pumps",
        "Elettricità di pompe di calore, calore elettrico, raffrescamento e circolatori",
        _heated,
    ),
)


def _sum(outcome: Outcome, column: str) -> float:
    buildings = outcome.table("buildings")
    return float(buildings[column][_inside(buildings)].sum())


def _ratio(outcome: Outcome, above: tuple[str, ...], below: tuple[str, ...]) -> float:
    part = sum(_sum(outcome, column) for column in below)
    return sum(_sum(outcome, column) for column in above) / part if part > 0.0 else float("nan")


def _mwh(outcome: Outcome, column: str) -> float:
    return _sum(outcome, column) * KWH_PER_J / 1000.0


KPIS: tuple[Kpi, ...] = (
    Kpi(
        "energy.seasonal_performance",
        "Heat of heat pumps per electricity",
        "Calore delle pompe di calore per elettricità",
        "1",
        "more",
        "pump_heat_year and backup_year over pump_electricity_year and backup_year, source pumps and back-up counted",
        "seasonal performance factor SPF3 of the SEPEMO boundaries; name quoted from memory",
        partial(
            _ratio,
            above=("pump_heat_year", "backup_year"),
            below=("pump_electricity_year", "backup_year"),
        ),
    ),
    Kpi(
        "energy.boiler_efficiency",
        "Heat of boilers per fuel",
        "Calore delle caldaie per combustibile",
        "1",
        "more",
        "boiler_heat_year over boiler_fuel_year of central boilers",
        "EN 15316-4-1, lower heating value",
        partial(_ratio, above=("boiler_heat_year",), below=("boiler_fuel_year",)),
    ),
    Kpi(
        "energy.source_water",
        "Water taken by heat pumps",
        "Acqua prelevata dalle pompe di calore",
        "m3",
        "neither",
        "sum of source_water_year",
        "groundwater and treated water, given back cooler",
        partial(_sum, column="source_water_year"),
    ),
    Kpi(
        "energy.backup",
        "Electric back-up of heat pumps",
        "Resistenze elettriche di riserva delle pompe di calore",
        "MWh",
        "less",
        "sum of backup_year",
        "electricity turned into heat where the machine, its source or its connection is too small",
        partial(_mwh, column="backup_year"),
    ),
)
