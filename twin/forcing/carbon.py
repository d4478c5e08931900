"""How much carbon dioxide stands behind a unit of electricity in each hour?"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from twin.core.errors import Fault, InputError
from twin.forcing.params import Params, year_of
from twin.forcing.weather import fit_length
from twin.state.district import Source

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from twin.core.clock import Clock

J_PER_KWH = 3.6e6
# Word in a column's name, and the parameter that holds its factor; the first that fits counts. Pumped storage and
# "other" do not count: the one gives back what was generated before, nobody knows what the other is.
_FUELS = (
    ("pumped", ""),
    ("other", ""),
    ("coal", "factor_coal"),
    ("lignite", "factor_coal"),
    ("oil", "factor_oil"),
    ("gas", "factor_gas"),
    ("biomass", "factor_biomass"),
    ("hydro", "factor_renewable"),
    ("wind", "factor_renewable"),
    ("solar", "factor_renewable"),
    ("geothermal", "factor_renewable"),
    ("waste", "factor_renewable"),
)
_LEAST_KNOWN = 0.9  # share of a year's hours without which the year does not count as whole
_MOST_MISSING = 0.2  # share of a year's hours that may be filled between their neighbours


def typical_carbon(clock: Clock, params: Params) -> tuple[NDArray[np.float64], Source]:
    """Annual mean with the shape of the months and of the hours of the day. (T,) [kg/J]"""
    month = clock.tick_index.astype("datetime64[M]").astype(int) % 12
    hour = np.arange(clock.n_ticks) % 24
    shape = np.asarray(params.carbon_month)[month] * np.asarray(params.carbon_hour)[hour]
    series = params.carbon_mean / J_PER_KWH * shape / shape.mean()
    return series, Source(
        name="Carbon intensity of Italian electricity: annual mean with a typical shape",
        publisher="ISPRA (mean), ENTSO-E (shape)",
        licence="figures",
        attribution="Carbon intensity: ISPRA, ENTSO-E",
        year=year_of("carbon_mean"),
    )


def read_carbon(path: Path, clock: Clock, params: Params) -> tuple[NDArray[np.float64], Source, list[str]]:
    """Carbon intensity from a table of generation by fuel: a column of times with offset, then one per technology.

    Parameters
    ----------
    path : CSV file, as ENTSO-E's transparency platform gives it; any power unit, times with their UTC offset.
    clock : Year; the same year of the file is taken, else its last whole one.
    params : Factors, and whether the series is brought to the annual mean.

    Returns
    -------
    series : (T,) [kg/J]
    source : The file.
    notes : What was filled, left out and scaled.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    try:
        content = path.read_bytes()
        table = pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise InputError(path, [Fault("file", f"cannot be read ({error})", "give a CSV table")]) from None
    times = pd.to_datetime(table.iloc[:, 0], utc=True, errors="coerce", format="ISO8601")
    factors = _factors(table, params)
    faults = [*_time_faults(times), *_value_faults(table, factors)]
    if faults:
        raise InputError(path, faults)
    power = table[list(factors)].astype(float)
    known = power.notna().all(axis=1).to_numpy() & (power.sum(axis=1) > 0).to_numpy()
    factor = np.array(list(factors.values()))
    intensity = pd.Series((power.to_numpy() @ factor) / power.sum(axis=1).to_numpy(), index=times).where(known)
    local = intensity.tz_convert(clock.start.tzinfo)
    year = _year(path, local, clock)
    hours = pd.date_range(f"{year}-01-01", f"{year + 1}-01-01", freq="h", inclusive="left", tz=clock.start.tzinfo)
    whole = local[~local.index.duplicated()].reindex(hours)
    gaps = int(whole.isna().sum())
    if gaps > _MOST_MISSING * len(hours):
        what = f"{gaps} of the {len(hours)} hours of {year} cannot be computed"
        raise InputError(path, [Fault("table", what, "give all technologies of every hour")])
    series = fit_length(whole.interpolate(limit_direction="both").to_numpy(float), clock) / J_PER_KWH
    mean = float(series.mean() * J_PER_KWH)
    left_out = [str(c) for c in table.columns[1:] if c not in factors]
    notes = [
        f"Carbon intensity from {path.name}, year {year}: generation in the country, imports not counted; "
        f"{gaps} hours filled between their neighbours; left out: {', '.join(left_out) or 'nothing'}; "
        f"renewables count as {params.factor_renewable:g} kg/kWh. Its mean is {mean:.3f} kg/kWh"
        + (f", scaled to {params.carbon_mean:.3f}." if params.carbon_scaled else ", not scaled.")
    ]
    if params.carbon_scaled:
        series = series * (params.carbon_mean / mean)
    source = Source(
        name=f"Generation by fuel, {path.name}",
        publisher="ENTSO-E transparency platform",
        licence="as given with the file",
        attribution="Carbon intensity: ENTSO-E",
        year=year,
        sha256=hashlib.sha256(content).hexdigest(),
    )
    return series, source, notes


def _factors(table: pd.DataFrame, params: Params) -> dict[str, float]:
    """Emission factor of each technology that counts. [kg/kWh]"""
    found = {}
    for column in table.columns[1:]:
        words = set(re.findall("[a-z]+", str(column).lower()))
        parameter = next((name for word, name in _FUELS if word in words), "")
        if parameter:
            found[str(column)] = float(getattr(params, parameter))
    return found


def _time_faults(times: pd.Series[pd.Timestamp]) -> list[Fault]:
    bad = np.flatnonzero(times.isna())
    return [Fault(f"line {row + 2}", "has no readable time", "write such as 2019-03-31 04:00:00+02:00") for row in bad]


def _value_faults(table: pd.DataFrame, factors: dict[str, float]) -> list[Fault]:
    """Missing technologies, words instead of numbers, negative generation."""
    if not factors:
        known = ", ".join(word for word, name in _FUELS if name)
        return [Fault("line 1", "no column names a technology", f"known: {known}")]
    faults = []
    if not any(factors.values()):
        faults.append(Fault("line 1", "no column names a fuel that emits", "add gas, coal or oil"))
    for name in factors:
        numbers = pd.to_numeric(table[name], errors="coerce")
        words = np.flatnonzero(numbers.isna() & table[name].notna())
        faults += [Fault(f"line {r + 2}, {name}", f"is {table[name].iloc[r]!r}", "write a number") for r in words]
        negative = np.flatnonzero(numbers < 0)
        faults += [Fault(f"line {r + 2}, {name}", f"is {numbers.iloc[r]:g}", "must not be negative") for r in negative]
    return faults


def _year(path: Path, series: pd.Series[float], clock: Clock) -> int:
    """The clock's year if the file has it, else the last year of which it has nine tenths."""
    index = pd.DatetimeIndex(series.index)
    years, hours = np.unique(index.year.to_numpy(), return_counts=True)
    whole = [int(year) for year in years[hours >= _LEAST_KNOWN * 8760]]
    if not whole:
        raise InputError(path, [Fault("table", "has no whole year", "give at least one year of hours")])
    return clock.year if clock.year in whole else whole[-1]
