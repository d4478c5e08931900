"""Which mode does each tour of a household take, with whose car, and when is everybody where?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import lean_kernel, part_kernel
from twin.domains.mobility.choice.kernels import choose_mode, choose_shift, keep_tour, weigh_tour
from twin.domains.mobility.demand.groups import BOOKINGS, NEVER, NOTHING, RENTAL
from twin.domains.mobility.demand.plans import BRING, ERRAND, FETCH, HOUR, STUDY, WORK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.choice.groups import Weighed
    from twin.domains.mobility.demand.groups import Draft, Keys, Options, People, Today

# Columns of `Options.knows`.
TIMES_KNOWN, MODES_KNOWN = 0, 1
# Members of state.codes.Mode.
WALK, BICYCLE, TRANSIT, CAR, MOTORCYCLE, PASSENGER = 0, 1, 2, 3, 4, 5
SHARED_BICYCLE, SHARED_EBIKE, CAR_SHARING, BIKE_TRANSIT = 6, 7, 8, 9
MODES = 10
# Purposes as `weigh_tour` knows them.
_COMMUTE, _STUDIES, _OTHER = 0, 1, 2
_WAY = 0.4 * HOUR  # a way, as long as nobody knows the mode
_MARGIN = 600.0
_PAUSE = 0.25 * HOUR
_EARLIEST, _LATEST = 4.0 * HOUR, 23.5 * HOUR


@part_kernel
def with_others(mode: int) -> bool:
    """Whether one can take along a child or somebody else by a mode."""
    return mode == WALK or mode == TRANSIT or mode == CAR or mode == CAR_SHARING  # noqa: PLR1714


@lean_kernel
def fits(car: int, m: int, start: float, end: float, booked: int, draft: Draft) -> bool:
    """Whether member `m` can have a car from `start` to `end`.

    Parameters
    ----------
    car : Row of vehicles. ()
    m : Member. ()
    start, end : Span, some minutes apart from others. () [s]
    booked : Entries of `draft.house`. ()
    draft : `book` and `span`.

    Notes
    -----
    The tours of one person with a car follow one another: nobody takes it in between. So the car's next tour of the
    same person can wait for what the person does in between, however late the car was.
    """
    before, after, own = -1, -1, False
    for b in range(booked):
        if draft.house[0].book[b, 0] != car:
            continue
        if start < draft.house[0].span[b, 1] + _MARGIN and draft.house[0].span[b, 0] < end + _MARGIN:
            return False
        own = own or draft.house[0].book[b, 1] == m
        if draft.house[0].span[b, 0] < start:
            if before < 0 or draft.house[0].span[b, 0] > draft.house[0].span[before, 0]:
                before = b
        elif after < 0 or draft.house[0].span[b, 0] < draft.house[0].span[after, 0]:
            after = b
    left = draft.house[0].book[before, 1] if before >= 0 else -1
    right = draft.house[0].book[after, 1] if after >= 0 else -1
    if m in (left, right):
        return True
    return not own and (left < 0 or left != right)


@lean_kernel
def may_drive(car: int, start: float, end: float, today: Today, people: People) -> bool:
    """Whether a car may leave home at `start` and be back at `end` today. [s]"""
    if not today.bans:
        return True
    since, until = people.barred[car, 0], people.barred[car, 1]
    return not (since <= start < until or since < end <= until)


@lean_kernel
def any_may_drive(h: int, start: float, end: float, today: Today, people: People) -> bool:
    """Whether some car of household `h` may, whoever drives it."""
    for c in range(people.car_first[h], people.car_first[h + 1]):
        if may_drive(int(people.cars[c]), start, end, today, people):
            return True
    return False


@part_kernel
def find_car(
    i: int, m: int, h: int, start: float, end: float, booked: int, today: Today, people: People, draft: Draft
) -> int:
    """Car of household `h` that member `m`, citizen `i`, can have: the usual one first, then in order; -1 none."""
    if booked >= BOOKINGS:
        return -1
    if draft.member[m].used >= 0:
        car = int(draft.member[m].used)
        return car if fits(car, m, start, end, booked, draft) and may_drive(car, start, end, today, people) else -1
    usual = int(people.car[i])
    if usual >= 0 and fits(usual, m, start, end, booked, draft) and may_drive(usual, start, end, today, people):
        return int(usual)
    for c in range(people.car_first[h], people.car_first[h + 1]):
        car = int(people.cars[c])
        if car != usual and fits(car, m, start, end, booked, draft) and may_drive(car, start, end, today, people):
            return car
    return -1


@part_kernel
def _allow(i: int, m: int, h: int, party: int, people: People, able: NDArray[np.bool_], draft: Draft) -> None:
    """Modes at hand for a tour, before it is known how long it takes a car."""
    used, own = draft.member[m].used, people.motorcycle[i]
    for mode in range(MODES):
        draft.allowed[mode] = able[i, mode] and (party == 0 or with_others(mode))
    if people.car_first[h + 1] == people.car_first[h] or used in (NEVER, RENTAL) or (used >= 0 and used == own):
        draft.allowed[CAR] = False
    if own < 0 or (used != NOTHING and used != own):  # noqa: PLR1714 — a tuple of two types
        draft.allowed[MOTORCYCLE] = False
    if used != NOTHING:
        draft.allowed[CAR_SHARING] = False


@part_kernel
def _describe(m: int, t: int, home: int, draft: Draft) -> tuple[int, int, int]:
    """Write sites and planned departures of a tour for `weigh_tour`; its trips, purpose and who comes along."""
    k0 = draft.member[m].first_leg[t]
    n = draft.member[m].first_leg[t + 1] - k0
    draft.way[0] = home
    purpose, party = _OTHER, 0
    now = 0.0
    for j in range(n):
        k = k0 + j
        draft.way[j + 1] = draft.member[m].site[k]
        soonest = draft.member[m].clock[k, 0]
        now = soonest if j == 0 else max(soonest, now + _WAY + draft.member[m].clock[k, 1])
        draft.hour[j] = now
        party |= draft.member[m].party[k]
        if draft.member[m].activity[k] == WORK:
            purpose = _COMMUTE
        elif draft.member[m].activity[k] == STUDY:
            purpose = _STUDIES
    return n, purpose, party


@part_kernel
def _lasts(m: int, k0: int, n: int, mode: int, time: NDArray[np.float64], draft: Draft) -> float:
    """End of a tour by a mode, if it starts as planned. [s]"""
    now = 0.0
    for j in range(n):
        k = k0 + j
        start = draft.member[m].clock[k, 0]
        if j > 0:
            start = max(start, now + draft.member[m].clock[k, 1])
        now = start + time[j, mode]
    return now


@part_kernel
def _shift(
    m: int, t: int, mode: int, shift: float, end: float, booked: int, today: Today, people: People, draft: Draft
) -> float:
    """How much of a wished shift of departure fits between the tours of member `m` and those of the car. [s]"""
    member = draft.member[m]
    k0 = member.first_leg[t]
    start = member.clock[k0, 0]
    if shift < 0.0:
        floor = member.end[t - 1] + _PAUSE if t > 0 else _EARLIEST
        if start + shift < floor:
            return 0.0
    elif end + shift > (member.begin[t + 1] if t + 1 < member.n_tours else _LATEST):
        return 0.0
    if mode == CAR:
        car = int(member.car[t])
        if not fits(car, m, start + shift, end + shift, booked, draft):
            return 0.0
        if not may_drive(car, start + shift, end + shift, today, people):
            return 0.0
    return shift


@lean_kernel
def _take(i: int, m: int, t: int, mode: int, booked: int, people: People, draft: Draft) -> int:
    """Note which vehicle a tour uses; returns the entries of `draft.house`."""
    member = draft.member[m]
    if mode == CAR:
        house = draft.house[0]
        house.book[booked, 0] = member.car[t]
        house.book[booked, 1] = m
        house.book[booked, 2] = t
        house.span[booked, 0] = member.begin[t]
        house.span[booked, 1] = member.end[t]
        draft.member[m].used = member.car[t]
        return booked + 1
    if mode == MOTORCYCLE:
        draft.member[m].used = people.motorcycle[i]
    elif mode == CAR_SHARING:
        draft.member[m].used = RENTAL
    return booked


@part_kernel
def _no_lift(h: int, m: int, k0: int, n: int, today: Today, people: People, weighed: Weighed, draft: Draft) -> None:
    """Take away the lift from a tour of member `m` where no car of household `h` may drive when it begins or ends."""
    if today.bans and weighed.value[PASSENGER] > -np.inf:
        end = _lasts(m, k0, n, int(PASSENGER), weighed.time, draft)
        if not any_may_drive(h, draft.member[m].clock[k0, 0], end, today, people):
            weighed.value[PASSENGER] = -np.inf


@part_kernel
def choose_tours(
    h: int, first: int, n: int, errands: bool, booked: int, keys: Keys, today: Today, people: People,  # noqa: FBT001
    options: Options, draft: Draft,
) -> int:  # fmt: skip
    """Choose mode, departure and car of the tours of a household: duties, or errands.

    Parameters
    ----------
    h, first, n : Household, its first citizen, and persons. ()
    errands : Whether errands are chosen; they come after all duties have their cars. ()
    booked : Entries of `draft.house`. ()
    keys, today, people, options : As in `lay_out`.
    draft : `mode`, `car`, `time`, `used`, `book`, `span`, and departures; written.

    Returns
    -------
    Entries of `draft.house`.
    """
    travellers, offer, tastes, weighed = options.travellers, options.offer, options.tastes, options.weighed
    before, knows = options.before, options.knows
    for m in range(n):
        i, member = first + m, draft.member[m]
        aware = knows[i, MODES_KNOWN]
        for t in range(member.n_tours):
            kind = member.tour[t] & 7
            if (kind >= ERRAND) != errands:
                continue
            k0 = member.first_leg[t]
            legs, purpose, party = _describe(m, t, people.home[i], draft)
            _allow(i, m, h, party, people, travellers.able, draft)
            known = offer if aware else before
            weigh_tour(i, legs, purpose, draft.way, draft.hour, draft.allowed, travellers, known, tastes, weighed)
            member.car[t] = -1
            if weighed.value[CAR] > -np.inf:
                end = _lasts(m, k0, legs, int(CAR), weighed.time, draft)
                member.car[t] = find_car(i, m, h, member.clock[k0, 0], end, booked, today, people, draft)
                if member.car[t] < 0:
                    weighed.value[CAR] = -np.inf
            _no_lift(h, m, k0, legs, today, people, weighed, draft)
            for j in range(legs):
                weighed.party[j] = member.party[k0 + j]
            keep_tour(legs, draft.way, weighed)
            mode = choose_mode(keys.mode, today.day, people.uid[i], kind, weighed.value, tastes)
            if not aware and knows[i, TIMES_KNOWN]:
                # The mode is still that of old, the hour is not.
                weigh_tour(i, legs, purpose, draft.way, draft.hour, draft.allowed, travellers, offer, tastes, weighed)
            end = _lasts(m, k0, legs, mode, weighed.time, draft)
            if party == 0 and kind != BRING and kind != FETCH:  # noqa: PLR1714 — no tuples in kernels' inner loops
                shift = choose_shift(keys.shift, today.day, people.uid[i], kind, purpose, mode, tastes, weighed)
                if shift != 0.0:
                    shift = _shift(m, t, mode, shift, end, booked, today, people, draft)
                    member.clock[k0, 0] += shift
                    end += shift
            if not aware and not knows[i, TIMES_KNOWN]:
                # How long it takes is what it takes now, whatever one knew.
                weigh_tour(i, legs, purpose, draft.way, draft.hour, draft.allowed, travellers, offer, tastes, weighed)
            member.mode[t] = mode
            member.begin[t] = member.clock[k0, 0]
            member.end[t] = end
            for j in range(legs):
                member.time[k0 + j] = weighed.time[j, mode]
            booked = _take(i, m, t, mode, booked, people, draft)
    return booked


@lean_kernel
def _note(m: int, leader: int, k: int, departure: float, draft: Draft) -> None:
    """Put a trip into the day of member `m`, in order of departures."""
    at = draft.member[m].trips
    while at > 0:
        other, trip = draft.member[m].source[at - 1, 0], draft.member[m].source[at - 1, 1]
        if draft.member[other].times[trip, 0] <= departure:
            break
        draft.member[m].source[at, 0] = other
        draft.member[m].source[at, 1] = trip
        at -= 1
    draft.member[m].source[at, 0] = leader
    draft.member[m].source[at, 1] = k
    draft.member[m].trips += 1


@part_kernel
def _next_tour(n: int, draft: Draft) -> tuple[int, int]:
    """Member and tour that starts next, and is taken off the list; member -1 at the end."""
    m, t = -1, -1
    soonest = np.inf
    for other in range(n):
        for s in range(draft.member[other].n_tours):
            if draft.member[other].begin[s] < soonest:
                soonest = draft.member[other].begin[s]
                m, t = other, s
    if m >= 0:
        draft.member[m].begin[t] = np.inf
    return m, t


@lean_kernel
def schedule(n: int, draft: Draft) -> None:
    """Work out when the tours of a household take place if all ways last as planned: `times`, `source`, `trips`.

    Parameters
    ----------
    n : Persons. ()
    draft : The tours with their modes; written.

    Notes
    -----
    Tours are taken in order of their start. Nobody sets out before she is back, nor on an errand with others before
    all of them are.
    """
    for m in range(n):
        draft.member[m].free = 0.0
        draft.member[m].trips = 0
    m, t = _next_tour(n, draft)
    while m >= 0:
        member = draft.member[m]
        k0, k1 = member.first_leg[t], member.first_leg[t + 1]
        now = max(member.clock[k0, 0], member.free)
        if member.tour[t] & 7 >= ERRAND:
            for other in range(n):
                if member.party[k0] >> other & 1:
                    now = max(now, draft.member[other].free)
        for k in range(k0, k1):
            if k > k0:
                now = max(member.clock[k, 0], now + member.clock[k, 1])
            member.times[k, 0] = now
            now += member.time[k]
            member.times[k, 1] = now
            for other in range(n):
                if other == m or member.party[k] >> other & 1:
                    _note(other, m, k, member.times[k, 0], draft)
                    draft.member[other].free = max(draft.member[other].free, now)
        draft.member[m].free = now
        m, t = _next_tour(n, draft)
