"""Who is known to whom? Neighbours and colleagues of each household, and what buildings see of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from twin.core.rendezvous import child_uids
from twin.core.streams import declare
from twin.decisions.network_kernels import ring_contacts
from twin.decisions.network_params import NetworkParams
from twin.state.codes import Occupation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.world import World

PLACE = declare("decisions.network_place", "where a household or a worker stands on the ring of those it may be met in")
CONTACT = declare("decisions.network_contact", "whom a household looks at")
LINK = declare("decisions.network_link", "which of its households' contacts count for a building")
STREAMS = (PLACE, CONTACT, LINK)

_NEIGHBOUR, _COLLEAGUE = 0, 1
_PAIR = 2


class Network(NamedTuple):
    """Who looks at whom, directed: that a looks at b does not mean that b looks at a.

    Parameters
    ----------
    first : First contact of each entity. (N + 1,)
    contact : Rows of the contacts; one may stand twice and then counts twice. (L,)
    """

    first: NDArray[np.int64]
    contact: NDArray[np.int64]

    @classmethod
    def of_slots(cls, slots: NDArray[np.int64]) -> Network:
        """Compressed rows from a table of contacts with -1 for none. (N, D)"""
        first = np.concatenate([[0], np.cumsum((slots >= 0).sum(axis=1))]).astype(np.int64)
        return cls(first, slots[slots >= 0])


class _Rings(NamedTuple):
    """Members of groups in the order of their places; see `ring_contacts`."""

    first: NDArray[np.int64]
    place: NDArray[np.float64]
    member: NDArray[np.int64]

    @classmethod
    def make(
        cls, group: NDArray[np.int64], n: int, place: NDArray[np.float64], uids: NDArray[np.uint64],
        member: NDArray[np.int64],
    ) -> _Rings:  # fmt: skip
        order = np.lexsort((uids, place, group))
        order = order[group[order] >= 0]
        first = np.searchsorted(group[order], np.arange(n + 1)).astype(np.int64)
        return cls(first, place[order], member[order].astype(np.int64))


def of_households(world: World, params: NetworkParams | None = None) -> Network:
    """Contacts of each household: neighbours of its building, then of the nearest ones, then its workers' colleagues.

    Parameters
    ----------
    world : World with its people.
    params : How many of each kind; those in force in the world if None.

    Notes
    -----
    Of fixed degree but where nobody is there: who lives alone in a building takes the neighbours of the nearest one, a
    household without workers has no colleagues. People who meet at school, in clubs or on line are left out.
    """
    given: NetworkParams = params or world.params.get("contacts") or NetworkParams()
    slots = [_neighbours(world, given), _colleagues(world, given)]
    return Network.of_slots(np.concatenate(slots, axis=1))


def _neighbours(world: World, params: NetworkParams) -> NDArray[np.int64]:
    households, buildings = world.table("households"), world.table("buildings")
    home, uids = households["home"], households["uid"]
    n = len(buildings)
    many = np.bincount(home[home >= 0], minlength=n)
    place = PLACE.at(world.seed).uniform(uids, lane=_NEIGHBOUR)
    rings = _Rings.make(home, n, place, uids, np.arange(len(households)))
    near = _nearest(world, np.flatnonzero(many > 0), max(params.near_buildings, 1))
    lone = (home >= 0) & (many[home] < _PAIR)
    own = np.where(lone, near[home, 0], home)
    group = np.column_stack([
        np.repeat(own[:, None], params.same_building, axis=1), near[home][:, : params.near_buildings],
    ])  # fmt: skip
    group[home < 0] = -1
    out = np.empty(group.shape, dtype=np.int64)
    ring_contacts(CONTACT.at(world.seed).key, uids, group, *rings, out)
    return out


def _nearest(world: World, occupied: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Nearest other occupied buildings of each building, -1 where there are no more. (B, count)"""
    buildings = world.table("buildings")
    out = np.full((len(buildings), count), -1, dtype=np.int64)
    if occupied.size < _PAIR:
        return out
    xy = np.column_stack([buildings["x"], buildings["y"]])
    k = min(count + 1, occupied.size)
    found = cKDTree(xy[occupied]).query(xy[occupied], k)[1].reshape(occupied.size, k)
    # Buildings of one point may come before themselves, so each is looked for in its own list.
    other = found != np.arange(occupied.size)[:, None]
    other[other.all(axis=1), -1] = False
    out[occupied, : k - 1] = occupied[found[other].reshape(occupied.size, k - 1)]
    return out


def _colleagues(world: World, params: NetworkParams) -> NDArray[np.int64]:
    households, citizens = world.table("households"), world.table("citizens")
    n_buildings, n_zones = len(world.table("buildings")), len(world.table("zones"))
    away = np.where(citizens["work_zone"] >= 0, n_buildings + citizens["work_zone"], -1)
    at = np.where(citizens["work"] >= 0, citizens["work"], away)
    at = np.where(citizens["occupation"] == Occupation.WORKER, at, -1)
    place = PLACE.at(world.seed).uniform(citizens["uid"], lane=_COLLEAGUE)
    rings = _Rings.make(at, n_buildings + n_zones, place, citizens["uid"], citizens["household"])
    workers = np.flatnonzero(at >= 0)
    workers = workers[np.argsort(citizens["household"][workers], kind="stable")]
    begin = np.searchsorted(citizens["household"][workers], np.arange(len(households) + 1))
    many = np.diff(begin)
    slot = np.arange(params.colleagues)
    chosen = begin[:-1, None] + slot % np.maximum(many, 1)[:, None]
    group = np.full((len(households), params.colleagues), -1, dtype=np.int64)
    busy = many > 0
    group[busy] = at[workers[chosen[busy]]]
    out = np.empty(group.shape, dtype=np.int64)
    # Draws of another lane than the neighbours': the slots of both kinds count on.
    ring_contacts(CONTACT.at(world.seed).key, child_uids(households["uid"], np.ones(len(households), dtype=np.int64)),
                  group, *rings, out)  # fmt: skip
    return out


def of_buildings(world: World, network: Network, params: NetworkParams | None = None) -> Network:
    """Contacts of each building: some of those that its households have in other buildings; firms look at nobody.

    Parameters
    ----------
    world : World with its people.
    network : Contacts of the households.
    params : How many count; those in force in the world if None.
    """
    given: NetworkParams = params or world.params.get("contacts") or NetworkParams()
    most = given.of_building
    households = world.table("households")
    home = households["home"]
    owner = np.repeat(np.arange(len(households)), np.diff(network.first))
    a, b = home[owner], home[network.contact]
    elsewhere = (a >= 0) & (b >= 0) & (a != b)
    a, b = a[elsewhere], b[elsewhere]
    # A pair of households has its own luck, wherever it stands in the list.
    other = households["uid"][network.contact[elsewhere]].view(np.int64)
    uids = child_uids(households["uid"][owner[elsewhere]], other)
    order = np.lexsort((uids, LINK.at(world.seed).uniform(uids), a))
    a, b = a[order], b[order]
    count = np.bincount(a, minlength=len(world.table("buildings")))
    begin = np.concatenate([[0], np.cumsum(count)])
    kept = np.arange(a.size) - begin[a] < most
    first = np.concatenate([[0], np.cumsum(np.minimum(count, most))]).astype(np.int64)
    return Network(first, b[kept])
