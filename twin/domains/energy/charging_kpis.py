"""What do we look at where cars charge? Declared series and indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.units import KWH_PER_J
from twin.domains.energy.kpis import CARRIERS
from twin.observe.declare import Kpi, Series
from twin.state.codes import Engine, PlaceKind, VehicleKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.observe.declare import Outcome
    from twin.state.world import World

_HOME, _PUBLIC = "energy.charging_home", "energy.charging_public"
_WHOSE = "cars of the district's residents; visitors do not charge in the twin"
_BEYOND = "day's distance on the district's streets from their trips, beyond them a parameter (assumed)"


def _at_home(world: World) -> NDArray[np.bool_]:
    return np.asarray(world.table("buildings")["zone"] >= 0)


def _in_public(world: World) -> NDArray[np.bool_]:
    return np.asarray(world.table("places")["zone"] >= 0)


SERIES: tuple[Series, ...] = (
    Series(
        _HOME,
        "buildings.charging_power",
        "kWh",
        "second",
        KWH_PER_J,
        "Cars charged at home",
        "Auto caricate a casa",
        _at_home,
    ),
    Series(
        _PUBLIC,
        "places.charging_power",
        "kWh",
        "second",
        KWH_PER_J,
        "Cars charged at public points",
        "Auto caricate ai punti pubblici",
        _in_public,
    ),
)


def _charged(outcome: Outcome) -> NDArray[np.float64]:
    """Electricity of charging by hour. (H,) [kWh]"""
    return np.asarray(outcome.series(_HOME) + outcome.series(_PUBLIC))


def _total(outcome: Outcome) -> float:
    return float(_charged(outcome).sum()) / 1000.0


def _public(outcome: Outcome) -> float:
    return float(outcome.series(_PUBLIC).sum()) / 1000.0


def _peak(outcome: Outcome) -> float:
    charged = _charged(outcome)
    return float(charged.max()) if charged.size else 0.0


def _co2(outcome: Outcome) -> float:
    clock = outcome.world.clock
    by_hour = outcome.table("forcing")["carbon_intensity"].reshape(-1, clock.ticks_per_hour).mean(axis=1)
    charged = _charged(outcome)
    first = clock.hour_of(clock.first_tick)  # a run may begin within the year
    return float(charged @ by_hour[first : first + charged.size]) / KWH_PER_J / 1000.0


def _final(outcome: Outcome) -> float:
    return _total(outcome) + sum(float(outcome.series(name).sum()) for name in CARRIERS) / 1000.0


def _elsewhere(outcome: Outcome) -> float:
    homes, points = outcome.table("buildings"), outcome.table("places")
    drawn = float(outcome.table("vehicles")["charged_elsewhere"].sum())
    drawn += float(homes["charging_year"][homes["zone"] < 0].sum())
    drawn += float(points["charging_year"][points["zone"] < 0].sum())
    return drawn * KWH_PER_J / 1000.0


def _cars(outcome: Outcome) -> float:
    vehicles = outcome.table("vehicles")
    return float(((vehicles["engine"] == Engine.ELECTRIC) & (vehicles["kind"] == VehicleKind.CAR)).sum())


def _distance(outcome: Outcome) -> float:
    return float(outcome.table("vehicles")["electric_year"].sum()) / 1e6


def _plugs(outcome: Outcome) -> float:
    places = outcome.table("places")
    return float(places["capacity"][(places["kind"] == PlaceKind.CHARGER) & (places["zone"] >= 0)].sum())


def _waited(outcome: Outcome) -> float:
    places = outcome.table("places")
    return float(places["charging_wait_year"][places["zone"] >= 0].sum()) / 3600.0


def _per_plug(outcome: Outcome) -> float:
    days = outcome.series(_PUBLIC).size / 24.0
    plugs = _plugs(outcome)
    return 1000.0 * _public(outcome) / (plugs * days) if plugs and days else 0.0


KPIS: tuple[Kpi, ...] = (
    Kpi("energy.charging", "Electricity charged by cars", "Elettricità caricata dalle auto", "MWh", "neither",
        "sum of energy.charging_home and energy.charging_public", f"{_WHOSE}; {_BEYOND}", _total),
    Kpi("energy.charging_public", "Electricity charged at public points", "Elettricità dai punti di ricarica", "MWh",
        "neither", "sum of series energy.charging_public", _WHOSE, _public),
    Kpi("energy.charging_per_plug", "Electricity per public plug and day", "Elettricità per presa e giorno", "kWh",
        "neither", "energy.charging_public / plugs open at the end / days", _WHOSE, _per_plug),
    Kpi("energy.public_plugs", "Public charge points", "Punti di ricarica pubblici", "plugs", "more",
        "places.capacity of chargers in the zones, open at the end",
        "charge points of the layers that stood in the simulated year, and those of measures", _plugs),
    Kpi("energy.charging_wait", "Hours that cars waited for a public plug", "Ore di attesa di una presa pubblica", "h",
        "less", "places.charging_wait_year in the zones",
        f"cars without a socket that are low and find no plug free within reach, by the nearest point; {_WHOSE}",
        _waited),
    Kpi("energy.charging_peak", "Highest hour of charging", "Punta oraria di ricarica", "kWh/h", "less",
        "maximum of the sum of both series", f"nobody shifts charging to the night; {_WHOSE}", _peak),
    Kpi("energy.charging_elsewhere", "Electricity charged beyond the district", "Elettricità caricata altrove", "MWh",
        "neither", "vehicles.charged_elsewhere (what batteries could not give and was charged on the way, or on "
        "leave), and what points outside the zones gave",
        f"no part of the district's energy; {_WHOSE}", _elsewhere),
    Kpi("energy.charging_co2", "CO2 of the electricity charged", "CO2 dell'elettricità caricata", "t", "less",
        "both series times the hour's carbon intensity of the grid",
        "beside the district's CO2, not in it: that counts electric cars on the district's streets already, as it "
        "counts the others there; this one holds all their driving but what was charged elsewhere", _co2),
    Kpi("energy.final_with_cars", "Final energy of buildings and electric cars",
        "Energia finale di edifici e auto elettriche", "MWh", "less",
        "energy.final_total + energy.charging", "petrol and diesel of the other cars are not in it", _final),
    Kpi("energy.electric_cars", "Electric cars", "Auto elettriche", "cars", "more",
        "residents' cars with an electric engine at the end", "fleet drawn from ACI's shares, and measures", _cars),
    Kpi("energy.electric_km", "Distance driven electrically", "Distanza percorsa in elettrico", "1000 km", "more",
        "vehicles.electric_year, in the district and beyond", _BEYOND, _distance),
)  # fmt: skip
