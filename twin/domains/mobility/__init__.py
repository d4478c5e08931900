"""How do people travel? Plans, choices and traffic of residents, and of those who come from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.domains.mobility import indicators, safety
from twin.domains.mobility.ahead import Days
from twin.domains.mobility.choice.build import set_fares
from twin.domains.mobility.day_types import PUPILS
from twin.domains.mobility.day_types import TYPES as DAY_TYPES
from twin.domains.mobility.demand import calendar
from twin.domains.mobility.equity import KPIS as EQUITY
from twin.domains.mobility.frame import around
from twin.domains.mobility.outside.kpis import KPIS as BOUNDARY
from twin.domains.mobility.outside.kpis import SERIES as ENTRIES
from twin.domains.mobility.params import Params
from twin.domains.mobility.parking.areas import equip as equip_parking
from twin.domains.mobility.process import MobilityCount, MobilityDay
from twin.domains.mobility.shared import shared_days
from twin.domains.mobility.sharing.cars import KPIS as SHARED_CARS
from twin.domains.mobility.sharing.cars import SharedCars
from twin.domains.mobility.sharing.docks import Ways
from twin.domains.mobility.sharing.kpis import KPIS as SHARED_BICYCLES
from twin.domains.mobility.sharing.process import SharedBicycles
from twin.domains.mobility.sharing.process import equip as equip_sharing
from twin.domains.mobility.transit.network import set_others
from twin.domains.mobility.transit.process import KPIS as REACH
from twin.domains.mobility.transit.process import Reach

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.clock import Clock
    from twin.core.process import Process
    from twin.state.world import World

__all__ = ["DAY_TYPES", "KPIS", "SERIES", "Params", "initialise", "lessons", "processes", "shared_days"]

SERIES = indicators.SERIES + ENTRIES
KPIS = indicators.KPIS + BOUNDARY + safety.KPIS + SHARED_BICYCLES + SHARED_CARS + REACH + EQUITY


def lessons(clock: Clock, params: Params) -> NDArray[np.bool_]:
    """Whether pupils have lessons on each day of the year. (D,)"""
    return np.asarray(calendar.lessons(clock, params)[:, PUPILS])


def initialise(world: World, params: Params) -> None:
    """Tell what the layers do not: subscribers and bicycles, parking permits and fees, who else is on board."""
    set_fares(world.table("citizens"), params)
    equip_sharing(world, params)
    equip_parking(world, params)
    set_others(world.tables, params)


def processes(world: World, params: Params) -> list[Process]:
    """Return day process and hourly count, which look at one store of days, and the days of the docks."""
    cache = Days(world, params)
    on_foot, by_bicycle = around(world.tables)
    ways = Ways(
        params.walk_speed / 3.6, params.bicycle_speed / 3.6, params.ebike_speed / 3.6, params.bicycle_handling, on_foot,
        by_bicycle, params.road_circuity,
    )  # fmt: skip
    cut = np.asarray(params.period_hours) * 3600.0
    return [
        MobilityDay(world, cache), MobilityCount(world, cache),
        SharedBicycles(world, params, ways, cut, params.shared_bicycle_fees), SharedCars(world, params),
        Reach(world, params, params.walk_speed / 3.6, params.bicycle_speed / 3.6),
    ]  # fmt: skip
