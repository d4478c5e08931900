"""What if an energy service company pays for the plant and is paid from what it saves? A shared-savings contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.state.codes import Payer
from twin.study.books import Books, Posting

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKS = ("energy_management", "heat_pump")  # measures that such a company takes on
_OWNERS = (Payer.HOUSEHOLDS, Payer.OWNERS, Payer.BUSINESSES, Payer.CITY)
_USERS = (*_OWNERS, Payer.TENANTS)
_TAKEN_ON = ("investment", "upkeep", "replacement")


def with_contract(more: Books, share: float, years: int) -> Books:
    """The difference of two books under a contract on the district's energy management and heat pumps.

    Parameters
    ----------
    more : Books with the measures less books without. Their whole saving on energy bills counts as the contract's, so
        the two should differ by `WORKS` alone.
    share : Share of each year's saving that its payers hand on; without one there is no contract. [1]
    years : Years of the contract from the first year of the books. [a]

    Notes
    -----
    The company pays what owners would have invested in these works, keeps the plant while the contract runs, and takes
    over the deductions; then the owners have it. Where a payer's bills do not fall in a year it pays nothing. Amounts
    are rounded to the cent below.
    """
    if share <= 0.0 or not any(each.measure in WORKS for each in more.postings):
        return more
    end = more.first + years
    return Books(more.first, more.last, (*_taken_over(more, end), *_shared(more, share, end)))


def _taken_over(more: Books, end: int) -> Iterator[Posting]:
    for each in more.postings:
        if each.measure in WORKS and each.year < end:
            if each.kind in _TAKEN_ON and each.payer in _OWNERS:
                yield each._replace(payer=Payer.ESCO)
                continue
            if each.kind == "deduction" and each.payee in _OWNERS:
                yield each._replace(payee=Payer.ESCO)
                continue
        yield each


def _shared(more: Books, share: float, end: int) -> Iterator[Posting]:
    saved = np.zeros((more.last - more.first + 1, len(Payer)), dtype=np.int64)
    for each in more.postings:
        if each.kind == "energy":
            saved[each.year - more.first, each.payer] -= each.cents
    for k in range(min(end - more.first, len(saved))):
        for payer in _USERS:
            cents = int(share * max(int(saved[k, payer]), 0))
            if cents:
                yield Posting(more.first + k, payer, Payer.ESCO, "contract", "", cents)
