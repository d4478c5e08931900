"""Does every euro that leaves a purse reach another?"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import little_world, naive_finance
from twin.domains import finance
from twin.domains.finance.kernels import (
    BUSINESSES,
    CITY,
    HOUSEHOLDS,
    OPERATORS,
    STATE,
    SUPPLIERS,
    bills_hour,
    income_hour,
    pay_income,
    settle_hour,
)
from twin.state.codes import Payer, Use
from twin.state.edits import Edit, apply

PARAMS = finance.Params()


def made(params=PARAMS):
    world = little_world.world(4)
    world.table("buildings")["use"][3] = Use.OFFICE
    finance.initialise(world, params)
    (process,) = finance.processes(world, params)
    return world, process


def edit(cost, tick=0, payer=Payer.HOUSEHOLDS):
    rows = np.array([0, 1])
    return Edit("retrofit", "buildings", "u_wall", rows, np.array([0.2, 0.2]), tick, np.full(2, cost), payer)


def test_the_rows_of_accounts_are_the_payers():
    assert [HOUSEHOLDS, BUSINESSES, CITY, STATE, SUPPLIERS, OPERATORS] == [
        Payer.HOUSEHOLDS,
        Payer.BUSINESSES,
        Payer.CITY,
        Payer.STATE,
        Payer.SUPPLIERS,
        Payer.OPERATORS,
    ]


def test_an_hour_of_bills_by_hand():
    world, process = made()
    homes, accounts = world.table("buildings"), world.table("accounts")
    homes["gas"][:] = 10_000.0
    homes["electricity"][:] = 1000.0
    world.table("lampposts")["power"][:] = 100.0
    process.step(0)
    per_home = 10 * 0.085 + 0.22
    assert homes["bill"] == pytest.approx([per_home, per_home, per_home, 0.85 * per_home])
    assert world.table("lampposts")["bill"] == pytest.approx(np.full(5, 0.1 * 0.22 * 0.8))
    assert accounts["paid_energy"][:3] == pytest.approx([3 * per_home, 0.85 * per_home, 5 * 0.1 * 0.22 * 0.8])
    assert accounts["balance"][Payer.SUPPLIERS] == pytest.approx(accounts["paid_energy"].sum())
    assert accounts["balance"].sum() == pytest.approx(0.0, abs=1e-12)
    process.step(1)
    assert homes["bill_year"][0] == pytest.approx(2 * per_home)


def test_what_people_switch_on_is_told_apart_and_never_more_than_the_grid_gives():
    """600 W of appliances, in the first home 200 W of a car beside; the third has modules and takes 500 W in all."""
    world, process = made()
    homes = world.table("buildings")
    homes["appliances"][:], homes["charging_power"][:] = 600.0, [200.0, 0.0, 0.0, 0.0]
    homes["electricity"][:] = [800.0, 1000.0, 500.0, 1000.0]
    process.step(0)
    assert homes["bill_own_year"] == pytest.approx(0.22 * np.array([0.8, 0.6, 0.5, 0.85 * 0.6]))
    assert (homes["bill_own_year"] <= homes["bill_year"] * (1.0 + 1e-12)).all()
    process.step(1)
    assert homes["bill_own_year"][0] == pytest.approx(0.22 * 1.6)


def test_a_measure_is_paid_once_by_whom_it_says():
    world, process = made()
    accounts = world.table("accounts")
    world.applied += apply(world, [edit(1000.0), edit(500.0, payer=Payer.CITY)])
    process.step(0)
    process.step(1)
    assert accounts["paid_capex"][Payer.HOUSEHOLDS] == 2000.0
    assert accounts["paid_capex"][Payer.CITY] == 1000.0
    assert accounts["balance"][Payer.CONTRACTORS] == 3000.0
    world.applied += apply(world, [edit(10.0, tick=48)])
    process.step(48)
    assert accounts["paid_capex"][Payer.HOUSEHOLDS] == 2020.0
    assert accounts["balance"].sum() == pytest.approx(0.0, abs=1e-9)
    assert not world.audits[0].violated()


def test_what_a_trend_costs_is_paid_and_is_no_investment_in_measures():
    world, process = made()
    accounts = world.table("accounts")
    world.applied += apply(world, [replace(edit(500.0), trend=True, measure="boilers")])
    process.step(0)
    assert accounts["paid_capex"].sum() == 0.0
    assert accounts["balance"][Payer.CONTRACTORS] == 1000.0
    assert accounts["balance"].sum() == pytest.approx(0.0, abs=1e-9)


def test_lost_money_breaks_the_audit():
    world, process = made()
    world.table("buildings")["gas"][:] = 1000.0
    process.step(0)
    assert not world.audits[0].violated()
    world.table("accounts")["balance"][Payer.STATE] += 0.01
    process.step(1)
    assert world.audits[0].violated()


@pytest.mark.nojit
@given(
    powers=st.lists(st.lists(st.floats(0.0, 1e6), min_size=4, max_size=4), min_size=1, max_size=6),
    prices=st.lists(st.floats(0.0, 1e-6), min_size=4, max_size=4),
    lamps=st.lists(st.floats(0.0, 1.0), max_size=5),
    points=st.lists(st.floats(0.0, 1.0), max_size=3),
    discount=st.floats(0.0, 1.0),
)
def test_bills_agree_with_the_naive_twin_and_sum_to_zero(powers, prices, lamps, points, discount):
    carriers = tuple(np.array(column) for column in zip(*powers, strict=True))
    business = np.arange(len(powers)) % 2 == 1
    bill, year, paid = np.zeros(len(powers)), np.zeros(len(powers)), np.zeros(2)
    bills_hour(carriers, np.array(prices), business, discount, 3600.0, bill, year, paid)
    want = [
        naive_finance.bill(row, prices, discount if b else 1.0, 3600.0) for row, b in zip(powers, business, strict=True)
    ]
    assert bill == pytest.approx(want)
    assert year == pytest.approx(want)
    balance, energy, cell = np.zeros(len(Payer)), np.zeros(len(Payer)), np.zeros(3)
    settle_hour(paid, bill, np.array(lamps), np.array(points), 0.25 * np.array(points), balance, energy, cell)
    assert balance[OPERATORS] == pytest.approx(0.75 * sum(points))
    assert abs(cell[0]) <= 1e-12 * max(cell[2], 1e-9)
    assert energy.sum() == pytest.approx(sum(want) + sum(lamps) + sum(points))


@pytest.mark.parametrize(("since", "ticks"), [("2018-01-01", {0, 24}), ("2019-01-02", {24}), ("2020-09-16", set())])
def test_no_incentive_is_paid_before_its_law(since, ticks):
    world, process = made(finance.Params(community_from=since))
    homes = world.table("buildings")
    homes["export"][:], homes["shared"][:] = 1000.0, 400.0
    for tick in (0, 23, 24):
        process.step(tick)
        paid = tick in ticks or (tick == 23 and 0 in ticks)
        assert homes["income"][0] == pytest.approx(0.0523 + 0.4 * 0.110 * paid)


def test_a_day_that_is_none_is_refused():
    with pytest.raises(ValueError, match="no day of the calendar"):
        finance.Params(community_from="once upon a time")


def test_export_is_paid_by_suppliers_and_sharing_by_the_state():
    world, process = made(finance.Params(community_from="2018-01-01"))
    homes, accounts = world.table("buildings"), world.table("accounts")
    homes["export"][:] = [1000.0, 0.0, 500.0, 2000.0]
    homes["shared"][:] = [400.0, 0.0, 0.0, 0.0]
    process.step(0)
    want = [0.0523 + 0.4 * 0.110, 0.0, 0.5 * 0.0523, 2 * 0.0523]
    assert homes["income"] == pytest.approx(want)
    assert homes["income_year"] == pytest.approx(want)
    assert accounts["balance"][Payer.SUPPLIERS] == pytest.approx(-3.5 * 0.0523)
    assert accounts["balance"][Payer.STATE] == pytest.approx(-0.4 * 0.110)
    assert accounts["balance"][Payer.BUSINESSES] == pytest.approx(want[3])
    assert accounts["balance"].sum() == pytest.approx(0.0, abs=1e-15)
    assert not world.audits[0].violated()
    assert accounts["paid_energy"].sum() == 0.0


@pytest.mark.nojit
@given(st.lists(st.tuples(st.floats(0.0, 1e6), st.floats(0.0, 1e6)), max_size=6))
def test_income_agrees_with_the_naive_twin_and_closes(flows):
    export, shared = (np.array([each[k] for each in flows], dtype=float) for k in (0, 1))
    prices, business = (1.5e-8, 3.0e-8), np.arange(len(flows)) % 2 == 1
    income, year, earned, balance = np.zeros(len(flows)), np.ones(len(flows)), np.zeros(2), np.zeros(6)
    income_hour(export, shared, prices, business, 900.0, income, year, earned)
    want = [naive_finance.income(e, s, *prices, 900.0) for e, s in flows]
    assert income == pytest.approx(want)
    assert year == pytest.approx(1.0 + np.array(want))
    pay_income(export, shared, prices, 900.0, earned, balance)
    assert balance.sum() == pytest.approx(0.0, abs=1e-12 * max(sum(want), 1.0))
