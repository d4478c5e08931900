"""How does the district move through a year? A `mesa.Model` whose step walks the tick table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from twin.model.agent_set import ColumnAgentSet
from twin.model.views import VIEWS
from twin.model.weigh import Weigher, lay_out
from twin.state.edits import apply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.model.plan import Plan
    from twin.observe import Recorder
    from twin.state.edits import Edit
    from twin.state.world import World


class DistrictModel(mesa.Model):  # type: ignore[misc]  # Mesa's Model is untyped in some supported versions
    """The district as a Mesa model; one step is one tick of the clock.

    `model.agents`, `agents_by_type[Building]`, `select`, `get`, `set`, `agg`, `do`, DataCollector and SolaraViz work on
    the whole population through views on the columns. Own agents register as in any Mesa model and are yours to step.

    Parameters
    ----------
    world : Tables, forcing and clock, initialised by the domains.
    plan : The tick table.
    recorder : Observer that records series after each tick, or None.
    later : Edits of dates within the year, in catalogue order; those of the start are applied already.
    """

    def __init__(self, world: World, plan: Plan, recorder: Recorder | None = None, later: Sequence[Edit] = ()) -> None:
        # `rng` rather than `seed`: the name that both supported Mesa versions take without a warning. Mesa's generator
        # serves user code only; the twin draws from its own streams.
        super().__init__(rng=world.seed)
        self.world = world
        self.plan = plan
        self.recorder = recorder
        self.tick = world.clock.first_tick
        self._weigher = Weigher(world) if world.clock.sample is not None else None
        self._later = sorted(later, key=lambda edit: edit.tick)
        self._mount_views()

    def _mount_views(self) -> None:
        # The only place that touches Mesa's private registries; contract tests hold it on each supported version.
        parts = [
            (kind, np.arange(len(self.world.tables[kind.table_name])))
            for kind in VIEWS
            if kind.table_name in self.world.tables
        ]
        self._all_agents = ColumnAgentSet(self, parts)
        for kind, rows in parts:
            self._agents_by_type[kind] = ColumnAgentSet(self, [(kind, rows)])

    def step(self) -> None:
        """Advance by one tick: edits that fall due, processes in order, balances, observers."""
        tick, clock = self.tick, self.world.clock
        if self._weigher is not None and tick % clock.ticks_per_day == 0:
            self._weigher.begin()
        while self._later and self._later[0].tick <= tick:
            self.world.applied += apply(self.world, [self._later.pop(0)])
        self.plan.step(tick)
        if self.recorder is not None:
            self.recorder.record(tick)
        if self._weigher is not None and (tick + 1) % clock.ticks_per_day == 0:
            self._weigher.end(clock.day_of(tick))
        self.tick = clock.next_tick(tick)
        if self.tick >= clock.end_tick:
            self.running = False
            if self._weigher is not None:
                # What begins after the last simulated day changes no day of the run, and is paid all the same.
                due = [edit for edit in self._later if edit.tick < clock.end_tick]
                self.world.applied += apply(self.world, due)
                self._weigher.close(self.world)
            lay_out(self.world, self.recorder)
