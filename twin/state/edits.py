"""A measure does not fork the model: it returns edits, and a scenario is a readable difference."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from twin.core.errors import ExitCode, TwinError
from twin.state.codes import Payer
from twin.state.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from twin.state.table import Column
    from twin.state.world import World


TREND = "trend "  # how the owner of a cell begins where a trend set it


@dataclass(frozen=True)
class Edit:
    """New values for some rows of one column from a tick on, with what they cost.

    Parameters
    ----------
    measure : Name of the measure that asks for it.
    table, column : What is edited.
    rows : Rows, increasing. (K,)
    new : New values, decided on the world before any edit. (K,) or (K, ...) as the column's shape
    tick : Tick from which they hold; 0 or less from the start.
    cost : Cost per row, 0 where the cost stands with another edit of the same work. (K,) [EUR]
    payer : Who pays.
    note : Plain words for the scenario's description.
    entry : Number of the scenario's entry it comes from; two entries of one measure compose like two measures.
    year : Year in which it is done and paid, where the years of one entry are told apart; 0 that of the entry's date.
    terms : How it is paid over the years.
    asset : What the cost buys if not what the measure's works are: "paper" once for good, "service" for each year.
    trend : Whether it happens without the project; its cost is no cost of a measure, and a measure overrules it.
    """

    measure: str
    table: str
    column: str
    rows: NDArray[np.int64]
    new: NDArray[Any]
    tick: int = 0
    cost: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    payer: Payer = Payer.HOUSEHOLDS
    note: str = ""
    entry: int = 0
    year: int = 0
    terms: Terms = field(default_factory=Terms)
    asset: str = ""
    trend: bool = False

    def __post_init__(self) -> None:
        if self.rows.size > 1 and not bool(np.all(np.diff(self.rows) > 0)):
            msg = f"{self.measure}: rows of an edit of {self.table}.{self.column} must increase without repeats"
            raise ValueError(msg)

    @property
    def total_cost(self) -> float:
        """Cost of all rows. [EUR]"""
        return float(self.cost.sum())

    @property
    def owner(self) -> str:
        """Who set the cell: the measure, with the entry where a scenario has several."""
        who = f"{TREND}{self.measure}" if self.trend else self.measure
        return f"{who} (entry {self.entry})" if self.entry else who


@dataclass(frozen=True)
class Applied:
    """An edit with the values that it met."""

    edit: Edit
    old: NDArray[Any]


class EditConflictError(TwinError):
    """Two measures set one cell and the column declares no rule to compose them."""

    exit_code = ExitCode.INPUT


def apply(world: World, edits: Iterable[Edit]) -> list[Applied]:
    """Apply edits in the given order; a second edit of a cell composes by the column's rule.

    The order of the list is the catalogue's, not the scenario file's, so that the file's order never matters. The
    rules do not depend on the order either: the smallest, the largest, or the sum of the changes against the value
    before any edit. Two edits that ask for the same value agree under every rule but the sum. A measure overrules what
    a trend has set, where the rule is an error otherwise.

    Raises
    ------
    EditConflictError
        If two measures set a cell to different values and the column's rule is "error".
    """
    return [_apply_one(world, edit) for edit in edits]


def _apply_one(world: World, edit: Edit) -> Applied:
    table = world.table(edit.table)
    values = table[edit.column]
    column = table.declaration(edit.column)
    key = (edit.table, edit.column)
    before = world.before.setdefault(key, values.copy())
    owner = world.edited.setdefault(key, np.full(len(table), "", dtype=object))
    old = values[edit.rows].copy()
    if not edit.rows.size:  # a work that reaches nothing here still tells so in its note
        return Applied(edit, old)
    new = np.broadcast_to(np.asarray(edit.new, dtype=values.dtype), old.shape)
    owners = owner[edit.rows]
    clash = (owners != "") & (owners != edit.owner)
    values[edit.rows] = _compose(column, edit, old, new, before[edit.rows], clash, owners)
    owner[edit.rows] = edit.owner
    return Applied(edit, old)


def _compose(
    column: Column,
    edit: Edit,
    old: NDArray[Any],
    new: NDArray[Any],
    before: NDArray[Any],
    clash: NDArray[np.bool_],
    owners: NDArray[np.object_],
) -> NDArray[Any]:
    """Values of the cells after the edit, by the column's rule."""
    if column.compose == "min":
        # Whether or not another measure was here: a measure never makes a part worse than it is.
        return np.asarray(np.minimum(old, new))
    if column.compose == "max":
        return np.asarray(np.maximum(old, new))
    wide = clash.astype(bool).reshape(-1, *([1] * (old.ndim - 1)))
    if column.compose == "most":
        return np.where(wide, np.maximum(old, new), new)
    if column.compose == "sum":
        # Both were decided on the world before any edit, so it is their changes that add up, not their values.
        return np.where(wide, old + (new - before), new)
    differ = np.flatnonzero((wide & (old != new)).reshape(len(old), -1).any(axis=1))
    if differ.size and not edit.trend:
        differ = differ[~np.char.startswith(owners[differ].astype(str), TREND)]
    if differ.size:
        first = int(differ[0])
        msg = (
            f"{edit.owner} and {owners[first]} both set {edit.table}.{edit.column} of row {int(edit.rows[first])} "
            f"({differ.size} rows in all) to different values → take one of them away or give them different places"
        )
        raise EditConflictError(msg)
    return new
