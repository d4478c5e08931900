"""Slow and obvious twins of the sun's kernels and of the horizons."""

from __future__ import annotations

import numpy as np
from shapely.geometry import LineString


def slope(x, y, z, azimuth, obstacles):
    """Rise over distance of the steepest building along one ray; obstacles are (polygon, height) pairs."""
    far = LineString([(x, y), (x + 1e3 * np.sin(azimuth), y + 1e3 * np.cos(azimuth))])
    steepest = 0.0
    for polygon, height in obstacles:
        hit = far.intersection(polygon.boundary)
        if not hit.is_empty and height > z:
            steepest = max(steepest, (height - z) / hit.distance(LineString([(x, y), (x, y)])))
    return steepest


def elevation(profile, off, width, ring):
    """Horizon at an angle between the middles of its bins: straight between two, the last one beyond them."""
    n = len(profile)
    middles = [width * (k + 0.5) for k in range(n)]
    if ring:
        middles = [middles[-1] - 360.0, *middles, middles[0] + 360.0]
        profile = [profile[-1], *profile, profile[0]]
    return float(np.interp(off, middles, profile))


def clear(now, high):
    """Share of the tick in which the sun stands above a horizon."""
    return min(max((now.elevation - high) / now.sweep + 0.5, 0.0), 1.0) if high > 0.0 else 1.0


def building(i, now, scene, glazing, t_air):
    """Windows [W], walls and roof [W/m2] of one building."""
    windows = walls = total = 0.0
    for face in range(8):
        off = (now.azimuth - 45.0 * face + 180.0) % 360.0 - 180.0
        lit = 0.0
        if now.beam[face] > 0.0:
            for third in range(3):
                high = elevation(scene.horizon[face, :, third, i].astype(float), off + 90.0, 10.0, False)
                lit += clear(now, high) / 3.0
        view = scene.sky[face, i]
        even = view * now.sky + (1.0 - view) * 2.0 * view * now.ground
        single = scene.single[i] == 1.0
        let = (now.one_pane if single else now.two_panes)[face] * lit
        let += (glazing.even_one if single else glazing.even_two) * even
        falls = now.beam[face] * lit + even
        if falls > glazing.from_ and t_air[i] > glazing.above:
            let *= glazing.left
        windows += scene.area[face, i] * let * scene.glass[i]
        walls += scene.area[face, i] * falls
        total += scene.area[face, i]
    high = elevation(scene.horizon_roof[:, i].astype(float), now.azimuth, 10.0, True)
    lit = clear(now, high)
    return windows, walls / max(total, 1e-9), now.beam[8] * lit + now.sky * scene.sky[8, i]
