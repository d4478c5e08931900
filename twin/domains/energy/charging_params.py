"""Which numbers drive the charging of electric cars, and where do they stand?"""

from __future__ import annotations

from typing import Any

from twin.core.params import ParamSet, param


def _assumed(default: Any, *, unit: str, doc: str, source: str, year: int = 2019, **limits: float) -> Any:
    return param(default, unit=unit, doc=doc, source=f"assumed: {source}", year=year, status="assumed", **limits)


class ChargingParams(ParamSet):
    """Electric cars: battery, what they drive, and where they charge. Consumption per km stands with the vehicles."""

    battery: float = _assumed(
        45.0,
        unit="kWh",
        doc="usable capacity of a battery",
        source="small and middle cars of 2019, from memory",
        gt=0.0,
    )
    outside_km: float = _assumed(
        25.0,
        unit="km",
        doc="distance that an electric car drives per day beyond the district's streets",
        source="10,000 to 11,000 km a year and car in Italy, from memory, are 28 km a day; about 3 of them on the "
        "streets of the district, which are counted as they are driven",
        ge=0.0,
    )
    charging_efficiency: float = _assumed(
        0.88, unit="1", doc="energy stored per electricity drawn", source="usual, from memory", gt=0.0, le=1.0
    )
    socket_share: float = _assumed(
        0.40,
        unit="1",
        doc="share of cars that have a socket where they are kept",
        source="boxes and courtyards of blocks of flats; the rest park in the street",
        ge=0.0,
        le=1.0,
    )
    socket_power: float = _assumed(
        3.0, unit="kW", doc="power of a socket at home", source="household contracts of 3 to 4.5 kW", gt=0.0
    )
    plug_reach: float = _assumed(
        400.0, unit="m", doc="distance from home within which a public point is used", source="a walk of 5 min", ge=0.0
    )
    plug_below: float = _assumed(
        0.60,
        unit="1",
        doc="charge of the battery below which a public point is looked for",
        source="choice",
        ge=0,
        le=1,
    )
    car_power: tuple[float, float] = _assumed(
        (7.4, 50.0), unit="kW", doc="most that a car takes, alternating and direct current", source="cars of 2019"
    )
    point_power: float = _assumed(
        22.0, unit="kW", doc="power of a public point where the layer tells none", source="usual in public", gt=0.0
    )
    fast_from: float = _assumed(
        22.0, unit="kW", doc="power of a point above which it gives direct current", source="standards of plugs", gt=0.0
    )
    leaves_home: int = _assumed(
        8, unit="h", doc="civil hour at which an electric car leaves home", source="start of the day", ge=0, le=23
    )
    comes_home: tuple[float, float] = _assumed(
        (18.5, 2.0),
        unit="h",
        doc="mean and spread of the hour of coming home of cars that make no trip in the twin on that day",
        source="they drive beyond the district's streets only",
    )
