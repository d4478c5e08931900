"""What does a household do on a day? Work, school runs, errands alone and together, each a tour from home and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.core.jit import lean_kernel, part_kernel
from twin.core.streams import draw_four, draw_pair
from twin.domains.mobility.demand.groups import NEVER, NOTHING, TOURS

if TYPE_CHECKING:
    from twin.domains.mobility.demand.groups import Draft, Habits, Keys, People, Today

# A number written into a call would have the kernel compiled once more for it alone; int(...) is as any number.
# Members of state.codes.Activity and Occupation, spelt out because kernels see arrays and numbers only.
HOME, WORK, STUDY, SHOP, LEISURE, CARE = 0, 1, 2, 3, 4, 6
UNIVERSITY, WORKER = 3, 4
HOUR = 3600.0
_SQRT6 = 2.449489742783178
SLOTS = 3
# Kinds of a tour; a slot's tour is ERRAND + slot. GHOST keeps the hours free in which one comes along with somebody.
JOB, BRING, FETCH, ERRAND, GHOST = 0, 1, 2, 3, 7
# Bits of `Draft.item` above the kind: brings children on the way, fetches them, activity, and who comes along.
_BRINGS, _FETCHES, ACTIVITY_BIT, PARTY_BIT = 8, 16, 5, 8
# Rows of `Habits.hours`.
_USUAL, _SHIFT, _STUDY, _MORNING, _SCHOOL = 0, 1, 2, 3, 7
# Lanes of the stream of plans: four numbers each.
_WISHES, _LATE, _HOURS, _STOP, _FIRST_SLOT, _SCHOOL_RUN = 0, 1, 2, 3, 4, 8
_LAST_START = 21.5 * HOUR
_LAST_RETURN = 23.25 * HOUR
_PAUSE = 0.25 * HOUR
_MERGE = 1.5 * HOUR  # who leaves for work up to so much later brings children on the way
_GETTING = 0.35 * HOUR  # a way, as long as nobody knows the mode
_TRIP = 0.6 * HOUR  # the ways of an errand together
_ERRAND_TRIPS = 3  # at most
_NOBODY = 0  # who comes along
_SHOPS = 0  # second index of `People.haunts`
_PUT_OFF = 3.0 * HOUR  # an errand that would have to wait longer is not made


@lean_kernel
def triangular(u: float, v: float) -> float:
    """Variate of mean 0 and standard deviation 1 from two uniform numbers: the sum of two, a triangle."""
    return _SQRT6 * (u + v - 1.0)


@lean_kernel
def wish(i: int, m: int, trips: int, keys: Keys, today: Today, people: People, habits: Habits, draft: Draft) -> None:
    """Draw what citizen `i`, member `m`, would do today by herself: work or study with its hours, and errands.

    `trips` is the most that a citizen makes in a day; the other parameters are as in `lay_out`.
    """
    uid, kind = people.uid[i], int(people.occupation[i])
    goes, stops, morning, afternoon = draw_four(keys.plan, today.day, uid, _WISHES)
    evening, _, _, _ = draw_four(keys.plan, today.day, uid, _LATE)
    rates, n_kinds = today.rates, today.rates.shape[0]
    at_work = people.work[i] >= 0 and goes < rates[kind, 0]
    draft.member[m].goes = at_work
    draft.member[m].stop = stops < rates[kind, 1]
    draft.member[m].wish[0] = not at_work and morning < rates[kind, 2]
    draft.member[m].wish[1] = afternoon < rates[kind, 3]
    draft.member[m].wish[2] = evening < rates[kind, 4]
    draft.member[m].n_tours = 0
    draft.member[m].room = trips
    draft.member[m].used = NOTHING
    draft.member[m].brought = -1
    draft.member[m].free = 0.0
    if not at_work:
        return
    row, stay = _STUDY, kind
    if people.age[i] < habits.escort_age:
        row, stay = _SCHOOL, n_kinds + 3
    elif kind == WORKER:
        row = _SHIFT if people.shifts[i] else _USUAL
    elif kind == UNIVERSITY:
        row = _USUAL
    # Most of the spread is between people, the rest from day to day.
    hours, stays = habits.hours, habits.stays
    jitter = min(habits.jitter, hours[row, 1])
    usual = hours[row, 0] + people.habit[i] * (hours[row, 1] ** 2 - jitter**2) ** 0.5
    u, v, w, x = draw_four(keys.plan, today.day, uid, _HOURS)
    start = max(4.5, usual + jitter * triangular(u, v)) * HOUR
    length = max(1.0, stays[stay, 0] + stays[stay, 1] * triangular(w, x)) * HOUR
    draft.member[m].start = start
    draft.member[m].stay = min(length, max(_LAST_RETURN - start, HOUR))


@part_kernel
def _schools(first: int, n: int, trips: int, people: People, habits: Habits, draft: Draft) -> tuple[int, float, int]:
    """Schools that children of a household are brought to, when they leave, and children whom nobody can bring."""
    n_stops, left, out, adults = 0, 0, 24.0 * HOUR, 0
    house = draft.house[0]
    for m in range(n):
        adults += people.age[first + m] >= habits.adult_age
    for m in range(n):
        if not draft.member[m].goes or people.age[first + m] >= habits.escort_age:
            continue
        school, stop = people.work[first + m], 0
        while stop < n_stops and house.stops[stop] != school:
            stop += 1
        if adults == 0 or stop >= min((trips - 4) // 2, house.stops.shape[0]):
            draft.member[m].goes = False
            left += 1
            continue
        start, stay = draft.member[m].start, draft.member[m].stay
        if stop == n_stops:
            house.stops[stop] = school
            house.ready[stop] = 0.0
            n_stops += 1
        house.ready[stop] = max(house.ready[stop], start + 0.25 * HOUR + stay)
        draft.member[m].brought = stop
        out = min(out, start)
    return n_stops, out, left


@part_kernel
def school_run(
    first: int, n: int, trips: int, keys: Keys, people: People, habits: Habits, draft: Draft
) -> tuple[int, int, int, float, int]:
    """Who brings and fetches the children of a household, where, and when.

    Parameters
    ----------
    first, n : First citizen of the household, and persons. ()
    trips : The most that a citizen makes in a day. ()
    keys, people, habits : As in `lay_out`.
    draft : `stops`, `ready`, `brought`; children whom nobody can bring stay at home; written.

    Returns
    -------
    Member who brings, member who fetches, schools, departure in the morning [s], and children whom nobody can bring.

    Notes
    -----
    The adult whose hours fit best does it, with some luck that is the same on all days: families have their habits.
    """
    n_stops, out, left = _schools(first, n, trips, people, habits, draft)
    if n_stops == 0:
        return -1, -1, 0, 0.0, left
    back = last_ready(n_stops, draft)
    brings, fetches = -1, -1
    best_out, best_back = 1e9, 1e9
    for m in range(n):
        if people.age[first + m] < habits.adult_age:
            continue
        u, v = draw_pair(keys.plan, 0, people.uid[first + m], _SCHOOL_RUN)
        miss_out, miss_back = 0.5 * HOUR, 0.3 * HOUR
        if draft.member[m].goes:
            miss_out = abs(draft.member[m].start - out - 0.3 * HOUR)
            miss_back = abs(draft.member[m].start + 0.5 * HOUR + draft.member[m].stay - back)
        if miss_out + 0.75 * HOUR * u < best_out:
            best_out = miss_out + 0.75 * HOUR * u
            brings = m
        if miss_back + 0.75 * HOUR * v < best_back:
            best_back = miss_back + 0.75 * HOUR * v
            fetches = m
    # Until they are fetched, children join nobody.
    latest = max(back, habits.closing * HOUR) if draft.member[fetches].goes else back
    for m in range(n):
        if draft.member[m].brought >= 0:
            draft.member[m].free = latest + 2.0 * _GETTING
            draft.member[m].room = trips - 2 * n_stops
    return brings, fetches, n_stops, out, left


@part_kernel
def last_ready(n_stops: int, draft: Draft) -> float:
    """When all children can leave all schools. [s]"""
    back = 0.0
    for stop in range(n_stops):
        back = max(back, draft.house[0].ready[stop])
    return back


@part_kernel
def _insert(m: int, item: int, begin: float, end: float, draft: Draft) -> None:
    """Put a tour where it belongs in time."""
    t = draft.member[m].n_tours
    while t > 0 and draft.member[m].begin[t - 1] > begin:
        draft.member[m].tour[t] = draft.member[m].tour[t - 1]
        draft.member[m].begin[t] = draft.member[m].begin[t - 1]
        draft.member[m].end[t] = draft.member[m].end[t - 1]
        t -= 1
    draft.member[m].tour[t] = item
    draft.member[m].begin[t] = begin
    draft.member[m].end[t] = end
    draft.member[m].n_tours += 1


@part_kernel
def plan_duties(m: int, run: tuple[int, int, int, float, int], habits: Habits, draft: Draft) -> None:
    """Plan work or study of member `m`, with children brought and fetched on the way where the hours fit, else apart.

    `run` is what `school_run` returned.
    """
    n_stops, out = run[2], run[3]
    brings, fetches = run[0] == m, run[1] == m
    back = last_ready(n_stops, draft)
    around = 2.0 * _GETTING + 0.2 * n_stops * HOUR
    if not draft.member[m].goes:
        if brings:
            _insert(m, int(BRING), out, out + around, draft)
            draft.member[m].room -= n_stops + 1
        if fetches:
            _insert(m, int(FETCH), back - _GETTING, back + around - _GETTING, draft)
            draft.member[m].room -= n_stops + 1
        return
    item, begin = JOB, draft.member[m].start
    trips = 2
    if fetches and begin > back - 0.5 * HOUR:
        _insert(m, int(FETCH), back - _GETTING, back + around - _GETTING, draft)
        draft.member[m].room -= n_stops + 1
        begin = max(begin, back + around - _GETTING + _PAUSE)
        fetches = False
    at = begin
    if brings and begin <= out + _MERGE:
        item += _BRINGS
        begin = out
        at = max(at, out + 0.2 * n_stops * HOUR)
        trips += n_stops
    elif brings:
        _insert(m, int(BRING), out, out + around, draft)
        draft.member[m].room -= n_stops + 1
        begin = max(begin, out + around + _PAUSE)
        at = begin
    leaves = at + _GETTING + draft.member[m].stay
    end = leaves + _GETTING
    if fetches and leaves >= back - _MERGE:
        item += _FETCHES
        latest = max(back, habits.closing * HOUR)
        draft.member[m].stay = max(HOUR, draft.member[m].stay - max(0.0, leaves - latest))
        end = max(at + _GETTING + draft.member[m].stay, back) + around
        trips += n_stops
    elif fetches:
        begin_fetch = max(back - _GETTING, end + _PAUSE)
        _insert(m, int(FETCH), begin_fetch, begin_fetch + around, draft)
        draft.member[m].room -= n_stops + 1
    if item & _FETCHES == 0 and draft.member[m].stop and draft.member[m].room > trips and end < _LAST_START:
        trips += 1
        end += 0.7 * HOUR
    else:
        draft.member[m].stop = False
    draft.member[m].room -= trips
    _insert(m, item, begin, end, draft)


@part_kernel
def _company(
    first: int, n: int, m: int, slot: int, begin: float, end: float, keys: Keys, today: Today, people: People,
    habits: Habits, run: tuple[int, int, int, float, int], draft: Draft,
) -> int:  # fmt: skip
    """Members who come along on an errand, bit by bit: children at home, and adults who wished the same."""
    party = 0
    for other in range(n):
        i, member = first + other, draft.member[other]
        child = people.age[i] < habits.escort_age
        if other == m or not member.wish[slot] or member.room < _ERRAND_TRIPS or member.free > begin:
            continue
        if not child:
            # Those before have planned their own day already; who works or has children to fetch goes her own ways.
            if other < m or draft.member[other].goes or run[0] == other or run[1] == other or today.joint[0] == 0.0:
                continue
            if people.age[i] < habits.adult_age or draft.member[other].n_tours > 0:
                continue
            _, along, _, _ = draw_four(keys.plan, today.day, people.uid[i], _LATE)
            if along >= today.joint[0]:
                continue
            draft.member[other].used = NEVER
            _insert(other, int(GHOST), begin, end, draft)
        draft.member[other].free = end + _PAUSE
        draft.member[other].room -= _ERRAND_TRIPS
        draft.member[other].wish[slot] = False
        party |= 1 << other
    return party


@part_kernel
def plan_errands(
    first: int, n: int, m: int, run: tuple[int, int, int, float, int], keys: Keys, today: Today, people: People,
    habits: Habits, draft: Draft,
) -> None:  # fmt: skip
    """Plan errands of member `m` around the duties, and take along who wished the same.

    Parameters
    ----------
    first, n, run : Household, as in `school_run`.
    keys, today, people, habits, draft : As in `lay_out`.
    """
    i = first + m
    uid, n_kinds = people.uid[i], today.rates.shape[0]
    for slot in range(SLOTS):
        if not draft.member[m].wish[slot] or draft.member[m].room < 2 or draft.member[m].n_tours >= TOURS:  # noqa: PLR2004
            continue
        row = _MORNING + slot + (1 if slot == 2 or (slot == 1 and draft.member[m].goes) else 0)  # noqa: PLR2004
        u, v, what, w = draw_four(keys.plan, today.day, uid, _FIRST_SLOT + slot)
        wanted = (habits.hours[row, 0] + habits.hours[row, 1] * triangular(u, v)) * HOUR
        activity = LEISURE
        if what < today.purpose[slot, 0]:
            activity = SHOP
        elif what < today.purpose[slot, 0] + today.purpose[slot, 1] and people.age[i] >= habits.adult_age:
            activity = CARE
        row = n_kinds + (0 if activity == SHOP else (1 if activity == LEISURE else 2))
        stay = max(0.1, habits.stays[row, 0] + (2.0 * w - 1.0) * 1.7 * habits.stays[row, 1]) * HOUR
        start = wanted
        for t in range(draft.member[m].n_tours):
            if start < draft.member[m].end[t] + _PAUSE and start + stay + _TRIP + _PAUSE > draft.member[m].begin[t]:
                start = draft.member[m].end[t] + _PAUSE
        if start > _LAST_START or start > wanted + _PUT_OFF or (slot == 2 and start + stay < wanted):  # noqa: PLR2004
            continue
        stay = min(stay, _LAST_RETURN - start)
        end = start + stay + _TRIP
        party = 0
        if people.age[i] >= habits.adult_age and n > 1 and today.joint[1] > 0.0:
            party = _company(first, n, m, slot, start, end, keys, today, people, habits, run, draft)
        _insert(m, (ERRAND + slot) | (activity << ACTIVITY_BIT) | (party << PARTY_BIT), start, end, draft)
        draft.member[m].room -= 2


@part_kernel
def _leg(m: int, k: int, site: int, activity: int, party: int, earliest: float, stay: float, draft: Draft) -> int:
    """Write trip `k` of member `m`."""
    draft.member[m].site[k] = site
    draft.member[m].activity[k] = activity
    draft.member[m].party[k] = party
    draft.member[m].clock[k, 0] = earliest
    draft.member[m].clock[k, 1] = stay
    return k + 1


@part_kernel
def _bring(n: int, m: int, k: int, begin: float, n_stops: int, habits: Habits, draft: Draft) -> int:
    """Trips from home to the schools."""
    for stop in range(n_stops):
        party = 0
        for child in range(n):
            party |= (1 << child) if draft.member[child].brought >= stop else 0
        stay = 0.0 if stop == 0 else habits.handover * HOUR
        k = _leg(m, k, draft.house[0].stops[stop], int(CARE), party, begin if stop == 0 else 0.0, stay, draft)
    return k


@part_kernel
def _fetch(
    n: int, m: int, k: int, begin: float, stay: float, home: int, n_stops: int, habits: Habits, draft: Draft
) -> int:
    """Trips to the schools, and home with the children."""
    k = _leg(m, k, draft.house[0].stops[0], int(CARE), int(_NOBODY), begin, stay, draft)
    for stop in range(n_stops):
        party = 0
        for child in range(n):
            party |= (1 << child) if 0 <= draft.member[child].brought <= stop else 0
        site, activity = home, HOME
        if stop < n_stops - 1:
            site, activity = draft.house[0].stops[stop + 1], CARE
        k = _leg(m, k, site, activity, party, draft.house[0].ready[stop], habits.handover * HOUR, draft)
    return k


@part_kernel
def haunt(i: int, goal: int, u: float, people: People) -> int:
    """Site of the habitual place that citizen `i` goes to for goal 0 to 2 (shops, leisure, care), by luck `u`."""
    picks = people.haunts.shape[2]
    pick = int(u * picks)
    if goal < people.share.shape[1]:
        pick = 0
        while pick + 1 < picks and u >= people.share[i, goal, pick]:
            pick += 1
    return int(people.haunts[i, goal, pick])


@part_kernel
def _goal(
    i: int, m: int, t: int, keys: Keys, today: Today, people: People, habits: Habits, draft: Draft
) -> tuple[int, int, float, int, int, float]:
    """Where tour `t` goes, what for, and how long one stays; the same of a second stop, site -1 if there is none."""
    member = draft.member[m]
    item, n_kinds = member.tour[t], today.rates.shape[0]
    kind = item & 7
    second, then, more = -1, SHOP, 0.0
    if kind == JOB:
        if member.stop:
            place, u, v, _ = draw_four(keys.visit, today.day, people.uid[i], JOB)
            second = haunt(i, int(_SHOPS), place, people)
            more = max(0.1, habits.stays[n_kinds, 0] + habits.stays[n_kinds, 1] * triangular(u, v)) * HOUR
        activity = WORK if people.occupation[i] == WORKER else STUDY
        return int(people.work[i]), activity, member.stay, second, then, more
    activity = (item >> ACTIVITY_BIT) & 7
    goal = 0 if activity == SHOP else (1 if activity == LEISURE else 2)
    place, chain, next_place, w = draw_four(keys.visit, today.day, people.uid[i], kind)
    late = t + 1 < member.n_tours and member.begin[t + 1] - member.end[t] < HOUR
    if chain < habits.chain and member.room > 0 and not late:
        # Free time after shops, shops after leisure or care.
        after = 1 if goal == 0 else 0
        then = LEISURE if after == 1 else SHOP
        second = haunt(i, after, next_place, people)
        more = max(0.1, habits.stays[n_kinds, 0] * (0.5 + w)) * HOUR
        draft.member[m].room -= 1
    return haunt(i, goal, place, people), activity, member.end[t] - member.begin[t] - _TRIP, second, then, more


@part_kernel
def write_trips(
    first: int, n: int, m: int, n_stops: int, keys: Keys, today: Today, people: People, habits: Habits, draft: Draft
) -> None:
    """Turn the tours of member `m` into trips: `first_leg`, `activity`, `site`, `party`, `clock`. Ghosts vanish."""
    i = first + m
    home, member = int(people.home[i]), draft.member[m]
    k, made = 0, 0
    for t in range(member.n_tours):
        item, begin, end = member.tour[t], member.begin[t], member.end[t]
        kind = item & 7
        if kind == GHOST:
            continue
        member.first_leg[made] = k
        earliest, stay, party = begin, 0.0, 0
        fetches = kind == FETCH or (kind == JOB and item & _FETCHES != 0)
        if kind == BRING or (kind == JOB and item & _BRINGS != 0):
            k = _bring(n, m, k, begin, n_stops, habits, draft)
            earliest, stay = 0.0, habits.handover * HOUR
        if kind == JOB or kind >= ERRAND:
            site, activity, length, second, then, more = _goal(i, m, t, keys, today, people, habits, draft)
            party = item >> PARTY_BIT
            k = _leg(m, k, site, activity, party, earliest, stay, draft)
            earliest, stay = draft.house[0].ready[0] - _GETTING, length
            if second >= 0:
                k = _leg(m, k, second, then, party, 0.0, stay, draft)
                stay = more
        if fetches:
            k = _fetch(n, m, k, earliest, stay, home, n_stops, habits, draft)
        else:
            k = _leg(m, k, home, int(HOME), party, 0.0, stay, draft)
        member.tour[made] = item
        member.begin[made] = begin
        member.end[made] = end
        made += 1
    draft.member[m].n_tours = made
    member.first_leg[made] = k
