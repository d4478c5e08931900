"""Slow and obvious twins of what brings vehicles and people from elsewhere."""

import math

import numpy as np
import shapely

from twin.core.streams import draw, draw_four


def around(p, q, district):
    """Length from p to q around the hull of the district: half of the hull of all of them, the shorter one."""
    hull = shapely.convex_hull(shapely.multipoints(district))
    line = shapely.LineString([p, q])
    if line.intersection(hull).length == 0.0 or any(hull.covers(shapely.Point(each)) for each in (p, q)):
        return line.length
    rim = shapely.convex_hull(shapely.union(hull, line)).exterior
    part = abs(rim.project(shapely.Point(p)) - rim.project(shapely.Point(q)))
    return min(part, rim.length - part)


def come(key, outing, uid, chance):
    u0, u1, u2, u3 = draw_four(key, outing.day, uid, 0)
    return u0 < chance * outing.here, math.sqrt(6.0) * (u1 + u2 - 1.0), u3


def trips(key, outing, fleet, node, root, area, jitter):
    """List of (row, [(origin, root, area, earliest, stay, tail), ...]) of the vehicles that come."""
    out = []
    for i, uid in enumerate(fleet.uid):
        here, off, _ = come(key, outing, uid, fleet.chance[i, outing.kind])
        if not here:
            continue
        chain = [fleet.home[i]]
        about = [(0.0, 0.0, False)]
        for k, s in enumerate(range(fleet.first[i], fleet.first[i + 1])):
            if fleet.often[s] >= 1.0 or draw(key, outing.day, uid, 1 + k) < fleet.often[s]:
                chain.append(fleet.site[s])
                about.append((fleet.stay[s], fleet.tail[s], fleet.seeks[s]))
        if len(chain) == 1:
            continue
        if fleet.back[i]:
            chain.append(fleet.home[i])
            about.append((0.0, 0.0, False))
        start = min(max(fleet.clock[i] + jitter * off, 0.0), 86399.0)
        rows = []
        for k in range(1, len(chain)):
            a, b = chain[k - 1], chain[k]
            where = area[b] if about[k][2] else -1
            rows.append((node[a], root[b], where, start if k == 1 else 0.0, about[k - 1][0], about[k][1]))
        out.append((i, rows))
    return out


def people(key, outing, guests, jitter, n_buildings):
    """People in each building at half past each hour."""
    inside = np.zeros((n_buildings, 24))
    for g, car in enumerate(guests.party):
        here, off, _ = come(key, outing, car, guests.chance[g, outing.kind])
        if here:
            begin = max(guests.arrival[g] + jitter * off, 0.0)
            for hour in range(24):
                inside[guests.building[g], hour] += begin <= (hour + 0.5) * 3600.0 < begin + guests.stay[g]
    return inside
