"""What do we look at in the emissions? Declared series and indicators."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from twin.domains.emissions.params import Params
from twin.observe.declare import Kpi, Series
from twin.state.codes import Use

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from twin.observe.declare import Outcome
    from twin.state.world import World

_T_PER_KG = 1e-3


def _inside(world: World, table: str) -> NDArray[np.bool_]:
    return np.asarray(world.table(table)["zone"] >= 0)


def _homes(world: World) -> NDArray[np.bool_]:
    return np.asarray(_inside(world, "buildings") & (world.table("buildings")["use"] == Use.RESIDENTIAL))


def _others(world: World) -> NDArray[np.bool_]:
    return np.asarray(_inside(world, "buildings") & (world.table("buildings")["use"] != Use.RESIDENTIAL))


_buildings = partial(_inside, table="buildings")
_lamps = partial(_inside, table="lampposts")
_links = partial(_inside, table="car_links")
_tonnes = partial(Series, unit="t", per="second", scale=_T_PER_KG)
_kilos = partial(Series, unit="kg", per="second", scale=1.0)

SERIES: tuple[Series, ...] = (
    _tonnes(
        "emissions.co2_residential",
        "buildings.co2",
        label="CO2 of homes",
        label_it="CO2 delle abitazioni",
        rows=_homes,
    ),
    _tonnes(
        "emissions.co2_other",
        "buildings.co2",
        label="CO2 of other buildings",
        label_it="CO2 degli altri edifici",
        rows=_others,
    ),
    _tonnes(
        "emissions.co2_lighting",
        "lampposts.co2",
        label="CO2 of street lighting",
        label_it="CO2 dell'illuminazione pubblica",
        rows=_lamps,
    ),
    _tonnes(
        "emissions.co2_traffic",
        "car_links.co2",
        label="CO2 of cars, motorcycles, vans and trucks",
        label_it="CO2 di auto, moto, furgoni e autocarri",
        rows=_links,
    ),
    _kilos(
        "emissions.nox_buildings",
        "buildings.nox",
        label="NOx of heating",
        label_it="NOx del riscaldamento",
        rows=_buildings,
    ),
    _kilos(
        "emissions.nox_traffic",
        "car_links.nox",
        label="NOx of cars, motorcycles, vans and trucks",
        label_it="NOx di auto, moto, furgoni e autocarri",
        rows=_links,
    ),
    _kilos(
        "emissions.pm10_buildings",
        "buildings.pm10",
        label="PM10 of heating",
        label_it="PM10 del riscaldamento",
        rows=_buildings,
    ),
    _kilos(
        "emissions.pm10_traffic",
        "car_links.pm10",
        label="PM10 of cars, motorcycles, vans and trucks",
        label_it="PM10 di auto, moto, furgoni e autocarri",
        rows=_links,
    ),
)

_CO2 = ("emissions.co2_residential", "emissions.co2_other", "emissions.co2_lighting", "emissions.co2_traffic")
_TRAFFIC = "all cars, motorcycles, vans and trucks on its streets, through traffic too; buses are not modelled"
_BASIS = "district territory; direct emissions and those of grid electricity and district heat, standard factors"


def _sum(outcome: Outcome, names: tuple[str, ...], scale: float = 1.0) -> float:
    return scale * sum(float(outcome.series(name).sum()) for name in names)


def _of(*names: str, scale: float = 1.0) -> Callable[[Outcome], float]:
    return partial(_sum, names=names, scale=scale)


def _per_resident(outcome: Outcome) -> float:
    buildings = outcome.table("buildings")
    residents = float(buildings["residents"][buildings["zone"] >= 0].sum())
    return _sum(outcome, _CO2) / residents if residents > 0.0 else float("nan")


def _primary(outcome: Outcome) -> float:
    params = Params()
    factors = {
        "energy.gas": params.primary_gas,
        "energy.gas_oil": params.primary_gas_oil,
        "energy.district_heat": params.primary_district_heat,
        "energy.electricity_residential": params.primary_electricity,
        "energy.electricity_other": params.primary_electricity,
    }
    return sum(factor * float(outcome.series(name).sum()) for name, factor in factors.items()) / 1000.0


KPIS: tuple[Kpi, ...] = (
    Kpi(
        "emissions.co2",
        "CO2 of the district",
        "CO2 del quartiere",
        "t",
        "less",
        "sum of CO2 of homes, other buildings, street lighting and cars, motorcycles, vans and trucks",
        f"{_BASIS}; industry processes are not modelled; traffic: {_TRAFFIC}",
        _of(*_CO2),
    ),
    Kpi(
        "emissions.co2_per_resident",
        "CO2 per resident",
        "CO2 per residente",
        "t",
        "less",
        "emissions.co2 / residents",
        "scale check: Milan 2015 4.24 t a head with industry and tertiary city-wide (PGT VAS 2.4)",
        _per_resident,
    ),
    Kpi(
        "emissions.co2_residential",
        "CO2 of homes",
        "CO2 delle abitazioni",
        "t",
        "less",
        "sum of series emissions.co2_residential",
        _BASIS,
        _of(_CO2[0]),
    ),
    Kpi(
        "emissions.co2_other",
        "CO2 of other buildings",
        "CO2 degli altri edifici",
        "t",
        "less",
        "sum of series emissions.co2_other",
        _BASIS,
        _of(_CO2[1]),
    ),
    Kpi(
        "emissions.co2_lighting",
        "CO2 of street lighting",
        "CO2 dell'illuminazione pubblica",
        "t",
        "less",
        "sum of series emissions.co2_lighting",
        _BASIS,
        _of(_CO2[2]),
    ),
    Kpi(
        "emissions.co2_traffic",
        "CO2 of cars, motorcycles, vans and trucks",
        "CO2 di auto, moto, furgoni e autocarri",
        "t",
        "less",
        "sum of series emissions.co2_traffic",
        f"streets inside the district; {_TRAFFIC}; electric cars at the grid's intensity",
        _of(_CO2[3]),
    ),
    Kpi(
        "emissions.nox",
        "NOx of heating and traffic",
        "NOx di riscaldamento e traffico",
        "t",
        "less",
        "sum of emissions.nox_buildings and emissions.nox_traffic",
        f"emitted on the district's territory; traffic: {_TRAFFIC}",
        _of("emissions.nox_buildings", "emissions.nox_traffic", scale=_T_PER_KG),
    ),
    Kpi(
        "emissions.pm10",
        "PM10 of heating and traffic",
        "PM10 di riscaldamento e traffico",
        "t",
        "less",
        "sum of emissions.pm10_buildings and emissions.pm10_traffic, exhaust and wear",
        f"emitted on the district's territory; wood stoves are not modelled; traffic: {_TRAFFIC}",
        _of("emissions.pm10_buildings", "emissions.pm10_traffic", scale=_T_PER_KG),
    ),
    Kpi(
        "emissions.primary_energy",
        "Non-renewable primary energy of buildings",
        "Energia primaria non rinnovabile degli edifici",
        "MWh",
        "less",
        "gas, gas oil, district heat and electricity from the grid, each times its factor",
        "factors of the decree of 26 June 2015; what photovoltaics give to the grid is not credited, it stands apart",
        _primary,
    ),
)
