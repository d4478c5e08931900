"""How well do heat pumps work, and how much may they draw from their sources? Parameters of heat pumps."""

from __future__ import annotations

from twin.core.params import ParamSet, param
from twin.domains.energy.sources import OWN, assumed

WHEN2HEAT = (
    "O. Ruhnau, L. Hirth, A. Praktiknjo, Time series of heat demand and heat pump efficiency for energy system "
    "modeling, Scientific Data 6, 2019, 189, DOI 10.1038/s41597-019-0199-y, table of COP regressions"
)
# Air, water (groundwater and treated water alike).
Curve = tuple[float, float, float]


class PumpParams(ParamSet):
    """Parameters of heat pumps."""

    cop_curve: tuple[Curve, Curve] = param(
        ((6.08, -0.09, 0.0005), (9.97, -0.20, 0.0012)),
        unit="1, 1/K, 1/K2",
        doc="heat per electricity as a parabola of supply less source temperature: air, water",
        source=WHEN2HEAT,
        year=2019,
        status="published",
    )
    cop_factor: float = param(
        0.85,
        unit="1",
        doc="heat per electricity in operation over the manufacturers' figures: icing, cycling and set-up",
        source=WHEN2HEAT,
        year=2019,
        status="published",
        gt=0.0,
    )
    cop_range: tuple[float, float] = param(
        (15.0, 80.0),
        unit="K",
        doc="least and largest lift that the parabolas are used for, their lowest points lie beyond",
        source=f"least: {WHEN2HEAT}; largest: {OWN}",
        year=2019,
        status="assumed",
    )
    rated_source: tuple[float, float] = param(
        (7.0, 10.0),
        unit="degC",
        doc="source temperature of the rating point: air, water; the supply has 35 degC",
        source="EN 14511-2, standard rating conditions A7/W35 and W10/W35",
        year=2018,
        status="published",
    )
    power_curve: tuple[tuple[float, float], tuple[float, float]] = param(
        ((0.0141, -0.00245), (0.028, -0.0045)),
        unit="1/K",
        doc="rise of full-load heat over the rating point with source and with supply temperature: air, water",
        source="air: line through the heat of the average residential heat pump by EN 14511 in AixLib (RWTH Aachen, "
        "BSD), -13 to 12 degC outside, 35 to 60 degC supply; water: makers' tables quoted from memory",
        year=2022,
        status="derived",
    )
    frost_loss: float = assumed(
        0.06, unit="1", doc="heat lost to icing at 2 degC outside, falling to none at -5 and 7 degC", ge=0.0, lt=1.0
    )
    pump_supply_max: float = param(
        60.0,
        unit="degC",
        doc="highest supply temperature of heat pumps",
        source="limit of the average residential heat pump in AixLib's record, 58 degC; two-stage machines reach more",
        year=2022,
        status="assumed",
    )
    coldest_air: float = assumed(-15.0, unit="degC", doc="outdoor temperature below which air heat pumps stand still")
    least_load: float = param(
        0.25,
        unit="1",
        doc="share of full load below which compressors go on and off",
        source="EN 14825, default turndown ratio of 25 %, as told with tests (vpnytt.blogspot.com, 2014)",
        year=2014,
        status="published",
        gt=0.0,
        le=1.0,
    )
    cycling: float = param(
        0.9,
        unit="1",
        doc="degradation factor Cc of air-to-water and water-to-water machines that go on and off",
        source="EN 14825, default 0.9, as told with tests (annedalsallservice.blogspot.com, 2014)",
        year=2014,
        status="published",
        gt=0.0,
        le=1.0,
    )
    backup_share: tuple[float, float] = assumed(
        (0.5, 0.2), unit="1", doc="electric back-up per rated power: air, water", year=2020
    )
    water_drop: float = param(
        5.0,
        unit="K",
        doc="largest cooling of the water taken from a source",
        source=f"{OWN}: DGR Lombardia X/6203 of 2017 has the difference of returned and natural water limited for each "
        "plant by inquiry; 5 K is customary for open loops",
        year=2017,
        status="assumed",
        gt=0.0,
    )
    water_return: tuple[float, float] = assumed(
        (8.0, 5.0), unit="degC", doc="lowest temperature of returned groundwater, and of returned treated water"
    )
    water_limit: tuple[float, float] = param(
        (0.5, 0.5),
        unit="m3/s",
        doc="water that all buildings together may take: first aquifer under the district, treated water of Nosedo",
        source=f"{OWN}: a tenth of the mean flow of Nosedo, 4-5 m3/s (quoted from memory); as much of the aquifer",
        year=2021,
        status="assumed",
    )
    water_head: tuple[float, float] = assumed(
        (30.0, 12.0), unit="m", doc="head of the source pumps: wells, canal with its pipe", year=2021
    )
    source_pump_efficiency: float = assumed(0.5, unit="1", doc="efficiency of source pumps", gt=0.0, le=1.0)
    connection_per_flat: float = assumed(
        1500.0, unit="W/flat", doc="grid connection of homes after coincidence; 3 kW a contract", ge=0.0
    )
    connection_per_area: float = assumed(
        60.0, unit="W/m2", doc="grid connection of other uses per gross floor area; heat pumps add their own"
    )
