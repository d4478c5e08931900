"""What does a measure bring along? New entities, appended behind the others so that nobody else's luck changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from twin.core.streams import uids_of
from twin.state.table import Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.world import World


@dataclass(frozen=True)
class Addition:
    """New rows of one table.

    Parameters
    ----------
    measure : Name of the measure that asks for them.
    table : Table that grows.
    names : Stable names, such as "measure/shared_ebikes/Gabrio Rosa"; an entity's uid is its name's hash. (K,)
    columns : Values of columns, the others keep their defaults. (K,) each
    note : Plain words for the scenario's description.
    entry : Number of the scenario's entry it comes from.
    shapes : Shapely geometries, where the table's entities have shapes. (K,) object

    Notes
    -----
    What an entity costs stands with the edit that opens it, so that a year that ends before its date pays nothing.
    """

    measure: str
    table: str
    names: tuple[str, ...]
    columns: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    entry: int = 0
    shapes: NDArray[np.object_] | None = None

    @property
    def uids(self) -> NDArray[np.uint64]:
        """Uids of the new entities. (K,)"""
        return uids_of(self.names)


def add(world: World, additions: Iterable[Addition]) -> None:
    """Append the entities to their tables, in the given order; before processes bind columns.

    Raises
    ------
    ValueError
        If the table's entities have shapes of their own, or a uid is taken already.
    """
    for addition in additions:
        table = world.table(addition.table)
        drawn = world.district.geometry.get(addition.table)
        if drawn is not None and addition.shapes is None:
            msg = f"{addition.measure}: entities of {addition.table!r} have shapes and cannot be added without"
            raise ValueError(msg)
        if not addition.names:
            continue
        if np.isin(addition.uids, table["uid"]).any():
            msg = f"{addition.measure}: some of {', '.join(addition.names)} are in {addition.table!r} already"
            raise ValueError(msg)
        if drawn is not None:
            # The district is every run's; its copy shares all but what grows.
            shapes = world.district.geometry | {addition.table: np.concatenate([drawn, addition.shapes])}
            world.district = replace(world.district, geometry=shapes)
        new = Table.from_columns(table.schema, {"uid": addition.uids, **addition.columns})
        world.tables[addition.table] = Table(
            table.schema, {name: np.concatenate([values, new[name]]) for name, values in table.data.items()}
        )
        world.added.append(addition)


def rows_of(table: Table, names: Iterable[str]) -> NDArray[np.int64]:
    """Rows of entities by their names, -1 where there is none. (K,)"""
    uids = uids_of(names)
    order = np.argsort(table["uid"])
    if not order.size:
        return np.full(uids.size, -1, dtype=np.int64)
    at = order[np.minimum(np.searchsorted(table["uid"], uids, sorter=order), order.size - 1)]
    return np.where(table["uid"][at] == uids, at, -1).astype(np.int64)
