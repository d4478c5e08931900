"""What do we look at in the money? Declared series and indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.domains.finance.bills import household_bills
from twin.domains.finance.fair_kpis import KPIS as FAIR
from twin.domains.finance.fairness import params_of
from twin.domains.finance.travel_kpis import KPIS as TRAVEL
from twin.observe.declare import Kpi, Series
from twin.state.codes import Payer, Thermal, Use

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.observe.declare import Outcome
    from twin.state.world import World


def _homes(world: World) -> NDArray[np.bool_]:
    return np.asarray(world.table("buildings")["use"] == Use.RESIDENTIAL)


def _others(world: World) -> NDArray[np.bool_]:
    return ~_homes(world)


SERIES: tuple[Series, ...] = (
    Series(
        "finance.bill_households",
        "buildings.bill",
        "EUR",
        "tick",
        1.0,
        "Energy bills of households",
        "Bollette energetiche delle famiglie",
        _homes,
    ),
    Series(
        "finance.bill_businesses",
        "buildings.bill",
        "EUR",
        "tick",
        1.0,
        "Energy bills of businesses and public buildings",
        "Bollette energetiche di imprese ed edifici pubblici",
        _others,
    ),
    Series(
        "finance.bill_lighting",
        "lampposts.bill",
        "EUR",
        "tick",
        1.0,
        "Electricity bill of street lighting",
        "Bolletta dell'illuminazione pubblica",
    ),
)


def _per_household(outcome: Outcome) -> float:
    households = len(outcome.table("households"))
    homes = outcome.table("buildings")["bill_year"][_homes(outcome.world)]
    public = float(outcome.table("accounts")["paid_energy"][Payer.HOUSEHOLDS]) - float(homes.sum())
    paid = float(household_bills(outcome.world).sum()) + max(public, 0.0)
    return paid / households if households else float("nan")


def _lighting(outcome: Outcome) -> float:
    return float(outcome.table("accounts")["paid_energy"][Payer.CITY])


def _energy(outcome: Outcome) -> float:
    return float(outcome.table("accounts")["paid_energy"].sum())


def _capex(outcome: Outcome) -> float:
    return float(outcome.table("accounts")["paid_capex"].sum())


def _income(outcome: Outcome) -> float:
    return float(outcome.table("buildings")["income_year"].sum())


def _involuntary(outcome: Outcome) -> float:
    buildings = outcome.table("buildings")
    homes = (buildings["use"] == Use.RESIDENTIAL) & (buildings["thermal"] == Thermal.HEATED) & (buildings["zone"] >= 0)
    heat = buildings["final_heat_year"][homes]
    share = np.where(buildings["cost_allocation"][homes], params_of(outcome.world).involuntary_share, 1.0)
    return 100.0 * float((share * heat).sum() / heat.sum()) if heat.sum() > 0.0 else float("nan")


_RUN = "paid since the start of the run; a run of a whole year gives EUR a year"

KPIS: tuple[Kpi, ...] = (
    Kpi(
        "finance.bill_per_household",
        "Energy bill per household",
        "Bolletta energetica per famiglia",
        "EUR",
        "less",
        "energy bills of flats that are lived in, and of cars charged at home and in public / households",
        f"{_RUN}; shops and empty flats in the same buildings bear their own part; ISTAT: 1,533 EUR in the north-west "
        "in 2020, not used for fitting; petrol and diesel are not in it, for no price of theirs is among the inputs",
        _per_household,
    ),
    Kpi(
        "finance.bill_lighting",
        "Electricity bill of street lighting",
        "Bolletta dell'illuminazione pubblica",
        "EUR",
        "less",
        "sum of series finance.bill_lighting",
        f"{_RUN}; energy only, no maintenance",
        _lighting,
    ),
    Kpi(
        "finance.energy_bills",
        "Energy bills of the district",
        "Bollette energetiche del quartiere",
        "EUR",
        "less",
        "energy paid by households, businesses and the city",
        _RUN,
        _energy,
    ),
    Kpi(
        "finance.income",
        "Income from electricity given to the grid",
        "Ricavi dall'elettricità immessa in rete",
        "EUR",
        "more",
        "export at the price of dedicated withdrawal, and the incentive on what an energy community shares",
        f"{_RUN}; stands apart from the bills and is not taken off them",
        _income,
    ),
    Kpi(
        "finance.involuntary_heat",
        "Heat of homes that is billed whatever one takes",
        "Calore delle abitazioni addebitato indipendentemente dall'uso",
        "%",
        "neither",
        "final heat of homes billed by property shares: all of it without heat meters, the involuntary share with them",
        "information: flats share one thermal zone, so the split between them changes nobody's total",
        _involuntary,
    ),
    Kpi(
        "finance.capex",
        "Investment in measures",
        "Investimento nelle misure",
        "EUR",
        "less",
        "cost of all edits of measures, whoever paid; trends are none",
        "costs stand with the measures; incentives are not deducted",
        _capex,
    ),
    *FAIR,
    *TRAVEL,
)
