"""What happens when sensors tell drivers where places to park are free?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from twin.interventions.choosing import take
from twin.interventions.limits import clipped
from twin.interventions.measure import COUNT, Evidence, Levers, Measure, lever, start_tick
from twin.interventions.where import Found, Where, project
from twin.state.codes import Payer
from twin.state.edits import Edit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.world import World

NAME = "parking_guidance"
AROUND = 150.0  # m; who works this near may look for a place here


class GuidanceLevers(Levers):
    """Levers of sensors on parking places."""

    sensors: float = lever(
        175.0,
        unit=COUNT,
        label="number of sensors",
        label_it="numero di sensori",
        doc="Places with a sensor, whole streets at a time: those with most jobs around for each place first",
        source="175 sensors were installed in the project (joomag.com, City Life 57; amat-mi.it)",
        ge=0.0,
        le=100_000.0,
        slider=(0.0, 2_000.0, 25.0),
    )
    cost_per_sensor: float = lever(
        250.0,
        unit="EUR",
        label="cost per sensor",
        label_it="costo per sensore",
        doc="Sensor in the ground with its share of gateways and software",
        source="assumed; no Milan price was found",
        ge=0.0,
        slider=(0.0, 1_000.0, 10.0),
    )


def middles(world: World) -> NDArray[np.float64]:
    """Middle of the straight line between both ends of each street. (L, 2) [m]"""
    links, nodes = world.table("car_links"), world.table("car_nodes")
    ends = [0.5 * (nodes[axis][links["tail"]] + nodes[axis][links["head"]]) for axis in ("x", "y")]
    return np.column_stack(ends)


def find(world: World, where: Where) -> Found:
    """Streets with places and without sensors in the places of the measure."""
    links = world.table("car_links")
    wanted = (links["parking"] >= 1.0) & ~links["guided"]
    if not where.at:
        inside = np.isin(links["zone"], where.rows(world.table("zones")))
        return Found(np.flatnonzero(wanted & inside).astype(np.int64), ())
    xy, near = middles(world), np.zeros(len(links), dtype=bool)
    notes = []
    for each in where.at:
        some = wanted & (links["zone"] >= 0)
        some &= np.hypot(*(xy - np.array(project(world, each.at))).T) <= where.within
        if not some.any():
            notes.append(f"{each.words}: no street with places in question lies within {where.within:g} m; left out")
        near |= some
    return Found(np.flatnonzero(near).astype(np.int64), tuple(notes))


def edits(world: World, levers: GuidanceLevers, where: Where, start: date) -> list[Edit]:
    """Edit of the streets that get sensors, with what the city pays.

    Parameters
    ----------
    world : World before any edit.
    levers : How many, and for how much.
    where : Zones, or addresses within reach of which streets lie.
    start : Day from which drivers are led.
    """
    tick = start_tick(world.clock, start)
    if tick is None or levers.sensors == 0.0:
        return []
    found, links, buildings = find(world, where), world.table("car_links"), world.table("buildings")
    rows = found.rows
    places = np.floor(links["parking"][rows])
    at = np.flatnonzero(buildings["workplaces"] > 0.0)
    jobs = np.zeros(rows.size)
    if at.size and rows.size:
        tree = cKDTree(np.column_stack([buildings["x"][at], buildings["y"][at]]))
        some = tree.query_ball_point(middles(world)[rows], AROUND, return_sorted=True)
        jobs = np.array([buildings["workplaces"][at[each]].sum() for each in some])
    taken = take(rows, -jobs / np.maximum(places, 1.0), links["uid"][rows], places, levers.sensors)
    sensors = np.floor(links["parking"][taken])
    words = f"{sensors.sum():.0f} sensors on {taken.size} of {rows.size} streets with places"
    there = float(places.sum())
    short = [clipped(f"{levers.sensors:g} sensors", f"{there:g} places")] if levers.sensors > there else []
    note = "; ".join([words, *short, *found.notes])
    on = np.ones(taken.size, dtype=bool)
    return [Edit(NAME, "car_links", "guided", taken, on, tick, sensors * levers.cost_per_sensor, Payer.CITY, note)]


MEASURE = Measure(
    name=NAME,
    label="Parking sensors and guidance",
    label_it="Sensori e guida alla sosta",
    order=640,
    topic="mobility",
    levers=GuidanceLevers,
    touches=("car_links.guided",),
    mechanism=(
        "Sensors tell where places are free. In an area of some streets a share of drivers follows them: the share of "
        "places with sensors times the share of drivers who look (parameters of mobility, both assumed). "
        "Their search is shorter by a factor; so the cruising of all in that area, and "
        "what people expect of parking there, change a little. The number of places stays, as do fees and permits: who "
        "finds a place sooner does not make another one. Reservation, dynamic prices, and bays for disabled people and "
        "loading, on which most of the project's sensors lie, are not modelled."
    ),
    evidence=(
        Evidence(
            "125 bays planned, 175 sensors installed: bays for disabled people and loading, bays of the mobility "
            "areas, two bus stops",
            "joomag.com, City Life 57; amat-mi.it, Sharing Cities",
            "published",
        ),
        Evidence(
            "search for a place fell by 43 % in the areas of SFpark, with prices by demand beside the information: "
            "taken as the most that guidance can do for those who follow it",
            "SFMTA, press release of 19 June 2014",
            "published",
        ),
        Evidence(
            "occupancy in the same areas changed little, and cruising grew in the control areas: a cautious reading",
            "A. Millard-Ball, R. Weinberger and R. Hampshire, Access, 2016",
            "published",
        ),
        Evidence("measured effect of the sensors in Milan: not found", "no source was reached", "assumed"),
        Evidence("share of drivers who look, and cost of a sensor", "no source was reached", "assumed"),
    ),
    edits=edits,
)
