"""How does a measured hourly series become part of the year? Reads it, sorts it, and lays it over typical weather."""

from __future__ import annotations

import csv
import hashlib
import math
import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from twin.core.errors import Fault, InputError
from twin.state.district import Source

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.clock import Clock
    from twin.forcing.weather import Weather

COLUMNS = 3  # sensor, time, value
_BLEND = 6  # hours over which a measured spell goes over into the weather around it
_COLDEST, _WARMEST = -40.0, 55.0  # degC; beyond it is no air temperature of a city
# Month first, day first where the month comes last in the year-first form; one file may hold both.
_FORMS = (
    (re.compile(r"\d{4}[/-]\d{1,2}[/-]\d{1,2}[ T]\d{1,2}:\d{2}"), ("%Y/%m/%d %H:%M",)),
    (re.compile(r"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d{2}"), ("%m/%d/%Y %H:%M",)),
)


@dataclass(frozen=True)
class Hourly:
    """One measured series, in the order of time, one value an hour.

    Parameters
    ----------
    sensor : Id of the sensor.
    time : Start of each hour, UTC+1. (N,) datetime64[h]
    value : (N,) [degC, or what the sensor measures]
    late : Rows that came after a row of a later hour.
    repeated : Rows of an hour that had been told before; the last one counts.
    missing : Hours between the first and the last that have no value.
    source : Where it comes from.
    """

    sensor: str
    time: NDArray[np.datetime64]
    value: NDArray[np.float64]
    late: int
    repeated: int
    missing: int
    source: Source


def read_hourly(path: Path) -> Hourly:
    """Read a table of sensor, time and value without header, in any order, with times in either of two forms.

    Parameters
    ----------
    path : CSV file; times as 2013/11/30 14:00 or 11/30/2013 14:00 (month first), UTC+1 as regional networks keep it.

    Raises
    ------
    InputError
        With every fault: rows that are no readings, more than one sensor, times of neither form.
    """
    try:
        content = path.read_bytes()
        rows = [row for row in csv.reader(content.decode("utf-8-sig").splitlines()) if row]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(path, [Fault("file", f"cannot be read ({error})", "give a CSV table in UTF-8")]) from None
    faults: list[Fault] = []
    sensors: dict[str, int] = {}
    when: list[np.datetime64] = []
    values: list[float] = []
    for line, row in enumerate(rows, start=1):
        moment, value = _time(row), _value(row)
        if moment is None or value is None:
            what = (
                "has no time of the forms 2013/11/30 14:00 or 11/30/2013 14:00" if moment is None else "has no number"
            )
            faults.append(Fault(f"line {line}", f"{what}: {','.join(row)[:60]}", "write sensor,time,value"))
            continue
        sensors.setdefault(row[0].strip(), line)
        when.append(moment)
        values.append(value)
    if len(sensors) > 1:
        names = ", ".join(sensors)
        faults.append(Fault("column 1", f"has several sensors ({names})", "give a file for each of them"))
    if not when and not faults:
        faults.append(Fault("file", "has no rows", "give at least one reading"))
    if faults:
        raise InputError(path, faults)
    return _in_order(path, next(iter(sensors)), np.array(when), np.array(values), content)


def _in_order(
    path: Path, sensor: str, when: NDArray[np.datetime64], values: NDArray[np.float64], content: bytes
) -> Hourly:
    late = int(np.sum(when < np.maximum.accumulate(when)))
    kept = np.full(when.size, fill_value=True)
    order = np.argsort(when, kind="stable")
    same = when[order][:-1] == when[order][1:]
    kept[order[:-1][same]] = False  # of the same hour the later row counts: it corrects
    order = order[kept[order]]
    time, value = when[order], values[order]
    good = np.isfinite(value)
    time, value = time[good], value[good]
    hours = int((time[-1] - time[0]) / np.timedelta64(1, "h")) + 1 if time.size else 0
    year = int(time[0].astype("datetime64[Y]").astype(int)) + 1970 if time.size else 0
    source = Source(
        name=f"Measured hours of sensor {sensor}, {path.name}",
        publisher="as given with the file",
        licence="as given with the file",
        attribution=f"Measured hours: sensor {sensor}",
        year=year,
        sha256=hashlib.sha256(content).hexdigest(),
    )
    return Hourly(sensor, time, value, late, int(same.sum()), hours - time.size, source)


def _time(row: list[str]) -> np.datetime64 | None:
    if len(row) != COLUMNS:
        return None
    text = row[1].strip()
    for shape, forms in _FORMS:
        if shape.fullmatch(text):
            for form in forms:
                try:
                    moment = datetime.strptime(text.replace("-", "/").replace("T", " "), form)  # noqa: DTZ007 — UTC+1
                except ValueError:
                    continue
                return np.datetime64(moment, "h")
    return None


def _value(row: list[str]) -> float | None:
    """Number of a row, NaN for an empty cell or a code for "none", None for words."""
    text = row[2].strip() if len(row) == COLUMNS else "x"
    if text in ("", "-999", "-9999", "-999.0", "NA"):
        return math.nan
    try:
        return float(text)
    except ValueError:
        return None


def over_weather(weather: Weather, path: Path, clock: Clock) -> tuple[Weather, list[str]]:
    """Lay measured air temperature over the weather of the year, and say how much of it is measured.

    Before and after a measured spell the difference to the weather fades within six hours; gaps of at most six hours
    are filled straight between their neighbours, in longer ones the weather stands.

    Raises
    ------
    InputError
        If the file is no series of air temperature of the simulated year.
    """
    series = read_hourly(path)
    start = np.datetime64(f"{clock.year}-01-01T00", "h")
    hour = ((series.time - start) / np.timedelta64(1, "h")).astype(np.int64)
    inside = (hour >= 0) & (hour < clock.n_hours)
    if not inside.any():
        years = sorted({str(t)[:4] for t in series.time})
        what = f"has hours of {', '.join(years)}, the scenario simulates {clock.year}"
        raise InputError(path, [Fault("column 2", what, f"give hours of {clock.year}, or another baseline_year")])
    value = series.value[inside]
    if value.min() < _COLDEST or value.max() > _WARMEST:
        what = f"goes from {value.min():g} to {value.max():g}, which is no air temperature"
        raise InputError(path, [Fault("column 3", what, "give degrees Celsius")])
    gap = np.full(clock.n_hours, np.nan)
    gap[hour[inside]] = value - weather.t_out[hour[inside]]
    t_out = weather.t_out + _faded(gap)
    bias = float(np.nanmean(gap))
    note = (
        f"Air temperature of {int(inside.sum())} of {clock.n_hours} hours is measured ({path.name}, sensor "
        f"{series.sensor}), UTC+1 assumed; the others follow the weather. In the measured hours it is {bias:+.1f} K "
        f"against that weather. {series.late} rows came late, {series.repeated} repeated an hour, "
        f"{series.missing} hours in between have none."
    )
    return replace(weather, t_out=t_out), [note]


def _faded(gap: NDArray[np.float64]) -> NDArray[np.float64]:
    """Differences where known, straight across short gaps, fading to nothing beyond. (H,) [K]"""
    known = np.flatnonzero(np.isfinite(gap))
    at = np.arange(gap.size)
    straight = np.interp(at, known, gap[known])
    before = at - known[np.maximum(np.searchsorted(known, at, side="right") - 1, 0)]
    after = known[np.minimum(np.searchsorted(known, at, side="left"), known.size - 1)] - at
    away = np.minimum(np.where(before >= 0, before, gap.size), np.where(after >= 0, after, gap.size))
    short = (before >= 0) & (after >= 0) & (before + after <= _BLEND)
    return np.asarray(np.where(short, straight, _nearest(gap, known, at) * np.clip(1.0 - away / _BLEND, 0.0, 1.0)))


def _nearest(gap: NDArray[np.float64], known: NDArray[np.int64], at: NDArray[np.int64]) -> NDArray[np.float64]:
    right = np.minimum(np.searchsorted(known, at), known.size - 1)
    left = np.maximum(right - 1, 0)
    nearer = np.where(np.abs(known[left] - at) <= np.abs(known[right] - at), known[left], known[right])
    return np.asarray(gap[nearer])
