"""Which days did another run of this process make from the same people, places and streets? They are not made again."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from twin.domains.mobility.frame import rests_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twin.domains.mobility.day import Day
    from twin.domains.mobility.frame import Frame
    from twin.domains.mobility.level import Level
    from twin.domains.mobility.params import Params
    from twin.state.world import World

_LAYERS = ("turns", "transit_nodes", "line_stops")  # read whole, and never edited


@dataclass
class Kept:
    """Days of one state of the world.

    Parameters
    ----------
    key : What they follow from, see `key_of`.
    frame, levels, days : Frame, levels of service by type of day, and days, as far as they were made.
    """

    key: str = ""
    frame: Frame | None = None
    levels: dict[int, Level] = field(default_factory=dict)
    days: dict[int, Day] = field(default_factory=dict)


_open: ContextVar[list[Kept] | None] = ContextVar("twin.domains.mobility.shared", default=None)


@contextmanager
def shared_days() -> Iterator[None]:
    """Let runs within this block that differ in nothing that trips rest on share their days.

    Two states are kept, the first of the block and the last one: of a comparison the scenario without measures, which
    all measures that leave trips alone share, and the one with all of them.
    """
    token = _open.set([])
    try:
        yield
    finally:
        _open.reset(token)


def kept_for(world: World, params: Params) -> Kept | None:
    """Days of this state of the world, empty ones if it is another than before; None outside of `shared_days`.

    Where each day of the year has its own trips nothing is kept, for its size.
    """
    store = _open.get()
    if store is None or params.every_day:
        return None
    key = key_of(world, params)
    for kept in store:
        if kept.key == key:
            return kept
    store[1:] = [Kept(key)]
    return store[-1]


def key_of(world: World, params: Params) -> str:
    """Hash of all that days are a function of: layers, people as mobility reads them, weather, calendar, parameters."""
    clock = world.clock
    state = hashlib.sha256(repr((world.district.key, world.seed, clock.year, clock.ticks_per_day)).encode())
    state.update(params.model_dump_json().encode())
    columns = rests_on(world.tables)
    columns += [(table, name) for table in _LAYERS if table in world.tables for name in world.tables[table].data]
    for table, name in (*columns, ("forcing", "t_out")):
        values = np.ascontiguousarray(world.tables[table][name])
        state.update(f"{table}.{name} {values.dtype} {values.shape}".encode())
        state.update(values.tobytes() if values.dtype != object else repr(values.tolist()).encode())
    state.update(np.ascontiguousarray(clock.run_days).tobytes())
    return state.hexdigest()
