"""How much heat, cold and electricity do the buildings take, and how warm are they inside?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.domains.energy.kpis import KPIS, SERIES
from twin.domains.energy.params import Params
from twin.domains.energy.process import Demand
from twin.domains.energy.stock import initialise

if TYPE_CHECKING:
    from twin.core.process import Process
    from twin.state.world import World

__all__ = ["KPIS", "SERIES", "Params", "initialise", "processes"]


def processes(world: World, params: Params) -> list[Process]:
    """Rows of the tick table."""
    return [Demand(world, params)]
