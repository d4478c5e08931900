"""Which edits follow from a scenario's measures? The same ones, in the same order, whatever the order in the file."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny, field_validator

from twin.core.clock import calendar_day
from twin.core.errors import Fault, InputError
from twin.core.params import Status
from twin.decisions import Params as Owners
from twin.interventions.measure import Levers
from twin.interventions.one_plant import one_plant
from twin.interventions.registry import catalogue
from twin.interventions.terms import Params, terms_of
from twin.interventions.trends import yielding
from twin.interventions.where import Where

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from twin.state.additions import Addition
    from twin.state.edits import Edit
    from twin.state.world import World

FIRST_YEAR, LAST_YEAR = 1990, 2100  # that can be simulated


class Entry(BaseModel):
    """One measure of a scenario: what, how much, where, from when, and on whose word."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measure: str = Field(description="Name of the measure in the catalogue")
    levers: SerializeAsAny[Levers] = Field(description="Levers of that measure, quantities with units")
    where: Where = Field(default=Where(), description="Places")
    date: dt.date = Field(description="Day from which it holds, ISO 8601")
    source: str = Field(min_length=1, description="Where quantity, places and date come from")
    status: Status = Field(default="assumed", description="published, derived, fitted or assumed")
    trend: bool = Field(default=False, description="Whether it happens without the project")
    by_vote: bool = Field(default=False, description="Whether residents vote on it, where the budget holds a vote")

    @field_validator("date", mode="before")
    @classmethod
    def _day(cls, value: Any) -> Any:
        return calendar_day(value)  # pydantic would read a number as seconds since 1970

    @field_validator("date")
    @classmethod
    def _in_the_period(cls, value: dt.date) -> dt.date:
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            msg = f"{value.isoformat()} lies outside {FIRST_YEAR} to {LAST_YEAR}, the years that can be simulated"
            raise ValueError(msg)
        return value

    @property
    def anyway(self) -> bool:
        """Whether it happens without the project, by its own word or by the measure's."""
        return self.trend or catalogue[self.measure].trend

    def canonical(self) -> dict[str, Any]:
        """What of the entry can change a result, levers in their declared units, defaults included."""
        return {
            "measure": self.measure,
            "levers": self.levers.model_dump(mode="json"),
            "where": self.where.canonical(),
            "date": self.date.isoformat(),
            **({"by_vote": True} if self.by_vote else {}),
        }

    def sort_key(self) -> tuple[int, str]:
        """Place in the order of application: the catalogue's, then the canonical text."""
        return catalogue.place(self.measure), json.dumps(self.canonical(), sort_keys=True)


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """Entries in the order in which their edits apply."""
    return sorted(entries, key=Entry.sort_key)


def additions(world: World, entries: Sequence[Entry]) -> list[Addition]:
    """What all entries bring along, in the order in which they apply; nothing is added.

    Raises
    ------
    InputError
        If two entries bring the same thing along.
    """
    done: list[Addition] = []
    faults: list[Fault] = []
    named: dict[tuple[str, str], str] = {}
    for number, entry in enumerate(in_order(entries)):
        bring = catalogue[entry.measure].additions
        if bring is None:
            continue
        words = f"{entry.measure} in {entry.where.words()} from {entry.date.isoformat()}"
        for found in bring(world, entry.levers, entry.where, entry.date):
            for name in found.names:
                other = named.setdefault((found.table, name), words)
                if other is not words:
                    what = f"brings along {name.rpartition('/')[2]!r} as another entry does ({other})"
                    faults.append(Fault(words, what, "name it once"))
            done.append(replace(found, entry=number))
    if faults:
        raise InputError("measures of the scenario", dict.fromkeys(faults))
    return done


def edits(world: World, entries: Sequence[Entry], turns: Sequence[int] | None = None) -> list[Edit]:
    """Edits of all entries, in the order in which they apply; nothing is applied.

    Every entry decides on the world before any edit, so none can see, or depend on, another's; works that found no
    money, second plants of one building and what trends would do where a measure does the same work are left out at
    the end.

    Parameters
    ----------
    world : World before any edit, with the rows whose works found no money.
    entries : In any order.
    turns : Place of each entry in the order in which money is given out; without a budget their days tell which of two
        plants comes first.

    Raises
    ------
    InputError
        If two entries of one measure choose the same thing, which would pay the same work twice, or if an entry names
        a zone that the district lacks.
    """
    done: list[Edit] = []
    faults: list[Fault] = []
    chosen: dict[str, list[tuple[str, Edit]]] = {}
    for number, entry in enumerate(in_order(entries)):
        words = f"{entry.measure} in {entry.where.words()} from {entry.date.isoformat()}"
        found = catalogue[entry.measure].edits(world, entry.levers, entry.where, entry.date)
        for edit in found:
            for other_words, other in chosen.get(f"{edit.measure}/{edit.table}.{edit.column}", ()):
                both = np.intersect1d(edit.rows, other.rows)
                if both.size:
                    faults.append(
                        Fault(
                            words,
                            f"chooses {both.size} rows of {edit.table} that another entry chooses too ({other_words})",
                            "give the two entries different places, or make them one entry",
                        )
                    )
        for edit in found:
            chosen.setdefault(f"{edit.measure}/{edit.table}.{edit.column}", []).append((words, edit))
        params, year, trend = world.params.get("terms") or Params(), entry.date.year, entry.anyway
        # Owners get what those who decide reckon with.
        owners: Owners = world.params.get("decisions") or Owners()
        ceded = owners.transfer_value if getattr(entry.levers, "credit_transfer", False) else 0.0
        for edit in found:
            when = edit.year or year
            terms = terms_of(entry.measure, params, edit.asset, ceded=ceded, year=when)
            done.append(replace(edit, entry=number, terms=terms, year=when, trend=trend))
    if faults:
        raise InputError("measures of the scenario", dict.fromkeys(faults))
    order = sorted(range(len(entries)), key=lambda k: entries[k].sort_key())
    comes = [entries[k].date if turns is None else turns[k] for k in order]
    return yielding(world, one_plant(world, _paid_for(done, world.refused), comes))


def _paid_for(done: list[Edit], refused: Mapping[tuple[str, str], NDArray[np.int64]]) -> list[Edit]:
    """Edits without the rows that found no money, of measures that do not leave them out themselves."""

    def asks(edit: Edit) -> bool:
        return bool(edit.cost.any() and np.isin(edit.rows, refused.get((edit.measure, edit.table), ())).any())

    deaf = {(edit.measure, edit.table) for edit in done if asks(edit)}
    return [
        _rows_of(edit, ~np.isin(edit.rows, refused[edit.measure, edit.table]))
        if (edit.measure, edit.table) in deaf
        else edit
        for edit in done
    ]


def _rows_of(edit: Edit, some: NDArray[np.bool_]) -> Edit:
    cost = edit.cost[some] if edit.cost.size else edit.cost
    return replace(edit, rows=edit.rows[some], new=np.asarray(edit.new)[some], cost=cost)
