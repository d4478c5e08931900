"""Does a run book what people pay on their ways, the same on any number of threads, and change it by measures alone?"""

import numpy as np
import pytest

from tests.catalogue_world import bits, entry, run
from twin.core.jit import set_threads
from twin.domains.finance.flows import run_flows
from twin.state.codes import Payer, Service


@pytest.fixture(scope="module")
def plain():
    return run()


def paid(world, service):
    return world.table("accounts")["paid_services"][:, service]


def test_accounts_hold_what_residents_paid_and_flows_hold_the_accounts(plain):
    accounts, citizens = plain.table("accounts"), plain.table("citizens")
    services = accounts["paid_services"]
    assert services[Payer.HOUSEHOLDS] == pytest.approx(citizens["paid_year"].sum(axis=0))
    assert services[:, Service.TRANSIT].sum() > 0.0
    assert abs(accounts["balance"].sum()) <= 1e-12 * np.abs(accounts["balance"]).sum()
    by = {"fares": Service.TRANSIT, "parking": Service.PARKING, "car_sharing": Service.SHARED_CAR}
    for kind, service in by.items():
        assert sum(f.eur for f in run_flows(plain) if f.kind == kind) == pytest.approx(services[:, service].sum())


@pytest.mark.parametrize("name", ["road_charge", "shared_ebikes", "charging_points"])
def test_a_measure_of_nothing_leaves_every_flow_as_it_was(name, plain):
    assert run_flows(run(entry(name, zero=True))) == run_flows(plain)


def test_a_road_charge_is_paid_to_the_city_once_a_day(plain):
    assert not paid(plain, Service.ROAD).any()
    world = run(entry("road_charge"))
    got = paid(world, Service.ROAD)
    links = world.table("car_links")
    entered = links["flow_year"][links["toll"] > 0.0].sum()
    assert got[Payer.HOUSEHOLDS] > 0.0
    assert got[Payer.VISITORS] > 0.0
    assert got.sum() < 3.0 * entered
    own = got[Payer.HOUSEHOLDS] + got[Payer.OPERATORS]
    assert own == pytest.approx(3.0 * round(own / 3.0))  # whole tickets of 3 EUR
    change = world.table("accounts")["balance"][Payer.CITY] - plain.table("accounts")["balance"][Payer.CITY]
    costs = sum(done.edit.total_cost for done in world.applied)
    moved = paid(world, Service.PARKING).sum() - paid(plain, Service.PARKING).sum()
    assert change == pytest.approx(got.sum() + moved - costs)


def test_money_is_the_same_on_any_number_of_threads(plain):
    try:
        set_threads(2)
        two = run()
    finally:
        set_threads(1)
    one, other = bits(plain), bits(two)
    for path in ("citizens.paid_year", "accounts.paid_services", "accounts.balance", "citizens.bike_fees"):
        assert one[path] == other[path]
    assert run_flows(two) == run_flows(plain)
