"""Which projects do residents approve? Each votes for as many as are worth it; what leaves is a count."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from twin.core.rendezvous import child_uids
from twin.core.streams import declare, uid_of
from twin.decisions.budget_params import VoteParams
from twin.decisions.market import PHONE, fifths
from twin.decisions.market_params import MarketParams
from twin.observe.privacy import LEAST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from twin.state.world import World

TURNOUT = declare("decisions.vote_turnout", "whether somebody votes on the city's money in a year")
TASTE = declare("decisions.vote_taste", "what a project is worth to somebody beyond what is known of them")
STREAMS = (TURNOUT, TASTE)

_MIDDLE_AGE, _MIDDLE_FIFTH = 45, 2
_TINY = 2.0**-54


class Project(NamedTuple):
    """What is voted on.

    Parameters
    ----------
    name : Text of what it is and where, the key of people's tastes.
    touches : Rows that it would change, by table.
    """

    name: str
    touches: Mapping[str, NDArray[np.int64]]


class Tally(NamedTuple):
    """What leaves the vote.

    Parameters
    ----------
    entitled, voters : People who may vote, and who do. ()
    approvals : Voters who approve each project. (P,)
    told : Whether enough households voted for the counts to be told. ()
    """

    entitled: int
    voters: int
    approvals: NDArray[np.int64]
    told: bool


def vote(world: World, projects: Sequence[Project], year: int, params: VoteParams | None = None) -> Tally:
    """Let residents approve projects.

    Parameters
    ----------
    world : World before any edit.
    projects : What is voted on.
    year : Year of the vote; another year is another turnout, a taste is for life.
    params : Parameters; those in force in the world if None.
    """
    given: VoteParams = params or world.params.get("vote") or VoteParams()
    citizens = world.table("citizens")
    old = citizens["age"] >= given.voting_age
    votes = old & (TURNOUT.at(world.seed).uniform(citizens["uid"], year) < turnout(world, given))
    approvals = np.array([int((votes & (worth(world, each, given) > 0.0)).sum()) for each in projects], dtype=np.int64)
    told = bool(np.unique(citizens["household"][votes]).size >= LEAST)
    return Tally(int(old.sum()), int(votes.sum()), approvals, told)


def turnout(world: World, params: VoteParams) -> NDArray[np.float64]:
    """Chance of each citizen of voting age to vote, by phone or at a desk. (N,) [1]"""
    citizens, households = world.table("citizens"), world.table("households")
    phones: MarketParams = world.params.get("social_market") or MarketParams()
    age = np.searchsorted(phones.ages, citizens["age"], side="right")
    fifth = fifths(households["income"], households["uid"])[citizens["household"]]
    online = np.asarray(phones.online)[age] * np.asarray(phones.online_by_income)[fifth]
    phone = PHONE.at(world.seed).uniform(citizens["uid"]) < online
    return np.asarray(params.turnout)[age] * np.where(phone, 1.0, params.at_the_desk)


def worth(world: World, project: Project, params: VoteParams) -> NDArray[np.float64]:
    """Utility of a project to each citizen: near, own, of an age or income that likes its kind, and taste. (N,) [1]"""
    citizens, households = world.table("citizens"), world.table("households")
    home = citizens["home"]
    near = np.exp(-_distance(world, project)[home] / params.reach)
    near[home < 0] = 0.0
    key = np.array([uid_of(project.name)]).view(np.int64)[0]
    u = TASTE.at(world.seed).uniform(child_uids(citizens["uid"], np.full(len(citizens), key)))
    taste = np.log(np.maximum(u, _TINY)) - np.log1p(-u)
    total = params.near * near + params.own * _own(world, project) + taste - params.doubt
    if "buildings" in project.touches:
        fifth = fifths(households["income"], households["uid"])[citizens["household"]]
        return np.asarray(total + params.rich * (fifth - _MIDDLE_FIFTH))
    return np.asarray(total + params.young * (_MIDDLE_AGE - citizens["age"]))


def _own(world: World, project: Project) -> NDArray[np.bool_]:
    """Whether a project touches each citizen's own building, household, car, self or zone. (N,)"""
    citizens = world.table("citizens")
    own = np.zeros(len(citizens), dtype=bool)
    for table, rows in project.touches.items():
        if table == "buildings":
            own |= np.isin(citizens["home"], rows)
        elif table == "zones":
            own |= np.isin(citizens["zone"], rows)
        elif table == "citizens":
            own[rows] = True
        elif table == "households":
            own |= np.isin(citizens["household"], rows)
        elif table == "vehicles":
            own |= np.isin(citizens["household"], world.table("vehicles")["household"][rows])
    return own


def _distance(world: World, project: Project) -> NDArray[np.float64]:
    """Distance of each building to the nearest thing that a project touches, inf where it has no place. (B,) [m]"""
    buildings, nodes = world.table("buildings"), world.tables.get("car_nodes")
    points = []
    for name, rows in project.touches.items():
        table = world.table(name)
        if "x" in table:
            points.append(np.column_stack([table["x"][rows], table["y"][rows]]))
        elif name == "car_links" and nodes is not None and len(nodes):
            ends = table["tail"][rows]
            points.append(np.column_stack([nodes["x"][ends], nodes["y"][ends]]))
    found = np.concatenate(points) if points else np.zeros((0, 2))
    if not found.size:
        return np.full(len(buildings), np.inf)
    away, _ = cKDTree(found).query(np.column_stack([buildings["x"], buildings["y"]]))
    return np.asarray(away, dtype=np.float64)
