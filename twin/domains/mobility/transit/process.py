"""How far do people get within half an hour, and how does that change when lines run more often?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.domains.mobility.transit.access import MODES, accessibility
from twin.domains.mobility.transit.skims import transit_service
from twin.observe.declare import Kpi
from twin.population import Params as PopulationParams
from twin.population.places import zone_pull

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.mobility.transit.params import TransitParams
    from twin.observe.declare import Outcome
    from twin.state.world import World

_HOUR = 3600.0


class Reach:
    """The process `mobility.reach`: jobs and services within reach of each building, anew when lines change."""

    name = "mobility.reach"
    every: Every = "day"
    reads: Sequence[Read] = ("buildings.workplaces", "buildings.residents")
    writes: Sequence[str] = ("buildings.jobs_reached", "buildings.services_reached")
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: TransitParams, walk_speed: float, bike_speed: float) -> None:
        self._columns = world.bind(self)
        self._tables = world.tables
        self._params, self._speeds = params, (walk_speed, bike_speed)
        self._known = b"not yet"

    def step(self, tick: int) -> None:  # noqa: ARG002 — every day alike
        """Look whether lines or places are others than yesterday, and count anew if so."""
        tables = self._tables
        known = self._columns["buildings.workplaces"].tobytes()
        if "lines" in tables:
            known += tables["lines"]["headway"].tobytes()
        if known == self._known:
            return
        self._known = known
        hour = np.floor(self._params.access_hour) * _HOUR
        service = transit_service(tables, self._params, np.array([hour, hour + _HOUR]))
        jobs = zone_pull(tables["zones"], PopulationParams())
        found = accessibility(tables, service, self._params, *self._speeds, jobs)
        self._columns["buildings.jobs_reached"][...] = np.moveaxis(found.reached[:, :, 0], 0, 1)
        self._columns["buildings.services_reached"][...] = np.moveaxis(found.reached[:, :, 1:].sum(axis=2), 0, 1)


def _mean(column: str, mode: int) -> Callable[[Outcome], float]:
    def compute(run: Outcome) -> float:
        buildings = run.table("buildings")
        residents = np.asarray(buildings["residents"], dtype=np.float64)
        return float(residents @ buildings[column][:, mode]) / max(float(residents.sum()), 1.0)

    return compute


_HOW = {"transit": ("by public transport", "con i mezzi pubblici"), "bicycle": ("by bicycle", "in bicicletta"),
        "walk": ("on foot", "a piedi")}  # fmt: skip
_JOBS = (
    "jobs inside by floor area, outside by residents and distance to the centre (population); zones at their middles"
)
_SERVICES = "shops, health and schools of the district and its margin; those of the rest of the city are not mapped"
KPIS: tuple[Kpi, ...] = tuple(
    Kpi(
        f"mobility.{what}_{mode}", f"{label} within 30 min {_HOW[mode][0]}", f"{label_it} entro 30 min {_HOW[mode][1]}",
        what, "more", f"mean over residents of buildings.{what}_reached, door to door in the morning peak", source,
        _mean(f"{what}_reached", MODES.index(mode)),
    )
    for what, label, label_it, source in (
        ("jobs", "Jobs", "Posti di lavoro", _JOBS), ("services", "Shops, health and schools", "Negozi, sanità e scuole",
                                                     _SERVICES),
    )
    for mode in MODES
)  # fmt: skip
