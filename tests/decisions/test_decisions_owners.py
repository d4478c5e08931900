"""Has every flat an owner, and does each building's value add up to a thousand?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import naive_decisions as naive
from tests.grid_district import grid_tables, grid_world
from twin.decisions import Params, owners_of
from twin.decisions.owners import thousandths
from twin.state.codes import Ownership, Tenure, Use


@given(st.lists(st.lists(st.floats(0.2, 5.0), min_size=1, max_size=40), min_size=1, max_size=5))
def test_thousandths_agree_with_the_naive_ones_and_sum_to_a_thousand(houses):
    place = np.repeat(np.arange(len(houses)), [len(each) for each in houses])
    found = thousandths(place, np.concatenate(houses), len(houses))
    assert found.min() >= 1
    assert np.bincount(place, weights=found).tolist() == [1000.0] * len(houses)
    for k, worth in enumerate(houses):
        wanted = naive.thousandths(worth)
        assert np.abs(found[place == k] - wanted).max() <= 1  # remainders that differ by rounding alone
        mine, value = found[place == k], np.array(worth)
        larger = value[:, None] > (1.0 + 1e-9) * value
        assert not (larger & (mine[:, None] < mine)).any()  # the larger flat never holds less


def test_a_building_of_more_than_a_thousand_flats_still_has_a_thousand():
    assert thousandths(np.zeros(1500, dtype=np.int64), np.ones(1500), 1).sum() == 1000


def flats_world():
    """The grid with a flat for each 60 m2 of its homes: some stand empty."""
    tables = grid_tables()
    b = tables["buildings"]
    b["flats"][:] = np.where(b["use"] == Use.RESIDENTIAL, np.rint(b["floor_area"] / 60.0), 0.0)
    return grid_world(tables=tables)


@pytest.fixture(scope="module")
def world():
    return flats_world()


def condominiums(world):
    b = world.table("buildings")
    return np.flatnonzero((b["use"] == Use.RESIDENTIAL) & (b["ownership"] == Ownership.CONDOMINIUM))


def test_every_household_is_in_a_flat_that_somebody_owns(world):
    rows = condominiums(world)
    owners = owners_of(world, rows, Params())
    households = world.table("households")
    here = np.isin(households["home"], rows)
    flats = np.bincount(owners.place, weights=owners.flats, minlength=rows.size)
    lived_in = np.bincount(households["home"][here], minlength=len(world.table("buildings")))[rows]
    empty = np.rint(world.table("buildings")["flats"][rows])
    assert np.array_equal(flats, np.maximum(lived_in, empty))
    assert (empty > lived_in).any()
    assert np.array_equal(np.bincount(owners.place, weights=owners.thousandths), np.full(rows.size, 1000.0))
    own = here & (households["tenure"] == Tenure.OWNER)
    assert owners.resident.sum() == own.sum()
    assert set(owners.uid[owners.resident].tolist()) == set(households["uid"][own].tolist())
    assert np.unique(owners.uid).size == owners.uid.size
    assert np.all(owners.flats[owners.resident] == 1)
    assert owners.flats.max() > 1  # some landlords hold several
    assert owners.age.min() >= 18


def test_empty_flats_belong_to_owners_of_their_own_kind(world):
    """Who lets one flat and keeps another empty is a landlord; whoever owns empty ones alone is not."""
    rows = condominiums(world)
    owners = owners_of(world, rows, Params())
    households = world.table("households")
    lived_in = np.isin(households["home"], rows)
    let = lived_in & (households["tenure"] != Tenure.OWNER)
    assert owners.empty.any()
    assert not (owners.empty & owners.resident).any()
    landlords = ~owners.resident & ~owners.empty
    assert 0 < landlords.sum() <= let.sum()
    vacant = owners.flats.sum() - lived_in.sum()
    assert owners.flats[owners.empty].sum() <= vacant
    # With no owner of two flats, each flat tells its own kind.
    single = owners_of(world, rows, Params(several_share=0.0))
    assert (~single.resident & ~single.empty).sum() == let.sum()
    assert single.empty.sum() == vacant
    part = owners.of(np.array([3, 1]))
    assert np.array_equal(part.empty[part.place == 1], owners.empty[owners.place == 1])


def test_owners_bring_the_means_of_their_household(world):
    rows = condominiums(world)
    owners = owners_of(world, rows, Params())
    households = world.table("households")
    row_of = {int(uid): row for row, uid in enumerate(households["uid"])}
    row = np.array([row_of[int(uid)] for uid in owners.uid[owners.resident]])
    for name in ("income", "tax", "savings"):
        assert np.array_equal(getattr(owners, name)[owners.resident], households[name][row])


def test_one_building_less_changes_nobody_elses_owners():
    """The minimally different world: owners of all other buildings keep flats, means and thousandths."""
    world = flats_world()
    rows = condominiums(world)
    whole, fewer = owners_of(world, rows, Params()), owners_of(world, rows[1:], Params())
    rest = whole.of(np.arange(1, rows.size))
    for name in ("uid", "thousandths", "resident", "age", "income", "savings", "place", "first"):
        assert np.array_equal(getattr(rest, name), getattr(fewer, name))


def test_owners_of_some_buildings_are_a_part_of_all_in_any_order(world):
    rows = condominiums(world)
    owners = owners_of(world, rows, Params())
    places = np.array([5, 2, 9])
    some = owners.of(places)
    for k, each in enumerate(places):
        mine = slice(owners.first[each], owners.first[each + 1])
        assert np.array_equal(some.uid[some.place == k], owners.uid[mine])


def test_a_district_without_condominiums_has_no_owners(world):
    assert owners_of(world, np.zeros(0, dtype=np.int64), Params()).uid.size == 0
