"""How do people travel? Plans, mode choice and traffic of the district's residents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.domains.mobility.indicators import KPIS, SERIES
from twin.domains.mobility.params import Params
from twin.domains.mobility.process import Days, MobilityCount, MobilityDay

if TYPE_CHECKING:
    from twin.core.process import Process
    from twin.state.world import World

__all__ = ["KPIS", "SERIES", "Params", "initialise", "processes"]


def initialise(world: World, params: Params) -> None:
    """Nothing to interpret: geo gives streets their speed, capacity and storage."""
    del world, params


def processes(world: World, params: Params) -> list[Process]:
    """Return the day process and the hourly count; both look at one store of day types."""
    cache = Days(world, params)
    return [MobilityDay(world, cache), MobilityCount(world, cache)]
