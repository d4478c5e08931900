"""Whose are the homes, and what can a household afford? Ownership, tenure, income, tax and savings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
from twin.state.codes import Occupation, Ownership, Tenure, Use
from twin.state.table import Flag

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.streams import StreamName
    from twin.population.params import Params
    from twin.state.table import Table

OWNERSHIP = declare("population.ownership", "who owns a residential building")
TENURE = declare("population.tenure", "whether a household owns its flat")
INCOME = declare("population.income", "income of a citizen relative to the median of age and occupation")
SAVINGS = declare("population.savings", "liquid savings of a household relative to the median of its kind")
STREAMS: tuple[StreamName, ...] = (OWNERSHIP, TENURE, INCOME, SAVINGS)

_ADULT = 18
_OWNER_AGES = (35, 50, 65)
_EARNING_AGES = (30, 45, 60)


def give_owners(buildings: Table, seed: int, params: Params) -> None:
    """Fill buildings.ownership: condominium, one private owner or public, for homes of enough flats.

    A building of few flats is a condominium (or one family's house): public and company blocks are large.
    """
    homes = (buildings["use"] == Use.RESIDENTIAL) & (buildings["flats"] >= params.single_owner_flats)
    u = OWNERSHIP.at(seed).uniform(buildings["uid"])
    public, company = params.ownership_share
    kind = np.select([u < public, u < public + company], [Ownership.PUBLIC, Ownership.COMPANY], Ownership.CONDOMINIUM)
    buildings["ownership"][:] = np.where(homes, kind, Ownership.CONDOMINIUM)
    buildings["ownership_flag"][:] = Flag.SYNTHETIC


def give_means(tables: dict[str, Table], households: Table, citizens: Table, seed: int, params: Params) -> None:
    """Fill households.tenure, income, tax and savings.

    Parameters
    ----------
    tables : Tables of the district; buildings.ownership is read.
    households, citizens : Tables, citizens in the order of their households; households are written.

    Notes
    -----
    The tax is that on the income of persons, by brackets, less the deduction for work or pension, each person alone:
    national income tax (DPR 917/1986, art. 11 and 13, as in force 2015-2021). It bounds what a household can deduct.
    """
    owner = citizens["household"]
    n = len(households)
    earned = incomes(citizens, seed, params)
    worker = citizens["occupation"] == Occupation.WORKER
    households["income"][:] = np.bincount(owner, weights=earned, minlength=n)
    households["tax"][:] = np.bincount(owner, weights=income_tax(earned, worker, params), minlength=n)
    head = np.zeros(n)
    np.maximum.at(head, owner, np.minimum(citizens["age"], params.oldest_head).astype(np.float64))
    kind = tables["buildings"]["ownership"][households["home"]]
    u = TENURE.at(seed).uniform(households["uid"])
    owns = u < np.asarray(params.owner_share)[np.searchsorted(_OWNER_AGES, head, side="right")]
    private = np.where(owns & (kind == Ownership.CONDOMINIUM), Tenure.OWNER, Tenure.TENANT)
    households["tenure"][:] = np.where(kind == Ownership.PUBLIC, Tenure.PUBLIC_TENANT, private)
    rich = np.exp(params.savings_spread * SAVINGS.at(seed).normal(households["uid"]))
    share = np.asarray(params.savings_of_income)[np.searchsorted(_OWNER_AGES, head, side="right")]
    of_owners = np.where(households["tenure"] == Tenure.OWNER, 1.0, params.savings_of_tenants)
    households["savings"][:] = households["income"] * share * of_owners * rich
    for name in ("tenure", "income", "tax", "savings"):
        households[f"{name}_flag"][:] = Flag.SYNTHETIC


def incomes(citizens: Table, seed: int, params: Params) -> NDArray[np.float64]:
    """Taxable income of each citizen, log-normal about the median of age and occupation. (N,) [EUR/a]"""
    age, occupation = citizens["age"], citizens["occupation"]
    wage = np.asarray(params.wage_median)[np.searchsorted(_EARNING_AGES, age, side="right")]
    pension = np.full(len(citizens), params.pension_median)
    other = np.where(age >= _ADULT, params.other_median, 0.0)
    median = np.select([occupation == Occupation.WORKER, occupation == Occupation.RETIRED], [wage, pension], other)
    median = np.where((occupation == Occupation.UNIVERSITY) | (age < _ADULT), 0.0, median)
    spread = np.exp(params.income_spread * INCOME.at(seed).normal(citizens["uid"]))
    return np.asarray(median * spread)


def income_tax(income: NDArray[np.float64], worker: NDArray[np.bool_], params: Params) -> NDArray[np.float64]:
    """National tax on each person's income, after the deduction for work or pension. (N,), (N,) → (N,) [EUR/a]"""
    edges = np.asarray((0.0, *params.tax_brackets))
    tax = np.zeros(income.shape)
    for low, high, rate in zip(edges, (*edges[1:], np.inf), params.tax_rates, strict=True):
        tax += rate * (np.clip(income, low, high) - low)
    most = np.where(worker, *params.tax_credit)
    full, none = params.tax_credit_ends
    credit = most * np.clip((none - income) / (none - full), 0.0, 1.0)
    return np.asarray(np.maximum(tax - credit, 0.0))
