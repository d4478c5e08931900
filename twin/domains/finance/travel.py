"""Who receives what people pay on their ways? Fares, hires, road charge and parking, each booked twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.reduce import block_sum
from twin.state.codes import Payer, Service, Tenure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from twin.state.world import World

# Kind of the flow, and who receives it.
TRAVEL: dict[Service, tuple[str, Payer]] = {
    Service.TRANSIT: ("fares", Payer.OPERATORS),
    Service.SHARED_CAR: ("car_sharing", Payer.OPERATORS),
    Service.ROAD: ("road_charge", Payer.CITY),
    Service.PARKING: ("parking", Payer.CITY),
    Service.SHARED_BICYCLE: ("bike_sharing", Payer.OPERATORS),
}
_BICYCLES = Service.SHARED_BICYCLE


def settle_day(
    spent: NDArray[np.float64],
    bike_fees: NDArray[np.float64],
    by_payer: NDArray[np.float64],
    paid_year: NDArray[np.float64],
    paid_services: NDArray[np.float64],
    balance: NDArray[np.float64],
) -> None:
    """Move what was paid for travel on a day.

    Parameters
    ----------
    spent, bike_fees : By each resident, by Service, and for shared bicycles. (N, 4), (N,) [EUR]
    by_payer : What was received, by who paid it, shared bicycles apart. (P, 4) [EUR]
    paid_year, paid_services : Sums since the start by resident and by payer, written. (N, 5), (P, 5) [EUR]
    balance : Accounts, written. (P,) [EUR]
    """
    paid_year[:, :_BICYCLES] += spent
    paid_year[:, _BICYCLES] += bike_fees
    paid = np.zeros_like(paid_services)
    paid[:, :_BICYCLES] = by_payer
    paid[Payer.HOUSEHOLDS] = *spent.sum(axis=0), bike_fees.sum()
    paid_services += paid
    balance -= paid.sum(axis=1)
    # Payees book what they took in themselves: what a resident paid and nobody received would show.
    received = np.append(by_payer.sum(axis=0), block_sum(bike_fees))
    for service, (_, payee) in TRAVEL.items():
        balance[payee] += received[service]


def travel_of_year(world: World) -> Iterator[tuple[Service, Payer, float]]:
    """What each payer paid for each service since the start; residents by how their household holds its flat. [EUR]"""
    citizens, others = world.table("citizens"), world.table("accounts")["paid_services"]
    owns = np.asarray(world.table("households")["tenure"] == Tenure.OWNER)[citizens["household"]]
    for service in TRAVEL:
        own = citizens["paid_year"][:, service]
        yield service, Payer.HOUSEHOLDS, float(own[owns].sum())
        yield service, Payer.TENANTS, float(own[~owns].sum())
        for payer in Payer:
            if payer != Payer.HOUSEHOLDS:
                yield service, payer, float(others[payer, service])


def household_travel(world: World) -> NDArray[np.float64]:
    """What each household paid for travel since the start, the running cost of its own vehicles apart. (H,) [EUR]"""
    citizens = world.table("citizens")
    size = len(world.table("households"))
    paid = np.bincount(citizens["household"], weights=citizens["paid_year"].sum(axis=1), minlength=size)
    return np.asarray(paid, dtype=np.float64)
