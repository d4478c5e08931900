"""Columns are declared once; tables are allocated, documented, checked and mapped from that declaration."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

Role = Literal["static", "state", "flux", "forcing"]
Compose = Literal["error", "min", "max", "sum", "most"]
Gathers = Literal["", "sum", "max"]
# How columns that grow over a run are named; others say so themselves.
_GATHERS: dict[str, Gathers] = {"_year": "sum", "_sum": "sum", "_days": "sum", "_peak": "max"}


class Flag(IntEnum):
    """Where does a value come from? Ordered from firm to invented."""

    MEASURED = 0
    DERIVED = 1
    IMPUTED = 2
    SYNTHETIC = 3


@dataclass(frozen=True)
class Column:
    """Declaration of one column.

    Parameters
    ----------
    name : Name, unique in its table.
    dtype : NumPy dtype, "str" for text.
    unit : Unit in SI ("1" for pure numbers, "-" for codes, text and keys).
    role : static (fixed in a run, edits apart), state, flux (of the current tick or day) or forcing.
    doc : One line.
    default : Value of a fresh row.
    shape : Further axes, such as (24,) for the hours of a day.
    flagged : Whether each value carries a `Flag` in the sibling column `<name>_flag`.
    compose : How two edits of one cell compose: an error, the smaller, the larger, or the sum of changes; "min" and
        "max" weigh the value before any edit too, "most" is the larger of what edits set, whatever was there before.
    source : Where values come from, if the column has one source.
    codes : Enumeration that explains the codes of an integer column.
    gathers : How a state column gathers over a run: amounts are summed up, the highest is kept, or it does not and
        tells how things stand. By the ending of its name if left out.
    private : Whether it tells on single households and so never leaves the model row by row.
    """

    name: str
    dtype: str
    unit: str
    role: Role
    doc: str
    default: Any = 0
    shape: tuple[int, ...] = ()
    flagged: bool = False
    compose: Compose = "error"
    source: str = ""
    codes: type[IntEnum] | None = None
    gathers: Gathers = ""

    @property
    def gathered(self) -> Gathers:
        """How it gathers over a run, from its declaration or, for a state, from the ending of its name."""
        if self.role != "state" or self.gathers:
            return self.gathers
        return next((how for ending, how in _GATHERS.items() if self.name.endswith(ending)), "")

    private: bool = False


def flag_column(column: Column) -> Column:
    """Declaration of the flag column of `column`."""
    return Column(
        f"{column.name}_flag",
        "uint8",
        "-",
        "static",
        f"origin of {column.name}",
        default=Flag.SYNTHETIC,
        codes=Flag,
    )


@dataclass(frozen=True)
class Schema:
    """Declaration of a table: its name, what a row is, and its columns."""

    name: str
    row: str
    columns: tuple[Column, ...]

    def all_columns(self) -> Iterator[Column]:
        """Columns with uid first and flag columns behind the columns they flag."""
        yield Column("uid", "uint64", "-", "static", "key of every random draw; from the source's id")
        for column in self.columns:
            yield column
            if column.flagged:
                yield flag_column(column)


@dataclass
class Table:
    """The columns of one kind of entity, each a contiguous array with the entities along the first axis."""

    schema: Schema
    data: dict[str, NDArray[Any]] = field(default_factory=dict)

    @classmethod
    def allocate(cls, schema: Schema, n: int) -> Table:
        """Make a table of `n` rows with every column at its default."""
        data: dict[str, NDArray[Any]] = {}
        for column in schema.all_columns():
            dtype = object if column.dtype == "str" else np.dtype(column.dtype)
            data[column.name] = np.full((n, *column.shape), column.default, dtype=dtype)
        return cls(schema, data)

    @classmethod
    def from_columns(cls, schema: Schema, columns: Mapping[str, Any]) -> Table:
        """Make a table from values per column; columns that are not given stay at their default.

        Raises
        ------
        KeyError
            If a column is not declared.
        ValueError
            If lengths differ or uids repeat.
        """
        n = len(next(iter(columns.values()))) if columns else 0
        table = cls.allocate(schema, n)
        for name, values in columns.items():
            if name not in table.data:
                msg = f"table {schema.name!r} has no column {name!r}"
                raise KeyError(msg)
            target = table.data[name]
            target[...] = np.asarray(values, dtype=target.dtype)
        uids = table["uid"]
        if "uid" in columns and np.unique(uids).size != uids.size:
            msg = f"table {schema.name!r}: {uids.size - np.unique(uids).size} uids repeat"
            raise ValueError(msg)
        return table

    def __len__(self) -> int:
        return int(self.data["uid"].shape[0])

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.data[name]

    def __contains__(self, name: object) -> bool:
        return name in self.data

    @property
    def name(self) -> str:
        """Name of the table."""
        return self.schema.name

    def declaration(self, name: str) -> Column:
        """Declaration of a column; KeyError if there is none."""
        for column in self.schema.all_columns():
            if column.name == name:
                return column
        raise KeyError(name)

    def take(self, rows: NDArray[np.int64]) -> Table:
        """Copy of some rows, in the given order. (keys that point into other tables are not renumbered)"""
        return Table(self.schema, {name: values[rows].copy() for name, values in self.data.items()})

    def copy(self) -> Table:
        """Deep copy of all columns."""
        return Table(self.schema, {name: values.copy() for name, values in self.data.items()})


def flag_counts(table: Table, column: str, rows: NDArray[np.bool_] | None = None) -> dict[str, int]:
    """How many values of a flagged column are measured, derived, imputed and synthetic."""
    flags = table[f"{column}_flag"]
    if rows is not None:
        flags = flags[rows]
    return {flag.name.lower(): int((flags == flag).sum()) for flag in Flag}


def codes_of(kind: type[IntEnum]) -> Iterable[tuple[int, str]]:
    """Pairs of code and lower-case name of an enumeration."""
    return ((int(member), member.name.lower()) for member in kind)
