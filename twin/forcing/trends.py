"""What is a year like beside the typical one? Weather that differs and warms, a grid and prices that change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare, uids_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.clock import Clock
    from twin.forcing.params import Params
    from twin.forcing.trend_params import Values, Years
    from twin.forcing.weather import Weather

YEARS = declare("forcing.years", "how warm and sunny each year is for the climate")

# One series of years, the same in every run: its luck does not follow the run's seed.
_SEED = 160800
_COLD, _WARM, _SUN = 0, 1, 2  # lanes
_COLDEST_DAY = 15  # middle of January, from memory: the normals are lowest there
_MWH = 1e3


def at_year(years: Years, values: Values, year: int) -> float:
    """Value of a year, linear between those given in rising order, constant beyond them."""
    return float(np.interp(year, years, values))


def anomaly(clock: Clock, params: Params) -> tuple[NDArray[np.float64], float]:
    """What a year is warmer than the typical one, by hour, and its irradiation over the typical one.

    Parameters
    ----------
    clock : Year, in hours.
    params : Spread between years, and warming.

    Returns
    -------
    warmer : Cold and warm season have their own draws, with a smooth passage between them. (T,) [K]
    sunnier : () [1]
    """
    stream, uid = YEARS.at(_SEED), uids_of([f"year/{clock.year}"])
    cold, warm, sun = (float(stream.normal(uid, lane=lane)[0]) for lane in (_COLD, _WARM, _SUN))
    day = np.arange(clock.n_hours) / 24.0
    winter = 0.5 * (1.0 + np.cos(2.0 * np.pi * (day - _COLDEST_DAY) / clock.n_days))
    drift = params.warming * (clock.year - params.warming_from)
    warmer = drift + params.year_spread[0] * cold * winter + params.year_spread[1] * warm * (1.0 - winter)
    return warmer, max(1.0 + params.sun_spread * sun, 0.0)


def weather_of_year(weather: Weather, clock: Clock, params: Params) -> tuple[Weather, list[str]]:
    """The weather of a typical year made that of one year, and a sentence that says so."""
    warmer, sunnier = anomaly(clock, params)
    own = replace(
        weather,
        t_out=weather.t_out + warmer,
        ghi=weather.ghi * sunnier,
        dni=weather.dni * sunnier,
        dhi=weather.dhi * sunnier,
    )
    note = (
        f"Weather of {clock.year}: drawn, not measured (assumed): {warmer.mean():+.2f} K and "
        f"{100 * (sunnier - 1):+.1f} % irradiation beside the typical year; {params.warming:g} K a year of warming "
        f"since {params.warming_from} in it."
    )
    return own, [note]


def of_year(params: Params, year: int) -> tuple[Params, list[str]]:
    """Prices and carbon intensity of a year in place of those of one year, and sentences on what is assumed."""
    carbon = at_year(params.carbon_years, params.carbon_values, year)
    market = params.wholesale_years, params.wholesale_values
    wholesale = at_year(*market, year)
    usual = float(np.mean([at_year(*market, each) for each in params.wholesale_known]))
    gas, oil = (at_year(params.fuel_years, each, year) for each in (params.gas_values, params.oil_values))
    update = {
        "carbon_mean": carbon,
        "price_electricity": max(params.price_electricity + params.passed_on * (wholesale - usual) / _MWH, 0.0),
        "price_gas": params.price_gas * gas,
        "price_district_heat": params.price_district_heat * gas,
        "price_gas_oil": params.price_gas_oil * oil,
    }
    told = {True: "published", False: "assumed"}
    price = f"{wholesale:.0f} EUR/MWh, {told[year in params.wholesale_known]}"
    notes = [
        f"Carbon intensity of electricity in {year}: {carbon:.3f} kg/kWh, {told[year in params.carbon_known]}.",
        f"Wholesale price of electricity in {year}: {price}; all prices of households in it are assumed.",
    ]
    return params.model_copy(update=update), notes
