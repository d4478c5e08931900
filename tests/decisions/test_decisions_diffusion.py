"""How technologies spread: against the obvious loop and Bass's equation, and what must never happen."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import naive_decisions_social as naive
from tests.grid_district import grid_world
from twin.core.clock import Clock
from twin.core.streams import uids_of
from twin.decisions import diffusion
from twin.decisions.diffusion import Offer, adopters, speed
from twin.decisions.diffusion_params import PRIORS, DiffusionParams
from twin.decisions.network import Network
from twin.decisions.network_kernels import NEVER, spread
from twin.state.codes import Engine, Tenure

DAY = date(2010, 1, 1)
FREE = DiffusionParams(from_savings=1e9, from_income=1e9)


def complete(n):
    """Everybody looks at everybody else."""
    row = np.arange(n)
    contact = np.concatenate([np.delete(row, i) for i in row])
    return Network((n - 1) * np.arange(n + 1), contact)


def offer(world, rows=None, cost=10_000.0, support=0.0, gain=1_000.0):
    rows = np.arange(len(world.table("households"))) if rows is None else rows
    n = rows.size
    return Offer(rows, np.full(n, cost), np.full(n, support), np.full(n, gain), np.ones(n))


def world_of(year=2019, seed=1):
    world = grid_world(residents=1500, seed=seed)
    world.clock = Clock(year)
    return world


@pytest.mark.nojit
@given(st.integers(0, 2**32), st.integers(1, 25), st.integers(1, 6))
def test_spread_is_that_of_the_obvious_loop(seed, n, steps):
    r = naive.Cases(seed)
    uids = uids_of(f"{seed}/{i}" for i in range(n))
    contacts = [list(r.integers(0, n, r.integers(0, 5, 1)[0])) for _ in range(n)]
    first = np.concatenate([[0], np.cumsum([len(c) for c in contacts])]).astype(np.int64)
    contact = np.array([j for c in contacts for j in c], dtype=np.int64)
    pool = r.random(n) < 0.8
    own, social = r.random(n) * (r.random(n) < 0.7), r.random(n)
    start = np.where(pool & (r.random(n) < 0.2), -1, NEVER).astype(np.int64)
    length, got = r.random(steps), start.copy()
    spread(np.uint64(seed), 2000, length, uids, first, contact, pool, own, social, 0.6, got)
    wanted = naive.spread(np.uint64(seed), 2000, length, uids, contacts, pool, own, social, 0.6, start, NEVER)
    assert got.tolist() == wanted


def test_on_a_complete_network_it_is_the_equation_of_bass():
    n, p, q, dt, years = 600, 0.03, 0.38, 0.05, 15
    net, uids = complete(n), uids_of(range(n))
    length, everybody = np.full(int(years / dt), dt), np.ones(n, dtype=bool)
    t = dt * np.arange(1, length.size + 1)
    fade = np.exp(-(p + q) * t)
    bass = (1.0 - fade) / (1.0 + q / p * fade)
    runs = []
    for seed in range(12):
        step_of = np.full(n, NEVER, dtype=np.int64)
        spread(np.uint64(seed), 0, length, uids, *net, everybody, np.full(n, p), np.full(n, q), np.inf, step_of)
        runs.append([(step_of <= step).mean() for step in range(length.size)])
    mean, error = np.mean(runs, axis=0), np.std(runs, axis=0, ddof=1) / np.sqrt(len(runs))
    # Explicit steps lag behind the equation by half a step, at most dt / 2 times its steepest slope.
    steepest = np.max(np.diff(bass) / dt)
    assert (np.abs(mean - bass) <= 4.0 * error + 0.5 * dt * steepest + 1.0 / n).all()
    assert 0.4 < bass[-1] < 0.999  # the comparison spans most of the curve
    assert np.abs(mean - (1.0 - np.exp(-p * t))).max() > 0.2  # and imitation is what makes it


@pytest.mark.parametrize("technology", list(PRIORS))
def test_nobody_adopts_without_propensity_and_contacts_who_have_it(technology):
    world = world_of()
    world.table("vehicles")["engine"][:] = Engine.PETROL
    rows = np.arange(len(world.table("households" if technology == "e_cars" else "buildings")))
    prior = PRIORS[technology]
    none = FREE.model_copy(update={prior.own: (0.0, 0.0)})
    neither = none.model_copy(update={prior.social: (0.0, 0.0)})
    assert (adopters(world, technology, offer(world, rows), DAY, params=neither, campaign=1.0) == NEVER).all()
    assert (adopters(world, technology, offer(world, rows), DAY, params=none, campaign=1.0) == NEVER).all()
    assert (adopters(world, technology, offer(world, rows), DAY, params=FREE) != NEVER).any()


def test_cars_that_are_there_are_seen_by_neighbours():
    world = world_of()
    engine = world.table("vehicles")["engine"]
    engine[:] = Engine.PETROL
    engine[::4] = Engine.ELECTRIC
    none = FREE.model_copy(update={"own_car": (0.0, 0.0)})
    assert (adopters(world, "e_cars", offer(world), DAY, params=none) == NEVER).all()  # cars of 2021 in 2010
    none = none.model_copy(update={"stock_year": 2010})
    got = adopters(world, "e_cars", offer(world), DAY, params=none)
    owned = diffusion.has(world, "e_cars")
    assert (got[owned] == NEVER).all()  # nobody takes up a second one
    assert (got[~owned] != NEVER).any()


@pytest.fixture(scope="module")
def still():
    """A world that a test looks at alone, with its contacts."""
    world = world_of(2014)
    return world, diffusion.contacts_of(world, "e_cars")


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_more_subsidy_and_more_campaign_never_lose_an_adopter(still, low, high, quiet, loud):
    world, net = still
    (low, high), (quiet, loud) = sorted((low, high)), sorted((quiet, loud))
    few = adopters(world, "e_cars", offer(world, support=low), DAY, campaign=quiet, contacts=net)
    many = adopters(world, "e_cars", offer(world, support=high), DAY, campaign=loud, contacts=net)
    assert (many <= few).all()


def test_the_years_of_a_path_agree_in_any_order():
    found = {
        year: adopters(world_of(year), "e_cars", offer(world_of(year)), DAY, params=FREE) for year in (2019, 2012, 2015)
    }
    for year in (2012, 2015):
        late = found[2019]
        assert np.array_equal(found[year], np.where(late <= year, late, NEVER))
    assert (found[2019] < found[2012]).any()
    assert (adopters(world_of(2009), "e_cars", offer(world_of()), DAY) == NEVER).all()


def test_one_more_household_moves_only_those_who_come_to_look_at_it():
    world = world_of()
    net = diffusion.contacts_of(world, "e_cars")
    before = adopters(world, "e_cars", offer(world), DAY, params=FREE, contacts=net)
    lonely = FREE.model_copy(update={"social_car": (0.0, 0.0)})
    alone = adopters(world, "e_cars", offer(world), DAY, params=lonely, contacts=net)
    n = len(world.table("households"))
    some = np.arange(n - 1)  # the same world without its last household
    fewer = adopters(world, "e_cars", offer(world, some), DAY, params=lonely, contacts=net)
    assert np.array_equal(fewer, alone[:-1])
    assert not np.array_equal(before, alone)


def test_who_cannot_pay_does_not_and_a_subsidy_lets_them():
    world = world_of()
    households = world.table("households")
    households["savings"][:], households["income"][:] = 0.0, 0.0
    assert (adopters(world, "e_cars", offer(world), DAY) == NEVER).all()
    assert (adopters(world, "e_cars", offer(world, support=1.0), DAY) != NEVER).any()
    buildings = world.table("buildings")
    rows = np.unique(households["home"])
    households["tenure"][:] = Tenure.OWNER
    buildings["ownership"][:] = 0
    assert (adopters(world, "rooftop_pv", offer(world, rows), DAY) == NEVER).all()
    households["tenure"][:] = Tenure.TENANT
    assert (adopters(world, "rooftop_pv", offer(world, rows), DAY) != NEVER).any()


def test_each_seed_draws_its_own_speed_and_they_span_the_prior():
    found = np.array([speed("e_cars", seed, DiffusionParams()) for seed in range(200)])
    (low, high), (least, most) = DiffusionParams().own_car, DiffusionParams().social_car
    assert found[:, 0].min() >= low
    assert found[:, 0].max() <= high
    assert found[:, 0].max() / found[:, 0].min() > 0.8 * high / low
    assert found[:, 1].min() < least + 0.05 * (most - least)
    assert found[:, 1].max() > most - 0.05 * (most - least)
