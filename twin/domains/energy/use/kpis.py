"""What do we look at in the use of homes? Peak of the households together, and hot water a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.units import KWH_PER_J
from twin.observe.declare import Kpi, Series
from twin.state.codes import Thermal, Use

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.observe.declare import Outcome
    from twin.state.table import Table
    from twin.state.world import World

_KWH_PER_LITRE = 4.19 * 50.0 / 3600.0  # from 10 to 60 degC


def _homes(buildings: Table) -> NDArray[np.bool_]:
    inside = (buildings["thermal"] == Thermal.HEATED) & (buildings["zone"] >= 0)
    return np.asarray(inside & (buildings["use"] == Use.RESIDENTIAL))


def _residential(world: World) -> NDArray[np.bool_]:
    """Heated residential buildings of the district. (B,)"""
    return _homes(world.table("buildings"))


SERIES: tuple[Series, ...] = (
    Series(
        "energy.appliances_residential", "buildings.appliances", "kWh", "second", KWH_PER_J,
        "Appliances and lighting of homes", "Elettrodomestici e illuminazione delle abitazioni", _residential,
    ),
    Series(
        "energy.hot_water_residential", "buildings.hot_water_need", "kWh", "second", KWH_PER_J,
        "Hot water of homes", "Acqua calda delle abitazioni", _residential,
    ),
)  # fmt: skip


def _households(outcome: Outcome) -> float:
    home = outcome.table("households")["home"]
    return float(_homes(outcome.table("buildings"))[home[home >= 0]].sum())


def _peak(outcome: Outcome) -> float:
    households = _households(outcome)
    return 1000.0 * float(outcome.series("energy.appliances_residential").max()) / households if households else np.nan


def _load_factor(outcome: Outcome) -> float:
    load = outcome.series("energy.appliances_residential")
    return float(load.mean() / load.max()) if load.max() > 0.0 else float("nan")


def _litres(outcome: Outcome) -> float:
    buildings = outcome.table("buildings")
    people = float(buildings["residents"][_homes(buildings)].sum())
    water = 24.0 * float(outcome.series("energy.hot_water_residential").mean())
    return water / _KWH_PER_LITRE / people if people else float("nan")


KPIS: tuple[Kpi, ...] = (
    Kpi(
        "energy.household_peak", "Highest hour of appliances and lighting per household",
        "Ora di punta di elettrodomestici e illuminazione per famiglia", "W", "less",
        "maximum of series energy.appliances_residential / households",
        "after diversity; British households 0.54 to 1.78 kW by class (Low Carbon London 2014); a scale check", _peak,
    ),
    Kpi(
        "energy.household_load_factor", "Mean over highest hour of appliances and lighting",
        "Fattore di carico di elettrodomestici e illuminazione", "1", "more",
        "mean over maximum of series energy.appliances_residential",
        "homes together; the sum over the year is an input's scale", _load_factor,
    ),
    Kpi(
        "energy.hot_water_litres", "Hot water per resident and day", "Acqua calda per residente e giorno", "l",
        "neither",
        "mean of series energy.hot_water_residential a day / residents, as water heated from 10 to 60 °C",
        "SIA 385/2 plans with 40 to 55 litres; a scale check, the sum is TABULA's need by area", _litres,
    ),
)  # fmt: skip
