"""What happens without the project, year by year, and what of it remains where a measure did the same work?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from twin.interventions.measure import start_tick

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from twin.core.clock import Clock
    from twin.state.edits import Edit
    from twin.state.world import World


Work = tuple[int, str, int]  # all that one entry sets in rows of a table from a tick on
_ONE_WORK = ("error", "min", "max")  # rules of columns that one work sets and nobody sets again


def years_done(clock: Clock, start: date) -> range:
    """Whole years of a trend that lie behind when the simulated year begins, from that of its start; maybe none.

    Boilers and windows are changed in the warm half of a year, so what a year brings counts from the next one on.
    """
    return range(start.year, clock.year) if start_tick(clock, start) is not None else range(0)


def yielding(world: World, edits: Sequence[Edit]) -> list[Edit]:
    """The edits, those of trends without the rows in which a measure does the same work by then.

    A work of a trend is all that one entry sets in a row of a table from a tick on. Where a measure that is in force
    by then sets a column of it, the measure did the work: the trend's is not done, none of it, and not paid. A column
    that a measure leaves as it is, to carry a cost, is none that it sets. Columns whose changes add up, or that have
    another rule of their own, are no such work. A measure that comes later in the year overrules the trend's columns
    when it comes; both are paid.

    Parameters
    ----------
    world : World with the declarations of the columns.
    edits : Of measures and trends, in the order in which they apply.
    """
    works: dict[Work, set[str]] = {}
    for edit in edits:
        if edit.trend and world.table(edit.table).declaration(edit.column).compose in _ONE_WORK:
            works.setdefault(work_of(edit), set()).add(edit.column)
    taken = {work: _taken(world, edits, work, columns) for work, columns in works.items()}
    return without(
        edits, {work: (rows, f"{rows.size} of the {work[1]} are left to {by}") for work, (rows, by) in taken.items()}
    )


def without(edits: Sequence[Edit], taken: Mapping[Work, tuple[NDArray[np.int64], str]]) -> list[Edit]:
    """The edits without some rows of some works, with their costs; the first edit of each such work says why.

    Parameters
    ----------
    edits : In any order.
    taken : By work the rows that fall away, increasing, and a sentence.
    """
    told: set[Work] = set()
    done = []
    for edit in edits:
        rows, sentence = taken.get(work_of(edit), (_NOTHING[0], ""))
        left = ~np.isin(edit.rows, rows)
        if left.all():
            done.append(edit)
            continue
        words = [edit.note] if edit.note else []
        if work_of(edit) not in told:
            words.append(sentence)
            told.add(work_of(edit))
        cost = edit.cost[left] if edit.cost.size else edit.cost
        done.append(replace(edit, rows=edit.rows[left], new=edit.new[left], cost=cost, note="; ".join(words)))
    return done


_NOTHING: tuple[NDArray[np.int64], str] = (np.zeros(0, dtype=np.int64), "")


def work_of(edit: Edit) -> Work:
    """The work that an edit is a part of: the entry, the table and the tick from which it holds."""
    return edit.entry, edit.table, edit.tick


def _taken(world: World, edits: Sequence[Edit], work: Work, columns: set[str]) -> tuple[NDArray[np.int64], str]:
    """Rows of a trend's work in which measures set one of its columns by then, and the names of these measures."""
    entry, table, tick = work
    mine = np.unique(
        np.concatenate([edit.rows for edit in edits if edit.trend and work_of(edit) == (entry, table, tick)])
    )
    found: dict[str, NDArray[np.int64]] = {}
    for edit in edits:
        if not edit.trend and edit.table == table and edit.column in columns and edit.tick <= tick:
            changes = np.asarray(edit.new != world.table(table)[edit.column][edit.rows])
            both = np.intersect1d(mine, edit.rows[changes.any(axis=tuple(range(1, changes.ndim)))])
            if both.size:
                found[edit.measure] = np.union1d(found.get(edit.measure, _NOTHING[0]), both)
    if not found:
        return _NOTHING
    return np.unique(np.concatenate(list(found.values()))), ", ".join(found)
