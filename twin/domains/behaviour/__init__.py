"""Who is where, and how warm do they want it? Presence by hour and the heating set points that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.domains.behaviour.indicators import KPIS, SERIES
from twin.domains.behaviour.params import Params
from twin.domains.behaviour.process import Presence, SetPoint

if TYPE_CHECKING:
    from twin.core.process import Process
    from twin.state.world import World

__all__ = ["KPIS", "SERIES", "Params", "initialise", "processes"]


def initialise(world: World, params: Params) -> None:
    """Nothing to interpret: people come from population, their days from mobility."""
    del world, params


def processes(world: World, params: Params) -> list[Process]:
    """Return presence (each day) and set points (each hour)."""
    return [Presence(world), SetPoint(world, params)]
