"""How many condominiums renovate in a year if nobody comes to help, and which reluctance gives a known rate?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.decisions.assembly import forward, stopped
from twin.decisions.kernels import CARRIED, hold
from twin.decisions.opinion import opinions

if TYPE_CHECKING:
    from twin.decisions.opinion import Offer
    from twin.decisions.owners import Owners
    from twin.decisions.params import Params

_STEPS = 16
_WIDEST = 4.0  # own costs; beyond it nobody or everybody is in favour


class Spontaneous:
    """Votes of condominiums that put works to the vote on their own, for any reluctance.

    Without meetings there is no exchange, so reluctance moves every opinion by the same amount and the owners need be
    asked once.

    Parameters
    ----------
    owners : Owners of the condominiums. (B buildings)
    offer : What is proposed, without meetings.
    year : Calendar year of the first assembly.
    seed, params : Seed of all draws, and what is believed of owners; its reluctance plays no part.
    """

    def __init__(self, owners: Owners, offer: Offer, year: int, seed: int, params: Params) -> None:
        if offer.meetings:
            msg = "what condominiums do on their own has no meetings"
            raise ValueError(msg)
        free = params.model_copy(update={"reluctance": 0.0})
        self._owners, self._offer, self._seed, self._params = owners, offer, seed, params
        self._years = range(year, year + params.retries + 1)
        self._minds = [opinions(owners, offer, each, seed, free) for each in self._years]
        self._forward = forward(params.initiative, owners.uids, seed, params)

    @property
    def condominiums(self) -> int:
        """Number of condominiums asked."""
        return self._owners.rows.size

    def rate(self, reluctance: float) -> float:
        """Share of condominiums that put works to the vote in a year and build them, then or in a later year. [1/a]"""
        owners, count, diagnosis = self._owners, self._owners.rows.size, int(self._offer.diagnosis)
        carried, builds = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
        result, call = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
        for year, mind in zip(self._years, self._minds, strict=True):
            favours = mind.opinion > reluctance
            hold(owners.first, owners.thousandths, favours, mind.early, mind.attends, diagnosis, result, call)
            won = ~carried & (result == CARRIED)
            builds |= won & ~stopped(owners, mind, favours, self._seed, self._params, year)
            carried |= won
        return float((self._forward * builds).sum() / count) if count else 0.0

    def reluctance_for(self, rate: float) -> float | None:
        """Reluctance at which the yearly rate is `rate`, by bisection; None if even the most willing stay below it."""
        low, high = -_WIDEST, _WIDEST
        if self.rate(low) < rate:
            return None
        for _ in range(_STEPS):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if self.rate(middle) >= rate else (low, middle)
        return 0.5 * (low + high)
