"""What did the day do to each street? Flows by kind and speeds by hour, as the table of streets keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.state.codes import RideKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.loading.groups import Links, Load, Rides


def street_columns(load: Load, links: Links) -> dict[str, NDArray[np.float64]]:
    """Vehicles that enter, by kind, and mean speed, by hour; the free speed where nobody drove. (R, 24) each"""
    n = links.n_real
    entered = load.entered.transpose(2, 1, 0).astype(np.float64)
    length, free = links.length[:n, None], links.free[:n, None]
    left, spent = load.left.T.astype(np.float64), load.spent.T
    still = length / np.maximum(free, 1e-9)
    speed = np.divide(length * left, spent, out=np.broadcast_to(still, spent.shape).copy(), where=spent > 0.0)
    cars = entered[RideKind.CAR] + entered[RideKind.GUEST_CAR]
    return {
        "flow": entered.sum(axis=0), "car_flow": cars, "van_flow": entered[RideKind.VAN],
        "truck_flow": entered[RideKind.TRUCK], "speed": speed,
    }  # fmt: skip


def counted_by_trips(rides: Rides, counts: int, step: float) -> NDArray[np.int64]:
    """Vehicles on the district's streets half a step past each step, by the times of their trips. (counts,)

    The loading counts the same vehicles in the queues of its links.
    """
    enter, leave = rides.times[:, 2], rides.times[:, 3]
    on = np.isfinite(enter)
    # The first count that a vehicle is there for, and the first that it is gone for; one that enters at it is not yet.
    first, gone = (np.clip(np.ceil(t[on] / step - 0.5), 0, counts).astype(np.int64) for t in (enter, leave))
    change = np.bincount(first, minlength=counts + 1) - np.bincount(gone, minlength=counts + 1)
    return np.cumsum(change)[:counts]


def guest_share(load: Load) -> NDArray[np.float64]:
    """Share of the cars on each street that people from elsewhere drive, 0 where nobody drove. (R,) [1]"""
    entered = load.entered.sum(axis=0, dtype=np.float64)
    guests = entered[:, RideKind.GUEST_CAR]
    cars = entered[:, RideKind.CAR] + guests
    share: NDArray[np.float64] = np.divide(guests, cars, out=np.zeros_like(cars), where=cars > 0.0)
    return share
