"""What would the measures cost? The same edits that a run makes, on a world that is built once and never stepped."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from twin.core.errors import TwinError
from twin.core.log import log

if TYPE_CHECKING:
    from twin.scenario import Scenario
    from twin.state.district import District
    from twin.state.world import World

_SEED = 0


class Estimator:
    """Investment of scenarios on one district, by payer; one world at a time is kept.

    Parameters
    ----------
    district : The district.
    """

    def __init__(self, district: District) -> None:
        self._district = district
        self._lock = threading.Lock()
        self._base: Scenario | None = None
        self._world: World | None = None

    def cost(self, scenario: Scenario) -> dict[str, float] | None:
        """Euro by name of the payer, in small letters; None where it cannot be told before the run."""
        from twin import interventions  # noqa: PLC0415 — reads every measure
        from twin.state.additions import add  # noqa: PLC0415

        paid: dict[str, float] = {}
        try:
            with self._lock:
                world = self._world_of(scenario)
                # Entities that measures bring along are added to this copy's tables, never to the kept ones.
                world = replace(world, tables=dict(world.tables), applied=[], added=[])
                add(world, interventions.additions(world, scenario.measures))
                for edit in interventions.funded_edits(world, scenario.measures, scenario.budget)[0]:
                    if edit.cost is not None and edit.cost.sum():
                        name = edit.payer.name.lower()
                        paid[name] = paid.get(name, 0.0) + float(edit.cost.sum())
        except (TwinError, ValueError) as error:
            log.info("no estimate of cost: %s", error)
            return None
        return paid

    def _world_of(self, scenario: Scenario) -> World:
        bare = scenario.model_copy(
            update={"measures": (), "name": "-", "name_it": "", "description": "-", "description_it": "", "file": ""}
        )
        bare = bare.model_copy(update={"provenance": ()})
        if self._world is None or self._base is None or bare.canonical() != self._base.canonical():
            from twin.model import build_model  # noqa: PLC0415 — pulls in every domain and its kernels

            self._base, self._world = bare, build_model(bare, self._district, _SEED)[0].world
        return self._world
