"""How does a day run? Plans and choices, those from elsewhere, one loading of the streets, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.domains.mobility.demand import day as residents
from twin.domains.mobility.demand.walkers import walkers_of
from twin.domains.mobility.loading.columns import counted_by_trips, guest_share, street_columns
from twin.domains.mobility.loading.day import load_day
from twin.domains.mobility.loading.groups import ARRIVED, AT_ORIGIN, HOUR, LOADED, STRANDED, WORST, Rides
from twin.domains.mobility.outside import Why
from twin.domains.mobility.outside.charged import roots_of
from twin.domains.mobility.outside.rides import outside_people, outside_rides
from twin.domains.mobility.routes.equilibrium import Met
from twin.domains.mobility.spending import Spent, spent
from twin.state.codes import RideKind
from twin.state.people_columns import MAX_TRIPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.choice.groups import Offer
    from twin.domains.mobility.demand import groups as demand
    from twin.domains.mobility.demand.day import Plans
    from twin.domains.mobility.demand.settle import Garage, Sums
    from twin.domains.mobility.frame import Frame
    from twin.domains.mobility.level import Level
    from twin.domains.mobility.loading.groups import Load
    from twin.domains.mobility.year import DayOf


class Former(NamedTuple):
    """What was on offer before an edit that not everybody has taken in.

    Parameters
    ----------
    offer : Times and prices of all modes before it.
    knows : Whether each citizen leaves by what is on offer now, and whether modes are weighed by it. (N, 2)
    """

    offer: Offer
    knows: NDArray[np.bool_]


@dataclass(frozen=True)
class Plan:
    """A day before the streets have their say.

    Parameters
    ----------
    own : Residents: diary with planned times, and the trips of their vehicles.
    traffic : All vehicles: residents' first, in the same order, then those from elsewhere.
    guests : Rows of the latter in the fleet. (G,)
    vans : Vans that deliver, by zone of their first stop. (Z,)
    """

    own: Plans
    traffic: Rides
    guests: NDArray[np.int32]
    vans: NDArray[np.float64]


@dataclass(frozen=True)
class Day:
    """Results of one day, ready to be copied into the tables.

    Parameters
    ----------
    diary : Columns of citizens.
    streets : Columns of the links by name. (R, 24) each
    guest_share : Share of the cars on each street that people from elsewhere drive. (R,)
    garage : Where residents' vehicles were, and how far they went.
    guests : People from elsewhere in each building at half past each hour. (B, 24)
    came : People who came from the city and from beyond it, by zone and mode. (2, Z, MODES)
    sums : Trips, seconds and metres by zone.
    vans : Vans that deliver, by zone of their first stop. (Z,)
    traffic : All vehicles' trips with their times.
    load : What the day did to the streets.
    spent : What was paid on the way.
    """

    diary: demand.Diary
    streets: dict[str, NDArray[np.float64]]
    guest_share: NDArray[np.float64]
    garage: Garage
    guests: NDArray[np.float64]
    came: NDArray[np.int64]
    sums: Sums
    vans: NDArray[np.float64]
    traffic: Rides
    load: Load
    spent: Spent

    @property
    def columns(self) -> dict[str, NDArray[np.generic]]:
        """Columns that hold of the day, by path."""
        citizens = {f"citizens.{name}": values for name, values in self.diary._asdict().items()}
        streets = {f"car_links.{name}": values for name, values in self.streets.items()}
        return {
            **citizens, **streets, "car_links.guest_share": self.guest_share,
            "vehicles.distance_day": self.garage.distance, "vehicles.first_out": self.garage.first_out,
            "vehicles.last_home": self.garage.last_home, "buildings.people_outside": self.guests,
            "zones.vans": self.vans, "citizens.spent": self.spent.own, "accounts.spent": self.spent.by_payer,
        }  # fmt: skip

    @cached_property
    def travelled(self) -> NDArray[np.float64]:
        """Time that each citizen travels. (N,) [s]"""
        made = np.arange(self.diary.departure.shape[1]) < self.diary.trips[:, None]
        spent = np.where(made, self.diary.arrival.astype(np.float64) - self.diary.departure, 0.0)
        return np.asarray(spent.sum(axis=1))

    @cached_property
    def imbalance(self) -> float:
        """Worst difference between two counts of its vehicles: all that set out arrive, queues hold the rest."""
        tally, census = self.load.tally, self.load.census
        by_trips = counted_by_trips(self.traffic, census.size, HOUR)
        end = tally[LOADED] - tally[ARRIVED] - tally[AT_ORIGIN] - tally[STRANDED]
        return float(max(tally[WORST], abs(end), np.abs(by_trips - census).max(initial=0)))


def plan(frame: Frame, level: Level, today: DayOf, former: Former | None = None) -> Plan:
    """Lay out everybody's day, and the vehicles of those who come from elsewhere."""
    tastes = today.tastes(frame.tastes, frame.params)
    own = residents.plan(
        today.plans, frame.keys, level.people, frame.habits, frame.travellers, level.offer, tastes, level.streets,
        MAX_TRIPS, frame.n_vehicles,
        None if former is None else former.offer, None if former is None else former.knows,
    )  # fmt: skip
    park_at_home(frame, level, own)
    sites, fleet = level.streets, level.outside.fleet
    arrivals = outside_rides(level.outside, today.outing, sites.node, roots_of(sites), sites.area)
    row = arrivals.row[(arrivals.rides.kind == RideKind.VAN) & (arrivals.why == Why.DELIVERY)]
    zone = sites.zone[fleet.site[fleet.first[row]]]
    vans = np.bincount(zone[zone >= 0], minlength=frame.n_zones).astype(np.float64)
    return Plan(own, joined(own.rides, arrivals.rides), arrivals.row, vans)


def park_at_home(frame: Frame, level: Level, own: Plans) -> None:
    """Tell where residents' cars stand at home: in a garage without a search, or where residents look for a place."""
    rides, kept = own.rides, frame.kept
    owned = rides.vehicle >= 0
    rides.start_area[:] = np.where(owned, kept.stands[np.maximum(rides.vehicle, 0)], -1)
    row = np.repeat(np.arange(rides.kind.size), np.diff(rides.first))
    goal = own.trail.site[rides.rider, rides.leg]
    home = (goal == frame.people.home[rides.rider]) & owned[row] & (rides.kind[row] == RideKind.CAR) & (rides.root >= 0)
    rides.area[home] = kept.looks[np.maximum(rides.vehicle[row], 0)][home]
    rides.tail[home] = level.streets.walk[0]


def joined(own: demand.Rides, guests: Rides) -> Rides:
    """Vehicles of residents, then those from elsewhere, whose cars are told apart."""
    kind = np.where(guests.kind == RideKind.CAR, RideKind.GUEST_CAR, guests.kind).astype(np.int8)
    names = ("start_area", "origin", "root", "earliest", "stay", "tail", "luck", "area")
    both = {name: np.concatenate([getattr(own, name), getattr(guests, name)]) for name in names}
    first = np.concatenate([own.first, own.first[-1] + guests.first[1:]])
    trips = int(first[-1])
    return Rides(
        first=first, kind=np.concatenate([own.kind, kind]), **both, times=np.empty((trips, 4)),
        search=np.empty(trips, dtype=np.float32),
    )  # fmt: skip


def load(frame: Frame, level: Level, today: DayOf, day: Plan) -> Load:
    """Move all vehicles through the day; times and searches of `day.traffic` are written."""
    gone = np.zeros(frame.n_vehicles, dtype=bool)
    used = day.own.rides.vehicle
    gone[used[used >= 0]] = True
    taken = frame.first_car[today.plans.away & today.plans.taken]
    gone[taken[taken >= 0]] = True
    return load_day(day.traffic, frame.links, level.ways, frame.parking(gone), frame.figures)


def met(day: Plan, loaded: Load) -> Met:
    """What drivers met."""
    rides = day.traffic
    return Met(
        loaded.entered.sum(axis=2).astype(np.float64), loaded.left.astype(np.float64), loaded.spent, rides.origin,
        rides.root, rides.times[:, 0], rides.luck,
    )  # fmt: skip


def run(frame: Frame, level: Level, today: DayOf, former: Former | None = None) -> Day:
    """Run one day; a pure function, safe in any thread.

    Parameters
    ----------
    frame, level, today : What all days share, what people know of this type of day, and the day.
    former : What some still go by, since an edit; None where everybody knows all.
    """
    day = plan(frame, level, today, former)
    loaded = load(frame, level, today, day)
    times = day.traffic.times[: day.own.rides.earliest.size]
    garage, sums, _ = residents.settle(
        day.own, times, loaded.metres, today.plans, level.people, level.streets, frame.sites.xy, frame.n_vehicles,
        frame.n_zones,
    )  # fmt: skip
    guests, came = outside_people(level.outside, today.outing, frame.sites.n_buildings)
    streets = street_columns(loaded, frame.links)
    streets["walkers"] = walkers_of(frame.people.home, day.own.diary, day.own.trail, frame.sites.xy, frame.cells)
    money = spent(frame, level, day, loaded, came, workday=today.outing.kind == 0)
    return Day(
        day.own.diary, streets, guest_share(loaded), garage, guests, came, sums, day.vans, day.traffic, loaded, money,
    )  # fmt: skip
