"""Series and indicators are declared once: name, unit, which way is better, formula and source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from twin.state.table import Table
    from twin.state.world import World

Better = Literal["less", "more", "neither"]
Topic = Literal["energy", "emissions", "mobility", "lighting", "behaviour", "finance", "people"]
Per = Literal["second", "tick", "hour_of_day", "state", "mean"]


@dataclass(frozen=True)
class Series:
    """One number per hour: a column reduced over (some of) its rows.

    Parameters
    ----------
    name : "topic.what".
    column : Column path, "table.column".
    unit : Unit of the recorded number, such as "kWh" (in the hour), "t", "EUR".
    per : How the column becomes a number for the hour. "second": the column is a rate, the sum over rows is multiplied
        by the tick's seconds. "tick": the column is an amount of the tick, summed. "hour_of_day": the column has a
        (24,) axis, the civil hour is picked and summed. "state": a count or state, summed over rows. "mean": mean over
        the rows. Rates and amounts of shorter ticks are summed over the hour, all else is their mean.
    scale : Factor from SI to `unit`, after the reduction.
    label, label_it : Words for people, English and Italian.
    rows : Which rows count; all if None. Evaluated once, after `initialise`.
    """

    name: str
    column: str
    unit: str
    per: Per
    scale: float
    label: str
    label_it: str
    rows: Callable[[World], NDArray[np.bool_]] | None = None


class Outcome(Protocol):
    """What an indicator's formula may see: the recorded series and the tables at the end of the run."""

    world: World

    def series(self, name: str) -> NDArray[np.float64]:
        """Recorded series by name. (T,)"""

    def table(self, name: str) -> Table:
        """Table at the end of the run."""


@dataclass(frozen=True)
class Kpi:
    """One indicator of a run.

    Parameters
    ----------
    name : "topic.what", stable.
    label, label_it : Words for people, English and Italian.
    unit : Unit.
    better : Which way is better.
    formula : Words that a planner understands, naming series or columns.
    source : Definition it follows, or what it rests on.
    compute : The formula.
    """

    name: str
    label: str
    label_it: str
    unit: str
    better: Better
    formula: str
    source: str
    compute: Callable[[Outcome], float]
