"""Which prices differ from the household prices of the forcing?"""

from __future__ import annotations

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
