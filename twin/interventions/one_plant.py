"""Which measure gives a building its plant? The one that comes first; no other tears a plant of the mix out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.interventions.trends import without, work_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

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


def one_plant(world: World, edits: Sequence[Edit], dates: Sequence[date]) -> list[Edit]:
    """The edits, without works on buildings to which an earlier work of another entry gives another plant.

    Every entry chooses its buildings on the world before any edit, so that a heat pump and a connection to district
    heat may choose the same one. The earlier of the two is done, of the same day that of the entry that applies first;
    the plant of the other is not set there. A work that is nothing but a plant is then not paid either; of a retrofit
    with a new boiler the rest is done, and paid as a whole. Trends yield to measures anyway.

    Parameters
    ----------
    world : World that the edits are about.
    edits : Of measures and trends, in the order in which they apply.
    dates : Day from which each entry holds, by its number; ticks do not tell apart what lies before the year.
    """
    taken_by = np.full(len(world.table(_TABLE)), -1, dtype=np.int64)
    plant = np.zeros(taken_by.size, dtype=np.int64)
    lost: dict[Work, NDArray[np.int64]] = {}
    for edit in sorted(edits, key=lambda each: (each.year, dates[each.entry])):
        if edit.trend or (edit.table, edit.column) != (_TABLE, _PLANT):
            continue
        asked = np.broadcast_to(np.asarray(edit.new, dtype=np.int64), edit.rows.shape)
        holder = taken_by[edit.rows]
        free, other = holder < 0, (holder >= 0) & (holder != edit.entry) & (plant[edit.rows] != asked)
        taken_by[edit.rows[free]], plant[edit.rows[free]] = edit.entry, asked[free]
        if other.any():
            work = work_of(edit)
            lost[work] = np.union1d(lost.get(work, edit.rows[:0]), edit.rows[other])
    gone = iter(
        without(
            [edit for edit in edits if _of_plant(edit)],
            {work: (rows, _words(rows.size)) for work, rows in lost.items()},
        )
    )
    return [next(gone) if _of_plant(edit) else edit for edit in edits]


def _of_plant(edit: Edit) -> bool:
    return edit.table == _TABLE and edit.column in _PARTS


def _words(count: int) -> str:
    return f"{count} buildings have their plant from another measure already; left out"
