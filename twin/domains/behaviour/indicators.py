"""What do planners see of behaviour? Who is at home, and how warm it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.domains.behaviour.participation import KPIS as MARKET
from twin.observe.declare import Kpi, Series
from twin.state.codes import Thermal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from twin.observe.declare import Outcome
    from twin.state.world import World


def _lived_in(world: World) -> NDArray[np.bool_]:
    buildings = world.table("buildings")
    mask: NDArray[np.bool_] = (buildings["residents"] > 0) & (buildings["thermal"] == Thermal.HEATED)
    return mask


SERIES = (
    Series(
        "behaviour.at_home", "buildings.people_home", "persons", "hour_of_day", 1.0,
        "Residents at home", "Residenti a casa",
    ),
    Series(
        "behaviour.at_places", "buildings.people_work", "persons", "hour_of_day", 1.0,
        "Residents at work, school, shops and leisure in the district",
        "Residenti al lavoro, a scuola, in negozi e svaghi nel quartiere",
    ),
    Series(
        "behaviour.setpoint_wanted", "buildings.setpoint_wanted", "°C", "mean", 1.0,
        "Heating set point wanted in homes, mean over buildings",
        "Temperatura richiesta nelle case, media degli edifici", _lived_in,
    ),
)  # fmt: skip


def _share_at_home(run: Outcome) -> float:
    people = len(run.table("citizens"))
    return 100.0 * float(run.series("behaviour.at_home").mean()) / people if people else 0.0


KPIS = (
    Kpi(
        "behaviour.share_at_home", "Time that residents spend at home", "Tempo che i residenti passano a casa", "%",
        "neither", "behaviour.at_home, mean over hours, over residents",
        "presence at half past each hour, from the day's trips", _share_at_home,
    ),
    *MARKET,
)  # fmt: skip
