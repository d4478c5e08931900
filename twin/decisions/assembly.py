"""What comes of a campaign among condominiums, year by year, from the first contact to finished works?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
from twin.decisions.kernels import CARRIED, NO_QUORUM, hold
from twin.decisions.opinion import OLD, house, opinions
from twin.state.codes import OwnerGroup, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.decisions.opinion import Offer, Opinions
    from twin.decisions.owners import Owners
    from twin.decisions.params import Params

INTEREST = declare("decisions.interest", "whether a condominium shows interest when a campaign contacts it")
JOIN = declare("decisions.join", "whether an interested condominium has a diagnosis made, or joins co-design")
AGENDA = declare("decisions.agenda", "whether a condominium puts a retrofit to the vote in a year on its own")
LITIGATION = declare("decisions.litigation", "whether a resolution is taken to court, or the facade is protected")

_NEVER = -1
_NO_TAX = 0.5  # an owner who can use less than half of the deduction counts as one without tax to deduct


@dataclass(frozen=True)
class Course:
    """What happened to each condominium; months count from the start of the campaign, -1 never.

    Parameters
    ----------
    contacted, interested, joined : Months of the first steps. (B,)
    voted : Month of each assembly, the first, the second and so on. (B, T)
    call : Call at which it was in order, 0 neither. (B, T)
    carried : Whether it carried the works; there is none after one that did. (B, T)
    stopped : Whether a court, a veto or arrears stopped carried works before a contract. (B,)
    built : Month in which works are finished. (B,)
    groups : Owners asked at each assembly, in all and in favour, by `OwnerGroup`. (B, T, G, 2)
    """

    contacted: NDArray[np.int64]
    interested: NDArray[np.int64]
    joined: NDArray[np.int64]
    voted: NDArray[np.int64]
    call: NDArray[np.int64]
    carried: NDArray[np.bool_]
    stopped: NDArray[np.bool_]
    built: NDArray[np.int64]
    groups: NDArray[np.float64]

    def stages(self, month: float) -> dict[Stage, NDArray[np.bool_]]:
        """Which condominiums had reached each stage by a month. (B,) each"""
        held = self.held(month)
        done, last, each = held > 0, np.maximum(held - 1, 0), np.arange(held.size)
        call, carried = self.call[each, last], self.carried[each, last]
        when = {
            Stage.CONTACTED: self.contacted,
            Stage.INTERESTED: self.interested,
            Stage.AUDITED: self.joined,
            Stage.BUILT: self.built,
        }
        return {
            **{stage: (month_of != _NEVER) & (month_of <= month) for stage, month_of in when.items()},
            Stage.FIRST_CALL: done & (call == 1),
            Stage.SECOND_CALL: done & (call > 1),
            Stage.NO_QUORUM: done & (call == 0),
            Stage.APPROVED: done & carried,
            Stage.STOPPED: done & carried & self.stopped,
        }

    def held(self, month: float) -> NDArray[np.int64]:
        """How many assemblies each condominium had held by a month. (B,)"""
        return np.asarray(np.count_nonzero((self.voted != _NEVER) & (self.voted <= month), axis=1))

    def asked(self, month: float) -> NDArray[np.float64]:
        """Owners asked at the last assembly by a month, in all and in favour, by group; 0 before one. (B, G, 2)"""
        held = self.held(month)
        return np.asarray(self.groups[np.arange(held.size), np.maximum(held - 1, 0)] * (held > 0)[:, None, None])

    def years(self, month: float, gone: int) -> dict[int, tuple[int, int, int]]:
        """Assemblies, those never in order, and approvals, by calendar year counted from that of the campaign's start.

        Parameters
        ----------
        month : Month up to which is told.
        gone : Months of the first year that lie before the campaign. ()
        """
        told = (self.voted != _NEVER) & (self.voted <= month)
        year = np.where(told, (gone + self.voted) // 12, _NEVER)
        found = {}
        for each in np.unique(year[told]):
            then = year == each
            some = (then, then & (self.call == 0), then & self.carried)
            held, never, won = (int(np.count_nonzero(mask)) for mask in some)
            found[int(each)] = (held, never, won)
        return found

    def funnel(self, month: float) -> NDArray[np.int64]:
        """How many condominiums had reached each stage by a month. (len(Stage),)"""
        reached = self.stages(month)
        return np.array([np.count_nonzero(reached[stage]) for stage in Stage])


def blank(count: int, params: Params) -> Course:
    """A course in which nothing happened, with room for as many assemblies as can be held."""
    contacted, interested, joined, built = np.full((4, count), _NEVER)
    most = (count, params.retries + 1)
    return Course(
        contacted=contacted,
        interested=interested,
        joined=joined,
        voted=np.full(most, _NEVER),
        call=np.zeros(most, dtype=np.int64),
        carried=np.zeros(most, dtype=bool),
        stopped=np.zeros(count, dtype=bool),
        built=built,
        groups=np.zeros((*most, len(OwnerGroup), 2)),
    )


def forward(chance: float, uids: NDArray[np.uint64], seed: int, params: Params) -> NDArray[np.float64]:
    """Chance that a condominium comes forward, higher where it is better disposed; its mean is `chance`. (B,)"""
    pull = params.champion
    return np.minimum(chance * np.exp(pull * house(uids, seed) - 0.5 * pull**2), 1.0)


def campaign(
    owners: Owners, contacted: NDArray[np.int64], offer: Offer, year: int, month: int, seed: int, params: Params
) -> Course:
    """Contact condominiums, prepare those that take the offer up, and let their assemblies vote.

    Parameters
    ----------
    owners : Owners of the condominiums contacted.
    contacted : Month of the contact, from the start of the campaign. (B,)
    offer : What is proposed.
    year, month : Calendar year, and months of it gone, at the start of the campaign.
    seed, params : Seed of all draws, and what is believed of owners.
    """
    course = blank(owners.rows.size, params)
    course.contacted[:] = contacted
    helped = offer.diagnosis or offer.meetings > 0
    interested = INTEREST.at(seed).uniform(owners.uids) < forward(params.interest, owners.uids, seed, params)
    joined = interested & (JOIN.at(seed).uniform(owners.uids) < params.joins) if helped else interested
    course.interested[interested] = contacted[interested]
    if offer.diagnosis:
        course.joined[joined] = contacted[joined]
    ready = contacted + params.preparation[0 if helped else 1]
    votes(course, owners, np.flatnonzero(joined), ready, offer, (year, month), seed, params)
    return course


def on_their_own(owners: Owners, years: int, offer: Offer, year: int, month: int, seed: int, params: Params) -> Course:
    """Let condominiums put works to the vote on their own, over some years. Parameters as in `campaign`."""
    course = blank(owners.rows.size, params)
    chance = forward(params.initiative, owners.uids, seed, params)
    luck = AGENDA.at(seed)
    for k in range(years):
        moved = (course.contacted == _NEVER) & (luck.uniform(owners.uids, year + k) < chance)
        course.contacted[moved] = course.interested[moved] = 12 * k
    moved = course.contacted != _NEVER
    if offer.diagnosis:
        course.joined[moved] = course.contacted[moved]
    ready = course.contacted + params.preparation[1]
    votes(course, owners, np.flatnonzero(moved), ready, offer, (year, month), seed, params)
    return course


def votes(
    course: Course,
    owners: Owners,
    places: NDArray[np.int64],
    ready: NDArray[np.int64],
    offer: Offer,
    start: tuple[int, int],
    seed: int,
    params: Params,
) -> None:
    """Hold the assemblies of the buildings `places`, each year again until the works are carried or given up."""
    year, month = start
    left = places
    for again in range(params.retries + 1):
        when = ready + 12 * again
        calendar = year + (month + when) // 12
        for each in np.unique(calendar[left]):
            assembly(course, owners, left[calendar[left] == each], again, when, offer, int(each), seed, params)
        carried = course.carried[left, again]
        won = left[carried & ~course.stopped[left]]
        course.built[won] = when[won] + params.works
        left = left[~carried]


def assembly(
    course: Course,
    owners: Owners,
    places: NDArray[np.int64],
    again: int,
    when: NDArray[np.int64],
    offer: Offer,
    year: int,
    seed: int,
    params: Params,
) -> None:
    """Hold one assembly in each of the buildings `places` in a calendar year, and see what stops the works.

    Parameters
    ----------
    course : What happened so far; written.
    owners : Owners of all condominiums of the course.
    places : Condominiums that meet. (K,)
    again : Assemblies that each of them has held before. ()
    when : Month of the assembly of each condominium of the course. (B,)
    offer : What is proposed to all of them.
    year : Calendar year of the assembly.
    seed, params : Seed of all draws, and what is believed of owners.
    """
    voters = owners.of(places)
    here = offer._replace(cost=offer.cost[places], saving=offer.saving[places])
    mind = opinions(voters, here, year, seed, params)
    favours = mind.opinion > 0.0
    result, call = np.zeros(places.size, dtype=np.int64), np.zeros(places.size, dtype=np.int64)
    hold(voters.first, voters.thousandths, favours, mind.early, mind.attends, int(offer.diagnosis), result, call)
    course.voted[places, again], course.call[places, again] = when[places], call
    course.carried[places, again] = result == CARRIED
    course.groups[places, again] = _groups(voters, here, mind, favours)
    stops = stopped(voters, mind, favours, seed, params, year)
    course.stopped[places] = (result == CARRIED) & stops
    assert bool(np.all((result == NO_QUORUM) == (call == 0)))  # noqa: S101 — a vote has a quorum


def stopped(
    voters: Owners, mind: Opinions, favours: NDArray[np.bool_], seed: int, params: Params, year: int
) -> NDArray[np.bool_]:
    """Where one who is against it sues, or more of the special fund is missing than the others bear. (B,)"""
    count = voters.rows.size
    against = np.bincount(voters.place, weights=~favours, minlength=count)
    sued = LITIGATION.at(seed).uniform(voters.uids, year) < 1.0 - (1.0 - params.litigation) ** against
    missing = np.bincount(voters.place, weights=mind.share.unpaid * voters.thousandths, minlength=count) / 1000.0
    return np.asarray(sued | (missing > params.arrears_borne))


def _groups(voters: Owners, offer: Offer, mind: Opinions, favours: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Owners asked and those in favour, by group. (B, G, 2)"""
    members = {
        OwnerGroup.ALL: np.ones(favours.size, dtype=bool),
        OwnerGroup.OLD: voters.age >= OLD,
        OwnerGroup.NO_TAX: mind.share.deducted < _NO_TAX * offer.deduction * mind.share.cost,
        OwnerGroup.NO_CASH: mind.share.short > 0.0,
        OwnerGroup.LANDLORD: ~voters.resident & ~voters.empty,
        OwnerGroup.EMPTY: voters.empty,
    }
    out = np.zeros((voters.rows.size, len(OwnerGroup), 2))
    for group, mask in members.items():
        for k, chosen in enumerate((mask, mask & favours)):
            out[:, group, k] = np.bincount(voters.place, weights=chosen, minlength=voters.rows.size)
    return out
