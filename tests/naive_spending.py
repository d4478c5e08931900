"""What is paid on a day, trip by trip: the slow twin of `twin.domains.mobility.spending`."""

import numpy as np

from twin.domains.mobility.outside import Why
from twin.state.codes import Mode, RideKind


def period(cut, t):
    t %= cut[-1]
    return max(p for p in range(len(cut) - 1) if p == 0 or t >= cut[p])


def tickets(traffic, due):
    """Trip that pays, and price, of each vehicle that met a charge: once a day, motorcycles never."""
    out = {}
    for row in range(traffic.kind.size):
        for n in range(traffic.first[row], traffic.first[row + 1]):
            if traffic.kind[row] != RideKind.MOTORCYCLE and due[n] > out.get(row, (0, 0.0))[1]:
                out[row] = (n, due[n])
    return out


def way(ways, head, at, goal, t, luck):
    """Links that one who leaves a node at `t` follows to a destination."""
    p = period(ways.cut, t)
    k = next(k for k, share in enumerate(ways.share[p]) if luck < share or k + 1 == len(ways.share[p]))
    passed = []
    while (arc := ways.choice[p * len(ways.share[p]) + k, goal, at]) != 255:
        passed.append(int(ways.out_link[ways.first_out[at] + arc]))
        at = head[passed[-1]]
    return passed


def returning(level, links, i, luck):
    """Highest charge on the half of a tour that is not driven, by the way that its driver would take, link by link."""
    fleet, stakes, roads, streets, ways = (
        level.outside.fleet, level.outside.stakes, level.offer.roads, level.streets, level.ways,
    )  # fmt: skip
    if fleet.why[i] != Why.THROUGH:
        return 0.0
    there, here = (streets.node[site] for site in (fleet.site[fleet.first[i]], fleet.home[i]))
    goal, gap = streets.root_of[here], stakes.gap[i]
    seconds = float(roads.seconds[period(roads.cut, fleet.clock[i]), streets.root_of[there], goal])
    t = (fleet.clock[i] + (seconds + gap if gap >= 0.0 else gap - seconds)) % 86400.0
    highest = 0.0
    for link in way(ways, links.head, there, goal, t, luck):
        charge, start, end = links.toll[link]
        if start <= t % 86400.0 < end:
            highest = max(highest, charge)
        t += links.free[link]
    return highest


def road(frame, level, day, due, own):
    """Road charge: written to residents; and that of people from elsewhere and of operators."""
    others = operators = 0.0
    rides = day.own.rides
    for row, (n, eur) in tickets(day.traffic, due).items():
        if row >= rides.kind.size:
            i = day.guests[row - rides.kind.size]
            other = returning(level, frame.links, i, day.traffic.luck[n])
            others += (eur - min(eur, other) / 2.0) * level.outside.stakes.pays[i]
        elif rides.vehicle[row] < 0:
            operators += eur
        else:
            own[rides.rider[n], 2] += frame.travellers.due[rides.rider[n]] * eur
    return others, operators


def of_car(frame, level, day, row, n, own):
    """Hire or parking of one trip by car."""
    terms, spots, diary, rides = level.offer.terms, level.offer.spots, day.own.diary, day.own.rides
    i, k = rides.rider[n], rides.leg[n]
    site = day.own.trail.site[i, k]
    if rides.vehicle[row] < 0:
        walk = level.streets.walk[0] if rides.root[n] >= 0 else terms.shared_walk
        own[i, 1] += terms.shared_price * max(day.traffic.times[n, 1] - day.traffic.times[n, 0] - walk, 0.0)
    elif site != frame.people.home[i] and k + 1 < diary.trips[i]:
        stay = float(diary.departure[i, k + 1]) - float(diary.arrival[i, k])
        own[i, 3] += float(spots.price[site]) * min(max(stay, 0.0) / 3600.0, spots.longest)


def guests_parking(frame, level, traffic):
    """Fees of cars from elsewhere."""
    paid = 0.0
    for row in np.flatnonzero(traffic.kind == RideKind.GUEST_CAR):
        for n in range(traffic.first[row], traffic.first[row + 1] - 1):
            if traffic.area[n] >= 0:
                hours = max(traffic.times[n + 1, 0] - traffic.times[n, 1], 0.0) / 3600.0
                paid += frame.areas.fee[traffic.area[n]] * min(hours, level.offer.spots.longest)
    return paid


def spent(frame, level, day, loaded, came, workday):
    """What each resident pays, and what people from elsewhere and operators pay."""
    own, others, operators = np.zeros((frame.people.uid.size, 4)), np.zeros(4), np.zeros(4)
    diary, rides = day.own.diary, day.own.rides
    for i in range(len(own)):
        for k in range(diary.trips[i]):
            if diary.mode[i, k] in (Mode.TRANSIT, Mode.BIKE_TRANSIT):
                own[i, 0] += frame.travellers.fare[i]
    for row in np.flatnonzero(rides.kind == RideKind.CAR):
        for n in range(rides.first[row], rides.first[row + 1]):
            of_car(frame, level, day, row, n, own)
    if workday:
        others[2], operators[2] = road(frame, level, day, loaded.due, own)
    others[0] = 2 * frame.params.fare * (1.0 - frame.params.season_share) * came[:, :, Mode.TRANSIT].sum()
    others[3] = guests_parking(frame, level, day.traffic)
    return own, others, operators
