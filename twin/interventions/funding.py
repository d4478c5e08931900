"""What can be paid for? Sums by payer, given out by year, then in the order of the file or of votes, and told."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from twin.core.errors import nearest
from twin.decisions.budget import Project, Tally, vote
from twin.interventions.budget_words import cut, spent, texts, unheard, voted
from twin.interventions.granting import Grants, is_service, lever_scaled, money
from twin.interventions.measure import Levers, read_quantity
from twin.interventions.plan import Entry, edits
from twin.state.codes import Payer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.state.edits import Edit
    from twin.state.world import World


class Budget(BaseModel):
    """What each payer can spend: `[budget]` with `city = "2 MEUR"` and so on, and whether residents vote."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sums: dict[str, float] = Field(
        default_factory=dict, description="Most that each payer spends on all measures in all years together, in EUR"
    )
    vote: bool = Field(default=False, description="Whether residents vote on the entries marked by_vote")

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, value: Any) -> Any:
        if not isinstance(value, dict) or "sums" in value:
            return value
        payers = [each.name.lower() for each in Payer]
        sums: dict[str, float] = {}
        for name, given in value.items():
            if name == "vote":
                continue
            if name not in payers:
                msg = f"{name!r} pays for nothing here; {nearest(name, payers)}"
                raise ValueError(msg)
            sums[name] = read_quantity(given, "EUR")
            if sums[name] < 0.0:
                msg = f'{name} = {given!r} is less than nothing; write a sum such as "2 MEUR"'
                raise ValueError(msg)
        return {"sums": dict(sorted(sums.items())), **({"vote": value["vote"]} if "vote" in value else {})}

    def texts(self) -> dict[str, Any]:
        """As a scenario file would write it."""
        return {**{name: f"{most!r} EUR" for name, most in self.sums.items()}, **({"vote": True} if self.vote else {})}


@dataclass(frozen=True)
class Funding:
    """What became of the entries.

    Parameters
    ----------
    lines, lines_it : In words, English and Italian, in the order in which money was given out.
    votes : By year: people entitled, voters, and approvals by measure; counts of fewer than 10 households are left out.
    spent : What each payer of the budget spends. [EUR]
    by_year : The same by year. [EUR]
    clipped : Entries that money was short for: measure, day, lever, what was asked and what is done, exactly.
    """

    lines: tuple[str, ...] = ()
    lines_it: tuple[str, ...] = ()
    votes: tuple[dict[str, Any], ...] = ()
    spent: dict[str, float] = field(default_factory=dict)
    by_year: dict[int, dict[str, float]] = field(default_factory=dict)
    clipped: tuple[dict[str, Any], ...] = ()


def funded_edits(world: World, entries: Sequence[Entry], budget: Budget | None) -> tuple[list[Edit], Funding]:
    """Edits of what can be paid for, and what became of all that was asked.

    Parameters
    ----------
    world : World before any edit.
    entries : As the scenario has them, in the order of its file.
    budget : What can be spent; all that is asked if None.

    Notes
    -----
    Money is given out from the year of the first entry to the simulated one, and no year sees what is asked later: the
    path up to a year is the same whichever later year is simulated. In each year come first the entries begun before,
    in the order in which they were: a service that has to be paid again, then works that people have decided on since.
    Then those of the year that nobody votes on, in the order of the file, then those that residents vote on, most
    approved first. Trends are no entries of the project and cost the budget nothing. A planned entry that does not fit
    is scaled to what does, or left out; of works that people decide on, those of a year that do not fit are not done,
    and are not asked for again; a service that cannot be paid ends for good. Of two plants for one building the first
    in this order is built, and the other is not paid. All is told in notes.
    """
    if budget is None:
        idle = [unheard(each.measure, budget=False) for each in entries if each.by_vote]
        return edits(world, entries), Funding(texts(idle, "en"), texts(idle, "it"))
    grants, votes, order = Grants(world, entries, budget.sums), [], []
    started = [each.date.year for each in entries if each.date.year <= world.clock.year]
    for year in range(min(started, default=world.clock.year), world.clock.year + 1):
        grants.go_on(year)
        now, held = _order(world, entries, grants, year, vote_on=budget.vote)
        order += now
        votes += held
        for number in now:
            grants.begin(number)
    paid = {name: sum(each[name] for each in grants.spent.values()) for name in budget.sums}
    told = [voted(each) for each in votes]
    told += [cut(entries[number].measure, line) for number in order for line in grants.lines.get(number, ())]
    if not budget.vote:
        told += [unheard(each.measure, budget=True) for each in entries if each.by_vote]
    told += [spent(name, money(paid[name]), money(most)) for name, most in budget.sums.items()]
    clipped = tuple(_clipped(entries[i], grants.levers[i]) for i in order if grants.lines.get(i))
    found = Funding(texts(told, "en"), texts(told, "it"), tuple(votes), paid, grants.spent, clipped)
    return _done(world, entries, grants), found


def _clipped(entry: Entry, done: Levers | None) -> dict[str, Any]:
    """What was asked and what can be paid for, as a scenario file would write it."""
    name = lever_scaled(entry.levers)
    asked = entry.levers.text_of(name) if name else None
    told = {"measure": entry.measure, "date": entry.date.isoformat(), "lever": name, "asked": asked}
    return {**told, "done": done.text_of(name) if done is not None and name else None}


def _done(world: World, entries: Sequence[Entry], grants: Grants) -> list[Edit]:
    """Edits of what was granted, each cut told in a note; an entry of which nothing is left still says why."""
    levers = grants.levers
    taken = [i for i in range(len(entries)) if levers.get(i) is not None]
    chosen = [entries[i].model_copy(update={"levers": levers[i]}) for i in taken]
    place = sorted(range(len(chosen)), key=lambda k: chosen[k].sort_key())
    # Numbers are those of the scenario's entries in order, whatever is left out.
    number = {i: rank for rank, i in enumerate(sorted(range(len(entries)), key=lambda i: entries[i].sort_key()))}
    lines = {number[i]: "; ".join(each) for i, each in grants.lines.items()}
    ended = {number[i] for i in grants.ended}
    turns = [list(levers).index(i) for i in taken]  # who gets the money first gives a building its plant
    done: list[Edit] = []
    for edit in edits(replace(world, refused=grants.refused), chosen, turns):
        mine = replace(edit, entry=number[taken[place[edit.entry]]])
        done.append(_idle(world, mine) if mine.entry in ended else mine)
    done = _noted(done, {number[i]: lines[number[i]] for i in taken if number[i] in lines})
    for i in levers:
        if levers[i] is None:
            first = grants.edits(i, entries[i].date.year)[0]
            done.append(replace(_nothing(first, lines[number[i]]), entry=number[i]))
    return done


def _idle(world: World, edit: Edit) -> Edit:
    """An edit of an entry whose service has ended: it changes nothing, and what was built for it stays paid."""
    cost = np.zeros(edit.rows.size) if is_service(edit) else edit.cost
    return replace(edit, new=world.table(edit.table)[edit.column][edit.rows], cost=cost)


def _order(
    world: World, entries: Sequence[Entry], grants: Grants, year: int, *, vote_on: bool
) -> tuple[list[int], list[dict[str, Any]]]:
    """Entries of a year in the order in which money is given out, and the vote if it is held."""
    here = [i for i, entry in enumerate(entries) if entry.date.year == year]
    asked = {i: grants.edits(i, year) for i in here if vote_on and entries[i].by_vote}
    ballot = [i for i in asked if asked[i]]
    order = [i for i in here if i not in ballot]
    if not ballot:
        return order, []
    projects = [_project(entries[i], asked[i]) for i in ballot]
    tally = vote(world, projects, year)
    ranked = sorted(range(len(ballot)), key=lambda k: (-int(tally.approvals[k]), entries[ballot[k]].sort_key()))
    told = [(entries[ballot[k]].measure, int(tally.approvals[k])) for k in ranked]
    return order + [ballot[k] for k in ranked], [_result(year, tally, told)]


def _project(entry: Entry, some: Sequence[Edit]) -> Project:
    """What is voted on, called by measure and places: more of it, or at another price, meets the same tastes."""
    rows: dict[str, list[NDArray[np.int64]]] = {}
    for edit in some:
        rows.setdefault(edit.table, []).append(edit.rows)
    touches = {table: np.unique(np.concatenate(each)) for table, each in rows.items()}
    return Project(json.dumps([entry.measure, entry.where.canonical()], sort_keys=True), touches)


def _result(year: int, tally: Tally, ranked: list[tuple[str, int]]) -> dict[str, Any]:
    found: dict[str, Any] = {"year": year, "order": [name for name, _ in ranked], "entitled": tally.entitled}
    if tally.told:
        found |= {"voters": tally.voters, "approvals": [many for _, many in ranked]}
    return found


def _noted(done: Sequence[Edit], lines: dict[int, str]) -> list[Edit]:
    """Edits with the line of their entry in the note of the first of them."""
    out: list[Edit] = []
    for edit in done:
        line = lines.pop(edit.entry, "")
        out.append(replace(edit, note="; ".join(each for each in (edit.note, line) if each)) if line else edit)
    return out


def _nothing(edit: Edit, line: str) -> Edit:
    """An edit of no row that tells why there is none."""
    return replace(edit, rows=edit.rows[:0], new=np.asarray(edit.new)[:0], cost=np.zeros(0), note=line)
