"""How much electricity do the street lamps take, and how long do they burn?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.domains.lighting.kpis import KPIS, SERIES
from twin.domains.lighting.params import Params
from twin.domains.lighting.process import Burn

if TYPE_CHECKING:
    from twin.core.process import Process
    from twin.state.world import World

__all__ = ["KPIS", "SERIES", "Params", "initialise", "processes"]


def initialise(world: World, params: Params) -> None:
    """Nothing to interpret: lamps come with their power and dimming."""


def processes(world: World, params: Params) -> list[Process]:
    """Rows of the tick table."""
    return [Burn(world, params)]
