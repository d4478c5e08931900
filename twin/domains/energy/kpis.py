"""What do we look at in the buildings' energy? Declared series and indicators."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from twin.core.units import KWH_PER_J
from twin.domains.energy.params import Params
from twin.domains.energy.schedules import civil, season
from twin.observe.declare import Kpi, Series
from twin.state.codes import Thermal, Use

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from twin.observe.declare import Outcome
    from twin.state.table import Table
    from twin.state.world import World

_BASIS = "final energy for space heat and hot water at the building, lower heating value"


def residential(world: World) -> NDArray[np.bool_]:
    """Heated residential buildings of the district. (B,)"""
    return homes(world.table("buildings"))


def other(world: World) -> NDArray[np.bool_]:
    """Heated buildings of other uses in the district. (B,)"""
    return _inside(world.table("buildings")) & ~homes(world.table("buildings"))


def homes(buildings: Table) -> NDArray[np.bool_]:
    """Heated residential rows of a buildings table. (B,)"""
    return np.asarray(_inside(buildings) & (buildings["use"] == Use.RESIDENTIAL))


def _inside(buildings: Table) -> NDArray[np.bool_]:
    return np.asarray((buildings["thermal"] == Thermal.HEATED) & (buildings["zone"] >= 0))


def _heated(world: World) -> NDArray[np.bool_]:
    return _inside(world.table("buildings"))


_kwh = partial(Series, unit="kWh", per="second", scale=KWH_PER_J)

SERIES: tuple[Series, ...] = (
    _kwh(
        "energy.heat_residential",
        "buildings.heat_need",
        rows=residential,
        label="Space heat of homes",
        label_it="Riscaldamento delle abitazioni",
    ),
    _kwh(
        "energy.heat_other",
        "buildings.heat_need",
        rows=other,
        label="Space heat of other uses",
        label_it="Riscaldamento degli altri usi",
    ),
    _kwh(
        "energy.hot_water",
        "buildings.hot_water_need",
        rows=_heated,
        label="Hot water",
        label_it="Acqua calda sanitaria",
    ),
    _kwh("energy.cooling", "buildings.cool_need", rows=_heated, label="Cooling", label_it="Raffrescamento"),
    _kwh("energy.gas", "buildings.gas", rows=_heated, label="Natural gas", label_it="Gas naturale"),
    _kwh("energy.gas_oil", "buildings.gas_oil", rows=_heated, label="Gas oil", label_it="Gasolio"),
    _kwh(
        "energy.district_heat",
        "buildings.district_heat",
        rows=_heated,
        label="District heat",
        label_it="Teleriscaldamento",
    ),
    _kwh(
        "energy.electricity_residential",
        "buildings.electricity",
        rows=residential,
        label="Electricity of homes",
        label_it="Elettricità delle abitazioni",
    ),
    _kwh(
        "energy.electricity_other",
        "buildings.electricity",
        rows=other,
        label="Electricity of other uses",
        label_it="Elettricità degli altri usi",
    ),
    Series(
        "energy.indoor_temperature",
        "buildings.t_air",
        "degC",
        "mean",
        1.0,
        "Air temperature in homes",
        "Temperatura nelle abitazioni",
        residential,
    ),
)


CARRIERS = (
    "energy.gas",
    "energy.gas_oil",
    "energy.district_heat",
    "energy.electricity_residential",
    "energy.electricity_other",
)


def _sum_mwh(outcome: Outcome, names: tuple[str, ...]) -> float:
    return sum(float(outcome.series(name).sum()) for name in names) / 1000.0


def _column_sum(outcome: Outcome, column: str) -> float:
    buildings = outcome.table("buildings")
    return float(buildings[column][homes(buildings)].sum())


def _ratio(above: float, below: float) -> float:
    return above / below if below > 0.0 else float("nan")


def _heat_per_area(outcome: Outcome) -> float:
    heat = _column_sum(outcome, "heat_need_year") * KWH_PER_J
    return _ratio(heat, _column_sum(outcome, "floor_area"))


def _final_per_resident(outcome: Outcome) -> float:
    final = _column_sum(outcome, "final_heat_year") * KWH_PER_J / 1000.0
    return _ratio(final, _column_sum(outcome, "residents"))


def _area_per_resident(outcome: Outcome) -> float:
    return _ratio(_column_sum(outcome, "floor_area"), _column_sum(outcome, "residents"))


def _electricity_per_household(outcome: Outcome) -> float:
    electricity = _column_sum(outcome, "electricity_year") * KWH_PER_J
    return _ratio(electricity, float(len(outcome.table("households"))))


def _winter_temperature(outcome: Outcome) -> float:
    clock = outcome.world.clock
    air = outcome.series("energy.indoor_temperature")
    _, day = civil(clock.hourly)
    first = clock.hourly.first_tick
    winter = season(clock, Params().season)[day[first : first + air.size]]
    return float(air[winter].mean()) if winter.any() else float("nan")


def _peak_heat(outcome: Outcome) -> float:
    return float(outcome.series("energy.heat_residential").max()) / 1000.0


def _total(*names: str) -> Callable[[Outcome], float]:
    return partial(_sum_mwh, names=names)


KPIS: tuple[Kpi, ...] = (
    Kpi(
        "energy.heat_need_per_area",
        "Space heat need of homes",
        "Fabbisogno di calore delle abitazioni",
        "kWh/m2",
        "less",
        "useful space heat of heated homes since the start / their gross floor area",
        "useful heat of EN ISO 52016-1; TABULA quotes it per reference area, 0.85 of the gross",
        _heat_per_area,
    ),
    Kpi(
        "energy.final_heat_per_resident",
        "Final heat energy per resident",
        "Energia finale per calore per residente",
        "MWh",
        "less",
        "final energy of homes for space heat and hot water / their residents",
        f"{_BASIS}; Milan 2015: 8.8 MWh a resident (12 TWh, PGT VAS 2.4), not used for fitting",
        _final_per_resident,
    ),
    Kpi(
        "energy.floor_area_per_resident",
        "Heated floor area per resident",
        "Superficie riscaldata per residente",
        "m2",
        "neither",
        "gross floor area of heated homes / their residents",
        "stands beside the heat per resident, which it drives",
        _area_per_resident,
    ),
    Kpi(
        "energy.electricity_per_household",
        "Electricity per household",
        "Elettricità per famiglia",
        "kWh",
        "less",
        "electricity of heated homes, cooling, heat pumps and electric hot water counted / households",
        "scale is an input: 2,299 kWh a household, provincial capitals 2012 (ISTAT)",
        _electricity_per_household,
    ),
    Kpi(
        "energy.winter_temperature",
        "Mean air temperature of homes in the heating season",
        "Temperatura media invernale delle abitazioni",
        "degC",
        "neither",
        "mean of series energy.indoor_temperature over 15 October to 15 April, each building counting once",
        "rises after retrofits (Politecnico's monitoring of Sharing Cities, 2021); sign only",
        _winter_temperature,
    ),
    Kpi(
        "energy.peak_heat",
        "Highest hourly heat need of homes",
        "Punta oraria di calore delle abitazioni",
        "MWh/h",
        "less",
        "maximum of series energy.heat_residential",
        "useful heat of EN ISO 52016-1",
        _peak_heat,
    ),
    Kpi(
        "energy.heat_total",
        "Useful heat of all buildings",
        "Calore utile di tutti gli edifici",
        "MWh",
        "less",
        "sum of energy.heat_residential, energy.heat_other and energy.hot_water",
        "useful heat of EN ISO 52016-1, with hot water",
        _total("energy.heat_residential", "energy.heat_other", "energy.hot_water"),
    ),
    Kpi(
        "energy.fuels",
        "Gas, gas oil and district heat",
        "Gas, gasolio e teleriscaldamento",
        "MWh",
        "less",
        "sum of energy.gas, energy.gas_oil and energy.district_heat",
        _BASIS,
        _total("energy.gas", "energy.gas_oil", "energy.district_heat"),
    ),
    Kpi(
        "energy.electricity",
        "Electricity of buildings",
        "Elettricità degli edifici",
        "MWh",
        "less",
        "sum of energy.electricity_residential and energy.electricity_other",
        "electricity drawn from the grid, all uses",
        _total("energy.electricity_residential", "energy.electricity_other"),
    ),
    Kpi(
        "energy.final_total",
        "Final energy of buildings",
        "Energia finale degli edifici",
        "MWh",
        "less",
        "sum of all carriers at the buildings",
        "CITYkeys annual final energy consumption; name and unit quoted from memory",
        _total(*CARRIERS),
    ),
)
