"""How dangerous is it to travel? Crashes with injured people by speed, and risk of death by mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.params import ParamSet, param
from twin.observe.declare import Kpi
from twin.state.codes import Mode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.observe.declare import Outcome

_ETSC = (
    "ETSC, Transport safety performance in the EU, 2003, deaths per person-km (quoted from memory); motorcycles and "
    "mopeds together; a shared car as a car, bicycle and public transport as public transport"
)
_KMH = 3.6


class SafetyParams(ParamSet):
    """Parameters of crash risk. Levels are rough; what a change of speed or mode does to them is the message."""

    crash_rate: float = param(
        0.7, unit="1/Mkm", year=2019, status="derived", ge=0,
        doc="Crashes with injured people per million vehicle-km at the reference speed",
        source="13,607 crashes in the province of Milan in 2019 (ISTAT and ACI, via ilcittadinomb.it) over about 2e10 "
        "vehicle-km a year (assumed: 2 million vehicles, 10,000 km each)",
    )  # fmt: skip
    crash_speed: float = param(
        40.0, unit="km/h", year=2019, status="assumed", gt=0, source="assumed: driving speed on urban streets",
        doc="Speed of the empty street at which that rate holds",
    )  # fmt: skip
    crash_exponent: float = param(
        1.2, unit="1", year=2009, status="assumed", ge=0,
        doc="Crashes with injured people grow as this power of speed",
        source="Elvik, TOI report 1034, 2009: urban and residential roads, all crashes with injuries (from memory)",
    )  # fmt: skip
    death_rate: tuple[float, ...] = param(
        (6.4, 5.4, 0.07, 0.7, 13.8, 0.7, 5.4, 5.4, 0.7, 0.07), unit="1/(100 Mkm)", year=2003, status="assumed",
        doc="Deaths per 100 million person-km by mode", source=_ETSC,
    )  # fmt: skip
    way_factor: float = param(
        1.3, unit="1", year=2016, status="assumed", ge=1, doc="Length of ways over straight distance, for risk",
        source="assumed: 1.2 to 1.4 in cities",
    )  # fmt: skip


def crashes(
    flow: NDArray[np.float64], length: NDArray[np.float64], speed: NDArray[np.float64], params: SafetyParams
) -> NDArray[np.float64]:
    """Expected crashes with injured people on each street. (L,)

    Parameters
    ----------
    flow, length : Vehicles and length. (L,) [1], [m]
    speed : Speed of the empty street. (L,) [m/s]
    params : Rate, reference speed and exponent.

    Notes
    -----
    The power model of G. Nilsson with exponents by R. Elvik for urban roads. It takes the speed of the empty street:
    queues make crashes more and lighter, of which the model says nothing.
    """
    relative = np.maximum(speed, 0.0) * _KMH / params.crash_speed
    return np.asarray(1e-9 * params.crash_rate * flow * length * relative**params.crash_exponent)


def _injury_crashes(run: Outcome) -> float:
    links = run.table("car_links")
    inside = links["zone"] >= 0
    each = crashes(links["flow_year"], links["length"], links["free_speed"], SafetyParams())
    return float(each[inside].sum())


def _deaths(run: Outcome) -> float:
    """Expected deaths of residents while travelling, per 100,000 of them."""
    params = SafetyParams()
    km = run.table("zones")["travel_distance_year"].sum(axis=0) * params.way_factor / 1000.0
    people = max(len(run.table("citizens")), 1)
    return float(1e5 * (km * np.asarray(params.death_rate)[: len(Mode) - 1]).sum() * 1e-8 / people)


KPIS: tuple[Kpi, ...] = (
    Kpi("mobility.injury_crashes", "Crashes with injured people, expected", "Incidenti con feriti, attesi", "crashes",
        "less", "vehicle-km on streets in the zones x rate x (speed of the empty street / reference) ^ exponent",
        "power model of speed (Nilsson; exponents of Elvik for urban roads); the level rests on the province's mean",
        _injury_crashes),
    Kpi("mobility.death_risk", "Risk of death while travelling", "Rischio di morte negli spostamenti",
        "deaths/100,000", "less", "residents' km by mode x deaths per km, per 100,000 residents, over the period",
        "mean rates of the EU by mode: they know neither these streets nor these vehicles", _deaths),
)  # fmt: skip
