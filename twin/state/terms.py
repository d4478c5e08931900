"""How is a measure paid over the years? Life, upkeep, deduction and loan that go with the cost of an edit."""

from __future__ import annotations

import math
from dataclasses import dataclass

from twin.state.codes import Payer


@dataclass(frozen=True)
class Terms:
    """Terms of payment of a work; the default is paid once, for good.

    Parameters
    ----------
    life : Years until it is done again at the same cost; infinite if never. [a]
    upkeep : Operation and upkeep over the cost of the work. [1/a]
    keeper : Who keeps and renews it where a public purse paid; homes are kept by whoever owns them.
    deduction_years : Years over which the state pays its part of works on buildings back through the tax; 0 where it is
        a grant. [a]
    ceded : What owners get at once for a tax credit that they cede, over its amount; 0 where they keep it. [1]
    taker : Who takes it over, and is paid back by the state.
    landlord_deducts, city_deducts : Share of their instalments that landlords of flats and the city can use. [1]
    loan_share, loan_rate, loan_years : Share of what owners of homes pay that a bank lends, interest, and life of the
        loan. [1], [1/a], [a]
    """

    life: float = math.inf
    upkeep: float = 0.0
    keeper: Payer = Payer.HOUSEHOLDS
    deduction_years: int = 0
    ceded: float = 0.0
    taker: Payer = Payer.CONTRACTORS
    landlord_deducts: float = 1.0
    city_deducts: float = 0.0
    loan_share: float = 0.0
    loan_rate: float = 0.0
    loan_years: int = 10
