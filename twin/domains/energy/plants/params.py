"""Which plants heat, cool and warm water, and how well? Parameters of plants."""

from __future__ import annotations

from twin.core.params import ParamSet, param
from twin.domains.energy.sources import OWN, ByFuel, ByUse, assumed


class PlantsParams(ParamSet):
    """Parameters of plants."""

    season: tuple[int, int, int, int] = param(
        (10, 15, 4, 15),
        unit="-",
        doc="heating season: first month and day, last month and day",
        source="climatic zone E, 15 October to 15 April (ilgiorno.it, contra-ataque.it)",
        year=2022,
        status="published",
    )
    fuel_share: ByFuel = param(
        (0.82, 0.12, 0.04, 0.02),
        unit="1",
        doc="share of heat by gas, gas oil, district heat and electric heat pumps, drawn per building",
        source="gas 82 %, gas oil 12 % of Milan's heating in 2015 (PGT, VAS 2.4); the split of the rest is assumed",
        year=2015,
        status="assumed",
    )
    heating_efficiency: ByFuel = param(
        (0.78, 0.75, 0.88, 2.6),
        unit="1",
        doc="seasonal useful heat per final energy by carrier: generator, distribution, emission and control",
        source=f"{OWN}: central boilers with radiators in uninsulated pipes' reach; heat pump with radiators",
        year=2015,
        status="assumed",
    )
    hot_water_efficiency: ByFuel = assumed(
        (0.75, 0.70, 0.85, 2.2),
        unit="1",
        doc="seasonal useful hot water per final energy by carrier",
    )
    design_temperature: float = param(
        -5.0,
        unit="degC",
        doc="outdoor temperature that heating plants are sized for",
        source="Milan's design temperature in Italian practice, quoted from memory",
        year=1991,
        status="assumed",
    )
    oversizing: float = assumed(
        1.6,
        unit="1",
        doc="heating capacity per design load of the building as first built",
        ge=1.0,
    )
    cooled_share: ByUse = param(
        (0.155, 0.7, 0.7, 0.1, 0.8, 0.2, 0.3, 0.0),
        unit="1",
        doc="share of buildings that are cooled by use",
        source=f"homes: split ownership in Lombardy .155 (NEST-SynElProf, MIT); other uses: {OWN}",
        year=2015,
        status="assumed",
    )
    cooling_capacity: ByUse = assumed(
        (30.0, 80.0, 80.0, 60.0, 80.0, 60.0, 60.0, 0.0),
        unit="W/m2",
        doc="cooling capacity per heated area; homes have one or two split units",
    )
    cooling_efficiency: float = param(
        2.8, unit="1", doc="seasonal cooling per electricity", source=OWN, year=2015, status="assumed", gt=0.0
    )
