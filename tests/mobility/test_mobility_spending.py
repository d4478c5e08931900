"""Does everybody pay what the choice said it costs, for what they did, and nothing else?"""

from dataclasses import replace
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
from twin.domains.mobility.outside import Why
from twin.domains.mobility.outside.rides import outside_people
from twin.domains.mobility.params import Params
from twin.domains.mobility.process import MobilityDay
from twin.domains.mobility.spending import spent
from twin.domains.mobility.tickets import of_guests, tickets
from twin.domains.mobility.year import usual
from twin.interventions import Where
from twin.interventions.road_charge import entries
from twin.state.codes import Mode, Payer, RideKind, Service, StreetClass

PARAMS = Params(route_iterations=1, route_iterations_more=1)
TOLL = 0.0625  # low enough that some drive through rather than around


def town(toll=0.0):
    """A grid whose eastern half costs a charge from 7 to 19 h; with through traffic, places to park, cars to rent."""
    world = grid_world(n=6, residents=800)
    links = world.table("car_links")
    links["parking"][:], links["street_class"][:] = 10.0, StreetClass.PRIMARY
    mobility.initialise(world, PARAMS)
    citizens = world.table("citizens")
    citizens["club"][:] = citizens["licence"] & (np.arange(len(citizens)) % 2 == 0)
    enters = entries(world, Where(zones=["1"]))
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


def test_whoever_drives_any_trip_past_a_charge_pays_as_in_the_naive_twin(charged):
    """Charges of 0 to 10 EUR on all trips, hired cars and dearer second trips among them."""
    _, shared, (level, day, loaded, came) = charged
    spared = shared.travellers._replace(due=np.linspace(0.0, 1.0, shared.people.uid.size))
    stakes = level.outside.stakes._replace(pays=np.arange(level.outside.fleet.uid.size) % 2.0)
    shared, level = replace(shared, travellers=spared), replace(level, outside=level.outside._replace(stakes=stakes))
    due = np.array([0.0, 2.0, 5.0, 10.0])[np.arange(loaded.due.size) * 7 % 11 % 4]
    some = loaded._replace(due=due)
    found = spent(shared, level, day, some, came, workday=True)
    own, others, operators = naive_spending.spent(shared, level, day, some, came, workday=True)
    np.testing.assert_allclose(found.own[:, Service.ROAD], own[:, Service.ROAD], rtol=1e-12)
    assert found.others[Service.ROAD] == pytest.approx(others[Service.ROAD], rel=1e-12)
    assert found.operators[Service.ROAD] == operators[Service.ROAD] > 0.0


def test_whoever_met_the_charge_pays_once_a_day(charged):
    """What all pay is the charge times the vehicles that met it; of through traffic, at least half of it."""
    _, shared, (level, day, loaded, came) = charged
    found = spent(shared, level, day, loaded, came, workday=True)
    traffic, own = day.traffic, day.own.rides
    row = np.repeat(np.arange(traffic.kind.size), np.diff(traffic.first))
    gates = np.flatnonzero(shared.graph.toll[: loaded.entered.shape[1]])
    count = loaded.entered[7:19, gates].sum(axis=(0, 1))
    met = np.unique(row[loaded.due > 0.0])
    for kind in RideKind:  # nobody meets a charge without an entry that was counted
        assert (traffic.kind[met] == kind).sum() <= count[kind]
        assert (count[kind] > 0) == (kind in traffic.kind[met])
    assert met.size < count.sum()
    pays = met[traffic.kind[met] != RideKind.MOTORCYCLE]
    mine = pays[pays < own.kind.size]
    assert found.own[:, Service.ROAD].sum() == TOLL * (own.vehicle[mine] >= 0).sum()
    assert found.operators[Service.ROAD] == TOLL * (own.vehicle[mine] < 0).sum()
    assert found.own[:, Service.ROAD].any()
    why = level.outside.fleet.why[day.guests[pays[pays >= own.kind.size] - own.kind.size]]
    whole, halved = TOLL * (why != Why.THROUGH).sum(), TOLL * (why == Why.THROUGH).sum()
    assert min(whole, halved) > 0.0
    assert whole + halved / 2.0 < found.others[Service.ROAD] < whole + halved
    assert found.by_payer[:, Service.ROAD].sum() < TOLL * (count.sum() - count[RideKind.MOTORCYCLE])
    free = spent(shared, level, day, loaded, came, workday=False)
    assert free.by_payer[:, Service.ROAD].sum() == 0.0
    assert np.array_equal(free.by_payer[:, Service.PARKING], found.by_payer[:, Service.PARKING])


def test_tickets_by_hand():
    """A car out and back through the places, a motorcycle, a truck that meets 2 and then 9 EUR, a van that does not."""
    traffic = SimpleNamespace(
        kind=np.array([RideKind.GUEST_CAR, RideKind.MOTORCYCLE, RideKind.TRUCK, RideKind.VAN]),
        first=np.array([0, 3, 4, 8, 9]),
    )
    due = np.array([0.0, 5.0, 5.0, 5.0, 2.0, 9.0, 0.0, 9.0, 0.0])
    trip, row, eur = tickets(traffic, due)
    assert trip.tolist() == [1, 5]
    assert row.tolist() == [0, 2]
    assert eur.tolist() == [5.0, 9.0]


def test_two_halves_of_a_tour_pay_the_dearer_charge_between_them(charged):
    """Out through one street that costs 2 EUR, home through another that costs 5 EUR; or home without a charge."""
    _, shared, (level, _, _, _) = charged
    fleet, streets, ways = level.outside.fleet, level.streets, level.ways
    row = np.flatnonzero((fleet.why == Why.THROUGH) & (fleet.kind == RideKind.CAR))[:1]
    luck, home, site = np.zeros(1, dtype=np.float32), fleet.home[row], fleet.site[fleet.first[row]]
    goal = streets.root_of[streets.node[home]][0]
    back = naive_spending.way(ways, shared.links.head, streets.node[site][0], goal, 0.0, 0.0)
    whole_day = ways._replace(cut=np.array([0.0, 86400.0]))  # the ways of the first period
    known = replace(level, ways=whole_day)
    for charge, paid in ((0.0, 2.0), (1.0, 1.5), (2.0, 1.0), (5.0, 1.0)):
        toll = np.zeros_like(shared.links.toll)
        toll[back[len(back) // 2]] = charge, 0.0, 86400.0
        links = shared.links._replace(toll=toll)
        assert of_guests(np.full(1, 2.0), row, luck, known, links).tolist() == [paid]
    commutes = np.flatnonzero((fleet.why == Why.COMMUTE) & (fleet.kind == RideKind.CAR))
    assert (of_guests(np.full(commutes.size, 2.0), commutes, np.zeros(commutes.size, "f4"), known, links) == 2.0).all()
    stakes = level.outside.stakes._replace(pays=np.zeros(fleet.uid.size))
    free = replace(known, outside=level.outside._replace(stakes=stakes))
    assert of_guests(np.full(1, 2.0), row, luck, free, links).tolist() == [0.0]


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
