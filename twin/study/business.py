"""Does a mix of measures pay, and for whom? Business cases from the books with it less the books without it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.domains.finance.cases import NoRate, discount_factors, irr, npv, payback, residual
from twin.state.codes import Payer
from twin.study.books import CENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from twin.study.books import Books

# Whoever is paid for goods, work and credit stands outside a case; all others are the people whom it concerns.
PAID = (Payer.CONTRACTORS, Payer.SUPPLIERS, Payer.BANKS)
EVERYBODY = tuple(payer for payer in Payer if payer not in PAID)
_AT_START = ("investment", "grant", "replacement", "loan", "repayment", "interest", "credit")
_OWED = ("loan", "repayment")
_BUILT = ("investment", "grant", "replacement")
_PUBLIC = (Payer.CITY, Payer.STATE, Payer.EU)


@dataclass(frozen=True)
class Case:
    """A business case.

    Parameters
    ----------
    flows : Received less paid, by year from the start. (Y + 1,) [EUR]
    value : Net present value. [EUR]
    rate : Internal rate of return [1/a], "none" or "several".
    simple, discounted : Payback; None if it never comes. [a]
    cost_per_tonne : Net cost over the tonnes of CO2 avoided; None if none are. [EUR/t]
    cost_per_tonne_discounted : The same, euros and tonnes discounted alike; None if none are. [EUR/t]
    """

    flows: tuple[float, ...]
    value: float
    rate: float | NoRate
    simple: float | None
    discounted: float | None
    cost_per_tonne: float | None
    cost_per_tonne_discounted: float | None


def cash_flow(more: Books, payers: Sequence[Payer] = EVERYBODY) -> NDArray[np.float64]:
    """What some payers receive less what they pay, by year from the start. (Y + 1,) [EUR]

    Parameters
    ----------
    more : Books with the measures less books without.
    payers : Whose money; payments between them cancel out.

    Notes
    -----
    Works, grants for them, loans, what is paid for them and the price of ceded credits are paid at the start of their
    year, all else at its end. What is left at the end of what was built, in a straight line over its life, comes back
    then: to its payer, and of grants only where all are asked. Loans that outlive the books are paid off with the last
    payment in them.
    """
    years = more.last - more.first + 1
    whose = np.zeros(len(Payer), dtype=bool)
    whose[list(payers)] = True
    at_start = more.balances(_AT_START)[:, whose].sum(axis=1)
    all_else = more.balances()[:, whose].sum(axis=1) - at_start
    flow = np.zeros(years + 1)
    flow[:years] += at_start / CENTS
    flow[1:] += all_else / CENTS
    flow[years - 1] -= more.balances(_OWED)[:, whose].sum() / CENTS
    built = [each for each in more.postings if each.kind in _BUILT and whose[each.payer] and each.life > 0.0]
    if set(EVERYBODY) - set(payers):
        built = [each for each in built if each.kind != "grant"]
    if built:
        cents, year, life = (np.array([getattr(each, key) for each in built], dtype=float)
                             for key in ("cents", "year", "life"))  # fmt: skip
        flow[-1] += residual(cents, more.last + 1 - year, life).sum() / CENTS
    return flow


def case(flows: ArrayLike, rate: float, tonnes: ArrayLike = ()) -> Case:
    """Judge yearly flows.

    Parameters
    ----------
    flows : Received less paid in year 0, 1, ... (n,) [EUR]
    rate : Interest rate. [1/a]
    tonnes : CO2 avoided in year 1, 2, ... (n - 1,) or none. [t]
    """
    values, avoided = np.asarray(flows, dtype=np.float64), np.asarray(tonnes, dtype=np.float64)
    later = discount_factors(rate, len(values))[1 : 1 + len(avoided)]
    plain, discounted = float(avoided.sum()), float((avoided * later).sum())
    value = npv(rate, values)
    return Case(
        tuple(map(float, values)),
        value,
        irr(np.round(values, 2)),  # cents: a residue of rounding is no change of sign
        payback(values),
        payback(values, rate),
        -float(values.sum()) / plain if plain > 0.0 else None,
        -value / discounted if discounted > 0.0 else None,
    )


def leverage(more: Books) -> float:
    """Private money in works over public money in them: grants, deductions paid back and the city's works. [1]

    Season tickets that a measure buys are fares and no works. Not a number where there is no public money.
    """
    spent = paid = 0
    for each in more.postings:
        if each.kind in ("investment", "grant") and each.payee != Payer.OPERATORS:
            spent += each.cents
            paid += each.cents if each.payer in _PUBLIC else 0
        elif each.kind == "deduction":
            paid += each.cents if each.payee not in _PUBLIC else 0
    return (spent - paid) / paid if paid > 0 else math.nan
