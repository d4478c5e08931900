"""Who pays how much for this hour's energy? Double entry: what payers lose, suppliers receive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import kernel
from twin.core.reduce import block_sum

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Rows of accounts, members of state.codes.Payer.
HOUSEHOLDS, BUSINESSES, CITY, STATE, SUPPLIERS, OPERATORS = 0, 1, 2, 3, 4, 9


@kernel
def bills_hour(
    carriers: tuple[NDArray[np.float64], ...],
    prices: NDArray[np.float64],
    business: NDArray[np.bool_],
    business_price: float,
    dt_s: float,
    bill: NDArray[np.float64],
    bill_year: NDArray[np.float64],
    paid: NDArray[np.float64],
) -> None:
    """Bill all buildings for one hour.

    Parameters
    ----------
    carriers : Gas, gas oil, district heat, electricity. 4 of (B,) [W]
    prices : Household prices by carrier. (4,) [EUR/J]
    business : Whether a building is billed as a business. (B,)
    business_price : Price for businesses relative to households. () [1]
    dt_s : Tick length. () [s]
    bill, bill_year : Bill of the hour and since the start, written. (B,) [EUR]
    paid : Paid by households and by businesses in this hour, written. (2,) [EUR]
    """
    gas, oil, heat, electricity = carriers
    paid[:] = 0.0
    for i in range(bill.shape[0]):
        amount = dt_s * (gas[i] * prices[0] + oil[i] * prices[1] + heat[i] * prices[2] + electricity[i] * prices[3])
        if business[i]:
            amount *= business_price
            paid[BUSINESSES] += amount
        else:
            paid[HOUSEHOLDS] += amount
        bill[i] = amount
        bill_year[i] += amount


@kernel
def income_hour(
    export: NDArray[np.float64],
    shared: NDArray[np.float64],
    prices: tuple[float, float],
    business: NDArray[np.bool_],
    dt_s: float,
    income: NDArray[np.float64],
    income_year: NDArray[np.float64],
    earned: NDArray[np.float64],
) -> None:
    """Pay all buildings for the electricity that they give to the grid and share in the hour.

    Parameters
    ----------
    export, shared : Given to the grid, and of it shared in the energy community. (B,) [W]
    prices : Price of export and incentive on what is shared. (2,) [EUR/J]
    business : Whether a building is billed as a business. (B,)
    dt_s : Tick length. () [s]
    income, income_year : Income of the hour and since the start, written. (B,) [EUR]
    earned : Income of households and of businesses in this hour, written. (2,) [EUR]
    """
    earned[:] = 0.0
    for i in range(income.shape[0]):
        amount = dt_s * (export[i] * prices[0] + shared[i] * prices[1])
        if business[i]:
            earned[BUSINESSES] += amount
        else:
            earned[HOUSEHOLDS] += amount
        income[i] = amount
        income_year[i] += amount


@kernel
def pay_income(
    export: NDArray[np.float64],
    shared: NDArray[np.float64],
    prices: tuple[float, float],
    dt_s: float,
    earned: NDArray[np.float64],
    balance: NDArray[np.float64],
) -> None:
    """Move this hour's payments for electricity: suppliers pay for export, the state for what is shared.

    Parameters
    ----------
    export, shared, prices, dt_s : As in `income_hour`.
    earned : Income of households and of businesses. (2,) [EUR]
    balance : Accounts, written. (P,) [EUR]
    """
    # The payers book energies themselves, summed in another order: a payee left out would show.
    balance[SUPPLIERS] -= prices[0] * dt_s * block_sum(export)
    balance[STATE] -= prices[1] * dt_s * block_sum(shared)
    balance[HOUSEHOLDS] += earned[0]
    balance[BUSINESSES] += earned[1]


@kernel
def settle_hour(
    paid: NDArray[np.float64],
    bill: NDArray[np.float64],
    lamp_bill: NDArray[np.float64],
    charging_bill: NDArray[np.float64],
    charging_cost: NDArray[np.float64],
    balance: NDArray[np.float64],
    paid_energy: NDArray[np.float64],
    cell: NDArray[np.float64],
) -> None:
    """Move this hour's payments between accounts and check that none is lost.

    Parameters
    ----------
    paid : By households and businesses. (2,) [EUR]
    bill, lamp_bill : Bills of buildings and lamps, which suppliers receive. (B,), (N,) [EUR]
    charging_bill : Bills of public charge points, which households pay and their operators receive. (P,) [EUR]
    charging_cost : What the operators pay suppliers for that electricity. (P,) [EUR]
    balance, paid_energy : Accounts, written. (P,) [EUR]
    cell : Sum of all balances, row of the largest and sum of their sizes, written. (3,) [EUR]
    """
    city = block_sum(lamp_bill)
    public = block_sum(charging_bill)
    bought = block_sum(charging_cost)
    balance[HOUSEHOLDS] -= paid[0] + public
    balance[BUSINESSES] -= paid[1]
    balance[CITY] -= city
    paid_energy[HOUSEHOLDS] += paid[0] + public
    paid_energy[BUSINESSES] += paid[1]
    paid_energy[CITY] += city
    # Suppliers book the bills themselves, summed in another order: a payer left out would show.
    balance[OPERATORS] += public - bought
    balance[SUPPLIERS] += block_sum(bill) + city + bought
    cell[:] = 0.0
    largest = -1.0
    for k in range(balance.shape[0]):
        cell[0] += balance[k]
        cell[2] += abs(balance[k])
        if abs(balance[k]) > largest:
            largest = abs(balance[k])
            cell[1] = k
