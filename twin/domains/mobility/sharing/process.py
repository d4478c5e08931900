"""When do the docks act? Once a day they serve the day's trips, and at night the operator puts them right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
from twin.domains.mobility.sharing.day import COLUMNS, day_of_docks, night_of_docks, queue_of, rentals_of, wanted_of
from twin.domains.mobility.sharing.docks import docks_of, new_fleet, open_docks, ride_of, stations_of, van_of
from twin.domains.mobility.sharing.kernels import FAILED, FULL, STARTED, Fleet
from twin.domains.mobility.sites import sites_of
from twin.state.codes import PlaceKind
from twin.state.invariants import Audit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.mobility.sharing.docks import Ways
    from twin.domains.mobility.sharing.kernels import Results
    from twin.domains.mobility.sharing.legs import Docks
    from twin.domains.mobility.sharing.night import Nightly
    from twin.domains.mobility.sharing.params import SharingParams
    from twin.state.world import World

MEMBER = declare("mobility.member", "who subscribes to the shared bicycles")
LEAST_AGE = 16
_J_PER_KWH = 3.6e6
_KG_PER_M = 1e-3  # per kg/km
_PER_OWNER = 1 << 20  # more than the bicycles of any dock


def equip(world: World, params: SharingParams) -> None:
    """Subscribers, and bicycles of the docks of which the layers tell docks only."""
    places, citizens = world.table("places"), world.table("citizens")
    lot = MEMBER.at(world.seed).uniform(citizens["uid"])
    citizens["member"][:] = (citizens["age"] >= LEAST_AGE) & (lot < params.member_share)
    untold = (places["kind"] == PlaceKind.BIKE_DOCK) & (places["bikes"] <= 0.0)
    places["bikes"][untold] = np.rint(params.bikes_per_dock * places["capacity"][untold])
    places["electric"][untold] = params.electric_share


class SharedBicycles:
    """The process `mobility.sharing`: bicycles at the docks, batteries, people who find none, and the van's nights.

    Days follow each other here, for a dock is left as full as the last one left it; the choices of the day were made
    before, by what people believe of the docks.
    """

    name = "mobility.sharing"
    every: Every = "day"
    reads: Sequence[Read] = (
        *(f"citizens.{name}" for name in COLUMNS), "buildings.x", "buildings.y", "zones.x", "zones.y", "zones.area",
        "zones.in_district", "places.kind", "places.x", "places.y", "places.capacity", "places.bikes",
        "places.electric", "citizens.member", "citizens.bikes_included",
    )  # fmt: skip
    writes: Sequence[str] = (
        "places.bike_trips", "places.bike_trips_year", "places.bike_days", "places.bikes_now", "places.ebikes_now",
        "places.ebike_charge", "places.ebike_trips_year", "places.ebike_days", "places.bike_failures",
        "places.bike_failures_year", "places.bike_full_year", "places.bike_moves_year", "places.bike_van_year",
        "places.bike_van_co2_year", "places.bike_charging_year", "citizens.bike_fees",
    )  # fmt: skip
    streams: Sequence[StreamName] = (MEMBER,)

    def __init__(
        self, world: World, params: SharingParams, ways: Ways, cut: NDArray[np.float64], fees: tuple[float, float]
    ) -> None:
        """Open the docks; `fees` are those of a ride by bicycle and by e-bike. [EUR]"""
        self._columns = world.bind(self)
        self._places, self._uid = world.table("places"), world.table("citizens")["uid"]
        self._params, self._ways, self._cut = params, ways, np.asarray(cut, dtype=np.float64)
        self._fees, self._daily = fees, params.subscription / world.clock.n_days
        self._zones = world.table("zones")
        self._sites = sites_of(world.table("buildings"), world.table("zones"))
        self._known = b""
        self._rows = np.zeros(0, dtype=np.int64)  # open docks, by place
        self._key = np.zeros(0, dtype=np.int64)  # whose bicycle, and which of them
        self._fleet = new_fleet(self._rows, np.zeros(0), np.zeros(0), 0.0)  # docks as rows of `_rows`
        self._ride = ride_of(params, ways)
        self._van = van_of(params, ways)
        self._audit = Audit("shared bicycles", "places", "bicycles", tolerance=0.0)
        world.audits.append(self._audit)

    def step(self, tick: int) -> None:  # noqa: ARG002 — every day runs alike
        """Run the docks of the day and the night after it."""
        column = self._columns
        known = b"".join(column[f"places.{name}"].tobytes() for name in ("capacity", "bikes", "electric"))
        if known != self._known:
            self._known = known
            self._open()
        wanted = wanted_of({name: column[f"citizens.{name}"] for name in COLUMNS}, self._sites.n_buildings)
        rentals = rentals_of(wanted, self._uid, self._docks, self._ways.walk)
        results, racks, lost = day_of_docks(rentals, self._stations, self._fleet, self._ride)
        nightly = night_of_docks(self._stations, self._fleet, racks, self._van)
        self._write(results, nightly)
        order, _ = queue_of(wanted, self._uid, self._docks, self._ways.walk)
        self._charge(wanted.citizen[order], results.bike)
        lost += int(abs(racks.number - np.bincount(self._fleet.dock, minlength=self._rows.size)).sum())
        self._audit.cell[:] = float(lost), 0.0, float(max(self._fleet.dock.size, 1))

    def _write(self, results: Results, nightly: Nightly) -> None:
        column, rows, params, fleet = self._columns, self._rows, self._params, self._fleet
        owner = self._key // _PER_OWNER
        size = len(self._places)
        column["places.bike_trips"][:] = 0.0
        column["places.bike_trips"][rows] = results.tally[:, STARTED]
        column["places.bike_trips_year"][...] += column["places.bike_trips"]
        column["places.bike_failures"][:] = 0.0
        column["places.bike_failures"][rows] = results.tally[:, FAILED]
        column["places.bike_failures_year"][...] += column["places.bike_failures"]
        column["places.bike_full_year"][rows] += results.tally[:, FULL]
        column["places.bike_days"][...] += np.bincount(owner, minlength=size)
        column["places.ebike_days"][...] += np.bincount(owner[fleet.electric], minlength=size)
        ridden = results.bike[results.bike >= 0]
        ridden = ridden[fleet.electric[ridden]]
        column["places.ebike_trips_year"][...] += np.bincount(owner[ridden], minlength=size)
        at, motor = rows[fleet.dock], fleet.electric
        column["places.bikes_now"][:] = np.bincount(at, minlength=size)
        column["places.ebikes_now"][:] = np.bincount(at[motor], minlength=size)
        column["places.ebike_charge"][:] = np.bincount(at[motor], weights=fleet.charge[motor], minlength=size)
        column["places.bike_moves_year"][rows] += nightly.moved
        column["places.bike_van_year"][rows] += nightly.metres
        column["places.bike_van_co2_year"][rows] += nightly.metres * params.van_co2 * _KG_PER_M
        column["places.bike_charging_year"][rows] += nightly.energy / params.ebike_charging_efficiency

    def _charge(self, riders: NDArray[np.int64], bike: NDArray[np.int64]) -> None:
        """What the day costs riders and subscribers: rides that found a bicycle, and a day of each subscription.

        `riders` and `bike` are in order of the rentals, `bike` -1 where none was found. (T,), (T,)
        """
        column, paid = self._columns, self._columns["citizens.bike_fees"]
        rode = bike >= 0
        fee = np.where(self._fleet.electric[bike[rode]], self._fees[1], self._fees[0])
        home = column["citizens.home"]
        near = (home >= 0) & (self._docks.near[np.maximum(home, 0), 0] >= 0)
        paid[:] = np.bincount(riders[rode], weights=fee, minlength=paid.size)
        paid += np.where(column["citizens.member"] & near, self._daily, 0.0)
        paid[column["citizens.bikes_included"]] = 0.0

    def _open(self) -> None:
        """Take in docks that open, close or change; bicycles of docks that stay keep their place and charge."""
        places = self._places
        rows = open_docks(places)
        self._docks: Docks = docks_of(
            places, self._sites.xy, self._cut, self._ways.around_walk, self._params, self._zones,
            self._sites.n_buildings,
        )  # fmt: skip
        self._stations = stations_of(places, self._cut)
        full = self._params.ebike_battery * _J_PER_KWH
        bikes, electric = places["bikes"][rows], places["electric"][rows]
        fresh = new_fleet(np.arange(rows.size), bikes, electric, full)
        count = np.rint(bikes).astype(np.int64)
        key = rows[fresh.dock] * _PER_OWNER + np.arange(fresh.dock.size) - np.repeat(np.cumsum(count) - count, count)
        _, new, old = np.intersect1d(key, self._key, assume_unique=True, return_indices=True)
        stood = np.full(len(places), -1, dtype=np.int64)
        stood[rows] = np.arange(rows.size)
        dock = stood[self._rows[self._fleet.dock[old]]]
        same = (dock >= 0) & (fresh.electric[new] == self._fleet.electric[old])
        fresh.dock[new[same]] = dock[same]
        fresh.charge[new[same]] = self._fleet.charge[old[same]]
        self._rows, self._key, self._fleet = rows, key, Fleet(*fresh)
