"""Who bears it? Energy bills, own investment and fuel poverty of synthetic households by income, tenure and zone.

Household by household only inside the model: what leaves it are means of at least ten households.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.domains.finance.bills import household_bills
from twin.domains.finance.cases import annuity, discount_factors
from twin.domains.finance.deductions import deductions, own_flats
from twin.domains.finance.params import Params
from twin.domains.finance.shares import floor_parts, homes_of
from twin.domains.finance.travel import household_travel
from twin.observe.privacy import cell_means, hidden
from twin.population.means import equivalents
from twin.state.codes import Tenure

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from twin.state.world import World

FIFTHS = 5
_TWICE = 2.0


def params_of(world: World) -> Params:
    """Parameters of the run, or the defaults."""
    found: Params = world.params.get("finance") or Params()
    return found


def net_income(world: World) -> NDArray[np.float64]:
    """Income after national tax, and untaxed help where that is less than the minimum. (H,) [EUR/a]"""
    households = world.table("households")
    return np.asarray(np.maximum(households["income"] - households["tax"], 0.0) + households["support"])


def income_fifth(world: World) -> NDArray[np.int64]:
    """Fifth of the district's households by income after tax per equivalent adult, 0 the poorest. (H,)"""
    order = np.argsort(net_income(world) / equivalents(world.table("households")["size"]), kind="stable")
    fifth = np.empty(len(order), dtype=np.int64)
    fifth[order] = np.arange(len(order)) * FIFTHS // max(len(order), 1)
    return fifth


def poor_by_burden(bill: NDArray[np.float64], income: NDArray[np.float64], share: float) -> NDArray[np.bool_]:
    """Households whose energy bill exceeds a share of their income after tax. (H,)

    Notes
    -----
    Boardman, "Fuel poverty: from cold homes to affordable warmth" (1991), from memory. The bill is that of the model,
    so it is what the home needs under the model's habits, not what a family that saves on heat would pay.
    """
    return np.asarray(bill > share * income)


def poor_by_low_income_high_costs(
    bill: NDArray[np.float64],
    income: NDArray[np.float64],
    equivalent: NDArray[np.float64],
    usual: NDArray[np.float64],
    line: float,
) -> NDArray[np.bool_]:
    """Households with a bill above the median whose income after it lies below the poverty line. (H,)

    Parameters
    ----------
    bill, income : Energy bill, and income after tax. (H,) [EUR/a]
    equivalent : Equivalent adults, by which incomes compare. (H,) [1]
    usual : Bill of a household of the size relative to two persons', by which bills compare. (H,) [1]
    line : Poverty line over the median income after the bill. () [1]

    Notes
    -----
    Low income, high costs: Hills, "Getting the measure of fuel poverty", CASE report 72 (2012), from memory; but rents
    and loans, which Hills takes off incomes, are not modelled. Medians are the district's own: when all bills fall
    alike it hardly moves.
    """
    if not len(bill):
        return np.zeros(0, dtype=bool)
    cost, left = bill / usual, (income - bill) / equivalent
    return np.asarray((cost > np.median(cost)) & (left < line * np.median(left)))


def poor_by_twice_the_share(
    bill: NDArray[np.float64], income: NDArray[np.float64], size: NDArray[np.int64], scale: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Households that pay above twice the mean share of income and are left with less than the relative line. (H,)

    Parameters
    ----------
    bill, income : Energy bill, and income after tax. (H,) [EUR/a]
    size : Persons. (H,)
    scale : Poverty line of households of 1, 2, ... persons over that of two. (S,) [1]

    Notes
    -----
    Italy's indicator (Faiella and Lavecchia, Bank of Italy, occasional paper 240, 2014; taken over by the national
    energy and climate plan; reported by OIPE), definition from memory: it is made for spending, and income after tax
    stands in for it here; the line of two persons is the mean per head. Its second group, poor households that buy no
    heat, does not exist in a model in which all homes are heated.
    """
    if not len(bill):
        return np.zeros(0, dtype=bool)
    some = income > 0.0
    share = np.divide(bill, income, out=np.full(len(bill), np.inf), where=some)
    usual = float(share[some].mean()) if some.any() else 0.0
    line = scale[np.minimum(np.maximum(size, 1), len(scale)) - 1] * float(income.sum()) / float(size.sum())
    return np.asarray((share > _TWICE * usual) & (income - bill < line))


def fuel_poor(world: World) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Fuel poor households by the share of income, by low income and high costs, and as Italy counts. 3 of (H,)"""
    params, bill, income = params_of(world), household_bills(world), net_income(world)
    size = np.maximum(np.asarray(world.table("households")["size"]), 1)
    usual = np.asarray(params.fuel_scale)[np.minimum(size, len(params.fuel_scale)) - 1]
    return (
        poor_by_burden(bill, income, params.poverty_burden),
        poor_by_low_income_high_costs(bill, income, equivalents(size), usual, params.poverty_line),
        poor_by_twice_the_share(bill, income, size, np.asarray(params.spending_scale)),
    )


def own_investment(world: World) -> NDArray[np.float64]:
    """What each household that owns its flat pays for works on its building, before deductions. (H,) [EUR]

    What a ceded credit brought at once is taken off.
    """
    cost = np.asarray(world.table("buildings")["works_cost"])
    return np.where(own_flats(world), cost[homes_of(world)[0]] * floor_parts(world), 0.0)


def yearly_cost(world: World, years: int, instalments: int) -> NDArray[np.float64]:
    """What each household pays a year for energy, and for works on its flat as if it had lent the money. (H,) [EUR/a]

    Parameters
    ----------
    world : A world with a whole year behind it.
    years : Years over which works are written off at the run's interest rate; their deductions are taken off at
        today's value as far as there is tax for them. [a]
    instalments : Years over which deductions are paid back. [a]
    """
    rate, own, home = params_of(world).discount_rate, own_flats(world), homes_of(world)[0]
    deducted = np.asarray(world.table("buildings")["works_deducted"])[home] * floor_parts(world) / instalments
    back = np.where(own, np.minimum(deducted, np.maximum(world.table("households")["tax"], 0.0)), 0.0)
    today = float(discount_factors(rate, instalments + 1)[1:].sum())
    return household_bills(world) + (own_investment(world) - back * today) * annuity(1.0, rate, years)


def tables(world: World) -> dict[str, dict[str, list[Any]]]:
    """The table "cells": means by zone, tenure and income fifth, empty where they are of fewer than ten households.

    Tenure is not crossed with income: two margins and a crossed table give small cells away between them.
    """
    households = world.table("households")
    tenure, fifth = np.asarray(households["tenure"]), income_fifth(world)
    zones = world.table("zones")
    zone = np.where(zones["in_district"][households["zone"]], households["zone"], -1) if len(households) else fifth
    names = [member.name.lower() for member in Tenure]
    fifths = [str(k + 1) for k in range(FIFTHS)]
    found = deductions(world)
    by_burden, by_cost, by_share = fuel_poor(world)
    columns = {
        "bill": household_bills(world),
        "travel": household_travel(world),
        "net_income": net_income(world),
        "fuel_poor": 100.0 * by_burden,
        "fuel_poor_lihc": 100.0 * by_cost,
        "fuel_poor_italian": 100.0 * by_share,
        "own_investment": own_investment(world),
        "deduction_used": found.used,
        "deduction_lost": found.promised - found.used,
    }
    told: dict[str, list[Any]] = {name: [] for name in ("group", "cell", "households", *columns)}
    for group, cell, labels in (
        ("district", np.zeros(len(fifth), dtype=np.int64), ["all"]),
        ("zone", zone, [str(name) for name in zones["name"]]),
        ("tenure", tenure, names),
        ("income fifth", fifth, fifths),
    ):
        counts = np.bincount(cell[cell >= 0], minlength=len(labels))
        shut = hidden(counts)
        told["group"] += [group] * len(labels)
        told["cell"] += labels
        told["households"] += [None if no else int(n) for n, no in zip(counts, shut, strict=True)]
        for name, values in columns.items():
            means = cell_means(values, cell, len(labels))
            told[name] += [None if np.isnan(mean) else float(mean) for mean in means]
    keep = [k for k, n in enumerate(told["households"]) if n != 0]
    return {"cells": {name: [values[k] for k in keep] for name, values in told.items()}}
