"""What do people know of the city on a type of day? Ways, times, crowding and parking that it settles on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from twin.domains.mobility import day as days
from twin.domains.mobility.choice.groups import Offer
from twin.domains.mobility.choice.places import destination_shares
from twin.domains.mobility.demand.people import streets_of
from twin.domains.mobility.outside.charged import charged, roots_of
from twin.domains.mobility.parking.areas import believed
from twin.domains.mobility.routes.equilibrium import equilibrate
from twin.domains.mobility.sharing.day import learned, wanted_of
from twin.domains.mobility.transit.crowding import crowd
from twin.domains.mobility.transit.skims import on_day_type
from twin.state.codes import Mode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.choice.groups import Spots
    from twin.domains.mobility.day import Plan
    from twin.domains.mobility.demand.groups import People, Streets
    from twin.domains.mobility.frame import Frame
    from twin.domains.mobility.loading.groups import Load
    from twin.domains.mobility.outside.rides import Outside
    from twin.domains.mobility.routes.equilibrium import Met, Settled
    from twin.domains.mobility.routes.ways import Roads, Ways
    from twin.domains.mobility.sharing.legs import Docks
    from twin.domains.mobility.transit.skims import Service
    from twin.domains.mobility.year import DayOf


@dataclass(frozen=True)
class Beliefs:
    """What is known beside the streets.

    Parameters
    ----------
    spots : Parking.
    service : Public transport, with its crowding.
    docks : Chances of shared bicycles and of free places.
    share : Shares of everybody's habitual shops and places of leisure, None before any way is known. (N, 2, H) [1]
    """

    spots: Spots
    service: Service
    docks: Docks
    share: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class Level:
    """Level of service of a type of day, as people know it.

    Parameters
    ----------
    ways : Ways that drivers follow.
    offer : Times and prices of all modes.
    people : Citizens, with the shares of their habitual places by what the way there is worth.
    streets : How sites hang on the streets.
    outside : Who may come from elsewhere at the charges of the day.
    beliefs : What is known beside the streets.
    settled : Equilibrium of the streets, None before it is known.
    """

    ways: Ways
    offer: Offer
    people: People
    streets: Streets
    outside: Outside
    beliefs: Beliefs
    settled: Settled | None


def level_of(frame: Frame, ways: Ways, roads: Roads, beliefs: Beliefs, settled: Settled | None = None) -> Level:
    """Level of service at given ways, times and beliefs."""
    offer = Offer(
        frame.sites.xy, roads, beliefs.service.lines, beliefs.docks, beliefs.spots, frame.comfort, frame.terms
    )  # fmt: skip
    people = frame.people if beliefs.share is None else frame.people._replace(share=beliefs.share)
    streets = streets_of(frame.sites, offer, frame.areas.row)
    outside = charged(frame.outside, frame.sites, roots_of(streets), roads, frame.params)
    return Level(ways, offer, people, streets, outside, beliefs, settled)


def settle(
    frame: Frame, today: DayOf, start: Level | None = None, threads: int = 1, iterations: int | None = None
) -> Level:
    """Level of service that a type of day settles on.

    Parameters
    ----------
    frame : What all days share.
    today : The day that stands for its type.
    start : What another type of day settled on: what people believe at first, and where they go; its headways are not
        those of this type.
    threads : Threads for the ways; no part in the bits.
    iterations : Loadings but one; those of the parameters if None.
    """
    params = frame.params
    beliefs = first_beliefs(frame, today, None if start is None else start.beliefs)
    loadings = 0

    def one_day(ways: Ways, roads: Roads) -> Met:
        nonlocal beliefs, loadings
        level = level_of(frame, ways, roads, beliefs)
        if beliefs.share is None:
            beliefs = replace(beliefs, share=shares(frame, level))
            level = level_of(frame, ways, roads, beliefs)
        plan = days.plan(frame, level, today)
        loaded = days.load(frame, level, today, plan)
        loadings += 1
        beliefs = learn(frame, beliefs, plan, loaded, 1.0 / loadings if start is None else 1.0 / (1.0 + loadings))
        return days.met(plan, loaded)

    if iterations is None:
        iterations = params.route_iterations if start is None else params.route_iterations_more
    settled = equilibrate(
        frame.graph, one_day, params, iterations=iterations, charged=today.outing.kind == 0,
        start=None if start is None else start.settled, threads=threads,
    )  # fmt: skip
    if start is None:
        level = level_of(frame, settled.ways, settled.roads, beliefs)
        beliefs = replace(beliefs, share=shares(frame, level))
    return level_of(frame, settled.ways, settled.roads, beliefs, settled)


def first_beliefs(frame: Frame, today: DayOf, known: Beliefs | None = None) -> Beliefs:
    """What people believe before a type of day has settled, of the lines that run on it.

    Parameters
    ----------
    frame, today : As in `settle`.
    known : Beliefs of another type of day. Its crowding is taken on, its headways are not.
    """
    known = Beliefs(frame.spots, frame.service, frame.docks) if known is None else known
    service = on_day_type(
        frame.service, frame.params, today.outing.kind, august=today.august, crowding=known.service.crowding
    )
    return replace(known, service=service)


def shares(frame: Frame, level: Level) -> NDArray[np.float32]:
    """Shares of everybody's habitual shops and places of leisure at a level of service. (N, 2, H) [1]"""
    params, people = frame.params, frame.people
    return destination_shares(
        people.home, np.ascontiguousarray(people.haunts[:, :2]), frame.near,
        (params.shop_decay, params.leisure_decay), params.place_scale, frame.travellers, level.offer, frame.tastes,
    )  # fmt: skip


def learn(frame: Frame, beliefs: Beliefs, plan: Plan, loaded: Load, share: float) -> Beliefs:
    """Beliefs after a day: of parking, crowding and docks, moved by a share towards what was met."""
    params, cut = frame.params, frame.graph.cut
    search, price = believed(frame.areas, loaded.occupancy.astype(np.int64), cut, params.usual_search)
    old = beliefs.spots
    spots = old._replace(search=((1.0 - share) * old.search + share * search).astype(np.float32), price=price)
    service, _ = crowd(beliefs.service, params, transit_trips(frame, plan), frame.terms.walk, share)
    diary, people = plan.own.diary._asdict(), frame.people
    wanted = wanted_of(diary | {"home": people.home.astype(np.int64)}, frame.sites.n_buildings)
    docks = learned(beliefs.docks, wanted, people.uid, frame.scheme, share)
    return Beliefs(spots, service, docks, beliefs.share)


def transit_trips(
    frame: Frame, plan: Plan
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    """Sites, departure [s] and persons of the residents' trips by public transport. (M,) each"""
    diary, trail = plan.own.diary, plan.own.trail
    before = np.concatenate([frame.people.home[:, None], trail.site[:, :-1]], axis=1)
    made = np.arange(diary.mode.shape[1])[None, :] < diary.trips[:, None]
    rides = made & ((diary.mode == Mode.TRANSIT) | (diary.mode == Mode.BIKE_TRANSIT))
    when = diary.departure[rides].astype(np.float64)
    return before[rides], trail.site[rides], when, np.ones(when.size)
