"""Drivers from elsewhere answer to a charge as the incremental logit says, and nobody is lost over it."""

import math

import numpy as np
import pytest

from tests.grid_district import grid_tables
from twin.core.jit import set_threads
from twin.domains.mobility import Params
from twin.domains.mobility.outside import Outing, Why, outside, outside_people, outside_rides
from twin.domains.mobility.outside.charged import PAYS, charged, felt, keeps_car, owed, released, share_of_cars
from twin.domains.mobility.outside.kernels import comes
from twin.domains.mobility.routes.ways import Roads
from twin.domains.mobility.sites import Sites
from twin.population import synthesise
from twin.state.codes import Mode, RideKind, StreetClass

PARAMS = Params()
SEED = 3
WORKDAY = Outing(40, 0, 1.0)
CUT = np.array([0.0, 7.0, 19.0, 24.0]) * 3600.0


@pytest.fixture(scope="module")
def tables():
    made = grid_tables(9, 3000)
    made["car_links"]["street_class"][:] = StreetClass.PRIMARY
    return made | synthesise(made, SEED)


@pytest.fixture(scope="module")
def everybody(tables):
    return outside(tables, SEED, PARAMS)


def roads(n, toll, seconds=600.0):
    """Every way takes as long, and costs `toll` in the middle period."""
    charge = np.zeros((3, n, n), dtype=np.float32)
    charge[1] = toll
    return Roads(np.arange(n, dtype=np.int32), np.arange(n, dtype=np.int32), np.full((3, n, n), seconds, np.float32),
                 charge, CUT, np.zeros((n, 2)), 0.2)  # fmt: skip


def places(tables):
    n_buildings, n_zones = len(tables["buildings"]), len(tables["zones"])
    n = n_buildings + n_zones + 8
    return Sites(*(np.zeros(n) for _ in Sites._fields[:-2]), n_buildings, n_zones), np.arange(n, dtype=np.int32)


def naive_owed(fleet, stakes, i, roads):
    """Half of the dearer way of a tour, over all in the car."""
    if fleet.kind[i] != RideKind.CAR or fleet.why[i] == Why.DELIVERY or not stakes.pays[i]:
        return 0.0
    here, there, clock, gap = fleet.home[i], fleet.site[fleet.first[i]], fleet.clock[i], stakes.gap[i]
    due = []
    other = clock + 600.0 + gap if gap >= 0.0 else clock - 600.0 + gap
    for a, b, when in ((here, there, clock), (there, here, other)):
        hour = when / 3600.0 % 24.0
        due.append(0.0 if a == b else float(roads.toll[0 if hour < 7 else 1 if hour < 19 else 2, b, a]))
    return max(due) / 2.0 / stakes.persons[i]


def naive_keeps(fleet, stakes, i, far, charge, seed):
    stream, uid = PAYS.at(seed), fleet.uid[i : i + 1]
    u = float(stream.uniform(uid, lane=3)[0])
    median = 9.0 if fleet.why[i] == Why.COMMUTE else 6.0
    if fleet.why[i] == Why.THROUGH:
        median = 9.0 if u < 0.465 else 22.0 if u >= 1.0 - 0.048 else 6.0
    value = median * math.exp(0.5 * float(stream.normal(uid)[0]))
    weight, car = math.exp(-0.03 * 60.0 / value * charge), 0.63 if far else 0.16
    return float(stream.uniform(uid, lane=2)[0]) < weight / (car * weight + 1.0 - car)


def shares(everybody, sites):
    return share_of_cars(everybody.fleet, sites, PARAMS)


def test_each_driver_answers_as_the_formula_says(tables, everybody):
    sites, root = places(tables)
    fleet, stakes = everybody.fleet, everybody.stakes
    far = shares(everybody, sites) == 0.63
    known = roads(root.size, 5.0)
    charge = owed(fleet, stakes, root, known)
    rows = range(fleet.uid.size)
    assert charge.tolist() == pytest.approx([naive_owed(fleet, stakes, i, known) for i in rows])
    found = keeps_car(fleet, stakes, shares(everybody, sites), charge, SEED, PARAMS)
    assert found.tolist() == [naive_keeps(fleet, stakes, i, far[i], charge[i], SEED) for i in rows]
    assert 0.0 < found[fleet.kind == RideKind.CAR].mean() < 1.0
    assert found[(fleet.kind != RideKind.CAR) | (fleet.why == Why.DELIVERY)].all()
    assert not charge[(fleet.kind != RideKind.CAR) | (fleet.why == Why.DELIVERY)].any()


def test_a_tour_pays_once_a_day_and_both_its_trips_bear_it(tables, everybody):
    _, root = places(tables)
    fleet, stakes = everybody.fleet, everybody.stakes
    # Only the way into one site costs anything, at any hour.
    visits = np.flatnonzero((fleet.why == Why.VISIT) & (fleet.kind == RideKind.CAR))
    place = fleet.site[fleet.first[visits[0]]]
    cordon = roads(root.size, 0.0)
    cordon.toll[:, place, :] = 5.0
    both = cordon._replace(toll=np.maximum(cordon.toll, cordon.toll.transpose(0, 2, 1)))
    mine = visits[fleet.site[fleet.first[visits]] == place]
    alone = mine[stakes.persons[mine] == 1]
    for ways in (cordon, both):
        assert owed(fleet, stakes, root, ways)[alone].tolist() == pytest.approx([2.5] * alone.size)
    through = np.flatnonzero((fleet.why == Why.THROUGH) & (fleet.kind == RideKind.CAR))
    zone = fleet.site[fleet.first[through[0]]]
    cordon = roads(root.size, 0.0)
    cordon.toll[:, zone, :] = 5.0
    charge = owed(fleet, stakes, root, cordon)
    into, out_of = through[fleet.site[fleet.first[through]] == zone], through[fleet.home[through] == zone]
    assert into.size
    assert out_of.size
    assert (charge[into] * stakes.persons[into] == 2.5).all()
    assert (charge[out_of] * stakes.persons[out_of] == 2.5).all()


def test_a_higher_charge_never_brings_a_car_back(tables, everybody):
    sites, root = places(tables)
    fleet, stakes = everybody.fleet, everybody.stakes
    before = np.ones(fleet.uid.size, dtype=bool)
    for toll in (0.0, 1.0, 5.0, 50.0):
        charge = owed(fleet, stakes, root, roads(root.size, toll))
        after = keeps_car(fleet, stakes, shares(everybody, sites), charge, SEED, PARAMS)
        assert after.all() == (toll == 0.0)
        assert not (after & ~before).any()
        before = after


def test_who_is_exempt_comes_as_ever_and_company_makes_it_cheaper(tables, everybody):
    sites, root = places(tables)
    fleet, stakes = everybody.fleet, everybody.stakes
    free = stakes._replace(pays=np.zeros(fleet.uid.size))
    assert charged(
        everybody._replace(stakes=free), sites, root, roads(root.size, 50.0), PARAMS
    ).fleet.chance.tolist() == (fleet.chance.tolist())
    alone = owed(fleet, stakes._replace(persons=np.ones(fleet.uid.size, dtype=np.int64)), root, roads(root.size, 5.0))
    shared = owed(fleet, stakes, root, roads(root.size, 5.0))
    np.testing.assert_allclose(shared * stakes.persons, alone)
    assert (shared < alone).any()


def test_the_same_vehicles_are_exempt_every_day_and_whatever_else_is_known_of_them(tables, everybody):
    links = tables["car_links"]
    fleet, pays = everybody.fleet, {0.0: everybody.stakes.pays}
    for share in (0.3, 0.6, 1.0):
        some = links.copy()
        some["toll"][:4], some["toll_exempt"][:4] = 5.0, share
        other = outside(tables | {"car_links": some}, SEED, PARAMS)
        assert other.fleet.uid.tolist() == fleet.uid.tolist()
        for name in ("purpose", "taste", "persons", "gap", "odds"):
            assert getattr(other.stakes, name).tolist() == getattr(everybody.stakes, name).tolist()
        pays[share] = other.stakes.pays
    assert [round(float(pays[share].mean()), 1) for share in pays] == [1.0, 0.7, 0.4, 0.0]
    assert not (pays[0.6] > pays[0.3]).any()  # who is exempt stays so where more are
    uncharged = links.copy()
    uncharged["toll_exempt"][:] = 1.0
    assert outside(tables | {"car_links": uncharged}, SEED, PARAMS).stakes.pays.all()


def by_party(outside, outing):
    """People who come by car on a day, by the vehicle that they come with."""
    guests = outside.guests
    here = [comes(outside.key, outing, party, chance)[0] for party, chance in zip(
        guests.party, guests.chance[:, outing.kind], strict=True)]  # fmt: skip
    return guests.party[np.array(here) & (guests.mode == Mode.CAR)]


@pytest.mark.parametrize("toll", [0.0, 5.0])
@pytest.mark.parametrize("outing", [WORKDAY, Outing(41, 1, 0.4), Outing(43, 2, 0.8)])
def test_nobody_comes_by_car_without_a_car_that_comes(tables, everybody, outing, toll):
    sites, root = places(tables)
    paid = charged(everybody, sites, root, roads(root.size, toll), PARAMS)
    site = np.arange(root.size, dtype=np.int32)
    arrivals = outside_rides(paid, outing, site, root, np.full(root.size, -1, dtype=np.int32))
    cars = arrivals.uid[(arrivals.rides.kind == RideKind.CAR) & (arrivals.why != Why.THROUGH)]
    persons = by_party(paid, outing)
    assert set(persons.tolist()) == set(cars.tolist())
    assert persons.size > cars.size


def test_cars_hold_as_many_as_published_and_all_in_one_come_and_go_together(everybody):
    guests, fleet, stakes = everybody.guests, everybody.fleet, everybody.stakes
    at = np.searchsorted(guests.uid, guests.party)
    assert (guests.uid[at] == guests.party).all()
    for name in ("why", "mode", "arrival", "stay"):
        np.testing.assert_array_equal(getattr(guests, name)[at], getattr(guests, name))
    cars = fleet.kind == RideKind.CAR
    for why, occupancy in zip((Why.COMMUTE, Why.VISIT, Why.THROUGH), PARAMS.occupancy, strict=True):
        mine = stakes.persons[cars & (fleet.why == why)]
        # Each of n persons drives by a chance of its own, or each of n cars has one more person: four standard errors.
        error = occupancy * math.sqrt((occupancy - 1.0) / mine.sum())
        assert mine.mean() == pytest.approx(occupancy, abs=4.0 * error)
    own = cars & (fleet.why <= Why.VISIT)
    assert stakes.persons[own].sum() == (guests.mode == Mode.CAR).sum()
    assert stakes.persons.max() < 10


def test_who_leaves_the_car_comes_by_public_transport_with_all_who_rode_in_it(tables, everybody):
    sites, root = places(tables)
    paid = charged(everybody, sites, root, roads(root.size, 5.0), PARAMS)
    count = len(tables["buildings"])
    _, before = outside_people(everybody, WORKDAY, count)
    _, after = outside_people(paid, WORKDAY, count)
    assert before.sum() == after.sum()
    assert after[..., Mode.CAR].sum() < before[..., Mode.CAR].sum()
    lost = before[..., Mode.CAR].sum() - after[..., Mode.CAR].sum()
    assert after[..., Mode.TRANSIT].sum() - before[..., Mode.TRANSIT].sum() == lost
    kept = np.isin(everybody.guests.party, paid.fleet.uid[paid.fleet.chance[:, 0] > 0.0])
    drove = everybody.guests.mode == Mode.CAR
    np.testing.assert_array_equal(paid.guests.mode[drove] == Mode.CAR, kept[drove])


def test_threads_have_no_part_in_who_rides_with_whom(tables, everybody):
    for threads in (1, 2):
        set_threads(threads)
        found = outside(tables, SEED, PARAMS)
        for one, other in zip((*found.guests, *found.stakes), (*everybody.guests, *everybody.stakes), strict=True):
            np.testing.assert_array_equal(one, other)
    set_threads(1)


def test_without_charges_nothing_is_touched(tables, everybody):
    sites, root = places(tables)
    free = roads(root.size, 0.0)._replace(toll=np.zeros((1, 1, 1), dtype=np.float32))
    assert charged(everybody, sites, root, free, PARAMS) is everybody
    none = charged(everybody, sites, root, roads(root.size, 0.0), PARAMS)
    np.testing.assert_array_equal(none.fleet.chance, everybody.fleet.chance)
    np.testing.assert_array_equal(none.guests.mode, everybody.guests.mode)


def test_what_a_charge_keeps_away_comes_back_without_it(tables, everybody):
    sites, root = places(tables)
    known = roads(root.size, 8.0)
    charge = owed(everybody.fleet, everybody.stakes, root, known)
    free = released(everybody, sites, charge, PARAMS)
    assert (np.diff(free.fleet.uid.astype(object)) > 0).all()
    assert {len(each) for each in free.stakes} == {free.fleet.uid.size}
    assert free.guests is everybody.guests
    old = np.isin(free.fleet.uid, everybody.fleet.uid)
    np.testing.assert_array_equal(free.fleet.chance[old], everybody.fleet.chance)
    passes = (everybody.fleet.why == Why.THROUGH) & (charge > 0.0)
    # A charge that cuts by x, its suspension raises by x / (1 - x), driver by driver.
    share, weight = shares(everybody, sites)[passes], felt(charge, everybody.stakes, PARAMS)[passes]
    without = share / (share + (1.0 - share) * weight)
    wanted = (everybody.fleet.chance[passes, 0] * (without / share)).sum()
    mine = free.fleet.why == Why.THROUGH
    cars = mine & (free.fleet.kind == RideKind.CAR)
    others = (everybody.fleet.chance[:, 0] * ((everybody.fleet.why == Why.THROUGH) & ~passes)).sum()
    assert free.fleet.chance[mine, 0].sum() == pytest.approx(wanted + others, rel=1e-5)
    again = charged(free, sites, root, known, PARAMS).fleet.chance[cars, 0]
    came = everybody.fleet.chance[(everybody.fleet.why == Why.THROUGH) & (everybody.fleet.kind == RideKind.CAR), 0]
    error = 0.5 * math.sqrt((free.fleet.chance[cars, 0] ** 2).sum())  # the most that luck with a chance of a half has
    assert again.sum() == pytest.approx(came.sum(), abs=4.0 * error)
    assert error < 0.01 * came.sum()
    same = released(everybody, sites, np.zeros(everybody.fleet.uid.size), PARAMS)
    np.testing.assert_array_equal(same.fleet.uid, everybody.fleet.uid)
    np.testing.assert_array_equal(same.stakes.odds, everybody.stakes.odds)
