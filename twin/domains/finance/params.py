"""Which prices differ from the household prices of the forcing?"""

from __future__ import annotations

from pydantic import field_validator

from twin.core.clock import calendar_day
from twin.core.params import ParamSet, param


class Params(ParamSet):
    """Parameters of the finance domain; household prices by carrier and hour come with the forcing."""

    business_price: float = param(
        0.85,
        unit="1",
        doc="price of all carriers for buildings that are no homes, relative to households",
        source="own assumption: larger meters, VAT reclaimed in part",
        year=2019,
        status="assumed",
        ge=0.0,
    )
    lighting_price: float = param(
        0.80,
        unit="1",
        doc="price of electricity for street lighting relative to households",
        source="own assumption: one large tender, burning mostly at night",
        year=2019,
        status="assumed",
        ge=0.0,
    )
    public_charging_price: float = param(
        0.45,
        unit="EUR/kWh",
        doc="price of electricity at public charge points",
        source="own assumption: usual tariffs of 2019, from memory",
        year=2019,
        status="assumed",
        ge=0.0,
    )
    export_price: float = param(
        0.0523,
        unit="EUR/kWh",
        doc="price that suppliers pay for electricity given to the grid",
        source="dedicated withdrawal pays the zonal price; national one of 2019: 52.32 EUR/MWh (GME, it.wikipedia.org)",
        year=2019,
        status="derived",
        ge=0.0,
    )
    community_incentive: float = param(
        0.110,
        unit="EUR/kWh",
        doc="incentive that the state pays for electricity shared in a renewable energy community",
        source="decree of 16 September 2020, 110 EUR/MWh for 20 years (confindustria-am.it); none before",
        year=2020,
        status="published",
        ge=0.0,
    )
    community_from: str = param(
        "2020-09-16",
        unit="-",
        doc="first day on which electricity shared in a community earns the incentive, ISO 8601",
        source="decree of 16 September 2020 (confindustria-am.it)",
        year=2020,
        status="published",
    )
    lamp_upkeep: float = param(
        140.0,
        unit="EUR/a",
        doc="yearly cost of a street lamp beside its electricity: upkeep, renewal, who looks after it",
        source="the city's bill of 29 MEUR for 140,000 points after LED (tgcom24.it), less 55 GWh at 0.176 EUR/kWh",
        year=2015,
        status="derived",
        ge=0.0,
    )
    bike_operation: float = param(
        1_500.0,
        unit="EUR/a",
        doc="yearly cost of running a shared bicycle beside upkeep and replacement: vans, staff, electricity",
        source="1,500 to 2,500 EUR a bicycle in the OBIS handbook (2011), upkeep among it, from memory",
        year=2011,
        status="assumed",
        ge=0.0,
    )
    esco_share: float = param(
        0.0,
        unit="1",
        doc="share of what is saved on energy that goes to an energy service company, which pays for the plant",
        source="own assumption: no contract; shares of 0.5 to 0.9 are usual in shared-savings contracts, from memory",
        year=2019,
        status="assumed",
        ge=0.0,
        le=1.0,
    )
    esco_years: int = param(
        10,
        unit="a",
        doc="years of such a contract",
        source="own assumption: 5 to 15 years are usual, from memory",
        year=2019,
        status="assumed",
        ge=1,
        le=60,
    )
    involuntary_share: float = param(
        0.30,
        unit="1",
        doc="share of heat billed by property shares where the rest is billed by use; information only",
        source="the usual 30 % of the time before UNI 10200:2015 asked for a computed one (studioingsb.it)",
        year=2014,
        status="derived",
        ge=0.0,
        le=1.0,
    )
    discount_rate: float = param(
        0.03,
        unit="1/a",
        doc="interest at which later euros and tonnes are discounted, without inflation",
        source="3 to 4 % real in cost-optimal studies of buildings (Regulation (EU) 244/2012), from memory",
        year=2012,
        status="assumed",
        ge=0.0,
        lt=1.0,
    )
    case_years: int = param(
        30,
        unit="a",
        doc="years over which a business case is drawn up",
        source="30 years for homes (Regulation (EU) 244/2012, annex I), from memory",
        year=2012,
        status="assumed",
        ge=1,
        le=60,
    )
    noticed: float = param(
        12.0,
        unit="EUR/a",
        doc="change of a household's yearly cost that makes it a winner or a loser",
        source="own assumption: a euro a month",
        year=2019,
        status="assumed",
        ge=0.0,
    )
    jobs_per_million: float = param(
        14.0,
        unit="1/MEUR",
        doc="years of work of one person per million euros invested, direct and with suppliers",
        source="10 to 20 in studies of building renovation, from memory",
        year=2015,
        status="assumed",
        ge=0.0,
    )
    poverty_burden: float = param(
        0.10,
        unit="1",
        doc="share of income after tax above which an energy bill makes fuel poor",
        source="Boardman, Fuel poverty (1991): 10 % of income, from memory",
        year=1991,
        status="assumed",
        ge=0.0,
        le=1.0,
    )
    electricity_by_size: tuple[float, ...] = param(
        (1.0, 1.528, 1.694, 1.983, 2.094),
        unit="1",
        doc="electricity of households of 1 to 5 and more persons relative to one person's",
        source="effective occupancy, Richardson et al., Energy and Buildings 41 (2009), from memory; as in "
        "energy.effective_occupants",
        year=2009,
        status="assumed",
        min_length=1,
    )
    fuel_scale: tuple[float, ...] = param(
        (0.82, 1.0, 1.07, 1.15, 1.15),
        unit="1",
        doc="energy bill of households of 1 to 5 and more persons relative to two persons', to compare them",
        source="low income, high costs: one person 0.82, couple 1, other adults 1.07, couple with children 1.15 (UK "
        "fuel poverty statistics, from memory), taken by persons",
        year=2012,
        status="assumed",
        min_length=1,
    )
    spending_scale: tuple[float, ...] = param(
        (0.60, 1.0, 1.33, 1.63, 1.90, 2.16, 2.40),
        unit="1",
        doc="relative poverty line of households of 1 to 7 and more persons over that of two",
        source="Carbonaro scale of ISTAT's relative poverty, from memory",
        year=1985,
        status="assumed",
        min_length=1,
    )
    poverty_line: float = param(
        0.60,
        unit="1",
        doc="poverty line over the district's median of income after tax and energy, by equivalent adult",
        source="low income, high costs: Hills, Getting the measure of fuel poverty (2012), from memory",
        year=2012,
        status="assumed",
        ge=0.0,
        le=1.0,
    )

    @field_validator("community_from")
    @classmethod
    def _a_day(cls, value: str) -> str:
        return calendar_day(value).isoformat()
