"""Presence and set points against their naive twins; nobody is in two places."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import naive_behaviour
from tests.grid_district import grid_world
from twin.core.streams import uids_of
from twin.domains import behaviour, mobility
from twin.domains.behaviour.kernels import presence, set_points
from twin.domains.behaviour.process import offsets


@st.composite
def days(draw):
    people = []
    for _ in range(draw(st.integers(1, 6))):
        times = sorted(draw(st.lists(st.integers(0, 27 * 3600), min_size=6, max_size=6, unique=True)))
        trips = [
            (draw(st.integers(0, 4)), draw(st.integers(-1, 3)), times[2 * k], times[2 * k + 1])
            for k in range(draw(st.integers(0, 3)))
        ]
        away = draw(st.sampled_from([False, False, True]))
        people.append((draw(st.integers(0, 3)), [] if away else trips, away))
    return people


@pytest.mark.nojit
@given(people=days())
def test_presence_is_the_naive_one_and_balances(people):
    n, k = len(people), 3
    arrays = [np.zeros((n, k), dtype=kind) for kind in (np.int8, np.int32, np.float32, np.float32)]
    for i, (_, trips, _) in enumerate(people):
        for j, trip in enumerate(trips):
            for array, value in zip(arrays, trip, strict=True):
                array[i, j] = value
    home = np.array([p[0] for p in people])
    trips = np.array([len(p[1]) for p in people], dtype=np.int8)
    gone = np.array([p[2] for p in people])
    at_home, inside, elsewhere, cell = np.ones((4, 24)), np.ones((4, 24)), np.ones((4, 24)), np.zeros(3)
    here = np.ones(n, dtype=np.int32)
    presence(home, gone, trips, *arrays, at_home, inside, elsewhere, here, cell)
    expected = {"home": np.zeros((4, 24)), "in": np.zeros((4, 24))}
    away = np.zeros((3, 24))
    for i, (own, legs, left) in enumerate(people):
        for h in range(24):
            if left:
                away[2, h] += 1
                assert here[i] == 0
                continue
            place = naive_behaviour.whereabouts(own, legs, (h + 0.5) * 3600.0)
            assert bool((here[i] >> h) & 1) == (place[0] == "home")
            if place[0] in expected:
                expected[place[0]][place[1], h] += 1
            else:
                away[0 if place[0] == "outside" else 1, h] += 1
    np.testing.assert_array_equal(at_home, expected["home"])
    np.testing.assert_array_equal(inside, expected["in"])
    np.testing.assert_array_equal(elsewhere[:3], away)
    assert cell.tolist() == [0.0, 0.0, n]


@pytest.mark.nojit
@given(
    here=st.integers(0, 9), busy=st.integers(0, 3), residents=st.integers(0, 9), night=st.booleans(),
    working=st.booleans(), offset=st.floats(-2, 2),
)  # fmt: skip
def test_set_points_are_the_naive_ones(here, busy, residents, night, working, offset):
    at_home, at_work = np.zeros((1, 24)), np.zeros((1, 24))
    at_home[0, 5], at_work[0, 5] = here, busy
    people, wanted = np.zeros(1), np.zeros(1)
    set_points(
        5,
        night,
        working,
        at_home,
        at_work,
        np.array([float(residents)]),
        np.array([offset]),
        (20.0, 3.0, 2.0, 5.0),
        people,
        wanted,
    )
    expected = naive_behaviour.set_point(
        20.0, offset, (3.0, 2.0, 5.0), night=night, here=here, busy=busy, residents=residents, working=working
    )
    assert wanted[0] == pytest.approx(expected)
    assert people[0] == here + busy


def test_offsets_are_drawn_once_per_building_and_bounded():
    uids = uids_of(f"house/{k}" for k in range(5000))
    drawn = offsets(uids, 3, 0.8)
    np.testing.assert_array_equal(drawn[::7], offsets(uids[::7], 3, 0.8))
    assert abs(drawn.mean()) < 0.05
    assert np.abs(drawn).max() <= 1.6
    assert 0.6 < drawn.std() < 0.8


def test_a_day_on_the_grid():
    world = grid_world()
    world.table("buildings")["valves"][:] = True
    move, *_ = mobility.processes(world, mobility.Params())
    present, wants = behaviour.processes(world, behaviour.Params())
    workday = world.clock.day_of(world.clock.tick_of(dt.date(2019, 3, 6)))
    move.step(24 * workday)
    present.step(24 * workday)
    assert not any(audit.violated() for audit in world.audits)
    buildings, people = world.table("buildings"), len(world.table("citizens"))
    assert buildings["people_home"][:, 3].sum() == people
    assert buildings["people_home"][:, 11].sum() < 0.6 * people
    wanted = {}
    for tick in range(24 * workday, 24 * workday + 24):
        wants.step(tick)
        hour = int(world.clock.civil_hour[tick])
        wanted[hour] = buildings["setpoint_wanted"][buildings["residents"] > 0].mean()
        np.testing.assert_array_equal(
            buildings["people"], buildings["people_home"][:, hour] + buildings["people_work"][:, hour]
        )
    assert wanted[3] < wanted[11] < wanted[20] < 20.3
    before = buildings["people_home"].copy()
    run = SimpleNamespace(world=world, table=world.table, series=lambda name: before.sum(axis=0))
    assert 40 < behaviour.KPIS[0].compute(run) < 90


def test_nobody_is_at_home_where_all_are_away():
    world = grid_world(5, 400)
    move, *_ = mobility.processes(world, mobility.Params(leave=((1.0, 808.0, 0.0, 15.0, 0.0),)))
    present, _ = behaviour.processes(world, behaviour.Params())
    for day, here in ((dt.date(2019, 8, 14), 0), (dt.date(2019, 7, 10), len(world.table("citizens")))):
        tick = world.clock.tick_of(day)
        move.step(tick)
        present.step(tick)
        assert world.table("buildings")["people_home"][:, 3].sum() == here
        assert world.table("citizens")["away"].all() == (here == 0)
        assert not any(audit.violated() for audit in world.audits)


def test_every_parameter_says_where_it_comes_from():
    for row in behaviour.Params.rows():
        assert row["source"], row["name"]
        assert row["status"] in {"published", "derived", "fitted", "assumed"}
