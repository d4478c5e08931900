"""What does an owner make of a proposal? What it costs him, what he can deduct and pay, and what he believes it saves.

Information, trust and money are three mechanisms: a diagnosis narrows what is believed, as far as it is trusted;
meetings raise trust and attendance of those who come, and let them hear each other; deduction, credit transfer and loan
change what it costs and what must be paid at once. None of them knows of the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.streams import declare
from twin.decisions.kernels import exchange

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.decisions.owners import Owners
    from twin.decisions.params import Params

DISCOUNT = declare("decisions.discount", "rate at which an owner discounts")
TASTE = declare("decisions.taste", "how much comfort and hassle weigh for an owner")
BELIEF = declare("decisions.belief", "what an owner believes of a saving that nobody calculated, and of one calculated")
TRUST = declare("decisions.trust", "trust of an owner in those who propose")
MEETING = declare("decisions.meeting", "whether an owner comes to the meetings before an assembly")
ATTITUDE = declare("decisions.attitude", "what else weighs for an owner, for good and in one year")
HOUSE = declare("decisions.house", "what else weighs for all owners of a condominium")
FACADE = declare("decisions.facade", "year in which a condominium's facade was renewed last")
ATTENDANCE = declare("decisions.attendance", "who is at an assembly, in each year")

OLD = 75.0  # a
_TINY = 1e-9
MOST_ROUNDS = 2  # of exchange; further meetings repeat what is known


class Offer(NamedTuple):
    """What is proposed to condominiums.

    Parameters
    ----------
    cost : Cost of the works. (B,) [EUR]
    saving : Calculated saving of heat. (B,) [EUR/a]
    deduction : Share of the cost that the state gives back over years, up to what each owes. ()
    diagnosis : Whether an energy diagnosis is made.
    meetings : Meetings with the owners before the assembly. ()
    loan : Whether a loan is offered.
    credit_transfer : Whether the deduction can be ceded for money at once.
    """

    cost: NDArray[np.float64]
    saving: NDArray[np.float64]
    deduction: float
    diagnosis: bool = False
    meetings: int = 0
    loan: bool = False
    credit_transfer: bool = False


class Share(NamedTuple):
    """What an offer is to each owner."""

    cost: NDArray[np.float64]  # EUR, before any deduction
    deducted: NDArray[np.float64]  # EUR, sum of the instalments that the tax allows, or of the ceded credit
    worth: NDArray[np.float64]  # 1, worth today of net payments over the own cost, as the owner pays them
    short: NDArray[np.float64]  # 1, share of what must be paid that the owner has not got to spare
    unpaid: NDArray[np.float64]  # 1, share of the own cost that the owner cannot pay whatever he sells or saves


class Opinions(NamedTuple):
    """What owners think before an assembly, and who will be there."""

    opinion: NDArray[np.float64]  # 1, in favour above zero, in shares of the own cost
    early: NDArray[np.bool_]
    attends: NDArray[np.bool_]
    share: Share


def annuity(rate: NDArray[np.float64] | float, years: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Worth today of 1 a year over some years: (1 - (1 + r)^-n) / r. [a]"""
    return np.asarray((1.0 - (1.0 + np.asarray(rate)) ** -np.asarray(years)) / rate)


def discount(owners: Owners, seed: int, params: Params) -> NDArray[np.float64]:
    """Rate at which each owner discounts, at most 60 %. (N,) [1/a]"""
    spread = params.discount_spread * DISCOUNT.at(seed).normal(owners.uid)
    return np.minimum(params.discount_rate * np.exp(spread), 0.6)


def share_of(owners: Owners, offer: Offer, rate: NDArray[np.float64], params: Params) -> Share:
    """What an offer costs each owner; with a loan on offer, in cash or by loan, whichever is better for him.

    Each year's instalment of the deduction is bounded by the tax of that year; what it leaves is lost (no carrying
    over), unless the credit is ceded. A loan is granted to those whose income bears it.
    """
    cost = np.maximum(offer.cost[owners.place] * owners.thousandths / 1000.0, np.finfo(float).tiny)
    years = params.deduction_years
    if offer.credit_transfer:
        deducted = offer.deduction * cost
        at_once, back = params.transfer_value * deducted, np.zeros(cost.size)
    else:
        back = np.minimum(offer.deduction * cost / years, owners.tax)
        deducted, at_once = years * back, np.zeros(cost.size)
    returned = back * annuity(rate, years)
    pay = cost - at_once
    have = params.cash_share * owners.savings
    worth, short = (pay - returned) / cost, np.clip((pay - have) / np.maximum(pay, 1e-9), 0.0, 1.0)
    unpaid = np.clip((pay - owners.savings - params.works_saving * owners.income) / cost, 0.0, 1.0)
    if offer.loan:
        instalment = pay / annuity(params.loan_rate, params.loan_years)
        by_loan = (instalment * annuity(rate, params.loan_years) - returned) / cost
        can = params.loan_limit * owners.income + back
        lacking = np.clip((instalment - can) / np.maximum(instalment, 1e-9), 0.0, 1.0)
        better = by_loan + params.dread * lacking < worth + params.dread * short
        worth, short = np.where(better, by_loan, worth), np.where(better, lacking, short)
        unpaid = np.where(lacking > 0.0, unpaid, 0.0)
    return Share(cost, deducted, worth, short, unpaid)


def believed(
    owners: Owners, offer: Offer, trust: NDArray[np.float64], seed: int, params: Params
) -> NDArray[np.float64]:
    """Certainty equivalent of the saving that each owner believes in, over the calculated one. (N,) [1]

    Notes
    -----
    A belief is log-normal. A diagnosis moves its mean and its spread towards its own as far as it is trusted; the
    certainty equivalent under constant relative aversion g is exp(mu + (1 - g) s^2 / 2).
    """
    luck = BELIEF.at(seed)
    bias, spread = params.belief_without
    mean = bias + spread * luck.normal(owners.uid)
    wide = np.full(mean.size, spread)
    if offer.diagnosis:
        bias, narrow = params.belief_with
        told = bias + narrow * luck.normal(owners.uid, lane=1)
        mean, wide = mean + trust * (told - mean), wide + trust * (narrow - wide)
    return np.asarray(np.exp(mean + 0.5 * (1.0 - params.risk_aversion) * wide**2))


def reached(owners: Owners, offer: Offer, seed: int, params: Params) -> NDArray[np.bool_]:
    """Who comes to at least one of the meetings. (N,)"""
    chance = _by_kind(owners, params.meeting_reach, params.meeting_reach_empty)
    return np.asarray(MEETING.at(seed).uniform(owners.uid) < 1.0 - (1.0 - chance) ** offer.meetings)


def _by_kind(owners: Owners, lived_in: tuple[float, float], empty: float) -> NDArray[np.float64]:
    """Chance of each owner: one who lives there, a landlord, or one whose flats stand empty. (N,) [1]"""
    home, let = lived_in
    return np.where(owners.resident, home, np.where(owners.empty, empty, let))


def attendance(owners: Owners, seed: int, params: Params) -> NDArray[np.float64]:
    """Chance of each owner to be at an assembly, before any meeting: by kind, and alike within a condominium. (N,)"""
    chance, spread = _by_kind(owners, params.attendance, params.attendance_empty), params.attendance_house_spread
    if spread == 0.0:
        return chance
    inside = np.clip(chance, _TINY, 1.0 - _TINY)
    odds = inside / (1.0 - inside) * np.exp(spread * HOUSE.at(seed).normal(owners.uids, lane=1)[owners.place])
    return np.asarray(odds / (1.0 + odds))


def trusts(owners: Owners, offer: Offer, came: NDArray[np.bool_], seed: int, params: Params) -> NDArray[np.float64]:
    """Trust of each owner in those who propose, 0 to 1; meetings give some to those who came. (N,)"""
    mean, spread = params.trust
    trust = np.clip(mean + spread * TRUST.at(seed).normal(owners.uid), 0.0, 1.0)
    gained = 1.0 - (1.0 - trust) * (1.0 - params.meeting_trust) ** offer.meetings
    return np.where(came, gained, trust)


def house(uids: NDArray[np.uint64], seed: int) -> NDArray[np.float64]:
    """How much better disposed than others a condominium is, in standard deviations. (B,)"""
    return HOUSE.at(seed).normal(uids)


def due(uids: NDArray[np.uint64], year: int, seed: int, params: Params) -> NDArray[np.bool_]:
    """Whether the facade is due for renewal in a year. (B,)"""
    cycle, window = params.facade_cycle
    return np.asarray((year + cycle * FACADE.at(seed).uniform(uids)) % cycle < window)


def opinions(owners: Owners, offer: Offer, year: int, seed: int, params: Params) -> Opinions:
    """What each owner thinks of the offer before the assembly of a year, talk included, and who will be there."""
    rate = discount(owners, seed, params)
    share = share_of(owners, offer, rate, params)
    came = reached(owners, offer, seed, params)
    trust = trusts(owners, offer, came, seed, params)
    taste = TASTE.at(seed)
    comfort = params.comfort * np.exp(params.taste_spread * taste.normal(owners.uid)) * owners.flats
    hassle = params.hassle * np.exp(params.taste_spread * taste.normal(owners.uid, lane=1)) * owners.flats
    hassle *= np.where(owners.resident, np.where(owners.age >= OLD, params.old_hassle, 1.0), 0.5)
    years = np.clip(params.last_age - owners.age, *params.horizons)
    saved = offer.saving[owners.place] * owners.thousandths / 1000.0
    yearly = np.where(owners.resident, 1.0, params.landlord_share) * (
        saved * believed(owners, offer, trust, seed, params) + comfort
    )
    anyway = params.old_saved * due(owners.uids, year, seed, params)[owners.place]
    feared = params.overrun * (1.0 - trust)
    luck = ATTITUDE.at(seed)
    other = params.attitude_spread * luck.normal(owners.uid) + params.year_spread * luck.normal(owners.uid, year, 1)
    other += params.house_spread * house(owners.uids, seed)[owners.place] - params.reluctance
    gain = (yearly * annuity(rate, years) - hassle) / share.cost
    opinion = gain + anyway - share.worth - feared - params.dread * share.short + other
    rounds = min(offer.meetings, MOST_ROUNDS)
    exchange(owners.first, came, params.exchange, rounds, opinion)
    chance = attendance(owners, seed, params)
    chance = np.where(came, 1.0 - (1.0 - chance) * (1.0 - params.attendance_gain), chance)
    u = ATTENDANCE.at(seed).uniform(owners.uid, year)
    return Opinions(opinion, u < params.first_call * chance, u < chance, share)
