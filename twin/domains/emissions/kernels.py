"""What do buildings, lamps and vehicles emit in an hour?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.jit import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 64  # links that are read and written together, so that both stay in the cache
HOUR = 3600.0
KMH = 3.6


@kernel
def buildings_hour(
    carriers: tuple[NDArray[np.float64], ...],
    factors: NDArray[np.float64],
    dt_s: float,
    co2: NDArray[np.float64],
    nox: NDArray[np.float64],
    pm10: NDArray[np.float64],
    co2_year: NDArray[np.float64],
) -> None:
    """Emissions of all buildings.

    Parameters
    ----------
    carriers : Gas, gas oil, district heat, electricity. 4 of (B,) [W]
    factors : By substance (CO2, NOx, PM10) and carrier. (3, 4) [kg/J]
    dt_s : Tick length. () [s]
    co2, nox, pm10, co2_year : Written. (B,) [kg/s], the last [kg]
    """
    gas, oil, heat, electricity = carriers
    for i in range(co2.shape[0]):
        co2[i] = (
            gas[i] * factors[0, 0] + oil[i] * factors[0, 1] + heat[i] * factors[0, 2] + electricity[i] * factors[0, 3]
        )
        nox[i] = gas[i] * factors[1, 0] + oil[i] * factors[1, 1]
        pm10[i] = gas[i] * factors[2, 0] + oil[i] * factors[2, 1]
        co2_year[i] += co2[i] * dt_s


@kernel
def traffic_day(
    flow: NDArray[np.float64],
    car_flow: NDArray[np.float64],
    van_flow: NDArray[np.float64],
    truck_flow: NDArray[np.float64],
    guest_share: NDArray[np.float64],
    speed: NDArray[np.float64],
    length: NDArray[np.float64],
    factors: NDArray[np.float64],
    rate: NDArray[np.float64],
) -> None:
    """Emission rates of all links in every hour of a day.

    Parameters
    ----------
    flow, car_flow, van_flow, truck_flow : Vehicles that enter in the hour, and cars, vans and trucks among them; what
        is none of these is a motorcycle. (L, 24) [1]
    guest_share : Share of the cars that people from elsewhere drive. (L,) [1]
    speed : Mean speed; what is not a number or beyond the table counts as its nearest end. (L, 24) [m/s]
    length : (L,) [m]
    factors : By whole km/h from 0, kind (car of the district, motorcycle, other car, van, truck) and substance, linear
        in between. (V, 5, 4) [kg/m or J/m]
    rate : By hour, link and substance, mean over the hour; written. (24, L, 4) [kg/s or W]
    """
    n = flow.shape[0]
    top = factors.shape[0] - 1.0
    for block in range((n + BLOCK - 1) // BLOCK):
        for hour in range(flow.shape[1]):
            for i in range(block * BLOCK, min((block + 1) * BLOCK, n)):
                if flow[i, hour] == 0.0:
                    for p in range(4):
                        rate[hour, i, p] = 0.0
                    continue
                per = length[i] / HOUR
                guests = car_flow[i, hour] * guest_share[i] * per
                cars = car_flow[i, hour] * per - guests
                vans = van_flow[i, hour] * per
                trucks = truck_flow[i, hour] * per
                rest = max(flow[i, hour] - car_flow[i, hour] - van_flow[i, hour] - truck_flow[i, hour], 0.0) * per
                v = speed[i, hour] * KMH
                v = min(v, top) if v > 0.0 else 0.0
                k = min(int(v), factors.shape[0] - 2)
                for p in range(4):
                    low = cars * factors[k, 0, p] + rest * factors[k, 1, p] + guests * factors[k, 2, p]
                    low += vans * factors[k, 3, p] + trucks * factors[k, 4, p]
                    high = cars * factors[k + 1, 0, p] + rest * factors[k + 1, 1, p] + guests * factors[k + 1, 2, p]
                    high += vans * factors[k + 1, 3, p] + trucks * factors[k + 1, 4, p]
                    rate[hour, i, p] = low + (v - k) * (high - low)


@kernel
def traffic_hour(
    rate: NDArray[np.float64],
    carbon_intensity: float,
    dt_s: float,
    co2: NDArray[np.float64],
    nox: NDArray[np.float64],
    pm10: NDArray[np.float64],
    co2_year: NDArray[np.float64],
) -> None:
    """Copy the rates of one hour (L, 4) to the links' columns; electricity becomes CO2 at `carbon_intensity` [kg/J]."""
    for i in range(co2.shape[0]):
        co2[i] = rate[i, 0] + rate[i, 3] * carbon_intensity
        nox[i] = rate[i, 1]
        pm10[i] = rate[i, 2]
        co2_year[i] += co2[i] * dt_s
