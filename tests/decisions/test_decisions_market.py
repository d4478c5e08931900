"""Who takes part in the social market, how they fade, and that nobody loses by staying away."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.grid_district import grid_world
from twin.core.clock import Clock
from twin.decisions.market import MESSAGES, Scheme, chances, fifths, outcome, response, taking_part
from twin.decisions.market_params import MarketParams

PARAMS = MarketParams()
DAY = date(2019, 2, 21)
SCHEME = Scheme(0.2, desk=True, half_life=(6.0, 12.0), message="norm", value=0.02, budget=1e9, gaming=0.1)


def world_of(year=2019, residents=3000):
    world = grid_world(residents=residents)
    world.clock = Clock(year)
    return world


def everybody(world):
    return np.ones(len(world.table("citizens")), dtype=bool)


def taken(world, scheme=SCHEME, start=DAY):
    return taking_part(world, scheme, everybody(world), start)


def test_old_and_poor_people_join_less_and_a_desk_lets_those_without_a_phone_join():
    world = world_of()
    citizens, households = world.table("citizens"), world.table("households")
    age = citizens["age"]
    app, both = (chances(world, SCHEME._replace(desk=desk), PARAMS) for desk in (False, True))
    assert not both[age < PARAMS.least_age].any()
    assert (both >= app).all()
    old, young = age >= 75, (age >= 20) & (age < 35)
    assert app[old].mean() < 0.4 * app[young].mean()
    assert both[old].mean() > 1.3 * app[old].mean()
    fifth = fifths(households["income"], households["uid"])[citizens["household"]]
    grown = (age >= 35) & (age < 55)
    assert app[grown & (fifth == 0)].mean() < app[grown & (fifth == 4)].mean()
    without = app == 0.0
    assert (both[without & (age >= PARAMS.least_age)] > 0.0).all()  # nobody is shut out


def test_those_who_joined_fade_as_the_law_of_their_half_life_says():
    # All join at once and stay with a half-life of 9 months: in the k-th year after, the mean share of the year is
    # the integral of 2 ** (-t / 0.75) from k - 1/2 on, in the mean over days of joining.
    world, years = world_of(2019, 9000), (2019, 2020, 2021)
    sure = SCHEME._replace(joining=100.0, half_life=(9.0, 9.0))
    mine = world.table("citizens")["age"] >= PARAMS.least_age
    phone = chances(world, sure, PARAMS) >= 1.0
    assert (phone == mine).all()
    mean = []
    for year in years:
        world.clock = Clock(year)
        mean.append(taken(world, sure, date(2019, 1, 1))[mine].mean())
    days = (np.arange(20_000) + 0.5) / 20_000
    rate = np.log(2.0) / 0.75
    first = ((1.0 - np.exp(-rate * (1.0 - days))) / rate).mean()
    second = (np.exp(-rate * (1.0 - days)) * (1.0 - np.exp(-rate)) / rate).mean()
    wanted = [first, second, second * np.exp(-rate)]
    error = 0.5 / np.sqrt(mine.sum())  # a share of a year has a deviation of at most a half
    assert np.abs(np.array(mean) - wanted).max() < 4.0 * error


def test_years_of_a_path_agree_and_the_first_day_counts():
    shares = {}
    for year in (2021, 2019, 2020):
        shares[year] = taken(world_of(year))
    assert (taken(world_of(2018)) == 0.0).all()
    joined = np.stack([shares[year] > 0.0 for year in (2019, 2020, 2021)])
    assert not (joined[0] & ~joined[1] & joined[2]).any()  # nobody comes back
    assert shares[2019].max() <= (date(2020, 1, 1) - DAY).days / 365.0
    assert (taken(world_of(2019), start=date(2019, 12, 31)) < 2 / 365).all()


@pytest.mark.parametrize("message", MESSAGES)
def test_nobody_who_stays_away_is_touched_and_nobody_is_worse_off(message):
    world = world_of()
    scheme = SCHEME._replace(message=message)
    part = taken(world, scheme)
    assert 0 < (part > 0.0).sum() < part.size
    found = outcome(world, scheme, part)
    away = part == 0.0
    assert not found.pull[away].any()
    assert not found.points[away].any()
    for values in (found.pull, found.appliances, found.setpoint, found.points):
        assert (values >= 0.0).all()  # no penalty: nothing is ever taken from anybody
    home = world.table("citizens")["home"]
    empty = np.setdiff1d(np.arange(len(world.table("buildings"))), home[~away])
    assert not found.appliances[empty].any()
    assert not found.setpoint[empty].any()
    works = message != "norm_reward"
    assert found.pull.any() == found.appliances.any() == found.setpoint.any() == works
    assert found.points.any()  # even where the message does nothing, points are claimed and cost


def test_no_score_leaves_its_domain():
    # What somebody forgoes at home says nothing on how they travel: one stream a kind of deed.
    world = world_of()
    kinds = [response(world, (0.02, 0.08), kind, 1.0) for kind in range(3)]
    for a, b in ((0, 1), (0, 2), (1, 2)):
        assert abs(np.corrcoef(kinds[a], kinds[b])[0, 1]) < 4.0 / np.sqrt(kinds[a].size)


@pytest.mark.parametrize(("prior", "kind"), [(PARAMS.electricity, 0), (PARAMS.heat, 1), (PARAMS.pull, 2)])
def test_responses_keep_the_whole_prior(prior, kind):
    world = world_of(residents=9000)
    median, most = prior
    got = response(world, prior, kind, 1.0)
    below = (got < median).mean()
    assert abs(below - 0.5) < 4.0 * 0.5 / np.sqrt(got.size)
    assert got.min() >= 0.0
    assert got.max() <= most
    assert got.max() > 0.95 * most
    assert response(world, prior, kind, 2.0).max() <= most


def test_a_building_is_the_mean_of_its_households():
    world = world_of()
    part = np.zeros(len(world.table("citizens")))
    citizens, households = world.table("citizens"), world.table("households")
    one = int(np.flatnonzero(citizens["age"] > 30)[0])
    part[one] = 0.5
    found = outcome(world, SCHEME, part)
    home = citizens["home"][one]
    many = (households["home"] == home).sum()
    mine = 0.5 * response(world, PARAMS.electricity, 0, 1.0)[one]
    assert found.appliances[home] == pytest.approx(mine / many)
    assert np.count_nonzero(found.appliances) == 1
    assert found.setpoint[home] == pytest.approx(0.5 * response(world, PARAMS.heat, 1, 1.0)[one] / many / PARAMS.kelvin)


@pytest.fixture(scope="module")
def still():
    """A world that a test looks at alone, and who takes part."""
    world = world_of(residents=1200)
    return world, taken(world)


@given(st.floats(0.0, 0.9), st.floats(0.0, 5_000.0))
def test_gaming_costs_and_does_nothing_and_rewards_stay_within_the_budget(still, gaming, budget):
    world, part = still
    honest = outcome(world, SCHEME._replace(gaming=0.0), part)
    found = outcome(world, SCHEME._replace(gaming=gaming, budget=budget), part)
    assert np.array_equal(found.appliances, honest.appliances)
    assert np.array_equal(found.pull, honest.pull)
    assert found.points.sum() == pytest.approx(honest.points.sum() / (1.0 - gaming))
    assert found.rewards <= budget
    for_money = outcome(world, SCHEME._replace(message="reward", gaming=gaming, budget=budget), part)
    paid_more = outcome(world, SCHEME._replace(message="reward", gaming=0.0, budget=budget), part)
    assert (for_money.appliances <= paid_more.appliances).all()  # claimed points take rewards from honest ones
