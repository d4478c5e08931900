"""Who pays and who is poor in energy, worked out by hand on a hundred households, and nothing of fewer than ten?"""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import little_world, naive_finance
from tests.finance.test_finance_flows import edit
from twin.domains import finance
from twin.domains.finance.bills import household_bills
from twin.domains.finance.capex import Ledger
from twin.domains.finance.deductions import deductions
from twin.domains.finance.fairness import (
    income_fifth,
    own_investment,
    poor_by_low_income_high_costs,
    poor_by_twice_the_share,
    tables,
    yearly_cost,
)
from twin.domains.finance.flows import run_flows
from twin.state.codes import Ownership, Payer, Tenure
from twin.state.edits import apply
from twin.study.books import in_cents


def made(*edits):
    """Five blocks of 20 households: yearly bills of 400 to 2,000 EUR a household, incomes of 10,000 after tax."""
    world = little_world.world(5)
    households, buildings = world.table("households"), world.table("buildings")
    home = np.repeat(np.arange(5), len(households) // 5)
    spare = np.arange(len(households)) % (len(households) // 5) >= 20
    households["home"][:] = np.where(spare, -1, home)
    buildings["flats"][:] = 20.0
    buildings["floor_area"][:] = 2_000.0
    households["flat_area"][:] = 100.0
    buildings["bill_year"][:] = 20 * 400.0 * np.arange(1, 6)
    households["income"][:], households["tax"][:], households["size"][:] = 12_000.0, 2_000.0, 1
    keep = np.flatnonzero(~spare)
    for column, values in households.data.items():
        households.data[column] = values[keep]
    world.table("citizens").data["household"][:] = 0
    for each in edits:
        world.applied += apply(world, [each])
    accounts = world.table("accounts")
    works = buildings["works_cost"], buildings["works_deducted"]
    Ledger(world.applied).book(accounts["balance"], accounts["paid_capex"], *works)
    return world


def told(world, hours=None):
    """Indicators of a world at its end."""
    size = world.clock.n_hours if hours is None else hours
    outcome = SimpleNamespace(world=world, table=world.table, series=lambda _: np.zeros(size))
    return {kpi.name: kpi.compute(outcome) for kpi in finance.KPIS}


def test_a_tenth_of_income_by_hand():
    """Bills of 1,200, 1,600 and 2,000 EUR exceed a tenth of 10,000: three of five blocks; incomes fall, all do."""
    world = made()
    assert len(world.table("households")) == 100
    assert told(world)["finance.fuel_poverty"] == 60.0
    world.table("households")["tenure"][:40] = Tenure.TENANT  # the two blocks that are not poor
    kpis = told(world)
    assert (kpis["finance.fuel_poverty_tenants"], kpis["finance.fuel_poverty_owners"]) == (0.0, 100.0)
    assert kpis["finance.bill_tenants"] == pytest.approx(600.0)
    assert kpis["finance.bill_owners"] == pytest.approx(1600.0)
    assert np.isnan(kpis["finance.fuel_poverty_public_tenants"])
    world.params["finance"] = finance.Params(poverty_burden=0.05)
    assert told(world)["finance.fuel_poverty"] == 80.0
    assert np.isnan(told(world, hours=96)["finance.fuel_poverty"])


def test_low_income_and_high_costs_by_hand():
    """Bills above the median: blocks 4 and 5. Of those, only block 5 is left with under 60 % of the median."""
    world = made()
    income = world.table("households")["income"]
    income[80:] = 2_000.0 + 7_000.0  # 5,000 left after a bill of 2,000; the median is left with 8,800
    assert told(world)["finance.fuel_poverty_lihc"] == 20.0
    income[80:] = 2_000.0 + 8_000.0  # 6,000 left, above 5,280
    assert told(world)["finance.fuel_poverty_lihc"] == 0.0


def test_fifths_of_income_bear_their_bills():
    """Block k has the bill 400 k and the income 10,000 k after tax: 4 % of income in every fifth."""
    world = made()
    households = world.table("households")
    households["income"][:] = 10_000.0 * (households["home"] + 1) + households["tax"]
    kpis = told(world)
    assert [kpis[f"finance.bill_fifth_{k}"] for k in range(1, 6)] == pytest.approx(
        [400.0, 800.0, 1200.0, 1600.0, 2000.0]
    )
    assert [kpis[f"finance.burden_fifth_{k}"] for k in range(1, 6)] == pytest.approx([4.0] * 5)
    assert np.bincount(income_fifth(world)).tolist() == [20] * 5


def test_public_money_private_money_and_lost_deductions_by_hand():
    """100,000 EUR, 70 % deducted, 40 EUR of tax: of 350 a year and flat, 40 come back, 8,000 EUR in ten years."""
    world = made(edit([30_000.0], Payer.HOUSEHOLDS), edit([70_000.0], Payer.STATE, column="u_roof"))
    world.table("households")["tax"][:] = 40.0
    kpis = told(world)
    assert kpis["finance.subsidy_share"] == pytest.approx(8.0)
    assert kpis["finance.leverage"] == pytest.approx(92_000.0 / 8_000.0)
    assert kpis["finance.deduction_lost"] == pytest.approx(100.0 * 62 / 70)
    assert kpis["finance.jobs"] == pytest.approx(1.4)
    assert kpis["finance.capex_city"] == 0.0
    assert own_investment(world)[:20] == pytest.approx([5_000.0] * 20)
    assert not own_investment(world)[20:].any()


def test_trends_are_no_investment_in_measures():
    works = edit([30_000.0], Payer.HOUSEHOLDS), edit([70_000.0], Payer.STATE, column="u_roof")
    anyway = replace(edit([50_000.0], Payer.CITY, rows=(1,), measure="boilers"), trend=True)
    one, two = told(made(*works)), told(made(*works, anyway))
    for name in ("capex", "capex_city", "subsidy_share", "leverage", "jobs"):
        assert two[f"finance.{name}"] == one[f"finance.{name}"]
    assert one["finance.capex"] == 100_000.0
    trends = [flow for flow in run_flows(made(*works, anyway)) if flow.trend]
    assert sum(flow.eur for flow in trends if flow.kind == "grant") == 50_000.0


def test_season_tickets_are_fares_and_no_works():
    """They employ nobody to build, and move no private money into works."""
    works = edit([30_000.0], Payer.HOUSEHOLDS), edit([70_000.0], Payer.STATE, column="u_roof")
    tickets = {"table": "citizens", "column": "transit_pass", "measure": "integrated_fares"}
    bought = edit([40_000.0], Payer.HOUSEHOLDS, **tickets), edit([10_000.0], Payer.CITY, rows=(1,), **tickets)
    one, two = told(made(*works)), told(made(*works, *bought))
    for name in ("subsidy_share", "leverage", "jobs"):
        assert two[f"finance.{name}"] == one[f"finance.{name}"]
    assert two["finance.capex"] == one["finance.capex"] + 50_000.0
    assert two["finance.capex_city"] == 10_000.0


def test_what_the_city_pays_for_its_homes():
    world = made(edit([100_000.0], Payer.HOUSEHOLDS))
    world.table("buildings")["ownership"][0] = Ownership.PUBLIC
    kpis = told(world)
    assert kpis["finance.capex_city"] == 100_000.0
    assert kpis["finance.leverage"] == 0.0
    assert not own_investment(world).any()


def test_cells_tell_nothing_of_fewer_than_ten():
    world = made()
    world.table("households")["tenure"][:4] = Tenure.TENANT
    world.table("households")["tenure"][4:34] = Tenure.PUBLIC_TENANT
    cells = tables(world)["cells"]
    by = {(g, c): (n, bill) for g, c, n, bill in zip(*(cells[k] for k in ("group", "cell", "households", "bill")),
                                                     strict=True)}  # fmt: skip
    assert by["tenure", "tenant"] == (None, None)
    assert by["tenure", "public_tenant"] == (None, None)  # else the total would tell the four tenants'
    assert by["tenure", "owner"][0] == 66
    assert by["district", "all"] == (100, pytest.approx(1200.0))
    kpis = told(world)
    assert np.isnan([kpis[f"finance.{name}_{who}"] for name in ("bill", "fuel_poverty") for who in _FEW]).all()
    assert kpis["finance.bill_owners"] == pytest.approx(by["tenure", "owner"][1])
    assert np.isfinite(kpis["finance.fuel_poverty_owners"])


_FEW = ("tenants", "public_tenants")


MONEY = st.floats(0.0, 1e5)


@given(st.lists(st.tuples(MONEY, MONEY, st.sampled_from([1.0, 1.5, 2.0]), st.sampled_from([0.82, 1.0])), min_size=1,
                max_size=30))  # fmt: skip
def test_low_income_high_costs_agrees_with_the_naive_twin(rows):
    bill, income, equivalent, usual = (np.array(column) for column in zip(*rows, strict=True))
    found = poor_by_low_income_high_costs(bill, income, equivalent, usual, 0.6)
    assert found.tolist() == naive_finance.fuel_poor_by_low_income(rows, 0.6)


WHOLE = st.integers(0, 100_000)


@given(st.lists(st.tuples(WHOLE, WHOLE, st.integers(1, 4)), min_size=1, max_size=30))
def test_twice_the_share_agrees_with_the_naive_twin(rows):
    bill, income, size = (np.array(column) for column in zip(*rows, strict=True))
    scale = np.array([0.6, 1.0, 1.33])
    found = poor_by_twice_the_share(bill.astype(float), income.astype(float), size, scale)
    assert found.tolist() == naive_finance.fuel_poor_by_twice_the_share(rows, scale)


def test_twice_the_share_by_hand():
    """Shares of 4, 8, 12, 16 and 20 %: none above 24. One of 30 % is above twice the mean of 14; what is left counts.

    Of 10,000 EUR 7,000 are left, the line of one person is 6,000; of 8,000 EUR 5,600 are left, the line falls to 5,760.
    """
    world = made()
    assert told(world)["finance.fuel_poverty_italian"] == 0.0
    world.table("buildings")["bill_year"][4] = 20 * 3_000.0
    assert told(world)["finance.fuel_poverty_italian"] == 0.0
    world.table("buildings")["bill_year"][4] = 20 * 2_400.0
    world.table("households")["income"][80:] = 8_000.0 + 2_000.0
    assert told(world)["finance.fuel_poverty_italian"] == 20.0


FLATS = st.lists(st.tuples(st.floats(10.0, 200.0), st.integers(1, 5)), min_size=1, max_size=20)


@given(FLATS, st.floats(0.0, 1e5), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_bills_agree_with_the_naive_twin_and_never_exceed_the_buildings(flats, bill, own, water):
    world = little_world.world(1)
    households, buildings = world.table("households"), world.table("buildings")
    for column, values in households.data.items():
        households.data[column] = values[: len(flats)]
    households["home"][:] = 0
    households["flat_area"][:], households["size"][:] = zip(*flats, strict=True)
    whole = 1.2 * sum(floor for floor, _ in flats)  # the rest is shops and empty flats
    buildings["floor_area"][:], buildings["bill_year"][:] = whole, bill
    buildings["bill_own_year"][:] = own * bill
    buildings["final_heat_year"][:], buildings["space_final_year"][:] = 1e12, (1.0 - water) * 1e12
    found = household_bills(world)
    part = 1.0 - (1.0 - water) * 1e12 / 1e12
    assert found == pytest.approx(naive_finance.household_bills((bill, own * bill, whole, part), flats), abs=1e-6)
    assert found.sum() <= bill * (1.0 + 1e-9)
    empty = (1.0 - own) * bill * (1.0 - water) / 6.0
    assert bill - found.sum() == pytest.approx(empty, abs=1e-6 + 1e-9 * bill)


def test_the_yearly_cost_of_a_household_by_hand():
    """20,000 EUR for 20 flats, 70 % back over ten years: 1,000 EUR and 70 a year, of which 40 with little tax."""
    world = made(edit([6_000.0], Payer.HOUSEHOLDS), edit([14_000.0], Payer.STATE, column="u_roof"))
    households = world.table("households")
    households["tenure"][0] = Tenure.TENANT
    households["tax"][1] = 40.0
    factor = (1.0 - 1.03**-10) / 0.03  # what 1 EUR a year over ten years is worth today
    charge = 0.03 / (1.0 - 1.03**-30)  # what is paid a year for 1 EUR over thirty years
    found = yearly_cost(world, 30, 10)
    assert found[0] == pytest.approx(400.0)
    assert found[1] == pytest.approx(400.0 + (1000.0 - 40.0 * factor) * charge)
    assert found[2] == pytest.approx(400.0 + (1000.0 - 70.0 * factor) * charge)
    assert found[20] == pytest.approx(800.0)


@given(st.lists(st.floats(1.0, 300.0), min_size=20, max_size=20), st.lists(st.booleans(), min_size=20, max_size=20))
def test_works_are_shared_by_floor_and_every_cent_has_its_payer(floors, owned):
    """A building of 4,000 m2: the larger flat pays more, shops and empty flats pay the rest, and the sums close."""
    world = made(edit([30_000.01], Payer.HOUSEHOLDS), edit([70_000.02], Payer.STATE, column="u_roof"))
    households, floor = world.table("households"), max(4_000.0, sum(floors))
    world.table("buildings")["floor_area"][0] = floor
    households["flat_area"][:20] = floors
    households["tenure"][:20] = np.where(owned, Tenure.OWNER, Tenure.TENANT)
    households["tax"][:20] = 1e6
    mine = np.where(owned, np.asarray(floors) / floor, 0.0)
    assert own_investment(world)[:20] == pytest.approx(100_000.03 * mine)
    assert deductions(world).promised[:20] == pytest.approx(70_000.02 * mine)
    paid = dict.fromkeys(Payer, 0.0)
    for flow in run_flows(world):
        if flow.kind == "investment":
            paid[flow.payer] += flow.eur
    assert paid[Payer.HOUSEHOLDS] == pytest.approx(own_investment(world).sum())
    assert paid[Payer.OWNERS] == pytest.approx(100_000.03 * (1.0 - mine.sum()))
    assert int(in_cents(np.array(list(paid.values()))).sum()) == 10_000_003
