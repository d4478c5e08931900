"""A small grid town in which measures hold, and its days."""

from __future__ import annotations

from datetime import date

import numpy as np

from tests.grid_district import grid_world
from twin.core.jit import set_threads
from twin.domains import mobility
from twin.domains.mobility.ahead import Days
from twin.domains.mobility.params import Params
from twin.interventions import Entry, Where, additions, catalogue, edits
from twin.state.additions import add
from twin.state.edits import apply
from twin.state.schemas import FORCING
from twin.state.table import Table

PARAMS = Params(route_iterations=1, route_iterations_more=1)
DAY = date(2018, 5, 1)
WORKDAY, SATURDAY = 15, 18  # of January 2019


def entry(measure, day=DAY, where=None, **levers):
    model = catalogue[measure].levers.model_validate({key.rstrip("_"): value for key, value in levers.items()})
    return Entry(measure=measure, levers=model, where=Where.model_validate(where or {}), date=day, source="test")


def named_streets(world):
    """Give both directions of each street one name, the same for cars and bicycles."""
    for name in ("car_links", "bike_links"):
        links = world.table(name)
        ends = np.sort(np.column_stack([links["tail"], links["head"]]), axis=1)
        links["source_id"][:] = [f"{a}-{b}" for a, b in ends]
    return world


def town(n=6, residents=1500, **columns):
    """The town as mobility leaves it before any measure; `columns` sets columns of streets beforehand."""
    world = named_streets(grid_world(n=n, residents=residents))
    for name, value in columns.items():
        world.table("car_links")[name][:] = value
    world.tables["forcing"] = Table.allocate(FORCING, world.clock.n_ticks)
    mobility.initialise(world, PARAMS)
    return world


def applied(world, *entries):
    add(world, additions(world, entries))
    found = edits(world, entries)
    world.applied += apply(world, [edit for edit in found if edit.tick <= 0])
    return found


def day(world, number=WORKDAY, params=PARAMS):
    """A day of the town, on one thread."""
    set_threads(1)
    return Days(world, params).of(number)


def trips(a_day, *modes):
    """Trips of a day by some modes, all if none is named."""
    by_mode = a_day.sums.by_zone[0].sum(axis=0)
    return float(by_mode[list(modes)].sum() if modes else by_mode.sum())
