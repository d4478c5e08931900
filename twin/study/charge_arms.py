"""What does a charge for driving into the centre do, and what does its suspension on the next day?

The same people and the same luck on one workday: without a charge, with the charge of Area C after all settled, and
on the first day without it, when routes and prices are new but times are those that people remember. The published
split of modes is of years in which Area C was in force, so that the traffic of the twin is that with the charge, and
who comes without it is found from there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from twin.core.streams import declare
from twin.domains.mobility import day as days
from twin.domains.mobility import level as levels
from twin.domains.mobility.frame import frame as frame_of
from twin.domains.mobility.outside import Why
from twin.domains.mobility.outside.charged import owed, released, roots_of
from twin.state.codes import RideKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.domains.mobility.frame import Frame
    from twin.domains.mobility.level import Level
    from twin.domains.mobility.outside import Outside
    from twin.domains.mobility.params import Params
    from twin.domains.mobility.year import DayOf
    from twin.state.world import World

CHARGE = 5.0  # EUR, from 16 January 2012 (ansa.it, 2022)
HOURS = (7.5, 19.5)  # of the charge
# Zones of the municipality that lie within the ring of Area C, by their ids.
CENTRE = ("1", "2", "3", "4", "5", "6", "7")
# Share of the entries that pay in full. Derived: 11.2 million EUR had been paid for the 113 days from 16 January to 30
# June 2012 (il Giorno, 17 July 2012) at 90,000 entries a day (ansa.it, 2022), 1.10 EUR an entry. The others are exempt
# (electric, gas and hybrid cars, taxis, disabled people, public bodies), residents with free entries, service vehicles
# at 3 EUR, and further entries on one day.
PAID = 0.22
EXEMPT = declare("study.charge.exempt", "whether a vehicle from elsewhere pays for Area C")
_HOUR = 3600.0


def run(world: World, params: Params, today: DayOf, threads: int = 1) -> dict[str, float]:
    """Entries into the charged zones through the district's gates in the hours of the charge, and their changes.

    Parameters
    ----------
    world : World of the district, before or after any day.
    params : Parameters of mobility.
    today : A workday.
    threads : Threads for the ways; no part in the bits.

    Returns
    -------
    Entries of a day by arm [1], shares outside the hours [%], changes by the charge and by its suspension [%]; nothing
    where no zone of the centre lies around the district.
    """
    free = frame_of(world.tables, world.seed, params)
    zones = world.table("zones")
    inside = np.flatnonzero(np.isin(zones["source_id"], CENTRE) & ~zones["in_district"])
    goals = free.graph.root_of[free.graph.site_node[free.sites.n_buildings + inside]]
    goals = goals[goals >= 0]
    if not goals.size:
        return {}
    free = replace(free, outside=payers(free.outside))
    first = levels.settle(with_charge(free, inside), today, threads=threads, iterations=0)
    charge = owed(free.outside.fleet, free.outside.stakes, roots_of(first.streets), first.offer.roads)
    free = replace(free, outside=released(free.outside, free.sites, charge, params))
    charged = with_charge(free, inside)
    without = levels.settle(free, today, threads=threads)
    used = levels.settle(charged, today, threads=threads)
    first_day = levels.settle(free, today, start=used, threads=threads, iterations=0)
    found: dict[str, float] = {}
    for name, frame, level in (("without", free, without), ("with", charged, used), ("suspended", free, first_day)):
        due, other = entries(frame, level, today, goals)
        found |= {f"entries {name}": due, f"outside the hours, {name} [%]": 100.0 * other / max(due + other, 1.0)}
    found["charged"] = 100.0 * (found["entries with"] / max(found["entries without"], 1.0) - 1.0)
    found["suspended"] = 100.0 * (found["entries suspended"] / max(found["entries with"], 1.0) - 1.0)
    return found


def with_charge(frame: Frame, zones: NDArray[np.int64]) -> Frame:
    """The same streets with the charge on every link outside that leads into one of the zones."""
    graph = frame.graph
    nodes = graph.site_node[frame.sites.n_buildings + zones]
    into = np.isin(graph.net.head, nodes)
    toll, hours = graph.toll.copy(), graph.toll_hours.copy()
    toll[into] = CHARGE
    hours[into] = HOURS
    return replace(frame, graph=replace(graph, toll=toll, toll_hours=hours))


def payers(outside: Outside) -> Outside:
    """The same people, of whom those pay who would in Area C.

    Who visits the district from the charged zones, or works in it, lives there and has free entries, 40 a year: more
    than 59 % of residents use (il Giorno, 17 July 2012).
    """
    fleet = outside.fleet
    pays = (fleet.why == Why.THROUGH) & (EXEMPT.at(outside.seed).uniform(fleet.uid) < PAID)
    return outside._replace(stakes=outside.stakes._replace(pays=pays.astype(np.float64)))


def entries(frame: Frame, level: Level, today: DayOf, goals: NDArray[np.int32]) -> tuple[float, float]:
    """Motor vehicles but motorcycles that leave the district for the zones: in the hours of the charge, and else."""
    plan = days.plan(frame, level, today)
    days.load(frame, level, today, plan)
    rides = plan.traffic
    leaves = rides.times[:, 3] / _HOUR
    kind = np.repeat(rides.kind, np.diff(rides.first))
    counts = np.isin(rides.root, goals) & np.isfinite(leaves) & (kind != RideKind.MOTORCYCLE)
    due = (leaves >= HOURS[0]) & (leaves < HOURS[1])
    return float((counts & due).sum()), float((counts & ~due).sum())
