"""Who paid for the measures? Books the cost of every applied edit once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.domains.finance.deductions import is_deducted
from twin.state.codes import Payer

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from twin.state.edits import Applied, Edit


def payee_of(edit: Edit) -> Payer:
    """Who is paid for an edit: who runs public transport for season tickets, contractors for all works."""
    tickets = (edit.table, edit.column) == ("citizens", "transit_pass")
    return Payer.OPERATORS if tickets else Payer.CONTRACTORS


class Ledger:
    """Books what applied edits cost, from their payer to who is paid, each edit once.

    Parameters
    ----------
    applied : The world's list of applied edits; it only grows.
    """

    def __init__(self, applied: Sequence[Applied]) -> None:
        self._applied = applied
        self._booked = 0

    def book(
        self,
        balance: NDArray[np.float64],
        paid_capex: NDArray[np.float64],
        works_cost: NDArray[np.float64],
        works_deducted: NDArray[np.float64],
    ) -> None:
        """Book all edits applied since the last call.

        Parameters
        ----------
        balance, paid_capex : Accounts, written; whoever an edit names pays at once. What a trend costs
            is paid too, yet it is no investment in measures. (P,) [EUR]
        works_cost, works_deducted : Works on each building that its owners pay, less what a ceded credit brought, and
            of them what comes back through the tax over the years, written. (B,) [EUR]
        """
        while self._booked < len(self._applied):
            edit = self._applied[self._booked].edit
            self._booked += 1
            cost = edit.total_cost
            balance[edit.payer] -= cost
            balance[payee_of(edit)] += cost
            paid_capex[edit.payer] += 0.0 if edit.trend else cost
            deducted, ceded = is_deducted(edit), edit.terms.ceded
            if deducted and ceded > 0.0:  # what the state pays goes to the taker, who paid the owners less
                discount = (1.0 - ceded) * cost
                balance[Payer.HOUSEHOLDS] -= discount
                balance[edit.terms.taker] += discount
                works_cost[edit.rows] += (1.0 - ceded) * edit.cost
                continue
            if edit.table == "buildings" and edit.cost.size and (edit.payer == Payer.HOUSEHOLDS or deducted):
                works_cost[edit.rows] += edit.cost
                works_deducted[edit.rows] += edit.cost * deducted
