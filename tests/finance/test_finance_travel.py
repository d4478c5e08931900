"""Does what people pay on their ways reach whoever runs them, to the cent, and nobody else?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import little_world
from twin.domains import finance
from twin.domains.finance.flows import run_flows
from twin.domains.finance.travel import TRAVEL, household_travel, settle_day
from twin.state.codes import Payer, Service, Tenure
from twin.state.edits import Edit, apply

EUR = st.floats(0.0, 1e4)


def made():
    """Two residents of one household: 3 EUR of fares and 5 of charge; visitors pay 4, 10 and 2."""
    world = little_world.world(2)
    citizens, accounts = world.table("citizens"), world.table("accounts")
    citizens["spent"][0, Service.TRANSIT], citizens["spent"][1, Service.ROAD] = 3.0, 5.0
    citizens["bike_fees"][1] = 0.25
    accounts["spent"][Payer.HOUSEHOLDS] = citizens["spent"].sum(axis=0)
    for service, eur in ((Service.TRANSIT, 4.0), (Service.ROAD, 10.0), (Service.PARKING, 2.0)):
        accounts["spent"][Payer.VISITORS, service] = eur
    accounts["spent"][Payer.OPERATORS, Service.ROAD] = 5.0  # a hired car at the entry
    (process,) = finance.processes(world, finance.Params())
    return world, process


def flows(world):
    return {(f.kind, f.payer, f.payee): f.eur for f in run_flows(world) if f.kind in dict(TRAVEL.values())}


def test_a_day_by_hand_booked_once_a_day():
    world, process = made()
    for tick in range(24):
        process.step(tick)
    balance = world.table("accounts")["balance"]
    assert balance[Payer.HOUSEHOLDS] == pytest.approx(-8.25)
    assert balance[Payer.VISITORS] == pytest.approx(-16.0)
    assert balance[Payer.CITY] == pytest.approx(5.0 + 10.0 + 5.0 + 2.0)
    assert balance[Payer.OPERATORS] == pytest.approx(3.0 + 4.0 + 0.25 - 5.0)
    assert balance.sum() == pytest.approx(0.0, abs=1e-12)
    assert not world.audits[0].violated()
    assert household_travel(world)[:2].tolist() == [8.25, 0.0]
    process.step(24)
    assert household_travel(world)[0] == 16.5


def test_money_that_nobody_receives_breaks_the_audit():
    world, process = made()
    world.table("accounts")["spent"][Payer.HOUSEHOLDS, Service.TRANSIT] = 2.9
    process.step(0)
    assert world.audits[0].violated()


def test_flows_tell_tenants_from_owners_and_residents_from_visitors():
    world, process = made()
    process.step(0)
    assert flows(world) == {
        ("fares", Payer.HOUSEHOLDS, Payer.OPERATORS): 3.0,
        ("fares", Payer.VISITORS, Payer.OPERATORS): 4.0,
        ("road_charge", Payer.HOUSEHOLDS, Payer.CITY): 5.0,
        ("road_charge", Payer.VISITORS, Payer.CITY): 10.0,
        ("road_charge", Payer.OPERATORS, Payer.CITY): 5.0,
        ("parking", Payer.VISITORS, Payer.CITY): 2.0,
        ("bike_sharing", Payer.HOUSEHOLDS, Payer.OPERATORS): 0.25,
    }
    world.table("households")["tenure"][0] = Tenure.PUBLIC_TENANT
    assert flows(world)["fares", Payer.TENANTS, Payer.OPERATORS] == 3.0
    assert ("fares", Payer.HOUSEHOLDS, Payer.OPERATORS) not in flows(world)


def test_who_runs_a_charge_point_keeps_the_tariff_less_the_price_of_a_business():
    """A kWh at 0.45 EUR, bought for 0.22 x 0.85."""
    world = little_world.world(2)
    world.tables["places"] = type(world.table("places")).allocate(world.table("places").schema, 1)
    (process,) = finance.processes(world, finance.Params())
    world.table("places")["charging_power"][:] = 1000.0
    process.step(0)
    balance = world.table("accounts")["balance"]
    assert balance[Payer.HOUSEHOLDS] == pytest.approx(-0.45)
    assert balance[Payer.SUPPLIERS] == pytest.approx(0.22 * 0.85)
    assert balance[Payer.OPERATORS] == pytest.approx(0.45 - 0.22 * 0.85)
    found = {(f.payer, f.payee, f.kind): f.eur for f in run_flows(world) if f.kind.startswith("charging")}
    assert found == pytest.approx({
        (Payer.HOUSEHOLDS, Payer.OPERATORS, "charging"): 0.45,
        (Payer.OPERATORS, Payer.SUPPLIERS, "charging_energy"): 0.187,
    })  # fmt: skip


def test_lamps_and_bicycles_cost_by_the_year():
    """Five lamps at 140 EUR, and two bicycles on half of the days at 1,500 EUR."""
    world = little_world.world(2)
    world.tables["places"] = type(world.table("places")).allocate(world.table("places").schema, 1)
    world.table("places")["bike_days"][:] = 365.0
    found = {f.kind: (f.payer, f.payee, f.eur) for f in run_flows(world)}
    assert found["lamp_upkeep"] == (Payer.CITY, Payer.CONTRACTORS, 700.0)
    assert found["bike_operation"] == (Payer.OPERATORS, Payer.CONTRACTORS, 1500.0)


def test_season_tickets_of_a_measure_are_paid_to_who_runs_public_transport():
    world, process = made()
    rows = np.array([0, 1])
    tickets = Edit("fares", "citizens", "transit_pass", rows, np.ones(2, dtype=bool), 0, np.full(2, 330.0),
                   Payer.CITY)  # fmt: skip
    world.applied += apply(world, [tickets])
    process.step(0)
    balance = world.table("accounts")["balance"]
    assert balance[Payer.CONTRACTORS] == 0.0
    assert balance[Payer.OPERATORS] == pytest.approx(660.0 + 2.25)
    assert {f.payee for f in run_flows(world) if f.measure == "fares" and f.eur > 300.0} == {Payer.OPERATORS}


@given(
    st.lists(st.tuples(EUR, EUR, EUR, EUR, EUR), min_size=1, max_size=40),
    st.lists(st.tuples(EUR, EUR, EUR, EUR), min_size=2, max_size=2),
)
def test_whatever_is_paid_is_received(residents, others):
    spent, fees = np.array(residents)[:, :4], np.array(residents)[:, 4]
    by_payer = np.zeros((len(Payer), 4))
    by_payer[Payer.HOUSEHOLDS] = spent.sum(axis=0)
    by_payer[[Payer.VISITORS, Payer.OPERATORS]] = others
    year, services, balance = np.zeros((len(spent), 5)), np.zeros((len(Payer), 5)), np.zeros(len(Payer))
    settle_day(spent, fees, by_payer, year, services, balance)
    whole = spent.sum() + fees.sum() + np.sum(others)
    assert balance.sum() == pytest.approx(0.0, abs=1e-12 * max(whole, 1.0))
    assert services.sum() == pytest.approx(whole)
    assert year.sum() == pytest.approx(spent.sum() + fees.sum())
    assert balance[Payer.CITY] == pytest.approx(services[:, [Service.ROAD, Service.PARKING]].sum())
