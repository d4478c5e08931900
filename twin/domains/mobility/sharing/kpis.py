"""What do we look at where bicycles are shared? Declared indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.observe.declare import Kpi

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.observe.declare import Outcome


def _per(above: float, below: float) -> float:
    return above / below if below > 0.0 else 0.0


def _sum(outcome: Outcome, column: str, *, served: bool = False) -> float:
    places = outcome.table("places")
    values: NDArray[np.float64] = places[column]
    return float(values[places["zone"] >= 0].sum() if served else values.sum())


def _trips(outcome: Outcome) -> float:
    return _sum(outcome, "bike_trips_year")


def _electric_trips(outcome: Outcome) -> float:
    return _sum(outcome, "ebike_trips_year")


def _per_bike(outcome: Outcome) -> float:
    return _per(_sum(outcome, "bike_trips_year", served=True), _sum(outcome, "bike_days", served=True))


def _per_ebike(outcome: Outcome) -> float:
    return _per(_sum(outcome, "ebike_trips_year", served=True), _sum(outcome, "ebike_days", served=True))


def _failed(outcome: Outcome) -> float:
    missed = _sum(outcome, "bike_failures_year")
    return 100.0 * _per(missed, missed + _trips(outcome))


def _moved(outcome: Outcome) -> float:
    return _sum(outcome, "bike_moves_year")


def _van(outcome: Outcome) -> float:
    return _sum(outcome, "bike_van_year") / 1000.0


def _service(outcome: Outcome) -> float:
    intensity = float(np.mean(outcome.table("forcing")["carbon_intensity"]))
    return (_sum(outcome, "bike_van_co2_year") + _sum(outcome, "bike_charging_year") * intensity) / 1000.0


_WHOSE = "subscribers among the residents; visitors and people who work here are not in it"
KPIS: tuple[Kpi, ...] = (
    Kpi("mobility.shared_bike_trips", "Shared bicycles taken from docks", "Bici condivise prese dalle stazioni",
        "trips", "more", "places.bike_trips_year, summed over docks", _WHOSE, _trips),
    Kpi("mobility.shared_bike_use", "Trips per shared bicycle and day", "Spostamenti per bici condivisa e giorno",
        "trips", "more", "trips from docks in the zones / days that their bicycles were on offer", _WHOSE, _per_bike),
    Kpi("mobility.ebike_trips", "Trips by shared e-bike", "Spostamenti con bici elettrica condivisa", "trips", "more",
        "places.ebike_trips_year, summed over docks", f"{_WHOSE}; docks of the layers count as having none",
        _electric_trips),
    Kpi("mobility.ebike_use", "Trips per shared e-bike and day", "Spostamenti per bici elettrica e giorno", "trips",
        "more", "trips by the e-bikes of docks in the zones / days that they were on offer",
        f"held out: 1.3 to 1.8 in central Milan 2015 (V11), never fitted; {_WHOSE}", _per_ebike),
    Kpi("mobility.shared_bike_failures", "Trips for which no bicycle was found", "Spostamenti senza bici disponibile",
        "%", "less", "places.bike_failures_year / (these + trips)",
        f"they walk or take public transport instead; {_WHOSE}", _failed),
    Kpi("mobility.bike_moves", "Bicycles moved by the operator", "Bici spostate dal gestore", "bicycles", "less",
        "places.bike_moves_year, summed over docks", "docks near empty and near full are put right at night", _moved),
    Kpi("mobility.bike_van_km", "Distance of the operator's van", "Percorrenza del furgone del gestore", "km", "less",
        "places.bike_van_year, summed over docks", "nearest-neighbour tours between docks of the layers", _van),
    Kpi("mobility.bike_service_co2", "CO2 of the shared bicycles' service", "CO2 del servizio di bici condivise", "t",
        "less", "places.bike_van_co2_year + places.bike_charging_year times the mean carbon intensity of the grid",
        "beside the district's CO2, not in it: to be counted against what fewer trips by car save", _service),
)  # fmt: skip
