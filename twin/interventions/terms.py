"""How long does what a measure builds last, what does its upkeep cost, and how does the state pay its part?"""

from __future__ import annotations

import math
from typing import Literal

from twin.core.params import ParamSet, param
from twin.state.codes import Payer
from twin.state.terms import Terms

Asset = Literal["envelope", "plant", "photovoltaics", "electronics", "vehicles", "street", "paper", "service"]
_EN = "service lives of EN 15459-1:2017, annex D, from memory"
_OWN = "own assumption; no source was reached"


class Params(ParamSet):
    """Lives and upkeep of what measures build, and the terms of deductions and loans.

    Costs of measures are what their payer pays, value added tax within (10 % on works on homes, 22 % on equipment, from
    memory), and no payer is taken to reclaim it. Prices of energy hold it too. The tax is booked on neither side: the
    state would gain by works and lose by energy saved, and one without the other would flatter measures.
    """

    life_envelope: float = param(
        30.0, unit="a", doc="life of insulation and windows", source=f"{_EN}: 30 to 50 years",
        year=2017, status="assumed", gt=0.0,
    )  # fmt: skip
    life_plant: float = param(
        20.0, unit="a", doc="life of heat pumps and boilers", source=f"{_EN}: 15 to 20 years",
        year=2017, status="assumed", gt=0.0,
    )  # fmt: skip
    life_photovoltaics: float = param(
        25.0, unit="a", doc="life of photovoltaics; inverters and batteries within it count as upkeep",
        source="guarantees of performance over 25 years, from memory", year=2019, status="assumed", gt=0.0,
    )  # fmt: skip
    life_electronics: float = param(
        10.0, unit="a", doc="life of controllers, sensors, lamp electronics and charge points", source=_OWN,
        year=2019, status="assumed", gt=0.0,
    )  # fmt: skip
    life_vehicles: float = param(
        8.0, unit="a", doc="life of cars, vans and bicycles that are bought", source=_OWN,
        year=2019, status="assumed", gt=0.0,
    )  # fmt: skip
    life_street: float = param(
        20.0, unit="a", doc="life of street works", source=_OWN, year=2019, status="assumed", gt=0.0,
    )  # fmt: skip
    upkeep_plant: float = param(
        0.02, unit="1/a", doc="upkeep of heat pumps and boilers over their cost", source=f"{_EN}: 1 to 4 % a year",
        year=2017, status="assumed", ge=0.0,
    )  # fmt: skip
    upkeep_photovoltaics: float = param(
        0.015, unit="1/a", doc="upkeep of photovoltaics over their cost", source=_OWN,
        year=2019, status="assumed", ge=0.0,
    )  # fmt: skip
    upkeep_electronics: float = param(
        0.05, unit="1/a", doc="upkeep of electronics over their cost: links, care, repair", source=_OWN,
        year=2019, status="assumed", ge=0.0,
    )  # fmt: skip
    upkeep_vehicles: float = param(
        0.05, unit="1/a", doc="upkeep of vehicles over their cost, beyond that of what they replace", source=_OWN,
        year=2019, status="assumed", ge=0.0,
    )  # fmt: skip
    upkeep_street: float = param(
        0.01, unit="1/a", doc="upkeep of street works over their cost", source=_OWN,
        year=2019, status="assumed", ge=0.0,
    )  # fmt: skip
    deduction_years: int = param(
        10, unit="a", doc="years over which the state pays its part of works on buildings back through the tax",
        source="65 to 75 % on common parts, ten yearly instalments (edilportale.com, 2017)",
        year=2017, status="published", ge=1, le=30,
    )  # fmt: skip
    landlord_deducts: float = param(
        0.9, unit="1", doc="share of their instalments that landlords of flats have tax enough to use",
        source="own assumption: who lets flats has an income", year=2019, status="assumed", ge=0.0, le=1.0,
    )  # fmt: skip
    city_deducts: float = param(
        0.0, unit="1", doc="share of its instalments that the owner of public homes can use",
        source="own assumption: a municipality pays no income tax", year=2019, status="assumed", ge=0.0, le=1.0,
    )  # fmt: skip
    credit_to_banks: int = param(
        2020, unit="a", doc="first year of works whose tax credit banks may take over, before it the firms",
        source="firms, not banks, from 2017 (edilportale.com); opened by DL 34/2020 art. 121, from memory",
        year=2020, status="assumed", ge=1990, le=2100,
    )  # fmt: skip
    loan_share: float = param(
        0.0, unit="1", doc="share of what owners of homes pay that a bank lends",
        source="own assumption: none; a subsidised loan was on offer at via Verro, its use is not published",
        year=2018, status="assumed", ge=0.0, le=1.0,
    )  # fmt: skip
    loan_rate: float = param(
        0.03, unit="1/a", doc="interest of such loans", source=_OWN, year=2018, status="assumed", ge=0.0, le=1.0,
    )  # fmt: skip
    loan_years: int = param(
        10, unit="a", doc="life of such loans", source=_OWN, year=2018, status="assumed", ge=1, le=40,
    )  # fmt: skip


# What each measure builds, who keeps it where no home is concerned, and whether the state's part is a deduction.
ASSETS: dict[str, tuple[Asset, Payer, bool]] = {
    "condominium_retrofit": ("envelope", Payer.HOUSEHOLDS, True),
    "heat_pump": ("plant", Payer.HOUSEHOLDS, True),
    "rooftop_pv": ("photovoltaics", Payer.HOUSEHOLDS, True),
    "energy_management": ("electronics", Payer.HOUSEHOLDS, False),
    "energy_community": ("paper", Payer.HOUSEHOLDS, False),
    "lamppost_dimming": ("electronics", Payer.CITY, False),
    "shared_ebikes": ("vehicles", Payer.CITY, False),
    "charging_points": ("electronics", Payer.OPERATORS, False),
    "e_cars": ("vehicles", Payer.HOUSEHOLDS, False),
    "car_sharing": ("vehicles", Payer.OPERATORS, False),
    "parking_guidance": ("electronics", Payer.CITY, False),
    "road_charge": ("electronics", Payer.CITY, False),
    "calm_streets": ("street", Payer.CITY, False),
    "transit_headway": ("service", Payer.CITY, False),
    "public_retrofit": ("envelope", Payer.CITY, False),
    "background_retrofit": ("envelope", Payer.HOUSEHOLDS, True),
    "boiler_renewal": ("plant", Payer.HOUSEHOLDS, True),
    "gas_oil_phase_out": ("plant", Payer.HOUSEHOLDS, True),
    "district_heating": ("plant", Payer.HOUSEHOLDS, False),
    "appliance_renewal": ("plant", Payer.HOUSEHOLDS, False),
    "smart_lampposts": ("electronics", Payer.CITY, False),
    "car_renewal": ("vehicles", Payer.HOUSEHOLDS, False),
    "cycle_lanes": ("street", Payer.CITY, False),
    "e_logistics": ("vehicles", Payer.BUSINESSES, False),
    "integrated_fares": ("service", Payer.CITY, False),
    "low_emission_zone": ("vehicles", Payer.HOUSEHOLDS, False),
    "new_metro": ("paper", Payer.CITY, False),
    "pandemic": ("paper", Payer.CITY, False),
    "parking_policy": ("street", Payer.CITY, False),
    "social_market": ("service", Payer.CITY, False),
    "urban_platform": ("electronics", Payer.CITY, False),
}
# What plug-ins and measures without a row build; the state's part of them is a grant.
OTHER: tuple[Asset, Payer, bool] = ("plant", Payer.CITY, False)


def kind_of(measure: str, asset: str = "") -> str:
    """What a cost of a measure buys; `asset` where it is no such work as the measure's."""
    return asset or ASSETS.get(measure, OTHER)[0]


def terms_of(measure: str, params: Params, asset: str = "", *, ceded: float = 0.0, year: int = 0) -> Terms:
    """Terms of payment of a measure of the catalogue; those of a plant where it has no row in `ASSETS`.

    Parameters
    ----------
    measure, params : Name, and lives and upkeep in force.
    asset : What a cost of it buys that is no such work, "" otherwise.
    ceded : What owners who cede their tax credit get at once, over its amount; 0 where they keep it. [1]
    year : Year of the works.
    """
    _, keeper, deducts = ASSETS.get(measure, OTHER)
    asset = kind_of(measure, asset)
    if asset == "paper":  # statutes and contracts: paid once, for good
        life, upkeep = math.inf, 0.0
    elif asset == "service":  # its cost is that of a year
        life, upkeep = 1.0, 0.0
    else:
        life = float(getattr(params, f"life_{asset}"))
        upkeep = float(getattr(params, f"upkeep_{asset}", 0.0))  # an envelope wants none that counts
    return Terms(
        life=life,
        upkeep=upkeep,
        keeper=keeper,
        deduction_years=params.deduction_years if deducts else 0,
        ceded=ceded if deducts else 0.0,
        taker=Payer.BANKS if year >= params.credit_to_banks else Payer.CONTRACTORS,
        landlord_deducts=params.landlord_deducts,
        city_deducts=params.city_deducts,
        loan_share=params.loan_share,
        loan_rate=params.loan_rate,
        loan_years=params.loan_years,
    )
