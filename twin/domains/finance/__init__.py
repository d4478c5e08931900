"""What do energy and measures cost, and who pays?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.domains.finance import fairness
from twin.domains.finance.flows import flow_table
from twin.domains.finance.kpis import KPIS, SERIES
from twin.domains.finance.params import Params
from twin.domains.finance.process import Bills

if TYPE_CHECKING:
    from typing import Any

    from twin.core.process import Process
    from twin.state.world import World

__all__ = ["KPIS", "SERIES", "Params", "initialise", "processes", "tables"]


def initialise(world: World, params: Params) -> None:
    """Nothing to interpret: all accounts start at zero."""


def processes(world: World, params: Params) -> list[Process]:
    """Rows of the tick table."""
    return [Bills(world, params)]


def tables(world: World) -> dict[str, dict[str, list[Any]]]:
    """Tables that go into the run's folder at its end: "flows" of money, and "cells" of households."""
    return {"flows": flow_table(world), **fairness.tables(world)}
