"""How does the typical year that PVGIS computes for a place become an EPW file in the place's standard time?"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pvlib

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HOURS = 8760
_NAMES = ("T2m", "RH", "G(h)", "Gb(n)", "Gd(h)", "IR(h)", "WS10m", "WD10m", "SP")
# Constants of Magnus' formula over water: Sonntag 1990 (b, -; c, °C).
_MAGNUS = (17.62, 243.12)
# Columns of the format that PVGIS tells nothing of, as codes of missing values (EnergyPlus, Auxiliary Programs).
_LIGHT = "999999,999999,999999,9999"
_REST = "99,99,9999,99999,9,999999999,999,.999,999,99,999,999,99"
_FLAGS = "?9?9?9?9E0?9?9?9?9?9?9?9?9?9?9?9?9?9?9?9?9?9"


def epw_of(answer: bytes, place: tuple[float, float], utc_offset: int, attribution: str) -> str:
    """Text of an EPW file.

    Parameters
    ----------
    answer : JSON document of PVGIS's tool "tmy"; its hours are UTC.
    place : (longitude, latitude) that was asked for. [°]
    utc_offset : Clock of the file against UTC. [h]
    attribution : Words that name the source, kept in the file.

    Raises
    ------
    ValueError
        If it is no such document, or not of 8,760 hours.
    """
    try:
        table, meta = pvlib.iotools.read_pvgis_tmy(
            io.StringIO(answer.decode("utf-8")), pvgis_format="json", map_variables=False
        )
        height = float(meta["inputs"]["location"].get("elevation", 0.0))
        database = str(meta["inputs"].get("meteo_data", {}).get("radiation_db", "PVGIS"))
        values = {name: np.roll(table[name].to_numpy(float), utc_offset) for name in _NAMES}
    except (KeyError, TypeError, AttributeError) as error:
        message = f"it is no typical year of PVGIS ({error} is missing)"
        raise ValueError(message) from None
    if len(table) != _HOURS or not all(np.isfinite(each).all() for each in values.values()):
        message = f"it has {len(table)} hours or gaps in them, not {_HOURS} whole ones"
        raise ValueError(message)
    lon, lat = place
    # Each month may come from another year; rolled hours keep the year of the month they fall into.
    years = _years(table)
    station = f"{lat:.5f},{lon:.5f},{utc_offset:.1f},{height:.1f}"
    head = [
        f"LOCATION,PVGIS {lat:.3f}N {lon:.3f}E,-,-,{database} typical year,-,{station}",
        "DESIGN CONDITIONS,0",
        "TYPICAL/EXTREME PERIODS,0",
        "GROUND TEMPERATURES,0",
        "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0",
        f"COMMENTS 1,{attribution.replace(',', ';')}",
        f"COMMENTS 2,hours of UTC moved by {utc_offset:+d}; each value stands for the hour after PVGIS's time",
        "DATA PERIODS,1,1,Data,Sunday,1/1,12/31",
    ]
    return "\n".join([*head, *_rows(values, years)]) + "\n"


def _years(table: pd.DataFrame) -> list[int]:
    """Year that each month was taken from."""
    index = pd.DatetimeIndex(table.index)
    by_month = dict(zip(index.month.tolist(), index.year.tolist(), strict=True))
    return [int(by_month.get(month, 2001)) for month in range(1, 13)]


def _rows(values: dict[str, NDArray[Any]], years: list[int]) -> list[str]:
    air, humidity = values["T2m"], np.clip(values["RH"], 1.0, 100.0)
    b, c = _MAGNUS
    gamma = np.log(humidity / 100) + b * air / (c + air)
    dew = c * gamma / (b - gamma)
    hours = np.arange(np.datetime64("2001-01-01T00"), np.datetime64("2002-01-01T00"))
    rows = []
    for i, hour in enumerate(hours.tolist()):
        cells = [
            f"{years[hour.month - 1]},{hour.month},{hour.day},{hour.hour + 1},60,{_FLAGS}",
            f"{air[i]:.2f},{dew[i]:.2f},{humidity[i]:.1f},{values['SP'][i]:.0f},9999,9999,{values['IR(h)'][i]:.1f}",
            *(f"{max(0.0, values[name][i]):.1f}" for name in ("G(h)", "Gb(n)", "Gd(h)")),
            f"{_LIGHT},{values['WD10m'][i]:.0f},{values['WS10m'][i]:.2f},{_REST}",
        ]
        rows.append(",".join(cells))
    return rows
