"""Which constants of the modes give a wanted split of trips on the district? `study.fit_modes` has the target."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from twin.core.clock import DayType
from twin.domains.mobility.choice.fitting import Fit, fit
from twin.domains.mobility.choice.groups import weighed_for
from twin.domains.mobility.demand.groups import Options, diary_for, draft_for, rides_for, trail_for
from twin.domains.mobility.demand.lay_out import lay_out
from twin.domains.mobility.frame import frame
from twin.domains.mobility.level import settle
from twin.domains.mobility.params import Params
from twin.domains.mobility.year import usual
from twin.state.people_columns import MAX_TRIPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.domains.mobility.choice.groups import Tastes, Weighed
    from twin.domains.mobility.frame import Frame
    from twin.domains.mobility.level import Level
    from twin.domains.mobility.year import DayOf
    from twin.state.table import Table

__all__ = ["Fit", "fit_constants", "tours_of"]

_TOURS = 6  # most tours of a citizen that are kept, on average


def tours_of(shared: Frame, level: Level, today: DayOf, tastes: Tastes) -> Weighed:
    """Tours of a day at a level of service, with what every mode was worth when one was chosen."""
    n = shared.people.uid.size
    sites = shared.sites
    weighed = weighed_for(MAX_TRIPS, tastes.shifts.size, _TOURS * n, sites.n_buildings + sites.n_zones)
    lay_out(
        today.plans, shared.keys, level.people, shared.habits,
        Options(shared.travellers, level.offer, tastes, weighed, level.offer, np.ones((n, 2), dtype=np.bool_)),
        level.streets, draft_for(MAX_TRIPS),
        diary_for(n, MAX_TRIPS), trail_for(n, MAX_TRIPS), rides_for(n, shared.n_vehicles, MAX_TRIPS),
    )  # fmt: skip
    return weighed


def fit_constants(
    tables: dict[str, Table], seed: int, target: Sequence[float], params: Params | None = None, threads: int = 1
) -> Fit:
    """Fit the constants of modes on a mild and dry workday in term, with everybody in the city.

    Each round lets the level of service settle with the constants so far, lays out the day, and solves for the
    constants that give the target on its tours. Shares are expected, not drawn; trips beyond the municipality and
    walks of five minutes and less do not count.

    Parameters
    ----------
    tables, seed : The district with its people.
    target : Shares of public transport, cars, motorcycles, and walking with cycling. (4,) [1]
    params : Parameters, from whose constants the search starts.
    threads : Threads for the ways.
    """
    params = params if params is not None else Params()
    shared = frame(tables, seed, params)
    today = usual(DayType.WORKDAY, len(tables["households"]), params)
    level: Level | None = None

    def tours(constants: NDArray[np.float64]) -> Weighed:
        nonlocal level
        fitted = replace(shared, tastes=shared.tastes._replace(constant=constants))
        level = settle(fitted, today, level, threads)
        return tours_of(fitted, level, today, today.tastes(fitted.tastes, params))

    return fit(tours, shared.tastes, target, params.car_occupancy)
