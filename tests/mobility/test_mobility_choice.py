"""Mode choice is a logit, and its constants meet the published split."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import naive_mobility
from tests.grid_district import grid_world
from twin.core.clock import DayType
from twin.core.streams import draw, draw_pair, uids_of
from twin.domains.mobility import Params, day, fit
from twin.domains.mobility.calendar import usual
from twin.domains.mobility.kernels.choice import choose_mode, drive_time, transit_parts
from twin.state.codes import Mode
from twin.study.fit_modes import fit_modes
from twin.study.protocol import load_protocol

V9A = [load_protocol().for_fitting(f"V9a.{name}").value / 100.0 for name in ("transit", "car", "motorcycle", "active")]

PEOPLE = uids_of(f"rider/{k}" for k in range(6000))


@pytest.fixture(scope="module")
def grid():
    return grid_world().tables


def modes(seed, people, utility, constants, tour=0):
    return np.array([choose_mode(np.uint64(seed), 0, uid, tour, utility, constants) for uid in people])


@pytest.mark.parametrize("seed", [1, 2])
def test_modes_are_drawn_with_logit_shares(seed):
    utility = np.array([-0.3, -np.inf, 0.4, -1.0, 0.1])
    constants = np.array([0.0, 9.0, 0.2, 0.1, -0.5])
    out = modes(seed, PEOPLE, utility, constants)
    expected = naive_mobility.logit(list(utility + constants))
    np.testing.assert_allclose(np.bincount(out, minlength=5) / PEOPLE.size, expected, atol=0.02)
    assert not (out == Mode.BICYCLE).any()
    again = modes(seed, PEOPLE, utility, constants, tour=1)
    assert 0.2 < (again != out).mean() < 0.9


@pytest.mark.nojit
@given(gain=st.floats(0.0, 3.0))
def test_a_better_mode_only_takes_people_from_others(gain):
    utility, constants = np.array([-0.3, -0.7, 0.4, -1.0, 0.1]), np.zeros(5)
    before = modes(4, PEOPLE[:50], utility, constants)
    constants[Mode.TRANSIT] = gain
    after = modes(4, PEOPLE[:50], utility, constants)
    assert (after[before != after] == Mode.TRANSIT).all()


@pytest.mark.nojit
def test_a_pair_of_numbers_starts_with_the_single_one():
    pairs = np.array([draw_pair(np.uint64(9), 3, uid, 2) for uid in PEOPLE[:300]])
    assert pairs[:, 0].tolist() == [draw(np.uint64(9), 3, uid, 2) for uid in PEOPLE[:300]]
    assert abs(np.corrcoef(pairs.T)[0, 1]) < 0.15
    assert abs(pairs[:, 1].mean() - 0.5) < 0.06


@pytest.mark.nojit
def test_transit_changes_with_distance_and_metro():
    reach = np.array([[100.0, 5000.0], [200.0, 300.0], [100.0, 5000.0]])
    extra = np.array([120.0, 1.3, 0.0, 210.0, 700.0, 3000.0, 6000.0])
    speed = np.array([4.6, 15.0, 14.0, 22.0, 19.0]) / 3.6
    way = np.array([1.3, 1.3, 1.35])
    walk, wait, ride, changes = transit_parts(4000.0, 0, 2, reach, speed, way, extra)
    assert changes == 1
    assert wait == 420.0
    assert walk == pytest.approx(200 * 1.3 / 4.6 * 3.6)
    assert ride == pytest.approx(4000 * 1.35 / 14 * 3.6)
    assert transit_parts(4000.0, 0, 1, reach, speed, way, extra)[3] == 0


@pytest.mark.nojit
def test_driving_off_the_network_goes_by_straight_distance():
    node, root, total = np.array([0, 1, -1]), np.array([-1, 0]), np.array([[80.0, 0.0]], dtype=np.float32)
    assert drive_time(1000.0, 0, 1, node, root, total, 10.0, 1.5) == 80.0
    assert drive_time(1000.0, 0, 2, node, root, total, 10.0, 1.5) == 150.0
    assert drive_time(1000.0, 1, 0, node, root, total, 10.0, 1.5) == 150.0


def test_tours_use_only_what_people_have(grid):
    params = Params()
    choice = day.consider(day.frame(grid, 1, params), usual(DayType.WORKDAY, len(grid["households"]), params))
    citizens = grid["citizens"]
    has_tour = np.isfinite(choice.utility).any(axis=2)
    for mode, column in ((Mode.CAR, "car"), (Mode.MOTORCYCLE, "motorcycle")):
        usable = np.isfinite(choice.utility[:, :, mode])
        assert (usable.any(axis=1) <= (citizens[column] >= 0)).all()
    assert np.isfinite(choice.utility[:, :, Mode.WALK][has_tour]).all()


def test_the_fit_meets_the_published_split_and_draws_agree(grid):
    found = fit.fit(grid, 1, V9A)
    np.testing.assert_allclose(found.after, V9A, atol=1e-5)
    assert found.constants[:2] == Params().constants[:2]
    params = Params(constants=found.constants)
    result = day.run(day.frame(grid, 1, params), usual(DayType.WORKDAY, len(grid["households"]), params))
    trips = result.sums.by_zone[0].sum(axis=0)
    trips[Mode.WALK] -= result.sums.short_walks.sum()
    drawn = trips / trips.sum()
    assert drawn[Mode.TRANSIT] == pytest.approx(0.47, abs=0.02)
    assert drawn[Mode.CAR] == pytest.approx(0.16, abs=0.02)


def test_expected_shares_are_the_logit_of_each_tour(grid):
    params = Params()
    choice = day.consider(day.frame(grid, 1, params), usual(DayType.WORKDAY, len(grid["households"]), params))
    constants = np.array(params.constants)
    sums = np.zeros(5)
    for i in range(200):
        for k in range(6):
            if choice.tour[i, k] < 0:
                continue
            share = naive_mobility.logit(list(choice.utility[i, choice.tour[i, k]] + constants))
            if choice.walk[i, k] <= 300:
                share[Mode.WALK] = 0.0
            sums += share
    few = day.Choice(choice.tour[:200], choice.walk[:200], choice.utility[:200])
    groups = np.array([sums[2], sums[3], sums[4], sums[0] + sums[1]])
    np.testing.assert_allclose(fit.expected_split(few, constants), groups / groups.sum(), rtol=1e-9)


def test_the_real_district_meets_the_split_it_was_fitted_to(real_layers):
    found, target = fit_modes(real_layers)
    np.testing.assert_allclose(found.before, list(target.values()), atol=0.005)
    np.testing.assert_allclose(found.constants, Params().constants, atol=0.03)
