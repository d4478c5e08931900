"""How does Mesa see a million rows? As an AgentSet that makes views on demand and works on columns at once."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

try:  # Mesa 3.5 and later
    from mesa.agentset import AbstractAgentSet as _Base
    from mesa.agentset import GroupBy
except ImportError:  # Mesa 3.3 on Python 3.11
    from mesa.agent import AgentSet as _Base
    from mesa.agent import GroupBy

from twin.model.views import RowAgent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

_RAISE = object()
_grouped: Any = GroupBy  # untyped in some supported versions


class ColumnAgentSet(_Base):  # type: ignore[misc]  # base is untyped
    """Rows of one or more tables, and any ordinary Mesa agents that a user registered beside them.

    Parameters
    ----------
    model : The model that the rows belong to.
    parts : View class and rows, in order. Each rows array is (K,) int64.
    extra : Ordinary agents, behind the rows.
    """

    def __init__(
        self,
        model: Any,
        parts: Iterable[tuple[type[RowAgent], NDArray[np.int64]]] = (),
        extra: Iterable[Any] = (),
    ) -> None:
        self.model = model
        self.random = model.random
        self._parts = [(kind, np.asarray(rows, dtype=np.int64)) for kind, rows in parts]
        self._extra: dict[Any, None] = dict.fromkeys(extra)

    # --- the set protocol -------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return sum(rows.size for _, rows in self._parts) + len(self._extra)

    def __iter__(self) -> Iterator[Any]:
        for kind, rows in self._parts:
            for row in rows:
                yield kind.view(self.model, row)
        yield from list(self._extra)

    def __contains__(self, agent: object) -> bool:
        if isinstance(agent, RowAgent):
            return agent.model is self.model and any(
                kind is type(agent) and bool((rows == agent.row).any()) for kind, rows in self._parts
            )
        return agent in self._extra

    def __getitem__(self, item: int | slice) -> Any:
        if isinstance(item, slice):
            return [self[i] for i in range(*item.indices(len(self)))]
        index = range(len(self))[item]
        for kind, rows in self._parts:
            if index < rows.size:
                return kind.view(self.model, rows[index])
            index -= rows.size
        return list(self._extra)[index]

    def to_list(self) -> list[Any]:
        """All agents, each as a view."""
        return list(self)

    def add(self, agent: Any) -> None:
        """Add an ordinary agent (Mesa calls this when one is registered)."""
        if isinstance(agent, RowAgent):
            if agent not in self:
                self._parts.append((type(agent), np.array([agent.row])))
            return
        self._extra[agent] = None

    def discard(self, agent: Any) -> None:
        """Take an agent out of this set if it is in it."""
        if isinstance(agent, RowAgent):
            self._parts = [
                (kind, rows[rows != agent.row] if kind is type(agent) else rows) for kind, rows in self._parts
            ]
        else:
            self._extra.pop(agent, None)

    def remove(self, agent: Any) -> None:
        """Take an agent out of this set; KeyError if it is not in it."""
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)

    def copy(self) -> ColumnAgentSet:
        """Set with the same members."""
        return ColumnAgentSet(self.model, [(kind, rows.copy()) for kind, rows in self._parts], self._extra)

    __copy__ = copy

    def __getstate__(self) -> dict[str, Any]:
        return dict(self.__dict__)

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    # --- columns at once --------------------------------------------------------------------------------------

    def _values(self, name: str, default: Any = _RAISE) -> list[Any]:
        chunks: list[list[Any]] = []
        for kind, rows in self._parts:
            table = self.model.world.tables[kind.table_name]
            if name in table:
                chunks.append(table[name][rows].tolist())
            elif name == "unique_id":
                chunks.append(table["uid"][rows].tolist())
            elif default is _RAISE or hasattr(kind, name) or name in ("row", "model", "pos"):
                chunks.append([getattr(kind.view(self.model, row), name) for row in rows])
            else:
                chunks.append([default] * rows.size)
        if self._extra:
            args = () if default is _RAISE else (default,)
            chunks.append([getattr(agent, name, *args) for agent in self._extra])
        return list(itertools.chain.from_iterable(chunks))

    def get(self, attr_names: str | list[str], handle_missing: str = "error", default_value: Any = None) -> list[Any]:
        """Values of one or more attributes, in the order of the set; columns are read at once."""
        if handle_missing not in ("error", "default"):
            msg = f"Unknown handle_missing option: {handle_missing}, should be one of 'error' or 'default'"
            raise ValueError(msg)
        default = _RAISE if handle_missing == "error" else default_value
        if isinstance(attr_names, str):
            return self._values(attr_names, default)
        return [list(row) for row in zip(*(self._values(name, default) for name in attr_names), strict=True)]

    def column(self, name: str) -> NDArray[Any]:
        """Values of a column as an array, where the set holds rows of one table only. (K,)"""
        if len(self._parts) != 1 or self._extra:
            return np.asarray(self.get(name))
        kind, rows = self._parts[0]
        table = self.model.world.tables[kind.table_name]
        return table[name][rows] if name in table else np.asarray(self.get(name))

    def agg(self, attribute: str, func: Any) -> Any:
        """Result of a function (or of several) on the column of all members."""
        values = self.column(attribute)
        return func(values) if callable(func) else [f(values) for f in func]

    def set(self, attr_name: str, value: Any) -> ColumnAgentSet:
        """Set a column of all members to one value, or to an array in the order of the set."""
        for kind, rows in self._parts:
            table = self.model.world.tables[kind.table_name]
            if attr_name not in table:
                msg = f"{kind.__name__} has no column {attr_name!r}; views keep no other state"
                raise AttributeError(msg)
            table[attr_name][rows] = value
        for agent in self._extra:
            setattr(agent, attr_name, value)
        return self

    # --- subsets ----------------------------------------------------------------------------------------------

    def from_mask(self, mask: NDArray[np.bool_]) -> ColumnAgentSet:
        """Members where the mask over the order of the set is true."""
        parts, start = [], 0
        for kind, rows in self._parts:
            parts.append((kind, rows[mask[start : start + rows.size]]))
            start += rows.size
        extra = [agent for agent, keep in zip(self._extra, mask[start:], strict=True) if keep]
        return ColumnAgentSet(self.model, parts, extra)

    def _from_agents(self, agents: Iterable[Any]) -> ColumnAgentSet:
        parts: list[tuple[type[RowAgent], NDArray[np.int64]]] = []
        extra: list[Any] = []
        for kind, run in itertools.groupby(agents, key=type):
            if issubclass(kind, RowAgent):
                parts.append((kind, np.fromiter((agent.row for agent in run), dtype=np.int64)))
            else:
                extra.extend(run)
        return ColumnAgentSet(self.model, parts, extra)

    def _take(self, other: ColumnAgentSet, *, inplace: bool) -> ColumnAgentSet:
        if not inplace:
            return other
        self._parts, self._extra = other._parts, other._extra
        return self

    def _update(self, agents: Iterable[Any]) -> ColumnAgentSet:
        return self._take(self._from_agents(list(agents)), inplace=True)

    def select(
        self,
        filter_func: Callable[[Any], bool] | NDArray[np.bool_] | None = None,
        at_most: float = float("inf"),
        inplace: bool = False,  # noqa: FBT001, FBT002 — Mesa's signature
        agent_type: type | None = None,
    ) -> ColumnAgentSet:
        """Members that pass a filter: a function on agents, or at once a mask over the order of the set."""
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(self) * at_most)
        chosen = self
        if agent_type is not None:
            parts = [(kind, rows) for kind, rows in self._parts if issubclass(kind, agent_type)]
            chosen = ColumnAgentSet(self.model, parts, [a for a in self._extra if isinstance(a, agent_type)])
        if filter_func is not None:
            mask = (
                np.fromiter((bool(filter_func(agent)) for agent in chosen), dtype=bool, count=len(chosen))
                if callable(filter_func)
                else np.asarray(filter_func, dtype=bool)
            )
            chosen = chosen.from_mask(mask)
        if at_most < len(chosen):
            keep = np.zeros(len(chosen), dtype=bool)
            keep[: int(at_most)] = True
            chosen = chosen.from_mask(keep)
        return self._take(chosen if chosen is not self else self.copy(), inplace=inplace)

    def shuffle(self, inplace: bool = False) -> ColumnAgentSet:  # noqa: FBT001, FBT002 — Mesa's signature
        """Members in an order drawn from Mesa's generator (for user code; the model never shuffles)."""
        agents = self.to_list()
        self.random.shuffle(agents)
        return self._take(self._from_agents(agents), inplace=inplace)

    def sort(
        self,
        key: Callable[[Any], Any] | str,
        ascending: bool = False,  # noqa: FBT001, FBT002 — Mesa's signature
        inplace: bool = False,  # noqa: FBT001, FBT002 — Mesa's signature
    ) -> ColumnAgentSet:
        """Members by a column or a function of the agent, largest first unless `ascending`."""
        if isinstance(key, str) and len(self._parts) == 1 and not self._extra:
            kind, rows = self._parts[0]
            values = self.column(key)
            order = np.argsort(values if ascending else -values, kind="stable")
            return self._take(ColumnAgentSet(self.model, [(kind, rows[order])]), inplace=inplace)
        name = key
        by = (lambda agent: getattr(agent, name)) if isinstance(name, str) else name
        return self._take(self._from_agents(sorted(self, key=by, reverse=not ascending)), inplace=inplace)

    # --- one by one -------------------------------------------------------------------------------------------

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Results of a method or function on each agent."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> ColumnAgentSet:
        """Call a method or function on each agent."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> ColumnAgentSet:
        """Call a method or function on each agent in an order drawn from Mesa's generator."""
        self.shuffle().do(method, *args, **kwargs)
        return self

    def groupby(self, by: Callable[[Any], Any] | str, result_type: str = "agentset") -> Any:
        """Group members by a column or a function of the agent; a single table's column is grouped at once."""
        if isinstance(by, str) and result_type == "agentset" and len(self._parts) == 1 and not self._extra:
            kind, rows = self._parts[0]
            values = self.column(by)
            groups: dict[Any, Any] = {}
            for value in np.unique(values):
                groups[value.item()] = ColumnAgentSet(self.model, [(kind, rows[values == value])])
            return _grouped(groups)
        name = by
        key: Any = (lambda agent: getattr(agent, name)) if isinstance(name, str) else name
        lists: dict[Any, list[Any]] = {}
        for agent in self:
            lists.setdefault(key(agent), []).append(agent)
        if result_type == "agentset":
            return _grouped({value: self._from_agents(agents) for value, agents in lists.items()})
        return _grouped(lists)
