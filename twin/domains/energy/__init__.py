"""How much heat, cold and electricity do the buildings take, and the cars that charge, and how warm is it inside?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.domains.energy import charging_kpis, kpis, losses
from twin.domains.energy.charging import Charging, equip
from twin.domains.energy.check import check
from twin.domains.energy.control import kpis as control_kpis
from twin.domains.energy.control.equip import equip as equip_control
from twin.domains.energy.control.process import Balance, Control
from twin.domains.energy.params import Params
from twin.domains.energy.plants import kpis as plant_kpis
from twin.domains.energy.plants.equip import equip as equip_plants
from twin.domains.energy.plants.process import Plant, Supply
from twin.domains.energy.schedules import season
from twin.domains.energy.sun import kpis as sun_kpis
from twin.domains.energy.sun.photovoltaics import Photovoltaics
from twin.domains.energy.sun.process import Sun
from twin.domains.energy.sun.roofs import equip as equip_roofs
from twin.domains.energy.use import kpis as use_kpis
from twin.domains.energy.use.process import Usage
from twin.domains.energy.zone import kpis as zone_kpis
from twin.domains.energy.zone import stock
from twin.domains.energy.zone.process import Demand

if TYPE_CHECKING:
    from twin.core.process import Process
    from twin.state.world import World

__all__ = ["KPIS", "SERIES", "Params", "initialise", "processes", "season"]

SERIES = (
    *kpis.SERIES, *use_kpis.SERIES, *charging_kpis.SERIES, *control_kpis.SERIES, *sun_kpis.SERIES, *plant_kpis.SERIES
)  # fmt: skip
KPIS = (
    *kpis.KPIS, *use_kpis.KPIS, *losses.KPIS, *zone_kpis.KPIS, *charging_kpis.KPIS, *control_kpis.KPIS,
    *sun_kpis.KPIS, *plant_kpis.KPIS,
)  # fmt: skip


def initialise(world: World, params: Params) -> None:
    """Interpret facts of buildings, cars and charge points."""
    stock.initialise(world, params)
    equip_plants(world, params)
    equip_control(world, params)
    equip_roofs(world, params)
    equip(world, params)


def processes(world: World, params: Params) -> list[Process]:
    """Rows of the tick table; InputError for buildings that cannot be."""
    check(world)
    parts = (Usage, Sun, Photovoltaics, Control, Supply, Demand, Plant, Charging, Balance)
    return [part(world, params) for part in parts]
