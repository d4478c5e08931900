"""What is an agent? A view on one row of a table: it holds no data of its own and is made when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from mesa import Agent

if TYPE_CHECKING:
    from twin.state.table import Table

_OWN = frozenset({"model", "unique_id", "row", "pos"})


class RowAgent(Agent):  # type: ignore[misc]  # Mesa's Agent is untyped in some supported versions
    """A Mesa agent that reads and writes the columns of its row.

    Attributes named like columns are the columns: `building.storeys`, `citizen.age = 40`. Anything else is an error,
    because a view is made anew each time and would forget it; keep own state in an own Agent class instead.
    """

    table_name: ClassVar[str] = ""

    def __init__(self, *_: object, **__: object) -> None:
        msg = (
            f"{type(self).__name__} views come from model.agents_by_type; they are rows of a table, not made one by one"
        )
        raise TypeError(msg)

    @classmethod
    def view(cls, model: Any, row: int) -> RowAgent:
        """Make the view of one row."""
        agent = object.__new__(cls)
        own = agent.__dict__
        own["model"] = model
        own["row"] = int(row)
        own["unique_id"] = int(model.world.tables[cls.table_name]["uid"][row])
        own["pos"] = None
        return agent

    @property
    def table(self) -> Table:
        """Table that the row belongs to."""
        table: Table = self.model.world.tables[self.table_name]
        return table

    def __getattr__(self, name: str) -> Any:
        if name in _OWN or name.startswith("__"):
            raise AttributeError(name)
        table = self.table
        if name in table:
            value = table[name][self.row]
            return value.item() if hasattr(value, "item") and value.ndim == 0 else value
        msg = f"{type(self).__name__} has no attribute or column {name!r}"
        raise AttributeError(msg)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _OWN:
            self.__dict__[name] = value
        elif name in self.table:
            self.table[name][self.row] = value
        else:
            msg = f"{type(self).__name__} has no column {name!r}; views keep no other state"
            raise AttributeError(msg)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, RowAgent)
            and type(self) is type(other)
            and self.model is other.model
            and self.row == other.row
        )

    def __hash__(self) -> int:
        return hash((id(self.model), self.table_name, self.row))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} row {self.row} uid {self.unique_id}>"

    def remove(self) -> None:
        """Rows cannot leave the world during a run."""
        msg = f"a {type(self).__name__} is part of the district and cannot be removed during a run"
        raise TypeError(msg)


class Building(RowAgent):
    """One building footprint."""

    table_name = "buildings"


class Lamppost(RowAgent):
    """One street lamppost."""

    table_name = "lampposts"


class Vehicle(RowAgent):
    """One private car or motorcycle."""

    table_name = "vehicles"


class Citizen(RowAgent):
    """One resident."""

    table_name = "citizens"


VIEWS: tuple[type[RowAgent], ...] = (Building, Lamppost, Vehicle, Citizen)
