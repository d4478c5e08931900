"""Means of households: totals that follow from the parameters, tax by the brackets, luck that stays with its owner."""

import numpy as np
import pytest

from tests.grid_district import grid_tables, without_rows
from twin.population import Params, synthesise
from twin.population.means import give_owners, income_tax
from twin.state.codes import Ownership, Tenure
from twin.state.table import Flag


@pytest.fixture(scope="module")
def grid():
    tables = grid_tables()
    return tables, synthesise(tables, seed=5)


def test_tax_by_hand():
    params = Params()
    income = np.array([0.0, 8_000.0, 30_000.0, 80_000.0])
    worker = np.array([True, True, True, False])
    # 30,000: 15,000 at 23 %, 13,000 at 27 %, 2,000 at 38 %, less 1,880 x 25/47 for work.
    middle = 3_450.0 + 3_510.0 + 760.0 - 1_880.0 * 25.0 / 47.0
    rich = 3_450.0 + 3_510.0 + 0.38 * 27_000.0 + 0.41 * 20_000.0 + 0.43 * 5_000.0
    np.testing.assert_allclose(income_tax(income, worker, params), [0.0, 0.0, middle, rich])


@pytest.fixture(scope="module")
def owned():
    tables = grid_tables()
    return tables, synthesise(tables, seed=5, params=Params(single_owner_flats=0.0))


def test_means_are_plausible_flagged_and_whole(owned):
    tables, people = owned
    households = people["households"]
    assert (households["income"] >= 0.0).all()
    assert (households["savings"] >= 0.0).all()
    assert (households["tax"] <= 0.43 * households["income"]).all()
    for name in ("tenure", "income", "tax", "savings"):
        assert (households[f"{name}_flag"] == Flag.SYNTHETIC).all()
    kind = tables["buildings"]["ownership"][households["home"]]
    assert (households["tenure"][kind == Ownership.PUBLIC] == Tenure.PUBLIC_TENANT).all()
    assert (households["tenure"][kind == Ownership.COMPANY] == Tenure.TENANT).all()
    condominium = households["tenure"][kind == Ownership.CONDOMINIUM]
    assert 0.5 < (condominium == Tenure.OWNER).mean() < 0.9
    owners = households["tenure"] == Tenure.OWNER
    assert np.median(households["savings"][owners]) > np.median(households["savings"][~owners])


def test_a_building_less_leaves_the_owners_of_others_alone(grid):
    tables = {name: table.copy() for name, table in grid[0].items()}
    params = Params(single_owner_flats=0.0)
    give_owners(tables["buildings"], 5, params)
    gone = int(np.flatnonzero(tables["buildings"]["ownership"] != Ownership.CONDOMINIUM)[0])
    fewer = without_rows(tables, "buildings", [gone])["buildings"]
    before = fewer["ownership"].copy()
    fewer["ownership"][:] = Ownership.CONDOMINIUM
    give_owners(fewer, 5, params)
    np.testing.assert_array_equal(fewer["ownership"], before)
    assert (before == Ownership.PUBLIC).any()
