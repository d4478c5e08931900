"""How do technologies spread, and who can pay for them? Priors with their whole width."""

from __future__ import annotations

from typing import NamedTuple

from twin.core.params import ParamSet, param

Span = tuple[float, float]
_BASS = (
    "from memory, with its whole width: published values vary widely and depend on the market assumed (Massiani and "
    "Gohs, Research in Transportation Economics 50, 2015)"
)
_MEMORY = "assumed, order of magnitude from memory"


class DiffusionParams(ParamSet):
    """Parameters of the spread of rooftop photovoltaics, heat pumps and electric cars, in this order in lists."""

    own_pv: Span = param((0.0005, 0.01), unit="1/a", year=2020, status="assumed",
                         doc="Hazard of photovoltaics by own propensity, least and largest", source=_BASS)  # fmt: skip
    social_pv: Span = param((0.2, 0.6), unit="1/a", year=2020, status="assumed",
                            doc="Hazard when all contacts have photovoltaics", source=_BASS)  # fmt: skip
    own_pump: Span = param((0.001, 0.006), unit="1/a", year=2020, status="assumed",
                           doc="The same of heat pumps, own", source=_BASS)  # fmt: skip
    social_pump: Span = param((0.15, 0.35), unit="1/a", year=2020, status="assumed",
                              doc="The same of heat pumps, contacts", source=_BASS)  # fmt: skip
    own_car: Span = param((0.0005, 0.02), unit="1/a", year=2020, status="assumed",
                          doc="The same of electric cars, own", source=_BASS)  # fmt: skip
    social_car: Span = param((0.2, 0.6), unit="1/a", year=2020, status="assumed",
                             doc="The same of electric cars, contacts", source=_BASS)  # fmt: skip
    propensity_spread: float = param(
        0.8, unit="1", year=2020, status="assumed", ge=0,
        doc="Spread of the logarithm of own propensity between those who decide, mean 1",
        source="assumed: some are much keener than others",
    )  # fmt: skip
    usual_payback: tuple[float, float, float] = param(
        (7.0, 12.0, 10.0), unit="a", year=2020, status="assumed",
        doc="Payback at which the hazards above hold", source=_MEMORY,
    )  # fmt: skip
    patience: float = param(
        4.0, unit="a", year=2020, status="assumed", gt=0,
        doc="Years of payback beyond the usual that divide the hazard by e",
        source="assumed; payback matters and the present weighs more (individual-based model of Italian photovoltaics, "
        "arXiv 2304.11213)",
    )  # fmt: skip
    keenest: float = param(
        1.5, unit="1", year=2020, status="assumed", ge=1,
        doc="Most that a short payback multiplies the hazard by",
        source="assumed: hazards stay near the published ones, however short the payback",
    )  # fmt: skip
    condominium: float = param(
        0.25, unit="1", year=2020, status="assumed", ge=0, le=1,
        doc="Hazard of a condominium over that of one owner, for photovoltaics and heat pumps",
        source="published hazards are those of houses of one owner; in owners' associations communication, cost and "
        "law are the largest barriers (TU Delft, repository.tudelft.nl); the factor is assumed",
    )  # fmt: skip
    renewal: tuple[float, float, float] = param(
        (1.0, 0.05, 0.1), unit="1/a", year=2020, status="assumed",
        doc="Largest hazard: nobody replaces boilers and cars more often than they wear out; no such limit on roofs",
        source="assumed: boilers last about 20 years, cars about 10, from memory",
    )  # fmt: skip
    stock_year: int = param(
        2021, unit="a", year=2021, status="assumed", ge=0,
        doc="Year of the electric cars, plants and pumps that are there before any measure; what starts earlier does "
        "not see them",
        source="ACI via AutoScout24, 2021, for cars",
    )  # fmt: skip
    campaign: float = param(
        1.0, unit="1", year=2020, status="assumed", ge=0,
        doc="By how much a campaign that reaches everybody raises the hazard by own propensity",
        source="assumed: it doubles it; participation gives rapid early diffusion (Buildings 16(5) 1052, 2026)",
    )  # fmt: skip
    from_savings: float = param(
        0.5, unit="1", year=2020, status="assumed", ge=0, doc="Share of its savings that a household would spend on it",
        source="assumed",
    )  # fmt: skip
    from_income: float = param(
        0.2, unit="a", year=2020, status="assumed", ge=0,
        doc="Income that a household would commit, with what it may borrow", source="assumed: 4 % a year over 5 years",
    )  # fmt: skip
    half: float = param(
        0.5, unit="1", year=2020, status="assumed", ge=0, le=1,
        doc="Share of a condominium's owners in the building who must be able to pay their part",
        source="assumed: the building decides as one; its vote is not modelled here",
    )  # fmt: skip
    no_socket: float = param(
        0.4, unit="1", year=2020, status="assumed", ge=0, le=1,
        doc="Hazard of electric cars without a socket where the car is kept, over that with one", source="assumed",
    )  # fmt: skip
    yield_pv: float = param(
        1_000.0, unit="kWh/kW", year=2019, status="derived", ge=0,
        doc="Electricity a year that an owner reckons with per peak power",
        source="962 kWh/kW in the province of Milan in 2019 (GSE by milanotoday.it), rounded",
    )  # fmt: skip
    own_use: float = param(
        0.3, unit="1", year=2021, status="published", ge=0, le=1,
        doc="Share of it that the building uses itself", source="Enel, in requadro.com: a home uses 30 %",
    )  # fmt: skip
    feed_in: float = param(
        0.05, unit="EUR/kWh", year=2019, status="assumed", ge=0, doc="What the rest is reckoned to bring",
        source="dedicated withdrawal by GSE of about the market price, from memory",
    )  # fmt: skip
    pump_factor: float = param(
        3.0, unit="1", year=2020, status="assumed", gt=0,
        doc="Heat per electricity over a year that an owner of a heat pump reckons with", source=_MEMORY,
    )  # fmt: skip
    heat_per_area: float = param(
        110.0, unit="kWh/m2", year=2015, status="assumed", ge=0, doc="Heat a year that an owner reckons with",
        source="8.8 MWh of final heat a resident in 2015 (piano di governo del territorio) over some 50-70 m2 heated",
    )  # fmt: skip
    prices: tuple[float, float, float] = param(
        (0.22, 0.085, 0.13), unit="EUR/kWh", year=2019, status="assumed",
        doc="Prices of electricity, gas and gas oil that who decides reckons with, the same in all years",
        source="assumed: household prices of 2019, from memory; one set, so that the years of a path agree",
    )  # fmt: skip
    boiler: float = param(
        0.85, unit="1", year=2015, status="assumed", gt=0, doc="Heat per fuel of a boiler, as reckoned",
        source=_MEMORY,
    )  # fmt: skip
    saved_by_car: float = param(
        600.0, unit="EUR/a", year=2020, status="assumed", ge=0,
        doc="What a household reckons to save a year with an electric car",
        source="assumed: 8,000 km at 7 EUR per 100 km less and cheaper upkeep, from memory; no petrol price is given",
    )  # fmt: skip


class Prior(NamedTuple):
    """Where a technology's figures stand in the parameters."""

    own: str
    social: str
    place: int


PRIORS = {
    "rooftop_pv": Prior("own_pv", "social_pv", 0),
    "heat_pump": Prior("own_pump", "social_pump", 1),
    "e_cars": Prior("own_car", "social_car", 2),
}
