"""Are winners and losers those that one finds household by household, and are they told of ten or more alone?"""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from twin import geo, population
from twin.state.codes import Ownership, Tenure, Use
from twin.study.distribution import distribution_rows, told_apart

SEED = 3


@pytest.fixture(scope="module")
def district():
    return geo.load_district(None, zones=["27"])


@pytest.fixture(scope="module")
def people(district):
    tables = {name: table.copy() for name, table in district.tables.items()}
    return tables | population.synthesise(tables, SEED)


def results(bills, cost=0.0, deducted=0.0, *, whole=True, **params):
    """A run that tells its buildings' bills, all for space heat, and works."""
    told = {"bill_year": bills, "bill_own_year": 0.0, "final_heat_year": 1.0, "space_final_year": 1.0}
    frame = pd.DataFrame({**told, "works_cost": cost, "works_deducted": deducted})
    rows = [{"room": "terms", "name": "deduction_years", "value": 10}]
    rows += [{"room": "finance", "name": name, "value": value} for name, value in params.items()]
    manifest = {"seed": SEED, "year": 2019, "whole_year": whole, "parameters": rows}
    return SimpleNamespace(manifest=manifest, entities=lambda _: frame, has=lambda _: True)


def told(district, a, b):
    rows = distribution_rows([(a, b)], lambda _: district, population.Params())
    return {row.name.removeprefix("finance."): row.per_seed_b[0] for row in rows}


def test_works_and_savings_household_by_household(district, people):
    """Every home saves 2 EUR/m²; half of the houses get works of 80 EUR/m², 70 % of it deducted in ten years."""
    buildings, households = people["buildings"], people["households"]
    floor = buildings["floor_area"]
    works = np.where(np.arange(len(buildings)) % 2 == 0, 80.0 * floor, 0.0)
    before, after = results(5.0 * floor), results(3.0 * floor, works, 0.7 * works)
    found = told(district, before, after)
    changes = []
    asked = (households[name] for name in ("home", "tenure", "tax", "flat_area"))
    for home, tenure, tax, flat in zip(*asked, strict=True):
        change = -2.0 * flat
        private = buildings["use"][home] == Use.RESIDENTIAL and buildings["ownership"][home] != Ownership.PUBLIC
        if tenure == Tenure.OWNER and private and works[home] > 0.0:
            back = sum(min(5.6 * flat, tax) / 1.03**k for k in range(1, 11))
            change += (80.0 * flat - back) * 0.03 / (1.0 - 1.03**-30)
        changes.append(change)
    changes = np.array(changes)
    assert found["yearly_change"] == pytest.approx(changes.mean())
    assert found["worse_off"] == pytest.approx(100.0 * np.mean(changes > 12.0))
    assert found["better_off"] == pytest.approx(100.0 * np.mean(changes < -12.0))
    owners = households["tenure"] == Tenure.OWNER
    assert found["yearly_change_owner"] == pytest.approx(changes[owners].mean())
    tenants = households["tenure"] == Tenure.TENANT
    assert found["yearly_change_tenant"] == pytest.approx(-2.0 * households["flat_area"][tenants].mean())
    assert found["worse_off_tenant"] == 0.0
    assert 0.0 < found["worse_off_owner"] < 100.0
    fifths = [found[f"yearly_change_fifth_{k}"] for k in range(1, 6)]
    assert np.mean(fifths) == pytest.approx(changes.mean(), rel=0.01)


def test_what_nobody_notices_makes_no_losers(district, people):
    floor, flat = people["buildings"]["floor_area"], people["households"]["flat_area"]
    dearer = 5.0 + 11.0 / flat.max()  # EUR/m²: 11 EUR for the largest flat
    found = told(district, results(5.0 * floor), results(dearer * floor))
    assert (found["worse_off"], found["better_off"]) == (0.0, 0.0)
    found = told(district, results(5.0 * floor), results(dearer * floor, noticed=10.0 * flat.min() / flat.max()))
    assert found["worse_off"] == 100.0


def test_a_part_of_a_year_tells_nobody_apart():
    assert told_apart(results([1.0]))
    assert not told_apart(results([1.0], whole=False))
    bare = results([1.0])
    bare.has = lambda _: False  # a run that keeps no buildings
    assert not told_apart(bare)
