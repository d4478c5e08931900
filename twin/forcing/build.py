"""The table "forcing": what weather, sun, prices and grid do in every tick of the year."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import uids_of
from twin.forcing.carbon import read_carbon, typical_carbon
from twin.forcing.epw import read_epw
from twin.forcing.measured import over_weather, read_hourly
from twin.forcing.prices import price_series
from twin.forcing.refine import weather_of_ticks
from twin.forcing.sun import light, share_above, sun_path
from twin.forcing.trends import of_year, weather_of_year
from twin.forcing.typical import typical_year
from twin.forcing.water import treated_water
from twin.forcing.weather import Weather, fit_year
from twin.state.schemas import FORCING
from twin.state.table import Table

if TYPE_CHECKING:
    from twin.core.clock import Clock
    from twin.forcing.params import Params
    from twin.forcing.spec import ForcingSpec
    from twin.forcing.sun import SunPath
    from twin.state.district import Source


def build(
    place: tuple[float, float], clock: Clock, spec: ForcingSpec, params: Params
) -> tuple[Table, list[Source], list[str]]:
    """Fill the table of ticks; outside series come by the hour.

    Parameters
    ----------
    place : (longitude, latitude). [°]
    clock : Year of the run.
    spec : Which series.
    params : Their figures.

    Returns
    -------
    table : Table "forcing", one row per tick.
    sources : Where its columns come from, each with its year.
    notes : What was assumed, filled or moved, and which sources are of another year than the run.

    Raises
    ------
    InputError
        If a weather file or table of generation is not usable.
    """
    hours, n = clock.hourly, clock.ticks_per_hour
    sun = sun_path(place, hours)
    weather, notes = _weather(place, hours, spec.weather, sun, params)
    if spec.weather_years and weather.source.year == clock.year:
        notes.append(f"Weather: the file is of {clock.year} itself, so nothing is drawn for the year.")
    elif spec.weather_years:
        weather, more = weather_of_year(weather, hours, params)
        notes += more
    if spec.trends:
        params, more = of_year(params, clock.year)
        notes += more
    measured: list[Source] = []
    if spec.temperature is not None:
        weather, more = over_weather(weather, spec.temperature, hours)
        measured.append(read_hourly(spec.temperature).source)
        notes += more
    if n > 1:
        sun = sun_path(place, clock)
        weather = weather_of_ticks(weather, sun, n)
    if isinstance(spec.carbon, Path):
        carbon, carbon_source, more = read_carbon(spec.carbon, hours, params)
        notes += more
    else:
        carbon, carbon_source = typical_carbon(hours, params)
        level = "mean of the year" if spec.trends else "published annual mean"
        notes.append(f"Carbon intensity: the {level} with an average shape of months and hours.")
    prices, price_sources = price_series(hours, spec.prices, params)
    up = share_above(sun.elevation, params.switching_elevation)
    notes.append(f"Street lamps burn {float(np.sum(1.0 - up)) / n:.0f} h in the year.")
    parts = light(sun, weather.ghi, weather.dni, weather.dhi, params.albedo)
    table = Table.from_columns(
        FORCING,
        {
            "uid": uids_of(f"tick/{tick}" for tick in range(clock.n_ticks)),
            "t_out": weather.t_out,
            "ghi": weather.ghi,
            "dni": weather.dni,
            "dhi": weather.dhi,
            "wind_speed": weather.wind_speed,
            "sun_elevation": sun.mid_elevation,
            "sun_up": up,
            "sun_azimuth": sun.azimuth,
            "irradiance": parts.total,
            "beam_normal": parts.normal,
            "beam": parts.beam,
            "beam_single": parts.single,
            "beam_double": parts.double,
            "sky_light": parts.sky,
            "ground_light": parts.ground,
            "t_groundwater": np.full(clock.n_ticks, params.t_groundwater),
            "t_canal": treated_water(clock, params),
            "carbon_intensity": np.repeat(carbon, n),
            **{f"price_{name}": np.repeat(series, n) for name, series in prices.items()},
        },
    )
    sources = [weather.source, *measured, carbon_source, *price_sources]
    return table, sources, [*notes, *other_years(sources, clock.year)]


def _weather(
    place: tuple[float, float], clock: Clock, given: str | Path, sun: SunPath, params: Params
) -> tuple[Weather, list[str]]:
    if not isinstance(given, Path):
        note = "Weather: a typical year made from monthly normals of Milan, synthetic; give an EPW file for a real one."
        return typical_year(clock, sun, params), [note]
    weather, notes = read_epw(given, place)
    weather, more = fit_year(weather, clock)
    return weather, [*notes, *more]


def other_years(sources: list[Source], year: int) -> list[str]:
    """One sentence per source that is not of the run's year."""
    return [f"{source.name}: of {source.year}, the run is of {year}." for source in sources if source.year != year]
