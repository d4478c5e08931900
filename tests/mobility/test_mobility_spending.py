"""Does everybody pay what the choice said it costs, for what they did, and nothing else?"""

from types import SimpleNamespace

import numpy as np
import pytest

from tests import naive_spending
from tests.grid_district import grid_world
from twin.core.clock import DayType
from twin.domains import mobility
from twin.domains.mobility import day as days
from twin.domains.mobility.demand import day as residents
from twin.domains.mobility.frame import frame
from twin.domains.mobility.level import settle
from twin.domains.mobility.outside.rides import outside_people
from twin.domains.mobility.params import Params
from twin.domains.mobility.process import MobilityDay
from twin.domains.mobility.spending import entries, spent
from twin.domains.mobility.year import usual
from twin.state.codes import Mode, Payer, RideKind, Service

PARAMS = Params(route_iterations=1, route_iterations_more=1)
TOLL = 5.0


def town(toll=0.0):
    """A grid whose eastern half costs a charge from 7 to 19 h; with places to park and cars to rent."""
    world = grid_world(n=6, residents=800)
    links = world.table("car_links")
    links["parking"][:] = 10.0
    mobility.initialise(world, PARAMS)
    citizens = world.table("citizens")
    citizens["club"][:] = citizens["licence"] & (np.arange(len(citizens)) % 2 == 0)
    from_west = np.isin(links["tail"], links["head"][links["zone"] == 0])
    enters = (links["zone"] == 1) & from_west
    links["toll"][enters], links["toll_from"][enters], links["toll_to"][enters] = toll, 7, 19
    return world, frame(world.tables, world.seed, PARAMS)


def day_of(shared, world, kind=DayType.WORKDAY):
    """A settled day and what it was paid from."""
    today = usual(kind, len(world.table("households")), PARAMS)
    level = settle(shared, today)
    day = days.plan(shared, level, today)
    loaded = days.load(shared, level, today, day)
    times = day.traffic.times[: day.own.rides.earliest.size]
    residents.settle(day.own, times, loaded.metres, today.plans, level.people, level.streets, shared.sites.xy,
                     shared.n_vehicles, shared.n_zones)  # fmt: skip
    _, came = outside_people(level.outside, today.outing, shared.sites.n_buildings)
    return level, day, loaded, came


@pytest.fixture(scope="module")
def charged():
    world, shared = town(TOLL)
    return world, shared, day_of(shared, world)


def test_a_day_is_that_of_the_naive_twin(charged):
    _, shared, (level, day, loaded, came) = charged
    found = spent(shared, level, day, loaded, came, workday=True)
    own, others, operators = naive_spending.spent(shared, level, day, loaded, came, workday=True)
    np.testing.assert_allclose(found.own, own, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.others, others, rtol=1e-9)
    np.testing.assert_allclose(found.operators, operators, rtol=1e-9)
    assert (found.own.sum(axis=0) > 0.0).all()
    assert (found.others[[Service.TRANSIT, Service.ROAD, Service.PARKING]] > 0.0).all()
    assert found.others[Service.SHARED_CAR] == 0.0
    assert found.by_payer[Payer.HOUSEHOLDS] == pytest.approx(own.sum(axis=0))


def test_every_counted_entry_is_paid_once(charged):
    """What all pay is the charge times the vehicles that entered in its hours, motorcycles left out."""
    _, shared, (level, day, loaded, came) = charged
    found = spent(shared, level, day, loaded, came, workday=True)
    gates = np.flatnonzero(shared.graph.toll[: loaded.entered.shape[1]])
    count = loaded.entered[7:19, gates].sum(axis=(0, 1))
    paying = count.sum() - count[RideKind.MOTORCYCLE]
    assert found.by_payer[:, Service.ROAD].sum() == pytest.approx(TOLL * paying)
    assert paying > 0
    free = spent(shared, level, day, loaded, came, workday=False)
    assert free.by_payer[:, Service.ROAD].sum() == 0.0
    assert np.array_equal(free.by_payer[:, Service.PARKING], found.by_payer[:, Service.PARKING])


def test_entries_by_hand():
    """Two cars and a motorcycle at 8 h, a van at 18 h, a truck at 19 h: 5 EUR for each of three."""
    graph = SimpleNamespace(toll=np.array([5.0, 0.0, 9.0]), toll_hours=np.array([[7, 19], [0, 0], [0, 24]]))
    entered = np.zeros((24, 2, 5), dtype=np.int32)  # the third link lies outside
    entered[8, 0, [RideKind.CAR, RideKind.MOTORCYCLE]] = 2, 1
    entered[18, 0, RideKind.VAN], entered[19, 0, RideKind.TRUCK], entered[9, 1, RideKind.CAR] = 1, 1, 7
    assert entries(graph, entered, workday=True).tolist() == [10.0, 0.0, 5.0, 0.0, 0.0]
    assert not entries(graph, entered, workday=False).any()


def test_fares_are_trips_by_the_fare_and_season_tickets_a_day_of_the_year(charged):
    """One resident, by hand: 1.50 EUR for each trip without a ticket, 330 / 365 EUR a day with one."""
    world, shared, (level, day, loaded, came) = charged
    found = spent(shared, level, day, loaded, came, workday=True)
    diary, citizens = day.own.diary, world.table("citizens")
    made = np.arange(diary.mode.shape[1]) < diary.trips[:, None]
    trips = (made & np.isin(diary.mode, (Mode.TRANSIT, Mode.BIKE_TRANSIT))).sum(axis=1)
    holds = citizens["transit_pass"]
    assert found.own[:, Service.TRANSIT] == pytest.approx(np.where(holds, 0.0, 1.5 * trips))
    ticket = citizens["season_ticket"]
    assert set(np.unique(ticket)) == {0.0, 330.0}
    assert np.array_equal(ticket > 0.0, holds & (citizens["age"] >= 11))


def test_without_a_charge_nobody_pays_one():
    world, shared = town()
    level, day, loaded, came = day_of(shared, world)
    assert not spent(shared, level, day, loaded, came, workday=True).by_payer[:, Service.ROAD].any()


def test_the_process_hands_on_what_the_day_cost():
    world, _ = town()
    process = MobilityDay(
        world, next(each for each in mobility.processes(world, PARAMS) if isinstance(each, MobilityDay))._cache
    )
    process.step(0)
    citizens, accounts = world.table("citizens"), world.table("accounts")
    daily = citizens["season_ticket"] / 365.0
    assert (citizens["spent"][:, Service.TRANSIT] >= daily).all()
    assert accounts["spent"][Payer.HOUSEHOLDS] == pytest.approx(citizens["spent"].sum(axis=0))
    once = citizens["spent"].copy()
    process.step(0)
    assert np.array_equal(citizens["spent"], once)
