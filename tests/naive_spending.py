"""What is paid on a day, trip by trip: the slow twin of `twin.domains.mobility.spending`."""

import numpy as np

from twin.state.codes import Mode, RideKind


def period(cut, t):
    t %= cut[-1]
    return max(p for p in range(len(cut) - 1) if p == 0 or t >= cut[p])


def charged(graph, entered, workday):
    """Charge by kind of vehicle, motorcycles free."""
    out = np.zeros(entered.shape[2])
    for hour in range(24):
        for link in range(entered.shape[1]):
            first, last = graph.toll_hours[link]
            for kind in range(entered.shape[2]):
                if workday and kind != RideKind.MOTORCYCLE and first <= hour < last:
                    out[kind] += graph.toll[link] * entered[hour, link, kind]
    return out


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


def believed(level, day):
    """Resident, charge expected, and whether the car is hired, of each trip by car on the streets."""
    rides, roads, out = day.own.rides, level.offer.roads, []
    for row in np.flatnonzero(rides.kind == RideKind.CAR):
        for n in range(rides.first[row], rides.first[row + 1]):
            if rides.root[n] >= 0:
                start, cost = roads.root_of[rides.origin[n]], 0.0
                if roads.toll.shape[0] > 1 and start >= 0:
                    cost = float(roads.toll[period(roads.cut, day.traffic.times[n, 0]), rides.root[n], start])
                out.append((rides.rider[n], cost, rides.vehicle[row] < 0))
    return out


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
    due, expected = charged(frame.graph, loaded.entered, workday), believed(level, day)
    whole = sum(cost for _, cost, _ in expected)
    for i, cost, hired in expected:
        part = due[RideKind.CAR] * (cost / whole if whole > 0.0 else 1.0 / len(expected))
        if hired:
            operators[2] += part
        else:
            own[i, 2] += part
    others[0] = 2 * frame.params.fare * (1.0 - frame.params.season_share) * came[:, :, Mode.TRANSIT].sum()
    others[2] = due[RideKind.GUEST_CAR] + due[RideKind.VAN] + due[RideKind.TRUCK]
    others[3] = guests_parking(frame, level, day.traffic)
    return own, others, operators
