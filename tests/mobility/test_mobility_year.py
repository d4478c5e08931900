"""A year of days: the calendar, leave, habitual places, and days that run ahead of time."""

import datetime as dt

import numba
import numpy as np
import pytest

from tests.grid_district import grid_world
from twin.core.clock import Clock, DayType
from twin.core.rendezvous import mixed
from twin.core.streams import uids_of
from twin.domains import mobility
from twin.domains.mobility import calendar as cal
from twin.domains.mobility.ahead import Days
from twin.domains.mobility.kernels.habits import habitual_places
from twin.state.codes import Occupation
from twin.state.edits import Edit, apply

PARAMS = mobility.Params()
CLOCK = Clock(2019)
HOUSEHOLDS = uids_of(f"household/{k}" for k in range(4000))


def number(month, day):
    return (dt.date(2019, month, day) - dt.date(2019, 1, 1)).days


@pytest.fixture(scope="module")
def year():
    return cal.calendar(CLOCK, HOUSEHOLDS, 1, PARAMS)


@pytest.fixture(scope="module")
def world():
    return grid_world(5, 600)


@pytest.mark.nojit
def test_easter_falls_where_the_almanac_says():
    known = {2016: (3, 27), 2017: (4, 16), 2018: (4, 1), 2019: (4, 21), 2024: (3, 31), 2038: (4, 25)}
    assert {y: (cal.easter(y).month, cal.easter(y).day) for y in known} == known


@pytest.mark.parametrize("when", [(1, 3), (3, 8), (4, 18), (4, 23), (6, 10), (8, 1), (9, 11), (12, 23)])
def test_pupils_have_no_lessons_in_the_breaks(year, when):
    assert not year.lessons[number(*when), Occupation.PUPIL]


@pytest.mark.parametrize("when", [(1, 7), (3, 6), (4, 17), (4, 24), (6, 7), (9, 12), (12, 20)])
def test_pupils_have_lessons_in_term(year, when):
    assert year.lessons[number(*when), Occupation.PUPIL]


def test_without_lessons_learners_spend_a_workday_like_a_saturday(year):
    july, march = year.today(number(7, 3), PARAMS), year.today(number(3, 6), PARAMS)
    pupil = Occupation.PUPIL
    assert july.rates[pupil, 0] == 0
    assert july.rates[pupil, 1:].tolist() == list(PARAMS.rates_saturday[pupil][1:])
    assert march.rates.tolist() == [list(row) for row in PARAMS.rates_workday]
    assert july.rates[Occupation.WORKER].tolist() == march.rates[Occupation.WORKER].tolist()


def test_most_are_away_in_august_and_nobody_in_november(year):
    share = np.array([year.away(d)[0].mean() for d in range(365)])
    weeks = share[:364].reshape(52, 7).mean(axis=1)
    assert weeks.argmax() in (number(8, 5) // 7, number(8, 12) // 7, number(8, 19) // 7)
    assert 0.3 < weeks.max() < 0.6
    assert share[number(11, 1) : number(11, 30)].max() == 0
    assert share[number(12, 28)] > 0.08
    assert share[0] > 0.01  # who left at Christmas is not back yet
    gone, taken = year.away(number(8, 12))
    assert taken.sum() / gone.sum() == pytest.approx(PARAMS.leave_by_car, abs=0.04)


def test_leave_of_a_household_does_not_depend_on_others(year):
    few = cal.calendar(CLOCK, HOUSEHOLDS[::3], 1, PARAMS)
    np.testing.assert_array_equal(few.spells, year.spells[::3])
    assert (cal.calendar(CLOCK, HOUSEHOLDS, 2, PARAMS).spells != year.spells).any()


def pick(people, candidates, weight, site=None):
    out = np.empty((people.size, 4), dtype=np.int32)
    site = np.tile([0.0, 0.0, 50.0], (weight.size, 1)) if site is None else site
    habitual_places(np.uint64(5), people, np.zeros((people.size, 2)), candidates, site, weight, 500.0, out)
    return out


def test_each_habitual_place_falls_by_weight_and_independently():
    people, candidates = uids_of(f"p/{k}" for k in range(20_000)), mixed(uids_of(f"c/{k}" for k in range(5)))
    weight = np.array([1.0, 2.0, 3.0, 0.0, 4.0])
    out = pick(people, candidates, weight)
    for j in range(4):
        np.testing.assert_allclose(np.bincount(out[:, j], minlength=5) / people.size, weight / 10, atol=0.015)
    same = (out[:, 0] == out[:, 1]).mean()
    assert same == pytest.approx(((weight / 10) ** 2).sum(), abs=0.02)


def test_a_shop_less_moves_only_those_who_went_there():
    people, candidates = uids_of(f"p/{k}" for k in range(3000)), mixed(uids_of(f"c/{k}" for k in range(30)))
    x = np.arange(30) * 60.0
    site = np.column_stack([x, x, np.full(30, 50.0)])
    weight = 1.0 + np.arange(30) % 4
    before = pick(people, candidates, weight, site)
    keep = np.delete(np.arange(30), 3)
    after = keep[pick(people, candidates[keep], weight[keep], site[keep])]
    assert (before == 3).any()
    np.testing.assert_array_equal(after[before != 3], before[before != 3])


def test_nowhere_to_go():
    assert (pick(uids_of(["a"]), mixed(uids_of(["b"])), np.zeros(1)) == -1).all()


def days_of(world, threads, numbers):
    used = numba.get_num_threads()
    numba.set_num_threads(threads)
    ahead = Days(world, PARAMS)
    made = [ahead.of(d).columns for d in numbers]
    numba.set_num_threads(used)
    return made


def test_same_bits_on_one_thread_and_ahead_of_time_on_two(world):
    numbers = [64, 65, 66, 67, 70]
    one = days_of(world, 1, numbers)
    two = days_of(world, min(2, numba.config.NUMBA_NUM_THREADS), numbers)
    alone = days_of(world, 1, [66])
    for made, again in zip([*one, one[2]], [*two, alone[0]], strict=True):
        for path, values in made.items():
            assert values.tobytes() == again[path].tobytes(), path


def test_days_of_one_kind_differ(world):
    wednesday, thursday = days_of(world, 1, [number(3, 6), number(3, 7)])
    assert (wednesday["citizens.trips"] != thursday["citizens.trips"]).any()
    goes = (wednesday["citizens.activity"][:, 0] == 1) & (thursday["citizens.activity"][:, 0] == 1)
    assert (wednesday["citizens.to_zone"][goes, 0] == thursday["citizens.to_zone"][goes, 0]).all()
    start = wednesday["citizens.departure"][goes, 0], thursday["citizens.departure"][goes, 0]
    assert np.corrcoef(*start)[0, 1] > 0.8
    assert (start[0] != start[1]).any()


def test_who_is_away_makes_no_trip_and_the_car_is_outside(world):
    ahead = Days(world, mobility.Params(leave=((0.5, 808.0, 0.0, 15.0, 0.0),), leave_by_car=1.0))
    day = ahead.of(number(8, 9))
    away = day.diary.away
    assert 0.3 < away.mean() < 0.7
    assert (day.diary.trips[away] == 0).all()
    assert day.diary.trips[~away].sum() > 0
    vehicles = world.table("vehicles")
    household = np.zeros(len(world.table("households")), dtype=bool)
    household[world.table("citizens")["household"][away]] = True
    first = np.unique(vehicles["household"][vehicles["kind"] == 0], return_index=True)[1]
    cars = np.flatnonzero(vehicles["kind"] == 0)[first]
    taken = cars[household[vehicles["household"][cars]]]
    assert all((day.status(h)[taken] == 2).all() for h in range(24))
    others = household[vehicles["household"]] & ~np.isin(np.arange(len(vehicles)), taken)
    assert all((day.status(h)[others] == 0).all() for h in range(24))
    assert day.balance[0] == 0


def test_an_edit_of_what_trips_depend_on_drops_the_days_ahead():
    world = grid_world(n=5, residents=400)
    ahead = Days(world, PARAMS)
    first = ahead.of(64)
    assert ahead.of(64) is first
    rows = np.arange(len(world.table("lampposts")))
    world.applied += apply(world, [Edit("dim", "lampposts", "dim_level", rows, np.ones(0))])
    assert ahead.of(64) is first
    rows = np.arange(len(world.table("car_links")))
    world.applied += apply(world, [Edit("slow", "car_links", "free_speed", rows, np.full(rows.size, 5.0))])
    assert ahead.of(65).speed.max() <= 5.0 + 1e-9
    assert ahead.of(64) is not first


def test_docks_that_open_at_a_date_change_the_service_and_leave_the_routes():
    world = grid_world(n=5, residents=400)
    world.table("citizens")["member"][:] = True
    ahead = Days(world, PARAMS)
    ahead.of(64)
    before = ahead._frame
    rows = np.flatnonzero(world.table("places")["kind"] == 3)
    world.applied += apply(world, [Edit("docks", "places", "capacity", rows, np.zeros(rows.size))])
    ahead.of(65)
    after = ahead._frame
    assert after.routes is before.routes
    assert after.people.haunts is before.people.haunts
    assert after.people.able[:, 1].sum() < before.people.able[:, 1].sum()
    assert (after.service.dock >= before.service.dock).all()


def test_trips_by_kind_of_day_are_as_the_rates_say(world):
    shared = mobility.process.days.frame(world.tables, 1, PARAMS)
    people = len(world.table("citizens"))
    made = []
    for kind in DayType:
        usual = [cal.usual(kind, len(world.table("households")), PARAMS, d) for d in range(4)]
        trips = [mobility.process.days.run(shared, today).sums.by_zone[0].sum() for today in usual]
        assert np.std(trips) < 0.1 * np.mean(trips)
        made.append(np.mean(trips) / people)
    assert made == pytest.approx([2.5, 2.45, 1.85], abs=0.25)


def test_a_typical_day_stands_for_its_like_in_the_month(year):
    stand = year.typical(CLOCK.month_of_day)
    assert 36 <= np.unique(stand).size <= 70
    np.testing.assert_array_equal(stand[stand], stand)
    for what in (CLOCK.month_of_day, CLOCK.day_type, year.lessons):
        np.testing.assert_array_equal(what[stand], what)


def test_typical_days_are_made_once_and_are_the_days_themselves(world):
    few = Days(world, PARAMS.model_copy(update={"every_day": False}))
    made = [few.of(d) for d in range(59, 90)]
    assert len({id(day) for day in made}) < 10
    stand = cal.calendar(CLOCK, world.tables["households"]["uid"], world.seed, PARAMS).typical(CLOCK.month_of_day)
    wednesday = number(3, 6)
    (itself,) = days_of(world, 1, [int(stand[wednesday])])
    for path, values in made[wednesday - 59].columns.items():
        assert values.tobytes() == itself[path].tobytes(), path
