"""What do people pay on their ways today? Fares, shared cars, road charge and parking: money, no time as money."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.domains.mobility.tickets import of_guests, tickets
from twin.state.codes import Mode, Payer, RideKind, Service

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.day import Plan
    from twin.domains.mobility.demand import groups as demand
    from twin.domains.mobility.frame import Frame
    from twin.domains.mobility.level import Level
    from twin.domains.mobility.loading.groups import Load

_HOUR = 3600.0
_SERVICES = len(Service) - 1  # shared bicycles are paid for as they are found
_WAYS = 2.0  # who comes goes back


class Spent(NamedTuple):
    """What is paid on a day, by Service.

    Parameters
    ----------
    own : By each resident. (N, 4) [EUR]
    others : By people and firms from elsewhere. (4,) [EUR]
    operators : By operators of shared cars, who pay for them at the entries, once for each rental. (4,) [EUR]
    """

    own: NDArray[np.float64]
    others: NDArray[np.float64]
    operators: NDArray[np.float64]

    @property
    def by_payer(self) -> NDArray[np.float64]:
        """Sums by payer. (payers, 4) [EUR]"""
        sums = np.zeros((len(Payer), _SERVICES))
        sums[Payer.HOUSEHOLDS] = self.own.sum(axis=0)
        sums[Payer.VISITORS], sums[Payer.OPERATORS] = self.others, self.operators
        return sums


def spent(
    frame: Frame, level: Level, day: Plan, loaded: Load, came: NDArray[np.int64], *, workday: bool
) -> Spent:  # fmt: skip
    """Money that changes hands on a day that has been settled.

    Parameters
    ----------
    frame, level : What all days share, and what people know of this type of day: all prices are those of the choice.
    day : Plans with the times of the streets.
    loaded : What the day did to the streets.
    came : People from elsewhere by where from, zone and mode. (2, Z, MODES)
    workday : Whether the road charge is due.

    Notes
    -----
    A passenger pays nothing to others, though the choice has him feel a share. Who comes from elsewhere by public
    transport pays two fares; the whole of a stay is paid at the price of where one looks for a place.
    """
    own = np.zeros((frame.people.uid.size, _SERVICES))
    others, operators = np.zeros(_SERVICES), np.zeros(_SERVICES)
    diary = day.own.diary
    made = np.arange(diary.mode.shape[1]) < diary.trips[:, None]
    lines = made & ((diary.mode == Mode.TRANSIT) | (diary.mode == Mode.BIKE_TRANSIT))
    own[:, Service.TRANSIT] = frame.travellers.fare * lines.sum(axis=1)
    params = frame.params
    others[Service.TRANSIT] = _WAYS * params.fare * (1.0 - params.season_share) * float(came[:, :, Mode.TRANSIT].sum())
    rides = day.own.rides
    n = rides.earliest.size
    kind = np.repeat(rides.kind, np.diff(rides.first))
    rented = np.repeat(rides.vehicle < 0, np.diff(rides.first))
    car = kind == RideKind.CAR
    hired, parked = np.flatnonzero(car & rented), np.flatnonzero(car & ~rented)
    rider = rides.rider.astype(np.int64)
    _add(own, Service.SHARED_CAR, rider[hired], hire(rides, day.traffic.times, hired, level))
    _add(own, Service.PARKING, rider[parked], parking(frame, level, day, parked))
    others[Service.PARKING] = float(guests_parking(frame, level, day, n).sum())
    if workday:
        trip, row, eur = tickets(day.traffic, loaded.due)
        mine = row < rides.kind.size
        guests = day.guests[row[~mine] - rides.kind.size].astype(np.int64)
        part = of_guests(eur[~mine], guests, day.traffic.luck[trip[~mine]], level, frame.links)
        others[Service.ROAD] = float(part.sum())
        of_operator = rides.vehicle[row[mine]] < 0
        drivers = rider[trip[mine][~of_operator]]
        _add(own, Service.ROAD, drivers, frame.travellers.due[drivers] * eur[mine][~of_operator])
        operators[Service.ROAD] = float(eur[mine][of_operator].sum())
    return Spent(own, others, operators)


def hire(
    rides: demand.Rides, times: NDArray[np.float64], rows: NDArray[np.int64], level: Level
) -> NDArray[np.float64]:  # fmt: skip
    """Price of trips by shared car: the time from the car to the place where it is left. (K,) [EUR]"""
    terms = level.offer.terms
    walk = np.where(rides.root[rows] >= 0, level.streets.walk[0], terms.shared_walk)
    return terms.shared_price * np.maximum(_finite(times[rows, 1] - times[rows, 0]) - walk, 0.0)


def parking(frame: Frame, level: Level, day: Plan, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Fees of residents' own cars away from home, for the stay before the next trip. (K,) [EUR]"""
    rides, trail, spots, diary = day.own.rides, day.own.trail, level.offer.spots, day.own.diary
    rider, leg = rides.rider[rows].astype(np.int64), rides.leg[rows].astype(np.int64)
    site = trail.site[rider, leg]
    following = np.minimum(leg + 1, diary.departure.shape[1] - 1)
    stay = diary.departure[rider, following].astype(np.float64) - diary.arrival[rider, leg]
    away = (site != frame.people.home[rider]) & (leg + 1 < diary.trips[rider])
    return np.where(away, spots.price[site] * np.minimum(_finite(stay) / _HOUR, spots.longest), 0.0)


def guests_parking(frame: Frame, level: Level, day: Plan, own: int) -> NDArray[np.float64]:
    """Fees of cars from elsewhere that look for a place on the streets; their trips come after the `own`. (K,) [EUR]"""
    traffic, areas = day.traffic, frame.areas
    count = np.diff(traffic.first)
    kind = np.repeat(traffic.kind, count)
    last = np.zeros(kind.size, dtype=bool)
    last[traffic.first[1:][count > 0] - 1] = True
    rows = np.flatnonzero((kind == RideKind.GUEST_CAR) & (traffic.area >= 0) & ~last)
    rows = rows[rows >= own]
    stay = traffic.times[np.minimum(rows + 1, kind.size - 1), 0] - traffic.times[rows, 1]
    price = areas.fee[traffic.area[rows] % max(areas.fee.size, 1)] if areas.fee.size else np.zeros(rows.size)
    return np.asarray(price * np.minimum(_finite(stay) / _HOUR, level.offer.spots.longest))


def _add(own: NDArray[np.float64], service: Service, rows: NDArray[np.int64], eur: NDArray[np.float64]) -> None:
    own[:, service] += np.bincount(rows, weights=eur, minlength=own.shape[0])


def _finite(seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Seconds, none where a trip never ended."""
    return np.maximum(np.where(np.isfinite(seconds), seconds, 0.0), 0.0)
