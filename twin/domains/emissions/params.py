"""Which emission factors hold, and where do they stand?"""

from __future__ import annotations

from twin.core.params import param
from twin.domains.emissions.traffic_params import TrafficParams

_IPCC = "IPCC 2006 default quoted from memory; Milan's 2015 balance implies {} (PGT VAS 2.4)"
_EMEP = "EMEP/EEA guidebook 2013/2016, {}, evaluated at the six speeds"
_MEMORY = "own estimate after EMEP/EEA Tier 2 factors, quoted from memory"
_OWN = "own assumption"
_PRIMARY = "decree of 26 June 2015 on minimum requirements, annex 1, quoted from memory"

BySpeed = tuple[float, float, float, float, float, float]
# Euro 0 to Euro 6.
ByEuro = tuple[float, float, float, float, float, float, float]


class Params(TrafficParams):
    """Parameters of the emissions domain. Factors by speed hold at the values of `speeds`, linear in between."""

    co2_gas: float = param(
        0.202,
        unit="kg/kWh",
        doc="carbon dioxide per natural gas, lower heating value",
        source=_IPCC.format("0.193"),
        year=2006,
        status="assumed",
        ge=0.0,
    )
    co2_gas_oil: float = param(
        0.267,
        unit="kg/kWh",
        doc="carbon dioxide per gas oil, lower heating value",
        source=_IPCC.format("0.261"),
        year=2006,
        status="assumed",
        ge=0.0,
    )
    co2_district_heat: float = param(
        0.17,
        unit="kg/kWh",
        doc="carbon dioxide per district heat delivered",
        source=f"{_OWN}: gas-fired cogeneration with groundwater heat pumps and network losses",
        year=2015,
        status="assumed",
        ge=0.0,
    )
    primary_gas: float = param(
        1.05,
        unit="1",
        doc="non-renewable primary energy per natural gas",
        source=_PRIMARY,
        year=2015,
        status="assumed",
        ge=0.0,
    )
    primary_gas_oil: float = param(
        1.07,
        unit="1",
        doc="non-renewable primary energy per gas oil",
        source=_PRIMARY,
        year=2015,
        status="assumed",
        ge=0.0,
    )
    primary_district_heat: float = param(
        1.5,
        unit="1",
        doc="non-renewable primary energy per district heat, where the supplier declares nothing",
        source=_PRIMARY,
        year=2015,
        status="assumed",
        ge=0.0,
    )
    primary_electricity: float = param(
        1.95,
        unit="1",
        doc="non-renewable primary energy per electricity from the grid",
        source=_PRIMARY,
        year=2015,
        status="assumed",
        ge=0.0,
    )
    nox_gas: float = param(
        51.0,
        unit="g/GJ",
        doc="nitrogen oxides per natural gas in small boilers",
        source=_MEMORY,
        year=2016,
        status="assumed",
        ge=0.0,
    )
    nox_gas_oil: float = param(
        51.0,
        unit="g/GJ",
        doc="nitrogen oxides per gas oil in small boilers",
        source=_MEMORY,
        year=2016,
        status="assumed",
        ge=0.0,
    )
    pm10_gas: float = param(
        1.2,
        unit="g/GJ",
        doc="PM10 per natural gas in small boilers",
        source=_MEMORY,
        year=2016,
        status="assumed",
        ge=0.0,
    )
    pm10_gas_oil: float = param(
        1.9,
        unit="g/GJ",
        doc="PM10 per gas oil in small boilers",
        source=_MEMORY,
        year=2016,
        status="assumed",
        ge=0.0,
    )

    speeds: BySpeed = param(
        (10.0, 20.0, 30.0, 50.0, 70.0, 90.0),
        unit="km/h",
        doc="mean speeds at which factors are given; beyond them the nearest one holds",
        source="choice of this model",
        year=2016,
        status="assumed",
    )
    car_co2_petrol: BySpeed = param(
        (330.0, 240.0, 200.0, 165.0, 150.0, 150.0),
        unit="g/km",
        doc="carbon dioxide of a petrol car",
        source=f"{_OWN}: fuel use by speed of a mid-sized car; fleet mean near the 235 g/km of an example city",
        year=2016,
        status="assumed",
    )
    car_co2_diesel: BySpeed = param(
        (290.0, 215.0, 180.0, 145.0, 130.0, 132.0),
        unit="g/km",
        doc="carbon dioxide of a diesel car",
        source=f"{_OWN}: fuel use by speed of a mid-sized car",
        year=2016,
        status="assumed",
    )
    car_nox_petrol: tuple[BySpeed, BySpeed] = param(
        ((49.0, 39.4, 33.0, 24.6, 19.1, 15.1), (55.0, 45.1, 37.9, 27.9, 21.0, 15.9)),
        unit="mg/km",
        doc="nitrogen oxides of petrol cars of 1.4-2.0 l, Euro 5 and Euro 6",
        source=_EMEP.format("passenger cars, equation 1"),
        year=2013,
        status="derived",
    )
    car_nox_diesel: tuple[BySpeed, BySpeed] = param(
        ((994.0, 790.0, 674.0, 537.0, 481.0, 500.0), (311.0, 273.0, 236.0, 185.0, 162.0, 169.0)),
        unit="mg/km",
        doc="nitrogen oxides of diesel cars of 1.4-2.0 l, Euro 5 and Euro 6",
        source=_EMEP.format("passenger cars, equation 1"),
        year=2013,
        status="derived",
    )
    car_pm_petrol: tuple[BySpeed, BySpeed] = param(
        ((2.32, 1.79, 1.53, 1.38, 1.26, 1.15), (2.21, 1.87, 1.67, 1.44, 1.29, 1.23)),
        unit="mg/km",
        doc="exhaust particles of petrol cars of 1.4-2.0 l, Euro 5 and Euro 6",
        source=_EMEP.format("passenger cars, equation 17"),
        year=2013,
        status="derived",
    )
    car_pm_diesel: tuple[BySpeed, BySpeed] = param(
        ((5.05, 3.48, 2.80, 2.12, 1.78, 1.59), (4.03, 2.65, 2.04, 1.46, 1.18, 1.02)),
        unit="mg/km",
        doc="exhaust particles of diesel cars of 1.4-2.0 l, Euro 5 and Euro 6",
        source=_EMEP.format("passenger cars, equations 6 and 1"),
        year=2013,
        status="derived",
    )
    old_nox_petrol: tuple[float, float, float, float, float] = param(
        (60.0, 12.0, 7.0, 3.0, 2.0),
        unit="1",
        doc="nitrogen oxides of petrol cars of Euro 0 to 4 relative to Euro 5",
        source=_MEMORY,
        year=2013,
        status="assumed",
    )
    old_nox_diesel: tuple[float, float, float, float, float] = param(
        (1.0, 1.1, 1.15, 1.2, 0.95),
        unit="1",
        doc="nitrogen oxides of diesel cars of Euro 0 to 4 relative to Euro 5",
        source=_MEMORY,
        year=2013,
        status="assumed",
    )
    old_pm_petrol: tuple[float, float, float, float, float] = param(
        (2.0, 2.0, 2.0, 0.8, 0.8),
        unit="1",
        doc="exhaust particles of petrol cars of Euro 0 to 4 relative to Euro 5",
        source=_MEMORY,
        year=2013,
        status="assumed",
    )
    old_pm_diesel: tuple[float, float, float, float, float] = param(
        (100.0, 40.0, 26.0, 19.0, 15.0),
        unit="1",
        doc="exhaust particles of diesel cars of Euro 0 to 4 relative to Euro 5 (no filter)",
        source=_MEMORY,
        year=2013,
        status="assumed",
    )
    hybrid: tuple[float, float, float] = param(
        (0.7, 0.5, 1.0),
        unit="1",
        doc="carbon dioxide, nitrogen oxides and particles of a hybrid relative to a petrol car",
        source=_OWN,
        year=2020,
        status="assumed",
    )
    motorcycle_co2: BySpeed = param(
        (151.0, 109.0, 88.0, 77.0, 78.0, 86.0),
        unit="g/km",
        doc="carbon dioxide of a motorcycle",
        source=_EMEP.format("fuel use of four-stroke motorcycles below 250 and of 250-750 cm3, Euro 3, half each")
        + "; 3.17 kg per kg of petrol",
        year=2013,
        status="derived",
    )
    motorcycle_nox: tuple[BySpeed, BySpeed, BySpeed, BySpeed] = param(
        (
            (229.0, 240.0, 256.0, 315.0, 414.0, 540.0),
            (253.0, 238.0, 259.0, 334.0, 427.0, 546.0),
            (201.0, 162.0, 154.0, 182.0, 247.0, 351.0),
            (157.0, 133.0, 129.0, 147.0, 192.0, 269.0),
        ),
        unit="mg/km",
        doc="nitrogen oxides of a motorcycle, conventional to Euro 3",
        source=_EMEP.format("four-stroke motorcycles below 250 and of 250-750 cm3, half each"),
        year=2013,
        status="derived",
    )
    motorcycle_pm: tuple[float, float, float, float] = param(
        (20.0, 20.0, 5.0, 5.0),
        unit="mg/km",
        doc="exhaust particles of a motorcycle, conventional to Euro 3",
        source="EMEP/EEA guidebook 2013/2016, four-stroke motorcycles",
        year=2013,
        status="published",
    )
    new_motorcycle: tuple[float, float, float] = param(
        (0.5, 0.35, 0.35),
        unit="1",
        doc="nitrogen oxides and particles of motorcycles of Euro 4, 5 and later relative to Euro 3",
        source=_OWN,
        year=2020,
        status="assumed",
    )
    wear: tuple[float, float] = param(
        (18.0, 12.0),
        unit="mg/km",
        doc="PM10 of tyres, brakes and road surface of a car and of a motorcycle",
        source="ARPA figures as quoted in a forum post: weak",
        year=2010,
        status="assumed",
    )
    usual_euro: int = param(
        5,
        unit="-",
        doc="Euro class of petrol vehicles that stands for the fleet where the district keeps no vehicle",
        source=_OWN,
        year=2019,
        status="assumed",
        ge=0,
        le=6,
    )
