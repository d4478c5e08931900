"""Means of households: totals that follow from the parameters, tax by the brackets, luck that stays with its owner."""

import numpy as np
import pytest

from tests.grid_district import grid_tables, without_rows
from twin.population import Params, synthesise
from twin.population.means import (
    equivalents,
    flat_areas,
    give_owners,
    income_tax,
    incomes,
    mixed_with,
    public_odds,
    standing,
    support,
    zone_level,
)
from twin.state.codes import Ownership, Tenure, Use
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
    for name in ("tenure", "income", "tax", "savings", "support", "flat_area"):
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


def district(residents=40_000, **params):
    """A larger grid with a quarter of its homes public, so that shares mean something."""
    tables = grid_tables(residents=residents)
    made = Params(single_owner_flats=0.0, ownership_share=(0.25, 0.08), **params)
    return tables, synthesise(tables, seed=5, params=made), made


@pytest.fixture(scope="module")
def town():
    return district()


def test_standing_by_hand():
    """Ranks 2, 1, 3 in the first group, equal values by uid in the second: normal quantiles of sixths and quarters."""
    found = standing(
        np.array([5.0, 1.0, 9.0, 7.0, 7.0]), np.array([0, 0, 0, 3, 3]), np.array([1, 2, 3, 9, 8], dtype=np.uint64)
    )
    np.testing.assert_allclose(found, [0.0, -0.967422, 0.967422, 0.674490, -0.674490], atol=1e-6)


@pytest.mark.parametrize("correlation", [0.0, 0.35, 0.9])
def test_a_copula_keeps_what_is_drawn_and_correlates_as_told(correlation):
    rng = np.arange(20_000)
    z = standing(np.sin(rng * 1.7), np.zeros(rng.size, dtype=np.int64), rng.astype(np.uint64))
    luck = standing(np.sin(rng * rng * 0.37), np.zeros(rng.size, dtype=np.int64), rng.astype(np.uint64))
    found = mixed_with(z, luck, correlation)
    assert found.std() == pytest.approx(1.0, abs=0.02)
    assert np.corrcoef(z, found)[0, 1] == pytest.approx(correlation, abs=0.03)


def test_incomes_come_first_and_no_home_moves_them(town):
    """Incomes are those of persons and zones, bit for bit, whatever homes, tenure and flats are drawn with them."""
    tables, people, params = town
    citizens, households = people["citizens"], people["households"]
    earned = incomes(citizens, 5, params) * zone_level(tables["zones"], params)[citizens["zone"]]
    np.testing.assert_array_equal(np.bincount(citizens["household"], weights=earned), households["income"])
    other = district(public_income=0.0, tenure_income=0.0, flat_income=0.0)[1]["households"]
    np.testing.assert_array_equal(other["income"], households["income"])


def test_central_zones_are_richer_and_the_mean_stays(town):
    tables, _, params = town
    zones = tables["zones"]
    level = zone_level(zones, params)
    inside = zones["in_district"]
    people = zones["residents"][inside]
    assert (people * level[inside]).sum() / people.sum() == pytest.approx(1.0)
    x, y = ((zones["residents"] * zones[axis]).sum() / zones["residents"].sum() for axis in ("x", "y"))
    away = np.hypot(zones["x"] - x, zones["y"] - y) / 1000.0
    np.testing.assert_allclose(np.log(level) - np.log(level[0]), -0.2 * (away - away[0]), atol=1e-9)


def test_public_homes_hold_as_many_as_their_floor_and_the_poor(town):
    """Odds leave the share of public homes alone (a quarter of the buildings) and sort people into them."""
    tables, people, _ = town
    households, buildings = people["households"], tables["buildings"]
    public = buildings["ownership"] == Ownership.PUBLIC
    homes = buildings["use"] == Use.RESIDENTIAL
    share = buildings["floor_area"][public & homes].sum() / buildings["floor_area"][homes].sum()
    lives = public[households["home"]]
    assert lives.mean() == pytest.approx(share, abs=0.015)
    net = (households["income"] - households["tax"]) / equivalents(households["size"])
    assert np.median(net[lives]) < 0.65 * np.median(net[~lives])
    none = district(public_income=0.0)
    np.testing.assert_allclose(public_odds(none[1]["households"], none[2]), 1.0, atol=1e-9)
    lives = public[none[1]["households"]["home"]]
    assert np.median(net[lives]) == pytest.approx(np.median(net[~lives]), rel=0.08)


def test_each_age_keeps_its_owners_and_the_richer_own(town):
    tables, people, params = town
    households, citizens = people["households"], people["citizens"]
    head = np.zeros(len(households))
    np.maximum.at(head, citizens["household"], np.minimum(citizens["age"], params.oldest_head))
    condominium = tables["buildings"]["ownership"][households["home"]] == Ownership.CONDOMINIUM
    owns = households["tenure"] == Tenure.OWNER
    age = np.searchsorted([35, 50, 65], head, side="right")
    for k, share in enumerate(params.owner_share):
        mine = condominium & (age == k)
        assert owns[mine].mean() == pytest.approx(share, abs=4.0 * np.sqrt(share * (1.0 - share) / mine.sum()))
        assert np.median(households["income"][mine & owns]) > 1.1 * np.median(households["income"][mine & ~owns])


def test_flats_of_a_building_sum_to_what_is_lived_in(town):
    tables, people, params = town
    buildings, households = tables["buildings"], people["households"]
    count = np.bincount(households["home"], minlength=len(buildings))
    floor = np.bincount(households["home"], weights=households["flat_area"], minlength=len(buildings))
    flats = np.maximum(np.maximum(buildings["flats"], count), 1.0)
    np.testing.assert_allclose(floor, 0.85 * buildings["floor_area"] * count / flats)
    before = params.model_copy(update={"flat_spread": 0.0, "flat_of_tenants": 1.0})
    plain = flat_areas(buildings, households, 5, before)
    ratio = [np.mean(plain[households["size"] == size]) for size in (1, 4)]
    assert ratio[1] / ratio[0] == pytest.approx(107.0 / 83.0, rel=0.1)


def test_larger_flats_of_a_building_go_with_higher_incomes_of_one_size(town):
    def correlation(households):
        floor, home = np.log(households["flat_area"]), households["home"]
        mean = np.bincount(home, weights=floor) / np.maximum(np.bincount(home), 1)
        mine = (households["size"] == 1) & (households["income"] > 0.0)
        z = standing(households["income"][mine], households["zone"][mine] * 0, households["uid"][mine])
        return np.corrcoef(z, (floor - mean[home])[mine])[0, 1]

    # Nothing else may sort people by income into buildings, or flats of a building by income.
    alone = {"public_income": 0.0, "tenure_income": 0.0, "income_gradient": 0.0, "flat_of_tenants": 1.0}
    for told in (0.0, 0.45, 0.8):
        assert correlation(district(**alone, flat_income=told)[1]["households"]) == pytest.approx(told, abs=0.04)
    assert correlation(town[1]["households"]) > 0.25


def test_nobody_lives_on_less_than_the_minimum_by_hand(owned):
    """A tenant alone 9,360; an owner with a partner and two children 6,000 x 1.8; no more than 2.1 times 6,000."""
    households = owned[1]["households"].copy()
    rows = np.arange(4)
    for name, values in households.data.items():
        households.data[name] = values[rows]
    households["size"][:], households["income"][:], households["tax"][:] = (
        [1, 4, 8, 1],
        [0.0, 5e3, 1e3, 2e4],
        [0, 0, 0, 3e3],
    )
    households["tenure"][:] = [Tenure.TENANT, Tenure.OWNER, Tenure.OWNER, Tenure.PUBLIC_TENANT]
    found = support(households, np.array([0.0, 2.0, 3.0, 0.0]), Params())
    np.testing.assert_allclose(found, [9_360.0, 5_800.0, 11_600.0, 0.0])
