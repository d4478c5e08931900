"""What do we look at of the sun? Declared series and indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.units import KWH_PER_J
from twin.observe.declare import Kpi, Series
from twin.state.codes import Thermal, Use

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.observe.declare import Outcome
    from twin.state.world import World


def _inside(world: World) -> NDArray[np.bool_]:
    buildings = world.table("buildings")
    return np.asarray((buildings["zone"] >= 0) & (buildings["thermal"] != Thermal.MERGED))


def _homes(world: World) -> NDArray[np.bool_]:
    buildings = world.table("buildings")
    warm = (buildings["thermal"] == Thermal.HEATED) & (buildings["zone"] >= 0)
    return np.asarray(warm & (buildings["use"] == Use.RESIDENTIAL))


SERIES: tuple[Series, ...] = (
    Series(
        "energy.pv",
        "buildings.pv_power",
        "kWh",
        "second",
        KWH_PER_J,
        "Electricity of photovoltaics",
        "Elettricità fotovoltaica",
        _inside,
    ),
    Series(
        "energy.solar_gain_residential",
        "buildings.sun_windows",
        "kWh",
        "second",
        KWH_PER_J,
        "Sun through the windows of homes",
        "Sole attraverso le finestre delle abitazioni",
        _homes,
    ),
)


def _pv_yield(outcome: Outcome) -> float:
    peak = float(outcome.table("buildings")["pv_peak"].sum()) / 1000.0
    return float(outcome.series("energy.pv").sum()) / peak if peak > 0.0 else float("nan")


def _gain_per_area(outcome: Outcome) -> float:
    buildings = outcome.table("buildings")
    rows = (buildings["thermal"] == Thermal.HEATED) & (buildings["zone"] >= 0) & (buildings["use"] == Use.RESIDENTIAL)
    area = float(buildings["floor_area"][rows].sum())
    return float(outcome.series("energy.solar_gain_residential").sum()) / area if area > 0.0 else float("nan")


KPIS: tuple[Kpi, ...] = (
    Kpi(
        "energy.pv_production",
        "Electricity of photovoltaics",
        "Produzione fotovoltaica",
        "MWh",
        "more",
        "sum of series energy.pv, after the inverters",
        "pvlib's PVWatts with Faiman's module temperature, behind each roof's horizon",
        lambda outcome: float(outcome.series("energy.pv").sum()) / 1000.0,
    ),
    Kpi(
        "energy.pv_yield",
        "Yield of photovoltaics",
        "Resa del fotovoltaico",
        "kWh/kW",
        "more",
        "sum of series energy.pv / peak power at the end of the run",
        "a whole year; PVGIS for the province of Milan: about 1,310 kWh per kW at the best slope (tne2010.it)",
        _pv_yield,
    ),
    Kpi(
        "energy.solar_gain_per_area",
        "Sun that comes into homes",
        "Apporti solari nelle abitazioni",
        "kWh/m2",
        "neither",
        "sum of series energy.solar_gain_residential / gross floor area of heated homes",
        "solar gains of EN ISO 52016-1 through windows, behind the buildings around",
        _gain_per_area,
    ),
)
