"""Which concentrations would the district's own emissions make? A box of air over the district, on a given background.

One well-mixed box: emissions enter, wind carries them out. The background is an input, so the level says little about
the twin's skill; what the twin adds is the share that comes from the district. A typical weather year has no calendar
of its own, so days do not correspond to measured days: compare seasons and distributions, never days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from twin.core.params import ParamSet, param
from twin.core.units import HOUR_S

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

_UG_PER_KG = 1e9
_HOURS = 24
# The bulletin's NO2 is the daily maximum hour, its PM10 the daily mean.
_REDUCE: dict[str, Callable[..., Any]] = {"NO2": np.nanmax, "PM10": np.nanmean}
POLLUTANTS = tuple(_REDUCE)


class BoxParams(ParamSet):
    """Parameters of the box model; every one of them is told beside its results."""

    wind_floor: float = param(
        0.5, unit="m/s", doc="lowest wind speed in the box", source="assumed, keeps calms finite", year=2019,
        status="assumed", gt=0.0,
    )  # fmt: skip
    wind_mean: float = param(
        1.5, unit="m/s", doc="wind speed where a run recorded none", source="assumed, the Po plain is calm", year=2019,
        status="assumed", gt=0.0,
    )  # fmt: skip
    mixing_winter: float = param(
        300.0, unit="m", doc="mean mixing height in January", source="assumed, order of magnitude", year=2019,
        status="assumed", gt=0.0,
    )  # fmt: skip
    mixing_summer: float = param(
        1000.0, unit="m", doc="mean mixing height in July", source="assumed, order of magnitude", year=2019,
        status="assumed", gt=0.0,
    )  # fmt: skip
    mixing_night: float = param(
        0.5, unit="1", doc="mixing height at night over its daily mean", source="assumed", year=2019,
        status="assumed", gt=0.0, le=1.0,
    )  # fmt: skip
    no2_share: float = param(
        0.5, unit="1", doc="NO2 in the district's added NOx, as mass", source="assumed; no ozone chemistry", year=2019,
        status="assumed", ge=0.0, le=1.0,
    )  # fmt: skip
    pm10_background: float = param(
        28.9, unit="ug/m3", doc="annual mean of PM10 around the district",
        source="Comune di Milano/AMAT, daily bulletin 2016-2025, lowest of four stations (Verziere)", year=2019,
        status="derived", ge=0.0,
    )  # fmt: skip
    no2_background: float = param(
        50.0, unit="ug/m3", doc="annual mean of the daily maximum hour of NO2 around the district",
        source="assumed, below the bulletin's stations, which stand at streets", year=2019, status="assumed", ge=0.0,
    )  # fmt: skip
    season: float = param(
        0.45, unit="1", doc="amplitude of the background's season over its mean, highest in mid January",
        source="assumed", year=2019, status="assumed", ge=0.0, lt=1.0,
    )  # fmt: skip


def increment(
    emission: NDArray[np.float64], wind: NDArray[np.float64], height: NDArray[np.float64], width: float
) -> NDArray[np.float64]:
    """Concentration that the district adds. (T,) [µg/m3]

    Parameters
    ----------
    emission : Emission of each hour. (T,) [kg]
    wind : Wind speed, above zero. (T,) [m/s]
    height : Mixing height, above zero. (T,) [m]
    width : Width of the district across the wind. () [m]

    Notes
    -----
    C = Q / (u H W) in the steady state of a ventilated box, Q in kg/s. The air crosses a district in some minutes, so
    no hour inherits from the one before.
    """
    return np.asarray(emission / HOUR_S * _UG_PER_KG / (wind * height * width), dtype=np.float64)


def mixing_height(hours: int, params: BoxParams) -> NDArray[np.float64]:
    """Mixing height of every hour of a year: a cosine over the seasons times one over the day. (T,) [m]"""
    hour = np.arange(hours)
    winter = 0.5 * (1.0 + np.cos(2.0 * np.pi * (hour / _HOURS - 15.0) / 365.25))
    mean = params.mixing_winter * winter + params.mixing_summer * (1.0 - winter)
    day = 1.0 - (1.0 - params.mixing_night) * np.cos(2.0 * np.pi * (hour % _HOURS - 3.0) / _HOURS)
    return np.asarray(mean * day, dtype=np.float64)


def background(days: int, pollutant: str, params: BoxParams) -> NDArray[np.float64]:
    """Background of every day of a year. (D,) [µg/m3]"""
    mean = params.pm10_background if pollutant == "PM10" else params.no2_background
    return np.asarray(mean * (1.0 + params.season * np.cos(2.0 * np.pi * (np.arange(days) - 15.0) / 365.25)))


def modelled_daily(
    series: pd.DataFrame, width: float, params: BoxParams | None = None
) -> tuple[pd.DataFrame, list[str]]:
    """Modelled values of every day as the bulletin gives them, and what the reader must know of them.

    Parameters
    ----------
    series : Recorded series of a run by the start of the hour; those that start with "emissions.nox" and
        "emissions.pm10" count, [kg] in the hour; "weather.wind_speed" [m/s] if the run recorded it.
    width : Width of the district across the wind. () [m]
    params : Parameters.

    Returns
    -------
    Columns day, pollutant, background, local (from the district), modelled, all in µg/m3; and notes.
    """
    params = params or BoxParams()
    notes = [
        "modelled: one box of air on a given background; mixing height, NO2 share and season are assumed",
        "typical weather: days do not correspond to measured days; compare seasons and distributions",
        "the background has a season and no weather, so modelled days differ less than measured ones",
    ]
    hours = len(series) // _HOURS * _HOURS
    days = np.asarray(series.index[:hours:_HOURS].to_numpy(), dtype="datetime64[s]")
    if "weather.wind_speed" in series:
        wind = series["weather.wind_speed"].to_numpy()[:hours]
    else:
        wind = np.full(hours, params.wind_mean)
        notes.append(f"the run recorded no wind: {params.wind_mean} m/s throughout, assumed")
    wind = np.maximum(wind, params.wind_floor)
    height = mixing_height(hours, params)
    frames = []
    for pollutant, stem, share in (("NO2", "emissions.nox", params.no2_share), ("PM10", "emissions.pm10", 1.0)):
        names = emission_columns(series.columns, stem)
        if not names:
            notes.append(f"the run recorded no series {stem}: nothing modelled for {pollutant}")
            continue
        local = share * increment(series[names].sum(axis=1).to_numpy()[:hours], wind, height, width)
        local = _REDUCE[pollutant](local.reshape(-1, _HOURS), axis=1)
        level = background(len(days), pollutant, params)
        columns = {"day": days, "pollutant": pollutant, "background": level, "local": local, "modelled": level + local}
        frames.append(pd.DataFrame(columns))
    return (pd.concat(frames, ignore_index=True) if frames else nothing_modelled()), notes


def nothing_modelled() -> pd.DataFrame:
    """Modelled values of no day."""
    columns = {"day": np.zeros(0, dtype="datetime64[s]"), "pollutant": np.zeros(0, dtype=object)}
    return pd.DataFrame(columns | {name: np.zeros(0) for name in ("background", "local", "modelled")})


def emission_columns(names: Sequence[str] | pd.Index[str], stem: str) -> list[str]:
    """Series of one pollutant: the total if it is recorded, else its parts."""
    if stem in names:
        return [stem]
    return [name for name in names if name.startswith(f"{stem}_")]
