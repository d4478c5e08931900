"""How much of each measure is paid for, year by year? What was built stays built, whichever year is simulated."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from twin.core.clock import Clock
from twin.core.streams import declare
from twin.interventions.measure import Amount, rounded_text
from twin.interventions.one_plant import Plants
from twin.interventions.registry import catalogue
from twin.interventions.terms import kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from twin.interventions.measure import Levers
    from twin.interventions.plan import Entry
    from twin.state.edits import Edit
    from twin.state.world import World

QUEUE = declare("interventions.queue", "place of a work in a year's queue for money")
# Levers that tell how much of a measure there is; the first that says anything is scaled to what the money buys.
SCALED = ("quantity", "sensors", "sources", "sites", "stations")
_STEPS = 10  # halvings: to a 1,024th of what was asked
_CENT = 0.005

Rows = dict[tuple[str, str], "NDArray[np.int64]"]


class Grants:
    """Money given out from the first year on; each year sees what was asked by then, and none sees a later one.

    Parameters
    ----------
    world : World before any edit; its year is the last.
    entries : Entries of the scenario.
    sums : What each payer can spend in all years together; what a year leaves is there in the next. [EUR]

    Attributes
    ----------
    levers : Entries that were begun, in that order, with the levers that could be paid for; None where nothing could.
    refused : Rows whose works found no money in their year, by measure and table.
    ended : Entries whose service found no money, and the year.
    lines : What was refused, in words, by entry.
    spent : What each payer of the budget spends in each year. [EUR]
    """

    def __init__(self, world: World, entries: Sequence[Entry], sums: Mapping[str, float]) -> None:
        self._world, self._entries, self._left = world, entries, dict(sums)
        self._asked: dict[int, list[Edit]] = {}
        self._plants = Plants(len(world.table("buildings")))
        self.levers: dict[int, Levers | None] = {}
        self.refused: Rows = {}
        self.ended: dict[int, int] = {}
        self.lines: dict[int, list[str]] = {}
        self.spent: dict[int, dict[str, float]] = {}

    def edits(self, number: int, year: int, levers: Levers | None = None) -> list[Edit]:
        """What an entry asks for by the end of a year, as if that year were simulated."""
        entry = self._entries[number]
        clock = _clock(year, self._world.clock.ticks_per_hour)
        world = replace(self._world, clock=clock, refused=self.refused)
        found = catalogue[entry.measure].edits(world, levers or entry.levers, entry.where, entry.date)
        return [replace(edit, entry=number, year=edit.year or entry.date.year) for edit in found]

    def begin(self, number: int) -> None:
        """Begin an entry in its year, with as much of it as can be paid for."""
        entry = self._entries[number]
        year = entry.date.year
        self.levers[number] = entry.levers
        if entry.anyway or not self._left:  # what happens anyway takes nothing out of a project's budget
            return
        if by_people(entry.levers):
            self._works(number, year)
            return
        asked = self._of_first_year(number, entry.levers)
        paid = costs(asked)
        short = self._over(paid)
        if not short:
            self._pay(year, paid)
            self._build(asked)
            return
        said = self._said(paid, short)
        name = lever_scaled(entry.levers)
        best = self._scaled(number, name) if name else None
        if best is None:
            why = "not even a part of it can be paid for" if name else "it cannot be done in part"
            self.levers[number] = None
            self._tell(number, f"{said}: left out, {why}")
            return
        self.levers[number], part = best
        found = costs(part)
        self._pay(year, found)
        self._build(part)
        after = ", ".join(f"{money(found.get(each, 0.0))} of {each}" for each in short)
        self._tell(number, f"{said}: clipped to {_text(best[0], name)} ({after})")

    def go_on(self, year: int) -> None:
        """Run the services of entries begun before a year, and do the works of it that people have decided on since."""
        for number, levers in list(self.levers.items()) if self._left else ():
            entry = self._entries[number]
            if levers is None or entry.anyway or number in self.ended or entry.date.year >= year:
                continue
            if any(is_service(edit) for edit in self._by_the_end(number)):
                paid = costs([edit for edit in self.edits(number, year, levers) if is_service(edit)])
                if short := self._over(paid):
                    self.ended[number] = year
                    self._tell(number, f"{self._said(paid, short)}: ended in {year}")
                    continue
                self._pay(year, paid)
            self._works(number, year)

    def _by_the_end(self, number: int) -> list[Edit]:
        """What an entry asks for by the end of the simulated year, less what was refused so far."""
        if number not in self._asked:
            self._asked[number] = self.edits(number, self._world.clock.year, self.levers[number])
        return self._asked[number]

    def _of_first_year(self, number: int, levers: Levers) -> list[Edit]:
        """What an entry builds in its first year, where no other has given a building its plant."""
        year = self._entries[number].date.year
        return [edit for edit in self._plants.left(self.edits(number, year, levers)) if edit.year <= year]

    def _build(self, some: Sequence[Edit]) -> None:
        """Let works that are paid for stand, but for those refused: none after them gives a building another plant."""
        for edit in some:
            self._plants.take(edit, self.refused.get((edit.measure, edit.table)))

    def _scaled(self, number: int, name: str) -> tuple[Levers, list[Edit]] | None:
        """The largest part of an entry that can be paid for, by halving, and what it builds."""
        low, high, best = 0.0, 1.0, None
        for _ in range(_STEPS):
            middle = 0.5 * (low + high)
            levers = _times(self._entries[number].levers, name, middle)
            part = self._of_first_year(number, levers)
            found = costs(part)
            if self._over(found) or not any(found.values()):
                # What costs nothing does nothing: too little is no better than too much, but lies at the other end.
                low, high = (low, middle) if self._over(found) else (middle, high)
                continue
            low, best = middle, (levers, part)
        return best

    def _works(self, number: int, year: int) -> None:
        """Pay the works of a year in an order drawn by lot until one does not fit; those after it are not done."""
        entry = self._entries[number]
        now = [edit for edit in self._plants.left(self._by_the_end(number)) if edit.year == year]
        mine = [edit for edit in now if edit.cost.any() and not is_service(edit)]
        paid = costs(mine)
        short = self._over(paid)
        if not short:
            self._pay(year, paid)
            self._build(now)
            return
        works, price = _priced(mine, tuple(self._left))
        order = self._queue(works, year)
        free = price[order].sum(axis=1) == 0.0  # those whom others pay wait for nobody
        order = np.concatenate([order[free], order[~free]])
        most = np.array(list(self._left.values())) + _CENT
        fits = int(np.logical_and.accumulate((np.cumsum(price[order], axis=0) <= most).all(axis=1)).sum())
        no = {works[k] for k in order[fits:]}
        for table in {table for table, _ in no}:
            key = entry.measure, table
            rows = np.array(sorted(row for each, row in no if each == table), dtype=np.int64)
            self.refused[key] = np.union1d(self.refused.get(key, rows), rows)
        self._build(now)
        words = f"{self._said(paid, short)}: {order.size - fits} of the {order.size} works of {year} left out"
        self._pay(year, dict(zip(self._left, price[order[:fits]].sum(axis=0).tolist(), strict=True)))
        self._tell(number, words)
        self._asked = {k: each for k, each in self._asked.items() if self._entries[k].measure != entry.measure}

    def _queue(self, works: Sequence[tuple[str, int]], year: int) -> NDArray[np.int64]:
        """Places of the works in the order of the lot; equal draws and rows without a uid by row."""
        draw = np.empty(len(works))
        names = np.array([table for table, _ in works])
        rows = np.array([row for _, row in works], dtype=np.int64)
        for name in np.unique(names):
            table, here = self._world.table(str(name)), names == name
            uids = table["uid"][rows[here]] if "uid" in table else rows[here].astype(np.uint64)
            draw[here] = QUEUE.at(self._world.seed).uniform(uids, year)
        return np.lexsort((rows, names, draw))

    def _over(self, paid: Mapping[str, float]) -> list[str]:
        """Payers who would have to pay more than they have left."""
        return [name for name, most in self._left.items() if paid.get(name, 0.0) > most + _CENT]

    def _pay(self, year: int, paid: Mapping[str, float]) -> None:
        spent = self.spent.setdefault(year, dict.fromkeys(self._left, 0.0))
        for name, most in self._left.items():
            part = min(paid.get(name, 0.0), most)
            self._left[name] = most - part
            spent[name] += part

    def _said(self, paid: Mapping[str, float], short: Sequence[str]) -> str:
        return ", ".join(f"asked {money(paid[name])} of {name}, {money(self._left[name])} left" for name in short)

    def _tell(self, number: int, line: str) -> None:
        self.lines.setdefault(number, []).append(line)


def by_people(levers: Levers) -> bool:
    """Whether people decide year by year, so that money is given out by the works of each year, not by the entry."""
    return getattr(levers, "adoption", "") == "diffusion" or getattr(levers, "decided_by", "") == "assembly"


def is_service(edit: Edit) -> bool:
    """Whether a cost is paid again in every year."""
    return bool(edit.cost.any()) and kind_of(edit.measure, edit.asset) == "service"


def costs(some: Sequence[Edit]) -> dict[str, float]:
    """What each payer pays for some edits. [EUR]"""
    paid: dict[str, float] = {}
    for edit in some:
        name = edit.payer.name.lower()
        paid[name] = paid.get(name, 0.0) + edit.total_cost
    return paid


def money(euro: float) -> str:
    """A sum in words."""
    million = 1e6
    return f"{euro / million:.3f} MEUR" if euro >= million else f"{euro:,.0f} EUR"


def _priced(some: Sequence[Edit], payers: Sequence[str]) -> tuple[list[tuple[str, int]], NDArray[np.float64]]:
    """Works by table and row, increasing, and what each payer pays for each of them. (W), (W, payers) [EUR]"""
    works: list[tuple[str, int]] = []
    parts: list[NDArray[np.float64]] = []
    for table in sorted({edit.table for edit in some}):
        here = [edit for edit in some if edit.table == table]
        rows = np.unique(np.concatenate([edit.rows for edit in here]))
        price = np.zeros((rows.size, len(payers)))
        for edit in here:
            if (name := edit.payer.name.lower()) in payers:
                price[np.searchsorted(rows, edit.rows), payers.index(name)] += edit.cost
        works += [(table, int(row)) for row in rows]
        parts.append(price)
    return works, np.concatenate(parts)


@lru_cache(maxsize=64)
def _clock(year: int, ticks_per_hour: int) -> Clock:
    return Clock(year, ticks_per_hour=ticks_per_hour)


def lever_scaled(levers: Levers) -> str:
    """Name of the lever that tells how much of a measure there is, "" if it cannot be done in part."""
    return next((each for each in SCALED if _size(levers, each)), "")


def _text(levers: Levers, name: str) -> str:
    value = getattr(levers, name)
    if isinstance(value, Amount):
        return rounded_text(value.value, value.unit)
    return f"{len(value)} {name} in their order" if isinstance(value, tuple) else str(levers.text_of(name))


def _size(levers: Levers, name: str) -> float:
    """How much a lever asks for: a quantity, or entries of a list; 0 where there is no such lever."""
    value = getattr(levers, name, 0.0)
    if isinstance(value, Amount):
        return value.value
    return float(len(value) if isinstance(value, tuple) else value)


def _times(levers: Levers, name: str, factor: float) -> Levers:
    value = getattr(levers, name)
    if isinstance(value, tuple):
        return levers.model_copy(update={name: value[: int(len(value) * factor)]})
    if isinstance(value, Amount):
        return levers.model_copy(update={name: value.model_copy(update={"value": value.value * factor})})
    return levers.model_copy(update={name: float(np.floor(value * factor))})
