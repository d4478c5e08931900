"""Which vehicles do households keep, who drives them, and what comes out of the exhaust class?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.rendezvous import child_uids
from twin.core.streams import declare
from twin.population.kernels import main_drivers
from twin.state.codes import Engine, Occupation, VehicleKind
from twin.state.people_columns import VEHICLES
from twin.state.table import Flag, Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.streams import StreamName
    from twin.population.params import Params

KEPT = declare("population.vehicles", "cars and motorcycles that a household keeps")
DRIVER = declare("population.driver", "members who drive a household's vehicles")
ENGINE = declare("population.engine", "engine and Euro class of a vehicle")
TICKET = declare("population.ticket", "driving licence, season ticket and car sharing of a citizen")
STREAMS: tuple[StreamName, ...] = (KEPT, DRIVER, ENGINE, TICKET)

_PER_1000 = 1e-3
_J_M_PER_KWH_KM = 3600.0
_WORKER_WEIGHT = 3.0
_OLDEST_RIDER = 68
_LICENCE_AGES, _PASS_AGES, _CLUB_AGES = (18, 25, 45, 65, 75), (11, 26, 65), (18, 35, 55, 70)


def kept(
    households: Table, residents: NDArray[np.float64], rate: float, by_size: NDArray[np.float64], lane: int, seed: int
) -> NDArray[np.int64]:
    """Vehicles of each household, so that each zone has `rate` per resident. (H,) [1]

    A household's mean follows its size, scaled in its zone; whole numbers by floor(mean + u), which scatters least.
    """
    zone = households["zone"]
    mean = by_size[np.minimum(households["size"], by_size.size) - 1]
    in_zone = np.bincount(zone, weights=mean, minlength=residents.size)
    scale = np.divide(rate * residents, in_zone, out=np.zeros_like(in_zone), where=in_zone > 0)
    u = KEPT.at(seed).uniform(households["uid"], lane=lane)
    return np.asarray(np.floor(mean * scale[zone] + u), dtype=np.int64)


def drive_weights(citizens: Table, params: Params, oldest: int) -> NDArray[np.float64]:
    """Inclination of each citizen to drive: none outside the driving ages, most for workers. (N,) [1]"""
    may = (citizens["age"] >= params.driving_age[0]) & (citizens["age"] <= oldest)
    return np.where(may, np.where(citizens["occupation"] == Occupation.WORKER, _WORKER_WEIGHT, 1.0), 0.0)


def make_vehicles(
    households: Table, citizens: Table, first: NDArray[np.int64], n_zones: int, seed: int, params: Params
) -> Table:
    """Make the vehicles, give them drivers, and fill households.cars, motorcycles and citizens.car, motorcycle.

    Parameters
    ----------
    households, citizens : Tables, citizens in the order of their households; written.
    first : Row of each household's first member, and the number of citizens. (H + 1,)
    """
    residents = np.bincount(citizens["zone"], minlength=n_zones).astype(np.float64)
    rates = (
        (VehicleKind.CAR, "cars", "car", params.cars_per_1000, params.cars_by_size, params.driving_age[1]),
        (VehicleKind.MOTORCYCLE, "motorcycles", "motorcycle", params.motorcycles_per_1000, params.motorcycles_by_size,
         _OLDEST_RIDER),
    )  # fmt: skip
    parts: dict[str, list[NDArray[np.generic]]] = {"uid": [], "kind": [], "household": [], "driver": []}
    start = 0
    for lane, (kind, many, one, rate, by_size, oldest) in enumerate(rates):
        n = kept(households, residents, _PER_1000 * rate, np.asarray(by_size), lane, seed)
        households[many][:] = n
        begin = np.concatenate([[0], np.cumsum(n)]).astype(np.int64)
        owner = np.repeat(np.arange(n.size), n)
        driver = np.full(owner.size, -1, dtype=np.int64)
        mine = np.full(len(citizens), -1, dtype=np.int64)
        weight = drive_weights(citizens, params, oldest)
        main_drivers(DRIVER.at(seed).key, first, begin, citizens["uid"], weight, driver, mine)
        citizens[one][:] = np.where(mine >= 0, mine + start, -1)
        parts["uid"].append(
            child_uids(households["uid"][owner], 1000 * (lane + 1) + np.arange(owner.size) - begin[owner])
        )
        parts["kind"].append(np.full(owner.size, kind))
        parts["household"].append(owner)
        parts["driver"].append(driver)
        start += owner.size
    vehicles = Table.from_columns(VEHICLES, {name: np.concatenate(values) for name, values in parts.items()})
    give_engines(vehicles, seed, params)
    vehicles["electric_use"][:] = np.asarray(params.electric_use)[vehicles["kind"]] * _J_M_PER_KWH_KM
    return vehicles


def give_tickets(citizens: Table, seed: int, params: Params) -> None:
    """Fill licence, transit_pass and club of the citizens, whose cars have their drivers already."""
    age, stream = citizens["age"], TICKET.at(seed)
    u, v, w = (stream.uniform(citizens["uid"], lane=lane) for lane in range(3))
    licence = np.append(0.0, params.licence_share)[np.searchsorted(_LICENCE_AGES, age, side="right")]
    citizens["licence"][:] = (u < licence) | (citizens["car"] >= 0)
    citizens["transit_pass"][:] = v < np.asarray(params.pass_share)[np.searchsorted(_PASS_AGES, age, side="right")]
    club = np.append(0.0, params.club_share)[np.searchsorted(_CLUB_AGES, age, side="right")]
    citizens["club"][:] = citizens["licence"] & (w < club)


def give_engines(vehicles: Table, seed: int, params: Params) -> None:
    """Fill engine and Euro class from the shares of the fleet."""
    conventional = np.asarray(params.euro_conventional)
    diesel = conventional * np.asarray(params.diesel_share)
    # Categories: petrol of Euro 0..6, diesel of Euro 0..6, hybrid, electric.
    car = np.concatenate([conventional - diesel, diesel, params.hybrid_electric])
    motorcycle = np.concatenate([params.euro_motorcycle, np.zeros(diesel.size + 2)])
    weights = np.where((vehicles["kind"] == VehicleKind.CAR)[:, None], car, motorcycle)
    if len(vehicles) == 0:
        return
    drawn = ENGINE.at(seed).choice(vehicles["uid"], weights)
    classes = conventional.size
    engine = [*[Engine.PETROL] * classes, *[Engine.DIESEL] * classes, Engine.HYBRID, Engine.ELECTRIC]
    euro = [*range(classes), *range(classes), classes - 1, classes - 1]
    vehicles["engine"][:] = np.asarray(engine)[drawn]
    vehicles["euro"][:] = np.asarray(euro)[drawn]
    vehicles["engine_flag"][:] = Flag.SYNTHETIC
    vehicles["euro_flag"][:] = Flag.SYNTHETIC
