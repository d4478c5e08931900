"""How is each target of the protocol computed from runs? One small function per metric."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np

from twin.study import assembly_metrics, energy_metrics
from twin.study.case import Beside, Case, Metric, NotComputableError
from twin.study.travel import BEFORE, MODES, TIME_EDGES, ZONES, substituted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twin.study.protocol import Target

__all__ = ["METRICS", "Beside", "Case", "Metric", "NotComputableError"]


def _kpi(name: str) -> Metric:
    def read(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
        if name not in case.base.kpis:
            raise NotComputableError(f"no indicator {name} in these runs")
        return case.base.kpis[name], {}

    return read


def _number(name: str) -> Metric:
    def read(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
        return case.base.numbers[name], {}

    return read


def _share(of: str, group: str) -> Metric:
    def read(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
        shares: Mapping[str, float] = getattr(case.base.travel, of)
        return 100.0 * shares[group], {}

    return read


def work_time_distance(case: Case, target: Target) -> tuple[float, Beside]:
    """Largest distance between cumulative shares of the time classes of trips to work. [1]"""
    if case.data is None or not (case.data / target.data).is_file():
        raise NotComputableError(f"the published table {target.data} is not at hand (TWIN_DATA, or --data)")
    upper = {"<15": 15.0, "15_30": 30.0, "31_60": 60.0, ">60": np.inf}
    people = dict.fromkeys((*TIME_EDGES, np.inf), 0.0)
    with (case.data / target.data).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["travel_reason"] == "work" and row["place_of_destination"] == "same municipality":
                people[upper[row["travel_time"]]] += float(row["individuals"])
    published = np.cumsum([people[edge] for edge in TIME_EDGES]) / sum(people.values())
    apart = case.base.travel.work_times - published
    words = [f"up to {edge:.0f} min, modelled less published [%]" for edge in TIME_EDGES]
    return float(np.abs(apart).max()), {word: 100.0 * float(gap) for word, gap in zip(words, apart, strict=True)}


def _nil_modes(zone: str) -> Metric:
    """Largest difference between shares of car, public transport, and walking with cycling of a zone's commuters. [%]

    Published shares are those of commuters whose mode is known.
    """
    names = {"A piedi o in bicicletta": "active", "Mezzi pubblici": "transit", "Auto privata": "car"}

    def read(case: Case, target: Target) -> tuple[float, Beside]:
        if case.data is None or not (case.data / target.data).is_file():
            raise NotComputableError(f"the published table {target.data} is not at hand (TWIN_DATA, or --data)")
        if zone not in case.base.travel.zones:
            raise NotComputableError(f"zone {zone} does not lie in this district")
        with (case.data / target.data).open(encoding="utf-8", newline="") as file:
            people = {row["mode"]: float(row["value"]) for row in csv.DictReader(file) if row["nil_id"] == zone}
        known = sum(value for mode, value in people.items() if mode != "Non disponibile")
        ours = case.base.travel.zones[zone]
        apart = {group: 100.0 * (ours[group] - people[mode] / known) for mode, group in names.items()}
        words = {f"{group}, modelled less published [%]": gap for group, gap in apart.items()}
        return max(abs(gap) for gap in apart.values()), words

    return read


def _substitutes(group: str) -> Metric:
    """What trips by shared e-bike were made by in the run without the delivered stations. [%]"""

    def read(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
        if case.base.trips.mode.shape != case.ebikes.trips.mode.shape:
            raise NotComputableError("the runs with and without e-bikes did not keep the same trips")
        found, n = substituted(case.base.trips, case.ebikes.trips)
        if n == 0:
            raise NotComputableError("nobody who has no e-bike without the stations rides one with them")
        rest = {f"{name} [%]": 100.0 * found[name] for name in found if name != group}
        return 100.0 * found[group], {"trips that were compared": float(n), **rest}

    return read


def _travel(name: str) -> Metric:
    def read(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
        numbers = case.base.travel.numbers
        if name not in numbers:
            raise NotComputableError("nobody travels on the day that is looked at")
        return numbers[name], {other: value for other, value in numbers.items() if other != name}

    return read


def trips_per_ebike(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
    """Trips per e-bike and day at the delivered stations. [1]"""
    value = case.ebikes.kpis.get("mobility.ebike_use", float("nan"))
    if not np.isfinite(value):
        raise NotComputableError("no e-bike station lies in the zones of this district")
    return value, {"trips [1/a]": case.ebikes.kpis.get("mobility.ebike_trips", float("nan"))}


def co2_of_ebikes(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
    """Change of the district's CO2 with the delivered e-bike stations, their van and batteries counted. [t]"""
    parts = ("emissions.co2", "mobility.bike_service_co2")
    change = {name: case.ebikes.kpis.get(name, 0.0) - case.base.kpis.get(name, 0.0) for name in parts}
    return sum(change.values()), {f"{name} [t]": value for name, value in change.items()}


def _entries(which: str) -> Metric:
    """Change of entries into the centre by a charge, or by its suspension. [%]"""

    def read(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
        found = case.base.charge
        if which not in found:
            raise NotComputableError("no zone of the centre lies around this district, or no ledger was run")
        return found[which], {name: value for name, value in found.items() if name != which}

    return read


METRICS: dict[str, Metric] = {
    **energy_metrics.METRICS,
    **assembly_metrics.METRICS,
    "co2_per_head": _kpi("emissions.co2_per_resident"),
    "boundary_car": _kpi("mobility.boundary_car"),
    "lost_in_traffic": _kpi("mobility.lost_in_traffic"),
    "household_bill": _kpi("finance.bill_per_household"),
    "fuel_poverty": _kpi("finance.fuel_poverty_italian"),
    "lamp_electricity": _kpi("lighting.electricity_per_lamp"),
    "cars_per_thousand": _number("cars"),
    "motorcycles_per_thousand": _number("motorcycles"),
    "local_share_of_pm10": _number("local_pm10"),
    "work_time_distance": work_time_distance,
    "entries_when_charged": _entries("charged"),
    "entries_when_suspended": _entries("suspended"),
    "trips_per_ebike": trips_per_ebike,
    "co2_of_ebikes": co2_of_ebikes,
    "trips_below.10": _travel("trips below 10 km"),
    "minutes_per_day": _travel("minutes a day"),
    **{f"mode_share.{group}": _share("internal", group) for group in MODES},
    **{f"work_share.{group}": _share("work", group) for group in MODES},
    **{f"nil_mode_distance.{zone}": _nil_modes(zone) for zone in ZONES},
    **{f"ebike_substitutes.{group}": _substitutes(group) for group in BEFORE},
}
