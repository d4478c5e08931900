"""Slow, obvious twins of the pass over households, and a world without jams to try it in."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np

from tests.grid_district import grid_world
from twin.core.clock import DayType
from twin.domains.mobility.choice import build
from twin.domains.mobility.choice.groups import Offer
from twin.domains.mobility.choice.params import ChoiceParams
from twin.domains.mobility.demand import calendar, people
from twin.domains.mobility.demand import day as days
from twin.domains.mobility.demand.params import DemandParams
from twin.domains.mobility.outside.params import OutsideParams
from twin.domains.mobility.outside.ring import ring
from twin.domains.mobility.routes.ways import Roads
from twin.domains.mobility.sharing.legs import Docks
from twin.domains.mobility.sites import sites_of
from twin.domains.mobility.transit.groups import PARTS, Lines

TRIPS = 8
ALL_DAY = np.array([0.0, 86400.0])


def can_have(bookings, car, member, start, end, margin=600.0):
    """Whether a member can have a car: no overlap, and nobody's tours with it are cut in two by somebody else's.

    bookings: (car, member, start, end) each.
    """
    mine = sorted((*b[2:], b[1]) for b in bookings if b[0] == car)
    if any(start < b + margin and a < end + margin for a, b, _ in mine):
        return False
    drivers = [m for _, _, m in sorted([*mine, (start, end, member)])]
    blocks = [m for k, m in enumerate(drivers) if k == 0 or drivers[k - 1] != m]
    return len(blocks) == len(set(blocks))


def timetable(tours):
    """When tours take place: in order of their start, nobody sets out before she (or who comes along) is back.

    tours: (start, leader, errand, legs) each, legs: (earliest, stay, duration, party) each.
    """
    free, out = {}, {}
    for n in sorted(range(len(tours)), key=lambda n: tours[n][:2]):
        _, leader, errand, legs = tours[n]
        now = max([legs[0][0], free.get(leader, 0.0)] + ([free.get(p, 0.0) for p in legs[0][3]] if errand else []))
        for k, (earliest, stay, duration, party) in enumerate(legs):
            now = now if k == 0 else max(earliest, now + stay)
            out[n, k] = (now, now + duration)
            now += duration
            for p in party:
                free[p] = max(free.get(p, 0.0), now)
        free[leader] = now
    return out


def drive(rides, seconds):
    """Times of rides where each takes what it is given: vehicle by vehicle, trip by trip. (T, 4)"""
    times = np.empty((rides.rider.size, 4))
    for row in range(rides.kind.size):
        back = -math.inf
        for n in range(rides.first[row], rides.first[row + 1]):
            out = max(rides.earliest[n], back + rides.stay[n])
            back = out + rides.tail[n] + (seconds[n] if rides.root[n] >= 0 else 0.0)
            inside = rides.root[n] >= 0
            times[n] = out, back, out if inside else math.inf, back - rides.tail[n] if inside else math.inf
    return times


def offer_of(sites, choice):
    """A world of straight ways: roads between all places, lines without a plan, no docks."""
    n = sites.xy.shape[0]
    node = np.arange(n, dtype=np.int32)
    far = np.hypot(*(sites.xy[:, None] - sites.xy[None]).transpose(2, 0, 1))
    seconds = (far * 0.25 + 60.0).astype(np.float32)[None]
    none = np.zeros((1, 0, 0), dtype=np.float32)
    stops, walk = np.full((n, 1), -1, dtype=np.int32), np.full((n, 1), 200.0, dtype=np.float32)
    lines = Lines(
        stops, walk, np.zeros((1, 0, 0, PARTS), dtype=np.float32), ALL_DAY, none, 1.8, stops, walk,
        np.array([210.0, 0.25, 4000.0]), sites.xy,
    )  # fmt: skip
    roads = Roads(node, node.copy(), seconds, np.zeros((1, 1, 1), dtype=np.float32), ALL_DAY, sites.xy, 0.25)
    chance = np.zeros((0, 1), dtype=np.float32)
    docks = Docks(
        np.full((n, 3), -1, dtype=np.int32), np.zeros((n, 3), dtype=np.float32), chance, chance, chance,
        np.zeros((0, 2)), ALL_DAY,
    )  # fmt: skip
    return Offer(
        sites.xy, roads, lines, docks, build.spots_of(n, 1, choice), np.ones(n, dtype=np.float32),
        build.terms_of(choice, 1.3, 1.3, 1.35),
    )  # fmt: skip


def little_town(n=5, residents=500, seed=1, params=None, constants=None, tables=None):
    """Everything that a day needs, on a small grid."""
    params = params or DemandParams()
    choice = ChoiceParams() if constants is None else ChoiceParams(mode_constants=constants)
    tables = tables if tables is not None else grid_world(n, residents, seed).tables
    build.set_fares(tables["citizens"], choice)
    beyond = ring(tables["zones"], OutsideParams())
    sites = sites_of(tables["buildings"], tables["zones"], beyond)
    offer = offer_of(sites, choice)
    area = np.where(sites.inside, sites.zone, -1)
    return SimpleNamespace(
        tables=tables, params=params, sites=sites, offer=offer, people=people.people_of(tables, beyond, seed, params),
        streets=people.streets_of(sites, offer, area), tastes=build.tastes_of(choice),
        travellers=build.travellers_of(tables["citizens"], tables["vehicles"], seed, choice),
        keys=people.keys_of(seed), habits=people.habits_of(params), vehicles=len(tables["vehicles"]),
        zones=len(tables["zones"]),
    )  # fmt: skip


def a_day(town, kind=DayType.WORKDAY, number=0, today=None):
    """Plans of a day in term with everybody in town."""
    today = today or calendar.usual(kind, len(town.tables["households"]), town.params, number)
    return days.plan(
        today, town.keys, town.people, town.habits, town.travellers, town.offer, town.tastes, town.streets, TRIPS,
        town.vehicles,
    )  # fmt: skip


def settled(town, plans, seconds, today=None):
    """A day after its vehicles took the given times."""
    today = today or calendar.usual(DayType.WORKDAY, len(town.tables["households"]), town.params)
    times = drive(plans.rides, seconds)
    metres = np.ones(plans.rides.kind.size)
    return days.settle(plans, times, metres, today, town.people, town.streets, town.sites.xy, town.vehicles, town.zones)
