"""Whom households look at, and whom nobody's coming or going concerns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import naive_decisions_social as naive
from tests.grid_district import grid_world
from twin.core.streams import uids_of
from twin.decisions import network
from twin.decisions.network_kernels import ring_contacts
from twin.decisions.network_params import NetworkParams
from twin.state.codes import Occupation
from twin.state.table import Table


@pytest.mark.nojit
@given(st.integers(0, 2**32), st.integers(1, 30), st.integers(1, 4), st.integers(0, 60))
def test_contacts_are_those_of_the_obvious_ring(seed, n, rings, many):
    r = naive.Cases(seed)
    uids = uids_of(f"{seed}/{i}" for i in range(n))
    group = r.integers(-1, rings, (n, 3))
    of, place, member = np.sort(r.integers(0, rings, many)), r.random(many), r.integers(0, n, many)
    order = np.lexsort((place, of))
    place, member = place[order], member[order]
    first = np.searchsorted(of, np.arange(rings + 1))
    out = np.empty(group.shape, dtype=np.int64)
    key = np.uint64(seed)
    ring_contacts(key, uids, group, first, place, member, out)
    members = [list(zip(place[of == g], member[of == g], strict=True)) for g in range(rings)]
    assert out.tolist() == naive.ring_contacts(key, uids, group, members)
    assert not (out == np.arange(n)[:, None]).any()


def test_neighbours_come_first_from_the_same_building_and_colleagues_share_a_workplace():
    world = grid_world()
    households, citizens = world.table("households"), world.table("citizens")
    params = NetworkParams(same_building=3, near_buildings=0, colleagues=0)
    net = network.of_households(world, params)
    owner = np.repeat(np.arange(len(households)), np.diff(net.first))
    home = households["home"]
    crowded = np.bincount(home)[home] > 1
    assert crowded.sum() > 100
    assert (home[net.contact] == home[owner])[crowded[owner]].all()
    assert (np.diff(net.first)[crowded] == 3).all()
    net = network.of_households(world, NetworkParams(same_building=0, near_buildings=0, colleagues=4))
    owner = np.repeat(np.arange(len(households)), np.diff(net.first))
    assert owner.size > 100
    worker = citizens["occupation"] == Occupation.WORKER
    where = np.where(citizens["work"] >= 0, citizens["work"], 10_000_000 + citizens["work_zone"])
    places = [set() for _ in range(len(households))]
    for h, place in zip(citizens["household"][worker], where[worker], strict=True):
        places[h].add(int(place))
    assert all(places[a] & places[b] for a, b in zip(owner, net.contact, strict=True))


def test_one_more_household_leaves_every_contact_that_is_not_itself():
    world = grid_world()
    before = network.of_households(world)
    households = world.table("households")
    n = len(households)
    more = Table(
        households.schema, {name: np.concatenate([values, values[:1]]) for name, values in households.data.items()}
    )
    more["uid"][-1] = uids_of(["one more"])[0]
    world.tables["households"] = more
    after = network.of_households(world)
    moved = 0
    for i in range(n):
        old = before.contact[before.first[i] : before.first[i + 1]]
        new = after.contact[after.first[i] : after.first[i + 1]]
        assert old.size == new.size
        assert ((old == new) | (new == n)).all()
        moved += int((new == n).sum())
    assert moved < 0.02 * before.contact.size


def test_buildings_look_at_other_buildings_and_never_at_too_many():
    world = grid_world()
    net = network.of_buildings(world, network.of_households(world))
    count = np.diff(net.first)
    assert count.max() == NetworkParams().of_building
    owner = np.repeat(np.arange(count.size), count)
    assert (owner != net.contact).all()
    lived_in = np.unique(world.table("households")["home"])
    assert set(net.contact) <= set(lived_in)
