"""What do energy and measures cost, and who pays?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.domains.finance.kpis import KPIS, SERIES
from twin.domains.finance.params import Params
from twin.domains.finance.process import Bills

if TYPE_CHECKING:
    from twin.core.process import Process
    from twin.state.world import World

__all__ = ["KPIS", "SERIES", "Params", "initialise", "processes"]


def initialise(world: World, params: Params) -> None:
    """Nothing to interpret: all accounts start at zero."""


def processes(world: World, params: Params) -> list[Process]:
    """Rows of the tick table."""
    return [Bills(world, params)]
