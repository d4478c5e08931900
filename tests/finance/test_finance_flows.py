"""Do the flows of a run hold what the run's accounts hold, and does each year's tax bound what comes back?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import little_world
from tests.naive_finance import deducted
from twin.domains import finance
from twin.domains.finance.deductions import deductions
from twin.domains.finance.flows import KINDS, run_flows
from twin.state.codes import Ownership, Payer, Tenure, Use
from twin.state.edits import Edit, apply
from twin.state.terms import Terms

YEAR = little_world.YEAR
TEN = Terms(life=30.0, deduction_years=10, landlord_deducts=0.5)


def edit(cost, payer, rows=(0,), terms=TEN, year=YEAR, table="buildings", column="u_wall", measure="retrofit"):
    at = np.array(rows)
    return Edit(measure, table, column, at, np.zeros(len(at)), 0, np.asarray(cost, dtype=float), payer, year=year,
                terms=terms)  # fmt: skip


def made(*edits, tenure=Tenure.OWNER, tax=1000.0):
    """Four blocks of 21 flats and households each."""
    world = little_world.world(4)
    world.table("households")["tenure"][:] = tenure
    world.table("households")["tax"][:] = tax
    for each in edits:  # each in a column of its own, as measures do
        world.applied += apply(world, [each])
    return world


def told(world, *kinds):
    return {(f.year, f.payer, f.payee, f.kind): f.eur for f in run_flows(world) if f.kind in kinds}


def test_owners_pay_first_and_the_state_pays_back_over_ten_years():
    """210,000 EUR for 21 flats, 70 % deducted: 10,000 a flat, 700 EUR a year back, below the tax of 1,000."""
    world = made(edit([63_000.0], Payer.HOUSEHOLDS), edit([147_000.0], Payer.STATE))
    found = told(world, "investment", "grant", "deduction")
    assert found.pop((YEAR, Payer.HOUSEHOLDS, Payer.CONTRACTORS, "investment")) == pytest.approx(210_000.0)
    assert sorted(year for year, *_ in found) == list(range(YEAR + 1, YEAR + 11))
    assert {each[1:] for each in found} == {(Payer.STATE, Payer.HOUSEHOLDS, "deduction")}
    assert list(found.values()) == pytest.approx([14_700.0] * 10)
    assert deductions(world).total_used == pytest.approx(147_000.0)


def test_what_exceeds_the_tax_stays_with_the_owner():
    """A tax of 200 EUR takes 200 of the 700 a year."""
    world = made(edit([63_000.0], Payer.HOUSEHOLDS), edit([147_000.0], Payer.STATE), tax=200.0)
    found = deductions(world)
    assert found.total == pytest.approx(147_000.0)
    assert found.total_used == pytest.approx(21 * 200.0 * 10)
    assert sum(told(world, "deduction").values()) == pytest.approx(42_000.0)


def test_two_works_share_one_tax():
    """500 and 700 EUR a year against 600 of tax, in the nine years that they meet."""
    world = made(
        edit([105_000.0], Payer.STATE, year=YEAR - 1), edit([147_000.0], Payer.STATE, column="u_roof"), tax=600.0
    )
    years = {f.year: 0.0 for f in run_flows(world) if f.kind == "deduction"}
    for flow in run_flows(world):
        if flow.kind == "deduction":
            years[flow.year] += flow.eur
    assert years == pytest.approx({YEAR: 21 * 500.0, **dict.fromkeys(range(YEAR + 1, YEAR + 11), 21 * 600.0)})


def test_landlords_the_city_and_businesses_pay_for_what_is_theirs():
    world = made(edit([10.0, 20.0, 40.0, 80.0], Payer.HOUSEHOLDS, rows=(0, 1, 2, 3)))
    households, buildings = world.table("households"), world.table("buildings")
    households["tenure"][households["home"] == 1] = Tenure.TENANT
    buildings["ownership"][2] = Ownership.PUBLIC
    buildings["use"][3] = Use.OFFICE
    found = {payer: eur for (_, payer, _, _), eur in told(world, "investment").items()}
    assert found == pytest.approx(
        {Payer.HOUSEHOLDS: 10.0, Payer.OWNERS: 20.0, Payer.CITY: 40.0, Payer.BUSINESSES: 80.0}
    )


def test_landlords_use_the_share_that_the_terms_say():
    world = made(edit([1000.0], Payer.STATE), tenure=Tenure.TENANT)
    found = told(world, "investment", "deduction")
    assert found.pop((YEAR, Payer.OWNERS, Payer.CONTRACTORS, "investment")) == pytest.approx(1000.0)
    assert {each[2] for each in found} == {Payer.OWNERS}
    assert sum(found.values()) == pytest.approx(500.0)


def test_grants_are_paid_at_once_and_kept_by_whom_it_serves():
    terms = Terms(life=8.0, upkeep=0.05, keeper=Payer.HOUSEHOLDS)
    world = made(edit([100.0], Payer.EU, table="vehicles", column="electric_use", terms=terms))
    found = told(world, "investment", "grant", "upkeep", "replacement")
    assert found[YEAR, Payer.EU, Payer.CONTRACTORS, "grant"] == 100.0
    assert found[YEAR + 1, Payer.HOUSEHOLDS, Payer.CONTRACTORS, "upkeep"] == 5.0
    again = [year for year, _, _, kind in found if kind == "replacement"]
    assert again == list(range(YEAR + 8, YEAR + 61, 8))


def test_a_service_is_paid_in_its_first_year_and_again_in_every_later_one():
    lines = edit([100.0], Payer.CITY, table="lampposts", column="dim_level", terms=Terms(life=1.0, keeper=Payer.CITY))
    found = {(f.year, f.kind, f.yearly): f.eur for f in run_flows(made(lines)) if f.measure}
    assert found == {(YEAR, "investment", False): 100.0, (YEAR + 1, "replacement", True): 100.0}


def test_a_grant_of_the_city_for_homes_is_no_investment_of_its_own():
    homes = told(made(edit([100.0], Payer.CITY, terms=Terms())), "investment", "grant")
    assert homes == {(YEAR, Payer.CITY, Payer.CONTRACTORS, "grant"): 100.0}
    lamps = edit([100.0], Payer.CITY, table="lampposts", column="dim_level", terms=Terms(keeper=Payer.CITY))
    assert told(made(lamps), "investment", "grant") == {(YEAR, Payer.CITY, Payer.CONTRACTORS, "investment"): 100.0}


def test_a_loan_comes_from_the_bank_and_goes_back():
    """Half of 1,000 EUR over two years at 10 %: 288.10 a year."""
    terms = Terms(loan_share=0.5, loan_rate=0.10, loan_years=2)
    found = told(made(edit([1000.0], Payer.HOUSEHOLDS, terms=terms)), "loan", "interest", "repayment")
    assert found[YEAR, Payer.BANKS, Payer.HOUSEHOLDS, "loan"] == 500.0
    back = [found[YEAR + k, Payer.HOUSEHOLDS, Payer.BANKS, kind] for k in (1, 2) for kind in ("interest", "repayment")]
    assert back == pytest.approx([50.0, 5000.0 / 21.0, 500.0 * 11 / 210, 500.0 - 5000.0 / 21.0])


def test_flows_hold_what_the_accounts_of_the_run_hold():
    """The energy of a day by payer, exports and incentives, and the cost of measures, as `finance.bills` books them."""
    world = made(
        edit([63_000.0, 5_000.0], Payer.HOUSEHOLDS, rows=(0, 1)), edit([147_000.0], Payer.STATE, column="u_roof")
    )
    buildings, households = world.table("buildings"), world.table("households")
    buildings["use"][3] = Use.OFFICE
    households["tenure"][::3] = Tenure.TENANT
    households["home"][households["home"] == 2] = -1  # an empty house
    (process,) = finance.processes(world, finance.Params())
    buildings["gas"][:], buildings["electricity"][:] = [1e4, 2e4, 3e4, 4e4], 2_000.0
    buildings["export"][:], buildings["shared"][:] = [800.0, 0.0, 0.0, 100.0], [300.0, 0.0, 0.0, 0.0]
    world.table("lampposts")["power"][:] = 80.0
    for tick in range(24):
        process.step(tick)
        for kind in ("export", "shared"):
            buildings[f"{kind}_year"][:] += 3600.0 * buildings[kind]
    flows, accounts = run_flows(world), world.table("accounts")
    by = {kind: sum(f.eur for f in flows if f.kind == kind) for kind in KINDS}
    assert by["energy"] + by["lighting"] + by["charging"] == pytest.approx(accounts["paid_energy"].sum())
    assert by["export"] + by["incentive"] == pytest.approx(buildings["income_year"].sum())
    assert by["investment"] + by["grant"] == pytest.approx(accounts["paid_capex"].sum())
    received = sum(f.eur for f in flows if f.payee == Payer.SUPPLIERS) - by["export"]
    assert received == pytest.approx(accounts["balance"][Payer.SUPPLIERS])
    bills = {f.payer: f.eur for f in flows if f.kind == "energy"}
    assert bills[Payer.OWNERS] == pytest.approx(buildings["bill_year"][2])
    assert bills[Payer.BUSINESSES] == pytest.approx(buildings["bill_year"][3])
    lived = households["home"] >= 0
    tenants = np.bincount(households["home"][lived & (households["tenure"] == Tenure.TENANT)], minlength=4)
    assert bills[Payer.TENANTS] == pytest.approx((buildings["bill_year"][:2] * tenants[:2] / 21.0).sum())
    assert all(f.eur > 0.0 for f in flows)


@given(
    st.lists(st.tuples(st.floats(0.0, 1e5), st.integers(2015, 2019)), min_size=1, max_size=3),
    st.lists(st.floats(0.0, 3000.0), min_size=21, max_size=21),
)
def test_deductions_agree_with_the_naive_twin(works, taxes):
    columns = ("u_wall", "u_roof", "u_floor")
    world = made(*(edit([cost], Payer.STATE, year=year, column=column)
                   for (cost, year), column in zip(works, columns, strict=False)))  # fmt: skip
    households = world.table("households")
    households["tax"][households["home"] == 0] = taxes
    found = deductions(world)
    want = [deducted([(cost / 21.0, year) for cost, year in works], tax, 10) for tax in taxes]
    assert found.used[households["home"] == 0] == pytest.approx(want, abs=1e-6)
    assert found.promised.sum() == pytest.approx(sum(cost for cost, _ in works), abs=1e-6)
    assert sum(part.eur for part in found.instalments) == pytest.approx(sum(want), abs=1e-6)
    assert np.all(found.used <= found.promised + 1e-6)


CEDED = Terms(life=30.0, deduction_years=10, ceded=0.85, taker=Payer.BANKS)


def test_who_cedes_the_credit_gets_less_than_its_face_and_the_state_gives_up_all_of_it():
    """147,000 EUR of credit for 124,950 at once; the bank is paid 14,700 a year, whatever tax the owners owe."""
    world = made(edit([63_000.0], Payer.HOUSEHOLDS, terms=CEDED), edit([147_000.0], Payer.STATE, terms=CEDED), tax=0.0)
    found = told(world, "investment", "deduction", "credit")
    assert found.pop((YEAR, Payer.HOUSEHOLDS, Payer.CONTRACTORS, "investment")) == pytest.approx(210_000.0)
    assert found.pop((YEAR, Payer.BANKS, Payer.HOUSEHOLDS, "credit")) == pytest.approx(124_950.0)
    assert {key[1:] for key in found} == {(Payer.STATE, Payer.BANKS, "deduction")}
    assert found == pytest.approx({(YEAR + k, Payer.STATE, Payer.BANKS, "deduction"): 14_700.0 for k in range(1, 11)})
    lost = deductions(world)
    assert (lost.total, lost.total_used) == (pytest.approx(147_000.0), pytest.approx(147_000.0))
    assert not lost.promised.any()
    (process,) = finance.processes(world, finance.Params())
    process.step(0)
    accounts, buildings = world.table("accounts")["balance"], world.table("buildings")
    assert accounts[Payer.BANKS] == pytest.approx(22_050.0)  # the discount
    assert accounts[Payer.STATE] == pytest.approx(-147_000.0)
    assert abs(accounts.sum()) < 1e-6
    assert buildings["works_cost"][0] == pytest.approx(63_000.0 + 22_050.0)
    assert buildings["works_deducted"][0] == 0.0


@given(
    st.lists(st.tuples(st.floats(0.0, 1e5), st.floats(0.0, 1.0), st.booleans()), min_size=1, max_size=3),
    st.floats(0.0, 3000.0),
    st.sampled_from(Tenure),
)
def test_no_cent_of_a_credit_is_lost_or_made(works, tax, tenure):
    """All flows of ceded and kept credits: owners, taker and state together hold what contractors were paid."""
    columns = ("u_wall", "u_roof", "u_floor")
    edits = [
        edit([cost], Payer.STATE, column=column, terms=Terms(deduction_years=5, ceded=price * cede, taker=Payer.BANKS))
        for (cost, price, cede), column in zip(works, columns, strict=False)
    ]
    world = made(*edits, tenure=tenure, tax=tax)
    net = dict.fromkeys(Payer, 0.0)
    for flow in run_flows(world):
        if flow.kind in ("investment", "grant", "deduction", "credit"):
            net[flow.payer] -= flow.eur
            net[flow.payee] += flow.eur
    whole = sum(cost for cost, _, _ in works)
    ceded = [(cost, price) for cost, price, cede in works if cede and price > 0.0]
    assert net[Payer.CONTRACTORS] == pytest.approx(whole, abs=1e-6)
    assert sum(net.values()) == pytest.approx(0.0, abs=1e-6)
    assert net[Payer.BANKS] == pytest.approx(sum((1.0 - price) * cost for cost, price in ceded), abs=1e-6)
    assert -net[Payer.STATE] == pytest.approx(deductions(world).total_used, abs=1e-6)
    assert -net[Payer.STATE] >= sum(cost for cost, _ in ceded) - 1e-6


def test_who_lends_lends_what_the_credit_does_not_bring():
    terms = Terms(deduction_years=10, ceded=0.8, taker=Payer.CONTRACTORS, loan_share=0.5, loan_rate=0.0, loan_years=2)
    found = told(made(edit([1000.0], Payer.STATE, terms=terms)), "loan", "credit")
    assert found == pytest.approx({(YEAR, Payer.CONTRACTORS, Payer.HOUSEHOLDS, "credit"): 800.0,
                                   (YEAR, Payer.BANKS, Payer.HOUSEHOLDS, "loan"): 100.0})  # fmt: skip


def test_a_subsidy_of_the_city_for_the_roof_of_an_office_is_a_grant_and_the_office_keeps_the_plant():
    """Of 100 EUR for a home of owners, 40 for an office and 60 for a public block only the last is the city's own."""
    terms = Terms(upkeep=0.1, keeper=Payer.HOUSEHOLDS)
    world = made(edit([100.0, 40.0, 60.0], Payer.CITY, rows=(0, 1, 2), terms=terms))
    world.table("buildings")["use"][1] = Use.OFFICE
    world.table("buildings")["ownership"][2] = Ownership.PUBLIC
    found = told(world, "investment", "grant", "upkeep")
    assert found[YEAR, Payer.CITY, Payer.CONTRACTORS, "grant"] == pytest.approx(140.0)
    assert found[YEAR, Payer.CITY, Payer.CONTRACTORS, "investment"] == pytest.approx(60.0)
    upkeep = {payer: eur for (_, payer, _, kind), eur in found.items() if kind == "upkeep"}
    assert upkeep == pytest.approx({Payer.HOUSEHOLDS: 10.0, Payer.BUSINESSES: 4.0, Payer.CITY: 6.0})


def test_what_state_and_eu_pay_for_a_school_is_kept_by_the_city():
    terms = Terms(upkeep=0.1, keeper=Payer.CITY)
    paid = ((50.0, Payer.CITY, "u_wall"), (30.0, Payer.STATE, "u_roof"), (20.0, Payer.EU, "u_floor"))
    world = made(*(edit([eur], payer, column=column, terms=terms) for eur, payer, column in paid))
    world.table("buildings")["use"][0] = Use.EDUCATION
    found = told(world, "investment", "grant", "upkeep")
    assert found.pop((YEAR + 1, Payer.CITY, Payer.CONTRACTORS, "upkeep")) == pytest.approx(10.0)
    assert {(payer, kind): eur for (_, payer, _, kind), eur in found.items()} == {
        (Payer.CITY, "investment"): 50.0, (Payer.STATE, "grant"): 30.0, (Payer.EU, "grant"): 20.0
    }  # fmt: skip


def test_cars_are_paid_and_kept_by_their_households_whether_they_own_their_flat_or_not():
    """Two cars of 100 EUR, one of a tenant; of each the city pays 20 more, and no bank lends for a car."""
    terms = Terms(upkeep=0.1, keeper=Payer.HOUSEHOLDS, loan_share=0.5)
    of = {"table": "vehicles", "rows": (0, 1), "terms": terms}
    world = made(edit([100.0, 100.0], Payer.HOUSEHOLDS, column="electric_use", **of))
    world.applied += apply(world, [edit([20.0, 20.0], Payer.CITY, column="euro", **of)])
    world.table("vehicles")["household"][:2] = (3, 4)
    world.table("households")["tenure"][4] = Tenure.TENANT
    found = told(world, "investment", "grant", "upkeep", "loan")
    assert {(payer, kind): eur for (_, payer, _, kind), eur in found.items()} == pytest.approx({
        (Payer.HOUSEHOLDS, "investment"): 100.0, (Payer.TENANTS, "investment"): 100.0, (Payer.CITY, "grant"): 40.0,
        (Payer.HOUSEHOLDS, "upkeep"): 12.0, (Payer.TENANTS, "upkeep"): 12.0,
    })  # fmt: skip
