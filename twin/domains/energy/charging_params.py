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
    taper_from: float = _assumed(
        0.80, unit="1", doc="charge from which a battery takes less and less power",
        source="usual end of constant current, from memory", ge=0.0, le=1.0,
    )  # fmt: skip
    taper_least: float = _assumed(
        0.15, unit="1", doc="power that a nearly full battery takes, over its most", source="usual, from memory",
        gt=0.0, le=1.0,
    )  # fmt: skip
    site_share: float = _assumed(
        0.70, unit="1", doc="power of a place's connection over that of all its plugs, where the layer tells none",
        source="plugs of a place share one connection; no register tells its size", gt=0.0, le=1.0,
    )  # fmt: skip
    car_mass: float = _assumed(1650.0, unit="kg", doc="mass of an electric car with its driver", source="small and "
        "middle cars of 2019, from memory", gt=0.0)  # fmt: skip
    car_rolling: float = _assumed(0.010, unit="1", doc="rolling resistance", source="usual tyres on asphalt", ge=0.0)
    car_drag: float = _assumed(0.65, unit="m2", doc="drag coefficient times frontal area", source="0.29 times 2.25 m2",
        ge=0.0)  # fmt: skip
    car_speeding: float = _assumed(1.4, unit="1", doc="mean square of the speed over the square of the mean speed",
        source="driving with stops", ge=1.0)  # fmt: skip
    car_accelerating: float = _assumed(0.40, unit="m/s2", doc="positive kinetic energy of accelerating, per mass and "
        "distance", source="0.3 to 0.5 in urban driving cycles, from memory", ge=0.0)  # fmt: skip
    car_drive: float = _assumed(0.85, unit="1", doc="battery to wheel", source="inverter, motor and gear, from memory",
        gt=0.0, le=1.0)  # fmt: skip
    car_regained: float = _assumed(0.60, unit="1", doc="kinetic and potential energy that comes back when braking",
        source="less than drive efficiency twice, for brakes take a part", ge=0.0, le=1.0)  # fmt: skip
    car_idle: float = _assumed(0.30, unit="kW", doc="power of electronics and lights", source="usual", ge=0.0)
    car_heating: float = _assumed(100.0, unit="W/K", doc="heating per kelvin below comfort", source="about 2 kW at "
        "-5 degC; it costs up to a third of the range in M. Steinstraeter, T. Heinrich and M. Lienkamp, World Electr. "
        "Veh. J. 12(3), 115, 2021", ge=0.0)  # fmt: skip
    car_cooling: float = _assumed(70.0, unit="W/K", doc="cooling per kelvin above comfort", source="about 1 kW at 36 "
        "degC", ge=0.0)  # fmt: skip
    car_comfort: tuple[float, float] = _assumed((18.0, 22.0), unit="degC", doc="outdoor temperatures below and above "
        "which a car heats and cools", source="sun and people warm it")  # fmt: skip
    car_climate: float = _assumed(4.0, unit="kW", doc="most power of heating or cooling", source="usual", ge=0.0)
    use_at: tuple[float, float] = _assumed((25.0, 15.0), unit="-", doc="mean speed [km/h] and outdoor temperature "
        "[degC] for which a vehicle's consumption per km is told", source="a year's city driving")  # fmt: skip
    outside_speed: float = _assumed(30.0, unit="km/h", doc="mean speed beyond the district's streets",
        source="city and its outskirts", gt=0.0)  # fmt: skip
    leaves_home: int = _assumed(
        8, unit="h", doc="civil hour at which an electric car leaves home", source="start of the day", ge=0, le=23
    )
    comes_home: tuple[float, float] = _assumed(
        (18.5, 2.0),
        unit="h",
        doc="mean and spread of the hour of coming home of cars that make no trip in the twin on that day",
        source="they drive beyond the district's streets only",
    )
