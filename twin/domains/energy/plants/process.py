"""What can plants give, and what carriers do they take for it? Binds the columns, calls the kernels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.process import Lagged
from twin.domains.energy.plants.fitting import PUMPS, STATIC, check, fit, rules_of
from twin.domains.energy.plants.kernels import plant_tick, supply_tick, water_shares
from twin.domains.energy.plants.layout import Asked, Fitted, Given, Now, Out, Taken
from twin.state.invariants import Audit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.core.process import Every, Read
    from twin.core.streams import StreamName
    from twin.domains.energy.params import Params
    from twin.state.world import World

_FORCING = ("forcing.t_out", "forcing.t_groundwater", "forcing.t_canal")
_READS = tuple(f"buildings.{name}" for name in STATIC)


class _Plants:
    """Coefficients of all plants, taken from the columns at each day's start, and the tick's forcing."""

    def __init__(self, world: World, params: Params) -> None:
        self._world = world
        self._params = params
        self._clock = world.clock
        self._rules = rules_of(params)
        # Supply comes first in a tick and gives the warnings.
        self._warned: set[str] | None = set() if isinstance(self, Supply) else None
        self._day = -1
        self._series = [world.column(path) for path in _FORCING]
        check(world, self._warned)
        self._fitted = fit(world.table("buildings"), params)

    def at(self, tick: int, asked: Asked) -> tuple[Fitted, Now, tuple[float, float]]:
        """Coefficients, forcing and shares of water of a tick; edits hold from the next day's start."""
        day = tick // self._clock.ticks_per_day
        if day != self._day:
            self._day = day
            check(self._world, self._warned)
            self._fitted = fit(self._world.table("buildings"), self._params)
            self._pumps = bool(np.isin(self._fitted.generator, PUMPS).any())
        now = Now(self._clock.dt_s, *(float(series[tick]) for series in self._series))
        shares = water_shares(self._fitted, self._rules, now, asked) if self._pumps else (1.0, 1.0)
        return self._fitted, now, shares


class Supply(_Plants):
    """The process `energy.supply`: the most space heat that generators and emitters give now, hot water first."""

    name = "energy.supply"
    every: Every = "tick"
    reads: Sequence[Read] = (
        *_READS,
        *_FORCING,
        *(f"buildings.{name}" for name in Asked._fields if name not in {"t_air", "tank"}),
        Lagged("buildings.t_air"),
        Lagged("buildings.tank"),
    )
    writes: Sequence[str] = tuple(f"buildings.{name}" for name in Given._fields)
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: Params) -> None:
        columns = world.bind(self)
        super().__init__(world, params)
        self._asked = Asked(*(columns[f"buildings.{name}"] for name in Asked._fields))
        self._given = Given(*(columns[f"buildings.{name}"] for name in Given._fields))

    def step(self, tick: int) -> None:
        """Set one tick."""
        fitted, now, shares = self.at(tick, self._asked)
        supply_tick(fitted, self._rules, now, shares, self._asked, self._given)


class Plant(_Plants):
    """The process `energy.plant`: storages, and carriers for heat, hot water and cooling."""

    name = "energy.plant"
    every: Every = "tick"
    reads: Sequence[Read] = (
        *_READS,
        *_FORCING,
        *(f"buildings.{name}" for name in Asked._fields if name != "tank"),
        *(f"buildings.{name}" for name in Taken._fields),
    )
    writes: Sequence[str] = tuple(f"buildings.{name}" for name in Out._fields)
    streams: Sequence[StreamName] = ()

    def __init__(self, world: World, params: Params) -> None:
        columns = world.bind(self)
        super().__init__(world, params)
        self._asked = Asked(*(columns[f"buildings.{name}"] for name in Asked._fields))
        self._taken = Taken(*(columns[f"buildings.{name}"] for name in Taken._fields))
        self._out = Out(*(columns[f"buildings.{name}"] for name in Out._fields))
        self._audit = Audit("energy of plants", "buildings", "J")
        world.audits.append(self._audit)

    def step(self, tick: int) -> None:
        """Set one tick."""
        fitted, now, shares = self.at(tick, self._asked)
        plant_tick(fitted, self._rules, now, shares, self._asked, self._taken, self._audit.cell, self._out)
