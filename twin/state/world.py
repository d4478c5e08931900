"""The world of one run: district, people, forcing, clock and seed, and the only door to its columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from twin.core.errors import PlanError
from twin.core.process import Lagged

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from twin.core.clock import Clock
    from twin.core.process import Process
    from twin.state.additions import Addition
    from twin.state.district import District
    from twin.state.edits import Applied
    from twin.state.invariants import Audit
    from twin.state.table import Table


@dataclass
class World:
    """Everything that processes may read or write in one run.

    Parameters
    ----------
    district : Facts; its tables are copied into `tables`, so a run never changes them.
    tables : All tables of the run by name: the district's, the population's and "forcing".
    clock : Hours of the year.
    seed : Seed of every stream.
    audits : Balances that the model checks after every step, appended by processes when they are made.
    applied : Edits applied so far with the old values; finance reads costs here.
    edited : Which measure set each cell last, by (table, column).
    before : Values of edited columns before any edit, by (table, column).
    added : Entities that measures brought along.
    params : Parameters in force by room, for measures and indicators; a room that is absent has its defaults.
    refused : Rows that asked for a measure and found no money, by measure and table; people who decide leave them out.
    """

    district: District
    tables: dict[str, Table]
    clock: Clock
    seed: int
    audits: list[Audit] = field(default_factory=list)
    applied: list[Applied] = field(default_factory=list)
    edited: dict[tuple[str, str], NDArray[np.object_]] = field(default_factory=dict)
    before: dict[tuple[str, str], NDArray[Any]] = field(default_factory=dict)
    added: list[Addition] = field(default_factory=list)
    params: dict[str, Any] = field(default_factory=dict)
    refused: dict[tuple[str, str], NDArray[np.int64]] = field(default_factory=dict)

    def table(self, name: str) -> Table:
        """Table by name."""
        return self.tables[name]

    def column(self, path: str) -> NDArray[Any]:
        """Column by path "table.column"; PlanError with the nearest name if there is none."""
        table, _, name = path.partition(".")
        if table not in self.tables or name not in self.tables[table]:
            known = [f"{t}.{c}" for t, tab in self.tables.items() for c in tab.data]
            raise PlanError(_unknown(path, known))
        return self.tables[table][name]

    def bind(self, process: Process) -> Columns:
        """Hand a process its declared columns: what it writes as is, what it reads as read-only views."""
        arrays: dict[str, NDArray[Any]] = {}
        for path in (read.column if isinstance(read, Lagged) else read for read in process.reads):
            view = self.column(path).view()
            view.flags.writeable = False
            arrays[path] = view
        for path in process.writes:
            arrays[path] = self.column(path)
        return Columns(process.name, arrays)


class Columns:
    """The columns that one process declared; any other access is an error that names the process."""

    def __init__(self, process: str, arrays: dict[str, NDArray[Any]]) -> None:
        self._process = process
        self._arrays = arrays

    def __getitem__(self, path: str) -> NDArray[Any]:
        try:
            return self._arrays[path]
        except KeyError:
            msg = f"process {self._process!r} uses {path!r} without declaring it in reads or writes"
            raise PlanError(msg) from None


def _unknown(path: str, known: Sequence[str]) -> str:
    import difflib  # noqa: PLC0415 — only on the way to an error

    near = difflib.get_close_matches(path, known, n=1)
    return f"no column {path!r}" + (f"; did you mean {near[0]!r}?" if near else "")
