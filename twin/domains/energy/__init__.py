"""How much heat, cold and electricity do the buildings take, and the cars that charge, and how warm is it inside?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.domains.energy import charging_kpis, kpis
from twin.domains.energy.charging import Charging, equip
from twin.domains.energy.control.process import Balance, Control
from twin.domains.energy.params import Params
from twin.domains.energy.plants.process import Plant, Supply
from twin.domains.energy.sun.process import Sun
from twin.domains.energy.use.process import Usage
from twin.domains.energy.zone import stock
from twin.domains.energy.zone.process import Demand

if TYPE_CHECKING:
    from twin.core.process import Process
    from twin.state.world import World

__all__ = ["KPIS", "SERIES", "Params", "initialise", "processes"]

SERIES = kpis.SERIES + charging_kpis.SERIES
KPIS = kpis.KPIS + charging_kpis.KPIS


def initialise(world: World, params: Params) -> None:
    """Interpret facts of buildings, cars and charge points."""
    stock.initialise(world, params)
    equip(world, params)


def processes(world: World, params: Params) -> list[Process]:
    """Rows of the tick table."""
    parts = (Usage, Sun, Control, Supply, Demand, Plant, Charging, Balance)
    return [part(world, params) for part in parts]
