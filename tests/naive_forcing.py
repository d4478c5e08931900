"""Slow, obvious twins of what the room of forcing computes over whole years."""

from __future__ import annotations

import pandas as pd
import pvlib


def share_above(elevation, threshold):
    """Share of each hour above a threshold, in steps of a hundredth of half an hour."""
    shares = []
    for hour in range((len(elevation) - 1) // 2):
        above = 0
        for half in (0, 1):
            a, b = elevation[2 * hour + half], elevation[2 * hour + half + 1]
            above += sum(a + (b - a) * (i + 0.5) / 100 >= threshold for i in range(100))
        shares.append(above / 200)
    return shares


def wall(place, clock, tick, azimuth, ghi, dni, dhi, albedo):
    """Irradiance on one wall in one hour, straight from pvlib."""
    time = pd.DatetimeIndex([clock.at(tick) + pd.Timedelta(minutes=30)])
    sun = pvlib.solarposition.get_solarposition(time, place[1], place[0])
    extra = pvlib.irradiance.get_extra_radiation(time.day_of_year.to_numpy())
    zenith, at = float(sun["apparent_zenith"].iloc[0]), float(sun["azimuth"].iloc[0])
    sky = pvlib.irradiance.haydavies(90, azimuth, dhi, dni, extra, zenith, at)
    beam = dni * max(pvlib.irradiance.aoi_projection(90, azimuth, zenith, at), 0.0)
    return float(beam + sky[0] + pvlib.irradiance.get_ground_diffuse(90, ghi, albedo))
