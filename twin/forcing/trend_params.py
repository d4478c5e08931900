"""How do weather, grid and prices change from year to year? Figures with source, year and status."""

from __future__ import annotations

from twin.core.params import ParamSet, param

Years = tuple[int, ...]
Values = tuple[float, ...]


class TrendParams(ParamSet):
    """Parameters of years: used where a scenario asks for trends or weather years."""

    year_spread: tuple[float, float] = param(
        (0.9, 0.8),
        unit="K",
        doc="standard deviation between years of the mean temperature of the cold and of the warm season",
        source="degree days of the plain vary by about 7 % between years, from memory: 0.07 x 2,404 K.d / 183 d; the "
        "same order in summer",
        year=2016,
        status="assumed",
    )
    sun_spread: float = param(
        0.04,
        unit="1",
        doc="standard deviation between years of the yearly irradiation over its mean",
        source="a few per cent, as irradiation commonly varies between years, from memory",
        year=2016,
        status="assumed",
        ge=0,
        le=0.2,
    )
    warming: float = param(
        0.04,
        unit="K/a",
        doc="warming of the mean temperature, the same in all seasons",
        source="0.3 to 0.5 K a decade in northern Italy since the 1980s, from memory",
        year=2016,
        status="assumed",
    )
    warming_from: int = param(
        2000,
        unit="a",
        doc="year whose climate the weather without warming has",
        source="end of the period that the normals of the typical year agree with",
        year=2000,
        status="assumed",
    )
    carbon_years: Years = param(
        (2015, 2017, 2030, 2035), unit="a", doc="years of the figures of carbon_values", source="as carbon_values",
        year=2017, status="assumed",
    )  # fmt: skip
    carbon_values: Values = param(
        (0.318, 0.312, 0.19, 0.13),
        unit="kg/kWh",
        doc="annual mean of carbon dioxide per electricity from the grid in these years, linear in between",
        source="2015: Milan's balance; 2017: ISPRA, as told in the documentation of BOPTEST; from then on an assumed "
        "path of decarbonisation; life-cycle figures are another thing and stay out",
        year=2017,
        status="assumed",
    )
    carbon_known: Years = param(
        (2015, 2017), unit="a", doc="years of it that are published", source="as carbon_values", year=2017,
        status="published",
    )  # fmt: skip
    wholesale_years: Years = param(
        (2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2035), unit="a",
        doc="years of the figures of wholesale_values", source="as wholesale_values", year=2020, status="assumed",
    )  # fmt: skip
    wholesale_values: Values = param(
        (52.31, 42.78, 53.95, 61.31, 52.32, 38.92, 125.0, 304.0, 127.0, 108.0, 90.0),
        unit="EUR/MWh",
        doc="wholesale price of electricity (PUN) in these years, linear in between",
        source="2015-2020: GME, via it.wikipedia; 2021-2024 from memory; then an assumed path",
        year=2020,
        status="assumed",
    )
    wholesale_known: Years = param(
        (2015, 2016, 2017, 2018, 2019, 2020), unit="a", doc="years of it that are published",
        source="as wholesale_values", year=2020, status="published",
    )  # fmt: skip
    passed_on: float = param(
        0.6,
        unit="1",
        doc="share of a change of the wholesale price that reaches households within the year",
        source="fixed contracts and relief of levies kept part of the rise of 2022 away, from memory",
        year=2022,
        status="assumed",
        ge=0,
        le=1.5,
    )
    fuel_years: Years = param(
        (2016, 2019, 2020, 2021, 2022, 2023, 2024, 2035), unit="a", doc="years of the figures of gas and oil_values",
        source="as gas_values", year=2019, status="assumed",
    )  # fmt: skip
    gas_values: Values = param(
        (0.95, 1.0, 0.92, 1.05, 1.6, 1.3, 1.25, 1.3),
        unit="1",
        doc="price of gas and of district heat in these years over that of 2019, linear in between",
        source="rise of 2021-2023 from memory, then an assumed path",
        year=2019,
        status="assumed",
    )
    oil_values: Values = param(
        (0.88, 1.0, 0.9, 1.05, 1.35, 1.25, 1.2, 1.25),
        unit="1",
        doc="price of heating gas oil in these years over that of 2019, linear in between",
        source="from memory, then an assumed path",
        year=2019,
        status="assumed",
    )
