"""What does a unit of electricity, gas, gas oil and district heat cost in each hour?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.clock import DayType
from twin.forcing.carbon import J_PER_KWH
from twin.forcing.params import Params, year_of
from twin.state.district import Source

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.clock import Clock

CARRIERS = ("electricity", "gas", "gas_oil", "district_heat")


def bands(clock: Clock) -> NDArray[np.int64]:
    """Band of each hour: 0 workdays 8-19, 1 workdays 7-8 and 19-23 and Saturdays 7-23, 2 all others. (T,)

    Notes
    -----
    Bands F1, F2, F3 of the Italian regulator (ARERA), by civil time.
    """
    hour = clock.civil_hour
    day = np.repeat(clock.day_type, 24)
    early_late = (hour >= 7) & (hour < 23)  # noqa: PLR2004 — hours of the bands
    office = (hour >= 8) & (hour < 19)  # noqa: PLR2004
    second = early_late & ((day == DayType.WORKDAY) | (day == DayType.SATURDAY))
    return np.where(office & (day == DayType.WORKDAY), 0, np.where(second, 1, 2))


def price_series(clock: Clock, kind: str, params: Params) -> tuple[dict[str, NDArray[np.float64]], tuple[Source, ...]]:
    """Price of each carrier. (T,) [EUR/J]

    Parameters
    ----------
    clock : Year.
    kind : "flat", "bands" for electricity by bands of the same mean, "day_ahead" for a typical shape of the market's.
    params : Prices.
    """
    series = {name: np.full(clock.n_ticks, float(getattr(params, f"price_{name}")) / J_PER_KWH) for name in CARRIERS}
    if kind == "bands":
        ratio = np.asarray(params.band_ratio)[bands(clock)]
        series["electricity"] = series["electricity"] * ratio / ratio.mean()
    if kind == "day_ahead":
        shape = np.asarray(params.day_ahead_hour)[clock.civil_hour]
        shape = shape * np.asarray(params.day_ahead_day)[np.repeat(clock.day_type, 24)]
        series["electricity"] = series["electricity"] * shape / shape.mean()
    sources = (
        _source("Household price of electricity", "ARERA, as told by BOPTEST", year_of("price_electricity")),
        _source("Prices of gas, gas oil and district heat (assumed)", "assumed", year_of("price_gas")),
    )
    return series, sources


def _source(name: str, publisher: str, year: int) -> Source:
    return Source(name=name, publisher=publisher, licence="figures", attribution="", year=year)
