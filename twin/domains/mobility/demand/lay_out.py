"""How does everybody's day look before the streets have their say? Household by household, in one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import inner_kernel, lean_kernel, part_kernel, prefetch
from twin.core.refer import refer
from twin.core.streams import draw
from twin.domains.mobility.demand.groups import RENTAL
from twin.domains.mobility.demand.plans import (
    ERRAND,
    HOME,
    STUDY,
    plan_duties,
    plan_errands,
    school_run,
    wish,
    write_trips,
)
from twin.domains.mobility.demand.tours import CAR, CAR_SHARING, MOTORCYCLE, PASSENGER, choose_tours, schedule

if TYPE_CHECKING:
    from twin.domains.mobility.demand.groups import (
        Diary,
        Draft,
        Habits,
        Keys,
        Options,
        People,
        Rides,
        Streets,
        Today,
        Trail,
    )

# int(...) of these as a number is any number; -1 and 0 would have whatever gets them compiled once more for each.
_NONE, _NO_ROWS = -1, 0
_AHEAD = 8  # citizens between who is asked for and who is dealt with
# Elements of `Trail.n`.
ALONG, LEFT_HOME = 0, 1
# Members of state.codes.RideKind.
_CAR, _MOTORCYCLE = 0, 1


@lean_kernel
def on_streets(a: int, b: int, streets: Streets) -> int:
    """Tree that leads from site `a` to site `b` over the streets, -1 if they are off the streets."""
    start, end = streets.node[a], streets.node[b]
    if start < 0 or end < 0 or start == end or not (streets.inside[a] or streets.inside[b]):
        return -1
    tree, source = streets.root_of[end], streets.root_of[start]
    if tree >= 0 and source >= 0 and streets.reach[tree, source] < np.inf:
        return int(tree)
    return -1


@inner_kernel
def ask_ahead(first: int, n: int, people: People) -> None:
    """Have the habitual places of a household at hand by the time they are asked for."""
    for i in range(first, min(first + n, people.uid.shape[0])):
        prefetch(people.haunts[i], 0, 0)
        prefetch(people.share[i], 0, 0)


@inner_kernel
def ask_streets(first: int, booked: int, people: People, streets: Streets, draft: Draft) -> None:
    """Have at hand which ways of a household's cars lead over the streets, as `on_streets` will ask."""
    for b in range(booked):
        m, t = draft.house[0].book[b, 1], draft.house[0].book[b, 2]
        start = streets.node[people.home[first + m]]
        for k in range(draft.member[m].first_leg[t], draft.member[m].first_leg[t + 1]):
            end = streets.node[draft.member[m].site[k]]
            if start >= 0 and end >= 0 and streets.root_of[start] >= 0 and streets.root_of[end] >= 0:
                prefetch(streets.reach, streets.root_of[end], streets.root_of[start])
            start = end


@part_kernel
def ride_tour(
    first: int, m: int, t: int, row: int, since: float, kind: int, keys: Keys, today: Today, people: People,
    streets: Streets, draft: Draft, rides: Rides,
) -> None:  # fmt: skip
    """Append the trips of one tour to the rides of vehicle `row`.

    Parameters
    ----------
    first, m, t : First citizen of the household, member, and tour. ()
    row : Row of `rides`. ()
    since : What the driver does between the vehicle's last arrival and this tour, at least. () [s]
    kind : RideKind. ()
    keys, today, people, streets, draft : As in `lay_out`.
    rides : Trips; appended to.
    """
    i = first + m
    a = people.home[i]
    n = rides.first[row + 1]
    k0 = draft.member[m].first_leg[t]
    for k in range(k0, draft.member[m].first_leg[t + 1]):
        b = draft.member[m].site[k]
        tree = on_streets(a, b, streets)
        place = draft.member[m].row[k]
        rides.origin[n] = streets.node[a] if tree >= 0 else -1
        rides.root[n] = tree
        rides.earliest[n] = draft.member[m].times[k, 0] if k == k0 else draft.member[m].clock[k, 0]
        rides.stay[n] = since if k == k0 else draft.member[m].clock[k, 1]
        area = streets.area[b] if kind == _CAR and tree >= 0 else -1
        tail = draft.member[m].time[k]
        if tree >= 0:
            tail = streets.walk[kind] + (streets.search[b] if kind == _CAR and area < 0 else 0.0)
        rides.tail[n] = tail
        rides.area[n] = area
        rides.luck[n] = draw(keys.route, today.day, people.uid[i], place)
        rides.rider[n] = i
        rides.leg[n] = place
        n += 1
        a = b
    rides.first[row + 1] = n


@lean_kernel
def between(m: int, last: int, t: int, draft: Draft) -> float:
    """Time that member `m` needs for the tours after tour `last` and before tour `t`. [s]"""
    busy, member = 0.0, draft.member[m]
    for s in range(last + 1, t):
        busy += member.times[member.first_leg[s + 1] - 1, 1] - member.times[member.first_leg[s], 0]
    return busy


@lean_kernel
def _open(row: int, kind: int, vehicle: int, home: int, streets: Streets, rides: Rides) -> None:
    """Begin a row of rides."""
    rides.first[row + 1] = rides.first[row]
    rides.kind[row] = kind
    rides.vehicle[row] = vehicle
    rides.start_area[row] = streets.area[home] if kind == _CAR and vehicle >= 0 else -1


@part_kernel
def ride_all(
    h: int, first: int, n: int, booked: int, row: int, keys: Keys, today: Today, people: People, streets: Streets,
    draft: Draft, rides: Rides,
) -> int:  # fmt: skip
    """Write the rides of a household's vehicles: its cars, then motorcycles and shared cars by member.

    Parameters are as in `choose_tours` and `lay_out`; `row` is the next row of `rides`. Returns the row after the last.
    """
    home = people.home[first]
    for c in range(people.car_first[h], people.car_first[h + 1]):
        rode, last, driver = -np.inf, int(_NONE), int(_NONE)
        for _ in range(booked):
            b, soonest = -1, np.inf
            for each in range(booked):
                begin = draft.house[0].span[each, 0]
                if draft.house[0].book[each, 0] == people.cars[c] and rode < begin < soonest:
                    b, soonest = each, begin
            if b < 0:
                break
            if driver < 0:
                _open(row, int(_CAR), int(people.cars[c]), home, streets, rides)
                row += 1
            m, t = draft.house[0].book[b, 1], draft.house[0].book[b, 2]
            since = between(m, last, t, draft) if m == driver else 0.0
            ride_tour(first, m, t, row - 1, since, int(_CAR), keys, today, people, streets, draft, rides)
            rode, last, driver = soonest, t, m
    for m in range(n):
        used = draft.member[m].used
        if used != RENTAL and (used < 0 or used != people.motorcycle[first + m]):
            continue
        kind = _CAR if used == RENTAL else _MOTORCYCLE
        mode = CAR_SHARING if used == RENTAL else MOTORCYCLE
        _open(row, kind, max(used, -1), home, streets, rides)
        last = int(_NONE)
        for t in range(draft.member[m].n_tours):
            if draft.member[m].mode[t] == mode:
                since = between(m, last, t, draft) if last >= 0 else 0.0
                ride_tour(first, m, t, row, since, kind, keys, today, people, streets, draft, rides)
                last = t
        row += 1
    return row


@part_kernel
def tour_of(m: int, k: int, draft: Draft) -> int:
    """Tour that trip `k` of member `m` belongs to."""
    t = 0
    while draft.member[m].first_leg[t + 1] <= k:
        t += 1
    return t


@part_kernel
def write_member(first: int, m: int, streets: Streets, draft: Draft, diary: Diary, trail: Trail) -> None:
    """Write one member's row of the diary, and with whom she went along. Others must know their rows already."""
    i = first + m
    diary.trips[i] = draft.member[m].trips
    for r in range(draft.member[m].trips):
        leader, k = draft.member[m].source[r, 0], draft.member[m].source[r, 1]
        source, t = draft.member[leader], tour_of(leader, k, draft)
        mode, activity, site = source.mode[t], source.activity[k], source.site[k]
        if leader != m:
            mode = PASSENGER if mode in (CAR, CAR_SHARING) else mode
            a = trail.n[ALONG]
            trail.at[a, 0] = i
            trail.at[a, 1] = r
            trail.at[a, 2] = first + leader
            trail.at[a, 3] = source.row[k]
            trail.n[ALONG] = a + 1
            stop = draft.member[m].brought
            if stop >= 0 and source.tour[t] & 7 < ERRAND and activity != HOME and site == draft.house[0].stops[stop]:
                activity = STUDY
        diary.activity[i, r] = activity
        diary.mode[i, r] = mode
        diary.to_building[i, r] = site if site < streets.n_buildings else -1
        diary.to_zone[i, r] = streets.zone[site]
        diary.departure[i, r] = source.times[k, 0]
        diary.arrival[i, r] = source.times[k, 1]
        trail.site[i, r] = site


@part_kernel
def plan_household(
    first: int, n: int, trips: int, keys: Keys, today: Today, people: People, habits: Habits, draft: Draft
) -> int:
    """Plan the tours of a household's members; returns the number of children whom nobody can bring."""
    for m in range(n):
        wish(first + m, m, trips, keys, today, people, habits, draft)
    run = school_run(first, n, trips, keys, people, habits, draft)
    for m in range(n):
        if people.age[first + m] >= habits.escort_age:
            plan_duties(m, run, habits, draft)
    for m in range(n):
        if people.age[first + m] >= habits.escort_age:
            plan_errands(first, n, m, run, keys, today, people, habits, draft)
    for m in range(n):
        write_trips(first, n, m, run[2], keys, today, people, habits, draft)
    return run[4]


@lean_kernel
def lay_out(
    today: Today, keys: Keys, people: People, habits: Habits, options: Options, streets: Streets, draft: Draft,
    diary: Diary, trail: Trail, rides: Rides,
) -> int:  # fmt: skip
    """Lay out everybody's day as planned; the streets may have other ideas about those who drive (`settle`).

    Parameters
    ----------
    today, keys, people, habits : The day, and who people are.
    options : What choices rest on.
    streets : How sites hang on the streets.
    draft : Room for one household's day.
    diary, trail : Trips with planned times, as `diary_for` and `trail_for` give them; written where trips are made.
    rides : Trips of vehicles; written.

    Returns
    -------
    Rows of `rides`.

    Notes
    -----
    Children below an age never travel alone. A car goes to one member at a time: duties are asked before errands, in
    row order. A person uses one vehicle a day, so that no late vehicle can make somebody be in two places.
    """
    today, keys, people, habits, options = refer(today), refer(keys), refer(people), refer(habits), refer(options)
    streets, draft, diary, trail, rides = refer(streets), refer(draft), refer(diary), refer(trail), refer(rides)
    room = diary.mode.shape[1]
    rides.first[0] = 0
    trail.n[:] = 0
    row = int(_NO_ROWS)
    for h in range(people.first.shape[0] - 1):
        first = int(people.first[h])
        n = int(people.first[h + 1]) - first
        ask_ahead(first + _AHEAD, n, people)
        for m in range(n):
            diary.away[first + m] = today.away[h]
            draft.member[m].trips = 0
        booked = int(_NO_ROWS)
        if not today.away[h]:
            trail.n[LEFT_HOME] += plan_household(first, n, room, keys, today, people, habits, draft)
            for errands in (False, True):
                booked = choose_tours(h, first, n, errands, booked, keys, today, people, options, draft)
            ask_streets(first, booked, people, streets, draft)
            schedule(n, draft)
            for m in range(n):
                for r in range(draft.member[m].trips):
                    if draft.member[m].source[r, 0] == m:
                        draft.member[m].row[draft.member[m].source[r, 1]] = r
            row = ride_all(h, first, n, booked, row, keys, today, people, streets, draft, rides)
        for m in range(n):
            write_member(first, m, streets, draft, diary, trail)
    return row
