"""How do people travel? Plans, mode choice and traffic of the district's residents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.domains.mobility import indicators, shared
from twin.domains.mobility.ahead import Days
from twin.domains.mobility.indicators import SERIES
from twin.domains.mobility.params import Params
from twin.domains.mobility.process import MobilityCount, MobilityDay
from twin.domains.mobility.shared import SharedBicycles

if TYPE_CHECKING:
    from twin.core.process import Process
    from twin.state.world import World

__all__ = ["KPIS", "SERIES", "Params", "initialise", "processes"]

KPIS = indicators.KPIS + shared.KPIS


def initialise(world: World, params: Params) -> None:
    """Tell how many bicycles a dock has; geo gives streets their speed, capacity and storage."""
    shared.equip(world, params)


def processes(world: World, params: Params) -> list[Process]:
    """Return day process and hourly count, which look at one store of days, and the count of shared bicycles."""
    cache = Days(world, params)
    return [MobilityDay(world, cache), MobilityCount(world, cache), SharedBicycles(world, params)]
