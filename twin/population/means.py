"""Whose are the homes, and what can a household afford? Ownership, income, tax, tenure, flat and savings.

Incomes come first and keep their distribution; homes, tenure and flats are then drawn with the income's rank.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, ndtri

from twin.core.streams import declare
from twin.population.places import from_middle
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
FLAT = declare("population.flat", "floor of a household's flat relative to others of its size in the building")
STREAMS: tuple[StreamName, ...] = (OWNERSHIP, TENURE, INCOME, SAVINGS, FLAT)

_ADULT = 18
_KM = 1000.0
_MORE_PERSON = 0.5  # weight of each person beyond the first
_GRID, _FAR = 1000, 40.0
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


def give_incomes(zones: Table, households: Table, citizens: Table, seed: int, params: Params) -> None:
    """Fill households.income and tax, which follow from their members and their zone.

    Parameters
    ----------
    zones : Table; central zones are richer.
    households, citizens : Tables, citizens in the order of their households; households are written.

    Notes
    -----
    The tax is that on the income of persons, by brackets, less the deduction for work or pension, each person alone:
    national income tax (DPR 917/1986, art. 11 and 13, as in force 2015-2021). It bounds what a household can deduct.
    """
    owner = citizens["household"]
    n = len(households)
    earned = incomes(citizens, seed, params) * zone_level(zones, params)[citizens["zone"]]
    worker = citizens["occupation"] == Occupation.WORKER
    households["income"][:] = np.bincount(owner, weights=earned, minlength=n)
    households["tax"][:] = np.bincount(owner, weights=income_tax(earned, worker, params), minlength=n)


def zone_level(zones: Table, params: Params) -> NDArray[np.float64]:
    """Incomes of each zone over the mean of the district's residents, by distance from the city's middle. (Z,) [1]"""
    residents, away = from_middle(zones)
    level = np.exp(-params.income_gradient * away / _KM)
    people = np.where(zones["in_district"], residents, 0.0)
    whole = float(people.sum())
    return np.asarray(level * whole / float((people * level).sum()) if whole > 0.0 else np.ones(len(zones)))


def equivalents(size: NDArray[np.int64]) -> NDArray[np.float64]:
    """Equivalent adults of households; modified OECD scale, children not told apart. (H,) → (H,) [1]"""
    return np.asarray(1.0 + _MORE_PERSON * np.maximum(np.asarray(size) - 1.0, 0.0))


def standing(value: NDArray[np.float64], group: NDArray[np.int64], uids: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Normal score of each value's rank in its group, equal values by uid. (N,), (N,), (N,) → (N,) [1]

    Notes
    -----
    Van der Waerden scores: what is drawn with them in a Gaussian copula keeps its own distribution, whatever that of
    the values.
    """
    order = np.lexsort((uids, value, group))
    count = np.bincount(group)
    first = np.cumsum(count) - count
    rank = np.empty(value.size)
    rank[order] = np.arange(value.size) - first[group[order]]
    return np.asarray(ndtri((rank + 0.5) / count[group]))


def mixed_with(z: NDArray[np.float64], luck: NDArray[np.float64], correlation: float) -> NDArray[np.float64]:
    """Standard normal that is correlated with the standing `z`, from it and independent luck. (N,), (N,) → (N,)"""
    return np.asarray(correlation * z + np.sqrt(1.0 - correlation**2) * luck)


def public_odds(households: Table, params: Params) -> NDArray[np.float64]:
    """How many times as much floor a public building counts to each household, by income. (H,) [1]

    Notes
    -----
    exp(a - b z) with z the standing by income per equivalent adult; `a` is such that, where the usual share of homes is
    public, as many households live in them as if all counted their floor alike.
    """
    share = params.ownership_share[0]
    everybody = np.zeros(len(households), dtype=np.int64)
    z = standing(households["income"] / equivalents(households["size"]), everybody, households["uid"])
    if not 0.0 < share < 1.0:
        return np.ones(len(households))
    grid = ndtri((np.arange(_GRID) + 0.5) / _GRID)
    usual = np.log(share / (1.0 - share))
    a = brentq(lambda x: float(expit(usual + x - params.public_income * grid).mean()) - share, -_FAR, _FAR)
    return np.asarray(np.exp(a - params.public_income * z))


def give_means(tables: dict[str, Table], households: Table, citizens: Table, seed: int, params: Params) -> None:
    """Fill households.tenure, flat_area, savings and support.

    Parameters
    ----------
    tables : Tables of the district; buildings.ownership is read.
    households, citizens : Tables, homes and incomes among their columns, citizens in the order of their households;
        households are written.
    """
    owner, uids, income = citizens["household"], households["uid"], households["income"]
    head = np.zeros(len(households))
    np.maximum.at(head, owner, np.minimum(citizens["age"], params.oldest_head).astype(np.float64))
    age = np.searchsorted(_OWNER_AGES, head, side="right")
    kind = tables["buildings"]["ownership"][households["home"]]
    # Those who live in condominiums are compared with their likes: each age keeps its share of owners.
    shared = kind == Ownership.CONDOMINIUM
    z = standing(income, np.where(shared, age, len(params.owner_share)), uids)
    inclined = mixed_with(z, TENURE.at(seed).normal(uids), params.tenure_income)
    owns = shared & (inclined > -ndtri(np.asarray(params.owner_share))[age])
    households["tenure"][:] = np.where(
        kind == Ownership.PUBLIC, Tenure.PUBLIC_TENANT, np.where(owns, Tenure.OWNER, Tenure.TENANT)
    )
    households["flat_area"][:] = flat_areas(tables["buildings"], households, seed, params)
    rich = np.exp(params.savings_spread * SAVINGS.at(seed).normal(uids))
    share = np.asarray(params.savings_of_income)[age]
    of_owners = np.where(owns, 1.0, params.savings_of_tenants)
    households["savings"][:] = income * share * of_owners * rich
    minors = np.bincount(owner, weights=citizens["age"] < _ADULT, minlength=len(households)).astype(np.float64)
    households["support"][:] = support(households, minors, params)
    for name in ("tenure", "income", "tax", "savings", "support", "flat_area"):
        households[f"{name}_flag"][:] = Flag.SYNTHETIC


def flat_areas(buildings: Table, households: Table, seed: int, params: Params) -> NDArray[np.float64]:
    """Gross floor of each household's flat, its part of walls and stairs in it. (H,) [m²]

    Notes
    -----
    Flats of a building share its floor less shops; those who live there take as much of it as if their flats were of
    the mean size, more the larger and the richer the household; flats without a household keep the rest.
    """
    home, people = households["home"], np.minimum(households["size"], len(params.flat_by_size))
    z = standing(households["income"], people, households["uid"])
    normal = mixed_with(z, FLAT.at(seed).normal(households["uid"]), params.flat_income)
    let = np.where(households["tenure"] == Tenure.TENANT, params.flat_of_tenants, 1.0)
    weight = np.asarray(params.flat_by_size)[people - 1] * np.exp(params.flat_spread * normal) * let
    count = np.bincount(home, minlength=len(buildings)).astype(np.float64)
    heavy = np.bincount(home, weights=weight, minlength=len(buildings))
    lived_in = (
        buildings["floor_area"] * params.dwelling_share * count / np.maximum(np.maximum(buildings["flats"], count), 1)
    )
    return np.asarray(lived_in[home] * weight / heavy[home])


def support(households: Table, minors: NDArray[np.float64], params: Params) -> NDArray[np.float64]:
    """What lifts the income after tax of each household to the least that it lives on. (H,) [EUR/a]

    Parameters
    ----------
    households : Table; size, income, tax and tenure are read.
    minors : Members under age. (H,) [1]
    params : Minimum, and how it grows with the household.
    """
    alone, rent = params.minimum_income
    adult, minor, most = params.minimum_scale
    more = 1.0 + adult * np.maximum(households["size"] - minors - 1.0, 0.0) + minor * minors
    least = alone * np.minimum(more, most) + np.where(households["tenure"] == Tenure.OWNER, 0.0, rent)
    return np.asarray(np.maximum(least - (households["income"] - households["tax"]), 0.0))


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
