"""Slow and obvious twins of the emission kernels."""

import numpy as np


def building(gas, gas_oil, heat, electricity, factors):
    """CO2, NOx and PM10 of one building [kg/s]; factors by substance and carrier."""
    power = (gas, gas_oil, heat, electricity)
    co2 = sum(watt * factor for watt, factor in zip(power, factors[0], strict=True))
    nox, pm10 = (gas * factors[k][0] + gas_oil * factors[k][1] for k in (1, 2))
    return co2, nox, pm10


def link(flow, cars, vans, trucks, guests, speed, length, speeds, mean):
    """Rates of one link and hour, by substance [kg/s or W]; `mean` by kind, substance and support point."""
    count = (cars * (1.0 - guests), flow - cars - vans - trucks, cars * guests, vans, trucks)
    kmh = 0.0 if not speed > 0.0 else speed * 3.6
    per_metre = [[float(np.interp(kmh, speeds, curve)) for curve in kind] for kind in mean]
    return [
        length / 3600.0 * sum(n * f for n, f in zip(count, each, strict=True)) for each in zip(*per_metre, strict=True)
    ]
