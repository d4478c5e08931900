"""Which measure gives a building its plant? The one that comes first; no other tears a plant of the mix out again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from twin.interventions.trends import without, work_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from twin.interventions.trends import Work
    from twin.state.edits import Edit
    from twin.state.world import World

_TABLE, _PLANT = "buildings", "generator"
# What comes and goes with a plant; walls, windows and valves of the same work stay.
_PARTS = (
    "generator", "heating_fuel", "heating_efficiency", "generator_power", "source_flow", "tank_size",
    "connection_power",
)  # fmt: skip


class Plants:
    """Which entry gives each building its plant, and which one, as entries come one after the other.

    Parameters
    ----------
    count : Number of buildings.
    """

    def __init__(self, count: int) -> None:
        self._holder = np.full(count, -1, dtype=np.int64)
        self._plant = np.zeros(count, dtype=np.int64)

    def others(self, edit: Edit) -> NDArray[np.int64]:
        """Rows to which another entry has given another plant than the edit would."""
        if not _gives_plant(edit):
            return edit.rows[:0]
        holder = self._holder[edit.rows]
        other = (holder >= 0) & (holder != edit.entry) & (self._plant[edit.rows] != edit.new)
        return edit.rows[np.flatnonzero(other)]

    def take(self, edit: Edit, but: NDArray[np.int64] | None = None) -> None:
        """Let the edit's entry give its plant to the buildings that have none yet, but for some rows."""
        if not _gives_plant(edit):
            return
        free = self._holder[edit.rows] < 0
        if but is not None:
            free &= ~np.isin(edit.rows, but)
        self._holder[edit.rows[free]] = edit.entry
        self._plant[edit.rows[free]] = np.asarray(edit.new)[free]

    def left(self, edits: Sequence[Edit]) -> list[Edit]:
        """The edits without plants of buildings to which another entry has given another one."""
        lost: dict[Work, NDArray[np.int64]] = {}
        for edit in edits:
            _lose(lost, edit, self.others(edit))
        return _left(edits, lost)


def one_plant(world: World, edits: Sequence[Edit], turns: Sequence[Any]) -> list[Edit]:
    """The edits, without works on buildings to which an earlier work of another entry gives another plant.

    Every entry chooses its buildings on the world before any edit, so that a heat pump and a connection to district
    heat may choose the same one. The earlier of the two is done; the plant of the other is not set there. A work that
    is nothing but a plant is then not paid either; of a retrofit with a new boiler the rest is done, and paid as a
    whole. Trends yield to measures anyway.

    Parameters
    ----------
    world : World that the edits are about.
    edits : Of measures and trends, in the order in which they apply.
    turns : When each entry comes among those of a year, by its number: its day, or its turn for money; of equal ones
        that which applies first. Ticks do not tell apart what lies before the year.
    """
    plants = Plants(len(world.table(_TABLE)))
    lost: dict[Work, NDArray[np.int64]] = {}
    for edit in sorted(edits, key=lambda each: (each.year, turns[each.entry])):
        _lose(lost, edit, plants.others(edit))
        plants.take(edit)
    return _left(edits, lost)


def _lose(lost: dict[Work, NDArray[np.int64]], edit: Edit, rows: NDArray[np.int64]) -> None:
    if rows.size:
        work = work_of(edit)
        lost[work] = np.union1d(lost.get(work, rows), rows)


def _left(edits: Sequence[Edit], lost: Mapping[Work, NDArray[np.int64]]) -> list[Edit]:
    """The edits, those of plants without the rows that their works lose; each such work says so."""
    taken = {work: (rows, _words(rows.size)) for work, rows in lost.items()}
    gone = iter(without([edit for edit in edits if _of_plant(edit)], taken))
    return [next(gone) if _of_plant(edit) else edit for edit in edits]


def _gives_plant(edit: Edit) -> bool:
    return not edit.trend and (edit.table, edit.column) == (_TABLE, _PLANT)


def _of_plant(edit: Edit) -> bool:
    return edit.table == _TABLE and edit.column in _PARTS


def _words(count: int) -> str:
    return f"{count} buildings have their plant from another measure already; left out"
