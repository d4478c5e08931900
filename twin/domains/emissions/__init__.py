"""What do buildings, street lighting and road traffic emit?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.domains.emissions.kpis import KPIS, SERIES
from twin.domains.emissions.params import Params
from twin.domains.emissions.process import BuildingEmissions, LightingEmissions, TrafficEmissions

if TYPE_CHECKING:
    from twin.core.process import Process
    from twin.state.world import World

__all__ = ["KPIS", "SERIES", "Params", "initialise", "processes"]


def initialise(world: World, params: Params) -> None:
    """Nothing to interpret: emissions follow carriers, lamps and vehicles as they stand."""


def processes(world: World, params: Params) -> list[Process]:
    """Rows of the tick table."""
    return [BuildingEmissions(world, params), LightingEmissions(world), TrafficEmissions(world, params)]
