"""What do we look at in the street lighting? Declared series and indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.core.units import KWH_PER_J
from twin.observe.declare import Kpi, Series

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from twin.observe.declare import Outcome
    from twin.state.world import World


def district(world: World) -> NDArray[np.bool_]:
    """Lamps of the district. (N,)"""
    inside: NDArray[np.bool_] = world.table("lampposts")["zone"] >= 0
    return inside


SERIES: tuple[Series, ...] = (
    Series(
        "lighting.electricity",
        "lampposts.power",
        "kWh",
        "second",
        KWH_PER_J,
        "Electricity of street lighting",
        "Elettricità dell'illuminazione pubblica",
        district,
    ),
    Series(
        "lighting.power",
        "lampposts.power",
        "kW",
        "state",
        1e-3,
        "Power of street lighting",
        "Potenza dell'illuminazione pubblica",
        district,
    ),
)


def _per_lamp(outcome: Outcome, column: str) -> float:
    lamps = outcome.table("lampposts")
    inside = lamps["zone"] >= 0
    count = int(inside.sum())
    return float(lamps[column][inside].sum()) / count if count else float("nan")


def _energy_per_lamp(outcome: Outcome) -> float:
    return _per_lamp(outcome, "energy_year") * KWH_PER_J


def _hours_per_lamp(outcome: Outcome) -> float:
    return _per_lamp(outcome, "hours_year")


def _energy(outcome: Outcome) -> float:
    return float(outcome.series("lighting.electricity").sum()) / 1000.0


def _hosts(outcome: Outcome, *columns: str) -> float:
    lamps = outcome.table("lampposts")
    inside = lamps["zone"] >= 0
    return float(sum(lamps[column][inside].sum() for column in columns))


def _smart(outcome: Outcome) -> float:
    lamps = outcome.table("lampposts")
    return float(((lamps["extra_power"] > 0.0) & (lamps["zone"] >= 0)).sum())


def _sensors(outcome: Outcome) -> float:
    return _hosts(outcome, "environment_sensor", "traffic_sensor")


KPIS: tuple[Kpi, ...] = (
    Kpi(
        "lighting.electricity",
        "Electricity of street lighting",
        "Elettricità dell'illuminazione pubblica",
        "MWh",
        "less",
        "sum of series lighting.electricity",
        "lampposts of the district",
        _energy,
    ),
    Kpi(
        "lighting.electricity_per_lamp",
        "Electricity per light point",
        "Elettricità per punto luce",
        "kWh",
        "less",
        "electricity since the start / lampposts",
        "scale check, no verdict: 340 kWh (metered 2015) to 393 kWh (announced) a point and year in Milan",
        _energy_per_lamp,
    ),
    Kpi(
        "lighting.burning_hours",
        "Burning hours per light point",
        "Ore di accensione per punto luce",
        "h",
        "neither",
        "burning hours since the start / lampposts, dimmed hours counted in full",
        "sun's position and switching elevation of the forcing",
        _hours_per_lamp,
    ),
    Kpi(
        "lighting.smart_lamps",
        "Lampposts with electronics",
        "Lampioni con elettronica",
        "1",
        "neither",
        "lampposts that host electronics at the end of the run",
        "an input of the scenario, counted",
        _smart,
    ),
    Kpi(
        "lighting.sensors",
        "Sensors on lampposts",
        "Sensori sui lampioni",
        "1",
        "neither",
        "lampposts with sensors of air and noise, and with counters of vehicles, each counted once",
        "an input of the scenario, counted",
        _sensors,
    ),
)
