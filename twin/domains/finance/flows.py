"""What money moves in which year, from whom to whom? The flows of one run: what measures cost, and a year of energy."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.units import KWH_PER_J
from twin.domains.finance.capex import payee_of
from twin.domains.finance.cases import loan
from twin.domains.finance.deductions import deductions, is_deducted, year_of
from twin.domains.finance.params import Params
from twin.domains.finance.shares import dweller_shares, owner_shares
from twin.domains.finance.travel import TRAVEL, travel_of_year
from twin.state.codes import Payer, Tenure, Use

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from numpy.typing import NDArray

    from twin.state.edits import Edit
    from twin.state.world import World

# Kinds of flows with their words. Those of a year's operation follow from a run of that year, the others from measures.
OPERATION: dict[str, tuple[str, str]] = {
    "energy": ("energy bills", "bollette energetiche"),
    "charging": ("public charging", "ricarica pubblica"),
    "charging_energy": ("electricity of charge points", "elettricità dei punti di ricarica"),
    "lighting": ("street lighting", "illuminazione pubblica"),
    "export": ("electricity sold", "elettricità venduta"),
    "incentive": ("incentive on shared electricity", "incentivo sull'elettricità condivisa"),
    "fares": ("fares of public transport", "biglietti e abbonamenti dei mezzi pubblici"),
    "bike_sharing": ("shared bicycles", "biciclette condivise"),
    "bike_operation": ("running shared bicycles", "gestione delle biciclette condivise"),
    "car_sharing": ("shared cars", "auto condivise"),
    "road_charge": ("road charge", "pedaggio d'ingresso"),
    "parking": ("parking", "sosta"),
    "lamp_upkeep": ("upkeep of street lamps", "manutenzione dei lampioni"),
}
MEASURES: dict[str, tuple[str, str]] = {
    "investment": ("investment", "investimento"),
    "grant": ("grants", "contributi a fondo perduto"),
    "deduction": ("tax deductions", "detrazioni fiscali"),
    "credit": ("tax credits ceded", "crediti d'imposta ceduti"),
    "upkeep": ("operation and upkeep", "esercizio e manutenzione"),
    "replacement": ("replacement", "sostituzione"),
    "loan": ("loans taken", "prestiti ricevuti"),
    "repayment": ("loans repaid", "prestiti rimborsati"),
    "interest": ("interest", "interessi"),
    "contract": ("energy service contract", "contratto di servizio energia"),
}
KINDS = {**OPERATION, **MEASURES}
# Who pays or is paid, as people say it.
PAYERS: dict[Payer, tuple[str, str]] = {
    Payer.HOUSEHOLDS: ("households in their own flat", "famiglie in casa propria"),
    Payer.TENANTS: ("tenants", "inquilini"),
    Payer.OWNERS: ("landlords", "proprietari che affittano"),
    Payer.BUSINESSES: ("businesses", "imprese"),
    Payer.OPERATORS: ("operators of services", "gestori dei servizi"),
    Payer.ESCO: ("energy service companies", "società di servizi energetici"),
    Payer.CITY: ("the city", "il comune"),
    Payer.STATE: ("the state", "lo Stato"),
    Payer.EU: ("the European Union", "l'Unione europea"),
    Payer.BANKS: ("banks", "banche"),
    Payer.SUPPLIERS: ("suppliers of energy", "fornitori di energia"),
    Payer.CONTRACTORS: ("contractors", "imprese esecutrici"),
    Payer.VISITORS: ("people and firms from elsewhere", "persone e imprese da fuori"),
}
# Accounts of synthetic households by tenure; the others are those of things and offices.
PEOPLE = frozenset({Payer.HOUSEHOLDS, Payer.TENANTS, Payer.OWNERS})
SERVICE = 1.0  # life of what is paid again in each year, at the cost that this year's run tells [a]
YEARS = 60  # after the simulated year that replacements are listed for
_ROUNDING = 1e-9  # of sums that are made in two ways
_PUBLIC = (Payer.CITY, Payer.STATE, Payer.EU)
_PERSONAL = ("households", "citizens", "vehicles")
_BORROWERS = (Payer.HOUSEHOLDS, Payer.OWNERS)


class Flow(NamedTuple):
    """One payment.

    Parameters
    ----------
    year : Year of the payment, or the first of many.
    payer, payee : From whom to whom.
    kind : A key of `KINDS`.
    measure : What it is for, "" for what goes on without measures.
    eur : Amount, not negative. [EUR]
    life : Years that what is paid for lasts; 0 where nothing is built. [a]
    yearly : Whether it is paid in every year from then on.
    works : Year of the works that it follows from; 0 where it follows from none. A reader that begins its books later
        moves all that follows from them by as much.
    trend : Whether it is for what happens without the project.
    """

    year: int
    payer: Payer
    payee: Payer
    kind: str
    measure: str
    eur: float
    life: float = 0.0
    yearly: bool = False
    works: int = 0
    trend: bool = False


def run_flows(world: World) -> list[Flow]:
    """All flows of a run, those alike added up, in a fixed order; amounts of zero are left out."""
    total: dict[Flow, float] = {}
    for flow in (*_operation(world), *_measures(world)):
        key = flow._replace(eur=0.0)
        total[key] = total.get(key, 0.0) + flow.eur
    found = [key._replace(eur=eur) for key, eur in total.items() if eur != 0.0]
    return sorted(
        found, key=lambda f: (f.year, list(KINDS).index(f.kind), f.measure, f.payer, f.payee, f.life, f.works, f.trend)
    )


def flow_table(world: World) -> dict[str, list[Any]]:
    """Flows of a run as columns, payers in lower-case words."""
    flows = run_flows(world)
    return {
        "year": [flow.year for flow in flows],
        "from": [flow.payer.name.lower() for flow in flows],
        "to": [flow.payee.name.lower() for flow in flows],
        "kind": [flow.kind for flow in flows],
        "measure": [flow.measure for flow in flows],
        "eur": [flow.eur for flow in flows],
        "life": [flow.life for flow in flows],
        "yearly": [flow.yearly for flow in flows],
        "works": [flow.works for flow in flows],
        "trend": [flow.trend for flow in flows],
    }


def _operation(world: World) -> Iterator[Flow]:
    """The simulated year's energy, as `finance.bills` booked it, by who lives where and who owns the roof."""
    params: Params = world.params.get("finance") or Params()
    buildings, accounts, year = world.table("buildings"), world.table("accounts"), world.clock.year
    bills = np.asarray(buildings["bill_year"])
    for payer, eur in _by(dweller_shares(world), bills):
        yield Flow(year, payer, Payer.SUPPLIERS, "energy", "", eur, 0.0, yearly=True)
    homes = float(bills[buildings["use"] == Use.RESIDENTIAL].sum())
    charging = float(accounts["paid_energy"][Payer.HOUSEHOLDS]) - homes
    if abs(charging) > _ROUNDING * homes:
        yield Flow(year, Payer.HOUSEHOLDS, Payer.OPERATORS, "charging", "", charging, 0.0, yearly=True)
    bought = float(world.table("places")["charging_cost_year"].sum())
    yield Flow(year, Payer.OPERATORS, Payer.SUPPLIERS, "charging_energy", "", bought, 0.0, yearly=True)
    lamps = float(accounts["paid_energy"][Payer.CITY])
    yield Flow(year, Payer.CITY, Payer.SUPPLIERS, "lighting", "", lamps, 0.0, yearly=True)
    own, income = owner_shares(world), np.asarray(buildings["income_year"])
    sold = np.asarray(buildings["export_year"]) * params.export_price * KWH_PER_J
    # What was paid beyond it: before its law nobody pays an incentive, however much is shared.
    extra = np.where(income - sold > _ROUNDING * income, income - sold, 0.0)
    for source, kind, earned in ((Payer.SUPPLIERS, "export", sold), (Payer.STATE, "incentive", extra)):
        for payee, eur in _by(own, earned):
            yield Flow(year, source, payee, kind, "", eur, 0.0, yearly=True)
    for service, payer, eur in travel_of_year(world):
        kind, payee = TRAVEL[service]
        yield Flow(year, payer, payee, kind, "", eur, 0.0, yearly=True)
    yield from _running(world, params)


def _running(world: World, params: Params) -> Iterator[Flow]:
    """What it costs to run what was there before any measure: lamps, and shared bicycles by the days on offer."""
    clock = world.clock
    share = (clock.end_tick - clock.first_tick) / clock.n_ticks
    lamps = len(world.table("lampposts")) * params.lamp_upkeep * share
    yield Flow(clock.year, Payer.CITY, Payer.CONTRACTORS, "lamp_upkeep", "", lamps, 0.0, yearly=True)
    bicycles = float(world.table("places")["bike_days"].sum()) / clock.n_days * params.bike_operation
    yield Flow(clock.year, Payer.OPERATORS, Payer.CONTRACTORS, "bike_operation", "", bicycles, 0.0, yearly=True)


def _measures(world: World) -> Iterator[Flow]:
    shares = owner_shares(world)
    for applied in world.applied:
        if applied.edit.rows.size and applied.edit.cost.any():
            when = year_of(applied.edit, world)
            anyway = applied.edit.trend
            for flow in _work(applied.edit, shares, _residents(world, applied.edit), when, world.clock.year):
                yield flow._replace(works=when, trend=anyway)
    for part in deductions(world).instalments:
        flow = Flow(part.year, Payer.STATE, part.payer, "deduction", part.measure, part.eur)
        yield flow._replace(works=part.works, trend=part.trend)


def _work(
    edit: Edit, shares: NDArray[np.float64], residents: list[tuple[Payer, float]], year: int, simulated: int
) -> Iterator[Flow]:
    """What one edit costs: investment or grant, credit ceded, loan, upkeep, and doing it again at the end of its life.

    Who takes a credit over pays its price at once; the discount is what the instalments of the state are worth more.
    """
    terms, (paid, kept), payee = edit.terms, _who(edit, shares, residents), payee_of(edit)
    life = terms.life if math.isfinite(terms.life) else 0.0
    for payer, eur in paid:
        for kind, part in _kinds(payer, eur, kept.get(payer, 0.0)):
            yield Flow(year, payer, payee, kind, edit.measure, part, life)
        price = eur * terms.ceded if is_deducted(edit) else 0.0
        yield Flow(year, terms.taker, payer, "credit", edit.measure, price)
        if payer in _BORROWERS and edit.table == "buildings" and terms.loan_share > 0.0:
            lent = (eur - price) * terms.loan_share
            yield Flow(year, Payer.BANKS, payer, "loan", edit.measure, lent)
            for k, (interest, back) in enumerate(zip(*loan(lent, terms.loan_rate, terms.loan_years), strict=True), 1):
                yield Flow(year + k, payer, Payer.BANKS, "interest", edit.measure, float(interest))
                yield Flow(year + k, payer, Payer.BANKS, "repayment", edit.measure, float(back))
    for keeper, eur in kept.items():
        upkeep = eur * terms.upkeep
        yield Flow(year + 1, keeper, Payer.CONTRACTORS, "upkeep", edit.measure, upkeep, 0.0, yearly=True)
        if not life:
            continue
        if life == SERVICE:
            yield Flow(year + 1, keeper, payee, "replacement", edit.measure, eur, life, yearly=True)
            continue
        for again in range(1, int((simulated + YEARS - year) / life) + 1):
            when = year + math.ceil(again * life)
            yield Flow(when, keeper, payee, "replacement", edit.measure, eur, life)


def _kinds(payer: Payer, eur: float, kept: float) -> list[tuple[str, float]]:
    """Of what a payer pays for a work of which it keeps some: investment in what is its own, and grants. [EUR]"""
    if payer not in _PUBLIC or abs(eur - kept) <= _ROUNDING * abs(eur):
        return [("investment", eur)]
    own = kept if payer == Payer.CITY else 0.0
    return [("investment", own), ("grant", eur - own)]


def _who(
    edit: Edit, shares: NDArray[np.float64], residents: list[tuple[Payer, float]]
) -> tuple[list[tuple[Payer, float]], dict[Payer, float]]:
    """Who pays for a work, and who keeps it: amounts by payer, and the cost of what each keeps. [EUR]"""
    on_building = edit.table == "buildings" and edit.payer in (Payer.HOUSEHOLDS, *_PUBLIC)
    keeper = edit.terms.keeper if edit.payer in _PUBLIC else edit.payer
    if on_building:
        owners = _by(shares[edit.rows], edit.cost)
    else:
        owners = residents if keeper == Payer.HOUSEHOLDS and residents else [(keeper, edit.total_cost)]
    if keeper == Payer.CITY and on_building and not is_deducted(edit):
        # Its own buildings are not told from others' in the table.
        owners = [(Payer.CITY if payer == Payer.BUSINESSES else payer, eur) for payer, eur in owners]
    kept: dict[Payer, float] = {}
    for payer, eur in owners:
        kept[payer] = kept.get(payer, 0.0) + eur
    own = edit.payer == Payer.HOUSEHOLDS or is_deducted(edit)
    return list(kept.items()) if own else [(edit.payer, edit.total_cost)], kept


def _residents(world: World, edit: Edit) -> list[tuple[Payer, float]]:
    """Cost of what belongs to people, not to a building, by whether they own the flat that they live in. [EUR]"""
    if edit.table not in _PERSONAL:
        return []
    household = edit.rows if edit.table == "households" else world.table(edit.table)["household"][edit.rows]
    own = world.table("households")["tenure"][household] == Tenure.OWNER
    found = (Payer.HOUSEHOLDS, own), (Payer.TENANTS, ~own)
    return [(payer, eur) for payer, some in found if (eur := float(edit.cost[some].sum())) != 0.0]


def _by(shares: NDArray[np.float64], eur: NDArray[np.float64]) -> list[tuple[Payer, float]]:
    """Sums by payer, zeros left out. [EUR]"""
    return [(payer, total) for payer in Payer if (total := float((shares[:, payer] * eur).sum())) != 0.0]
