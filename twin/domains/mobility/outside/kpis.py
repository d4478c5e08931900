"""What do we look at where the district meets its surroundings? Declared series and indicators."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from twin.observe.declare import Kpi, Series
from twin.state.codes import Mode

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from twin.observe.declare import Outcome
    from twin.state.world import World


def entering(world: World) -> NDArray[np.bool_]:
    """Links that lead in from a gate. (L,)"""
    return np.asarray(world.table("car_nodes")["gate"][world.table("car_links")["tail"]])


_entries = partial(Series, unit="vehicles", per="hour_of_day", scale=1.0, rows=entering)
SERIES = (
    _entries(
        "mobility.entries", "car_links.flow",
        label="Vehicles entering at the gates", label_it="Veicoli in ingresso ai varchi",
    ),
    _entries(
        "mobility.entries_cars", "car_links.car_flow",
        label="Cars entering at the gates", label_it="Auto in ingresso ai varchi",
    ),
    _entries(
        "mobility.entries_vans", "car_links.van_flow",
        label="Vans entering at the gates", label_it="Furgoni in ingresso ai varchi",
    ),
    _entries(
        "mobility.entries_trucks", "car_links.truck_flow",
        label="Trucks entering at the gates", label_it="Autocarri in ingresso ai varchi",
    ),
)  # fmt: skip

_GATES = (
    "where streets are cut at the edge of the layer, half a kilometre around the zones; residents, commuters, visits, "
    "through traffic and deliveries"
)
_BOUNDARY = "V9b is an input: people from beyond the city have its split (63 % car, 5 % motorcycle, 30 % transit)"


def _days(run: Outcome) -> int:
    clock = run.world.clock
    return max(int(clock.day_of(clock.end_tick - clock.first_tick)), 1)


def _entered(*names: str, minus: tuple[str, ...] = ()) -> Callable[[Outcome], float]:
    def compute(run: Outcome) -> float:
        total = sum(float(run.series(f"mobility.{name}").sum()) for name in names)
        return (total - sum(float(run.series(f"mobility.{name}").sum()) for name in minus)) / _days(run)

    return compute


def _guests(column: str) -> Callable[[Outcome], float]:
    return lambda run: float(run.table("zones")[column].sum()) / _days(run)


def _boundary(*modes: Mode) -> Callable[[Outcome], float]:
    def compute(run: Outcome) -> float:
        by_mode = run.table("zones")["guests_beyond_year"].sum(axis=0)
        return 100.0 * float(by_mode[list(modes)].sum()) / max(float(by_mode.sum()), 1.0)

    return compute


def _peak(run: Outcome) -> float:
    entries = run.series("mobility.entries")
    whole = entries[: entries.size - entries.size % 24].reshape(-1, 24)
    by_day = whole.sum(axis=1)
    return 100.0 * float((whole.max(axis=1) / np.maximum(by_day, 1.0))[by_day > 0.0].mean()) if by_day.any() else 0.0


_ALL = "entries"
_KINDS = (
    ("cars", "Cars", "Auto", _entered("entries_cars")),
    ("motorcycles", "Motorcycles", "Moto", _entered(_ALL, minus=("entries_cars", "entries_vans", "entries_trucks"))),
    ("vans", "Vans", "Furgoni", _entered("entries_vans")),
    ("trucks", "Trucks", "Autocarri", _entered("entries_trucks")),
)
_SPLIT = (
    ("car", "by car", "in auto", (Mode.CAR, Mode.PASSENGER, Mode.CAR_SHARING)),
    ("motorcycle", "by motorcycle", "in moto", (Mode.MOTORCYCLE,)),
    ("transit", "by public transport", "con i mezzi pubblici", (Mode.TRANSIT, Mode.BIKE_TRANSIT)),
)
KPIS = (
    Kpi(
        "mobility.entries_per_day", "Vehicles entering a day", "Veicoli in ingresso al giorno", "1/d", "less",
        "series mobility.entries over days", _GATES, _entered(_ALL),
    ),
    *(
        Kpi(
            f"mobility.entries_{name}_per_day", f"{label} entering a day", f"{label_it} in ingresso al giorno", "1/d",
            "less", "entries of the kind over days", _GATES, compute,
        )
        for name, label, label_it, compute in _KINDS
    ),
    Kpi(
        "mobility.entries_peak_share", "Entries in the busiest hour", "Ingressi nell'ora di punta", "%", "less",
        "entries of a day's busiest hour over those of the day, mean of days", _GATES, _peak,
    ),
    Kpi(
        "mobility.guests_city_per_day", "People from the rest of the city", "Persone dal resto della città", "1/d",
        "neither", "zones.guests_year over days", "commuters and visitors, by whatever mode", _guests("guests_year"),
    ),
    Kpi(
        "mobility.guests_beyond_per_day", "People from beyond the city", "Persone da fuori città", "1/d",
        "neither", "zones.guests_beyond_year over days", "commuters and visitors, by whatever mode",
        _guests("guests_beyond_year"),
    ),
    *(
        Kpi(
            f"mobility.boundary_{name}", f"Boundary split: {label}", f"Ripartizione al confine: {label_it}", "%",
            "more" if name == "transit" else "less", "zones.guests_beyond_year of the mode over all", _BOUNDARY,
            _boundary(*modes),
        )
        for name, label, label_it, modes in _SPLIT
    ),
)  # fmt: skip
