"""What do planners see of mobility? Series by hour and indicators of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.domains.mobility.routes.graph import empty_times
from twin.observe.declare import Kpi, Series
from twin.state.codes import Mode

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from twin.observe.declare import Outcome

_EVERYBODY = "all vehicles on its streets: of residents, of people from elsewhere, through traffic, deliveries"
_NO_OUTSIDERS = "trips of the district's residents; those of people from elsewhere are not counted"

SERIES = (
    Series(
        "mobility.vehicles_moving", "vehicles.moving", "vehicles", "state", 1.0,
        "Residents' vehicles on the streets", "Veicoli dei residenti in strada",
    ),
    Series(
        "mobility.link_entries", "car_links.flow", "vehicles", "hour_of_day", 1.0,
        "Vehicles entering street sections", "Veicoli che entrano nei tratti stradali",
    ),
)  # fmt: skip


def _trips(run: Outcome) -> NDArray[np.float64]:
    """Trips by mode over the run. (10,)"""
    return np.asarray(run.table("zones")["trips_year"].sum(axis=0))


def _long_trips(run: Outcome) -> NDArray[np.float64]:
    """Trips by mode without walks of five minutes and less: the base of the published split. (10,)"""
    trips = _trips(run).copy()
    trips[Mode.WALK] -= run.table("zones")["short_walks_year"].sum()
    return trips


def _share(part: float, whole: float) -> float:
    return 100.0 * part / whole if whole > 0 else 0.0


def _internal(*modes: Mode) -> Callable[[Outcome], float]:
    def compute(run: Outcome) -> float:
        trips = _long_trips(run)
        return _share(float(trips[list(modes)].sum()), float(trips.sum()))

    return compute


def _all(*modes: Mode) -> Callable[[Outcome], float]:
    def compute(run: Outcome) -> float:
        trips = _trips(run)
        return _share(float(trips[list(modes)].sum()), float(trips.sum()))

    return compute


def _count(mode: Mode) -> Callable[[Outcome], float]:
    return lambda run: float(_trips(run)[mode])


def _per_day(run: Outcome) -> float:
    people, clock = len(run.table("citizens")), run.world.clock
    days = clock.day_of(clock.end_tick - clock.first_tick)  # those that are stood for counted in
    return float(_trips(run).sum()) / max(people * days, 1)


def _vehicle_km(run: Outcome) -> float:
    links = run.table("car_links")
    inside = links["zone"] >= 0  # the layer's margin is simulated, not counted
    return float((links["flow_year"] * links["length"])[inside].sum()) / 1000.0


def _mean_speed(run: Outcome) -> float:
    links = run.table("car_links")
    hours = float(links["time_year"][links["zone"] >= 0].sum()) / 3600.0
    return _vehicle_km(run) / hours if hours > 0 else 0.0


def _lost_in_traffic(run: Outcome) -> float:
    links = run.table("car_links")
    empty = empty_times(links)[1]
    inside = links["zone"] >= 0
    time, least = (float(values[inside].sum()) for values in (links["time_year"], links["flow_year"] * empty))
    return _share(time - least, least)


def _person_hours(run: Outcome) -> float:
    return float(run.table("zones")["travel_time_year"].sum()) / 3600.0


_AMAT = "basis of AMAT's internal split, June 2022 (V9a); the modes' constants are fitted to it"
_NAMES = {
    Mode.WALK: ("walk", "on foot", "a piedi"),
    Mode.BICYCLE: ("bicycle", "by bicycle", "in bicicletta"),
    Mode.TRANSIT: ("transit", "by public transport", "con i mezzi pubblici"),
    Mode.CAR: ("car", "driving a car", "guidando un'auto"),
    Mode.MOTORCYCLE: ("motorcycle", "by motorcycle", "in moto"),
    Mode.PASSENGER: ("passenger", "as passenger in a car", "come passeggero in auto"),
    Mode.SHARED_BICYCLE: ("shared_bicycle", "by shared bicycle", "in bici condivisa"),
    Mode.SHARED_EBIKE: ("shared_ebike", "by shared e-bike", "in bici elettrica condivisa"),
    Mode.CAR_SHARING: ("car_sharing", "by shared car", "in auto condivisa"),
    Mode.BIKE_TRANSIT: ("bike_transit", "by bicycle and public transport", "in bici e mezzi pubblici"),
}
_CARS = (Mode.CAR, Mode.PASSENGER, Mode.CAR_SHARING)
_BICYCLES = (Mode.BICYCLE, Mode.SHARED_BICYCLE, Mode.SHARED_EBIKE)
_TRANSIT = (Mode.TRANSIT, Mode.BIKE_TRANSIT)
_BETTER = {Mode.CAR: "less", Mode.MOTORCYCLE: "less"}


def _by_mode() -> list[Kpi]:
    out = []
    for mode, (name, words, words_it) in _NAMES.items():
        better = "less" if mode in _BETTER else "more"
        out.append(Kpi(
            f"mobility.trips_{name}", f"Trips {words}", f"Spostamenti {words_it}", "trips", "neither",
            "zones.trips_year of the mode, summed", _NO_OUTSIDERS, _count(mode),
        ))  # fmt: skip
        out.append(Kpi(
            f"mobility.share_{name}", f"Share of all trips {words}", f"Quota degli spostamenti {words_it}", "%",
            "less" if better == "less" else "more", "trips of the mode over all trips", _NO_OUTSIDERS, _all(mode),
        ))  # fmt: skip
    return out


def _split(name: str, label: str, label_it: str, modes: tuple[Mode, ...], *, less: bool) -> Kpi:
    return Kpi(
        f"mobility.internal_{name}", label, label_it, "%", "less" if less else "more",
        "trips of the mode over all trips but walks of at most five minutes", _AMAT, _internal(*modes),
    )  # fmt: skip


KPIS = (
    *_by_mode(),
    _split("transit", "Internal split: public transport", "Ripartizione interna: mezzi pubblici",
           _TRANSIT, less=False),
    _split("car", "Internal split: car", "Ripartizione interna: auto", _CARS, less=True),
    _split("motorcycle", "Internal split: motorcycle", "Ripartizione interna: moto", (Mode.MOTORCYCLE,), less=True),
    _split("walk_bicycle", "Internal split: walk and bicycle", "Ripartizione interna: piedi e bici",
           (Mode.WALK, *_BICYCLES), less=False),
    Kpi("mobility.trips_per_day", "Trips per resident and day", "Spostamenti per residente e giorno", "trips",
        "neither",
        "all trips over residents and days", _NO_OUTSIDERS, _per_day),
    Kpi("mobility.vehicle_km", "Vehicle-kilometres in the district", "Veicoli-km nel quartiere", "km", "less",
        "car_links.flow_year x length, summed over links in the zones", _EVERYBODY, _vehicle_km),
    Kpi("mobility.mean_speed", "Mean speed on the streets", "Velocità media in strada", "km/h", "more",
        "vehicle-kilometres over vehicle-hours on links in the zones", _EVERYBODY, _mean_speed),
    Kpi("mobility.lost_in_traffic", "Time lost in traffic", "Tempo perso nel traffico", "%", "less",
        "time of vehicles on links in the zones over that on empty links with the mean wait at signals, less 1",
        _EVERYBODY, _lost_in_traffic),
    Kpi("mobility.person_hours", "Time spent travelling", "Tempo di viaggio", "h", "less",
        "zones.travel_time_year, summed over zones and modes", _NO_OUTSIDERS, _person_hours),
)  # fmt: skip
