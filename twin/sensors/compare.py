"""Do measured and modelled air agree in season and distribution? Tables for a verdict that stays honest."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from twin.sensors.box_model import POLLUTANTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from twin.sensors.readings import Readings

# Directive 2008/50/EC: daily mean of PM10, not to be exceeded more than 35 times a year. [µg/m3]
PM10_LIMIT = 50.0
QUANTILES = (0.1, 0.5, 0.9)
SEASONS = ("year", "cold", "warm")
_Z95 = 1.959963984540054  # normal quantile of a two-sided 95 % interval


def measured_daily(readings: Readings) -> pd.DataFrame:
    """Usable readings by day: day, station, pollutant, measured; one row each, sorted."""
    keep = readings.usable
    frame = pd.DataFrame(
        {
            "day": readings.event[keep].astype("datetime64[D]").astype("datetime64[s]"),
            "station": readings.station[keep].astype(str),
            "pollutant": readings.pollutant[keep].astype(str),
            "measured": readings.value[keep],
        }
    )
    return frame.sort_values(["pollutant", "station", "day"], kind="stable").reset_index(drop=True)


def aligned(measured: pd.DataFrame, modelled: pd.DataFrame) -> pd.DataFrame:
    """Every measured value with the modelled one of the same month and day, NaN where there is none.

    Where the feed is of another year than the run, 29 February has no partner. The columns `background` and `local`
    split the modelled value.
    """
    if modelled.empty:
        return measured.assign(background=np.nan, local=np.nan, modelled=np.nan)
    keys = ["month", "day_of_month", "pollutant"]
    other = _with_calendar(modelled).drop(columns="day")
    return _with_calendar(measured).merge(other, on=keys, how="left").drop(columns=keys[:2])


def _with_calendar(frame: pd.DataFrame) -> pd.DataFrame:
    day = pd.to_datetime(frame["day"])
    return frame.assign(month=day.dt.month, day_of_month=day.dt.day)


def comparison(measured: pd.DataFrame, modelled: pd.DataFrame) -> pd.DataFrame:
    """Mean, quantiles and exceedances by pollutant, season and station ("all": every station's days together).

    Cold is Milan's heating season, 15 October to 15 April. Columns: pollutant, season, station, days, mean_measured,
    p10_measured, p50_measured, p90_measured, the same modelled over all days of the season, local_share (of the
    modelled mean), and for PM10 the share of reporting days above 50 µg/m3 with its 95 % Wilson interval, measured.
    """
    rows = []
    for pollutant in POLLUTANTS:
        seen, made = (each[each["pollutant"] == pollutant] for each in (measured, modelled))
        if seen.empty:
            continue
        for season in SEASONS:
            theirs = made[_in_season(made["day"], season)] if len(made) else made
            ours = seen[_in_season(seen["day"], season)]
            for station, group in [("all", ours), *_by_station(ours)]:
                rows.append(
                    {"pollutant": pollutant, "season": season, "station": station, "days": len(group)}
                    | _figures(group["measured"].to_numpy(), "measured")
                    | _figures(theirs["modelled"].to_numpy(dtype=float), "modelled")
                    | {"local_share": _ratio(theirs["local"].sum(), theirs["modelled"].sum())}
                    | (_exceedances(group) if pollutant == "PM10" else {})
                )
    return pd.DataFrame(rows)


def _by_station(frame: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    for station, group in frame.groupby("station", sort=True):
        yield str(station), group


def _in_season(day: pd.Series[pd.Timestamp], season: str) -> NDArray[np.bool_]:
    days = pd.to_datetime(day)
    number = (100 * days.dt.month + days.dt.day).to_numpy()
    cold = (number >= 1015) | (number <= 415)  # noqa: PLR2004 — 15 October to 15 April
    return np.ones(len(days), dtype=bool) if season == "year" else cold if season == "cold" else ~cold


def _figures(values: NDArray[np.float64], name: str) -> dict[str, float]:
    if values.size == 0:
        return {f"mean_{name}": math.nan} | {f"p{100 * q:.0f}_{name}": math.nan for q in QUANTILES}
    found = {f"p{100 * q:.0f}_{name}": float(v) for q, v in zip(QUANTILES, np.quantile(values, QUANTILES), strict=True)}
    return {f"mean_{name}": float(values.mean())} | found


def _exceedances(measured: pd.DataFrame) -> dict[str, float]:
    """Share of days above the limit. Not of the modelled days: their background has no days of its own."""
    over, days = int((measured["measured"] > PM10_LIMIT).sum()), len(measured)
    low, high = wilson(over, days)
    return {"over_50_measured": _ratio(over, days), "over_50_low": low, "over_50_high": high}


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """95 % interval of a share, after Wilson; NaN without trials.

    Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (158), 1927, 209-212, DOI 10.1080/01621459.1927.10502953.
    """
    if trials == 0:
        return math.nan, math.nan
    p, z2 = hits / trials, _Z95**2
    middle = (p + z2 / (2 * trials)) / (1 + z2 / trials)
    half = _Z95 / (1 + z2 / trials) * math.sqrt(p * (1 - p) / trials + z2 / (4 * trials**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def _ratio(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else math.nan
