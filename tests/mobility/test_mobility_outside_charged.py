"""Drivers from elsewhere answer to a charge as the incremental logit says, and nobody is lost over it."""

import math

import numpy as np
import pytest

from tests.grid_district import grid_tables
from twin.domains.mobility import Params
from twin.domains.mobility.outside import Outing, Why, outside, outside_people
from twin.domains.mobility.outside.charged import PAYS, charged, keeps_car
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


def naive_keeps(fleet, i, far, roads, seed):
    if fleet.kind[i] != RideKind.CAR or fleet.why[i] == Why.DELIVERY:
        return True
    here, stop = fleet.home[i], fleet.first[i]
    there, due = fleet.site[stop], 0.0
    legs = [(here, there, fleet.clock[i])]
    if fleet.back[i]:
        legs.append((there, here, fleet.clock[i] + 600.0 + fleet.stay[stop]))
    for a, b, clock in legs:
        if a != b:
            hour = clock / 3600.0 % 24.0
            due += float(roads.toll[0 if hour < 7 else 1 if hour < 19 else 2, b, a])
    stream, uid = PAYS.at(seed), fleet.uid[i : i + 1]
    works = fleet.why[i] == Why.COMMUTE
    if fleet.why[i] == Why.THROUGH:
        works = float(stream.uniform(uid, lane=3)[0]) < 0.465
    value = (9.0 if works else 6.0) * math.exp(0.5 * float(stream.normal(uid)[0]))
    weight, car = math.exp(-0.03 * 60.0 / value * due), 0.63 if far else 0.16
    return float(stream.uniform(uid, lane=2)[0]) < weight / (car * weight + 1.0 - car)


def test_each_driver_answers_as_the_formula_says(tables, everybody):
    _, root = places(tables)
    fleet = everybody.fleet
    far = fleet.home >= len(tables["buildings"]) + len(tables["zones"])
    known = roads(root.size, 5.0)
    found = keeps_car(fleet, far, root, known, SEED, PARAMS)
    want = [naive_keeps(fleet, i, far[i], known, SEED) for i in range(fleet.uid.size)]
    assert found.tolist() == want
    assert 0.0 < found[fleet.kind == RideKind.CAR].mean() < 1.0
    assert found[(fleet.kind != RideKind.CAR) | (fleet.why == Why.DELIVERY)].all()


def test_a_higher_charge_never_brings_a_car_back(tables, everybody):
    _, root = places(tables)
    fleet = everybody.fleet
    far = np.zeros(fleet.uid.size, dtype=bool)
    before = np.ones(fleet.uid.size, dtype=bool)
    for toll in (0.0, 1.0, 5.0, 50.0):
        after = keeps_car(fleet, far, root, roads(root.size, toll), SEED, PARAMS)
        assert not (after & ~before).any()
        before = after
    assert keeps_car(fleet, far, root, roads(root.size, 0.0), SEED, PARAMS).all()


def test_who_leaves_the_car_comes_by_public_transport(tables, everybody):
    sites, root = places(tables)
    paid = charged(everybody, sites, root, roads(root.size, 5.0), PARAMS)
    count = len(tables["buildings"])
    _, before = outside_people(everybody, WORKDAY, count)
    _, after = outside_people(paid, WORKDAY, count)
    assert before.sum() == after.sum()
    assert after[..., Mode.CAR].sum() < before[..., Mode.CAR].sum()
    lost = before[..., Mode.CAR].sum() - after[..., Mode.CAR].sum()
    assert after[..., Mode.TRANSIT].sum() - before[..., Mode.TRANSIT].sum() == lost


def test_without_charges_nothing_is_touched(tables, everybody):
    sites, root = places(tables)
    free = roads(root.size, 0.0)._replace(toll=np.zeros((1, 1, 1), dtype=np.float32))
    assert charged(everybody, sites, root, free, PARAMS) is everybody
