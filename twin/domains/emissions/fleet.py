"""What does the mean vehicle of each kind emit at a speed: of the district's own fleet, and of those from elsewhere?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.state.codes import Engine, VehicleKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.emissions.params import Params
    from twin.state.table import Table

N_EURO = 7
CO2, NOX, PM10, GRID = range(4)  # kg/m, kg/m, kg/m and electricity in J/m
# Rows of a table of mean factors; the first two are members of VehicleKind.
OWN_CAR, MOTORCYCLE, GUEST_CAR, VAN, TRUCK = range(5)
_J_M = 3600.0  # kWh/km in J/m
_G_KM = 1e-6  # g/km in kg/m
_MG_KM = 1e-9  # mg/km in kg/m


def factors(params: Params) -> NDArray[np.float64]:
    """Factors by kind, engine, Euro class, substance and speed, wear counted in PM10. (2, 4, 7, 4, 6) [SI]

    Electricity is left at zero here: what an electric vehicle draws stands with the vehicle, see `fleet_mean`.
    """
    table = np.zeros((len(VehicleKind), len(Engine), N_EURO, 4, len(params.speeds)))
    car, moto = table[VehicleKind.CAR], table[VehicleKind.MOTORCYCLE]
    car[Engine.PETROL, :, CO2] = np.asarray(params.car_co2_petrol) * _G_KM
    car[Engine.DIESEL, :, CO2] = np.asarray(params.car_co2_diesel) * _G_KM
    car[Engine.PETROL, :, NOX] = _by_euro(params.old_nox_petrol, params.car_nox_petrol)
    car[Engine.DIESEL, :, NOX] = _by_euro(params.old_nox_diesel, params.car_nox_diesel)
    car[Engine.PETROL, :, PM10] = _by_euro(params.old_pm_petrol, params.car_pm_petrol)
    car[Engine.DIESEL, :, PM10] = _by_euro(params.old_pm_diesel, params.car_pm_diesel)
    for substance, ratio in zip((CO2, NOX, PM10), params.hybrid, strict=True):
        car[Engine.HYBRID, :, substance] = ratio * car[Engine.PETROL, :, substance]
    late = np.asarray(params.new_motorcycle)
    nox = np.asarray(params.motorcycle_nox)
    pm = np.asarray(params.motorcycle_pm)
    moto[:, :, CO2] = np.asarray(params.motorcycle_co2) * _G_KM
    moto[:, :4, NOX], moto[:, 4:, NOX] = nox * _MG_KM, late[:, None] * nox[3] * _MG_KM
    moto[:, :4, PM10], moto[:, 4:, PM10] = pm[:, None] * _MG_KM, (late * pm[3])[:, None] * _MG_KM
    table[:, Engine.ELECTRIC] = 0.0
    table[:, :, :, PM10] += np.asarray(params.wear)[:, None, None, None] * _MG_KM
    return table


def fleet_mean(
    vehicles: Table, table: NDArray[np.float64], usual_euro: int, stands: NDArray[np.bool_] | None = None
) -> NDArray[np.float64]:
    """Mean factors of cars and motorcycles over the vehicles that the district keeps. (2, 4, 6) [SI]

    Every motorcycle on a street is taken to have this mix, whoever drives it.

    Parameters
    ----------
    vehicles, table, usual_euro : Fleet, factors, and the class of a fleet without vehicles.
    stands : Vehicles that may not drive today and do not count. (V,)
    """
    shape = table.shape[:3]
    euro = np.clip(vehicles["euro"], 0, N_EURO - 1)
    cell = (vehicles["kind"] * shape[1] + vehicles["engine"]) * shape[2] + euro
    drives = np.ones(len(vehicles)) if stands is None else np.where(stands, 0.0, 1.0)
    count = np.bincount(cell, weights=drives, minlength=int(np.prod(shape))).astype(np.float64).reshape(shape)
    for kind in range(shape[0]):
        if count[kind].sum() == 0.0:
            count[kind, Engine.PETROL, usual_euro] = 1.0
    weight = count / count.sum(axis=(1, 2), keepdims=True)
    mean = np.asarray((weight[..., None, None] * table).sum(axis=(1, 2)))
    drawn = np.where(vehicles["engine"] == Engine.ELECTRIC, vehicles["electric_use"], 0.0)
    drawn_by_kind = np.bincount(vehicles["kind"], weights=drawn, minlength=shape[0])
    mean[:, GRID] = (drawn_by_kind / count.sum(axis=(1, 2)))[:, None]
    return mean


def allowed(shares: NDArray[np.float64], first: int, least: int) -> NDArray[np.float64]:
    """Shares of Euro classes where those below a least one may not drive: theirs go to the others in proportion.

    Parameters
    ----------
    shares : By class, summing to 1. (K,) [1]
    first : Class of the first of them. ()
    least : Least class that may drive; where none of them may, the newest of them stands for what does. ()
    """
    kept = np.where(np.arange(shares.size) + first >= least, shares, 0.0)
    if kept.sum() <= 0.0:
        kept[-1] = 1.0
    return np.asarray(kept / kept.sum()) if least > first else shares


def others(
    table: NDArray[np.float64], electric_vans: float, params: Params, least: tuple[int, int] = (0, 0)
) -> NDArray[np.float64]:
    """Mean factors of cars from elsewhere, vans and trucks. (3, 4, 6) [SI]

    Parameters
    ----------
    table : Factors by kind, engine and Euro class, from `factors`.
    electric_vans : Share of the vans that are electric. () [1]
    params : Parameters.
    least : Least Euro classes of petrol and of diesel vehicles that may drive. (2,)
    """
    mean = np.zeros((3, 4, len(params.speeds)))
    engines = np.asarray(params.guest_engines) / np.sum(params.guest_engines)
    euro = np.asarray(params.guest_euro) / np.sum(params.guest_euro)
    if max(least) == 0:
        mean[0] = np.einsum("e,u,eups->ps", engines, euro, table[VehicleKind.CAR])
    else:
        petrol, diesel = (allowed(euro, 0, each) for each in least)
        mean[0] = np.einsum("eu,eups->ps", engines[:, None] * np.stack([petrol, diesel, petrol, euro]),
                            table[VehicleKind.CAR])  # fmt: skip
    mean[0, GRID] = engines[Engine.ELECTRIC] * params.guest_electric_use * _J_M
    burning = 1.0 - electric_vans
    classes = allowed(np.asarray(params.van_euro) / np.sum(params.van_euro), 4, least[1])
    nox, pm = np.asarray(params.van_nox), np.asarray(params.van_pm)
    mean[1, CO2] = burning * np.asarray(params.van_co2) * _G_KM
    mean[1, NOX] = burning * (classes @ np.stack([params.old_nox_diesel[4] * nox[0], *nox])) * _MG_KM
    mean[1, PM10] = burning * (classes @ np.stack([params.old_pm_diesel[4] * pm[0], *pm])) * _MG_KM
    mean[1, GRID] = electric_vans * params.van_electric_use * _J_M
    mix = allowed(np.array([1.0 - params.truck_new, params.truck_new]), 5, least[1])
    mean[2, CO2] = np.asarray(params.truck_co2) * _G_KM
    mean[2, NOX] = mix @ np.asarray(params.truck_nox) * _MG_KM
    mean[2, PM10] = mix @ np.asarray(params.truck_pm) * _MG_KM
    mean[1:, PM10] += np.asarray(params.freight_wear)[:, None] * _MG_KM
    return mean


def by_kmh(mean: NDArray[np.float64], speeds: tuple[float, ...]) -> NDArray[np.float64]:
    """Mean factors (K, 4, S) at every whole km/h up to the last of `speeds` (S,), linear between them. (V, K, 4)

    Exact for a kernel that interpolates linearly again, as long as `speeds` are whole numbers.
    """
    kmh = np.arange(int(speeds[-1]) + 1.0)
    table = np.empty((kmh.size, *mean.shape[:2]))
    for kind, substance in np.ndindex(*mean.shape[:2]):
        table[:, kind, substance] = np.interp(kmh, speeds, mean[kind, substance])
    return table


def _by_euro(old: tuple[float, ...], new: tuple[tuple[float, ...], ...]) -> NDArray[np.float64]:
    """Factors of Euro 0 to 6 from ratios of Euro 0-4 to Euro 5 and the curves of Euro 5 and 6. (7, 6) [kg/m]"""
    late = np.asarray(new)
    return np.concatenate([np.asarray(old)[:, None] * late[0], late]) * _MG_KM
